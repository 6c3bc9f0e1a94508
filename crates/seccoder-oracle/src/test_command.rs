//! Tests that a task brings along: run on the assembled program, in the sandbox.
//!
//! A test is a command with its files. It passes when it ends with status 0 and writes the line
//! that is expected of it, so that a program that ends the test early does not pass. A security
//! test has a third answer beside: status 10 says that it has demonstrated the weakness.

use std::time::Duration;

use futures::StreamExt;
use futures::future::BoxFuture;
use seccoder::cwe::CweId;
use seccoder::oracle::{Finding, Oracle, OracleCase, OracleError, Verdict};

use crate::relevance::first_line;
use crate::sandbox::{Job, JobFile, Outcome, Sandbox, SandboxError, Status};

/// Exit status with which a security test says that it has demonstrated the weakness.
const DEMONSTRATED: i32 = 10;

/// A test's command and what it needs.
#[derive(Debug, Clone)]
pub struct TestCommand {
    /// The command, run in a folder that holds the program and `files`.
    pub command: Vec<String>,
    /// The test's own files.
    pub files: Vec<JobFile>,
    /// A line that must stand in its standard output.
    pub expect: Option<String>,
    /// How long it may take.
    pub timeout: Duration,
}

/// What a functional test says of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestOutcomeKind {
    /// It does what it shall.
    Passed,
    /// It does not; with the reason.
    Failed(String),
    /// The test could not be run; with the reason.
    Unjudged(String),
}

impl TestCommand {
    /// Runs the functional test on a program.
    pub async fn run_functional(
        &self,
        sandbox: &Sandbox,
        program_file_name: &str,
        program_text: &str,
    ) -> TestOutcomeKind {
        match self.run(sandbox, program_file_name, program_text).await {
            Ok(outcome) if outcome.success() && self.said_so(&outcome) => TestOutcomeKind::Passed,
            Ok(outcome) if outcome.success() => {
                TestOutcomeKind::Failed("the test ended early".to_owned())
            }
            Ok(outcome) if outcome.status == Status::TimedOut => {
                TestOutcomeKind::Failed("timed out".to_owned())
            }
            Ok(outcome) if outcome.status == Status::Exited(127) => {
                TestOutcomeKind::Unjudged(outcome.why())
            }
            Ok(outcome) => TestOutcomeKind::Failed(outcome.why()),
            Err(error) => TestOutcomeKind::Unjudged(error.to_string()),
        }
    }

    async fn run(
        &self,
        sandbox: &Sandbox,
        name: &str,
        text: &str,
    ) -> Result<Outcome, SandboxError> {
        let job = Job::new(self.command.iter().cloned())
            // The test's files come last: a task that names the program like one of them is
            // wrong, but never tests the program with itself.
            .file(name, text)
            .files(self.files.iter().cloned())
            .wall(self.timeout);
        sandbox.run(job).await
    }

    /// Whether the line that is expected was written.
    fn said_so(&self, outcome: &Outcome) -> bool {
        let output = outcome.stdout_text();
        self.expect.as_ref().is_none_or(|expected| {
            output
                .lines()
                .any(|line| line.trim_end() == expected.trim_end())
        })
    }
}

/// A task's security test as an oracle.
#[derive(Debug, Clone)]
pub struct SecurityTest {
    sandbox: Sandbox,
    test: TestCommand,
    program_file_name: String,
    name: String,
}

impl SecurityTest {
    /// An oracle that runs `test` on the program, which it finds under the name given.
    #[must_use]
    pub fn new(sandbox: Sandbox, test: TestCommand, program_file_name: impl Into<String>) -> Self {
        let name = format!("security-test in {}", sandbox.name());
        Self {
            sandbox,
            test,
            program_file_name: program_file_name.into(),
            name,
        }
    }

    async fn look(&self, case: &OracleCase) -> Result<Verdict, OracleError> {
        let outcome = self
            .test
            .run(&self.sandbox, &self.program_file_name, &case.code)
            .await
            .map_err(|error| OracleError {
                oracle: self.name.clone(),
                reason: error.to_string(),
            })?;
        Ok(match outcome.status {
            Status::Exited(0) if self.test.said_so(&outcome) => Verdict::Secure,
            Status::Exited(0) => Verdict::Unjudged("the security test ended early".to_owned()),
            Status::Exited(DEMONSTRATED) => Verdict::Insecure(vec![demonstrated(case, &outcome)]),
            _ => Verdict::Unjudged(format!("the security test: {}", outcome.why())),
        })
    }
}

fn demonstrated(case: &OracleCase, outcome: &Outcome) -> Finding {
    let output = outcome.stdout_text();
    let how = output.lines().map(str::trim).rfind(|line| !line.is_empty());
    let cwe: Option<CweId> = match case.cwes[..] {
        [only] => Some(only),
        _ => None,
    };
    Finding {
        rule: "security-test".to_owned(),
        cwe,
        // A test runs the program as a whole; it knows no line.
        line: first_line(case),
        message: how
            .unwrap_or("the security test demonstrated the weakness")
            .to_owned(),
    }
}

impl Oracle for SecurityTest {
    fn name(&self) -> &str {
        &self.name
    }

    fn judge<'a>(&'a self, case: &'a OracleCase) -> BoxFuture<'a, Result<Verdict, OracleError>> {
        Box::pin(self.look(case))
    }

    fn judge_all<'a>(
        &'a self,
        cases: &'a [OracleCase],
    ) -> BoxFuture<'a, Vec<Result<Verdict, OracleError>>> {
        let at_once = std::thread::available_parallelism().map_or(1, usize::from);
        let looks: Vec<_> = cases.iter().map(|case| self.judge(case)).collect();
        Box::pin(futures::stream::iter(looks).buffered(at_once).collect())
    }
}
