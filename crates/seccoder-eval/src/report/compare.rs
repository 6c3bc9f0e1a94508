//! Two runs, or two arms of one, over the tasks that both have.
//!
//! Tasks are the same when their definitions are: same name, same hash. Where the runs share
//! seeds, only those are compared; else all are, since seeds only tell samples apart.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::format::{UNKNOWN, percent, points};
use super::markdown::section;
use super::sections::comparison_table;
use super::table::{Cell, Table};
use crate::log::Run;
use crate::metrics::bootstrap::BootstrapOptions;
use crate::metrics::paired::{Comparison, compare};
use crate::metrics::security_rate::security_rate;
use crate::metrics::table::{JoinError, Table as Joined};
use crate::record::{SampleKey, SampleRecord, VerdictRecord};

/// One arm of a run, and what it is called in the comparison.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The run.
    pub run: &'a Run,
    /// Its arm.
    pub arm: &'a str,
    /// What it is called.
    pub label: &'a str,
}

/// Two arms compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunComparison {
    /// Differences, intervals and tests.
    pub comparison: Comparison,
    /// Security by scenario: the scenario, and both rates.
    pub scenarios: Vec<(String, Option<f64>, Option<f64>)>,
    /// Tasks that only one side has, or that differ; left out.
    pub left_out: Vec<String>,
    /// The seeds compared; empty where the sides share none, so that all were taken.
    pub seeds: BTreeSet<u64>,
}

/// The sides cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    /// A run has no sample of the arm.
    #[error("the run `{run}` has no sample of arm `{arm}`")]
    NoArm {
        /// The run's title.
        run: String,
        /// The arm.
        arm: String,
    },
    /// Both sides are called alike.
    #[error("both sides are called `{0}`")]
    OneLabel(String),
    /// There is no task that both have.
    #[error("the runs have no task in common")]
    NothingShared,
    /// The records do not fit together.
    #[error(transparent)]
    Join(#[from] JoinError),
}

/// Compares an arm with a baseline, of the same run or of two.
///
/// # Errors
/// When there is nothing to compare.
pub fn compare_sides(
    baseline: Side<'_>,
    arm: Side<'_>,
    options: BootstrapOptions,
) -> Result<RunComparison, CompareError> {
    if baseline.label == arm.label {
        return Err(CompareError::OneLabel(arm.label.to_owned()));
    }
    let (before, after) = (tasks(baseline)?, tasks(arm)?);
    let all: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let (shared, left_out): (BTreeSet<&str>, BTreeSet<&str>) = all.into_iter().partition(|task| {
        before
            .get(task)
            .is_some_and(|hash| after.get(task) == Some(hash))
    });
    if shared.is_empty() {
        return Err(CompareError::NothingShared);
    }
    let seeds: BTreeSet<u64> = own_seeds(baseline)
        .intersection(&own_seeds(arm))
        .copied()
        .collect();
    let wanted = |key: &SampleKey| {
        shared.contains(key.task.as_str()) && (seeds.is_empty() || seeds.contains(&key.seed))
    };
    let mut samples: Vec<SampleRecord> = Vec::new();
    let mut verdicts: Vec<VerdictRecord> = Vec::new();
    for side in [baseline, arm] {
        let own = |key: &SampleKey| key.arm == side.arm && wanted(key);
        samples.extend(
            side.run
                .samples
                .iter()
                .filter(|s| own(&s.key))
                .cloned()
                .map(|mut s| {
                    side.label.clone_into(&mut s.key.arm);
                    s
                }),
        );
        verdicts.extend(
            side.run
                .verdicts
                .iter()
                .filter(|v| own(&v.key))
                .cloned()
                .map(|mut v| {
                    side.label.clone_into(&mut v.key.arm);
                    v
                }),
        );
    }
    let table = Joined::join(&samples, &verdicts)?;
    Ok(RunComparison {
        comparison: compare(&table, 0, 1, options),
        scenarios: scenarios(&table),
        left_out: left_out.into_iter().map(str::to_owned).collect(),
        seeds,
    })
}

/// The side's tasks with the hashes of their definitions.
fn tasks(side: Side<'_>) -> Result<BTreeMap<&str, &str>, CompareError> {
    let tasks: BTreeMap<&str, &str> = side
        .run
        .samples
        .iter()
        .filter(|sample| sample.key.arm == side.arm)
        .map(|sample| (sample.key.task.as_str(), sample.task_hash.as_str()))
        .collect();
    if tasks.is_empty() {
        return Err(CompareError::NoArm {
            run: side.run.manifest.title.clone(),
            arm: side.arm.to_owned(),
        });
    }
    Ok(tasks)
}

fn own_seeds(side: Side<'_>) -> BTreeSet<u64> {
    side.run
        .samples
        .iter()
        .filter(|sample| sample.key.arm == side.arm)
        .map(|sample| sample.key.seed)
        .collect()
}

fn scenarios(table: &Joined<'_>) -> Vec<(String, Option<f64>, Option<f64>)> {
    // Without replicates there is no interval to compute.
    let options = BootstrapOptions {
        replicates: 0,
        seed: 0,
    };
    let rates = |arm| {
        security_rate(table, arm, options)
            .map(|rate| rate.scenarios)
            .unwrap_or_default()
    };
    rates(0)
        .into_iter()
        .zip(rates(1))
        .map(|(before, after)| (before.task, before.rate, after.rate))
        .collect()
}

impl RunComparison {
    /// The differences with their tests.
    #[must_use]
    pub fn table(&self) -> Table {
        let mut table = comparison_table(&[&self.comparison]);
        table.caption = format!(
            "{} against {}, in percentage points",
            self.comparison.arm, self.comparison.baseline
        );
        let agreement = self.comparison.agreement;
        if agreement.both + agreement.only_arm + agreement.only_baseline + agreement.neither > 0 {
            table.note(format!(
                "Functional tests, sample by sample: {} pass with both, {} only with {}, {} only \
                 with {}, {} with neither.",
                agreement.both,
                agreement.only_arm,
                self.comparison.arm,
                agreement.only_baseline,
                self.comparison.baseline,
                agreement.neither
            ));
        }
        if !self.left_out.is_empty() {
            let tasks = self.left_out.join(", ");
            table.note(format!(
                "Left out, missing on one side or changed: {tasks}."
            ));
        }
        if self.seeds.is_empty() {
            table.note("The sides share no seed; all samples of both were taken.");
        }
        table
    }

    /// Security by scenario.
    #[must_use]
    pub fn scenario_table(&self) -> Table {
        let (before, after) = (&self.comparison.baseline, &self.comparison.arm);
        let mut table = Table::new("Security by scenario, in percent", &["scenario"]);
        for name in [before, after] {
            table.column(name, true);
        }
        table.column("difference", true);
        for (task, before, after) in &self.scenarios {
            let difference = before
                .zip(*after)
                .map(|(before, after)| points(after - before));
            table.row(vec![
                Cell::from(task.as_str()),
                percent(*before).into(),
                percent(*after).into(),
                difference.unwrap_or_else(|| UNKNOWN.to_owned()).into(),
            ]);
        }
        table
    }

    fn tables(&self) -> impl Iterator<Item = Table> {
        [self.table(), self.scenario_table()]
            .into_iter()
            .filter(|table| !table.is_empty())
    }

    /// For a terminal.
    #[must_use]
    pub fn text(&self) -> String {
        let tables: Vec<String> = self
            .tables()
            .map(|table| table.text(super::WIDTH))
            .collect();
        tables.join("\n")
    }

    /// As Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        self.tables().map(|table| section(&table)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing;

    const FEW: BootstrapOptions = BootstrapOptions {
        replicates: 200,
        seed: 1,
    };

    fn side<'a>(run: &'a Run, arm: &'a str, label: &'a str) -> Side<'a> {
        Side { run, arm, label }
    }

    #[test]
    fn two_arms_of_a_run_compare_as_in_its_summary() {
        let report = testing::report();
        let compared = compare_sides(
            side(&report.run, "none", "none"),
            side(&report.run, "seccoder", "seccoder"),
            FEW,
        )
        .unwrap();
        assert_eq!(compared.comparison, report.summary.comparisons[0]);
        insta::assert_snapshot!(compared.text());
        insta::assert_snapshot!(compared.markdown());
    }

    #[test]
    fn only_the_same_tasks_and_seeds_are_compared() {
        let old = testing::run();
        let mut new = testing::run();
        for sample in &mut new.samples {
            if sample.key.task == "cwe-089/1-py" {
                sample.task_hash = "changed".into();
            }
        }
        let keep = |key: &SampleKey| key.seed != 2 && key.task != "cwe-078/0-py";
        new.samples.retain(|sample| keep(&sample.key));
        new.verdicts.retain(|verdict| keep(&verdict.key));
        let compared =
            compare_sides(side(&old, "none", "old"), side(&new, "none", "new"), FEW).unwrap();
        assert_eq!(compared.left_out, ["cwe-078/0-py", "cwe-089/1-py"]);
        assert_eq!(compared.seeds, BTreeSet::from([1]));
        assert_eq!(compared.comparison.security.unwrap().difference, 0.0);
    }

    #[test]
    fn what_cannot_be_compared_is_refused() {
        let run = testing::run();
        let error = |a, b| compare_sides(a, b, FEW).unwrap_err();
        let none = side(&run, "none", "none");
        assert_eq!(error(none, none), CompareError::OneLabel("none".into()));
        assert!(matches!(
            error(none, side(&run, "auto", "auto")),
            CompareError::NoArm { .. }
        ));
        let mut other = testing::run();
        for sample in &mut other.samples {
            sample.task_hash.push('x');
        }
        assert_eq!(
            error(none, side(&other, "none", "other")),
            CompareError::NothingShared
        );
    }
}
