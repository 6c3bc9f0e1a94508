//! Titles of candidates: the name of the function.
//!
//! Data sets name the function, or leave it to the reader. Then the name is read off the head of
//! the code, by the tokens alone: what is imported need not parse.

use seccoder::language::Language;

use crate::admission::tokens::{Token, TokenKind, code_tokens};

/// The longest title, in characters.
const LONGEST: usize = 120;
/// How much of the code is looked at, in bytes. A name stands at the head.
const HEAD: usize = 4096;
/// What stands before a bracket like a name and is none.
const NO_NAMES: [&str; 18] = [
    "__attribute__",
    "__declspec",
    "alignas",
    "async",
    "await",
    "catch",
    "decltype",
    "defined",
    "for",
    "function",
    "if",
    "noexcept",
    "return",
    "sizeof",
    "switch",
    "throw",
    "typeof",
    "while",
];

/// Text on one line, no longer than a title may be; `None` when nothing is left.
pub(super) fn tidy(text: &str) -> Option<String> {
    let mut tidy = String::new();
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    for word in words.filter(|word| !word.is_empty()) {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.push_str(word);
    }
    if tidy.is_empty() {
        return None;
    }
    if let Some((end, _)) = tidy.char_indices().nth(LONGEST) {
        tidy.truncate(end);
        tidy.push('…');
    }
    Some(tidy)
}

/// The name of the function that the code begins with.
pub(super) fn function_name(language: Language, code: &str) -> Option<String> {
    let head = &code[..code.floor_char_boundary(HEAD)];
    let tokens = code_tokens(language, head);
    let keyword = match language {
        Language::Python | Language::Ruby => Some("def"),
        Language::Go => Some("func"),
        Language::Rust => Some("fn"),
        Language::Php | Language::JavaScript | Language::TypeScript => Some("function"),
        Language::C | Language::Cpp | Language::Java | Language::CSharp => None,
    };
    let Some(keyword) = keyword else {
        return before_bracket(&tokens);
    };
    let at = tokens
        .iter()
        .position(|token| is(token, TokenKind::Word, keyword));
    match (at, language) {
        (Some(at), _) => after_keyword(&tokens[at + 1..]),
        (None, Language::JavaScript | Language::TypeScript) => before_bracket(&tokens),
        (None, _) => None,
    }
}

fn is(token: &Token<'_>, kind: TokenKind, text: &str) -> bool {
    token.kind == kind && token.text == text
}

fn after_keyword(tokens: &[Token<'_>]) -> Option<String> {
    let mut rest = tokens;
    // Go's receiver.
    if rest.first().is_some_and(|token| token.text == "(") {
        let end = rest.iter().position(|token| token.text == ")")?;
        rest = &rest[end + 1..];
    }
    // PHP's `&` and JavaScript's `*`.
    while rest
        .first()
        .is_some_and(|token| matches!(token.text, "&" | "*"))
    {
        rest = &rest[1..];
    }
    let (first, mut rest) = rest.split_first()?;
    if first.kind != TokenKind::Word {
        return None;
    }
    let mut name = first.text.to_owned();
    // Ruby's `self.name`.
    while let [dot, part, after @ ..] = rest
        && dot.text == "."
        && part.kind == TokenKind::Word
    {
        name = format!("{name}.{}", part.text);
        rest = after;
    }
    Some(name)
}

fn before_bracket(tokens: &[Token<'_>]) -> Option<String> {
    let at = tokens.windows(2).enumerate().position(|(at, pair)| {
        let before = at.checked_sub(1).map_or("", |before| tokens[before].text);
        pair[0].kind == TokenKind::Word
            && pair[1].text == "("
            && !NO_NAMES.contains(&pair[0].text)
            // An annotation of Java or C#.
            && !matches!(before, "@" | "[")
    })?;
    let mut name = tokens[at].text.to_owned();
    let mut rest = &tokens[..at];
    // C++'s `Outer::Inner::~Inner`.
    while let [before @ .., mark] = rest {
        rest = before;
        match (mark.text, before) {
            ("~", _) => name.insert(0, '~'),
            ("::", [outer @ .., word]) if word.kind == TokenKind::Word => {
                name = format!("{}::{name}", word.text);
                rest = outer;
            }
            _ => break,
        }
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_off_the_head() {
        for (language, code, name) in [
            (
                Language::Python,
                "@app.route('/x')\nasync def show(a):\n    pass\n",
                "show",
            ),
            (Language::Ruby, "def self.load(path)\nend\n", "self.load"),
            (
                Language::Go,
                "func (s *Server) Open(name string) error {\n",
                "Open",
            ),
            (Language::Rust, "pub fn read(path: &Path) {\n", "read"),
            (Language::Php, "public function &get($a) {\n", "get"),
            (Language::JavaScript, "function* walk(a) {\n", "walk"),
            (Language::JavaScript, "render(props) {\n", "render"),
            (
                Language::C,
                "/* note() */ static int __attribute__((cold))\nfoo (int a)\n{",
                "foo",
            ),
            (Language::Cpp, "void A::B::~B() {\n", "A::B::~B"),
            (
                Language::Java,
                "@Path(\"/x\")\npublic String show(String a) {\n",
                "show",
            ),
            (
                Language::CSharp,
                "[Route(\"x\")]\npublic void Show() {\n",
                "Show",
            ),
        ] {
            assert_eq!(
                function_name(language, code).as_deref(),
                Some(name),
                "{code}"
            );
        }
    }

    #[test]
    fn code_without_a_name_has_none() {
        for (language, code) in [
            (Language::Python, "x = 1\n"),
            (Language::JavaScript, "c => {\n  if (c) { return 1; }\n"),
            (Language::Go, "func ("),
            (Language::C, ""),
        ] {
            assert_eq!(function_name(language, code), None, "{code}");
        }
    }

    #[test]
    fn titles_are_one_short_line() {
        assert_eq!(tidy(" a\n\tb\u{7}c ").as_deref(), Some("a b c"));
        assert_eq!(tidy(" \n"), None);
        assert_eq!(tidy(&"ü".repeat(500)).unwrap().chars().count(), 121);
    }
}
