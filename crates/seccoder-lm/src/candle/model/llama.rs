//! Llama and Qwen2: root-mean-square norms, rotary positions, a gated feed-forward layer, and
//! query heads that share key heads.
//!
//! Touvron et al., "LLaMA: Open and Efficient Foundation Language Models", 2023, section 2.2;
//! Ainslie et al., "GQA", 2023; Yang et al., "Qwen2 Technical Report", 2024, section 2.2. Qwen2 is
//! Llama with biases on queries, keys and values. SmolLM2 is published as Llama, Qwen2.5-Coder as
//! Qwen2.

use candle_core::{Result, Tensor, bail};
use candle_nn::VarBuilder;
use serde::Deserialize;

use super::ops::{
    self, Activation, Linear, Places, RmsNorm, Rotary, RotaryPairs, attend, split_heads,
};
use crate::candle::causal::{Cache, CausalLm, Input, KeyValue, Logits, Shape};

/// Which of the two it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Llama.
    Llama,
    /// Qwen2 and Qwen2.5.
    Qwen2,
}

/// What `config.json` says, by its own names.
#[derive(Debug, Clone, Deserialize)]
pub struct LlamaConfig {
    /// Which of the two it is.
    pub model_type: Family,
    /// Rows of the embedding table.
    pub vocab_size: usize,
    /// The width of the hidden state.
    pub hidden_size: usize,
    /// The width inside the feed-forward layer.
    pub intermediate_size: usize,
    /// Blocks.
    pub num_hidden_layers: usize,
    /// Query heads.
    pub num_attention_heads: usize,
    /// Key heads; as many as query heads where it is not said.
    #[serde(default)]
    pub num_key_value_heads: Option<usize>,
    /// The length of a head; width divided by heads where it is not said.
    #[serde(default)]
    pub head_dim: Option<usize>,
    /// The most positions.
    pub max_position_embeddings: usize,
    /// Added to the mean square.
    pub rms_norm_eps: f64,
    /// Base of the rotary frequencies.
    #[serde(default)]
    pub rope_theta: Option<f32>,
    /// A stretching of the rotary frequencies, which is refused.
    #[serde(default)]
    pub rope_scaling: Option<serde_json::Value>,
    /// Where newer files keep the two before.
    #[serde(default)]
    pub rope_parameters: Option<serde_json::Value>,
    /// The gate's activation.
    #[serde(default = "silu")]
    pub hidden_act: Activation,
    /// Llama only: biases on queries, keys, values and the attention's output.
    #[serde(default)]
    pub attention_bias: bool,
    /// Llama only: biases in the feed-forward layer.
    #[serde(default)]
    pub mlp_bias: bool,
    /// Whether the output layer is the embedding table; found out where it is not said.
    #[serde(default)]
    pub tie_word_embeddings: Option<bool>,
    /// Whether late layers see only the positions nearby, which is refused.
    #[serde(default)]
    pub use_sliding_window: bool,
    /// Which components of a head are turned together. Published folders always have halves;
    /// GGUF files of Llama are sorted for neighbours.
    #[serde(default = "halves")]
    pub rotary_pairs: RotaryPairs,
}

const fn silu() -> Activation {
    Activation::Silu
}

const fn halves() -> RotaryPairs {
    RotaryPairs::Halves
}

impl LlamaConfig {
    fn kv_heads(&self) -> usize {
        self.num_key_value_heads.unwrap_or(self.num_attention_heads)
    }

    fn head_dim(&self) -> usize {
        self.head_dim
            .unwrap_or(self.hidden_size / self.num_attention_heads.max(1))
    }

    /// The rotary base; refuses what would need other frequencies.
    fn rotary_base(&self) -> Result<f32> {
        let stretched = |rope: &&serde_json::Value| {
            let kind = rope.get("rope_type").or_else(|| rope.get("type"));
            kind.and_then(serde_json::Value::as_str)
                .is_some_and(|kind| kind != "default")
        };
        let places = [&self.rope_scaling, &self.rope_parameters];
        if let Some(rope) = places.into_iter().flatten().find(stretched) {
            bail!("its rotary positions are stretched ({rope}), which is not supported");
        }
        let newer = self.rope_parameters.as_ref();
        Ok(newer
            .and_then(|rope| rope.get("rope_theta")?.as_f64())
            .map(|base| base as f32)
            .or(self.rope_theta)
            .unwrap_or(10_000.0))
    }

    fn check(&self) -> Result<()> {
        let (heads, kv_heads) = (self.num_attention_heads, self.kv_heads());
        if kv_heads == 0 || heads % kv_heads != 0 {
            bail!("{heads} query heads cannot share {kv_heads} key heads");
        }
        if !self.head_dim().is_multiple_of(2) {
            bail!(
                "a head of {} components cannot be turned in pairs",
                self.head_dim()
            );
        }
        if self.use_sliding_window {
            bail!("it sees only nearby positions in some layers, which is not supported");
        }
        Ok(())
    }
}

/// A Llama or Qwen2.
#[derive(Debug)]
pub struct Llama {
    shape: Shape,
    embedding: Tensor,
    blocks: Vec<Block>,
    norm: RmsNorm,
    head: Linear,
    rotary: Rotary,
}

impl Llama {
    /// Reads its weights by the names of published checkpoints (`model.embed_tokens.weight`, …).
    ///
    /// # Errors
    /// When one is missing or has another shape, or the configuration asks for what is not
    /// supported.
    pub fn load(config: &LlamaConfig, vb: &VarBuilder<'_>) -> Result<Self> {
        config.check()?;
        let shape = Shape {
            layers: config.num_hidden_layers,
            kv_heads: config.kv_heads(),
            head_dim: config.head_dim(),
            hidden: config.hidden_size,
            vocabulary: config.vocab_size,
            context: config.max_position_embeddings,
        };
        let table = (config.vocab_size, config.hidden_size);
        let body = vb.pp("model");
        let embedding = body.get(table, "embed_tokens.weight")?;
        let tied = config
            .tie_word_embeddings
            .unwrap_or_else(|| !vb.contains_tensor("lm_head.weight"));
        let head = ops::output_layer(&embedding, tied, vb)?;
        let blocks = (0..config.num_hidden_layers)
            .map(|layer| Block::load(config, &body.pp("layers").pp(layer)))
            .collect::<Result<_>>()?;
        Ok(Self {
            shape,
            embedding,
            blocks,
            norm: RmsNorm::load(config.hidden_size, config.rms_norm_eps, &body.pp("norm"))?,
            head,
            rotary: Rotary::new(
                config.head_dim(),
                config.rotary_base()?,
                config.max_position_embeddings,
                config.rotary_pairs,
                vb.device(),
            )?,
        })
    }
}

impl CausalLm for Llama {
    fn shape(&self) -> Shape {
        self.shape
    }

    fn forward(&self, input: Input<'_>, cache: &mut Cache, logits: Logits) -> Result<Tensor> {
        let places = Places::of(input, cache, self.shape.context)?;
        let mut hidden = ops::embed(&self.embedding, input.tokens)?;
        for (layer, block) in self.blocks.iter().enumerate() {
            hidden = block.forward(&hidden, &places, &self.rotary, layer, cache)?;
        }
        let wanted = self.norm.forward(&ops::wanted(&hidden, logits)?)?;
        self.head
            .forward(&wanted)?
            .to_dtype(candle_core::DType::F32)
    }
}

/// Attention and feed-forward, each behind a norm and added to what went in.
#[derive(Debug)]
struct Block {
    before_attention: RmsNorm,
    query: Linear,
    key: Linear,
    value: Linear,
    output: Linear,
    heads: usize,
    kv_heads: usize,
    before_feed: RmsNorm,
    gate: Linear,
    up: Linear,
    down: Linear,
    activation: Activation,
}

impl Block {
    fn load(config: &LlamaConfig, vb: &VarBuilder<'_>) -> Result<Self> {
        let width = config.hidden_size;
        let (heads, kv_heads, dim) = (
            config.num_attention_heads,
            config.kv_heads(),
            config.head_dim(),
        );
        let (read_bias, output_bias) = match config.model_type {
            Family::Llama => (config.attention_bias, config.attention_bias),
            Family::Qwen2 => (true, false),
        };
        let attention = vb.pp("self_attn");
        let reads = |name, heads| Linear::load(width, heads * dim, read_bias, &attention.pp(name));
        let (inner, feed) = (config.intermediate_size, vb.pp("mlp"));
        let bias = config.mlp_bias;
        let norm = |name| RmsNorm::load(width, config.rms_norm_eps, &vb.pp(name));
        Ok(Self {
            before_attention: norm("input_layernorm")?,
            query: reads("q_proj", heads)?,
            key: reads("k_proj", kv_heads)?,
            value: reads("v_proj", kv_heads)?,
            output: Linear::load(heads * dim, width, output_bias, &attention.pp("o_proj"))?,
            heads,
            kv_heads,
            before_feed: norm("post_attention_layernorm")?,
            gate: Linear::load(width, inner, bias, &feed.pp("gate_proj"))?,
            up: Linear::load(width, inner, bias, &feed.pp("up_proj"))?,
            down: Linear::load(inner, width, bias, &feed.pp("down_proj"))?,
            activation: config.hidden_act,
        })
    }

    fn forward(
        &self,
        hidden: &Tensor,
        places: &Places,
        rotary: &Rotary,
        layer: usize,
        cache: &mut Cache,
    ) -> Result<Tensor> {
        let x = self.before_attention.forward(hidden)?;
        let query = split_heads(&self.query.forward(&x)?, self.heads)?;
        let key = split_heads(&self.key.forward(&x)?, self.kv_heads)?;
        let new = KeyValue {
            key: rotary.apply(&key, places)?,
            value: split_heads(&self.value.forward(&x)?, self.kv_heads)?,
        };
        let query = rotary.apply(&query, places)?;
        let scale = 1.0 / (query.dim(3)? as f64).sqrt();
        let all = cache.extend(layer, new)?;
        let seen = attend(&query, &all, places, scale)?;
        let hidden = (hidden + self.output.forward(&seen)?)?;
        let x = self.before_feed.forward(&hidden)?;
        let gate = self.activation.apply(&self.gate.forward(&x)?)?;
        let inner = (gate * self.up.forward(&x)?)?;
        hidden + self.down.forward(&inner)?
    }
}
