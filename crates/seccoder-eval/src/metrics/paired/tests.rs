//! Tests of the comparison of two arms.

use proptest::prelude::*;

use super::*;
use crate::metrics::testing::{Run, insecure, invalid, secure};
use crate::record::TestOutcome;

const FEW: BootstrapOptions = BootstrapOptions {
    replicates: 200,
    seed: 1,
};

#[test]
fn the_smallest_p_value_is_known() {
    // All of one sign: only the pattern itself and its mirror image reach as far.
    let test = sign_flip(&[0.1, 0.2, 0.3, 0.1, 0.4], 1);
    assert_eq!((test.p, test.kind), (2.0 / 32.0, TestKind::Exact));
    // Scenarios without a difference have no say.
    assert_eq!(sign_flip(&[0.1, 0.0, 0.2, 0.0, 0.3, 0.1, 0.4], 1), test);
    assert_eq!(sign_flip(&[], 1).p, 1.0);
    assert_eq!(sign_flip(&[0.0], 1).p, 1.0);
    // +1 +1 −1: the sums are ±1 (three of each) and ±3; all are at least 1.
    assert_eq!(sign_flip(&[1.0, 1.0, -1.0], 1).p, 1.0);
}

#[test]
fn sums_that_should_be_equal_are_equal() {
    // 0.1 + 0.2 − 0.3 is not 0 in floating point.
    let test = sign_flip(&[0.1, 0.2, -0.3], 1);
    assert_eq!(test.p, 1.0);
    let test = sign_flip(&[0.3, 0.1, 0.2, -0.6, 0.6], 1);
    let shuffled = sign_flip(&[-0.6, 0.6, 0.2, 0.1, 0.3], 1);
    assert_eq!(test, shuffled);
}

#[test]
fn many_scenarios_are_sampled() {
    let all_up = vec![0.1; 40];
    let test = sign_flip(&all_up, 1);
    assert_eq!(test.kind, TestKind::MonteCarlo);
    assert!(test.p > 0.0 && test.p < 0.001);
    let balanced: Vec<f64> = (0..40)
        .map(|i| if i % 2 == 0 { 0.1 } else { -0.1 })
        .collect();
    assert_eq!(sign_flip(&balanced, 1).p, 1.0);
    // Close to the exact value of a case that both ways can do: 21 against 20 differences.
    let exact = sign_flip(&ramp(20), 1);
    let sampled = sign_flip(&ramp(21), 1);
    assert_eq!(
        (exact.kind, sampled.kind),
        (TestKind::Exact, TestKind::MonteCarlo)
    );
    assert!((exact.p - sampled.p).abs() < 0.05, "{exact:?} {sampled:?}");
}

fn ramp(count: i32) -> Vec<f64> {
    (0..count)
        .map(|i| f64::from(i) * 0.05 - 0.3)
        .map(|d| d + 1e-4)
        .collect()
}

#[test]
fn scenarios_without_a_rate_in_both_arms_are_left_out() {
    let mut run = Run::default();
    for (task, none, seccoder) in [
        ("a", insecure(), secure()),
        ("b", secure(), secure()),
        ("c", invalid(), secure()),
    ] {
        run.sample(task, "none", 1, 0).verdict(none);
        run.sample(task, "seccoder", 1, 0).verdict(seccoder);
    }
    let table = run.table();
    let found = compare(&table, 0, 1, FEW);
    assert_eq!(
        (found.baseline.as_str(), found.arm.as_str()),
        ("none", "seccoder")
    );
    let security = found.security.unwrap();
    assert_eq!(security.difference, 0.5);
    assert_eq!(
        (security.scenarios, security.left_out),
        (2, vec!["c".to_owned()])
    );
    assert_eq!(security.test.p, 1.0);
    assert_eq!((found.function, found.secure_function), (None, None));
}

#[test]
fn pairing_makes_the_interval_narrower() {
    // The scenarios differ widely, the arms by 0.2 everywhere.
    let mut run = Run::default();
    for scenario in 0..12_usize {
        for index in 0..20 {
            let judge = |secure_up_to: usize| {
                if index < secure_up_to {
                    secure()
                } else {
                    insecure()
                }
            };
            let task = format!("{scenario:02}");
            run.sample(&task, "none", 1, index).verdict(judge(scenario));
            run.sample(&task, "auto", 1, index)
                .verdict(judge(scenario + 4));
        }
    }
    let table = run.table();
    let security = compare(&table, 0, 1, FEW).security.unwrap();
    assert!((security.difference - 0.2).abs() < 1e-12);
    assert_eq!(security.test.p, 2.0 / 4096.0);
    let interval = security.interval.unwrap();
    assert!(interval.low > 0.08 && interval.high < 0.32, "{interval:?}");
    let mirrored = compare(&table, 1, 0, FEW).security.unwrap();
    assert!((mirrored.difference + 0.2).abs() < 1e-12);
}

#[test]
fn function_is_matched_sample_by_sample() {
    let mut run = Run::default();
    let pairs = [
        (true, true),
        (true, false),
        (false, true),
        (false, false),
        (true, false),
    ];
    let outcome = |passed| {
        if passed {
            TestOutcome::Passed
        } else {
            TestOutcome::Failed("wrong".into())
        }
    };
    for (index, (none, auto)) in pairs.into_iter().enumerate() {
        run.sample("a", "none", 1, index)
            .verdict(secure())
            .function(outcome(none));
        run.sample("a", "auto", 1, index)
            .verdict(secure())
            .function(outcome(auto));
    }
    run.sample("a", "none", 1, 5)
        .verdict(secure())
        .function(outcome(true));
    run.sample("a", "auto", 1, 6)
        .verdict(secure())
        .function(outcome(true));
    let table = run.table();
    let found = compare(&table, 0, 1, FEW);
    assert_eq!(
        found.agreement,
        Agreement {
            both: 1,
            only_arm: 1,
            only_baseline: 2,
            neither: 1,
            unmatched: 2,
        }
    );
    assert!(found.function.is_some());
    assert_eq!(found.function, found.secure_function);
}

/// Every pattern by its bits.
fn by_enumeration(differences: &[f64]) -> f64 {
    let observed = differences.iter().sum::<f64>().abs();
    let patterns = 1_u32 << differences.len();
    let reached = (0..patterns)
        .filter(|bits| {
            let sum: f64 = differences
                .iter()
                .enumerate()
                .map(|(i, d)| if bits >> i & 1 == 1 { *d } else { -d })
                .sum();
            sum.abs() >= observed - 1e-9
        })
        .count();
    reached as f64 / f64::from(patterns)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn exact_p_values_equal_enumeration(differences in prop::collection::vec(-4_i32..=4, 0..9)) {
        let differences: Vec<f64> = differences.into_iter().map(|d| f64::from(d) / 8.0).collect();
        let p = sign_flip(&differences, 1).p;
        prop_assert!((p - by_enumeration(&differences)).abs() < 1e-12);
        prop_assert!(p > 0.0 && p <= 1.0);
        let mirrored: Vec<f64> = differences.iter().map(|d| -d).collect();
        prop_assert_eq!(p, sign_flip(&mirrored, 1).p);
    }
}
