use super::super::testing::{count, fixture, good, resumes_exactly, shared};
use super::*;
use crate::admission::tokens::tokens;
use proptest::prelude::*;
use seccoder::cwe::CweId;
use seccoder::language::Language;

fn line(name: &str, after: &str, cwe: &str) -> String {
    format!(
        "{{\"func_name\": \"{name}\", \"func_src_before\": \"int f(){{}}\", \
         \"func_src_after\": \"{after}\", \"commit_link\": \"host/a/b/commit/c\", \
         \"file_name\": \"src/a.c\", \"vul_type\": \"{cwe}\", \"line_changes\": {{}}}}\n"
    )
}

#[test]
fn pairs_become_examples_and_the_same_code_one() {
    let folder = tempfile::tempdir().unwrap();
    let text = line("f", "int f(){return 1;}", "cwe-125") + &line("g", "int g();", "cwe-125");
    std::fs::write(folder.path().join("cwe-125.jsonl"), text).unwrap();
    let again = line("f", "int f(){return 1;}", "cwe-787");
    std::fs::write(folder.path().join("cwe-787.jsonl"), again).unwrap();
    let (examples, pairs) = read_folder(folder.path()).unwrap();
    assert_eq!((examples.len(), pairs), (2, 3));
    let both = examples.iter().find(|e| e.title == "f").unwrap();
    assert_eq!(both.cwes, [CweId::new(125), CweId::new(787)]);
    assert_eq!(both.language, Language::C);
}

#[test]
fn damage_names_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    assert!(read_folder(folder.path()).is_err());
    let text = line("f", "int f();", "cwe-125") + "{\"func_name\": 1}\n";
    std::fs::write(folder.path().join("a.jsonl"), text).unwrap();
    let error = read_folder(folder.path()).unwrap_err();
    assert!(error.place.ends_with("a.jsonl, line 2"), "{error}");
}

#[test]
fn the_fixture_is_read() {
    let folder = fixture("sven/train");
    let items = resumes_exactly(|| Sven::open(&folder).unwrap());
    let counts = count(&items);
    assert_eq!(
        (counts.good, counts.bad, counts.skipped),
        (4, 1, 1),
        "{items:#?}"
    );
    let good = good(&items);
    let first = &good[0].example;
    assert_eq!(
        (first.title.as_str(), &first.cwes[..]),
        ("shelf_path", &[CweId::new(22)][..])
    );
    let provenance = &first.provenance;
    assert_eq!(provenance.source, "sven");
    assert_eq!(
        provenance.repository.as_deref(),
        Some("https://git.example/orchard/pantry")
    );
    let commit = "00112233445566778899aabbccddeeff00112233";
    assert_eq!(provenance.commit.as_deref(), Some(commit));
    assert_eq!(provenance.path.as_deref(), Some("pantry/shelf.py"));
}

#[test]
fn a_position_of_another_folder_is_refused() {
    let mut source = Sven::open(&fixture("sven/train")).unwrap();
    for position in [
        "",
        "0:0",
        "0:0:cwe-999.jsonl",
        "3:1:cwe-022.jsonl",
        "x:1:cwe-022.jsonl",
    ] {
        assert!(source.resume(position).is_err(), "{position}");
    }
    assert!(source.next().unwrap().is_some());
    let empty = tempfile::tempdir().unwrap();
    assert!(Sven::open(empty.path()).is_err());
}

#[test]
fn every_published_pair_is_read() {
    let Some(folder) = shared("sven/data_train_val") else {
        return;
    };
    for (split, pairs, same) in [("train", 720, 4), ("val", 83, 0)] {
        let items = resumes_exactly(|| Sven::open(&folder.join(split)).unwrap());
        let counts = count(&items);
        assert_eq!(
            (counts.good, counts.bad, counts.skipped),
            (pairs - same, 0, same),
            "{split}"
        );
        for record in good(&items) {
            let provenance = &record.example.provenance;
            assert!(provenance.repository.is_some() && provenance.path.is_some());
            let commit = provenance.commit.as_deref().unwrap();
            assert_eq!(commit.len(), 40, "{}", record.place);
        }
        assert_eq!(read_folder(&folder.join(split)).unwrap().1, pairs);
    }
}

/// Lengths of the functions after the fix, in order.
fn lengths(folder: &Path, measure: impl Fn(&Pair) -> usize) -> Vec<usize> {
    let mut lengths = Vec::new();
    for file in files(folder).unwrap() {
        for line in std::fs::read_to_string(file).unwrap().lines() {
            lengths.push(measure(&serde_json::from_str(line).unwrap()));
        }
    }
    lengths.sort_unstable();
    lengths
}

#[test]
fn the_limits_that_the_documentation_names_keep_what_it_says() {
    let Some(folder) = shared("sven/data_train_val") else {
        return;
    };
    type Measure = fn(&Pair) -> usize;
    let measures: [(&str, Measure, [usize; 2], [usize; 2]); 3] = [
        (
            "characters",
            |pair| pair.func_src_after.chars().count(),
            [3884, 3887],
            [596, 63],
        ),
        (
            "our tokens",
            |pair| tokens(pair.language().unwrap(), &pair.func_src_after).len(),
            [704, 707],
            [596, 63],
        ),
        (
            "words",
            |pair| pair.func_src_after.split_whitespace().count(),
            [383, 390],
            [596, 64],
        ),
    ];
    for (name, measure, limits, kept) in measures {
        let [train, val] = ["train", "val"].map(|split| lengths(&folder.join(split), measure));
        assert_eq!((train.len(), val.len()), (720, 83));
        let keeps = |limit: usize| {
            [&train, &val].map(|split| split.iter().filter(|&&length| length <= limit).count())
        };
        println!("{name}: 596 by {} to {}", train[595], train[596] - 1);
        println!("{name}: 63 by {} to {}", val[62], val[63] - 1);
        for limit in limits {
            assert_eq!(keeps(limit), kept, "{name}, {limit}");
        }
        for beyond in [limits[0] - 1, limits[1] + 1] {
            assert_ne!(keeps(beyond)[0], 596, "{name}, {beyond}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn good_lines_survive_any_bad_ones(
        lines in prop::collection::vec(
            prop::option::of(prop::collection::vec(any::<u8>().prop_filter("", |&b| b != b'\n'), 0..80)),
            0..20,
        )
    ) {
        let mut text = Vec::new();
        for (number, bad) in lines.iter().enumerate() {
            match bad {
                Some(bytes) => text.extend(bytes.iter().chain(b"\n")),
                None => text.extend(line("f", &format!("int f{number}();"), "cwe-125").bytes()),
            }
        }
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("cwe-125.jsonl"), text).unwrap();
        let items = resumes_exactly(|| Sven::open(folder.path()).unwrap());
        let expected = lines.iter().filter(|line| line.is_none()).count();
        prop_assert_eq!(count(&items).good, expected);
    }
}
