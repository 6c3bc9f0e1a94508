//! Finds the end of a function in languages with braces.
//!
//! A stack of open brackets follows the text. Each `{` is classified by what
//! stands before it, and, for those left open by the prefix, by tree-sitter.

use super::head::{Context, Kind, classify};
use super::lexer::{Directive, Event, Lexer, is_word};
use super::verify::{Verdict, Verifier};
use super::{Cut, Ended};
use crate::language::Language;

mod cursor;
mod end;

/// Longest head that is kept; the middle of a longer one is dropped.
const MAX_HEAD: usize = 600;
/// Most open brackets that a preprocessor branch or a tree is asked about.
const MAX_FRAMES: usize = 128;
/// Most nested preprocessor conditions.
const MAX_CONDITIONS: usize = 64;

/// An open bracket.
#[derive(Debug, Clone)]
struct Frame {
    bracket: char,
    kind: Kind,
    /// Whether this or a bracket around it is a function's.
    in_function: bool,
    /// Where the bracket stands.
    open: usize,
    /// The collapsed text of the statement being read inside.
    head: String,
    /// Where that statement starts.
    head_start: usize,
    /// Preprocessor conditions open at the bracket.
    conditions: usize,
}

/// What is being waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// The end of the function whose bracket has this index.
    Inside(usize),
    /// The end of the first definition, once it has begun with the bracket of this index.
    Define(Option<usize>),
    /// The end of a statement whose last bracket was closed.
    Tail {
        depth: usize,
        end: usize,
        newline: bool,
        last: char,
    },
    /// The function was closed inside `#if`; an `#else` may open it again.
    Conditional { index: usize, end: usize },
}

/// The scanner for brace languages.
pub(super) struct Braces {
    language: Language,
    lexer: Lexer,
    /// The open brackets; the first stands for the file and is never closed.
    frames: Vec<Frame>,
    /// How many of them are `{`.
    braces: usize,
    /// Brackets below this index were open at the cursor.
    cursor: usize,
    /// Brackets that the suffix closes start at this index.
    guard: usize,
    conditions: Vec<Option<Vec<Frame>>>,
    mode: Mode,
    verifier: Verifier,
    events: Vec<Event>,
    fresh_line: bool,
    line_indent: usize,
    newline: bool,
}

impl Braces {
    /// Read the program before the cursor.
    pub(super) fn new(language: Language, prefix: &str) -> Self {
        let file = Frame {
            bracket: '\0',
            kind: Kind::Space,
            in_function: false,
            open: 0,
            head: String::new(),
            head_start: 0,
            conditions: 0,
        };
        let mut scanner = Self {
            language,
            lexer: Lexer::new(language),
            frames: vec![file],
            braces: 0,
            cursor: usize::MAX,
            guard: usize::MAX,
            conditions: Vec::new(),
            mode: Mode::Define(None),
            verifier: Verifier::new(language, prefix),
            events: Vec::new(),
            fresh_line: true,
            line_indent: 0,
            newline: false,
        };
        for (at, c) in prefix.char_indices() {
            scanner.scan(prefix, at, c);
        }
        scanner.settle_at_cursor(prefix);
        scanner
    }

    /// Take the character at `at`, the last one of `text`.
    pub(super) fn feed(&mut self, text: &str, at: usize, c: char) -> Option<Cut> {
        let fresh = self.fresh_line;
        if let Some(cut) = self.scan(text, at, c) {
            return Some(cut);
        }
        if c == '}' && fresh {
            self.suspect(text)
        } else {
            None
        }
    }

    /// Whether the next character is code.
    pub(super) fn in_code(&self) -> bool {
        self.lexer.in_code()
    }

    /// Take a character of prefix or completion.
    fn scan(&mut self, text: &str, at: usize, c: char) -> Option<Cut> {
        if c == '\n' {
            self.fresh_line = true;
            self.line_indent = 0;
        } else if self.fresh_line && c.is_whitespace() {
            self.line_indent += 1;
        } else {
            self.fresh_line = false;
        }
        let mut events = std::mem::take(&mut self.events);
        self.lexer.feed(c, &mut events);
        let after = at + c.len_utf8();
        let mut cut = None;
        for event in events.drain(..) {
            cut = cut.or_else(|| self.take(text, event, at, after));
        }
        self.events = events;
        cut
    }

    fn take(&mut self, text: &str, event: Event, at: usize, after: usize) -> Option<Cut> {
        let cut = match event {
            Event::Sig(c) => self.begin(c, at).or_else(|| self.sig(c, after)),
            Event::Quote => {
                let cut = self.begin('"', at);
                self.push_head('"');
                cut
            }
            Event::Open(c) => {
                let cut = self.begin(c, at);
                self.open(c, at);
                cut
            }
            Event::Close(c) => return self.close(text, c, at, after),
            Event::Directive(directive) => return self.directive(directive, at),
            Event::Space => {
                self.push_space();
                None
            }
            Event::Newline => {
                self.newline = true;
                if let Mode::Tail { newline, .. } = &mut self.mode {
                    *newline = true;
                }
                self.push_space();
                None
            }
            Event::LiteralEnd => None,
        };
        if cut.is_none() && !matches!(event, Event::Space | Event::Newline) {
            self.extend_tail(event, after);
        }
        cut
    }

    /// Keep track of where the statement in the innermost bracket starts.
    fn start_statement(&mut self, c: char, at: usize) {
        let newline = std::mem::take(&mut self.newline);
        let by_line = matches!(
            self.language,
            Language::JavaScript | Language::TypeScript | Language::Go
        );
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        let braces = frame.kind != Kind::Group;
        let last = frame.head.trim_end().chars().next_back();
        if newline
            && by_line
            && braces
            && last.is_some_and(is_complete)
            && (is_word(c) || matches!(c, '@' | '"' | '#'))
        {
            frame.head.clear();
        }
        if frame.head.trim_start().is_empty() {
            frame.head_start = at;
        }
    }

    fn sig(&mut self, c: char, after: usize) -> Option<Cut> {
        let index = self.frames.len() - 1;
        let cut = (c == ';')
            .then(|| self.end_of_statement(index, after))
            .flatten();
        let frame = &mut self.frames[index];
        let label = c == ':'
            && frame.kind == Kind::Type
            && matches!(frame.head.trim(), "public" | "private" | "protected");
        let separates = match frame.kind {
            Kind::Group | Kind::Object => c == ',',
            _ => c == ';',
        };
        if label || separates || c == ';' {
            frame.head.clear();
        } else {
            self.push_head(c);
        }
        cut
    }

    fn push_head(&mut self, c: char) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        if frame.head.len() > MAX_HEAD {
            // Only ASCII is ever pushed, so any offset is a boundary.
            frame.head.drain(MAX_HEAD / 3..MAX_HEAD * 2 / 3);
        }
        frame.head.push(if c.is_ascii() { c } else { 'x' });
    }

    fn push_space(&mut self) {
        let blank = |frame: &Frame| frame.head.is_empty() || frame.head.ends_with(' ');
        if self.frames.last().is_some_and(|frame| !blank(frame)) {
            self.push_head(' ');
        }
    }

    fn open(&mut self, c: char, at: usize) {
        let index = self.frames.len();
        let parent = &self.frames[index - 1];
        let kind = if c == '{' {
            let context = Context {
                parent: parent.kind,
                in_function: parent.in_function,
            };
            classify(self.language, &parent.head, context)
        } else {
            Kind::Group
        };
        let function = matches!(kind, Kind::Function | Kind::Closure);
        let in_function = function || (parent.in_function && kind != Kind::Type);
        self.frames.push(Frame {
            bracket: c,
            kind,
            in_function,
            open: at,
            head: String::new(),
            head_start: at + 1,
            conditions: self.conditions.len(),
        });
        self.braces += usize::from(c == '{');
        if self.mode == Mode::Define(None)
            && self.cursor != usize::MAX
            && (function || kind == Kind::Type)
        {
            self.mode = Mode::Define(Some(index));
        }
    }

    /// The bracket that `c` closes; `None` when it closes none and is skipped.
    fn closed_by(&self, c: char) -> Option<usize> {
        let top = self.frames.len() - 1;
        if c == '}' {
            // A brace is stronger than the brackets that were forgotten inside it.
            return (self.braces > 0)
                .then(|| self.frames.iter().rposition(|frame| frame.bracket == '{'))
                .flatten();
        }
        let wanted = if c == ')' { '(' } else { '[' };
        (self.frames[top].bracket == wanted).then_some(top)
    }

    fn close(&mut self, text: &str, c: char, at: usize, after: usize) -> Option<Cut> {
        if let Mode::Conditional { end, .. } = self.mode {
            return Some(Cut {
                at: end,
                ended: Ended::Function,
            });
        }
        let Some(index) = self.closed_by(c) else {
            return self.stray(after);
        };
        if let Mode::Tail { depth, end, .. } = self.mode
            && index < depth
        {
            // With brackets forgotten inside, all of it has been shown.
            let end = if self.frames.len() == depth { end } else { at };
            return Some(Cut {
                at: end,
                ended: Ended::Function,
            });
        }
        if index < self.cursor && index >= self.guard {
            return Some(Cut {
                at,
                ended: Ended::Suffix,
            });
        }
        if self.awaited() == Some(index) && self.refuted(text, index, after) {
            return None;
        }
        let mut frame = self.frames.swap_remove(index);
        self.frames.truncate(index);
        self.braces -= usize::from(c == '}');
        frame.head = self.collapse(&frame, c);
        let was_open_at_cursor = index < self.cursor && self.cursor != usize::MAX;
        if was_open_at_cursor {
            self.cursor = index;
        }
        self.newline = false;
        self.after_close(&frame, index, after, was_open_at_cursor)
    }

    /// Write the closed bracket into the head around it; gives that head as it was before.
    fn collapse(&mut self, frame: &Frame, c: char) -> String {
        let Some(parent) = self.frames.last_mut() else {
            return String::new();
        };
        let before = parent.head.clone();
        match (frame.kind, c) {
            (Kind::Function | Kind::Type | Kind::Space | Kind::Block, _) => parent.head.clear(),
            (_, '}') => parent.head.push_str("{}"),
            (_, ')') => parent.head.push_str("()"),
            _ => parent.head.push_str("[]"),
        }
        before
    }

    /// The index of the bracket whose end is waited for.
    fn awaited(&self) -> Option<usize> {
        match self.mode {
            Mode::Inside(index) | Mode::Define(Some(index)) => Some(index),
            _ => None,
        }
    }

    /// Whether tree-sitter is sure that the `}` before `after` does not close this bracket.
    fn refuted(&mut self, text: &str, index: usize, after: usize) -> bool {
        let closers = self.closers(index);
        let open = self.frames[index].open;
        self.verifier.check(&text[..after], open, &closers) == Verdict::Continues
    }

    /// What closes the brackets below this index, innermost first.
    fn closers(&self, below: usize) -> String {
        let start = below.saturating_sub(MAX_FRAMES).max(1);
        let close = |frame: &Frame| match frame.bracket {
            '(' => ')',
            '[' => ']',
            _ => '}',
        };
        self.frames[start.min(below)..below]
            .iter()
            .rev()
            .map(close)
            .collect()
    }

    /// The innermost bracket around `index` that holds statements.
    fn statement_frame(&self, index: usize) -> usize {
        self.frames[..index]
            .iter()
            .rposition(|frame| frame.kind != Kind::Group)
            .unwrap_or(0)
    }

    fn directive(&mut self, directive: Directive, at: usize) -> Option<Cut> {
        match directive {
            Directive::If => {
                let small =
                    self.frames.len() <= MAX_FRAMES && self.conditions.len() < MAX_CONDITIONS;
                self.conditions.push(small.then(|| self.frames.clone()));
            }
            Directive::Else => {
                if let Some(Some(frames)) = self.conditions.last() {
                    self.frames.clone_from(frames);
                    self.braces = self.frames.iter().filter(|f| f.bracket == '{').count();
                    if let Mode::Conditional { index, .. } = self.mode
                        && index < self.frames.len()
                    {
                        self.mode = Mode::Inside(index);
                    }
                }
            }
            Directive::Endif => {
                self.conditions.pop();
                if let Mode::Conditional { .. } = self.mode {
                    return Some(Cut {
                        at,
                        ended: Ended::Function,
                    });
                }
            }
            Directive::Other => {}
        }
        None
    }

    /// A `}` starts a line no deeper than the function does, but brackets are open by the
    /// scanner's count. If the tree has the function end here, the scanner misread something.
    fn suspect(&mut self, text: &str) -> Option<Cut> {
        let index = self.awaited().filter(|&index| index < self.frames.len())?;
        let start = self.frames[self.statement_frame(index)].head_start;
        if self.line_indent > indent_at(text, start) || index >= self.guard {
            return None;
        }
        let closers = self.closers(index);
        let open = self.frames[index].open;
        if self.verifier.check(text, open, &closers) != Verdict::Ends {
            return None;
        }
        self.lexer.resync();
        let mut frame = self.frames.swap_remove(index);
        self.frames.truncate(index);
        self.braces = self.frames.iter().filter(|f| f.bracket == '{').count();
        frame.head = self.collapse(&frame, '}');
        self.cursor = self.cursor.min(index);
        self.after_close(&frame, index, text.len(), false)
    }
}

/// Whether a statement may be over after this character.
fn is_complete(c: char) -> bool {
    is_word(c) || matches!(c, ')' | ']' | '}' | '"')
}

/// How deep the line that holds `at` is indented, in characters.
fn indent_at(text: &str, at: usize) -> usize {
    let line = text[..at.min(text.len())]
        .rfind('\n')
        .map_or(0, |newline| newline + 1);
    text[line..]
        .chars()
        .take_while(|c| c.is_whitespace() && *c != '\n')
        .count()
}
