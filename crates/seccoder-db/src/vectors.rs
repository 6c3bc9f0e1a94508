//! Keeping the vectors of a database up to date, and searching them.
//!
//! Vectors are keyed by example, embedder fingerprint and view. Each is computed
//! once and stored; a packed copy ([`Matrix`]) serves the search, so that a start
//! of the program neither embeds nor reads them one by one.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use seccoder::embedder::{EmbedError, EmbedRole, Embedder};
use seccoder::example::{
    ExampleFilter, ExampleId, SecureExample, StoreError, VectorIndex, Visibility,
};
use seccoder::retriever::RetrieveError;
use seccoder::retriever::dense::nearest_rows;
use sha2::{Digest, Sha256};

use crate::matrix::{self, Matrix};
use crate::sqlite::SqliteStore;

/// What is embedded of an example. The paper embeds its code.
pub const CODE_VIEW: &str = "code";
/// Examples embedded and stored at a time: what an interruption can lose.
const BATCH: usize = 32;

/// The searchable vectors of one embedder over a database.
pub struct StoredIndex {
    store: Arc<SqliteStore>,
    matrix: Option<Matrix>,
}

impl StoredIndex {
    /// Opens the index of an embedder's code view, embedding what is missing.
    ///
    /// `on_progress(done, total)` is called while examples are embedded, and not at all when
    /// everything is there. What was embedded before an interruption is kept.
    ///
    /// # Errors
    /// When the embedder or the database fails.
    pub async fn open(
        store: Arc<SqliteStore>,
        embedder: &dyn Embedder,
        on_progress: &mut (dyn FnMut(usize, usize) + Send),
    ) -> Result<Self, RetrieveError> {
        let fingerprint = embedder.fingerprint().await?;
        let path = matrix_path(&store, &fingerprint);
        if let Some(matrix) = Matrix::open(&path, store.stamp()?) {
            return Ok(Self {
                store,
                matrix: Some(matrix),
            });
        }
        embed_missing(&store, embedder, &fingerprint, on_progress).await?;
        let stamp = store.stamp()?;
        let rows = store.vectors(&fingerprint, CODE_VIEW)?;
        let Some(dimensions) = rows.first().map(|(_, vector)| vector.len()) else {
            return Ok(Self {
                store,
                matrix: None,
            });
        };
        check_lengths(&store, dimensions, &rows)?;
        let failed = |reason: String| StoreError {
            place: path.display().to_string(),
            reason,
        };
        matrix::write(&path, stamp, dimensions, &rows).map_err(|e| failed(e.to_string()))?;
        let matrix = Matrix::open(&path, stamp)
            .ok_or_else(|| failed("it changed while it was written".to_owned()))?;
        Ok(Self {
            store,
            matrix: Some(matrix),
        })
    }

    /// Number of vectors.
    #[must_use]
    pub fn len(&self) -> usize {
        self.matrix.as_ref().map_or(0, Matrix::rows)
    }

    /// Whether there is nothing to find.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn search(
        &self,
        vector: &[f32],
        filter: &ExampleFilter,
        limit: usize,
    ) -> Result<Vec<(ExampleId, f32)>, StoreError> {
        let Some(matrix) = &self.matrix else {
            return Ok(Vec::new());
        };
        if vector.len() != matrix.dimensions() {
            return Err(StoreError {
                place: self.store.path().display().to_string(),
                reason: format!(
                    "the query has {} dimensions, the stored vectors have {}",
                    vector.len(),
                    matrix.dimensions()
                ),
            });
        }
        let rows = if filter.is_empty() {
            nearest_rows(matrix.values(), vector, limit, &|_| true)
        } else {
            let admitted: HashSet<ExampleId> = self
                .store
                .examples(filter)?
                .iter()
                .map(|example| example.id)
                .collect();
            let admit = |row| matrix.id(row).is_some_and(|id| admitted.contains(&id));
            nearest_rows(matrix.values(), vector, limit, &admit)
        };
        Ok(rows
            .into_iter()
            .filter_map(|(row, score)| Some((matrix.id(row)?, score)))
            .collect())
    }
}

impl VectorIndex for StoredIndex {
    fn nearest<'a>(
        &'a self,
        vector: &'a [f32],
        filter: &'a ExampleFilter,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(ExampleId, f32)>, StoreError>> {
        async move { self.search(vector, filter, limit) }.boxed()
    }
}

fn matrix_path(store: &SqliteStore, fingerprint: &str) -> PathBuf {
    let mut hash = Sha256::new();
    hash.update(fingerprint.as_bytes());
    hash.update(b"\0");
    hash.update(CODE_VIEW.as_bytes());
    let name = format!("{:x}", hash.finalize());
    let mut folder = store.path().as_os_str().to_owned();
    folder.push(".vectors");
    PathBuf::from(folder).join(format!("{}.f32", &name[..16]))
}

async fn embed_missing(
    store: &SqliteStore,
    embedder: &dyn Embedder,
    fingerprint: &str,
    on_progress: &mut (dyn FnMut(usize, usize) + Send),
) -> Result<(), RetrieveError> {
    let known: HashSet<ExampleId> = store
        .vectors(fingerprint, CODE_VIEW)?
        .into_iter()
        .map(|(id, _)| id)
        .collect();
    let missing: Vec<Arc<SecureExample>> = store
        .examples(&ExampleFilter::default())?
        .into_iter()
        .filter(|example| !known.contains(&example.id))
        // An example without a vector is not found; better that than sending private code away.
        .filter(|example| embedder.on_this_machine() || example.visibility == Visibility::Public)
        .collect();
    for (i, part) in missing.chunks(BATCH).enumerate() {
        on_progress(i * BATCH, missing.len());
        let texts: Vec<String> = part.iter().map(|example| example.code.clone()).collect();
        let vectors = embedder.embed(EmbedRole::Document, &texts).await?;
        if vectors.len() != texts.len() {
            return Err(RetrieveError::Embed(EmbedError::Failed {
                name: embedder.name().to_owned(),
                reason: format!("{} vectors for {} texts", vectors.len(), texts.len()),
            }));
        }
        let rows: Vec<_> = part.iter().map(|example| example.id).zip(vectors).collect();
        store.store_vectors(fingerprint, CODE_VIEW, &rows)?;
    }
    if !missing.is_empty() {
        on_progress(missing.len(), missing.len());
    }
    Ok(())
}

fn check_lengths(
    store: &SqliteStore,
    dimensions: usize,
    rows: &[(ExampleId, Vec<f32>)],
) -> Result<(), StoreError> {
    match rows
        .iter()
        .find(|(_, vector)| vector.len() != dimensions || dimensions == 0)
    {
        None => Ok(()),
        Some((id, vector)) => Err(StoreError {
            place: store.path().display().to_string(),
            reason: format!(
                "the vector of example {} has {} dimensions, others have {dimensions}",
                id.short(),
                vector.len()
            ),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seccoder::embedder::normalized;
    use seccoder::language::Language;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Counts letters: enough to tell texts apart, and countable.
    struct LetterEmbedder {
        embedded: AtomicUsize,
        fingerprint: &'static str,
        remote: bool,
    }

    impl LetterEmbedder {
        fn new(fingerprint: &'static str) -> Self {
            Self {
                embedded: AtomicUsize::new(0),
                fingerprint,
                remote: false,
            }
        }
    }

    impl Embedder for LetterEmbedder {
        fn name(&self) -> &str {
            "letters"
        }

        fn fingerprint(&self) -> BoxFuture<'_, Result<String, EmbedError>> {
            async { Ok(self.fingerprint.to_owned()) }.boxed()
        }

        fn on_this_machine(&self) -> bool {
            !self.remote
        }

        fn embed<'a>(
            &'a self,
            _: EmbedRole,
            texts: &'a [String],
        ) -> BoxFuture<'a, Result<Vec<Vec<f32>>, EmbedError>> {
            self.embedded.fetch_add(texts.len(), Ordering::Relaxed);
            let vectors = texts
                .iter()
                .map(|text| {
                    let mut counts = vec![0.1; 27];
                    for c in text.bytes().filter(u8::is_ascii_lowercase) {
                        counts[usize::from(c - b'a')] += 1.0;
                    }
                    normalized(counts).unwrap()
                })
                .collect();
            async { Ok(vectors) }.boxed()
        }
    }

    fn open(store: &Arc<SqliteStore>, embedder: &LetterEmbedder) -> StoredIndex {
        let mut ignore = |_, _| {};
        let opening = StoredIndex::open(Arc::clone(store), embedder, &mut ignore);
        futures::executor::block_on(opening).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn everything_is_embedded_once_and_found() {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(SqliteStore::open(&folder.path().join("db")).unwrap());
        let all = store.examples(&ExampleFilter::default()).unwrap();
        let embedder = LetterEmbedder::new("a");
        let index = open(&store, &embedder);
        assert_eq!(index.len(), all.len());
        assert_eq!(embedder.embedded.load(Ordering::Relaxed), all.len());

        let index_again = open(&store, &embedder);
        assert_eq!(
            embedder.embedded.load(Ordering::Relaxed),
            all.len(),
            "embedded again"
        );

        let text = vec![all[5].code.clone()];
        let vector = futures::executor::block_on(embedder.embed(EmbedRole::Query, &text))
            .unwrap()
            .remove(0);
        let found = index_again
            .search(&vector, &ExampleFilter::default(), 3)
            .unwrap();
        assert_eq!(found[0].0, all[5].id);
        assert!((found[0].1 - 1.0).abs() < 1e-5 && found[0].1 >= found[1].1);

        let filter = ExampleFilter {
            language: Some(Language::C),
            cwe: None,
            ..ExampleFilter::default()
        };
        let found = index_again.search(&vector, &filter, 1000).unwrap();
        assert_eq!(found.len(), store.examples(&filter).unwrap().len());
    }

    #[test]
    fn another_embedder_and_a_new_example_are_embedded() {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(SqliteStore::open(&folder.path().join("db")).unwrap());
        let first = LetterEmbedder::new("a");
        let count = open(&store, &first).len();
        let second = LetterEmbedder::new("b");
        assert_eq!(open(&store, &second).len(), count);
        assert_eq!(second.embedded.load(Ordering::Relaxed), count);

        let mut new = (*store.examples(&ExampleFilter::default()).unwrap()[0]).clone();
        new.code = "brand new\n".into();
        new.id = ExampleId::of(new.language, &new.code);
        store.add(&[new]).unwrap();
        assert_eq!(open(&store, &first).len(), count + 1);
        assert_eq!(first.embedded.load(Ordering::Relaxed), count + 1);
    }

    #[test]
    fn private_examples_are_not_sent_to_a_remote_embedder() {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(SqliteStore::open(&folder.path().join("db")).unwrap());
        let mut private = (*store.examples(&ExampleFilter::default()).unwrap()[0]).clone();
        private.code = "our secret\n".into();
        private.id = ExampleId::of(private.language, &private.code);
        private.visibility = Visibility::Private;
        store.add(&[private]).unwrap();
        let all = store.examples(&ExampleFilter::default()).unwrap().len();
        let remote = LetterEmbedder {
            remote: true,
            ..LetterEmbedder::new("far")
        };
        assert_eq!(open(&store, &remote).len(), all - 1);
        assert_eq!(open(&store, &LetterEmbedder::new("near")).len(), all);
    }

    #[test]
    fn a_query_of_another_length_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(SqliteStore::open(&folder.path().join("db")).unwrap());
        let index = open(&store, &LetterEmbedder::new("a"));
        assert!(
            index
                .search(&[1.0, 0.0], &ExampleFilter::default(), 1)
                .is_err()
        );
    }
}
