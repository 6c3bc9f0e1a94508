//! SVEN's training and validation data: pairs of a function before and after a security fix.
//!
//! A folder of `cwe-<number>.jsonl`; the function after the fix is the secure example, the one
//! before it its vulnerable version. This is the paper's demonstration data (section 4.1.1).
//! [`read_folder`] is for the paper's experiments and takes every function after a fix;
//! [`Sven`] is for a database and passes over the pairs that show no difference.
//!
//! The splits hold 720 and 83 pairs. The paper keeps 596 and 63, "according to the max context
//! length", and does not say which. Limits on the length of the function after the fix that come
//! nearest to both:
//!
//! | measured in | limit | pairs kept |
//! |---|---|---|
//! | tokens of CodeGen, the paper's model | 1445 to 1458 | 596 and 63 |
//! | characters | 3884 to 3887 | 596 and 63 |
//! | our tokens ([`crate::admission::tokens`]) | 704 to 707 | 596 and 63 |
//! | words between white space | 383 to 390 | 596 and 64 |
//!
//! CodeGen has a context of 2048 tokens; without 300 for the completion and as many for the
//! prompt 1448 are left, which is among the limits that fit. Limits of 1024, 1748 and 2048
//! tokens keep 552, 623 and 645 of the 720.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use seccoder::example::{ExampleId, Provenance, SecureExample, Visibility, canonical_code};
use seccoder::language::Language;

use super::lines::{Lines, no_position};
use super::pair::{self, Pair};
use super::{Item, Source, SourceError};

const NAME: &str = "sven";

/// The data cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct ImportError {
    /// File, and line where there is one.
    pub place: String,
    /// What is wrong.
    pub reason: String,
}

/// The examples of a folder, ordered by id. Pairs whose secure halves are the same code
/// become one example with the weaknesses of all of them, so there may be fewer examples
/// than pairs; the second value counts the pairs.
///
/// # Errors
/// When a file cannot be read or a line is not such a pair.
pub fn read_folder(folder: &Path) -> Result<(Vec<SecureExample>, usize), ImportError> {
    let mut examples: BTreeMap<ExampleId, SecureExample> = BTreeMap::new();
    let pairs = each_pair(folder, |pair| {
        let example = example(pair)?;
        examples
            .entry(example.id)
            .and_modify(|known| {
                for cwe in &example.cwes {
                    if !known.cwes.contains(cwe) {
                        known.cwes.push(*cwe);
                    }
                }
            })
            .or_insert(example);
        Ok(())
    })?;
    Ok((examples.into_values().collect(), pairs))
}

/// The functions after the fix of a folder, one for each pair as it is published: what the limits
/// above were measured with.
///
/// # Errors
/// When a file cannot be read or a line is not such a pair.
pub fn read_functions(folder: &Path) -> Result<Vec<(Language, String)>, ImportError> {
    let mut functions = Vec::new();
    each_pair(folder, |pair| {
        let language = pair
            .language()
            .ok_or_else(|| format!("unknown language of {}", pair.file_name))?;
        functions.push((language, pair.func_src_after));
        Ok(())
    })?;
    Ok(functions)
}

/// Hands over every published pair of a folder, and says how many there are.
fn each_pair(
    folder: &Path,
    mut take: impl FnMut(Pair) -> Result<(), String>,
) -> Result<usize, ImportError> {
    let wrong = |place: String, reason: String| ImportError { place, reason };
    let files =
        files(folder).map_err(|error| wrong(folder.display().to_string(), error.to_string()))?;
    let mut pairs = 0;
    for file in &files {
        let text = std::fs::read_to_string(file)
            .map_err(|error| wrong(file.display().to_string(), error.to_string()))?;
        for (number, line) in text.lines().enumerate() {
            let place = || format!("{}, line {}", file.display(), number + 1);
            let pair =
                serde_json::from_str(line).map_err(|error| wrong(place(), error.to_string()))?;
            take(pair).map_err(|reason| wrong(place(), reason))?;
            pairs += 1;
        }
    }
    if pairs == 0 {
        return Err(wrong(folder.display().to_string(), NO_PAIRS.to_owned()));
    }
    Ok(pairs)
}

const NO_PAIRS: &str = "no pairs here; SVEN keeps them in data_train_val/train/cwe-<number>.jsonl";

/// The data files of a folder, ordered by name.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "jsonl")
        })
        .collect();
    files.sort();
    Ok(files)
}

fn example(pair: Pair) -> Result<SecureExample, String> {
    let language = pair
        .language()
        .ok_or_else(|| format!("unknown language of {}", pair.file_name))?;
    let code = canonical_code(&pair.func_src_after);
    Ok(SecureExample {
        id: ExampleId::of(language, &code),
        title: pair.func_name,
        code,
        language,
        cwes: vec![pair.vul_type],
        vulnerable: Some(canonical_code(&pair.func_src_before)),
        guideline: None,
        apis: Vec::new(),
        applies: Vec::new(),
        labels: Vec::new(),
        visibility: Visibility::Public,
        provenance: Provenance {
            source: NAME.to_owned(),
            path: Some(format!("{}#{}", pair.commit_link, pair.file_name)),
            licence: None,
            ..Provenance::default()
        },
    })
}

/// The pairs of a folder, one after another.
pub struct Sven {
    folder: String,
    /// Files with their lengths.
    files: Vec<(PathBuf, u64)>,
    /// Which file is being read.
    at: usize,
    lines: Lines,
}

impl Sven {
    /// Reads a folder of `cwe-<number>.jsonl`: one split.
    ///
    /// # Errors
    /// When there are no such files or the first cannot be read.
    pub fn open(folder: &Path) -> Result<Self, SourceError> {
        let place = folder.display().to_string();
        let wrong = |reason: String| SourceError {
            place: place.clone(),
            reason,
        };
        let mut lengths = Vec::new();
        for file in files(folder).map_err(|error| wrong(error.to_string()))? {
            let metadata = file.metadata().map_err(|error| wrong(error.to_string()))?;
            lengths.push((file, metadata.len()));
        }
        let (first, _) = lengths.first().ok_or_else(|| wrong(NO_PAIRS.to_owned()))?;
        let lines = Lines::open(first)?;
        Ok(Self {
            folder: place,
            files: lengths,
            at: 0,
            lines,
        })
    }
}

impl Source for Sven {
    fn name(&self) -> &str {
        NAME
    }

    fn next(&mut self) -> Result<Option<Item>, SourceError> {
        loop {
            if let Some(line) = self.lines.next()? {
                return Ok(Some(pair::item(&self.lines, &line, NAME)));
            }
            let Some((file, _)) = self.files.get(self.at + 1) else {
                return Ok(None);
            };
            self.lines = Lines::open(file)?;
            self.at += 1;
        }
    }

    /// `BYTE:LINE:FILE`.
    fn position(&self) -> String {
        let name = file_name(&self.files[self.at].0);
        format!("{}:{name}", self.lines.position())
    }

    fn resume(&mut self, position: &str) -> Result<(), SourceError> {
        let wrong = || SourceError {
            place: self.folder.clone(),
            reason: no_position(position),
        };
        // The name comes last, because it may hold a colon.
        let (colon, _) = position.match_indices(':').nth(1).ok_or_else(wrong)?;
        let (numbers, name) = (&position[..colon], &position[colon + 1..]);
        let at = self
            .files
            .iter()
            .position(|(file, _)| file_name(file) == name)
            .ok_or_else(wrong)?;
        let mut lines = Lines::open(&self.files[at].0)?;
        lines.resume(numbers)?;
        (self.at, self.lines) = (at, lines);
        Ok(())
    }

    fn progress(&self) -> (u64, u64) {
        let sum = |files: &[(PathBuf, u64)]| files.iter().map(|(_, length)| length).sum::<u64>();
        let (read, _) = self.lines.progress();
        (sum(&self.files[..self.at]) + read, sum(&self.files))
    }
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests;
