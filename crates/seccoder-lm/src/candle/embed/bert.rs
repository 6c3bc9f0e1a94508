//! BERT and what is built like it: RoBERTa and MPNet.
//!
//! Devlin et al., "BERT", 2019, section 3; Liu et al., "RoBERTa", 2019: other positions; Song et
//! al., "MPNet", 2020, section 2: a relative attention bias besides. MiniLM, BGE, E5, GTE and most
//! other sentence embedders are BERT; the multilingual E5, CodeBERT and UniXcoder are RoBERTa.

use candle_core::{Result, Tensor};
use candle_nn::VarBuilder;
use serde::Deserialize;

use super::encoder::{Batch, Encoder, below, unfit};
use super::relative::RelativeBias;
use crate::candle::causal::KeyValue;
use crate::candle::checkpoint::LoadError;
use crate::candle::model::ops::{self, Activation, LayerNorm, Linear, Places, attend, split_heads};

/// From this distance on MPNet's tokens share a bucket; its configuration does not say it.
const MPNET_FARTHEST: usize = 128;
/// The token that MPNet counts positions from, whatever its configuration says.
const MPNET_PADDING: usize = 1;

/// Which of the three it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Family {
    Bert,
    #[serde(alias = "xlm-roberta")]
    Roberta,
    Mpnet,
}

/// What `config.json` says, by its own names.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct BertConfig {
    model_type: Family,
    vocab_size: usize,
    hidden_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    intermediate_size: usize,
    hidden_act: Activation,
    max_position_embeddings: usize,
    #[serde(default)]
    type_vocab_size: usize,
    #[serde(default = "usual_epsilon")]
    layer_norm_eps: f64,
    #[serde(default)]
    pad_token_id: Option<usize>,
    #[serde(default)]
    position_embedding_type: Option<String>,
    #[serde(default = "usual_buckets")]
    relative_attention_num_buckets: usize,
}

const fn usual_epsilon() -> f64 {
    1e-12
}

const fn usual_buckets() -> usize {
    32
}

impl BertConfig {
    /// The row of the position table that the first token has.
    fn first_position(&self) -> usize {
        match self.model_type {
            Family::Bert => 0,
            Family::Roberta => self.pad_token_id.unwrap_or(1) + 1,
            Family::Mpnet => MPNET_PADDING + 1,
        }
    }

    fn check(&self) -> std::result::Result<(), LoadError> {
        let refused = |reason: String| Err(unfit("BERT encoder", reason));
        if let Some(positions) = &self.position_embedding_type
            && positions != "absolute"
        {
            return refused(format!(
                "position_embedding_type {positions:?} is not known"
            ));
        }
        if self.num_attention_heads == 0
            || !self.hidden_size.is_multiple_of(self.num_attention_heads)
        {
            return refused(format!(
                "hidden_size {} does not divide into {} heads",
                self.hidden_size, self.num_attention_heads
            ));
        }
        if self.max_position_embeddings <= self.first_position() {
            return refused("max_position_embeddings leaves no position".to_owned());
        }
        let buckets = self.relative_attention_num_buckets;
        if self.model_type == Family::Mpnet && !(4..4 * MPNET_FARTHEST).contains(&buckets) {
            return refused(format!("relative_attention_num_buckets is {buckets}"));
        }
        Ok(())
    }
}

/// The encoder.
#[derive(Debug)]
pub(super) struct Bert {
    words: Tensor,
    /// (positions, width), without the rows before the first token's.
    positions: Tensor,
    /// (1, width): all tokens belong to one text.
    kind: Option<Tensor>,
    norm: LayerNorm,
    bias: Option<RelativeBias>,
    blocks: Vec<Block>,
}

impl Bert {
    pub(super) fn load(
        config: &BertConfig,
        vb: &VarBuilder<'_>,
    ) -> std::result::Result<Self, LoadError> {
        config.check()?;
        let names = ["bert", "roberta", "mpnet"];
        let vb = below(vb, &names, "embeddings.word_embeddings.weight");
        let embeddings = vb.pp("embeddings");
        let table = |name: &str, rows: usize| {
            embeddings
                .pp(name)
                .get((rows, config.hidden_size), "weight")
        };
        let has_kinds = config.model_type != Family::Mpnet && config.type_vocab_size > 0;
        let kind = has_kinds
            .then(|| table("token_type_embeddings", config.type_vocab_size)?.narrow(0, 0, 1))
            .transpose()?;
        let first = config.first_position();
        let places = config.max_position_embeddings;
        let bias = match config.model_type {
            Family::Bert | Family::Roberta => None,
            Family::Mpnet => {
                let shape = (
                    config.relative_attention_num_buckets,
                    config.num_attention_heads,
                );
                let table = vb.pp("encoder.relative_attention_bias");
                Some(RelativeBias::new(
                    &table.get(shape, "weight")?,
                    MPNET_FARTHEST,
                )?)
            }
        };
        let blocks = vb.pp("encoder.layer");
        Ok(Self {
            words: table("word_embeddings", config.vocab_size)?,
            positions: table("position_embeddings", places)?.narrow(0, first, places - first)?,
            kind,
            norm: norm(config, &embeddings.pp("LayerNorm"))?,
            bias,
            blocks: (0..config.num_hidden_layers)
                .map(|layer| Block::load(config, &blocks.pp(layer)))
                .collect::<Result<_>>()?,
        })
    }
}

impl Encoder for Bert {
    fn width(&self) -> usize {
        self.words.dims()[1]
    }

    fn positions(&self) -> Option<usize> {
        Some(self.positions.dims()[0])
    }

    fn forward(&self, batch: &Batch) -> Result<Tensor> {
        let count = batch.tokens.dim(1)?;
        let mut hidden = ops::embed(&self.words, &batch.tokens)?;
        if let Some(kind) = &self.kind {
            hidden = hidden.broadcast_add(kind)?;
        }
        hidden = hidden.broadcast_add(&self.positions.narrow(0, 0, count)?)?;
        hidden = self.norm.forward(&hidden)?;
        let biased = match &self.bias {
            None => None,
            Some(bias) => Some(batch.with_bias(&bias.of(count)?)?),
        };
        let places = biased.as_ref().unwrap_or(&batch.places);
        for block in &self.blocks {
            hidden = block.forward(&hidden, places)?;
        }
        Ok(hidden)
    }
}

fn norm(config: &BertConfig, vb: &VarBuilder<'_>) -> Result<LayerNorm> {
    LayerNorm::load(config.hidden_size, config.layer_norm_eps, vb)
}

/// Attention and feed-forward, each added to what went in, with a norm behind it.
#[derive(Debug)]
struct Block {
    heads: usize,
    query: Linear,
    key: Linear,
    value: Linear,
    out: Linear,
    after_attention: LayerNorm,
    activation: Activation,
    inner: Linear,
    outer: Linear,
    after_feed_forward: LayerNorm,
}

impl Block {
    fn load(config: &BertConfig, vb: &VarBuilder<'_>) -> Result<Self> {
        let width = config.hidden_size;
        let square = |name: &str| Linear::load(width, width, true, &vb.pp(name));
        let (names, after) = match config.model_type {
            Family::Bert | Family::Roberta => (
                [
                    "attention.self.query",
                    "attention.self.key",
                    "attention.self.value",
                    "attention.output.dense",
                ],
                "attention.output.LayerNorm",
            ),
            Family::Mpnet => (
                [
                    "attention.attn.q",
                    "attention.attn.k",
                    "attention.attn.v",
                    "attention.attn.o",
                ],
                "attention.LayerNorm",
            ),
        };
        let inner = config.intermediate_size;
        Ok(Self {
            heads: config.num_attention_heads,
            query: square(names[0])?,
            key: square(names[1])?,
            value: square(names[2])?,
            out: square(names[3])?,
            after_attention: norm(config, &vb.pp(after))?,
            activation: config.hidden_act,
            inner: Linear::load(width, inner, true, &vb.pp("intermediate.dense"))?,
            outer: Linear::load(inner, width, true, &vb.pp("output.dense"))?,
            after_feed_forward: norm(config, &vb.pp("output.LayerNorm"))?,
        })
    }

    fn forward(&self, hidden: &Tensor, places: &Places) -> Result<Tensor> {
        let heads = |linear: &Linear| split_heads(&linear.forward(hidden)?, self.heads);
        let query = heads(&self.query)?;
        let scale = (query.dim(3)? as f64).sqrt().recip();
        let all = KeyValue {
            key: heads(&self.key)?,
            value: heads(&self.value)?,
        };
        let seen = self.out.forward(&attend(&query, &all, places, scale)?)?;
        let hidden = self.after_attention.forward(&(hidden + seen)?)?;
        let inner = self.activation.apply(&self.inner.forward(&hidden)?)?;
        let outer = self.outer.forward(&inner)?;
        self.after_feed_forward.forward(&(hidden + outer)?)
    }
}
