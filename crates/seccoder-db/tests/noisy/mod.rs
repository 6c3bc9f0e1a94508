//! Many vectors that lie as real ones do: noisy copies of the embeddings of real code.
//!
//! `fixtures/embeddings.f32` is a packed matrix of 200 of the built-in examples, embedded with
//! all-MiniLM-L6-v2, with a stamp of zeros.

use std::path::Path;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use seccoder::example::ExampleId;
use seccoder::language::Language;
use seccoder_db::matrix::{Matrix, Stamp};

/// Length of the noise beside a vector of length 1: from near-duplicates to distant relatives.
pub const SIZES: [f32; 4] = [0.1, 0.3, 0.6, 1.0];

/// The real vectors.
pub fn embeddings() -> Matrix {
    // The program's benchmark, which is another crate, includes this file as well.
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let path = crates.join("seccoder-db/tests/fixtures/embeddings.f32");
    let stamp = Stamp {
        database: [0; 16],
        revision: 0,
    };
    Matrix::open(&path, stamp).expect("the fixture is a packed matrix")
}

/// One row of a packed matrix.
pub fn row(matrix: &Matrix, row: usize) -> &[f32] {
    let at = row * matrix.dimensions();
    &matrix.values()[at..at + matrix.dimensions()]
}

/// Noisy copies of real vectors, each real one equally often, each size of noise equally often.
pub struct Noisy<'a> {
    real: &'a Matrix,
    random: StdRng,
    made: usize,
}

impl<'a> Noisy<'a> {
    pub fn new(real: &'a Matrix, seed: u64) -> Self {
        let random = StdRng::seed_from_u64(seed);
        Self {
            real,
            random,
            made: 0,
        }
    }

    /// A copy of the next real vector.
    pub fn next_row(&mut self) -> (ExampleId, Vec<f32>) {
        let at = self.made;
        self.made += 1;
        let size = SIZES[(at / self.real.rows()) % SIZES.len()];
        let vector = self.near(row(self.real, at % self.real.rows()), size);
        (ExampleId::of(Language::C, &at.to_string()), vector)
    }

    /// A unit vector near another, at about the distance `size`.
    pub fn near(&mut self, vector: &[f32], size: f32) -> Vec<f32> {
        let each = size / (vector.len() as f32).sqrt();
        let mut copy: Vec<f32> = vector.iter().map(|x| x + each * self.normal()).collect();
        let length = copy.iter().map(|x| x * x).sum::<f32>().sqrt();
        for x in &mut copy {
            *x /= length;
        }
        copy
    }

    /// A normally distributed number (Box and Muller).
    fn normal(&mut self) -> f32 {
        let radius = (-2.0 * (1.0 - self.random.random::<f32>()).ln()).sqrt();
        radius * (std::f32::consts::TAU * self.random.random::<f32>()).cos()
    }
}
