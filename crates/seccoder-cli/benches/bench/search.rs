//! Row 5: exact search among many vectors.

use std::time::Duration;

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use seccoder::embedder::normalized;
use seccoder::retriever::dense::nearest_rows;

use crate::lab::Lab;
use crate::machine::watched;
use crate::peer;
use crate::stats::{median, ms, percentile, ratio, timed};
use crate::table::{Failure, Row};

/// Rows searched, and the time that a search may take.
const SIZES: [(usize, Duration); 2] = [
    (10_000, Duration::from_millis(2)),
    (100_000, Duration::from_millis(20)),
];
/// Searches timed; each has a query of its own.
const RUNS: usize = 50;
/// Rows wanted.
const LIMIT: usize = 5;
/// Up to how much each component of a copied vector is changed.
const NOISE: f32 = 0.05;

/// Measures all sizes.
pub fn rows(lab: &Lab, _: &dyn Fn(usize) -> bool) -> Result<Vec<Row>, Failure> {
    eprintln!("row 5: search …");
    let vectors = lab.corpus_vectors()?;
    let dimensions = vectors.first().map_or(0, Vec::len);
    let python = peer::python();
    let mut rows = Vec::new();
    for (size, target) in SIZES {
        let mut random = ChaCha8Rng::seed_from_u64(size as u64);
        let queries = noisy_copies(&vectors, RUNS, &mut random);
        let matrix: Vec<f32> = noisy_copies(&vectors, size, &mut random).concat();
        let ((ours, found), others) = watched(|| {
            measure(&queries, |query| {
                nearest_rows(&matrix, query, LIMIT, &|_| true)
            })
        });
        let (plain, expected) = measure(&queries, |query| plain_scan(&matrix, query));
        check(&found, &expected)?;
        rows.push(own_row(size, target, &ours, &plain).others(others));
        rows.push(match python.as_ref() {
            Ok(python) => numpy_row(
                size,
                &ours,
                peer::numpy(python, size, dimensions, RUNS, LIMIT),
            ),
            Err(reason) => numpy_row(size, &ours, Err(reason.clone())),
        });
    }
    Ok(rows)
}

fn own_row(size: usize, target: Duration, ours: &[Duration], plain: &[Duration]) -> Row {
    let (middle, worst) = (median(ours), percentile(ours, 99));
    let verdict = match (middle <= target, worst <= target) {
        (_, true) => "met",
        (true, false) => "met at the median, missed at p99",
        (false, false) => "missed",
    };
    Row::new(
        &format!("5 search, {size} rows"),
        format!("median {}, p99 {}", ms(middle), ms(worst)),
    )
    .ratio(format!("{:.1} x", ratio(median(plain), middle)))
    .verdict(&format!("<= {} ms", target.as_millis()), verdict)
    .note(format!(
        "ratio: a plain scan, zip-map-sum on one thread, takes median {}, p99 {}",
        ms(median(plain)),
        ms(percentile(plain, 99))
    ))
}

/// How much longer numpy takes.
fn numpy_row(size: usize, ours: &[Duration], numpy: Result<peer::NumpyRun, String>) -> Row {
    let name = format!("5 peer: numpy, {size} rows");
    match numpy {
        Ok(run) => Row::new(
            &name,
            format!("median {}, p99 {}", ms(run.median), ms(run.p99)),
        )
        .ratio(format!("{:.1} x", ratio(run.median, median(ours)))),
        Err(reason) => Row::new(&name, format!("skipped: {reason}")),
    }
}

/// The times of one search per query, after one that is not counted, and what was found.
fn measure<T>(queries: &[Vec<f32>], search: impl Fn(&[f32]) -> T) -> (Vec<Duration>, Vec<T>) {
    if let Some(first) = queries.first() {
        std::hint::black_box(search(first));
    }
    queries
        .iter()
        .map(|query| timed(|| search(std::hint::black_box(query))))
        .unzip()
}

/// What one writes without thinking about it.
fn plain_scan(matrix: &[f32], query: &[f32]) -> Vec<(usize, f32)> {
    let mut scores: Vec<(usize, f32)> = matrix
        .chunks_exact(query.len())
        .map(|row| row.iter().zip(query).map(|(a, b)| a * b).sum::<f32>())
        .enumerate()
        .collect();
    scores.select_nth_unstable_by(LIMIT, |a, b| b.1.total_cmp(&a.1));
    scores.truncate(LIMIT);
    scores.sort_unstable_by(|a, b| b.1.total_cmp(&a.1));
    scores
}

/// Both searches must find equally near rows; sums in another order differ in the last digits.
fn check(found: &[Vec<(usize, f32)>], expected: &[Vec<(usize, f32)>]) -> Result<(), Failure> {
    for (found, expected) in found.iter().zip(expected) {
        let same = found.len() == expected.len()
            && found
                .iter()
                .zip(expected)
                .all(|(a, b)| (a.1 - b.1).abs() < 1e-4);
        if !same {
            return Err(format!("found {found:?}, expected {expected:?}").into());
        }
    }
    Ok(())
}

/// Copies of the vectors, one after another, each changed a little and of length 1 again.
fn noisy_copies(vectors: &[Vec<f32>], count: usize, random: &mut ChaCha8Rng) -> Vec<Vec<f32>> {
    let originals = vectors.iter().cycle();
    originals
        .filter_map(|vector| {
            let noisy = vector
                .iter()
                .map(|v| v + random.random_range(-NOISE..NOISE));
            normalized(noisy.collect())
        })
        .take(count)
        .collect()
}
