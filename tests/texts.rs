//! The words of the command line, as snapshots.

use crate::harness::{self, Run, Sandbox};

fn snapshot(name: &str, run: &Run, sandbox: &Sandbox) {
    let home = sandbox.home().display().to_string();
    harness::snapshot(name, &run.text().replace(&home, "HOME"));
}

#[test]
fn help() {
    let sandbox = Sandbox::without_models();
    for (name, args) in [
        ("help", vec!["--help"]),
        ("help_complete", vec!["complete", "--help"]),
        ("help_search", vec!["search", "--help"]),
        ("help_db", vec!["db", "--help"]),
        ("help_model", vec!["model", "--help"]),
        ("help_prefix_train", vec!["prefix", "train", "--help"]),
    ] {
        let run = Run::of(
            sandbox
                .command(&args)
                .env_remove("SECCODER_HOME")
                .env_remove("SECCODER_OFFLINE")
                .env_remove("SECCODER_MODEL")
                .env_remove("SECCODER_THREADS")
                .env("COLUMNS", "100")
                .output()
                .unwrap(),
        );
        snapshot(name, &run, &sandbox);
    }
}

#[test]
fn errors_and_lists() {
    let sandbox = Sandbox::without_models();
    sandbox.file("f.py", "def f():\n");
    for (name, args) in [
        ("model_list", vec!["model", "list"]),
        (
            "model_missing",
            vec!["complete", "f.py", "--method", "none"],
        ),
        ("model_unknown", vec!["model", "pull", "qwen2.5-coder-05b"]),
        ("file_missing", vec!["complete", "nowhere.py"]),
        ("usage", vec!["complete", "f.py", "--temperature", "warm"]),
        ("no_example", vec!["db", "show", "0000000000000000"]),
    ] {
        snapshot(name, &sandbox.run(&args), &sandbox);
    }
}

#[test]
fn doctor_names_what_is_missing_and_the_command() {
    let sandbox = Sandbox::without_models();
    let run = sandbox.run(&["doctor"]);
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(
        run.out
            .contains("fix: seccoder model pull qwen2.5-coder-0.5b"),
        "{run:?}"
    );
    assert!(
        run.out
            .contains("fix: seccoder model pull all-minilm-l6-v2"),
        "{run:?}"
    );
    let json = Run::of(sandbox.command(&["doctor", "--json"]).output().unwrap());
    let report: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let checks = report["checks"].as_array().unwrap();
    let features = checks.iter().find(|c| c["name"] == "CPU features").unwrap();
    // Tests are built with the repository's settings, so the engine must use this CPU.
    assert_eq!(features["state"], "good", "{features}");
}

#[test]
fn completions_and_manual_are_made() {
    let sandbox = Sandbox::without_models();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = sandbox.run(&["completions", shell]);
        assert!(
            run.code == Some(0) && run.out.contains("seccoder"),
            "{shell}"
        );
    }
    let run = sandbox.run(&["man"]);
    assert!(run.out.contains(".TH seccoder 1"), "{run:?}");
    let run = sandbox.run(&["man", "--dir", "man"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(sandbox.path("man").join("seccoder-complete.1").is_file());
}
