use std::sync::atomic::{AtomicUsize, Ordering};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use seccoder::embedder::normalized;
use seccoder::example::ExampleId;
use seccoder::language::Language;

use super::*;
use crate::matrix;

const STAMP: Stamp = Stamp {
    database: [7; 16],
    revision: 3,
};
const LATER: Stamp = Stamp {
    revision: 4,
    ..STAMP
};
const NUMBERS: usize = 8;

/// Few numbers a row, so that debug builds are quick. What the index finds among real vectors is
/// measured in tests/approximate.rs.
fn rows(numbers: std::ops::Range<u64>) -> Vec<(ExampleId, Vec<f32>)> {
    let mut rows: Vec<_> = numbers
        .map(|number| {
            let mut random = StdRng::seed_from_u64(number);
            let vector = (0..NUMBERS)
                .map(|_| random.random_range(-1.0..1.0))
                .collect();
            let id = ExampleId::of(Language::C, &number.to_string());
            (id, normalized(vector).unwrap())
        })
        .collect();
    rows.sort_unstable_by_key(|(id, _)| *id);
    rows
}

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    fn graph(&self) -> std::path::PathBuf {
        self.folder.path().join("v.graph")
    }

    fn matrix(&self, stamp: Stamp, rows: &[(ExampleId, Vec<f32>)]) -> Matrix {
        let path = self.folder.path().join("v.f32");
        matrix::write(&path, stamp, NUMBERS, rows).unwrap();
        Matrix::open(&path, stamp).unwrap()
    }

    /// The index, and how many rows it had to insert.
    fn build(&self, stamp: Stamp, matrix: &Matrix) -> (ApproximateIndex, usize) {
        let mut inserted = 0;
        let mut first = None;
        let mut on_progress = |done: usize, _: usize| {
            inserted = done - *first.get_or_insert(done);
        };
        let index = ApproximateIndex::open_or_build(&self.graph(), stamp, matrix, &mut on_progress);
        (index.unwrap(), inserted)
    }
}

/// Share of the ten nearest rows that the index finds for rows of the matrix.
fn recall(
    index: &ApproximateIndex,
    matrix: &Matrix,
    admit: &(dyn Fn(usize) -> bool + Sync),
) -> f64 {
    let (mut hits, mut wanted) = (0, 0);
    for query in matrix.values().chunks(NUMBERS).step_by(37) {
        let truth = nearest_rows(matrix.values(), query, 10, admit);
        let found = index.nearest(matrix, query, 10, admit);
        assert!(found.is_sorted_by(|a, b| a.1 >= b.1));
        assert!(found.iter().all(|hit| admit(hit.0)));
        wanted += truth.len();
        hits += found.iter().filter(|hit| truth.contains(hit)).count();
    }
    hits as f64 / wanted as f64
}

#[test]
fn what_is_built_is_found_and_opened_again() {
    let place = Place::new();
    let matrix = place.matrix(STAMP, &rows(0..2000));
    let (index, inserted) = place.build(STAMP, &matrix);
    assert_eq!((index.len(), inserted), (2000, 2000));
    assert!(recall(&index, &matrix, &|_| true) > 0.99);
    assert!(recall(&index, &matrix, &|row| row % 3 == 0) > 0.99);
    let looks = AtomicUsize::new(0);
    let admit = |_| {
        looks.fetch_add(1, Ordering::Relaxed);
        true
    };
    let query = &matrix.values()[..NUMBERS];
    assert_eq!(index.nearest(&matrix, query, 1, &admit)[0].0, 0);
    assert!(looks.into_inner() < 1900, "it looked at all rows");

    let (again, inserted) = place.build(STAMP, &matrix);
    assert_eq!((again.len(), inserted), (2000, 0));
    assert!(ApproximateIndex::open(&place.graph(), LATER, &matrix).is_none());
}

#[test]
fn few_rows_and_none_are_searched_too() {
    for count in [0, 1, 2, 30] {
        let place = Place::new();
        let matrix = place.matrix(STAMP, &rows(0..count));
        let (index, _) = place.build(STAMP, &matrix);
        let query = rows(0..1).remove(0).1;
        let found = index.nearest(&matrix, &query, 3, &|_| true);
        assert_eq!(found, nearest_rows(matrix.values(), &query, 3, &|_| true));
        assert!(index.nearest(&matrix, &query, 0, &|_| true).is_empty());
        assert_eq!(index.is_empty(), count == 0);
    }
}

#[test]
fn a_filter_that_admits_few_is_answered_exactly() {
    let place = Place::new();
    let matrix = place.matrix(STAMP, &rows(0..2000));
    let (index, _) = place.build(STAMP, &matrix);
    let admitted = [5usize, 700, 1999];
    let found = index.nearest(&matrix, &matrix.values()[..NUMBERS], 10, &|row| {
        admitted.contains(&row)
    });
    let mut found: Vec<usize> = found.into_iter().map(|(row, _)| row).collect();
    found.sort_unstable();
    assert_eq!(found, admitted);
}

#[test]
fn new_rows_are_inserted_and_lost_ones_taken_out() {
    let place = Place::new();
    let matrix = place.matrix(STAMP, &rows(0..2000));
    place.build(STAMP, &matrix);
    let matrix = place.matrix(LATER, &rows(300..2100));
    let (index, inserted) = place.build(LATER, &matrix);
    assert_eq!((index.len(), inserted), (1800, 100));
    assert!(recall(&index, &matrix, &|_| true) > 0.99);
}

#[test]
fn another_database_or_hardly_the_same_rows_are_built_anew() {
    let place = Place::new();
    let matrix = place.matrix(STAMP, &rows(0..500));
    place.build(STAMP, &matrix);
    let matrix = place.matrix(LATER, &rows(400..700));
    assert_eq!(place.build(LATER, &matrix).1, 300);
    let other = Stamp {
        database: [8; 16],
        ..STAMP
    };
    let matrix = place.matrix(other, &rows(400..700));
    assert_eq!(place.build(other, &matrix).1, 300);
}

#[test]
fn an_interrupted_build_goes_on_where_it_was() {
    let place = Place::new();
    let all = rows(0..2000);
    let matrix = place.matrix(STAMP, &all);
    let stopped = std::panic::catch_unwind(|| {
        let mut on_progress = |done, _| assert!(done < 1000, "stopped by the test");
        ApproximateIndex::bring_up_to_date(
            &place.graph(),
            STAMP,
            &matrix,
            Duration::ZERO,
            &mut on_progress,
        )
    });
    assert!(stopped.is_err());
    assert!(ApproximateIndex::open(&place.graph(), STAMP, &matrix).is_none());
    // Meanwhile an example was added and one removed.
    let matrix = place.matrix(LATER, &[&all[1..], &rows(5000..5001)].concat());
    let (index, inserted) = place.build(LATER, &matrix);
    assert!((1000..1500).contains(&inserted), "{inserted} inserted");
    assert!(recall(&index, &matrix, &|_| true) > 0.99);
}

#[test]
fn the_graph_does_not_depend_on_the_order_of_work() {
    let bytes = || {
        let place = Place::new();
        let matrix = place.matrix(STAMP, &rows(0..1000));
        place.build(STAMP, &matrix);
        std::fs::read(place.graph()).unwrap()
    };
    assert!(bytes() == bytes());
}

#[test]
fn a_damaged_file_is_not_used_or_does_no_harm() {
    let place = Place::new();
    let matrix = place.matrix(STAMP, &rows(0..600));
    place.build(STAMP, &matrix);
    let good = std::fs::read(place.graph()).unwrap();
    let mut huge = good.clone();
    huge[16..24].copy_from_slice(&(u64::MAX / 2).to_le_bytes());
    for bad in [&good[..good.len() - 1], &good[..40], &[], &huge[..]] {
        std::fs::write(place.graph(), bad).unwrap();
        assert!(ApproximateIndex::open(&place.graph(), STAMP, &matrix).is_none());
    }
    // The size is right, the numbers are not: rows may be missed, scores stay true.
    let mut random = StdRng::seed_from_u64(1);
    for _ in 0..20 {
        let mut bad = good.clone();
        for _ in 0..2000 {
            let at = random.random_range(64..bad.len());
            bad[at] = random.random();
        }
        std::fs::write(place.graph(), &bad).unwrap();
        let index = ApproximateIndex::open(&place.graph(), STAMP, &matrix).unwrap();
        let query = &matrix.values()[..NUMBERS];
        let all = nearest_rows(matrix.values(), query, 600, &|_| true);
        let found = index.nearest(&matrix, query, 5, &|_| true);
        assert!(found.len() == 5 && found.iter().all(|hit| all.contains(hit)));
    }
    // Nothing of it is carried over.
    let matrix = place.matrix(LATER, &rows(0..610));
    assert_eq!(place.build(LATER, &matrix).1, 610);
}
