//! Fusing rankings that measure different things.
//!
//! Reciprocal rank fusion (Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms
//! Condorcet and individual Rank Learning Methods", SIGIR 2009): an example's value is the sum,
//! over the rankings, of weight / (k + rank). Only ranks count, so a BM25 score and a cosine need
//! no common scale; k damps how much a first place is worth over a second.

use std::collections::HashMap;

/// A ranking and its weight.
pub(super) struct Ranking {
    pub weight: f32,
    /// Rows of the lexicon with their places, from 1. Several rows may share a place.
    pub places: Vec<(usize, usize)>,
}

impl Ranking {
    /// Rows in their order.
    pub fn in_order(weight: f32, rows: impl IntoIterator<Item = usize>) -> Self {
        Self {
            weight,
            places: rows.into_iter().zip(1..).collect(),
        }
    }
}

/// The fused value of every row that some ranking of weight above zero holds.
pub(super) fn fuse(rankings: &[Ranking], k: f32) -> HashMap<usize, f32> {
    let mut fused = HashMap::new();
    for ranking in rankings.iter().filter(|ranking| ranking.weight > 0.0) {
        for &(row, place) in &ranking.places {
            *fused.entry(row).or_default() += ranking.weight / (k.max(0.0) + place as f32);
        }
    }
    fused
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_the_formula() {
        let rankings = [
            Ranking::in_order(1.0, [7, 8]),
            Ranking::in_order(2.0, [8]),
            Ranking::in_order(0.0, [9]),
        ];
        let fused = fuse(&rankings, 60.0);
        assert_eq!(fused.len(), 2);
        assert!((fused[&7] - 1.0 / 61.0).abs() < 1e-7);
        assert!((fused[&8] - (1.0 / 62.0 + 2.0 / 61.0)).abs() < 1e-7);
    }
}
