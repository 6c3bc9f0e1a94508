//! Bringing examples in from elsewhere.
//!
//! A source is read record by record: data sets of ten gigabytes fit through it. A record that
//! makes no sense is a [`BadRecord`] with its place, and does not keep the good ones out. What is
//! read is a candidate; the admission gate decides what becomes of it.

pub mod bigvul;
mod commit_link;
mod csv_rows;
pub mod cvefixes;
mod draft;
pub mod export;
pub mod jsonl;
mod lines;
mod pair;
pub mod safecoder;
pub mod sven;
#[cfg(test)]
mod testing;
mod title;

use seccoder::example::SecureExample;
use seccoder::language::Language;

pub use lines::STANDARD_INPUT;

/// The name of the first function in a piece of code, to call an example by.
#[must_use]
pub fn function_name(language: Language, code: &str) -> Option<String> {
    title::function_name(language, code)
}

/// A candidate, and where it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The candidate.
    pub example: SecureExample,
    /// File and line, or commit.
    pub place: String,
}

/// A record that cannot be a candidate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct BadRecord {
    /// File and line, or commit.
    pub place: String,
    /// What is wrong with it.
    pub reason: String,
}

/// A source ended before its end.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct SourceError {
    /// The file or repository.
    pub place: String,
    /// What happened.
    pub reason: String,
}

/// What a source gives next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A candidate.
    Good(Box<Record>),
    /// What cannot be one: malformed.
    Bad(BadRecord),
    /// What the source holds beside candidates (a row that is no fix, a language that SecCoder
    /// does not know); with the reason, which is counted.
    Skipped(&'static str),
}

/// A stream of candidates.
pub trait Source: Send {
    /// What provenance calls the source.
    fn name(&self) -> &str;

    /// The next item; `None` at the end.
    ///
    /// # Errors
    /// When the source cannot be read any further.
    fn next(&mut self) -> Result<Option<Item>, SourceError>;

    /// Where it stands, in a form that [`Source::resume`] understands. What was given before it
    /// need not be given again.
    fn position(&self) -> String;

    /// Goes on where an earlier reading of the same source stood.
    ///
    /// # Errors
    /// When the position is none of this source's.
    fn resume(&mut self, position: &str) -> Result<(), SourceError>;

    /// How much of it there is and how much has been read, in units of its own (bytes, rows,
    /// commits), for progress.
    fn progress(&self) -> (u64, u64);
}
