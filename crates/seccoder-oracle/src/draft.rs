//! Looks at drafts: is it a program, and what do the analyzers find in what was written?
//!
//! First the language's own tool; what it takes for a program is then looked at by Semgrep, and by
//! gcc's analyzer for C and C++. What either finds counts. "Secure" is said only where all that
//! look at the language could look and saw nothing; even then they see few kinds of weaknesses,
//! and nothing of what the code is to do.

use std::path::Path;

use futures::future::BoxFuture;
use seccoder::language::Language;
use seccoder::oracle::{Finding, Oracle, OracleCase, OracleError, Verdict, verdict_of};

use crate::gcc::Gcc;
use crate::sandbox::Sandbox;
use crate::semgrep::Semgrep;
use crate::syntax::{Validity, check_all};

/// The analyzers that look at drafts.
#[derive(Debug, Clone)]
pub struct DraftInspector {
    sandbox: Sandbox,
    semgrep: Semgrep,
    gcc: Result<Gcc, OracleError>,
    name: String,
}

impl DraftInspector {
    /// The inspector with the tools of this machine; semgrep is below `tools_dir`.
    ///
    /// # Errors
    /// When semgrep is not there; the message says how to install it. Without gcc, nothing is
    /// said of C and C++.
    pub async fn detect(sandbox: Sandbox, tools_dir: &Path) -> Result<Self, OracleError> {
        let semgrep = Semgrep::detect(sandbox.clone(), tools_dir)?;
        let gcc = Gcc::detect(sandbox.clone()).await;
        let mut name = format!("syntax, {}", semgrep.name());
        if let Ok(gcc) = &gcc {
            name = format!("{name}, {}", gcc.name());
        }
        Ok(Self {
            sandbox,
            semgrep,
            gcc,
            name,
        })
    }

    async fn look_at(&self, cases: &[OracleCase]) -> Vec<Verdict> {
        let mut verdicts = vec![Verdict::Secure; cases.len()];
        let validity = check_all(&self.sandbox, cases).await;
        for (verdict, validity) in verdicts.iter_mut().zip(validity) {
            match validity {
                Ok(Validity::Valid) => {}
                Ok(Validity::Invalid(reason)) => *verdict = Verdict::Invalid(reason),
                Err(error) => *verdict = Verdict::Unjudged(error.to_string()),
            }
        }
        let programs: Vec<usize> = (0..cases.len())
            .filter(|&at| verdicts[at] == Verdict::Secure)
            .collect();
        self.ask(&self.semgrep, cases, &programs, &mut verdicts)
            .await;
        let compiled: Vec<usize> = programs
            .into_iter()
            .filter(|&at| matches!(cases[at].language, Language::C | Language::Cpp))
            .collect();
        match &self.gcc {
            Ok(gcc) => self.ask(gcc, cases, &compiled, &mut verdicts).await,
            Err(error) => {
                for at in compiled {
                    let said = std::mem::replace(&mut verdicts[at], Verdict::Secure);
                    verdicts[at] = both(said, Verdict::Unjudged(error.to_string()));
                }
            }
        }
        verdicts
    }

    /// Joins what an analyzer says of some of the cases to what was said before.
    async fn ask(
        &self,
        oracle: &dyn Oracle,
        cases: &[OracleCase],
        which: &[usize],
        verdicts: &mut [Verdict],
    ) {
        if which.is_empty() {
            return;
        }
        let asked: Vec<OracleCase> = which.iter().map(|&at| cases[at].clone()).collect();
        let mut results = oracle.judge_all(&asked).await.into_iter();
        for &at in which {
            let new = results.next().map_or_else(
                || Verdict::Unjudged(format!("{} gave no result", oracle.name())),
                verdict_of,
            );
            let said = std::mem::replace(&mut verdicts[at], Verdict::Secure);
            verdicts[at] = both(said, new);
        }
    }
}

/// What two who looked say together: what is found is found; else who could not look decides.
fn both(one: Verdict, other: Verdict) -> Verdict {
    match (one, other) {
        (Verdict::Insecure(mut findings), Verdict::Insecure(more)) => {
            // The same flaw, seen twice, is one.
            for new in more {
                let known =
                    |old: &Finding| (old.line, old.cwe) == (new.line, new.cwe) && new.cwe.is_some();
                if !findings.iter().any(known) {
                    findings.push(new);
                }
            }
            findings.sort_by_key(|finding| finding.line);
            Verdict::Insecure(findings)
        }
        (insecure @ Verdict::Insecure(_), _) | (_, insecure @ Verdict::Insecure(_)) => insecure,
        (Verdict::Secure, other) => other,
        (one, _) => one,
    }
}

impl Oracle for DraftInspector {
    fn name(&self) -> &str {
        &self.name
    }

    fn name_for(&self, language: Language) -> String {
        match language {
            Language::C | Language::Cpp => self.name.clone(),
            _ => format!("syntax, {}", self.semgrep.name()),
        }
    }

    fn judge<'a>(&'a self, case: &'a OracleCase) -> BoxFuture<'a, Result<Verdict, OracleError>> {
        Box::pin(async move {
            let only = self.look_at(std::slice::from_ref(case)).await.pop();
            only.ok_or_else(|| OracleError {
                oracle: self.name.clone(),
                reason: "no result".to_owned(),
            })
        })
    }

    fn judge_all<'a>(
        &'a self,
        cases: &'a [OracleCase],
    ) -> BoxFuture<'a, Vec<Result<Verdict, OracleError>>> {
        Box::pin(async move { self.look_at(cases).await.into_iter().map(Ok).collect() })
    }
}

#[cfg(test)]
mod tests {
    use seccoder::cwe::CweId;

    use super::*;

    fn insecure(found: &[(u32, u32)]) -> Verdict {
        let finding = |&(line, cwe): &(u32, u32)| Finding {
            rule: "r".to_owned(),
            cwe: Some(CweId::new(cwe)),
            line,
            message: String::new(),
        };
        Verdict::Insecure(found.iter().map(finding).collect())
    }

    #[test]
    fn secure_is_said_only_where_all_could_look_and_saw_nothing() {
        let unjudged = || Verdict::Unjudged("no tool".to_owned());
        assert_eq!(both(Verdict::Secure, Verdict::Secure), Verdict::Secure);
        assert_eq!(both(Verdict::Secure, unjudged()), unjudged());
        assert_eq!(both(unjudged(), Verdict::Secure), unjudged());
        let found = || insecure(&[(3, 89)]);
        assert_eq!(both(unjudged(), found()), found());
        assert_eq!(both(found(), Verdict::Secure), found());
        let twice = both(
            insecure(&[(7, 787), (3, 121)]),
            insecure(&[(3, 121), (1, 476)]),
        );
        assert_eq!(twice, insecure(&[(1, 476), (3, 121), (7, 787)]));
    }
}
