//! CVEfixes: methods of many languages before and after the fix of a published vulnerability
//! (Bhandari et al., 2021), and MoreFixes, which keeps its tables.
//!
//! An SQLite file. `method_change` has every method that a fix touched, once as it was before
//! (`before_change` is the text `True`) and once as it is after; `file_change` names file and
//! commit, `fixes` the commit's repository and vulnerabilities, `cwe_classification` their
//! weaknesses. Nothing says which rows belong together: a pair is the same name in the same file
//! of the same commit. Where a file has several methods of a name, the one with the same
//! parameters counts, and where that leaves a choice, none.
//!
//! The file has no index for this and is opened read-only, so a temporary one is made first, which
//! reads the file once.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};
use seccoder::cwe::CweId;
use seccoder::example::Provenance;
use seccoder::language::Language;

use super::commit_link;
use super::draft::{Draft, EMPTY, bad, cwes_in};
use super::lines::{LONGEST_RECORD, no_position, open};
use super::{Item, Source, SourceError};

const NAME: &str = "cvefixes";
const NEW: &str = "a method that has no version before the fix";
const SEVERAL: &str = "several methods of one name that cannot be told apart";
/// More methods of one name than this in one file are not compared.
const MOST: usize = 1000;

/// What the file must have.
const TABLES: [(&str, &[&str]); 4] = [
    ("fixes", &["cve_id", "hash", "repo_url"]),
    ("cwe_classification", &["cve_id", "cwe_id"]),
    (
        "file_change",
        &[
            "file_change_id",
            "hash",
            "filename",
            "new_path",
            "programming_language",
        ],
    ),
    (
        "method_change",
        &[
            "file_change_id",
            "name",
            "signature",
            "code",
            "before_change",
        ],
    ),
];

/// Ids are compared as texts, because the tables do not agree on their type.
const INDEX: &str = "
CREATE TEMP TABLE methods (method INTEGER PRIMARY KEY, file TEXT, name TEXT, signature, before INT);
INSERT INTO temp.methods SELECT rowid, CAST(file_change_id AS TEXT), CAST(name AS TEXT), signature,
  CASE lower(CAST(before_change AS TEXT))
    WHEN 'true' THEN 1 WHEN '1' THEN 1 WHEN 'false' THEN 0 WHEN '0' THEN 0 END
  FROM main.method_change;
CREATE INDEX temp.methods_of ON methods (file, name, before);
CREATE TEMP TABLE files (id TEXT, file INTEGER);
INSERT INTO temp.files SELECT CAST(file_change_id AS TEXT), rowid FROM main.file_change;
CREATE INDEX temp.files_by_id ON files (id);
CREATE TEMP TABLE weaknesses (hash TEXT, repository, cwe);
INSERT INTO temp.weaknesses SELECT CAST(f.hash AS TEXT), f.repo_url, c.cwe_id
  FROM main.fixes f LEFT JOIN main.cwe_classification c ON c.cve_id = f.cve_id ORDER BY f.rowid;
CREATE INDEX temp.weaknesses_of ON weaknesses (hash);
";

/// The methods of a database.
pub struct CveFixes {
    connection: Connection,
    place: String,
    /// The row of the last method that was given, and of the last there is.
    at: i64,
    last: i64,
}

/// A method after a fix.
struct Method {
    row: i64,
    file: Option<String>,
    name: Option<String>,
    signature: String,
    before: Option<i64>,
}

impl CveFixes {
    /// Opens a database and makes a temporary index of it, which takes minutes for a large one.
    ///
    /// # Errors
    /// When it cannot be read, is no database or lacks a table or column.
    pub fn open(file: &Path) -> Result<Self, SourceError> {
        let place = file.display().to_string();
        let wrong = |reason: String| SourceError {
            place: place.clone(),
            reason,
        };
        open(file).map_err(wrong)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(file, flags).map_err(|error| wrong(error.to_string()))?;
        // What a database from elsewhere defines must not run.
        connection
            .execute_batch("PRAGMA trusted_schema = OFF; PRAGMA temp_store = FILE;")
            .map_err(|error| wrong(error.to_string()))?;
        for (table, columns) in TABLES {
            check_table(&connection, table, columns).map_err(wrong)?;
        }
        connection
            .execute_batch(INDEX)
            .map_err(|error| wrong(error.to_string()))?;
        let last = connection
            .query_row("SELECT max(method) FROM temp.methods", [], |row| {
                row.get::<_, Option<i64>>(0)
            })
            .map_err(|error| wrong(error.to_string()))?;
        Ok(Self {
            connection,
            place,
            at: 0,
            last: last.unwrap_or(0).max(0),
        })
    }

    /// The next method after a fix. One of which nobody can say what it is counts as such.
    fn method(&self) -> rusqlite::Result<Option<Method>> {
        let mut query = self.connection.prepare_cached(
            "SELECT method, file, name, signature, before FROM temp.methods \
             WHERE method > ?1 AND before IS NOT 1 ORDER BY method LIMIT 1",
        )?;
        let found = query.query_row([self.at], |row| {
            Ok(Method {
                row: row.get(0)?,
                file: lossy(row, 1)?,
                name: lossy(row, 2)?,
                signature: signature(row, 3)?,
                before: row.get(4)?,
            })
        });
        found.optional()
    }

    fn item(&self, method: &Method) -> rusqlite::Result<Item> {
        let place = format!("{}, row {} of method_change", self.place, method.row);
        if method.before.is_none() {
            return Ok(bad(place, "before_change is neither True nor False"));
        }
        let (Some(file), Some(name)) = (&method.file, &method.name) else {
            return Ok(bad(place, "it has no file or no name"));
        };
        let before = match self.before(method, file, name)? {
            Before::One(row) => row,
            Before::None => return Ok(Item::Skipped(NEW)),
            Before::Several => return Ok(Item::Skipped(SEVERAL)),
        };
        let (secure, vulnerable) = match (self.code(method.row)?, self.code(before)?) {
            (Code::Text(secure), Code::Text(vulnerable)) => (secure, vulnerable),
            (Code::Wrong(reason), _) | (_, Code::Wrong(reason)) => return Ok(bad(place, reason)),
            (Code::Missing, _) | (_, Code::Missing) => return Ok(Item::Skipped(EMPTY)),
        };
        let Some(change) = self.file(file)? else {
            return Ok(bad(place, format!("file_change has no row {file}")));
        };
        let (repository, cwes) = self.commit(&change.hash)?;
        let item = Draft {
            language: change.language(),
            secure,
            vulnerable: Some(vulnerable),
            name: name.clone(),
            cwes,
            guideline: None,
            provenance: Provenance {
                source: NAME.to_owned(),
                repository,
                commit: commit_link::hash(&change.hash),
                path: change.path,
                licence: None,
            },
        };
        Ok(item.item(place))
    }

    /// The row of the method before the fix.
    fn before(&self, method: &Method, file: &str, name: &str) -> rusqlite::Result<Before> {
        let mut query = self.connection.prepare_cached(
            "SELECT method, signature FROM temp.methods \
             WHERE file = ?1 AND name = ?2 AND before = ?3 ORDER BY method LIMIT ?4",
        )?;
        let mut versions = |before: i64| -> rusqlite::Result<Vec<(i64, String)>> {
            let rows = query.query_map(params![file, name, before, MOST as i64], |row| {
                Ok((row.get(0)?, signature(row, 1)?))
            })?;
            rows.collect()
        };
        let (before, after) = (versions(1)?, versions(0)?);
        let same = |versions: &[(i64, String)]| -> Vec<i64> {
            let same = versions
                .iter()
                .filter(|(_, found)| *found == method.signature);
            same.map(|(row, _)| *row).collect()
        };
        Ok(match (&before[..], &after[..]) {
            ([], _) => Before::None,
            ([(row, _)], [_]) => Before::One(*row),
            _ => match (&same(&before)[..], &same(&after)[..]) {
                ([row], [_]) => Before::One(*row),
                _ => Before::Several,
            },
        })
    }

    fn code(&self, row: i64) -> rusqlite::Result<Code> {
        // The length first: what is too long is not even loaded.
        let mut query = self
            .connection
            .prepare_cached("SELECT octet_length(code) FROM main.method_change WHERE rowid = ?1")?;
        let length: Option<i64> = query.query_row([row], |row| row.get(0))?;
        if length.is_some_and(|length| length > LONGEST_RECORD as i64) {
            return Ok(Code::Wrong(super::lines::TOO_LONG.to_owned()));
        }
        let mut query = self
            .connection
            .prepare_cached("SELECT code FROM main.method_change WHERE rowid = ?1")?;
        query.query_row([row], |row| {
            Ok(match row.get_ref(0)? {
                ValueRef::Null => Code::Missing,
                ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
                    // pandas writes what is missing as a word.
                    Ok("None") => Code::Missing,
                    Ok(text) => Code::Text(text.to_owned()),
                    Err(error) => Code::Wrong(format!("the code is not UTF-8: {error}")),
                },
                _ => Code::Wrong("the code is no text".to_owned()),
            })
        })
    }

    fn file(&self, id: &str) -> rusqlite::Result<Option<FileChange>> {
        let mut query = self.connection.prepare_cached(
            "SELECT c.hash, c.new_path, c.filename, c.programming_language \
             FROM temp.files f JOIN main.file_change c ON c.rowid = f.file WHERE f.id = ?1 \
             ORDER BY f.file LIMIT 1",
        )?;
        let found = query.query_row([id], |row| {
            let known = |text: Option<String>| text.filter(|text| !matches!(&**text, "" | "None"));
            Ok(FileChange {
                hash: lossy(row, 0)?.unwrap_or_default(),
                path: known(lossy(row, 1)?).or(known(lossy(row, 2)?)),
                guessed: lossy(row, 3)?.unwrap_or_default(),
            })
        });
        found.optional()
    }

    /// Repository and weaknesses of a commit.
    fn commit(&self, hash: &str) -> rusqlite::Result<(Option<String>, Vec<CweId>)> {
        let mut query = self.connection.prepare_cached(
            "SELECT repository, cwe FROM temp.weaknesses WHERE hash = ?1 ORDER BY rowid LIMIT ?2",
        )?;
        let (mut repository, mut cwes) = (None, Vec::new());
        let mut rows = query.query(params![hash, MOST as i64])?;
        while let Some(row) = rows.next()? {
            if repository.is_none() {
                repository = lossy(row, 0)?.as_deref().and_then(commit_link::repository);
            }
            for cwe in cwes_in(&lossy(row, 1)?.unwrap_or_default()) {
                if !cwes.contains(&cwe) {
                    cwes.push(cwe);
                }
            }
        }
        Ok((repository, cwes))
    }

    fn error(&self, reason: &rusqlite::Error) -> SourceError {
        SourceError {
            place: self.place.clone(),
            reason: reason.to_string(),
        }
    }
}

enum Before {
    One(i64),
    None,
    Several,
}

enum Code {
    Text(String),
    Missing,
    Wrong(String),
}

struct FileChange {
    hash: String,
    path: Option<String>,
    /// The language, guessed from the code.
    guessed: String,
}

impl FileChange {
    /// The file's name knows better than a guess, save for `.h`, which may be C++.
    fn language(&self) -> Option<Language> {
        let named = self
            .path
            .as_deref()
            .map(Path::new)
            .and_then(Language::from_path);
        let guessed = self.guessed.parse().ok();
        match (named, guessed) {
            (Some(Language::C), Some(Language::Cpp)) => guessed,
            _ => named.or(guessed),
        }
    }
}

fn check_table(connection: &Connection, table: &str, columns: &[&str]) -> Result<(), String> {
    let mut query = connection
        .prepare("SELECT name FROM pragma_table_info(?1, 'main') WHERE (SELECT type FROM main.sqlite_master WHERE name = ?1) = 'table'")
        .map_err(|error| error.to_string())?;
    let found: Vec<String> = query
        .query_map([table], |row| row.get(0))
        .and_then(Iterator::collect)
        .map_err(|error| error.to_string())?;
    let missing = columns
        .iter()
        .find(|column| !found.iter().any(|name| name == *column));
    missing.map_or(Ok(()), |column| {
        Err(format!(
            "it has no column {table}.{column}; is it the SQLite file of CVEfixes?"
        ))
    })
}

/// A text, or a number as one; what is no UTF-8 in it is replaced.
fn lossy(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<String>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => None,
    })
}

/// Name and parameters without white space, which the two versions may have in other places.
fn signature(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    let text = lossy(row, column)?.unwrap_or_default();
    Ok(text.split_whitespace().collect())
}

impl Source for CveFixes {
    fn name(&self) -> &str {
        NAME
    }

    fn next(&mut self) -> Result<Option<Item>, SourceError> {
        let Some(method) = self.method().map_err(|error| self.error(&error))? else {
            self.at = self.last;
            return Ok(None);
        };
        let item = self.item(&method).map_err(|error| self.error(&error))?;
        self.at = method.row;
        Ok(Some(item))
    }

    /// The row of `method_change` that was read last.
    fn position(&self) -> String {
        self.at.to_string()
    }

    fn resume(&mut self, position: &str) -> Result<(), SourceError> {
        let row = position
            .parse()
            .ok()
            .filter(|row| (0..=self.last).contains(row));
        self.at = row.ok_or_else(|| SourceError {
            place: self.place.clone(),
            reason: no_position(position),
        })?;
        Ok(())
    }

    fn progress(&self) -> (u64, u64) {
        (self.at.unsigned_abs(), self.last.unsigned_abs())
    }
}

#[cfg(test)]
mod tests;
