//! Taking proposals for the database.
//!
//! What an agent proposes goes through the same checks as every candidate and then waits in
//! quarantine for a person, whatever the checks say: an agent can be talked into proposing
//! something, and an example speaks to every model after it.

use futures::future::BoxFuture;
use seccoder::check::CheckResult;
use seccoder::cwe::CweId;
use seccoder::example::{ExampleId, StoreError};
use seccoder::language::Language;

/// A candidate for the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The secure code.
    pub code: String,
    /// Its language.
    pub language: Language,
    /// The weaknesses that it avoids, the main one first; at least one.
    pub cwes: Vec<CweId>,
    /// A few words on what it does.
    pub title: String,
    /// One sentence that says what to do.
    pub guideline: Option<String>,
    /// The version that it replaces.
    pub vulnerable: Option<String>,
    /// Where it is from: an address or a path, as the proposer says.
    pub source: Option<String>,
}

/// What became of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Its id.
    pub id: ExampleId,
    /// Where it is now.
    pub standing: Standing,
    /// What the checks said.
    pub checks: Vec<CheckResult>,
}

/// Where a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// In quarantine, since now.
    Quarantined,
    /// In quarantine, since before; nothing was changed.
    Waiting,
    /// In the database, since before; nothing was changed.
    Known,
}

/// Why a proposal was not taken.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// Nothing is taken; with the reason.
    #[error("proposals are not taken: {0}")]
    Closed(String),
    /// So many wait already that a person must look first.
    #[error("{0} proposals wait for a person already: `seccoder db quarantine list` shows them")]
    Full(usize),
    /// The proposal is not one; with what is wrong.
    #[error("{0}")]
    Invalid(String),
    /// The database cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes proposals.
pub trait Intake: Send + Sync {
    /// Checks a proposal and puts it into quarantine.
    fn propose(&self, proposal: Proposal) -> BoxFuture<'_, Result<Proposed, IntakeError>>;
}
