//! An approximate index of nearest neighbours, for databases whose vectors are too many to look
//! at one by one for each query.
//!
//! Up to [`WORTH_IT_FROM`] rows the exact search over the packed [`Matrix`] is fast enough, and
//! it is never wrong; above, this index finds nearly the same rows (the tests ask for a recall
//! of 0.99 among the first ten) while it looks at one row in hundreds. It is a flat graph of
//! navigable neighbours: each row knows some dozens of rows near it, chosen so that they lie in
//! different directions, and a search walks from the rows that it already has to ever nearer
//! ones. Where the walk begins is decided by comparing the query with a random sample of about
//! √n rows, the landmarks, which takes the place of the upper layers of HNSW: one array of links
//! is all there is to keep, to check and to map into memory.
//!
//! `graph` inserts and removes rows, `walk` is the search, and `file` keeps the graph
//! beside the matrix. The graph holds no vectors. Every score comes from the matrix, so a wrong
//! or damaged graph can hide a row but cannot give it a wrong score.
//!
//! Why not a crate: usearch maps its file into memory but trusts it (a damaged one ended the
//! process with a segmentation fault), keeps a second copy of the vectors and brings C++ along;
//! hnswlib-rs leaves the vectors to its caller as this does, but reads the whole graph into
//! memory at each start, which a command that asks one query cannot spread over many.

mod file;
mod graph;
mod walk;

use std::path::Path;
use std::time::{Duration, Instant};

use seccoder::retriever::dense::nearest_rows;

use crate::matrix::{Matrix, Stamp};
use file::{Mapped, Saved};
use graph::Graph;
use walk::{Reach, Walk};

/// Rows from which the approximate search is worth its file and its small error.
pub const WORTH_IT_FROM: usize = 100_000;

/// How many rows a search keeps in view while it walks. More find more and take longer.
const VIEW: usize = 448;
/// A filter that admits a smaller share is answered exactly: a walk would mostly meet rows that
/// do not count.
const RARE: f64 = 1.0 / 32.0;
/// A walk that has looked at one row in this many costs as much as looking at all in order.
const TOO_FAR: usize = 6;
/// Looking at this many takes little time, however few rows there are.
const NEAR_ENOUGH: usize = 16_384;
/// An interrupted build loses at most about this much work.
const CHECKPOINT: Duration = Duration::from_secs(60);

/// A search that finds nearly all of the nearest rows.
pub struct ApproximateIndex {
    graph: Mapped,
}

/// The index could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum ApproximateError {
    /// The file could not be written or read again.
    #[error("cannot keep the index of vectors in {place}: {reason}")]
    File {
        /// The file.
        place: String,
        /// What went wrong.
        reason: String,
    },
    /// Rows are numbered with 32 bits.
    #[error("{rows} vectors are more than the index can number")]
    TooMany {
        /// Rows of the matrix.
        rows: usize,
    },
}

impl ApproximateIndex {
    /// Maps the index of a matrix, if its file is there, whole, and made from this state.
    #[must_use]
    pub fn open(path: &Path, stamp: Stamp, matrix: &Matrix) -> Option<Self> {
        let graph = Mapped::open(path)?;
        let same = graph.stamp() == stamp
            && graph.rows() == matrix.rows()
            && graph.dimensions() == matrix.dimensions();
        same.then_some(Self { graph })
    }

    /// Maps the index of a matrix, and first brings its file up to date where it is not.
    ///
    /// What the file knows of rows that are still there is kept, be it the work of an interrupted
    /// build or the index of an earlier state: rows that are gone are taken out, new ones
    /// inserted. `on_progress(done, total)` is called while rows are inserted.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn open_or_build(
        path: &Path,
        stamp: Stamp,
        matrix: &Matrix,
        on_progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Self, ApproximateError> {
        Self::bring_up_to_date(path, stamp, matrix, CHECKPOINT, on_progress)
    }

    fn bring_up_to_date(
        path: &Path,
        stamp: Stamp,
        matrix: &Matrix,
        checkpoint: Duration,
        on_progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Self, ApproximateError> {
        if let Some(index) = Self::open(path, stamp, matrix) {
            return Ok(index);
        }
        if u32::try_from(matrix.rows()).is_err() {
            return Err(ApproximateError::TooMany {
                rows: matrix.rows(),
            });
        }
        let failed = |reason: String| ApproximateError::File {
            place: path.display().to_string(),
            reason,
        };
        let mut graph = Saved::read(path, stamp, matrix.dimensions())
            .and_then(|saved| Graph::carry_over(&saved, matrix))
            .unwrap_or_else(|| Graph::new(matrix));
        let missing = graph.missing();
        let mut saved = Instant::now();
        on_progress(graph.len(), matrix.rows());
        let mut at = 0;
        while at < missing.len() {
            let next = (at + graph.batch()).min(missing.len());
            graph.insert(&missing[at..next]);
            at = next;
            on_progress(graph.len(), matrix.rows());
            if at < missing.len() && saved.elapsed() >= checkpoint {
                file::write(path, stamp, &graph).map_err(|error| failed(error.to_string()))?;
                saved = Instant::now();
            }
        }
        graph.choose_landmarks();
        file::write(path, stamp, &graph).map_err(|error| failed(error.to_string()))?;
        drop(graph);
        Self::open(path, stamp, matrix)
            .ok_or_else(|| failed("it changed while it was written".to_owned()))
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.graph.rows()
    }

    /// Whether there is nothing to find.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The `limit` rows of the matrix nearest to a unit vector, best first, nearly always.
    ///
    /// `matrix` is the one that the index was opened for. `admit` says which rows count. Scores
    /// are exact. Where a walk through the graph would be slow or would miss rows (a filter that
    /// admits few, a large `limit`), all rows are looked at and the answer is exact.
    #[must_use]
    pub fn nearest(
        &self,
        matrix: &Matrix,
        vector: &[f32],
        limit: usize,
        admit: &(dyn Fn(usize) -> bool + Sync),
    ) -> Vec<(usize, f32)> {
        let rows = self.len();
        let exactly = || nearest_rows(matrix.values(), vector, limit, admit);
        if matrix.rows() != rows || vector.len() != matrix.dimensions() || limit > rows / TOO_FAR {
            return exactly();
        }
        // The landmarks are a random sample, so they tell how much the filter admits.
        let landmarks = self.graph.landmarks();
        let admitted = landmarks.iter().map(|&row| row as usize);
        let admitted = admitted.filter(|&row| row < rows && admit(row));
        let share = admitted.count() as f64 / landmarks.len() as f64;
        if landmarks.is_empty() || share < RARE {
            return exactly();
        }
        let walk = Walk {
            values: matrix.values(),
            dimensions: matrix.dimensions(),
            links: self.graph.links(),
        };
        let reach = Reach {
            // Rows that do not count widen the walk too, so fewer that count need to be in view.
            view: ((VIEW as f64 * share.sqrt()) as usize).max(limit.saturating_mul(4)),
            looks: (rows / TOO_FAR).max(NEAR_ENOUGH),
        };
        match walk.nearest(vector, landmarks, reach, &|row| admit(row as usize)) {
            None => exactly(),
            Some(found) if found.len() < limit => exactly(),
            Some(found) => found
                .into_iter()
                .take(limit)
                .map(|near| (near.row as usize, near.score))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests;
