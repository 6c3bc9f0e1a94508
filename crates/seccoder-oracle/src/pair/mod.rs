//! A pair: a secure version beside the vulnerable one that it replaces.
//!
//! That a version is secure is easily said. Here it is shown, as far as programs can:
//!
//! - both versions compile with their language's own tools,
//! - analyzers find nothing in the secure version, and the weakness in the vulnerable one,
//! - a *driver* ([`driver`]) runs both: they do the same in ordinary use, and only the secure one
//!   withstands hostile input.

pub mod driver;

use std::collections::BTreeMap;
use std::path::Path;

use futures::StreamExt;
use seccoder::check::CheckVerdict;
use seccoder::cwe::CweId;
use seccoder::language::Language;
use seccoder::oracle::{Finding, OracleCase, OracleError};

use crate::gcc::{Gcc, Remark};
use crate::relevance::belongs;
use crate::sandbox::Sandbox;
use crate::semgrep::Semgrep;
use crate::syntax::{self, Validity};
use driver::Proof;

/// Sources that go to the compiler in one job.
const BATCH: usize = 8;

/// Two versions and what is claimed of them.
#[derive(Debug, Clone)]
pub struct Pair {
    /// Their language.
    pub language: Language,
    /// What a file of theirs ends with, without the dot: tells JSX from JavaScript.
    pub extension: String,
    /// What the vulnerable version suffers from.
    pub cwes: Vec<CweId>,
    /// The secure version.
    pub secure: String,
    /// The vulnerable version.
    pub vulnerable: String,
    /// A program that runs either version, if there is one.
    pub driver: Option<String>,
    /// Why no analyzer can see the weakness, where that is claimed.
    pub unseen: Option<String>,
}

/// What was found out about a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// Whether both versions compile.
    pub compiles: CheckVerdict,
    /// Whether analyzers see the weakness where it is, and only there.
    pub analyzers: CheckVerdict,
    /// Whether the driver shows it.
    pub driver: CheckVerdict,
    /// What saw the weakness in the vulnerable version: rules, warnings, the driver.
    pub seen_by: Vec<String>,
}

/// The tools that look at pairs; each may be missing, with the reason.
#[derive(Debug, Clone)]
pub struct Inspector {
    sandbox: Sandbox,
    semgrep: Result<Semgrep, OracleError>,
    gcc: Result<Gcc, OracleError>,
}

/// What analyzers said of one version.
#[derive(Debug, Clone, Default)]
struct Said {
    compiles: Option<CheckVerdict>,
    /// Who said it, the weakness, and all of it in words.
    remarks: Vec<(String, Option<CweId>, String)>,
    /// Analyzers that could not look.
    failed: Vec<String>,
}

impl Inspector {
    /// An inspector with these tools.
    #[must_use]
    pub const fn new(
        sandbox: Sandbox,
        semgrep: Result<Semgrep, OracleError>,
        gcc: Result<Gcc, OracleError>,
    ) -> Self {
        Self {
            sandbox,
            semgrep,
            gcc,
        }
    }

    /// An inspector with the tools of this machine; semgrep is below `tools_dir`. One that is not
    /// there says so in its answers.
    pub async fn detect(sandbox: Sandbox, tools_dir: &Path) -> Self {
        let semgrep = Semgrep::detect(sandbox.clone(), tools_dir);
        let gcc = Gcc::detect(sandbox.clone()).await;
        Self::new(sandbox, semgrep, gcc)
    }

    /// Looks at every pair; the results stand in their order. `on_done` is called once for each
    /// pair, when all is known about it.
    pub async fn inspect(&self, pairs: &[Pair], on_done: &(dyn Fn() + Sync)) -> Vec<Inspection> {
        let said = self.look(pairs).await;
        let width = std::thread::available_parallelism().map_or(1, usize::from);
        let drives = pairs
            .iter()
            .zip(said)
            .enumerate()
            .map(|(number, (pair, said))| async move {
                let proof = driver::drive(&self.sandbox, pair).await;
                let inspection = judge(pair, &said, proof);
                on_done();
                (number, inspection)
            });
        let mut done: Vec<(usize, Inspection)> = futures::stream::iter(drives)
            .buffer_unordered(width)
            .collect()
            .await;
        done.sort_by_key(|(number, _)| *number);
        done.into_iter().map(|(_, inspection)| inspection).collect()
    }

    /// What analyzers say of code that is said to be secure, and may come without what surrounds
    /// it: that it does not compile is no remark about it.
    pub async fn examine(&self, sources: &[(Language, &str)]) -> Vec<CheckVerdict> {
        let cases: Vec<OracleCase> = sources
            .iter()
            .map(|(language, code)| OracleCase {
                code: (*code).to_owned(),
                completion_start: 0,
                language: *language,
                cwes: Vec::new(),
            })
            .collect();
        let mut all = vec![Said::default(); cases.len()];
        self.semgrep(&cases, &mut all).await;
        self.gcc(&cases, &mut all).await;
        all.iter()
            .zip(&cases)
            .map(|(said, case)| examined(case.language, said))
            .collect()
    }

    /// What compilers and analyzers say of the secure and the vulnerable version of each pair.
    async fn look(&self, pairs: &[Pair]) -> Vec<[Said; 2]> {
        let mut all: Vec<Said> = vec![Said::default(); pairs.len() * 2];
        let cases: Vec<OracleCase> = pairs
            .iter()
            .flat_map(|pair| [&pair.secure, &pair.vulnerable].map(|code| (pair, code)))
            .map(|(pair, code)| OracleCase {
                code: code.clone(),
                completion_start: 0,
                language: pair.language,
                cwes: pair.cwes.clone(),
            })
            .collect();
        self.semgrep(&cases, &mut all).await;
        self.gcc(&cases, &mut all).await;
        self.syntax(pairs, &cases, &mut all).await;
        let mut halves = all.into_iter();
        std::iter::from_fn(|| Some([halves.next()?, halves.next()?])).collect()
    }

    async fn semgrep(&self, cases: &[OracleCase], all: &mut [Said]) {
        let (numbers, asked) = pick(cases, |case| has_rules(case.language));
        let found = match &self.semgrep {
            Ok(semgrep) => semgrep.findings(&asked).await,
            Err(error) => asked.iter().map(|_| Err(error.clone())).collect(),
        };
        for (number, found) in numbers.into_iter().zip(found) {
            let said = &mut all[number];
            match found {
                Ok(Ok(findings)) => said.remarks.extend(findings.iter().map(in_words)),
                Ok(Err(reason)) => said.failed.push(format!("semgrep: {reason}")),
                Err(error) => said.failed.push(error.to_string()),
            }
        }
    }

    async fn gcc(&self, cases: &[OracleCase], all: &mut [Said]) {
        let mut groups: BTreeMap<Language, Vec<usize>> = BTreeMap::new();
        for (number, case) in cases.iter().enumerate() {
            if matches!(case.language, Language::C | Language::Cpp) {
                groups.entry(case.language).or_default().push(number);
            }
        }
        let batches: Vec<(Language, Vec<usize>)> = groups
            .into_iter()
            .flat_map(|(language, numbers)| {
                let chunks: Vec<_> = numbers.chunks(BATCH).map(<[usize]>::to_vec).collect();
                chunks.into_iter().map(move |chunk| (language, chunk))
            })
            .collect();
        let width = std::thread::available_parallelism().map_or(1, usize::from);
        let looks = batches.into_iter().map(|(language, numbers)| async move {
            let sources: Vec<&str> = numbers
                .iter()
                .map(|&number| cases[number].code.as_str())
                .collect();
            let remarks = match &self.gcc {
                Ok(gcc) => gcc.remarks(language, &sources).await,
                Err(error) => sources.iter().map(|_| Err(error.clone())).collect(),
            };
            (numbers, remarks)
        });
        let mut looks = futures::stream::iter(looks).buffer_unordered(width);
        while let Some((numbers, remarks)) = looks.next().await {
            for (number, remarks) in numbers.into_iter().zip(remarks) {
                let said = &mut all[number];
                said.compiles = Some(match remarks {
                    Ok(Ok(remarks)) => {
                        said.remarks.extend(remarks.iter().map(compilers_words));
                        CheckVerdict::Passed
                    }
                    Ok(Err(reason)) => CheckVerdict::Refused(reason),
                    Err(error) => {
                        said.failed.push(error.to_string());
                        CheckVerdict::NotChecked(error.reason)
                    }
                });
            }
        }
    }

    /// Compiles what gcc does not.
    async fn syntax(&self, pairs: &[Pair], cases: &[OracleCase], all: &mut [Said]) {
        let compiled = |number: usize| match cases[number].language {
            Language::Python => true,
            Language::JavaScript => pairs[number / 2].extension != "jsx",
            _ => false,
        };
        let numbers: Vec<usize> = (0..cases.len())
            .filter(|&number| compiled(number))
            .collect();
        let asked: Vec<OracleCase> = numbers.iter().map(|&n| cases[n].clone()).collect();
        for (number, valid) in numbers
            .into_iter()
            .zip(syntax::check_all(&self.sandbox, &asked).await)
        {
            all[number].compiles = Some(match valid {
                Ok(Validity::Valid) => CheckVerdict::Passed,
                Ok(Validity::Invalid(reason)) => CheckVerdict::Refused(reason),
                Err(error) => CheckVerdict::NotChecked(error.to_string()),
            });
        }
    }
}

/// The cases that a tool can read, with their numbers.
fn pick(
    cases: &[OracleCase],
    readable: impl Fn(&OracleCase) -> bool,
) -> (Vec<usize>, Vec<OracleCase>) {
    let picked = cases.iter().enumerate().filter(|(_, case)| readable(case));
    picked.map(|(number, case)| (number, case.clone())).unzip()
}

/// Languages that `rules/` has rules for.
const fn has_rules(language: Language) -> bool {
    matches!(
        language,
        Language::Python
            | Language::C
            | Language::Cpp
            | Language::JavaScript
            | Language::TypeScript
    )
}

/// Languages in which something must see the weakness of every pair.
#[must_use]
pub const fn must_be_seen(language: Language) -> bool {
    matches!(language, Language::Python | Language::C | Language::Cpp)
}

fn in_words(finding: &Finding) -> (String, Option<CweId>, String) {
    let words = format!("line {}: {}", finding.line, finding.message);
    (format!("semgrep {}", finding.rule), finding.cwe, words)
}

fn compilers_words(remark: &Remark) -> (String, Option<CweId>, String) {
    let words = format!("line {}: {}", remark.line, remark.message);
    (format!("gcc {}", remark.name), remark.cwe, words)
}

fn judge(pair: &Pair, [secure, vulnerable]: &[Said; 2], proof: Proof) -> Inspection {
    let mut seen_by: Vec<String> = vulnerable
        .remarks
        .iter()
        .filter(|(_, cwe, _)| {
            cwe.is_some_and(|found| pair.cwes.iter().any(|asked| belongs(found, *asked)))
        })
        .map(|(who, ..)| who.clone())
        .collect();
    seen_by.dedup();
    let driver = match proof {
        Proof::None => CheckVerdict::NotChecked("there is no driver".to_owned()),
        Proof::Shown => {
            seen_by.push("driver".to_owned());
            CheckVerdict::Passed
        }
        Proof::Refuted(reason) => CheckVerdict::Refused(reason),
        Proof::NotRun(reason) => CheckVerdict::NotChecked(reason),
    };
    Inspection {
        compiles: compiles(pair, secure, vulnerable),
        analyzers: analyzers(pair, secure, vulnerable, &seen_by, &driver),
        driver,
        seen_by,
    }
}

/// Whether analyzers see a weakness in code. gcc alone has not looked when it could not compile.
fn examined(language: Language, said: &Said) -> CheckVerdict {
    if !has_rules(language) {
        return CheckVerdict::NotChecked(format!("no analyzer here reads {language}"));
    }
    let found: Vec<String> = said
        .remarks
        .iter()
        .filter_map(|(who, cwe, words)| Some(format!("{who} ({}), {words}", (*cwe)?)))
        .collect();
    match said.failed.first() {
        _ if !found.is_empty() => CheckVerdict::from_problems(&found),
        Some(reason) => CheckVerdict::NotChecked(reason.clone()),
        None => CheckVerdict::Passed,
    }
}

fn compiles(pair: &Pair, secure: &Said, vulnerable: &Said) -> CheckVerdict {
    let mut problems = Vec::new();
    for (name, said) in [("secure", secure), ("vulnerable", vulnerable)] {
        match &said.compiles {
            None => {
                let why = format!("{} is only parsed", pair.language);
                return CheckVerdict::NotChecked(why);
            }
            Some(CheckVerdict::Passed) => {}
            Some(CheckVerdict::Refused(why)) => {
                problems.push(format!("the {name} version does not compile: {why}"));
            }
            Some(not_checked) => return not_checked.clone(),
        }
    }
    CheckVerdict::from_problems(&problems)
}

fn analyzers(
    pair: &Pair,
    secure: &Said,
    vulnerable: &Said,
    seen_by: &[String],
    driver: &CheckVerdict,
) -> CheckVerdict {
    if !has_rules(pair.language) {
        return CheckVerdict::NotChecked(format!("no analyzer here reads {}", pair.language));
    }
    let mut problems: Vec<String> = secure
        .remarks
        .iter()
        .map(|(who, cwe, words)| {
            let cwe = cwe.map(|cwe| format!(" ({cwe})")).unwrap_or_default();
            format!("{who}{cwe} in the secure version, {words}")
        })
        .collect();
    let failed = secure.failed.iter().chain(&vulnerable.failed).next();
    match (&pair.unseen, seen_by.first()) {
        (Some(_), Some(who)) => {
            problems.push(format!("{who} sees the weakness; delete the line `unseen`"));
        }
        (None, None)
            if must_be_seen(pair.language)
                && failed.is_none()
                && (pair.driver.is_none() || *driver == CheckVerdict::Passed) =>
        {
            problems.push(
                "nothing sees the weakness in the vulnerable version; add a driver beside the \
                 example, an analyzer's rule, or a line `unseen` that says why none can"
                    .to_owned(),
            );
        }
        _ => {}
    }
    match failed {
        Some(reason) if problems.is_empty() => CheckVerdict::NotChecked(reason.clone()),
        _ => CheckVerdict::from_problems(&problems),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(language: Language) -> Pair {
        Pair {
            language,
            extension: language.extension().to_owned(),
            cwes: vec![CweId::new(89)],
            secure: String::new(),
            vulnerable: String::new(),
            driver: None,
            unseen: None,
        }
    }

    fn said(cwe: Option<u32>) -> Said {
        Said {
            compiles: Some(CheckVerdict::Passed),
            remarks: cwe
                .map(|cwe| {
                    (
                        "semgrep r".to_owned(),
                        Some(CweId::new(cwe)),
                        "line 1: m".to_owned(),
                    )
                })
                .into_iter()
                .collect(),
            failed: Vec::new(),
        }
    }

    fn refusal(pair: &Pair, halves: &[Said; 2], proof: Proof) -> String {
        match judge(pair, halves, proof).analyzers {
            CheckVerdict::Refused(reason) => reason,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn the_weakness_must_be_seen_in_the_vulnerable_version_only() {
        let python = pair(Language::Python);
        let seen = judge(&python, &[said(None), said(Some(89))], Proof::None);
        assert_eq!(seen.analyzers, CheckVerdict::Passed);
        assert_eq!(seen.seen_by, ["semgrep r"]);
        for (halves, expected) in [
            (
                [said(Some(22)), said(Some(89))],
                "semgrep r (CWE-22) in the secure version, line 1",
            ),
            ([said(None), said(Some(22))], "nothing sees the weakness"),
            ([said(None), said(None)], "nothing sees the weakness"),
        ] {
            let reason = refusal(&python, &halves, Proof::None);
            assert!(reason.contains(expected), "{reason}");
        }
    }

    #[test]
    fn a_driver_sees_too() {
        let c = pair(Language::C);
        let inspection = judge(&c, &[said(None), said(None)], Proof::Shown);
        assert_eq!(inspection.analyzers, CheckVerdict::Passed);
        assert_eq!(inspection.driver, CheckVerdict::Passed);
        assert_eq!(inspection.seen_by, ["driver"]);
    }

    #[test]
    fn unseen_is_for_what_nothing_sees() {
        let mut claimed = pair(Language::Python);
        claimed.unseen = Some("why".to_owned());
        let inspection = judge(&claimed, &[said(None), said(None)], Proof::None);
        assert_eq!(inspection.analyzers, CheckVerdict::Passed);
        let reason = refusal(&claimed, &[said(None), said(Some(89))], Proof::None);
        assert!(reason.contains("delete the line `unseen`"), "{reason}");
    }

    #[test]
    fn what_could_not_look_has_not_seen_nothing() {
        let python = pair(Language::Python);
        let mut blind = said(None);
        blind.failed.push("semgrep is not installed".to_owned());
        let inspection = judge(&python, &[blind.clone(), blind.clone()], Proof::None);
        assert_eq!(
            inspection.analyzers,
            CheckVerdict::NotChecked("semgrep is not installed".to_owned())
        );
        // What another one found in the secure version stands.
        let mut found = said(Some(22));
        found.failed = blind.failed.clone();
        let reason = refusal(&python, &[found, blind], Proof::None);
        assert!(reason.contains("in the secure version"), "{reason}");
    }

    #[test]
    fn what_is_examined_alone_need_not_compile() {
        let mut uncompiled = said(None);
        uncompiled.compiles = Some(CheckVerdict::Refused("line 1: unknown type".to_owned()));
        assert_eq!(examined(Language::C, &uncompiled), CheckVerdict::Passed);
        assert!(examined(Language::C, &said(Some(787))).is_refused());
        let mut blind = said(None);
        blind.failed.push("semgrep: broke".to_owned());
        assert!(matches!(
            examined(Language::C, &blind),
            CheckVerdict::NotChecked(_)
        ));
        assert!(matches!(
            examined(Language::Java, &said(None)),
            CheckVerdict::NotChecked(_)
        ));
    }

    #[test]
    fn a_language_without_analyzers_is_not_checked() {
        let java = pair(Language::Java);
        let inspection = judge(&java, &[Said::default(), Said::default()], Proof::None);
        assert!(matches!(inspection.analyzers, CheckVerdict::NotChecked(_)));
        assert!(matches!(inspection.compiles, CheckVerdict::NotChecked(_)));
        assert!(inspection.seen_by.is_empty());
    }
}
