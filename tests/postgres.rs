//! The commands on a database server, and a server that goes away while they use it.

use std::time::{Duration, Instant};

use crate::harness::{Run, Sandbox};
use crate::postgres_server::{Server, shared};

const CODE: &str = "def seal_ledger(ledger, seal):\n    if not seal.covers(ledger.entries):\n        \
                    raise ValueError(\"unsealed entries\")\n    return seal.stamp(ledger)\n";

fn ok(sandbox: &Sandbox, args: &[&str]) -> Run {
    let run = sandbox.run(args);
    assert_eq!(run.code, Some(0), "{args:?}: {run:?}");
    run
}

#[test]
fn a_server_serves_as_a_file_does() {
    let Some(server) = shared() else { return };
    let sandbox = Sandbox::new();
    let team = server.address("postgres", &server.database());
    let made = ok(
        &sandbox,
        &["db", "init", "--empty", "--db", &team, "--json"],
    )
    .json();
    assert_eq!(made["examples"], 0);
    sandbox
        .run(&["db", "init", "--empty", "--db", &team])
        .fails(2, "is there already");
    sandbox.file("ours.py", CODE);
    ok(
        &sandbox,
        &[
            "db",
            "add",
            "ours.py",
            "--cwe",
            "345",
            "--db",
            &team,
            "--no-analyzers",
        ],
    );
    assert_eq!(sandbox.count(&team), 1);
    let both = format!("{team},built-in");
    let found = ok(
        &sandbox,
        &["search", "seal the ledger", "--db", &both, "--json"],
    )
    .json();
    assert_eq!(found["hits"][0]["title"], "ours.py");
    assert_eq!(found["hits"][1]["provenance"]["source"], "built-in");
    let bm25 = [
        "search",
        "seal the ledger",
        "--db",
        &both,
        "--json",
        "--method",
        "bm25",
    ];
    assert_eq!(ok(&sandbox, &bm25).json()["hits"][0]["title"], "ours.py");

    // Signed, served, changed behind the program's back, refused.
    ok(&sandbox, &["db", "key", "team"]);
    ok(&sandbox, &["db", "build", "--db", &team]);
    ok(
        &sandbox,
        &["db", "sign", "--key", "team.key", "--db", &team],
    );
    ok(
        &sandbox,
        &["db", "verify", "--key", "team.pub", "--db", &team],
    );
    let signed = [
        "search",
        "seal",
        "--db",
        &team,
        "--require-signed",
        "team.pub",
    ];
    assert!(ok(&sandbox, &signed).out.contains("ours.py"));
    let name = team.rsplit_once('/').unwrap().1;
    let name = name.split('?').next().unwrap();
    // The address ends in the folder of the socket, so the database's name stands before it.
    let name = team
        .split_once("@/")
        .map_or(name, |(_, rest)| rest.split('?').next().unwrap());
    server
        .sql(name, "UPDATE seccoder.example SET source = 'theirs'")
        .unwrap();
    sandbox.run(&signed).fails(4, "not as it was signed");
}

#[test]
fn a_copy_travels_from_file_to_server_and_back() {
    let Some(server) = shared() else { return };
    let sandbox = Sandbox::new();
    let team = server.address("postgres", &server.database());
    ok(
        &sandbox,
        &["db", "export", "first.jsonl", "--language", "rust"],
    );
    ok(&sandbox, &["db", "init", "--empty", "--db", &team]);
    let import = [
        "db",
        "import",
        "seccoder",
        "first.jsonl",
        "--no-analyzers",
        "--db",
        &team,
    ];
    let report = ok(&sandbox, &[&import[..], &["--json"]].concat()).json();
    let again = ok(&sandbox, &[&import[..], &["--json"]].concat()).json();
    assert_eq!(report["read"], report["admitted"], "{report}");
    assert_eq!(
        (&again["admitted"], &again["known"]),
        (&0.into(), &report["read"])
    );
    ok(&sandbox, &["db", "init", "--empty", "--db", "file.db"]);
    ok(&sandbox, &["db", "export", "second.jsonl", "--db", &team]);
    ok(
        &sandbox,
        &[
            "db",
            "import",
            "seccoder",
            "second.jsonl",
            "--no-analyzers",
            "--db",
            "file.db",
        ],
    );
    assert_eq!(sandbox.count("file.db"), sandbox.count(&team));
}

#[test]
fn a_server_that_cannot_be_reached_costs_the_demonstration_and_shows_no_password() {
    let sandbox = Sandbox::new();
    sandbox.file("f.py", "def f():\n");
    let nowhere = "postgres://us:s3cret-word@localhost:1/d?connect_timeout=2";
    let run = ok(
        &sandbox,
        &["complete", "f.py", "--db", nowhere, "--max-tokens", "2"],
    );
    assert!(run.err.contains("warning: retrieval failed"), "{run:?}");
    assert!(!run.err.contains("s3cret-word"), "{run:?}");
    let run = sandbox.run(&["db", "stats", "--db", nowhere]);
    run.fails(4, "localhost");
    assert!(!run.err.contains("s3cret-word"), "{run:?}");
}

#[test]
fn an_import_goes_on_after_the_server_went_away() {
    let Some(mut server) = Server::start() else {
        shared();
        return;
    };
    let sandbox = Sandbox::new();
    let team = server.address("postgres", &server.database());
    ok(&sandbox, &["db", "init", "--empty", "--db", &team]);
    // Different enough from each other that none is a near-duplicate.
    let lines: Vec<String> = (0..2000u32)
        .map(|n| {
            let word = |at: u32| {
                format!(
                    "w{:x}",
                    (n + 1).wrapping_mul(2_654_435_761).rotate_left(at * 7)
                )
            };
            let calls: Vec<String> = (0..6)
                .map(|at| format!("    {}({}.{})\\n", word(at), word(at + 1), word(at + 2)))
                .collect();
            format!(
                "{{\"code\":\"def f{n}(a):\\n{}\",\"language\":\"python\"}}\n",
                calls.concat()
            )
        })
        .collect();
    sandbox.file("many.jsonl", lines.concat());
    let import = [
        "db",
        "import",
        "jsonl",
        "many.jsonl",
        "--map",
        "secure=code,language=language",
        "--no-analyzers",
        "--waive",
        "duplicate",
        "--db",
        &team,
        "--json",
    ];
    let child = sandbox.spawn(&import);
    let begun = Instant::now();
    while sandbox.count(&team) == 0 && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(20));
    }
    server.kill();
    let run = Run::of(child.wait_with_output().unwrap());
    server.start_again();
    if run.code != Some(0) {
        assert_eq!(run.code, Some(4), "{run:?}");
        assert!(run.err.contains("error: "), "{run:?}");
    }
    let before = sandbox.count(&team);
    let report = ok(&sandbox, &import).json();
    // The report is of both parts together; what was there before is not read again.
    assert_eq!(
        (&report["read"], &report["admitted"]),
        (&2000.into(), &2000.into())
    );
    assert!(
        before < 2000 || run.code == Some(0),
        "an import that was broken off had brought everything"
    );
    assert_eq!(sandbox.count(&team), 2000);
}
