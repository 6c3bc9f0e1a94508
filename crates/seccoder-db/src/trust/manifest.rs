//! The manifest: one line for each example and each vector, short enough to sign as one text.
//!
//! The text looks like this, with every list in order of id, so that the same contents always
//! give the same text:
//!
//! ```text
//! seccoder manifest 1
//! database 00112233445566778899aabbccddeeff
//! revision 12
//! audit 34 <hash of line 34>
//! examples 2
//! <id> <hash>
//! <id> <hash>
//! vectors 2 "fingerprint" "view"
//! <id> <hash>
//! <id> <hash>
//! ```
//!
//! An example's hash covers everything that the database says of it: both versions, all metadata
//! and its admission record, as JSON with sorted keys. A vector's hash covers the example, the
//! fingerprint and the view that it belongs to, so that a vector in another example's place has
//! another hash. All hashes are SHA-256 and begin with what is hashed (`seccoder/manifest/…`), so
//! that none can be passed off as a hash of something else.

use std::fmt;
use std::str::FromStr;

use seccoder::example::{ExampleId, SecureExample};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::matrix::hexadecimal;
use crate::store::Admission;

/// First line of the text; the number rises when the text or a hash is made otherwise.
const TITLE: &str = "seccoder manifest 1";

/// A SHA-256 hash, in hexadecimal outside.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    /// What a hasher has arrived at.
    pub(super) fn finish(hasher: Sha256) -> Self {
        Self(hasher.finalize().into())
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not a hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a hash (64 hexadecimal digits)")]
pub struct InvalidHash(pub String);

impl FromStr for ContentHash {
    type Err = InvalidHash;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // An id has the same form.
        let id: Result<ExampleId, _> = text.parse();
        id.map(|id| Self(*id.as_bytes()))
            .map_err(|_| InvalidHash(text.to_owned()))
    }
}

impl Serialize for ContentHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ContentHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Hash of an example with its admission record.
///
/// # Errors
/// Never for what a store returns: serialising to JSON fails only on maps with odd keys.
pub fn example_hash(
    example: &SecureExample,
    admission: Option<&Admission>,
) -> Result<ContentHash, serde_json::Error> {
    let mut json = Vec::with_capacity(example.code.len() * 2 + 1024);
    canonical(&serde_json::to_value((example, admission))?, &mut json)?;
    let mut hasher = Sha256::new();
    hasher.update(b"seccoder/manifest/example/1\0");
    hasher.update(&json);
    Ok(ContentHash::finish(hasher))
}

/// JSON without white space and with sorted keys, whatever order the fields are declared in and
/// however the JSON library keeps maps.
fn canonical(value: &Value, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    match value {
        Value::Object(map) => {
            let mut fields: Vec<_> = map.iter().collect();
            fields.sort_unstable_by_key(|(key, _)| *key);
            out.push(b'{');
            for (i, (key, value)) in fields.into_iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                serde_json::to_writer(&mut *out, key)?;
                out.push(b':');
                canonical(value, out)?;
            }
            out.push(b'}');
        }
        Value::Array(list) => {
            out.push(b'[');
            for (i, value) in list.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                canonical(value, out)?;
            }
            out.push(b']');
        }
        scalar => serde_json::to_writer(&mut *out, scalar)?,
    }
    Ok(())
}

/// Hashes the vectors of one embedder and view.
#[derive(Clone)]
pub(super) struct VectorHasher(Sha256);

impl VectorHasher {
    pub(super) fn new(fingerprint: &str, view: &str) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"seccoder/manifest/vector/1\0");
        for part in [fingerprint, view] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        Self(hasher)
    }

    /// Hash of a vector's numbers alone, to ask later whose vector it was.
    pub(super) fn content(vector: &[f32]) -> ContentHash {
        let mut hasher = Sha256::new();
        hasher.update(b"seccoder/manifest/vector-content/1\0");
        for value in vector {
            hasher.update(value.to_le_bytes());
        }
        ContentHash::finish(hasher)
    }

    /// Hash of a vector with this content as the vector of this example.
    pub(super) fn of(&self, id: ExampleId, content: ContentHash) -> ContentHash {
        let mut hasher = self.0.clone();
        hasher.update(id.as_bytes());
        hasher.update(content.0);
        ContentHash::finish(hasher)
    }
}

/// The last line of the audit log when the manifest was made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditEnd {
    /// Its number, 0 for an empty log.
    pub number: u64,
    /// Its hash, empty for an empty log.
    pub hash: String,
}

/// The vectors of one embedder and view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VectorSet {
    /// The embedder's fingerprint.
    pub fingerprint: String,
    /// What was embedded.
    pub view: String,
    /// Hash of each vector, in order of id.
    pub rows: Vec<(ExampleId, ContentHash)>,
}

/// What a database held at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The database's identity.
    pub database: [u8; 16],
    /// Its revision.
    pub revision: u64,
    /// Where its audit log ended.
    pub audit: AuditEnd,
    /// Hash of each example, in order of id.
    pub examples: Vec<(ExampleId, ContentHash)>,
    /// The vectors, in order of fingerprint and view.
    pub vectors: Vec<VectorSet>,
}

/// The text is not a manifest that this program reads.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Another version of the form, or something else altogether.
    #[error("it begins with `{0}`, not with `{TITLE}`")]
    Title(String),
    /// A line that does not fit.
    #[error("line {line}: {reason}")]
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// The lines are in order, but the program would have written them otherwise.
    #[error("it is not in the form in which manifests are written")]
    Form,
}

impl Manifest {
    /// Number of vectors in all sets.
    #[must_use]
    pub fn vector_count(&self) -> usize {
        self.vectors.iter().map(|set| set.rows.len()).sum()
    }

    /// The vectors of an embedder and view.
    #[must_use]
    pub fn vector_set(&self, fingerprint: &str, view: &str) -> Option<&VectorSet> {
        let mut sets = self.vectors.iter();
        sets.find(|set| set.fingerprint == fingerprint && set.view == view)
    }

    /// Its text, always the same for the same contents.
    #[must_use]
    pub fn to_text(&self) -> String {
        let lines = self.examples.len() + self.vector_count();
        let mut text = String::with_capacity(lines * 130 + 512);
        // Writing to a string cannot fail.
        let _ = self.write_to(&mut text);
        text
    }

    fn write_to(&self, out: &mut impl fmt::Write) -> fmt::Result {
        writeln!(out, "{TITLE}")?;
        writeln!(out, "database {}", hexadecimal(&self.database))?;
        writeln!(out, "revision {}", self.revision)?;
        let hash = Some(self.audit.hash.as_str()).filter(|hash| !hash.is_empty());
        writeln!(out, "audit {} {}", self.audit.number, hash.unwrap_or("-"))?;
        writeln!(out, "examples {}", self.examples.len())?;
        for (id, hash) in &self.examples {
            writeln!(out, "{id} {hash}")?;
        }
        for set in &self.vectors {
            let fingerprint = Value::from(set.fingerprint.as_str());
            let view = Value::from(set.view.as_str());
            writeln!(out, "vectors {} {fingerprint} {view}", set.rows.len())?;
            for (id, hash) in &set.rows {
                writeln!(out, "{id} {hash}")?;
            }
        }
        Ok(())
    }

    /// Reads a text that [`Manifest::to_text`] wrote, to the byte.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn parse(text: &str) -> Result<Self, ManifestError> {
        let mut lines = Lines {
            lines: text.lines(),
            number: 0,
        };
        let title = lines.next("a title").unwrap_or_default();
        if title != TITLE {
            return Err(ManifestError::Title(title.chars().take(60).collect()));
        }
        let mut manifest = Self {
            database: lines.field("database", |text| {
                // The first half of an id has the same form.
                let id: ExampleId = format!("{text}{text}").parse().ok()?;
                id.as_bytes()[..16].try_into().ok()
            })?,
            revision: lines.field("revision", |text| text.parse().ok())?,
            audit: lines.field("audit", |text| {
                let (number, hash) = text.split_once(' ')?;
                Some(AuditEnd {
                    number: number.parse().ok()?,
                    hash: if hash == "-" { "" } else { hash }.to_owned(),
                })
            })?,
            examples: Vec::new(),
            vectors: Vec::new(),
        };
        let count = lines.field("examples", |text| text.parse().ok())?;
        manifest.examples = lines.rows(count)?;
        while let Ok(line) = lines.next("vectors") {
            let (count, mut set) = parse_set(line).ok_or_else(|| lines.wrong("vectors"))?;
            set.rows = lines.rows(count)?;
            manifest.vectors.push(set);
        }
        let in_order = manifest
            .vectors
            .is_sorted_by(|a, b| (&a.fingerprint, &a.view) < (&b.fingerprint, &b.view));
        // One text for one content: other digits, line ends or orders are not ours.
        if in_order && manifest.to_text() == text {
            Ok(manifest)
        } else {
            Err(ManifestError::Form)
        }
    }

    /// Hash of a manifest's text, to remember it by.
    #[must_use]
    pub fn hash_of_text(text: &str) -> ContentHash {
        let mut hasher = Sha256::new();
        hasher.update(b"seccoder/manifest/text/1\0");
        hasher.update(text.as_bytes());
        ContentHash::finish(hasher)
    }
}

fn parse_set(line: &str) -> Option<(usize, VectorSet)> {
    let (count, names) = line.strip_prefix("vectors ")?.split_once(' ')?;
    let mut names = serde_json::Deserializer::from_str(names).into_iter::<String>();
    let set = VectorSet {
        fingerprint: names.next()?.ok()?,
        view: names.next()?.ok()?,
        rows: Vec::new(),
    };
    Some((count.parse().ok()?, set))
}

struct Lines<'a> {
    lines: std::str::Lines<'a>,
    number: usize,
}

impl<'a> Lines<'a> {
    fn next(&mut self, expected: &str) -> Result<&'a str, ManifestError> {
        self.number += 1;
        self.lines.next().ok_or_else(|| self.wrong(expected))
    }

    fn wrong(&self, expected: &str) -> ManifestError {
        ManifestError::Line {
            line: self.number,
            reason: format!("expected {expected}"),
        }
    }

    /// A line that begins with a name.
    fn field<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, ManifestError> {
        let line = self.next(name)?;
        line.strip_prefix(name)
            .and_then(|rest| read(rest.strip_prefix(' ')?))
            .ok_or_else(|| self.wrong(name))
    }

    /// Lines of id and hash, in order of id.
    fn rows(&mut self, count: usize) -> Result<Vec<(ExampleId, ContentHash)>, ManifestError> {
        // Not reserved by `count`: a text may claim any number.
        let mut rows: Vec<(ExampleId, ContentHash)> = Vec::new();
        for _ in 0..count {
            let line = self.next("an id and a hash")?;
            let row = line
                .split_once(' ')
                .and_then(|(id, hash)| Some((id.parse().ok()?, hash.parse().ok()?)))
                .ok_or_else(|| self.wrong("an id and a hash"))?;
            if rows.last().is_some_and(|(last, _)| *last >= row.0) {
                return Err(self.wrong("a higher id than on the line before"));
            }
            rows.push(row);
        }
        Ok(rows)
    }
}
