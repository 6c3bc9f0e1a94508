//! Every check again, for what is in a database already.
//!
//! A rule that is new finds what an older gate let in; an analyzer that was missing then may be
//! there now. What is compared is the kind of answer: a reason in other words is no difference.
//! An example without a record of its admission came with the program and had passed.

use std::collections::{HashMap, HashSet};

use seccoder::check::{Check, CheckResult, CheckVerdict};
use seccoder::example::{ExampleFilter, ExampleId, SecureExample, StoreError};
use serde::Serialize;

use super::{Gate, Inspect, Policy};
use crate::store::Store;

/// Examples that the analyzers look at together.
const GROUP: usize = 64;

/// What the checks say now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Recheck {
    /// Examples that were checked.
    pub examples: usize,
    /// What is not as it was recorded, ordered by id.
    pub differences: Vec<Rechecked>,
}

/// A check that says something else than when the example was admitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rechecked {
    /// The example.
    pub id: ExampleId,
    /// The check.
    pub check: Check,
    /// What it said then; `None` where nothing is recorded.
    pub before: Option<CheckVerdict>,
    /// What it says now.
    pub now: CheckVerdict,
}

impl Recheck {
    /// What is refused now and was not when it was admitted.
    pub fn refused(&self) -> impl Iterator<Item = &Rechecked> {
        let mut all = self.differences.iter();
        std::iter::from_fn(move || all.by_ref().find(|one| one.now.is_refused()))
    }
}

/// Repeats every check of the gate for every example of a database.
///
/// Two examples that are alike count as duplicates only if neither was known to be one when it was
/// admitted: then the other of the two is the original.
///
/// # Errors
/// When the database cannot be read.
pub async fn recheck(
    store: &dyn Store,
    policy: Policy,
    inspect: Option<&dyn Inspect>,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Recheck, StoreError> {
    let gate = Gate::new(store, policy, inspect).await?;
    let examples = store.list(&ExampleFilter::default()).await?;
    let mut recorded: HashMap<ExampleId, Vec<CheckResult>> = HashMap::new();
    for example in &examples {
        if let Some(admission) = store.admission(example.id).await? {
            recorded.insert(example.id, admission.checks);
        }
    }
    let known_duplicates: HashSet<ExampleId> = recorded
        .iter()
        .filter(|(_, checks)| {
            let duplicate = checks.iter().find(|one| one.check == Check::Duplicate);
            duplicate.is_some_and(|one| one.verdict.is_refused())
        })
        .map(|(id, _)| *id)
        .collect();
    let mut found = Recheck {
        examples: examples.len(),
        differences: Vec::new(),
    };
    for (done, group) in examples.chunks(GROUP).enumerate() {
        progress(done * GROUP, examples.len());
        let read = |example: &SecureExample| {
            if gate.far_too_long(example) {
                return gate.too_long_to_read(example);
            }
            let id = example.id;
            let one_of_a_pair = known_duplicates.contains(&id);
            gate.read(example, |_, other| {
                other != id && (one_of_a_pair || !known_duplicates.contains(&other))
            })
        };
        let whole: Vec<&SecureExample> = group
            .iter()
            .map(|example| &**example)
            .filter(|example| !gate.far_too_long(example))
            .collect();
        let mut analyzed: HashMap<ExampleId, Vec<CheckResult>> = whole
            .iter()
            .map(|example| example.id)
            .zip(gate.examine(&whole).await)
            .collect();
        for example in group {
            let mut now = read(example);
            now.extend(analyzed.remove(&example.id).unwrap_or_default());
            let before = recorded.get(&example.id);
            found
                .differences
                .extend(differences(example.id, before, now));
        }
    }
    progress(examples.len(), examples.len());
    Ok(found)
}

fn differences(
    id: ExampleId,
    recorded: Option<&Vec<CheckResult>>,
    now: Vec<CheckResult>,
) -> impl Iterator<Item = Rechecked> {
    now.into_iter()
        .filter_map(move |CheckResult { check, verdict }| {
            let before = recorded
                .into_iter()
                .flatten()
                .find(|result| result.check == check)
                .map(|result| result.verdict.clone());
            let same = before.as_ref().map_or_else(
                || !verdict.is_refused(),
                |before| std::mem::discriminant(before) == std::mem::discriminant(&verdict),
            );
            (!same).then_some(Rechecked {
                id,
                check,
                before,
                now: verdict,
            })
        })
}
