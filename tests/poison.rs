//! `seccoder db poison-test`: vulnerable code offered as secure, to copies of the database.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::harness::{Run, Sandbox, repository};

/// `seccoder db poison-test` with the analyzers that the caller has.
fn poison_test(sandbox: &Sandbox, args: &[&str]) -> Run {
    let mut command = sandbox.command(&[&["db", "poison-test"], args].concat());
    for name in ["SECCODER_TOOLS", "SECCODER_SEMGREP"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    Run::of(command.output().unwrap())
}

/// The ids in a database.
fn ids(sandbox: &Sandbox, args: &[&str]) -> BTreeSet<String> {
    let listed = sandbox
        .run(&[args, &["db", "list", "--json"]].concat())
        .json();
    let examples = listed["examples"].as_array().unwrap().iter();
    examples
        .map(|example| example["id"].as_str().unwrap().to_owned())
        .collect()
}

/// The ids of the candidates that met a fate; with `field` `twin`, of their secure halves.
fn candidates(report: &Value, field: &str, fates: &[&str]) -> BTreeSet<String> {
    let all = report["candidates"].as_array().unwrap().iter();
    all.filter(|one| fates.contains(&one["fate"].as_str().unwrap()))
        .map(|one| one[field].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn vulnerable_halves_go_through_the_gate_into_copies_alone() {
    let sandbox = Sandbox::without_models();
    let before = ids(&sandbox, &[]);
    let args = ["--language", "python,c", "-n", "6", "--out", "p", "--json"];
    let run = poison_test(&sandbox, &args);
    let report = run.json();
    assert_eq!(
        ids(&sandbox, &[]),
        before,
        "the database itself is only read"
    );

    // Everything adds up, and what looks for weaknesses is told apart.
    let gate = &report["gate"];
    let count = |value: &Value| value.as_u64().unwrap();
    assert_eq!(count(&gate["offered"]), 6);
    let fates = ["stopped", "passed", "known"].map(|fate| count(&gate[fate]));
    assert_eq!(fates.iter().sum::<u64>(), 6, "{gate}");
    for looked in [&gate["analyzers"], &gate["secure_halves"]] {
        let parts = ["stopped", "passed", "not_checked"].map(|part| count(&looked[part]));
        assert_eq!(parts.iter().sum::<u64>(), 6, "{gate}");
    }
    assert_eq!(
        gate["secure_halves"]["stopped"], 0,
        "the built-in examples are checked"
    );
    let of_groups = gate["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| count(&group["offered"]));
    assert_eq!(of_groups.sum::<u64>(), 6);

    // The copies lack the secure halves, and differ in the poison alone.
    let clean = ids(&sandbox, &["--db", "p/clean.db"]);
    let twins = candidates(&report, "twin", &["stopped", "passed", "known"]);
    assert_eq!(clean, before.difference(&twins).cloned().collect());
    for (database, fates) in [
        ("p/poisoned.db", &["passed"][..]),
        ("p/ungated.db", &["passed", "stopped"]),
    ] {
        let with: BTreeSet<String> = ids(&sandbox, &["--db", database]);
        let poison: BTreeSet<String> = with.difference(&clean).cloned().collect();
        assert_eq!(poison, candidates(&report, "id", fates), "{database}");
        let args = [
            "--db", database, "db", "list", "--source", "poison", "--json",
        ];
        let marked = sandbox.run(&args).json();
        assert_eq!(marked["examples"].as_array().unwrap().len(), poison.len());
    }

    // The same command again makes nothing anew; another experiment does not get the folder.
    let again = poison_test(&sandbox, &args);
    assert!(again.err.contains("are there already"), "{again:?}");
    assert_eq!(again.json(), report);
    let other = [&args[..], &["--seed", "2"]].concat();
    poison_test(&sandbox, &other).fails(2, "another experiment: the seed differs");
}

#[test]
fn pairs_come_from_data_sets_and_what_cannot_be_done_is_said() {
    let sandbox = Sandbox::without_models();
    let sven = repository("tests/fixtures/import/sven")
        .display()
        .to_string();
    let args = [
        "--from",
        "sven",
        &sven,
        "--split",
        "train",
        "--no-analyzers",
        "--out",
        "p",
    ];
    let report = poison_test(&sandbox, &[&args[..], &["--json"]].concat()).json();
    let offered = report["gate"]["offered"].as_u64().unwrap();
    assert!(offered > 0 && report["pairs"].as_u64().unwrap() >= offered);
    assert_eq!(report["gate"]["analyzers"]["not_checked"], offered);
    let text = poison_test(&sandbox, &args);
    assert_eq!(text.code, Some(0), "{text:?}");
    assert!(
        text.err.contains(&format!("there are only {offered}")),
        "{text:?}"
    );
    assert!(
        text.out.contains("Vulnerable halves by weakness"),
        "{text:?}"
    );

    poison_test(&sandbox, &["--from", "xml", &sven]).fails(2, "known: seccoder, sven");
    let none = [
        "--from",
        "sven",
        &sven,
        "--split",
        "train",
        "--language",
        "rust",
    ];
    poison_test(&sandbox, &none).fails(2, "no pair to draw from");
    poison_test(&sandbox, &["--suite", "nowhere"]).fails(2, "nowhere");

    // A file of that name that is somebody's own stays.
    std::fs::create_dir(sandbox.path("q")).unwrap();
    let own = sandbox.file("q/poisoned.db", "mine");
    poison_test(&sandbox, &["--out", "q", "--no-analyzers"]).fails(2, "no part of this");
    assert_eq!(std::fs::read(own).unwrap(), b"mine");
}
