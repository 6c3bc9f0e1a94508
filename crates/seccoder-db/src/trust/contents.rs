//! Reads a whole database once, and keeps hashes of it.
//!
//! Examples are read a few at a time and only their hashes are kept, so that a hundred thousand
//! take a few megabytes; vectors are read set by set. What contradicts itself is noted on the
//! way: an id that is not that of its code, a row that cannot be read, a broken audit log.

use std::collections::{BTreeMap, BTreeSet};

use futures::{StreamExt, stream};
use seccoder::example::{ExampleFilter, ExampleId, StoreError};
use serde::Deserialize;

use super::filters::Shelves;
use super::manifest::{AuditEnd, ContentHash, Manifest, VectorHasher, VectorSet, example_hash};
use super::report::Difference;
use crate::matrix::Stamp;
use crate::store::{Action, AuditEntry, Store};

/// Examples asked for at a time: a server far away answers several questions at once.
const AT_ONCE: usize = 16;
/// Lines of the audit log read at a time.
const PAGE: usize = 1000;
/// Examples between two calls of the progress function.
const STEP: usize = 100;

/// Called with the number of examples that were read and of all.
pub(super) type Progress<'a> = dyn Fn(usize, usize) + Send + Sync + 'a;

/// A vector as it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FoundVector {
    /// Whose it is said to be.
    pub id: ExampleId,
    /// Hash of its numbers.
    pub content: ContentHash,
}

/// The vectors of one embedder and view.
pub(super) struct FoundSet {
    pub fingerprint: String,
    pub view: String,
    /// In order of id.
    pub rows: Vec<FoundVector>,
}

/// The audit log, as far as it matters.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// Where it ends.
    pub end: AuditEnd,
    /// How many lines there are.
    pub lines: u64,
    /// The hash of the line at which the manifest was made.
    pub hash_at_signed: Option<String>,
    /// Whether a line after that one says that the manifest was signed.
    pub says_signed: bool,
    /// The first line after the manifest that speaks of an example.
    pub mentions: BTreeMap<ExampleId, u64>,
    /// Its end could not be read.
    pub unreadable: bool,
}

/// All that is in a database, as hashes.
pub(super) struct Contents {
    pub stamp: Stamp,
    pub examples: Vec<(ExampleId, ContentHash)>,
    /// Examples that are there and cannot be read.
    pub unreadable: BTreeSet<ExampleId>,
    pub vectors: Vec<FoundSet>,
    pub log: Log,
    /// How it contradicts itself.
    pub differences: Vec<Difference>,
}

impl Contents {
    /// Reads a database. `signed` is the line of the audit log at which its manifest was made.
    pub(super) async fn read(
        store: &dyn Store,
        signed: Option<u64>,
        progress: Option<&Progress<'_>>,
    ) -> Result<Self, StoreError> {
        let stamp = store.stamp().await?;
        let mut differences = Vec::new();
        let log = read_log(store, signed, &mut differences).await?;
        let mut contents = Self {
            stamp,
            examples: Vec::new(),
            unreadable: BTreeSet::new(),
            vectors: Vec::new(),
            log,
            differences,
        };
        contents.read_examples(store, progress).await?;
        contents.read_vectors(store).await?;
        Ok(contents)
    }

    /// Whether the database is still what was read, as far as its own log and revision tell.
    pub(super) async fn still_holds(&self, store: &dyn Store) -> Result<bool, StoreError> {
        if store.stamp().await? != self.stamp {
            return Ok(false);
        }
        if self.log.unreadable {
            return Ok(true);
        }
        Ok(store.audit(self.log.end.number, 1).await?.is_empty())
    }

    async fn read_examples(
        &mut self,
        store: &dyn Store,
        progress: Option<&Progress<'_>>,
    ) -> Result<(), StoreError> {
        let mut ids = store.ids(&ExampleFilter::default()).await?;
        ids.sort_unstable();
        ids.dedup();
        let total = ids.len();
        let mut shelves = Shelves::default();
        let mut rows = stream::iter(ids)
            .map(|id| read_example(store, id))
            .buffered(AT_ONCE);
        let mut done = 0;
        while let Some(row) = rows.next().await {
            match row? {
                Row::Read {
                    id,
                    hash,
                    computed,
                    shelf,
                } => {
                    if computed != id {
                        self.differences
                            .push(Difference::IdMismatch { id, computed });
                    }
                    self.examples.push((id, hash));
                    shelves.add(id, shelf);
                }
                Row::Unreadable { id, reason } => {
                    self.unreadable.insert(id);
                    let unreadable = Difference::ExampleUnreadable { id, reason };
                    self.differences.push(unreadable);
                }
            }
            done += 1;
            if let Some(progress) = progress
                && (done % STEP == 0 || done == total)
            {
                progress(done, total);
            }
        }
        drop(rows);
        shelves
            .compare(store, &self.unreadable, &mut self.differences)
            .await
    }

    async fn read_vectors(&mut self, store: &dyn Store) -> Result<(), StoreError> {
        let mut sets = store.vector_sets().await?;
        sets.sort_unstable();
        sets.dedup();
        for (fingerprint, view) in sets {
            let mut rows: Vec<FoundVector> = store
                .vectors(&fingerprint, &view)
                .await?
                .into_iter()
                .map(|(id, vector)| FoundVector {
                    id,
                    content: VectorHasher::content(&vector),
                })
                .collect();
            rows.sort_unstable_by_key(|row| row.id);
            if !rows.is_empty() {
                self.vectors.push(FoundSet {
                    fingerprint,
                    view,
                    rows,
                });
            }
        }
        Ok(())
    }

    /// The manifest of what was read.
    pub(super) fn manifest(&self) -> Manifest {
        let vectors = self.vectors.iter().map(|set| {
            let hasher = VectorHasher::new(&set.fingerprint, &set.view);
            VectorSet {
                fingerprint: set.fingerprint.clone(),
                view: set.view.clone(),
                rows: set
                    .rows
                    .iter()
                    .map(|row| (row.id, hasher.of(row.id, row.content)))
                    .collect(),
            }
        });
        Manifest {
            database: self.stamp.database,
            revision: self.stamp.revision,
            audit: self.log.end.clone(),
            examples: self.examples.clone(),
            vectors: vectors.collect(),
        }
    }
}

enum Row {
    Read {
        id: ExampleId,
        hash: ContentHash,
        computed: ExampleId,
        shelf: Vec<super::filters::Shelf>,
    },
    Unreadable {
        id: ExampleId,
        reason: String,
    },
}

async fn read_example(store: &dyn Store, id: ExampleId) -> Result<Row, StoreError> {
    let read = async {
        let example = store.get(id).await?;
        Ok((example, store.admission(id).await?))
    };
    let reason = match read.await {
        Ok((Some(example), admission)) => match example_hash(&example, admission.as_ref()) {
            Ok(hash) => {
                return Ok(Row::Read {
                    id,
                    hash,
                    computed: ExampleId::of(example.language, &example.code),
                    shelf: super::filters::shelves_of(&example),
                });
            }
            Err(error) => error.to_string(),
        },
        Ok((None, _)) => "it is listed, and not there".to_owned(),
        Err(StoreError { reason, .. }) => reason,
    };
    // One row that cannot be read is a finding; a database that cannot be reached is an error.
    store.stamp().await?;
    Ok(Row::Unreadable { id, reason })
}

/// The parts of a log line's detail that speak of examples in the database.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Detail {
    admitted: Vec<ExampleId>,
    removed: Vec<ExampleId>,
}

async fn read_log(
    store: &dyn Store,
    signed: Option<u64>,
    differences: &mut Vec<Difference>,
) -> Result<Log, StoreError> {
    let mut log = Log::default();
    loop {
        let page = match store.audit(log.end.number, PAGE).await {
            Ok(page) => page,
            Err(StoreError { reason, .. }) => {
                store.stamp().await?;
                log.unreadable = true;
                let after = log.end.number;
                differences.push(Difference::AuditUnreadable { after, reason });
                return Ok(log);
            }
        };
        if page.is_empty() {
            return Ok(log);
        }
        for entry in page {
            if entry.number <= log.end.number {
                // The store repeats itself: going on might never end.
                log.unreadable = true;
                differences.push(Difference::AuditGap {
                    after: log.end.number,
                    next: entry.number,
                });
                return Ok(log);
            }
            log.take(entry, signed, differences);
        }
    }
}

impl Log {
    fn take(&mut self, entry: AuditEntry, signed: Option<u64>, differences: &mut Vec<Difference>) {
        let number = entry.number;
        if number != self.end.number + 1 {
            differences.push(Difference::AuditGap {
                after: self.end.number,
                next: number,
            });
        } else if entry.chained(&self.end.hash) != entry.hash {
            differences.push(Difference::AuditChanged { number });
        }
        if signed == Some(number) {
            self.hash_at_signed = Some(entry.hash.clone());
        }
        if signed.is_some_and(|signed| number > signed) {
            self.says_signed |= entry.action == Action::Sign;
            let detail: Detail = serde_json::from_str(&entry.detail).unwrap_or_default();
            for id in detail.admitted.into_iter().chain(detail.removed) {
                self.mentions.entry(id).or_insert(number);
            }
        }
        self.lines += 1;
        self.end = AuditEnd {
            number,
            hash: entry.hash,
        };
    }
}
