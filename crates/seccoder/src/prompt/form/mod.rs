//! Forms of a demonstration: what of an example is shown, where it stands, and as what.
//!
//! The paper puts one whole function in front of the program ([`super::integrate`]). A [`Form`]
//! says it otherwise: a [`Shape`] (what is shown), a [`Place`] (where) and a [`Dress`] (as a
//! comment or as live code), each with a name that logs record with the template's version.
//! [`show`] makes the text, [`integrate_with`] puts it into the prompt.
//!
//! - `outline` reads an example as a tree of whole statements,
//! - `relevance` says which of them the security of the code depends on,
//! - `select` leaves the least important ones out until the budget is kept,
//! - `pair` sets the vulnerable version beside the secure one,
//! - `words` writes comments and docstrings that nothing can end early,
//! - `live` makes a helper function of it that collides with no name of the program,
//! - `place` finds where it may stand, by reading the program's lines,
//! - `inert` asks the grammar whether what was put in is what it should be,
//! - `compose` puts these together to one text.
//!
//! Whatever the form, the program itself stays as it is, byte by byte: the demonstration is a
//! segment of its own, and never part of a completion.

mod compose;
mod difference;
mod docstring;
mod inert;
mod insert;
mod kinds;
mod layout;
mod live;
mod name;
mod outline;
mod pair;
mod place;
mod relevance;
mod select;
mod top;
mod words;

#[cfg(test)]
mod tests;

use super::PromptStyle;
use crate::example::{ExampleId, SecureExample};
use crate::query::Query;

pub use compose::show_beside;
pub use insert::integrate_with;
pub use name::UnknownForm;

/// The most tokens that all demonstrations may take when nobody says otherwise.
pub const DEFAULT_BUDGET: usize = 256;

/// What a reminder says. A claim that examples help is held against these words alone.
pub const REMINDER: &str = "Write secure code here: treat every input as hostile.";

/// What of an example is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Its whole secure code.
    Function,
    /// The statements that make it secure, and what they depend on.
    Slice,
    /// The name of the weakness that it avoids, and nothing else.
    Weakness,
    /// Nothing of it: the same reminder whatever the weakness ([`REMINDER`]).
    Reminder,
    /// Its guideline.
    Guideline,
    /// Its guideline, then the slice.
    GuidelineSlice,
    /// The vulnerable slice against the secure one, line by line.
    Pair,
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// At the top of the file, behind what must come first there.
    FileTop,
    /// Directly above the function being completed, its decorators and doc comment.
    AboveFunction,
    /// On the lines above the cursor's, as far indented.
    Cursor,
    /// At the end of the docstring or doc comment of the function being completed.
    Docstring,
    /// Chat: in the system message.
    System,
    /// Chat: at the beginning of the user's message, before the program.
    Context,
}

/// As what it stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dress {
    /// As words: a comment in the program's language, or text in a docstring or message.
    Comment,
    /// As code that parses: a finished helper in the program, or a code block in a message.
    Live,
}

/// One way to show an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Form {
    /// What of it.
    pub shape: Shape,
    /// Where.
    pub place: Place,
    /// As what.
    pub dress: Dress,
}

impl Shape {
    /// Whether it is a sentence, without any code.
    #[must_use]
    pub const fn is_words(self) -> bool {
        matches!(self, Self::Weakness | Self::Reminder | Self::Guideline)
    }
}

impl Place {
    /// Whether it is a place outside the program, in a chat's messages.
    #[must_use]
    pub const fn is_message(self) -> bool {
        matches!(self, Self::System | Self::Context)
    }
}

impl Form {
    /// Whether there is such a form at all: a guideline is not code, a helper function stands
    /// only where functions do, vulnerable code never stands in a program as code, and code
    /// that a message shows is shown as code.
    #[must_use]
    pub const fn is_sound(self) -> bool {
        let guideline = self.shape.is_words();
        match (self.dress, self.place) {
            (Dress::Comment, Place::System | Place::Context) => guideline,
            (Dress::Comment, _) => true,
            (Dress::Live, Place::System | Place::Context) => !guideline,
            (Dress::Live, Place::FileTop | Place::AboveFunction) => {
                !guideline && !matches!(self.shape, Shape::Pair)
            }
            (Dress::Live, Place::Cursor | Place::Docstring) => false,
        }
    }

    /// Whether a prompt of this style has this place: only chats have messages.
    #[must_use]
    pub const fn fits(self, style: PromptStyle) -> bool {
        self.is_sound() && (!self.place.is_message() || matches!(style, PromptStyle::Chat))
    }

    /// Every form there is.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for shape in Shape::ALL {
            for place in Place::ALL {
                for dress in Dress::ALL {
                    let form = Self {
                        shape,
                        place,
                        dress,
                    };
                    if form.is_sound() {
                        all.push(form);
                    }
                }
            }
        }
        all
    }
}

/// Where a demonstration's text is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// Into the program, at this byte of the text before the cursor.
    Program(usize),
    /// Into the system message.
    System,
    /// Before the program, in the user's message.
    Context,
}

/// An example as it is shown to the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The form it has: the one asked for, less what the example lacks or the budget leaves
    /// no room for (a guideline + slice without its slice is a guideline).
    pub form: Form,
    /// The example.
    pub example: ExampleId,
    /// Where the text goes.
    pub spot: Spot,
    /// The text, with every line end and indentation that it brings.
    pub text: String,
    /// Its tokens, as counted.
    pub tokens: usize,
}

/// Shows an example in a form: the text and where it goes.
///
/// The text has at most `budget_tokens` tokens by `count`; whole statements are left out to
/// keep it, the least important ones first. `None` when that is not enough, when the prompt or
/// the program has no such place, when the example has nothing of that shape, and whenever the
/// grammar does not see in the text what it should be (a comment, or code that parses).
#[must_use]
pub fn show(
    form: Form,
    example: &SecureExample,
    query: &Query,
    style: PromptStyle,
    budget_tokens: usize,
    count: &dyn Fn(&str) -> usize,
) -> Option<Shown> {
    let budget = Budget {
        tokens: budget_tokens,
        count,
    };
    show_beside(form, example, query, style, budget, &[])
}

/// How long a text may be, and how that is measured.
#[derive(Clone, Copy)]
pub struct Budget<'a> {
    /// The most tokens.
    pub tokens: usize,
    /// The tokens of a text.
    pub count: &'a dyn Fn(&str) -> usize,
}

impl Budget<'_> {
    /// The text's tokens, when there are few enough of them.
    fn admits(self, text: &str) -> Option<usize> {
        let tokens = (self.count)(text);
        (tokens <= self.tokens).then_some(tokens)
    }
}
