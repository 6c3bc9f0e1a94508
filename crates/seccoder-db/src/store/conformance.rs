//! What every store must do, as one suite that each of them runs.

use std::future::Future;
use std::sync::Arc;

use seccoder::check::{Check, CheckResult, CheckVerdict};
use seccoder::cwe::CweId;
use seccoder::example::{ExampleFilter, ExampleId, Provenance, SecureExample, Visibility};
use seccoder::language::Language;

use super::{Action, Admission, Admitted, Batch, Quarantined, Store, Timestamp, Written};

/// An example of one line of code.
pub(crate) fn example(language: Language, cwe: u32, code: &str) -> SecureExample {
    SecureExample {
        id: ExampleId::of(language, code),
        title: format!("T {code}").trim().to_owned(),
        code: code.to_owned(),
        language,
        cwes: vec![CweId::new(cwe)],
        vulnerable: Some("bad\n".to_owned()),
        guideline: Some("Do it well.".to_owned()),
        apis: vec!["a.b".to_owned()],
        applies: vec!["libc".to_owned()],
        labels: Vec::new(),
        visibility: Visibility::Public,
        provenance: Provenance {
            source: "test".to_owned(),
            ..Provenance::default()
        },
    }
}

/// It, with what a check said.
pub(crate) fn admitted(example: SecureExample) -> Admitted {
    Admitted {
        example,
        checks: vec![CheckResult {
            check: Check::Parses,
            verdict: CheckVerdict::Passed,
        }],
    }
}

fn batch(action: Action, examples: &[SecureExample]) -> Batch {
    Batch {
        action,
        by: "somebody".to_owned(),
        at: Timestamp(1_000),
        admit: examples.iter().cloned().map(admitted).collect(),
        ..Batch::default()
    }
}

/// Four examples that differ in all that filters look at.
fn varied() -> Vec<SecureExample> {
    let mut all = vec![
        example(Language::C, 787, "int a;\n"),
        example(Language::C, 125, "int b;\n"),
        example(Language::Python, 89, "a = 1\n"),
        example(Language::Python, 89, "b = 'ä\u{1f600}'\n"),
    ];
    all[0].labels = vec!["reviewed".to_owned(), "x".to_owned()];
    all[1].provenance.licence = Some("MIT".to_owned());
    all[1].cwes.push(CweId::new(787));
    all[2].provenance.source = "team".to_owned();
    all[2].provenance.licence = Some("Apache-2.0".to_owned());
    all[3].visibility = Visibility::Private;
    all[3].provenance.repository = Some("https://host/a".to_owned());
    all[3].provenance.commit = Some("c0ffee".to_owned());
    all
}

/// Runs the whole suite; `fresh` makes a new, empty store each time.
pub(crate) async fn check_all<F, Made>(fresh: F)
where
    F: Fn() -> Made,
    Made: Future<Output = Arc<dyn Store>>,
{
    examples_read_back_as_they_were_written(&*fresh().await).await;
    filters_are_those_of_the_core(&*fresh().await).await;
    prefixes(&*fresh().await).await;
    writing_says_what_it_did(&*fresh().await).await;
    admissions_come_back_as_they_were(&*fresh().await).await;
    a_wrong_batch_changes_nothing(&*fresh().await).await;
    quarantine(&*fresh().await).await;
    notes(&*fresh().await).await;
    the_log_is_chained(&*fresh().await).await;
    vectors(&*fresh().await).await;
}

async fn examples_read_back_as_they_were_written(store: &dyn Store) {
    assert_eq!(store.list(&ExampleFilter::default()).await.unwrap(), []);
    let mut all = varied();
    store.write(&batch(Action::Add, &all)).await.unwrap();
    all.sort_by_key(|example| example.id);
    let found = store.list(&ExampleFilter::default()).await.unwrap();
    let found: Vec<SecureExample> = found.iter().map(|e| (**e).clone()).collect();
    assert_eq!(found, all);
    for example in &all {
        let got = store.get(example.id).await.unwrap();
        assert_eq!(got.as_deref(), Some(example));
        let admission = store.admission(example.id).await.unwrap().unwrap();
        assert_eq!(
            (admission.by.as_str(), admission.at),
            ("somebody", Timestamp(1_000))
        );
        assert_eq!(admission.checks.len(), 1);
    }
    let absent = ExampleId::of(Language::C, "absent");
    assert_eq!(store.get(absent).await.unwrap(), None);
    assert_eq!(store.admission(absent).await.unwrap(), None);
    assert_eq!(
        store.known(&[absent, all[0].id]).await.unwrap(),
        [all[0].id]
    );
}

async fn filters_are_those_of_the_core(store: &dyn Store) {
    let all = varied();
    store.write(&batch(Action::Add, &all)).await.unwrap();
    let any = ExampleFilter::default();
    for filter in [
        any.clone(),
        ExampleFilter {
            language: Some(Language::C),
            ..any.clone()
        },
        ExampleFilter {
            cwe: Some(CweId::new(787)),
            ..any.clone()
        },
        ExampleFilter {
            without_cwes: vec![CweId::new(787), CweId::new(1)],
            ..any.clone()
        },
        ExampleFilter {
            source: Some("team".to_owned()),
            ..any.clone()
        },
        ExampleFilter {
            label: Some("reviewed".to_owned()),
            ..any.clone()
        },
        ExampleFilter {
            label: Some("%".to_owned()),
            ..any.clone()
        },
        ExampleFilter {
            licences: Some(vec!["MIT".to_owned()]),
            ..any.clone()
        },
        ExampleFilter {
            licences: Some(vec!["MIT".to_owned(), "Apache-2.0".to_owned()]),
            language: Some(Language::Python),
            cwe: Some(CweId::new(89)),
            ..any.clone()
        },
        ExampleFilter {
            licences: Some(Vec::new()),
            ..any.clone()
        },
    ] {
        let mut expected: Vec<ExampleId> = all
            .iter()
            .filter(|example| filter.admits(example))
            .map(|e| e.id)
            .collect();
        expected.sort_unstable();
        let listed = store.list(&filter).await.unwrap();
        let listed: Vec<ExampleId> = listed.iter().map(|example| example.id).collect();
        assert_eq!(listed, expected, "{filter:?}");
        assert_eq!(store.ids(&filter).await.unwrap(), expected, "{filter:?}");
        assert_eq!(
            store.count(&filter).await.unwrap(),
            expected.len(),
            "{filter:?}"
        );
    }
}

async fn prefixes(store: &dyn Store) {
    let all = varied();
    store.write(&batch(Action::Add, &all)).await.unwrap();
    let id = all[0].id.to_string();
    for prefix in [&id[..], &id[..12], &id[..5], &id[..12].to_uppercase()] {
        let found = store.by_prefix(prefix).await.unwrap();
        assert_eq!(found.len(), 1, "{prefix}");
        assert_eq!(found[0].id, all[0].id);
    }
    assert_eq!(store.by_prefix("").await.unwrap().len(), 4);
    for nonsense in ["%", "zz", "_", "' OR 1 --", &"0".repeat(65)] {
        assert_eq!(store.by_prefix(nonsense).await.unwrap(), [], "{nonsense}");
    }
}

async fn writing_says_what_it_did(store: &dyn Store) {
    let mut all = varied();
    let before = store.stamp().await.unwrap();
    let written = store.write(&batch(Action::Add, &all)).await.unwrap();
    assert_eq!(
        written,
        Written {
            added: 4,
            ..Written::default()
        }
    );
    let first = store.stamp().await.unwrap();
    assert_eq!(first.database, before.database);
    assert!(first.revision > before.revision);
    let counted_first = store.revision().await.unwrap();

    all[0].title = "another title".to_owned();
    all[0].cwes = vec![CweId::new(416)];
    let written = store.write(&batch(Action::Edit, &all)).await.unwrap();
    assert_eq!(
        written,
        Written {
            changed: 1,
            same: 3,
            ..Written::default()
        }
    );
    assert_eq!(
        store.get(all[0].id).await.unwrap().unwrap().title,
        "another title"
    );
    let with = |cwe| ExampleFilter {
        cwe: Some(CweId::new(cwe)),
        ..ExampleFilter::default()
    };
    assert_eq!(store.ids(&with(416)).await.unwrap(), [all[0].id]);
    assert_eq!(store.ids(&with(787)).await.unwrap(), [all[1].id]);

    let removal = Batch {
        remove: vec![all[1].id, ExampleId::of(Language::C, "absent")],
        ..batch(Action::Remove, &[])
    };
    let written = store.write(&removal).await.unwrap();
    assert_eq!(
        written,
        Written {
            removed: 1,
            ..Written::default()
        }
    );
    assert_eq!(store.get(all[1].id).await.unwrap(), None);
    assert_eq!(store.admission(all[1].id).await.unwrap(), None);
    assert_eq!(store.ids(&with(125)).await.unwrap(), []);

    let last = store.stamp().await.unwrap();
    let counted = store.revision().await.unwrap();
    assert!(counted.is_some() && counted != counted_first);
    let nothing = batch(Action::Edit, &[all[0].clone()]);
    store.write(&nothing).await.unwrap();
    assert_eq!(store.stamp().await.unwrap(), last, "nothing changed");
    assert_eq!(store.revision().await.unwrap(), counted);
}

async fn admissions_come_back_as_they_were(store: &dyn Store) {
    let all = varied();
    let earlier = Admission {
        by: "somebody else".to_owned(),
        at: Timestamp(77),
        checks: admitted(all[0].clone()).checks,
    };
    let mut back = batch(Action::Import, &all[..2]);
    back.admissions = vec![(all[0].id, earlier.clone())];
    store.write(&back).await.unwrap();
    assert_eq!(
        store.admission(all[0].id).await.unwrap(),
        Some(earlier.clone())
    );
    let other = store.admission(all[1].id).await.unwrap().unwrap();
    assert_eq!(other.at, back.at);
    // Who vouches for an example is signed, so that a change of it is a change of the database.
    let before = store.stamp().await.unwrap();
    let corrected = Batch {
        admissions: vec![(all[1].id, earlier.clone())],
        ..batch(Action::Import, &[])
    };
    store.write(&corrected).await.unwrap();
    assert_eq!(store.admission(all[1].id).await.unwrap(), Some(earlier));
    assert!(store.stamp().await.unwrap().revision > before.revision);
}

async fn a_wrong_batch_changes_nothing(store: &dyn Store) {
    let all = varied();
    let mut wrong = all[1].clone();
    wrong.code = "another text\n".to_owned();
    let error = store
        .write(&batch(Action::Add, &[all[0].clone(), wrong]))
        .await
        .unwrap_err();
    assert!(error.reason.contains("not that of its code"), "{error}");
    assert_eq!(store.count(&ExampleFilter::default()).await.unwrap(), 0);
    assert_eq!(
        store.audit(0, 10).await.unwrap().len(),
        audit_start(store).await
    );
}

/// Lines that a fresh store begins with.
async fn audit_start(store: &dyn Store) -> usize {
    let lines = store.audit(0, 10).await.unwrap();
    lines
        .iter()
        .filter(|line| line.action == Action::BuiltIn)
        .count()
}

async fn quarantine(store: &dyn Store) {
    let all = varied();
    let held = |example: &SecureExample, at| Quarantined {
        example: example.clone(),
        checks: vec![CheckResult {
            check: Check::Secrets,
            verdict: CheckVerdict::Refused("line 1: a key".to_owned()),
        }],
        place: "data.jsonl:7".to_owned(),
        at: Timestamp(at),
    };
    let batch_of = |quarantine: Vec<Quarantined>| Batch {
        quarantine,
        ..batch(Action::Import, &[])
    };
    let before = store.stamp().await.unwrap();
    store
        .write(&batch_of(vec![held(&all[0], 20), held(&all[1], 10)]))
        .await
        .unwrap();
    assert_eq!(store.stamp().await.unwrap(), before, "no example changed");
    assert_eq!(
        store.quarantine().await.unwrap(),
        [held(&all[1], 10), held(&all[0], 20)]
    );
    // Again, later: one entry.
    store
        .write(&batch_of(vec![held(&all[1], 30)]))
        .await
        .unwrap();
    assert_eq!(
        store.quarantine().await.unwrap(),
        [held(&all[0], 20), held(&all[1], 30)]
    );
    // Admitted: no longer held.
    store
        .write(&batch(Action::AdmitFromQuarantine, &[all[0].clone()]))
        .await
        .unwrap();
    assert_eq!(store.quarantine().await.unwrap(), [held(&all[1], 30)]);
    let drop = Batch {
        release: vec![all[1].id],
        ..batch(Action::DropFromQuarantine, &[])
    };
    store.write(&drop).await.unwrap();
    assert_eq!(store.quarantine().await.unwrap(), []);
    assert_eq!(store.count(&ExampleFilter::default()).await.unwrap(), 1);
}

async fn notes(store: &dyn Store) {
    assert_eq!(store.note("import:x").await.unwrap(), None);
    let set = |value: Option<&str>| Batch {
        notes: vec![("import:x".to_owned(), value.map(str::to_owned))],
        ..batch(Action::Import, &[])
    };
    for value in [Some("12"), Some("é\n"), None] {
        store.write(&set(value)).await.unwrap();
        assert_eq!(store.note("import:x").await.unwrap().as_deref(), value);
    }
}

async fn the_log_is_chained(store: &dyn Store) {
    let start = store.audit(0, 100).await.unwrap().len();
    for (action, example) in [Action::Add, Action::Edit, Action::Import]
        .iter()
        .zip(varied())
    {
        store.write(&batch(*action, &[example])).await.unwrap();
    }
    let lines = store.audit(0, 100).await.unwrap();
    assert_eq!(lines.len(), start + 3);
    let mut before = String::new();
    for (number, line) in (1..).zip(&lines) {
        assert_eq!(line.number, number);
        assert_eq!(line.hash, line.chained(&before));
        before.clone_from(&line.hash);
    }
    let last = &lines[start + 2];
    assert_eq!(
        (last.action, last.by.as_str()),
        (Action::Import, "somebody")
    );
    assert!(
        last.detail.contains(&varied()[2].id.to_string()),
        "{}",
        last.detail
    );
    let page = store
        .audit(u64::try_from(start).unwrap() + 1, 1)
        .await
        .unwrap();
    assert_eq!(page, [lines[start + 1].clone()]);
}

async fn vectors(store: &dyn Store) {
    let mut all = varied();
    all.sort_by_key(|example| example.id);
    store.write(&batch(Action::Add, &all)).await.unwrap();
    let missing = |found: Vec<Arc<SecureExample>>| -> Vec<ExampleId> {
        found.iter().map(|example| example.id).collect()
    };
    let ids: Vec<ExampleId> = all.iter().map(|example| example.id).collect();
    assert_eq!(
        missing(store.without_vector("f", "code").await.unwrap()),
        ids
    );
    let axis = |n: usize| {
        let mut vector = vec![0.0_f32; 4];
        vector[n] = 1.0;
        vector
    };
    let absent = ExampleId::of(Language::C, "absent");
    let rows = vec![(ids[2], axis(2)), (ids[0], axis(0)), (absent, axis(1))];
    let stamp = store.stamp().await.unwrap();
    store.store_vectors("f", "code", &rows).await.unwrap();
    assert_eq!(
        store.stamp().await.unwrap(),
        stamp,
        "vectors are derived data"
    );
    let expected = [(ids[0], axis(0)), (ids[2], axis(2))];
    assert_eq!(store.vectors("f", "code").await.unwrap(), expected);
    assert_eq!(store.vectors("f", "api").await.unwrap(), []);
    let set = |fingerprint: &str, view: &str| (fingerprint.to_owned(), view.to_owned());
    let one = [(ids[0], axis(0))];
    store.store_vectors("e", "api", &one).await.unwrap();
    assert_eq!(
        store.vector_sets().await.unwrap(),
        [set("e", "api"), set("f", "code")]
    );
    assert_eq!(store.vectors("g", "code").await.unwrap(), []);
    assert_eq!(
        missing(store.without_vector("f", "code").await.unwrap()),
        [ids[1], ids[3]]
    );
    // Editing keeps the vector of the code and no other, removing takes all along.
    let mut edited = all[0].clone();
    edited.title = "edited".to_owned();
    store.write(&batch(Action::Edit, &[edited])).await.unwrap();
    assert_eq!(store.vectors("f", "code").await.unwrap().len(), 2);
    assert_eq!(store.vectors("e", "api").await.unwrap(), []);
    assert_eq!(
        missing(store.without_vector("e", "api").await.unwrap()),
        ids
    );
    if store.local_folder().is_none() {
        let rest = [(ids[1], vec![0.6, 0.8, 0.0, 0.0]), (ids[3], axis(3))];
        store.store_vectors("f", "code", &rest).await.unwrap();
        let any = ExampleFilter::default();
        let found = store.search("f", "code", &axis(0), &any, 2).await.unwrap();
        assert_eq!(
            found.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
            [ids[0], ids[1]]
        );
        assert!(
            (found[0].1 - 1.0).abs() < 1e-3 && (found[1].1 - 0.6).abs() < 1e-3,
            "{found:?}"
        );
        let only = ExampleFilter {
            language: Some(all[1].language),
            ..any
        };
        for (id, _) in store.search("f", "code", &axis(0), &only, 4).await.unwrap() {
            let example = store.get(id).await.unwrap().unwrap();
            assert_eq!(example.language, all[1].language);
        }
    }
    let removal = Batch {
        remove: vec![ids[0]],
        ..batch(Action::Remove, &[])
    };
    store.write(&removal).await.unwrap();
    let left = store.vectors("f", "code").await.unwrap();
    assert!(left.iter().all(|(id, _)| *id != ids[0]));
}
