//! Which examples reach a model: layered databases, signatures, private examples, licences, and
//! what happens when retrieval fails.

use std::process::Command;

use serde_json::Value;

use crate::endpoint::{COMPLETION, server};
use crate::harness::{FORM, Run, Sandbox};

/// A function that no built-in example resembles, and its nearest question.
const OURS: &str = "def seal_ledger(ledger, seal):\n    \"\"\"Seal the ledger of the harbour \
                    master.\"\"\"\n    if not seal.covers(ledger.entries):\n        raise \
                    ValueError(\"unsealed entries\")\n    return seal.stamp(ledger)\n";
const QUESTION: &str = "def seal_ledger(ledger, seal): seal the ledger of the harbour master";

fn add(sandbox: &Sandbox, db: &str, extra: &[&str]) -> Run {
    sandbox.file("ours.py", OURS);
    let mut args = vec![
        "db",
        "add",
        "ours.py",
        "--cwe",
        "345",
        "--db",
        db,
        "--no-analyzers",
    ];
    args.extend_from_slice(extra);
    let run = sandbox.run(&args);
    assert_eq!(run.code, Some(0), "{run:?}");
    run
}

fn first_hit(sandbox: &Sandbox, db: &str) -> Value {
    let found = sandbox
        .run(&["search", QUESTION, "--db", db, "--json"])
        .json();
    found["hits"][0].clone()
}

#[test]
fn a_team_database_lies_over_the_built_in_one() {
    let sandbox = Sandbox::new();
    let made = sandbox
        .run(&["db", "init", "--empty", "--db", "team.db", "--json"])
        .json();
    assert_eq!(made["examples"], 0);
    sandbox
        .run(&["db", "init", "--empty", "--db", "team.db"])
        .fails(2, "team.db is there already");
    add(&sandbox, "team.db", &[]);
    // Opened again, it still holds its owner's examples only.
    assert_eq!(sandbox.count("team.db"), 1);
    let built_in = sandbox.count("built-in");
    assert_eq!(sandbox.count("team.db,built-in"), built_in + 1);
    let hit = first_hit(&sandbox, "team.db,built-in");
    assert_eq!(hit["title"], "ours.py");
    let other = "def find_user(db, name): run an SQL query with a bound parameter";
    let both = [
        "search", other, "--json", "--db", "team.db", "--db", "built-in",
    ];
    let hits = sandbox.run(&both).json()["hits"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(hits[0]["provenance"]["source"], "built-in");
    let ids: std::collections::HashSet<String> =
        hits.iter().map(|hit| hit["id"].to_string()).collect();
    assert_eq!(ids.len(), hits.len(), "an example is found once");

    // A built-in example is corrected in the team's database; the one below stays as it was.
    let id = hits[0]["id"].as_str().unwrap();
    let db = "team.db,built-in";
    let edited = sandbox.run(&["db", "edit", id, "--title", "our words", "--db", db]);
    assert_eq!(edited.code, Some(0), "{edited:?}");
    let shown = |db: &str| {
        sandbox
            .run(&["db", "show", id, "--db", db, "--json"])
            .json()
    };
    assert_eq!(shown(db)["examples"][0]["title"], "our words");
    assert_ne!(shown("built-in")["examples"][0]["title"], "our words");
    assert_eq!(sandbox.count(db), built_in + 1);

    let below = hits[1]["id"].as_str().unwrap();
    sandbox
        .run(&["db", "remove", below, "--db", db])
        .fails(4, "only read here");
    sandbox
        .run(&["search", "x", "--db", "team.db,team.db"])
        .fails(2, "named twice");
}

#[test]
fn only_a_signed_database_is_served_where_signatures_are_required() {
    let sandbox = Sandbox::new();
    sandbox.file("f.py", "def seal_ledger(ledger, seal):\n");
    let run = |args: &[&str]| {
        let run = sandbox.run(args);
        assert_eq!(run.code, Some(0), "{args:?}: {run:?}");
        run
    };
    run(&["db", "init", "--empty", "--db", "team.db"]);
    add(&sandbox, "team.db", &[]);
    run(&["db", "key", "team"]);
    run(&["db", "key", "other"]);
    let search = [
        "search",
        QUESTION,
        "--db",
        "team.db",
        "--require-signed",
        "team.pub",
    ];
    sandbox.run(&search).fails(4, "team.db");
    run(&["db", "sign", "--key", "team.key", "--db", "team.db"]);
    sandbox.run(&search).fails(4, "signed without vectors");
    run(&["db", "build", "--db", "team.db"]);
    sandbox.run(&search).fails(4, "not as it was signed");
    run(&["db", "sign", "--key", "team.key", "--db", "team.db"]);
    assert!(run(&search).out.contains("ours.py"));
    // Once more, from what is remembered of the check.
    assert!(run(&search).out.contains("ours.py"));
    let mut foreign = search;
    foreign[5] = "other.pub";
    sandbox.run(&foreign).fails(4, "team.db");

    // The copy of the vectors beside the database, which the signature does not reach by itself.
    let folder = sandbox.path("team.db.vectors");
    let copy = std::fs::read_dir(&folder)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let good = std::fs::read(&copy).unwrap();
    let mut bad = good.clone();
    *bad.last_mut().unwrap() ^= 0x40;
    std::fs::write(&copy, bad).unwrap();
    sandbox.run(&search).fails(4, "packed vectors");
    std::fs::write(&copy, good).unwrap();
    assert!(run(&search).out.contains("ours.py"));

    // Somebody edits the file: nothing of it is served, whatever the switch for failures says.
    let file = rusqlite::Connection::open(sandbox.path("team.db")).unwrap();
    let changed = file
        .execute("UPDATE example SET title = 'theirs'", [])
        .or_else(|_| {
            file.execute(
                "UPDATE example SET content = replace(content, 'ours.py', 'theirs.py')",
                [],
            )
        })
        .unwrap();
    assert_eq!(changed, 1);
    drop(file);
    sandbox.run(&search).fails(4, "not as it was signed");
    let complete = |what: &str| {
        sandbox.run(&[
            "complete",
            "f.py",
            "--db",
            "team.db",
            "--require-signed",
            "team.pub",
            "--on-retrieval-failure",
            what,
        ])
    };
    complete("complete").fails(4, "not as it was signed");
    complete("fail").fails(4, "not as it was signed");
    let without = [
        "complete",
        "f.py",
        "--db",
        "team.db",
        "--require-signed",
        "team.pub",
        "--method",
        "none",
        "--max-tokens",
        "2",
    ];
    run(&without);
}

/// An address of this machine that does not look like one.
fn elsewhere(address: &str) -> String {
    address.replace("127.0.0.1", "0.0.0.0")
}

fn online(sandbox: &Sandbox, args: &[&str]) -> Run {
    let mut command: Command = sandbox.command(args);
    command.env("SECCODER_OFFLINE", "0");
    Run::of(command.output().unwrap())
}

#[test]
fn private_examples_are_sent_only_to_endpoints_that_the_user_allows() {
    let sandbox = Sandbox::new();
    sandbox.run(&["db", "init", "--empty", "--db", "team.db"]);
    add(&sandbox, "team.db", &["--visibility", "private"]);
    sandbox.file("f.py", "def seal_ledger(ledger, seal):\n");
    let sent = |endpoint: &str, extra: &[&str]| {
        let mut args = vec![
            "complete",
            "f.py",
            "--method",
            "seccoder",
            "--db",
            "team.db",
            "--model",
            "m",
            "--json",
            "--explain",
            "--endpoint",
            endpoint,
        ];
        args.extend_from_slice(extra);
        online(&sandbox, &args).json()
    };
    let (address, bodies) = server(COMPLETION);
    let far = elsewhere(&address);
    let withheld = sent(&far, &[]);
    assert_eq!(withheld["considered"][0]["outcome"], "withheld");
    assert!(!bodies.recv().unwrap().contains("harbour"));
    // Another port or scheme is another endpoint.
    sent(&far, &["--private-to", "https://0.0.0.0"]);
    assert!(!bodies.recv().unwrap().contains("harbour"));
    let shown = sent(&far, &["--private-to", &far]);
    assert_eq!(shown["considered"][0]["outcome"], "used");
    assert!(bodies.recv().unwrap().contains("harbour"));
    sent(&address, &[]);
    assert!(
        bodies.recv().unwrap().contains("harbour"),
        "loopback sees it"
    );

    // A project's settings, which come with a clone, cannot allow it.
    sandbox.file("seccoder.toml", format!("private_to = ['{far}']\n"));
    sandbox
        .run(&["complete", "f.py"])
        .fails(2, "`private_to` may not be set");
}

#[test]
fn demonstrations_can_be_limited_to_licences() {
    let sandbox = Sandbox::new();
    sandbox.file(
        "f.py",
        "def find_user(db, name):\n    cursor = db.cursor()\n",
    );
    let shown = |licences: &str| {
        let json = sandbox
            .run(&[
                "complete",
                "f.py",
                "--form",
                FORM,
                "--licences",
                licences,
                "--max-tokens",
                "1",
                "--json",
            ])
            .json();
        assert_eq!(json["settings"]["licences"][0], licences);
        json["demonstrations"].as_array().unwrap().len()
    };
    assert_eq!(shown("Apache-2.0"), 1);
    assert_eq!(shown("MIT"), 0);
    let search = |filter: &[&str]| {
        let mut args = vec!["search", "sql", "--json"];
        args.extend_from_slice(filter);
        sandbox.run(&args).json()["hits"].as_array().unwrap().len()
    };
    assert_eq!(search(&["--licence", "MIT"]), 0);
    assert_eq!(
        search(&["--licence", "MIT,Apache-2.0", "--source", "built-in"]),
        5
    );
    assert_eq!(search(&["--source", "own"]), 0);
}

#[test]
fn a_failed_retrieval_is_said_and_lived_with_unless_it_must_not() {
    let sandbox = Sandbox::new();
    sandbox.file("f.py", "def f():\n");
    sandbox.file("bad.db", "no database ".repeat(1000));
    let complete = |extra: &[&str]| {
        let mut args = vec!["complete", "f.py", "--db", "bad.db", "--max-tokens", "2"];
        args.extend_from_slice(extra);
        sandbox.run(&args)
    };
    let run = complete(&["--json", "--quiet"]);
    let said = run.json()["retrieval_error"].as_str().unwrap().to_owned();
    assert!(said.contains("bad.db"), "{said}");
    assert!(run.err.contains("warning: retrieval failed"), "{run:?}");
    complete(&["--on-retrieval-failure", "fail"]).fails(4, "bad.db");
    sandbox.file(
        "seccoder.toml",
        "[complete]\non_retrieval_failure = 'fail'\n",
    );
    complete(&[]).fails(4, "bad.db");
    // Wrong flags are wrong whatever the switch says.
    std::fs::remove_file(sandbox.path("seccoder.toml")).unwrap();
    sandbox
        .run(&["complete", "f.py", "--embedder", "nonsense"])
        .fails(2, "nonsense");
}
