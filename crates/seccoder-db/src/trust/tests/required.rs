//! Serving from verified databases only, and what is remembered.

use std::cell::Cell;
use std::io;
use std::path::Path;
use std::sync::Mutex;

use super::*;

/// A witness over all that a store in memory holds.
fn witness_of(store: &MemoryStore, folder: &Path) -> io::Result<Witness> {
    let file = folder.join("bytes");
    std::fs::write(&file, format!("{:?}", *store.state()))?;
    Witness::of_files(&[file])
}

#[test]
fn only_a_signed_database_is_served() {
    let verified = block_on(require_signed(&signed(), &trusted(), None)).unwrap();
    assert_eq!(verified.manifest.examples.len(), 3);
    assert!(!verified.remembered && verified.not_remembered.is_none());

    let error = block_on(require_signed(&unsigned(), &trusted(), None)).unwrap_err();
    assert!(error.to_string().contains("never signed"), "{error}");
    let store = signed();
    let id = three()[0].id;
    store.state().example(id).title.push('!');
    let error = block_on(require_signed(&store, &trusted(), None)).unwrap_err();
    assert!(error.to_string().contains(&id.to_string()), "{error}");
    store.state().gone = true;
    let error = block_on(require_signed(&store, &trusted(), None)).unwrap_err();
    assert!(matches!(error, NotVerified::Unknown(_)), "{error}");
}

#[test]
fn a_check_is_remembered_until_a_byte_changes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sub/verified.json");
    let store = signed();
    let witness = || witness_of(&store, folder.path());
    let remember = Remember {
        file: &file,
        witness: &witness,
    };
    let ask = |keys: &[TrustedKey]| block_on(require_signed(&store, keys, Some(&remember)));
    let first = ask(&trusted()).unwrap();
    assert!(!first.remembered);
    assert_eq!(first.not_remembered, None);
    let second = ask(&trusted()).unwrap();
    assert!(second.remembered);
    assert_eq!(second.manifest, first.manifest);
    // A key that is no longer trusted does not count, whatever is remembered.
    assert!(ask(std::slice::from_ref(&OTHER_KEY.trusted)).is_err());
    assert!(ask(&[]).is_err());

    // Whoever edits the rows leaves the revision as it is, and is found out.
    let id = three()[0].id;
    store.state().example(id).title.push('!');
    assert!(ask(&trusted()).is_err());
    store.state().example(id).title.pop();
    assert!(ask(&trusted()).unwrap().remembered);

    // Signed anew: checked anew.
    sign_it(&store);
    assert!(!ask(&trusted()).unwrap().remembered);
    assert!(ask(&trusted()).unwrap().remembered);
}

#[test]
fn a_file_that_is_damaged_or_open_to_others_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("verified.json");
    let store = signed();
    let witness = || witness_of(&store, folder.path());
    let remember = Remember {
        file: &file,
        witness: &witness,
    };
    let ask = || block_on(require_signed(&store, &trusted(), Some(&remember))).unwrap();
    ask();
    let good = std::fs::read_to_string(&file).unwrap();
    for bad in [
        "",
        "{}",
        "nonsense",
        &good.replace("\"revision\":3", "\"revision\":2"),
    ] {
        std::fs::write(&file, bad).unwrap();
        assert!(!ask().remembered, "{bad}");
        assert!(ask().remembered);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o666)).unwrap();
        assert!(!ask().remembered);
        assert!(ask().remembered);
    }
}

#[test]
fn what_changes_meanwhile_or_has_no_witness_is_not_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("verified.json");
    let store = signed();
    let count = Mutex::new(Cell::new(0));
    let changing = || {
        let count = count.lock().unwrap();
        count.set(count.get() + 1);
        let path = folder.path().join("bytes");
        std::fs::write(&path, count.get().to_string())?;
        Witness::of_files(&[path])
    };
    let failing = || Err(io::Error::other("no such thing"));
    let witnesses: [&(dyn Fn() -> io::Result<Witness> + Send + Sync); 2] = [&changing, &failing];
    for (witness, expected) in witnesses
        .into_iter()
        .zip(["changed meanwhile", "no such thing"])
    {
        let remember = Remember {
            file: &file,
            witness,
        };
        for _ in 0..2 {
            let verified = block_on(require_signed(&store, &trusted(), Some(&remember))).unwrap();
            assert!(!verified.remembered);
            assert!(verified.not_remembered.unwrap().contains(expected));
        }
        assert!(!file.exists());
    }
}

#[test]
fn a_sqlite_databases_witness_covers_its_log() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db");
    assert!(Witness::of_sqlite(&path).is_err());
    std::fs::write(&path, "a").unwrap();
    let first = Witness::of_sqlite(&path).unwrap();
    // An empty log says nothing, so it must not cost a check.
    std::fs::write(folder.path().join("db-wal"), "").unwrap();
    assert_eq!(Witness::of_sqlite(&path).unwrap(), first);
    for name in ["db-wal", "db-journal", "db"] {
        let before = Witness::of_sqlite(&path).unwrap();
        std::fs::write(folder.path().join(name), "b").unwrap();
        assert_ne!(Witness::of_sqlite(&path).unwrap(), before, "{name}");
    }
}

#[test]
fn a_copy_of_the_vectors_is_checked_too() {
    let verified = block_on(require_signed(&signed(), &trusted(), None)).unwrap();
    let mut rows: Vec<_> = three().iter().map(|e| (e.id, vector(e.id))).collect();
    let check = |rows: &[(ExampleId, Vec<f32>)], view| {
        verified.check_vectors(FINGERPRINT, view, rows.iter().map(|(id, v)| (*id, &v[..])))
    };
    assert_eq!(check(&rows, "code"), []);
    assert_eq!(check(&rows, "elsewhere").len(), 3);
    rows[1].1[0] += 1.0;
    let found = check(&rows, "code");
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].kind(), found[0].id()),
        ("vector-changed", Some(rows[1].0))
    );
}
