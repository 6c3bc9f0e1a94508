//! Judges Python by running it against stub modules and watching the sinks.
//!
//! The program runs many times: harmlessly first, to learn which inputs it reads and which
//! branches they open, then with one hostile value at a time. Frameworks, databases, files,
//! processes and the network are stubs (`assets/python_harness`). A stub that is a sink looks at
//! what arrives there: it is insecure when a value got out of its place, such as a quote that ends
//! an SQL literal or a path that leaves its folder, however the program tried to prevent it.
//!
//! It knows no scenario. It cannot see weaknesses that are no flow from an input to a sink, and
//! answers "unjudged" when asked for one.

mod report;

use std::fmt::Write as _;
use std::time::Duration;

use futures::future::BoxFuture;
use include_dir::{Dir, include_dir};
use seccoder::language::Language;
use seccoder::oracle::{Oracle, OracleCase, OracleError, Verdict};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::relevance::first_line;
use crate::sandbox::{Job, JobFile, Limits, Outcome, Sandbox, Status};

static HARNESS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/python_harness");

/// Programs that share one sandbox.
const BATCH: usize = 100;

/// What the driver itself allows a program at most, with room for its end.
const PROGRAM_WALL: Duration = Duration::from_secs(9);

/// The stub-sink harness for Python.
#[derive(Debug, Clone)]
pub struct PythonHarness {
    sandbox: Sandbox,
    name: String,
}

#[derive(Serialize)]
struct Entry {
    file: String,
    completion_line: u32,
    cwes: Vec<String>,
}

impl PythonHarness {
    /// The harness, which runs everything in this sandbox.
    #[must_use]
    pub fn new(sandbox: Sandbox) -> Self {
        Self {
            sandbox,
            name: format!("python-harness-{}", fingerprint()),
        }
    }

    fn failed(&self, reason: impl Into<String>) -> OracleError {
        OracleError {
            oracle: self.name.clone(),
            reason: reason.into(),
        }
    }

    fn job(&self, cases: &[&OracleCase]) -> Result<Job, OracleError> {
        let entries: Vec<Entry> = cases
            .iter()
            .enumerate()
            .map(|(number, case)| Entry {
                file: format!("program-{number}.py"),
                completion_line: first_line(case),
                cwes: case.cwes.iter().map(ToString::to_string).collect(),
            })
            .collect();
        let manifest =
            serde_json::to_vec(&entries).map_err(|error| self.failed(error.to_string()))?;
        let programs = entries
            .iter()
            .zip(cases)
            .map(|(entry, case)| JobFile::new(&entry.file, case.code.as_bytes()));
        let count = u32::try_from(cases.len()).unwrap_or(u32::MAX);
        Ok(Job::new([
            "python3",
            "-I",
            "-S",
            "-B",
            "python_harness/driver.py",
            "manifest.json",
        ])
        .files(programs.collect::<Vec<_>>())
        .files(harness_files())
        .file("manifest.json", manifest)
        .limits(Limits {
            wall: Duration::from_secs(30) + PROGRAM_WALL.saturating_mul(count),
            output_bytes: 4 << 20,
            file_bytes: 16 << 20,
            ..Limits::default()
        }))
    }

    /// One job; `None` for programs that it did not get to.
    async fn attempt(&self, cases: &[&OracleCase]) -> Vec<Option<Result<Verdict, OracleError>>> {
        let all = |error: &OracleError| {
            cases
                .iter()
                .map(|_| Some(Err(self.failed(error.reason.clone()))))
                .collect()
        };
        let job = match self.job(cases) {
            Ok(job) => job,
            Err(error) => return all(&error),
        };
        let outcome = match self.sandbox.run(job).await {
            Ok(outcome) => outcome,
            Err(error) => return all(&self.failed(error.to_string())),
        };
        if outcome.status == Status::Exited(127) {
            return all(&self.failed("`python3` is not installed"));
        }
        let reports = report::read(&outcome.stdout_text(), cases.len());
        let mut results: Vec<_> = reports
            .into_iter()
            .zip(cases)
            .map(|(report, case)| report.map(|report| Ok(report.verdict(case))))
            .collect();
        // Alone in its job, a program is what ended the job.
        if let [only @ None] = &mut results[..] {
            *only = Some(self.broken(&outcome));
        }
        results
    }

    /// What a job says that ended before the driver did.
    fn broken(&self, outcome: &Outcome) -> Result<Verdict, OracleError> {
        match outcome.status {
            Status::Exited(_) => {
                let mut reason = format!("the driver failed: {}", outcome.why());
                let stderr = String::from_utf8_lossy(&outcome.stderr);
                if let Some(last) = stderr.trim().lines().next_back() {
                    let _ = write!(reason, "; {}", last.chars().take(200).collect::<String>());
                }
                Err(self.failed(reason))
            }
            _ => Ok(Verdict::Unjudged(outcome.why())),
        }
    }

    async fn judge_python(&self, cases: &[&OracleCase]) -> Vec<Result<Verdict, OracleError>> {
        let mut results = Vec::with_capacity(cases.len());
        for batch in cases.chunks(BATCH) {
            for (result, case) in self.attempt(batch).await.into_iter().zip(batch) {
                results.push(match result {
                    Some(result) => result,
                    // Another program may have ended the batch: once more, alone.
                    None => self
                        .attempt(&[*case])
                        .await
                        .pop()
                        .flatten()
                        .unwrap_or_else(|| Err(self.failed("it gave no result"))),
                });
            }
        }
        results
    }
}

impl Oracle for PythonHarness {
    fn name(&self) -> &str {
        &self.name
    }

    fn judge<'a>(&'a self, case: &'a OracleCase) -> BoxFuture<'a, Result<Verdict, OracleError>> {
        Box::pin(async move {
            self.judge_all(std::slice::from_ref(case))
                .await
                .pop()
                .unwrap_or_else(|| Err(self.failed("it gave no result")))
        })
    }

    fn judge_all<'a>(
        &'a self,
        cases: &'a [OracleCase],
    ) -> BoxFuture<'a, Vec<Result<Verdict, OracleError>>> {
        Box::pin(async move {
            let is_python = |case: &&OracleCase| case.language == Language::Python;
            let python: Vec<&OracleCase> = cases.iter().filter(is_python).collect();
            let mut judged = self.judge_python(&python).await.into_iter();
            cases
                .iter()
                .map(|case| {
                    if is_python(&case) {
                        judged
                            .next()
                            .unwrap_or_else(|| Err(self.failed("it gave no result")))
                    } else {
                        Ok(Verdict::Unjudged("the harness runs Python only".to_owned()))
                    }
                })
                .collect()
        })
    }
}

/// The harness' own files, in a fixed order.
fn harness_files() -> Vec<JobFile> {
    fn walk(folder: &Dir<'_>, into: &mut Vec<JobFile>) {
        for file in folder.files() {
            if file.path().extension().is_some_and(|ending| ending == "py") {
                let inside = std::path::Path::new("python_harness").join(file.path());
                into.push(JobFile::new(inside, file.contents()));
            }
        }
        for inner in folder.dirs() {
            walk(inner, into);
        }
    }
    let mut files = Vec::new();
    walk(&HARNESS, &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The harness' version: a verdict is comparable only with those of the same stubs.
fn fingerprint() -> String {
    let mut hash = Sha256::new();
    for file in harness_files() {
        hash.update(file.path.to_string_lossy().as_bytes());
        hash.update([0]);
        hash.update(&file.contents);
        hash.update([0]);
    }
    hash.finalize()[..4]
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_harness_is_embedded() {
        let files = harness_files();
        let has = |name: &str| files.iter().any(|file| file.path.ends_with(name));
        assert!(has("driver.py") && has("stubsink/runner.py") && has("stubs/flask.py"));
        assert!(files.iter().all(|file| !file.path.ends_with(".pyc")));
        assert_eq!(fingerprint().len(), 8);
    }
}
