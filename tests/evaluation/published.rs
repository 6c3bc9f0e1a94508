//! Published data, where a copy lies beside the repository; it is no part of it.

use std::path::Path;

use serde_json::Value;

use super::{command, data, eval};
use crate::harness::{Run, Sandbox, repository};

/// Right verdicts and all verdicts of one oracle over the labelled completions of SVEN's
/// scenarios; `None` where the oracle or the completions are not at hand.
fn audited(oracle: &str) -> Option<(u64, u64, Value)> {
    let (cases, sven) = (
        data("oracle-cases/dev.jsonl")?,
        data("sven/data_eval/trained")?,
    );
    let sandbox = Sandbox::without_models();
    let args = [
        "audit",
        "--cases",
        &cases,
        "--sven",
        &sven,
        "--oracles",
        oracle,
        "--json",
    ];
    let run = eval(&sandbox, &args);
    if run.code == Some(3) {
        println!("skipped: {oracle} is not installed");
        return None;
    }
    let report = run.json();
    let (mut right, mut total) = (0, 0);
    for by_truth in report["oracles"][0]["by_cwe"].as_object().unwrap().values() {
        for truth in ["secure", "insecure"] {
            right += by_truth[truth][truth].as_u64().unwrap();
            let said = by_truth[truth].as_object().unwrap().values();
            total += said.map(|count| count.as_u64().unwrap()).sum::<u64>();
        }
    }
    Some((right, total, report["oracles"][0]["misses"].clone()))
}

#[test]
fn semgrep_and_the_python_harness_know_every_labelled_python_program() {
    for oracle in ["semgrep", "python-harness"] {
        if let Some((right, total, misses)) = audited(oracle) {
            assert_eq!((right, total), (52, 52), "{oracle}: {misses:#}");
        }
    }
}

#[test]
fn the_c_harness_knows_every_labelled_c_program() {
    if let Some((right, total, misses)) = audited("c-harness") {
        assert_eq!((right, total), (60, 60), "{misses:#}");
    }
}

/// A copy of SVEN's with few training pairs, so that embedding them takes no time.
fn few_pairs(sandbox: &Sandbox, sven: &str) -> String {
    let (from, to) = (Path::new(sven), sandbox.path("sven"));
    let train = Path::new("data_train_val/train");
    std::fs::create_dir_all(to.join(train)).unwrap();
    std::os::unix::fs::symlink(from.join("data_eval"), to.join("data_eval")).unwrap();
    for entry in std::fs::read_dir(from.join(train)).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let head: String = text.split_inclusive('\n').take(4).collect();
        std::fs::write(to.join(train).join(path.file_name().unwrap()), head).unwrap();
    }
    to.display().to_string()
}

fn check_quality(report: &Value, method: &str, prompts: usize) {
    for quality in report["methods"][method].as_array().unwrap() {
        let accuracy = quality["accuracy"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&accuracy), "{quality}");
        assert!(quality["mean_reciprocal_rank"].as_f64().unwrap() >= accuracy);
        assert_eq!(quality["prompts"].as_array().unwrap().len(), prompts);
        let smallest = quality["minimum_number"].as_u64();
        let ranks = quality["prompts"].as_array().unwrap().iter();
        let ranks: Option<Vec<u64>> = ranks.map(|prompt| prompt["rank"].as_u64()).collect();
        assert_eq!(
            smallest,
            ranks.and_then(|ranks| ranks.into_iter().max()),
            "{quality}"
        );
    }
}

#[test]
fn retrieval_is_measured_over_our_own_tasks() {
    let sandbox = Sandbox::new();
    let core = repository("suites/core").display().to_string();
    let report = eval(&sandbox, &["retrieval", "--suite", &core, "--json"]).json();
    let prompts = usize::try_from(report["prompts"].as_u64().unwrap()).unwrap();
    assert!(prompts >= 60, "{prompts}");
    for (method, seeds) in [("random", 3), ("bm25", 1), ("seccoder", 1), ("auto", 1)] {
        assert_eq!(report["methods"][method].as_array().unwrap().len(), seeds);
        check_quality(&report, method, prompts);
    }
    // Who searches finds more than who guesses.
    let accuracy = |method: &str| report["methods"][method][0]["accuracy"].as_f64().unwrap();
    assert!(accuracy("seccoder") > accuracy("random"), "{report:#}");
    let run = eval(
        &sandbox,
        &[
            "retrieval",
            "--suite",
            &core,
            "--methods",
            "bm25",
            "--ranks",
        ],
    );
    assert!(
        run.out.contains("minimum number") && run.out.contains("CWE-1321"),
        "{run:?}"
    );
}

#[test]
fn facets_are_measured_each_and_together() {
    let sandbox = Sandbox::new();
    let core = repository("suites/core").display().to_string();
    let args = ["retrieval", "--suite", &core, "--methods", "auto", "--json"];
    let report = eval(
        &sandbox,
        &[&args[..], &["--facets", "all,code,cause+api"]].concat(),
    )
    .json();
    let methods = report["methods"].as_object().unwrap();
    let rows: Vec<&String> = methods.keys().collect();
    assert_eq!(rows, ["auto all", "auto api+cause", "auto code"]);
}

#[test]
fn the_threshold_of_silence_is_found() {
    let sandbox = Sandbox::new();
    let core = repository("suites/core").display().to_string();
    let args = ["calibrate", "--ordinary", &core, "--security", &core];
    let report = eval(&sandbox, &[&args[..], &["--json"]].concat()).json();
    assert_eq!(report["ordinary"], report["security"]);
    let curve = report["curve"].as_array().unwrap();
    assert_eq!(curve[0]["threshold"], 0.0);
    for pair in curve.windows(2) {
        let shown = |point: &Value| point["security"].as_f64().unwrap();
        assert!(shown(&pair[0]) >= shown(&pair[1]), "{report:#}");
    }
    if let Some(share) = report["chosen"]["ordinary"].as_f64() {
        assert!(share <= 0.02, "{report:#}");
    }
    let text = eval(&sandbox, &args).out;
    assert!(text.contains("`silence`"), "{text}");
}

#[test]
fn retrieval_is_measured_over_sven() {
    let Some(sven) = data("sven") else { return };
    let sandbox = Sandbox::without_models();
    let (suite, pairs) = (
        format!("{sven}/data_eval/trained"),
        format!("{sven}/data_train_val/train"),
    );
    let args = [
        "retrieval",
        "--suite",
        &suite,
        "--database",
        &pairs,
        "--methods",
        "random,bm25",
    ];
    let report = eval(&sandbox, &[&args[..], &["--json"]].concat()).json();
    assert_eq!(
        (&report["prompts"], &report["examples"]),
        (&18.into(), &719.into())
    );
    check_quality(&report, "random", 18);
    check_quality(&report, "bm25", 18);
    // Naming what is left out replaces the six scenarios that are left out by themselves.
    let one = [&args[..], &["--leave-out", "cwe-022/2-py", "--json"]].concat();
    assert_eq!(eval(&sandbox, &one).json()["prompts"], 23);
}

#[test]
fn figure_6_is_printed_beside_the_published_values() {
    let Some(sven) = data("sven") else { return };
    let sandbox = Sandbox::without_database();
    let few = few_pairs(&sandbox, &sven);
    let file = repository("experiments/fig6.toml").display().to_string();
    let args = ["run", &file, "--embedder", "all-minilm-l6-v2"];
    let run = Run::of(command(&sandbox, &args).env("SVEN", &few).output().unwrap());
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.out.starts_with("Figure 6, ") && run.out.contains("ours / paper"),
        "{run:?}"
    );
    for row in ["Random", "BM25", "SecCoder-xl"] {
        assert!(run.out.lines().any(|line| line.starts_with(row)), "{run:?}");
    }
    assert!(run.out.contains("/ 352"), "{run:?}");
}
