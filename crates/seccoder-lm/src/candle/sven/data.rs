//! Pairs of functions before and after a fix, as SVEN and SafeCoder publish them: one JSON object a
//! line, in files `*.jsonl` under `train` and `val`.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use seccoder::cwe::CweId;
use serde::{Deserialize, Serialize};

use super::Control;
use super::changes;
use super::error::DataError;

/// A function before and after a fix.
#[derive(Debug, Clone, Deserialize)]
pub struct Pair {
    /// The function's name.
    #[serde(default)]
    pub func_name: String,
    /// The vulnerable version.
    pub func_src_before: String,
    /// The secure version.
    pub func_src_after: String,
    /// The weakness that was fixed, e.g. `cwe-089`.
    #[serde(default)]
    pub vul_type: Option<CweId>,
    /// The file it was in.
    #[serde(default)]
    pub file_name: String,
    /// Characters that differ.
    #[serde(default)]
    char_changes: Option<Changes>,
    /// Lines that differ.
    #[serde(default)]
    line_changes: Option<Changes>,
}

/// What a pair says about its changes.
#[derive(Debug, Clone, Deserialize)]
struct Changes {
    deleted: Vec<Span>,
    added: Vec<Span>,
}

/// A part of a text, in characters.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Span {
    char_start: usize,
    char_end: usize,
}

/// Which tokens count as changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DiffLevel {
    /// All of the function.
    Program,
    /// The lines that differ.
    Line,
    /// The characters that differ.
    Char,
    /// The characters that differ in the secure version and the lines that differ in the vulnerable
    /// one: the published default.
    #[default]
    Mix,
}

/// A range of characters, and it may be hostile: not yet compared with its text.
pub(super) type Unchecked = Range<usize>;

impl Pair {
    /// A pair that brings no changes along; they are found by comparing the versions.
    #[must_use]
    pub fn new(before: String, after: String) -> Self {
        Self {
            func_name: String::new(),
            func_src_before: before,
            func_src_after: after,
            vul_type: None,
            file_name: String::new(),
            char_changes: None,
            line_changes: None,
        }
    }

    /// The version that a control is trained with.
    #[must_use]
    pub fn source(&self, control: Control) -> &str {
        match control {
            Control::Sec => &self.func_src_after,
            Control::Vul => &self.func_src_before,
        }
    }

    /// What counts as changed in a control's version; `None` means all of it.
    pub(super) fn changed(&self, control: Control, level: DiffLevel) -> Option<Vec<Unchecked>> {
        let by_lines = match (level, control) {
            (DiffLevel::Program, _) => return None,
            (DiffLevel::Line, _) | (DiffLevel::Mix, Control::Vul) => true,
            (DiffLevel::Char, _) | (DiffLevel::Mix, Control::Sec) => false,
        };
        let given = if by_lines {
            &self.line_changes
        } else {
            &self.char_changes
        };
        if let Some(given) = given {
            let spans = match control {
                Control::Sec => &given.added,
                Control::Vul => &given.deleted,
            };
            let range = |span: &Span| span.char_start..span.char_end;
            return Some(spans.iter().map(range).collect());
        }
        let (before, after) = (&self.func_src_before, &self.func_src_after);
        let found = if by_lines {
            changes::lines(before, after)
        } else {
            changes::words(before, after)
        };
        Some(match control {
            Control::Sec => found.added,
            Control::Vul => found.deleted,
        })
    }
}

/// Pairs to train with and pairs to watch the training with.
#[derive(Debug, Clone, Default)]
pub struct Pairs {
    /// To train with.
    pub train: Vec<Pair>,
    /// To validate with; may be empty.
    pub val: Vec<Pair>,
}

impl Pairs {
    /// Reads a folder with `train` and maybe `val` in it, a folder of files, or one file. Files are
    /// read in the order of their names.
    ///
    /// # Errors
    /// When something cannot be read, a line is no pair, or there is no pair to train with.
    pub fn open(path: &Path) -> Result<Self, DataError> {
        let (train, val) = (path.join("train"), path.join("val"));
        let pairs = if train.is_dir() {
            Self {
                train: folder(&train)?,
                val: if val.is_dir() {
                    folder(&val)?
                } else {
                    Vec::new()
                },
            }
        } else if path.is_dir() {
            Self {
                train: folder(path)?,
                val: Vec::new(),
            }
        } else {
            Self {
                train: file(path)?,
                val: Vec::new(),
            }
        };
        if pairs.train.is_empty() {
            return Err(DataError::Empty(path.to_owned()));
        }
        Ok(pairs)
    }

    /// Leaves out the pairs of these weaknesses.
    #[must_use]
    pub fn without(mut self, cwes: &[CweId]) -> Self {
        let wanted = |pair: &Pair| pair.vul_type.is_none_or(|cwe| !cwes.contains(&cwe));
        self.train.retain(wanted);
        self.val.retain(wanted);
        self
    }
}

fn folder(path: &Path) -> Result<Vec<Pair>, DataError> {
    let refused = |error| DataError::Io {
        path: path.to_owned(),
        error,
    };
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(path).map_err(refused)? {
        let entry = entry.map_err(refused)?.path();
        if entry.extension().is_some_and(|end| end == "jsonl") {
            files.push(entry);
        }
    }
    files.sort();
    let mut pairs = Vec::new();
    for path in files {
        pairs.append(&mut file(&path)?);
    }
    Ok(pairs)
}

fn file(path: &Path) -> Result<Vec<Pair>, DataError> {
    let text = fs::read_to_string(path).map_err(|error| DataError::Io {
        path: path.to_owned(),
        error,
    })?;
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|error| DataError::Line {
                path: path.to_owned(),
                line: number + 1,
                problem: error.to_string(),
            })
        })
        .collect()
}
