//! Secure examples: the entries of the secure code database.
//!
//! An example is a piece of *secure* code with its language and weaknesses and,
//! where known, the vulnerable version it replaces. Its identity is its language
//! and code alone ([`ExampleId`]), so that the same fix found twice is one
//! example and editing a guideline does not make a new one.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use futures::future::BoxFuture;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::cwe::CweId;
use crate::language::Language;

/// Identity of a secure example: SHA-256 over language and secure code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExampleId([u8; 32]);

/// The text is not an example id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an example id (64 hexadecimal digits)")]
pub struct InvalidExampleId(pub String);

impl ExampleId {
    /// The id of this code in this language.
    #[must_use]
    pub fn of(language: Language, code: &str) -> Self {
        let mut hash = Sha256::new();
        // The prefix separates these hashes from any other use of SHA-256 over the same text.
        hash.update(b"seccoder/example/1\0");
        hash.update(language.name().as_bytes());
        hash.update(b"\0");
        hash.update(code.as_bytes());
        Self(hash.finalize().into())
    }

    /// The raw 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// An id from its raw bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The first 12 hexadecimal digits: what people read and type.
    #[must_use]
    pub fn short(&self) -> String {
        self.to_string()[..12].to_owned()
    }
}

impl fmt::Display for ExampleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for ExampleId {
    type Err = InvalidExampleId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidExampleId(text.to_owned());
        if text.len() != 64 || !text.is_ascii() {
            return Err(invalid());
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| invalid())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| invalid())?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for ExampleId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ExampleId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Who may see an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// May be shown to any model.
    #[default]
    Public,
    /// Never leaves this machine for a model endpoint elsewhere.
    Private,
}

/// Where an example came from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Provenance {
    /// `built-in`, or the name of an import.
    pub source: String,
    /// Address of the repository that it was taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The commit that made the code secure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Path inside the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Licence of the code, as an SPDX expression where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
}

/// One entry of the secure code database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecureExample {
    /// Identity: language and code.
    pub id: ExampleId,
    /// A few words saying what the code does.
    pub title: String,
    /// The secure code, ending in one newline.
    pub code: String,
    /// Its language.
    pub language: Language,
    /// The weaknesses it avoids, the main one first.
    pub cwes: Vec<CweId>,
    /// The vulnerable version it replaces, where known.
    pub vulnerable: Option<String>,
    /// One sentence that says what to do.
    pub guideline: Option<String>,
    /// The API names that matter for security, fully qualified.
    pub apis: Vec<String>,
    /// Frameworks and libraries it applies to.
    pub applies: Vec<String>,
    /// Words that its owner filters by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// Who may see it.
    pub visibility: Visibility,
    /// Where it came from.
    pub provenance: Provenance,
}

/// Brings code into the form that ids are computed over: LF line ends, no trailing
/// white space at the end, exactly one final newline.
#[must_use]
pub fn canonical_code(code: &str) -> String {
    let mut code = code.replace("\r\n", "\n");
    code.truncate(code.trim_end().len());
    let start = code.len() - code.trim_start_matches('\n').len();
    code.drain(..start);
    code.push('\n');
    code
}

/// Which examples a query may use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExampleFilter {
    /// Only this language.
    pub language: Option<Language>,
    /// Only examples with this weakness.
    pub cwe: Option<CweId>,
    /// No examples with any of these weaknesses.
    pub without_cwes: Vec<CweId>,
    /// Only from this source, as provenance names it.
    pub source: Option<String>,
    /// Only with this label.
    pub label: Option<String>,
    /// Only under one of these licences; an unknown licence is none of them.
    pub licences: Option<Vec<String>>,
}

impl ExampleFilter {
    /// Whether the filter lets everything through.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether this example passes.
    #[must_use]
    pub fn admits(&self, example: &SecureExample) -> bool {
        self.language
            .is_none_or(|language| example.language == language)
            && self.cwe.is_none_or(|cwe| example.cwes.contains(&cwe))
            && !example
                .cwes
                .iter()
                .any(|cwe| self.without_cwes.contains(cwe))
            && self
                .source
                .as_ref()
                .is_none_or(|source| example.provenance.source == *source)
            && self
                .label
                .as_ref()
                .is_none_or(|label| example.labels.contains(label))
            && self.licences.as_ref().is_none_or(|allowed| {
                let licence = example.provenance.licence.as_ref();
                licence.is_some_and(|licence| allowed.contains(licence))
            })
    }
}

/// A database could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("secure code database {place}: {reason}")]
pub struct StoreError {
    /// File or address of the database.
    pub place: String,
    /// What happened.
    pub reason: String,
}

/// Read access to the secure code database S of the paper (section 3.3).
pub trait ExampleStore: Send + Sync {
    /// The example with this id, if there is one.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn get(&self, id: ExampleId) -> BoxFuture<'_, Result<Option<Arc<SecureExample>>, StoreError>>;

    /// Every example that passes the filter, ordered by id.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn list<'a>(
        &'a self,
        filter: &'a ExampleFilter,
    ) -> BoxFuture<'a, Result<Vec<Arc<SecureExample>>, StoreError>>;

    /// A number that is another one after any example was added, changed or removed, for
    /// whoever keeps what was computed of all of them; `None` where nobody counts.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn revision(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        Box::pin(async { Ok(None) })
    }
}

/// Nearest-neighbour search over the vectors of one embedder and view.
pub trait VectorIndex: Send + Sync {
    /// The `limit` examples with the highest cosine similarity to the unit vector
    /// `vector`, best first, among those that pass the filter.
    ///
    /// # Errors
    /// When the store cannot be read or the vector has the wrong length.
    fn nearest<'a>(
        &'a self,
        vector: &'a [f32],
        filter: &'a ExampleFilter,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(ExampleId, f32)>, StoreError>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_can_leave_weaknesses_out() {
        let example = crate::retriever::testing::example(Language::C, 787, "int x;\n");
        let admits = |without: &[u32]| {
            ExampleFilter {
                without_cwes: without.iter().copied().map(CweId::new).collect(),
                ..ExampleFilter::default()
            }
            .admits(&example)
        };
        assert!(admits(&[]) && admits(&[89]) && !admits(&[89, 787]));
    }

    #[test]
    fn the_id_depends_on_language_and_code_only() {
        let id = ExampleId::of(Language::C, "int x;\n");
        assert_eq!(id, ExampleId::of(Language::C, "int x;\n"));
        assert_ne!(id, ExampleId::of(Language::Cpp, "int x;\n"));
        assert_ne!(id, ExampleId::of(Language::C, "int y;\n"));
        // Fixed for ever: stored databases depend on it.
        assert_eq!(id.short(), "66e6e57b0676");
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn bad_ids_are_refused() {
        for text in ["", "abc", &"g".repeat(64), &"é".repeat(32)] {
            assert!(text.parse::<ExampleId>().is_err(), "{text}");
        }
    }

    #[test]
    fn canonical_code_has_one_final_newline() {
        assert_eq!(canonical_code("\n\n  a\r\nb  \n\n"), "  a\nb\n");
        assert_eq!(canonical_code(""), "\n");
    }
}
