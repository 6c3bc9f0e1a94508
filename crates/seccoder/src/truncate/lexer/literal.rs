//! Strings, characters, templates and regular expressions.

use super::{Event, Lexer, State, WORD, is_word};
use crate::language::Language;

impl Lexer {
    pub(super) fn literal(&mut self, c: char, out: &mut Vec<Event>) -> bool {
        match &mut self.state {
            State::Str {
                quote,
                escaped,
                multiline,
            } => {
                if *escaped {
                    // `\` before CR LF continues the line as well.
                    *escaped = c == '\r';
                } else if c == '\\' {
                    *escaped = true;
                } else if c == *quote {
                    self.end_literal(out);
                } else if c == '\n' && !*multiline {
                    self.end_literal(out);
                    return false;
                }
                true
            }
            State::Verbatim { quoted } => match (c, *quoted) {
                ('"', seen) => {
                    *quoted = !seen;
                    true
                }
                (_, true) => {
                    self.end_literal(out);
                    false
                }
                _ => true,
            },
            State::Quotes(count) => match (c, *count) {
                ('"', 1) => {
                    *count = 2;
                    true
                }
                ('"', _) => {
                    self.state = State::Triple {
                        quotes: 0,
                        escaped: false,
                    };
                    true
                }
                (_, 1) => {
                    self.state = State::Str {
                        quote: '"',
                        escaped: false,
                        multiline: false,
                    };
                    self.literal(c, out)
                }
                _ => {
                    self.end_literal(out);
                    false
                }
            },
            State::Triple { quotes, escaped } => {
                if *escaped {
                    *escaped = false;
                } else if c == '"' {
                    *quotes += 1;
                    if *quotes == 3 {
                        self.end_literal(out);
                    }
                } else {
                    *quotes = 0;
                    *escaped = c == '\\' && self.language == Language::Java;
                }
                true
            }
            State::RawDelimiter(delimiter) => {
                if c == '(' {
                    let close = format!("){delimiter}\"");
                    self.state = State::Raw { close, matched: 0 };
                } else if delimiter.len() >= WORD || c == '"' || c.is_whitespace() {
                    // No raw string after all.
                    self.end_literal(out);
                } else {
                    delimiter.push(c);
                }
                true
            }
            State::Raw { close, matched } => {
                // The first character of `close` stands nowhere else in it, so a mismatch can
                // only start over.
                let same = |at: usize| close[at..].starts_with(c);
                *matched = if same(*matched) {
                    *matched + c.len_utf8()
                } else if same(0) {
                    c.len_utf8()
                } else {
                    0
                };
                if *matched == close.len() {
                    self.end_literal(out);
                }
                true
            }
            State::RustHashes(count) => match c {
                '#' => {
                    *count += 1;
                    true
                }
                '"' => {
                    let close = format!("\"{}", "#".repeat(*count));
                    self.state = State::Raw { close, matched: 0 };
                    out.push(Event::Quote);
                    true
                }
                _ => {
                    self.state = State::Code;
                    false
                }
            },
            State::Tick(first) => match (*first, c) {
                (None, '\\') => {
                    self.state = State::Str {
                        quote: '\'',
                        escaped: true,
                        multiline: false,
                    };
                    true
                }
                (None, '\n') | (Some(_), '\'') => {
                    self.end_literal(out);
                    c != '\n'
                }
                (None, _) => {
                    *first = Some(c);
                    true
                }
                (Some(name), _) => {
                    // A lifetime; anything else that stood there is code after all.
                    self.state = State::Code;
                    self.code(name, out);
                    self.step(c, out)
                }
            },
            State::Regex { class, escaped } => {
                if c == '\n' {
                    self.end_literal(out);
                    return false;
                }
                match c {
                    _ if *escaped => *escaped = false,
                    '\\' => *escaped = true,
                    '[' => *class = true,
                    ']' => *class = false,
                    '/' if !*class => self.end_literal(out),
                    _ => {}
                }
                true
            }
            State::Template { escaped, dollar } => {
                let expression = c == '{' && *dollar;
                *dollar = c == '$' && !*escaped;
                if *escaped {
                    *escaped = false;
                } else if expression {
                    self.templates.push(0);
                    self.state = State::Code;
                    self.last = '{';
                    self.word_live = false;
                } else if c == '\\' {
                    *escaped = true;
                } else if c == '`' {
                    self.end_literal(out);
                }
                true
            }
            State::HeredocLabel(label) => {
                if c == '\n' {
                    if label.is_empty() {
                        self.state = State::Code;
                        return false;
                    }
                    self.state = State::Heredoc {
                        label: std::mem::take(label),
                        matched: Some(0),
                    };
                    out.push(Event::Quote);
                } else if c.is_alphanumeric() || c == '_' {
                    label.push(c);
                } else if !label.is_empty() && !matches!(c, '"' | '\'' | '\r') {
                    self.state = State::Code;
                    return false;
                }
                true
            }
            State::Heredoc { label, matched } => {
                match *matched {
                    Some(at) if at == label.len() && !(c.is_alphanumeric() || c == '_') => {
                        self.end_literal(out);
                        return false;
                    }
                    Some(0) if c == ' ' || c == '\t' => {}
                    Some(at) if label[at..].starts_with(c) => *matched = Some(at + c.len_utf8()),
                    _ => *matched = None,
                }
                if c == '\n' {
                    *matched = Some(0);
                }
                true
            }
            _ => false,
        }
    }

    pub(super) fn end_literal(&mut self, out: &mut Vec<Event>) {
        self.state = State::Code;
        self.last = '"';
        self.word_live = false;
        out.push(Event::LiteralEnd);
    }

    /// Enter the literal or directive that `c` starts, if it starts one.
    pub(super) fn start_literal(&mut self, c: char, fresh: bool, out: &mut Vec<Event>) -> bool {
        use Language::{C, CSharp, Cpp, Go, Java, Php, Rust};
        let word = if self.word_live {
            self.word.as_str()
        } else {
            ""
        };
        let rust_raw = self.language == Rust && matches!(word, "r" | "br" | "cr");
        let multiline = matches!(self.language, Rust | Php);
        let simple = |quote| State::Str {
            quote,
            escaped: false,
            multiline,
        };
        let state = match (c, self.language) {
            ('"', Cpp) if matches!(word, "R" | "LR" | "uR" | "UR" | "u8R") => {
                State::RawDelimiter(String::new())
            }
            ('"', Rust) if rust_raw => State::Raw {
                close: "\"".to_owned(),
                matched: 0,
            },
            ('"', CSharp) if self.last == '@' => State::Verbatim { quoted: false },
            ('"', Java | CSharp) => State::Quotes(1),
            // `1'000'000`
            ('\'', C | Cpp) if word.starts_with(|d: char| d.is_ascii_digit()) => return false,
            ('\'', Rust) => State::Tick(None),
            ('"' | '\'', _) => simple(c),
            ('`', Go) => State::Raw {
                close: "`".to_owned(),
                matched: 0,
            },
            ('`', _) if self.is_js() => State::Template {
                escaped: false,
                dollar: false,
            },
            ('#', _) if fresh && self.has_preprocessor() => {
                self.state = State::Directive {
                    word: String::new(),
                    named: false,
                    escaped: false,
                };
                return true;
            }
            ('#', Php) => {
                self.state = State::Hash;
                return true;
            }
            ('#', Rust) if rust_raw => {
                self.state = State::RustHashes(1);
                return true;
            }
            _ => return false,
        };
        self.state = state;
        out.push(Event::Quote);
        true
    }

    /// Whether a `/` here starts a regular expression and is no division.
    pub(super) fn regex_may_start(&self) -> bool {
        if is_word(self.last) {
            return matches!(
                self.word.as_str(),
                "return"
                    | "typeof"
                    | "case"
                    | "in"
                    | "of"
                    | "delete"
                    | "void"
                    | "throw"
                    | "new"
                    | "else"
                    | "do"
                    | "await"
                    | "yield"
                    | "instanceof"
            );
        }
        // `</` closes a JSX element.
        !matches!(self.last, ')' | ']' | '}' | '"' | '<')
    }
}
