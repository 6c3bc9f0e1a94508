//! The built-in examples and the format they are written in.
//!
//! One file per example: a header of comment lines, the secure version, and the
//! vulnerable version it replaces. Files are read where a reviewer and an editor
//! read them too, at `corpus/<language>/<cwe>/<name>.<extension>`:
//!
//! ```python
//! # seccoder-example: 1
//! # title: Find a user by e-mail with sqlite3
//! # guideline: Bind values as query parameters; never format them into SQL.
//! # cwe: CWE-89
//! # apis: sqlite3.Connection.execute
//! # applies: sqlite3
//! # --- secure ---
//! ...
//! # --- vulnerable ---
//! ...
//! ```

use std::path::Path;

use include_dir::{Dir, DirEntry, include_dir};
use seccoder::cwe::CweId;
use seccoder::example::{ExampleId, Provenance, SecureExample, Visibility, canonical_code};
use seccoder::language::Language;
use sha2::{Digest, Sha256};

/// `provenance.source` of the built-in examples.
pub const BUILT_IN: &str = "built-in";
const FORMAT: &str = "1";
const LONGEST_TITLE: usize = 70;
const LONGEST_GUIDELINE: usize = 100;

static CORPUS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../corpus");

/// What is wrong with an example's file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct CorpusError {
    /// The file.
    pub path: String,
    /// What is wrong and what is expected.
    pub reason: String,
}

/// All built-in examples, ordered by path.
///
/// # Errors
/// When a file is malformed; tests make sure that none is.
pub fn built_in() -> Result<Vec<SecureExample>, CorpusError> {
    files()
        .into_iter()
        .map(|(path, text)| parse(path, text))
        .collect()
}

/// A hash over all built-in files: a database made from another corpus is brought up to date.
#[must_use]
pub fn built_in_hash() -> String {
    let mut hash = Sha256::new();
    for (path, text) in files() {
        for part in [path, text] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
    }
    format!("{:x}", hash.finalize())
}

fn files() -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    let mut folders = vec![&CORPUS];
    while let Some(folder) = folders.pop() {
        for entry in folder.entries() {
            match entry {
                DirEntry::Dir(inner) => folders.push(inner),
                DirEntry::File(file) => {
                    let path = file.path().to_str().unwrap_or_default();
                    // A file that is not text fails to parse, with its path in the message.
                    found.push((path, file.contents_utf8().unwrap_or_default()));
                }
            }
        }
    }
    found.sort_unstable();
    found
}

/// Reads one example. `path` is relative to the corpus folder.
///
/// # Errors
/// When the path or the text does not follow the format.
pub fn parse(path: &str, text: &str) -> Result<SecureExample, CorpusError> {
    let wrong = |reason: String| CorpusError {
        path: path.to_owned(),
        reason,
    };
    let (language, folder_cwe) = place(path).map_err(wrong)?;
    let comment = language.line_comment();
    let mut lines = text.lines();
    let mut header = Header {
        comment,
        lines: &mut lines,
    };
    let format = header.field("seccoder-example").map_err(wrong)?;
    if format != FORMAT {
        return Err(wrong(format!(
            "format {format}; this version reads format {FORMAT}"
        )));
    }
    let title = header.text("title", LONGEST_TITLE).map_err(wrong)?;
    let guideline = header.text("guideline", LONGEST_GUIDELINE).map_err(wrong)?;
    let cwes: Vec<CweId> = header
        .list("cwe")
        .map_err(wrong)?
        .iter()
        .map(|name| name.parse().map_err(|error| wrong(format!("cwe: {error}"))))
        .collect::<Result<_, _>>()?;
    if cwes.first() != Some(&folder_cwe) {
        return Err(wrong(format!(
            "cwe: the first one must be the folder's, {folder_cwe}"
        )));
    }
    let apis = header.list("apis").map_err(wrong)?;
    let applies = header.list("applies").map_err(wrong)?;
    let (secure, vulnerable) = halves(comment, lines).map_err(wrong)?;
    Ok(SecureExample {
        id: ExampleId::of(language, &secure),
        title,
        code: secure,
        language,
        cwes,
        vulnerable: Some(vulnerable),
        guideline: Some(guideline),
        apis,
        applies,
        visibility: Visibility::Public,
        provenance: Provenance {
            source: BUILT_IN.to_owned(),
            path: Some(format!("corpus/{path}")),
            licence: Some("Apache-2.0".to_owned()),
        },
    })
}

/// Language and weakness that the path names.
fn place(path: &str) -> Result<(Language, CweId), String> {
    let expected = "expected corpus/<language>/cwe-<number>/<name>.<extension>";
    let parts: Vec<&str> = path.split('/').collect();
    let [language, cwe, file] = parts[..] else {
        return Err(expected.to_owned());
    };
    let language: Language = language
        .parse()
        .map_err(|error| format!("{error}; {expected}"))?;
    let cwe: CweId = cwe
        .parse()
        .map_err(|error| format!("{error}; {expected}"))?;
    if Language::from_path(Path::new(file)) != Some(language) {
        return Err(format!("the file's extension is not one of {language}"));
    }
    Ok((language, cwe))
}

/// Reads the header's lines in their fixed order.
struct Header<'a, 'l> {
    comment: &'a str,
    lines: &'a mut std::str::Lines<'l>,
}

impl Header<'_, '_> {
    fn field(&mut self, key: &str) -> Result<String, String> {
        let expected = format!("expected the line `{} {key}: …`", self.comment);
        let line = self.lines.next().unwrap_or_default();
        let value = line
            .strip_prefix(self.comment)
            .and_then(|rest| rest.trim_start().strip_prefix(key))
            .and_then(|rest| rest.strip_prefix(':'))
            .map(str::trim)
            .ok_or_else(|| format!("{expected}, found `{line}`"))?;
        if value.is_empty() {
            return Err(format!("`{key}` is empty"));
        }
        Ok(value.to_owned())
    }

    fn text(&mut self, key: &str, longest: usize) -> Result<String, String> {
        let value = self.field(key)?;
        match value.chars().count() {
            length if length > longest => Err(format!(
                "`{key}` has {length} characters; at most {longest} are allowed"
            )),
            _ => Ok(value),
        }
    }

    fn list(&mut self, key: &str) -> Result<Vec<String>, String> {
        let value = self.field(key)?;
        let items: Vec<String> = value
            .split(',')
            .map(|item| item.trim().to_owned())
            .collect();
        if items.iter().any(String::is_empty) {
            return Err(format!("`{key}` has an empty item"));
        }
        Ok(items)
    }
}

/// The secure and the vulnerable version.
fn halves(comment: &str, lines: std::str::Lines<'_>) -> Result<(String, String), String> {
    let secure_mark = format!("{comment} --- secure ---");
    let vulnerable_mark = format!("{comment} --- vulnerable ---");
    let mut lines = lines;
    let first = lines.next().unwrap_or_default();
    if first != secure_mark {
        return Err(format!(
            "expected the line `{secure_mark}`, found `{first}`"
        ));
    }
    let body: Vec<&str> = lines.collect();
    let mut marks = body
        .iter()
        .enumerate()
        .filter(|(_, line)| **line == vulnerable_mark);
    let (Some((at, _)), None) = (marks.next(), marks.next()) else {
        return Err(format!(
            "expected the line `{vulnerable_mark}` exactly once"
        ));
    };
    let secure = canonical_code(&body[..at].join("\n"));
    let vulnerable = canonical_code(&body[at + 1..].join("\n"));
    if secure.trim().is_empty() || vulnerable.trim().is_empty() {
        return Err("one of the two versions is empty".to_owned());
    }
    if secure == vulnerable {
        return Err("the two versions are the same".to_owned());
    }
    Ok((secure, vulnerable))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use seccoder::truncate::parses;
    use std::collections::{BTreeMap, HashSet};

    const GOOD: &str = "# seccoder-example: 1\n# title: T\n# guideline: G.\n# cwe: CWE-89, 20\n\
        # apis: a.b, c\n# applies: flask\n# --- secure ---\nx = 1\n# --- vulnerable ---\nx = 2\n";

    #[test]
    fn a_good_file_is_read() {
        let example = parse("python/cwe-089/a.py", GOOD).unwrap();
        assert_eq!(example.code, "x = 1\n");
        assert_eq!(example.vulnerable.as_deref(), Some("x = 2\n"));
        assert_eq!(example.cwes, [CweId::new(89), CweId::new(20)]);
        assert_eq!(example.apis, ["a.b", "c"]);
        assert_eq!(
            example.provenance.path.as_deref(),
            Some("corpus/python/cwe-089/a.py")
        );
    }

    #[test]
    fn each_mistake_is_named() {
        let long = "t".repeat(71);
        for (path, from, to, expected) in [
            ("python/cwe-089/a.c", "", "", "extension"),
            ("cwe-089/a.py", "", "", "expected corpus/"),
            ("python/cwe-090/a.py", "", "", "the folder's, CWE-90"),
            ("python/cwe-089/a.py", ": 1", ": 9", "format 9"),
            ("python/cwe-089/a.py", "# title: T\n", "", "title"),
            (
                "python/cwe-089/a.py",
                "title: T",
                &format!("title: {long}"),
                "71 characters",
            ),
            ("python/cwe-089/a.py", "CWE-89", "SQLi", "not a CWE number"),
            ("python/cwe-089/a.py", "a.b, c", "a.b,, c", "empty item"),
            ("python/cwe-089/a.py", "x = 2", "x = 1", "the same"),
            (
                "python/cwe-089/a.py",
                "# --- vulnerable ---\n",
                "",
                "exactly once",
            ),
            ("python/cwe-089/a.py", "x = 1\n", "", "empty"),
        ] {
            let error = parse(path, &GOOD.replacen(from, to, 1))
                .unwrap_err()
                .to_string();
            assert!(error.contains(expected), "{error} lacks {expected}");
        }
    }

    #[test]
    fn the_built_in_corpus_is_sound_and_covers_the_papers_weaknesses() {
        let examples = built_in().unwrap();
        assert!(examples.len() >= 60, "{}", examples.len());
        let mut counts: BTreeMap<(CweId, Language), usize> = BTreeMap::new();
        let mut ids = HashSet::new();
        for example in &examples {
            let path = example.provenance.path.as_deref().unwrap();
            assert!(
                ids.insert(example.id),
                "{path}: the same code as another example"
            );
            assert_ne!(
                parses(example.language, &example.code),
                Some(false),
                "{path}"
            );
            *counts
                .entry((example.cwes[0], example.language))
                .or_default() += 1;
        }
        for (cwes, language) in [
            ([22, 78, 79, 89].as_slice(), Language::Python),
            ([125, 190, 416, 476, 787].as_slice(), Language::C),
        ] {
            for &cwe in cwes {
                let count = counts
                    .get(&(CweId::new(cwe), language))
                    .copied()
                    .unwrap_or(0);
                assert!(count >= 6, "CWE-{cwe} in {language}: {count}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(# [a-z-]{0,12}:? ?[a-zA-Z0-9,-]{0,9}\n|x\n){0,14}") {
            let _ = parse("python/cwe-089/a.py", &text);
        }
    }
}
