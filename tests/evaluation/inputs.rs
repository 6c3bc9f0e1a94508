//! Everything that can be wrong with what `seccoder eval` is given.

use super::{DATA_VARIABLES, command, contents, copied, eval, fixture};
use crate::harness::{MODEL, Run, Sandbox, repository, snapshot};

#[test]
fn wrong_suites_say_what_is_wrong() {
    let sandbox = Sandbox::without_models();
    let tiny = fixture("tiny");
    std::fs::create_dir_all(sandbox.path("empty")).unwrap();
    std::fs::create_dir_all(sandbox.path("sven/data_eval/trained/cwe-000")).unwrap();
    sandbox.file("junk.jsonl.gz", "this is not gzip");
    sandbox.file("bad.jsonl", "{\"task_id\": \"Own/0\"}\n");
    copied(&sandbox, "tiny", &[]);
    std::fs::remove_file(sandbox.path("tiny/find-track/prompt.py")).unwrap();
    for (suite, cause) in [
        ("empty", "no task.toml"),
        ("nowhere", "nowhere"),
        ("junk.jsonl.gz", "junk.jsonl.gz"),
        ("bad.jsonl", "bad.jsonl: line 1: missing field `prompt`"),
        (
            "sven/data_eval/trained",
            "sven/data_eval/trained is no suite",
        ),
        ("tiny", "find-track/prompt.py"),
    ] {
        eval(&sandbox, &["run", "--suite", suite]).fails(2, cause);
        eval(&sandbox, &["check", suite]).fails(2, cause);
        eval(&sandbox, &["retrieval", "--suite", suite]).fails(2, cause);
    }
    for (args, cause) in [
        (vec!["--methods", "none,magic"], "unknown method `magic`"),
        (vec!["--tasks", "nothing-like-it"], "no task is left"),
        (vec!["--leave-out", "nix"], "no task is called `nix`"),
        (
            vec!["--leave-out-cwes", "soup"],
            "`soup` is not a CWE number",
        ),
        (vec!["--temperature=-1"], "the temperature must be above 0"),
        (vec!["-n", "0"], "0"),
    ] {
        eval(&sandbox, &[&["run", "--suite", &tiny], &args[..]].concat()).fails(2, cause);
    }
    eval(&sandbox, &["run", "--suite", &tiny, "--methods", "none"]).fails(3, MODEL);
    eval(&sandbox, &["run"]).fails(2, "required arguments");
}

#[test]
fn a_malformed_task_names_file_and_line() {
    let sandbox = Sandbox::without_models();
    copied(&sandbox, "damaged", &[]);
    let run = eval(&sandbox, &["check", "damaged"]);
    snapshot("task_malformed", &run.text());
}

#[test]
fn folders_that_are_no_runs_are_refused() {
    let sandbox = Sandbox::without_models();
    std::fs::create_dir_all(sandbox.path("empty")).unwrap();
    std::fs::create_dir_all(sandbox.path("damaged")).unwrap();
    sandbox.file("damaged/run.json", "{\"schema_version\": 1");
    for folder in ["empty", "nowhere"] {
        for command in ["score", "report", "compare"] {
            eval(&sandbox, &[command, folder]).fails(2, "holds no run (no run.json)");
        }
    }
    eval(&sandbox, &["score", "damaged"]).fails(1, "run.json, line 1: ");
}

/// Four lines of a specification, and what follows.
fn specification(sandbox: &Sandbox, top: &str, rest: &str) {
    let text = format!(
        "format = 1\ntitle = \"Two tasks\"\n{top}\n\n[suite]\nkind = \"folder\"\n\
         path = \"$SVEN/tiny\"\n\n[[arms]]\nmethod = \"none\"\n\n{rest}"
    );
    sandbox.file("spec.toml", text);
}

#[test]
fn specifications_are_checked_before_anything_runs() {
    let sandbox = Sandbox::without_models();
    let suites = fixture("");
    let model = "[[models]]\nname = \"qwen2.5-coder-1.5b\"\n";
    let run = |sandbox: &Sandbox, suites: Option<&str>| {
        // The user's default model is no model of the experiment's.
        let mut command = command(sandbox, &["run", "spec.toml"]);
        command.env_remove("SECCODER_MODEL");
        if let Some(suites) = suites {
            command.env("SVEN", suites);
        }
        Run::of(command.output().unwrap())
    };
    specification(&sandbox, "sampels = 3", model);
    run(&sandbox, None).fails(2, "spec.toml:3: unknown field `sampels`");
    specification(&sandbox, "temperature = -1.0", model);
    run(&sandbox, None).fails(2, "spec.toml:3: temperature cannot be -1");
    specification(&sandbox, "", "[[arms]]\nmethod = \"magic\"\n");
    run(&sandbox, None).fails(2, "spec.toml:13: unknown method `magic`");

    specification(
        &sandbox,
        "samples = 1",
        &format!("{model}[[models]]\nname = \"no-such-model\"\n"),
    );
    let missing = run(&sandbox, Some(&suites));
    missing.fails(3, "no model of this experiment can be run here");
    assert!(
        missing
            .err
            .contains("seccoder model pull qwen2.5-coder-1.5b")
            && missing.err.contains("no-such-model: not in the catalogue"),
        "{missing:?}"
    );

    let sandbox = Sandbox::without_database();
    specification(
        &sandbox,
        "samples = 1",
        "[[models]]\nname = \"qwen2.5-coder-0.5b\"\n",
    );
    let unset = run(&sandbox, None);
    unset.fails(2, "$SVEN/tiny: $SVEN is not set");
    assert!(unset.err.contains("hint: "), "{unset:?}");
    // A flag for what the specification decides is refused, not quietly ignored.
    eval(&sandbox, &["run", "spec.toml", "--limit", "1"]).fails(2, "cannot be used with");
    run(&sandbox, Some("/nowhere")).fails(2, "/nowhere/tiny is no suite");
    assert_eq!(contents(&sandbox.path("")).len(), 1);
}

#[test]
fn every_experiment_of_the_repository_can_be_read() {
    let sandbox = Sandbox::without_database();
    std::fs::create_dir_all(sandbox.path("nothing")).unwrap();
    let mut seen = 0;
    for entry in std::fs::read_dir(repository("experiments")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "toml") {
            continue;
        }
        seen += 1;
        let path = path.display().to_string();
        let args = ["run", &path, "--dry-run", "--model", MODEL];
        let run = eval(&sandbox, &args);
        run.fails(2, "is not set");
        let hint = |name: &&str| {
            run.err
                .contains(&format!("hint: set it to the folder of your copy: {name}="))
        };
        assert!(DATA_VARIABLES.iter().any(hint), "{run:?}");

        // With data that is none, and models that are not here.
        let mut command = command(&sandbox, &args[..3]);
        for name in DATA_VARIABLES {
            command.env(name, sandbox.path("nothing"));
        }
        let run = Run::of(command.env_remove("SECCODER_MODEL").output().unwrap());
        let code = run.code.filter(|code| [2, 3].contains(code));
        run.fails(code.unwrap_or(2), "");
    }
    assert!(seen >= 12, "{seen}");
}
