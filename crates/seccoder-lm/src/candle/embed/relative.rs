//! Relative attention bias: what a distance between two tokens adds to their attention score.
//!
//! Distances share buckets: near ones have their own, farther ones are grouped by their logarithm
//! (Raffel et al., "Exploring the Limits of Transfer Learning with a Unified Text-to-Text
//! Transformer", 2020, section 2.1). T5 and MPNet both have it, computed alike.

use candle_core::{DType, Result, Tensor};

use crate::candle::model::ops;

/// A learned number for each bucket and head.
#[derive(Debug)]
pub(super) struct RelativeBias {
    /// f32, (buckets, heads).
    table: Tensor,
    /// From this distance on all share the last bucket.
    farthest: usize,
}

impl RelativeBias {
    pub(super) fn new(table: &Tensor, farthest: usize) -> Result<Self> {
        Ok(Self {
            table: table.to_dtype(DType::F32)?,
            farthest,
        })
    }

    /// For texts of `count` tokens: f32, (1, heads, count, count), rows being the tokens that
    /// attend.
    pub(super) fn of(&self, count: usize) -> Result<Tensor> {
        let buckets = self.table.dim(0)?;
        let count_signed = i64::try_from(count).unwrap_or(i64::MAX);
        let numbers: Vec<u32> = (0..count_signed)
            .flat_map(|from| {
                (0..count_signed).map(move |to| bucket(to - from, buckets, self.farthest))
            })
            .collect();
        let numbers = Tensor::from_vec(numbers, (count, count), self.table.device())?;
        ops::embed(&self.table, &numbers)?
            .permute((2, 0, 1))?
            .unsqueeze(0)?
            .contiguous()
    }
}

/// The bucket of a token that stands `relative` places after the one that attends.
fn bucket(relative: i64, buckets: usize, farthest: usize) -> u32 {
    let half = buckets / 2;
    let exact = half / 2;
    let side = if relative > 0 { half } else { 0 };
    let distance = usize::try_from(relative.unsigned_abs()).unwrap_or(usize::MAX);
    let within = if distance < exact {
        distance
    } else {
        // In f32 and in this order, as the originals compute it: at the edge of a bucket the last
        // bit decides.
        let span = (farthest as f64 / exact as f64).ln() as f32;
        let log = (distance as f32 / exact as f32).ln() / span * (half - exact) as f32;
        (exact + log as usize).min(half - 1)
    };
    u32::try_from(side + within).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Expected {
        buckets: Vec<u32>,
    }

    #[test]
    fn buckets_are_those_of_the_original() {
        let text = include_str!("../../../tests/tiny/t5-v1_1/expected.json");
        let expected: Expected = serde_json::from_str(text).unwrap();
        let ours: Vec<u32> = (-600..=600).map(|place| bucket(place, 32, 128)).collect();
        assert_eq!(ours, expected.buckets);
    }
}
