//! Writing GGUF files, and turning published encoders into them.
//!
//! Embedders are published as `safetensors`; llama.cpp reads GGUF. The conversion
//! runs once, when a model is fetched. Only what an encoder needs is written.

mod bert;
mod writer;

pub use bert::{CONVERSION, ConvertError, Precision, convert_bert};
