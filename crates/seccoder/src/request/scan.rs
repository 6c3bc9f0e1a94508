//! Tokens of any program text, however broken: words, numbers, string literals, comments, marks.
//!
//! Nothing is rejected. A literal that is never closed ends with its line, so that a stray
//! apostrophe costs one line and not the rest of the file.

use crate::language::Language;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    /// A string, character or regular expression, with its quotes.
    Text,
    Comment,
    Mark(u8),
    /// A line end outside of literals.
    Line,
}

/// A piece of text; bounds are bytes and character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

impl Token {
    pub(super) fn is(&self, mark: u8) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

/// All tokens of `text`. An unknown language has the comments of all.
pub(super) fn scan(language: Option<Language>, text: &str) -> Vec<Token> {
    let mut scanner = Scanner {
        bytes: text.as_bytes(),
        language,
        at: 0,
        unclosed: [false; 128],
        no_expression_before: 0,
    };
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 4);
    // The last one that is no comment.
    let mut previous: Option<Kind> = None;
    while scanner.at < scanner.bytes.len() {
        let start = scanner.at;
        if let Some(kind) = scanner.next(previous) {
            let mut token = Token {
                kind,
                start,
                end: scanner.at,
            };
            // The letters before a quote (`rb"…"`, `f"…"`) belong to it.
            if kind == Kind::Text
                && let Some(last) = tokens.last()
                && last.kind == Kind::Word
                && last.end == start
                && last.end - last.start <= 2
            {
                token.start = last.start;
                tokens.pop();
            }
            if kind != Kind::Comment {
                previous = Some(kind);
            }
            tokens.push(token);
        }
    }
    tokens
}

struct Scanner<'a> {
    bytes: &'a [u8],
    language: Option<Language>,
    at: usize,
    /// Quotes of which it is known that no more follow, so that each is sought once.
    unclosed: [bool; 128],
    /// Up to here it is known that no regular expression is closed; it is sought once a line.
    no_expression_before: usize,
}

impl Scanner<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Takes one token; `None` for white space.
    fn next(&mut self, previous: Option<Kind>) -> Option<Kind> {
        let byte = self.peek(0);
        if byte == b'\n' {
            self.at += 1;
            return Some(Kind::Line);
        }
        if byte.is_ascii_whitespace() || byte == 0 {
            self.at += 1;
            return None;
        }
        if self.comment_starts() {
            return Some(Kind::Comment);
        }
        if is_word(byte) {
            let number = byte.is_ascii_digit();
            while is_word(self.peek(0)) && self.at < self.bytes.len() {
                self.at += 1;
            }
            return Some(if number { Kind::Number } else { Kind::Word });
        }
        if self.literal(byte, previous) {
            return Some(Kind::Text);
        }
        self.at += 1;
        Some(Kind::Mark(byte))
    }

    /// Takes a comment if one starts here.
    fn comment_starts(&mut self) -> bool {
        use Language::{Php, Python, Ruby};
        let hash = matches!(self.language, None | Some(Python | Ruby | Php));
        let slashes = !matches!(self.language, Some(Python | Ruby));
        match (self.peek(0), self.peek(1)) {
            // `#include` counts as code where the language is not known, `#[…]` there and in PHP.
            (b'#', b'[') if !matches!(self.language, Some(Python | Ruby)) => false,
            (b'#', _)
                if hash
                    && !(self.language.is_none() && self.bytes[self.at..].starts_with(b"#inc")) =>
            {
                self.line()
            }
            (b'/', b'/') if slashes => self.line(),
            (b'/', b'*') if slashes => {
                let rest = &self.bytes[self.at + 2..];
                let closed = rest.windows(2).position(|pair| pair == b"*/");
                self.at = closed.map_or(self.bytes.len(), |at| self.at + 2 + at + 2);
                true
            }
            _ => false,
        }
    }

    fn line(&mut self) -> bool {
        self.at = self.line_end();
        true
    }

    fn line_end(&self) -> usize {
        let rest = &self.bytes[self.at..];
        self.at + rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len())
    }

    /// Takes a literal if `quote` opens one.
    fn literal(&mut self, quote: u8, previous: Option<Kind>) -> bool {
        use Language::{Go, JavaScript, Php, Ruby, Rust, TypeScript};
        let language = self.language;
        match quote {
            b'"' | b'\'' if [quote; 3] == [quote, self.peek(1), self.peek(2)] => self.triple(quote),
            b'\'' if language == Some(Rust) && self.peek(1) != b'\\' && self.peek(2) != b'\'' => {
                false // a lifetime
            }
            b'"' => self.quoted(quote, matches!(language, Some(Rust | Php | Ruby))),
            b'\'' => self.quoted(quote, matches!(language, Some(Php | Ruby))),
            b'`' if matches!(language, Some(JavaScript | TypeScript | Go)) => {
                self.quoted(quote, true)
            }
            b'/' if matches!(language, Some(JavaScript | TypeScript | Ruby)) => {
                let value = previous.is_some_and(|kind| match kind {
                    Kind::Mark(mark) => matches!(mark, b')' | b']' | b'}'),
                    Kind::Line => false,
                    _ => true,
                });
                !value && self.regular_expression()
            }
            _ => false,
        }
    }

    fn triple(&mut self, quote: u8) -> bool {
        let closing = [quote; 3];
        let rest = &self.bytes[self.at + 3..];
        let closed = rest.windows(3).position(|three| three == closing);
        self.at = closed.map_or(self.bytes.len(), |at| self.at + at + 6);
        true
    }

    fn quoted(&mut self, quote: u8, lines: bool) -> bool {
        let known = usize::from(quote);
        if lines && !self.unclosed[known] {
            if let Some(end) = self.closing(quote, true) {
                self.at = end;
                return true;
            }
            self.unclosed[known] = true;
        }
        let end = self.closing(quote, false);
        match end {
            Some(end) => self.at = end,
            None => {
                self.line();
            }
        }
        true
    }

    /// Behind the next `quote` that is not escaped.
    fn closing(&self, quote: u8, lines: bool) -> Option<usize> {
        let mut at = self.at + 1;
        loop {
            match *self.bytes.get(at)? {
                b'\\' if self.bytes.get(at + 1)? != &b'\n' => at += 2,
                b'\n' if !lines => return None,
                byte if byte == quote => return Some(at + 1),
                _ => at += 1,
            }
        }
    }

    fn regular_expression(&mut self) -> bool {
        if self.at < self.no_expression_before {
            return false;
        }
        match self.closing(b'/', false) {
            Some(end) if self.peek(1) != b' ' && self.peek(1) != b'=' => {
                self.at = end;
                true
            }
            Some(_) => false,
            None => {
                self.no_expression_before = self.line_end();
                false
            }
        }
    }
}

/// Whether a byte belongs to words; all characters beyond ASCII do, so tokens end at boundaries.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kinds(language: Language, text: &str) -> String {
        scan(Some(language), text)
            .iter()
            .map(|token| match token.kind {
                Kind::Word => 'w',
                Kind::Number => 'n',
                Kind::Text => 't',
                Kind::Comment => 'c',
                Kind::Mark(mark) => mark as char,
                Kind::Line => '|',
            })
            .collect()
    }

    #[test]
    fn literals_and_comments_are_told_from_code() {
        assert_eq!(
            kinds(Language::Python, "x = f'a' # b\n\"\"\"d\n\"\"\""),
            "w=tc|t"
        );
        assert_eq!(
            kinds(Language::C, "a = \"x\\\"//\"; // b\n/* c */ d"),
            "w=t;c|cw"
        );
        assert_eq!(
            kinds(Language::JavaScript, "a = /[\"]/.test(b) / 2"),
            "w=t.w(w)/n"
        );
        assert_eq!(
            kinds(Language::Rust, "fn f<'a>(x: &'a str) { 'x' }"),
            "ww<'w>(w:&'ww){t}"
        );
        assert_eq!(kinds(Language::Go, "a := `x\ny`"), "w:=t");
        assert_eq!(kinds(Language::Python, "a #[it's\nb"), "wc|w");
        assert_eq!(kinds(Language::Php, "#[A('b')]\n"), "#[w(t)]|");
    }

    #[test]
    fn a_stray_quote_costs_one_line() {
        assert_eq!(kinds(Language::C, "it's\nx"), "t|w");
        assert_eq!(kinds(Language::JavaScript, "`a\nb"), "t|w");
    }

    proptest! {
        #[test]
        fn any_text_has_tokens_in_order(text in "(?s).{0,200}", language in 0_usize..12) {
            let language = Language::ALL.get(language).copied();
            let mut end = 0;
            for token in scan(language, &text) {
                prop_assert!(token.start >= end && token.end > token.start);
                prop_assert!(text.get(token.start..token.end).is_some());
                end = token.end;
            }
        }
    }
}
