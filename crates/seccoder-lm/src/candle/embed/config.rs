//! Which embedder to open, and how it is used: by the catalogue, or by its folder (`folder`).

use std::path::PathBuf;

use candle_core::Device;
use sha2::{Digest, Sha256};

use crate::candle::checkpoint::Precision;
use crate::catalogue::{Embedding, Installed, ModelEntry};

/// Names how vectors are computed here; part of fingerprints, so that a change that moves vectors
/// changes it.
const COMPUTATION: &str = "candle-1";

/// An embedder's files and settings.
#[derive(Debug, Clone)]
pub struct CandleEmbedderConfig {
    /// `config.json`, `tokenizer.json`, the weights, and where there is one the dense layer:
    /// `2_Dense/`, or `dense.json` with `dense.safetensors` or `dense.bin`.
    pub folder: PathBuf,
    /// The name shown to people.
    pub name: String,
    /// Names the weights: the SHA-256 of their file, or of all that a folder's vectors depend on.
    pub weights: String,
    /// How it is used. Prefixes may be changed: an instruction can be written for a task.
    pub embedding: Embedding,
    /// How numbers are kept.
    pub precision: Precision,
    /// Where it computes.
    pub device: Device,
}

impl CandleEmbedderConfig {
    /// An installed embedder of the catalogue, on the CPU; `None` for a model that is no embedder.
    #[must_use]
    pub fn of_entry(entry: &ModelEntry, installed: &Installed) -> Option<Self> {
        Some(Self {
            folder: installed.dir.clone(),
            name: entry.name.clone(),
            weights: installed.fingerprint.clone(),
            embedding: entry.embedding.clone()?,
            precision: Precision::default(),
            device: Device::Cpu,
        })
    }

    /// Names weights, precision, pooling, cut and prefixes: what decides a vector.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let Embedding {
            pooling,
            max_tokens,
            query_prefix,
            document_prefix,
            ..
        } = &self.embedding;
        // A length in front keeps the two apart.
        let prefixes = format!("{}:{query_prefix}{document_prefix}", query_prefix.len());
        let prefixes = hexadecimal(&Sha256::digest(prefixes.as_bytes())[..8]);
        format!(
            "{}:{}:{COMPUTATION}:{:?}:{}:{max_tokens}:{prefixes}",
            self.name,
            self.weights,
            self.precision.dtype(),
            pooling.name(),
        )
    }
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
