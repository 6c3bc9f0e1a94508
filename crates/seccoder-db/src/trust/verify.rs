//! Verifying: computes every hash anew, and compares it with what was signed.

use std::collections::BTreeMap;

use super::compare::compare;
use super::contents::{Contents, Progress};
use super::manifest::Manifest;
use super::report::{Difference, ManifestSummary, REPORT_VERSION, Report, Signer};
use super::signature::{SignedManifest, TrustedKey, check_signature};
use super::{MANIFEST_NOTE, SIGNATURE_NOTE, TrustError};
use crate::store::Store;

/// How often a database is read again when somebody wrote to it meanwhile.
pub(super) const ATTEMPTS: usize = 3;

/// How to verify.
#[derive(Default)]
pub struct VerifyOptions<'a> {
    /// Compare with this manifest instead of the one in the database.
    pub manifest: Option<&'a SignedManifest>,
    /// Called now and then with the number of examples that were read, and of all.
    pub progress: Option<&'a (dyn Fn(usize, usize) + Send + Sync)>,
}

/// Compares a database with its signed manifest.
///
/// Everything is computed anew from the examples and vectors themselves; nothing that the
/// database says of itself is believed. The report lists every difference, also when the
/// manifest is not signed by a trusted key: then that is one of them.
///
/// # Errors
/// When the database cannot be read, or changes all the time. A row that cannot be read is not
/// an error but a difference.
pub async fn verify(
    store: &dyn Store,
    keys: &[TrustedKey],
    options: &VerifyOptions<'_>,
) -> Result<Report, TrustError> {
    check(store, keys, options)
        .await
        .map(|checked| checked.report)
}

/// A report with the manifest that it is about.
pub(super) struct Checked {
    pub report: Report,
    pub manifest: Option<Manifest>,
}

pub(super) async fn check(
    store: &dyn Store,
    keys: &[TrustedKey],
    options: &VerifyOptions<'_>,
) -> Result<Checked, TrustError> {
    for _ in 0..ATTEMPTS {
        let judged = Judged::new(&Texts::of(store, options.manifest).await?, keys);
        let signed = judged
            .manifest
            .as_ref()
            .map(|manifest| manifest.audit.number);
        let progress = options.progress.map(|progress| progress as &Progress<'_>);
        let contents = Contents::read(store, signed, progress).await?;
        if !contents.still_holds(store).await? {
            continue;
        }
        let mut report = report_of(store, &contents);
        let mut differences = contents.differences.clone();
        differences.extend(judged.differences);
        if let Some(manifest) = &judged.manifest {
            let stored = options.manifest.is_none();
            differences.extend(compare(manifest, &contents, stored));
        }
        report.set_differences(differences);
        report.manifest = judged.summary;
        report.signer = judged.signer;
        return Ok(Checked {
            report,
            manifest: judged.manifest,
        });
    }
    let place = store.place().to_owned();
    Err(TrustError::KeepsChanging { place })
}

/// A report of what was read, without differences yet.
pub(super) fn report_of(store: &dyn Store, contents: &Contents) -> Report {
    Report {
        schema_version: REPORT_VERSION,
        place: store.place().to_owned(),
        database: contents.stamp.identity(),
        revision: contents.stamp.revision,
        verified: false,
        examples: contents.examples.len() + contents.unreadable.len(),
        vectors: contents.vectors.iter().map(|set| set.rows.len()).sum(),
        audit_lines: contents.log.lines,
        manifest: None,
        signer: None,
        counts: BTreeMap::new(),
        differences: Vec::new(),
    }
}

/// A manifest and its signature, whichever of them is there.
pub(super) struct Texts {
    manifest: Option<String>,
    signature: Option<String>,
}

impl Texts {
    /// The given ones, or else the database's.
    pub(super) async fn of(
        store: &dyn Store,
        given: Option<&SignedManifest>,
    ) -> Result<Self, TrustError> {
        Ok(match given {
            Some(given) => Self {
                manifest: Some(given.manifest.clone()),
                signature: Some(given.signature.clone()),
            },
            None => Self {
                manifest: store.note(MANIFEST_NOTE).await?,
                signature: store.note(SIGNATURE_NOTE).await?,
            },
        })
    }
}

/// What a manifest and its signature are worth, without a look at the database.
#[derive(Default)]
pub(super) struct Judged {
    pub manifest: Option<Manifest>,
    pub summary: Option<ManifestSummary>,
    pub signer: Option<Signer>,
    pub differences: Vec<Difference>,
}

impl Judged {
    pub(super) fn new(texts: &Texts, keys: &[TrustedKey]) -> Self {
        let mut judged = Self::default();
        let Some(text) = &texts.manifest else {
            judged.differences.push(Difference::ManifestMissing);
            return judged;
        };
        match &texts.signature {
            None => judged.differences.push(Difference::SignatureMissing),
            Some(signature) => match check_signature(text, signature, keys) {
                Ok(signer) => judged.signer = Some(signer),
                Err(difference) => judged.differences.push(difference),
            },
        }
        match Manifest::parse(text) {
            Ok(manifest) => {
                judged.summary = Some(ManifestSummary {
                    hash: Manifest::hash_of_text(text),
                    revision: manifest.revision,
                    examples: manifest.examples.len(),
                    vectors: manifest.vector_count(),
                    audit_line: manifest.audit.number,
                });
                judged.manifest = Some(manifest);
            }
            Err(error) => judged.differences.push(Difference::ManifestMalformed {
                reason: error.to_string(),
            }),
        }
        judged
    }
}

impl Manifest {
    /// The manifest of what a database holds now.
    ///
    /// # Errors
    /// When the database cannot be read, or changes all the time.
    pub async fn of(store: &dyn Store) -> Result<Self, TrustError> {
        for _ in 0..ATTEMPTS {
            let contents = Contents::read(store, None, None).await?;
            if contents.still_holds(store).await? {
                return Ok(contents.manifest());
            }
        }
        let place = store.place().to_owned();
        Err(TrustError::KeepsChanging { place })
    }
}
