//! Bootstrap intervals: how far a value would move if the suite and the samples were drawn anew.
//!
//! Two levels. First the scenarios are drawn with replacement, because the suite is itself a
//! small sample of the code people write; then the samples within each cell of each drawn
//! scenario. The interval runs from the 2.5th to the 97.5th percentile of the replicates.
//!
//! It takes the scenarios as independent of each other, and samples as independent within a
//! cell. Samples keep their kind when they are drawn: a duplicate stays a duplicate. Drawing
//! on both levels makes the interval slightly wider than drawing scenarios alone, and with
//! few scenarios (below about ten) no percentile interval deserves much trust.
//!
//! The generator is `ChaCha8` with a seed, so the same counts always give the same interval.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::grid::Grid;
use super::quantile;

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Levels {
    /// Scenarios, then samples within each cell.
    Both,
    /// Scenarios alone. For statistics that are not linear in a cell's counts, such as pass@k
    /// with k above 1: on drawn samples their estimators are biased.
    Scenarios,
}

/// How many replicates, and from which seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BootstrapOptions {
    /// Replicates; 0 gives no interval.
    pub replicates: usize,
    /// Seed of the generator.
    pub seed: u64,
}

impl Default for BootstrapOptions {
    fn default() -> Self {
        Self {
            replicates: 2000,
            seed: 1,
        }
    }
}

/// A 95 % percentile interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The 2.5th percentile.
    pub low: f64,
    /// The 97.5th percentile.
    pub high: f64,
    /// Replicates that the statistic had a value for.
    pub replicates: usize,
}

/// The interval of a statistic; `None` when fewer than half of the replicates gave a value.
pub fn bootstrap<const N: usize>(
    grid: &Grid<N>,
    levels: Levels,
    options: BootstrapOptions,
    statistic: impl Fn(&Grid<N>) -> Option<f64>,
) -> Option<Interval> {
    let scenarios = grid.scenarios();
    if scenarios == 0 {
        return None;
    }
    let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
    let mut drawn = Grid::new(scenarios, grid.strata());
    let mut values = Vec::with_capacity(options.replicates);
    for _ in 0..options.replicates {
        for place in 0..scenarios {
            let scenario = grid.row(rng.random_range(0..scenarios));
            for (into, cell) in drawn.row_mut(place).iter_mut().zip(scenario) {
                *into = match levels {
                    Levels::Both => redraw(cell, &mut rng),
                    Levels::Scenarios => *cell,
                };
            }
        }
        values.extend(statistic(&drawn));
    }
    if values.is_empty() || values.len() * 2 < options.replicates {
        return None;
    }
    values.sort_by(f64::total_cmp);
    Some(Interval {
        low: quantile(&values, 0.025)?,
        high: quantile(&values, 0.975)?,
        replicates: values.len(),
    })
}

/// As many samples as the cell has, drawn from it with replacement.
fn redraw<const N: usize>(cell: &[u32; N], rng: &mut ChaCha8Rng) -> [u32; N] {
    let total: u32 = cell.iter().sum();
    // All of one kind: every draw is the same.
    if cell.contains(&total) {
        return *cell;
    }
    // Counting below each kind's end needs no branch on the draw, which could not be predicted.
    let mut ends = *cell;
    for kind in 1..N {
        ends[kind] += ends[kind - 1];
    }
    let mut drawn = [0; N];
    for _ in 0..total {
        let place = rng.random_range(0..total);
        for (below, end) in drawn.iter_mut().zip(ends) {
            *below += u32::from(place < end);
        }
    }
    for kind in (1..N).rev() {
        drawn[kind] -= drawn[kind - 1];
    }
    drawn
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::metrics::mean;

    /// Mean over scenarios of the share of kind 0.
    fn share(grid: &Grid<2>) -> Option<f64> {
        let judged = grid.stratum(0).filter(|[a, b]| a + b > 0);
        mean(judged.map(|[a, b]| f64::from(*a) / f64::from(a + b)))
    }

    fn grid(cells: &[[u32; 2]]) -> Grid<2> {
        let mut grid = Grid::new(cells.len(), 1);
        for (scenario, cell) in cells.iter().enumerate() {
            grid.row_mut(scenario)[0] = *cell;
        }
        grid
    }

    const FEW: BootstrapOptions = BootstrapOptions {
        replicates: 400,
        seed: 7,
    };

    #[test]
    fn the_same_seed_gives_the_same_interval() {
        let grid = grid(&[[3, 7], [9, 1], [5, 5], [0, 10]]);
        let first = bootstrap(&grid, Levels::Both, FEW, share);
        assert_eq!(first, bootstrap(&grid, Levels::Both, FEW, share));
        let other = BootstrapOptions { seed: 8, ..FEW };
        assert_ne!(first, bootstrap(&grid, Levels::Both, other, share));
    }

    #[test]
    fn what_does_not_vary_has_no_width() {
        let interval = bootstrap(&grid(&[[10, 0]; 5]), Levels::Both, FEW, share).unwrap();
        assert_eq!((interval.low, interval.high), (1.0, 1.0));
    }

    #[test]
    fn the_width_is_about_what_theory_says() {
        // 40 scenarios at 0 or 1: the mean's standard error is 0.5 / √40 = 0.079.
        let cells: Vec<[u32; 2]> = (0..40)
            .map(|i| if i % 2 == 0 { [25, 0] } else { [0, 25] })
            .collect();
        let options = BootstrapOptions::default();
        let interval = bootstrap(&grid(&cells), Levels::Scenarios, options, share).unwrap();
        let width = interval.high - interval.low;
        assert!((0.27..0.35).contains(&width), "{interval:?}");
        // One scenario: only the samples vary. 100 at 0.5: 0.05.
        let interval = bootstrap(&grid(&[[50, 50]]), Levels::Both, options, share).unwrap();
        let width = interval.high - interval.low;
        assert!((0.16..0.24).contains(&width), "{interval:?}");
    }

    #[test]
    fn a_statistic_that_mostly_has_no_value_has_no_interval() {
        let grid = grid(&[[1, 1]]);
        assert_eq!(bootstrap(&grid, Levels::Both, FEW, |_| None), None);
        let none = BootstrapOptions {
            replicates: 0,
            ..FEW
        };
        assert_eq!(bootstrap(&grid, Levels::Both, none, share), None);
        assert_eq!(
            bootstrap(&Grid::<2>::new(0, 1), Levels::Both, FEW, share),
            None
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn redrawing_keeps_the_number_of_samples(cell in prop::array::uniform4(0_u32..30), seed: u64) {
            let drawn = redraw(&cell, &mut ChaCha8Rng::seed_from_u64(seed));
            prop_assert_eq!(drawn.iter().sum::<u32>(), cell.iter().sum::<u32>());
            for (drawn, had) in drawn.iter().zip(cell) {
                prop_assert!(had > 0 || *drawn == 0);
            }
        }
    }
}
