//! Code as tokens: what comparisons see.
//!
//! One reader for all languages, by their strings, comments and numbers. It needs no grammar, so
//! that it reads an incomplete program, which evaluation prompts are, like a complete one.

use seccoder::language::Language;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A name or keyword.
    Word,
    /// A number.
    Number,
    /// A string or character, with its quotes.
    Text,
    /// An operator or bracket.
    Symbol,
    /// A comment, with its marks.
    Comment,
}

/// A piece of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: TokenKind,
    /// Its text.
    pub text: &'a str,
    /// Where it begins, in bytes.
    pub start: usize,
}

/// Operators that are one token, longest first.
const OPERATORS: [&str; 32] = [
    ">>>=", "<<=", ">>=", "**=", "//=", "...", "===", "!==", "<=>", "&&=", "||=", "??=", "->",
    "=>", "==", "!=", "<=", ">=", "&&", "||", "::", "++", "--", "+=", "-=", "*=", "/=", "<<", ">>",
    ":=", "??", "**",
];

/// All tokens of a text, comments with them.
#[must_use]
pub fn tokens(language: Language, code: &str) -> Vec<Token<'_>> {
    let mut reader = Reader { language, code };
    let mut found = Vec::with_capacity(code.len() / 4);
    let mut at = 0;
    while let Some(next) = code[at..].chars().next() {
        if next.is_whitespace() {
            at += next.len_utf8();
            continue;
        }
        let (kind, length) = reader.token(at);
        found.push(Token {
            kind,
            text: &code[at..at + length],
            start: at,
        });
        at += length;
    }
    found
}

/// The tokens without comments.
#[must_use]
pub fn code_tokens(language: Language, code: &str) -> Vec<Token<'_>> {
    let mut all = tokens(language, code);
    all.retain(|token| token.kind != TokenKind::Comment);
    all
}

struct Reader<'a> {
    language: Language,
    code: &'a str,
}

impl Reader<'_> {
    /// Kind and length of the token at a place that is no white space.
    fn token(&mut self, at: usize) -> (TokenKind, usize) {
        let rest = &self.code[at..];
        if let Some(length) = self.comment(rest) {
            return (TokenKind::Comment, length);
        }
        if let Some(length) = self.string(rest) {
            return (TokenKind::Text, length);
        }
        let first = rest.chars().next().unwrap_or_default();
        if first.is_ascii_digit() {
            let length = run(rest, |c| c.is_alphanumeric() || c == '.' || c == '_');
            return (TokenKind::Number, length);
        }
        if is_word(first) {
            return (TokenKind::Word, run(rest, is_word));
        }
        let operator = OPERATORS.iter().find(|text| rest.starts_with(**text));
        let length = operator.map_or(first.len_utf8(), |text| text.len());
        (TokenKind::Symbol, length)
    }

    fn comment(&self, rest: &str) -> Option<usize> {
        use Language::{C, Cpp, Php, Python, Ruby};
        let line = || rest.find('\n').unwrap_or(rest.len());
        let hash = match self.language {
            Python | Ruby => true,
            // `#[` opens an attribute.
            Php => !rest.starts_with("#["),
            _ => false,
        };
        if hash && rest.starts_with('#') {
            return Some(line());
        }
        if matches!(self.language, Python | Ruby) {
            return None;
        }
        if let Some(inner) = rest.strip_prefix("/*") {
            return Some(inner.find("*/").map_or(rest.len(), |end| end + 4));
        }
        if rest.starts_with("//") {
            // A backslash at the end of the line continues a comment in C.
            let continues = matches!(self.language, C | Cpp);
            let mut end = line();
            while continues && rest[..end].ends_with('\\') && end < rest.len() {
                end += 1 + rest[end + 1..].find('\n').unwrap_or(rest.len() - end - 1);
            }
            return Some(end);
        }
        None
    }

    fn string(&self, rest: &str) -> Option<usize> {
        use Language::{CSharp, Go, Java, JavaScript, Python, Rust, TypeScript};
        let (prefix, body) = self.string_prefix(rest);
        let raw = prefix.contains(['r', 'R', '@']);
        let triple = matches!(self.language, Python | Java | CSharp);
        for quote in ["\"\"\"", "'''"] {
            if triple && body.starts_with(quote) {
                let end = body[3..].find(quote).map_or(body.len(), |end| end + 6);
                return Some(prefix.len() + end);
            }
        }
        if self.language == Rust && raw {
            let hashes = run(body, |c| c == '#');
            let close = format!("\"{}", &body[..hashes]);
            let open = hashes + 1;
            let end = body.get(open..)?.find(&close)?;
            return Some(prefix.len() + open + end + close.len());
        }
        let quote = body.chars().next()?;
        match quote {
            '"' => {}
            '\'' if self.language == Rust => return character(body),
            '\'' => {}
            '`' if self.language == Go => {
                return Some(body[1..].find('`').map_or(body.len(), |end| end + 2));
            }
            '`' if matches!(self.language, JavaScript | TypeScript) => {
                return Some(closed(body, '`', true, true));
            }
            _ => return None,
        }
        if self.language == CSharp && raw {
            return Some(prefix.len() + doubled(body));
        }
        Some(prefix.len() + closed(body, quote, false, !raw || self.language == Python))
    }

    /// What may stand before a quote: Python's `rb`, C's `L`, C#'s `$@`, Rust's `br`.
    fn string_prefix<'t>(&self, rest: &'t str) -> (&'t str, &'t str) {
        use Language::{C, CSharp, Cpp, Python, Rust};
        let letters = match self.language {
            Python => "rRbBuUfF",
            C | Cpp => "LuU8R",
            CSharp => "$@",
            Rust => "brc",
            _ => return ("", rest),
        };
        let length = run(rest, |c| letters.contains(c));
        let (prefix, body) = rest.split_at(length);
        let quoted = body.starts_with(['"', '\'']);
        let raw = self.language == Rust && prefix.contains('r') && body.starts_with('#');
        if length <= 3 && (quoted || raw) {
            (prefix, body)
        } else {
            ("", rest)
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// Rust's `'a'`, not its lifetime `'a`.
fn character(body: &str) -> Option<usize> {
    let mut chars = body.char_indices().skip(1);
    let (_, first) = chars.next()?;
    if first == '\\' {
        return Some(closed(body, '\'', false, true));
    }
    let (at, close) = chars.next()?;
    (close == '\'').then_some(at + 1)
}

/// Length of a string up to its closing quote; an unclosed one ends with its line, or with the
/// text where it may span lines.
fn closed(body: &str, quote: char, lines: bool, escapes: bool) -> usize {
    let mut chars = body.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if escapes => {
                chars.next();
            }
            '\n' if !lines => return at,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    body.len()
}

/// C#'s `@"…"`, in which a quote is doubled.
fn doubled(body: &str) -> usize {
    let mut chars = body.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == '"' {
            match chars.peek() {
                Some((_, '"')) => {
                    chars.next();
                }
                _ => return at + 1,
            }
        }
    }
    body.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(language: Language, code: &str) -> Vec<&str> {
        code_tokens(language, code)
            .iter()
            .map(|token| token.text)
            .collect()
    }

    #[test]
    fn strings_and_comments_of_each_language() {
        use Language::{C, CSharp, Go, JavaScript, Php, Python, Ruby, Rust};
        for (language, code, expected) in [
            (Python, "x = rb'#a' # c", vec!["x", "=", "rb'#a'"]),
            (Python, "f('''a\n'b''')", vec!["f", "(", "'''a\n'b'''", ")"]),
            (
                C,
                "a->b /* \" */ + '\\''; // x \\\n y",
                vec!["a", "->", "b", "+", "'\\''", ";"],
            ),
            (
                C,
                "#include <a.h>",
                vec!["#", "include", "<", "a", ".", "h", ">"],
            ),
            (
                JavaScript,
                "`a${b}\n` ?? 1.5e3",
                vec!["`a${b}\n`", "??", "1.5e3"],
            ),
            (Go, "x := `\\` // y", vec!["x", ":=", "`\\`"]),
            (
                Rust,
                "f::<'a>(r#\"\"\"#, 'x', b\"\\\"\")",
                vec![
                    "f",
                    "::",
                    "<",
                    "'",
                    "a",
                    ">",
                    "(",
                    "r#\"\"\"#",
                    ",",
                    "'x'",
                    ",",
                    "b\"\\\"\"",
                    ")",
                ],
            ),
            (Php, "#[A] $x; # no\n", vec!["#", "[", "A", "]", "$x", ";"]),
            (
                CSharp,
                "$@\"a\"\"\\\" + 'c'",
                vec!["$@\"a\"\"\\\"", "+", "'c'"],
            ),
            (Ruby, "a ||= \"#{b}\" # c", vec!["a", "||=", "\"#{b}\""]),
        ] {
            assert_eq!(texts(language, code), expected, "{language}: {code}");
        }
    }

    #[test]
    fn an_unclosed_string_ends_with_its_line() {
        assert_eq!(texts(Language::C, "a = \"b\nc"), ["a", "=", "\"b", "c"]);
        assert_eq!(texts(Language::Python, "'''a\nb"), ["'''a\nb"]);
    }

    proptest! {
        #[test]
        fn tokens_are_the_text_without_its_white_space(
            text in "[ab1.'\"`#/*\\\\\n @$r(){}é]{0,60}", pick in 0..Language::ALL.len()
        ) {
            let all = tokens(Language::ALL[pick], &text);
            let mut end = 0;
            for token in &all {
                prop_assert!(text[end..token.start].chars().all(char::is_whitespace));
                prop_assert!(!token.text.is_empty());
                end = token.start + token.text.len();
            }
            prop_assert!(text[end..].chars().all(char::is_whitespace));
        }
    }
}
