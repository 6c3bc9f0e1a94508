//! SecCoder's method: secure code generation by retrieval.
//!
//! A prompt (incomplete program and description) is embedded, the most similar
//! *secure example* is fetched, put in front of the program as a demonstration,
//! and a code language model completes the program (Zhang et al. 2024). The
//! whole method is [`pipeline`], on one page; everything else here is a part of
//! it behind a trait.
//!
//! This crate opens no socket, starts no process, knows no storage engine and no
//! async runtime. Engines, embedders, stores and oracles are given to it.

pub mod auto;
pub mod check;
pub mod cwe;
pub mod embedder;
pub mod example;
pub mod language;
pub mod method;
pub mod model;
pub mod oracle;
pub mod pipeline;
pub mod prompt;
pub mod query;
pub mod request;
pub mod response;
pub mod retriever;
pub mod suggestion;
pub mod truncate;
