//! Where the time goes, by stage, and how many tokens the demonstrations cost.
//!
//! Timings are those of a request, which makes all samples of a task, arm and seed at once;
//! each sample's line repeats them. They are counted once per request. A run that was broken
//! off and taken up again may have made the samples of one seed in two requests; those have
//! different timings and are both counted.

use std::collections::BTreeMap;

use seccoder::response::Timings;
use serde::{Deserialize, Serialize};

use super::quantile;
use crate::record::{SampleRecord, VerdictRecord};

/// Median and 95th percentile over requests.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The median.
    pub p50: f64,
    /// The 95th percentile.
    pub p95: f64,
}

impl Spread {
    /// Of these values; `None` without a value.
    #[must_use]
    pub fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        Some(Self {
            p50: quantile(&values, 0.5)?,
            p95: quantile(&values, 0.95)?,
        })
    }
}

/// The stages of a request, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Stages {
    /// Finding the examples.
    pub retrieve_ms: Spread,
    /// Waiting for the model to be ready.
    pub model_wait_ms: Spread,
    /// Building the prompt.
    pub integrate_ms: Spread,
    /// Reading the prompt.
    pub first_token_ms: Spread,
    /// From the first token to the last.
    pub generate_ms: Spread,
    /// Everything.
    pub total_ms: Spread,
}

/// What one arm's requests cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// Requests.
    pub requests: usize,
    /// Their stages.
    pub stages: Stages,
    /// Tokens that the demonstrations added, by request.
    pub added_tokens: Spread,
    /// Their mean.
    pub mean_added_tokens: f64,
    /// Tokens per second between first and last token, all samples of a request together, over
    /// the requests whose samples are all there with their token counts.
    pub tokens_per_s: Option<f64>,
    /// Seconds of all requests together.
    pub generation_s: f64,
    /// Seconds that judging took.
    pub judging_s: f64,
}

struct Request<'a> {
    first: &'a SampleRecord,
    samples: usize,
    tokens: Option<usize>,
}

/// The cost of one arm; `None` without a sample of it.
#[must_use]
pub fn latency(samples: &[SampleRecord], verdicts: &[VerdictRecord], arm: &str) -> Option<Latency> {
    let mut requests: BTreeMap<_, Request<'_>> = BTreeMap::new();
    for sample in samples.iter().filter(|sample| sample.key.arm == arm) {
        let key = (&sample.key.task, sample.key.seed, fingerprint(sample));
        let request = requests.entry(key).or_insert(Request {
            first: sample,
            samples: 0,
            tokens: Some(0),
        });
        request.samples += 1;
        request.tokens = request
            .tokens
            .zip(sample.tokens)
            .map(|(all, one)| all + one);
    }

    let spread = |of: fn(&Timings) -> f64| {
        Spread::of(
            requests
                .values()
                .map(|request| of(&request.first.timings))
                .collect(),
        )
    };
    let added: Vec<f64> = requests
        .values()
        .map(|request| request.first.added_tokens as f64)
        .collect();
    Some(Latency {
        requests: requests.len(),
        stages: Stages {
            retrieve_ms: spread(|t| t.retrieve_ms)?,
            model_wait_ms: spread(|t| t.model_wait_ms)?,
            integrate_ms: spread(|t| t.integrate_ms)?,
            first_token_ms: spread(|t| t.first_token_ms)?,
            generate_ms: spread(|t| t.generate_ms)?,
            total_ms: spread(|t| t.total_ms)?,
        },
        mean_added_tokens: super::mean(added.iter().copied())?,
        added_tokens: Spread::of(added)?,
        tokens_per_s: tokens_per_s(requests.values()),
        generation_s: requests
            .values()
            .map(|request| request.first.timings.total_ms / 1000.0)
            .sum(),
        judging_s: verdicts
            .iter()
            .filter(|verdict| verdict.key.arm == arm)
            .map(|verdict| verdict.oracle_ms / 1000.0)
            .sum(),
    })
}

fn tokens_per_s<'a>(requests: impl Iterator<Item = &'a Request<'a>>) -> Option<f64> {
    let (tokens, ms) = requests
        .filter(|request| request.samples == request.first.request_samples)
        .filter_map(|request| Some((request.tokens?, request.first.timings.generate_ms)))
        .fold((0, 0.0), |(tokens, ms), (more, time)| {
            (tokens + more, ms + time)
        });
    (ms > 0.0).then(|| tokens as f64 / ms * 1000.0)
}

/// What two samples of one request have in common, apart from their keys.
fn fingerprint(sample: &SampleRecord) -> [u64; 7] {
    let Timings {
        retrieve_ms,
        model_wait_ms,
        integrate_ms,
        first_token_ms,
        generate_ms,
        total_ms,
    } = sample.timings;
    [
        sample.request_samples as u64,
        retrieve_ms.to_bits(),
        model_wait_ms.to_bits(),
        integrate_ms.to_bits(),
        first_token_ms.to_bits(),
        generate_ms.to_bits(),
        total_ms.to_bits(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::testing::{Run, secure};

    fn timings(generate_ms: f64) -> Timings {
        Timings {
            generate_ms,
            total_ms: generate_ms + 100.0,
            ..Timings::default()
        }
    }

    #[test]
    fn a_request_counts_once() {
        let mut run = Run::default();
        for (seed, ms) in [(1, 1000.0), (2, 3000.0)] {
            for index in 0..5 {
                run.sample("a", "x", seed, index)
                    .timings(timings(ms), 5)
                    .verdict(secure());
            }
        }
        run.sample("a", "y", 1, 0).timings(timings(9.0), 1);
        let latency = latency(&run.samples, &run.verdicts, "x").unwrap();
        assert_eq!(latency.requests, 2);
        assert_eq!(latency.stages.generate_ms.p50, 2000.0);
        assert_eq!(latency.stages.total_ms.p95, 1100.0 + 0.95 * 2000.0);
        assert_eq!(latency.tokens_per_s, Some(25.0), "100 tokens in 4 s");
        assert_eq!(latency.generation_s, 4.2);
        assert!((latency.judging_s - 0.02).abs() < 1e-12);
    }

    #[test]
    fn an_unfinished_request_says_nothing_of_speed() {
        let mut run = Run::default();
        run.sample("a", "x", 1, 0).timings(timings(1000.0), 2);
        run.sample("a", "x", 1, 1).timings(timings(500.0), 1);
        let found = latency(&run.samples, &[], "x").unwrap();
        assert_eq!(found.requests, 2);
        assert_eq!(found.tokens_per_s, Some(20.0));
        run.samples[1].tokens = None;
        let found = latency(&run.samples, &[], "x").unwrap();
        assert_eq!(found.tokens_per_s, None);
        assert_eq!(latency(&run.samples, &[], "z"), None);
    }
}
