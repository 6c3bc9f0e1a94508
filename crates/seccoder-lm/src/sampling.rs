//! Choosing the next token from the model's logits.
//!
//! One sampler for every local engine, so that the same settings mean the same
//! everywhere. The order is that of the reference implementations the paper
//! builds on: temperature, then top-k, then top-p.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use seccoder::model::Decoding;

/// Logits this far below the best (after temperature) have a probability under e⁻³⁰ and
/// cannot be drawn in practice; dropping them spares sorting the whole vocabulary.
const NEGLIGIBLE: f32 = 30.0;

/// Draws tokens for one sample.
#[derive(Debug, Clone)]
pub struct Sampler {
    decoding: Decoding,
    rng: ChaCha8Rng,
    candidates: Vec<(f32, u32)>,
}

/// The model's output is not a distribution: every logit is NaN or minus infinity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the model's output is not a number; its weights may be damaged")]
pub struct NoDistribution;

impl Sampler {
    /// The sampler of sample `index` of a seed. Samples of one seed draw from
    /// independent streams, so sample 3 is the same whether 4 or 25 are drawn.
    #[must_use]
    pub fn new(decoding: Decoding, seed: u64, index: usize) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(index as u64);
        Self {
            decoding,
            rng,
            candidates: Vec::new(),
        }
    }

    /// The next token's id.
    ///
    /// # Errors
    /// When no logit is a number.
    pub fn pick(&mut self, logits: &[f32]) -> Result<u32, NoDistribution> {
        let (best, max) = arg_max(logits).ok_or(NoDistribution)?;
        let Decoding::Sample {
            temperature,
            top_p,
            top_k,
        } = self.decoding
        else {
            return Ok(best);
        };
        self.collect(logits, max, temperature);
        if let Some(k) = top_k {
            self.candidates.truncate(k.max(1));
        }
        let total = self.keep_nucleus(top_p);
        let mut draw = self.rng.random::<f32>() * total;
        for &(weight, id) in &self.candidates {
            draw -= weight;
            if draw < 0.0 {
                return Ok(id);
            }
        }
        // Rounding can leave a sliver behind the last candidate.
        Ok(self.candidates.last().map_or(best, |c| c.1))
    }

    /// Fills `candidates` with unnormalised probabilities, most likely first.
    fn collect(&mut self, logits: &[f32], max: f32, temperature: f32) {
        self.candidates.clear();
        let scale = temperature.max(1e-6).recip();
        for (id, &logit) in (0u32..).zip(logits) {
            let scaled = (logit - max) * scale;
            if scaled > -NEGLIGIBLE {
                self.candidates.push((scaled.exp(), id));
            }
        }
        self.candidates
            .sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    }

    /// Keeps the smallest set with at least probability `top_p`; returns its weight.
    fn keep_nucleus(&mut self, top_p: f32) -> f32 {
        let total: f32 = self.candidates.iter().map(|c| c.0).sum();
        let wanted = total * top_p;
        let mut kept = 0.0;
        let mut count = 0;
        for &(weight, _) in &self.candidates {
            kept += weight;
            count += 1;
            if kept >= wanted {
                break;
            }
        }
        self.candidates.truncate(count);
        kept
    }
}

/// The most likely token and its logit; the lowest id among equals.
fn arg_max(logits: &[f32]) -> Option<(u32, f32)> {
    let mut best: Option<(u32, f32)> = None;
    for (id, &logit) in (0u32..).zip(logits) {
        if logit > best.map_or(f32::NEG_INFINITY, |b| b.1) {
            best = Some((id, logit));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(temperature: f32, top_p: f32, top_k: Option<usize>) -> Decoding {
        Decoding::Sample {
            temperature,
            top_p,
            top_k,
        }
    }

    fn frequencies(decoding: Decoding, logits: &[f32]) -> Vec<f32> {
        let mut sampler = Sampler::new(decoding, 7, 0);
        let mut counts = vec![0.0; logits.len()];
        for _ in 0..20_000 {
            counts[sampler.pick(logits).unwrap() as usize] += 1.0 / 20_000.0;
        }
        counts
    }

    #[test]
    fn greedy_takes_the_best_and_the_first_of_equals() {
        let mut sampler = Sampler::new(Decoding::Greedy, 0, 0);
        assert_eq!(sampler.pick(&[0.0, 3.0, 3.0, -1.0]), Ok(1));
        assert_eq!(sampler.pick(&[f32::NAN, -5.0]), Ok(1));
        assert_eq!(sampler.pick(&[f32::NAN, f32::NAN]), Err(NoDistribution));
        assert_eq!(sampler.pick(&[]), Err(NoDistribution));
    }

    #[test]
    fn frequencies_follow_the_softmax() {
        // Logits ln 1, ln 2, ln 5: probabilities 1/8, 2/8, 5/8.
        let logits = [0.0, 2f32.ln(), 5f32.ln()];
        let seen = frequencies(sample(1.0, 1.0, None), &logits);
        for (got, expected) in seen.iter().zip([0.125, 0.25, 0.625]) {
            assert!((got - expected).abs() < 0.015, "{seen:?}");
        }
        // Temperature 0.5 squares the odds: 1, 4, 25 of 30.
        let seen = frequencies(sample(0.5, 1.0, None), &logits);
        for (got, expected) in seen.iter().zip([1.0 / 30.0, 4.0 / 30.0, 25.0 / 30.0]) {
            assert!((got - expected).abs() < 0.015, "{seen:?}");
        }
    }

    #[test]
    fn top_k_and_top_p_cut_the_tail() {
        let logits = [0.0, 2f32.ln(), 5f32.ln()];
        let seen = frequencies(sample(1.0, 1.0, Some(2)), &logits);
        assert!(
            seen[0] == 0.0 && (seen[1] - 2.0 / 7.0).abs() < 0.015,
            "{seen:?}"
        );
        // 5/8 alone is below 0.7, so the second stays; the third goes.
        let seen = frequencies(sample(1.0, 0.7, None), &logits);
        assert!(seen[0] == 0.0 && seen[1] > 0.2, "{seen:?}");
        assert!((frequencies(sample(1.0, 0.5, None), &logits)[2] - 1.0).abs() < 1e-3);
    }

    #[test]
    fn a_seed_fixes_each_sample_and_samples_differ() {
        let logits: Vec<f32> = (0..100).map(|i| (i % 7) as f32 * 0.1).collect();
        let draw = |seed, index| {
            let mut sampler = Sampler::new(sample(1.0, 1.0, None), seed, index);
            (0..20)
                .map(|_| sampler.pick(&logits).unwrap())
                .collect::<Vec<_>>()
        };
        assert_eq!(draw(1, 3), draw(1, 3));
        assert_ne!(draw(1, 3), draw(1, 4));
        assert_ne!(draw(1, 3), draw(2, 3));
    }
}
