//! The manifest as a text.

use super::*;

fn manifest(store: &MemoryStore) -> Manifest {
    block_on(Manifest::of(store)).unwrap()
}

#[test]
fn a_manifest_reads_back() {
    for store in [unsigned(), MemoryStore::new()] {
        let manifest = manifest(&store);
        let text = manifest.to_text();
        assert!(
            text.starts_with("seccoder manifest 1\ndatabase 0707"),
            "{text}"
        );
        assert_eq!(Manifest::parse(&text).unwrap(), manifest);
    }
}

#[test]
fn hashes_are_fixed() {
    // Signed databases depend on these. A change needs another version of the manifest.
    let mut one = three().remove(0);
    let admission = Admission {
        by: "somebody".to_owned(),
        at: NOON,
        checks: admitted(one.clone()).checks,
    };
    let hash = |e: &SecureExample, a| example_hash(e, a).unwrap().to_string();
    let short = |text: String| text[..16].to_owned();
    let with = short(hash(&one, Some(&admission)));
    let without = short(hash(&one, None));
    let text = manifest(&unsigned()).to_text();
    let last = text.lines().last().unwrap().rsplit(' ').next().unwrap();
    assert_eq!([&with, &without, &last[..16]], PINNED);
    one.labels.clear();
    assert_ne!(short(hash(&one, None)), without);
}

const PINNED: [&str; 3] = ["eddb2a80cc8152d7", "bf96b5fd44f2a85a", "f5c160acd220edb5"];

#[test]
fn what_is_not_a_manifest_is_refused_with_the_line() {
    let text = manifest(&unsigned()).to_text();
    let at = |line: &str| text.lines().position(|l| l.starts_with(line)).unwrap() + 1;
    for (bad, expected) in [
        (String::new(), "begins with ``"),
        (text.replace("manifest 1", "manifest 2"), "begins with"),
        (text.replace("revision 3", "revision three"), "line 3"),
        (text.replace("revision 3", "revision 03"), "form"),
        (
            text.replace("examples 3", "examples 2"),
            &format!("line {}", at("vectors") - 1),
        ),
        (text.replace("examples 3", "examples 99999999999"), "line "),
        (text.replace('\n', "\r\n"), "form"),
        (text[..text.len() - 1].to_owned(), "form"),
        (format!("{text}\n"), "line "),
        (text.replace("\"code\"", "\"zode\""), "form"),
        (text.replace("\"code\"", "\"code\" \"more\""), "form"),
    ] {
        let error = Manifest::parse(&bad).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}: {expected}");
    }
    let mut lines: Vec<&str> = text.lines().collect();
    lines.swap(5, 6);
    let error = Manifest::parse(&lines.join("\n")).unwrap_err().to_string();
    assert!(error.contains("line 7"), "{error}");
}
