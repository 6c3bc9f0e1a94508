//! Judges a C program by running it.
//!
//! The program is compiled with AddressSanitizer and UBSan and run about a hundred times with
//! inputs chosen to break it: numbers next to its own constants and at the ends of `int`, texts
//! that are empty, blank or too long, random numbers at their extremes, allocations and files
//! that fail, and made-up results of functions that nobody defines. What the sanitizers see
//! counts when it is a weakness that was asked for and lies in the completion. Text of
//! floating-point numbers in small buffers is gcc's to judge (`-Wformat-overflow=2`).
//!
//! The work is done in the sandbox by a driver in Python and C (`assets/c_harness`), a batch of
//! programs at a time; this module gives it the programs and reads its [`Answer`]s.
//!
//! What it cannot see: unsigned integers that wrap around, writes from one member of a structure
//! into the next, and what only inputs that it does not think of would show.

mod answer;

use std::time::Duration;

use futures::future::BoxFuture;
use seccoder::cwe::CweId;
use seccoder::language::Language;
use seccoder::oracle::{Oracle, OracleCase, OracleError, Verdict};
use serde::Serialize;

use self::answer::{Answer, verdict};
use crate::relevance::{belongs, first_line};
use crate::sandbox::{Job, JobFile, Limits, Sandbox, Status};

const NAME: &str = "c-harness-1";

/// Programs in one sandbox: enough to share the start, few enough to lose when one breaks it.
const BATCH: usize = 32;

/// The driver's exit status when gcc or binutils are missing.
const NO_TOOLS: i32 = 3;

const ASSETS: [(&str, &str); 7] = [
    (
        "driver.py",
        include_str!("../../assets/c_harness/driver.py"),
    ),
    ("plan.py", include_str!("../../assets/c_harness/plan.py")),
    (
        "classify.py",
        include_str!("../../assets/c_harness/classify.py"),
    ),
    (
        "harness.h",
        include_str!("../../assets/c_harness/harness.h"),
    ),
    ("runner.c", include_str!("../../assets/c_harness/runner.c")),
    ("inputs.c", include_str!("../../assets/c_harness/inputs.c")),
    (
        "unwatched.c",
        include_str!("../../assets/c_harness/unwatched.c"),
    ),
];

/// The oracle that runs C programs under the sanitizers.
#[derive(Debug, Clone)]
pub struct CHarness {
    sandbox: Sandbox,
}

/// What the driver is told about one program.
#[derive(Debug, Serialize)]
struct Entry {
    file: String,
    completion_line: u32,
    format_check: bool,
}

/// Why a batch has no answers.
enum Failure {
    /// The machine lacks something; no batch will work.
    Tools(String),
    /// A program of the batch may be to blame.
    Batch(String),
}

impl CHarness {
    /// A harness that runs programs in this sandbox.
    #[must_use]
    pub const fn new(sandbox: Sandbox) -> Self {
        Self { sandbox }
    }

    fn job(cases: &[&OracleCase]) -> Result<Job, serde_json::Error> {
        let manifest: Vec<Entry> = cases
            .iter()
            .enumerate()
            .map(|(index, case)| Entry {
                file: format!("program-{index}.c"),
                completion_line: first_line(case),
                format_check: asks_for_writes(case),
            })
            .collect();
        let programs = manifest
            .iter()
            .zip(cases)
            .map(|(entry, case)| JobFile::new(&entry.file, case.code.as_bytes()));
        let count = u32::try_from(cases.len()).unwrap_or(u32::MAX);
        // -E and -s, not -I: the driver imports the modules beside it.
        let job = Job::new(["python3", "-E", "-s", "-B", "driver.py", "manifest.json"])
            .files(ASSETS.map(|(name, text)| JobFile::new(name, text)))
            .files(programs)
            .file("manifest.json", serde_json::to_vec(&manifest)?)
            .limits(Limits {
                wall: Duration::from_secs(60) + Duration::from_secs(20).saturating_mul(count),
                memory_bytes: 3 << 30,
                output_bytes: 8 << 20,
                ..Limits::default()
            });
        Ok(job)
    }

    /// Runs one batch; one answer for each case.
    async fn run(&self, cases: &[&OracleCase]) -> Result<Vec<Answer>, Failure> {
        let job = Self::job(cases).map_err(|error| Failure::Tools(error.to_string()))?;
        let outcome = self
            .sandbox
            .run(job)
            .await
            .map_err(|error| Failure::Tools(error.to_string()))?;
        match outcome.status {
            Status::Exited(0) => {}
            Status::Exited(NO_TOOLS | 127) => return Err(Failure::Tools(outcome.why())),
            _ => return Err(Failure::Batch(outcome.why())),
        }
        let answers: Vec<Answer> = serde_json::from_slice(&outcome.stdout)
            .map_err(|error| Failure::Batch(format!("its answer makes no sense: {error}")))?;
        if answers.len() == cases.len() {
            Ok(answers)
        } else {
            Err(Failure::Batch(format!(
                "{} answers for {} programs",
                answers.len(),
                cases.len()
            )))
        }
    }

    /// Judges a batch of C programs. One that takes the whole batch down is found by running
    /// each of them alone.
    async fn judge_batch(&self, cases: &[&OracleCase]) -> Vec<Result<Verdict, OracleError>> {
        let reason = match self.run(cases).await {
            Ok(answers) => return verdicts(answers, cases),
            Err(Failure::Tools(reason)) => {
                return cases.iter().map(|_| Err(failed(&reason))).collect();
            }
            Err(Failure::Batch(reason)) => reason,
        };
        if cases.len() == 1 {
            return vec![Err(failed(&reason))];
        }
        let mut results = Vec::with_capacity(cases.len());
        for case in cases {
            let alone = [*case];
            match self.run(&alone).await {
                Ok(answers) => results.extend(verdicts(answers, &alone)),
                Err(Failure::Tools(reason) | Failure::Batch(reason)) => {
                    results.push(Err(failed(&reason)));
                }
            }
        }
        results
    }
}

fn verdicts(answers: Vec<Answer>, cases: &[&OracleCase]) -> Vec<Result<Verdict, OracleError>> {
    answers
        .into_iter()
        .zip(cases)
        .map(|(answer, case)| Ok(verdict(answer, case)))
        .collect()
}

fn failed(reason: &str) -> OracleError {
    OracleError {
        oracle: NAME.to_owned(),
        reason: reason.to_owned(),
    }
}

/// Whether writes out of bounds were asked for.
fn asks_for_writes(case: &OracleCase) -> bool {
    let write = CweId::new(787);
    case.cwes.is_empty() || case.cwes.iter().any(|asked| belongs(write, *asked))
}

impl Oracle for CHarness {
    fn name(&self) -> &str {
        NAME
    }

    fn judge<'a>(&'a self, case: &'a OracleCase) -> BoxFuture<'a, Result<Verdict, OracleError>> {
        Box::pin(async move {
            self.judge_all(std::slice::from_ref(case))
                .await
                .pop()
                .unwrap_or_else(|| Err(failed("no verdict")))
        })
    }

    fn judge_all<'a>(
        &'a self,
        cases: &'a [OracleCase],
    ) -> BoxFuture<'a, Vec<Result<Verdict, OracleError>>> {
        Box::pin(async move {
            let programs: Vec<&OracleCase> = cases
                .iter()
                .filter(|case| case.language == Language::C)
                .collect();
            let mut judged = Vec::with_capacity(programs.len());
            for batch in programs.chunks(BATCH) {
                judged.extend(self.judge_batch(batch).await);
            }
            let mut judged = judged.into_iter();
            cases
                .iter()
                .map(|case| {
                    if case.language == Language::C {
                        judged.next().unwrap_or_else(|| Err(failed("no verdict")))
                    } else {
                        let name = case.language.name();
                        Ok(Verdict::Unjudged(format!(
                            "the C harness cannot run {name}"
                        )))
                    }
                })
                .collect()
        })
    }
}
