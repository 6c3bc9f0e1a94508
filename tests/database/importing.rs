//! Data sets: good records come in, bad ones are named, and counts add up.

use std::fmt::Write;

use serde_json::Value;

use super::{open, said};
use crate::harness::{Sandbox, repository, snapshot};

/// Records in a form of their own, each a function of another shape.
pub const MAP: &str = "secure=after,vulnerable=before,language==python,title=name";

/// So many of them. The shapes repeat after a few thousand, the code never.
pub fn records(count: usize) -> String {
    let shapes = [
        "    while total > NUM:\n        total -= step\n",
        "    if step in seen:\n        return None\n",
        "    for part in str(total):\n        seen.append(part)\n",
        "    seen = [x for x in seen if x != NUM]\n",
        "    try:\n        total //= step\n    except ZeroDivisionError:\n        total = NUM\n",
        "    with lock:\n        total += len(seen)\n",
        "    assert total is not None, seen\n",
    ];
    let mut text = String::new();
    for number in 0..count {
        let mut body = String::new();
        let mut rest = number;
        for place in 0..5 {
            body += &shapes[(rest + place * 3) % shapes.len()].replace("NUM", &number.to_string());
            rest /= shapes.len();
        }
        let after =
            format!("def step_{number}(total, step, seen, lock):\n{body}    return total\n");
        let before =
            format!("def step_{number}(total, step, seen, lock):\n    return eval(total)\n");
        let record =
            serde_json::json!({"name": format!("step {number}"), "before": before, "after": after});
        writeln!(text, "{record}").unwrap();
    }
    text
}

pub const IMPORT: [&str; 8] = [
    "db",
    "import",
    "jsonl",
    "steps.jsonl",
    "--map",
    MAP,
    "--no-analyzers",
    "--json",
];

/// Rows that an import left: examples that are not built in, and quarantine.
pub fn rows(sandbox: &Sandbox) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let database = open(sandbox);
    let ids = |query: &str| {
        let mut statement = database.prepare(query).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    (
        ids("SELECT id FROM example WHERE source != 'built-in' ORDER BY id"),
        ids("SELECT id FROM quarantine ORDER BY id"),
    )
}

/// Asserts that every record became something.
pub fn adds_up(report: &Value) {
    let count = |name: &str| report[name].as_u64().unwrap();
    let skipped: u64 = report["skipped"]
        .as_object()
        .unwrap()
        .values()
        .map(|n| n.as_u64().unwrap())
        .sum();
    assert_eq!(
        count("read"),
        count("admitted") + count("quarantined") + count("known") + count("malformed") + skipped,
        "{report}"
    );
}

#[test]
fn every_form_is_read_and_what_is_malformed_is_named_by_its_line() {
    let sandbox = Sandbox::without_models();
    let fixtures = repository("tests/fixtures/import");
    let sql = std::fs::read_to_string(fixtures.join("cvefixes/cvefixes.sql")).unwrap();
    rusqlite::Connection::open(sandbox.path("cvefixes.db"))
        .unwrap()
        .execute_batch(&sql)
        .unwrap();
    let copy = |name: &str, to: &str| {
        std::fs::copy(fixtures.join(name), sandbox.path(to)).unwrap();
    };
    copy("bigvul/MSR_data_cleaned.csv", "bigvul.csv");
    copy("safecoder/sec-new-desc.jsonl", "sec-new-desc.jsonl");
    copy("jsonl/records.jsonl", "records.jsonl");
    copy("export/two-and-a-bad-one.jsonl", "export.jsonl");
    std::fs::create_dir(sandbox.path("train")).unwrap();
    for file in ["cwe-022.jsonl", "cwe-787.jsonl"] {
        copy(&format!("sven/train/{file}"), &format!("train/{file}"));
    }
    let map =
        "secure=fix.after,vulnerable=fix.before,language=lang,cwe=weaknesses,path=source\\.file";
    let map = map.replace("source\\.file", "source.file");
    let mut all = String::new();
    for args in [
        &["seccoder", "export.jsonl"][..],
        &["sven", ".", "--split", "train"],
        &["safecoder", "."],
        &["bigvul", "bigvul.csv"],
        &["cvefixes", "cvefixes.db"],
        &["jsonl", "records.jsonl", "--map", &map],
    ] {
        let args = [&["db", "import"], args, &["--no-analyzers", "--by", "ada"]].concat();
        let run = sandbox.run(&args);
        all += &format!("$ seccoder {}\n{}\n", args.join(" "), said(&sandbox, &run));
        let again = sandbox.run(&[&args[..], &["--json"]].concat()).json();
        adds_up(&again);
        assert_eq!(again["admitted"], 0, "a second time: {again}");
    }
    all += &said(&sandbox, &sandbox.run(&["db", "audit", "--last", "6"]));
    snapshot("database_import", &all);
}

#[test]
fn what_is_no_such_file_is_refused_with_a_hint() {
    let sandbox = Sandbox::without_models();
    sandbox.file("text.txt", "one\ntwo\n");
    sandbox.file(
        "later.jsonl",
        std::fs::read(repository("tests/fixtures/import/export/later.jsonl")).unwrap(),
    );
    std::fs::create_dir_all(sandbox.path("set/data_train_val/train")).unwrap();
    let mut all = String::new();
    for args in [
        &["seccoder", "text.txt"][..],
        &["seccoder", "later.jsonl"],
        &["safecoder", "text.txt"],
        &["safecoder", "set"],
        &["sven", "set"],
        &["bigvul", "text.txt"],
        &["bigvul", "-"],
        &["cvefixes", "text.txt"],
        &["jsonl", "text.txt", "--map", "secure=a"],
        &[
            "jsonl",
            "text.txt",
            "--map",
            "secure=a,language==c",
            "--as-it-was",
        ],
        &["sven", "nowhere"],
        &["bigvul", "text.txt", "--split", "val"],
    ] {
        let args = [&["db", "import"], args, &["--no-analyzers"]].concat();
        let run = sandbox.run(&args);
        assert_eq!(run.code, Some(2), "{run:?}");
        all += &format!("$ seccoder {}\n{}\n", args.join(" "), said(&sandbox, &run));
    }
    snapshot("database_import_refused", &all);
}

#[test]
fn bad_lines_keep_no_good_one_out() {
    let sandbox = Sandbox::without_models();
    let good = records(2);
    let (first, second) = good.split_once('\n').unwrap();
    let lines: [&[u8]; 9] = [
        &[b"\xef\xbb\xbf", first.as_bytes(), b"\r"].concat(),
        b"{\"after\": \"caf\xe9\"}",
        b"\xff\xfe{\0}\0",
        b"{\"after\": \"a\\u0000b\"}",
        b"{\"after\": \"a\0b\"}",
        b"{\"after\": \"\\ud800\"}",
        &[b"{\"after\": \"", &[b'a'; 60 << 20][..], b"\"}"].concat(),
        &[b"{\"after\": \"", &b"f(1)\\n".repeat(900_000)[..], b"\"}"].concat(),
        second.trim_end().as_bytes(),
    ];
    sandbox.file("steps.jsonl", lines.join(&b'\n'));
    let report = sandbox.run(&IMPORT).json();
    adds_up(&report);
    assert_eq!(
        (&report["read"], &report["admitted"], &report["malformed"]),
        (&9.into(), &2.into(), &7.into())
    );
    let text: String = report["bad"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bad| {
            format!(
                "{}: {}\n",
                bad["place"].as_str().unwrap(),
                bad["reason"].as_str().unwrap()
            )
        })
        .collect();
    snapshot("database_import_bad_lines", &text);
}

#[test]
fn standard_input_is_read_and_nonsense_without_end_is_not() {
    let sandbox = Sandbox::without_models();
    let args = [
        "db",
        "import",
        "jsonl",
        "-",
        "--map",
        MAP,
        "--no-analyzers",
        "--json",
    ];
    let json: Value = serde_json::from_str(&sandbox.feed(&args, records(3)).out).unwrap();
    assert_eq!((&json["read"], &json["malformed"]), (&3.into(), &0.into()));
    // A place in a stream means nothing, so none is remembered.
    let notes = "SELECT count(*) FROM note WHERE key LIKE 'import%'";
    let notes: u32 = open(&sandbox)
        .query_row(notes, [], |row| row.get(0))
        .unwrap();
    assert_eq!(notes, 0);
    sandbox
        .feed(&args, "y\n".repeat(3000))
        .fails(2, "all of the first 1000 records are malformed");
    assert_eq!(sandbox.run(&args).json()["read"], 0);
}

#[test]
fn an_export_comes_back_to_the_byte_with_who_admitted_what() {
    let sandbox = Sandbox::without_models();
    sandbox.file("steps.jsonl", records(80));
    sandbox
        .run(&[&IMPORT[..], &["--by", "ada"]].concat())
        .json();
    let id = sandbox.run(&["db", "list", "--source", "jsonl"]).out;
    sandbox.run(&[
        "db",
        "edit",
        id.split(' ').next().unwrap(),
        "--title",
        "Ünïcode \u{1F510} \"q\"",
    ]);
    let json = sandbox
        .run(&["db", "export", "first.jsonl", "--json"])
        .json();
    assert!(json["examples"].as_u64().unwrap() > 600, "{json}");
    let first = std::fs::read(sandbox.path("first.jsonl")).unwrap();

    let other = ["--db", "other.db", "db"];
    sandbox.run(&[&other[..], &["init", "--empty"]].concat());
    let import = [&other[..], &["import", "seccoder", "first.jsonl", "--json"]].concat();
    let report = sandbox
        .run(&[&import[..], &["--as-it-was", "--by", "bob"]].concat())
        .json();
    assert_eq!(
        (&report["read"], &report["added"]),
        (&json["examples"], &json["examples"])
    );
    let run = sandbox.run(&[&other[..], &["export", "second.jsonl"]].concat());
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(std::fs::read(sandbox.path("second.jsonl")).unwrap() == first);
    assert!(
        sandbox
            .run(&[&other[..], &["audit"]].concat())
            .out
            .contains("bob")
    );
    // Through a pipe, too.
    let piped = sandbox.run(&[&other[..], &["export", "-", "--quiet"]].concat());
    assert!(piped.out.as_bytes() == first);

    // Otherwise a file from elsewhere proves nothing: it is checked anew.
    let third = [
        "--db",
        "third.db",
        "db",
        "import",
        "seccoder",
        "first.jsonl",
        "--no-analyzers",
        "--json",
    ];
    let report = sandbox.run(&third).json();
    adds_up(&report);
    let cut = first[..first.len() * 2 / 3].to_vec();
    sandbox.file("cut.jsonl", cut);
    sandbox
        .run(&[
            "--db",
            "fourth.db",
            "db",
            "import",
            "seccoder",
            "cut.jsonl",
            "--no-analyzers",
        ])
        .fails(2, "it was cut off");
    sandbox.run(&["db", "export", "."]).fails(2, "is a folder");
    sandbox
        .run(&["db", "export", "nowhere/x.jsonl"])
        .fails(1, "nowhere/x.jsonl");
}

#[test]
fn published_data_sets_come_in_whole_and_their_lengths_explain_the_paper() {
    let data = repository("").join("../shared/data");
    if !data.join("sven").is_dir() || !data.join("safecoder").is_dir() {
        println!("skipped: there is no ../shared/data");
        return;
    }
    let sandbox = Sandbox::without_models();
    let mut together = 0;
    for (form, split, pairs) in [
        ("sven", "train", 720),
        ("sven", "val", 83),
        ("safecoder", "train", 421),
        ("safecoder", "val", 44),
    ] {
        let folder = data.join(form).display().to_string();
        let args = [
            "db",
            "import",
            form,
            &folder,
            "--split",
            split,
            "--no-analyzers",
            "--json",
        ];
        let report = sandbox.run(&args).json();
        adds_up(&report);
        assert_eq!(report["read"], pairs, "{form} {split}");
        assert_eq!(report["malformed"], 0);
        together += report["admitted"].as_u64().unwrap();
    }
    assert_eq!(rows(&sandbox).0.len() as u64, together);
    let sven = data.join("sven").display().to_string();
    let run = sandbox.run(&["db", "lengths", "--sven", &sven, "--keep", "596,63"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    for line in [
        "both at once by a limit of 3884 to 3887 characters",
        "both at once by a limit of 704 to 707 tokens",
        "both at once by no limit on lines",
    ] {
        assert!(run.out.contains(line), "{}", run.out);
    }
}

#[test]
fn lengths_are_those_of_the_examples_that_pass_the_filter() {
    let sandbox = Sandbox::without_models();
    sandbox.file("steps.jsonl", records(20));
    sandbox.run(&IMPORT).json();
    let args = [
        "db", "lengths", "--source", "jsonl", "--keep", "1,1000", "--json",
    ];
    let json = sandbox.run(&args).json();
    let part = &json["parts"][0];
    assert_eq!(
        part["examples"].as_u64().unwrap(),
        rows(&sandbox).0.len() as u64
    );
    assert_eq!(part["measures"][0]["unit"], "characters");
    assert_eq!(part["measures"][0]["keeps"][1]["limits"], Value::Null);
    let run = sandbox.run(&["db", "lengths", "--source", "nobody"]);
    assert!(run.out.contains("database: 0 examples"), "{run:?}");
}
