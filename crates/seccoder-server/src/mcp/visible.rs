//! A database without its private examples.
//!
//! A private example must not reach a model on another machine. An agent does not say where its
//! model runs, so that for this server every model is elsewhere.

use std::sync::Arc;

use futures::future::BoxFuture;
use seccoder::example::{
    ExampleFilter, ExampleId, ExampleStore, SecureExample, StoreError, Visibility,
};
use seccoder::retriever::{Hit, Retrieval, RetrieveError, Retriever};

/// How deep a ranking is searched for public examples.
const DEEPEST: usize = 1024;

fn is_public(example: &SecureExample) -> bool {
    example.visibility == Visibility::Public
}

/// A store that shows public examples only.
pub struct PublicStore(pub Arc<dyn ExampleStore>);

impl ExampleStore for PublicStore {
    fn get(&self, id: ExampleId) -> BoxFuture<'_, Result<Option<Arc<SecureExample>>, StoreError>> {
        Box::pin(async move {
            let found = self.0.get(id).await?;
            Ok(found.filter(|example| is_public(example)))
        })
    }

    fn list<'a>(
        &'a self,
        filter: &'a ExampleFilter,
    ) -> BoxFuture<'a, Result<Vec<Arc<SecureExample>>, StoreError>> {
        Box::pin(async move {
            let mut all = self.0.list(filter).await?;
            all.retain(|example| is_public(example));
            Ok(all)
        })
    }

    fn revision(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        self.0.revision()
    }
}

/// A retriever that finds public examples only.
pub struct PublicRetriever(pub Arc<dyn Retriever>);

impl Retriever for PublicRetriever {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn retrieve<'a>(
        &'a self,
        retrieval: &'a Retrieval<'a>,
    ) -> BoxFuture<'a, Result<Vec<Hit>, RetrieveError>> {
        Box::pin(async move {
            let mut asked = retrieval.clone();
            loop {
                let mut hits = self.0.retrieve(&asked).await?;
                let all = hits.len() < asked.limit;
                hits.retain(|hit| is_public(&hit.example));
                if hits.len() >= retrieval.limit || all || asked.limit >= DEEPEST {
                    hits.truncate(retrieval.limit);
                    return Ok(hits);
                }
                asked.limit = asked.limit.max(1).saturating_mul(4).min(DEEPEST);
            }
        })
    }
}
