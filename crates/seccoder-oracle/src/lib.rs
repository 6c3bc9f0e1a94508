//! Judging code: analyzers, harnesses, and the sandbox they run in.
//!
//! The only crate of SecCoder that runs generated code, or hands it to a program that reads it;
//! all of that goes through [`sandbox`].

mod batch;
pub mod c_harness;
pub mod cases;
pub mod code_check;
pub mod codeql;
pub mod draft;
pub mod gcc;
pub mod pair;
pub mod python_harness;
pub mod relevance;
pub mod sandbox;
pub mod semgrep;
pub mod syntax;
pub mod test_command;
