//! Judging code: what an oracle is and what it may say.
//!
//! An oracle (static analyzer, sanitizer harness, test command) looks at one
//! piece of code and returns a [`Verdict`]. The implementations live outside
//! this crate, because they start processes. The one rule they all share: an
//! oracle that failed, timed out or could not look never says
//! [`Verdict::Secure`].

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::cwe::CweId;
use crate::language::Language;

/// What an oracle found at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The oracle's own rule, for example `python.flask.sql-string`.
    pub rule: String,
    /// The weakness, where the rule names one.
    pub cwe: Option<CweId>,
    /// One-based line in the judged text.
    pub line: u32,
    /// What is wrong, for a person.
    pub message: String,
}

/// An oracle's judgement of one piece of code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", content = "detail", rename_all = "lowercase")]
pub enum Verdict {
    /// The oracle looked and saw no weakness of the kinds asked for.
    Secure,
    /// At least one finding that counts.
    Insecure(Vec<Finding>),
    /// The code does not parse, compile or is a duplicate; with the reason.
    Invalid(String),
    /// The oracle could not judge; with the reason. Never counted as secure.
    Unjudged(String),
}

impl Verdict {
    /// Whether a new text with this verdict is to stand in place of an old one. What could not be
    /// judged is better than what is no program, and than nothing else.
    #[must_use]
    pub fn is_better_than(&self, old: &Self) -> bool {
        match (self, old) {
            (Self::Secure, _) => true,
            (Self::Insecure(new), Self::Insecure(old)) => new.len() < old.len(),
            (Self::Insecure(_) | Self::Unjudged(_), Self::Invalid(_)) => true,
            _ => false,
        }
    }
}

/// One piece of code to judge.
#[derive(Debug, Clone)]
pub struct OracleCase {
    /// The whole program: prompt and completion together.
    pub code: String,
    /// Byte offset in `code` where the completion starts; findings before it do not count.
    pub completion_start: usize,
    /// The program's language.
    pub language: Language,
    /// The weaknesses to look for; empty means any.
    pub cwes: Vec<CweId>,
}

/// The oracle itself broke: its program is missing, crashed or printed nonsense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("oracle {oracle} failed: {reason}")]
pub struct OracleError {
    /// The oracle's name.
    pub oracle: String,
    /// What happened.
    pub reason: String,
}

/// Judges code.
pub trait Oracle: Send + Sync {
    /// A stable name with version, for logs: `semgrep-1.99+rules-3`.
    fn name(&self) -> &str;

    /// Who of it looks at code of this language, for people: one that is made of several tools
    /// names those alone that read it.
    fn name_for(&self, _language: Language) -> String {
        self.name().to_owned()
    }

    /// Judges one case.
    ///
    /// # Errors
    /// When the oracle itself failed. [`verdict_of`] turns that into `Unjudged`.
    fn judge<'a>(&'a self, case: &'a OracleCase) -> BoxFuture<'a, Result<Verdict, OracleError>>;

    /// Judges many cases, one result for each, in their order. Oracles whose start is
    /// expensive look at all of them in one go.
    fn judge_all<'a>(
        &'a self,
        cases: &'a [OracleCase],
    ) -> BoxFuture<'a, Vec<Result<Verdict, OracleError>>> {
        Box::pin(async move {
            let mut results = Vec::with_capacity(cases.len());
            for case in cases {
                results.push(self.judge(case).await);
            }
            results
        })
    }
}

/// The verdict that a result stands for: a failed oracle is `Unjudged`, never `Secure`.
#[must_use]
pub fn verdict_of(result: Result<Verdict, OracleError>) -> Verdict {
    match result {
        // "Insecure" without a finding is a broken oracle, not a judgement.
        Ok(Verdict::Insecure(findings)) if findings.is_empty() => {
            Verdict::Unjudged("the oracle said insecure but named no finding".to_owned())
        }
        Ok(verdict) => verdict,
        Err(error) => Verdict::Unjudged(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_oracle_is_unjudged() {
        let error = OracleError {
            oracle: "x".into(),
            reason: "crashed".into(),
        };
        assert_eq!(
            verdict_of(Err(error)),
            Verdict::Unjudged("oracle x failed: crashed".into())
        );
        assert!(matches!(
            verdict_of(Ok(Verdict::Insecure(vec![]))),
            Verdict::Unjudged(_)
        ));
        assert_eq!(verdict_of(Ok(Verdict::Secure)), Verdict::Secure);
    }

    #[test]
    fn only_what_is_better_replaces_a_text() {
        let finding = |line| Finding {
            rule: "r".to_owned(),
            cwe: None,
            line,
            message: String::new(),
        };
        let insecure = |count: u32| Verdict::Insecure((0..count).map(finding).collect());
        let (invalid, unjudged) = (
            || Verdict::Invalid(String::new()),
            || Verdict::Unjudged(String::new()),
        );
        for (new, old, better) in [
            (Verdict::Secure, insecure(1), true),
            (Verdict::Secure, invalid(), true),
            (insecure(1), insecure(2), true),
            (insecure(2), insecure(2), false),
            (insecure(3), insecure(2), false),
            (insecure(9), invalid(), true),
            (unjudged(), invalid(), true),
            (unjudged(), insecure(1), false),
            (invalid(), insecure(1), false),
            (invalid(), invalid(), false),
        ] {
            assert_eq!(new.is_better_than(&old), better, "{new:?} for {old:?}");
        }
    }
}
