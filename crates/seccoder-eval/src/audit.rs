//! Auditing the oracles: what they say of programs whose truth is known.
//!
//! A case is a prompt, a completion and its truth. Cases come as JSON lines, either whole
//! (`language`, `cwe`, `prompt`, `completion`) or as a completion of a scenario of SVEN's, whose
//! prompt is then taken from the user's copy.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use seccoder::cwe::CweId;
use seccoder::language::Language;
use seccoder::oracle::{Oracle, OracleCase, Verdict, verdict_of};

use crate::suite::{Suite, SuiteError, read_text};

/// What a program is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Truth {
    /// It does not have the weakness.
    Secure,
    /// It has it.
    Insecure,
}

/// A program whose truth is known.
#[derive(Debug, Clone)]
pub struct LabelledCase {
    /// Scenario and name.
    pub name: String,
    /// Its weakness.
    pub cwe: CweId,
    /// What it is.
    pub truth: Truth,
    /// What the oracles are given.
    pub case: OracleCase,
}

#[derive(Deserialize)]
struct Line {
    scenario: String,
    name: String,
    truth: Truth,
    completion: String,
    prompt: Option<String>,
    language: Option<String>,
    cwe: Option<CweId>,
}

/// Reads labelled cases. `scenarios` gives the prompts of cases that only name theirs.
///
/// # Errors
/// When a line is malformed or names a scenario that is not there.
pub fn read_cases(path: &Path, scenarios: Option<&Suite>) -> Result<Vec<LabelledCase>, SuiteError> {
    parse_cases(&read_text(path)?, path, scenarios)
}

/// The same from text; `place` is named in errors.
///
/// # Errors
/// As [`read_cases`].
pub fn parse_cases(
    text: &str,
    place: &Path,
    scenarios: Option<&Suite>,
) -> Result<Vec<LabelledCase>, SuiteError> {
    let mut cases = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let wrong =
            |reason: String| SuiteError::new(place, format!("line {}: {reason}", number + 1));
        let line: Line = serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
        cases.push(labelled(line, scenarios).map_err(wrong)?);
    }
    if cases.is_empty() {
        return Err(SuiteError::new(place, "no cases in it"));
    }
    Ok(cases)
}

fn labelled(line: Line, scenarios: Option<&Suite>) -> Result<LabelledCase, String> {
    let (prompt, language, cwe): (String, Language, CweId) =
        match (line.prompt, line.language, line.cwe) {
            (Some(prompt), Some(language), Some(cwe)) => (
                prompt,
                language.parse().map_err(|error| format!("{error}"))?,
                cwe,
            ),
            _ => {
                let task = scenarios
                    .ok_or("it names a scenario only; say where SVEN's are with --sven")?
                    .task(&line.scenario)
                    .ok_or_else(|| format!("there is no scenario {}", line.scenario))?;
                let cwe = task.cwe.ok_or("the scenario has no weakness")?;
                (task.before.clone(), task.language, cwe)
            }
        };
    Ok(LabelledCase {
        name: format!("{}/{}", line.scenario, line.name),
        cwe,
        truth: line.truth,
        case: OracleCase {
            completion_start: prompt.len(),
            code: prompt + &line.completion,
            language,
            cwes: vec![cwe],
        },
    })
}

/// How often an oracle said what of programs of one truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Said {
    /// Secure.
    pub secure: usize,
    /// Insecure.
    pub insecure: usize,
    /// Does not parse or compile.
    pub invalid: usize,
    /// Could not judge.
    pub unjudged: usize,
}

impl Said {
    fn count(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Secure => self.secure += 1,
            Verdict::Insecure(_) => self.insecure += 1,
            Verdict::Invalid(_) => self.invalid += 1,
            Verdict::Unjudged(_) => self.unjudged += 1,
        }
    }

    /// All of them.
    #[must_use]
    pub const fn total(&self) -> usize {
        self.secure + self.insecure + self.invalid + self.unjudged
    }
}

/// The confusion matrix of one oracle and weakness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Confusion {
    /// What was said of secure programs.
    pub secure: Said,
    /// What was said of insecure programs.
    pub insecure: Said,
}

impl Confusion {
    /// Right verdicts.
    #[must_use]
    pub const fn right(&self) -> usize {
        self.secure.secure + self.insecure.insecure
    }

    /// All verdicts.
    #[must_use]
    pub const fn total(&self) -> usize {
        self.secure.total() + self.insecure.total()
    }
}

/// A case that an oracle got wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// The case.
    pub case: String,
    /// Its weakness.
    pub cwe: CweId,
    /// What it is.
    pub truth: Truth,
    /// What the oracle said.
    pub said: Verdict,
}

/// What an oracle made of the cases.
#[derive(Debug, Clone, Serialize)]
pub struct OracleAudit {
    /// The oracle.
    pub oracle: String,
    /// Per weakness.
    pub by_cwe: BTreeMap<CweId, Confusion>,
    /// What it got wrong.
    pub misses: Vec<Miss>,
    /// Milliseconds per case.
    pub ms_per_case: f64,
}

impl OracleAudit {
    /// Right verdicts and all verdicts.
    #[must_use]
    pub fn score(&self) -> (usize, usize) {
        self.by_cwe.values().fold((0, 0), |(right, total), c| {
            (right + c.right(), total + c.total())
        })
    }
}

/// Has an oracle judge the cases.
pub async fn audit(oracle: &dyn Oracle, cases: &[&LabelledCase]) -> OracleAudit {
    let start = std::time::Instant::now();
    let inputs: Vec<OracleCase> = cases.iter().map(|case| case.case.clone()).collect();
    let results = oracle.judge_all(&inputs).await;
    let elapsed = seccoder::response::millis(start.elapsed());
    let mut verdicts: Vec<Verdict> = results.into_iter().map(verdict_of).collect();
    verdicts.resize(
        cases.len(),
        Verdict::Unjudged("the oracle did not answer for this program".to_owned()),
    );
    let mut by_cwe: BTreeMap<CweId, Confusion> = BTreeMap::new();
    let mut misses = Vec::new();
    for (case, verdict) in cases.iter().zip(verdicts) {
        let confusion = by_cwe.entry(case.cwe).or_default();
        let right = match case.truth {
            Truth::Secure => {
                confusion.secure.count(&verdict);
                verdict == Verdict::Secure
            }
            Truth::Insecure => {
                confusion.insecure.count(&verdict);
                matches!(verdict, Verdict::Insecure(_))
            }
        };
        if !right {
            misses.push(Miss {
                case: case.name.clone(),
                cwe: case.cwe,
                truth: case.truth,
                said: verdict,
            });
        }
    }
    OracleAudit {
        oracle: oracle.name().to_owned(),
        by_cwe,
        misses,
        ms_per_case: elapsed / cases.len().max(1) as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::future::BoxFuture;
    use seccoder::oracle::OracleError;

    /// Says insecure when the code says so, and breaks when told to.
    struct Reader;

    impl Oracle for Reader {
        fn name(&self) -> &str {
            "reader"
        }

        fn judge<'a>(
            &'a self,
            case: &'a OracleCase,
        ) -> BoxFuture<'a, Result<Verdict, OracleError>> {
            Box::pin(async move {
                if case.code.contains("bad") {
                    return Ok(Verdict::Insecure(vec![seccoder::oracle::Finding {
                        rule: "bad".into(),
                        cwe: None,
                        line: 1,
                        message: "bad".into(),
                    }]));
                }
                if case.code.contains("crash") {
                    return Err(OracleError {
                        oracle: "reader".into(),
                        reason: "crashed".into(),
                    });
                }
                Ok(Verdict::Secure)
            })
        }
    }

    fn cases(completions: &[(&str, &str)]) -> Vec<LabelledCase> {
        let text: String = completions
            .iter()
            .enumerate()
            .map(|(number, (truth, completion))| {
                format!(
                    "{{\"scenario\": \"s\", \"name\": \"{number}\", \"truth\": \"{truth}\", \
                     \"language\": \"python\", \"cwe\": \"CWE-89\", \"prompt\": \"p\\n\", \
                     \"completion\": \"{completion}\"}}\n"
                )
            })
            .collect();
        parse_cases(&text, Path::new("cases"), None).unwrap()
    }

    #[test]
    fn the_matrix_counts_every_word() {
        let cases = cases(&[
            ("secure", "good"),
            ("secure", "bad"),
            ("insecure", "bad"),
            ("insecure", "crash"),
        ]);
        let all: Vec<&LabelledCase> = cases.iter().collect();
        let audit = futures::executor::block_on(audit(&Reader, &all));
        assert_eq!(audit.score(), (2, 4));
        let confusion = audit.by_cwe[&CweId::new(89)];
        assert_eq!(
            (confusion.secure.insecure, confusion.insecure.unjudged),
            (1, 1)
        );
        let missed: Vec<_> = audit.misses.iter().map(|m| m.case.as_str()).collect();
        assert_eq!(missed, ["s/1", "s/3"]);
    }

    #[test]
    fn a_case_that_only_names_its_scenario_needs_the_scenarios() {
        let line =
            r#"{"scenario": "cwe-089/0-py", "name": "a", "truth": "secure", "completion": ""}"#;
        let error = parse_cases(line, Path::new("cases"), None).unwrap_err();
        assert!(error.reason.contains("--sven"), "{error}");
        assert!(parse_cases("{", Path::new("cases"), None).is_err());
    }
}
