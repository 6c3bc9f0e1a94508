//! Cuts a completion where the function being completed ends.
//!
//! A code model goes on writing when the function is complete: with the next
//! function, with `if __name__ == "__main__"`, with a repetition of the text
//! after the cursor. [`truncate`] cuts a whole completion, [`StreamTruncator`]
//! one that is still being written; the first is the second fed in one piece.
//!
//! - [`grammar`] holds the tree-sitter grammars,
//! - `braces` follows the brackets of C, C++, JavaScript, TypeScript, Java, Go,
//!   Rust, PHP and C# (`lexer` knows their strings and comments, `head` what a
//!   `{` opens, `verify` asks tree-sitter),
//! - `indent` follows Python's lines and `keyword` Ruby's,
//! - `suffix` knows a repetition of the text after the cursor,
//! - `stream` puts them together,
//! - `sven` has the cruder rules of SVEN's evaluation.
//!
//! A cut leaves out the line end after the function, unless text follows the
//! cursor that does not begin with one.

use serde::{Deserialize, Serialize};

use crate::language::{BlockStyle, Language};

mod braces;
mod grammar;
mod head;
mod indent;
mod keyword;
mod lexer;
mod stream;
mod suffix;
mod sven;
mod verify;

#[cfg(test)]
mod tests;

pub(crate) use grammar::syntax_tree;
pub use grammar::{Unread, comments, grammar, parses, unread};
pub use stream::{Step, StreamTruncator};
pub use sven::{is_complete_for_sven, truncate_like_sven};

/// Why a completion ends where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// The function's end was found in the completion.
    Function,
    /// The completion began to repeat, or to close, what the text after the cursor holds.
    Suffix,
    /// No end was found: the whole completion is kept.
    Open,
}

/// By which rules a completion is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CutRules {
    /// Where the function being completed ends.
    #[default]
    Function,
    /// SVEN's, for its own evaluation.
    Sven,
}

/// Where a completion is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Truncation {
    /// Length of what is kept, in bytes of the completion.
    pub end: usize,
    /// Why.
    pub ended: Ended,
}

/// A decision of one of the engines: an offset into prefix and completion together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cut {
    at: usize,
    ended: Ended,
}

/// Where the function around the end of `prefix` begins: the first line of its decorators,
/// attributes and doc comments, or of itself. `None` when the cursor is in no function.
#[must_use]
pub fn enclosing_function(language: Language, prefix: &str) -> Option<usize> {
    let start = stream::Engine::new(Some(language), prefix).function_start()?;
    let line = line_start(prefix, start);
    // Python's decorators were found with the function.
    Some(match language.block_style() {
        BlockStyle::Indentation => line,
        _ => with_lines_above(language, prefix, line),
    })
}

/// Whether what follows `prefix` is code, and not in a string or comment that is still open.
/// Ruby's strings are not read: there the answer is always yes.
pub(crate) fn ends_in_code(language: Language, prefix: &str) -> bool {
    stream::Engine::new(Some(language), prefix).in_code()
}

/// Cut a finished completion between `prefix` and `suffix` (which may be empty).
///
/// Without a language only a repetition of the suffix is cut off.
#[must_use]
pub fn truncate(
    language: Option<Language>,
    prefix: &str,
    completion: &str,
    suffix: &str,
) -> Truncation {
    let mut stream = StreamTruncator::new(language, prefix, suffix);
    stream.push(completion);
    let step = stream.finish();
    Truncation {
        end: stream.text().len(),
        ended: step.done.unwrap_or(Ended::Open),
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Go up from the line at `start` over attributes, annotations and comments that touch it.
fn with_lines_above(language: Language, text: &str, mut start: usize) -> usize {
    let mut in_block_comment = false;
    while start > 0 {
        let above = line_start(text, start - 1);
        let line = text[above..start].trim();
        if in_block_comment {
            in_block_comment = !line.starts_with("/*");
        } else if line.ends_with("*/") {
            if !line.starts_with("/*") && !line.starts_with('*') {
                break;
            }
            in_block_comment = !line.starts_with("/*");
        } else if !belongs_below(language, line) {
            break;
        }
        start = above;
    }
    start
}

/// Whether a line is an attribute, annotation or comment of the definition below it.
fn belongs_below(language: Language, line: &str) -> bool {
    let attribute = line.starts_with('[') && line.ends_with(']');
    match language {
        Language::Ruby => line.starts_with('#'),
        Language::Rust => line.starts_with("#[") || line.starts_with("//"),
        Language::CSharp | Language::Cpp | Language::C => line.starts_with("//") || attribute,
        Language::Php => line.starts_with("#[") || line.starts_with("//"),
        _ => line.starts_with('@') || line.starts_with("//"),
    }
}
