//! Demonstration selection: finding the secure examples for a query (paper, section 3.4).
//!
//! A [`Retriever`] ranks examples. Which of them is shown is not its business:
//! the pipeline walks down the ranking until one fits the token budget.

pub mod bm25;
pub mod dense;
pub mod facets;
pub mod random;

use std::sync::Arc;

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::cwe::CweId;
use crate::embedder::EmbedError;
use crate::example::{ExampleFilter, SecureExample, StoreError};
use crate::query::Query;

/// What a score measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ScoreKind {
    /// Cosine similarity of the embeddings, in [-1, 1].
    Cosine,
    /// BM25, unbounded above, 0 when no term is shared.
    Bm25,
    /// A random draw; the number has no meaning.
    Random,
    /// BM25 between the names of the request and those of the example.
    Api,
    /// Cosine similarity between what is wanted and what the example is a lesson about.
    Cause,
    /// How likely it is, among all, that the example's weakness is the request's; in [0, 1].
    Weakness,
    /// Reciprocal rank fusion of several rankings; comparable within one request only.
    Fused,
    /// How sure it is that the example is of use ([`crate::auto::confidence`]), in [0, 1].
    Confidence,
}

/// One score of a hit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// What it measures.
    pub kind: ScoreKind,
    /// Its value.
    pub value: f32,
}

/// A ranked example with every score that made its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The example.
    pub example: Arc<SecureExample>,
    /// The scores; the first one ranked it.
    pub scores: Vec<Score>,
    /// Why it was chosen, where the retriever can say.
    pub reason: Option<Reason>,
}

/// Why an example was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The weakness that it was chosen for.
    pub weakness: Option<CweId>,
    /// For a person, in a few words.
    pub text: String,
}

impl Hit {
    /// The score that ranked it.
    #[must_use]
    pub fn score(&self) -> f32 {
        self.scores.first().map_or(0.0, |score| score.value)
    }

    /// One of its scores.
    #[must_use]
    pub fn score_of(&self, kind: ScoreKind) -> Option<f32> {
        let found = self.scores.iter().find(|score| score.kind == kind);
        found.map(|score| score.value)
    }
}

/// What to look for.
#[derive(Debug, Clone)]
pub struct Retrieval<'a> {
    /// The program being completed.
    pub query: &'a Query,
    /// Which examples may be used.
    pub filter: ExampleFilter,
    /// The most hits wanted.
    pub limit: usize,
    /// Seed for retrievers that draw.
    pub seed: u64,
}

/// Retrieval failed. This is reported, never taken for "nothing found".
#[derive(Debug, thiserror::Error)]
pub enum RetrieveError {
    /// The embedder failed.
    #[error(transparent)]
    Embed(#[from] EmbedError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Retrieval could not be set up at all.
    #[error("{0}")]
    Unavailable(String),
}

/// Stands where a retriever could not be set up: every retrieval fails with the reason.
pub struct UnavailableRetriever(pub String);

impl Retriever for UnavailableRetriever {
    fn name(&self) -> &str {
        "unavailable"
    }

    fn retrieve<'a>(
        &'a self,
        _: &'a Retrieval<'a>,
    ) -> BoxFuture<'a, Result<Vec<Hit>, RetrieveError>> {
        let error = RetrieveError::Unavailable(self.0.clone());
        Box::pin(async { Err(error) })
    }
}

/// Ranks secure examples for a query.
pub trait Retriever: Send + Sync {
    /// `dense`, `bm25`, `random` or `facets`.
    fn name(&self) -> &str;

    /// At most `limit` hits, best first. Only hits with a score above zero: an
    /// example that shares nothing with the query is not a hit.
    ///
    /// # Errors
    /// When the embedder or the database fails.
    fn retrieve<'a>(
        &'a self,
        retrieval: &'a Retrieval<'a>,
    ) -> BoxFuture<'a, Result<Vec<Hit>, RetrieveError>>;
}

#[cfg(test)]
pub(crate) mod testing {
    //! A store in memory for the retrievers' tests.
    use super::*;
    use crate::example::{ExampleId, ExampleStore, Provenance, Visibility};
    use crate::language::Language;

    pub fn example(language: Language, cwe: u32, code: &str) -> SecureExample {
        SecureExample {
            id: ExampleId::of(language, code),
            title: code.lines().next().unwrap_or_default().to_owned(),
            code: code.to_owned(),
            language,
            cwes: vec![CweId::new(cwe)],
            vulnerable: None,
            guideline: None,
            apis: vec![],
            applies: vec![],
            labels: Vec::new(),
            visibility: Visibility::Public,
            provenance: Provenance::default(),
        }
    }

    pub struct MemoryStore(pub Vec<Arc<SecureExample>>);

    impl MemoryStore {
        pub fn new(examples: Vec<SecureExample>) -> Self {
            let mut examples: Vec<_> = examples.into_iter().map(Arc::new).collect();
            examples.sort_by_key(|e| e.id);
            Self(examples)
        }
    }

    impl ExampleStore for MemoryStore {
        fn get(
            &self,
            id: ExampleId,
        ) -> BoxFuture<'_, Result<Option<Arc<SecureExample>>, StoreError>> {
            let found = self.0.iter().find(|e| e.id == id).cloned();
            Box::pin(async move { Ok(found) })
        }

        fn list<'a>(
            &'a self,
            filter: &'a ExampleFilter,
        ) -> BoxFuture<'a, Result<Vec<Arc<SecureExample>>, StoreError>> {
            let found = self
                .0
                .iter()
                .filter(|e| filter.admits(e))
                .cloned()
                .collect();
            Box::pin(async move { Ok(found) })
        }
    }
}
