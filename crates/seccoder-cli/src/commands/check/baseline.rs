//! What was found before: a file with which an old code base can begin to be checked.
//!
//! A finding is known again by its file, rule and weakness, its line and the lines beside it, all
//! without their spacing: so it moves with its code, and is new where its code changes. The same
//! code twice in a file has one fingerprint and is counted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use seccoder::oracle::Finding;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::files::Root;
use super::look::{Outcome, Standing};
use crate::failure::Failure;

/// The version of the file's form.
const VERSION: u32 = 1;

/// Findings that are known.
#[derive(Debug, Default)]
pub struct Baseline {
    known: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    path: String,
    rule: String,
    #[serde(default)]
    cwe: Option<String>,
    fingerprint: String,
    count: usize,
}

#[derive(Serialize, Deserialize)]
struct Form {
    schema_version: u32,
    findings: Vec<Entry>,
}

impl Baseline {
    /// Reads a baseline.
    pub fn read(file: &Path) -> Result<Self, Failure> {
        let bad = |reason: String| {
            Failure::usage(format!("the baseline {}: {reason}", file.display()))
                .hint("`seccoder check --baseline FILE --write-baseline` writes it anew")
        };
        let text = std::fs::read_to_string(file).map_err(|error| bad(error.to_string()))?;
        let form: Form = serde_json::from_str(&text).map_err(|error| bad(error.to_string()))?;
        if form.schema_version != VERSION {
            return Err(bad(format!(
                "its form is version {}, this seccoder reads {VERSION}",
                form.schema_version
            )));
        }
        let mut known = BTreeMap::new();
        for entry in form.findings {
            if let Some(twice) = known.insert(entry.fingerprint.clone(), entry) {
                return Err(bad(format!("{} is in it twice", twice.fingerprint)));
            }
        }
        Ok(Self { known })
    }

    /// Whether a finding is known; then it is known once less.
    pub fn take(&mut self, fingerprint: &str) -> bool {
        match self.known.get_mut(fingerprint) {
            Some(entry) if entry.count > 0 => {
                entry.count -= 1;
                true
            }
            _ => false,
        }
    }

    /// Findings in it.
    pub fn len(&self) -> usize {
        self.known.values().map(|entry| entry.count).sum()
    }

    /// How many of its findings are no more, in the files that were looked at and those that went.
    pub fn fixed(mut self, outcome: &Outcome, root: &Root) -> usize {
        for file in &outcome.files {
            for of in &file.findings {
                self.take(&of.fingerprint);
            }
        }
        let looked = whole(outcome);
        let gone = |entry: &&Entry| looked.contains(&entry.path) || !is_there(root, &entry.path);
        self.known.values().filter(gone).map(|of| of.count).sum()
    }

    /// The baseline with what was found now; of files that were not looked at it keeps what it had.
    pub fn renewed(self, outcome: &Outcome, root: &Root) -> Self {
        let looked = whole(outcome);
        let mut known = self.known;
        known.retain(|_, entry| !looked.contains(&entry.path) && is_there(root, &entry.path));
        for file in &outcome.files {
            let path = name(&file.target.path);
            for of in &file.findings {
                if matches!(of.standing, Standing::Suppressed(_)) {
                    continue;
                }
                let fresh = looked.contains(&path);
                let entry = known
                    .entry(of.fingerprint.clone())
                    .or_insert_with(|| Entry {
                        path: path.clone(),
                        rule: of.finding.rule.clone(),
                        cwe: of.finding.cwe.map(|cwe| cwe.to_string()),
                        fingerprint: of.fingerprint.clone(),
                        count: 0,
                    });
                // Of a file that was not read whole, what it had is not counted again.
                if fresh || entry.count == 0 {
                    entry.count += 1;
                }
            }
        }
        Self { known }
    }

    /// As it is written, in an order that makes differences easy to read.
    pub fn to_json(&self) -> Result<String, Failure> {
        let mut findings: Vec<Entry> = self.known.values().cloned().collect();
        findings.sort_by(|a, b| {
            (&a.path, &a.rule, &a.fingerprint).cmp(&(&b.path, &b.rule, &b.fingerprint))
        });
        let form = Form {
            schema_version: VERSION,
            findings,
        };
        Ok(serde_json::to_string_pretty(&form)? + "\n")
    }
}

/// The files of which all who look could look at all: only there is what is missing fixed.
fn whole(outcome: &Outcome) -> BTreeSet<String> {
    let files = outcome.files.iter();
    files
        .filter(|file| file.unjudged.is_empty())
        .map(|file| name(&file.target.path))
        .collect()
}

fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn is_there(root: &Root, path: &str) -> bool {
    root.folder.join(PathBuf::from(path)).exists()
}

/// By what a finding is known again.
pub fn fingerprint(path: &Path, finding: &Finding, lines: &[&str]) -> String {
    let at = (finding.line as usize).saturating_sub(1).min(lines.len());
    let squeezed = |line: &&str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let beside = |line: &String| !line.is_empty();
    let own = lines.get(at).map(squeezed).unwrap_or_default();
    let above = lines[..at].iter().rev().map(squeezed).find(beside);
    let below = lines.iter().skip(at + 1).map(squeezed).find(beside);
    let mut hash = Sha256::new();
    hash.update(b"seccoder/finding/1\0");
    let cwe = finding.cwe.map(|cwe| cwe.to_string()).unwrap_or_default();
    for part in [
        path.as_os_str().as_encoded_bytes(),
        finding.rule.as_bytes(),
        cwe.as_bytes(),
        own.as_bytes(),
        above.unwrap_or_default().as_bytes(),
        below.unwrap_or_default().as_bytes(),
    ] {
        // With its length: no two lists of parts are one text.
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize()[..16]
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use seccoder::cwe::CweId;

    use super::*;

    fn print(code: &str, line: u32) -> String {
        let finding = Finding {
            rule: "r".to_owned(),
            cwe: Some(CweId::new(89)),
            line,
            message: String::new(),
        };
        let lines: Vec<&str> = code.lines().collect();
        fingerprint(Path::new("a.py"), &finding, &lines)
    }

    #[test]
    fn a_finding_is_known_again_where_its_code_moved_and_not_where_it_changed() {
        let before = print("def f():\n    run(q)\n    done()\n", 2);
        let moved = "import os\n\n\ndef f():\n\n        run(q)\n\n        done()\n";
        assert_eq!(print(moved, 6), before);
        assert_ne!(print("def f():\n    run(p)\n    done()\n", 2), before);
        assert_ne!(print("def f():\n    run(q)\n    more()\n", 2), before);
        assert_eq!(print("", 9).len(), 32);
    }

    #[test]
    fn a_known_finding_is_known_as_often_as_it_was_found() {
        let entry = Entry {
            path: "a.py".to_owned(),
            rule: "r".to_owned(),
            cwe: None,
            fingerprint: "f".to_owned(),
            count: 2,
        };
        let mut baseline = Baseline {
            known: BTreeMap::from([("f".to_owned(), entry)]),
        };
        assert_eq!(baseline.len(), 2);
        let taken: Vec<bool> = (0..3).map(|_| baseline.take("f")).collect();
        assert_eq!(taken, [true, true, false]);
        assert!(!baseline.take("other"));
    }

    #[test]
    fn a_damaged_baseline_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("b.json");
        for text in [
            "",
            "[]",
            "{\"schema_version\": 2, \"findings\": []}",
            "{\"schema_version\": 1, \"findings\": [{}]}",
        ] {
            std::fs::write(&file, text).unwrap();
            let error = Baseline::read(&file).unwrap_err();
            assert!(error.is_the_users(), "{text}");
        }
        std::fs::write(&file, Baseline::default().to_json().unwrap()).unwrap();
        assert_eq!(Baseline::read(&file).unwrap().len(), 0);
    }
}
