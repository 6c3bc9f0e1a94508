//! CodeGen: blocks as in GPT-J, in which attention and feed-forward read the same norm side by side,
//! with rotary positions on a head's first components.
//!
//! Nijkamp et al., "CodeGen: An Open Large Language Model for Code with Multi-Turn Program
//! Synthesis", 2023, section 2.2; Wang and Komatsuzaki, "GPT-J-6B", 2021; Su et al., "RoFormer",
//! 2021, for the rotary positions.
//!
//! SVEN gives its prefix to CodeGen as cached keys and values with neither mask nor positions, which
//! makes CodeGen count on from the prefix's length: the first token of a prompt behind five prefix
//! tokens has position 5. The prefix's keys are not turned.

use candle_core::{Result, Tensor, bail};
use candle_nn::VarBuilder;
use serde::Deserialize;

use super::decoder::{Attention, Block, Decoder, Feed, third};
use super::ops::{self, Activation, LayerNorm, Linear, Places, Rotary, RotaryPairs};
use crate::candle::causal::{Cache, CausalLm, Input, Logits, Shape};

/// The model was trained on four cores, each with a quarter of the heads, and its file still keeps
/// queries, values and keys (in this order) by quarters.
const QUARTERS: usize = 4;

/// The rotary frequencies' base.
const ROTARY_BASE: f32 = 10_000.0;

/// What `config.json` says, by its own names; what it does not say is as in the 6B model.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct CodeGenConfig {
    /// Rows of the embedding table.
    pub vocab_size: usize,
    /// The most positions.
    pub n_positions: usize,
    /// The width of the hidden state.
    pub n_embd: usize,
    /// Blocks.
    pub n_layer: usize,
    /// Heads.
    pub n_head: usize,
    /// Components of a head that are turned by the position.
    pub rotary_dim: usize,
    /// The width inside the feed-forward layer; four times the hidden state's where it is not said.
    pub n_inner: Option<usize>,
    /// The feed-forward layer's activation.
    pub activation_function: Activation,
    /// Added to the variance.
    pub layer_norm_epsilon: f64,
}

impl Default for CodeGenConfig {
    fn default() -> Self {
        Self {
            vocab_size: 50_400,
            n_positions: 2048,
            n_embd: 4096,
            n_layer: 28,
            n_head: 16,
            rotary_dim: 64,
            n_inner: None,
            activation_function: Activation::GeluNew,
            layer_norm_epsilon: 1e-5,
        }
    }
}

impl CodeGenConfig {
    fn shape(&self) -> Result<Shape> {
        let (width, heads, turned) = (self.n_embd, self.n_head, self.rotary_dim);
        if heads == 0 || heads % QUARTERS != 0 || width % heads != 0 {
            bail!(
                "CodeGen needs heads in multiples of {QUARTERS} that divide the width; config.json \
                 says n_head {heads} and n_embd {width}"
            );
        }
        let head_dim = width / heads;
        if turned % 2 != 0 || turned > head_dim {
            bail!("rotary_dim {turned} is not an even number of a head's {head_dim} components");
        }
        Ok(Shape {
            layers: self.n_layer,
            kv_heads: heads,
            head_dim,
            hidden: width,
            vocabulary: self.vocab_size,
            context: self.n_positions,
        })
    }
}

/// A CodeGen.
#[derive(Debug)]
pub struct CodeGen {
    shape: Shape,
    embedding: Tensor,
    decoder: Decoder,
}

impl CodeGen {
    /// Reads its weights by the names of the published checkpoints (`transformer.wte.weight`, …).
    ///
    /// # Errors
    /// When one is missing or has another shape, or the configuration contradicts itself.
    pub fn load(config: &CodeGenConfig, vb: &VarBuilder<'_>) -> Result<Self> {
        let shape = config.shape()?;
        let body = vb.pp("transformer");
        let rotary = Rotary::new(
            config.rotary_dim,
            ROTARY_BASE,
            config.n_positions,
            RotaryPairs::Neighbours,
            vb.device(),
        )?;
        let blocks = (0..config.n_layer)
            .map(|layer| block(config, &shape, &rotary, &body.pp("h").pp(layer)))
            .collect::<Result<_>>()?;
        Ok(Self {
            shape,
            embedding: body.get((config.vocab_size, config.n_embd), "wte.weight")?,
            decoder: Decoder {
                blocks,
                norm: LayerNorm::load(config.n_embd, config.layer_norm_epsilon, &body.pp("ln_f"))?,
                head: Linear::load(config.n_embd, config.vocab_size, true, &vb.pp("lm_head"))?,
            },
        })
    }
}

impl CausalLm for CodeGen {
    fn shape(&self) -> Shape {
        self.shape
    }

    fn forward(&self, input: Input<'_>, cache: &mut Cache, logits: Logits) -> Result<Tensor> {
        let places = Places::of(input, cache, self.shape.context)?;
        let hidden = ops::embed(&self.embedding, input.tokens)?;
        self.decoder.forward(hidden, &places, cache, logits)
    }
}

fn block(
    config: &CodeGenConfig,
    shape: &Shape,
    rotary: &Rotary,
    vb: &VarBuilder<'_>,
) -> Result<Block> {
    let width = config.n_embd;
    let inner = config.n_inner.unwrap_or(4 * width);
    let (attention, feed) = (vb.pp("attn"), vb.pp("mlp"));
    let fused = attention.get((3 * width, width), "qkv_proj.weight")?;
    let part =
        |which| Ok::<_, candle_core::Error>(Linear::new(third(&fused, QUARTERS, which)?, None));
    Ok(Block {
        before_attention: LayerNorm::load(width, config.layer_norm_epsilon, &vb.pp("ln_1"))?,
        attention: Attention {
            query: part(0)?,
            value: part(1)?,
            key: part(2)?,
            output: Linear::load(width, width, false, &attention.pp("out_proj"))?,
            heads: config.n_head,
            kv_heads: config.n_head,
            scale: (shape.head_dim as f64).powf(-0.5),
            rotary: Some(rotary.clone()),
        },
        before_feed: None,
        feed: Feed {
            up: Linear::load(width, inner, true, &feed.pp("fc_in"))?,
            down: Linear::load(inner, width, true, &feed.pp("fc_out"))?,
            activation: config.activation_function,
        },
    })
}
