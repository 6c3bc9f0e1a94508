//! Finds the end of a function in Python, by indentation.
//!
//! Python's blocks are what its tokeniser says they are: a logical line that is
//! indented no deeper than its `def` ends it. So this reader is exact wherever
//! the text is Python at all, and no parser is asked.

use super::{Cut, Ended};

/// As much of a logical line as is needed to know its keyword.
const HEAD: usize = 12;

/// The lexical state between two characters.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Code,
    Comment,
    /// Inside a string: its quote, whether it is triple, quotes just seen, and whether the next
    /// character is escaped.
    Str {
        quote: char,
        triple: bool,
        run: u8,
        escaped: bool,
    },
    /// After one or two quotes where a third would start a triple-quoted string.
    Quotes {
        quote: char,
        count: u8,
    },
}

/// What a character does to the line structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// White space between or before tokens.
    Blank,
    /// Part of a token, string or bracket.
    Token,
    /// Part of a comment.
    Comment,
    /// A line end that is not inside a string.
    LineEnd,
}

/// Strings, comments and brackets.
#[derive(Debug, Clone)]
struct Lexer {
    state: State,
    depth: usize,
    /// The last character was a backslash outside strings.
    joined: bool,
}

impl Lexer {
    fn feed(&mut self, c: char) -> Meaning {
        match &mut self.state {
            State::Code => self.code(c),
            State::Comment => {
                if c == '\n' {
                    self.state = State::Code;
                    return Meaning::LineEnd;
                }
                if c.is_whitespace() {
                    Meaning::Blank
                } else {
                    Meaning::Comment
                }
            }
            State::Quotes { quote, count } => {
                let (quote, count) = (*quote, *count);
                if c == quote && count == 1 {
                    self.state = State::Quotes { quote, count: 2 };
                } else if c == quote {
                    self.state = State::Str {
                        quote,
                        triple: true,
                        run: 0,
                        escaped: false,
                    };
                } else if count == 2 {
                    // `""` and then something else: the string was empty.
                    self.state = State::Code;
                    return self.code(c);
                } else {
                    self.state = State::Str {
                        quote,
                        triple: false,
                        run: 0,
                        escaped: false,
                    };
                    return self.feed(c);
                }
                Meaning::Token
            }
            State::Str {
                quote,
                triple,
                run,
                escaped,
            } => {
                if *escaped {
                    *escaped = c == '\r';
                } else if c == '\\' {
                    *escaped = true;
                    *run = 0;
                } else if c == *quote {
                    *run += 1;
                    if !*triple || *run == 3 {
                        self.state = State::Code;
                    }
                } else if c == '\n' && !*triple {
                    // Unterminated: Python would stop here, and so does the string.
                    self.state = State::Code;
                    return Meaning::LineEnd;
                } else {
                    *run = 0;
                }
                if c.is_whitespace() {
                    Meaning::Blank
                } else {
                    Meaning::Token
                }
            }
        }
    }

    fn code(&mut self, c: char) -> Meaning {
        if c == '\n' {
            return Meaning::LineEnd;
        }
        if c.is_whitespace() {
            return Meaning::Blank;
        }
        self.joined = c == '\\';
        match c {
            '#' => {
                self.state = State::Comment;
                return Meaning::Comment;
            }
            '"' | '\'' => self.state = State::Quotes { quote: c, count: 1 },
            '(' | '[' | '{' => self.depth += 1,
            ')' | ']' | '}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        Meaning::Token
    }

    fn in_string(&self) -> bool {
        matches!(self.state, State::Str { .. } | State::Quotes { .. })
    }
}

/// An open `def` or `class`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Block {
    indent: usize,
    function: bool,
    start: usize,
}

/// Where the reader is in the current line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// In the indentation of a new logical line.
    Start,
    /// In a logical line.
    Code,
    /// In a line that holds only a comment.
    Comment,
    /// In the indentation of a line inside brackets.
    Inner,
}

/// The reader for indented languages.
pub(super) struct Indent {
    lexer: Lexer,
    line: Line,
    column: usize,
    line_start: usize,
    /// The first characters of the logical line, its indentation, and where its line starts.
    head: String,
    head_indent: usize,
    head_start: usize,
    /// Start of the decorators directly above the current line.
    decorated: Option<usize>,
    blocks: Vec<Block>,
    /// The line of the last block is over and its body has begun.
    body: bool,
    /// Trailing blank lines, and the indentation of a trailing comment-only line.
    blank_lines: usize,
    comment_indent: Option<usize>,
    returned: bool,
    /// Indentation of the `def` (or `class`) whose end is waited for.
    target: Option<usize>,
    /// The target is only the class around the cursor: a definition in it comes first.
    provisional: bool,
    /// After the last character that surely belongs to the function.
    owned: usize,
    /// The text that a line inside brackets starts with, while it may be a new definition.
    inner: Option<String>,
    /// Brackets open at the cursor, when the suffix closes one of them.
    guard: Option<usize>,
    /// The cursor stands so far below a function that only the next line can tell whether it is
    /// still inside.
    undecided: bool,
    /// The cursor stands between two statements.
    between: bool,
    /// The indentation that the cursor is taken to have until that line comes.
    limit: Option<usize>,
}

impl Indent {
    /// Read the program before the cursor.
    pub(super) fn new(prefix: &str) -> Self {
        let lexer = Lexer {
            state: State::Code,
            depth: 0,
            joined: false,
        };
        let mut reader = Self {
            lexer,
            line: Line::Start,
            column: 0,
            line_start: 0,
            head: String::new(),
            head_indent: 0,
            head_start: 0,
            decorated: None,
            blocks: Vec::new(),
            body: false,
            blank_lines: 0,
            comment_indent: None,
            returned: false,
            target: None,
            provisional: false,
            owned: 0,
            inner: None,
            guard: None,
            undecided: false,
            limit: None,
            between: false,
        };
        for (at, c) in prefix.char_indices() {
            // Nothing is waited for yet, so nothing can end.
            let _ = reader.feed(at, c);
        }
        reader.settle_at_cursor();
        reader.owned = prefix.len();
        reader
    }

    /// Where the function around the cursor starts, with its decorators.
    pub(super) fn function_start(&self) -> Option<usize> {
        let around =
            |block: &&Block| block.function && self.limit.is_none_or(|limit| block.indent < limit);
        self.blocks.iter().rfind(around).map(|block| block.start)
    }

    /// Whether the suffix closes brackets that the prefix left open; then the completion must not.
    pub(super) fn guard_against(&mut self, suffix: &str) -> bool {
        let open = self.lexer.depth;
        let mut lexer = self.lexer.clone();
        for c in suffix.chars() {
            lexer.feed(c);
            if lexer.depth < open {
                self.guard = Some(open);
                return true;
            }
        }
        false
    }

    /// Take the character at `at`.
    pub(super) fn feed(&mut self, at: usize, c: char) -> Option<Cut> {
        let depth = self.lexer.depth;
        let meaning = self.lexer.feed(c);
        if self
            .guard
            .is_some_and(|open| depth >= open && self.lexer.depth < open)
        {
            return Some(Cut {
                at,
                ended: Ended::Suffix,
            });
        }
        let cut = match self.line {
            Line::Start => self.at_start(meaning, c),
            Line::Inner => self.at_inner(meaning, c),
            Line::Code | Line::Comment => None,
        };
        if cut.is_some() {
            return cut;
        }
        match meaning {
            Meaning::LineEnd => {
                self.end_line(at);
                None
            }
            Meaning::Token | Meaning::Comment => {
                if self.line == Line::Code && self.head.len() < HEAD {
                    self.head.push(c);
                }
                let cut = self.match_inner(c);
                let held = self.line == Line::Comment && self.outside(self.head_indent);
                if cut.is_none() && !held && self.inner.is_none() {
                    self.owned = at + c.len_utf8();
                }
                cut
            }
            Meaning::Blank => {
                if self.line == Line::Code && self.head.len() < HEAD && !self.head.ends_with(' ') {
                    self.head.push(' ');
                }
                if c == '\n' {
                    // Inside a triple-quoted string.
                    self.line_start = at + 1;
                }
                self.match_inner(' ')
            }
        }
    }

    /// No cut will come before this offset.
    pub(super) fn safe(&self) -> usize {
        self.owned
    }

    /// Whether the next character is code.
    pub(super) fn in_code(&self) -> bool {
        !self.lexer.in_string()
    }

    fn outside(&self, indent: usize) -> bool {
        self.target.is_some_and(|target| indent <= target)
    }

    fn at_start(&mut self, meaning: Meaning, c: char) -> Option<Cut> {
        match meaning {
            Meaning::Blank => {
                self.column = match c {
                    '\t' => (self.column / 8 + 1) * 8,
                    '\r' | '\u{c}' => self.column,
                    _ => self.column + 1,
                };
            }
            Meaning::LineEnd => {}
            Meaning::Comment => {
                self.line = Line::Comment;
                // Kept apart from the last logical line, which may be a `def`.
                self.resolve();
                self.head_indent = self.column;
                self.comment_indent = Some(self.column);
                self.blank_lines = 0;
            }
            Meaning::Token => {
                self.line = Line::Code;
                return self.logical_line();
            }
        }
        None
    }

    /// A logical line starts with a token, at the current column.
    fn logical_line(&mut self) -> Option<Cut> {
        self.resolve();
        self.blank_lines = 0;
        self.comment_indent = None;
        let undecided = std::mem::take(&mut self.undecided);
        let between = std::mem::take(&mut self.between);
        let outside = self.outside(self.column);
        while self
            .blocks
            .last()
            .is_some_and(|block| block.indent >= self.column)
        {
            self.blocks.pop();
        }
        if outside {
            // The completion's first line may show that the cursor was not where it seemed: below
            // the function, or back in the function around it.
            let outer = between && self.blocks.iter().any(|block| block.function);
            if !undecided && !outer {
                return Some(Cut {
                    at: self.owned,
                    ended: Ended::Function,
                });
            }
            self.aim();
        }
        self.body = true;
        self.head_indent = self.column;
        self.head_start = self.line_start;
        None
    }

    /// The last logical line is complete enough: open the block that it starts, if it does.
    fn resolve(&mut self) {
        let head = std::mem::take(&mut self.head);
        if head.is_empty() {
            return;
        }
        self.returned = keyword(&head, &["return", "raise"]);
        if head.starts_with('@') {
            self.decorated = self.decorated.or(Some(self.head_start));
            return;
        }
        let start = self.decorated.take().unwrap_or(self.head_start);
        let function = is_def(&head);
        if function || keyword(&head, &["class"]) {
            let indent = self.head_indent;
            self.blocks.push(Block {
                indent,
                function,
                start,
            });
            self.body = false;
            if self.provisional {
                self.provisional = false;
                self.target = Some(indent);
            }
        }
    }

    fn at_inner(&mut self, meaning: Meaning, c: char) -> Option<Cut> {
        match meaning {
            Meaning::Blank => {
                self.column = if c == '\t' {
                    (self.column / 8 + 1) * 8
                } else {
                    self.column + 1
                };
            }
            Meaning::LineEnd => {}
            Meaning::Comment | Meaning::Token => {
                self.line = Line::Code;
                if meaning == Meaning::Token && self.outside(self.column) {
                    self.inner = Some(String::new());
                }
            }
        }
        None
    }

    /// In a line inside brackets: a `def` or `class` there shows that a bracket was forgotten.
    fn match_inner(&mut self, c: char) -> Option<Cut> {
        let inner = self.inner.as_mut()?;
        inner.push(c);
        if is_def(inner) || keyword(inner, &["class"]) {
            return Some(Cut {
                at: self.owned,
                ended: Ended::Function,
            });
        }
        if !["def ", "class ", "async def "]
            .iter()
            .any(|word| word.starts_with(inner.as_str()))
        {
            self.inner = None;
        }
        None
    }

    fn end_line(&mut self, at: usize) {
        self.inner = None;
        let blank = self.line == Line::Start;
        let joined = std::mem::take(&mut self.lexer.joined);
        let goes_on = (self.lexer.depth > 0 || joined) && self.line != Line::Comment;
        self.line = match self.line {
            Line::Code | Line::Inner if self.lexer.depth > 0 => Line::Inner,
            Line::Code if goes_on => Line::Code,
            _ => Line::Start,
        };
        if blank {
            self.blank_lines += 1;
        }
        self.line_start = at + 1;
        self.column = 0;
    }

    /// The prefix is read: decide whose end is waited for.
    fn settle_at_cursor(&mut self) {
        if matches!(self.line, Line::Start | Line::Comment) {
            self.leave_blocks();
        } else if is_def(&self.head) || keyword(&self.head, &["class"]) {
            // `def f(a, ` opens its function although its line is not over.
            self.resolve();
        }
        self.aim();
    }

    /// Wait for the end of the innermost function, or of the innermost class when in none.
    fn aim(&mut self) {
        let function = self.blocks.iter().rfind(|block| block.function);
        self.provisional = function.is_none();
        self.target = function.or(self.blocks.last()).map(|block| block.indent);
    }

    /// At the start of a line: leave the blocks that the cursor is visibly outside of.
    fn leave_blocks(&mut self) {
        let header = is_def(&self.head) || keyword(&self.head, &["class"]);
        self.resolve();
        if header || !self.body {
            return;
        }
        self.between = true;
        // These hint that the function is over, but only the next line can tell: two blank lines,
        // white space of a shallower line on the cursor's own, a comment further out.
        let column = if self.column > 0 {
            Some(self.column)
        } else {
            self.comment_indent
        };
        let further_out = match (column, self.blocks.last()) {
            (Some(column), Some(block)) => column <= block.indent,
            _ => false,
        };
        self.limit = match column {
            _ if self.blank_lines >= 2 => Some(0),
            Some(column) if further_out => Some(column),
            _ => None,
        };
        self.undecided = self.limit.is_some() || (self.blank_lines == 1 && self.returned);
    }
}

/// Whether a logical line is a function's.
fn is_def(head: &str) -> bool {
    head.starts_with("def ") || head.starts_with("async def ")
}

fn keyword(head: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        head.strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}
