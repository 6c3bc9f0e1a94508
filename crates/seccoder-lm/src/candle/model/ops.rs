//! The operations that the architectures share, each composed of operations that have a gradient.
//!
//! candle-nn's fused softmax, norms and rotary embedding have no backward pass: a gradient that
//! meets one is lost without a word. Prefix training needs the keys' and values' gradients in every
//! layer, so models are built of these instead.
//!
//! Shapes are written (batch, heads, positions, head dim). Sums are made in f32, whatever type the
//! weights have.

use candle_core::{D, DType, Device, Result, Tensor, bail};
use candle_nn::VarBuilder;
use serde::Deserialize;

use super::frozen::frozen;
use crate::candle::causal::{Cache, Input, KeyValue, Logits};

/// Added to the score of a position that must not be seen. Finite, so that a row of nothing but
/// padding stays a number.
const UNSEEN: f32 = f32::MIN / 2.0;

/// The product of two matrices, or of stacks of them with the same leading sizes. On the CPU bf16
/// is multiplied in f32, for which candle has code.
///
/// # Errors
/// When the shapes do not go together.
pub fn matmul(left: &Tensor, right: &Tensor) -> Result<Tensor> {
    if left.dtype() == DType::BF16 && left.device().is_cpu() {
        let product = left
            .to_dtype(DType::F32)?
            .matmul(&right.to_dtype(DType::F32)?)?;
        return product.to_dtype(DType::BF16);
    }
    left.matmul(right)
}

/// A linear layer: x · weightᵀ + bias, weight of shape (out, in).
#[derive(Debug, Clone)]
pub struct Linear {
    weight: Tensor,
    bias: Option<Tensor>,
}

impl Linear {
    /// Of tensors at hand: weight of shape (out, in), bias of shape (out).
    #[must_use]
    pub const fn new(weight: Tensor, bias: Option<Tensor>) -> Self {
        Self { weight, bias }
    }

    /// Reads `weight` and, where it has one, `bias`.
    ///
    /// # Errors
    /// When one is missing or has another shape.
    pub fn load(inputs: usize, outputs: usize, bias: bool, vb: &VarBuilder<'_>) -> Result<Self> {
        let weight = vb.get((outputs, inputs), "weight")?;
        let bias = bias.then(|| vb.get(outputs, "bias")).transpose()?;
        Ok(Self { weight, bias })
    }

    /// (…, in) to (…, out).
    ///
    /// # Errors
    /// When the last dimension is not `in`.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let mut shape = x.dims().to_vec();
        let Some(last) = shape.last_mut() else {
            bail!("a linear layer needs at least one dimension");
        };
        let inputs = std::mem::replace(last, self.weight.dim(0)?);
        let product = frozen(&x.reshape(((), inputs))?, &self.weight)?.reshape(shape)?;
        match &self.bias {
            None => Ok(product),
            Some(bias) => product.broadcast_add(bias),
        }
    }
}

/// The layer that turns hidden states into logits: the embedding table, (vocabulary, width), where
/// the two are tied, else `lm_head.weight` of the same shape.
///
/// # Errors
/// When it is missing or has another shape.
pub fn output_layer(embedding: &Tensor, tied: bool, vb: &VarBuilder<'_>) -> Result<Linear> {
    let table = if tied {
        embedding.clone()
    } else {
        vb.get(embedding.shape(), "lm_head.weight")?
    };
    Ok(Linear::new(table, None))
}

/// Rows of an embedding table, (tokens, width), for numbers of any shape: (…) to (…, width).
///
/// # Errors
/// When a number has no row.
pub fn embed(table: &Tensor, numbers: &Tensor) -> Result<Tensor> {
    let mut shape = numbers.dims().to_vec();
    shape.push(table.dim(1)?);
    table
        .index_select(&numbers.flatten_all()?.contiguous()?, 0)?
        .reshape(shape)
}

/// Softmax over the last dimension.
///
/// # Errors
/// When memory is short.
pub fn softmax(x: &Tensor) -> Result<Tensor> {
    // The largest is only subtracted against overflow: it cancels out, also in the gradient.
    let largest = x.detach().max_keepdim(D::Minus1)?;
    let powers = x.broadcast_sub(&largest)?.exp()?;
    let sum = powers.sum_keepdim(D::Minus1)?;
    powers.broadcast_div(&sum)
}

/// Layer normalisation over the last dimension.
#[derive(Debug, Clone)]
pub struct LayerNorm {
    weight: Tensor,
    bias: Tensor,
    epsilon: f64,
}

impl LayerNorm {
    /// Reads `weight` and `bias`.
    ///
    /// # Errors
    /// When one is missing or has another shape.
    pub fn load(width: usize, epsilon: f64, vb: &VarBuilder<'_>) -> Result<Self> {
        Ok(Self {
            weight: vb.get(width, "weight")?,
            bias: vb.get(width, "bias")?,
            epsilon,
        })
    }

    /// The same shape, each row with mean 0 and variance 1 before weight and bias.
    ///
    /// # Errors
    /// When the last dimension is another.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let wide = x.to_dtype(DType::F32)?;
        let centred = wide.broadcast_sub(&wide.mean_keepdim(D::Minus1)?)?;
        scaled_to_one(&centred, self.epsilon)?
            .to_dtype(x.dtype())?
            .broadcast_mul(&self.weight)?
            .broadcast_add(&self.bias)
    }
}

/// Root-mean-square normalisation over the last dimension.
#[derive(Debug, Clone)]
pub struct RmsNorm {
    weight: Tensor,
    epsilon: f64,
}

impl RmsNorm {
    /// Reads `weight`.
    ///
    /// # Errors
    /// When it is missing or has another shape.
    pub fn load(width: usize, epsilon: f64, vb: &VarBuilder<'_>) -> Result<Self> {
        Ok(Self {
            weight: vb.get(width, "weight")?,
            epsilon,
        })
    }

    /// The same shape, each row with mean square 1 before the weight.
    ///
    /// # Errors
    /// When the last dimension is another.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        scaled_to_one(&x.to_dtype(DType::F32)?, self.epsilon)?
            .to_dtype(x.dtype())?
            .broadcast_mul(&self.weight)
    }
}

/// Each row divided by the root of its mean square.
fn scaled_to_one(x: &Tensor, epsilon: f64) -> Result<Tensor> {
    let mean_square = x.sqr()?.mean_keepdim(D::Minus1)?;
    x.broadcast_div(&(mean_square + epsilon)?.sqrt()?)
}

/// The activation functions that configurations name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// x · Φ(x), exactly.
    Gelu,
    /// The same by a hyperbolic tangent; configurations have three names for it.
    #[serde(alias = "gelu_fast", alias = "gelu_pytorch_tanh")]
    GeluNew,
    /// x · sigmoid(x).
    #[serde(alias = "swish")]
    Silu,
    /// The positive part.
    Relu,
}

impl Activation {
    /// Element by element.
    ///
    /// # Errors
    /// When memory is short.
    pub fn apply(self, x: &Tensor) -> Result<Tensor> {
        match self {
            Self::Gelu => x.gelu_erf(),
            Self::GeluNew => x.gelu(),
            Self::Silu => x.silu(),
            Self::Relu => x.relu(),
        }
    }
}

/// Where new tokens stand, and what each of them sees.
#[derive(Debug, Clone)]
pub struct Places {
    /// Positions, u32, of shape (batch or 1, new tokens); padding has position 0.
    pub positions: Tensor,
    /// What is added to attention scores, f32, of shape (batch or 1, 1, new, cached + new); `None`
    /// where every token sees everything.
    pub bias: Option<Tensor>,
}

impl Places {
    /// Reads them off the input and the cache.
    ///
    /// # Errors
    /// When the mask has another shape than the tokens, or a position lies beyond `context`.
    pub fn of(input: Input<'_>, cache: &Cache, context: usize) -> Result<Self> {
        let (batch, new) = input.tokens.dims2()?;
        let cached = cache.positions()?;
        let all = cached + new;
        let rows = match input.mask {
            None => vec![vec![1; all]],
            Some(mask) if mask.dims() == [batch, all] => mask.to_vec2::<u8>()?,
            Some(mask) => bail!(
                "the mask has shape {:?}, but {batch} rows of {cached} cached and {new} new \
                 tokens need ({batch}, {all})",
                mask.dims()
            ),
        };
        let mut positions = Vec::with_capacity(rows.len() * new);
        for row in &rows {
            let real = row.iter().filter(|&&shown| shown != 0).count();
            if real > context {
                bail!("{real} positions are more than the {context} that the model has");
            }
            let mut next = 0_u32;
            for (at, &shown) in row.iter().enumerate() {
                if at >= cached {
                    positions.push(if shown == 0 { 0 } else { next });
                }
                next += u32::from(shown != 0);
            }
        }
        let device = input.tokens.device();
        Ok(Self {
            positions: Tensor::from_vec(positions, (rows.len(), new), device)?,
            bias: bias(&rows, cached, new, device)?,
        })
    }
}

/// A token sees itself and what is before it, without padding.
fn bias(rows: &[Vec<u8>], cached: usize, new: usize, device: &Device) -> Result<Option<Tensor>> {
    let padded = rows.iter().flatten().any(|&shown| shown == 0);
    if new == 1 && !padded {
        return Ok(None);
    }
    let all = cached + new;
    let mut values = Vec::with_capacity(rows.len() * new * all);
    for row in rows {
        for at in cached..all {
            let seen = |(other, &shown): (usize, &u8)| other <= at && shown != 0;
            values.extend(
                (row.iter().enumerate()).map(|place| if seen(place) { 0.0 } else { UNSEEN }),
            );
        }
    }
    Tensor::from_vec(values, (rows.len(), 1, new, all), device).map(Some)
}

/// Which components of a head a rotary embedding turns together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RotaryPairs {
    /// 0 with 1, 2 with 3, … (GPT-J, CodeGen).
    Neighbours,
    /// The first half with the second half (Llama, Qwen2).
    Halves,
}

/// Rotary position embedding of a head's first components; the rest stays as it is.
#[derive(Debug, Clone)]
pub struct Rotary {
    cos: Tensor,
    sin: Tensor,
    pairs: RotaryPairs,
}

impl Rotary {
    /// For `turned` components (an even number) and positions below `context`.
    ///
    /// # Errors
    /// When memory is short.
    pub fn new(
        turned: usize,
        base: f32,
        context: usize,
        pairs: RotaryPairs,
        device: &Device,
    ) -> Result<Self> {
        let frequencies: Vec<f32> = (0..turned / 2)
            .map(|pair| base.powf((2 * pair) as f32 / turned as f32).recip())
            .collect();
        let angles: Vec<f32> = (0..context)
            .flat_map(|position| frequencies.iter().map(move |f| position as f32 * f))
            .collect();
        let angles = Tensor::from_vec(angles, (context, turned / 2), device)?;
        Ok(Self {
            cos: angles.cos()?,
            sin: angles.sin()?,
            pairs,
        })
    }

    /// Turns queries or keys, (batch, heads, positions, head dim), by their positions.
    ///
    /// # Errors
    /// When the shapes do not go together.
    pub fn apply(&self, x: &Tensor, places: &Places) -> Result<Tensor> {
        let (batch, heads, count, dim) = x.dims4()?;
        let half = self.cos.dim(1)?;
        let by_position = |table: &Tensor| {
            // (batch or 1, positions, pairs) to (batch or 1, 1, positions, pairs)
            embed(table, &places.positions)?
                .unsqueeze(1)?
                .to_dtype(x.dtype())
        };
        let (cos, sin) = (by_position(&self.cos)?, by_position(&self.sin)?);
        let turned = x.narrow(3, 0, 2 * half)?;
        let (first, second) = match self.pairs {
            RotaryPairs::Halves => (turned.narrow(3, 0, half)?, turned.narrow(3, half, half)?),
            RotaryPairs::Neighbours => {
                let pairs = turned.reshape((batch, heads, count, half, 2))?;
                (
                    pairs.narrow(4, 0, 1)?.squeeze(4)?,
                    pairs.narrow(4, 1, 1)?.squeeze(4)?,
                )
            }
        };
        let new_first = (first.broadcast_mul(&cos)? - second.broadcast_mul(&sin)?)?;
        let new_second = (second.broadcast_mul(&cos)? + first.broadcast_mul(&sin)?)?;
        let turned =
            match self.pairs {
                RotaryPairs::Halves => Tensor::cat(&[new_first, new_second], 3)?,
                RotaryPairs::Neighbours => Tensor::stack(&[new_first, new_second], 4)?
                    .reshape((batch, heads, count, 2 * half))?,
            };
        if 2 * half == dim {
            return Ok(turned);
        }
        let rest = x.narrow(3, 2 * half, dim - 2 * half)?.contiguous()?;
        Tensor::cat(&[turned, rest], 3)
    }
}

/// (batch, positions, heads · head dim) to (batch, heads, positions, head dim).
///
/// # Errors
/// When the last dimension does not divide.
pub fn split_heads(x: &Tensor, heads: usize) -> Result<Tensor> {
    let (batch, count, width) = x.dims3()?;
    x.reshape((batch, count, heads, width / heads))?
        .transpose(1, 2)?
        .contiguous()
}

/// Attention of queries (batch, heads, new, head dim) over all keys and values. Several query
/// heads share a key head where the keys have fewer. Scores are multiplied by `scale`. Returns
/// (batch, new, heads · head dim).
///
/// # Errors
/// When the shapes do not go together.
pub fn attend(query: &Tensor, all: &KeyValue, places: &Places, scale: f64) -> Result<Tensor> {
    let (batch, heads, new, dim) = query.dims4()?;
    let (_, kv_heads, total, _) = all.key.dims4()?;
    // The query heads of one key head stand in a row: (batch, kv heads, group · new, head dim).
    let rows = heads / kv_heads * new;
    let query = query.reshape((batch, kv_heads, rows, dim))?;
    let key = all.key.contiguous()?.transpose(2, 3)?;
    let scores = (matmul(&query, &key)?.to_dtype(DType::F32)? * scale)?;
    let scores = match &places.bias {
        None => scores,
        Some(bias) => scores
            .reshape((batch, heads, new, total))?
            .broadcast_add(bias)?
            .reshape((batch, kv_heads, rows, total))?,
    };
    let weights = softmax(&scores)?.to_dtype(all.value.dtype())?;
    matmul(&weights, &all.value.contiguous()?)?
        .reshape((batch, heads, new, dim))?
        .transpose(1, 2)?
        .reshape((batch, new, heads * dim))
}

/// The hidden states (batch, positions, width) whose logits are wanted.
///
/// # Errors
/// When there is no position.
pub fn wanted(hidden: &Tensor, logits: Logits) -> Result<Tensor> {
    match logits {
        Logits::All => Ok(hidden.clone()),
        Logits::Last => hidden.narrow(1, hidden.dim(1)? - 1, 1),
    }
}
