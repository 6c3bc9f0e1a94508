//! Text as comments and docstrings that it cannot end early.
//!
//! An example is somebody's text, and a program's comment ends by different signs in each
//! language: a line separator in JavaScript, `\u000a` in Java, `?>` in PHP, `\` at a line's end
//! in C. [`Escape::line`] takes all of them away.

use crate::language::Language;

/// What the text stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escape {
    /// Line comments.
    Line,
    /// A block comment, `/* … */`.
    Block,
    /// A Python string in three of these quotes; raw, when backslashes mean themselves.
    Quotes {
        /// `"` or `'`.
        quote: char,
        /// Whether it has the prefix `r`.
        raw: bool,
    },
}

impl Escape {
    /// A line that stays inside.
    pub(super) fn line(self, language: Language, line: &str) -> String {
        let mut text = visible(line);
        match language {
            Language::Php => text = text.replace("?>", "? >"),
            // Java reads `\u000a` as a line end before it knows what a comment is.
            Language::Java => text = text.replace("\\u", "\\ u"),
            _ => {}
        }
        match self {
            Self::Line => text,
            Self::Block => text.replace("*/", "* /").replace("/*", "/ *"),
            Self::Quotes { quote, raw } => {
                let other = if quote == '"' { "'''" } else { "\"\"\"" };
                let text = text.replace(&quote.to_string().repeat(3), other);
                if raw {
                    text
                } else {
                    text.replace('\\', "\\\\")
                }
            }
        }
    }

    /// Whether a text may end with this line, what follows being the program's.
    pub(super) fn may_end_with(self, line: &str) -> bool {
        let line = line.trim_end();
        match self {
            // A backslash joins the next line to the comment; `??/` is one to old C.
            Self::Line => !line.ends_with('\\') && !line.ends_with("??/"),
            Self::Block => !line.ends_with('*'),
            Self::Quotes { quote, .. } => !line.ends_with([quote, '\\']),
        }
    }
}

/// A line without what no reader sees or what some language takes for a line end.
pub(super) fn visible(line: &str) -> String {
    line.chars()
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .map(|c| match c {
            '\t' => c,
            '\u{2028}' | '\u{2029}' => ' ',
            _ if c.is_control() => ' ',
            _ => c,
        })
        .collect()
}

/// A sentence on one line.
pub(super) fn sentence(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_comment_is_taken_away() {
        for (escape, language, text, expected) in [
            (Escape::Line, Language::JavaScript, "a\u{2028}b", "a b"),
            (Escape::Line, Language::Php, "a ?> b", "a ? > b"),
            (Escape::Line, Language::Java, "a \\u000a b", "a \\ u000a b"),
            (Escape::Line, Language::C, "a\rb", "a b"),
            (Escape::Block, Language::C, "a */ b /* c", "a * / b / * c"),
            (
                Escape::Quotes {
                    quote: '"',
                    raw: false,
                },
                Language::Python,
                "\"\"\"\\d\"\"\"",
                "'''\\\\d'''",
            ),
            (
                Escape::Quotes {
                    quote: '\'',
                    raw: true,
                },
                Language::Python,
                "'''\\d",
                "\"\"\"\\d",
            ),
        ] {
            assert_eq!(escape.line(language, text), expected);
        }
    }

    #[test]
    fn overlapping_ends_leave_none() {
        let text = Escape::Block.line(Language::C, "/*/ **/ */*/");
        assert!(!text.contains("*/") && !text.contains("/*"), "{text}");
    }
}
