//! Fixes from a history that the test commits: what is one, what only looks like one.

use std::process::Command;

use crate::harness::Sandbox;

const SHOP: &str = "import sqlite3\n\n\ndef find_user(name):\n    con = sqlite3.connect(\"shop.db\")\n    \
    return con.execute(\"SELECT * FROM user WHERE name = '\" + name + \"'\").fetchall()\n\n\ndef \
    total(prices):\n    result = 0\n    for price in prices:\n        result += price\n    return result\n";

fn git(sandbox: &Sandbox, args: &[&str]) {
    #[expect(
        clippy::disallowed_methods,
        reason = "the history under test is made by git"
    )]
    let output = Command::new("git")
        .current_dir(sandbox.path("shop"))
        .args(["-c", "user.name=t", "-c", "user.email=t@example.org"])
        .args([
            "-c",
            "commit.gpgsign=false",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(args)
        .output()
        .unwrap();
    assert!(output.status.success(), "{args:?}: {output:?}");
}

/// A history of three commits: the first, a fix, and a clean-up that speaks of security.
fn shop() -> Sandbox {
    let sandbox = Sandbox::without_models();
    std::fs::create_dir(sandbox.path("shop")).unwrap();
    git(&sandbox, &["init", "-q"]);
    let fixed = SHOP.replace("'\" + name + \"'\")", "?\", (name,))");
    assert_ne!(fixed, SHOP);
    let tidied = fixed.replace(
        "    result = 0\n    for price in prices:\n        result += price\n    return result\n",
        "    return eval(\"+\".join(prices))\n",
    );
    assert_ne!(tidied, fixed);
    for (text, message) in [
        (SHOP, "First version"),
        (&fixed, "Fix SQL injection in find_user (CVE-2024-12345)"),
        (
            &tidied,
            "Simplify total, which the vulnerability scanner complained about",
        ),
    ] {
        sandbox.file("shop/app.py", text);
        git(&sandbox, &["add", "."]);
        git(&sandbox, &["commit", "-q", "-m", message]);
    }
    sandbox
}

fn mined(sandbox: &Sandbox) -> Vec<String> {
    let listed = sandbox
        .run(&["db", "list", "--source", "mine", "--json"])
        .json();
    let examples = listed["examples"].as_array().unwrap().iter();
    examples
        .map(|e| e["title"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_fix_is_found_with_its_weakness_and_a_false_alarm_is_not_sure_enough() {
    let sandbox = shop();
    let found = sandbox
        .run(&["db", "mine", "shop", "--dry-run", "--json"])
        .json();
    let fixes = found["fixes"].as_array().unwrap();
    assert_eq!(fixes.len(), 1, "{found}");
    assert_eq!(
        (&fixes[0]["function"], &fixes[0]["cwes"][0]),
        (&"find_user".into(), &"CWE-89".into())
    );
    assert!(mined(&sandbox).is_empty(), "a dry run changes nothing");

    let report = sandbox
        .run(&["db", "mine", "shop", "--no-analyzers", "--json"])
        .json();
    assert_eq!(report["admitted"], 1, "{report}");
    assert!(mined(&sandbox)[0].starts_with("find_user: Fix SQL injection"));
    let listed = sandbox
        .run(&["db", "list", "--source", "mine", "--json"])
        .json();
    let example = &listed["examples"][0];
    assert_eq!(example["visibility"], "private");
    assert_eq!(example["provenance"]["commit"], fixes[0]["commit"]);
    assert!(
        example["vulnerable"]
            .as_str()
            .unwrap()
            .contains("'\" + name")
    );
    let again = sandbox
        .run(&["db", "mine", "shop", "--no-analyzers", "--json"])
        .json();
    assert_eq!(
        (&again["admitted"], &again["known"]),
        (&0.into(), &1.into())
    );
}

#[test]
fn a_program_can_choose_among_the_finds_and_leave_the_false_alarm() {
    let sandbox = shop();
    let everything = ["db", "mine", "shop", "--confidence", "0", "--all"];
    let found = sandbox
        .run(&[&everything[..], &["--dry-run", "--json"]].concat())
        .json();
    let fixes = found["fixes"].as_array().unwrap();
    assert_eq!(fixes.len(), 2, "{found}");
    let fix = fixes
        .iter()
        .find(|fix| fix["function"] == "find_user")
        .unwrap();
    let commit = &fix["commit"].as_str().unwrap()[..10];
    let chosen = [
        &everything[..],
        &["--only", commit, "--no-analyzers", "--json"],
    ]
    .concat();
    let report = sandbox.run(&chosen).json();
    assert_eq!(
        (&report["admitted"], &report["quarantined"]),
        (&1.into(), &0.into()),
        "{report}"
    );
    assert_eq!(report["skipped"]["another commit than --only names"], 1);
    assert_eq!(mined(&sandbox).len(), 1);
    sandbox
        .run(&[&everything[..], &["--only", "xyz"]].concat())
        .fails(2, "is not the beginning");
}

#[test]
fn the_gate_refuses_a_false_alarm_whose_end_is_insecure() {
    let sandbox = shop();
    let args = ["db", "mine", "shop", "--confidence", "0", "--all", "--json"];
    let report = sandbox.run(&args).json();
    if report["not_checked"].get("analyzers").is_some() {
        println!("skipped: no analyzer looks at Python here: {report}");
        return;
    }
    assert_eq!(
        (&report["admitted"], &report["quarantined"]),
        (&1.into(), &1.into()),
        "{report}"
    );
    assert!(mined(&sandbox)[0].starts_with("find_user"));
    let held = sandbox.run(&["db", "quarantine", "list"]).out;
    assert!(
        held.contains("total: Simplify") && held.contains("analyzers: "),
        "{held}"
    );
}

#[test]
fn what_is_no_history_is_refused_and_a_review_needs_somebody() {
    let sandbox = shop();
    std::fs::create_dir(sandbox.path("empty")).unwrap();
    sandbox
        .run(&["db", "mine", "empty"])
        .fails(2, "no git repository");
    sandbox
        .run(&["db", "mine", "shop", "--review"])
        .fails(2, "nobody can answer");
    sandbox
        .run(&["db", "mine", "shop", "--confidence", "7"])
        .fails(2, "between 0 and 1");
    git(&sandbox, &["clone", "-q", "--bare", ".", "../bare.git"]);
    git(
        &sandbox,
        &[
            "clone",
            "-q",
            "--depth",
            "1",
            &format!("file://{}", sandbox.path("shop").display()),
            "../shallow",
        ],
    );
    for (name, finds) in [("bare.git", 1), ("shallow", 0)] {
        let found = sandbox
            .run(&["db", "mine", name, "--dry-run", "--json"])
            .json();
        assert_eq!(found["fixes"].as_array().unwrap().len(), finds, "{name}");
    }
}
