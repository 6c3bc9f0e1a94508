//! What every format has in common once a record is read: two halves, a language, an origin.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;
use seccoder::cwe::CweId;
use seccoder::example::{ExampleId, Provenance, SecureExample, Visibility, canonical_code};
use seccoder::language::Language;

use super::title::{function_name, tidy};
use super::{BadRecord, Item, Record};

/// Why a record is passed over.
pub(super) const EMPTY: &str = "one of the two versions is empty";
pub(super) const SAME: &str = "the two versions are the same";
pub(super) const LANGUAGE: &str = "in a language that SecCoder does not know";

/// No function is as long as this, in bytes; what is comes of damage.
const LONGEST: usize = 4 * 1024 * 1024;
pub(super) const MOST: &str = "its code is longer than 4 MiB";

/// Whether code is too long for a record.
pub(super) fn too_long(code: &str) -> bool {
    code.len() > LONGEST
}

/// A candidate in the making.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) language: Option<Language>,
    pub(super) secure: String,
    pub(super) vulnerable: Option<String>,
    /// The function's name or another title; empty when the record has none.
    pub(super) name: String,
    pub(super) cwes: Vec<CweId>,
    pub(super) guideline: Option<String>,
    pub(super) provenance: Provenance,
}

impl Draft {
    /// The candidate, or why it is none.
    pub(super) fn item(self, place: String) -> Item {
        let vulnerable = self.vulnerable.as_deref();
        if self.secure.trim().is_empty() || vulnerable.is_some_and(|half| half.trim().is_empty()) {
            return Item::Skipped(EMPTY);
        }
        let Some(language) = self.language else {
            return Item::Skipped(LANGUAGE);
        };
        if self.secure.contains('\0') || vulnerable.is_some_and(|half| half.contains('\0')) {
            return bad(place, "the code holds a NUL character");
        }
        if too_long(&self.secure) || vulnerable.is_some_and(too_long) {
            return bad(place, MOST);
        }
        let code = canonical_code(&self.secure);
        let vulnerable = vulnerable.map(canonical_code);
        if vulnerable.as_ref() == Some(&code) {
            return Item::Skipped(SAME);
        }
        let example = SecureExample {
            id: ExampleId::of(language, &code),
            title: title(language, &self.name, &code, &self.provenance),
            code,
            language,
            cwes: self.cwes,
            vulnerable,
            guideline: self.guideline.as_deref().and_then(tidy),
            apis: Vec::new(),
            applies: Vec::new(),
            labels: Vec::new(),
            visibility: Visibility::Public,
            provenance: self.provenance,
        };
        Item::Good(Box::new(Record { example, place }))
    }
}

fn title(language: Language, name: &str, code: &str, provenance: &Provenance) -> String {
    let named = tidy(name).filter(|name| name != "(anonymous)");
    named
        .or_else(|| function_name(language, code))
        .unwrap_or_else(|| {
            let file = provenance.path.as_deref().map(Path::new);
            let file = file.and_then(Path::file_name);
            match file.and_then(|file| tidy(&file.to_string_lossy())) {
                Some(file) => format!("function without a name in {file}"),
                None => format!("function without a name from {}", provenance.source),
            }
        })
}

/// A bad record.
pub(super) fn bad(place: String, reason: impl Into<String>) -> Item {
    Item::Bad(BadRecord {
        place,
        reason: reason.into(),
    })
}

/// The weaknesses that a text names (`CWE-79`, `['CWE-20', 'CWE-79']`, `79`), each once. What
/// stands for an unknown one (`NVD-CWE-noinfo`) names none.
pub(super) fn cwes_in(text: &str) -> Vec<CweId> {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)cwe[-_ ]?([0-9]{1,6})").expect("the form is a regular expression")
    });
    if let Ok(only) = text.parse() {
        return vec![only];
    }
    let mut found = Vec::new();
    for named in NAMED.captures_iter(text) {
        if let Ok(cwe) = named[1].parse()
            && !found.contains(&cwe)
        {
            found.push(cwe);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(secure: &str, vulnerable: Option<&str>) -> Draft {
        Draft {
            language: Some(Language::C),
            secure: secure.to_owned(),
            vulnerable: vulnerable.map(str::to_owned),
            ..Draft::default()
        }
    }

    fn skipped(draft: Draft) -> &'static str {
        match draft.item("x".to_owned()) {
            Item::Skipped(reason) => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_no_pair_is_passed_over() {
        assert_eq!(skipped(draft(" \n", None)), EMPTY);
        assert_eq!(skipped(draft("int a;", Some(" "))), EMPTY);
        assert_eq!(skipped(draft("int a;", Some("int a;\r\n\n"))), SAME);
        let unknown = Draft {
            language: None,
            ..draft("a", Some("b"))
        };
        assert_eq!(skipped(unknown), LANGUAGE);
    }

    #[test]
    fn a_title_is_found_for_everything() {
        for (name, code, path, title) in [
            ("given", "int f(void);", None, "given"),
            ("(anonymous)", "int f(void);", None, "f"),
            (
                "",
                "int f;",
                Some("src/a.c"),
                "function without a name in a.c",
            ),
            ("", "int f;", None, "function without a name from set"),
        ] {
            let draft = Draft {
                name: name.to_owned(),
                provenance: Provenance {
                    source: "set".to_owned(),
                    path: path.map(str::to_owned),
                    ..Provenance::default()
                },
                ..draft(code, None)
            };
            match draft.item("x".to_owned()) {
                Item::Good(record) => assert_eq!(record.example.title, title),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn code_with_nul_is_damage() {
        let item = draft("int a;\0", None).item("x".to_owned());
        assert!(matches!(item, Item::Bad(_)), "{item:?}");
    }

    #[test]
    fn weaknesses_are_read_from_any_text() {
        let numbers = |text| -> Vec<u32> { cwes_in(text).iter().map(|cwe| cwe.number()).collect() };
        assert_eq!(numbers("CWE-79"), [79]);
        assert_eq!(numbers("cwe-022"), [22]);
        assert_eq!(numbers("['CWE-20', 'CWE-79', 'CWE-20']"), [20, 79]);
        assert_eq!(numbers("787"), [787]);
        for none in ["", "NVD-CWE-noinfo", "CWE-0", "nan", "CVE-2019-1234"] {
            assert_eq!(numbers(none), [] as [u32; 0], "{none}");
        }
    }
}
