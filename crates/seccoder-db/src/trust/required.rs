//! Serving from verified databases only.
//!
//! # What is remembered, and why not more
//!
//! A full check reads everything, which takes seconds for a hundred thousand examples, and a
//! server starts more often than its database changes. The tempting short cut, "revision and
//! manifest are those of the last check", is worth nothing: whoever edits the database's file
//! directly leaves the revision as it is. So a check is repeated *always*, unless the caller
//! brings a [`Witness`]: a hash over every byte that the database is made of. For a SQLite file
//! that is a hash over the file and its log, many times cheaper than the check itself
//! ([`Witness::of_sqlite`]). A database server has no such thing, and is checked in full each
//! time.
//!
//! A check is remembered in a file that the caller names, outside the database: identity,
//! revision, hash of the manifest, the key that signed it, witness, and the program's version.
//! All of it must be the same for a check to be passed over. The signature itself is verified
//! every time, which is cheap, so that a key that is trusted no longer counts no longer.
//!
//! Limits:
//! - *The file is believed.* Whoever can write to it and to the database can claim that the
//!   check was made. It belongs where only the one who serves can write; a file that others may
//!   write to is not believed (on Unix).
//! - *It speaks of a moment.* Bytes that change after the witness was taken are served until the
//!   next start.

use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use seccoder::example::ExampleId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::TrustError;
use super::compare::compare_vectors;
use super::contents::FoundVector;
use super::manifest::{ContentHash, Manifest, VectorHasher};
use super::report::{Difference, Report, Signer};
use super::signature::TrustedKey;
use super::verify::{Judged, Texts, VerifyOptions, check};
use crate::matrix::{self, hexadecimal};
use crate::store::Store;

/// Version of the remembered file.
const RECORD_VERSION: u32 = 1;
/// More than a record ever has.
const RECORD_LIMIT: u64 = 16 * 1024;

/// A hash over every byte that a database is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Witness(ContentHash);

impl Witness {
    /// Of files, in this order. A file that is not there counts as empty.
    ///
    /// # Errors
    /// When one is there and cannot be read.
    pub fn of_files(files: &[PathBuf]) -> io::Result<Self> {
        let mut all = Sha256::new();
        all.update(b"seccoder/witness/1\0");
        let mut buffer = vec![0; 1 << 20];
        for path in files {
            let mut one = Sha256::new();
            match std::fs::File::open(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
                Ok(mut file) => loop {
                    let read = file.read(&mut buffer)?;
                    if read == 0 {
                        break;
                    }
                    one.update(&buffer[..read]);
                },
            }
            all.update(one.finalize());
        }
        Ok(Self(ContentHash::finish(all)))
    }

    /// Of a SQLite database: its file, its write-ahead log and its journal.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn of_sqlite(database: &Path) -> io::Result<Self> {
        let beside = |suffix: &str| {
            let mut path = database.as_os_str().to_owned();
            path.push(suffix);
            PathBuf::from(path)
        };
        // A missing database must not look like an empty one.
        std::fs::metadata(database)?;
        Self::of_files(&[database.to_owned(), beside("-wal"), beside("-journal")])
    }
}

/// Where and how to remember a check.
#[derive(Clone, Copy)]
pub struct Remember<'a> {
    /// The file, outside the database and writable by its owner alone.
    pub file: &'a Path,
    /// Takes the witness of the database as it is now. It must cover all that the store reads.
    pub witness: &'a (dyn Fn() -> io::Result<Witness> + Send + Sync),
}

/// A database that is exactly what a trusted key signed.
#[derive(Debug, Clone)]
pub struct Verified {
    /// What was signed.
    pub manifest: Manifest,
    /// By whom.
    pub signer: Signer,
    /// Whether an earlier check was remembered, instead of made again.
    pub remembered: bool,
    /// Why this check will not be remembered, where it should have been.
    pub not_remembered: Option<String>,
}

impl Verified {
    /// How a copy of an embedder's vectors differs from those that were signed. The rows come in
    /// any order.
    pub fn check_vectors<'a>(
        &self,
        fingerprint: &str,
        view: &str,
        rows: impl IntoIterator<Item = (ExampleId, &'a [f32])>,
    ) -> Vec<Difference> {
        let mut found: Vec<FoundVector> = rows
            .into_iter()
            .map(|(id, vector)| FoundVector {
                id,
                content: VectorHasher::content(vector),
            })
            .collect();
        found.sort_unstable_by_key(|row| row.id);
        let signed = self.manifest.vector_set(fingerprint, view);
        compare_vectors(
            fingerprint,
            view,
            signed.map_or(&[], |set| &set.rows),
            &found,
        )
    }
}

/// Why a database must not be served from.
#[derive(Debug, thiserror::Error)]
pub enum NotVerified {
    /// It is not what a trusted key signed.
    Differs(Box<Report>),
    /// Nothing can be said about it.
    Unknown(#[from] TrustError),
}

impl fmt::Display for NotVerified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Differs(report) => write!(
                f,
                "secure code database {} is not as it was signed: {}",
                report.place,
                report.first_lines(3)
            ),
            Self::Unknown(error) => error.fmt(f),
        }
    }
}

/// What is remembered of a check.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    schema_version: u32,
    program: String,
    database: String,
    revision: u64,
    manifest: ContentHash,
    public_key: String,
    witness: Witness,
}

/// Refuses a database that is not exactly what one of these keys signed.
///
/// # Errors
/// With the full report when it differs; also when it cannot be read.
pub async fn require_signed(
    store: &dyn Store,
    keys: &[TrustedKey],
    remember: Option<&Remember<'_>>,
) -> Result<Verified, NotVerified> {
    let witness = remember.map(|remember| (remember.witness)());
    if let (Some(remember), Some(Ok(witness))) = (remember, &witness)
        && let Some(verified) = recall(store, keys, remember.file, *witness).await?
    {
        return Ok(verified);
    }
    let checked = check(store, keys, &VerifyOptions::default()).await?;
    let report = checked.report;
    let (true, Some(manifest), Some(signer), Some(summary)) = (
        report.verified,
        checked.manifest,
        report.signer.clone(),
        &report.manifest,
    ) else {
        return Err(NotVerified::Differs(Box::new(report)));
    };
    let not_remembered = remember.zip(witness).and_then(|(remember, before)| {
        let record = |witness| Record::new(&manifest, summary.hash, &signer, witness);
        before
            .and_then(|before| {
                // What changed while it was checked may not be what was checked.
                if (remember.witness)()? == before {
                    record(before).write(remember.file)
                } else {
                    Err(io::Error::other("its files changed meanwhile"))
                }
            })
            .err()
            .map(|error| format!("{}: {error}", remember.file.display()))
    });
    Ok(Verified {
        manifest,
        signer,
        remembered: false,
        not_remembered,
    })
}

/// The earlier check, if it was of exactly this.
async fn recall(
    store: &dyn Store,
    keys: &[TrustedKey],
    file: &Path,
    witness: Witness,
) -> Result<Option<Verified>, TrustError> {
    let Some(record) = Record::read(file) else {
        return Ok(None);
    };
    let judged = Judged::new(&Texts::of(store, None).await?, keys);
    let (Some(manifest), Some(summary), Some(signer)) =
        (judged.manifest, judged.summary, judged.signer)
    else {
        return Ok(None);
    };
    let stamp = store.stamp().await?;
    let current = stamp.database == manifest.database && stamp.revision == manifest.revision;
    let same = record == Record::new(&manifest, summary.hash, &signer, witness);
    Ok(
        (current && same && judged.differences.is_empty()).then_some(Verified {
            manifest,
            signer,
            remembered: true,
            not_remembered: None,
        }),
    )
}

impl Record {
    fn new(manifest: &Manifest, hash: ContentHash, signer: &Signer, witness: Witness) -> Self {
        Self {
            schema_version: RECORD_VERSION,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            database: hexadecimal(&manifest.database),
            revision: manifest.revision,
            manifest: hash,
            public_key: signer.public_key.clone(),
            witness,
        }
    }

    /// Whatever is wrong with the file, the answer is a full check.
    fn read(file: &Path) -> Option<Self> {
        let file = std::fs::File::open(file).ok()?;
        if !for_owner_alone(&file.metadata().ok()?) {
            return None;
        }
        let mut text = String::new();
        file.take(RECORD_LIMIT).read_to_string(&mut text).ok()?;
        serde_json::from_str(&text).ok()
    }

    fn write(&self, file: &Path) -> io::Result<()> {
        matrix::replace(file, |out| Ok(serde_json::to_writer(out, self)?))
    }
}

#[cfg(unix)]
fn for_owner_alone(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.is_file() && metadata.mode() & 0o022 == 0
}

#[cfg(not(unix))]
fn for_owner_alone(metadata: &std::fs::Metadata) -> bool {
    metadata.is_file()
}
