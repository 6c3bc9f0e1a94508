use futures::executor::block_on;
use seccoder::language::Language;
use tempfile::TempDir;

use super::*;
use crate::corpus;
use crate::store::conformance::{self, admitted, example};

fn open(folder: &TempDir) -> SqliteStore {
    SqliteStore::open(&folder.path().join("db.sqlite")).unwrap()
}

fn mine(code: &str) -> Batch {
    let mut one = example(Language::Python, 89, code);
    one.provenance.source = "mine".to_owned();
    Batch {
        action: Action::Add,
        by: "a test".to_owned(),
        admit: vec![admitted(one)],
        ..Batch::default()
    }
}

#[test]
fn it_conforms() {
    let folder = tempfile::tempdir().unwrap();
    let count = std::cell::Cell::new(0);
    block_on(conformance::check_all(|| {
        count.set(count.get() + 1);
        let path = folder.path().join(format!("{}.db", count.get()));
        async move {
            let store = SqliteStore::open_with(&path, &Contents::empty()).unwrap();
            Arc::new(store) as Arc<dyn Store>
        }
    }));
}

#[test]
fn a_new_file_holds_the_corpus_and_reads_back_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let mut expected = corpus::built_in().unwrap();
    expected.sort_by_key(|example| example.id);
    let found = store.examples(&ExampleFilter::default()).unwrap();
    let found: Vec<SecureExample> = found.iter().map(|e| (**e).clone()).collect();
    assert_eq!(found, expected);
    assert_eq!(block_on(store.admission(expected[0].id)).unwrap(), None);
}

#[test]
fn another_corpus_replaces_the_built_in_examples_only() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let kept = mine("def mine():\n    pass\n");
    let mut outdated = mine("def old():\n    pass\n");
    outdated.admit[0].example.provenance.source = corpus::BUILT_IN.into();
    // Somebody brought in the code of a built-in example on their own account.
    let mut taken = corpus::built_in().unwrap().remove(0);
    taken.provenance.source = "mine".into();
    let taken = Batch {
        admit: vec![admitted(taken)],
        ..kept.clone()
    };
    for batch in [&kept, &outdated, &taken] {
        block_on(store.write(batch)).unwrap();
    }
    let before = block_on(store.stamp()).unwrap();
    let other = Batch {
        notes: vec![(CONTENTS.to_owned(), Some("another".to_owned()))],
        ..kept.clone()
    };
    block_on(store.write(&other)).unwrap();
    drop(store);
    let store = open(&folder);
    let get = |batch: &Batch| block_on(store.get(batch.admit[0].example.id)).unwrap();
    assert_eq!(get(&kept).as_deref(), Some(&kept.admit[0].example));
    assert_eq!(get(&taken).as_deref(), Some(&taken.admit[0].example));
    assert_eq!(get(&outdated), None);
    let after = block_on(store.stamp()).unwrap();
    assert_eq!(after.database, before.database);
    assert!(after.revision > before.revision);
}

#[test]
fn opening_again_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let first = block_on(open(&folder).stamp()).unwrap();
    assert_eq!(block_on(open(&folder).stamp()).unwrap(), first);
    assert_eq!(block_on(open(&folder).audit(0, 10)).unwrap().len(), 1);
}

#[test]
fn a_file_of_the_first_version_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db.sqlite");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE example (id BLOB PRIMARY KEY, language TEXT NOT NULL, title TEXT NOT NULL,
            code TEXT NOT NULL, vulnerable TEXT, guideline TEXT, cwes TEXT NOT NULL,
            apis TEXT NOT NULL, applies TEXT NOT NULL, visibility TEXT NOT NULL,
            source TEXT NOT NULL, provenance TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE vector (fingerprint TEXT NOT NULL, view TEXT NOT NULL, example_id BLOB NOT NULL
            REFERENCES example (id) ON DELETE CASCADE, data BLOB NOT NULL,
            PRIMARY KEY (fingerprint, view, example_id)) STRICT, WITHOUT ROWID;
        CREATE INDEX vector_of_example ON vector (example_id);
        INSERT INTO meta VALUES ('identity', x'000102030405060708090a0b0c0d0e0f'), ('revision', 7);
        PRAGMA user_version = 1",
    )
    .unwrap();
    let id = ExampleId::of(Language::C, "int x;\n");
    old.execute(
        "INSERT INTO example VALUES (?1, 'c', 'T', 'int x;\n', NULL, NULL, '[\"CWE-787\"]', '[]', \
         '[]', 'private', 'team', '{\"source\":\"team\",\"licence\":\"MIT\"}')",
        [id.as_bytes()],
    )
    .unwrap();
    old.execute(
        "INSERT INTO vector VALUES ('f', 'code', ?1, x'0000803f')",
        [id.as_bytes()],
    )
    .unwrap();
    drop(old);
    let store = SqliteStore::open(&path).unwrap();
    let filter = ExampleFilter {
        cwe: Some(seccoder::cwe::CweId::new(787)),
        licences: Some(vec!["MIT".to_owned()]),
        source: Some("team".to_owned()),
        ..ExampleFilter::default()
    };
    let found = store.examples(&filter).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].visibility, seccoder::example::Visibility::Private);
    let vectors = block_on(store.vectors("f", "code")).unwrap();
    assert_eq!(vectors, [(id, vec![1.0])]);
    assert_eq!(block_on(store.stamp()).unwrap().database[15], 15);
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
    let batch = mine("x = 1\n");
    let error = block_on(store.write(&batch)).unwrap_err().to_string();
    assert!(error.contains("another process"), "{error}");
    other.execute_batch("ROLLBACK").unwrap();
    block_on(store.write(&batch)).unwrap();
}

#[test]
fn the_audit_log_can_only_grow() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    for change in ["UPDATE audit SET by = 'x'", "DELETE FROM audit"] {
        let error = store.lock().unwrap().execute(change, []).unwrap_err();
        assert!(error.to_string().contains("only grow"), "{error}");
    }
}

#[test]
fn a_back_up_is_a_database_and_replaces_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let copy = folder.path().join("copy.db");
    store.back_up(&copy).unwrap();
    let stamp = block_on(SqliteStore::open(&copy).unwrap().stamp()).unwrap();
    assert_eq!(stamp, block_on(store.stamp()).unwrap());
    assert!(
        store
            .back_up(&copy)
            .unwrap_err()
            .to_string()
            .contains("already")
    );
}

#[test]
fn readers_see_whole_batches_while_another_connection_writes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db.sqlite");
    let store = SqliteStore::open_with(&path, &Contents::empty()).unwrap();
    let reader = SqliteStore::open_with(&path, &Contents::empty()).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0..40 {
                let mut batch = mine(&format!("x = {n}\n"));
                let twin = example(Language::Python, 89, &format!("y = {n}\n"));
                batch.admit.push(admitted(twin));
                block_on(store.write(&batch)).unwrap();
            }
        });
        for _ in 0..200 {
            let count = block_on(reader.count(&ExampleFilter::default())).unwrap();
            assert_eq!(count % 2, 0);
        }
    });
}

#[test]
fn a_new_file_can_be_opened_by_many_at_once() {
    // With nothing to load, the processes meet where the journal is made a write-ahead log.
    let nothing = Contents::empty();
    for _ in 0..200 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("db.sqlite");
        let together = std::sync::Barrier::new(4);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    together.wait();
                    SqliteStore::open_with(&path, &nothing).map(drop).unwrap();
                });
            }
        });
    }
}
