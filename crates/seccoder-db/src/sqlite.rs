//! The secure code database in one SQLite file.
//!
//! The file is made on first use from the built-in corpus and brought up to date
//! when the program brings another corpus. Every change of the examples raises
//! the revision; vectors that were packed at an earlier revision are stale.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, Transaction, TransactionBehavior};
use seccoder::example::{
    ExampleFilter, ExampleId, ExampleStore, SecureExample, StoreError, Visibility,
};
use seccoder::language::Language;

use crate::corpus;
use crate::matrix::Stamp;

/// Version of the tables. A file with a higher one was written by a later program.
const SCHEMA: i64 = 1;
/// How long to wait for another process that is writing.
const PATIENCE: Duration = Duration::from_secs(5);

const TABLES: &str = "
    CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE example (
        id BLOB PRIMARY KEY,
        language TEXT NOT NULL,
        title TEXT NOT NULL,
        code TEXT NOT NULL,
        vulnerable TEXT,
        guideline TEXT,
        cwes TEXT NOT NULL,
        apis TEXT NOT NULL,
        applies TEXT NOT NULL,
        visibility TEXT NOT NULL,
        source TEXT NOT NULL,
        provenance TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE vector (
        fingerprint TEXT NOT NULL,
        view TEXT NOT NULL,
        example_id BLOB NOT NULL REFERENCES example (id) ON DELETE CASCADE,
        data BLOB NOT NULL,
        PRIMARY KEY (fingerprint, view, example_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX vector_of_example ON vector (example_id);
";
const COLUMNS: &str = "id, language, title, code, vulnerable, guideline, cwes, apis, applies, \
                       visibility, provenance";

/// The database file.
pub struct SqliteStore {
    path: PathBuf,
    connection: Mutex<Connection>,
}

/// What a database holds from the start, and replaces when it changes.
pub struct Contents<'a> {
    /// The examples' source, as their provenance names it.
    pub source: &'a str,
    /// Changes when the examples do.
    pub hash: String,
    /// The examples; asked for only when the file does not hold them yet.
    pub examples: &'a dyn Fn() -> Result<Vec<SecureExample>, String>,
}

impl Contents<'static> {
    /// The built-in corpus.
    #[must_use]
    pub fn built_in() -> Self {
        Self {
            source: corpus::BUILT_IN,
            hash: corpus::built_in_hash(),
            examples: &|| corpus::built_in().map_err(|error| error.to_string()),
        }
    }
}

/// How many examples there are of a language and a weakness.
pub type Count = (Language, seccoder::cwe::CweId, usize);

impl SqliteStore {
    /// Opens a file, making it from the built-in corpus if it is new.
    ///
    /// # Errors
    /// When the file is locked, damaged, from a later version, or cannot be written.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_with(path, &Contents::built_in())
    }

    /// Opens a file that holds `contents` instead of the built-in corpus, making it if it is new.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open_with(path: &Path, contents: &Contents<'_>) -> Result<Self, StoreError> {
        let place = path.display().to_string();
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| StoreError {
                place: folder.display().to_string(),
                reason: error.to_string(),
            })?;
        }
        let connection = Connection::open(path).map_err(|error| explain(&place, &error))?;
        let store = Self {
            path: path.to_owned(),
            connection: Mutex::new(connection),
        };
        store.prepare(contents)?;
        Ok(store)
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn prepare(&self, contents: &Contents<'_>) -> Result<(), StoreError> {
        let mut connection = self.lock()?;
        connection
            .busy_timeout(PATIENCE)
            .map_err(|e| self.failed(&e))?;
        let version: i64 = connection
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .map_err(|e| self.failed(&e))?;
        if version > SCHEMA {
            return Err(self.error(format!(
                "it was written by a later version of seccoder (schema {version}, this one \
                 reads {SCHEMA}); update seccoder, or point --db at another file"
            )));
        }
        connection
            .execute_batch("PRAGMA foreign_keys = ON")
            .map_err(|e| self.failed(&e))?;
        if version == SCHEMA
            && self.meta_text(&connection, "corpus")?.as_ref() == Some(&contents.hash)
        {
            return Ok(());
        }
        // Changing the journal mode needs the write lock, so it is done only when writing anyway.
        connection
            .execute_batch("PRAGMA journal_mode = WAL")
            .map_err(|e| self.failed(&e))?;
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| self.failed(&e))?;
        self.create_tables(&transaction)?;
        self.load_contents(&transaction, contents)?;
        transaction.commit().map_err(|e| self.failed(&e))
    }

    /// Inside the write lock: another process may have made the tables meanwhile.
    fn create_tables(&self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        let version: i64 = transaction
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .map_err(|e| self.failed(&e))?;
        if version == SCHEMA {
            return Ok(());
        }
        transaction
            .execute_batch(TABLES)
            .map_err(|e| self.failed(&e))?;
        transaction
            .execute(
                "INSERT INTO meta VALUES ('identity', ?1)",
                [rand::random::<[u8; 16]>()],
            )
            .map_err(|e| self.failed(&e))?;
        transaction
            .execute("INSERT INTO meta VALUES ('revision', 0)", [])
            .map_err(|e| self.failed(&e))?;
        transaction
            .pragma_update(None, "user_version", SCHEMA)
            .map_err(|e| self.failed(&e))
    }

    /// Replaces the examples of the contents' source by those it has now; others stay.
    fn load_contents(
        &self,
        transaction: &Transaction<'_>,
        contents: &Contents<'_>,
    ) -> Result<(), StoreError> {
        let examples = (contents.examples)().map_err(|reason| self.error(reason))?;
        let mut old: Vec<ExampleId> = Vec::new();
        {
            let mut statement = transaction
                .prepare("SELECT id FROM example WHERE source = ?1")
                .map_err(|e| self.failed(&e))?;
            let rows = statement
                .query_map([contents.source], |row| row.get::<_, [u8; 32]>(0))
                .map_err(|e| self.failed(&e))?;
            for row in rows {
                old.push(ExampleId::from_bytes(row.map_err(|e| self.failed(&e))?));
            }
        }
        for id in old
            .iter()
            .filter(|id| examples.iter().all(|example| example.id != **id))
        {
            transaction
                .execute("DELETE FROM example WHERE id = ?1", [id.as_bytes()])
                .map_err(|e| self.failed(&e))?;
        }
        for example in &examples {
            insert(transaction, example).map_err(|e| self.failed(&e))?;
        }
        transaction
            .execute(
                "INSERT OR REPLACE INTO meta VALUES ('corpus', ?1)",
                [&contents.hash],
            )
            .map_err(|e| self.failed(&e))?;
        self.raise_revision(transaction)
    }

    fn raise_revision(&self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        transaction
            .execute(
                "UPDATE meta SET value = value + 1 WHERE key = 'revision'",
                [],
            )
            .map_err(|e| self.failed(&e))?;
        Ok(())
    }

    fn meta_text(&self, connection: &Connection, key: &str) -> Result<Option<String>, StoreError> {
        connection
            .query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| {
                row.get(0)
            })
            .optional()
            .map_err(|e| self.failed(&e))
    }

    /// Adds examples, or replaces those with the same id.
    ///
    /// # Errors
    /// When the file cannot be written; then nothing was added.
    pub fn add(&self, examples: &[SecureExample]) -> Result<(), StoreError> {
        let mut connection = self.lock()?;
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| self.failed(&e))?;
        for example in examples {
            insert(&transaction, example).map_err(|e| self.failed(&e))?;
        }
        self.raise_revision(&transaction)?;
        transaction.commit().map_err(|e| self.failed(&e))
    }

    /// The examples that pass the filter, ordered by id.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn examples(&self, filter: &ExampleFilter) -> Result<Vec<Arc<SecureExample>>, StoreError> {
        let connection = self.lock()?;
        let mut statement = connection
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM example WHERE ?1 IS NULL OR language = ?1 ORDER BY id"
            ))
            .map_err(|e| self.failed(&e))?;
        let rows = statement
            .query_map([filter.language.map(Language::name)], read)
            .map_err(|e| self.failed(&e))?;
        let mut found = Vec::new();
        for row in rows {
            let example = row.map_err(|e| self.failed(&e))?;
            if filter.admits(&example) {
                found.push(Arc::new(example));
            }
        }
        Ok(found)
    }

    /// The examples whose id begins with these hexadecimal digits.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn by_prefix(&self, prefix: &str) -> Result<Vec<Arc<SecureExample>>, StoreError> {
        let prefix = prefix.to_ascii_lowercase();
        let all = self.examples(&ExampleFilter::default())?;
        Ok(all
            .into_iter()
            .filter(|example| example.id.to_string().starts_with(&prefix))
            .collect())
    }

    /// Identity and revision as they are now.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn stamp(&self) -> Result<Stamp, StoreError> {
        let connection = self.lock()?;
        let read = |key: &str| {
            connection
                .prepare_cached("SELECT value FROM meta WHERE key = ?1")
                .map(|s| (s, key.to_owned()))
        };
        let (mut statement, key) = read("identity").map_err(|e| self.failed(&e))?;
        let database: [u8; 16] = statement
            .query_row([key], |row| row.get(0))
            .map_err(|e| self.failed(&e))?;
        let (mut statement, key) = read("revision").map_err(|e| self.failed(&e))?;
        let revision: i64 = statement
            .query_row([key], |row| row.get(0))
            .map_err(|e| self.failed(&e))?;
        Ok(Stamp {
            database,
            revision: revision.unsigned_abs(),
        })
    }

    /// The stored vectors of an embedder and view, ordered by example id.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn vectors(
        &self,
        fingerprint: &str,
        view: &str,
    ) -> Result<Vec<(ExampleId, Vec<f32>)>, StoreError> {
        let connection = self.lock()?;
        let mut statement = connection
            .prepare_cached(
                "SELECT example_id, data FROM vector WHERE fingerprint = ?1 AND view = ?2 \
                 ORDER BY example_id",
            )
            .map_err(|e| self.failed(&e))?;
        let rows = statement
            .query_map([fingerprint, view], |row| {
                Ok((row.get::<_, [u8; 32]>(0)?, row.get::<_, Vec<u8>>(1)?))
            })
            .map_err(|e| self.failed(&e))?;
        let mut found = Vec::new();
        for row in rows {
            let (id, bytes) = row.map_err(|e| self.failed(&e))?;
            let values = bytes
                .chunks_exact(4)
                .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
                .collect();
            found.push((ExampleId::from_bytes(id), values));
        }
        Ok(found)
    }

    /// Stores vectors. An example that is gone by now is passed over.
    ///
    /// # Errors
    /// When the file cannot be written; then nothing was stored.
    pub fn store_vectors(
        &self,
        fingerprint: &str,
        view: &str,
        vectors: &[(ExampleId, Vec<f32>)],
    ) -> Result<(), StoreError> {
        let mut connection = self.lock()?;
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| self.failed(&e))?;
        for (id, vector) in vectors {
            let bytes: Vec<u8> = vector
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect();
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO vector SELECT ?1, ?2, id, ?4 FROM example WHERE id = ?3",
                )
                .and_then(|mut s| s.execute((fingerprint, view, id.as_bytes(), bytes)))
                .map_err(|e| self.failed(&e))?;
        }
        transaction.commit().map_err(|e| self.failed(&e))
    }

    fn lock(&self) -> Result<MutexGuard<'_, Connection>, StoreError> {
        self.connection
            .lock()
            .map_err(|_| self.error("an earlier request panicked".to_owned()))
    }

    fn error(&self, reason: String) -> StoreError {
        StoreError {
            place: self.path.display().to_string(),
            reason,
        }
    }

    fn failed(&self, error: &rusqlite::Error) -> StoreError {
        explain(&self.path.display().to_string(), error)
    }
}

/// SQLite's error with what to do about it.
fn explain(place: &str, error: &rusqlite::Error) -> StoreError {
    let advice = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another process is writing to it; try again when it is done"
        }
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            "the file is damaged; move it away and the built-in examples are loaded into a new one"
        }
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            "check that the file and its folder can be written, or set SECCODER_HOME or --db"
        }
        Some(ErrorCode::DiskFull) => "the disk is full",
        _ => "",
    };
    let separator = if advice.is_empty() { "" } else { "; " };
    StoreError {
        place: place.to_owned(),
        reason: format!("{error}{separator}{advice}"),
    }
}

fn insert(transaction: &Transaction<'_>, example: &SecureExample) -> rusqlite::Result<()> {
    let json = |value: serde_json::Result<String>| {
        value.map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
    };
    let visibility = match example.visibility {
        Visibility::Public => "public",
        Visibility::Private => "private",
    };
    // An upsert, not a replacement: replacing would delete the example's vectors with it.
    transaction
        .prepare_cached(
            "INSERT INTO example VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) \
             ON CONFLICT (id) DO UPDATE SET title = excluded.title, \
             vulnerable = excluded.vulnerable, guideline = excluded.guideline, \
             cwes = excluded.cwes, apis = excluded.apis, applies = excluded.applies, \
             visibility = excluded.visibility, source = excluded.source, \
             provenance = excluded.provenance",
        )?
        .execute((
            example.id.as_bytes(),
            example.language.name(),
            &example.title,
            &example.code,
            &example.vulnerable,
            &example.guideline,
            json(serde_json::to_string(&example.cwes))?,
            json(serde_json::to_string(&example.apis))?,
            json(serde_json::to_string(&example.applies))?,
            visibility,
            &example.provenance.source,
            json(serde_json::to_string(&example.provenance))?,
        ))?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<SecureExample> {
    fn parsed<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
        let text: String = row.get(column)?;
        serde_json::from_str(&text).map_err(|error| conversion(column, error.into()))
    }
    let language: String = row.get(1)?;
    let visibility: String = row.get(9)?;
    Ok(SecureExample {
        id: ExampleId::from_bytes(row.get(0)?),
        language: language
            .parse()
            .map_err(|error: seccoder::language::UnknownLanguage| conversion(1, error.into()))?,
        title: row.get(2)?,
        code: row.get(3)?,
        vulnerable: row.get(4)?,
        guideline: row.get(5)?,
        cwes: parsed(row, 6)?,
        apis: parsed(row, 7)?,
        applies: parsed(row, 8)?,
        // Whatever is not clearly public is treated as private.
        visibility: if visibility == "public" {
            Visibility::Public
        } else {
            Visibility::Private
        },
        provenance: parsed(row, 10)?,
    })
}

fn conversion(column: usize, error: Box<dyn std::error::Error + Send + Sync>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error)
}

impl ExampleStore for SqliteStore {
    fn get(&self, id: ExampleId) -> BoxFuture<'_, Result<Option<Arc<SecureExample>>, StoreError>> {
        async move {
            let connection = self.lock()?;
            connection
                .prepare_cached(&format!("SELECT {COLUMNS} FROM example WHERE id = ?1"))
                .and_then(|mut s| s.query_row([id.as_bytes()], read).optional())
                .map(|found| found.map(Arc::new))
                .map_err(|e| self.failed(&e))
        }
        .boxed()
    }

    fn list<'a>(
        &'a self,
        filter: &'a ExampleFilter,
    ) -> BoxFuture<'a, Result<Vec<Arc<SecureExample>>, StoreError>> {
        async move { self.examples(filter) }.boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seccoder::cwe::CweId;

    fn open(folder: &tempfile::TempDir) -> SqliteStore {
        SqliteStore::open(&folder.path().join("db.sqlite")).unwrap()
    }

    fn custom() -> SecureExample {
        let mut example = corpus::built_in().unwrap().remove(0);
        example.code = "def mine():\n    pass\n".into();
        example.id = ExampleId::of(example.language, &example.code);
        example.visibility = Visibility::Private;
        example.provenance.source = "mine".into();
        example
    }

    #[test]
    fn a_new_file_holds_the_corpus_and_reads_back_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        let mut expected = corpus::built_in().unwrap();
        expected.sort_by_key(|example| example.id);
        let found = store.examples(&ExampleFilter::default()).unwrap();
        assert_eq!(
            found.iter().map(|e| (**e).clone()).collect::<Vec<_>>(),
            expected
        );
    }

    #[test]
    fn filters_and_prefixes() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        let filter = ExampleFilter {
            language: Some(Language::Python),
            cwe: Some(CweId::new(89)),
            ..ExampleFilter::default()
        };
        let found = store.examples(&filter).unwrap();
        assert!(!found.is_empty() && found.iter().all(|e| filter.admits(e)));
        let id = found[0].id;
        assert_eq!(
            store.by_prefix(&id.short()).unwrap(),
            [Arc::clone(&found[0])]
        );
        assert_eq!(store.by_prefix("%").unwrap(), []);
        let got = futures::executor::block_on(store.get(id)).unwrap();
        assert_eq!(got.as_ref(), Some(&found[0]));
    }

    #[test]
    fn another_corpus_replaces_the_built_in_examples_only() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        let (mine, mut outdated) = (custom(), custom());
        outdated.code = "def old():\n    pass\n".into();
        outdated.id = ExampleId::of(outdated.language, &outdated.code);
        outdated.provenance.source = corpus::BUILT_IN.into();
        store.add(&[mine.clone(), outdated.clone()]).unwrap();
        let before = store.stamp().unwrap();
        store
            .lock()
            .unwrap()
            .execute("UPDATE meta SET value = 'x' WHERE key = 'corpus'", [])
            .unwrap();
        drop(store);
        let store = open(&folder);
        let get = |id| futures::executor::block_on(store.get(id)).unwrap();
        assert_eq!(get(mine.id).as_deref(), Some(&mine));
        assert_eq!(get(outdated.id), None);
        let after = store.stamp().unwrap();
        assert_eq!(after.database, before.database);
        assert!(after.revision > before.revision);
    }

    #[test]
    fn opening_again_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let first = open(&folder).stamp().unwrap();
        assert_eq!(open(&folder).stamp().unwrap(), first);
    }

    #[test]
    fn a_damaged_or_foreign_file_is_refused_with_advice_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("db.sqlite");
        std::fs::write(
            &path,
            "this is no database at all, but long enough".repeat(50),
        )
        .unwrap();
        let before = std::fs::read(&path).unwrap();
        let error = SqliteStore::open(&path).err().unwrap().to_string();
        assert!(error.contains("move it away"), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_later_version_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        store
            .lock()
            .unwrap()
            .pragma_update(None, "user_version", 99)
            .unwrap();
        drop(store);
        let error = SqliteStore::open(&folder.path().join("db.sqlite"))
            .err()
            .unwrap();
        assert!(error.to_string().contains("later version"), "{error}");
    }

    #[test]
    fn a_locked_file_is_reported() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        let other = Connection::open(store.path()).unwrap();
        other.execute_batch("BEGIN EXCLUSIVE").unwrap();
        store
            .lock()
            .unwrap()
            .busy_timeout(Duration::from_millis(10))
            .unwrap();
        let error = store.add(&[custom()]).unwrap_err().to_string();
        assert!(error.contains("another process"), "{error}");
        other.execute_batch("ROLLBACK").unwrap();
        store.add(&[custom()]).unwrap();
    }
}
