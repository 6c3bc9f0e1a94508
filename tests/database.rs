//! `seccoder db` and `seccoder search`, and a database that cannot be used.

mod by_hand;
pub mod importing;
mod mining;
mod trusting;
mod writers;

use std::path::PathBuf;

use rusqlite::Connection;

use crate::harness::{Run, Sandbox};

/// The database's file, past the program.
pub fn open(sandbox: &Sandbox) -> Connection {
    Connection::open(file(sandbox)).unwrap()
}

fn file(sandbox: &Sandbox) -> PathBuf {
    sandbox.home().join("secure-code.db")
}

/// Everything that a run said, without what differs from run to run: times and the folder.
fn said(sandbox: &Sandbox, run: &Run) -> String {
    let folder = sandbox.path("").canonicalize().unwrap();
    let home = sandbox.home();
    let tidy = |text: &str| -> String {
        let text = text.replace(&format!("{}/", folder.display()), "");
        let text = text.replace(&home.display().to_string(), "[HOME]");
        let words = text.split_inclusive([' ', '\n']).map(|word| {
            let bare = word.trim_end();
            let end = &word[bare.len()..];
            let shape: String = bare
                .chars()
                .map(|c| if c.is_ascii_digit() { '0' } else { c })
                .collect();
            match shape.as_str() {
                "0000-00-00" => format!("[DATE]{end}"),
                "00:00:00Z" => format!("[TIME]{end}"),
                _ => word.to_owned(),
            }
        });
        words.collect()
    };
    tidy(&run.text())
}

#[test]
fn the_database_is_made_on_first_use_and_can_be_looked_into() {
    let sandbox = Sandbox::without_database();
    let stats = sandbox.run(&["db", "stats", "--json"]).json();
    assert!(stats["examples"].as_u64().unwrap() >= 60);
    for cwe in [22, 78, 79, 89] {
        assert!(
            stats["cwes"][format!("CWE-{cwe}")]["python"]
                .as_u64()
                .unwrap()
                >= 6,
            "{cwe}"
        );
    }
    for cwe in [125, 190, 416, 476, 787] {
        assert!(
            stats["cwes"][format!("CWE-{cwe}")]["c"].as_u64().unwrap() >= 6,
            "{cwe}"
        );
    }
    let listed = sandbox
        .run(&[
            "db",
            "list",
            "--language",
            "c",
            "--cwe",
            "cwe-787",
            "--json",
        ])
        .json();
    let examples = listed["examples"].as_array().unwrap();
    assert!(!examples.is_empty() && examples.iter().all(|e| e["language"] == "c"));
    let id = examples[0]["id"].as_str().unwrap();
    let shown = sandbox.run(&["db", "show", &id[..12]]);
    assert_eq!(shown.code, Some(0), "{shown:?}");
    assert!(shown.out.contains(id) && shown.out.contains("CWE-787 out-of-bounds write"));
    assert!(shown.out.contains(examples[0]["code"].as_str().unwrap()));
    sandbox
        .run(&["db", "show", "ffffffffffffffff"])
        .fails(2, "no example");
    sandbox.run(&["db", "show", ""]).fails(2, "begin");
}

#[test]
fn search_finds_by_text_and_by_file_and_never_embeds_twice() {
    let sandbox = Sandbox::new();
    let query = "void copy_name(char *dst, const char *src) { strcpy(dst, src); }";
    let json = sandbox
        .run(&["search", query, "--language", "c", "-k", "3", "--json"])
        .json();
    let hits = json["hits"].as_array().unwrap();
    assert_eq!(hits.len(), 3);
    let scores: Vec<f64> = hits
        .iter()
        .map(|hit| hit["scores"][0]["value"].as_f64().unwrap())
        .collect();
    assert!(
        scores.windows(2).all(|pair| pair[0] >= pair[1]),
        "{scores:?}"
    );

    let vectors = sandbox.home().join("secure-code.db.vectors");
    let written = |folder: &std::path::Path| {
        std::fs::read_dir(folder)
            .unwrap()
            .map(|f| f.unwrap().metadata().unwrap().modified().unwrap())
            .collect::<Vec<_>>()
    };
    let before = written(&vectors);
    sandbox.file("q.c", query);
    let again = sandbox
        .run(&["search", "q.c", "--language", "c", "-k", "3", "--json"])
        .json();
    assert_eq!(again["hits"], json["hits"]);
    assert_eq!(written(&vectors), before);

    let more = sandbox
        .run(&["search", query, "-k", "60000", "--cwe", "787", "--json"])
        .json();
    assert!(more["hits"].as_array().unwrap().len() >= 6);
    let bm25 = sandbox.run(&["search", "strcpy snprintf", "--method", "bm25", "--code"]);
    assert!(bm25.out.contains("snprintf"), "{bm25:?}");
    sandbox.run(&["search", " "]).fails(2, "the query is empty");
}

#[test]
fn lost_or_damaged_vectors_are_made_again() {
    let sandbox = Sandbox::new();
    let first = sandbox.run(&["search", "sql", "--json"]).json();
    let folder = sandbox.home().join("secure-code.db.vectors");
    for file in std::fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    }
    assert_eq!(sandbox.run(&["search", "sql", "--json"]).json(), first);
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(sandbox.run(&["search", "sql", "--json"]).json(), first);
}

#[test]
fn a_database_that_cannot_be_used_is_reported_and_left_alone() {
    let sandbox = Sandbox::new();
    sandbox.file("f.py", "def f():\n");
    let damaged = sandbox.file("bad.db", "no database ".repeat(1000));
    let strict = ["--on-retrieval-failure", "fail"];
    let run = sandbox.run(&[&["--db", "bad.db", "complete", "f.py"][..], &strict].concat());
    run.fails(4, "bad.db");
    assert!(run.err.contains("move it away"), "{run:?}");
    assert_eq!(
        std::fs::read(damaged).unwrap(),
        "no database ".repeat(1000).as_bytes()
    );
    sandbox
        .run(&["--db", "/proc/nowhere/x.db", "db", "stats"])
        .fails(4, "/proc/nowhere");

    // Another process holds the write lock while the tables must be made.
    let locked = sandbox.path("locked.db");
    let other = Connection::open(&locked).unwrap();
    other
        .execute_batch("CREATE TABLE t (x); BEGIN EXCLUSIVE")
        .unwrap();
    sandbox
        .run(&["--db", "locked.db", "db", "stats"])
        .fails(4, "another process");
}
