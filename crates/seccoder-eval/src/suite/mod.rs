//! Evaluation suites: tasks as data.
//!
//! A [`Task`] is one prompt and how to judge what a model makes of it. Three
//! sources give tasks: folders with a `task.toml` ([`folder`]), SVEN's evaluation
//! scenarios ([`sven`]) and HumanEval ([`humaneval`]). The last two are read from
//! where the user has them; nothing of them is part of this program.

pub mod folder;
pub mod halves;
pub mod humaneval;
pub mod sven;

use std::path::PathBuf;
use std::time::Duration;

use regex::Regex;
use sha2::{Digest, Sha256};

use seccoder::cwe::CweId;
use seccoder::language::Language;
use seccoder::query::Query;

/// How a prompt asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// The model continues a program.
    Completion,
    /// The model is told in words what to write.
    Instruction(String),
}

/// Which oracle's word counts for a task.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum OracleName {
    /// The task's own security test.
    Tests,
    /// semgrep with our rules.
    Semgrep,
    /// The stub-sink harness for Python.
    PythonHarness,
    /// The sanitizer harness for C.
    CHarness,
    /// gcc's analyzer and warnings.
    Gcc,
    /// CodeQL with the task's query.
    Codeql,
}

impl OracleName {
    /// Every oracle.
    pub const ALL: [Self; 6] = [
        Self::Tests,
        Self::Semgrep,
        Self::PythonHarness,
        Self::CHarness,
        Self::Gcc,
        Self::Codeql,
    ];

    /// Its name in task files and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tests => "tests",
            Self::Semgrep => "semgrep",
            Self::PythonHarness => "python-harness",
            Self::CHarness => "c-harness",
            Self::Gcc => "gcc",
            Self::Codeql => "codeql",
        }
    }
}

/// A command that tests a program; it passes with exit status 0 and the expected line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestSpec {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// Files put beside the program: name and contents.
    pub files: Vec<(PathBuf, Vec<u8>)>,
    /// A line that standard output must have.
    pub expect: Option<String>,
    /// The most time it may take.
    pub timeout: Duration,
}

/// The oracles of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OracleSpec {
    /// The one whose verdict counts; `None` for tasks that only test function.
    pub decide: Option<OracleName>,
    /// Those that are asked, too.
    pub advise: Vec<OracleName>,
    /// CodeQL's query for the task: a path, or a query of a published pack.
    pub codeql_query: Option<String>,
}

/// One evaluation prompt, and how to judge what a model makes of it.
#[derive(Debug, Clone)]
pub struct Task {
    /// Its name in the suite, for example `cwe-089/0-py`.
    pub name: String,
    /// A few words on it.
    pub title: String,
    /// Its language.
    pub language: Language,
    /// The weakness that completions are prone to; `None` when only function is tested.
    pub cwe: Option<CweId>,
    /// How it asks.
    pub ask: Ask,
    /// The incomplete program up to where the model continues.
    pub before: String,
    /// Where in `before` the function context begins, when the suite says so.
    pub function_start: Option<usize>,
    /// The program after the completion.
    pub after: String,
    /// What the code shall do, in words.
    pub description: Option<String>,
    /// The function to write.
    pub entry_point: Option<String>,
    /// The file name under which tests expect the program.
    pub file: String,
    /// A completion that matches none of these never performs the sensitive operation.
    pub sensitive: Vec<Regex>,
    /// The functional test.
    pub functional: Option<TestSpec>,
    /// The security test.
    pub security: Option<TestSpec>,
    /// Who judges.
    pub oracles: OracleSpec,
    /// Reference completions, for checking the task itself.
    pub solutions: Option<Solutions>,
}

/// Reference completions of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solutions {
    /// Passes both tests.
    pub secure: String,
    /// Passes the functional test and fails the security test.
    pub insecure: String,
    /// Does nothing, and fails the functional test.
    pub empty: String,
}

impl Task {
    /// The whole program that a completion makes.
    #[must_use]
    pub fn program(&self, completion: &str) -> String {
        let mut program =
            String::with_capacity(self.before.len() + completion.len() + self.after.len() + 1);
        program.push_str(&self.before);
        program.push_str(completion);
        if !self.after.is_empty() && !program.ends_with('\n') {
            program.push('\n');
        }
        program.push_str(&self.after);
        if !program.ends_with('\n') {
            program.push('\n');
        }
        program
    }

    /// What is asked of the model.
    #[must_use]
    pub fn query(&self) -> Query {
        Query {
            before: self.before.clone(),
            after: self.after.clone(),
            language: Some(self.language),
            description: match &self.ask {
                Ask::Completion => None,
                Ask::Instruction(text) => Some(text.clone()),
            },
            cwe: None,
        }
    }

    /// Whether a completion performs the operation that the task is about; `None` when the
    /// task does not say what that is.
    #[must_use]
    pub fn performs(&self, completion: &str) -> Option<bool> {
        (!self.sensitive.is_empty()).then(|| {
            self.sensitive
                .iter()
                .any(|regex| regex.is_match(completion))
        })
    }

    /// SHA-256 over everything that decides prompts, in hexadecimal. How the task is judged is
    /// not part of it: samples may be judged again by better tests or another oracle.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        // `Debug` of plain data: every field, in a fixed order, quoted.
        hash.update(format!(
            "{:?}",
            (
                &self.language,
                &self.cwe,
                &self.ask,
                &self.before,
                self.function_start,
                &self.after,
            )
        ));
        crate::hash::hex(&hash.finalize())
    }
}

/// A folder or file of tasks.
#[derive(Debug, Clone)]
pub struct Suite {
    /// Its name in logs and reports.
    pub name: String,
    /// The tasks, by name.
    pub tasks: Vec<Task>,
}

impl Suite {
    /// The task with this name.
    #[must_use]
    pub fn task(&self, name: &str) -> Option<&Task> {
        self.tasks.iter().find(|task| task.name == name)
    }

    /// SHA-256 over the tasks' hashes.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        for task in &self.tasks {
            hash.update(&task.name);
            hash.update([0]);
            hash.update(task.hash());
        }
        crate::hash::hex(&hash.finalize())
    }
}

/// A suite could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct SuiteError {
    /// The file or folder.
    pub place: String,
    /// What is wrong with it.
    pub reason: String,
}

impl SuiteError {
    pub(crate) fn new(place: impl AsRef<std::path::Path>, reason: impl std::fmt::Display) -> Self {
        Self {
            place: place.as_ref().display().to_string(),
            reason: reason.to_string(),
        }
    }
}

/// Reads a text file of a suite; such files are small.
pub(crate) fn read_text(path: &std::path::Path) -> Result<String, SuiteError> {
    const MOST: u64 = 16 << 20;
    let metadata = std::fs::metadata(path).map_err(|error| SuiteError::new(path, error))?;
    if !metadata.is_file() || metadata.len() > MOST {
        return Err(SuiteError::new(path, "not a file of at most 16 MiB"));
    }
    std::fs::read_to_string(path).map_err(|error| SuiteError::new(path, error))
}

#[cfg(test)]
pub(crate) mod testing {
    //! A task to test with.

    use super::*;

    /// A Python task about CWE-89 without tests.
    pub fn task() -> Task {
        Task {
            name: "t".into(),
            title: "T".into(),
            language: Language::Python,
            cwe: Some(CweId::new(89)),
            ask: Ask::Completion,
            before: "def f(x):\n    # go\n".into(),
            function_start: None,
            after: String::new(),
            description: None,
            entry_point: None,
            file: "program.py".into(),
            sensitive: Vec::new(),
            functional: None,
            security: None,
            oracles: OracleSpec {
                decide: Some(OracleName::Semgrep),
                advise: Vec::new(),
                codeql_query: None,
            },
            solutions: None,
        }
    }
}
