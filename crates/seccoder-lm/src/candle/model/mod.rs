//! The architectures, each made only of operations that have a gradient.
//!
//! - `ops` holds those operations: softmax, norms, rotary positions, attention,
//! - `codegen`, `gpt_bigcode` and `xglm` are those of the paper's code LMs (CodeGen; SantaCoder and
//!   StarCoder; InCoder), on the common frame of `decoder`,
//! - `llama` is Llama and Qwen2.
//!
//! Which one a checkpoint is, its `config.json` says as `model_type`.

mod codegen;
mod decoder;
mod frozen;
mod gpt_bigcode;
mod llama;
pub mod ops;
mod xglm;

use candle_nn::VarBuilder;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use codegen::{CodeGen, CodeGenConfig};
pub use gpt_bigcode::{GptBigCode, GptBigCodeConfig};
pub use llama::{Llama, LlamaConfig};
pub use xglm::{Xglm, XglmConfig};

use super::causal::CausalLm;
use super::checkpoint::LoadError;

/// The values of `model_type` that are known.
pub const KNOWN: [&str; 6] = ["codegen", "gpt_bigcode", "gpt2", "xglm", "llama", "qwen2"];

/// Builds the model that a `config.json` describes, of these weights.
///
/// # Errors
/// When the architecture is not one of [`KNOWN`], the configuration lacks something, or a tensor is
/// missing or has another shape.
pub fn load(config: &Value, vb: &VarBuilder<'_>) -> Result<Box<dyn CausalLm>, LoadError> {
    let found = config.get("model_type").and_then(Value::as_str);
    Ok(match found.unwrap_or_default() {
        "codegen" => Box::new(CodeGen::load(&read(config)?, vb)?),
        "gpt_bigcode" | "gpt2" => Box::new(GptBigCode::load(&read(config)?, vb)?),
        "xglm" => Box::new(Xglm::load(&read(config)?, vb)?),
        "llama" | "qwen2" => Box::new(Llama::load(&read::<LlamaConfig>(config)?, vb)?),
        other => {
            return Err(LoadError::UnknownArchitecture {
                found: other.to_owned(),
                known: &KNOWN,
            });
        }
    })
}

/// Whether the blocks of the model that a `config.json` describes keep their weights as (in, out),
/// as GPT-2 does, rather than (out, in).
#[must_use]
pub fn stores_inputs_first(config: &Value) -> bool {
    config.get("model_type").and_then(Value::as_str) == Some("gpt2")
}

fn read<C: DeserializeOwned>(config: &Value) -> Result<C, LoadError> {
    serde_json::from_value(config.clone()).map_err(|error| LoadError::Config {
        architecture: config["model_type"].as_str().unwrap_or_default().to_owned(),
        reason: error.to_string(),
    })
}
