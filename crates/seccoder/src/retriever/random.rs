//! A random order: the paper's baseline for "any demonstration at all" (section 5.2).

use std::sync::Arc;

use futures::future::BoxFuture;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

use super::{Hit, Retrieval, RetrieveError, Retriever, Score, ScoreKind};
use crate::example::ExampleStore;

/// Draws examples at random: the same for the same seed and prompt, others for another prompt.
pub struct RandomRetriever {
    store: Arc<dyn ExampleStore>,
}

impl RandomRetriever {
    /// A retriever over all examples of a store.
    #[must_use]
    pub fn new(store: Arc<dyn ExampleStore>) -> Self {
        Self { store }
    }
}

impl Retriever for RandomRetriever {
    fn name(&self) -> &str {
        "random"
    }

    fn retrieve<'a>(
        &'a self,
        retrieval: &'a Retrieval<'a>,
    ) -> BoxFuture<'a, Result<Vec<Hit>, RetrieveError>> {
        Box::pin(async move {
            let mut examples = self.store.list(&retrieval.filter).await?;
            let mut hash = Sha256::new();
            hash.update(b"seccoder/random/1\0");
            hash.update(retrieval.seed.to_le_bytes());
            hash.update(retrieval.query.text().as_bytes());
            let mut rng = ChaCha8Rng::from_seed(hash.finalize().into());
            examples.shuffle(&mut rng);
            examples.truncate(retrieval.limit);
            let scores = vec![Score {
                kind: ScoreKind::Random,
                value: 1.0,
            }];
            Ok(examples
                .into_iter()
                .map(|example| Hit {
                    example,
                    scores: scores.clone(),
                    reason: None,
                })
                .collect())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{MemoryStore, example};
    use super::*;
    use crate::example::ExampleFilter;
    use crate::language::Language;
    use crate::query::Query;

    fn draw(seed: u64, prompt: &str) -> Vec<String> {
        let store = MemoryStore::new(
            (0..40)
                .map(|i| example(Language::C, 125, &format!("int f{i};\n")))
                .collect(),
        );
        let query = Query {
            before: prompt.into(),
            ..Query::default()
        };
        let retrieval = Retrieval {
            query: &query,
            filter: ExampleFilter::default(),
            limit: 3,
            seed,
        };
        let retriever = RandomRetriever::new(Arc::new(store));
        futures::executor::block_on(retriever.retrieve(&retrieval))
            .unwrap()
            .into_iter()
            .map(|hit| hit.example.code.clone())
            .collect()
    }

    #[test]
    fn seed_and_prompt_decide() {
        assert_eq!(draw(1, "a"), draw(1, "a"));
        assert_ne!(draw(1, "a"), draw(2, "a"));
        assert_ne!(draw(1, "a"), draw(1, "b"));
    }
}
