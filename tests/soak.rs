//! Endurance: the same things many times. Short in `make test`, long in `make soak`.

use rusqlite::Connection;

use crate::database::importing::{IMPORT, records, rows};
use crate::harness::{Sandbox, repository};
use crate::serve::{SSE, STREAM, Served, Upstream, many};

fn rounds(short: usize, long: usize) -> usize {
    if std::env::var_os("SECCODER_SOAK").is_some() {
        long
    } else {
        short
    }
}

#[test]
fn soak_many_processes_make_one_database_at_once() {
    for _ in 0..rounds(1, 20) {
        let sandbox = Sandbox::without_database();
        let children: Vec<_> = (0..rounds(3, 6))
            .map(|_| sandbox.spawn(&["search", "bind parameters", "-k", "1", "--json"]))
            .collect();
        let found: Vec<String> = children
            .into_iter()
            .map(|child| {
                let output = child.wait_with_output().unwrap();
                assert!(
                    output.status.success(),
                    "{}",
                    String::from_utf8_lossy(&output.stderr)
                );
                String::from_utf8(output.stdout).unwrap()
            })
            .collect();
        assert!(found.iter().all(|text| *text == found[0]), "{found:?}");
    }
}

#[test]
fn soak_killed_while_making_the_database() {
    for round in 0..rounds(2, 100) {
        let sandbox = Sandbox::without_database();
        let mut child = sandbox.spawn(&["search", "bind parameters", "--json"]);
        // In the short form, too, one falls into loading and one into embedding.
        std::thread::sleep(std::time::Duration::from_millis(7 + 150 * round as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        let json = sandbox.run(&["search", "bind parameters", "--json"]).json();
        assert_eq!(json["hits"].as_array().unwrap().len(), 5);
        let stats = sandbox.run(&["db", "stats", "--json"]).json();
        assert!(stats["examples"].as_u64().unwrap() >= 60);
    }
}

/// Records of the import that is killed.
const STEPS: usize = 4000;

#[test]
fn soak_killed_while_importing() {
    let steps = records(STEPS);
    let new = || {
        let sandbox = Sandbox::without_models();
        sandbox.file("steps.jsonl", &steps);
        sandbox.run(&["db", "stats"]);
        sandbox
    };
    let whole = new();
    let report = whole.run(&IMPORT).json();
    let expected = rows(&whole);
    assert_eq!(expected.0.len() + expected.1.len(), STEPS);

    let mut sandbox = new();
    for round in 0..rounds(5, 100) {
        let before = lines_of_the_log(&sandbox);
        let mut child = sandbox.spawn(&IMPORT);
        // Some in the middle of a batch, some after one, some before the first.
        let wanted = before + round as u32 % 3;
        while child.try_wait().unwrap().is_none() && lines_of_the_log(&sandbox) < wanted {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        std::thread::sleep(std::time::Duration::from_millis(round as u64 * 7 % 40));
        child.kill().unwrap();
        child.wait().unwrap();
        sound(&sandbox);
        if rows(&sandbox) == expected {
            // It was over before it was killed: the next ones need something to do.
            sandbox = new();
        }
    }
    let last = sandbox.run(&IMPORT).json();
    assert_eq!(rows(&sandbox), expected);
    // One import, however often it was killed.
    assert_eq!(last, report);
    sound(&sandbox);
}

fn database(sandbox: &Sandbox) -> Connection {
    Connection::open(sandbox.home().join("secure-code.db")).unwrap()
}

fn lines_of_the_log(sandbox: &Sandbox) -> u32 {
    let query = "SELECT count(*) FROM audit";
    database(sandbox)
        .query_row(query, [], |row| row.get(0))
        .unwrap()
}

/// Asserts that a database is whole, and holds what the log says of whole batches, each once.
fn sound(sandbox: &Sandbox) {
    let database = database(sandbox);
    let check: String = database
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(check, "ok");
    let run = sandbox.run(&["db", "verify"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let logged = |what: &str| -> (usize, usize) {
        let query = format!(
            "SELECT count(value), count(DISTINCT value) FROM audit, json_each(detail, '$.{what}') \
             WHERE action = 'import'"
        );
        let row = database.query_row(&query, [], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, u32>(1)?))
        });
        row.map(|(all, each)| (all as usize, each as usize))
            .unwrap()
    };
    let (examples, held) = rows(sandbox);
    assert_eq!((examples.len(), examples.len()), logged("admitted"));
    assert_eq!((held.len(), held.len()), logged("quarantined"));
}

#[test]
fn soak_the_same_request_gives_the_same_text() {
    let sandbox = Sandbox::new();
    let orders = repository("examples/orders.py").display().to_string();
    let ask = || {
        let args = [
            "complete",
            &orders,
            "--max-tokens",
            "12",
            "--seed",
            "3",
            "--json",
        ];
        sandbox.run(&args).json()["choices"].clone()
    };
    let first = ask();
    for _ in 0..rounds(1, 50) {
        assert_eq!(ask(), first);
    }
}

/// What the proxy may grow by between its first requests and its last.
const GROWTH: u64 = 16 << 20;

#[test]
fn soak_the_proxy_does_not_grow() {
    let sandbox = Sandbox::new();
    let upstream = Upstream::start(vec![(SSE, STREAM.to_owned())]);
    // In the long form the database of query embeddings fills up, too.
    let served = Served::start(&sandbox, &["--upstream", &upstream.address]);
    let warm = rounds(100, 2_000);
    assert_eq!(many(&served, warm, 0), warm);
    let before = served.resident();
    let requests = rounds(200, 10_000);
    assert_eq!(many(&served, requests, 1), requests);
    let after = served.resident();
    let grown = after.saturating_sub(before);
    eprintln!("resident: {before} bytes, after {requests} requests {after}");
    assert!(grown < GROWTH, "grew by {grown} bytes");
}
