//! Dense retrieval: cosine similarity between embeddings (paper, section 3.4).
//!
//! The vectors have length 1, so the cosine is a dot product. The search is
//! exact: every vector is looked at. [`nearest_rows`] is the kernel; whoever
//! holds the vectors ([`VectorIndex`]) calls it.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

use futures::future::BoxFuture;
use multiversion::multiversion;

use super::{Hit, Retrieval, RetrieveError, Retriever, Score, ScoreKind};
use crate::embedder::{EmbedError, EmbedRole, Embedder};
use crate::example::{ExampleStore, VectorIndex};

/// Embeds the query and asks an index for the nearest examples.
pub struct DenseRetriever {
    embedder: Arc<dyn Embedder>,
    index: Arc<dyn VectorIndex>,
    store: Arc<dyn ExampleStore>,
}

impl DenseRetriever {
    /// A retriever over an index whose vectors this embedder made.
    #[must_use]
    pub fn new(
        embedder: Arc<dyn Embedder>,
        index: Arc<dyn VectorIndex>,
        store: Arc<dyn ExampleStore>,
    ) -> Self {
        Self {
            embedder,
            index,
            store,
        }
    }

    async fn query_vector(&self, text: String) -> Result<Vec<f32>, EmbedError> {
        let vectors = self.embedder.embed(EmbedRole::Query, &[text]).await?;
        vectors
            .into_iter()
            .next()
            .ok_or_else(|| EmbedError::Failed {
                name: self.embedder.name().to_owned(),
                reason: "it returned no vector for the query".to_owned(),
            })
    }
}

impl Retriever for DenseRetriever {
    fn name(&self) -> &str {
        "dense"
    }

    fn retrieve<'a>(
        &'a self,
        retrieval: &'a Retrieval<'a>,
    ) -> BoxFuture<'a, Result<Vec<Hit>, RetrieveError>> {
        Box::pin(async move {
            let vector = self.query_vector(retrieval.query.text()).await?;
            let rows = self
                .index
                .nearest(&vector, &retrieval.filter, retrieval.limit)
                .await?;
            let mut hits = Vec::with_capacity(rows.len());
            for (id, value) in rows.into_iter().filter(|(_, value)| *value > 0.0) {
                // An example removed since the vectors were read is simply no hit.
                if let Some(example) = self.store.get(id).await? {
                    hits.push(Hit {
                        example,
                        scores: vec![Score {
                            kind: ScoreKind::Cosine,
                            value,
                        }],
                        reason: None,
                    });
                }
            }
            Ok(hits)
        })
    }
}

/// Dot product of two vectors of the same length; for unit vectors, their cosine.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2", "aarch64+neon"))]
#[must_use]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    const LANES: usize = 32;
    let mut sums = [0.0f32; LANES];
    let (a_chunks, b_chunks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest: f32 = a_chunks
        .remainder()
        .iter()
        .zip(b_chunks.remainder())
        .map(|(x, y)| x * y)
        .sum();
    // Independent sums: one running sum would make every addition wait for the last.
    for (x, y) in a_chunks.zip(b_chunks) {
        for lane in 0..LANES {
            sums[lane] += x[lane] * y[lane];
        }
    }
    sums.iter().sum::<f32>() + rest
}

#[derive(PartialEq)]
struct Candidate {
    score: f32,
    row: usize,
}

impl Eq for Candidate {}

impl Ord for Candidate {
    /// Worst first, so that the heap's top is what a better candidate replaces.
    /// Equal scores: the earlier row is better, which makes the order total.
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .score
            .total_cmp(&self.score)
            .then(self.row.cmp(&other.row))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Rows below which one thread is faster than several.
const ROWS_PER_THREAD: usize = 4096;

/// The `limit` rows of a packed matrix nearest to a unit vector, best first.
///
/// `matrix` holds rows of `query.len()` values each. `admit` says which rows
/// count. Ties go to the earlier row.
///
/// # Panics
/// When `matrix` is not a whole number of rows.
#[must_use]
pub fn nearest_rows(
    matrix: &[f32],
    query: &[f32],
    limit: usize,
    admit: &(dyn Fn(usize) -> bool + Sync),
) -> Vec<(usize, f32)> {
    if query.is_empty() || limit == 0 {
        return Vec::new();
    }
    assert!(
        matrix.len().is_multiple_of(query.len()),
        "the matrix has a broken last row"
    );
    let rows = matrix.len() / query.len();
    let threads = std::thread::available_parallelism()
        .map_or(1, std::num::NonZero::get)
        .min(rows / ROWS_PER_THREAD)
        .max(1);
    let mut best: Vec<Candidate> = if threads == 1 {
        scan(matrix, query, 0, limit, admit)
    } else {
        let per_thread = rows.div_ceil(threads);
        std::thread::scope(|scope| {
            let workers: Vec<_> = matrix
                .chunks(per_thread * query.len())
                .enumerate()
                .map(|(i, part)| {
                    scope.spawn(move || scan(part, query, i * per_thread, limit, admit))
                })
                .collect();
            workers
                .into_iter()
                .flat_map(|w| {
                    w.join()
                        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
                .collect()
        })
    };
    best.sort_unstable();
    best.truncate(limit);
    best.into_iter().map(|c| (c.row, c.score)).collect()
}

fn scan(
    part: &[f32],
    query: &[f32],
    first_row: usize,
    limit: usize,
    admit: &(dyn Fn(usize) -> bool + Sync),
) -> Vec<Candidate> {
    let mut heap: BinaryHeap<Candidate> = BinaryHeap::with_capacity(limit.min(1024) + 1);
    for (i, row_values) in part.chunks_exact(query.len()).enumerate() {
        let row = first_row + i;
        if !admit(row) {
            continue;
        }
        let candidate = Candidate {
            score: dot(row_values, query),
            row,
        };
        if heap.len() < limit {
            heap.push(candidate);
        } else if heap.peek().is_some_and(|worst| candidate < *worst) {
            heap.pop();
            heap.push(candidate);
        }
    }
    heap.into_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedder::normalized;
    use proptest::prelude::*;

    fn plain_order(matrix: &[f32], query: &[f32]) -> Vec<usize> {
        let mut scored: Vec<(f32, usize)> = matrix
            .chunks_exact(query.len())
            .map(|row| row.iter().zip(query).map(|(a, b)| a * b).sum::<f32>())
            .zip(0..)
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        scored.into_iter().map(|(_, row)| row).collect()
    }

    #[test]
    fn best_first_ties_to_the_earlier_row_and_filtered() {
        let matrix = [1.0, 0.0, 0.0, 1.0, 1.0, 0.0, -1.0, 0.0];
        let found = nearest_rows(&matrix, &[1.0, 0.0], 3, &|_| true);
        assert_eq!(found.iter().map(|f| f.0).collect::<Vec<_>>(), [0, 2, 1]);
        let found = nearest_rows(&matrix, &[1.0, 0.0], 9, &|row| row != 0);
        assert_eq!(found.iter().map(|f| f.0).collect::<Vec<_>>(), [2, 1, 3]);
        assert!(nearest_rows(&[], &[1.0], 3, &|_| true).is_empty());
    }

    #[test]
    fn several_threads_find_what_one_finds() {
        let dims = 8;
        let rows = ROWS_PER_THREAD * 3;
        let matrix: Vec<f32> = (0..rows * dims)
            .map(|i| ((i * 7919 % 1009) as f32 - 500.0) / 500.0)
            .collect();
        let query = normalized((0..dims).map(|i| i as f32 - 3.0).collect()).unwrap();
        let found = nearest_rows(&matrix, &query, 50, &|_| true);
        let mut alone = scan(&matrix, &query, 0, 50, &|_| true);
        alone.sort_unstable();
        assert_eq!(
            found.iter().map(|f| f.0).collect::<Vec<_>>(),
            alone.iter().map(|c| c.row).collect::<Vec<_>>()
        );
    }

    proptest! {
        #[test]
        fn agrees_with_the_plain_formula(
            values in prop::collection::vec(-4i8..=4, 0..200),
            query in prop::collection::vec(-4i8..=4, 5),
            limit in 1usize..50,
        ) {
            // Small integers: sums are exact, so the order must agree to the last tie.
            let whole = values.len() / 5 * 5;
            let matrix: Vec<f32> = values[..whole].iter().map(|v| f32::from(*v)).collect();
            let query: Vec<f32> = query.iter().map(|v| f32::from(*v)).collect();
            let found = nearest_rows(&matrix, &query, limit, &|_| true);
            let mut expected = plain_order(&matrix, &query);
            expected.truncate(limit);
            prop_assert_eq!(found.iter().map(|f| f.0).collect::<Vec<_>>(), expected);
        }
    }
}
