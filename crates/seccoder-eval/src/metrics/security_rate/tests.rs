//! Tests of the security rate.

use proptest::prelude::*;

use super::*;
use crate::metrics::testing::{Run, insecure, invalid, secure, unjudged};
use crate::paper::{Experiment, published, rows};

const FEW: BootstrapOptions = BootstrapOptions {
    replicates: 50,
    seed: 1,
};

fn rate(run: &Run) -> SecurityRate {
    security_rate(&run.table(), 0, FEW).unwrap()
}

#[test]
fn a_scenario_counts_the_same_however_many_samples_it_has() {
    let mut run = Run::default();
    run.sample("a", "x", 1, 0).verdict(secure());
    for index in 0..9 {
        run.sample("b", "x", 1, index).verdict(insecure());
    }
    let rate = rate(&run);
    assert_eq!(rate.rate, Some(0.5));
    assert_eq!(rate.coverage, 1.0);
    assert_eq!(
        rate.bounds,
        Some(Bounds {
            low: 0.5,
            high: 0.5
        })
    );
}

#[test]
fn seeds_are_averaged_after_scenarios() {
    let mut run = Run::default();
    // Seed 1: only `a`, secure. Seed 2: `a` and `b`, both insecure.
    run.sample("a", "x", 1, 0).verdict(secure());
    run.sample("b", "x", 1, 0).verdict(invalid());
    run.sample("a", "x", 2, 0).verdict(insecure());
    run.sample("b", "x", 2, 0).verdict(insecure());
    let rate = rate(&run);
    assert_eq!(rate.rate, Some(0.5), "not 1/3");
    assert_eq!(rate.coverage, 0.75);
    assert_eq!(
        rate.gaps,
        [Gap {
            task: "b".into(),
            seed: 1,
            reason: GapReason::NoValid
        }]
    );
    assert_eq!(rate.by_seed[0].rate, Some(1.0));
    assert_eq!(rate.by_seed[0].scenarios, 1);
    assert_eq!(rate.by_seed[1].rate, Some(0.0));
    assert_eq!(
        rate.invalid_reasons,
        BTreeMap::from([("does not parse".into(), 1)])
    );
}

#[test]
fn unjudged_samples_widen_the_bounds_only() {
    let mut run = Run::default();
    run.sample("a", "x", 1, 0).verdict(secure());
    run.sample("a", "x", 1, 1).verdict(insecure());
    run.sample("a", "x", 1, 2).verdict(unjudged());
    run.sample("a", "x", 1, 3).verdict(unjudged());
    run.sample("b", "x", 1, 0).verdict(unjudged());
    let rate = rate(&run);
    assert_eq!(rate.rate, Some(0.5));
    assert_eq!(
        rate.bounds,
        Some(Bounds {
            low: 0.125,
            high: 0.875
        })
    );
    assert_eq!(rate.coverage, 0.5);
    assert_eq!(rate.gaps[0].reason, GapReason::NoneJudged);
    assert_eq!(
        rate.unjudged_reasons,
        BTreeMap::from([("timeout".into(), 3)])
    );
}

#[test]
fn duplicates_and_idle_programs_are_counted_apart() {
    let mut run = Run::default();
    run.sample("a", "x", 1, 0).verdict(secure()).performs(true);
    run.sample("a", "x", 1, 1).verdict(secure()).performs(false);
    run.sample("a", "x", 1, 2)
        .duplicate_of(1)
        .verdict(secure())
        .performs(false);
    run.sample("a", "x", 1, 3).verdict(secure());
    run.sample("a", "x", 1, 4).verdict(insecure());
    let rate = rate(&run);
    assert_eq!(rate.rate, Some(0.75));
    assert_eq!(
        rate.counts,
        Counts {
            secure: 3,
            insecure: 1,
            duplicate: 1,
            ..Counts::default()
        }
    );
    assert_eq!(
        rate.idle,
        Idle {
            idle: 1,
            unknown: 1,
            secure: 3
        }
    );
    assert_eq!(rate.idle.share(), Some(1.0 / 3.0));
}

#[test]
fn a_task_that_another_arm_sampled_is_a_gap() {
    let mut run = Run::default();
    run.sample("a", "x", 1, 0).verdict(secure());
    run.sample("b", "y", 1, 0).verdict(secure());
    let rate = rate(&run);
    assert_eq!(rate.coverage, 0.5);
    assert_eq!(rate.gaps[0].reason, GapReason::NoSample);
}

#[test]
fn nothing_judged_is_none_and_not_nan() {
    let mut run = Run::default();
    run.sample("a", "x", 1, 0).verdict(invalid());
    let rate = rate(&run);
    assert_eq!((rate.rate, rate.bounds, rate.interval), (None, None, None));
    assert_eq!(rate.coverage, 0.0);
    assert_eq!(rate.idle.share(), None);

    let mut run = Run::default();
    run.sample("a", "x", 1, 0).without_cwe();
    assert_eq!(security_rate(&run.table(), 0, FEW), None);
}

/// The published breakdown and the published means fit the definition used here. Figure 8 has
/// percentages with two digits, so each is put in as so many of 10,000 samples.
#[test]
fn figure_8_gives_table_3() {
    for (method, expected) in [("None", 70.34), ("SecCoder-xl", 80.41)] {
        let breakdown: Vec<_> = rows(Experiment::Fig8)
            .filter(|value| value.row == method)
            .collect();
        assert_eq!(breakdown.len(), 18);
        let mut grid = SecurityGrid::new(18, 1);
        for (scenario, value) in breakdown.iter().enumerate() {
            let secure = (value.value * 100.0).round() as u32;
            grid.row_mut(scenario)[0] = [secure, 10_000 - secure, 0, 0, 0];
        }
        let rate = 100.0 * macro_rate(&grid).unwrap();
        assert!((rate - expected).abs() < 0.005, "{method}: {rate}");
        let table = published(Experiment::Table3, method, "6.1B").unwrap();
        assert_eq!(table.value, expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_rate_lies_within_its_bounds(
        cells in prop::collection::vec(prop::array::uniform5(0_u32..4), 1..12),
        strata in 1_usize..4,
    ) {
        let scenarios = cells.len() / strata;
        let mut grid = SecurityGrid::new(scenarios, strata);
        for (place, cell) in cells.iter().take(scenarios * strata).enumerate() {
            grid.row_mut(place / strata)[place % strata] = *cell;
        }
        for stratum in 0..strata {
            let bounds = stratum_bounds(&grid, stratum);
            if let Some(rate) = stratum_rate(&grid, stratum) {
                let bounds = bounds.unwrap();
                prop_assert!(bounds.low <= rate + 1e-12 && rate <= bounds.high + 1e-12);
            }
        }
    }
}
