//! The tables, and how older files become newer ones.

use rusqlite::{Connection, Transaction};

/// Version of the tables. A file with a higher one was written by a later program.
pub(super) const SCHEMA: i64 = 2;

/// What version 1 had.
const TABLES_1: &str = "
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

/// Version 2: filters, admission, quarantine, audit, notes.
///
/// The audit log can only grow: whoever writes to the file past the triggers breaks the chain
/// of its hashes.
const TABLES_2: &str = "
    ALTER TABLE example ADD COLUMN labels TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE example ADD COLUMN licence TEXT;
    CREATE INDEX example_language ON example (language);
    CREATE INDEX example_source ON example (source);
    CREATE TABLE example_cwe (
        cwe INTEGER NOT NULL,
        example_id BLOB NOT NULL REFERENCES example (id) ON DELETE CASCADE,
        PRIMARY KEY (cwe, example_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX cwe_of_example ON example_cwe (example_id);
    CREATE TABLE admission (
        example_id BLOB PRIMARY KEY REFERENCES example (id) ON DELETE CASCADE,
        admitted_by TEXT NOT NULL,
        admitted_at INTEGER NOT NULL,
        checks TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE quarantine (
        id BLOB PRIMARY KEY,
        example TEXT NOT NULL,
        checks TEXT NOT NULL,
        place TEXT NOT NULL,
        at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE audit (
        number INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        by TEXT NOT NULL,
        action TEXT NOT NULL,
        detail TEXT NOT NULL,
        hash TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
        BEGIN SELECT RAISE (ABORT, 'the audit log can only grow'); END;
    CREATE TRIGGER audit_is_not_cut BEFORE DELETE ON audit
        BEGIN SELECT RAISE (ABORT, 'the audit log can only grow'); END;
    CREATE TABLE note (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    INSERT OR IGNORE INTO example_cwe
        SELECT CAST(substr(cwe.value, 5) AS INTEGER), example.id
        FROM example, json_each(example.cwes) AS cwe;
    UPDATE example SET licence = json_extract(provenance, '$.licence');
";

pub(super) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Brings the tables of an open write transaction to [`SCHEMA`].
pub(super) fn migrate(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    // Asked again inside the write lock: another process may have done it meanwhile.
    let from = version(transaction)?;
    if from < 1 {
        transaction.execute_batch(TABLES_1)?;
        transaction.execute(
            "INSERT INTO meta VALUES ('identity', ?1)",
            [rand::random::<[u8; 16]>()],
        )?;
        transaction.execute("INSERT INTO meta VALUES ('revision', 0)", [])?;
    }
    if from < 2 {
        transaction.execute_batch(TABLES_2)?;
    }
    transaction.pragma_update(None, "user_version", SCHEMA)
}
