//! What verifying found: a list of differences, each with the example that it concerns.

use std::collections::BTreeMap;
use std::fmt;

use seccoder::example::ExampleId;
use serde::{Deserialize, Serialize};

use super::manifest::ContentHash;

/// Version of [`Report`] as JSON.
pub const REPORT_VERSION: u32 = 1;

/// What [`super::verify()`] found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// [`REPORT_VERSION`].
    pub schema_version: u32,
    /// The database.
    pub place: String,
    /// Its identity, in hexadecimal.
    pub database: String,
    /// Its revision.
    pub revision: u64,
    /// Whether it is exactly what a trusted key signed: no differences.
    pub verified: bool,
    /// Examples that were looked at.
    pub examples: usize,
    /// Vectors that were looked at.
    pub vectors: usize,
    /// Lines of the audit log that were looked at.
    pub audit_lines: u64,
    /// The manifest that it was compared with, if there is one.
    pub manifest: Option<ManifestSummary>,
    /// Whose signature the manifest has, if a trusted key made it.
    pub signer: Option<Signer>,
    /// How many differences there are of each kind.
    pub counts: BTreeMap<String, usize>,
    /// All that is not as signed.
    pub differences: Vec<Difference>,
}

/// What a manifest says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestSummary {
    /// Hash of its text.
    pub hash: ContentHash,
    /// The database's revision when it was made.
    pub revision: u64,
    /// Examples in it.
    pub examples: usize,
    /// Vectors in it.
    pub vectors: usize,
    /// The last line of the audit log when it was made.
    pub audit_line: u64,
}

/// Who signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// The key's number, as minisign shows it.
    pub key_id: String,
    /// The public key.
    pub public_key: String,
    /// What the signature says beside the manifest, signed with it: when it was made.
    pub comment: String,
}

/// One thing that is not as it was signed.
///
/// `logged` is the first line of the audit log after the manifest that speaks of the example:
/// with one, somebody used the program and has not signed since; without, somebody went past it.
/// A later line is not signed itself, so it explains a difference and excuses nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[expect(
    missing_docs,
    reason = "the fields are what the text of each difference shows"
)]
pub enum Difference {
    /// There is no manifest.
    ManifestMissing,
    /// There is a manifest that nobody signed.
    SignatureMissing,
    /// The manifest cannot be read.
    ManifestMalformed { reason: String },
    /// The signature cannot be read.
    SignatureMalformed { reason: String },
    /// The signature is not by a key that is trusted.
    SignerNotTrusted { key_id: String },
    /// The signature names a trusted key, which did not make it for this text.
    SignatureInvalid { key_id: String, reason: String },
    /// The manifest is that of another database.
    OtherDatabase { signed: String },
    /// The database has changed since; the changes are listed beside this.
    ManifestOlder { signed: u64, revision: u64 },
    /// The database is at a lower revision than was signed.
    ManifestNewer { signed: u64, revision: u64 },
    /// The row is not the one that was signed.
    ExampleChanged { id: ExampleId, logged: Option<u64> },
    /// The row is there, and was not when it was signed.
    ExampleAdded { id: ExampleId, logged: Option<u64> },
    /// The row was there when it was signed.
    ExampleMissing { id: ExampleId, logged: Option<u64> },
    /// The row cannot be read.
    ExampleUnreadable { id: ExampleId, reason: String },
    /// The row's id is not that of its language and code.
    IdMismatch { id: ExampleId, computed: ExampleId },
    /// A filter finds the example though it must not, or the other way round.
    FilterWrong {
        id: ExampleId,
        filter: String,
        found: bool,
    },
    /// The vector is not the one that was signed.
    VectorChanged {
        id: ExampleId,
        fingerprint: String,
        view: String,
    },
    /// The vector is the one that was signed for another example.
    VectorSwapped {
        id: ExampleId,
        vector_of: ExampleId,
        fingerprint: String,
        view: String,
    },
    /// The vector is there, and was not when it was signed.
    VectorAdded {
        id: ExampleId,
        fingerprint: String,
        view: String,
    },
    /// The vector was there when it was signed.
    VectorMissing {
        id: ExampleId,
        fingerprint: String,
        view: String,
    },
    /// A line does not follow from the one before it: one of the two was changed.
    AuditChanged { number: u64 },
    /// Lines between these two are gone, or numbered wrongly.
    AuditGap { after: u64, next: u64 },
    /// The log agrees with itself, and is not the one that was signed.
    AuditRewritten { number: u64 },
    /// Lines at the end are gone: there was at least `expected`.
    AuditCut { last: u64, expected: u64 },
    /// Lines after this one cannot be read.
    AuditUnreadable { after: u64, reason: String },
}

impl Difference {
    /// Its kind, as in JSON.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ManifestMissing => "manifest-missing",
            Self::SignatureMissing => "signature-missing",
            Self::ManifestMalformed { .. } => "manifest-malformed",
            Self::SignatureMalformed { .. } => "signature-malformed",
            Self::SignerNotTrusted { .. } => "signer-not-trusted",
            Self::SignatureInvalid { .. } => "signature-invalid",
            Self::OtherDatabase { .. } => "other-database",
            Self::ManifestOlder { .. } => "manifest-older",
            Self::ManifestNewer { .. } => "manifest-newer",
            Self::ExampleChanged { .. } => "example-changed",
            Self::ExampleAdded { .. } => "example-added",
            Self::ExampleMissing { .. } => "example-missing",
            Self::ExampleUnreadable { .. } => "example-unreadable",
            Self::IdMismatch { .. } => "id-mismatch",
            Self::FilterWrong { .. } => "filter-wrong",
            Self::VectorChanged { .. } => "vector-changed",
            Self::VectorSwapped { .. } => "vector-swapped",
            Self::VectorAdded { .. } => "vector-added",
            Self::VectorMissing { .. } => "vector-missing",
            Self::AuditChanged { .. } => "audit-changed",
            Self::AuditGap { .. } => "audit-gap",
            Self::AuditRewritten { .. } => "audit-rewritten",
            Self::AuditCut { .. } => "audit-cut",
            Self::AuditUnreadable { .. } => "audit-unreadable",
        }
    }

    /// The example that it concerns, if it concerns one.
    #[must_use]
    pub const fn id(&self) -> Option<ExampleId> {
        match self {
            Self::ExampleChanged { id, .. }
            | Self::ExampleAdded { id, .. }
            | Self::ExampleMissing { id, .. }
            | Self::ExampleUnreadable { id, .. }
            | Self::IdMismatch { id, .. }
            | Self::FilterWrong { id, .. }
            | Self::VectorChanged { id, .. }
            | Self::VectorSwapped { id, .. }
            | Self::VectorAdded { id, .. }
            | Self::VectorMissing { id, .. } => Some(*id),
            _ => None,
        }
    }
}

/// The difference in words, for a reader who does not know this program.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let since = |logged: &Option<u64>| {
            logged.map_or_else(
                || "the audit log does not speak of it".to_owned(),
                |line| format!("line {line} of the audit log, not signed since"),
            )
        };
        match self {
            Self::ManifestMissing => write!(f, "the database was never signed"),
            Self::SignatureMissing => write!(f, "the manifest has no signature"),
            Self::ManifestMalformed { reason } => write!(f, "the manifest is damaged: {reason}"),
            Self::SignatureMalformed { reason } => write!(f, "the signature is damaged: {reason}"),
            Self::SignerNotTrusted { key_id } => {
                write!(
                    f,
                    "the manifest is signed by key {key_id}, which is not trusted"
                )
            }
            Self::SignatureInvalid { key_id, reason } => {
                write!(
                    f,
                    "the signature claims to be by key {key_id}, and is not: {reason}"
                )
            }
            Self::OtherDatabase { signed } => {
                write!(f, "the manifest is that of another database, {signed}")
            }
            Self::ManifestOlder { signed, revision } => write!(
                f,
                "the database is at revision {revision}, revision {signed} was signed"
            ),
            Self::ManifestNewer { signed, revision } => write!(
                f,
                "the database is at revision {revision}, below the signed revision {signed}"
            ),
            Self::ExampleChanged { id, logged } => {
                write!(f, "example {id} was changed ({})", since(logged))
            }
            Self::ExampleAdded { id, logged } => {
                write!(f, "example {id} was added ({})", since(logged))
            }
            Self::ExampleMissing { id, logged } => {
                write!(f, "example {id} is missing ({})", since(logged))
            }
            Self::ExampleUnreadable { id, reason } => {
                write!(f, "example {id} cannot be read: {reason}")
            }
            Self::IdMismatch { id, computed } => {
                write!(f, "example {id} has the code of id {computed}")
            }
            Self::FilterWrong { id, filter, found } => {
                let how = if *found { "wrongly found" } else { "not found" };
                write!(f, "example {id} is {how} by the filter {filter}")
            }
            Self::VectorChanged {
                id,
                fingerprint,
                view,
            } => {
                write!(
                    f,
                    "the {view} vector of example {id} was changed ({fingerprint})"
                )
            }
            Self::VectorSwapped {
                id,
                vector_of,
                fingerprint,
                view,
            } => write!(
                f,
                "example {id} has the {view} vector of example {vector_of} ({fingerprint})"
            ),
            Self::VectorAdded {
                id,
                fingerprint,
                view,
            } => {
                write!(
                    f,
                    "the {view} vector of example {id} is not signed ({fingerprint})"
                )
            }
            Self::VectorMissing {
                id,
                fingerprint,
                view,
            } => {
                write!(
                    f,
                    "the {view} vector of example {id} is missing ({fingerprint})"
                )
            }
            Self::AuditChanged { number } => write!(
                f,
                "line {number} of the audit log does not follow from the line before it"
            ),
            Self::AuditGap { after, next } => {
                write!(f, "after line {after} of the audit log comes line {next}")
            }
            Self::AuditRewritten { number } => {
                write!(
                    f,
                    "the audit log up to line {number} is not the one that was signed"
                )
            }
            Self::AuditCut { last, expected } => write!(
                f,
                "the audit log ends at line {last}, and had line {expected} when it was signed"
            ),
            Self::AuditUnreadable { after, reason } => {
                write!(
                    f,
                    "the audit log cannot be read after line {after}: {reason}"
                )
            }
        }
    }
}

impl Report {
    /// Takes the differences, sorted, and counts them.
    pub(super) fn set_differences(&mut self, mut differences: Vec<Difference>) {
        differences.sort_unstable();
        differences.dedup();
        self.counts.clear();
        for difference in &differences {
            *self.counts.entry(difference.kind().to_owned()).or_default() += 1;
        }
        self.verified = differences.is_empty();
        self.differences = differences;
    }

    /// Leaves only the differences between parts of the database itself, for a reader without a
    /// key: a manifest that nobody vouches for says nothing.
    pub fn keep_contradictions(&mut self) {
        let mut differences = std::mem::take(&mut self.differences);
        differences.retain(|difference| {
            matches!(
                difference,
                Difference::ExampleUnreadable { .. }
                    | Difference::IdMismatch { .. }
                    | Difference::FilterWrong { .. }
                    | Difference::AuditChanged { .. }
                    | Difference::AuditGap { .. }
                    | Difference::AuditUnreadable { .. }
            )
        });
        self.set_differences(differences);
        self.verified = false;
        self.manifest = None;
    }

    /// The first differences in words, and how many more there are.
    #[must_use]
    pub fn first_lines(&self, limit: usize) -> String {
        let mut lines: Vec<String> = self
            .differences
            .iter()
            .take(limit)
            .map(ToString::to_string)
            .collect();
        let more = self.differences.len().saturating_sub(limit);
        if more > 0 {
            lines.push(format!("and {more} more"));
        }
        lines.join("; ")
    }
}
