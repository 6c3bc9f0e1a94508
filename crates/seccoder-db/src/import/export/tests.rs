use std::io::Cursor;

use proptest::prelude::*;
use seccoder::check::{Check, CheckResult, CheckVerdict};
use seccoder::cwe::CweId;
use seccoder::example::{Provenance, Visibility, canonical_code};
use seccoder::language::Language;

use super::super::testing::{count, fixture, good, resumes_exactly};
use super::*;
use crate::store::Timestamp;

fn reader(bytes: &[u8]) -> Result<Export, SourceError> {
    Export::new(Lines::new(Cursor::new(bytes.to_vec()), "x".to_owned()).unwrap())
}

fn written(entries: &[Entry]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), entries.len() as u64).unwrap();
    for entry in entries {
        writer
            .write(&entry.example, entry.admission.as_ref())
            .unwrap();
    }
    writer.finish().unwrap()
}

fn verdict() -> impl Strategy<Value = CheckVerdict> {
    prop_oneof![
        Just(CheckVerdict::Passed),
        any::<String>().prop_map(CheckVerdict::Refused),
        any::<String>().prop_map(CheckVerdict::NotChecked),
    ]
}

fn admission() -> impl Strategy<Value = Admission> {
    let check = (prop::sample::select(&Check::ALL[..]), verdict())
        .prop_map(|(check, verdict)| CheckResult { check, verdict });
    (
        any::<String>(),
        any::<i64>(),
        prop::collection::vec(check, 0..4),
    )
        .prop_map(|(by, at, checks)| Admission {
            by,
            at: Timestamp(at),
            checks,
        })
}

fn entry() -> impl Strategy<Value = Entry> {
    let texts = || prop::collection::vec(any::<String>(), 0..3);
    let maybe = || prop::option::of(any::<String>());
    (
        (any::<String>(), any::<String>(), maybe(), maybe()),
        prop::sample::select(&Language::ALL[..]),
        prop::collection::vec(1..2000_u32, 0..3),
        (texts(), texts(), texts(), any::<bool>()),
        (any::<String>(), maybe(), maybe(), maybe(), maybe()),
        prop::option::of(admission()),
    )
        .prop_map(|(text, language, cwes, lists, origin, admission)| {
            let code = canonical_code(&text.0);
            Entry {
                example: SecureExample {
                    id: ExampleId::of(language, &code),
                    title: text.1,
                    code,
                    language,
                    cwes: cwes.into_iter().map(CweId::new).collect(),
                    vulnerable: text.2,
                    guideline: text.3,
                    apis: lists.0,
                    applies: lists.1,
                    labels: lists.2,
                    visibility: if lists.3 {
                        Visibility::Private
                    } else {
                        Visibility::Public
                    },
                    provenance: Provenance {
                        source: origin.0,
                        repository: origin.1,
                        commit: origin.2,
                        path: origin.3,
                        licence: origin.4,
                    },
                },
                admission,
            }
        })
}

#[test]
fn the_fixture_is_read() {
    let file = fixture("export/two-and-a-bad-one.jsonl");
    let items = resumes_exactly(|| Export::open(&file).unwrap());
    let counts = count(&items);
    assert_eq!(
        (counts.good, counts.bad, counts.skipped),
        (2, 1, 0),
        "{items:#?}"
    );
    assert_eq!(good(&items)[1].example.visibility, Visibility::Private);
    assert!(matches!(&items[1], Item::Bad(bad) if bad.reason.contains("its id is not")));
    let mut export = Export::open(&file).unwrap();
    let (entry, _) = export.next_entry().unwrap().unwrap().unwrap();
    assert_eq!(entry.admission.unwrap().by, "mara");
}

#[test]
fn what_is_no_export_or_a_later_one_is_refused() {
    for (text, why) in [
        ("", "no export of SecCoder"),
        ("{\"code\": 1}\n", "no export of SecCoder"),
        ("{\"seccoder_export\":1}\n", "how many"),
        (
            "{\"seccoder_export\":2,\"novelty\":[]}\n",
            "version 2, and this SecCoder reads up to",
        ),
    ] {
        let error = reader(text.as_bytes()).err().unwrap().to_string();
        assert!(error.contains(why), "{text}: {error}");
    }
    assert!(Export::open(&fixture("export/later.jsonl")).is_err());
}

#[test]
fn a_cut_off_export_is_noticed() {
    let mut export =
        reader(b"{\"seccoder_export\":1,\"examples\":3}\n{\"seccoder_export\":1}\n").unwrap();
    assert!(export.next_entry().unwrap().unwrap().is_err());
    let error = export.next_entry().err().unwrap().to_string();
    assert!(error.contains("after 1 of 3"), "{error}");
    assert!(Writer::new(Vec::new(), 1).unwrap().finish().is_err());
}

#[test]
fn a_position_of_another_kind_is_refused() {
    let mut export = Export::open(&fixture("export/two-and-a-bad-one.jsonl")).unwrap();
    for position in ["", "0:0:0:0", "1:1:1:3", "36:1", "36:1:x:3", "36:1:0:3:1"] {
        assert!(export.resume(position).is_err(), "{position}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_round_trip_is_exact(entries in prop::collection::vec(entry(), 0..5)) {
        let bytes = written(&entries);
        let mut export = reader(&bytes).unwrap();
        let mut read = Vec::new();
        while let Some(entry) = export.next_entry().unwrap() {
            read.push(entry.unwrap().0);
        }
        prop_assert_eq!(&read, &entries);
        prop_assert_eq!(written(&read), bytes.clone());
        // Two exports joined are one.
        let items = resumes_exactly(|| reader(&[bytes.clone(), bytes.clone()].concat()).unwrap());
        prop_assert_eq!(items.len(), 2 * entries.len());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        drop(reader(&bytes));
        let text = [b"{\"seccoder_export\":1,\"examples\":0}\n", &bytes[..]].concat();
        let mut export = reader(&text).unwrap();
        while let Ok(Some(_)) = export.next_entry() {}
    }

    #[test]
    fn good_lines_survive_any_bad_ones(
        entries in prop::collection::vec(entry(), 1..4), bad in "[^\n]{0,60}"
    ) {
        let mut text = Vec::new();
        for line in written(&entries).split_inclusive(|&byte| byte == b'\n') {
            text.extend_from_slice(line);
            text.extend(bad.bytes().chain([b'\n']));
        }
        let mut export = reader(&text).unwrap();
        let mut good = 0;
        while let Some(entry) = export.next_entry().unwrap() {
            good += usize::from(entry.is_ok());
        }
        prop_assert_eq!(good, entries.len());
    }
}
