//! T5's encoder, which INSTRUCTOR and other sentence embedders are made of.
//!
//! Raffel et al., "Exploring the Limits of Transfer Learning with a Unified Text-to-Text
//! Transformer", 2020, section 2.1: root-mean-square norms before each part, no biases, scores that
//! are not scaled, and positions only as a relative bias, learned in the first block and used in
//! all. Version 1.1 differs in its gated feed-forward layer.

use candle_core::{Result, Tensor};
use candle_nn::VarBuilder;
use serde::Deserialize;

use super::encoder::{Batch, Encoder, unfit};
use super::relative::RelativeBias;
use crate::candle::causal::KeyValue;
use crate::candle::checkpoint::LoadError;
use crate::candle::model::ops::{self, Activation, Linear, Places, RmsNorm, attend, split_heads};

/// What `config.json` says, by its own names.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct T5Config {
    vocab_size: usize,
    d_model: usize,
    /// The length of a head, which need not be `d_model` divided by the heads.
    d_kv: usize,
    d_ff: usize,
    num_layers: usize,
    num_heads: usize,
    #[serde(default = "usual_buckets")]
    relative_attention_num_buckets: usize,
    #[serde(default = "usual_distance")]
    relative_attention_max_distance: usize,
    #[serde(default = "usual_epsilon")]
    layer_norm_epsilon: f64,
    /// "relu" (version 1.0), "gated-gelu" (1.1), or another activation of either form.
    #[serde(default = "usual_projection")]
    feed_forward_proj: String,
}

const fn usual_buckets() -> usize {
    32
}

const fn usual_distance() -> usize {
    128
}

const fn usual_epsilon() -> f64 {
    1e-6
}

fn usual_projection() -> String {
    "relu".to_owned()
}

impl T5Config {
    /// The activation, and whether a gate multiplies it.
    fn feed_forward(&self) -> std::result::Result<(Activation, bool), LoadError> {
        match self.feed_forward_proj.as_str() {
            "relu" => Ok((Activation::Relu, false)),
            "gelu" => Ok((Activation::Gelu, false)),
            // The name says gelu, but the weights were trained with its approximation.
            "gated-gelu" => Ok((Activation::GeluNew, true)),
            "gated-relu" => Ok((Activation::Relu, true)),
            "gated-silu" => Ok((Activation::Silu, true)),
            other => Err(unfit(
                "T5 encoder",
                format!("feed_forward_proj {other:?} is not known"),
            )),
        }
    }
}

/// The encoder.
#[derive(Debug)]
pub(super) struct T5 {
    table: Tensor,
    bias: RelativeBias,
    blocks: Vec<Block>,
    norm: RmsNorm,
}

impl T5 {
    pub(super) fn load(
        config: &T5Config,
        vb: &VarBuilder<'_>,
    ) -> std::result::Result<Self, LoadError> {
        let buckets = config.relative_attention_num_buckets;
        let farthest = config.relative_attention_max_distance;
        if buckets < 4 || farthest <= buckets / 4 {
            return Err(unfit(
                "T5 encoder",
                format!("{buckets} buckets for distances up to {farthest}"),
            ));
        }
        let feed_forward = config.feed_forward()?;
        // Both names stand for the same numbers; files have one of them or both.
        let shared = if vb.contains_tensor("shared.weight") {
            vb.pp("shared")
        } else {
            vb.pp("encoder.embed_tokens")
        };
        let blocks = vb.pp("encoder.block");
        let bias = blocks
            .pp("0.layer.0.SelfAttention.relative_attention_bias")
            .get((buckets, config.num_heads), "weight")?;
        Ok(Self {
            table: shared.get((config.vocab_size, config.d_model), "weight")?,
            bias: RelativeBias::new(&bias, farthest)?,
            blocks: (0..config.num_layers)
                .map(|layer| Block::load(config, feed_forward, &blocks.pp(layer)))
                .collect::<Result<_>>()?,
            norm: norm(config, &vb.pp("encoder.final_layer_norm"))?,
        })
    }
}

impl Encoder for T5 {
    fn width(&self) -> usize {
        self.table.dims()[1]
    }

    fn positions(&self) -> Option<usize> {
        None
    }

    fn forward(&self, batch: &Batch) -> Result<Tensor> {
        let mut hidden = ops::embed(&self.table, &batch.tokens)?;
        let places = batch.with_bias(&self.bias.of(batch.tokens.dim(1)?)?)?;
        for block in &self.blocks {
            hidden = block.forward(&hidden, &places)?;
        }
        self.norm.forward(&hidden)
    }
}

fn norm(config: &T5Config, vb: &VarBuilder<'_>) -> Result<RmsNorm> {
    RmsNorm::load(config.d_model, config.layer_norm_epsilon, vb)
}

/// Attention and feed-forward, each behind a norm and added to what went in.
#[derive(Debug)]
struct Block {
    heads: usize,
    before_attention: RmsNorm,
    query: Linear,
    key: Linear,
    value: Linear,
    out: Linear,
    before_feed_forward: RmsNorm,
    activation: Activation,
    inner: Linear,
    /// Version 1.1: multiplies what the activation gives.
    gate: Option<Linear>,
    outer: Linear,
}

impl Block {
    fn load(
        config: &T5Config,
        (activation, is_gated): (Activation, bool),
        vb: &VarBuilder<'_>,
    ) -> Result<Self> {
        let (width, heads) = (config.d_model, config.num_heads * config.d_kv);
        let attention = vb.pp("layer.0.SelfAttention");
        let feed_forward = vb.pp("layer.1.DenseReluDense");
        let into = |name: &str| Linear::load(width, heads, false, &attention.pp(name));
        let wide = |name: &str| Linear::load(width, config.d_ff, false, &feed_forward.pp(name));
        Ok(Self {
            heads: config.num_heads,
            before_attention: norm(config, &vb.pp("layer.0.layer_norm"))?,
            query: into("q")?,
            key: into("k")?,
            value: into("v")?,
            out: Linear::load(heads, width, false, &attention.pp("o"))?,
            before_feed_forward: norm(config, &vb.pp("layer.1.layer_norm"))?,
            activation,
            inner: wide(if is_gated { "wi_0" } else { "wi" })?,
            gate: is_gated.then(|| wide("wi_1")).transpose()?,
            outer: Linear::load(config.d_ff, width, false, &feed_forward.pp("wo"))?,
        })
    }

    fn forward(&self, hidden: &Tensor, places: &Places) -> Result<Tensor> {
        let normed = self.before_attention.forward(hidden)?;
        let heads = |linear: &Linear| split_heads(&linear.forward(&normed)?, self.heads);
        let all = KeyValue {
            key: heads(&self.key)?,
            value: heads(&self.value)?,
        };
        let seen = attend(&heads(&self.query)?, &all, places, 1.0)?;
        let hidden = (hidden + self.out.forward(&seen)?)?;
        let normed = self.before_feed_forward.forward(&hidden)?;
        let mut inner = self.activation.apply(&self.inner.forward(&normed)?)?;
        if let Some(gate) = &self.gate {
            inner = (inner * gate.forward(&normed)?)?;
        }
        hidden + self.outer.forward(&inner)?
    }
}
