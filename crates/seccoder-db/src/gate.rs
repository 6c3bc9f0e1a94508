//! The admission gate: every candidate passes the named checks, or goes to quarantine.
//!
//! The gate looks at candidates in groups: the checks that read text one by one, those that run
//! analyzers together ([`Inspect`], which the oracles implement). What a check refuses is put into
//! quarantine with the reasons, never silently away; what a check could not look at is admitted
//! with that written beside it. A check may be waived by name, which is written down, too.
//!
//! Others may write to the database while a group is checked, so [`Gate::check_for`] asks before
//! it answers what has come in meanwhile. [`recheck()`] repeats every check for what is in a
//! database, and says where the answer is another one now.

mod recheck;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use futures::future::BoxFuture;
use seccoder::check::{Check, CheckResult, CheckVerdict};
use seccoder::example::{ExampleFilter, ExampleId, SecureExample, StoreError};

use crate::admission::similarity::{NearIndex, Shape};
use crate::admission::tokens::code_tokens;
use crate::admission::{check_text, macros};
use crate::import::Record;
use crate::matrix::Stamp;
use crate::store::{Admitted, Quarantined, Store, Timestamp, Written};

pub use recheck::{Recheck, Rechecked, recheck};

/// Text of this many bytes is far more than any limit on tokens allows, and is not looked at.
const FAR_TOO_LONG: usize = 256 * 1024;
/// No token of code is longer on average, so that a high limit on tokens raises the one on bytes.
const BYTES_OF_A_TOKEN: usize = 64;

/// The checks that need programs: analyzers over the secure versions.
pub trait Inspect: Send + Sync {
    /// What they say of each example, in the examples' order.
    fn inspect<'a>(
        &'a self,
        examples: &'a [&'a SecureExample],
    ) -> BoxFuture<'a, Vec<Vec<CheckResult>>>;
}

/// The checks that the gate makes.
const GATE: [Check; 9] = [
    Check::Parses,
    Check::HiddenText,
    Check::Secrets,
    Check::AddressesModel,
    Check::Difference,
    Check::Length,
    Check::Duplicate,
    Check::Licence,
    Check::Analyzers,
];

/// What the gate demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The most tokens of secure code: what is longer does not fit a model's context whole.
    pub longest: usize,
    /// Checks whose refusal does not keep a candidate out; it is recorded all the same.
    pub waived: Vec<Check>,
    /// Only candidates under one of these licences; `None` admits any, known or not.
    pub licences: Option<Vec<String>>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            longest: 1000,
            waived: Vec::new(),
            licences: None,
        }
    }
}

/// What became of a group of candidates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Those that passed.
    pub admitted: Vec<Admitted>,
    /// Those that were refused.
    pub quarantined: Vec<Quarantined>,
    /// Those that are in the database already, with the same code.
    pub known: Vec<ExampleId>,
}

/// Checks candidates against a policy and what a database holds.
pub struct Gate<'a> {
    policy: Policy,
    inspect: Option<&'a dyn Inspect>,
    near: NearIndex,
    /// The examples of `near`, by their numbers.
    ids: Vec<ExampleId>,
    titles: HashMap<ExampleId, String>,
    /// Numbers in `near` of what was refused: it is no part of the database, so nothing later is a
    /// duplicate of it. An import that is broken off and goes on comes to the same end therefore.
    refused: HashSet<usize>,
    /// The database as it was when it was last looked at.
    stamp: Stamp,
}

/// A candidate with what the checks said so far.
struct LookedAt {
    record: Record,
    checks: Vec<CheckResult>,
    /// Not for analyzers, which would take minutes to say nothing.
    far_too_long: bool,
}

impl<'a> Gate<'a> {
    /// A gate in front of a database.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn new(
        store: &dyn Store,
        policy: Policy,
        inspect: Option<&'a dyn Inspect>,
    ) -> Result<Self, StoreError> {
        let mut gate = Self {
            policy,
            inspect,
            near: NearIndex::default(),
            ids: Vec::new(),
            titles: HashMap::new(),
            refused: HashSet::new(),
            // Asked before the examples: what comes in between is found to be there already.
            stamp: store.stamp().await?,
        };
        for example in store.list(&ExampleFilter::default()).await? {
            gate.remember(&example);
        }
        Ok(gate)
    }

    fn remember(&mut self, example: &SecureExample) {
        if !self.far_too_long(example) {
            let shape = Shape::of(example.language, &example.code);
            self.near.add(example.language, shape);
            self.ids.push(example.id);
        }
        self.titles.insert(example.id, example.title.clone());
    }

    /// Checks a group of candidates. What is admitted counts as part of the database for those
    /// after it.
    pub async fn check(&mut self, records: Vec<Record>) -> Outcome {
        let mut outcome = Outcome::default();
        let looked_at = self.look_at(records, &mut outcome).await;
        self.sort(looked_at, &mut outcome);
        outcome
    }

    /// Checks a group of candidates for a database that others may be writing to: what came in
    /// while the checks ran is known, and what is like it a duplicate.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn check_for(
        &mut self,
        store: &dyn Store,
        records: Vec<Record>,
    ) -> Result<Outcome, StoreError> {
        let mut outcome = Outcome::default();
        self.refresh(store).await?;
        let mut looked_at = self.look_at(records, &mut outcome).await;
        let first = self.ids.len();
        if self.refresh(store).await? {
            let ids: Vec<ExampleId> = looked_at.iter().map(|one| one.record.example.id).collect();
            let there: HashSet<ExampleId> = store.known(&ids).await?.into_iter().collect();
            outcome.known.extend(&there);
            looked_at.retain(|one| !there.contains(&one.record.example.id));
            for one in &mut looked_at {
                self.compare_with_newer(one, first);
            }
        }
        self.sort(looked_at, &mut outcome);
        Ok(outcome)
    }

    /// Says what the caller's own writing did to the database, so that only what others write is
    /// looked for.
    pub fn wrote(&mut self, written: &Written) {
        if written.added + written.changed + written.removed > 0 {
            self.stamp.revision += 1;
        }
    }

    /// Takes in what others wrote; `false` if nobody did.
    async fn refresh(&mut self, store: &dyn Store) -> Result<bool, StoreError> {
        let stamp = store.stamp().await?;
        if stamp == self.stamp {
            return Ok(false);
        }
        self.stamp = stamp;
        for id in store.ids(&ExampleFilter::default()).await? {
            if !self.titles.contains_key(&id)
                && let Some(example) = store.get(id).await?
            {
                self.remember(&example);
            }
        }
        Ok(true)
    }

    fn compare_with_newer(&self, one: &mut LookedAt, first: usize) {
        let example = &one.record.example;
        if one.far_too_long {
            return;
        }
        let verdict = self.duplicate(example, |number, _| number >= first);
        let mut checks = one.checks.iter_mut();
        let before = checks.find(|result| result.check == Check::Duplicate);
        if let Some(before) = before
            && verdict.is_refused()
            && !before.verdict.is_refused()
        {
            before.verdict = verdict;
        }
    }

    async fn look_at(&mut self, records: Vec<Record>, outcome: &mut Outcome) -> Vec<LookedAt> {
        let mut looked_at = Vec::new();
        for record in records {
            if self.titles.contains_key(&record.example.id) {
                outcome.known.push(record.example.id);
                continue;
            }
            let far_too_long = self.far_too_long(&record.example);
            let checks = if far_too_long {
                self.too_long_to_read(&record.example)
            } else {
                self.read(&record.example, |_, _| true)
            };
            // Remembered before it is judged: its twin in the same group is a duplicate.
            self.remember(&record.example);
            looked_at.push(LookedAt {
                record,
                checks,
                far_too_long,
            });
        }
        let mut examined: Vec<&mut LookedAt> = looked_at
            .iter_mut()
            .filter(|one| !one.far_too_long)
            .collect();
        let examples: Vec<&SecureExample> =
            examined.iter().map(|one| &one.record.example).collect();
        let results = self.examine(&examples).await;
        for (one, results) in examined.iter_mut().zip(results) {
            one.checks.extend(results);
        }
        looked_at
    }

    /// What the analyzers say.
    async fn examine(&self, examples: &[&SecureExample]) -> Vec<Vec<CheckResult>> {
        if let Some(inspect) = self.inspect {
            return inspect.inspect(examples).await;
        }
        let left_out = CheckResult {
            check: Check::Analyzers,
            verdict: CheckVerdict::NotChecked("analyzers were left out".to_owned()),
        };
        vec![vec![left_out]; examples.len()]
    }

    /// Whether the check of the length alone is enough. Where that is waived, the others must look.
    fn far_too_long(&self, example: &SecureExample) -> bool {
        let vulnerable = example.vulnerable.as_ref().map_or(0, String::len);
        let bytes = example.code.len() + vulnerable;
        bytes > FAR_TOO_LONG.max(self.policy.longest.saturating_mul(BYTES_OF_A_TOKEN))
            && !self.policy.waived.contains(&Check::Length)
    }

    fn too_long_to_read(&self, example: &SecureExample) -> Vec<CheckResult> {
        let vulnerable = example.vulnerable.as_ref().map_or(0, String::len);
        let refused = format!(
            "{} bytes of code, {vulnerable} of its vulnerable version; at most {} tokens are \
             shown whole: cut it to what matters",
            example.code.len(),
            self.policy.longest
        );
        let not_checked = CheckVerdict::NotChecked("the code is far too long".to_owned());
        GATE.into_iter()
            .map(|check| CheckResult {
                check,
                verdict: match check {
                    Check::Length => CheckVerdict::Refused(refused.clone()),
                    _ => not_checked.clone(),
                },
            })
            .collect()
    }

    fn sort(&mut self, looked_at: Vec<LookedAt>, outcome: &mut Outcome) {
        for LookedAt { record, checks, .. } in looked_at {
            let refused = checks.iter().any(|result| {
                result.verdict.is_refused() && !self.policy.waived.contains(&result.check)
            });
            if refused {
                self.forget(record.example.id);
                outcome.quarantined.push(Quarantined {
                    example: record.example,
                    checks,
                    place: record.place,
                    at: Timestamp::now(),
                });
            } else {
                outcome.admitted.push(Admitted {
                    example: record.example,
                    checks,
                });
            }
        }
    }

    fn forget(&mut self, id: ExampleId) {
        self.titles.remove(&id);
        self.refused
            .extend(self.ids.iter().rposition(|other| *other == id));
    }

    /// What the checks say that read; a duplicate is one of those examples that `counts` accepts,
    /// by number and id.
    fn read(
        &self,
        example: &SecureExample,
        counts: impl Fn(usize, ExampleId) -> bool,
    ) -> Vec<CheckResult> {
        let mut results = check_text(example);
        let vulnerable = example.vulnerable.as_deref();
        macros::excuse(example.language, &example.code, vulnerable, &mut results);
        let result = |check, verdict| CheckResult { check, verdict };
        results.push(result(Check::Length, self.length(example)));
        results.push(result(Check::Duplicate, self.duplicate(example, counts)));
        results.push(result(Check::Licence, self.licence(example)));
        results
    }

    fn length(&self, example: &SecureExample) -> CheckVerdict {
        let tokens = code_tokens(example.language, &example.code).len();
        if tokens <= self.policy.longest {
            return CheckVerdict::Passed;
        }
        CheckVerdict::Refused(format!(
            "{tokens} tokens of code; at most {} are shown whole: cut it to what matters",
            self.policy.longest
        ))
    }

    fn duplicate(
        &self,
        example: &SecureExample,
        counts: impl Fn(usize, ExampleId) -> bool,
    ) -> CheckVerdict {
        let shape = Shape::of(example.language, &example.code);
        let mut near = self.near.near(example.language, &shape).into_iter();
        let Some((number, likeness)) = near.find(|(number, _)| {
            !self.refused.contains(number) && counts(*number, self.ids[*number])
        }) else {
            return CheckVerdict::Passed;
        };
        let id = self.ids[number];
        let title = self.titles.get(&id).map_or("", String::as_str);
        CheckVerdict::Refused(format!(
            "is {} % like {} ({title}) when names and literals are put aside",
            (likeness * 100.0).round(),
            id.short()
        ))
    }

    fn licence(&self, example: &SecureExample) -> CheckVerdict {
        let licence = example.provenance.licence.as_ref();
        match (licence, &self.policy.licences) {
            (Some(licence), Some(allowed)) if !allowed.contains(licence) => {
                CheckVerdict::Refused(format!("{licence} is none of {}", allowed.join(", ")))
            }
            (Some(_), _) => CheckVerdict::Passed,
            (None, Some(_)) => CheckVerdict::Refused("its licence is unknown".to_owned()),
            (None, None) => CheckVerdict::NotChecked("its licence is unknown".to_owned()),
        }
    }
}

/// The gate's answer for one candidate that somebody adds by hand.
///
/// # Errors
/// When the database cannot be read.
pub async fn check_one(
    store: &Arc<dyn Store>,
    policy: Policy,
    inspect: Option<&dyn Inspect>,
    record: Record,
) -> Result<Outcome, StoreError> {
    let mut gate = Gate::new(&**store, policy, inspect).await?;
    Ok(gate.check(vec![record]).await)
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use futures::executor::block_on;
    use seccoder::language::Language;

    use super::*;
    use crate::store::Batch;
    use crate::store::conformance::{admitted, example};
    use crate::store::sqlite::{Contents, SqliteStore};

    const LOOP: &str = "int sum(const int *all, int n)\n{\n    int s = 0;\n    \
        for (int i = 0; i < n; i++)\n        s += all[i];\n    return s;\n}\n";

    fn store(folder: &tempfile::TempDir) -> SqliteStore {
        let store = SqliteStore::open_with(&folder.path().join("db"), &Contents::empty()).unwrap();
        let batch = Batch {
            admit: vec![admitted(example(Language::C, 125, LOOP))],
            ..Batch::default()
        };
        block_on(store.write(&batch)).unwrap();
        store
    }

    fn record(code: &str) -> Record {
        let mut example = example(Language::C, 125, code);
        example.vulnerable = Some("int other(void)\n{\n    return 1;\n}\n".to_owned());
        Record {
            example,
            place: "here:1".to_owned(),
        }
    }

    fn outcome(policy: Policy, inspect: Option<&dyn Inspect>, codes: &[&str]) -> Outcome {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        block_on(async {
            let mut gate = Gate::new(&store, policy, inspect).await.unwrap();
            gate.check(codes.iter().map(|code| record(code)).collect())
                .await
        })
    }

    fn reasons(outcome: &Outcome) -> Vec<Check> {
        let all = outcome.quarantined.iter().flat_map(|one| &one.checks);
        all.filter(|result| result.verdict.is_refused())
            .map(|result| result.check)
            .collect()
    }

    #[test]
    fn what_passes_is_admitted_with_what_each_check_said() {
        let outcome = outcome(
            Policy::default(),
            None,
            &["int f(void)\n{\n    return 2;\n}\n"],
        );
        assert_eq!(outcome.quarantined, []);
        let checks: Vec<Check> = outcome.admitted[0].checks.iter().map(|r| r.check).collect();
        for check in [
            Check::Parses,
            Check::Secrets,
            Check::Duplicate,
            Check::Analyzers,
        ] {
            assert!(checks.contains(&check), "{check}");
        }
    }

    #[test]
    fn known_near_and_twin_candidates_are_told_apart() {
        let renamed = LOOP.replace("sum", "total").replace("all", "values");
        let new = "int g(int a)\n{\n    while (a > 9)\n        a /= 10;\n    return a;\n}\n";
        let twin = new.replace('g', "h").replace('a', "b");
        let outcome = outcome(Policy::default(), None, &[LOOP, &renamed, new, &twin]);
        assert_eq!(outcome.known, [record(LOOP).example.id]);
        assert_eq!(outcome.admitted.len(), 1);
        assert_eq!(outcome.quarantined.len(), 2);
        assert_eq!(reasons(&outcome), [Check::Duplicate, Check::Duplicate]);
    }

    #[test]
    fn policy_limits_length_and_licence_and_waives() {
        let code = "int f(void)\n{\n    return 2;\n}\n";
        let short = Policy {
            longest: 3,
            licences: Some(vec!["MIT".to_owned()]),
            ..Policy::default()
        };
        assert_eq!(
            reasons(&outcome(short.clone(), None, &[code])),
            [Check::Length, Check::Licence]
        );
        let waived = Policy {
            waived: vec![Check::Length, Check::Licence],
            ..short
        };
        let outcome = outcome(waived, None, &[code]);
        assert_eq!(outcome.admitted.len(), 1);
        let kept = outcome.admitted[0]
            .checks
            .iter()
            .filter(|r| r.verdict.is_refused());
        assert_eq!(kept.count(), 2, "what was waived is recorded");
    }

    struct Suspicious;

    impl Inspect for Suspicious {
        fn inspect<'a>(
            &'a self,
            examples: &'a [&'a SecureExample],
        ) -> BoxFuture<'a, Vec<Vec<CheckResult>>> {
            let results = examples
                .iter()
                .map(|example| {
                    let verdict = if example.code.contains("strcpy") {
                        CheckVerdict::Refused("line 3: strcpy".to_owned())
                    } else {
                        CheckVerdict::NotChecked("it broke".to_owned())
                    };
                    vec![CheckResult {
                        check: Check::Analyzers,
                        verdict,
                    }]
                })
                .collect();
            async { results }.boxed()
        }
    }

    #[test]
    fn what_an_analyzer_sees_is_quarantined_and_what_it_could_not_see_is_said() {
        let bad = "void f(char *a, char *b)\n{\n    strcpy(a, b);\n}\n";
        let good = "int f(void)\n{\n    return 2;\n}\n";
        let outcome = outcome(Policy::default(), Some(&Suspicious), &[bad, good]);
        assert_eq!(reasons(&outcome), [Check::Analyzers]);
        let said = outcome.admitted[0].checks.last().unwrap();
        assert!(matches!(said.verdict, CheckVerdict::NotChecked(_)));
    }
}
