//! Where in a program a demonstration may stand, as words.
//!
//! An [`Anchor`] is a place between two characters of the text before the cursor, with what has
//! to come before and after each line there. Places are found by reading lines, not by parsing:
//! the program is unfinished. Whether the grammar agrees is asked afterwards (`inert`).

use super::layout::{Layout, indent_of, line_end, line_start};
use super::words::Escape;
use super::{Place, docstring, top};
use crate::language::Language;
use crate::query::Query;

/// What the grammar must see in the finished text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// Comments of its own.
    Comments,
    /// A part of a comment or string that was there before.
    Inside,
    /// A string of its own.
    String,
}

/// A place for lines of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Anchor {
    /// The byte of the text before the cursor.
    pub at: usize,
    /// What comes before the first line.
    pub lead: String,
    /// What each line begins with.
    pub prefix: String,
    /// What comes after the last line, its end apart.
    pub tail: String,
    /// What the lines must not end.
    pub escape: Escape,
    /// What the grammar must see.
    pub seen: Seen,
}

impl Anchor {
    /// The text of these lines here; `None` when the program would not go on behind it.
    pub(super) fn text(
        &self,
        language: Language,
        layout: &Layout,
        lines: &[String],
    ) -> Option<String> {
        let escaped: Vec<String> = lines
            .iter()
            .map(|line| self.escape.line(language, line).trim_end().to_owned())
            .collect();
        if !self.escape.may_end_with(escaped.last()?) {
            return None;
        }
        let eol = layout.eol;
        if let (Seen::String, [only]) = (self.seen, &escaped[..]) {
            let quotes = self.tail.trim();
            return Some(format!("{}{quotes}{only}{quotes}{eol}", self.prefix));
        }
        let mut text = self.lead.clone();
        for line in &escaped {
            let line = format!("{}{line}", self.prefix);
            // A mark alone keeps no space behind it.
            text.push_str(line.trim_end());
            text.push_str(eol);
        }
        text.push_str(&self.tail);
        Some(text)
    }

    /// Line comments at the beginning of a line.
    pub(super) fn comments(language: Language, at: usize, indent: &str) -> Self {
        Self {
            at,
            lead: String::new(),
            prefix: format!("{indent}{} ", language.line_comment()),
            tail: String::new(),
            escape: Escape::Line,
            seen: Seen::Comments,
        }
    }
}

/// The anchor of a place in a program; `None` where it has no such place. `has_code`: the text
/// is more than a sentence, and stands apart from a comment that follows it.
pub(super) fn anchor(
    place: Place,
    language: Language,
    query: &Query,
    layout: &Layout,
    has_code: bool,
) -> Option<Anchor> {
    match place {
        Place::FileTop => Some(file_top(language, query, layout)),
        Place::AboveFunction => above(language, query, layout, has_code),
        Place::Cursor => cursor(language, query, layout),
        Place::Docstring => docstring::anchor(language, query, layout),
        Place::System | Place::Context => None,
    }
}

fn file_top(language: Language, query: &Query, layout: &Layout) -> Anchor {
    let before = &query.before;
    let at = top::behind_first_things(language, before).min(query.function_start());
    let at = line_start(before, at);
    let at = if at == 0 || before[..at].ends_with('\n') {
        at
    } else {
        0
    };
    let mut anchor = Anchor::comments(language, at, "");
    let above = before[..at].lines().next_back().unwrap_or_default();
    if !above.trim().is_empty() {
        anchor.lead = layout.eol.to_owned();
    }
    let below = before[at..].lines().next().unwrap_or_default();
    if !below.trim().is_empty() || before[at..].is_empty() {
        anchor.tail = layout.eol.to_owned();
    }
    anchor
}

fn above(language: Language, query: &Query, layout: &Layout, has_code: bool) -> Option<Anchor> {
    let before = &query.before;
    let start = query.function_start();
    if start >= before.len() || line_start(before, start) != start {
        return None;
    }
    let line = &before[start..line_end(before, start)];
    let mut anchor = Anchor::comments(language, start, indent_of(line));
    let comment = [language.line_comment(), "/*", "#"];
    let trimmed = line.trim_start();
    if has_code && comment.iter().any(|mark| trimmed.starts_with(mark)) {
        anchor.tail = layout.eol.to_owned();
    }
    Some(anchor)
}

fn cursor(language: Language, query: &Query, layout: &Layout) -> Option<Anchor> {
    let before = &query.before;
    let mut at = line_start(before, before.len());
    let cursor_line = &before[at..];
    let indent = if cursor_line.trim().is_empty() {
        expected_indent(before, cursor_line, layout)
    } else {
        indent_of(cursor_line).to_owned()
    };
    // A line that the one above continues into is not to be parted from it.
    loop {
        let above = before[..at].trim_end_matches(['\r', '\n']);
        if !above.ends_with('\\') {
            break;
        }
        at = line_start(before, above.len());
    }
    Some(Anchor::comments(language, at, &indent))
}

/// The indentation of a line to be written at an empty cursor line.
fn expected_indent(before: &str, cursor_line: &str, layout: &Layout) -> String {
    if !cursor_line.is_empty() {
        return cursor_line.to_owned();
    }
    let last = before.lines().rev().find(|line| !line.trim().is_empty());
    let last = last.unwrap_or_default();
    let deeper = last.trim_end().ends_with([':', '{']);
    let step = if deeper { layout.step.as_str() } else { "" };
    format!("{}{step}", indent_of(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(place: Place, language: Language, before: &str) -> Option<String> {
        let query = Query {
            before: before.to_owned(),
            language: Some(language),
            ..Query::default()
        };
        let layout = Layout::of(language, before, "");
        let anchor = anchor(place, language, &query, &layout, false)?;
        let text = anchor.text(language, &layout, &["Be safe.".to_owned()])?;
        Some(format!(
            "{}{text}{}",
            &before[..anchor.at],
            &before[anchor.at..]
        ))
    }

    #[test]
    fn above_the_function_is_above_its_decorators_at_its_indentation() {
        let before = "class A:\n    @cached\n    def f(self):\n        x = 1\n        ";
        assert_eq!(
            placed(Place::AboveFunction, Language::Python, before).unwrap(),
            "class A:\n    # Be safe.\n    @cached\n    def f(self):\n        x = 1\n        "
        );
        let before = "/* Adds. */\nint f(int a) {\n";
        assert_eq!(
            placed(Place::AboveFunction, Language::C, before).unwrap(),
            "// Be safe.\n/* Adds. */\nint f(int a) {\n"
        );
        assert_eq!(placed(Place::AboveFunction, Language::C, "int a;\n"), None);
    }

    #[test]
    fn beside_the_cursor_the_comment_is_indented_like_its_line() {
        for (language, before, expected) in [
            (
                Language::Python,
                "def f(a):\n    b = a\n    ",
                "def f(a):\n    b = a\n    # Be safe.\n    ",
            ),
            (
                Language::Python,
                "def f(a):\n    b = a",
                "def f(a):\n    # Be safe.\n    b = a",
            ),
            (
                Language::Go,
                "func f() {\r\n",
                "func f() {\r\n\t// Be safe.\r\n",
            ),
            (
                Language::C,
                "int f(int a) {\n\treturn a;\n",
                "int f(int a) {\n\treturn a;\n\t// Be safe.\n",
            ),
            (
                Language::Python,
                "def f(a):\n    b = a + \\\n        ",
                "def f(a):\n        # Be safe.\n    b = a + \\\n        ",
            ),
            (
                Language::Python,
                "def f(a):\n    b = a + \\\n\n\n",
                "def f(a):\n    # Be safe.\n    b = a + \\\n\n\n",
            ),
        ] {
            assert_eq!(placed(Place::Cursor, language, before).unwrap(), expected);
        }
    }

    #[test]
    fn the_top_is_set_apart_by_blank_lines() {
        assert_eq!(
            placed(Place::FileTop, Language::Go, "package a\n\nfunc f() {\n").unwrap(),
            "package a\n\n// Be safe.\n\nfunc f() {\n"
        );
        assert_eq!(
            placed(Place::FileTop, Language::Python, "import os\n").unwrap(),
            "# Be safe.\n\nimport os\n"
        );
    }
}
