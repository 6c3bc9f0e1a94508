//! Whether a database is what its owner signed.
//!
//! Whatever stands in the database is shown to models, so whoever can slip an example into it
//! writes a part of everybody's code. Three things guard against that:
//!
//! - a [`Manifest`] with a hash of every example, with its provenance and admission record, and
//!   of every vector, and with the end of the audit log;
//! - a [`SigningKey`] that its owner signs the manifest with ([`sign`]); manifest and signature
//!   are notes of the database, or files that the `minisign` program accepts ([`SignedManifest`]);
//! - [`verify()`], which computes everything anew and names each difference, and
//!   [`require_signed`], which refuses to serve while there is one.
//!
//! What a signature cannot say:
//!
//! - *Quarantine and notes are not signed.* Nothing in them is shown to a model; a candidate that
//!   leaves quarantine becomes an example, and is then unsigned until somebody signs.
//! - *The audit log is signed up to the manifest.* Whoever can write to the file can invent
//!   lines after it. What they would excuse is reported all the same, because it is not signed.
//! - *An older database with its own good signature is a good database.* Putting an old copy back
//!   is not noticed from the inside.
//! - *Files beside the database are not covered*, such as the packed copy of its vectors. Whoever
//!   searches such a copy asks [`Verified::check_vectors`] about it.
//! - *It is what the database held when it was read.* Somebody who can write to the file can
//!   still do so a moment later.

mod compare;
mod contents;
mod filters;
mod manifest;
mod report;
mod required;
mod signature;
mod verify;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use seccoder::example::StoreError;

pub use manifest::{
    AuditEnd, ContentHash, InvalidHash, Manifest, ManifestError, VectorSet, example_hash,
};
pub use report::{Difference, ManifestSummary, REPORT_VERSION, Report, Signer};
pub use required::{NotVerified, Remember, Verified, Witness, require_signed};
pub use signature::{NewKey, SignedManifest, SigningKey, TrustedKey, needs_password, sign};
pub use verify::{VerifyOptions, verify};

/// The note that holds the manifest.
pub const MANIFEST_NOTE: &str = "manifest";
/// The note that holds its signature.
pub const SIGNATURE_NOTE: &str = "signature";

/// Why nothing can be said about a database, or why it cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// It cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Somebody else keeps writing to it.
    #[error("{place} changes while it is read; try again when nobody writes to it")]
    KeepsChanging {
        /// The database.
        place: String,
    },
    /// It was written to between reading and signing, so the signature is out of date already.
    #[error("{place} was changed while it was signed; look at the changes and sign again")]
    ChangedMeanwhile {
        /// The database.
        place: String,
    },
    /// A signature must not cover a database that contradicts itself.
    #[error("{} is damaged and was not signed: {}", .0.place, .0.first_lines(3))]
    Damaged(Box<Report>),
    /// A key cannot be used.
    #[error("{0}")]
    Key(String),
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What happened.
        source: std::io::Error,
    },
}

impl TrustError {
    fn file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::File { path, source }
    }
}
