//! Every kind of tampering is reported with the example that it concerns.

use super::*;

/// Signs, tampers, and compares what is reported.
fn tampered(tamper: impl FnOnce(&mut State), expected: &[Difference]) {
    let store = signed();
    tamper(&mut store.state());
    assert_eq!(differences(&store), expected);
}

#[test]
fn a_changed_row() {
    let id = three()[1].id;
    let changed = [Difference::ExampleChanged { id, logged: None }];
    let edits: [fn(&mut SecureExample); 12] = [
        |e| e.title.push('.'),
        |e| e.vulnerable = Some("b\n".to_owned()),
        |e| e.guideline = Some(String::new()),
        |e| e.apis.clear(),
        |e| e.applies.push("x".to_owned()),
        |e| e.visibility = Visibility::Private,
        |e| e.provenance.source.push('s'),
        |e| e.provenance.repository = Some("r".to_owned()),
        |e| e.provenance.commit = Some("c".to_owned()),
        |e| e.provenance.path = Some("p".to_owned()),
        |e| e.provenance.licence = Some("MIT".to_owned()),
        |e| e.labels.push("l".to_owned()),
    ];
    for edit in edits {
        tampered(|state| edit(state.example(id)), &changed);
    }
    tampered(
        |state| state.admissions.get_mut(&id).unwrap().by.push('!'),
        &changed,
    );
    tampered(
        |state| state.admissions.get_mut(&id).unwrap().at.0 += 1,
        &changed,
    );
    tampered(
        |state| state.admissions.get_mut(&id).unwrap().checks.clear(),
        &changed,
    );
    tampered(|state| drop(state.admissions.remove(&id)), &changed);
}

#[test]
fn code_that_is_not_that_of_its_id() {
    let id = three()[1].id;
    let computed = ExampleId::of(Language::Python, "import os\n");
    tampered(
        |state| state.example(id).code = "import os\n".to_owned(),
        &[
            Difference::ExampleChanged { id, logged: None },
            Difference::IdMismatch { id, computed },
        ],
    );
}

#[test]
fn a_row_past_the_log() {
    let new = example(Language::Go, 22, "package a\n");
    let id = new.id;
    tampered(
        |state| state.examples.push((id, new)),
        &[Difference::ExampleAdded { id, logged: None }],
    );
}

#[test]
fn a_missing_row_and_its_vectors() {
    let id = three()[0].id;
    tampered(
        |state| state.examples.retain(|(key, _)| *key != id),
        &[Difference::ExampleMissing { id, logged: None }],
    );
    let missing = |view| {
        let (fingerprint, view) = keyed(view);
        Difference::VectorMissing {
            id,
            fingerprint,
            view,
        }
    };
    tampered(
        |state| {
            state
                .vectors
                .values_mut()
                .for_each(|set| drop(set.remove(&id)));
        },
        &[missing("code"), missing("description")],
    );
}

#[test]
fn a_row_that_cannot_be_read() {
    let id = three()[0].id;
    let reason = "column 6: not JSON".to_owned();
    tampered(
        |state| assert!(state.damaged.insert(id)),
        &[Difference::ExampleUnreadable { id, reason }],
    );
}

#[test]
fn a_filter_that_does_not_find_an_example() {
    let id = three()[1].id;
    let filter = "weakness CWE-89".to_owned();
    tampered(
        |state| assert!(state.hidden_from_filters.insert(id)),
        &[Difference::FilterWrong {
            id,
            filter,
            found: false,
        }],
    );
}

#[test]
fn swapped_changed_and_added_vectors() {
    let [a, b] = [three()[0].id, three()[1].id];
    let (fingerprint, view) = keyed("code");
    let swapped = |id, vector_of| Difference::VectorSwapped {
        id,
        vector_of,
        fingerprint: fingerprint.clone(),
        view: view.clone(),
    };
    let mut expected = [swapped(a, b), swapped(b, a)];
    expected.sort();
    tampered(
        |state| {
            let set = state.vectors.get_mut(&keyed("code")).unwrap();
            let (of_a, of_b) = (set[&a].clone(), set[&b].clone());
            set.extend([(a, of_b), (b, of_a)]);
        },
        &expected,
    );
    tampered(
        |state| {
            let set = state.vectors.get_mut(&keyed("code")).unwrap();
            let of_b = set[&b].clone();
            set.insert(a, of_b);
        },
        &[swapped(a, b)],
    );
    let changed = Difference::VectorChanged {
        id: a,
        fingerprint: fingerprint.clone(),
        view: view.clone(),
    };
    tampered(
        |state| {
            state
                .vectors
                .get_mut(&keyed("code"))
                .unwrap()
                .get_mut(&a)
                .unwrap()[2] += 0.5;
        },
        std::slice::from_ref(&changed),
    );
    tampered(
        |state| {
            state
                .vectors
                .get_mut(&keyed("code"))
                .unwrap()
                .get_mut(&a)
                .unwrap()
                .push(0.0);
        },
        &[changed],
    );
    let view = "another view".to_owned();
    tampered(
        |state| {
            let key = (fingerprint.clone(), view.clone());
            state.vectors.entry(key).or_default().insert(a, vec![1.0]);
        },
        &[Difference::VectorAdded {
            id: a,
            fingerprint: fingerprint.clone(),
            view: view.clone(),
        }],
    );
}

#[test]
fn vectors_of_two_views_in_each_others_place() {
    let store = unsigned();
    for values in store
        .state()
        .vectors
        .get_mut(&keyed("description"))
        .unwrap()
        .values_mut()
    {
        values.reverse();
    }
    sign_it(&store);
    assert!(report(&store).verified);
    {
        let mut state = store.state();
        let code = state.vectors.remove(&keyed("code")).unwrap();
        let description = state.vectors.insert(keyed("description"), code).unwrap();
        state.vectors.insert(keyed("code"), description);
    }
    let found = report(&store);
    assert_eq!(found.counts["vector-changed"], 6, "{found:?}");
}

#[test]
fn a_log_with_a_changed_missing_or_invented_line() {
    tampered(
        |state| state.audit[1].by = "nobody".to_owned(),
        &[Difference::AuditChanged { number: 2 }],
    );
    tampered(
        |state| drop(state.audit.remove(1)),
        &[Difference::AuditGap { after: 1, next: 3 }],
    );
    tampered(
        |state| state.audit.truncate(2),
        &[Difference::AuditCut {
            last: 2,
            expected: 4,
        }],
    );
    // Cutting only the line that says that it was signed.
    tampered(
        |state| state.audit.truncate(3),
        &[Difference::AuditCut {
            last: 3,
            expected: 4,
        }],
    );
    tampered(
        |state| state.audit.clear(),
        &[Difference::AuditCut {
            last: 0,
            expected: 4,
        }],
    );
    // All hashes made to fit again.
    tampered(
        |state| {
            state.audit[0].detail = "{}".to_owned();
            let mut before = String::new();
            for line in &mut state.audit {
                line.hash = line.chained(&before);
                before.clone_from(&line.hash);
            }
        },
        &[Difference::AuditRewritten { number: 3 }],
    );
}

#[test]
fn another_database_and_another_revision() {
    tampered(
        |state| state.identity = [8; 16],
        &[Difference::OtherDatabase {
            signed: "07".repeat(16),
        }],
    );
    tampered(
        |state| state.revision = 1,
        &[Difference::ManifestNewer {
            signed: 3,
            revision: 1,
        }],
    );
}

#[test]
fn changes_through_the_program_since_the_signature_are_listed_with_their_line() {
    let store = signed();
    let (old, edited) = (three()[0].id, three()[1].clone());
    let new = example(Language::Go, 22, "package a\n");
    write(&store, &adding(std::slice::from_ref(&new)));
    let edited = SecureExample {
        title: "other".to_owned(),
        ..edited
    };
    write(
        &store,
        &Batch {
            action: Action::Edit,
            ..adding(std::slice::from_ref(&edited))
        },
    );
    write(
        &store,
        &Batch {
            action: Action::Remove,
            remove: vec![old],
            ..adding(&[])
        },
    );
    let vectors = |id, view| {
        let (fingerprint, view) = keyed(view);
        Difference::VectorMissing {
            id,
            fingerprint,
            view,
        }
    };
    let expected = [
        Difference::ManifestOlder {
            signed: 3,
            revision: 6,
        },
        Difference::ExampleChanged {
            id: edited.id,
            logged: Some(6),
        },
        Difference::ExampleAdded {
            id: new.id,
            logged: Some(5),
        },
        Difference::ExampleMissing {
            id: old,
            logged: Some(7),
        },
        vectors(old, "code"),
        vectors(old, "description"),
        // What is embedded of it beside the code may speak of what was edited.
        vectors(edited.id, "description"),
    ];
    assert_eq!(differences(&store), expected);
    sign_it(&store);
    assert_eq!(differences(&store), []);
}

#[test]
fn quarantine_and_imports_progress_need_no_new_signature() {
    let store = signed();
    let note = vec![("import:x".to_owned(), Some("7".to_owned()))];
    write(
        &store,
        &Batch {
            notes: note,
            ..adding(&[])
        },
    );
    assert_eq!(differences(&store), []);
}

#[test]
fn the_manifest_and_its_signature() {
    assert_eq!(differences(&unsigned()), [Difference::ManifestMissing]);
    tampered(
        |state| drop(state.notes.remove(SIGNATURE_NOTE)),
        &[Difference::SignatureMissing],
    );
    let key_id = KEY.trusted.key_id();
    // A change that keeps the form of the manifest: only the signature tells.
    let store = signed();
    {
        let mut state = store.state();
        let text = state.notes.get_mut(MANIFEST_NOTE).unwrap();
        *text = text.replace("revision 3\n", "revision 4\n");
    }
    let found = differences(&store);
    let kinds: Vec<_> = found.iter().map(Difference::kind).collect();
    assert_eq!(kinds, ["signature-invalid", "manifest-newer"]);
    assert!(found[0].to_string().contains(&key_id));

    let store = signed();
    let others = [OTHER_KEY.trusted.clone()];
    for keys in [&[][..], &others] {
        let found = block_on(verify(&store, keys, &VerifyOptions::default())).unwrap();
        let expected = Difference::SignerNotTrusted {
            key_id: key_id.clone(),
        };
        assert_eq!(found.differences, [expected]);
        assert_eq!(found.signer, None);
    }
    let both = [OTHER_KEY.trusted.clone(), KEY.trusted.clone()];
    let found = block_on(verify(&store, &both, &VerifyOptions::default())).unwrap();
    assert!(found.verified);

    let store = signed();
    store
        .state()
        .notes
        .insert(MANIFEST_NOTE.to_owned(), "nonsense".to_owned());
    let kinds: Vec<_> = differences(&store).iter().map(Difference::kind).collect();
    assert_eq!(kinds, ["manifest-malformed", "signature-invalid"]);
}

#[test]
fn a_damaged_database_is_not_signed() {
    let store = unsigned();
    let id = three()[0].id;
    store.state().example(id).code.push_str("system(x);\n");
    store.state().audit[1].at.0 += 1;
    let error = block_on(sign(&store, &KEY.signing, "owner", NOON)).unwrap_err();
    let TrustError::Damaged(report) = &error else {
        panic!("{error}")
    };
    let kinds: Vec<_> = report.differences.iter().map(Difference::kind).collect();
    assert_eq!(kinds, ["id-mismatch", "audit-changed"]);
    assert!(error.to_string().contains(&id.to_string()), "{error}");
    assert_eq!(block_on(store.note(MANIFEST_NOTE)).unwrap(), None);
}
