//! Cuts a completion while it streams in.

use super::braces::Braces;
use super::indent::Indent;
use super::keyword::Keyword;
use super::suffix::SuffixWatch;
use super::{Cut, Ended};
use crate::language::{BlockStyle, Language};

/// What one push shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Text that now surely belongs to the completion.
    pub emit: String,
    /// How the completion ended, once it has; what is pushed later is ignored.
    pub done: Option<Ended>,
}

/// How the enclosing function's end is looked for.
pub(super) enum Engine {
    /// By brackets and tree-sitter.
    Braces(Box<Braces>),
    /// By indentation.
    Indent(Box<Indent>),
    /// By the keyword `end`.
    Keyword(Box<Keyword>),
    /// Not at all.
    Whole,
}

impl Engine {
    /// The engine for a language, having read the prefix.
    pub(super) fn new(language: Option<Language>, prefix: &str) -> Self {
        match language.map(|language| (language, language.block_style())) {
            Some((language, BlockStyle::Braces)) => {
                Self::Braces(Box::new(Braces::new(language, prefix)))
            }
            Some((_, BlockStyle::Indentation)) => Self::Indent(Box::new(Indent::new(prefix))),
            Some((_, BlockStyle::Keyword)) => Self::Keyword(Box::new(Keyword::new(prefix))),
            None => Self::Whole,
        }
    }

    /// Where the statement of the enclosing function starts.
    pub(super) fn function_start(&self) -> Option<usize> {
        match self {
            Self::Braces(engine) => engine.function_start(),
            Self::Indent(engine) => engine.function_start(),
            Self::Keyword(engine) => engine.function_start(),
            Self::Whole => None,
        }
    }

    fn guard_against(&mut self, suffix: &str) -> bool {
        match self {
            Self::Braces(engine) => engine.guard_against(suffix),
            Self::Indent(engine) => engine.guard_against(suffix),
            Self::Keyword(engine) => engine.guard_against(suffix),
            Self::Whole => false,
        }
    }

    fn feed(&mut self, text: &str, at: usize, c: char) -> Option<Cut> {
        match self {
            Self::Braces(engine) => engine.feed(text, at, c),
            Self::Indent(engine) => engine.feed(at, c),
            Self::Keyword(engine) => engine.feed(at, c),
            Self::Whole => None,
        }
    }

    fn finish(&mut self, text: &str) -> Option<Cut> {
        match self {
            Self::Braces(engine) => engine.finish(),
            Self::Keyword(engine) => engine.finish(text.len()),
            Self::Indent(_) | Self::Whole => None,
        }
    }

    fn safe(&self, text: &str) -> usize {
        match self {
            Self::Braces(engine) => engine.safe(text),
            Self::Indent(engine) => engine.safe(),
            Self::Keyword(engine) => engine.safe(text.len()),
            Self::Whole => text.len(),
        }
    }

    pub(super) fn in_code(&self) -> bool {
        match self {
            Self::Braces(engine) => engine.in_code(),
            Self::Indent(engine) => engine.in_code(),
            Self::Keyword(_) => true,
            Self::Whole => false,
        }
    }
}

/// Cuts a completion while it streams in.
///
/// However the text is split into pieces, the emitted text is the same, and it is what
/// [`super::truncate`] keeps of the whole: every character is judged once, in order, with
/// nothing but the text before it.
pub struct StreamTruncator {
    /// The prefix and the completion so far.
    text: String,
    /// Where the completion starts, and how far it has been emitted.
    base: usize,
    emitted: usize,
    /// How far the text was certain after any character so far, emitted or not: a cut never
    /// goes back behind it, so that the pieces a text comes in make no difference.
    certain: usize,
    engine: Engine,
    suffix: SuffixWatch,
    /// The start of the current line while it may be a code fence, and its backticks so far. The
    /// first line is never one: a fence there opens the block.
    fence: Option<(usize, usize)>,
    /// The function's end, while it is open whether a line end follows at once.
    ending: Option<Cut>,
    done: Option<Ended>,
}

impl StreamTruncator {
    /// A truncator for a completion between `prefix` and `suffix`.
    #[must_use]
    pub fn new(language: Option<Language>, prefix: &str, suffix: &str) -> Self {
        let mut engine = Engine::new(language, prefix);
        let mut watch = SuffixWatch::new(prefix, suffix);
        if !suffix.trim().is_empty() && engine.guard_against(suffix) {
            watch.leave_closers();
        }
        Self {
            text: prefix.to_owned(),
            base: prefix.len(),
            emitted: prefix.len(),
            certain: prefix.len(),
            engine,
            suffix: watch,
            fence: None,
            ending: None,
            done: None,
        }
    }

    /// Take the next piece of the completion.
    pub fn push(&mut self, piece: &str) -> Step {
        if self.done.is_some() {
            return self.step(self.emitted);
        }
        for c in piece.chars() {
            let at = self.text.len();
            self.text.push(c);
            if let Some(cut) = self.advance(at, c) {
                return self.end(cut);
            }
            self.certain = self.certain.max(self.safe());
        }
        self.step(self.certain)
    }

    /// The completion is over: emit what was held back and still belongs to it.
    pub fn finish(&mut self) -> Step {
        if self.done.is_some() {
            return self.step(self.emitted);
        }
        if let Some(cut) = self.ending {
            return self.end(cut);
        }
        if let Some(cut) = self.engine.finish(&self.text) {
            let cut = self.settled(cut);
            return self.end(cut);
        }
        if let Some(at) = self.suffix.finish() {
            let cut = self.settled(Cut {
                at,
                ended: Ended::Suffix,
            });
            return self.end(cut);
        }
        self.end(Cut {
            at: self.text.len(),
            ended: Ended::Open,
        })
    }

    /// Everything emitted so far.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text[self.base..self.emitted]
    }

    /// Judge the character at `at`, the last one.
    fn advance(&mut self, at: usize, c: char) -> Option<Cut> {
        if let Some(ending) = self.ending {
            return self.line_end_after(ending);
        }
        if let Some(at) = self.code_fence(at, c) {
            return Some(Cut {
                at,
                ended: Ended::Function,
            });
        }
        let repeated = self.suffix.feed(at, c).map(|at| Cut {
            at,
            ended: Ended::Suffix,
        });
        let cut = self.engine.feed(&self.text, at, c);
        if c == '\n' {
            self.fence = self.engine.in_code().then_some((at + 1, 0));
        }
        // What begins earlier ends the text.
        let first = match (repeated, cut) {
            (Some(a), Some(b)) => Some(if a.at <= b.at { a } else { b }),
            (a, b) => a.or(b),
        }?;
        let cut = self.settled(first);
        if cut.ended == Ended::Function && self.suffix.wants_line_end() {
            self.ending = Some(cut);
            return self.line_end_after(cut);
        }
        Some(cut)
    }

    /// The line end right after the function is kept where the suffix brings none.
    fn line_end_after(&self, cut: Cut) -> Option<Cut> {
        let after = &self.text[cut.at..];
        let blank = after.trim_start_matches([' ', '\t', '\r']);
        if blank.is_empty() {
            return None;
        }
        let at = if blank.starts_with('\n') {
            cut.at + (after.len() - blank.len()) + 1
        } else {
            cut.at
        };
        Some(Cut { at, ..cut })
    }

    /// Three backticks at the start of a line of code: a chat model closes its code block.
    fn code_fence(&mut self, at: usize, c: char) -> Option<usize> {
        let (start, ticks) = self.fence?;
        self.fence = match c {
            '`' if ticks == 0 => Some((at, 1)),
            '`' => Some((start, ticks + 1)),
            ' ' | '\t' if ticks == 0 => Some((start, 0)),
            _ => None,
        };
        (ticks == 2 && c == '`').then_some(start)
    }

    fn settled(&self, cut: Cut) -> Cut {
        match cut.ended {
            Ended::Suffix => {
                // White space before the cursor is not the completion's to drop.
                let at = self.suffix.settle(&self.text, cut.at).max(self.base);
                Cut { at, ..cut }
            }
            _ => cut,
        }
    }

    /// How far the text can be shown whatever comes next.
    fn safe(&self) -> usize {
        if let Some(cut) = self.ending {
            return cut.at;
        }
        let fence = match self.fence {
            Some((start, ticks)) if ticks > 0 => start,
            _ => self.text.len(),
        };
        self.engine
            .safe(&self.text)
            .min(self.suffix.safe(&self.text))
            .min(fence)
    }

    fn end(&mut self, cut: Cut) -> Step {
        self.done = Some(cut.ended);
        self.step(cut.at.max(self.certain))
    }

    /// Emit up to `to`.
    fn step(&mut self, to: usize) -> Step {
        let to = to.clamp(self.emitted, self.text.len());
        let emit = self.text[self.emitted..to].to_owned();
        self.emitted = to;
        Step {
            emit,
            done: self.done,
        }
    }
}
