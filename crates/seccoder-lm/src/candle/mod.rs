//! Models on candle: the architectures of the paper that llama.cpp does not have, continuous
//! prefixes, and their training.
//!
//! - `causal` is what an architecture must offer, and its key/value cache,
//! - `model` holds the architectures,
//! - `checkpoint` reads a folder as it is published: configuration, weights, tokenizer,
//! - `engine` generates with one, behind the [`LanguageModel`](seccoder::model::LanguageModel) trait,
//! - `embed` holds the embedders,
//! - `sven` holds SVEN's prefixes: reading, applying and training them.

pub mod causal;
pub mod checkpoint;
pub mod embed;
mod engine;
pub mod model;
pub mod sven;

pub use engine::{CandleConfig, CandleLm, PrefixChoice, samples_together};
