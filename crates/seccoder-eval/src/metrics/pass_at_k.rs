//! pass@k: how likely one of k samples does what it should.
//!
//! With n samples of a task, c of them good, the share of all sets of k samples that hold a
//! good one is 1 − C(n−c, k) / C(n, k). It is an unbiased estimate of the chance that k fresh
//! samples do. The value of a seed is the mean over its tasks, the value of an arm the mean
//! over its seeds.
//!
//! Good means, by [`Success`]: the functional test passed, or, for secure-pass@k, it passed
//! *and* the program is secure. Every sample counts: duplicates, because the next sample may
//! well be one, and invalid programs, as failures. A sample that could not be judged is a
//! failure; the bounds say what the value would be if all of those were good.
//!
//! A task with fewer than k samples in a seed has no estimate. It is left out and counted.

use serde::{Deserialize, Serialize};

use super::bootstrap::{BootstrapOptions, Interval, Levels, bootstrap};
use super::grid::Grid;
use super::table::{Function, Row, Security, Table};
use super::{Bounds, mean};

/// Kinds of samples in an [`OutcomeGrid`].
const KINDS: usize = 3;
const GOOD: usize = 0;
const BAD: usize = 1;
const UNKNOWN: usize = 2;

/// Samples of one arm by task, seed and outcome.
pub type OutcomeGrid = Grid<KINDS>;

/// When a sample is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Success {
    /// It passes the functional test.
    Function,
    /// It passes the functional test and is secure.
    SecureFunction,
}

impl Success {
    /// Places of the tasks it can be asked of, whatever arm sampled them.
    #[must_use]
    pub fn tasks(self, table: &Table<'_>) -> Vec<usize> {
        (0..table.tasks.len())
            .filter(|&place| {
                let task = &table.tasks[place];
                task.tested && (self == Self::Function || task.cwe.is_some())
            })
            .collect()
    }

    /// Whether the sample is good; `None` when that is not known.
    #[must_use]
    pub const fn of(self, row: &Row<'_>) -> Option<bool> {
        let function = match row.function {
            Function::Passed => Some(true),
            Function::Failed => Some(false),
            Function::Unjudged => None,
        };
        let secure = match (self, row.security) {
            (Self::Function, _) | (_, Security::Secure) => Some(true),
            (_, Security::Insecure | Security::Invalid) => Some(false),
            (_, Security::Unjudged) => None,
        };
        match (function, secure) {
            // One failure decides, whatever the other test would have said.
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }
    }
}

/// pass@k of one arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PassAtK {
    /// What counts as good.
    pub success: Success,
    /// How many samples may be tried.
    pub k: u32,
    /// Mean over seeds of each seed's mean over tasks; unjudged samples are failures.
    pub value: Option<f64>,
    /// Its 95 % interval, over tasks.
    pub interval: Option<Interval>,
    /// From the value itself up to what it would be if every unjudged sample were good.
    pub bounds: Option<Bounds>,
    /// Each seed's value.
    pub by_seed: Vec<SeedValue>,
    /// Tasks that it can be asked of.
    pub tasks: usize,
    /// Pairs of task and seed left out for want of k samples.
    pub left_out: usize,
}

/// One seed's mean over tasks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeedValue {
    /// The seed.
    pub seed: u64,
    /// The mean.
    pub value: Option<f64>,
}

/// The estimate of pass@k from `n` samples of which `c` are good: 1 − C(n−c, k) / C(n, k).
///
/// `None` when k is 0 or above n, or c above n.
#[must_use]
pub fn pass_at_k(n: u32, c: u32, k: u32) -> Option<f64> {
    if k == 0 || k > n || c > n {
        return None;
    }
    // Both products are the same ratio; the shorter one has fewer roundings.
    // No factor leaves [0, 1], so nothing overflows however large n is.
    let (few, many) = if c < k { (c, k) } else { (k, c) };
    if few > n - many {
        return Some(1.0);
    }
    let miss: f64 = (0..few)
        .map(|i| f64::from(n - many - i) / f64::from(n - i))
        .product();
    Some(1.0 - miss)
}

/// An arm's samples by task and seed; scenarios follow [`Success::tasks`], strata
/// [`Table::seeds_of`].
#[must_use]
pub fn grid(table: &Table<'_>, arm: usize, success: Success) -> OutcomeGrid {
    let tasks = success.tasks(table);
    let seeds = table.seeds_of(arm);
    let mut grid = Grid::new(tasks.len(), seeds.len());
    for row in table.arm(arm) {
        if let (Ok(task), Ok(seed)) = (
            tasks.binary_search(&row.task),
            seeds.binary_search(&row.seed),
        ) {
            let kind = match success.of(row) {
                Some(true) => GOOD,
                Some(false) => BAD,
                None => UNKNOWN,
            };
            grid.add(task, seed, kind);
        }
    }
    grid
}

/// A task's value: mean over its seeds.
#[must_use]
pub fn task_value(row: &[[u32; KINDS]], k: u32) -> Option<f64> {
    mean(row.iter().filter_map(|cell| low(cell, k)))
}

fn low(cell: &[u32; KINDS], k: u32) -> Option<f64> {
    pass_at_k(cell.iter().sum(), cell[GOOD], k)
}

fn high(cell: &[u32; KINDS], k: u32) -> Option<f64> {
    pass_at_k(cell.iter().sum(), cell[GOOD] + cell[UNKNOWN], k)
}

/// Mean over seeds of each seed's mean over tasks.
fn macro_value(
    grid: &OutcomeGrid,
    of: impl Fn(&[u32; KINDS]) -> Option<f64> + Copy,
) -> Option<f64> {
    mean((0..grid.strata()).filter_map(|stratum| mean(grid.stratum(stratum).filter_map(of))))
}

/// pass@k of an arm; `None` when no task can be asked it, or the arm has no sample.
#[must_use]
pub fn pass_at_k_of(
    table: &Table<'_>,
    arm: usize,
    success: Success,
    k: u32,
    options: BootstrapOptions,
) -> Option<PassAtK> {
    let grid = grid(table, arm, success);
    if grid.scenarios() == 0 {
        return None;
    }
    let value = macro_value(&grid, |cell| low(cell, k));
    let statistic = |grid: &OutcomeGrid| macro_value(grid, |cell| low(cell, k));
    let levels = if k == 1 {
        Levels::Both
    } else {
        Levels::Scenarios
    };
    let bounds = value.and_then(|low| {
        Some(Bounds {
            low,
            high: macro_value(&grid, |cell| high(cell, k))?,
        })
    });
    Some(PassAtK {
        success,
        k,
        value,
        interval: bootstrap(&grid, levels, options, statistic),
        bounds,
        by_seed: table
            .seeds_of(arm)
            .into_iter()
            .enumerate()
            .map(|(stratum, seed)| SeedValue {
                seed: table.seeds[seed],
                value: mean(grid.stratum(stratum).filter_map(|cell| low(cell, k))),
            })
            .collect(),
        tasks: grid.scenarios(),
        left_out: grid
            .rows()
            .flatten()
            .filter(|cell| low(cell, k).is_none())
            .count(),
    })
}

#[cfg(test)]
mod tests;
