use std::io::Cursor;

use proptest::prelude::*;

use super::super::testing::{all, count, fixture, good, resumes_exactly};
use super::*;

const MAPPING: &str = "secure=fix.after,vulnerable=fix.before,language=lang,cwe=weaknesses,\
                       path=source.file,commit=commits.0.url,licence=spdx,guideline==Escape it";

fn source(text: &[u8], mapping: &str) -> Jsonl {
    let lines = Lines::new(Cursor::new(text.to_vec()), "x".to_owned()).unwrap();
    Jsonl::new(lines, "ours", mapping.parse().unwrap())
}

#[test]
fn the_fixture_is_read() {
    let file = fixture("jsonl/records.jsonl");
    let mapping: Mapping = MAPPING.parse().unwrap();
    let items = resumes_exactly(|| Jsonl::open(&file, "ours", mapping.clone()).unwrap());
    let counts = count(&items);
    assert_eq!(
        (counts.good, counts.bad, counts.skipped),
        (2, 3, 2),
        "{items:#?}"
    );
    let good = good(&items);
    let first = &good[0].example;
    assert_eq!(
        (first.title.as_str(), first.language),
        ("greet", Language::Python)
    );
    assert_eq!(first.cwes, [CweId::new(79), CweId::new(116)]);
    assert_eq!(first.guideline.as_deref(), Some("Escape it"));
    assert_eq!(
        first.provenance,
        Provenance {
            source: "ours".to_owned(),
            repository: Some("https://git.example/orchard/pantry".to_owned()),
            commit: Some("00112233445566778899aabbccddeeff00112233".to_owned()),
            path: Some("web/greet.py".to_owned()),
            licence: Some("MIT".to_owned()),
        }
    );
    let second = &good[1].example;
    assert_eq!((&second.vulnerable, second.cwes.len()), (&None, 0));
}

#[test]
fn a_wrong_mapping_says_why() {
    for (text, why) in [
        ("", "`secure` is missing"),
        ("secure=a", "neither `language` nor `path`"),
        ("secure=a,language==brainfog", "unknown language"),
        ("secure=a,secure=b,language=c", "twice"),
        ("secure=a,colour=b", "known: secure, vulnerable"),
        ("secure", "no `=`"),
        ("secure=,language=c", "names no field"),
        ("secure==,language=c", "names no field"),
    ] {
        let error = text.parse::<Mapping>().unwrap_err().to_string();
        assert!(error.contains(why), "{text}: {error}");
    }
    assert!(MAPPING.parse::<Mapping>().is_ok());
}

#[test]
fn the_language_may_come_from_the_path() {
    let line = br#"{"code": "int f(void);", "file": "a.c"}"#;
    let items = all(&mut source(line, "secure=code,path=file"));
    assert_eq!(good(&items)[0].example.language, Language::C);
    let items = all(&mut source(line, "secure=code,language==cpp,path=file"));
    assert_eq!(good(&items)[0].example.language, Language::Cpp);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        resumes_exactly(|| source(&bytes, MAPPING));
    }

    #[test]
    fn any_text_is_a_mapping_or_not(text in "[a-z=,. ]{0,40}") {
        if let Ok(mapping) = text.parse::<Mapping>() {
            prop_assert!(mapping.secure.is_some());
        }
    }

    #[test]
    fn good_lines_survive_any_bad_ones(
        lines in prop::collection::vec(
            prop::option::of("[^\n]{0,60}"),
            0..20,
        )
    ) {
        let mut text = String::new();
        for (number, bad) in lines.iter().enumerate() {
            match bad {
                Some(bad) => text.push_str(bad),
                None => text.push_str(&format!("{{\"code\": \"def f{number}():\\n    pass\"}}")),
            }
            text.push('\n');
        }
        let items = resumes_exactly(|| source(text.as_bytes(), "secure=code,language==python"));
        let expected = lines.iter().filter(|line| line.is_none()).count();
        prop_assert_eq!(count(&items).good, expected);
    }
}
