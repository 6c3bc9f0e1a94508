//! Two arms over the same scenarios.
//!
//! A scenario's difficulty is common to both arms, so the differences by scenario vary less
//! than the values do. The difference is the mean over the scenarios that have a value in
//! both arms; its interval draws scenarios (the same ones for both arms) and then samples
//! within each arm's cells.
//!
//! The p-value asks: if the arms were alike, each scenario's difference would be as likely
//! with the other sign; how often would random signs give a mean at least as far from zero?
//! It takes the scenarios as independent of each other and says nothing about how samples are
//! distributed. All sign patterns are tried where there are at most [`EXACT_LIMIT`] nonzero
//! differences, else [`DRAWS`] random ones. With n nonzero differences it cannot fall below
//! 2 / 2ⁿ: five scenarios can never show anything at the 5 % level.

use std::collections::BTreeMap;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::bootstrap::{BootstrapOptions, Interval, Levels, bootstrap};
use super::grid::Grid;
use super::mean;
use super::pass_at_k::{self, Success};
use super::security_rate;
use super::table::{Function, Table};

/// The most nonzero differences for which every pattern of signs is tried.
pub const EXACT_LIMIT: usize = 20;
/// Random patterns of signs beyond that.
pub const DRAWS: u32 = 100_000;

/// How a p-value was computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestKind {
    /// Every pattern of signs.
    Exact,
    /// Random patterns, the observed one counted among them.
    MonteCarlo,
}

/// A two-sided p-value of the sign-flip test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PValue {
    /// The p-value, in (0, 1].
    pub p: f64,
    /// How it was computed.
    pub kind: TestKind,
}

/// How much an arm's value lies above the baseline's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Mean over the shared scenarios of arm less baseline.
    pub difference: f64,
    /// Its 95 % interval.
    pub interval: Option<Interval>,
    /// The sign-flip test.
    pub test: PValue,
    /// Scenarios with a value in both arms.
    pub scenarios: usize,
    /// Scenarios without one in at least one arm; no part of the difference.
    pub left_out: Vec<String>,
}

/// Functional tests of both arms, sample by sample.
///
/// Samples are matched by task, seed and index. There is no p-value: samples of one task are
/// not independent, and the same seed makes two prompts' samples no more alike than others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Agreement {
    /// Passed in both arms.
    pub both: u32,
    /// Passed with the arm alone: gained.
    pub only_arm: u32,
    /// Passed with the baseline alone: lost.
    pub only_baseline: u32,
    /// Passed in neither.
    pub neither: u32,
    /// Sampled in one arm only, or unjudged in one.
    pub unmatched: u32,
}

/// An arm against the baseline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The arm compared with.
    pub baseline: String,
    /// The arm.
    pub arm: String,
    /// Of the security rate; `None` when no scenario has a rate in both arms.
    pub security: Option<Difference>,
    /// Of pass@1; `None` when no task has a functional test.
    pub function: Option<Difference>,
    /// Of secure-pass@1.
    pub secure_function: Option<Difference>,
    /// Functional tests sample by sample.
    pub agreement: Agreement,
}

/// Compares two arms of a table, given by their places.
#[must_use]
pub fn compare(
    table: &Table<'_>,
    baseline: usize,
    arm: usize,
    options: BootstrapOptions,
) -> Comparison {
    let names = |tasks: Vec<usize>| -> Vec<&str> {
        tasks
            .into_iter()
            .map(|task| table.tasks[task].name.as_str())
            .collect()
    };
    let outcome = |success: Success| {
        difference(
            &names(success.tasks(table)),
            &pass_at_k::grid(table, baseline, success),
            &pass_at_k::grid(table, arm, success),
            options,
            |row| pass_at_k::task_value(row, 1),
        )
    };
    Comparison {
        baseline: table.arms[baseline].to_owned(),
        arm: table.arms[arm].to_owned(),
        security: difference(
            &names(security_rate::scenarios(table)),
            &security_rate::grid(table, baseline),
            &security_rate::grid(table, arm),
            options,
            security_rate::scenario_rate,
        ),
        function: outcome(Success::Function),
        secure_function: outcome(Success::SecureFunction),
        agreement: agreement(table, baseline, arm),
    }
}

/// The difference of two arms, `value` being a scenario's value from its cells.
///
/// # Panics
/// When the grids and names differ in their number of scenarios.
pub fn difference<const N: usize>(
    names: &[&str],
    baseline: &Grid<N>,
    arm: &Grid<N>,
    options: BootstrapOptions,
    value: impl Fn(&[[u32; N]]) -> Option<f64>,
) -> Option<Difference> {
    if baseline.strata() == 0 || arm.strata() == 0 {
        return None;
    }
    let both = baseline.beside(arm);
    assert_eq!(names.len(), both.scenarios(), "a name for each scenario");
    let one = |row: &[[u32; N]]| {
        let (baseline, arm) = row.split_at(baseline.strata());
        Some(value(arm)? - value(baseline)?)
    };

    let (shared, alone): (Vec<usize>, Vec<usize>) =
        (0..names.len()).partition(|&scenario| one(both.row(scenario)).is_some());
    let both = both.select(&shared);
    let differences: Vec<f64> = both.rows().filter_map(one).collect();
    Some(Difference {
        difference: mean(differences.iter().copied())?,
        interval: bootstrap(&both, Levels::Both, options, |drawn| {
            mean(drawn.rows().filter_map(one))
        }),
        test: sign_flip(&differences, options.seed),
        scenarios: shared.len(),
        left_out: alone.iter().map(|&place| names[place].to_owned()).collect(),
    })
}

/// The sign-flip test on the differences. The seed matters only beyond [`EXACT_LIMIT`].
#[must_use]
pub fn sign_flip(differences: &[f64], seed: u64) -> PValue {
    let nonzero: Vec<f64> = differences.iter().copied().filter(|d| *d != 0.0).collect();
    let size: f64 = nonzero.iter().map(|d| d.abs()).sum();
    // Sums that differ only by rounding are equal.
    let reached = nonzero.iter().sum::<f64>().abs() - size * 1e-9;
    if nonzero.len() <= EXACT_LIMIT {
        let patterns = 1_u64 << nonzero.len();
        return PValue {
            p: count_reaching(&nonzero, 0.0, reached) as f64 / patterns as f64,
            kind: TestKind::Exact,
        };
    }
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let hits = (0..DRAWS)
        .filter(|_| {
            let sum: f64 = nonzero
                .iter()
                .map(|d| if rng.random() { *d } else { -d })
                .sum();
            sum.abs() >= reached
        })
        .count();
    PValue {
        p: (hits + 1) as f64 / f64::from(DRAWS + 1),
        kind: TestKind::MonteCarlo,
    }
}

/// How many patterns of signs of `rest`, added to `sum`, reach at least as far from zero.
fn count_reaching(rest: &[f64], sum: f64, reached: f64) -> u64 {
    match rest {
        [] => u64::from(sum.abs() >= reached),
        [first, rest @ ..] => {
            count_reaching(rest, sum + first, reached) + count_reaching(rest, sum - first, reached)
        }
    }
}

fn agreement(table: &Table<'_>, baseline: usize, arm: usize) -> Agreement {
    let outcomes = |arm: usize| -> BTreeMap<(usize, usize, usize), Option<bool>> {
        table
            .arm(arm)
            .filter(|row| table.tasks[row.task].tested)
            .map(|row| {
                let passed = match row.function {
                    Function::Passed => Some(true),
                    Function::Failed => Some(false),
                    Function::Unjudged => None,
                };
                ((row.task, row.seed, row.index), passed)
            })
            .collect()
    };
    let (before, mut after) = (outcomes(baseline), outcomes(arm));
    let mut found = Agreement::default();
    for (key, before) in before {
        let place = match (before, after.remove(&key).flatten()) {
            (Some(true), Some(true)) => &mut found.both,
            (Some(false), Some(true)) => &mut found.only_arm,
            (Some(true), Some(false)) => &mut found.only_baseline,
            (Some(false), Some(false)) => &mut found.neither,
            (None, _) | (_, None) => &mut found.unmatched,
        };
        *place += 1;
    }
    found.unmatched += u32::try_from(after.len()).unwrap_or(u32::MAX);
    found
}

#[cfg(test)]
mod tests;
