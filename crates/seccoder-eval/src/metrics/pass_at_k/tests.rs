//! Tests of pass@k.

use proptest::prelude::*;

use super::*;
use crate::metrics::testing::{Run, insecure, invalid, secure, unjudged};
use crate::record::TestOutcome;

const FEW: BootstrapOptions = BootstrapOptions {
    replicates: 50,
    seed: 1,
};

/// C(n, k) without rounding; fits for n up to 120.
fn binomial(n: u32, k: u32) -> u128 {
    if k > n {
        return 0;
    }
    // Each step's value is itself a binomial coefficient, so the division leaves no rest.
    (0..k.min(n - k)).fold(1, |value, i| value * u128::from(n - i) / u128::from(i + 1))
}

/// The share of all sets of k of n samples that hold one of the first c.
fn enumerated(n: u32, c: u32, k: u32) -> f64 {
    let sets = (0_u32..1 << n).filter(|set| set.count_ones() == k);
    let (hits, all) = sets.fold((0_u32, 0_u32), |(hits, all), set| {
        (hits + u32::from(set & ((1 << c) - 1) != 0), all + 1)
    });
    f64::from(hits) / f64::from(all)
}

#[test]
fn known_values() {
    assert_eq!(pass_at_k(10, 0, 3), Some(0.0));
    assert_eq!(pass_at_k(10, 10, 1), Some(1.0));
    assert_eq!(pass_at_k(4, 2, 3), Some(1.0));
    assert_eq!(pass_at_k(5, 2, 1), Some(0.4));
    for (n, c, k) in [(3, 1, 4), (3, 1, 0), (3, 4, 1), (0, 0, 1)] {
        assert_eq!(pass_at_k(n, c, k), None, "{n} {c} {k}");
    }
}

#[test]
fn large_numbers_neither_overflow_nor_drift() {
    // With n much larger than k, drawing without replacement is drawing with it.
    let value = pass_at_k(4_000_000_000, 2_000_000_000, 10).unwrap();
    assert!((value - (1.0 - 0.5_f64.powi(10))).abs() < 1e-9);
    assert_eq!(pass_at_k(u32::MAX, u32::MAX, u32::MAX), Some(1.0));
}

#[test]
fn every_small_case_equals_enumeration() {
    for n in 1..=10 {
        for c in 0..=n {
            for k in 1..=n {
                let estimate = pass_at_k(n, c, k).unwrap();
                let exact = enumerated(n, c, k);
                assert!(
                    (estimate - exact).abs() < 1e-12,
                    "{n} {c} {k}: {estimate} {exact}"
                );
            }
        }
    }
}

proptest! {
    #[test]
    fn it_equals_the_exact_binomials((n, c, k) in (1_u32..=110)
        .prop_flat_map(|n| (Just(n), 0..=n, 1..=n)))
    {
        let (miss, all) = (binomial(n - c, k), binomial(n, k));
        // The division of the exact integers is rounded once.
        let exact = (all - miss) as f64 / all as f64;
        prop_assert!((pass_at_k(n, c, k).unwrap() - exact).abs() < 1e-12);
    }

    #[test]
    fn it_is_a_probability_and_grows_with_c_and_k((n, c, k) in (2_u32..500)
        .prop_flat_map(|n| (Just(n), 0..n, 1..n)))
    {
        let here = pass_at_k(n, c, k).unwrap();
        prop_assert!((0.0..=1.0).contains(&here));
        prop_assert!(pass_at_k(n, c + 1, k).unwrap() >= here - 1e-12);
        prop_assert!(pass_at_k(n, c, k + 1).unwrap() >= here - 1e-12);
    }
}

#[test]
fn one_failure_decides_and_unknown_only_widens() {
    let mut run = Run::default();
    let passed = || TestOutcome::Passed;
    let failed = || TestOutcome::Failed("wrong".into());
    run.sample("a", "x", 1, 0)
        .verdict(secure())
        .function(passed());
    run.sample("a", "x", 1, 1)
        .verdict(insecure())
        .function(passed());
    run.sample("a", "x", 1, 2)
        .verdict(unjudged())
        .function(failed());
    run.sample("a", "x", 1, 3)
        .verdict(unjudged())
        .function(passed());
    run.sample("a", "x", 1, 4).verdict(invalid());
    run.sample("a", "x", 1, 5)
        .verdict(secure())
        .function(TestOutcome::Unjudged("no python".into()));
    run.sample("a", "x", 1, 6)
        .duplicate_of(0)
        .verdict(secure())
        .function(passed());
    run.sample("a", "x", 1, 7);
    let table = run.table();

    let secure = pass_at_k_of(&table, 0, Success::SecureFunction, 1, FEW).unwrap();
    assert_eq!(
        secure.bounds,
        Some(Bounds {
            low: 0.25,
            high: 0.625
        })
    );
    assert_eq!(secure.value, Some(0.25));
    let function = pass_at_k_of(&table, 0, Success::Function, 1, FEW).unwrap();
    assert_eq!(
        function.bounds,
        Some(Bounds {
            low: 0.5,
            high: 0.75
        })
    );
    assert_eq!(function.interval.unwrap().replicates, 50);
}

#[test]
fn tasks_count_alike_and_seeds_are_averaged() {
    let mut run = Run::default();
    for (task, seed, good, total) in [("a", 1, 1, 2), ("b", 1, 0, 4), ("a", 2, 2, 2)] {
        for index in 0..total {
            let outcome = if index < good {
                TestOutcome::Passed
            } else {
                TestOutcome::Failed(String::new())
            };
            run.sample(task, "x", seed, index)
                .without_cwe()
                .function(outcome);
        }
    }
    let table = run.table();
    let one = pass_at_k_of(&table, 0, Success::Function, 1, FEW).unwrap();
    assert_eq!(one.value, Some(0.625));
    assert_eq!((one.tasks, one.left_out), (2, 1));
    assert_eq!(one.by_seed[1].value, Some(1.0));
    let four = pass_at_k_of(&table, 0, Success::Function, 4, FEW).unwrap();
    assert_eq!((four.value, four.left_out), (Some(0.0), 3));
    let nine = pass_at_k_of(&table, 0, Success::Function, 9, FEW).unwrap();
    assert_eq!((nine.value, nine.interval, nine.bounds), (None, None, None));
    assert_eq!(
        pass_at_k_of(&table, 0, Success::SecureFunction, 1, FEW),
        None
    );
}
