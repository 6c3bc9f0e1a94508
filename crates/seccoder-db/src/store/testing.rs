//! A store in memory, for the tests of whatever works on stores.
//!
//! It keeps the promises of [`Store`] (its own test runs the conformance suite), and its
//! [`State`] can be reached past them, as somebody who edits a database's file would.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use futures::FutureExt;
use futures::future::BoxFuture;
use seccoder::example::{ExampleFilter, ExampleId, ExampleStore, SecureExample, StoreError};

use super::{Admission, AuditEntry, Batch, Quarantined, Store, VectorSetName, Written};
use crate::matrix::Stamp;
use crate::vectors::CODE_VIEW;

/// Vectors of one embedder and view.
pub(crate) type Vectors = BTreeMap<ExampleId, Vec<f32>>;

/// All that a store holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    /// Its identity.
    pub identity: [u8; 16],
    /// Its revision.
    pub revision: u64,
    /// Keyed by the id that the row claims, in the order in which they came.
    pub examples: Vec<(ExampleId, SecureExample)>,
    /// What the checks said.
    pub admissions: BTreeMap<ExampleId, Admission>,
    /// What the checks refused.
    pub quarantine: BTreeMap<ExampleId, Quarantined>,
    /// Keyed by fingerprint and view.
    pub vectors: BTreeMap<(String, String), Vectors>,
    /// The log.
    pub audit: Vec<AuditEntry>,
    /// The notes.
    pub notes: BTreeMap<String, String>,
    /// Examples whose rows cannot be read.
    pub damaged: BTreeSet<ExampleId>,
    /// Examples that a filter by weakness does not find, as if its table had been edited.
    pub hidden_from_filters: BTreeSet<ExampleId>,
    /// Lists are in the order in which examples came, against the trait's word.
    pub unordered: bool,
    /// Every read fails.
    pub gone: bool,
}

/// A store in memory.
#[derive(Default)]
pub(crate) struct MemoryStore {
    state: Mutex<State>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::from_state(State {
            identity: [7; 16],
            ..State::default()
        })
    }

    /// A store that holds this.
    pub fn from_state(state: State) -> Self {
        Self {
            state: Mutex::new(state),
        }
    }

    /// What it holds, to read and to tamper with.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Reads from it, unless it is gone.
    fn read<'a, T: Send + 'a>(
        &'a self,
        read: impl FnOnce(&State) -> Result<T, StoreError> + Send + 'a,
    ) -> BoxFuture<'a, Result<T, StoreError>> {
        async move {
            let state = self.state();
            if state.gone {
                return Err(error("it went away"));
            }
            read(&state)
        }
        .boxed()
    }
}

fn error(reason: &str) -> StoreError {
    StoreError {
        place: "memory".to_owned(),
        reason: reason.to_owned(),
    }
}

impl State {
    /// The row of an example.
    pub fn example(&mut self, id: ExampleId) -> &mut SecureExample {
        let found = self.examples.iter_mut().find(|(key, _)| *key == id);
        &mut found.unwrap().1
    }

    /// The rows that pass a filter.
    fn filtered(&self, filter: &ExampleFilter) -> Result<Vec<Arc<SecureExample>>, StoreError> {
        let mut found: Vec<_> = self
            .examples
            .iter()
            .filter(|(_, example)| filter.admits(example))
            .filter(|(id, _)| filter.cwe.is_none() || !self.hidden_from_filters.contains(id))
            .map(|(id, example)| {
                Arc::new(SecureExample {
                    id: *id,
                    ..example.clone()
                })
            })
            .collect();
        if !self.unordered {
            found.sort_by_key(|example| example.id);
        }
        Ok(found)
    }

    fn apply(&mut self, batch: &Batch) -> Result<Written, StoreError> {
        let candidates = batch.quarantine.iter().map(|one| &one.example);
        let mut all = candidates.chain(batch.admit.iter().map(|one| &one.example));
        if all.any(|example| example.id != ExampleId::of(example.language, &example.code)) {
            return Err(error("the id is not that of its code; nothing was written"));
        }
        let mut written = Written::default();
        for admitted in &batch.admit {
            let new = &admitted.example;
            match self.examples.iter_mut().find(|(id, _)| *id == new.id) {
                Some((_, there)) if there == new => written.same += 1,
                Some((_, there)) => {
                    there.clone_from(new);
                    written.changed += 1;
                    let derived = self.vectors.iter_mut();
                    for (_, set) in derived.filter(|((_, view), _)| view != CODE_VIEW) {
                        set.remove(&new.id);
                    }
                }
                None => {
                    self.examples.push((new.id, new.clone()));
                    written.added += 1;
                }
            }
            if !admitted.checks.is_empty() {
                let admission = Admission {
                    by: batch.by.clone(),
                    at: batch.at,
                    checks: admitted.checks.clone(),
                };
                self.admissions.insert(new.id, admission);
            }
            self.quarantine.remove(&new.id);
        }
        for (id, admission) in &batch.admissions {
            self.admissions.insert(*id, admission.clone());
        }
        let before = self.examples.len();
        for id in &batch.remove {
            self.examples.retain(|(key, _)| key != id);
            self.admissions.remove(id);
            for set in self.vectors.values_mut() {
                set.remove(id);
            }
        }
        written.removed = before - self.examples.len();
        for one in &batch.quarantine {
            self.quarantine.insert(one.example.id, one.clone());
        }
        for id in &batch.release {
            self.quarantine.remove(id);
        }
        for (key, value) in &batch.notes {
            match value {
                Some(value) => self.notes.insert(key.clone(), value.clone()),
                None => self.notes.remove(key),
            };
        }
        let last = self.audit.last();
        let mut entry = AuditEntry {
            number: last.map_or(0, |last| last.number) + 1,
            at: batch.at,
            by: batch.by.clone(),
            action: batch.action,
            detail: batch.detail(),
            hash: String::new(),
        };
        entry.hash = entry.chained(last.map_or("", |last| &last.hash));
        self.audit.push(entry);
        if written.added + written.changed + written.removed + batch.admissions.len() > 0 {
            self.revision += 1;
        }
        Ok(written)
    }
}

impl ExampleStore for MemoryStore {
    fn get(&self, id: ExampleId) -> BoxFuture<'_, Result<Option<Arc<SecureExample>>, StoreError>> {
        self.read(move |state| {
            if state.damaged.contains(&id) {
                return Err(error("column 6: not JSON"));
            }
            let found = state.examples.iter().find(|(key, _)| *key == id);
            Ok(found.map(|(_, example)| {
                Arc::new(SecureExample {
                    id,
                    ..example.clone()
                })
            }))
        })
    }

    fn list<'a>(
        &'a self,
        filter: &'a ExampleFilter,
    ) -> BoxFuture<'a, Result<Vec<Arc<SecureExample>>, StoreError>> {
        self.read(|state| state.filtered(filter))
    }

    fn revision(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        async move { Ok(Some(self.stamp().await?.revision)) }.boxed()
    }
}

impl Store for MemoryStore {
    fn place(&self) -> &str {
        "memory"
    }

    fn stamp(&self) -> BoxFuture<'_, Result<Stamp, StoreError>> {
        self.read(|state| {
            Ok(Stamp {
                database: state.identity,
                revision: state.revision,
            })
        })
    }

    fn write<'a>(&'a self, batch: &'a Batch) -> BoxFuture<'a, Result<Written, StoreError>> {
        async move { self.state().apply(batch) }.boxed()
    }

    fn by_prefix<'a>(
        &'a self,
        prefix: &'a str,
    ) -> BoxFuture<'a, Result<Vec<Arc<SecureExample>>, StoreError>> {
        let prefix = prefix.to_ascii_lowercase();
        self.read(move |state| {
            let mut found = state.filtered(&ExampleFilter::default())?;
            found.retain(|example| example.id.to_string().starts_with(&prefix));
            Ok(found)
        })
    }

    fn known<'a>(
        &'a self,
        ids: &'a [ExampleId],
    ) -> BoxFuture<'a, Result<Vec<ExampleId>, StoreError>> {
        self.read(|state| {
            let there = |id: &&ExampleId| state.examples.iter().any(|(key, _)| key == *id);
            Ok(ids.iter().filter(there).copied().collect())
        })
    }

    fn ids<'a>(
        &'a self,
        filter: &'a ExampleFilter,
    ) -> BoxFuture<'a, Result<Vec<ExampleId>, StoreError>> {
        self.read(|state| Ok(state.filtered(filter)?.iter().map(|e| e.id).collect()))
    }

    fn count<'a>(&'a self, filter: &'a ExampleFilter) -> BoxFuture<'a, Result<usize, StoreError>> {
        self.read(|state| Ok(state.filtered(filter)?.len()))
    }

    fn admission(&self, id: ExampleId) -> BoxFuture<'_, Result<Option<Admission>, StoreError>> {
        self.read(move |state| Ok(state.admissions.get(&id).cloned()))
    }

    fn quarantine(&self) -> BoxFuture<'_, Result<Vec<Quarantined>, StoreError>> {
        self.read(|state| {
            let mut all: Vec<_> = state.quarantine.values().cloned().collect();
            all.sort_by_key(|one| one.at);
            Ok(all)
        })
    }

    fn audit(
        &self,
        after: u64,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<AuditEntry>, StoreError>> {
        self.read(move |state| {
            let later = state.audit.iter().filter(|entry| entry.number > after);
            Ok(later.take(limit).cloned().collect())
        })
    }

    fn note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<String>, StoreError>> {
        self.read(|state| Ok(state.notes.get(key).cloned()))
    }

    fn vectors<'a>(
        &'a self,
        fingerprint: &'a str,
        view: &'a str,
    ) -> BoxFuture<'a, Result<Vec<(ExampleId, Vec<f32>)>, StoreError>> {
        self.read(|state| {
            let set = state
                .vectors
                .get(&(fingerprint.to_owned(), view.to_owned()));
            let rows = set.into_iter().flatten();
            Ok(rows.map(|(id, vector)| (*id, vector.clone())).collect())
        })
    }

    fn vector_sets(&self) -> BoxFuture<'_, Result<Vec<VectorSetName>, StoreError>> {
        self.read(|state| {
            let sets = state.vectors.iter().filter(|(_, set)| !set.is_empty());
            Ok(sets.map(|(key, _)| key.clone()).collect())
        })
    }

    fn without_vector<'a>(
        &'a self,
        fingerprint: &'a str,
        view: &'a str,
    ) -> BoxFuture<'a, Result<Vec<Arc<SecureExample>>, StoreError>> {
        self.read(|state| {
            let set = state
                .vectors
                .get(&(fingerprint.to_owned(), view.to_owned()));
            let mut all = state.filtered(&ExampleFilter::default())?;
            all.retain(|example| set.is_none_or(|set| !set.contains_key(&example.id)));
            Ok(all)
        })
    }

    fn store_vectors<'a>(
        &'a self,
        fingerprint: &'a str,
        view: &'a str,
        vectors: &'a [(ExampleId, Vec<f32>)],
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        async move {
            let mut state = self.state();
            let there: BTreeSet<ExampleId> = state.examples.iter().map(|(id, _)| *id).collect();
            let key = (fingerprint.to_owned(), view.to_owned());
            let set = state.vectors.entry(key).or_default();
            set.extend(vectors.iter().filter(|(id, _)| there.contains(id)).cloned());
            Ok(())
        }
        .boxed()
    }

    fn search<'a>(
        &'a self,
        fingerprint: &'a str,
        view: &'a str,
        vector: &'a [f32],
        filter: &'a ExampleFilter,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(ExampleId, f32)>, StoreError>> {
        self.read(move |state| {
            let set = state
                .vectors
                .get(&(fingerprint.to_owned(), view.to_owned()));
            let mut found = Vec::new();
            for example in state.filtered(filter)? {
                let Some(stored) = set.and_then(|set| set.get(&example.id)) else {
                    continue;
                };
                if stored.len() != vector.len() {
                    return Err(error("the query has another length than the vectors"));
                }
                let score: f32 = stored.iter().zip(vector).map(|(a, b)| a * b).sum();
                found.push((example.id, score));
            }
            found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            found.truncate(limit);
            Ok(found)
        })
    }
}

#[test]
fn it_does_what_every_store_must_do() {
    let fresh = || async { Arc::new(MemoryStore::new()) as Arc<dyn Store> };
    futures::executor::block_on(super::conformance::check_all(fresh));
}
