//! Where a function is over once its last bracket is closed: at once, or with its statement.

use super::super::head::{Kind, braceless_definition};
use super::super::lexer::Event;
use super::super::{Cut, Ended};
use super::{Braces, Frame, Mode, is_complete};
use crate::language::Language;

impl Braces {
    /// The text ends; where the function does when that is known now.
    pub(in crate::truncate) fn finish(&mut self) -> Option<Cut> {
        match self.mode {
            Mode::Tail {
                depth, end, last, ..
            } if self.frames.len() == depth && is_complete(last) => Some(Cut {
                at: end,
                ended: Ended::Function,
            }),
            Mode::Conditional { end, .. } => Some(Cut {
                at: end,
                ended: Ended::Function,
            }),
            _ => None,
        }
    }

    /// No cut will come before this offset.
    pub(in crate::truncate) fn safe(&self, text: &str) -> usize {
        match self.mode {
            Mode::Tail { depth, end, .. }
                if self.frames.len() == depth
                    && (self.lexer.in_code() || self.lexer.in_comment()) =>
            {
                end
            }
            Mode::Conditional { end, .. } => end,
            _ => text.len(),
        }
    }

    /// Something other than white space starts at `at`: a statement may be over before it.
    pub(super) fn begin(&mut self, c: char, at: usize) -> Option<Cut> {
        if let Mode::Conditional { end, .. } = self.mode {
            return Some(Cut {
                at: end,
                ended: Ended::Function,
            });
        }
        if let Mode::Tail {
            depth,
            end,
            newline,
            last,
        } = self.mode
            && self.frames.len() == depth
        {
            // A property of an object literal, or an arm of a `match` in Rust.
            let in_list =
                self.language == Language::Rust || self.frames[depth - 1].kind == Kind::Object;
            let listed = c == ',' && in_list;
            if listed || (newline && is_complete(last) && !self.continues(c)) {
                return Some(Cut {
                    at: end,
                    ended: Ended::Function,
                });
            }
        }
        self.start_statement(c, at);
        None
    }

    /// Whether a line that starts with `c` goes on with the expression before it.
    fn continues(&self, c: char) -> bool {
        self.language != Language::Go && ".?:+-*/%&|^=<>,([{`;".contains(c)
    }

    /// A `;` came in the bracket of this index.
    pub(super) fn end_of_statement(&mut self, index: usize, after: usize) -> Option<Cut> {
        let ends = match self.mode {
            Mode::Tail { depth, .. } => index + 1 == depth,
            Mode::Define(None) => {
                let frame = &self.frames[index];
                index < self.cursor
                    && frame.kind != Kind::Group
                    && braceless_definition(self.language, frame.head.trim())
            }
            _ => false,
        };
        ends.then_some(Cut {
            at: after,
            ended: Ended::Function,
        })
    }

    pub(super) fn extend_tail(&mut self, event: Event, after: usize) {
        if let Mode::Tail {
            end, newline, last, ..
        } = &mut self.mode
        {
            *end = after;
            *newline = false;
            *last = match event {
                Event::Sig(c) | Event::Open(c) | Event::Close(c) => c,
                _ => '"',
            };
        }
    }

    pub(super) fn after_close(
        &mut self,
        frame: &Frame,
        index: usize,
        after: usize,
        was_open_at_cursor: bool,
    ) -> Option<Cut> {
        let done = Some(Cut {
            at: after,
            ended: Ended::Function,
        });
        match self.mode {
            Mode::Inside(wanted) | Mode::Define(Some(wanted)) if index <= wanted => {
                if frame.conditions < self.conditions.len() {
                    self.mode = Mode::Conditional {
                        index: wanted,
                        end: after,
                    };
                    return None;
                }
                if index < wanted || !self.has_tail(frame) {
                    return done;
                }
                self.start_tail(index, after);
                None
            }
            Mode::Define(None) if was_open_at_cursor && frame.bracket == '{' => match frame.kind {
                Kind::Object | Kind::Group => None,
                Kind::Type if self.has_tail(frame) => {
                    self.start_tail(index, after);
                    None
                }
                Kind::Block if index == 1 => None,
                _ => done,
            },
            Mode::Tail { .. } => {
                self.extend_tail(Event::Close('}'), after);
                None
            }
            _ => None,
        }
    }

    /// Whether the statement goes on after this bracket; `frame.head` is what stood before it.
    fn has_tail(&self, frame: &Frame) -> bool {
        let c_family = matches!(self.language, Language::C | Language::Cpp);
        match frame.kind {
            Kind::Closure => true,
            Kind::Type => c_family || frame.head.contains('='),
            _ => false,
        }
    }

    fn start_tail(&mut self, index: usize, after: usize) {
        let depth = self.statement_frame(index) + 1;
        self.mode = Mode::Tail {
            depth,
            end: after,
            newline: false,
            last: '}',
        };
    }

    /// A closing bracket that closes nothing.
    pub(super) fn stray(&mut self, after: usize) -> Option<Cut> {
        if let Mode::Tail { end, depth, .. } = self.mode
            && self.frames.len() == depth
        {
            return Some(Cut {
                at: end,
                ended: Ended::Function,
            });
        }
        self.extend_tail(Event::LiteralEnd, after);
        None
    }
}
