//! Several processes, and those that end too early: interrupted, out of room, of another version.

use std::process::Command;
use std::time::Duration;

use super::importing::{IMPORT, MAP, adds_up, records, rows};
use super::{file, open};
use crate::harness::{Run, Sandbox};
use crate::interrupt::{interrupt, wait};

fn lines_of_the_log(sandbox: &Sandbox) -> u32 {
    let database = open(sandbox);
    database
        .query_row("SELECT count(*) FROM audit", [], |row| row.get(0))
        .unwrap()
}

#[test]
fn an_interrupted_import_goes_on_and_its_counts_are_those_of_one() {
    let whole = Sandbox::without_models();
    whole.file("steps.jsonl", records(3000));
    let report = whole.run(&IMPORT).json();
    adds_up(&report);
    assert_eq!(report["read"], 3000);

    let sandbox = Sandbox::without_models();
    sandbox.file("steps.jsonl", records(3000));
    sandbox.run(&["db", "stats"]);
    let child = sandbox.spawn(&IMPORT);
    while lines_of_the_log(&sandbox) < 3 {
        std::thread::sleep(Duration::from_millis(2));
    }
    interrupt(&child);
    let run = wait(child);
    assert_eq!(run.code, Some(130), "{run:?}");
    assert!(
        run.err
            .contains("what was admitted is kept, and the same command goes on"),
        "{run:?}"
    );
    let (examples, held) = rows(&sandbox);
    assert!(!examples.is_empty() && examples.len() + held.len() < 3000);

    let run = sandbox.run(&IMPORT);
    assert!(
        run.err
            .contains("going on where an earlier one was broken off, after "),
        "{run:?}"
    );
    assert_eq!(run.json(), report);
    assert_eq!(rows(&sandbox), rows(&whole));
    let run = sandbox.run(&["db", "verify"]);
    assert_eq!(run.code, Some(0), "{run:?}");

    // From the beginning on demand; and a file that changed since is noticed.
    let again = sandbox.run(&IMPORT).json();
    assert_eq!(
        (&again["admitted"], &again["known"]),
        (&0.into(), &report["admitted"])
    );
}

#[test]
fn a_file_that_changed_since_it_was_broken_off_is_not_guessed_at() {
    let sandbox = Sandbox::without_models();
    let path = sandbox.file("steps.jsonl", records(10));
    let place = path.canonicalize().unwrap();
    let note = r#"{"position":"7:1","report":{"schema_version":1,"read":1,"admitted":1,"quarantined":0,
        "known":0,"malformed":0,"bad":[],"skipped":{},"refused_by":{},"not_checked":{}}}"#;
    sandbox.run(&["db", "stats"]);
    let key = format!("import:jsonl:{}", place.display());
    open(&sandbox)
        .execute("INSERT INTO note VALUES (?1, ?2)", [&key, note])
        .unwrap();
    let run = sandbox.run(&IMPORT);
    run.fails(2, "it may have changed");
    assert!(run.err.contains("--restart"), "{run:?}");
    let report = sandbox.run(&[&IMPORT[..], &["--restart"]].concat()).json();
    assert_eq!(report["read"], 10);
}

#[test]
fn two_imports_and_a_search_side_by_side() {
    let sandbox = Sandbox::without_models();
    let all = records(600);
    let lines: Vec<&str> = all.lines().collect();
    // They overlap: the same record may come in once only.
    sandbox.file("one.jsonl", lines[..400].join("\n"));
    sandbox.file("two.jsonl", lines[200..].join("\n"));
    let import = |file: &str| {
        sandbox.spawn(&[
            "db",
            "import",
            "jsonl",
            file,
            "--map",
            MAP,
            "--no-analyzers",
            "--json",
        ])
    };
    let imports = [import("one.jsonl"), import("two.jsonl")];
    let searched = sandbox.run(&["search", "total", "--method", "bm25", "-k", "1", "--json"]);
    assert_eq!(searched.code, Some(0), "{searched:?}");
    let reports = imports.map(|child| Run::of(child.wait_with_output().unwrap()).json());
    let count = |name: &str| -> u64 { reports.iter().map(|r| r[name].as_u64().unwrap()).sum() };
    for report in &reports {
        adds_up(report);
        assert_eq!(report["read"], 400);
    }
    assert_eq!(count("admitted"), rows(&sandbox).0.len() as u64);
    assert_eq!(sandbox.run(&["db", "verify"]).code, Some(0));
    let built_in: u32 = open(&sandbox)
        .query_row(
            "SELECT count(*) FROM audit WHERE action = 'built-in'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(built_in, 1, "both made the database, and one filled it");
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let sandbox = Sandbox::without_models();
    sandbox.run(&["db", "stats"]);
    open(&sandbox)
        .execute_batch("PRAGMA journal_mode = DELETE; PRAGMA user_version = 99")
        .unwrap();
    let before = std::fs::read(file(&sandbox)).unwrap();
    sandbox.file("f.py", "x = 1\n");
    for args in [
        &["list"][..],
        &["add", "f.py"],
        &["import", "safecoder", "f.py"],
        &["export", "-"],
        &["backup", "copy.db"],
        &["verify"],
        &["audit"],
    ] {
        sandbox
            .run(&[&["db"], args].concat())
            .fails(4, "a later version of seccoder");
    }
    assert!(std::fs::read(file(&sandbox)).unwrap() == before);
}

#[test]
fn a_folder_is_no_database_and_a_full_output_is_a_failure() {
    let sandbox = Sandbox::without_models();
    std::fs::create_dir(sandbox.path("folder")).unwrap();
    sandbox
        .run(&["--db", "folder", "db", "list"])
        .fails(4, "folder");
    if let Ok(full) = std::fs::File::options().write(true).open("/dev/full") {
        let status = sandbox
            .command(&["db", "export", "-"])
            .stdout(full)
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(1));
    }
}

/// A small file system in memory, for as long as this lives.
struct Small<'a>(&'a Sandbox);

impl<'a> Small<'a> {
    fn mount(sandbox: &'a Sandbox) -> Option<Self> {
        std::fs::create_dir(sandbox.path("small")).unwrap();
        let small = Self(sandbox);
        small
            .call("mount", &["-t", "tmpfs", "-o", "size=5m", "none"])
            .then_some(small)
    }

    fn call(&self, program: &str, args: &[&str]) -> bool {
        #[expect(clippy::disallowed_methods, reason = "the test needs a full disk")]
        let output = Command::new(program)
            .args(args)
            .arg(self.0.path("small"))
            .output();
        output.is_ok_and(|output| output.status.success())
    }
}

impl Drop for Small<'_> {
    fn drop(&mut self) {
        self.call("umount", &["-l"]);
    }
}

#[test]
fn a_full_disk_loses_nothing_that_was_written() {
    let sandbox = Sandbox::without_models();
    let Some(small) = Small::mount(&sandbox) else {
        println!("skipped: a file system can be mounted by root only");
        return;
    };
    sandbox.file("steps.jsonl", records(3000));
    let import = [&["--db", "small/full.db"], &IMPORT[..]].concat();
    sandbox.run(&import).fails(4, "the disk is full");
    let run = sandbox.run(&["--db", "small/full.db", "db", "verify"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(small.call("mount", &["-o", "remount,size=100m"]));
    let report = sandbox.run(&import).json();
    adds_up(&report);
    assert_eq!(report["read"], 3000);
}
