//! Finds the end of a function in Ruby: the `end` that is indented as its `def` is.

use super::{Cut, Ended};

/// An open `def`, `class` or `module`.
#[derive(Debug, Clone, Copy)]
struct Block {
    indent: usize,
    function: bool,
    start: usize,
}

/// The reader for languages whose blocks end with a keyword.
pub(super) struct Keyword {
    blocks: Vec<Block>,
    /// The current line up to the end of its first word, and how far it is indented.
    word: String,
    word_over: bool,
    indent: usize,
    line_start: usize,
    word_start: usize,
    /// Whether a definition is still waited for, and the blocks open at the cursor.
    cursor: usize,
    in_function: bool,
    live: bool,
    /// Indentation of the `end` that the suffix holds.
    guard: Option<usize>,
}

impl Keyword {
    /// Read the program before the cursor.
    pub(super) fn new(prefix: &str) -> Self {
        let mut reader = Self {
            blocks: Vec::new(),
            word: String::new(),
            word_over: false,
            indent: 0,
            line_start: 0,
            word_start: 0,
            cursor: 0,
            in_function: false,
            live: false,
            guard: None,
        };
        for (at, c) in prefix.char_indices() {
            // Nothing is waited for yet, so nothing can end.
            let _ = reader.feed(at, c);
        }
        if !reader.word_over && reader.word == "def" {
            reader.end_word(prefix.len());
        }
        reader.cursor = reader.blocks.len();
        reader.in_function = reader.blocks.last().is_some_and(|block| block.function);
        reader.live = true;
        reader
    }

    /// Where the function around the cursor starts.
    pub(super) fn function_start(&self) -> Option<usize> {
        self.blocks
            .last()
            .filter(|block| block.function)
            .map(|block| block.start)
    }

    /// Whether the suffix holds the `end` of the innermost block; then the completion must not.
    pub(super) fn guard_against(&mut self, suffix: &str) -> bool {
        let Some(block) = self.blocks.last() else {
            return false;
        };
        for line in suffix.lines() {
            let text = line.trim_start();
            let indent = line.len() - text.len();
            if text.trim_end() == "end" && indent == block.indent {
                self.guard = Some(indent);
                return true;
            }
            if indent <= block.indent && opens(text.split_whitespace().next().unwrap_or("")) {
                return false;
            }
        }
        false
    }

    /// Take the character at `at`.
    pub(super) fn feed(&mut self, at: usize, c: char) -> Option<Cut> {
        let mut cut = None;
        if !self.word_over {
            if c.is_alphanumeric() || c == '_' {
                if self.word.is_empty() {
                    self.word_start = at;
                }
                // Only short words matter; a longer one need not be kept.
                if self.word.len() < 16 {
                    self.word.push(c);
                }
            } else if !self.word.is_empty() || !c.is_whitespace() {
                cut = self.end_word(at);
            } else if c != '\n' {
                self.indent += 1;
            }
        }
        if c == '\n' {
            self.word.clear();
            self.word_over = false;
            self.indent = 0;
            self.line_start = at + 1;
        }
        cut
    }

    /// The text ends; where the function does when that is known now.
    pub(super) fn finish(&mut self, at: usize) -> Option<Cut> {
        if self.word_over {
            None
        } else {
            self.end_word(at)
        }
    }

    /// No cut will come before this offset.
    pub(super) fn safe(&self, length: usize) -> usize {
        let guarded = self.guard.is_some() && !self.word_over && "end".starts_with(&self.word);
        if guarded && !self.word.is_empty() {
            self.word_start
        } else {
            length
        }
    }

    /// The first word of the line is over at `at`.
    fn end_word(&mut self, at: usize) -> Option<Cut> {
        self.word_over = true;
        if opens(&self.word) {
            let function = self.word == "def";
            self.blocks.push(Block {
                indent: self.indent,
                function,
                start: self.line_start,
            });
            return None;
        }
        if self.word != "end" {
            return None;
        }
        let index = self
            .blocks
            .iter()
            .rposition(|block| block.indent == self.indent)?;
        self.blocks.truncate(index);
        if !self.live {
            return None;
        }
        if index < self.cursor && self.guard == Some(self.indent) {
            return Some(Cut {
                at: self.word_start,
                ended: Ended::Suffix,
            });
        }
        // Inside a function its own end counts, elsewhere that of the first new definition.
        let waited = if self.in_function {
            index < self.cursor
        } else {
            index <= self.cursor
        };
        waited.then_some(Cut {
            at,
            ended: Ended::Function,
        })
    }
}

fn opens(word: &str) -> bool {
    matches!(word, "def" | "class" | "module")
}
