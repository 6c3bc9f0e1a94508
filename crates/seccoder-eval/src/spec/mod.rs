//! Specifications of experiments: which models and methods run on which suite.
//!
//! A specification is a TOML file; those under `experiments/` stand for the paper's tables and
//! figures. [`Spec::parse`] refuses unknown fields and settings that would have no effect, so
//! that a typing error is not taken for a result. Paths may hold `$NAME`; the caller expands
//! them.

mod parse;

use std::collections::BTreeMap;
use std::path::PathBuf;

use seccoder::cwe::CweId;
use serde::{Deserialize, Serialize};

use crate::arm::Arm;
use crate::log::Sampling;
use crate::paper::{Experiment, Published, published};
use crate::suite::halves::Half;

/// The version of the format that this program reads.
pub const FORMAT: u32 = 1;

/// An experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// What it shows, for a person.
    pub title: String,
    /// Whose published values stand beside ours.
    pub paper: Option<Experiment>,
    /// What is measured.
    pub measure: Measure,
    /// The tasks; `None` only where none is needed.
    pub suite: Option<SuiteSpec>,
    /// Where demonstrations come from.
    pub database: DatabaseSpec,
    /// How samples are drawn; of no use where nothing is generated.
    pub sampling: Sampling,
    /// The k of pass@k; empty unless that is measured.
    pub ks: Vec<u32>,
    /// The methods, in the order of the table's rows.
    pub arms: Vec<ArmSpec>,
    /// The models, in the order of the table's columns.
    pub models: Vec<ModelSpec>,
}

/// What an experiment measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// The security rate: a row for each method, a column for each model.
    #[default]
    SecurityRate,
    /// The security rate by scenario.
    Breakdown,
    /// Functional correctness.
    PassAtK,
    /// Retrieval accuracy and minimum number; nothing is generated.
    Retrieval,
    /// Functions and lines of a database by weakness; nothing is generated.
    Statistics,
    /// Prompts and their demonstrations side by side; nothing is generated.
    Prompts,
}

impl Measure {
    /// Whether models complete something.
    #[must_use]
    pub const fn generates(self) -> bool {
        matches!(self, Self::SecurityRate | Self::Breakdown | Self::PassAtK)
    }
}

/// Where the tasks come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum SuiteSpec {
    /// Scenarios in SVEN's form.
    Sven {
        /// The folder of the `cwe-…` folders.
        path: String,
        /// Scenarios to leave out, as `cwe-022/2-py`.
        #[serde(default)]
        leave_out: Vec<String>,
    },
    /// HumanEval's problems.
    Humaneval {
        /// The JSON lines, compressed or not.
        path: String,
    },
    /// A folder of tasks, one folder each.
    Folder {
        /// The folder.
        path: String,
        /// Tasks to leave out, by their names.
        #[serde(default)]
        leave_out: Vec<String>,
        /// Only the tasks of this half.
        #[serde(default)]
        half: Option<Half>,
    },
}

/// Where demonstrations come from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum DatabaseSpec {
    /// The built-in secure code database.
    #[default]
    Default,
    /// Pairs of functions in SVEN's form; the secure ones are taken.
    Sven {
        /// The folder of the JSON lines.
        path: String,
    },
}

/// A method with its settings, and the embedder it needs.
#[derive(Debug, Clone, PartialEq)]
pub struct ArmSpec {
    /// The arm; its name is its row.
    pub arm: Arm,
    /// The embedder, for methods that embed; `None` is the default one.
    pub embedder: Option<String>,
}

/// The side of a prefix: what it draws a model towards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Control {
    /// Secure code.
    Sec,
    /// Vulnerable code.
    Vul,
}

/// A model with what changes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelSpec {
    /// Its name in the catalogue, or a path.
    pub name: String,
    /// Its name in reports.
    pub label: String,
    /// Its column.
    pub column: String,
    /// The continuous prefix before every prompt: a path, whose beginning may be a variable.
    pub prefix: Option<String>,
    /// The side of the prefix.
    pub control: Option<Control>,
    /// A low-rank adapter: a path, whose beginning may be a variable.
    pub lora: Option<String>,
    /// Tasks of these weaknesses are left out for this model.
    pub leave_out_cwes: Vec<CweId>,
    /// Rows for arms that are not called by the arm's name with this model.
    pub rows: BTreeMap<String, String>,
}

/// One arm with one model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell<'a> {
    /// The arm.
    pub arm: &'a ArmSpec,
    /// The model.
    pub model: &'a ModelSpec,
    /// The row it stands in.
    pub row: &'a str,
    /// The column it stands in.
    pub column: &'a str,
}

impl ModelSpec {
    /// The row of an arm with this model.
    #[must_use]
    pub fn row<'a>(&'a self, arm: &'a ArmSpec) -> &'a str {
        let name = &arm.arm.name;
        self.rows.get(name).unwrap_or(name)
    }
}

impl Spec {
    /// Every arm with every model, model by model.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        self.models.iter().flat_map(move |model| {
            self.arms.iter().map(move |arm| Cell {
                arm,
                model,
                row: model.row(arm),
                column: &model.column,
            })
        })
    }

    /// The number published for a row and column, where the experiment is one of the paper's.
    #[must_use]
    pub fn published(&self, row: &str, column: &str) -> Option<Published> {
        published(self.paper?, row, column)
    }
}

/// A specification cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {reason}", file.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct SpecError {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1, where one can be named.
    pub line: Option<usize>,
    /// What is wrong.
    pub reason: String,
}

#[cfg(test)]
mod tests;
