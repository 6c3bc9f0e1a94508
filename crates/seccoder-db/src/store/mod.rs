//! Where secure examples are kept: one trait, one conformance suite, several stores.
//!
//! A store holds *examples* with what the checks said when they were admitted, a *quarantine* of
//! candidates that the checks refused, the examples' *vectors*, an append-only *audit log*, and a
//! few *notes* (how far an import came, the manifest, its signature).
//!
//! Everything that changes a store is one [`Batch`], written whole or not at all, with its line in
//! the audit log. Whoever can read a store sees it as it was before a batch or after it.

#[cfg(test)]
pub(crate) mod conformance;
mod contents;
pub mod layered;
#[cfg(feature = "postgres")]
pub mod postgres;
pub mod sqlite;
#[cfg(test)]
pub(crate) mod testing;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use futures::future::BoxFuture;
use seccoder::check::CheckResult;
use seccoder::example::{ExampleFilter, ExampleId, ExampleStore, SecureExample, StoreError};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::matrix::Stamp;

pub use contents::Contents;

/// The embedder's fingerprint and the view of a set of vectors.
pub type VectorSetName = (String, String);

/// An example with its vector.
pub type StoredVector = (ExampleId, Vec<f32>);

/// A store of secure examples.
///
/// All methods fail with a [`StoreError`] that names the place when the store cannot be reached,
/// is damaged, or was written by a later program.
pub trait Store: ExampleStore {
    /// Where it is, for messages: never with a password.
    fn place(&self) -> &str;

    /// A folder of this machine for what is computed from it; `None` when it searches itself.
    fn local_folder(&self) -> Option<PathBuf> {
        None
    }

    /// Its identity and revision. The revision rises with every batch that changes examples.
    fn stamp(&self) -> BoxFuture<'_, Result<Stamp, StoreError>>;

    /// Writes a batch, whole or not at all.
    fn write<'a>(&'a self, batch: &'a Batch) -> BoxFuture<'a, Result<Written, StoreError>>;

    /// The examples whose id begins with these hexadecimal digits, ordered by id.
    fn by_prefix<'a>(
        &'a self,
        prefix: &'a str,
    ) -> BoxFuture<'a, Result<Vec<Arc<SecureExample>>, StoreError>>;

    /// Which of these examples are there.
    fn known<'a>(
        &'a self,
        ids: &'a [ExampleId],
    ) -> BoxFuture<'a, Result<Vec<ExampleId>, StoreError>>;

    /// The ids of the examples that pass a filter, in order: cheaper than listing them.
    fn ids<'a>(
        &'a self,
        filter: &'a ExampleFilter,
    ) -> BoxFuture<'a, Result<Vec<ExampleId>, StoreError>>;

    /// How many examples pass a filter.
    fn count<'a>(&'a self, filter: &'a ExampleFilter) -> BoxFuture<'a, Result<usize, StoreError>>;

    /// Who admitted an example, when, and what each check said; `None` for one that is not there
    /// or came with the program.
    fn admission(&self, id: ExampleId) -> BoxFuture<'_, Result<Option<Admission>, StoreError>>;

    /// What is in quarantine, the oldest first.
    fn quarantine(&self) -> BoxFuture<'_, Result<Vec<Quarantined>, StoreError>>;

    /// Lines of the audit log after this number, the oldest first, at most `limit`.
    fn audit(&self, after: u64, limit: usize)
    -> BoxFuture<'_, Result<Vec<AuditEntry>, StoreError>>;

    /// A note, if it is there.
    fn note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<String>, StoreError>>;

    /// The stored vectors of an embedder and view, ordered by example id.
    fn vectors<'a>(
        &'a self,
        fingerprint: &'a str,
        view: &'a str,
    ) -> BoxFuture<'a, Result<Vec<StoredVector>, StoreError>>;

    /// The fingerprint and view of every set of vectors that is stored, in order: whoever vouches
    /// for a whole database looks at all of them.
    fn vector_sets(&self) -> BoxFuture<'_, Result<Vec<VectorSetName>, StoreError>>;

    /// The examples that have no vector of an embedder and view yet, ordered by id.
    fn without_vector<'a>(
        &'a self,
        fingerprint: &'a str,
        view: &'a str,
    ) -> BoxFuture<'a, Result<Vec<Arc<SecureExample>>, StoreError>>;

    /// Stores vectors. An example that is gone by now is passed over.
    fn store_vectors<'a>(
        &'a self,
        fingerprint: &'a str,
        view: &'a str,
        vectors: &'a [(ExampleId, Vec<f32>)],
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// The `limit` examples nearest to a unit vector, searched by the store itself. Fails where it
    /// does not search: a file has a [`Store::local_folder`], and the program searches a copy of
    /// its vectors; layers are searched one by one.
    fn search<'a>(
        &'a self,
        _fingerprint: &'a str,
        _view: &'a str,
        _vector: &'a [f32],
        _filter: &'a ExampleFilter,
        _limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(ExampleId, f32)>, StoreError>> {
        let error = StoreError {
            place: self.place().to_owned(),
            reason: "this database does not search; the program does".to_owned(),
        };
        Box::pin(async { Err(error) })
    }
}

/// Seconds since 1970, UTC.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This moment.
    #[must_use]
    pub fn now() -> Self {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Self(since.map_or(0, |since| {
            i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
        }))
    }
}

impl fmt::Display for Timestamp {
    /// `2025-01-31 12:30:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, seconds) = (self.0.div_euclid(86_400), self.0.rem_euclid(86_400));
        // Civil date of a day count: years begin in March, so that the leap day is their last.
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_index = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_index + 2) / 5 + 1;
        let month = if month_index < 10 {
            month_index + 3
        } else {
            month_index - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}Z"
        )
    }
}

/// One change of a store.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch {
    /// What is done, for the audit log.
    pub action: Action,
    /// Who does it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Examples to add, or whose metadata to replace.
    pub admit: Vec<Admitted>,
    /// Who let in some of these examples, when and on which grounds, where that was not this
    /// batch: for examples that come back as they were.
    pub admissions: Vec<(ExampleId, Admission)>,
    /// Examples to take out, with their vectors.
    pub remove: Vec<ExampleId>,
    /// Candidates to put into quarantine; one that is there already is replaced.
    pub quarantine: Vec<Quarantined>,
    /// Candidates to take out of quarantine.
    pub release: Vec<ExampleId>,
    /// Notes to set, or to delete.
    pub notes: Vec<(String, Option<String>)>,
}

/// What a batch does, as the audit log says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// The program brought its built-in examples.
    #[default]
    BuiltIn,
    /// One example was added by hand.
    Add,
    /// Metadata were edited.
    Edit,
    /// Examples were removed.
    Remove,
    /// An import, or a part of one.
    Import,
    /// Somebody admitted from quarantine against the checks.
    AdmitFromQuarantine,
    /// Candidates were dropped from quarantine.
    DropFromQuarantine,
    /// The manifest was signed.
    Sign,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 8] = [
        Self::BuiltIn,
        Self::Add,
        Self::Edit,
        Self::Remove,
        Self::Import,
        Self::AdmitFromQuarantine,
        Self::DropFromQuarantine,
        Self::Sign,
    ];

    /// Its name in the log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BuiltIn => "built-in",
            Self::Add => "add",
            Self::Edit => "edit",
            Self::Remove => "remove",
            Self::Import => "import",
            Self::AdmitFromQuarantine => "admit-from-quarantine",
            Self::DropFromQuarantine => "drop-from-quarantine",
            Self::Sign => "sign",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An example with what the checks said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// The example.
    pub example: SecureExample,
    /// Empty for the built-in examples, which were checked before they were built in.
    pub checks: Vec<CheckResult>,
}

/// Who let an example in, and on which grounds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admission {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What each check said.
    pub checks: Vec<CheckResult>,
}

/// A candidate that the checks refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// The candidate; its id is the quarantine's key.
    pub example: SecureExample,
    /// What each check said; at least one refused.
    pub checks: Vec<CheckResult>,
    /// Where it was read: file and line, or commit.
    pub place: String,
    /// When.
    pub at: Timestamp,
}

/// What a batch did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// Examples that are new.
    pub added: usize,
    /// Examples that were there, with other metadata.
    pub changed: usize,
    /// Examples that were there just so.
    pub same: usize,
    /// Examples that were removed.
    pub removed: usize,
}

/// A line of the audit log. Each holds the hash of the line before it, so that none can be
/// changed or taken out unnoticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Counts up from 1 without a gap.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// What.
    pub action: Action,
    /// The examples concerned, in words and ids; JSON.
    pub detail: String,
    /// Hash of this line and the one before it, in hexadecimal.
    pub hash: String,
}

impl AuditEntry {
    /// The hash that a line has after the line with hash `before` (empty for the first).
    #[must_use]
    pub fn chained(&self, before: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(b"seccoder/audit/1\0");
        for part in [
            before,
            &self.number.to_string(),
            &self.at.0.to_string(),
            &self.by,
            self.action.name(),
            &self.detail,
        ] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        format!("{:x}", hash.finalize())
    }
}

impl Batch {
    /// What the audit log says of it: the ids concerned, and what became of them.
    #[must_use]
    pub fn detail(&self) -> String {
        let admitted: Vec<String> = self
            .admit
            .iter()
            .map(|admitted| admitted.example.id.to_string())
            .collect();
        let quarantined: Vec<String> = self
            .quarantine
            .iter()
            .map(|one| one.example.id.to_string())
            .collect();
        let texts = |ids: &[ExampleId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
        let mut detail = serde_json::Map::new();
        for (name, ids) in [
            ("admitted", admitted),
            ("removed", texts(&self.remove)),
            ("quarantined", quarantined),
            ("released", texts(&self.release)),
            (
                "notes",
                self.notes.iter().map(|(key, _)| key.clone()).collect(),
            ),
        ] {
            if !ids.is_empty() {
                detail.insert(name.to_owned(), ids.into());
            }
        }
        serde_json::Value::Object(detail).to_string()
    }

    /// Whether the batch changes examples, and so raises the revision.
    #[must_use]
    pub fn changes_examples(&self) -> bool {
        !self.admit.is_empty() || !self.remove.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_dates() {
        for (seconds, text) in [
            (0, "1970-01-01 00:00:00Z"),
            (951_827_696, "2000-02-29 12:34:56Z"),
            (1_735_689_599, "2024-12-31 23:59:59Z"),
            (-1, "1969-12-31 23:59:59Z"),
        ] {
            assert_eq!(Timestamp(seconds).to_string(), text);
        }
    }

    #[test]
    fn a_line_of_the_log_depends_on_all_of_it_and_on_the_one_before() {
        let entry = AuditEntry {
            number: 2,
            at: Timestamp(7),
            by: "a".to_owned(),
            action: Action::Add,
            detail: "{}".to_owned(),
            hash: String::new(),
        };
        let hash = entry.chained("x");
        assert_eq!(hash, entry.chained("x"));
        for other in [
            AuditEntry {
                number: 3,
                ..entry.clone()
            },
            AuditEntry {
                at: Timestamp(8),
                ..entry.clone()
            },
            AuditEntry {
                by: "b".to_owned(),
                ..entry.clone()
            },
            AuditEntry {
                action: Action::Edit,
                ..entry.clone()
            },
            AuditEntry {
                detail: "[]".to_owned(),
                ..entry.clone()
            },
        ] {
            assert_ne!(other.chained("x"), hash);
        }
        assert_ne!(entry.chained("y"), hash);
    }
}
