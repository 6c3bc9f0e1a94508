//! NomicBERT: BERT with rotary positions, a gated feed-forward layer and no biases.
//!
//! Nussbaum et al., "Nomic Embed: Training a Reproducible Long Context Text Embedder", 2024,
//! section 3. Tensors have the names of the published checkpoints.

use candle_core::{Result, Tensor};
use candle_nn::VarBuilder;
use serde::Deserialize;

use super::encoder::{Batch, Encoder, unfit};
use crate::candle::causal::KeyValue;
use crate::candle::checkpoint::LoadError;
use crate::candle::model::ops::{
    self, Activation, LayerNorm, Linear, Places, Rotary, RotaryPairs, attend, split_heads,
};

/// What `config.json` says, by its own names.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct NomicConfig {
    vocab_size: usize,
    n_embd: usize,
    n_head: usize,
    n_inner: usize,
    n_layer: usize,
    n_positions: usize,
    /// The longest text in training; beyond it the published model changes its frequencies, which
    /// is not done here.
    #[serde(default = "usual_trained")]
    max_trained_positions: usize,
    #[serde(default)]
    type_vocab_size: usize,
    #[serde(default = "usual_epsilon")]
    layer_norm_epsilon: f64,
    activation_function: String,
    #[serde(default = "usual_base")]
    rotary_emb_base: f32,
    #[serde(default = "whole")]
    rotary_emb_fraction: f32,
    #[serde(default)]
    rotary_emb_interleaved: bool,
    #[serde(default)]
    prenorm: bool,
    #[serde(default)]
    use_rms_norm: Option<bool>,
    #[serde(default)]
    qkv_proj_bias: bool,
    #[serde(default)]
    mlp_fc1_bias: bool,
    #[serde(default)]
    mlp_fc2_bias: bool,
}

const fn usual_trained() -> usize {
    2048
}

const fn usual_epsilon() -> f64 {
    1e-12
}

const fn usual_base() -> f32 {
    10_000.0
}

const fn whole() -> f32 {
    1.0
}

impl NomicConfig {
    fn check(&self) -> std::result::Result<(), LoadError> {
        let unknown = [
            (self.activation_function != "swiglu", "activation_function"),
            (self.rotary_emb_fraction != 1.0, "rotary_emb_fraction"),
            (self.rotary_emb_interleaved, "rotary_emb_interleaved"),
            (self.prenorm, "prenorm"),
            (self.use_rms_norm == Some(true), "use_rms_norm"),
            (self.qkv_proj_bias, "qkv_proj_bias"),
            (self.mlp_fc1_bias, "mlp_fc1_bias"),
            (self.mlp_fc2_bias, "mlp_fc2_bias"),
            (
                self.n_head == 0 || !self.n_embd.is_multiple_of(2 * self.n_head),
                "n_head",
            ),
        ];
        match unknown.into_iter().find(|(is_unknown, _)| *is_unknown) {
            None => Ok(()),
            Some((_, name)) => Err(unfit(
                "NomicBERT encoder",
                format!("its {name} is not that of the published embedders"),
            )),
        }
    }
}

/// The encoder.
#[derive(Debug)]
pub(super) struct Nomic {
    words: Tensor,
    /// (1, width): all tokens belong to one text.
    kind: Option<Tensor>,
    norm: LayerNorm,
    rotary: Rotary,
    positions: usize,
    blocks: Vec<Block>,
}

impl Nomic {
    pub(super) fn load(
        config: &NomicConfig,
        vb: &VarBuilder<'_>,
    ) -> std::result::Result<Self, LoadError> {
        config.check()?;
        let width = config.n_embd;
        let kinds = vb.pp("embeddings.token_type_embeddings");
        let kind = (config.type_vocab_size > 0)
            .then(|| {
                kinds
                    .get((config.type_vocab_size, width), "weight")?
                    .narrow(0, 0, 1)
            })
            .transpose()?;
        let positions = config.n_positions.min(config.max_trained_positions);
        let blocks = vb.pp("encoder.layers");
        Ok(Self {
            words: vb
                .pp("embeddings.word_embeddings")
                .get((config.vocab_size, width), "weight")?,
            kind,
            norm: norm(config, &vb.pp("emb_ln"))?,
            rotary: Rotary::new(
                width / config.n_head,
                config.rotary_emb_base,
                positions,
                RotaryPairs::Halves,
                vb.device(),
            )?,
            positions,
            blocks: (0..config.n_layer)
                .map(|layer| Block::load(config, &blocks.pp(layer)))
                .collect::<Result<_>>()?,
        })
    }
}

impl Encoder for Nomic {
    fn width(&self) -> usize {
        self.words.dims()[1]
    }

    fn positions(&self) -> Option<usize> {
        Some(self.positions)
    }

    fn forward(&self, batch: &Batch) -> Result<Tensor> {
        let mut hidden = ops::embed(&self.words, &batch.tokens)?;
        if let Some(kind) = &self.kind {
            hidden = hidden.broadcast_add(kind)?;
        }
        hidden = self.norm.forward(&hidden)?;
        for block in &self.blocks {
            hidden = block.forward(&hidden, &self.rotary, &batch.places)?;
        }
        Ok(hidden)
    }
}

fn norm(config: &NomicConfig, vb: &VarBuilder<'_>) -> Result<LayerNorm> {
    LayerNorm::load(config.n_embd, config.layer_norm_epsilon, vb)
}

/// Attention and feed-forward, each added to what went in, with a norm behind it.
#[derive(Debug)]
struct Block {
    heads: usize,
    /// Queries, keys and values in one matrix.
    all: Linear,
    out: Linear,
    after_attention: LayerNorm,
    inner: Linear,
    gate: Linear,
    outer: Linear,
    after_feed_forward: LayerNorm,
}

impl Block {
    fn load(config: &NomicConfig, vb: &VarBuilder<'_>) -> Result<Self> {
        let (width, inner) = (config.n_embd, config.n_inner);
        let linear =
            |from: usize, to: usize, name: &str| Linear::load(from, to, false, &vb.pp(name));
        Ok(Self {
            heads: config.n_head,
            all: linear(width, 3 * width, "attn.Wqkv")?,
            out: linear(width, width, "attn.out_proj")?,
            after_attention: norm(config, &vb.pp("norm1"))?,
            inner: linear(width, inner, "mlp.fc11")?,
            gate: linear(width, inner, "mlp.fc12")?,
            outer: linear(inner, width, "mlp.fc2")?,
            after_feed_forward: norm(config, &vb.pp("norm2"))?,
        })
    }

    fn forward(&self, hidden: &Tensor, rotary: &Rotary, places: &Places) -> Result<Tensor> {
        let all = self.all.forward(hidden)?;
        let width = hidden.dim(2)?;
        let part = |number: usize| split_heads(&all.narrow(2, number * width, width)?, self.heads);
        let query = rotary.apply(&part(0)?, places)?;
        let scale = (query.dim(3)? as f64).sqrt().recip();
        let all = KeyValue {
            key: rotary.apply(&part(1)?, places)?,
            value: part(2)?,
        };
        let seen = self.out.forward(&attend(&query, &all, places, scale)?)?;
        let hidden = self.after_attention.forward(&(hidden + seen)?)?;
        let gate = Activation::Silu.apply(&self.gate.forward(&hidden)?)?;
        let outer = self
            .outer
            .forward(&(self.inner.forward(&hidden)? * gate)?)?;
        self.after_feed_forward.forward(&(hidden + outer)?)
    }
}
