//! Big-Vul: C and C++ functions of 348 projects before and after the fix of a published
//! vulnerability (Fan et al., MSR 2020).
//!
//! One CSV file, `MSR_data_cleaned.csv`, of ten gigabytes: each row repeats the whole patch of
//! its commit. Rows with `vul = 1` are functions that a fix changed; the others are functions of
//! the same files that it left alone. Columns are found by their names in the header, so a file
//! with fewer or more of them is read too.
//!
//! Code that is not UTF-8 is a bad record, for there is no telling what it says; in the other
//! columns what is no UTF-8 is replaced.

use std::path::Path;

use csv::ByteRecord;
use seccoder::example::Provenance;
use seccoder::language::Language;

use super::commit_link;
use super::csv_rows::{Row, Rows};
use super::draft::{Draft, bad, cwes_in};
use super::lines::{Input, open};
use super::{Item, Source, SourceError};

const NAME: &str = "bigvul";
const NO_FIX: &str = "a function that the fix left alone (vul = 0)";

/// The rows of `MSR_data_cleaned.csv`.
pub struct BigVul {
    rows: Rows,
    columns: Columns,
}

/// Where the fields are.
#[derive(Clone, Copy)]
struct Columns {
    before: usize,
    after: usize,
    vul: usize,
    cwe: Option<usize>,
    language: Option<usize>,
    link: Option<usize>,
    commit: Option<usize>,
    file: Option<usize>,
}

impl BigVul {
    /// Reads a CSV file with at least the columns `func_before`, `func_after` and `vul`.
    ///
    /// # Errors
    /// When the file cannot be read or lacks one of these columns.
    pub fn open(file: &Path) -> Result<Self, SourceError> {
        let place = file.display().to_string();
        match open(file) {
            Ok(file) => Self::new(file, place),
            Err(reason) => Err(SourceError { place, reason }),
        }
    }

    fn new(input: impl Input + 'static, place: String) -> Result<Self, SourceError> {
        let mut rows = Rows::new(input, place)?;
        let needed = |name: &str| {
            rows.column(name).ok_or_else(|| {
                rows.error(format!(
                    "it has no column `{name}`; Big-Vul's file is MSR_data_cleaned.csv"
                ))
            })
        };
        let columns = Columns {
            before: needed("func_before")?,
            after: needed("func_after")?,
            vul: needed("vul")?,
            cwe: rows.column("CWE ID"),
            language: rows.column("lang"),
            link: rows.column("codeLink"),
            commit: rows.column("commit_id"),
            file: rows.column("file_name"),
        };
        rows.expect(Box::new(move |row| columns.is_fix(row).is_some()));
        Ok(Self { rows, columns })
    }
}

impl Columns {
    /// `None` when the row does not say.
    fn is_fix(&self, row: &ByteRecord) -> Option<bool> {
        match row.get(self.vul)?.trim_ascii() {
            b"1" | b"1.0" => Some(true),
            b"0" | b"0.0" => Some(false),
            _ => None,
        }
    }

    fn item(&self, row: &ByteRecord, place: String) -> Item {
        match self.is_fix(row) {
            Some(true) => {}
            Some(false) => return Item::Skipped(NO_FIX),
            None => {
                let found = String::from_utf8_lossy(&row[self.vul]);
                let found: String = found.chars().take(40).collect();
                return bad(place, format!("vul is `{found}`, neither 0 nor 1"));
            }
        }
        let code = |column: usize, name: &str| {
            let code = std::str::from_utf8(&row[column]).map(str::to_owned);
            code.map_err(|error| format!("{name} is not UTF-8: {error}"))
        };
        let before = code(self.before, "func_before");
        let (before, after) = match (before, code(self.after, "func_after")) {
            (Ok(before), Ok(after)) => (before, after),
            (Err(reason), _) | (_, Err(reason)) => return bad(place, reason),
        };
        let text = |column: Option<usize>| {
            let field = column
                .and_then(|column| row.get(column))
                .unwrap_or_default();
            String::from_utf8_lossy(field).trim().to_owned()
        };
        let file = Some(text(self.file)).filter(|file| !matches!(file.as_str(), "" | "nan"));
        let (repository, commit) = commit_link::split(&text(self.link));
        Draft {
            // The column knows C++ in a header, which the file's name does not tell.
            language: text(self.language)
                .parse()
                .ok()
                .or_else(|| Language::from_path(Path::new(file.as_deref()?))),
            secure: after,
            vulnerable: Some(before),
            name: String::new(),
            cwes: cwes_in(&text(self.cwe)),
            guideline: None,
            provenance: Provenance {
                source: NAME.to_owned(),
                repository,
                commit: commit_link::hash(&text(self.commit)).or(commit),
                path: file,
                licence: None,
            },
        }
        .item(place)
    }
}

impl Source for BigVul {
    fn name(&self) -> &str {
        NAME
    }

    fn next(&mut self) -> Result<Option<Item>, SourceError> {
        let item = self.rows.next()?.map(|row| match row {
            Row::Good(line, row) => self.columns.item(&row, self.rows.place_of(line)),
            Row::Broken(line, reason) => bad(self.rows.place_of(line), reason),
        });
        Ok(item)
    }

    /// `BYTE:LINE`.
    fn position(&self) -> String {
        self.rows.position()
    }

    fn resume(&mut self, position: &str) -> Result<(), SourceError> {
        self.rows.resume(position)
    }

    fn progress(&self) -> (u64, u64) {
        self.rows.progress()
    }
}

#[cfg(test)]
mod tests;
