//! What the approximate index finds among vectors that lie as real ones do.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use seccoder::example::ExampleId;
use seccoder::retriever::dense::nearest_rows;
use seccoder_db::approximate::ApproximateIndex;
use seccoder_db::matrix::{self, Matrix, Stamp};

mod noisy;

use noisy::{Noisy, SIZES, embeddings, row};

/// Unoptimised code takes minutes for the real number.
const ROWS: usize = if cfg!(debug_assertions) {
    2_000
} else {
    20_000
};
const LIMIT: usize = 10;

const fn stamp(revision: u64) -> Stamp {
    Stamp {
        database: [1; 16],
        revision,
    }
}

/// Share of the exact answer that the index gives, over many queries.
fn recall(
    index: &ApproximateIndex,
    matrix: &Matrix,
    queries: &[Vec<f32>],
    admit: &(dyn Fn(usize) -> bool + Sync),
) -> f64 {
    let (mut hits, mut wanted) = (0, 0);
    for query in queries {
        let truth = nearest_rows(matrix.values(), query, LIMIT, admit);
        let found = index.nearest(matrix, query, LIMIT, admit);
        wanted += truth.len();
        hits += found.iter().filter(|hit| truth.contains(hit)).count();
    }
    hits as f64 / wanted as f64
}

#[test]
fn recall_holds_with_filters_and_after_changes() {
    let real = embeddings();
    let mut noisy = Noisy::new(&real, 1);
    let mut rows: Vec<(ExampleId, Vec<f32>)> = (0..ROWS).map(|_| noisy.next_row()).collect();
    let queries: Vec<Vec<f32>> = (0..200)
        .map(|i| noisy.near(row(&real, i), SIZES[i % SIZES.len()]))
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let (vectors, graph) = (folder.path().join("v.f32"), folder.path().join("v.graph"));
    let open = |revision, rows: &mut Vec<(ExampleId, Vec<f32>)>| {
        rows.sort_unstable_by_key(|(id, _)| *id);
        matrix::write(&vectors, stamp(revision), real.dimensions(), rows).unwrap();
        let matrix = Matrix::open(&vectors, stamp(revision)).unwrap();
        let (mut first, mut last) = (None, 0);
        let mut on_progress = |done, _: usize| {
            first.get_or_insert(done);
            last = done;
        };
        let index =
            ApproximateIndex::open_or_build(&graph, stamp(revision), &matrix, &mut on_progress);
        (index.unwrap(), matrix, last - first.unwrap_or(last))
    };

    let (index, matrix, inserted) = open(1, &mut rows);
    assert_eq!(inserted, ROWS);
    let looks = AtomicUsize::new(0);
    let counting = |_| {
        looks.fetch_add(1, Ordering::Relaxed);
        true
    };
    assert_eq!(
        index.nearest(&matrix, &queries[0], LIMIT, &counting).len(),
        LIMIT
    );
    let looks = looks.into_inner();
    assert!(
        looks < ROWS / 2,
        "the search was exact: {looks} rows looked at"
    );
    let measured = recall(&index, &matrix, &queries, &|_| true);
    assert!(measured >= 0.99, "recall {measured}");
    for one_in in [2, 10, 25, 200] {
        let measured = recall(&index, &matrix, &queries, &|row| row % one_in == 0);
        println!("filter 1 in {one_in}: {measured}");
        assert!(measured >= 0.99, "filter 1 in {one_in}: recall {measured}");
    }
    // The hardest filter: what is near the query does not count.
    for query in queries.iter().step_by(20) {
        let near = nearest_rows(matrix.values(), query, ROWS / 10, &|_| true);
        let near: HashSet<usize> = near.into_iter().map(|(row, _)| row).collect();
        let measured = recall(&index, &matrix, std::slice::from_ref(query), &|row| {
            !near.contains(&row)
        });
        println!("all but the nearest: {measured}");
        assert!(measured >= 0.9, "all but the nearest: recall {measured}");
    }
    // Near-duplicates of rows that have no other rows near.
    let close: Vec<Vec<f32>> = (0..200)
        .map(|i| noisy.near(row(&matrix, i * 97 % ROWS), 0.1))
        .collect();
    let measured = recall(&index, &matrix, &close, &|_| true);
    println!("near-duplicates: {measured}");
    assert!(measured >= 0.99, "near-duplicates: recall {measured}");
    drop((index, matrix));

    let mut at = 0;
    rows.retain(|_| {
        at += 1;
        at % 10 != 0
    });
    rows.extend((0..ROWS / 20).map(|_| noisy.next_row()));
    let (index, matrix, inserted) = open(2, &mut rows);
    assert_eq!(inserted, ROWS / 20);
    let measured = recall(&index, &matrix, &queries, &|_| true);
    println!("after changes: {measured}");
    assert!(measured >= 0.99, "after changes: recall {measured}");
}
