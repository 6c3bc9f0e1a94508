//! `seccoder check`: over files, changes and old code, for people and for CI.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::harness::{Run, Sandbox, copied, repository, snapshot};

/// A machine with the fixtures' project in the working folder.
fn project() -> Sandbox {
    let sandbox = Sandbox::without_models();
    copied(&repository("tests/fixtures/check"), &sandbox.path(""));
    sandbox
}

/// `seccoder check` with the analyzers that the caller has.
fn command(sandbox: &Sandbox, args: &[&str]) -> Command {
    let mut command = sandbox.command(&[&["check"], args].concat());
    for name in ["SECCODER_TOOLS", "SECCODER_SEMGREP"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

fn check(sandbox: &Sandbox, args: &[&str]) -> Run {
    Run::of(command(sandbox, args).output().unwrap())
}

/// The document of a run, whether or not something was found.
fn document(sandbox: &Sandbox, args: &[&str]) -> Value {
    let run = check(sandbox, &[&["--json", "--no-examples"], args].concat());
    assert!(matches!(run.code, Some(0 | 1)), "{run:?}");
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

/// A report without what differs between machines and releases of the rules.
fn steady(sandbox: &Sandbox, text: &str) -> String {
    let mut text = text.replace(
        &sandbox
            .path("")
            .canonicalize()
            .unwrap()
            .display()
            .to_string(),
        "/work",
    );
    for (start, end) in [
        ("semgrep-", &['"', ',', '\n'][..]),
        ("gcc-", &['"', ',', '\n'][..]),
    ] {
        let mut rest = std::mem::take(&mut text);
        while let Some(at) = rest.find(start) {
            let tail = rest.split_off(at);
            text.push_str(&rest);
            text.push_str(start.trim_end_matches('-'));
            let length = tail.find(end).unwrap_or(tail.len());
            rest = tail[length..].to_owned();
        }
        text.push_str(&rest);
    }
    text
}

fn file<'a>(document: &'a Value, path: &str) -> &'a Value {
    let mut files = document["files"].as_array().unwrap().iter();
    files
        .find(|file| file["path"] == path)
        .unwrap_or_else(|| panic!("{path}: {document}"))
}

#[test]
fn a_project_is_checked_in_four_formats() {
    let sandbox = project();
    for format in ["human", "json", "sarif", "github"] {
        let run = check(&sandbox, &["--no-examples", "--format", format]);
        assert_eq!(run.code, Some(1), "{run:?}");
        snapshot(&format!("check_{format}"), &steady(&sandbox, &run.text()));
    }
}

#[test]
fn sarif_is_accepted_by_the_validator_of_the_format() {
    let sandbox = project();
    // Names that have to be encoded, and a file that nobody can judge.
    sandbox.file("a b%\n#?.py", "import os\nos.system('ls ' + input())\n");
    let known = ["--baseline", "known.json"];
    let written = check(&sandbox, &["src", "--write-baseline", known[0], known[1]]);
    assert_eq!(written.code, Some(0), "{written:?}");
    let args = ["--format", "sarif", "--output", "s.sarif", "--no-examples"];
    let run = check(&sandbox, &[&args[..], &known].concat());
    assert_eq!(run.code, Some(1), "{run:?}");
    let report: Value =
        serde_json::from_slice(&fs::read(sandbox.path("s.sarif")).unwrap()).unwrap();
    let results = report["runs"][0]["results"].as_array().unwrap();
    let kinds: Vec<&str> = results
        .iter()
        .filter_map(|result| result["suppressions"][0]["kind"].as_str())
        .collect();
    assert!(
        kinds.contains(&"external") && kinds.contains(&"inSource"),
        "{report}"
    );
    let place = &results[0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(place["uri"], "a%20b%25%0A%23%3F.py");

    #[expect(clippy::disallowed_methods, reason = "asks the format's own validator")]
    let validated = Command::new(repository("scripts/validate-sarif"))
        .arg("--offline")
        .arg(sandbox.path("s.sarif"))
        .output()
        .unwrap();
    if validated.status.code() == Some(3) {
        println!("skipped: run scripts/validate-sarif once to install the validator");
        return;
    }
    assert!(validated.status.success(), "{validated:?}");
}

#[test]
fn findings_come_with_the_example_that_shows_what_to_do() {
    let sandbox = Sandbox::new();
    copied(&repository("tests/fixtures/check"), &sandbox.path(""));
    let run = check(&sandbox, &["src/orders.py", "--json"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let example = &file(&report, "src/orders.py")["findings"][0]["example"];
    assert_eq!(example["language"], "python", "{report}");
    assert!(
        example["cwes"]
            .as_array()
            .unwrap()
            .contains(&"CWE-89".into())
    );
    assert!(example["guideline"].is_string());
}

#[test]
fn a_failed_retrieval_is_said_and_hides_no_finding() {
    let sandbox = project();
    let run = check(&sandbox, &["src/orders.py", "--json", "--quiet"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.err.contains("warning: no secure examples"), "{run:?}");
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert!(report["examples_error"].is_string());
    assert_eq!(report["counts"]["new"], 1);
    // Words alone need no embedder.
    let run = check(&sandbox, &["src/orders.py", "--method", "bm25"]);
    assert!(run.out.contains("instead:"), "{run:?}");
}

#[test]
fn what_could_not_be_judged_is_never_clean() {
    let sandbox = project();
    let report = document(&sandbox, &["src"]);
    let driver = file(&report, "src/driver.c");
    assert_eq!(driver["status"], "unjudged");
    assert_eq!(driver["looked"], serde_json::json!(["semgrep"]));
    assert_eq!(file(&report, "src/tool.rs")["status"], "unjudged");
    assert_eq!(file(&report, "src/clean.py")["status"], "clean");

    let plain = check(&sandbox, &["src/driver.c", "--no-examples"]);
    assert_eq!(plain.code, Some(0), "{plain:?}");
    assert!(plain.out.contains("warning: unjudged by gcc"), "{plain:?}");
    let strict = check(&sandbox, &["src/driver.c", "--no-examples", "--strict"]);
    assert_eq!(strict.code, Some(1), "{strict:?}");
}

#[test]
fn without_an_analyzer_nothing_is_said_to_be_clean() {
    let sandbox = project();
    let run = command(&sandbox, &["src/clean.py"])
        .env("SECCODER_SEMGREP", "/nowhere/semgrep-core")
        .output();
    let run = Run::of(run.unwrap());
    run.fails(3, "there is no engine at /nowhere");
    assert!(run.err.contains("make oracles"), "{run:?}");
}

#[test]
fn a_baseline_knows_what_was_there_and_tells_what_is_fixed() {
    let sandbox = project();
    let args = ["src", "--no-examples", "--baseline", "known.json"];
    let run = check(&sandbox, &[&args[..], &["--write-baseline"]].concat());
    assert_eq!(run.code, Some(0), "{run:?}");
    let run = check(&sandbox, &args);
    assert_eq!(run.code, Some(0), "{run:?}");
    // Moved, it is known; copied, it is new; gone, it is fixed.
    let orders = fs::read_to_string(sandbox.path("src/orders.py")).unwrap();
    fs::write(sandbox.path("src/orders.py"), format!("\n\n\n{orders}")).unwrap();
    fs::write(sandbox.path("src/archive.py"), "x = 1\n").unwrap();
    let report = document(&sandbox, &args[2..]);
    assert_eq!(report["counts"]["new"], 0, "{report}");
    assert_eq!(report["counts"]["fixed"], 1, "{report}");
    fs::write(sandbox.path("src/more.py"), &orders).unwrap();
    assert_eq!(document(&sandbox, &args[2..])["counts"]["new"], 1);

    fs::write(sandbox.path("known.json"), "{\"schema_version\": 1").unwrap();
    check(&sandbox, &args).fails(2, "the baseline known.json");
}

#[test]
fn hostile_names_and_contents_are_survived_and_shown_harmlessly() {
    use std::os::unix::ffi::OsStrExt;

    let sandbox = Sandbox::without_models();
    let bad = b"import os\nos.system('ls ' + input())\n";
    sandbox.file("a\n::error::b\x1b[31m.py", bad);
    fs::write(
        sandbox
            .path("")
            .join(std::ffi::OsStr::from_bytes(b"\xff.py")),
        [&b"# \xfe\n"[..], bad].concat(),
    )
    .unwrap();
    sandbox.file("long.py", "x = 1;".repeat(1 << 20));
    sandbox.file("min.js", "f();".repeat(10_000));
    sandbox.file("null.py", b"\0\0");
    sandbox.file("empty.py", "");
    let deep = "d/".repeat(300);
    fs::create_dir_all(sandbox.path(&deep)).unwrap();
    sandbox.file(&format!("{deep}x.py"), "x = 1\n");
    #[expect(clippy::disallowed_methods, reason = "makes a pipe for the test")]
    let made = Command::new("mkfifo").arg(sandbox.path("pipe.py")).status();
    assert!(made.unwrap().success());
    std::os::unix::fs::symlink("/", sandbox.path("out")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", sandbox.path("zero.py")).unwrap();

    for format in ["human", "github"] {
        let run = check(&sandbox, &["--no-examples", "--format", format]);
        assert_eq!(run.code, Some(1), "{run:?}");
        assert!(!run.out.contains('\x1b') || format == "github", "{run:?}");
        let commands = run.out.lines().filter(|line| line.starts_with("::error"));
        assert_eq!(commands.count(), if format == "github" { 2 } else { 0 });
    }
    let report = document(&sandbox, &[]);
    assert_eq!(report["counts"]["new"], 2, "{report}");
    assert_eq!(report["skipped"].as_array().unwrap().len(), 3, "{report}");

    // Named, a pipe or device is not opened, and what is too large is not clean.
    let run = check(&sandbox, &["pipe.py", "--no-examples"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.out.contains("no regular file"), "{run:?}");
    let report = document(&sandbox, &["long.py"]);
    assert_eq!(file(&report, "long.py")["status"], "unjudged");
}

#[test]
fn only_the_lines_of_a_change_count() {
    let sandbox = project();
    let git = |args: &[&str]| {
        #[expect(clippy::disallowed_methods, reason = "makes a repository for the test")]
        let done = Command::new("git")
            .args(["-c", "user.name=A", "-c", "user.email=a@host.example"])
            .args(["-c", "commit.gpgsign=false"])
            .args(args)
            .current_dir(sandbox.path(""))
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    git(&["init", "--quiet", "--initial-branch", "main"]);
    assert!(document(&sandbox, &["--diff", "HEAD"])["counts"]["new"].as_u64() > Some(3));
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "start"]);
    let report = document(&sandbox, &["--diff", "HEAD"]);
    assert_eq!(report["counts"]["new"], 0);
    assert_eq!(report["files"].as_array().unwrap().len(), 0);

    git(&["switch", "--quiet", "--create", "work"]);
    let orders = sandbox.path("src/orders.py");
    let mut text = fs::read_to_string(&orders).unwrap();
    text.push_str(
        "\n\ndef drop(cursor, name):\n    cursor.execute(\"DELETE FROM t WHERE n = \" + name)\n",
    );
    fs::write(&orders, text).unwrap();
    git(&["commit", "--quiet", "--all", "--message", "more"]);
    sandbox.file("src/new.py", "import os\nos.system('ls ' + input())\n");
    let report = document(&sandbox, &["--diff", "main"]);
    assert_eq!(report["counts"]["new"], 2, "{report}");
    assert_eq!(report["counts"]["not_new"], 1, "{report}");
    check(&sandbox, &["--diff", "nowhere"]).fails(2, "there is no revision `nowhere`");
}

#[test]
fn wrong_usage_is_told() {
    let sandbox = project();
    check(&sandbox, &["nowhere.py"]).fails(2, "nowhere.py");
    check(&sandbox, &["-"]).fails(2, "no name that tells its language");
    check(&sandbox, &["--method", "random"]).fails(2, "ranks nothing");
    check(&sandbox, &["--json", "--format", "sarif"]).fails(2, "different formats");
    check(&sandbox, &["--baseline", "nowhere.json"]).fails(2, "nowhere.json");
}

#[test]
fn standard_input_is_checked() {
    use std::io::Write;
    use std::process::Stdio;

    let sandbox = project();
    let args = ["-", "--language", "python", "--no-examples"];
    let mut child = command(&sandbox, &args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin
        .write_all(b"import os\nos.system('ls ' + input())\n")
        .unwrap();
    drop(stdin);
    let run = Run::of(child.wait_with_output().unwrap());
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.out.contains("<stdin>") && run.out.contains("CWE-78"),
        "{run:?}"
    );
}

#[test]
fn a_completion_is_looked_at_once_and_said_what_changed() {
    let sandbox = Sandbox::new();
    let orders = crate::harness::orders();
    let mut command = sandbox.command(&["complete", &orders, "--check", "--json"]);
    for name in ["SECCODER_TOOLS", "SECCODER_SEMGREP"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    let response = Run::of(command.output().unwrap()).json();
    assert_eq!(response["thorough"]["max_rounds"], 1, "{response}");
    let both = sandbox.run(&["complete", &orders, "--check", "--rounds", "2"]);
    assert_eq!(both.code, Some(2), "{both:?}");
}
