//! The rules, as they lie in `rules/<language>/*.yaml`, compiled in.
//!
//! The files use YAML's anchors, which Semgrep's command line tool resolves but its engine does
//! not in every place. So they are read here, and go to the engine as JSON.
//!
//! A rule whose metadata says `coverage: partial` finds some cases of its weakness only: what it
//! finds counts, but that it finds nothing proves nothing.

use std::fmt::Write as _;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use seccoder::cwe::CweId;
use seccoder::language::Language;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::relevance::belongs;

static FOLDER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../rules");

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| read(&FOLDER));

/// Seconds that the flow of data through one function may take. The engine's own limit is so
/// short that a busy machine would reach it.
const FLOW_SECONDS: u32 = 5;

/// One rule.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) cwe: CweId,
    languages: Vec<String>,
    partial: bool,
    body: Value,
}

impl Rule {
    pub(super) fn is_for(&self, language: Language) -> bool {
        self.languages.iter().any(|name| name == language.name())
    }
}

/// Every rule.
pub(super) fn all() -> &'static [Rule] {
    &RULES
}

/// Whether code of a language in which the rules find no such weakness can count as free of it.
#[must_use]
pub fn covers(language: Language, cwe: CweId) -> bool {
    matching(language, cwe).any(|rule| !rule.partial)
}

/// Whether a rule finds at least some cases of a weakness in a language.
#[must_use]
pub fn finds_some(language: Language, cwe: CweId) -> bool {
    matching(language, cwe).next().is_some()
}

fn matching(language: Language, cwe: CweId) -> impl Iterator<Item = &'static Rule> {
    all()
        .iter()
        .filter(move |rule| rule.is_for(language) && belongs(rule.cwe, cwe))
}

/// The weakness that a rule finds.
pub(super) fn cwe_of(id: &str) -> Option<CweId> {
    all().iter().find(|rule| rule.id == id).map(|rule| rule.cwe)
}

/// All rules in one file, as the engine reads them.
pub(super) fn json() -> String {
    let bodies: Vec<&Value> = all().iter().map(|rule| &rule.body).collect();
    serde_json::json!({ "rules": bodies }).to_string()
}

/// The first half of the rules' digest, for logs: a verdict depends on every letter of them.
pub(super) fn fingerprint() -> String {
    let digest = Sha256::digest(json().as_bytes());
    digest[..4].iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The engine's word for a language.
pub(super) const fn analyzer(language: Language) -> &'static str {
    // The engine has the same names, so far.
    language.name()
}

/// Reads every rule file. The files are part of the program and a test reads them all, so a
/// mistake in one cannot reach a user.
fn read(folder: &Dir<'_>) -> Vec<Rule> {
    let mut files: Vec<_> = folder
        .dirs()
        .flat_map(Dir::files)
        .filter(|file| file.path().extension().is_some_and(|end| end == "yaml"))
        .collect();
    files.sort_by_key(|file| file.path());
    let mut rules = Vec::new();
    for file in files {
        let text = file.contents_utf8().unwrap_or_default();
        match parse(text) {
            Ok(more) => rules.extend(more),
            Err(reason) => panic!("{}: {reason}", file.path().display()),
        }
    }
    rules
}

fn parse(text: &str) -> Result<Vec<Rule>, String> {
    let mut document: Value = serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
    let Some(Value::Array(bodies)) = document.get_mut("rules").map(Value::take) else {
        return Err("no list of rules".to_owned());
    };
    bodies.into_iter().map(rule).collect()
}

fn rule(mut body: Value) -> Result<Rule, String> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let id = text(body.get("id")).ok_or("a rule has no id")?;
    let cwe = text(body.pointer("/metadata/cwe"))
        .and_then(|cwe| cwe.parse().ok())
        .ok_or_else(|| format!("{id} has no metadata.cwe"))?;
    let languages = body
        .get("languages")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(|name| text(Some(name))).collect())
        .ok_or_else(|| format!("{id} has no languages"))?;
    if body.get("mode").and_then(Value::as_str) == Some("taint")
        && let Value::Object(fields) = &mut body
        && let Value::Object(options) = fields
            .entry("options")
            .or_insert_with(|| Value::Object(Map::new()))
    {
        options.insert("taint_fixpoint_timeout".to_owned(), FLOW_SECONDS.into());
    }
    let partial = body.pointer("/metadata/coverage").and_then(Value::as_str) == Some("partial");
    Ok(Rule {
        id,
        cwe,
        languages,
        partial,
        body,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rule_is_read_and_named_once() {
        let names: BTreeSet<_> = all().iter().map(|rule| &rule.id).collect();
        assert!(names.len() > 40, "{}", names.len());
        assert_eq!(names.len(), all().len());
        for rule in all() {
            assert!(
                rule.languages
                    .iter()
                    .all(|name| name.parse::<Language>().is_ok()),
                "{} is for {:?}",
                rule.id,
                rule.languages
            );
        }
    }

    #[test]
    fn the_weaknesses_that_matter_most_are_covered() {
        for number in [22, 78, 79, 89] {
            assert!(covers(Language::Python, CweId::new(number)));
            assert!(covers(Language::JavaScript, CweId::new(number)));
        }
        assert!(!finds_some(Language::Python, CweId::new(416)));
        // An unbounded strcpy is found; bounds in general are not.
        let out_of_bounds = CweId::new(787);
        assert!(finds_some(Language::C, out_of_bounds) && !covers(Language::C, out_of_bounds));
        assert_eq!(cwe_of("python.sql-string"), Some(CweId::new(89)));
    }

    #[test]
    fn anchors_are_resolved() {
        let text = "rules:\n- id: a\n  languages: [c]\n  metadata: {cwe: CWE-1}\n  x: &x [p]\n- id: b\n  languages: [c]\n  metadata: {cwe: CWE-1}\n  mode: taint\n  x: *x\n";
        let rules = parse(text).unwrap();
        assert_eq!(rules[0].body["x"], rules[1].body["x"]);
        assert_eq!(
            rules[1].body["options"]["taint_fixpoint_timeout"],
            FLOW_SECONDS
        );
        assert!(parse("rules:\n- id: a\n").is_err());
    }

    #[test]
    fn the_fingerprint_is_short_and_steady() {
        assert_eq!(fingerprint().len(), 8);
        assert_eq!(fingerprint(), fingerprint());
    }
}
