//! Keeping the vectors of a database up to date, and searching them.
//!
//! Vectors are keyed by example, embedder fingerprint and view. Each is computed
//! once and stored; a packed copy ([`Matrix`]) serves the search, so that a start
//! of the program neither embeds nor reads them one by one. Above
//! [`approximate::WORTH_IT_FROM`] examples the search is approximate where an index was built
//! ([`StoredIndex::build`]), and exact until then.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt;
use futures::future::BoxFuture;
use seccoder::embedder::{EmbedError, EmbedRole, Embedder};
use seccoder::example::{ExampleFilter, ExampleId, StoreError, VectorIndex, Visibility};
use seccoder::retriever::RetrieveError;
use seccoder::retriever::dense::nearest_rows;
use sha2::{Digest, Sha256};

use crate::approximate::{self, ApproximateIndex};
use crate::matrix::{self, Matrix, Stamp};
use crate::store::Store;

/// What is embedded of an example. The paper embeds its code.
pub const CODE_VIEW: &str = "code";
/// Examples embedded and stored at a time: what an interruption can lose.
const BATCH: usize = 32;

/// The searchable vectors of one embedder over a database.
pub struct StoredIndex {
    store: Arc<dyn Store>,
    searcher: Searcher,
    /// What recent filters admit, the latest last.
    admitted: Mutex<Vec<Admitted>>,
}

/// What a filter admits.
struct Admitted {
    filter: ExampleFilter,
    /// The database's revision when it was asked.
    revision: u64,
    /// For each row whether it is admitted.
    rows: Arc<Vec<bool>>,
}

/// Filters that are remembered: programs ask with few different ones, again and again.
const REMEMBERED: usize = 8;

/// Who compares vectors.
enum Searcher {
    /// There are none.
    Nobody,
    /// This program, over a packed copy.
    Program(Packed),
    /// The store, over its own index; with the embedder's fingerprint and the number of vectors.
    Store(String, usize),
}

/// A packed copy of the vectors, and what makes looking at all of them unnecessary.
struct Packed {
    matrix: Matrix,
    path: PathBuf,
    stamp: Stamp,
    approximate: Option<ApproximateIndex>,
}

impl Packed {
    fn open(path: &Path, stamp: Stamp) -> Option<Self> {
        let matrix = Matrix::open(path, stamp)?;
        let approximate = (matrix.rows() >= approximate::WORTH_IT_FROM)
            .then(|| ApproximateIndex::open(&graph_path(path), stamp, &matrix))
            .flatten();
        Some(Self {
            matrix,
            path: path.to_owned(),
            stamp,
            approximate,
        })
    }

    fn nearest(
        &self,
        vector: &[f32],
        limit: usize,
        admit: &(dyn Fn(usize) -> bool + Sync),
    ) -> Vec<(usize, f32)> {
        match &self.approximate {
            Some(index) => index.nearest(&self.matrix, vector, limit, admit),
            None => nearest_rows(self.matrix.values(), vector, limit, admit),
        }
    }
}

/// The file of the approximate index beside a packed copy.
fn graph_path(matrix: &Path) -> PathBuf {
    matrix.with_extension("graph")
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
        store: Arc<dyn Store>,
        embedder: &dyn Embedder,
        on_progress: &mut (dyn FnMut(usize, usize) + Send),
    ) -> Result<Self, RetrieveError> {
        let fingerprint = embedder.fingerprint().await?;
        let path = store
            .local_folder()
            .map(|folder| matrix_path(&folder, &fingerprint));
        if let Some(path) = &path
            && let Some(packed) = Packed::open(path, store.stamp().await?)
        {
            return Ok(Self::new(store, Searcher::Program(packed)));
        }
        embed_missing(&*store, embedder, &fingerprint, on_progress).await?;
        let searcher = match &path {
            Some(path) => pack(&*store, path, &fingerprint).await?,
            None => {
                let count = store.count(&ExampleFilter::default()).await?;
                Searcher::Store(fingerprint, count)
            }
        };
        Ok(Self::new(store, searcher))
    }

    fn new(store: Arc<dyn Store>, searcher: Searcher) -> Self {
        Self {
            store,
            searcher,
            admitted: Mutex::new(Vec::new()),
        }
    }

    /// The rows that a filter admits. Asking the database costs far more than a search, so the
    /// answer is remembered until somebody changes an example.
    async fn admitted(
        &self,
        matrix: &Matrix,
        filter: &ExampleFilter,
    ) -> Result<Arc<Vec<bool>>, StoreError> {
        let revision = self.store.stamp().await?.revision;
        let remembered = || self.admitted.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |known: &&Admitted| known.filter == *filter && known.revision == revision;
        if let Some(known) = remembered().iter().find(same) {
            return Ok(Arc::clone(&known.rows));
        }
        let ids: HashSet<ExampleId> = self.store.ids(filter).await?.into_iter().collect();
        let admit = |row| matrix.id(row).is_some_and(|id| ids.contains(&id));
        let rows = Arc::new((0..matrix.rows()).map(admit).collect::<Vec<bool>>());
        let mut all = remembered();
        all.retain(|known| known.filter != *filter && known.revision == revision);
        if all.len() == REMEMBERED {
            all.remove(0);
        }
        all.push(Admitted {
            filter: filter.clone(),
            revision,
            rows: Arc::clone(&rows),
        });
        Ok(rows)
    }

    /// Whether there are so many vectors that an approximate index is worth it, and none is
    /// there: searches look at every vector.
    #[must_use]
    pub fn wants_building(&self) -> bool {
        match &self.searcher {
            Searcher::Program(packed) => {
                packed.matrix.rows() >= approximate::WORTH_IT_FROM && packed.approximate.is_none()
            }
            Searcher::Nobody | Searcher::Store(..) => false,
        }
    }

    /// Builds the approximate index where it is worth it. An interrupted build goes on where it
    /// was. `on_progress(done, total)` is called while rows are inserted.
    ///
    /// # Errors
    /// When its file cannot be written.
    pub fn build(&mut self, on_progress: &mut dyn FnMut(usize, usize)) -> Result<(), StoreError> {
        if !self.wants_building() {
            return Ok(());
        }
        let Searcher::Program(packed) = &mut self.searcher else {
            return Ok(());
        };
        let path = graph_path(&packed.path);
        let built =
            ApproximateIndex::open_or_build(&path, packed.stamp, &packed.matrix, on_progress);
        packed.approximate = Some(built.map_err(|error| StoreError {
            place: self.store.place().to_owned(),
            reason: error.to_string(),
        })?);
        Ok(())
    }

    /// The vectors of the packed copy, for whoever must know that it is what was signed; `None`
    /// where the store searches.
    pub fn copied_rows(&self) -> Option<impl Iterator<Item = (ExampleId, &[f32])>> {
        let Searcher::Program(Packed { matrix, .. }) = &self.searcher else {
            return None;
        };
        let rows = matrix.values().chunks_exact(matrix.dimensions());
        Some(
            rows.enumerate()
                .filter_map(|(row, values)| Some((matrix.id(row)?, values))),
        )
    }

    /// Number of vectors.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.searcher {
            Searcher::Nobody => 0,
            Searcher::Program(packed) => packed.matrix.rows(),
            Searcher::Store(_, count) => *count,
        }
    }

    /// Whether there is nothing to find.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    async fn search(
        &self,
        vector: &[f32],
        filter: &ExampleFilter,
        limit: usize,
    ) -> Result<Vec<(ExampleId, f32)>, StoreError> {
        let packed = match &self.searcher {
            Searcher::Nobody => return Ok(Vec::new()),
            Searcher::Program(packed) => packed,
            Searcher::Store(fingerprint, _) => {
                let search = self
                    .store
                    .search(fingerprint, CODE_VIEW, vector, filter, limit);
                return search.await;
            }
        };
        let matrix = &packed.matrix;
        if vector.len() != matrix.dimensions() {
            return Err(StoreError {
                place: self.store.place().to_owned(),
                reason: format!(
                    "the query has {} dimensions, the stored vectors have {}",
                    vector.len(),
                    matrix.dimensions()
                ),
            });
        }
        let rows = if filter.is_empty() {
            packed.nearest(vector, limit, &|_| true)
        } else {
            let admitted = self.admitted(matrix, filter).await?;
            packed.nearest(vector, limit, &|row| admitted.get(row) == Some(&true))
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
        self.search(vector, filter, limit).boxed()
    }
}

fn matrix_path(folder: &Path, fingerprint: &str) -> PathBuf {
    let mut hash = Sha256::new();
    hash.update(fingerprint.as_bytes());
    hash.update(b"\0");
    hash.update(CODE_VIEW.as_bytes());
    let name = format!("{:x}", hash.finalize());
    folder.join(format!("{}.f32", &name[..16]))
}

/// Writes the packed copy of a store's vectors.
async fn pack(store: &dyn Store, path: &Path, fingerprint: &str) -> Result<Searcher, StoreError> {
    let stamp = store.stamp().await?;
    let rows = store.vectors(fingerprint, CODE_VIEW).await?;
    let Some(dimensions) = rows.first().map(|(_, vector)| vector.len()) else {
        return Ok(Searcher::Nobody);
    };
    check_lengths(store, dimensions, &rows)?;
    let failed = |reason: String| StoreError {
        place: path.display().to_string(),
        reason,
    };
    matrix::write(path, stamp, dimensions, &rows).map_err(|e| failed(e.to_string()))?;
    Packed::open(path, stamp)
        .map(Searcher::Program)
        .ok_or_else(|| failed("it changed while it was written".to_owned()))
}

async fn embed_missing(
    store: &dyn Store,
    embedder: &dyn Embedder,
    fingerprint: &str,
    on_progress: &mut (dyn FnMut(usize, usize) + Send),
) -> Result<(), RetrieveError> {
    let mut missing = store.without_vector(fingerprint, CODE_VIEW).await?;
    // An example without a vector is not found; better that than sending private code away.
    missing.retain(|example| embedder.sees_private() || example.visibility == Visibility::Public);
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
        store.store_vectors(fingerprint, CODE_VIEW, &rows).await?;
    }
    if !missing.is_empty() {
        on_progress(missing.len(), missing.len());
    }
    Ok(())
}

fn check_lengths(
    store: &dyn Store,
    dimensions: usize,
    rows: &[(ExampleId, Vec<f32>)],
) -> Result<(), StoreError> {
    match rows
        .iter()
        .find(|(_, vector)| vector.len() != dimensions || dimensions == 0)
    {
        None => Ok(()),
        Some((id, vector)) => Err(StoreError {
            place: store.place().to_owned(),
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
    use crate::store::conformance::{admitted, example};
    use crate::store::{Batch, sqlite::SqliteStore};
    use futures::executor::block_on;
    use seccoder::embedder::normalized;
    use seccoder::example::SecureExample;
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

        fn sees_private(&self) -> bool {
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

    struct Place {
        _folder: tempfile::TempDir,
        store: Arc<dyn Store>,
    }

    fn place() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(SqliteStore::open(&folder.path().join("db")).unwrap());
        Place {
            _folder: folder,
            store,
        }
    }

    impl Place {
        fn open(&self, embedder: &LetterEmbedder) -> StoredIndex {
            let mut ignore = |_, _| {};
            let store = Arc::clone(&self.store);
            let opening = StoredIndex::open(store, embedder, &mut ignore);
            block_on(opening).unwrap_or_else(|error| panic!("{error}"))
        }

        fn all(&self, filter: &ExampleFilter) -> Vec<Arc<SecureExample>> {
            block_on(self.store.list(filter)).unwrap()
        }

        fn add(&self, code: &str, visibility: Visibility) {
            let mut one = example(Language::Python, 89, code);
            one.visibility = visibility;
            let batch = Batch {
                admit: vec![admitted(one)],
                ..Batch::default()
            };
            block_on(self.store.write(&batch)).unwrap();
        }
    }

    #[test]
    fn everything_is_embedded_once_and_found() {
        let place = place();
        let all = place.all(&ExampleFilter::default());
        let embedder = LetterEmbedder::new("a");
        let index = place.open(&embedder);
        assert_eq!(index.len(), all.len());
        assert_eq!(embedder.embedded.load(Ordering::Relaxed), all.len());

        let again = place.open(&embedder);
        let embedded = embedder.embedded.load(Ordering::Relaxed);
        assert_eq!(embedded, all.len(), "embedded again");

        let text = vec![all[5].code.clone()];
        let vector = block_on(embedder.embed(EmbedRole::Query, &text))
            .unwrap()
            .remove(0);
        let any = ExampleFilter::default();
        let found = block_on(again.search(&vector, &any, 3)).unwrap();
        assert_eq!(found[0].0, all[5].id);
        assert!((found[0].1 - 1.0).abs() < 1e-5 && found[0].1 >= found[1].1);

        let filter = ExampleFilter {
            language: Some(Language::C),
            ..ExampleFilter::default()
        };
        let found = block_on(again.search(&vector, &filter, 1000)).unwrap();
        assert_eq!(found.len(), place.all(&filter).len());
    }

    #[test]
    fn another_embedder_and_a_new_example_are_embedded() {
        let place = place();
        let first = LetterEmbedder::new("a");
        let count = place.open(&first).len();
        let second = LetterEmbedder::new("b");
        assert_eq!(place.open(&second).len(), count);
        assert_eq!(second.embedded.load(Ordering::Relaxed), count);
        place.add("brand new\n", Visibility::Public);
        assert_eq!(place.open(&first).len(), count + 1);
        assert_eq!(first.embedded.load(Ordering::Relaxed), count + 1);
    }

    #[test]
    fn private_examples_are_not_sent_to_a_remote_embedder() {
        let place = place();
        place.add("our secret\n", Visibility::Private);
        let all = place.all(&ExampleFilter::default()).len();
        let remote = LetterEmbedder {
            remote: true,
            ..LetterEmbedder::new("far")
        };
        assert_eq!(place.open(&remote).len(), all - 1);
        assert_eq!(place.open(&LetterEmbedder::new("near")).len(), all);
    }

    #[test]
    fn what_a_filter_admits_is_asked_again_after_a_change() {
        let place = place();
        let mut one = example(Language::Python, 89, "aaaa\n");
        one.labels = vec!["ours".to_owned()];
        let write = |one: &SecureExample| {
            let batch = Batch {
                admit: vec![admitted(one.clone())],
                ..Batch::default()
            };
            block_on(place.store.write(&batch)).unwrap();
        };
        write(&one);
        let index = place.open(&LetterEmbedder::new("a"));
        let filter = ExampleFilter {
            label: Some("ours".to_owned()),
            ..ExampleFilter::default()
        };
        let mut vector = vec![0.0; 27];
        vector[0] = 1.0;
        let found = || block_on(index.search(&vector, &filter, 10)).unwrap().len();
        assert_eq!((found(), found()), (1, 1));
        one.labels = Vec::new();
        write(&one);
        assert_eq!(found(), 0);
    }

    #[test]
    fn a_query_of_another_length_is_an_error() {
        let place = place();
        let index = place.open(&LetterEmbedder::new("a"));
        assert!(block_on(index.search(&[1.0, 0.0], &ExampleFilter::default(), 1)).is_err());
    }
}
