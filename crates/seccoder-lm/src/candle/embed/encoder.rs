//! What an architecture must offer to embed texts, and which architectures there are.

use candle_core::{Device, Result, Tensor};
use candle_nn::VarBuilder;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::bert::{Bert, BertConfig};
use super::nomic::{Nomic, NomicConfig};
use super::t5::{T5, T5Config};
use crate::candle::checkpoint::LoadError;
use crate::candle::model::ops::Places;

/// The `model_type` of every encoder that can be read.
pub const KNOWN: &[&str] = &[
    "bert",
    "mpnet",
    "nomic_bert",
    "roberta",
    "t5",
    "xlm-roberta",
];

/// Added to the score of padding. Finite, and far enough from the smallest number that what is
/// added to it does not overflow.
const UNSEEN: f32 = f32::MIN / 2.0;

/// Reads tokens, sees all of them at once, and gives each a vector.
pub(super) trait Encoder {
    /// The width of a token's vector.
    fn width(&self) -> usize;

    /// The most tokens of a text; `None` where only memory limits them.
    fn positions(&self) -> Option<usize>;

    /// The vectors (texts, tokens, width).
    fn forward(&self, batch: &Batch) -> Result<Tensor>;
}

/// Texts of about the same length, padded on the right to the longest.
pub(super) struct Batch {
    /// Token numbers, u32, (texts, tokens).
    pub(super) tokens: Tensor,
    /// Positions from 0, u32, (1, tokens), and what hides the padding: f32, (texts, 1, 1, tokens).
    pub(super) places: Places,
}

impl Batch {
    /// Of texts with at least one token each. Padding is token 0: it is never seen.
    pub(super) fn new(texts: &[&[u32]], device: &Device) -> Result<Self> {
        let longest = texts.iter().map(|text| text.len()).max().unwrap_or(0);
        let shape = (texts.len(), longest);
        let mut tokens = Vec::with_capacity(texts.len() * longest);
        let mut bias = Vec::with_capacity(texts.len() * longest);
        for text in texts {
            tokens.extend_from_slice(text);
            tokens.resize(tokens.len() + longest - text.len(), 0);
            bias.resize(bias.len() + text.len(), 0.0);
            bias.resize(bias.len() + longest - text.len(), UNSEEN);
        }
        let is_padded = texts.iter().any(|text| text.len() < longest);
        let bias = is_padded
            .then(|| Tensor::from_vec(bias, (shape.0, 1, 1, shape.1), device))
            .transpose()?;
        let last = u32::try_from(longest).unwrap_or(u32::MAX);
        Ok(Self {
            tokens: Tensor::from_vec(tokens, shape, device)?,
            places: Places {
                positions: Tensor::arange(0, last, device)?.unsqueeze(0)?,
                bias,
            },
        })
    }

    /// The same places, with a bias (1, heads, tokens, tokens) added to every score.
    pub(super) fn with_bias(&self, bias: &Tensor) -> Result<Places> {
        let bias = match &self.places.bias {
            None => bias.clone(),
            Some(padding) => bias.broadcast_add(padding)?,
        };
        Ok(Places {
            positions: self.places.positions.clone(),
            bias: Some(bias),
        })
    }
}

/// Reads the encoder that `config.json` describes.
///
/// # Errors
/// When it describes none of [`KNOWN`], or a tensor is missing or has another shape.
pub(super) fn load(
    config: &Value,
    vb: &VarBuilder<'_>,
) -> std::result::Result<Box<dyn Encoder>, LoadError> {
    let kind = config.get("model_type").and_then(Value::as_str);
    Ok(match kind.unwrap_or_default() {
        "t5" => Box::new(T5::load(&read::<T5Config>("T5 encoder", config)?, vb)?),
        "bert" | "roberta" | "xlm-roberta" | "mpnet" => Box::new(Bert::load(
            &read::<BertConfig>("BERT encoder", config)?,
            vb,
        )?),
        "nomic_bert" => {
            let config = read::<NomicConfig>("NomicBERT encoder", config)?;
            Box::new(Nomic::load(&config, vb)?)
        }
        other => {
            return Err(LoadError::UnknownArchitecture {
                found: other.to_owned(),
                known: KNOWN,
            });
        }
    })
}

fn read<C: DeserializeOwned>(
    architecture: &str,
    config: &Value,
) -> std::result::Result<C, LoadError> {
    C::deserialize(config).map_err(|error| unfit(architecture, error.to_string()))
}

/// A `config.json` that asks for what is not here.
pub(super) fn unfit(architecture: &str, reason: impl Into<String>) -> LoadError {
    LoadError::Config {
        architecture: architecture.to_owned(),
        reason: reason.into(),
    }
}

/// Where the tensors begin: files name them with or without the name of the model in front.
pub(super) fn below<'a>(vb: &VarBuilder<'a>, names: &[&str], first: &str) -> VarBuilder<'a> {
    names
        .iter()
        .map(|name| vb.pp(name))
        .find(|inner| inner.contains_tensor(first))
        .unwrap_or_else(|| vb.clone())
}
