//! A signed database in memory, and what the other files' tests do to it.

mod keys;
mod properties;
mod required;
mod tampering;
mod text;

use std::future::Future;
use std::sync::LazyLock;

use futures::executor::block_on;
use seccoder::example::{ExampleId, SecureExample, Visibility};
use seccoder::language::Language;

use super::*;
use crate::store::conformance::{admitted, example};
use crate::store::testing::{MemoryStore, State};
use crate::store::{Action, Admission, Batch, Store, Timestamp};

/// A key for all tests: making one takes long without optimisation.
static KEY: LazyLock<NewKey> = LazyLock::new(|| NewKey::generate(None).unwrap());
static OTHER_KEY: LazyLock<NewKey> = LazyLock::new(|| NewKey::generate(None).unwrap());

const NOON: Timestamp = Timestamp(1_700_000_000);
const FINGERPRINT: &str = "letters \"1\"\nmean";

fn trusted() -> [TrustedKey; 1] {
    [KEY.trusted.clone()]
}

/// Three examples that differ in all that an example has.
fn three() -> Vec<SecureExample> {
    let mut all = vec![
        example(Language::C, 787, "int a;\n"),
        example(Language::Python, 89, "b = 1\n"),
        example(Language::Python, 79, "c = 'ä'\n"),
    ];
    all[0].labels = vec!["reviewed".to_owned()];
    all[0].provenance.licence = Some("MIT".to_owned());
    all[1].vulnerable = None;
    all[1].guideline = None;
    all[2].visibility = Visibility::Private;
    all[2].provenance.repository = Some("https://host/repository".to_owned());
    all[2].provenance.commit = Some("c0ffee".to_owned());
    all[2].provenance.path = Some("src/c.py".to_owned());
    all
}

fn adding(examples: &[SecureExample]) -> Batch {
    Batch {
        action: Action::Add,
        by: "somebody".to_owned(),
        at: NOON,
        admit: examples.iter().cloned().map(admitted).collect(),
        ..Batch::default()
    }
}

/// Different numbers for each example.
fn vector(id: ExampleId) -> Vec<f32> {
    id.as_bytes()[..4]
        .iter()
        .map(|byte| f32::from(*byte) - 99.0)
        .collect()
}

fn write(store: &MemoryStore, batch: &Batch) {
    block_on(store.write(batch)).unwrap();
}

/// The three, with vectors of two views, not signed yet.
fn unsigned() -> MemoryStore {
    let store = MemoryStore::new();
    for one in three() {
        write(&store, &adding(&[one]));
    }
    let rows: Vec<_> = three().iter().map(|e| (e.id, vector(e.id))).collect();
    for view in ["code", "description"] {
        block_on(store.store_vectors(FINGERPRINT, view, &rows)).unwrap();
    }
    store
}

fn sign_it(store: &MemoryStore) -> SignedManifest {
    block_on(sign(store, &KEY.signing, "owner", NOON)).unwrap()
}

/// The three, signed.
fn signed() -> MemoryStore {
    static SIGNED: LazyLock<State> = LazyLock::new(|| {
        let store = unsigned();
        sign_it(&store);
        MemoryStore::state(&store).clone()
    });
    MemoryStore::from_state(SIGNED.clone())
}

fn report(store: &MemoryStore) -> Report {
    block_on(verify(store, &trusted(), &VerifyOptions::default())).unwrap()
}

fn differences(store: &MemoryStore) -> Vec<Difference> {
    let report = report(store);
    assert_eq!(report.verified, report.differences.is_empty());
    assert_eq!(
        report.counts.values().sum::<usize>(),
        report.differences.len()
    );
    report.differences
}

fn keyed(view: &str) -> (String, String) {
    (FINGERPRINT.to_owned(), view.to_owned())
}

#[test]
fn a_signed_database_verifies_and_says_what_was_looked_at() {
    let report = report(&signed());
    assert!(report.verified, "{report:?}");
    assert_eq!(
        (report.examples, report.vectors, report.audit_lines),
        (3, 6, 4)
    );
    let manifest = report.manifest.unwrap();
    assert_eq!(
        (manifest.examples, manifest.vectors, manifest.audit_line),
        (3, 6, 3)
    );
    let signer = report.signer.unwrap();
    assert_eq!(signer.key_id, KEY.trusted.key_id());
    assert!(signer.comment.starts_with("timestamp:1700000000\t"));
}

#[test]
fn a_report_reads_back_from_json_and_names_kinds_as_the_program_does() {
    let store = signed();
    store.state().examples.clear();
    store.state().audit.clear();
    let report = report(&store);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["schema_version"], 1);
    assert_eq!(json["verified"], false);
    assert_eq!(json["counts"]["example-missing"], 3);
    for (difference, json) in report
        .differences
        .iter()
        .zip(json["differences"].as_array().unwrap())
    {
        assert_eq!(json["kind"], difference.kind());
        assert_eq!(json.get("id").is_some(), difference.id().is_some());
        assert!(!difference.to_string().is_empty());
    }
    assert_eq!(serde_json::from_value::<Report>(json).unwrap(), report);
}

#[test]
fn a_database_far_away_can_be_verified_from_any_thread() {
    fn sendable(_: impl Future + Send) {}
    let store = MemoryStore::new();
    let options = VerifyOptions::default();
    sendable(verify(&store, &[], &options));
    sendable(sign(&store, &KEY.signing, "owner", NOON));
    sendable(require_signed(&store, &[], None));
}

#[test]
fn progress_ends_with_everything() {
    let store = signed();
    let last = std::sync::Mutex::new((0, 0));
    let progress = |done, total| *last.lock().unwrap() = (done, total);
    let options = VerifyOptions {
        progress: Some(&progress),
        ..VerifyOptions::default()
    };
    block_on(verify(&store, &trusted(), &options)).unwrap();
    assert_eq!(*last.lock().unwrap(), (3, 3));
}

#[test]
fn a_database_that_went_away_is_an_error_not_a_report() {
    let store = signed();
    store.state().gone = true;
    let error = block_on(verify(&store, &trusted(), &VerifyOptions::default())).unwrap_err();
    assert!(matches!(error, TrustError::Store(_)), "{error}");
}
