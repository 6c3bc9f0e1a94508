//! What a causal language model offers, and the key/value cache that it fills.
//!
//! The cache is explicit, so that samples can share a prompt, a prefix can stand in front of it
//! (SVEN's continuous prompt is nothing but cached keys and values), and training can pass keys and
//! values that have a gradient.

use candle_core::{Result, Tensor};

/// The numbers that decide the shapes of a model's cache and output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Transformer blocks.
    pub layers: usize,
    /// Heads that keys and values have (1 with multi-query attention).
    pub kv_heads: usize,
    /// The length of one head's key or value.
    pub head_dim: usize,
    /// The width of the hidden state.
    pub hidden: usize,
    /// Logits for each position.
    pub vocabulary: usize,
    /// The most positions, prefix and prompt and completion together.
    pub context: usize,
}

/// Keys and values of one layer, each of shape (batch, kv heads, positions, head dim), before they
/// are repeated for the query heads. Keys already carry their position, where it is rotary.
#[derive(Debug, Clone)]
pub struct KeyValue {
    /// Keys.
    pub key: Tensor,
    /// Values.
    pub value: Tensor,
}

/// What was computed for the positions so far, one entry a layer; empty at the beginning.
#[derive(Debug, Clone, Default)]
pub struct Cache {
    layers: Vec<Option<KeyValue>>,
}

impl Cache {
    /// Keys and values that stand before everything else, one a layer.
    #[must_use]
    pub fn with_prefix(prefix: Vec<KeyValue>) -> Self {
        Self {
            layers: prefix.into_iter().map(Some).collect(),
        }
    }

    /// Positions that it holds.
    ///
    /// # Errors
    /// When an entry has not four dimensions.
    pub fn positions(&self) -> Result<usize> {
        match self.layers.first() {
            Some(Some(first)) => first.key.dim(2),
            _ => Ok(0),
        }
    }

    /// Adds the keys and values of new positions to a layer's, and returns all of them.
    ///
    /// # Errors
    /// When the shapes do not go together.
    pub fn extend(&mut self, layer: usize, new: KeyValue) -> Result<KeyValue> {
        if self.layers.len() <= layer {
            self.layers.resize_with(layer + 1, || None);
        }
        let all = match self.layers[layer].take() {
            None => new,
            Some(old) => KeyValue {
                key: Tensor::cat(&[&old.key, &new.key], 2)?,
                value: Tensor::cat(&[&old.value, &new.value], 2)?,
            },
        };
        self.layers[layer] = Some(all.clone());
        Ok(all)
    }

    /// The same cache for each of `samples` rows of a batch that goes on from one row.
    ///
    /// # Errors
    /// When memory is short.
    pub fn repeated(&self, samples: usize) -> Result<Self> {
        let repeat = |tensor: &Tensor| {
            let (_, heads, positions, dim) = tensor.dims4()?;
            tensor
                .expand((samples, heads, positions, dim))?
                .contiguous()
        };
        let layers = self.layers.iter().map(|layer| {
            let Some(layer) = layer else { return Ok(None) };
            Ok(Some(KeyValue {
                key: repeat(&layer.key)?,
                value: repeat(&layer.value)?,
            }))
        });
        Ok(Self {
            layers: layers.collect::<Result<_>>()?,
        })
    }

    /// Only these rows of the batch: samples that are finished leave.
    ///
    /// # Errors
    /// When a row does not exist.
    pub fn rows(&self, rows: &Tensor) -> Result<Self> {
        let layers = self.layers.iter().map(|layer| {
            let Some(layer) = layer else { return Ok(None) };
            Ok(Some(KeyValue {
                key: layer.key.index_select(rows, 0)?,
                value: layer.value.index_select(rows, 0)?,
            }))
        });
        Ok(Self {
            layers: layers.collect::<Result<_>>()?,
        })
    }
}

/// Which positions' logits are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Logits {
    /// The last position's: shape (batch, 1, vocabulary).
    Last,
    /// Every position's: shape (batch, positions, vocabulary).
    All,
}

/// New tokens for a model to read.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Token numbers, u32, of shape (batch, positions).
    pub tokens: &'a Tensor,
    /// 1 for a token and 0 for padding, u8, of shape (batch, cached + new positions); `None` where
    /// nothing is padding. Padding stands on the left, and positions are counted without it.
    pub mask: Option<&'a Tensor>,
}

/// A causal language model. Everything in it is made of operations that have a gradient.
pub trait CausalLm: Send {
    /// Its numbers.
    fn shape(&self) -> Shape;

    /// Reads tokens behind those in the cache, adds their keys and values to it, and returns
    /// logits in f32.
    ///
    /// # Errors
    /// When shapes do not go together, a token is not in the vocabulary, or the positions exceed
    /// [`Shape::context`].
    fn forward(&self, input: Input<'_>, cache: &mut Cache, logits: Logits) -> Result<Tensor>;
}
