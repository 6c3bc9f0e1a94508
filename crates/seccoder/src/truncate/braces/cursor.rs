//! What the text around the cursor says: which function it is in, and what the suffix closes.

use super::super::head::{Context, Kind, classify};
use super::super::lexer::Event;
use super::Frame;
use super::{Braces, MAX_FRAMES, Mode};
use crate::language::Language;

impl Braces {
    /// Where the statement that holds the enclosing function starts.
    pub(in crate::truncate) fn function_start(&self) -> Option<usize> {
        match self.mode {
            Mode::Inside(index) => {
                let outer = self.statement_frame(index);
                Some(self.frames[outer].head_start)
            }
            _ => self.signature().map(|index| self.frames[index].head_start),
        }
    }

    /// Whether the suffix closes what the completion is in; then the completion must not.
    pub(in crate::truncate) fn guard_against(&mut self, suffix: &str) -> bool {
        let wanted = match self.mode {
            Mode::Inside(index) => index,
            _ => self.frames.len() - 1,
        };
        if wanted == 0 {
            return false;
        }
        let mut lexer = self.lexer.clone();
        let mut events = Vec::new();
        // Only the depth counts here: brackets opened by the suffix, and those it closes.
        let (mut opened, mut left) = (Vec::new(), self.frames.len());
        for c in suffix.chars() {
            lexer.feed(c, &mut events);
            for event in events.drain(..) {
                match event {
                    Event::Open(bracket) => opened.push(bracket),
                    Event::Close(_) if opened.pop().is_none() => left -= 1,
                    _ => {}
                }
                if left <= wanted {
                    self.guard = wanted;
                    return true;
                }
            }
        }
        false
    }

    /// The prefix is read: decide what is waited for.
    pub(super) fn settle_at_cursor(&mut self, prefix: &str) {
        self.ask_tree(prefix);
        self.cursor = self.frames.len();
        let function = |frame: &Frame| matches!(frame.kind, Kind::Function | Kind::Closure);
        self.mode = match (self.signature(), self.frames.iter().rposition(function)) {
            (None, Some(index)) => Mode::Inside(index),
            _ => Mode::Define(None),
        };
    }

    /// Let tree-sitter correct what the scanner took the open brackets for.
    fn ask_tree(&mut self, prefix: &str) {
        let braces: Vec<usize> = (1..self.frames.len())
            .filter(|&i| self.frames[i].bracket == '{')
            .collect();
        if braces.is_empty() || self.frames.len() > MAX_FRAMES {
            return;
        }
        let opens: Vec<usize> = braces
            .iter()
            .map(|&index| self.frames[index].open)
            .collect();
        let closers = self.closers(self.frames.len());
        let (kinds, clean) = self.verifier.kinds(prefix, &opens, &closers);
        for (&index, kind) in braces.iter().zip(kinds) {
            let parent_in_function = self.frames[index - 1].in_function;
            let macro_call = kind == Some(Kind::Function)
                && parent_in_function
                && matches!(self.language, Language::C | Language::Cpp);
            let frame = &mut self.frames[index];
            let function = matches!(frame.kind, Kind::Function | Kind::Closure);
            match kind {
                // `FOREACH (x) {` in a function looks like a definition to the C grammar.
                Some(_) if macro_call => {}
                Some(found @ (Kind::Function | Kind::Closure)) => frame.kind = found,
                Some(_) if function && clean => frame.kind = Kind::Block,
                _ => {}
            }
        }
    }

    /// The bracket in which an unfinished function signature stands at the cursor.
    fn signature(&self) -> Option<usize> {
        let index = self.statement_frame(self.frames.len());
        let frame = &self.frames[index];
        let mut head = frame.head.clone();
        if index + 1 < self.frames.len() {
            head.push_str("()");
        }
        let context = Context {
            parent: frame.kind,
            in_function: frame.in_function,
        };
        let function = !head.trim().is_empty()
            && head.contains("()")
            && classify(self.language, &head, context) == Kind::Function;
        function.then_some(index)
    }
}
