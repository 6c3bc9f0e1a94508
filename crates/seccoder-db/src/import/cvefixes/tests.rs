use proptest::prelude::*;

use super::super::testing::{all, count, fixture, good, resumes_exactly};
use super::*;

/// The fixture as a database file.
fn built(folder: &tempfile::TempDir) -> std::path::PathBuf {
    let file = folder.path().join("CVEfixes.db");
    let statements = std::fs::read_to_string(fixture("cvefixes/cvefixes.sql")).unwrap();
    let connection = Connection::open(&file).unwrap();
    connection.execute_batch(&statements).unwrap();
    file
}

#[test]
fn the_fixture_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = built(&folder);
    let before = std::fs::read(&file).unwrap();
    let items = resumes_exactly(|| CveFixes::open(&file).unwrap());
    let counts = count(&items);
    assert_eq!(
        (counts.good, counts.bad, counts.skipped),
        (3, 2, 5),
        "{items:#?}"
    );
    let good = good(&items);

    let first = &good[0].example;
    assert_eq!(
        (first.title.as_str(), first.language),
        ("shelf_path", Language::Python)
    );
    assert_eq!(first.cwes, [CweId::new(22), CweId::new(59)]);
    assert!(first.vulnerable.as_ref().unwrap().contains("os.path.join"));
    let provenance = &first.provenance;
    assert_eq!(
        provenance.repository.as_deref(),
        Some("https://git.example/orchard/pantry")
    );
    let commit = "00112233445566778899aabbccddeeff00112233";
    assert_eq!(provenance.commit.as_deref(), Some(commit));
    assert_eq!(provenance.path.as_deref(), Some("pantry/shelf.py"));

    let second = &good[1].example;
    assert_eq!(
        (second.title.as_str(), second.language),
        ("fill", Language::Cpp)
    );
    assert!(second.cwes.is_empty() && second.vulnerable.is_some());
    let repository = second.provenance.repository.as_deref();
    assert_eq!(repository, Some("https://git.example/orchard/kitchen"));

    let third = &good[2].example;
    assert!(third.code.contains("escape") && third.vulnerable.as_ref().unwrap().contains("String"));
    assert!(good[2].place.ends_with("row 8 of method_change"));

    assert_eq!(std::fs::read(&file).unwrap(), before, "nothing is written");
}

#[test]
fn another_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.db");
    assert!(CveFixes::open(&file).is_err());
    assert!(!file.exists(), "and not made");
    assert!(CveFixes::open(folder.path()).is_err());
    std::fs::write(&file, "no database at all, but text that is long enough").unwrap();
    assert!(CveFixes::open(&file).is_err());
    std::fs::write(&file, "").unwrap();
    let error = CveFixes::open(&file).err().unwrap().to_string();
    assert!(error.contains("fixes.cve_id"), "{error}");
    // A view could run anything.
    let connection = Connection::open(&file).unwrap();
    connection
        .execute_batch("CREATE VIEW fixes AS SELECT 1 cve_id, 2 hash, 3 repo_url")
        .unwrap();
    assert!(CveFixes::open(&file).is_err());

    let file = built(&folder);
    let mut source = CveFixes::open(&file).unwrap();
    for position in ["", "-1", "18", "x", "1:1"] {
        assert!(source.resume(position).is_err(), "{position}");
    }
}

#[test]
fn numbers_for_ids_and_flags_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let file = built(&folder);
    let connection = Connection::open(&file).unwrap();
    connection
        .execute_batch(
            "ALTER TABLE method_change RENAME TO old;
             CREATE TABLE method_change (file_change_id INTEGER, name TEXT, signature TEXT,
               code TEXT, before_change INTEGER);
             INSERT INTO method_change SELECT CAST(file_change_id AS INTEGER), name, signature,
               code, before_change = 'True' FROM old;",
        )
        .unwrap();
    let items = all(&mut CveFixes::open(&file).unwrap());
    assert_eq!(count(&items).good, 3);
}

#[test]
fn an_overlong_method_is_bad() {
    let folder = tempfile::tempdir().unwrap();
    let file = built(&folder);
    let connection = Connection::open(&file).unwrap();
    let change = "UPDATE method_change SET code = CAST(zeroblob(60000000) AS TEXT) \
                  WHERE method_change_id = '2'";
    connection.execute_batch(change).unwrap();
    let items = all(&mut CveFixes::open(&file).unwrap());
    assert!(matches!(&items[0], Item::Bad(bad) if bad.reason.contains("longer")));
    assert_eq!(count(&items).good, 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_damaged_file_ends_in_an_error_at_worst(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..60)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let file = built(&folder);
        let mut bytes = std::fs::read(&file).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        std::fs::write(&file, bytes).unwrap();
        if let Ok(mut source) = CveFixes::open(&file) {
            for _ in 0..100 {
                if !matches!(source.next(), Ok(Some(_))) {
                    break;
                }
            }
        }
    }
}
