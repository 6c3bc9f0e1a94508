use std::sync::atomic::{AtomicU32, Ordering};

use futures::executor::block_on;
use seccoder::language::Language;

use super::server::{Server, block_on as in_a_runtime, shared};
use super::*;
use crate::corpus;
use crate::store::Action;
use crate::store::conformance::{self, admitted, example};

mod encryption;
mod failures;
mod searching;

fn open(address: &str) -> PostgresStore {
    PostgresStore::open_with(address, &Contents::empty()).unwrap()
}

/// A store with nothing in it, in a database of its own.
fn empty(server: &Server) -> PostgresStore {
    open(&server.address("postgres", &server.database()))
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

fn check_chain(store: &PostgresStore) -> usize {
    let lines = block_on(store.audit(0, usize::MAX)).unwrap();
    let mut before = String::new();
    for (number, line) in (1..).zip(&lines) {
        assert_eq!((line.number, &line.hash), (number, &line.chained(&before)));
        before.clone_from(&line.hash);
    }
    lines.len()
}

#[test]
fn it_conforms() {
    let Some(server) = shared() else { return };
    let address = server.address("postgres", &server.database());
    let count = AtomicU32::new(0);
    block_on(conformance::check_all(|| {
        let n = count.fetch_add(1, Ordering::Relaxed);
        let store = open(&format!("{address}&seccoder_schema=s{n}"));
        async move { Arc::new(store) as Arc<dyn Store> }
    }));
}

#[test]
fn a_new_database_holds_the_corpus_and_opening_it_again_changes_nothing() {
    let Some(server) = shared() else { return };
    let address = server.address("postgres", &server.database());
    let store = PostgresStore::open(&address).unwrap();
    let mut expected = corpus::built_in().unwrap();
    expected.sort_by_key(|example| example.id);
    let found = block_on(store.list(&ExampleFilter::default())).unwrap();
    let found: Vec<SecureExample> = found.iter().map(|e| (**e).clone()).collect();
    assert_eq!(found, expected);
    assert_eq!(block_on(store.admission(expected[0].id)).unwrap(), None);
    let again = PostgresStore::open(&address).unwrap();
    let stamp = |store: &PostgresStore| block_on(store.stamp()).unwrap();
    assert_eq!(stamp(&again), stamp(&store));
    assert_eq!(check_chain(&again), 1);
}

#[test]
fn other_contents_replace_their_own_examples_only() {
    let Some(server) = shared() else { return };
    let address = server.address("postgres", &server.database());
    let one = |code: &str| {
        let mut one = example(Language::C, 787, code);
        one.provenance.source = "brought".to_owned();
        one
    };
    let (old, both, taken) = (one("int old;\n"), one("int both;\n"), one("int taken;\n"));
    let open = |hash: &str, examples: Vec<SecureExample>| {
        let contents = Contents {
            source: "brought",
            hash: hash.to_owned(),
            examples: &|| Ok(examples.clone()),
        };
        PostgresStore::open_with(&address, &contents).unwrap()
    };
    let store = open("1", vec![old.clone(), both.clone()]);
    // Somebody brings in the code of an example on their own account.
    let mut theirs = taken.clone();
    theirs.provenance.source = "mine".to_owned();
    let batch = Batch {
        admit: vec![admitted(theirs.clone())],
        ..mine("")
    };
    block_on(store.write(&batch)).unwrap();
    let kept = mine("def kept():\n    pass\n");
    block_on(store.write(&kept)).unwrap();
    let before = block_on(store.stamp()).unwrap();
    drop(store);
    let store = open("2", vec![both.clone(), taken]);
    let get = |id| {
        block_on(store.get(id))
            .unwrap()
            .map(|found| (*found).clone())
    };
    assert_eq!(get(old.id), None);
    assert_eq!(get(both.id), Some(both));
    assert_eq!(get(theirs.id), Some(theirs));
    assert_eq!(
        get(kept.admit[0].example.id).as_ref(),
        Some(&kept.admit[0].example)
    );
    let after = block_on(store.stamp()).unwrap();
    assert_eq!(after.database, before.database);
    assert!(after.revision > before.revision);
}

#[test]
fn programs_that_open_a_new_database_at_once_all_find_it_made() {
    let Some(server) = shared() else { return };
    let address = server.address("postgres", &server.database());
    let stamps: Vec<Stamp> = std::thread::scope(|scope| {
        let open = || block_on(PostgresStore::open(&address).unwrap().stamp()).unwrap();
        let threads: Vec<_> = (0..6).map(|_| scope.spawn(open)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(stamps.iter().all(|stamp| *stamp == stamps[0]), "{stamps:?}");
    assert_eq!(check_chain(&PostgresStore::open(&address).unwrap()), 1);
}

#[test]
fn two_write_at_once_while_others_read_whole_batches() {
    let Some(server) = shared() else { return };
    let address = server.address("postgres", &server.database());
    let reader = open(&address);
    let start = block_on(reader.audit(0, 10)).unwrap().len();
    std::thread::scope(|scope| {
        for writer in 0..2 {
            let store = open(&address);
            scope.spawn(move || {
                for n in 0..25 {
                    let mut batch = mine(&format!("x = {writer}, {n}\n"));
                    let twin = format!("y = {writer}, {n}\n");
                    batch
                        .admit
                        .push(admitted(example(Language::Python, 89, &twin)));
                    // Both write this one, which must be added once.
                    batch.admit.push(admitted(example(
                        Language::Python,
                        89,
                        &format!("z = {n}\n"),
                    )));
                    let written = block_on(store.write(&batch)).unwrap();
                    assert_eq!(written.added + written.same, 3);
                }
            });
        }
        for _ in 0..100 {
            let twins = ExampleFilter {
                source: Some("mine".to_owned()),
                ..ExampleFilter::default()
            };
            // One statement: a count that is not seen in one piece would not fit the others.
            let all = block_on(reader.list(&ExampleFilter::default())).unwrap();
            let first = all.iter().filter(|one| twins.admits(one)).count();
            let second = all.iter().filter(|one| one.code.starts_with('y')).count();
            assert_eq!(first, second);
        }
    });
    assert_eq!(
        block_on(reader.count(&ExampleFilter::default())).unwrap(),
        2 * 2 * 25 + 25
    );
    assert_eq!(check_chain(&reader), start + 50);
}

#[test]
fn a_batch_may_name_an_example_twice_and_hold_any_character() {
    let Some(server) = shared() else { return };
    let store = empty(server);
    let mut first = example(Language::Python, 89, "x = '\0'\n");
    first.labels = vec!["a\0b".to_owned()];
    let mut second = first.clone();
    second.title = "a \0 title".to_owned();
    let batch = Batch {
        admit: [&first, &first, &second]
            .map(|one| admitted(one.clone()))
            .to_vec(),
        notes: vec![
            ("k".into(), Some("1".into())),
            ("k".into(), Some("2".into())),
        ],
        remove: vec![ExampleId::of(Language::C, "a"); 2],
        ..mine("")
    };
    let expected = Written {
        added: 1,
        same: 1,
        changed: 1,
        removed: 0,
    };
    assert_eq!(block_on(store.write(&batch)).unwrap(), expected);
    let found = block_on(store.get(first.id)).unwrap();
    assert_eq!(found.as_deref(), Some(&second));
    assert_eq!(block_on(store.note("k")).unwrap().as_deref(), Some("2"));
    let filter = ExampleFilter {
        label: Some("a\0b".to_owned()),
        ..ExampleFilter::default()
    };
    assert_eq!(block_on(store.ids(&filter)).unwrap(), [first.id]);
}

#[test]
fn the_audit_log_can_only_grow() {
    let Some(server) = shared() else { return };
    let database = server.database();
    let store = open(&server.address("postgres", &database));
    let lines = check_chain(&store);
    for change in ["UPDATE", "DELETE FROM", "TRUNCATE"] {
        let set = if change == "UPDATE" {
            "SET by = 'x'"
        } else {
            ""
        };
        let error = server.sql(&database, &format!("{change} seccoder.audit {set}"));
        let error = error.unwrap_err();
        let said = error.as_db_error().unwrap().message();
        assert!(said.contains("only grow"), "{change}: {said}");
    }
    assert_eq!(check_chain(&store), lines);
}

#[test]
fn it_works_inside_another_runtime() {
    let Some(server) = shared() else { return };
    let address = server.address("postgres", &server.database());
    in_a_runtime(async {
        let store = open(&address);
        store.write(&mine("x = 1\n")).await.unwrap();
        assert_eq!(store.count(&ExampleFilter::default()).await.unwrap(), 1);
    });
}
