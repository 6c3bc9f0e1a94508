//! The stack of blocks that CodeGen, GPTBigCode and XGLM share. They differ in what a token becomes
//! before the first block, in where a feed-forward layer stands, and in how their files are laid
//! out; each says so in its own module and builds this.

use candle_core::{DType, Result, Tensor};

use super::ops::{Activation, LayerNorm, Linear, Places, Rotary, attend, split_heads, wanted};
use crate::candle::causal::{Cache, KeyValue, Logits};

/// Blocks, a last norm, and the layer that turns a hidden state into logits.
#[derive(Debug)]
pub(super) struct Decoder {
    pub(super) blocks: Vec<Block>,
    pub(super) norm: LayerNorm,
    pub(super) head: Linear,
}

impl Decoder {
    /// Hidden states (batch, new, width) to logits in f32.
    pub(super) fn forward(
        &self,
        mut hidden: Tensor,
        places: &Places,
        cache: &mut Cache,
        logits: Logits,
    ) -> Result<Tensor> {
        for (layer, block) in self.blocks.iter().enumerate() {
            hidden = block.forward(&hidden, places, layer, cache)?;
        }
        let last = self.norm.forward(&wanted(&hidden, logits)?)?;
        self.head.forward(&last)?.to_dtype(DType::F32)
    }
}

/// Attention and feed-forward, each behind a norm and added to what went in.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) before_attention: LayerNorm,
    pub(super) attention: Attention,
    /// `None` where the feed-forward layer reads what the attention reads, beside it rather than
    /// behind it.
    pub(super) before_feed: Option<LayerNorm>,
    pub(super) feed: Feed,
}

impl Block {
    fn forward(
        &self,
        x: &Tensor,
        places: &Places,
        layer: usize,
        cache: &mut Cache,
    ) -> Result<Tensor> {
        let read = self.before_attention.forward(x)?;
        let attended = (x + self.attention.forward(&read, places, layer, cache)?)?;
        let read = match &self.before_feed {
            None => read,
            Some(norm) => norm.forward(&attended)?,
        };
        attended + self.feed.forward(&read)?
    }
}

/// Attention, with queries, keys and values each from a layer of its own.
#[derive(Debug)]
pub(super) struct Attention {
    pub(super) query: Linear,
    pub(super) key: Linear,
    pub(super) value: Linear,
    pub(super) output: Linear,
    pub(super) heads: usize,
    pub(super) kv_heads: usize,
    /// What scores are multiplied by.
    pub(super) scale: f64,
    /// `None` where positions are added to the embedding.
    pub(super) rotary: Option<Rotary>,
}

impl Attention {
    fn forward(
        &self,
        x: &Tensor,
        places: &Places,
        layer: usize,
        cache: &mut Cache,
    ) -> Result<Tensor> {
        let mut query = split_heads(&self.query.forward(x)?, self.heads)?;
        let mut key = split_heads(&self.key.forward(x)?, self.kv_heads)?;
        let value = split_heads(&self.value.forward(x)?, self.kv_heads)?;
        if let Some(rotary) = &self.rotary {
            query = rotary.apply(&query, places)?;
            key = rotary.apply(&key, places)?;
        }
        let all = cache.extend(layer, KeyValue { key, value })?;
        self.output
            .forward(&attend(&query, &all, places, self.scale)?)
    }
}

/// Two linear layers with an activation between them.
#[derive(Debug)]
pub(super) struct Feed {
    pub(super) up: Linear,
    pub(super) down: Linear,
    pub(super) activation: Activation,
}

impl Feed {
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let up = self.activation.apply(&self.up.forward(x)?)?;
        self.down.forward(&up)
    }
}

/// One of the layers that a file keeps fused as `groups` times (first, second, third): a tensor of
/// shape (groups · 3 · rows, …) to (groups · rows, …), for a weight as for a bias.
pub(super) fn third(fused: &Tensor, groups: usize, which: usize) -> Result<Tensor> {
    let rows = fused.dim(0)? / (3 * groups);
    let rest = &fused.dims()[1..];
    let apart = fused.reshape([&[groups, 3, rows][..], rest].concat())?;
    apart
        .narrow(1, which, 1)?
        .reshape([&[groups * rows][..], rest].concat())?
        .contiguous()
}
