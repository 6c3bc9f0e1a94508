//! What a database holds from the start.

use std::collections::HashSet;

use seccoder::example::{ExampleId, SecureExample};

use super::{Action, Admitted, Batch, Timestamp};
use crate::corpus;

/// The note with the hash of the contents that a database began with.
pub(super) const CONTENTS: &str = "contents";

/// What the note says in a database that holds only what is brought into it.
const NOTHING: &str = "nothing";
/// A hash of no contents: whatever is there stays.
const AS_IT_IS: &str = "as it is";

/// What a database holds from the start, and replaces when it changes.
pub struct Contents<'a> {
    /// The examples' source, as their provenance names it.
    pub source: &'a str,
    /// Changes when the examples do.
    pub hash: String,
    /// The examples; asked for only when the database does not hold them yet.
    pub examples: &'a (dyn Fn() -> Result<Vec<SecureExample>, String> + Sync),
}

impl Contents<'static> {
    /// The built-in corpus.
    #[must_use]
    pub fn built_in() -> Self {
        Self {
            source: corpus::BUILT_IN,
            hash: corpus::built_in_hash(),
            examples: &|| corpus::built_in().map_err(|error| error.to_string()),
        }
    }

    /// Nothing, now and later: for a database that holds only what is brought into it. Whoever
    /// opens it as one with the built-in corpus does not bring that in.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            source: "",
            hash: NOTHING.to_owned(),
            examples: &|| Ok(Vec::new()),
        }
    }

    /// Whatever is there, unchanged: for a database that is signed.
    #[must_use]
    pub fn as_it_is() -> Self {
        Self {
            source: "",
            hash: AS_IT_IS.to_owned(),
            examples: &|| Ok(Vec::new()),
        }
    }
}

impl Contents<'_> {
    /// Whether a database with this note needs nothing brought in.
    pub(super) fn are_in(&self, note: Option<&str>) -> bool {
        note.is_some_and(|note| {
            note == self.hash
                || self.hash == AS_IT_IS
                || (note == NOTHING && self.source == corpus::BUILT_IN)
        })
    }

    /// The batch that brings a database up to date: `own` are the examples of this source that it
    /// holds, `taken` those that somebody else brought in with the same code, which stay theirs.
    pub(super) fn batch(
        &self,
        mut examples: Vec<SecureExample>,
        mut own: Vec<ExampleId>,
        taken: &HashSet<ExampleId>,
    ) -> Batch {
        let now: HashSet<ExampleId> = examples.iter().map(|example| example.id).collect();
        own.retain(|id| !now.contains(id));
        examples.retain(|example| !taken.contains(&example.id));
        let admitted = examples.into_iter().map(|example| Admitted {
            example,
            checks: Vec::new(),
        });
        Batch {
            action: Action::BuiltIn,
            by: "seccoder".to_owned(),
            at: Timestamp::now(),
            admit: admitted.collect(),
            remove: own,
            notes: vec![(CONTENTS.to_owned(), Some(self.hash.clone()))],
            ..Batch::default()
        }
    }
}
