//! Requests of OpenAI's protocol, read and rewritten: pure functions on bytes.
//!
//! A [`Body`] is a request that was read once: the code that it writes ([`Site`]), what it wishes of
//! us, and where a demonstration would go. Rewriting it inserts bytes and cuts bytes out; whatever
//! is not ours stays as the client wrote it, fields that nobody here knows included. What cannot be
//! read with certainty is passed on as it is, and [`Body::untouched`] says why.
//!
//! - `raw_json` finds members and strings in the bytes,
//! - `wish` reads the switches, `completions` and `chat` the two kinds of requests,
//! - [`fim`] splits prompts that hold a model's own tokens, `message` takes a chat message apart,
//! - `prose` decides whether a text asks for code,
//! - `rewrite` puts demonstrations in, and checks that nothing else changed.

use std::ops::Range;

use seccoder::prompt::{Prompt, SegmentKind};

use crate::guide::{Why, Writing};

mod body;
mod chat;
mod completions;
pub mod fim;
mod message;
mod prose;
mod raw_json;
mod rewrite;
#[cfg(test)]
mod tests;
mod wish;

pub use body::Body;
pub use rewrite::RewriteError;
pub use wish::{WishError, wish_of_headers};

/// The requests that demonstrations are added to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// `/v1/completions`: text to continue.
    Completions,
    /// `/v1/chat/completions`: a conversation.
    Chat,
}

impl Endpoint {
    /// The endpoint at a path, which is without a query.
    #[must_use]
    pub fn of(path: &str) -> Option<Self> {
        match path {
            "/v1/completions" => Some(Self::Completions),
            "/v1/chat/completions" => Some(Self::Chat),
            _ => None,
        }
    }
}

/// Why a body cannot be read. No message repeats any of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// It is no UTF-8.
    #[error("the body is no UTF-8 text")]
    NotUtf8,
    /// It is no JSON.
    #[error("the body is no JSON: line {line}, column {column}")]
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1; 0 at a line's end.
        column: usize,
    },
    /// It is JSON, but no object.
    #[error("the body is no JSON object")]
    NotAnObject,
    /// Lists and objects stand too deep in each other.
    #[error("the body has lists or objects more than {0} deep")]
    TooDeep(usize),
}

/// A place where a request writes code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The program and how its prompt is put.
    pub writing: Writing,
    place: Place,
}

/// Where a demonstration goes, in bytes of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// Into this prompt; its text before the gap begins at this byte of what the string means.
    Prompt { string: Range<usize>, start: usize },
    /// In front of a message's content, which is this string.
    Message(Range<usize>),
    /// As the first of a message's parts, which are this list.
    Parts(Range<usize>),
}

/// What a reader found: the sites, and the reason why there is none or not everywhere one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    sites: Vec<Site>,
    untouched: Why,
}

impl Found {
    fn nothing(untouched: Why) -> Self {
        Self {
            sites: Vec::new(),
            untouched,
        }
    }
}

/// The text that a prompt adds to a program: its demonstrations, one after the other.
#[must_use]
pub fn demonstration_text(prompt: &Prompt) -> String {
    let is_shown = |kind| kind == SegmentKind::Demonstration;
    let shown = prompt.segments.iter().filter(|part| is_shown(part.kind));
    shown.map(|part| part.text.as_str()).collect()
}
