//! Reads a model as it is published: a folder with `config.json`, `tokenizer.json` and weights, or
//! a GGUF file, whose weights are made whole numbers of the chosen type again.
//!
//! - `weights` finds tensors by name in safetensors, PyTorch or GGUF files, and reads each when it
//!   is asked for, so that a checkpoint is never twice in memory,
//! - `gguf` says in the words of `config.json` and `tokenizer.json` what a GGUF file says in its own,
//! - `lora` merges an adapter into the weights while they are read,
//! - `tokens` turns text to tokens and tokens to bytes.

mod error;
mod gguf;
mod lora;
mod tokens;
mod weights;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use candle_core::{DType, Device};
use candle_nn::VarBuilder;
use serde_json::Value;

pub use error::LoadError;
pub use lora::LoraAdapter;
pub use tokens::{FillIn, Placed, TextTokens};
pub use weights::Weights;

use super::causal::CausalLm;
use super::model;

/// How numbers are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precision {
    /// 32 bits: exact, and the fastest on most CPUs.
    #[default]
    F32,
    /// 16 bits, five of them exponent.
    F16,
    /// 16 bits, eight of them exponent.
    Bf16,
}

impl Precision {
    /// candle's name for it.
    #[must_use]
    pub const fn dtype(self) -> DType {
        match self {
            Self::F32 => DType::F32,
            Self::F16 => DType::F16,
            Self::Bf16 => DType::BF16,
        }
    }
}

/// A model that was read.
pub struct Checkpoint {
    /// The model.
    pub model: Box<dyn CausalLm>,
    /// Its tokenizer, and which tokens end a text.
    pub tokens: TextTokens,
}

impl Checkpoint {
    /// Reads a published folder or a GGUF file.
    ///
    /// # Errors
    /// When a file is missing or damaged, a tensor is missing or has another shape, or the
    /// architecture is not one of [`model::KNOWN`].
    pub fn open(path: &Path, precision: Precision, device: &Device) -> Result<Self, LoadError> {
        Self::open_with(path, None, precision, device)
    }

    /// Reads a published folder or a GGUF file, and merges an adapter into its weights.
    ///
    /// # Errors
    /// As [`Self::open`] says, and when a part of the adapter fits no weight of the model.
    pub fn open_with(
        path: &Path,
        adapter: Option<LoraAdapter>,
        precision: Precision,
        device: &Device,
    ) -> Result<Self, LoadError> {
        let dtype = precision.dtype();
        let adapter = adapter.map(Arc::new);
        let build = |config: &Value, mut weights: Weights| {
            if let Some(adapter) = &adapter {
                let inputs_first = model::stores_inputs_first(config);
                weights = weights.adapted(Arc::clone(adapter), inputs_first)?;
            }
            let model = model::load(config, &weights.builder(dtype, device))?;
            match &adapter {
                Some(adapter) => adapter.check_merged().map(|()| model),
                None => Ok(model),
            }
        };
        if path.is_file() {
            let file = gguf::GgufFile::open(path)?;
            let (config, tokenizer) = (file.config()?, file.tokenizer()?);
            let ends = file.ends();
            let begins = file.begins();
            let model = build(&config, Weights::of_gguf(file))?;
            let tokens = TextTokens::new(path, tokenizer, &ends)?.beginning_with(begins);
            return Ok(Self { model, tokens });
        }
        let config = read_config(path)?;
        let ends = ends(path, &config);
        let tokenizer = path.join("tokenizer.json");
        let tokens = TextTokens::new(&tokenizer, read_json(&tokenizer)?, &ends)?;
        let model = build(&config, Weights::open(path)?)?;
        Ok(Self { model, tokens })
    }
}

/// A published folder's `config.json`.
///
/// # Errors
/// When it is missing or not JSON.
pub fn read_config(folder: &Path) -> Result<Value, LoadError> {
    read_json(&folder.join("config.json"))
}

/// A published folder's weights, whichever way they are kept, as numbers of the given type.
///
/// # Errors
/// When there are none or they are damaged.
pub fn weights(
    folder: &Path,
    dtype: DType,
    device: &Device,
) -> Result<VarBuilder<'static>, LoadError> {
    Ok(Weights::open(folder)?.builder(dtype, device))
}

fn read_json(path: &Path) -> Result<Value, LoadError> {
    let bytes = std::fs::read(path).map_err(|error| LoadError::file(path, &error))?;
    serde_json::from_slice(&bytes).map_err(|error| LoadError::Damaged {
        path: path.to_owned(),
        reason: error.to_string(),
    })
}

/// The tokens that end a text, by `config.json` and, where there is one, `generation_config.json`.
fn ends(folder: &Path, config: &Value) -> Vec<u32> {
    let generation = read_json(&folder.join("generation_config.json")).unwrap_or_default();
    [config, &generation]
        .into_iter()
        .filter_map(|said| said.get("eos_token_id"))
        .flat_map(|ids| match ids {
            Value::Array(several) => several.clone(),
            one => vec![one.clone()],
        })
        .filter_map(|id| id.as_u64().and_then(|id| u32::try_from(id).ok()))
        .collect()
}

/// `folder`'s file of this name.
fn in_folder(folder: &Path, name: &str) -> Option<PathBuf> {
    let path = folder.join(name);
    path.is_file().then_some(path)
}
