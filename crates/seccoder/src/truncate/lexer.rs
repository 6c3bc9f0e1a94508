//! Reads brace languages one character at a time and tells code from strings and comments.
//!
//! The lexer keeps all its state between characters, so that a text means the
//! same however it is split into pieces.

use crate::language::Language;

mod literal;

/// Longest word that is remembered; every keyword that matters is shorter.
const WORD: usize = 16;

/// What a character of code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// A character of code that is no bracket.
    Sig(char),
    /// White space other than a line end.
    Space,
    /// A line end, in code or in a comment.
    Newline,
    /// A string, character or regular expression starts.
    Quote,
    /// The literal is over.
    LiteralEnd,
    /// `(`, `[` or `{`.
    Open(char),
    /// `)`, `]` or `}`.
    Close(char),
    /// A preprocessor line whose name is known.
    Directive(Directive),
}

/// The preprocessor lines that change which braces count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Directive {
    If,
    Else,
    Endif,
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Code,
    /// After a `/` that may start a comment or a regular expression.
    Slash,
    /// After a `#` in PHP: a comment unless `[` follows.
    Hash,
    LineComment,
    BlockComment {
        depth: u32,
        prev: char,
    },
    Str {
        quote: char,
        escaped: bool,
        multiline: bool,
    },
    /// C#'s `@"…"`, in which two quotes stand for one.
    Verbatim {
        quoted: bool,
    },
    /// After one or two `"` where three start a text block.
    Quotes(u8),
    /// Inside `"""`, with the number of quotes just seen.
    Triple {
        quotes: u8,
        escaped: bool,
    },
    /// Between `R"` and `(` in C++.
    RawDelimiter(String),
    /// A literal that runs to exactly this text.
    Raw {
        close: String,
        matched: usize,
    },
    /// After `r#` in Rust.
    RustHashes(usize),
    /// After a `'` in Rust, and the character that followed it.
    Tick(Option<char>),
    Regex {
        class: bool,
        escaped: bool,
    },
    Template {
        escaped: bool,
        dollar: bool,
    },
    Directive {
        word: String,
        named: bool,
        escaped: bool,
    },
    /// After `<<<` in PHP.
    HeredocLabel(String),
    /// Inside a heredoc: its label, and how much of it this line repeats (`None`: it does not).
    Heredoc {
        label: String,
        matched: Option<usize>,
    },
}

/// The state between two characters.
#[derive(Debug, Clone)]
pub(super) struct Lexer {
    language: Language,
    state: State,
    /// Open `${` of template literals, each with the braces open inside it.
    templates: Vec<u32>,
    word: String,
    word_live: bool,
    last: char,
    /// For each open `(` in JavaScript, whether it holds the condition of an `if` or loop.
    conditions: Vec<bool>,
    /// Only white space so far on this line.
    fresh: bool,
}

impl Lexer {
    pub(super) fn new(language: Language) -> Self {
        Self {
            language,
            state: State::Code,
            templates: Vec::new(),
            word: String::new(),
            word_live: false,
            last: '\n',
            conditions: Vec::new(),
            fresh: true,
        }
    }

    /// Whether the next character is code.
    pub(super) fn in_code(&self) -> bool {
        self.state == State::Code
    }

    /// Whether the next character is (or may be) white space or part of a comment.
    pub(super) fn in_comment(&self) -> bool {
        matches!(
            self.state,
            State::LineComment
                | State::BlockComment { .. }
                | State::Slash
                | State::Hash
                | State::Directive { .. }
        )
    }

    /// Forget any open string or comment: a parser showed that this is code.
    pub(super) fn resync(&mut self) {
        self.state = State::Code;
        self.templates.clear();
        self.word_live = false;
        self.last = '}';
    }

    fn is_js(&self) -> bool {
        matches!(self.language, Language::JavaScript | Language::TypeScript)
    }

    fn has_preprocessor(&self) -> bool {
        matches!(
            self.language,
            Language::C | Language::Cpp | Language::CSharp
        )
    }

    /// Take one character; what it means is added to `out`.
    pub(super) fn feed(&mut self, c: char, out: &mut Vec<Event>) {
        if !self.step(c, out) {
            // The character ended a state that it is no part of: now it is code. From code
            // every character is taken, so this happens once.
            self.code(c, out);
        }
    }

    /// Whether the character was used up by the state it met.
    fn step(&mut self, c: char, out: &mut Vec<Event>) -> bool {
        match &mut self.state {
            State::Code => {
                self.code(c, out);
                true
            }
            State::Slash => self.slash(c, out),
            State::Hash => {
                self.state = if c == '[' {
                    State::Code
                } else {
                    State::LineComment
                };
                if c == '\n' {
                    self.state = State::Code;
                }
                !matches!(c, '[' | '\n')
            }
            State::LineComment => {
                if c == '\n' {
                    self.state = State::Code;
                }
                c != '\n'
            }
            State::BlockComment { .. } => self.block_comment(c, out),
            State::Directive { .. } => self.directive(c, out),
            _ => self.literal(c, out),
        }
    }

    fn slash(&mut self, c: char, out: &mut Vec<Event>) -> bool {
        self.state = State::Code;
        match c {
            '/' => self.state = State::LineComment,
            '*' => {
                self.state = State::BlockComment {
                    depth: 1,
                    prev: ' ',
                }
            }
            _ if self.is_js() && self.regex_may_start() => {
                self.state = State::Regex {
                    class: false,
                    escaped: false,
                };
                out.push(Event::Quote);
                return self.literal(c, out);
            }
            _ => {
                self.last = '/';
                self.word_live = false;
                out.push(Event::Sig('/'));
                return false;
            }
        }
        true
    }

    fn block_comment(&mut self, c: char, out: &mut Vec<Event>) -> bool {
        let nests = self.language == Language::Rust;
        if let State::BlockComment { depth, prev } = &mut self.state {
            let pair = (*prev, c);
            *prev = c;
            if pair == ('*', '/') {
                *depth -= 1;
                *prev = ' ';
                if *depth == 0 {
                    self.state = State::Code;
                    self.word_live = false;
                    out.push(Event::Space);
                }
            } else if pair == ('/', '*') && nests {
                *depth = depth.saturating_add(1);
                *prev = ' ';
            } else if c == '\n' {
                out.push(Event::Newline);
            }
        }
        true
    }

    fn directive(&mut self, c: char, out: &mut Vec<Event>) -> bool {
        if let State::Directive {
            word,
            named,
            escaped,
        } = &mut self.state
        {
            if !*named && c.is_ascii_alphabetic() && word.len() < WORD {
                word.push(c);
            } else if !*named && (!word.is_empty() || c == '\n') {
                *named = true;
                out.push(Event::Directive(match word.as_str() {
                    "if" | "ifdef" | "ifndef" => Directive::If,
                    "else" | "elif" | "elifdef" | "elifndef" => Directive::Else,
                    "endif" => Directive::Endif,
                    _ => Directive::Other,
                }));
            }
            if c == '\n' && !*escaped {
                self.state = State::Code;
                return false;
            }
            *escaped = c == '\\' || (c == '\r' && *escaped);
        }
        true
    }

    /// A regular expression may follow the `)` of a condition, but no other `)`.
    fn follow_condition(&mut self, c: char, before: char) {
        if c == '(' {
            let keyword = matches!(self.word.as_str(), "if" | "while" | "for" | "with");
            self.conditions.push(keyword && is_word(before));
        } else if c == ')' && self.conditions.pop() == Some(true) {
            self.last = ';';
        }
    }

    fn code(&mut self, c: char, out: &mut Vec<Event>) {
        let fresh = std::mem::replace(&mut self.fresh, false);
        if c.is_whitespace() {
            self.fresh = fresh || c == '\n';
            self.word_live = false;
            out.push(if c == '\n' {
                Event::Newline
            } else {
                Event::Space
            });
            return;
        }
        if c == '/' {
            if fresh && self.last == '}' {
                // No division starts a line after a block.
                self.last = ';';
            }
            self.state = State::Slash;
            return;
        }
        if self.start_literal(c, fresh, out) {
            return;
        }
        if is_word(c) {
            if !self.word_live {
                self.word.clear();
            }
            if self.word.len() < WORD {
                self.word.push(c);
            }
        }
        self.word_live = is_word(c);
        if c == '<' && self.last == '\u{1}' && self.language == Language::Php {
            // The third `<` in a row.
            self.state = State::HeredocLabel(String::new());
        }
        let before = self.last;
        // `<<` is remembered as one mark, to know the third.
        self.last = if c == '<' && before == '<' {
            '\u{1}'
        } else {
            c
        };
        if self.is_js() && matches!(c, '(' | ')') {
            self.follow_condition(c, before);
        }
        match c {
            '{' | '(' | '[' => {
                if let Some(open) = self.templates.last_mut().filter(|_| c == '{') {
                    *open += 1;
                }
                out.push(Event::Open(c));
            }
            '}' => match self.templates.last_mut() {
                Some(0) => {
                    self.templates.pop();
                    self.state = State::Template {
                        escaped: false,
                        dollar: false,
                    };
                }
                Some(open) => {
                    *open -= 1;
                    out.push(Event::Close(c));
                }
                None => out.push(Event::Close(c)),
            },
            ')' | ']' => out.push(Event::Close(c)),
            _ => out.push(Event::Sig(c)),
        }
    }
}

/// Whether a character can be part of a name.
pub(super) fn is_word(c: char) -> bool {
    c == '_' || c == '$' || c.is_alphanumeric()
}
