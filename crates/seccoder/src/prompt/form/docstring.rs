//! The docstring or doc comment of the function being completed, and a place at its end.
//!
//! Python: before the closing quotes of the docstring; where there is none, a docstring of its
//! own as the body's first statement. Other languages: before the end of the block comment above
//! the function, or behind the last of its line comments; where there is none, no place.

use super::layout::{Layout, indent_of, line_end, line_start};
use super::place::{Anchor, Seen};
use super::words::Escape;
use crate::language::Language;
use crate::query::Query;

/// The place at the end of the function's docstring.
pub(super) fn anchor(language: Language, query: &Query, layout: &Layout) -> Option<Anchor> {
    let before = &query.before;
    let start = query.function_start();
    if start >= before.len() {
        return None;
    }
    if language == Language::Python {
        python(before, start, layout)
    } else {
        doc_comment(language, before, start, layout)
    }
}

fn python(before: &str, start: usize, layout: &Layout) -> Option<Anchor> {
    let def = def_line(before, start)?;
    let colon = end_of_header(&before[def..])? + def;
    let rest_of_line = before[colon..line_end(before, colon)].trim();
    if !rest_of_line.is_empty() && !rest_of_line.starts_with('#') {
        return None;
    }
    let body = line_end(before, colon);
    let outer = indent_of(&before[def..]);
    match first_statement(before, body) {
        Some(at) if is_string(&before[at..]) => existing(before, at, layout),
        Some(at) => {
            let indent = indent_of(&before[line_start(before, at)..]);
            (indent.len() > outer.len()).then(|| own(before, body, indent, layout))
        }
        None => {
            // Only comments or nothing: the first line that says how deep the body is, decides.
            let deeper = before[body..]
                .lines()
                .map(indent_of)
                .find(|indent| indent.len() > outer.len() && indent.starts_with(outer));
            let usual = format!("{outer}{}", layout.step);
            Some(own(before, body, deeper.unwrap_or(&usual), layout))
        }
    }
}

/// The line of the `def` that begins at `start` with its decorators.
fn def_line(before: &str, start: usize) -> Option<usize> {
    let indent = indent_of(&before[start..]);
    let mut at = start;
    while at < before.len() {
        let line = &before[at..line_end(before, at)];
        let text = line.trim_start();
        let is_def = text.starts_with("def ") || text.starts_with("async def ");
        if is_def && indent_of(line) == indent {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// The byte behind the colon that ends a `def`'s header.
fn end_of_header(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote: Option<char> = None;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match (quote, c) {
            (Some(_), '\\') => {
                chars.next();
            }
            (Some(open), _) if c == open => quote = None,
            (Some(_), '\n') => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, ':') if depth == 0 => return Some(at + 1),
            (None, '\n') if depth == 0 => return None,
            (None, '#') => {
                chars.find(|(_, c)| *c == '\n');
            }
            (None, _) => {}
        }
    }
    None
}

/// Where the first line of the body that is no comment has its text.
fn first_statement(before: &str, body: usize) -> Option<usize> {
    let mut at = body;
    while at < before.len() {
        let line = &before[at..line_end(before, at)];
        let text = line.trim();
        if !text.is_empty() && !text.starts_with('#') {
            return Some(at + line.len() - line.trim_start().len());
        }
        at += line.len();
    }
    None
}

fn is_string(text: &str) -> bool {
    let body = text.trim_start_matches(['r', 'R', 'u', 'U']);
    text.len() - body.len() <= 1 && body.starts_with(['"', '\''])
}

/// The end of a docstring in three quotes that is closed before the cursor.
fn existing(before: &str, at: usize, layout: &Layout) -> Option<Anchor> {
    let raw = before[at..].starts_with(['r', 'R']);
    let open = at + before[at..].find(['"', '\''])?;
    let quote = before[open..].chars().next()?;
    let quotes = quote.to_string().repeat(3);
    if !before[open..].starts_with(&quotes) {
        return None;
    }
    let mut end = open + 3;
    loop {
        let rest = before.get(end..)?;
        if rest.starts_with(&quotes) {
            break;
        }
        let mut chars = rest.chars();
        // A backslash keeps a quote from closing, in a raw string too.
        end += match chars.next()? {
            '\\' => 1 + chars.next()?.len_utf8(),
            c => c.len_utf8(),
        };
    }
    let indent = indent_of(&before[line_start(before, at)..]).to_owned();
    let closing_line = line_start(before, end);
    let eol = layout.eol;
    // Quotes on a line of their own stay there.
    let (at, lead, tail) = if closing_line > open && before[closing_line..end].trim().is_empty() {
        let above = before[..closing_line].trim_end_matches(['\r', '\n']);
        let gap = if above.ends_with(&quotes) { "" } else { eol };
        (closing_line, gap.to_owned(), String::new())
    } else {
        (end, eol.repeat(2), indent.clone())
    };
    Some(Anchor {
        at,
        lead,
        prefix: indent,
        tail,
        escape: Escape::Quotes { quote, raw },
        seen: Seen::Inside,
    })
}

/// A docstring of its own, on the line that follows the header.
fn own(before: &str, body: usize, indent: &str, layout: &Layout) -> Anchor {
    let eol = layout.eol;
    let newline = if before[..body].ends_with('\n') {
        ""
    } else {
        eol
    };
    Anchor {
        at: body,
        lead: format!("{newline}{indent}\"\"\"{eol}"),
        prefix: format!("{newline}{indent}"),
        tail: format!("{indent}\"\"\"{eol}"),
        escape: Escape::Quotes {
            quote: '"',
            raw: false,
        },
        seen: Seen::String,
    }
}

/// The comment that the function begins with.
fn doc_comment(language: Language, before: &str, start: usize, layout: &Layout) -> Option<Anchor> {
    let line = &before[start..line_end(before, start)];
    let indent = indent_of(line);
    let text = line.trim_start();
    if text.starts_with("/*") {
        // Not behind `indent`: what stands before the comment may be white space of any kind.
        let open = start + line.len() - text.len();
        return block_comment(before, open, indent, layout);
    }
    let token = language.line_comment();
    let mark = text.strip_prefix(token)?;
    // `///` and `//!` are comments of their own kind.
    let more: String = mark
        .chars()
        .take_while(|c| matches!(c, '/' | '!'))
        .collect();
    let mut at = start;
    while before[at..]
        .trim_start_matches([' ', '\t'])
        .starts_with(token)
    {
        at = line_end(before, at);
    }
    if !before[..at].ends_with('\n') {
        return None;
    }
    Some(Anchor {
        prefix: format!("{indent}{token}{more} "),
        ..Anchor::comments(language, at, indent)
    })
}

/// Before the end of the block comment that begins at `open`.
fn block_comment(before: &str, open: usize, indent: &str, layout: &Layout) -> Option<Anchor> {
    let end = open + 2 + before[open + 2..].find("*/")?;
    // What stands behind the comment on its line would be cut off from it.
    if !before[end + 2..line_end(before, end)].trim().is_empty() {
        return None;
    }
    let closing_line = line_start(before, end);
    let closing = &before[closing_line..end];
    let (at, lead, tail) = if closing_line > open && closing.trim().is_empty() {
        (closing_line, String::new(), String::new())
    } else if closing.trim_start_matches([' ', '\t', '/', '*']).is_empty() {
        return None;
    } else {
        (end, layout.eol.to_owned(), format!("{indent} "))
    };
    Some(Anchor {
        at,
        lead,
        prefix: format!("{indent} * "),
        tail,
        escape: Escape::Block,
        seen: Seen::Inside,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn placed(language: Language, before: &str, lines: &[&str]) -> Option<String> {
        let query = Query {
            before: before.to_owned(),
            language: Some(language),
            ..Query::default()
        };
        let layout = Layout::of(language, before, "");
        let anchor = anchor(language, &query, &layout)?;
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let text = anchor.text(language, &layout, &lines)?;
        Some(format!(
            "{}{text}{}",
            &before[..anchor.at],
            &before[anchor.at..]
        ))
    }

    #[test]
    fn a_docstring_takes_the_text_before_its_quotes() {
        for (before, expected) in [
            (
                "def f(a):\n    \"\"\"Adds.\"\"\"\n    # add\n",
                "def f(a):\n    \"\"\"Adds.\n\n    Be safe.\n    \"\"\"\n    # add\n",
            ),
            (
                "@x\ndef f(a: {1: 2}) -> int:\n    r'''Adds.\n\n    More.\n    '''\n    ",
                "@x\ndef f(a: {1: 2}) -> int:\n    r'''Adds.\n\n    More.\n\n    Be safe.\n    '''\n    ",
            ),
            (
                "def f(a):\n    b = 1\n",
                "def f(a):\n    \"\"\"Be safe.\"\"\"\n    b = 1\n",
            ),
            (
                "class A:\n\tdef f(a):",
                "class A:\n\tdef f(a):\n\t\t\"\"\"Be safe.\"\"\"\n",
            ),
            (
                "def f(\n    a=')',  # :\n):\n    # add\n",
                "def f(\n    a=')',  # :\n):\n    \"\"\"Be safe.\"\"\"\n    # add\n",
            ),
        ] {
            let text = placed(Language::Python, before, &["Be safe."]);
            assert_eq!(text.as_deref(), Some(expected));
        }
    }

    #[test]
    fn where_no_docstring_can_be_there_is_no_place() {
        for before in [
            "def f(a): return",
            "def f(a):\n    'Adds.'\n    ",
            "def f(a):\n    \"\"\"Adds.\n    ",
            "x = 1\n",
        ] {
            assert_eq!(placed(Language::Python, before, &["x"]), None, "{before}");
        }
        assert_eq!(placed(Language::C, "int f(int a) {\n", &["x"]), None);
    }

    #[test]
    fn white_space_of_any_kind_may_stand_before_a_doc_comment() {
        let before = "\u{3000}/* Adds. */\nint f(int a) {\n";
        assert_eq!(
            placed(Language::C, before, &["Be safe."]).unwrap(),
            "\u{3000}/* Adds. \n * Be safe.\n */\nint f(int a) {\n"
        );
    }

    #[test]
    fn doc_comments_take_it_at_their_end() {
        for (language, before, expected) in [
            (
                Language::C,
                "/* Adds. */\nint f(int a) {\n",
                "/* Adds. \n * Be safe.\n */\nint f(int a) {\n",
            ),
            (
                Language::Java,
                "class A {\n    /**\n     * Adds.\n     */\n    int f() {\n",
                "class A {\n    /**\n     * Adds.\n     * Be safe.\n     */\n    int f() {\n",
            ),
            (
                Language::Rust,
                "/// Adds.\n#[inline]\nfn f() {\n",
                "/// Adds.\n/// Be safe.\n#[inline]\nfn f() {\n",
            ),
            (
                Language::Ruby,
                "# Adds.\ndef f(a)\n  ",
                "# Adds.\n# Be safe.\ndef f(a)\n  ",
            ),
        ] {
            let text = placed(language, before, &["Be safe."]);
            assert_eq!(text.as_deref(), Some(expected), "{language}");
        }
    }

    proptest! {
        #[test]
        fn any_cut_of_a_program_is_read(
            text in "(def f\\(|\\):|\"\"\"|'|\\\\|/\\*|\\*/|//|#|\n| |\t|\u{3000}|\\{|\\}|a|é|int f\\(\\) ){0,30}",
            pick in 0..Language::ALL.len(),
        ) {
            let language = Language::ALL[pick];
            if let Some(text) = placed(language, &text, &["Be safe.", "x"]) {
                prop_assert!(text.contains("Be safe."));
            }
        }
    }
}
