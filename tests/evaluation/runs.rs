//! Runs: drawn once, judged, reported; killed and resumed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{command, contents, eval, fixture, key, lines};
use crate::harness::{MODEL, Run, Sandbox};

/// Two tasks with two methods and two samples.
fn tiny<'a>(suite: &'a str, extra: &[&'a str]) -> Vec<&'a str> {
    let args = [
        "run",
        "--suite",
        suite,
        "--out",
        "out",
        "--seeds",
        "1",
        "-n",
        "2",
        "--max-tokens",
        "48",
    ];
    [&args, extra].concat()
}

#[test]
fn a_run_is_drawn_judged_and_reported_once() {
    let sandbox = Sandbox::new();
    let suite = fixture("tiny");
    let out = sandbox.path("out");
    let args = tiny(&suite, &["--methods", "none,seccoder"]);

    // A projection first: it measures, says what is to do, and leaves nothing behind.
    let dry = [&args[..], &["--dry-run"]].concat();
    let run = eval(&sandbox, &dry);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.out.contains("8 samples in 4 requests are missing") && run.out.contains("at most "),
        "{run:?}"
    );
    assert!(contents(&sandbox.path("")).is_empty());

    let run = eval(&sandbox, &args);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("8 samples in out"), "{run:?}");
    check_run(&out);
    check_report(&out, &run);

    // The same command again draws nothing, and judging again changes no verdict.
    let samples = std::fs::read(out.join("samples.jsonl")).unwrap();
    let prompts = std::fs::read(out.join("prompts.jsonl")).unwrap();
    let verdicts = words(&out);
    let again = eval(&sandbox, &args);
    assert_eq!(again.code, Some(0), "{again:?}");
    assert!(
        again.err.contains("8 samples are there already"),
        "{again:?}"
    );
    assert!(again.out.contains("; 0 requests in "), "{again:?}");
    let counts = eval(&sandbox, &["score", "out", "--json"]).json();
    assert_eq!(
        (&counts["samples"], &counts["unjudged"]),
        (&8.into(), &0.into())
    );
    assert_eq!(std::fs::read(out.join("samples.jsonl")).unwrap(), samples);
    assert_eq!(std::fs::read(out.join("prompts.jsonl")).unwrap(), prompts);
    assert_eq!(words(&out), verdicts);
    let dry = eval(&sandbox, &[&dry[..], &["--json"]].concat()).json();
    assert_eq!((&dry["samples"], &dry["requests"]), (&0.into(), &0.into()));

    // Another question does not get this folder, and the samples survive the attempt.
    for (extra, what) in [
        (vec!["-n", "3", "--no-score"], "the sampling differs"),
        (
            vec!["--methods", "none"],
            "the methods, database or embedder differs",
        ),
        (vec!["--tasks", "copy"], ""),
    ] {
        let mut other = args.clone();
        if let Some(at) = other.iter().position(|arg| *arg == extra[0]) {
            other.drain(at..at + 2);
        }
        let run = eval(&sandbox, &[&other[..], &extra].concat());
        run.fails(2, &format!("out holds another run: {what}"));
        assert!(run.err.contains("hint: "), "{run:?}");
    }
    assert_eq!(std::fs::read(out.join("samples.jsonl")).unwrap(), samples);

    let compared = eval(&sandbox, &["compare", "out", "--json"]).json();
    assert_eq!(compared["schema_version"], 1, "{compared}");
    let shown = eval(&sandbox, &["report", "out", "--side-by-side", "find-track"]);
    assert!(shown.out.contains("find_artists"), "{shown:?}");
    eval(&sandbox, &["report", "out", "--paper"]).fails(2, "repeats no experiment");
}

/// Every sample and every verdict is there once, and says where it comes from.
fn check_run(out: &Path) {
    let samples = lines(&out.join("samples.jsonl"));
    let keys: BTreeSet<_> = samples.iter().map(key).collect();
    assert_eq!((samples.len(), keys.len()), (8, 8));
    let judged: BTreeSet<_> = lines(&out.join("verdicts.jsonl")).iter().map(key).collect();
    assert_eq!(judged, keys);
    let prompts = lines(&out.join("prompts.jsonl"));
    assert_eq!(prompts.len(), 4);
    for sample in &samples {
        let prompt = prompts
            .iter()
            .find(|prompt| prompt["prompt_hash"] == sample["prompt_hash"])
            .unwrap();
        let retrieves = sample["arm"] == "seccoder";
        let shown = prompt["demonstrations"].as_array().unwrap().len();
        assert_eq!(shown, usize::from(retrieves));
        assert_eq!(sample["database_hash"].is_string(), retrieves);
        assert_eq!(sample["model"], MODEL);
    }
}

fn check_report(out: &Path, run: &Run) {
    let summary = std::fs::read_to_string(out.join("summary.json")).unwrap();
    let summary: Value = serde_json::from_str(&summary).unwrap();
    let arms: Vec<_> = summary["arms"].as_array().unwrap().iter().collect();
    assert_eq!(arms.len(), 2);
    for arm in arms {
        assert_eq!((&arm["samples"], &arm["judged"]), (&4.into(), &4.into()));
        assert!(arm["security"]["coverage"].is_number(), "{arm}");
    }
    for name in [
        "report.md",
        "summary.csv",
        "samples.parquet",
        "findings.sarif",
    ] {
        assert!(out.join(name).metadata().unwrap().len() > 0, "{name}");
    }
    let csv = std::fs::read_to_string(out.join("samples.csv")).unwrap();
    assert_eq!(csv.lines().filter(|line| line.contains(MODEL)).count(), 8);

    // The page asks nobody for anything, and has every completion in it.
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("default-src 'none'"));
    for outside in ["src=", "<link", "url(", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
    let start = "<script id=\"data\" type=\"application/json\">";
    let data = page.split_once(start).unwrap().1;
    let data: Value = serde_json::from_str(data.split_once("</script>").unwrap().0).unwrap();
    let data = data.to_string();
    for sample in lines(&out.join("samples.jsonl")) {
        assert!(data.contains(&sample["completion"].to_string()), "{sample}");
    }
    for arm in ["none", "seccoder"] {
        assert!(run.out.lines().any(|line| line.starts_with(arm)), "{run:?}");
    }
}

/// Each sample's verdict and test, without how long they took.
fn words(out: &Path) -> BTreeMap<(String, String, u64, u64), (Value, Value)> {
    lines(&out.join("verdicts.jsonl"))
        .iter()
        .map(|line| {
            (
                key(line),
                (line["verdict"].clone(), line["function"].clone()),
            )
        })
        .collect()
}

/// Six requests of two samples each.
fn killed<'a>(suite: &'a str, out: &'a str) -> Vec<&'a str> {
    vec![
        "run",
        "--suite",
        suite,
        "--out",
        out,
        "--methods",
        "none",
        "--seeds",
        "1,2,3",
        "-n",
        "2",
        "--max-tokens",
        "12",
        "--no-score",
    ]
}

#[test]
fn a_killed_run_goes_on_where_it_was() {
    let sandbox = Sandbox::without_database();
    let suite = fixture("tiny");
    let whole = eval(&sandbox, &killed(&suite, "whole"));
    assert_eq!(whole.code, Some(0), "{whole:?}");

    let mut child = command(&sandbox, &killed(&suite, "cut"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let path = sandbox.path("cut").join("samples.jsonl");
    let start = Instant::now();
    while lines(&path).is_empty() {
        assert!(start.elapsed() < Duration::from_secs(120), "nothing came");
        assert!(child.try_wait().unwrap().is_none(), "it ended early");
        std::thread::sleep(Duration::from_millis(10));
    }
    // While it runs, the folder is its own.
    let other = eval(&sandbox, &killed(&suite, "cut"));
    let still_running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(still_running, "it ended before it could be killed");
    other.fails(1, "cut is in use by another run");

    // As if the machine had gone down while a request was written: one of its lines is
    // there, of the next one only a part.
    let text = std::fs::read_to_string(&path).unwrap();
    let kept: Vec<&str> = text.split_inclusive('\n').collect();
    let (last, before) = kept.split_last().unwrap();
    let torn = before.concat() + &last[..last.len() / 2];
    std::fs::write(&path, torn).unwrap();
    let mut prompts = std::fs::OpenOptions::new()
        .append(true)
        .open(sandbox.path("cut").join("prompts.jsonl"))
        .unwrap();
    prompts.write_all(b"{\"schema_version\":1,\"prom").unwrap();
    drop(prompts);
    assert!(lines(&path).len() < 12);

    let rest = eval(&sandbox, &killed(&suite, "cut"));
    assert_eq!(rest.code, Some(0), "{rest:?}");
    assert!(rest.err.contains("samples are there already"), "{rest:?}");
    assert!(rest.out.contains("12 samples in cut"), "{rest:?}");
    assert_eq!(lines(&path).len(), 12);
    assert_eq!(
        texts(&path),
        texts(&sandbox.path("whole").join("samples.jsonl"))
    );
    assert_eq!(lines(&sandbox.path("cut").join("prompts.jsonl")).len(), 2);

    eval(&sandbox, &["report", "cut"]).fails(2, "cut is not judged yet");
    let counts = eval(&sandbox, &["score", "cut", "--json"]).json();
    assert_eq!(counts["samples"], 12);
    let run = eval(&sandbox, &["report", "cut", "--out", "elsewhere"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(sandbox.path("elsewhere/report.html").is_file());
    assert!(!sandbox.path("cut/report.html").exists());
}

/// Each sample's text and prompt.
fn texts(path: &Path) -> BTreeMap<(String, String, u64, u64), (Value, Value)> {
    lines(path)
        .iter()
        .map(|line| {
            let text = line["completion"].clone();
            (key(line), (text, line["prompt_hash"].clone()))
        })
        .collect()
}

#[test]
fn function_alone_is_measured_with_problems_of_humaneval_s_form() {
    let sandbox = Sandbox::without_database();
    let problems = fixture("two-problems.jsonl");
    let run = eval(&sandbox, &["check", &problems]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("2 tasks, 2 as they should be"), "{run:?}");

    let run = eval(&sandbox, &tiny(&problems, &["--methods", "none"]));
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("pass@k"), "{run:?}");
    let summary = std::fs::read(sandbox.path("out/summary.json")).unwrap();
    let summary: Value = serde_json::from_slice(&summary).unwrap();
    let arm = &summary["arms"][0];
    assert!(arm["security"].is_null(), "{arm}");
    let pass = &arm["function"][0];
    assert_eq!(
        (&pass["success"], &pass["k"]),
        (&"function".into(), &1.into())
    );
    let value = pass["value"].as_f64().unwrap();
    // The model is small, but doubling a number is within its reach.
    assert!((0.25..=1.0).contains(&value), "{pass}");
    for verdict in lines(&sandbox.path("out/verdicts.jsonl")) {
        assert!(verdict["verdict"].is_null() || verdict["verdict"]["verdict"] == "invalid");
        assert!(verdict["function"].is_object(), "{verdict}");
    }
}

#[test]
fn samples_do_not_depend_on_what_was_asked_before() {
    let sandbox = Sandbox::new();
    let suite = fixture("tiny");
    let completions = |out: &str, methods: &str| {
        let args = tiny(&suite, &["--methods", methods, "--no-score"]);
        let args: Vec<&str> = args
            .iter()
            .map(|arg| if *arg == "out" { out } else { *arg })
            .collect();
        let run = eval(&sandbox, &args);
        assert_eq!(run.code, Some(0), "{run:?}");
        let found: BTreeMap<_, _> = lines(&sandbox.path(out).join("samples.jsonl"))
            .iter()
            .filter(|line| line["arm"] == "none")
            .map(|line| (key(line), line["completion"].clone()))
            .collect();
        found
    };
    let alone = completions("alone", "none");
    assert_eq!(alone.len(), 4);
    assert_eq!(alone, completions("after", "rules,none"));
}
