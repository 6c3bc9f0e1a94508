//! A BERT encoder in `safetensors` becomes a GGUF file that llama.cpp runs.

use std::io::{BufWriter, Write};
use std::path::Path;

use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::Deserialize;

use super::writer::{self, Tensor, TensorType, Value};

/// Name and version of this conversion; part of an embedder's fingerprint.
pub const CONVERSION: &str = "bert-gguf-1";

/// How the weight matrices are stored. Vectors and norms stay 32-bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// As published.
    F32,
    /// Half the size; fast on CPUs with bfloat16 instructions.
    Bf16,
    /// A quarter of the size; fast everywhere.
    Q8,
}

impl Precision {
    /// Its name in fingerprints.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::Bf16 => "bf16",
            Self::Q8 => "q8",
        }
    }

    const fn matrix_type(self) -> TensorType {
        match self {
            Self::F32 => TensorType::F32,
            Self::Bf16 => TensorType::Bf16,
            Self::Q8 => TensorType::Q8,
        }
    }
}

/// Why a conversion failed.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// A file could not be read or written.
    #[error("{path}: {reason}")]
    File {
        /// The file.
        path: String,
        /// What happened.
        reason: String,
    },
    /// The files are no BERT encoder of the supported kind.
    #[error("not a BERT encoder that can be converted: {0}")]
    Unsupported(String),
}

/// The parts of `config.json` that matter.
#[derive(Debug, Deserialize)]
struct BertConfig {
    model_type: String,
    hidden_act: String,
    hidden_size: u32,
    intermediate_size: u32,
    layer_norm_eps: f32,
    max_position_embeddings: u32,
    num_attention_heads: u32,
    num_hidden_layers: u32,
    type_vocab_size: u32,
    vocab_size: u32,
}

/// Writes `folder`'s `model.safetensors` and `config.json` as `out`.
///
/// # Errors
/// When a file cannot be read or written, or the model is of another kind.
pub fn convert_bert(folder: &Path, out: &Path, precision: Precision) -> Result<(), ConvertError> {
    let config_bytes = read(&folder.join("config.json"))?;
    let config: BertConfig = serde_json::from_slice(&config_bytes)
        .map_err(|error| ConvertError::Unsupported(format!("config.json: {error}")))?;
    if config.model_type != "bert" || config.hidden_act != "gelu" {
        return Err(ConvertError::Unsupported(format!(
            "model type {} with {}",
            config.model_type, config.hidden_act
        )));
    }
    let weights = read(&folder.join("model.safetensors"))?;
    let weights = SafeTensors::deserialize(&weights)
        .map_err(|error| ConvertError::Unsupported(format!("model.safetensors: {error}")))?;
    let tensors = names(config.num_hidden_layers)
        .into_iter()
        .map(|(from, to)| convert_tensor(&weights, &from, to, precision))
        .collect::<Result<Vec<_>, _>>()?;
    write_file(out, &metadata(&config), &tensors)
}

fn read(path: &Path) -> Result<Vec<u8>, ConvertError> {
    std::fs::read(path).map_err(|error| ConvertError::File {
        path: path.display().to_string(),
        reason: error.to_string(),
    })
}

/// The new file appears whole or not at all.
fn write_file(
    out: &Path,
    metadata: &[(String, Value)],
    tensors: &[Tensor],
) -> Result<(), ConvertError> {
    let failed = |reason: String| ConvertError::File {
        path: out.display().to_string(),
        reason,
    };
    let folder = out.parent().unwrap_or_else(|| Path::new("."));
    let file = tempfile::NamedTempFile::new_in(folder).map_err(|e| failed(e.to_string()))?;
    let mut buffered = BufWriter::new(file);
    writer::write(&mut buffered, metadata, tensors)
        .and_then(|()| buffered.flush())
        .map_err(|e| failed(e.to_string()))?;
    let file = buffered.into_inner().map_err(|e| failed(e.to_string()))?;
    file.as_file()
        .sync_all()
        .map_err(|e| failed(e.to_string()))?;
    file.persist(out).map_err(|e| failed(e.to_string()))?;
    Ok(())
}

fn metadata(config: &BertConfig) -> Vec<(String, Value)> {
    let mut entries = vec![
        ("general.architecture", Value::Text("bert".to_owned())),
        (
            "bert.context_length",
            Value::U32(config.max_position_embeddings),
        ),
        ("bert.embedding_length", Value::U32(config.hidden_size)),
        (
            "bert.feed_forward_length",
            Value::U32(config.intermediate_size),
        ),
        ("bert.block_count", Value::U32(config.num_hidden_layers)),
        (
            "bert.attention.head_count",
            Value::U32(config.num_attention_heads),
        ),
        (
            "bert.attention.layer_norm_epsilon",
            Value::F32(config.layer_norm_eps),
        ),
        ("bert.attention.causal", Value::Bool(false)),
        // 1 is mean pooling.
        ("bert.pooling_type", Value::U32(1)),
        ("bert.vocab_size", Value::U32(config.vocab_size)),
        // The tokenizer stays outside: see `LlamaEmbedder`.
        ("tokenizer.ggml.model", Value::Text("no_vocab".to_owned())),
        (
            "tokenizer.ggml.token_type_count",
            Value::U32(config.type_vocab_size),
        ),
    ];
    entries.sort_by_key(|(key, _)| *key != "general.architecture");
    entries
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

/// Published name and GGUF name of every tensor.
fn names(layers: u32) -> Vec<(String, String)> {
    let mut names: Vec<(String, String)> = [
        ("embeddings.word_embeddings.weight", "token_embd.weight"),
        (
            "embeddings.token_type_embeddings.weight",
            "token_types.weight",
        ),
        (
            "embeddings.position_embeddings.weight",
            "position_embd.weight",
        ),
        ("embeddings.LayerNorm.weight", "token_embd_norm.weight"),
        ("embeddings.LayerNorm.bias", "token_embd_norm.bias"),
    ]
    .map(|(from, to)| (from.to_owned(), to.to_owned()))
    .to_vec();
    let parts = [
        ("attention.self.query", "attn_q"),
        ("attention.self.key", "attn_k"),
        ("attention.self.value", "attn_v"),
        ("attention.output.dense", "attn_output"),
        ("attention.output.LayerNorm", "attn_output_norm"),
        ("intermediate.dense", "ffn_up"),
        ("output.dense", "ffn_down"),
        ("output.LayerNorm", "layer_output_norm"),
    ];
    for layer in 0..layers {
        for (from, to) in parts {
            for kind in ["weight", "bias"] {
                names.push((
                    format!("encoder.layer.{layer}.{from}.{kind}"),
                    format!("blk.{layer}.{to}.{kind}"),
                ));
            }
        }
    }
    names
}

fn convert_tensor(
    weights: &SafeTensors<'_>,
    from: &str,
    name: String,
    precision: Precision,
) -> Result<Tensor, ConvertError> {
    // Some checkpoints carry the model's name in front.
    let tensor = weights
        .tensor(from)
        .or_else(|_| weights.tensor(&format!("bert.{from}")))
        .map_err(|_| ConvertError::Unsupported(format!("tensor {from} is missing")))?;
    let values = floats(&tensor, from)?;
    let dimensions: Vec<u64> = tensor.shape().iter().rev().map(|&d| d as u64).collect();
    // The position and type tables are added to 32-bit values and must be 32-bit themselves.
    let is_matrix = dimensions.len() == 2
        && !name.starts_with("position_embd")
        && !name.starts_with("token_types");
    let kind = if is_matrix {
        precision.matrix_type()
    } else {
        TensorType::F32
    };
    let data = match kind {
        TensorType::F32 => values.iter().flat_map(|v| v.to_le_bytes()).collect(),
        TensorType::Bf16 => values.iter().flat_map(|v| bf16(*v).to_le_bytes()).collect(),
        TensorType::Q8 => q8(&values)
            .ok_or_else(|| ConvertError::Unsupported(format!("{from} has an odd row length")))?,
    };
    Ok(Tensor {
        name,
        dimensions,
        kind,
        data,
    })
}

fn floats(tensor: &TensorView<'_>, name: &str) -> Result<Vec<f32>, ConvertError> {
    if tensor.dtype() != Dtype::F32 {
        return Err(ConvertError::Unsupported(format!(
            "{name} is stored as {:?}",
            tensor.dtype()
        )));
    }
    Ok(tensor
        .data()
        .chunks_exact(4)
        .map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
        .collect())
}

/// Rounds to the nearest bfloat16, ties to even.
fn bf16(value: f32) -> u16 {
    let bits = value.to_bits();
    let rounded = bits.wrapping_add(0x7FFF + ((bits >> 16) & 1));
    (rounded >> 16) as u16
}

/// ggml's Q8_0: per 32 values a half-precision scale and 32 signed bytes.
fn q8(values: &[f32]) -> Option<Vec<u8>> {
    if !values.len().is_multiple_of(32) {
        return None;
    }
    let mut out = Vec::with_capacity(values.len() / 32 * 34);
    for block in values.chunks_exact(32) {
        let largest = block.iter().fold(0.0f32, |most, v| most.max(v.abs()));
        let scale = largest / 127.0;
        let inverse = if scale > 0.0 { scale.recip() } else { 0.0 };
        out.extend_from_slice(&f16(scale).to_le_bytes());
        #[expect(clippy::cast_possible_truncation, reason = "within -127..=127")]
        out.extend(block.iter().map(|v| (v * inverse).round() as i8 as u8));
    }
    Some(out)
}

/// A non-negative number in half precision, rounded to nearest; tiny ones become subnormal.
fn f16(value: f32) -> u16 {
    let bits = value.to_bits();
    let exponent = ((bits >> 23) & 0xFF) as i32 - 127 + 15;
    if exponent >= 31 {
        return 0x7BFF;
    }
    if exponent <= 0 {
        // value = mantissa × 2⁻²⁴ in the subnormal range.
        return (value * 16_777_216.0).round() as u16;
    }
    let base = ((exponent as u32) << 10) | ((bits >> 13) & 0x3FF);
    // Rounding may carry into the exponent, which is right.
    (base + ((bits >> 12) & 1)) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_precision_scales_are_right() {
        for (value, bits) in [(1.0, 0x3C00), (0.5, 0x3800), (65504.0, 0x7BFF), (0.0, 0)] {
            assert_eq!(f16(value), bits, "{value}");
        }
        assert_eq!(f16(5.960_464_5e-8), 1);
        assert_eq!(f16(1.0 + 1.0 / 2048.0 + 1e-6), 0x3C01);
        assert_eq!(f16(0.000_3), 0x0CEA);
    }

    #[test]
    fn bfloat16_rounds_to_even() {
        assert_eq!(bf16(1.0), 0x3F80);
        assert_eq!(bf16(f32::from_bits(0x3F80_8000)), 0x3F80);
        assert_eq!(bf16(f32::from_bits(0x3F81_8000)), 0x3F82);
    }

    #[test]
    fn a_block_keeps_its_values_within_half_a_step() {
        let values: Vec<f32> = (0..32).map(|i| (i as f32 - 15.5) / 7.0).collect();
        let data = q8(&values).unwrap();
        assert_eq!(data.len(), 34);
        let scale = 15.5 / 7.0 / 127.0;
        for (value, byte) in values.iter().zip(&data[2..]) {
            assert!((f32::from(*byte as i8) * scale - value).abs() <= scale * 0.51);
        }
        assert!(q8(&values[..31]).is_none());
    }
}
