//! Many examples whose vectors lie as real ones do, and queries for them.
//!
//! The vectors are embeddings of built-in examples and noisy copies of them, never random ones:
//! those have no near neighbours, so that a search among them says nothing about one among real
//! code. Of each example there is a number for code: a search does not look at it.

use seccoder::example::{ExampleId, Provenance, SecureExample, Visibility};
use seccoder::language::Language;
use seccoder::retriever::dense::nearest_rows;
use seccoder_db::matrix::Matrix;
use seccoder_db::store::Admitted;

use crate::noisy::{Noisy, SIZES, row};

/// Queries that are asked.
pub const QUERIES: usize = 200;
/// The language that a filtered search asks for. Half of the examples are in it: every second
/// real vector with all of its copies, as the code of a language lies together. So for half of
/// the queries none of the near examples counts, which is hard for an index.
pub const FILTERED: Language = Language::C;

/// Examples, only ever more of them.
pub struct Examples<'a> {
    real: &'a Matrix,
    noisy: Noisy<'a>,
    ids: Vec<ExampleId>,
    values: Vec<f32>,
    /// What is asked, of any number of examples the same.
    pub queries: Vec<Vec<f32>>,
}

impl<'a> Examples<'a> {
    /// None yet.
    pub fn new(real: &'a Matrix) -> Self {
        let mut noisy = Noisy::new(real, 2);
        let queries = (0..QUERIES)
            .map(|i| noisy.near(row(real, i * 7 % real.rows()), SIZES[i % SIZES.len()]))
            .collect();
        Self {
            real,
            noisy: Noisy::new(real, 1),
            ids: Vec::new(),
            values: Vec::new(),
            queries,
        }
    }

    /// Numbers of a vector.
    pub fn dimensions(&self) -> usize {
        self.real.dimensions()
    }

    /// So many examples; the new ones with their vectors.
    pub fn grow(&mut self, to: usize) -> Vec<(ExampleId, Vec<f32>)> {
        let mut new = Vec::new();
        for at in self.ids.len()..to {
            let (_, noisy) = self.noisy.next_row();
            let vector = match at < self.real.rows() {
                true => row(self.real, at).to_vec(),
                false => noisy,
            };
            let id = ExampleId::of(language(at), &code(at));
            self.values.extend(&vector);
            self.ids.push(id);
            new.push((id, vector));
        }
        new
    }

    /// The examples from one number on.
    pub fn admitted(&self, from: usize) -> impl Iterator<Item = Admitted> {
        (from..self.ids.len()).map(|at| Admitted {
            example: example(at, self.ids[at]),
            checks: Vec::new(),
        })
    }

    /// The nearest to each query, those in one language alone if `filtered`.
    pub fn nearest(&self, limit: usize, filtered: bool) -> Vec<Vec<ExampleId>> {
        let admit = |at: usize| !filtered || language(at) == FILTERED;
        let one = |query: &Vec<f32>| {
            let rows = nearest_rows(&self.values, query, limit, &admit);
            rows.into_iter().map(|(at, _)| self.ids[at]).collect()
        };
        self.queries.iter().map(one).collect()
    }
}

fn language(at: usize) -> Language {
    match at % 2 {
        0 => FILTERED,
        _ => Language::Python,
    }
}

fn code(at: usize) -> String {
    format!("{at}\n")
}

fn example(at: usize, id: ExampleId) -> SecureExample {
    SecureExample {
        id,
        title: String::new(),
        code: code(at),
        language: language(at),
        cwes: Vec::new(),
        vulnerable: None,
        guideline: None,
        apis: Vec::new(),
        applies: Vec::new(),
        labels: Vec::new(),
        visibility: Visibility::Public,
        provenance: Provenance {
            source: "bench".to_owned(),
            ..Provenance::default()
        },
    }
}
