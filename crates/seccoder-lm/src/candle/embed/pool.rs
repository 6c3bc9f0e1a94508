//! The vectors of a text's tokens become the vector of the text.

use std::path::{Path, PathBuf};

use candle_core::{DType, Device, Result, Tensor};
use candle_nn::VarBuilder;
use serde::Deserialize;

use super::encoder::unfit;
use super::tokens::Row;
use crate::candle::checkpoint::LoadError;
use crate::candle::model::ops::Linear;
use crate::catalogue::Pooling;

/// Tokens' vectors (texts, tokens, width) to texts' vectors f32 (texts, width).
pub(super) fn pool(hidden: &Tensor, rows: &[&Row], pooling: Pooling) -> Result<Tensor> {
    let (texts, count, _) = hidden.dims3()?;
    let hidden = hidden.to_dtype(DType::F32)?;
    let mut weights = Vec::with_capacity(texts * count);
    for row in rows {
        let counted = match pooling {
            Pooling::Mean => 0..row.tokens.len(),
            Pooling::Cls => 0..1,
            // A row without a token behind the instruction has no direction, and that is said.
            Pooling::MeanWithoutInstruction => row.front.min(row.tokens.len())..row.tokens.len(),
        };
        let share = (counted.len().max(1) as f32).recip();
        weights.extend((0..count).map(|at| if counted.contains(&at) { share } else { 0.0 }));
    }
    let weights = Tensor::from_vec(weights, (texts, 1, count), hidden.device())?;
    weights.matmul(&hidden.contiguous()?)?.squeeze(1)
}

/// What `2_Dense/config.json` says, by its own names.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct DenseConfig {
    in_features: usize,
    pub(super) out_features: usize,
    bias: bool,
    activation_function: String,
}

/// Where a folder keeps the dense layer: as it is published, or flat, as the catalogue stores it.
struct DenseFiles {
    config: PathBuf,
    weights: [PathBuf; 2],
}

impl DenseFiles {
    fn of(folder: &Path) -> Self {
        let published = folder.join("2_Dense");
        if published.is_dir() {
            return Self {
                config: published.join("config.json"),
                weights: ["model.safetensors", "pytorch_model.bin"].map(|n| published.join(n)),
            };
        }
        Self {
            config: folder.join("dense.json"),
            weights: ["dense.safetensors", "dense.bin"].map(|name| folder.join(name)),
        }
    }
}

/// What a folder says of its dense layer; `None` where it has none.
pub(super) fn dense_config(folder: &Path) -> std::result::Result<Option<DenseConfig>, LoadError> {
    let path = DenseFiles::of(folder).config;
    if !path.is_file() {
        return Ok(None);
    }
    let text = std::fs::read(&path).map_err(|error| LoadError::Unreadable {
        path: path.clone(),
        reason: error.to_string(),
    })?;
    let config = serde_json::from_slice(&text).map_err(|error| LoadError::Damaged {
        path,
        reason: error.to_string(),
    })?;
    Ok(Some(config))
}

/// The linear layer behind the pooling of some embedders.
#[derive(Debug)]
pub(super) struct Dense {
    linear: Linear,
    width: usize,
    is_tanh: bool,
}

impl Dense {
    /// Reads it; the encoder gives vectors of `width`.
    pub(super) fn open(
        folder: &Path,
        width: usize,
        device: &Device,
    ) -> std::result::Result<Self, LoadError> {
        let files = DenseFiles::of(folder);
        let Some(config) = dense_config(folder)? else {
            return Err(LoadError::Missing { path: files.config });
        };
        if config.in_features != width {
            return Err(unfit(
                "dense layer",
                format!(
                    "in_features is {}, but the encoder's vectors have {width}",
                    config.in_features
                ),
            ));
        }
        let is_tanh = match config.activation_function.rsplit('.').next() {
            Some("Identity") => false,
            Some("Tanh") => true,
            _ => {
                return Err(unfit(
                    "dense layer",
                    format!(
                        "activation_function {:?} is neither Identity nor Tanh",
                        config.activation_function
                    ),
                ));
            }
        };
        let [safetensors, pytorch] = files.weights;
        let vb = if safetensors.is_file() {
            let tensors = candle_core::safetensors::load(&safetensors, device)?;
            VarBuilder::from_tensors(tensors, DType::F32, device)
        } else if pytorch.is_file() {
            VarBuilder::from_pth(&pytorch, DType::F32, device)?
        } else {
            return Err(LoadError::Missing { path: safetensors });
        };
        Ok(Self {
            linear: Linear::load(width, config.out_features, config.bias, &vb.pp("linear"))?,
            width: config.out_features,
            is_tanh,
        })
    }

    /// The length of a vector that it gives.
    pub(super) const fn width(&self) -> usize {
        self.width
    }

    /// (texts, width) to (texts, dimensions).
    pub(super) fn forward(&self, pooled: &Tensor) -> Result<Tensor> {
        let projected = self.linear.forward(pooled)?;
        if self.is_tanh {
            projected.tanh()
        } else {
            Ok(projected)
        }
    }
}
