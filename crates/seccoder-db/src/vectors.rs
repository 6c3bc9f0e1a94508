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
use seccoder::example::{
    ExampleFilter, ExampleId, SecureExample, StoreError, VectorIndex, Visibility,
};
use seccoder::retriever::RetrieveError;
use seccoder::retriever::dense::nearest_rows;
use seccoder::retriever::facets::{CAUSE_VIEW, cause_text};
use sha2::{Digest, Sha256};

use crate::approximate::{self, ApproximateIndex};
use crate::matrix::{self, Matrix, Stamp};
use crate::store::Store;

/// The name of [`View::Code`].
pub const CODE_VIEW: &str = "code";
/// Examples embedded and stored at a time: what an interruption can lose.
const BATCH: usize = 32;

/// What is embedded of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum View {
    /// Its code, as the paper does.
    Code,
    /// What it is a lesson about: title, guideline and weaknesses in words.
    Cause,
}

impl View {
    /// Every view.
    pub const ALL: [Self; 2] = [Self::Code, Self::Cause];

    /// The name that vectors are stored under. It changes when [`View::text`] does, so that
    /// vectors of another text are never taken for these.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => CODE_VIEW,
            Self::Cause => CAUSE_VIEW,
        }
    }

    /// The text that is embedded.
    #[must_use]
    pub fn text(self, example: &SecureExample) -> String {
        match self {
            Self::Code => example.code.clone(),
            Self::Cause => cause_text(example),
        }
    }
}

/// The searchable vectors of one embedder and view over a database.
pub struct StoredIndex {
    store: Arc<dyn Store>,
    view: View,
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
    /// Opens the index of an embedder's code view: [`StoredIndex::open_view`] of [`View::Code`].
    ///
    /// # Errors
    /// When the embedder or the database fails.
    pub async fn open(
        store: Arc<dyn Store>,
        embedder: &dyn Embedder,
        on_progress: &mut (dyn FnMut(usize, usize) + Send),
    ) -> Result<Self, RetrieveError> {
        Self::open_view(store, embedder, View::Code, on_progress).await
    }

    /// Opens the index of one of an embedder's views, embedding what is missing.
    ///
    /// `on_progress(done, total)` is called while examples are embedded, and not at all when
    /// everything is there. What was embedded before an interruption is kept.
    ///
    /// # Errors
    /// When the embedder or the database fails.
    pub async fn open_view(
        store: Arc<dyn Store>,
        embedder: &dyn Embedder,
        view: View,
        on_progress: &mut (dyn FnMut(usize, usize) + Send),
    ) -> Result<Self, RetrieveError> {
        let fingerprint = embedder.fingerprint().await?;
        let path = store
            .local_folder()
            .map(|folder| matrix_path(&folder, &fingerprint, view));
        if let Some(path) = &path
            && let Some(packed) = Packed::open(path, store.stamp().await?)
        {
            return Ok(Self::new(store, view, Searcher::Program(packed)));
        }
        embed_missing(&*store, embedder, (&fingerprint, view), on_progress).await?;
        let searcher = match &path {
            Some(path) => pack(&*store, path, &fingerprint, view).await?,
            None => {
                let count = store.count(&ExampleFilter::default()).await?;
                Searcher::Store(fingerprint, count)
            }
        };
        Ok(Self::new(store, view, searcher))
    }

    fn new(store: Arc<dyn Store>, view: View, searcher: Searcher) -> Self {
        Self {
            store,
            view,
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
                let search =
                    self.store
                        .search(fingerprint, self.view.name(), vector, filter, limit);
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

fn matrix_path(folder: &Path, fingerprint: &str, view: View) -> PathBuf {
    let mut hash = Sha256::new();
    hash.update(fingerprint.as_bytes());
    hash.update(b"\0");
    hash.update(view.name().as_bytes());
    let name = format!("{:x}", hash.finalize());
    folder.join(format!("{}.f32", &name[..16]))
}

/// Writes the packed copy of a store's vectors.
async fn pack(
    store: &dyn Store,
    path: &Path,
    fingerprint: &str,
    view: View,
) -> Result<Searcher, StoreError> {
    let stamp = store.stamp().await?;
    let rows = store.vectors(fingerprint, view.name()).await?;
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
    (fingerprint, view): (&str, View),
    on_progress: &mut (dyn FnMut(usize, usize) + Send),
) -> Result<(), RetrieveError> {
    let mut missing = store.without_vector(fingerprint, view.name()).await?;
    // An example without a vector is not found; better that than sending private code away.
    missing.retain(|example| embedder.sees_private() || example.visibility == Visibility::Public);
    for (i, part) in missing.chunks(BATCH).enumerate() {
        on_progress(i * BATCH, missing.len());
        let texts: Vec<String> = part.iter().map(|example| view.text(example)).collect();
        let vectors = embedder.embed(EmbedRole::Document, &texts).await?;
        if vectors.len() != texts.len() {
            return Err(RetrieveError::Embed(EmbedError::Failed {
                name: embedder.name().to_owned(),
                reason: format!("{} vectors for {} texts", vectors.len(), texts.len()),
            }));
        }
        let rows: Vec<_> = part.iter().map(|example| example.id).zip(vectors).collect();
        let stored = store.store_vectors(fingerprint, view.name(), &rows);
        stored.await?;
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
mod tests;
