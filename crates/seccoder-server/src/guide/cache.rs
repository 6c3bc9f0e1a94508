//! Query embeddings are kept: editors ask again and again for nearly the same program.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::BoxFuture;
use lru::LruCache;
use seccoder::embedder::{EmbedError, EmbedRole, Embedder};

/// Texts longer than this are not kept: the cache is bounded in bytes, too.
const LONGEST: usize = 64 * 1024;

/// An embedder that remembers the vectors of the latest queries.
pub struct CachingEmbedder {
    inner: Arc<dyn Embedder>,
    known: Mutex<LruCache<String, Vec<f32>>>,
}

impl CachingEmbedder {
    /// Remembers this many queries.
    #[must_use]
    pub fn new(inner: Arc<dyn Embedder>, queries: NonZeroUsize) -> Self {
        Self {
            inner,
            known: Mutex::new(LruCache::new(queries)),
        }
    }

    fn known(&self, texts: &[String]) -> Option<Vec<Vec<f32>>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        texts.iter().map(|text| known.get(text).cloned()).collect()
    }

    fn keep(&self, texts: &[String], vectors: &[Vec<f32>]) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for (text, vector) in texts.iter().zip(vectors) {
            if text.len() <= LONGEST {
                known.put(text.clone(), vector.clone());
            }
        }
    }
}

impl Embedder for CachingEmbedder {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn fingerprint(&self) -> BoxFuture<'_, Result<String, EmbedError>> {
        self.inner.fingerprint()
    }

    fn sees_private(&self) -> bool {
        self.inner.sees_private()
    }

    fn embed<'a>(
        &'a self,
        role: EmbedRole,
        texts: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<Vec<f32>>, EmbedError>> {
        Box::pin(async move {
            if role == EmbedRole::Document {
                return self.inner.embed(role, texts).await;
            }
            if let Some(vectors) = self.known(texts) {
                return Ok(vectors);
            }
            let vectors = self.inner.embed(role, texts).await?;
            self.keep(texts, &vectors);
            Ok(vectors)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::executor::block_on;

    use super::*;

    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl Embedder for Counting {
        fn name(&self) -> &str {
            "counting"
        }

        fn fingerprint(&self) -> BoxFuture<'_, Result<String, EmbedError>> {
            Box::pin(async { Ok("counting".to_owned()) })
        }

        fn sees_private(&self) -> bool {
            true
        }

        fn embed<'a>(
            &'a self,
            _: EmbedRole,
            texts: &'a [String],
        ) -> BoxFuture<'a, Result<Vec<Vec<f32>>, EmbedError>> {
            self.0.fetch_add(texts.len(), Ordering::Relaxed);
            Box::pin(async move { Ok(texts.iter().map(|text| vec![text.len() as f32]).collect()) })
        }
    }

    #[test]
    fn a_query_is_embedded_once_and_a_document_each_time() {
        let inner = Arc::new(Counting::default());
        let cache = CachingEmbedder::new(inner.clone(), NonZeroUsize::new(2).unwrap());
        let embed = |role, text: &str| block_on(cache.embed(role, &[text.to_owned()])).unwrap();
        let calls = || inner.0.load(Ordering::Relaxed);
        assert_eq!(embed(EmbedRole::Query, "abc"), [[3.0]]);
        assert_eq!(embed(EmbedRole::Query, "abc"), [[3.0]]);
        assert_eq!(calls(), 1);
        embed(EmbedRole::Document, "abc");
        embed(EmbedRole::Document, "abc");
        assert_eq!(calls(), 3);
        embed(EmbedRole::Query, "d");
        embed(EmbedRole::Query, "ef");
        embed(EmbedRole::Query, "abc");
        assert_eq!(calls(), 6);
    }

    #[test]
    fn long_texts_are_not_kept() {
        let inner = Arc::new(Counting::default());
        let cache = CachingEmbedder::new(inner.clone(), NonZeroUsize::MIN);
        let long = ["x".repeat(LONGEST + 1)];
        for _ in 0..2 {
            block_on(cache.embed(EmbedRole::Query, &long)).unwrap();
        }
        assert_eq!(inner.0.load(Ordering::Relaxed), 2);
    }
}
