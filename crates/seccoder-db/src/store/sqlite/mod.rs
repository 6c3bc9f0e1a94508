//! Secure examples in one SQLite file.
//!
//! The file is made on first use from the built-in corpus and brought up to date when the program
//! brings another corpus. It is written in WAL mode: any number of processes read while one
//! writes, and a process that is killed leaves the file as its last whole batch left it.
//!
//! - `schema` has the tables and their migrations,
//! - `rows` reads and writes examples.

mod rows;
mod schema;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::future::BoxFuture;
use rusqlite::{
    Connection, ErrorCode, OpenFlags, OptionalExtension, Row, Transaction, TransactionBehavior,
    params_from_iter,
};
use seccoder::example::{ExampleFilter, ExampleId, ExampleStore, SecureExample, StoreError};

pub use super::Contents;
use super::contents::CONTENTS;
use super::{
    Action, Admission, AuditEntry, Batch, Quarantined, Store, Timestamp, VectorSetName, Written,
};
use crate::matrix::Stamp;
use rows::{COLUMNS, Met, condition, conversion, json, parsed, read, upsert};
use schema::SCHEMA;

/// How long to wait for another process that is writing.
const PATIENCE: Duration = Duration::from_secs(30);

/// The database file.
pub struct SqliteStore {
    path: PathBuf,
    place: String,
    connection: Mutex<Connection>,
}

impl SqliteStore {
    /// Whether a file holds nothing yet, so that opening it makes a database of it.
    #[must_use]
    pub fn is_new(path: &Path) -> bool {
        std::fs::metadata(path).map_or(true, |file| file.is_file() && file.len() == 0)
    }

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
        let read_only = is_read_only(path);
        let connection = if read_only {
            open_read_only(path)
        } else {
            Connection::open(path)
        };
        let store = Self {
            path: path.to_owned(),
            connection: Mutex::new(connection.map_err(|error| explain(&place, &error))?),
            place,
        };
        if read_only {
            store.check_version()?;
        } else {
            store.prepare(contents)?;
        }
        Ok(store)
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// That a file is one this program reads, without changing it.
    fn check_version(&self) -> Result<(), StoreError> {
        let connection = self.lock()?;
        let version = self.ok(schema::version(&connection))?;
        if version == SCHEMA {
            return Ok(());
        }
        Err(self.error(format!(
            "it has schema {version}, this seccoder reads {SCHEMA}, and the file cannot be \
             written to bring it up to date"
        )))
    }

    fn prepare(&self, contents: &Contents<'_>) -> Result<(), StoreError> {
        let mut connection = self.lock()?;
        let version = self.ok(connection
            .busy_timeout(PATIENCE)
            .and_then(|()| schema::version(&connection)))?;
        if version > SCHEMA {
            return Err(self.error(format!(
                "it was written by a later version of seccoder (schema {version}, this one \
                 reads {SCHEMA}); update seccoder, or point --db at another file"
            )));
        }
        self.ok(connection.execute_batch("PRAGMA foreign_keys = ON"))?;
        if version == SCHEMA && contents.are_in(self.ok(note(&connection, CONTENTS))?.as_deref()) {
            return Ok(());
        }
        // Changing the journal mode needs the write lock, so it is done only when writing anyway.
        self.ok(patiently(PATIENCE, || {
            connection.execute_batch("PRAGMA journal_mode = WAL")
        }))?;
        let transaction =
            self.ok(connection.transaction_with_behavior(TransactionBehavior::Immediate))?;
        self.ok(schema::migrate(&transaction))?;
        // Asked again inside the write lock: another process may have brought them meanwhile.
        if !contents.are_in(self.ok(note(&transaction, CONTENTS))?.as_deref()) {
            self.load_contents(&transaction, contents)?;
        }
        self.ok(transaction.commit())
    }

    /// Replaces the examples of the contents' source by those it has now; others stay, also those
    /// that somebody else brought in with the same code.
    fn load_contents(
        &self,
        transaction: &Transaction<'_>,
        contents: &Contents<'_>,
    ) -> Result<(), StoreError> {
        let examples = (contents.examples)().map_err(|reason| self.error(reason))?;
        let others = "SELECT id FROM example WHERE source != ?1";
        let theirs = self.ok(ids(transaction, others, [contents.source]))?;
        let own = "SELECT id FROM example WHERE source = ?1";
        let own = self.ok(ids(transaction, own, [contents.source]))?;
        let batch = contents.batch(examples, own, &theirs.into_iter().collect());
        self.ok(apply(transaction, &batch)).map(drop)
    }

    /// Examples that pass the filter, ordered by id.
    fn examples(&self, filter: &ExampleFilter) -> Result<Vec<Arc<SecureExample>>, StoreError> {
        let (condition, values) = condition(filter);
        let query = format!("SELECT {COLUMNS} FROM example WHERE {condition} ORDER BY id");
        self.query(&query, values, |row| read(row).map(Arc::new))
    }

    /// The rows of a query.
    fn query<T>(
        &self,
        query: &str,
        values: impl IntoIterator<Item = impl rusqlite::ToSql>,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let connection = self.lock()?;
        let rows = connection.prepare_cached(query).and_then(|mut statement| {
            statement
                .query_map(params_from_iter(values), read)?
                .collect()
        });
        self.ok(rows)
    }

    fn lock(&self) -> Result<MutexGuard<'_, Connection>, StoreError> {
        self.connection
            .lock()
            .map_err(|_| self.error("an earlier request panicked".to_owned()))
    }

    fn error(&self, reason: String) -> StoreError {
        StoreError {
            place: self.place.clone(),
            reason,
        }
    }

    fn ok<T>(&self, result: rusqlite::Result<T>) -> Result<T, StoreError> {
        result.map_err(|error| explain(&self.place, &error))
    }

    fn write_now(&self, batch: &Batch) -> Result<Written, StoreError> {
        let wrong = batch.admit.iter().map(|admitted| &admitted.example);
        let mut wrong = wrong.chain(batch.quarantine.iter().map(|one| &one.example));
        if let Some(example) =
            wrong.find(|example| example.id != ExampleId::of(example.language, &example.code))
        {
            return Err(self.error(format!(
                "the id {} is not that of its code; nothing was written",
                example.id.short()
            )));
        }
        let mut connection = self.lock()?;
        let transaction =
            self.ok(connection.transaction_with_behavior(TransactionBehavior::Immediate))?;
        let written = self.ok(apply(&transaction, batch))?;
        self.ok(transaction.commit())?;
        Ok(written)
    }

    fn store_vectors_now(
        &self,
        fingerprint: &str,
        view: &str,
        vectors: &[(ExampleId, Vec<f32>)],
    ) -> Result<(), StoreError> {
        let mut connection = self.lock()?;
        let transaction =
            self.ok(connection.transaction_with_behavior(TransactionBehavior::Immediate))?;
        for (id, vector) in vectors {
            let bytes: Vec<u8> = vector
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect();
            let stored = transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO vector SELECT ?1, ?2, id, ?4 FROM example WHERE id = ?3",
                )
                .and_then(|mut s| s.execute((fingerprint, view, id.as_bytes(), bytes)));
            self.ok(stored)?;
        }
        self.ok(transaction.commit())
    }

    /// Copies the database, as it is at one moment, into a new file.
    ///
    /// # Errors
    /// When the file is there already or cannot be written.
    pub fn back_up(&self, to: &Path) -> Result<(), StoreError> {
        if to.exists() {
            return Err(self.error(format!("{} is there already", to.display())));
        }
        let connection = self.lock()?;
        let copied = connection.execute("VACUUM INTO ?1", [to.display().to_string()]);
        copied.map(drop).map_err(|error| {
            // What is there of it is no database, and would be in the way of the next try.
            let _ = std::fs::remove_file(to);
            explain(&to.display().to_string(), &error)
        })
    }
}

/// Asks again while another process holds the file, for as long as `patience`.
///
/// SQLite waits by itself (`busy_timeout`) except where it sees two processes wait for each other,
/// as two do that both make a new file's journal a write-ahead log: one of them is refused at once.
fn patiently<T>(
    patience: Duration,
    mut ask: impl FnMut() -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let start = Instant::now();
    loop {
        match ask() {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && start.elapsed() < patience =>
            {
                std::thread::sleep(Duration::from_millis(5));
            }
            answer => return answer,
        }
    }
}

/// Whether a file is there and cannot be written by this process.
fn is_read_only(path: &Path) -> bool {
    let error = std::fs::File::options().append(true).open(path).err();
    path.is_file()
        && error.is_some_and(|error| {
            use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
            matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem)
        })
}

/// Opens a file that cannot be written. Where another process keeps a log beside it, that is read
/// too; else the file is taken as one that nobody changes, because readers of a file in WAL mode
/// would have to make that log.
fn open_read_only(path: &Path) -> rusqlite::Result<Connection> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if Path::new(&log).exists() {
        return Connection::open_with_flags(path, flags);
    }
    let name = path.display().to_string();
    let name = name
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    let flags = flags | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)
}

fn note(connection: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT value FROM note WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()
}

fn ids(
    connection: &Connection,
    query: &str,
    values: impl rusqlite::Params,
) -> rusqlite::Result<Vec<ExampleId>> {
    connection
        .prepare_cached(query)?
        .query_map(values, |row| row.get(0).map(ExampleId::from_bytes))?
        .collect()
}

/// Everything that a batch does, inside a transaction.
fn apply(transaction: &Transaction<'_>, batch: &Batch) -> rusqlite::Result<Written> {
    let mut written = Written::default();
    for admitted in &batch.admit {
        let id = admitted.example.id;
        match upsert(transaction, &admitted.example)? {
            Met::New => written.added += 1,
            Met::Changed => written.changed += 1,
            Met::Same => written.same += 1,
        }
        if !admitted.checks.is_empty() {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO admission VALUES (?1, ?2, ?3, ?4)")?
                .execute((
                    id.as_bytes(),
                    &batch.by,
                    batch.at.0,
                    json(&admitted.checks)?,
                ))?;
        }
        transaction
            .prepare_cached("DELETE FROM quarantine WHERE id = ?1")?
            .execute([id.as_bytes()])?;
    }
    for (id, admission) in &batch.admissions {
        transaction
            .prepare_cached("INSERT OR REPLACE INTO admission VALUES (?1, ?2, ?3, ?4)")?
            .execute((
                id.as_bytes(),
                &admission.by,
                admission.at.0,
                json(&admission.checks)?,
            ))?;
    }
    for id in &batch.remove {
        written.removed += transaction
            .prepare_cached("DELETE FROM example WHERE id = ?1")?
            .execute([id.as_bytes()])?;
    }
    for one in &batch.quarantine {
        transaction
            .prepare_cached("INSERT OR REPLACE INTO quarantine VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute((
                one.example.id.as_bytes(),
                json(&one.example)?,
                json(&one.checks)?,
                &one.place,
                one.at.0,
            ))?;
    }
    for id in &batch.release {
        transaction
            .prepare_cached("DELETE FROM quarantine WHERE id = ?1")?
            .execute([id.as_bytes()])?;
    }
    for (key, value) in &batch.notes {
        match value {
            Some(value) => transaction
                .prepare_cached("INSERT OR REPLACE INTO note VALUES (?1, ?2)")?
                .execute((key, value))?,
            None => transaction
                .prepare_cached("DELETE FROM note WHERE key = ?1")?
                .execute([key])?,
        };
    }
    append(transaction, batch)?;
    if written.added + written.changed + written.removed + batch.admissions.len() > 0 {
        transaction.execute(
            "UPDATE meta SET value = value + 1 WHERE key = 'revision'",
            [],
        )?;
    }
    Ok(written)
}

/// Appends a batch's line to the audit log.
fn append(transaction: &Transaction<'_>, batch: &Batch) -> rusqlite::Result<()> {
    let last: Option<(i64, String)> = transaction
        .prepare_cached("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (number, before) = last.unwrap_or_default();
    let mut entry = AuditEntry {
        number: number.unsigned_abs() + 1,
        at: batch.at,
        by: batch.by.clone(),
        action: batch.action,
        detail: batch.detail(),
        hash: String::new(),
    };
    entry.hash = entry.chained(&before);
    transaction
        .prepare_cached("INSERT INTO audit VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute((
            number + 1,
            entry.at.0,
            entry.by,
            entry.action.name(),
            entry.detail,
            entry.hash,
        ))
        .map(drop)
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

impl ExampleStore for SqliteStore {
    fn get(&self, id: ExampleId) -> BoxFuture<'_, Result<Option<Arc<SecureExample>>, StoreError>> {
        async move {
            let query = format!("SELECT {COLUMNS} FROM example WHERE id = ?1");
            let found = self.query(&query, [id.as_bytes()], read)?;
            Ok(found.into_iter().next().map(Arc::new))
        }
        .boxed()
    }

    fn list<'a>(
        &'a self,
        filter: &'a ExampleFilter,
    ) -> BoxFuture<'a, Result<Vec<Arc<SecureExample>>, StoreError>> {
        async move { self.examples(filter) }.boxed()
    }

    fn revision(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        async move { Ok(Some(self.stamp().await?.revision)) }.boxed()
    }
}

impl Store for SqliteStore {
    fn place(&self) -> &str {
        &self.place
    }

    fn local_folder(&self) -> Option<PathBuf> {
        let mut folder = self.path.as_os_str().to_owned();
        folder.push(".vectors");
        Some(folder.into())
    }

    fn stamp(&self) -> BoxFuture<'_, Result<Stamp, StoreError>> {
        async move {
            let connection = self.lock()?;
            // One statement: both values from the same moment.
            let query = "SELECT (SELECT value FROM meta WHERE key = 'identity'), \
                         (SELECT value FROM meta WHERE key = 'revision')";
            self.ok(connection.query_row(query, [], |row| {
                Ok(Stamp {
                    database: row.get(0)?,
                    revision: row.get::<_, i64>(1)?.unsigned_abs(),
                })
            }))
        }
        .boxed()
    }

    fn write<'a>(&'a self, batch: &'a Batch) -> BoxFuture<'a, Result<Written, StoreError>> {
        async move { self.write_now(batch) }.boxed()
    }

    fn by_prefix<'a>(
        &'a self,
        prefix: &'a str,
    ) -> BoxFuture<'a, Result<Vec<Arc<SecureExample>>, StoreError>> {
        async move {
            let query = format!(
                "SELECT {COLUMNS} FROM example WHERE id >= ?1 AND lower(hex(id)) LIKE ?2 \
                 ORDER BY id LIMIT 1000"
            );
            let prefix = prefix.to_ascii_lowercase();
            if !prefix.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return Ok(Vec::new());
            }
            let first = first_id(&prefix);
            let values: [&dyn rusqlite::ToSql; 2] = [&first, &format!("{prefix}%")];
            self.query(&query, values, |row| read(row).map(Arc::new))
        }
        .boxed()
    }

    fn known<'a>(
        &'a self,
        asked: &'a [ExampleId],
    ) -> BoxFuture<'a, Result<Vec<ExampleId>, StoreError>> {
        async move {
            let connection = self.lock()?;
            let mut known = Vec::new();
            for id in asked {
                let query = "SELECT id FROM example WHERE id = ?1";
                known.extend(self.ok(ids(&connection, query, [id.as_bytes()]))?);
            }
            Ok(known)
        }
        .boxed()
    }

    fn ids<'a>(
        &'a self,
        filter: &'a ExampleFilter,
    ) -> BoxFuture<'a, Result<Vec<ExampleId>, StoreError>> {
        async move {
            let (condition, values) = condition(filter);
            let query = format!("SELECT id FROM example WHERE {condition} ORDER BY id");
            self.query(&query, values, |row| row.get(0).map(ExampleId::from_bytes))
        }
        .boxed()
    }

    fn count<'a>(&'a self, filter: &'a ExampleFilter) -> BoxFuture<'a, Result<usize, StoreError>> {
        async move {
            let (condition, values) = condition(filter);
            let query = format!("SELECT count(*) FROM example WHERE {condition}");
            let counts = self.query(&query, values, |row| row.get::<_, u32>(0))?;
            Ok(counts.first().map_or(0, |count| *count as usize))
        }
        .boxed()
    }

    fn admission(&self, id: ExampleId) -> BoxFuture<'_, Result<Option<Admission>, StoreError>> {
        async move {
            let query = "SELECT admitted_by, admitted_at, checks FROM admission \
                         WHERE example_id = ?1";
            let found = self.query(query, [id.as_bytes()], |row| {
                Ok(Admission {
                    by: row.get(0)?,
                    at: Timestamp(row.get(1)?),
                    checks: parsed(row, 2)?,
                })
            })?;
            Ok(found.into_iter().next())
        }
        .boxed()
    }

    fn quarantine(&self) -> BoxFuture<'_, Result<Vec<Quarantined>, StoreError>> {
        async move {
            let query = "SELECT example, checks, place, at FROM quarantine ORDER BY at, id";
            self.query(query, [0_u8; 0], |row| {
                Ok(Quarantined {
                    example: parsed(row, 0)?,
                    checks: parsed(row, 1)?,
                    place: row.get(2)?,
                    at: Timestamp(row.get(3)?),
                })
            })
        }
        .boxed()
    }

    fn audit(
        &self,
        after: u64,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<AuditEntry>, StoreError>> {
        async move {
            let query = "SELECT number, at, by, action, detail, hash FROM audit \
                         WHERE number > ?1 ORDER BY number LIMIT ?2";
            let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
            let limit = number(u64::try_from(limit).unwrap_or(u64::MAX));
            self.query(query, [number(after), limit], |row| {
                let action: String = row.get(3)?;
                let known = Action::ALL.into_iter().find(|one| one.name() == action);
                Ok(AuditEntry {
                    number: row.get::<_, i64>(0)?.unsigned_abs(),
                    at: Timestamp(row.get(1)?),
                    by: row.get(2)?,
                    action: known.ok_or_else(|| {
                        conversion(3, format!("unknown action `{action}`").into())
                    })?,
                    detail: row.get(4)?,
                    hash: row.get(5)?,
                })
            })
        }
        .boxed()
    }

    fn note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<String>, StoreError>> {
        async move {
            let connection = self.lock()?;
            self.ok(note(&connection, key))
        }
        .boxed()
    }

    fn vectors<'a>(
        &'a self,
        fingerprint: &'a str,
        view: &'a str,
    ) -> BoxFuture<'a, Result<Vec<(ExampleId, Vec<f32>)>, StoreError>> {
        async move {
            let query = "SELECT example_id, data FROM vector WHERE fingerprint = ?1 \
                         AND view = ?2 ORDER BY example_id";
            self.query(query, [fingerprint, view], |row| {
                let bytes: Vec<u8> = row.get(1)?;
                let values = bytes
                    .chunks_exact(4)
                    .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
                    .collect();
                Ok((ExampleId::from_bytes(row.get(0)?), values))
            })
        }
        .boxed()
    }

    fn vector_sets(&self) -> BoxFuture<'_, Result<Vec<VectorSetName>, StoreError>> {
        async move {
            let query = "SELECT DISTINCT fingerprint, view FROM vector ORDER BY fingerprint, view";
            self.query(query, [0_u8; 0], |row| Ok((row.get(0)?, row.get(1)?)))
        }
        .boxed()
    }

    fn without_vector<'a>(
        &'a self,
        fingerprint: &'a str,
        view: &'a str,
    ) -> BoxFuture<'a, Result<Vec<Arc<SecureExample>>, StoreError>> {
        async move {
            let query = format!(
                "SELECT {COLUMNS} FROM example WHERE id NOT IN (SELECT example_id FROM vector \
                 WHERE fingerprint = ?1 AND view = ?2) ORDER BY id"
            );
            self.query(&query, [fingerprint, view], |row| read(row).map(Arc::new))
        }
        .boxed()
    }

    fn store_vectors<'a>(
        &'a self,
        fingerprint: &'a str,
        view: &'a str,
        vectors: &'a [(ExampleId, Vec<f32>)],
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        async move { self.store_vectors_now(fingerprint, view, vectors) }.boxed()
    }
}

/// The least id that begins with these hexadecimal digits.
fn first_id(prefix: &str) -> Vec<u8> {
    let padded = format!("{prefix:0<64}");
    (0..32)
        .filter_map(|at| padded.get(at * 2..at * 2 + 2))
        .map(|pair| u8::from_str_radix(pair, 16).unwrap_or(0))
        .collect()
}

#[cfg(test)]
mod tests;
