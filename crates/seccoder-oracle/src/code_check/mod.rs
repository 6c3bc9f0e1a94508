//! Looks at files that people wrote: what do the analyzers find, and what could they not look at?
//!
//! A draft is a program or it is nothing; a file of a project is part of one, and its headers and
//! macros may stand elsewhere. So Semgrep looks at whatever it has rules for, gcc at whatever it
//! can compile alone, and each says for itself whether it could look: a file is clean by those who
//! looked to the end, and never by those who did not.
//!
//! [`suppression`] reads what the authors of a file say about its findings.

pub mod suppression;

use std::collections::BTreeSet;
use std::path::Path;

use seccoder::language::Language;
use seccoder::oracle::{Finding, Oracle, OracleCase, OracleError, Verdict, verdict_of};
use seccoder::truncate::{parses, unread};

use crate::gcc::Gcc;
use crate::relevance::belongs;
use crate::sandbox::Sandbox;
use crate::semgrep::{Seen, Semgrep, reads};

const SEMGREP: &str = "semgrep";
const GCC: &str = "gcc";

/// One who could not look at a file, or not at all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlooked {
    /// Who.
    pub oracle: &'static str,
    /// Why.
    pub reason: String,
    /// The first line that it could not read, from 1, where it is about one.
    pub line: Option<u32>,
}

/// What was seen in one file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Looked {
    /// What was found, by line. The same flaw found by two is there once.
    pub findings: Vec<Finding>,
    /// Who looked at all of it.
    pub by: Vec<&'static str>,
    /// Who could not.
    pub unjudged: Vec<Unlooked>,
}

impl Looked {
    /// Whether all who look at its language looked at all of it, and saw nothing.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty() && self.unjudged.is_empty() && !self.by.is_empty()
    }

    fn left_out(&mut self, oracle: &'static str, reason: impl Into<String>) {
        self.unjudged.push(Unlooked {
            oracle,
            reason: reason.into(),
            line: None,
        });
    }

    fn add(&mut self, findings: Vec<Finding>) {
        for new in findings {
            if !self.findings.iter().any(|old| same_flaw(old, &new)) {
                self.findings.push(new);
            }
        }
    }
}

/// Whether two findings tell of one flaw: one line, and weaknesses of one family.
fn same_flaw(one: &Finding, other: &Finding) -> bool {
    let akin = match (one.cwe, other.cwe) {
        (Some(one), Some(other)) => belongs(one, other) || belongs(other, one),
        (None, None) => one.rule == other.rule,
        _ => false,
    };
    one.line == other.line && akin
}

/// The analyzers that look at files.
#[derive(Debug, Clone)]
pub struct CodeInspector {
    semgrep: Semgrep,
    gcc: Option<Gcc>,
}

impl CodeInspector {
    /// The analyzers that these languages need; semgrep is below `tools_dir`.
    ///
    /// # Errors
    /// When one of them is not there; the message says how to install it.
    pub async fn detect(
        sandbox: Sandbox,
        tools_dir: &Path,
        languages: &BTreeSet<Language>,
    ) -> Result<Self, OracleError> {
        let semgrep = Semgrep::detect(sandbox.clone(), tools_dir)?;
        let gcc = if languages.iter().any(|language| compiled(*language)) {
            Some(Gcc::detect(sandbox).await?)
        } else {
            None
        };
        Ok(Self { semgrep, gcc })
    }

    /// The analyzers with their versions.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let gcc = self.gcc.as_ref().map(|gcc| gcc.name().to_owned());
        [Some(self.semgrep.name().to_owned()), gcc]
            .into_iter()
            .flatten()
            .collect()
    }

    /// Looks at these files, as many as one has the memory for; the results stand in their order.
    pub async fn look_at(&self, cases: &[OracleCase]) -> Vec<Looked> {
        let mut looked = vec![Looked::default(); cases.len()];
        self.ask_semgrep(cases, &mut looked).await;
        self.ask_gcc(cases, &mut looked).await;
        for file in &mut looked {
            file.findings.sort_by_key(|finding| finding.line);
        }
        looked
    }

    async fn ask_semgrep(&self, cases: &[OracleCase], looked: &mut [Looked]) {
        let (asked, whose): (Vec<OracleCase>, Vec<usize>) = cases
            .iter()
            .zip(0..)
            .filter(|(case, _)| reads(case.language))
            .map(|(case, at)| (case.clone(), at))
            .unzip();
        for (file, case) in looked.iter_mut().zip(cases) {
            if !reads(case.language) {
                file.left_out(SEMGREP, format!("no rules for {}", case.language));
            }
        }
        if asked.is_empty() {
            return;
        }
        let mut seen = self.semgrep.seen(&asked).await.into_iter();
        for at in whose {
            match seen.next() {
                Some(Ok(seen)) => by_semgrep(&mut looked[at], seen, &cases[at]),
                Some(Err(error)) => looked[at].left_out(SEMGREP, error.reason),
                None => looked[at].left_out(SEMGREP, "it gave no result"),
            }
        }
    }

    async fn ask_gcc(&self, cases: &[OracleCase], looked: &mut [Looked]) {
        let (asked, whose): (Vec<OracleCase>, Vec<usize>) = cases
            .iter()
            .zip(0..)
            .filter(|(case, _)| compiled(case.language))
            .map(|(case, at)| (case.clone(), at))
            .unzip();
        let Some(gcc) = &self.gcc else {
            for at in whose {
                looked[at].left_out(GCC, "it was not asked for");
            }
            return;
        };
        let mut verdicts = gcc.judge_all(&asked).await.into_iter();
        for at in whose {
            let file = &mut looked[at];
            match verdicts.next().map(verdict_of) {
                Some(Verdict::Secure) => file.by.push(GCC),
                Some(Verdict::Insecure(findings)) => {
                    file.by.push(GCC);
                    file.add(findings);
                }
                Some(Verdict::Unjudged(reason) | Verdict::Invalid(reason)) => {
                    file.left_out(GCC, reason);
                }
                None => file.left_out(GCC, "it gave no result"),
            }
        }
    }
}

/// What a person wrote is reported where it was found, even if more could not be read.
fn by_semgrep(file: &mut Looked, seen: Seen, case: &OracleCase) {
    file.add(seen.findings);
    match seen.unread.or(seen.unfinished) {
        Some(reason) => file.left_out(SEMGREP, reason),
        // The engine puts in a missing bracket without a word.
        None if !parses(case.language, &case.code) => file.unjudged.push(Unlooked {
            oracle: SEMGREP,
            reason: "not all of it parses".to_owned(),
            line: unread(case.language, &case.code)
                .and_then(|unread| u32::try_from(unread.line).ok()),
        }),
        None => file.by.push(SEMGREP),
    }
}

/// Whether gcc compiles a language.
const fn compiled(language: Language) -> bool {
    matches!(language, Language::C | Language::Cpp)
}

#[cfg(test)]
mod tests {
    use seccoder::cwe::CweId;

    use super::*;

    fn finding(line: u32, cwe: u32, rule: &str) -> Finding {
        Finding {
            rule: rule.to_owned(),
            cwe: Some(CweId::new(cwe)),
            line,
            message: String::new(),
        }
    }

    #[test]
    fn one_flaw_found_by_two_is_one() {
        let mut file = Looked::default();
        file.add(vec![finding(3, 120, "c.strcpy")]);
        file.add(vec![
            finding(3, 787, "gcc.stringop-overflow"),
            finding(3, 476, "gcc.x"),
            finding(4, 787, "gcc.stringop-overflow"),
        ]);
        let rules: Vec<(u32, &str)> = file
            .findings
            .iter()
            .map(|finding| (finding.line, finding.rule.as_str()))
            .collect();
        assert_eq!(
            rules,
            [(3, "c.strcpy"), (3, "gcc.x"), (4, "gcc.stringop-overflow")]
        );
    }

    #[test]
    fn a_file_that_nobody_looked_at_is_not_clean() {
        assert!(!Looked::default().is_clean());
        let mut file = Looked {
            by: vec![SEMGREP],
            ..Looked::default()
        };
        assert!(file.is_clean());
        file.left_out(GCC, "no header");
        assert!(!file.is_clean());
    }

    #[test]
    fn what_does_not_parse_was_not_looked_at_and_its_findings_still_count() {
        let case = OracleCase {
            code: "def f(:\n    pass\n".to_owned(),
            completion_start: 0,
            language: Language::Python,
            cwes: Vec::new(),
        };
        let seen = Seen {
            findings: vec![finding(2, 89, "r")],
            ..Seen::default()
        };
        let mut file = Looked::default();
        by_semgrep(&mut file, seen, &case);
        assert!(file.by.is_empty() && file.findings.len() == 1);
        assert!(file.unjudged[0].reason.contains("parses"), "{file:?}");
        assert_eq!(file.unjudged[0].line, Some(1));
    }
}
