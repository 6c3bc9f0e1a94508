//! The oracle at work on answers: a few at a time, each program once, with limited patience.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lru::LruCache;
use seccoder::oracle::{Oracle, OracleCase, Verdict, verdict_of};
use tokio::sync::Semaphore;

use super::drafts::{Draft, Pieces, Program};

/// Answers that are judged at the same time. Analyzers take a processor each.
const AT_ONCE: usize = 2;
/// How long an answer waits for its turn and its verdict.
const PATIENCE: Duration = Duration::from_secs(120);
/// Verdicts that are kept: agents ask again for what they have.
const KEPT: NonZeroUsize = NonZeroUsize::MIN.saturating_add(255);
/// Programs longer than this are not kept, in bytes.
const LONGEST_KEPT: usize = 32 * 1024;

/// Judges the programs of answers.
pub(super) struct Judge {
    oracle: Arc<dyn Oracle>,
    slots: Semaphore,
    patience: Duration,
    known: Mutex<LruCache<Program, Verdict>>,
}

impl Judge {
    pub fn new(oracle: Arc<dyn Oracle>) -> Self {
        Self {
            oracle,
            slots: Semaphore::new(AT_ONCE),
            patience: PATIENCE,
            known: Mutex::new(LruCache::new(KEPT)),
        }
    }

    /// Who looks, with version.
    pub fn name(&self) -> &str {
        self.oracle.name()
    }

    /// A verdict for each choice; its findings' lines are those of what was written.
    pub async fn judge(&self, choices: &[Pieces]) -> Vec<Verdict> {
        let verdicts = self.verdicts(choices.iter().flatten().flatten()).await;
        let of_piece = |piece: &Result<Draft, String>| match piece {
            Ok(draft) => {
                let verdict = verdicts.get(&draft.program).cloned();
                verdict.map_or_else(silent, |verdict| placed(verdict, draft))
            }
            Err(reason) => Verdict::Unjudged(reason.clone()),
        };
        let of_choice = |pieces: &Pieces| {
            let verdicts = pieces.iter().map(of_piece);
            verdicts.reduce(joined).unwrap_or_else(silent)
        };
        choices.iter().map(of_choice).collect()
    }

    /// Verdicts by program, as the oracle gives them.
    async fn verdicts(&self, drafts: impl Iterator<Item = &Draft>) -> HashMap<Program, Verdict> {
        let mut verdicts = HashMap::new();
        let mut unknown: Vec<Program> = Vec::new();
        for Draft { program, .. } in drafts {
            if let Some(verdict) = self.remembered(program) {
                verdicts.insert(program.clone(), verdict);
            } else if !unknown.contains(program) {
                unknown.push(program.clone());
            }
        }
        if unknown.is_empty() {
            return verdicts;
        }
        let given = tokio::time::timeout(self.patience, self.ask(&unknown)).await;
        let mut given = given.unwrap_or_else(|_| {
            let late = Verdict::Unjudged(format!(
                "the analyzers took longer than {} s",
                self.patience.as_secs()
            ));
            vec![late; unknown.len()]
        });
        given.resize_with(unknown.len(), silent);
        for (program, verdict) in unknown.into_iter().zip(given) {
            self.remember(&program, &verdict);
            verdicts.insert(program, verdict);
        }
        verdicts
    }

    async fn ask(&self, programs: &[Program]) -> Vec<Verdict> {
        let _slot = self.slots.acquire().await;
        let case = |program: &Program| OracleCase {
            code: program.code.clone(),
            completion_start: program.start,
            language: program.language,
            cwes: Vec::new(),
        };
        let cases: Vec<OracleCase> = programs.iter().map(case).collect();
        let results = self.oracle.judge_all(&cases).await;
        results.into_iter().map(verdict_of).collect()
    }

    fn remembered(&self, program: &Program) -> Option<Verdict> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(program).cloned()
    }

    /// Keeps a verdict. Who could not judge is asked again.
    fn remember(&self, program: &Program, verdict: &Verdict) {
        if program.code.len() <= LONGEST_KEPT && !matches!(verdict, Verdict::Unjudged(_)) {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.put(program.clone(), verdict.clone());
        }
    }
}

fn silent() -> Verdict {
    Verdict::Unjudged("the analyzers did not answer for this program".to_owned())
}

/// A verdict of what was written alone: other findings are the program's own.
fn placed(verdict: Verdict, draft: &Draft) -> Verdict {
    let Verdict::Insecure(findings) = verdict else {
        return verdict;
    };
    let inside: Vec<_> = findings
        .into_iter()
        .filter_map(|finding| draft.placed(finding))
        .collect();
    if inside.is_empty() {
        Verdict::Secure
    } else {
        Verdict::Insecure(inside)
    }
}

/// What is said of two pieces together: secure only where both are.
pub(super) fn joined(one: Verdict, other: Verdict) -> Verdict {
    match (one, other) {
        (Verdict::Insecure(mut findings), Verdict::Insecure(more)) => {
            findings.extend(more);
            Verdict::Insecure(findings)
        }
        (found @ Verdict::Insecure(_), _) | (_, found @ Verdict::Insecure(_)) => found,
        (broken @ Verdict::Invalid(_), _) | (_, broken @ Verdict::Invalid(_)) => broken,
        (unjudged @ Verdict::Unjudged(_), _) | (_, unjudged @ Verdict::Unjudged(_)) => unjudged,
        (Verdict::Secure, Verdict::Secure) => Verdict::Secure,
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use futures::future::BoxFuture;
    use seccoder::oracle::OracleError;

    use super::*;

    /// Never answers.
    struct Stuck;

    impl Oracle for Stuck {
        fn name(&self) -> &str {
            "stuck"
        }

        fn judge<'a>(&'a self, _: &'a OracleCase) -> BoxFuture<'a, Result<Verdict, OracleError>> {
            Box::pin(pending())
        }
    }

    #[tokio::test]
    async fn an_oracle_that_never_answers_is_not_waited_for() {
        let mut judge = Judge::new(Arc::new(Stuck));
        judge.patience = Duration::from_millis(5);
        let draft = Draft::of("x = 1\n");
        // More than may be looked at together: nobody keeps a place.
        for _ in 0..=AT_ONCE {
            let verdicts = judge.judge(&[vec![Ok(draft.clone())]]).await;
            let [Verdict::Unjudged(reason)] = verdicts.as_slice() else {
                panic!("{verdicts:?}");
            };
            assert!(reason.contains("took longer"));
        }
    }

    #[test]
    fn pieces_are_secure_only_where_all_are() {
        let unjudged = || Verdict::Unjudged("u".to_owned());
        let invalid = || Verdict::Invalid("i".to_owned());
        assert_eq!(joined(Verdict::Secure, Verdict::Secure), Verdict::Secure);
        assert_eq!(joined(Verdict::Secure, unjudged()), unjudged());
        assert_eq!(joined(unjudged(), invalid()), invalid());
        let found = || Verdict::Insecure(Vec::new());
        assert_eq!(joined(invalid(), found()), found());
    }
}
