//! GPTBigCode (SantaCoder, StarCoder): GPT-2 with learned positions, whose query heads may share
//! one key and one value (multi-query attention).
//!
//! Ben Allal et al., "SantaCoder: don't reach for the stars!", 2023; Shazeer, "Fast Transformer
//! Decoding: One Write-Head is All You Need", 2019; Radford et al., "Language Models are
//! Unsupervised Multitask Learners", 2019, section 2.3, for the blocks.
//!
//! The same model is published in two forms, told apart by `model_type` in `config.json`:
//! - `gpt_bigcode` (bigcode/gpt_bigcode-santacoder, bigcode/starcoder…): one fused `c_attn`. With
//!   `multi_query` its rows are all queries, then the key, then the value; without, they are query,
//!   key and value of the first head, then of the second, and so on.
//! - `gpt2` (bigcode/santacoder, with code of its own): weights are stored (in, out) and
//!   `attention_head_type` says which attention. "multiquery" has `q_attn` for all queries and
//!   `kv_attn` for key and value; "multihead" (the revision `mha`, which SVEN takes) has a `c_attn`
//!   of all queries, then all keys, then all values.
//!
//! SVEN gives its prefix as cached keys and values with neither mask nor positions: positions count
//! on from the prefix's length, so a prefix takes room in the table of positions.

use candle_core::{Error, Result, Tensor, bail};
use candle_nn::VarBuilder;
use serde::Deserialize;

use super::decoder::{Attention, Block, Decoder, Feed, third};
use super::ops::{self, Activation, LayerNorm, Linear, Places};
use crate::candle::causal::{Cache, CausalLm, Input, Logits, Shape};

/// The two forms that it is published in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Form {
    /// Of transformers' own class.
    #[serde(rename = "gpt_bigcode")]
    GptBigCode,
    /// Of GPT-2, with one setting more.
    #[serde(rename = "gpt2")]
    Gpt2,
}

/// What the form `gpt2` says about its attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HeadType {
    /// Every query head has a key and a value.
    MultiHead,
    /// All share one key and one value.
    MultiQuery,
}

/// What `config.json` says, by its own names.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct GptBigCodeConfig {
    /// The form.
    pub model_type: Form,
    /// Rows of the embedding table.
    pub vocab_size: usize,
    /// The most positions.
    pub n_positions: usize,
    /// The width of the hidden state.
    pub n_embd: usize,
    /// Blocks.
    pub n_layer: usize,
    /// Query heads.
    pub n_head: usize,
    /// The width inside the feed-forward layer; four times the hidden state's where it is not said.
    pub n_inner: Option<usize>,
    /// The feed-forward layer's activation.
    pub activation_function: Activation,
    /// Added to the variance.
    pub layer_norm_epsilon: f64,
    /// Whether scores are divided by the root of a head's length.
    pub scale_attn_weights: bool,
    /// Form `gpt_bigcode` only: whether all query heads share one key and value.
    pub multi_query: bool,
    /// Form `gpt2` only: the same; multi-head where it is not said.
    pub attention_head_type: HeadType,
    /// Form `gpt2` only: whether scores are divided by the block's number, too.
    pub scale_attn_by_inverse_layer_idx: bool,
    /// Whether the output layer is the embedding table.
    pub tie_word_embeddings: bool,
}

impl Default for GptBigCodeConfig {
    fn default() -> Self {
        Self {
            model_type: Form::GptBigCode,
            vocab_size: 50_257,
            n_positions: 1024,
            n_embd: 768,
            n_layer: 12,
            n_head: 12,
            n_inner: None,
            activation_function: Activation::GeluNew,
            layer_norm_epsilon: 1e-5,
            scale_attn_weights: true,
            multi_query: true,
            attention_head_type: HeadType::MultiHead,
            scale_attn_by_inverse_layer_idx: false,
            tie_word_embeddings: true,
        }
    }
}

impl GptBigCodeConfig {
    fn multi_query(&self) -> bool {
        match self.model_type {
            Form::GptBigCode => self.multi_query,
            Form::Gpt2 => self.attention_head_type == HeadType::MultiQuery,
        }
    }

    fn shape(&self) -> Result<Shape> {
        let (width, heads) = (self.n_embd, self.n_head);
        if heads == 0 || width % heads != 0 {
            bail!("config.json says n_head {heads}, which does not divide n_embd {width}");
        }
        Ok(Shape {
            layers: self.n_layer,
            kv_heads: if self.multi_query() { 1 } else { heads },
            head_dim: width / heads,
            hidden: width,
            vocabulary: self.vocab_size,
            context: self.n_positions,
        })
    }

    /// What the scores of a block are multiplied by.
    fn scale(&self, layer: usize, head_dim: usize) -> f64 {
        let by_length = if self.scale_attn_weights {
            (head_dim as f64).powf(-0.5)
        } else {
            1.0
        };
        if self.model_type == Form::Gpt2 && self.scale_attn_by_inverse_layer_idx {
            return by_length / (layer + 1) as f64;
        }
        by_length
    }
}

/// A GPTBigCode.
#[derive(Debug)]
pub struct GptBigCode {
    shape: Shape,
    embedding: Tensor,
    positions: Tensor,
    decoder: Decoder,
}

impl GptBigCode {
    /// Reads its weights by the names of the published checkpoints (`transformer.wte.weight`, …).
    ///
    /// # Errors
    /// When one is missing or has another shape, or the configuration contradicts itself.
    pub fn load(config: &GptBigCodeConfig, vb: &VarBuilder<'_>) -> Result<Self> {
        let shape = config.shape()?;
        let width = config.n_embd;
        let body = vb.pp("transformer");
        let blocks = (0..config.n_layer)
            .map(|layer| block(config, &shape, layer, &body.pp("h").pp(layer)))
            .collect::<Result<_>>()?;
        let embedding = body.get((config.vocab_size, width), "wte.weight")?;
        let head = ops::output_layer(&embedding, config.tie_word_embeddings, vb)?;
        Ok(Self {
            shape,
            embedding,
            positions: body.get((config.n_positions, width), "wpe.weight")?,
            decoder: Decoder {
                blocks,
                norm: LayerNorm::load(width, config.layer_norm_epsilon, &body.pp("ln_f"))?,
                head,
            },
        })
    }
}

impl CausalLm for GptBigCode {
    fn shape(&self) -> Shape {
        self.shape
    }

    fn forward(&self, input: Input<'_>, cache: &mut Cache, logits: Logits) -> Result<Tensor> {
        let places = Places::of(input, cache, self.shape.context)?;
        let hidden = ops::embed(&self.embedding, input.tokens)?
            .broadcast_add(&ops::embed(&self.positions, &places.positions)?)?;
        self.decoder.forward(hidden, &places, cache, logits)
    }
}

fn block(
    config: &GptBigCodeConfig,
    shape: &Shape,
    layer: usize,
    vb: &VarBuilder<'_>,
) -> Result<Block> {
    let width = config.n_embd;
    let inner = config.n_inner.unwrap_or(4 * width);
    let (attention, feed) = (vb.pp("attn"), vb.pp("mlp"));
    let linear = |inputs, outputs, vb: VarBuilder<'_>| {
        let (weight, bias) = stored(config.model_type, inputs, outputs, &vb)?;
        Ok::<_, Error>(Linear::new(weight, Some(bias)))
    };
    let norm = |name| LayerNorm::load(width, config.layer_norm_epsilon, &vb.pp(name));
    let [query, key, value] = projections(config, shape, &attention)?;
    Ok(Block {
        before_attention: norm("ln_1")?,
        attention: Attention {
            query,
            key,
            value,
            output: linear(width, width, attention.pp("c_proj"))?,
            heads: config.n_head,
            kv_heads: shape.kv_heads,
            scale: config.scale(layer, shape.head_dim),
            rotary: None,
        },
        before_feed: Some(norm("ln_2")?),
        feed: Feed {
            up: linear(width, inner, feed.pp("c_fc"))?,
            down: linear(inner, width, feed.pp("c_proj"))?,
            activation: config.activation_function,
        },
    })
}

/// A layer's weight (out, in) and bias (out), however the form stores them.
fn stored(
    form: Form,
    inputs: usize,
    outputs: usize,
    vb: &VarBuilder<'_>,
) -> Result<(Tensor, Tensor)> {
    let weight = match form {
        Form::GptBigCode => vb.get((outputs, inputs), "weight")?,
        Form::Gpt2 => vb.get((inputs, outputs), "weight")?.t()?.contiguous()?,
    };
    Ok((weight, vb.get(outputs, "bias")?))
}

/// Queries', keys' and values' layers.
fn projections(
    config: &GptBigCodeConfig,
    shape: &Shape,
    vb: &VarBuilder<'_>,
) -> Result<[Linear; 3]> {
    let (width, dim) = (config.n_embd, shape.head_dim);
    let read = |name, outputs| stored(config.model_type, width, outputs, &vb.pp(name));
    let rows = |(weight, bias): &(Tensor, Tensor), from, count| {
        let part = |tensor: &Tensor| tensor.narrow(0, from, count)?.contiguous();
        Ok::<_, Error>(Linear::new(part(weight)?, Some(part(bias)?)))
    };
    if !config.multi_query() {
        let (weight, bias) = read("c_attn", 3 * width)?;
        let groups = match config.model_type {
            Form::GptBigCode => config.n_head,
            Form::Gpt2 => 1,
        };
        let part = |which| {
            let bias = third(&bias, groups, which)?;
            Ok::<_, Error>(Linear::new(third(&weight, groups, which)?, Some(bias)))
        };
        return Ok([part(0)?, part(1)?, part(2)?]);
    }
    match config.model_type {
        Form::GptBigCode => {
            let fused = read("c_attn", width + 2 * dim)?;
            Ok([
                rows(&fused, 0, width)?,
                rows(&fused, width, dim)?,
                rows(&fused, width + dim, dim)?,
            ])
        }
        Form::Gpt2 => {
            let (weight, bias) = read("q_attn", width)?;
            let shared = read("kv_attn", 2 * dim)?;
            Ok([
                Linear::new(weight, Some(bias)),
                rows(&shared, 0, dim)?,
                rows(&shared, dim, dim)?,
            ])
        }
    }
}
