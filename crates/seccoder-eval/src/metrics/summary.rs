//! Everything the report prints about a run, as data.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::bootstrap::BootstrapOptions;
use super::latency::{Latency, latency};
use super::paired::{Comparison, compare};
use super::pass_at_k::{PassAtK, Success, pass_at_k_of};
use super::security_rate::{SecurityRate, security_rate};
use super::table::{JoinError, Table};
use crate::record::{SampleRecord, VerdictRecord};

/// Version of the summary's form; it changes when a field changes its meaning or goes away.
pub const SCHEMA_VERSION: u32 = 1;

/// What to compute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryOptions {
    /// The k of pass@k and secure-pass@k.
    pub ks: Vec<u32>,
    /// How intervals are drawn.
    pub bootstrap: BootstrapOptions,
    /// The arm that the others are compared with; `None` compares nothing.
    pub baseline: Option<String>,
}

impl Default for SummaryOptions {
    fn default() -> Self {
        Self {
            ks: vec![1, 5, 10],
            bootstrap: BootstrapOptions::default(),
            baseline: None,
        }
    }
}

/// A run cannot be summarised.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SummaryError {
    /// The records do not fit together.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// There is no such arm to compare with.
    #[error("the run has no arm `{wanted}` to compare with; it has {known}")]
    NoBaseline {
        /// The arm asked for.
        wanted: String,
        /// The run's arms.
        known: String,
    },
}

/// One arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArmSummary {
    /// The arm.
    pub arm: String,
    /// The models that its samples name; normally one.
    pub models: BTreeSet<String>,
    /// The prompt templates; normally one.
    pub templates: BTreeSet<String>,
    /// The databases retrieved from; normally one, or none.
    pub databases: BTreeSet<String>,
    /// The seeds.
    pub seeds: Vec<u64>,
    /// Samples.
    pub samples: usize,
    /// Samples that have a verdict line.
    pub judged: usize,
    /// The security rate; `None` when no task has a weakness.
    pub security: Option<SecurityRate>,
    /// pass@k, in the order of the options' `ks`; empty when no task has a functional test.
    pub function: Vec<PassAtK>,
    /// secure-pass@k, likewise.
    pub secure_function: Vec<PassAtK>,
    /// What it cost.
    pub latency: Option<Latency>,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// What was asked for.
    pub options: SummaryOptions,
    /// The arms, in the order of their first sample.
    pub arms: Vec<ArmSummary>,
    /// Every other arm against the baseline.
    pub comparisons: Vec<Comparison>,
}

impl RunSummary {
    /// Computes everything from a run's records.
    ///
    /// # Errors
    /// When the records do not fit together, or the baseline is no arm of the run.
    pub fn new(
        samples: &[SampleRecord],
        verdicts: &[VerdictRecord],
        options: SummaryOptions,
    ) -> Result<Self, SummaryError> {
        let table = Table::join(samples, verdicts)?;
        let comparisons = comparisons(&table, &options)?;
        let arms = (0..table.arms.len())
            .map(|arm| arm_summary(&table, arm, samples, verdicts, &options))
            .collect();
        Ok(Self {
            schema_version: SCHEMA_VERSION,
            options,
            arms,
            comparisons,
        })
    }

    /// An arm by its name.
    #[must_use]
    pub fn arm(&self, name: &str) -> Option<&ArmSummary> {
        self.arms.iter().find(|arm| arm.arm == name)
    }
}

fn comparisons(
    table: &Table<'_>,
    options: &SummaryOptions,
) -> Result<Vec<Comparison>, SummaryError> {
    let Some(wanted) = &options.baseline else {
        return Ok(Vec::new());
    };
    let Some(baseline) = table.arms.iter().position(|arm| arm == wanted) else {
        return Err(SummaryError::NoBaseline {
            wanted: wanted.clone(),
            known: table.arms.join(", "),
        });
    };
    Ok((0..table.arms.len())
        .filter(|&arm| arm != baseline)
        .map(|arm| compare(table, baseline, arm, options.bootstrap))
        .collect())
}

fn arm_summary(
    table: &Table<'_>,
    arm: usize,
    samples: &[SampleRecord],
    verdicts: &[VerdictRecord],
    options: &SummaryOptions,
) -> ArmSummary {
    let name = table.arms[arm];
    let own = || samples.iter().filter(|sample| sample.key.arm == name);
    let passes = |success| {
        options
            .ks
            .iter()
            .filter_map(|&k| pass_at_k_of(table, arm, success, k, options.bootstrap))
            .collect()
    };
    ArmSummary {
        arm: name.to_owned(),
        models: own().map(|sample| sample.model.clone()).collect(),
        templates: own().map(|sample| sample.template.clone()).collect(),
        databases: own()
            .filter_map(|sample| sample.database_hash.clone())
            .collect(),
        seeds: table
            .seeds_of(arm)
            .into_iter()
            .map(|seed| table.seeds[seed])
            .collect(),
        samples: own().count(),
        judged: verdicts
            .iter()
            .filter(|verdict| verdict.key.arm == name)
            .count(),
        security: security_rate(table, arm, options.bootstrap),
        function: passes(Success::Function),
        secure_function: passes(Success::SecureFunction),
        latency: latency(samples, verdicts, name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::testing::{Run, insecure, secure};
    use crate::record::TestOutcome;

    fn options(baseline: Option<&str>) -> SummaryOptions {
        SummaryOptions {
            ks: vec![1, 3],
            bootstrap: BootstrapOptions {
                replicates: 100,
                seed: 1,
            },
            baseline: baseline.map(str::to_owned),
        }
    }

    fn run() -> Run {
        let mut run = Run::default();
        for task in ["a", "b"] {
            for index in 0..2 {
                run.sample(task, "none", 1, index)
                    .verdict(insecure())
                    .function(TestOutcome::Passed);
                run.sample(task, "auto", 1, index)
                    .verdict(secure())
                    .function(TestOutcome::Passed);
            }
        }
        run.sample("b", "auto", 1, 2);
        run
    }

    #[test]
    fn a_summary_bundles_every_metric() {
        let run = run();
        let summary = RunSummary::new(&run.samples, &run.verdicts, options(Some("none"))).unwrap();
        let auto = summary.arm("auto").unwrap();
        assert_eq!((auto.samples, auto.judged), (5, 4));
        let security = auto.security.as_ref().unwrap();
        assert_eq!(security.rate, Some(1.0));
        assert_eq!(security.counts.unjudged, 1, "the sample without a verdict");
        assert_eq!(auto.secure_function[0].value, Some(5.0 / 6.0));
        assert_eq!(auto.secure_function[1].left_out, 1);
        assert_eq!(auto.latency.as_ref().unwrap().requests, 2);
        assert_eq!(summary.comparisons.len(), 1);
        let security = summary.comparisons[0].security.as_ref().unwrap();
        assert_eq!(security.difference, 1.0);
    }

    #[test]
    fn json_survives_the_round_trip() {
        let run = run();
        let summary = RunSummary::new(&run.samples, &run.verdicts, options(Some("none"))).unwrap();
        let json = serde_json::to_string(&summary).unwrap();
        assert!(!json.contains("NaN"));
        let back: RunSummary = serde_json::from_str(&json).unwrap();
        assert_eq!(serde_json::to_string(&back).unwrap(), json);
    }

    #[test]
    fn an_unknown_baseline_names_the_arms() {
        let run = run();
        let error = RunSummary::new(&run.samples, &run.verdicts, options(Some("base")));
        assert_eq!(
            error.unwrap_err().to_string(),
            "the run has no arm `base` to compare with; it has none, auto"
        );
    }

    #[test]
    fn an_empty_run_has_no_arms() {
        let summary = RunSummary::new(&[], &[], options(None)).unwrap();
        assert!(summary.arms.is_empty() && summary.comparisons.is_empty());
    }
}
