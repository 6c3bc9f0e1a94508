//! Semgrep with our own rules (`rules/` of this repository, compiled in).
//!
//! What runs is `semgrep-core`, the engine inside Semgrep's package: it finds the same as the
//! command line tool, which only wraps it, starts ten times faster and needs no Python.
//! `scripts/semgrep` installs exactly the release that the rules are tested with.
//!
//! - `rules` holds the rules and what they look for,
//! - `report` reads what the engine printed,
//! - `install` knows where the engine is.
//!
//! The code under judgement cannot switch a rule off: comments such as `nosemgrep` do not count.

mod install;
mod report;
mod rules;

use std::path::Path;
use std::time::Duration;

use futures::future::BoxFuture;
use seccoder::language::Language;
use seccoder::oracle::{Finding, Oracle, OracleCase, OracleError, Verdict};
use seccoder::truncate::parses;

pub use install::{ENGINE_VARIABLE, VERSION, default_tools_dir};
pub(crate) use report::Seen;
pub use rules::{covers, finds_some};

use crate::relevance::relevant;
use crate::sandbox::{Job, Limits, Sandbox};
use install::Engine;
use report::Report;

/// Where the engine's folder appears inside the sandbox.
const INSIDE: &str = "/opt/semgrep";
/// The engine does not start without a trusted certificate, even where there is no network to
/// use it on. The sandbox shows it none of the machine's, so it gets one whose key is gone.
const ANCHOR: &str = include_str!("anchor.pem");
/// So many programs go to the engine at once; more would make a crash costly to trace.
const BATCH: usize = 200;
/// Seconds that one rule may look at one program.
const RULE_SECONDS: u32 = 10;

/// The static analyzer Semgrep with SecCoder's rules.
#[derive(Debug, Clone)]
pub struct Semgrep {
    sandbox: Sandbox,
    engine: Engine,
    name: String,
}

/// What came of one run of the engine.
enum Run {
    Done(Report),
    /// It broke; perhaps because of one of the programs.
    Broke(String),
    /// It cannot work for any program.
    Unusable(String),
}

impl Semgrep {
    /// Finds the engine: where [`ENGINE_VARIABLE`] says, or below the folder for tools
    /// ([`default_tools_dir`]) as `scripts/semgrep` leaves it.
    ///
    /// # Errors
    /// When it is not there; the message says how to install it.
    pub fn detect(sandbox: Sandbox, tools_dir: &Path) -> Result<Self, OracleError> {
        let engine = Engine::find(tools_dir).map_err(|reason| failed(&reason))?;
        Ok(Self {
            sandbox,
            engine,
            name: format!("semgrep-{VERSION}+rules-{}", rules::fingerprint()),
        })
    }

    /// Everything the rules find in each program, wherever it stands and whatever it is of.
    /// A program that could not be read as a whole is an `Err` with the reason.
    pub async fn findings(
        &self,
        cases: &[OracleCase],
    ) -> Vec<Result<Result<Vec<Finding>, String>, OracleError>> {
        self.seen(cases)
            .await
            .into_iter()
            .map(|result| result.map(Seen::whole))
            .collect()
    }

    /// What the engine saw in each program, and what it could not look at.
    pub(crate) async fn seen(&self, cases: &[OracleCase]) -> Vec<Result<Seen, OracleError>> {
        let mut results = Vec::with_capacity(cases.len());
        for batch in cases.chunks(BATCH) {
            results.extend(self.batch(batch).await);
        }
        results
    }

    /// One run; when the engine breaks, its halves, until the program that breaks it is alone.
    fn batch<'a>(
        &'a self,
        cases: &'a [OracleCase],
    ) -> BoxFuture<'a, Vec<Result<Seen, OracleError>>> {
        Box::pin(async move {
            match self.run(cases).await {
                Run::Done(mut report) => (0..cases.len())
                    .map(|number| Ok(report.take(&file_name(number, &cases[number]))))
                    .collect(),
                Run::Unusable(reason) => cases.iter().map(|_| Err(failed(&reason))).collect(),
                Run::Broke(reason) if cases.len() <= 1 => {
                    cases.iter().map(|_| Err(failed(&reason))).collect()
                }
                Run::Broke(_) => {
                    let (left, right) = cases.split_at(cases.len() / 2);
                    let mut results = self.batch(left).await;
                    results.extend(self.batch(right).await);
                    results
                }
            }
        })
    }

    async fn run(&self, cases: &[OracleCase]) -> Run {
        let targets: Vec<_> = cases
            .iter()
            .enumerate()
            .map(|(number, case)| target(&file_name(number, case), rules::analyzer(case.language)))
            .collect();
        // Without isolation nothing can be shown at another place.
        let inside = if self.sandbox.isolates() {
            Path::new(INSIDE)
        } else {
            &self.engine.folder
        };
        let mut job = Job::new([
            &*inside.join(&self.engine.program).to_string_lossy(),
            "-rules",
            "rules.json",
            "-targets",
            "targets.json",
            "-json_nodots",
            "-j",
            "2",
            "-timeout",
            &RULE_SECONDS.to_string(),
            "-timeout_threshold",
            "0",
        ])
        .read_only(&self.engine.folder, inside)
        .env("SSL_CERT_FILE", "anchor.pem")
        .file("anchor.pem", ANCHOR)
        .file("rules.json", rules::json())
        .file(
            "targets.json",
            serde_json::json!(["Targets", targets]).to_string(),
        );
        for (number, case) in cases.iter().enumerate() {
            job = job.file(file_name(number, case), case.code.as_str());
        }
        let seconds = 60
            + u64::try_from(cases.len())
                .unwrap_or(u64::MAX)
                .saturating_mul(5);
        let job = job.limits(Limits {
            wall: Duration::from_secs(seconds),
            memory_bytes: 4 << 30,
            output_bytes: 256 << 20,
            ..Limits::default()
        });
        let outcome = match self.sandbox.run(job).await {
            Ok(outcome) => outcome,
            Err(error) => return Run::Unusable(error.to_string()),
        };
        // The engine prints its report even when it ends with an error of a rule.
        match Report::read(&outcome.stdout) {
            Err(_) if !outcome.success() => Run::Broke(outcome.why()),
            Err(reason) => Run::Broke(reason),
            Ok(report) => match report.unusable() {
                Some(reason) => Run::Unusable(reason.to_owned()),
                None if !outcome.success() => Run::Broke(outcome.why()),
                None => Run::Done(report),
            },
        }
    }
}

impl Oracle for Semgrep {
    fn name(&self) -> &str {
        &self.name
    }

    fn judge<'a>(&'a self, case: &'a OracleCase) -> BoxFuture<'a, Result<Verdict, OracleError>> {
        Box::pin(async move {
            let mut results = self.judge_all(std::slice::from_ref(case)).await;
            results
                .pop()
                .unwrap_or_else(|| Err(failed("it gave no result")))
        })
    }

    fn judge_all<'a>(
        &'a self,
        cases: &'a [OracleCase],
    ) -> BoxFuture<'a, Vec<Result<Verdict, OracleError>>> {
        Box::pin(async move {
            // Only the cases that a rule is for are worth a run.
            let asked: Vec<OracleCase> = cases
                .iter()
                .filter(|case| concerns(case))
                .cloned()
                .collect();
            let mut seen = self.seen(&asked).await.into_iter();
            cases
                .iter()
                .map(|case| {
                    if !concerns(case) {
                        return Ok(Verdict::Unjudged(no_rule(case).unwrap_or_default()));
                    }
                    match seen.next() {
                        Some(result) => result.map(|seen| verdict(seen, case)),
                        None => Err(failed("it gave no result")),
                    }
                })
                .collect()
        })
    }
}

/// Whether any rule is for a language.
#[must_use]
pub fn reads(language: Language) -> bool {
    rules::all().iter().any(|rule| rule.is_for(language))
}

/// Whether any rule could find what a case asks for.
fn concerns(case: &OracleCase) -> bool {
    let language = case.language;
    if case.cwes.is_empty() {
        return reads(language);
    }
    case.cwes.iter().any(|cwe| finds_some(language, *cwe))
}

/// Why finding nothing would not make a case secure, if so: something it asks for has no rule,
/// or one that finds some cases only.
fn no_rule(case: &OracleCase) -> Option<String> {
    let language = case.language.name();
    if case.cwes.is_empty() {
        return (!concerns(case)).then(|| format!("no rules for {language}"));
    }
    let missing: Vec<String> = case
        .cwes
        .iter()
        .filter(|cwe| !covers(case.language, **cwe))
        .map(ToString::to_string)
        .collect();
    (!missing.is_empty()).then(|| format!("no rule for {} in {language}", missing.join(", ")))
}

fn verdict(seen: Seen, case: &OracleCase) -> Verdict {
    let counting = relevant(seen.findings, case);
    match (seen.unread, seen.unfinished) {
        // What was read without its context may be misread, in either direction.
        (Some(reason), _) => Verdict::Unjudged(reason),
        (None, _) if !counting.is_empty() => Verdict::Insecure(counting),
        (None, Some(reason)) => Verdict::Unjudged(reason),
        // The engine puts in a missing bracket without a word.
        (None, None) if !parses(case.language, &case.code) => {
            Verdict::Unjudged("it does not parse".to_owned())
        }
        (None, None) => no_rule(case).map_or(Verdict::Secure, Verdict::Unjudged),
    }
}

fn file_name(number: usize, case: &OracleCase) -> String {
    // The engine reads JSX in TypeScript only where the file's name says so.
    let jsx = case.code.contains("</") || case.code.contains("/>");
    let extension = match case.language {
        Language::TypeScript if jsx => "tsx",
        language => language.extension(),
    };
    format!("case-{number}.{extension}")
}

fn target(file: &str, analyzer: &str) -> serde_json::Value {
    serde_json::json!(["CodeTarget", {
        "path": {"fpath": file, "ppath": format!("/{file}")},
        "analyzer": analyzer,
        "products": ["sast"],
    }])
}

fn failed(reason: &str) -> OracleError {
    OracleError {
        oracle: "semgrep".to_owned(),
        reason: reason.to_string(),
    }
}
