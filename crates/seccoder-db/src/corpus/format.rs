//! The format of an example's file: a header of comment lines, the secure version, and the
//! vulnerable version it replaces.
//!
//! Files are read where a reviewer and an editor read them too, at
//! `corpus/<language>/cwe-<number>/<name>.<extension>`:
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
//!
//! After `applies` a line `unseen: …` may say why no analyzer can see the weakness.

use std::path::Path;

use seccoder::cwe::CweId;
use seccoder::example::{ExampleId, Provenance, SecureExample, Visibility, canonical_code};
use seccoder::language::Language;

/// `provenance.source` of the built-in examples.
pub const BUILT_IN: &str = "built-in";
const FORMAT: &str = "1";
/// Letters in a title.
pub(super) const LONGEST_TITLE: usize = 70;
/// Letters in a guideline.
pub(super) const LONGEST_GUIDELINE: usize = 100;
const LONGEST_REASON: usize = 160;

/// What is wrong with an example's file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct CorpusError {
    /// The file.
    pub path: String,
    /// What is wrong and what is expected.
    pub reason: String,
}

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorpusEntry {
    /// The example; a corpus' example always has a vulnerable version and a guideline.
    pub example: SecureExample,
    /// Why no analyzer can see the weakness, where none can.
    pub unseen: Option<String>,
}

impl CorpusEntry {
    /// The vulnerable version.
    #[must_use]
    pub fn vulnerable(&self) -> &str {
        self.example.vulnerable.as_deref().unwrap_or_default()
    }
}

/// Reads one example. `path` is relative to the corpus folder.
///
/// # Errors
/// When the path or the text does not follow the format.
pub fn parse(path: &str, text: &str) -> Result<CorpusEntry, CorpusError> {
    let wrong = |reason: String| CorpusError {
        path: path.to_owned(),
        reason,
    };
    let (language, folder_cwe) = place(path).map_err(wrong)?;
    let comment = language.line_comment();
    let mut header = Header {
        comment,
        lines: text.lines().peekable(),
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
    let unseen = header.optional("unseen", LONGEST_REASON).map_err(wrong)?;
    let lines: Vec<&str> = header.lines.collect();
    let (secure, vulnerable) = halves(comment, &lines).map_err(wrong)?;
    let example = SecureExample {
        id: ExampleId::of(language, &secure),
        title,
        code: secure,
        language,
        cwes,
        vulnerable: Some(vulnerable),
        guideline: Some(guideline),
        apis,
        applies,
        labels: Vec::new(),
        visibility: Visibility::Public,
        provenance: Provenance {
            source: BUILT_IN.to_owned(),
            path: Some(format!("corpus/{path}")),
            licence: Some("Apache-2.0".to_owned()),
            ..Provenance::default()
        },
    };
    Ok(CorpusEntry { example, unseen })
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
struct Header<'a> {
    comment: &'a str,
    lines: std::iter::Peekable<std::str::Lines<'a>>,
}

impl<'a> Header<'a> {
    /// The value of the next line, if it is this field's.
    fn value(&mut self, key: &str) -> Option<&'a str> {
        let line = *self.lines.peek()?;
        let value = line
            .strip_prefix(self.comment)
            .and_then(|rest| rest.trim_start().strip_prefix(key))
            .and_then(|rest| rest.strip_prefix(':'))?;
        self.lines.next();
        Some(value.trim())
    }

    fn field(&mut self, key: &str) -> Result<String, String> {
        let Some(value) = self.value(key) else {
            let found = self.lines.peek().copied().unwrap_or_default();
            let comment = self.comment;
            return Err(format!(
                "expected the line `{comment} {key}: …`, found `{found}`"
            ));
        };
        if value.is_empty() {
            return Err(format!("`{key}` is empty"));
        }
        if value.starts_with('<') && value.ends_with('>') {
            return Err(format!("`{key}` is still to be filled in"));
        }
        Ok(value.to_owned())
    }

    fn optional(&mut self, key: &str, longest: usize) -> Result<Option<String>, String> {
        let mut ahead = Self {
            comment: self.comment,
            lines: self.lines.clone(),
        };
        if ahead.value(key).is_none() {
            return Ok(None);
        }
        self.text(key, longest).map(Some)
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
fn halves(comment: &str, lines: &[&str]) -> Result<(String, String), String> {
    let secure_mark = format!("{comment} --- secure ---");
    let vulnerable_mark = format!("{comment} --- vulnerable ---");
    let (first, body) = lines.split_first().unwrap_or((&"", &[]));
    if *first != secure_mark {
        return Err(format!(
            "expected the line `{secure_mark}`, found `{first}`"
        ));
    }
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

    const GOOD: &str = "# seccoder-example: 1\n# title: T\n# guideline: G.\n# cwe: CWE-89, 20\n\
        # apis: a.b, c\n# applies: flask\n# --- secure ---\nx = 1\n# --- vulnerable ---\nx = 2\n";

    #[test]
    fn a_good_file_is_read() {
        let example = parse("python/cwe-089/a.py", GOOD).unwrap().example;
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
            (
                "python/cwe-089/a.py",
                "title: T",
                "title: <text>",
                "filled in",
            ),
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
    fn the_reason_why_nothing_sees_it_is_optional() {
        assert_eq!(parse("python/cwe-089/a.py", GOOD).unwrap().unseen, None);
        let text = GOOD.replace("# --- secure", "# unseen: two requests race\n# --- secure");
        let entry = parse("python/cwe-089/a.py", &text).unwrap();
        assert_eq!(entry.unseen.as_deref(), Some("two requests race"));
        let empty = GOOD.replace("# --- secure", "# unseen:\n# --- secure");
        let error = parse("python/cwe-089/a.py", &empty).unwrap_err();
        assert!(error.reason.contains("empty"), "{error}");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(# [a-z-]{0,12}:? ?[a-zA-Z0-9,-]{0,9}\n|x\n){0,14}") {
            let _ = parse("python/cwe-089/a.py", &text);
        }
    }
}
