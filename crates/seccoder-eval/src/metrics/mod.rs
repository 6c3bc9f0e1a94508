//! What the numbers of a run mean: pure functions over its records.
//!
//! [`table::Table`] joins samples and verdicts once and checks that they fit together.
//! Every metric then works on counts in a [`grid::Grid`] (scenarios × seeds), which is also
//! what the bootstrap draws from, so that a value and its interval come from one function.
//!
//! Nothing here reads a file, and no value is ever NaN: what cannot be computed is `None`.
//!
//! Where samples could not be judged, a value is given over the judged ones together with
//! the bounds it would have if the others were all good or all bad.

pub mod bootstrap;
pub mod grid;
pub mod latency;
pub mod paired;
pub mod pass_at_k;
pub mod retrieval;
pub mod security_rate;
pub mod silence;
pub mod summary;
pub mod table;

#[cfg(test)]
pub(crate) mod testing;

use serde::{Deserialize, Serialize};

/// The lowest and the highest value that the unjudged samples allow.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// With every unjudged sample counted as a failure.
    pub low: f64,
    /// With every unjudged sample counted as a success.
    pub high: f64,
}

/// The mean; `None` of nothing.
pub(crate) fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values
        .into_iter()
        .fold((0.0, 0_usize), |(sum, count), value| {
            (sum + value, count + 1)
        });
    (count > 0).then(|| sum / count as f64)
}

/// The quantile `q` in [0, 1] of sorted values, interpolated between neighbours.
pub(crate) fn quantile(sorted: &[f64], q: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = q.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    Some(sorted[below] + (sorted[above] - sorted[below]) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_of_nothing_is_none() {
        assert_eq!(mean([]), None);
        assert_eq!(mean([1.0, 2.0]), Some(1.5));
    }

    #[test]
    fn quantiles_interpolate() {
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[7.0], 0.95), Some(7.0));
        assert_eq!(quantile(&[0.0, 10.0], 0.25), Some(2.5));
        assert_eq!(quantile(&[1.0, 2.0, 3.0], 1.0), Some(3.0));
    }
}
