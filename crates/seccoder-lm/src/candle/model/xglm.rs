//! XGLM, the class that InCoder is published as: norms before attention and feed-forward, scaled
//! embeddings, and sinusoidal positions that are computed rather than stored.
//!
//! Fried et al., "InCoder: A Generative Model for Code Infilling and Synthesis", 2023, section 3;
//! Lin et al., "Few-shot Learning with Multilingual Generative Language Models", 2022; Vaswani et
//! al., "Attention Is All You Need", 2017, sections 3.4 and 3.5, with all sines before all cosines
//! as in tensor2tensor.
//!
//! SVEN gives its prefix as cached keys and values without a mask: positions count on from the
//! prefix's length. The class itself would compute positions without an end; InCoder was trained on
//! 2048, and more are refused.

use candle_core::{Device, Result, Tensor, bail};
use candle_nn::VarBuilder;
use serde::Deserialize;

use super::decoder::{Attention, Block, Decoder, Feed};
use super::ops::{self, Activation, LayerNorm, Linear, Places};
use crate::candle::causal::{Cache, CausalLm, Input, Logits, Shape};

/// The number of the first token's position; fairseq, where the class comes from, keeps 0 and 1 for
/// padding.
const FIRST_POSITION: usize = 2;

/// Added to the variance; no configuration says it.
const EPSILON: f64 = 1e-5;

/// What `config.json` says, by its own names; what it does not say is as in xglm-564M.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct XglmConfig {
    /// Rows of the embedding table.
    pub vocab_size: usize,
    /// The most positions.
    pub max_position_embeddings: usize,
    /// The width of the hidden state.
    pub d_model: usize,
    /// The width inside the feed-forward layer.
    pub ffn_dim: usize,
    /// Blocks.
    pub num_layers: usize,
    /// Heads.
    pub attention_heads: usize,
    /// The feed-forward layer's activation.
    pub activation_function: Activation,
    /// Whether embeddings are multiplied by the root of their width.
    pub scale_embedding: bool,
    /// Whether the output layer is the embedding table.
    pub tie_word_embeddings: bool,
}

impl Default for XglmConfig {
    fn default() -> Self {
        Self {
            vocab_size: 256_008,
            max_position_embeddings: 2048,
            d_model: 1024,
            ffn_dim: 4096,
            num_layers: 24,
            attention_heads: 16,
            activation_function: Activation::Gelu,
            scale_embedding: true,
            tie_word_embeddings: true,
        }
    }
}

impl XglmConfig {
    fn shape(&self) -> Result<Shape> {
        let (width, heads) = (self.d_model, self.attention_heads);
        if heads == 0 || width % heads != 0 {
            bail!(
                "config.json says attention_heads {heads}, which does not divide d_model {width}"
            );
        }
        if width % 2 != 0 || width < 4 {
            bail!("d_model {width} has no room for sines and cosines of positions");
        }
        Ok(Shape {
            layers: self.num_layers,
            kv_heads: heads,
            head_dim: width / heads,
            hidden: width,
            vocabulary: self.vocab_size,
            context: self.max_position_embeddings,
        })
    }
}

/// An XGLM.
#[derive(Debug)]
pub struct Xglm {
    shape: Shape,
    embedding: Tensor,
    embedding_scale: f64,
    positions: Tensor,
    decoder: Decoder,
}

impl Xglm {
    /// Reads its weights by the names of the published checkpoints (`model.embed_tokens.weight`, …).
    ///
    /// # Errors
    /// When one is missing or has another shape, or the configuration contradicts itself.
    pub fn load(config: &XglmConfig, vb: &VarBuilder<'_>) -> Result<Self> {
        let shape = config.shape()?;
        let width = config.d_model;
        let body = vb.pp("model");
        let blocks = (0..config.num_layers)
            .map(|layer| block(config, &shape, &body.pp("layers").pp(layer)))
            .collect::<Result<_>>()?;
        let embedding = body.get((config.vocab_size, width), "embed_tokens.weight")?;
        let head = ops::output_layer(&embedding, config.tie_word_embeddings, vb)?;
        Ok(Self {
            shape,
            embedding,
            embedding_scale: if config.scale_embedding {
                (width as f64).sqrt()
            } else {
                1.0
            },
            positions: sinusoids(config.max_position_embeddings, width, vb.device())?
                .to_dtype(vb.dtype())?,
            decoder: Decoder {
                blocks,
                norm: LayerNorm::load(width, EPSILON, &body.pp("layer_norm"))?,
                head,
            },
        })
    }
}

impl CausalLm for Xglm {
    fn shape(&self) -> Shape {
        self.shape
    }

    fn forward(&self, input: Input<'_>, cache: &mut Cache, logits: Logits) -> Result<Tensor> {
        let places = Places::of(input, cache, self.shape.context)?;
        let hidden = (ops::embed(&self.embedding, input.tokens)? * self.embedding_scale)?
            .broadcast_add(&ops::embed(&self.positions, &places.positions)?)?;
        self.decoder.forward(hidden, &places, cache, logits)
    }
}

fn block(config: &XglmConfig, shape: &Shape, vb: &VarBuilder<'_>) -> Result<Block> {
    let (width, inner) = (config.d_model, config.ffn_dim);
    let attention = vb.pp("self_attn");
    let projection = |name| Linear::load(width, width, true, &attention.pp(name));
    Ok(Block {
        before_attention: LayerNorm::load(width, EPSILON, &vb.pp("self_attn_layer_norm"))?,
        attention: Attention {
            query: projection("q_proj")?,
            key: projection("k_proj")?,
            value: projection("v_proj")?,
            output: projection("out_proj")?,
            heads: config.attention_heads,
            kv_heads: config.attention_heads,
            scale: (shape.head_dim as f64).powf(-0.5),
            rotary: None,
        },
        before_feed: Some(LayerNorm::load(width, EPSILON, &vb.pp("final_layer_norm"))?),
        feed: Feed {
            up: Linear::load(width, inner, true, &vb.pp("fc1"))?,
            down: Linear::load(inner, width, true, &vb.pp("fc2"))?,
            activation: config.activation_function,
        },
    })
}

/// The positions' vectors, f32, of shape (positions, width): the sines of the position's multiples
/// of width / 2 frequencies, which fall from 1 to 1/10000, and then their cosines.
fn sinusoids(positions: usize, width: usize, device: &Device) -> Result<Tensor> {
    let half = width / 2;
    let step = (10_000_f64.ln() / (half - 1) as f64) as f32;
    let frequencies: Vec<f32> = (0..half).map(|at| (at as f32 * -step).exp()).collect();
    let angles = (FIRST_POSITION..FIRST_POSITION + positions)
        .flat_map(|position| frequencies.iter().map(move |f| position as f32 * f))
        .collect::<Vec<f32>>();
    let angles = Tensor::from_vec(angles, (positions, half), device)?;
    Tensor::cat(&[angles.sin()?, angles.cos()?], 1)
}
