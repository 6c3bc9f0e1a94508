//! Samples and verdicts joined: one row per sample, names replaced by their places.
//!
//! The join refuses what no metric could make sense of: two samples or two verdicts of one
//! key, a verdict without its sample, a task that changed during the run. A sample without
//! a verdict is allowed, since a run may be looked at before it is finished; it counts as
//! unjudged.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use seccoder::cwe::CweId;
use seccoder::oracle::Verdict;

use crate::record::{SampleKey, SampleRecord, TestOutcome, VerdictRecord};

/// The records do not fit together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JoinError {
    /// Two samples have the same key.
    #[error("two samples are called {}", name(.0))]
    TwoSamples(Box<SampleKey>),
    /// Two verdicts have the same key.
    #[error("two verdicts are about {}", name(.0))]
    TwoVerdicts(Box<SampleKey>),
    /// A verdict names no sample.
    #[error("a verdict is about {}, but there is no such sample", name(.0))]
    NoSample(Box<SampleKey>),
    /// Samples of one task were made from different definitions of it.
    #[error("task {task} changed during the run; its samples cannot be compared")]
    TaskChanged {
        /// The task.
        task: String,
    },
}

fn name(key: &SampleKey) -> String {
    let SampleKey {
        task,
        arm,
        seed,
        index,
    } = key;
    format!("task {task}, arm {arm}, seed {seed}, index {index}")
}

/// A sample's security, before duplicates are set apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Judged secure.
    Secure,
    /// Judged insecure.
    Insecure,
    /// Does not parse or compile.
    Invalid,
    /// Not judged: the oracle could not, or has not yet.
    Unjudged,
}

/// A sample's functional test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// Passed.
    Passed,
    /// Failed, or the program is invalid.
    Failed,
    /// Not tested: the test could not run, or has not yet.
    Unjudged,
}

/// One sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    /// Place of its task in [`Table::tasks`].
    pub task: usize,
    /// Place of its arm in [`Table::arms`].
    pub arm: usize,
    /// Place of its seed in [`Table::seeds`].
    pub seed: usize,
    /// Which sample of the seed.
    pub index: usize,
    /// Whether the same program came before it.
    pub duplicate: bool,
    /// Its security; a duplicate has that of the program it repeats.
    pub security: Security,
    /// Its functional test; likewise.
    pub function: Function,
    /// Whether it performs the sensitive operation, where that is known.
    pub performs: Option<bool>,
    /// The kind of reason why it is invalid or unjudged.
    pub reason: Option<&'a str>,
}

/// A task as the metrics see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its name.
    pub name: String,
    /// Its weakness; a task with one counts for the security rate.
    pub cwe: Option<CweId>,
    /// Whether it has a functional test: some sample of it was tested.
    pub tested: bool,
}

/// The joined records.
#[derive(Debug, Clone)]
pub struct Table<'a> {
    /// The tasks, by name.
    pub tasks: Vec<Task>,
    /// The arms, in the order of their first sample.
    pub arms: Vec<&'a str>,
    /// The seeds, in order.
    pub seeds: Vec<u64>,
    /// The samples, ordered by task, arm, seed and index.
    pub rows: Vec<Row<'a>>,
}

impl<'a> Table<'a> {
    /// Joins a run's samples and verdicts.
    ///
    /// # Errors
    /// When they do not fit together; see [`JoinError`].
    pub fn join(
        samples: &'a [SampleRecord],
        verdicts: &'a [VerdictRecord],
    ) -> Result<Self, JoinError> {
        let mut by_key: HashMap<&SampleKey, &VerdictRecord> = HashMap::new();
        for verdict in verdicts {
            if by_key.insert(&verdict.key, verdict).is_some() {
                return Err(JoinError::TwoVerdicts(Box::new(verdict.key.clone())));
            }
        }

        let mut hashes: BTreeMap<&str, (&str, Option<CweId>)> = BTreeMap::new();
        let mut arms: Vec<&str> = Vec::new();
        let mut seeds = BTreeSet::new();
        let mut keys = BTreeSet::new();
        for sample in samples {
            if !keys.insert(&sample.key) {
                return Err(JoinError::TwoSamples(Box::new(sample.key.clone())));
            }
            let definition = (sample.task_hash.as_str(), sample.cwe);
            if *hashes.entry(&sample.key.task).or_insert(definition) != definition {
                return Err(JoinError::TaskChanged {
                    task: sample.key.task.clone(),
                });
            }
            if !arms.contains(&sample.key.arm.as_str()) {
                arms.push(&sample.key.arm);
            }
            seeds.insert(sample.key.seed);
        }
        if let Some(stray) = verdicts.iter().find(|verdict| !keys.contains(&verdict.key)) {
            return Err(JoinError::NoSample(Box::new(stray.key.clone())));
        }

        let mut tasks: Vec<Task> = hashes
            .iter()
            .map(|(name, (_, cwe))| Task {
                name: (*name).to_owned(),
                cwe: *cwe,
                tested: false,
            })
            .collect();
        for verdict in verdicts.iter().filter(|verdict| verdict.function.is_some()) {
            if let Ok(task) = tasks.binary_search_by(|task| task.name.cmp(&verdict.key.task)) {
                tasks[task].tested = true;
            }
        }

        let seeds: Vec<u64> = seeds.into_iter().collect();
        let mut rows: Vec<Row<'a>> = keys
            .into_iter()
            .map(|key| {
                let verdict = by_key.get(key).copied();
                row(verdict, &by_key, places(key, &tasks, &arms, &seeds))
            })
            .collect();
        rows.sort_by_key(|row| (row.task, row.arm, row.seed, row.index));
        Ok(Self {
            tasks,
            arms,
            seeds,
            rows,
        })
    }

    /// Places of the seeds that an arm has samples of.
    #[must_use]
    pub fn seeds_of(&self, arm: usize) -> Vec<usize> {
        let seeds: BTreeSet<usize> = self.arm(arm).map(|row| row.seed).collect();
        seeds.into_iter().collect()
    }

    /// An arm's rows.
    pub fn arm(&self, arm: usize) -> impl Iterator<Item = &Row<'a>> {
        self.rows.iter().filter(move |row| row.arm == arm)
    }
}

/// Places of a key's task, arm and seed, and its index.
fn places(
    key: &SampleKey,
    tasks: &[Task],
    arms: &[&str],
    seeds: &[u64],
) -> (usize, usize, usize, usize) {
    // Every name was collected from the same samples, so each is found.
    let task = tasks.partition_point(|task| task.name < key.task);
    let arm = arms.iter().take_while(|arm| **arm != key.arm).count();
    let seed = seeds.partition_point(|seed| *seed < key.seed);
    (task, arm, seed, key.index)
}

fn row<'a>(
    verdict: Option<&'a VerdictRecord>,
    by_key: &HashMap<&SampleKey, &'a VerdictRecord>,
    (task, arm, seed, index): (usize, usize, usize, usize),
) -> Row<'a> {
    let repeated = verdict.and_then(|verdict| verdict.duplicate_of);
    // The same program deserves the same judgement, whatever the duplicate's line says.
    let judged = verdict.map(|own| {
        repeated
            .and_then(|index| {
                let key = SampleKey {
                    index,
                    ..own.key.clone()
                };
                by_key.get(&key).copied()
            })
            .unwrap_or(own)
    });
    let (security, reason) = match judged.and_then(|judged| judged.verdict.as_ref()) {
        Some(Verdict::Secure) => (Security::Secure, None),
        Some(Verdict::Insecure(_)) => (Security::Insecure, None),
        Some(Verdict::Invalid(reason)) => (Security::Invalid, Some(class(reason))),
        Some(Verdict::Unjudged(reason)) => (Security::Unjudged, Some(class(reason))),
        None => (Security::Unjudged, Some("not judged yet")),
    };
    let function = match judged.and_then(|judged| judged.function.as_ref()) {
        Some(TestOutcome::Passed) => Function::Passed,
        Some(TestOutcome::Failed(_)) => Function::Failed,
        // Nobody tests a program that does not parse.
        None if security == Security::Invalid => Function::Failed,
        Some(TestOutcome::Unjudged(_)) | None => Function::Unjudged,
    };
    Row {
        task,
        arm,
        seed,
        index,
        duplicate: repeated.is_some(),
        security,
        function,
        performs: judged.and_then(|judged| judged.performs),
        reason,
    }
}

/// The kind of a reason: what stands before the first colon of its first line, so that
/// `does not parse: line 3` and `does not parse: line 7` are counted together.
fn class(reason: &str) -> &str {
    let line = reason.lines().next().unwrap_or_default();
    let head = line.split(':').next().unwrap_or(line).trim();
    if head.is_empty() {
        "no reason given"
    } else {
        head
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::testing::{Run, secure};

    #[test]
    fn rows_are_joined_by_key() {
        let mut run = Run::default();
        run.sample("b", "none", 2, 0).verdict(secure());
        run.sample("a", "none", 1, 1)
            .verdict(Verdict::Invalid("does not parse: line 3".into()));
        run.sample("a", "none", 1, 0);
        let table = run.table();
        assert_eq!(table.arms, ["none"]);
        assert_eq!(table.seeds, [1, 2]);
        let seen: Vec<_> = table
            .rows
            .iter()
            .map(|row| (row.task, row.seed, row.index, row.security, row.reason))
            .collect();
        assert_eq!(
            seen,
            [
                (0, 0, 0, Security::Unjudged, Some("not judged yet")),
                (0, 0, 1, Security::Invalid, Some("does not parse")),
                (1, 1, 0, Security::Secure, None),
            ]
        );
        assert_eq!(table.rows[1].function, Function::Failed);
    }

    #[test]
    fn a_duplicate_shares_the_judgement() {
        let mut run = Run::default();
        run.sample("a", "none", 1, 0)
            .verdict(secure())
            .function(TestOutcome::Passed);
        run.sample("a", "none", 1, 1)
            .duplicate_of(0)
            .verdict(Verdict::Invalid("duplicate".into()));
        let table = run.table();
        assert!(table.rows[1].duplicate);
        assert_eq!(table.rows[1].security, Security::Secure);
        assert_eq!(table.rows[1].function, Function::Passed);
    }

    #[test]
    fn records_that_do_not_fit_are_refused() {
        let mut run = Run::default();
        run.sample("a", "none", 1, 0).verdict(secure());
        let (samples, verdicts) = (run.samples.clone(), run.verdicts.clone());

        let doubled = [samples.clone(), samples.clone()].concat();
        let error = Table::join(&doubled, &verdicts).unwrap_err();
        assert_eq!(
            error.to_string(),
            "two samples are called task a, arm none, seed 1, index 0"
        );
        let doubled = [verdicts.clone(), verdicts.clone()].concat();
        assert!(matches!(
            Table::join(&samples, &doubled),
            Err(JoinError::TwoVerdicts(_))
        ));
        assert!(matches!(
            Table::join(&[], &verdicts),
            Err(JoinError::NoSample(_))
        ));

        run.sample("a", "none", 1, 1);
        run.samples[1].task_hash = "another".into();
        assert!(matches!(
            Table::join(&run.samples, &[]),
            Err(JoinError::TaskChanged { .. })
        ));
    }
}
