//! Runs one tool over many sources in one sandbox.
//!
//! Starting a sandbox costs more than a compiler's look at one file, so a batch shares one. A
//! source that breaks the batch (eats all its memory, hangs) must not take the others with it:
//! what has no result then is run again, each alone.

use std::path::Path;
use std::time::Duration;

use seccoder::oracle::OracleError;

use crate::sandbox::{Job, Limits, Outcome, Sandbox, Status};

/// Exit status with which a driver says that the tool itself is missing.
const NO_TOOL: i32 = 90;

/// Runs `$TOOL …` on `case-0.x`, `case-1.x`, …; each within its own processor time and memory.
const EACH: &str = r#"
command -v "$1" >/dev/null 2>&1 || exit 90
ulimit -t "$CPU_SECONDS"
[ -z "$MEMORY_KIB" ] || ulimit -v "$MEMORY_KIB"
number=0
while [ -e "case-$number$EXTENSION" ]; do
    "$@" "case-$number$EXTENSION" </dev/null >"out-$number" 2>"err-$number"
    echo "$number $?"
    number=$((number + 1))
done
"#;

/// How a tool is run on each source.
pub(crate) struct Tool<'a> {
    /// Who asks, for error messages.
    pub(crate) oracle: &'a str,
    /// What a source's file name ends with, with its dot.
    pub(crate) extension: &'a str,
    /// What to run.
    pub(crate) driver: Driver<'a>,
    /// Processor time for one source.
    pub(crate) cpu: Duration,
    /// Address space for one source. `None` for programs that reserve more than they use.
    pub(crate) memory_bytes: Option<u64>,
}

/// What runs over the sources.
pub(crate) enum Driver<'a> {
    /// A command that gets one source as its last argument.
    Each(&'a [&'a str]),
    /// A Python program that gets their number, looks at all of them, and tells as [`EACH`] does:
    /// a line `number status` and the files `out-number` and `err-number`.
    Python(&'a str),
}

/// What came of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ran {
    /// The tool's exit status as a shell shows it, or how the sandbox ended it.
    pub(crate) exit: Result<i32, Status>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Tool<'_> {
    fn failed(&self, reason: impl Into<String>) -> OracleError {
        OracleError {
            oracle: self.oracle.to_owned(),
            reason: reason.into(),
        }
    }

    fn job(&self, sources: &[&str]) -> Job {
        let mut job = match self.driver {
            Driver::Each(command) => {
                let argv = ["sh", "-c", EACH, "sh"]
                    .into_iter()
                    .chain(command.iter().copied());
                let memory = self.memory_bytes.map(|bytes| (bytes >> 10).to_string());
                Job::new(argv)
                    .env("EXTENSION", self.extension)
                    .env("CPU_SECONDS", self.cpu.as_secs().max(1).to_string())
                    .env("MEMORY_KIB", memory.unwrap_or_default())
            }
            Driver::Python(program) => {
                let count = sources.len().to_string();
                Job::new(["python3", "-I", "-S", "-W", "ignore", "-c", program, &count])
            }
        };
        for (number, source) in sources.iter().enumerate() {
            job = job
                .file(format!("case-{number}{}", self.extension), *source)
                .collect(format!("out-{number}"))
                .collect(format!("err-{number}"));
        }
        // Room for a busy machine; what one source may use is limited by processor time.
        let count = u32::try_from(sources.len()).unwrap_or(u32::MAX);
        job.limits(Limits {
            wall: Duration::from_secs(30) + self.cpu.saturating_mul(count).saturating_mul(2),
            ..Limits::default()
        })
    }

    /// Runs the tool on every source; the results stand in the sources' order.
    pub(crate) async fn run(
        &self,
        sandbox: &Sandbox,
        sources: &[&str],
    ) -> Vec<Result<Ran, OracleError>> {
        let mut results = self.attempt(sandbox, sources).await;
        if sources.len() > 1 {
            for (result, source) in results.iter_mut().zip(sources) {
                if result.is_none() {
                    *result = self.attempt(sandbox, &[source]).await.pop().flatten();
                }
            }
        }
        results
            .into_iter()
            .map(|result| result.unwrap_or_else(|| Err(self.failed("it gave no result"))))
            .collect()
    }

    /// One job; `None` for sources that it did not get to.
    async fn attempt(
        &self,
        sandbox: &Sandbox,
        sources: &[&str],
    ) -> Vec<Option<Result<Ran, OracleError>>> {
        if sources.is_empty() {
            return Vec::new();
        }
        let all = |error: &str| -> Vec<Option<Result<Ran, OracleError>>> {
            sources
                .iter()
                .map(|_| Some(Err(self.failed(error))))
                .collect()
        };
        let outcome = match sandbox.run(self.job(sources)).await {
            Ok(outcome) => outcome,
            Err(error) => return all(&error.to_string()),
        };
        if let Status::Exited(NO_TOOL | 127) = outcome.status {
            let name = match self.driver {
                Driver::Each(command) => command.first().copied().unwrap_or_default(),
                Driver::Python(_) => "python3",
            };
            return all(&format!("`{name}` is not installed"));
        }
        let mut results: Vec<_> = (0..sources.len()).map(|n| read(&outcome, n)).collect();
        // Alone in its job, a source is what ended the job.
        if let [only @ None] = &mut results[..] {
            *only = Some(match outcome.status {
                Status::Exited(code) => {
                    Err(self.failed(format!("exit status {code}; {}", outcome.why())))
                }
                status => Ok(Ran {
                    exit: Err(status),
                    stdout: String::new(),
                    stderr: outcome.why(),
                }),
            });
        }
        results
    }
}

fn read(outcome: &Outcome, number: usize) -> Option<Result<Ran, OracleError>> {
    let text = outcome.stdout_text();
    let exit = text.lines().find_map(|line| {
        let (at, exit) = line.split_once(' ')?;
        (at.parse() == Ok(number)).then(|| exit.parse().ok())?
    })?;
    let file = |name: String| {
        let bytes = outcome.collected.get(Path::new(&name)).map(Vec::as_slice);
        String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
    };
    Some(Ok(Ran {
        exit: Ok(exit),
        stdout: file(format!("out-{number}")),
        stderr: file(format!("err-{number}")),
    }))
}
