//! Several databases seen as one: a team's over the built-in one, a project's over the team's.
//!
//! The layers are ordered, the nearest first. An example that several of them hold is the nearest
//! one's: its title, guideline, labels and licence are what filters and models see, so that a team
//! can correct what a database below says. Everything that is written goes to the nearest layer;
//! quarantine, audit log, notes and signature are the nearest layer's own. Nothing of a lower
//! layer can be taken out through a higher one.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use seccoder::example::{
    ExampleFilter, ExampleId, ExampleStore, SecureExample, StoreError, VectorIndex,
};

use super::{Admission, AuditEntry, Batch, Quarantined, Store, VectorSetName, Written};
use crate::matrix::Stamp;

/// Databases over each other.
pub struct LayeredStore {
    nearest: Arc<dyn Store>,
    others: Vec<Arc<dyn Store>>,
    place: String,
}

impl LayeredStore {
    /// The nearest database and those below it, in order.
    #[must_use]
    pub fn new(nearest: Arc<dyn Store>, others: Vec<Arc<dyn Store>>) -> Self {
        let places: Vec<&str> = others.iter().map(|layer| layer.place()).collect();
        let place = format!("{} over {}", nearest.place(), places.join(" over "));
        Self {
            nearest,
            others,
            place,
        }
    }

    fn layers(&self) -> impl Iterator<Item = &Arc<dyn Store>> {
        std::iter::once(&self.nearest).chain(&self.others)
    }

    /// What one question finds in all layers, without what a nearer layer holds, too.
    async fn merged<'a, T>(
        &'a self,
        ask: impl Fn(&'a dyn Store) -> BoxFuture<'a, Result<Vec<T>, StoreError>>,
        id: impl Fn(&T) -> ExampleId,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        let mut nearer: Vec<&Arc<dyn Store>> = Vec::new();
        for layer in self.layers() {
            let mut here = ask(&**layer).await?;
            let ids: Vec<ExampleId> = here.iter().map(&id).collect();
            let hidden = hidden_by(&nearer, &ids).await?;
            here.retain(|one| !hidden.contains(&id(one)));
            found.extend(here);
            nearer.push(layer);
        }
        found.sort_by_key(&id);
        Ok(found)
    }
}

/// Which of these examples one of these layers holds.
async fn hidden_by(
    nearer: &[&Arc<dyn Store>],
    ids: &[ExampleId],
) -> Result<HashSet<ExampleId>, StoreError> {
    let mut hidden = HashSet::new();
    for layer in nearer {
        hidden.extend(layer.known(ids).await?);
    }
    Ok(hidden)
}

impl ExampleStore for LayeredStore {
    fn get(&self, id: ExampleId) -> BoxFuture<'_, Result<Option<Arc<SecureExample>>, StoreError>> {
        async move {
            for layer in self.layers() {
                if let Some(example) = layer.get(id).await? {
                    return Ok(Some(example));
                }
            }
            Ok(None)
        }
        .boxed()
    }

    fn list<'a>(
        &'a self,
        filter: &'a ExampleFilter,
    ) -> BoxFuture<'a, Result<Vec<Arc<SecureExample>>, StoreError>> {
        self.merged(move |layer| layer.list(filter), |example| example.id)
            .boxed()
    }

    /// One number for the states of all layers.
    fn revision(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        async move {
            let mut hash = DefaultHasher::new();
            for layer in self.layers() {
                let Some(revision) = layer.revision().await? else {
                    return Ok(None);
                };
                revision.hash(&mut hash);
            }
            Ok(Some(hash.finish()))
        }
        .boxed()
    }
}

impl Store for LayeredStore {
    fn place(&self) -> &str {
        &self.place
    }

    /// The nearest layer's. Vectors are looked up in each layer by itself ([`LayeredIndex`]).
    fn stamp(&self) -> BoxFuture<'_, Result<Stamp, StoreError>> {
        self.nearest.stamp()
    }

    fn write<'a>(&'a self, batch: &'a Batch) -> BoxFuture<'a, Result<Written, StoreError>> {
        async move {
            let here: HashSet<ExampleId> = self
                .nearest
                .known(&batch.remove)
                .await?
                .into_iter()
                .collect();
            for id in &batch.remove {
                if here.contains(id) {
                    continue;
                }
                for layer in &self.others {
                    if layer.get(*id).await?.is_some() {
                        return Err(StoreError {
                            place: self.place.clone(),
                            reason: format!(
                                "example {} is in {}, which is only read here; nothing was \
                                 changed (name that database alone with --db to change it)",
                                id.short(),
                                layer.place()
                            ),
                        });
                    }
                }
            }
            self.nearest.write(batch).await
        }
        .boxed()
    }

    fn by_prefix<'a>(
        &'a self,
        prefix: &'a str,
    ) -> BoxFuture<'a, Result<Vec<Arc<SecureExample>>, StoreError>> {
        self.merged(move |layer| layer.by_prefix(prefix), |example| example.id)
            .boxed()
    }

    fn known<'a>(
        &'a self,
        ids: &'a [ExampleId],
    ) -> BoxFuture<'a, Result<Vec<ExampleId>, StoreError>> {
        self.merged(move |layer| layer.known(ids), |id| *id).boxed()
    }

    fn ids<'a>(
        &'a self,
        filter: &'a ExampleFilter,
    ) -> BoxFuture<'a, Result<Vec<ExampleId>, StoreError>> {
        self.merged(move |layer| layer.ids(filter), |id| *id)
            .boxed()
    }

    fn count<'a>(&'a self, filter: &'a ExampleFilter) -> BoxFuture<'a, Result<usize, StoreError>> {
        async move { Ok(self.ids(filter).await?.len()) }.boxed()
    }

    /// That of the layer whose example it is.
    fn admission(&self, id: ExampleId) -> BoxFuture<'_, Result<Option<Admission>, StoreError>> {
        async move {
            for layer in self.layers() {
                if layer.get(id).await?.is_some() {
                    return layer.admission(id).await;
                }
            }
            Ok(None)
        }
        .boxed()
    }

    fn quarantine(&self) -> BoxFuture<'_, Result<Vec<Quarantined>, StoreError>> {
        self.nearest.quarantine()
    }

    fn audit(
        &self,
        after: u64,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<AuditEntry>, StoreError>> {
        self.nearest.audit(after, limit)
    }

    fn note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<String>, StoreError>> {
        self.nearest.note(key)
    }

    fn vectors<'a>(
        &'a self,
        fingerprint: &'a str,
        view: &'a str,
    ) -> BoxFuture<'a, Result<Vec<(ExampleId, Vec<f32>)>, StoreError>> {
        self.nearest.vectors(fingerprint, view)
    }

    fn vector_sets(&self) -> BoxFuture<'_, Result<Vec<VectorSetName>, StoreError>> {
        self.nearest.vector_sets()
    }

    fn without_vector<'a>(
        &'a self,
        fingerprint: &'a str,
        view: &'a str,
    ) -> BoxFuture<'a, Result<Vec<Arc<SecureExample>>, StoreError>> {
        self.nearest.without_vector(fingerprint, view)
    }

    fn store_vectors<'a>(
        &'a self,
        fingerprint: &'a str,
        view: &'a str,
        vectors: &'a [(ExampleId, Vec<f32>)],
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.nearest.store_vectors(fingerprint, view, vectors)
    }
}

/// A layer with the index of its vectors.
pub struct LayerIndex {
    /// The layer.
    pub store: Arc<dyn Store>,
    /// Its vectors.
    pub index: Box<dyn VectorIndex>,
}

/// The vectors of several layers searched as one: what a nearer layer holds counts as there.
pub struct LayeredIndex {
    layers: Vec<LayerIndex>,
}

impl LayeredIndex {
    /// The layers, the nearest first.
    #[must_use]
    pub fn new(layers: Vec<LayerIndex>) -> Self {
        Self { layers }
    }

    /// The nearest examples of one layer that no nearer layer holds.
    async fn of_layer(
        &self,
        number: usize,
        vector: &[f32],
        filter: &ExampleFilter,
        limit: usize,
    ) -> Result<Vec<(ExampleId, f32)>, StoreError> {
        let nearer: Vec<&Arc<dyn Store>> = self.layers[..number]
            .iter()
            .map(|layer| &layer.store)
            .collect();
        let mut wanted = limit;
        loop {
            let index = &self.layers[number].index;
            let mut found = index.nearest(vector, filter, wanted).await?;
            let all = found.len() < wanted;
            let ids: Vec<ExampleId> = found.iter().map(|(id, _)| *id).collect();
            let hidden = hidden_by(&nearer, &ids).await?;
            found.retain(|(id, _)| !hidden.contains(id));
            if all || found.len() >= limit {
                found.truncate(limit);
                return Ok(found);
            }
            wanted = wanted.saturating_mul(4);
        }
    }
}

impl VectorIndex for LayeredIndex {
    fn nearest<'a>(
        &'a self,
        vector: &'a [f32],
        filter: &'a ExampleFilter,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(ExampleId, f32)>, StoreError>> {
        async move {
            let mut found = Vec::new();
            for number in 0..self.layers.len() {
                found.extend(self.of_layer(number, vector, filter, limit).await?);
            }
            found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            found.truncate(limit);
            Ok(found)
        }
        .boxed()
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use seccoder::language::Language;

    use super::*;
    use crate::store::conformance::{admitted, example};
    use crate::store::testing::MemoryStore;

    fn with(examples: Vec<SecureExample>) -> Arc<dyn Store> {
        let store = MemoryStore::default();
        let batch = Batch {
            admit: examples.into_iter().map(admitted).collect(),
            ..Batch::default()
        };
        block_on(store.write(&batch)).unwrap();
        Arc::new(store)
    }

    fn one(code: &str) -> SecureExample {
        example(Language::Python, 89, code)
    }

    #[test]
    fn the_nearer_layer_wins_also_where_filters_are_concerned() {
        let mut ours = one("shared()\n");
        ours.title = "ours".to_owned();
        ours.labels = vec!["reviewed".to_owned()];
        let near = with(vec![ours.clone(), one("near()\n")]);
        let far = with(vec![one("shared()\n"), one("far()\n")]);
        let layered = LayeredStore::new(near, vec![far]);
        let all = block_on(layered.list(&ExampleFilter::default())).unwrap();
        assert_eq!(all.len(), 3);
        let shared = all.iter().find(|one| one.id == ours.id).unwrap();
        assert_eq!(shared.title, "ours");
        assert_eq!(
            block_on(layered.get(ours.id)).unwrap().unwrap().title,
            "ours"
        );
        let hidden = ExampleFilter {
            cwe: Some(seccoder::cwe::CweId::new(22)),
            ..ExampleFilter::default()
        };
        // The nearer layer says that it is about something else: the farther one is not asked.
        let mut corrected = one("shared()\n");
        corrected.cwes = vec![seccoder::cwe::CweId::new(89)];
        let mut wrong = one("shared()\n");
        wrong.cwes = vec![seccoder::cwe::CweId::new(22)];
        let layered = LayeredStore::new(with(vec![corrected]), vec![with(vec![wrong])]);
        assert_eq!(block_on(layered.count(&hidden)).unwrap(), 0);
        assert_eq!(
            block_on(layered.count(&ExampleFilter::default())).unwrap(),
            1
        );
    }

    #[test]
    fn what_is_written_goes_to_the_nearest_layer_and_the_others_stay() {
        let (near, far) = (with(vec![]), with(vec![one("far()\n")]));
        let layered = LayeredStore::new(Arc::clone(&near), vec![Arc::clone(&far)]);
        let batch = Batch {
            admit: vec![admitted(one("new()\n"))],
            ..Batch::default()
        };
        block_on(layered.write(&batch)).unwrap();
        let all = ExampleFilter::default();
        assert_eq!(block_on(near.count(&all)).unwrap(), 1);
        assert_eq!(block_on(far.count(&all)).unwrap(), 1);
        let removal = Batch {
            remove: vec![one("far()\n").id],
            ..Batch::default()
        };
        let error = block_on(layered.write(&removal)).unwrap_err();
        assert!(error.reason.contains("only read here"), "{error}");
        assert_eq!(block_on(layered.count(&all)).unwrap(), 2);
    }

    /// Gives what it holds, best first.
    struct Ranked(Vec<(ExampleId, f32)>);

    impl VectorIndex for Ranked {
        fn nearest<'a>(
            &'a self,
            _: &'a [f32],
            _: &'a ExampleFilter,
            limit: usize,
        ) -> BoxFuture<'a, Result<Vec<(ExampleId, f32)>, StoreError>> {
            let found = self.0.iter().take(limit).copied().collect();
            async { Ok(found) }.boxed()
        }
    }

    #[test]
    fn vectors_of_all_layers_are_ranked_together_and_none_twice() {
        let shared: Vec<SecureExample> = (0..6).map(|n| one(&format!("s{n}()\n"))).collect();
        let far_only = one("far()\n");
        let near = with(shared.clone());
        let mut below = shared.clone();
        below.push(far_only.clone());
        let far = with(below);
        let score = |n: usize| 0.9 - n as f32 / 10.0;
        let ranked = |examples: &[SecureExample]| {
            let rows = examples.iter().enumerate();
            Box::new(Ranked(rows.map(|(n, one)| (one.id, score(n))).collect()))
        };
        let index = LayeredIndex::new(vec![
            LayerIndex {
                store: Arc::clone(&near),
                index: ranked(&shared),
            },
            LayerIndex {
                store: Arc::clone(&far),
                index: ranked(&[shared.clone(), vec![far_only.clone()]].concat()),
            },
        ]);
        let found = block_on(index.nearest(&[], &ExampleFilter::default(), 7)).unwrap();
        let ids: HashSet<ExampleId> = found.iter().map(|(id, _)| *id).collect();
        assert_eq!((found.len(), ids.len()), (7, 7));
        assert_eq!(found[6].0, far_only.id);
        let first = block_on(index.nearest(&[], &ExampleFilter::default(), 1)).unwrap();
        assert_eq!(first[0].0, shared[0].id);
    }
}
