//! The secure code database: where examples and their vectors are kept.
//!
//! [`corpus`] reads the built-in examples, which are source files of this
//! repository compiled into the binary. [`sqlite`] stores examples and vectors in
//! one file. [`matrix`] keeps the vectors of one embedder as a packed file that
//! is mapped into memory, and [`vectors`] brings both up to date.

pub mod admission;
pub mod approximate;
pub mod corpus;
pub mod gate;
pub mod import;
pub mod matrix;
pub mod mine;
pub mod poison;
pub mod store;
pub mod trust;
pub mod vectors;
