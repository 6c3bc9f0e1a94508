//! Models on candle through the binary: published folders, prefixes and adapters. The tiny
//! checkpoints write nonsense, so only that it is the same or another nonsense counts.
#![cfg(feature = "candle")]

use serde_json::{Value, json};

use crate::harness::{Run, Sandbox, copied, repository, snapshot};

/// Nine new tokens, always the same, without a demonstration.
const COMPLETE: [&str; 9] = [
    "complete",
    "f.py",
    "--method",
    "none",
    "--greedy",
    "--max-tokens",
    "9",
    "--json",
    "--model",
];

/// A machine without models, the tiny models in its working folder, and a program.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::without_models();
    for name in ["codegen", "qwen2"] {
        let tiny = repository(&format!("crates/seccoder-lm/tests/tiny/{name}"));
        copied(&tiny, &sandbox.path(name));
    }
    sandbox.file("f.py", "def f(x):\n    return");
    sandbox
}

fn complete(sandbox: &Sandbox, more: &[&str]) -> Run {
    sandbox.run(&[&COMPLETE[..], more].concat())
}

/// The text and the model's name.
fn completed(sandbox: &Sandbox, more: &[&str]) -> (String, String) {
    let json = complete(sandbox, more).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (
        text(&json["choices"][0]["text"]),
        text(&json["model"]["name"]),
    )
}

/// Pairs of functions that differ in a call.
fn pairs(sandbox: &Sandbox) {
    let pair = |number: usize| {
        json!({
            "func_name": format!("f{number}"),
            "vul_type": if number == 3 { "cwe-078" } else { "cwe-022" },
            "func_src_before": format!("def f{number}(n):\n    return open(n)\n"),
            "func_src_after": format!("def f{number}(n):\n    return open(safe(n))\n"),
        })
    };
    let lines: Vec<String> = (0..4).map(|number| pair(number).to_string()).collect();
    sandbox.file("pairs.jsonl", lines.join("\n"));
}

fn train<'a>(out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let train = [
        "prefix",
        "train",
        "--model",
        "./codegen",
        "--data",
        "pairs.jsonl",
        "--epochs",
        "2",
        "--out",
        out,
    ];
    [&train[..], more].concat()
}

#[test]
fn a_published_folder_is_a_model() {
    let sandbox = sandbox();
    let (text, name) = completed(&sandbox, &["./codegen"]);
    assert_eq!(name, "codegen");
    assert!(!text.is_empty());
    // All samples advance together, and are what one alone would be.
    let three = complete(&sandbox, &["./codegen", "-n", "3"]).json();
    let choices = three["choices"].as_array().unwrap();
    assert_eq!(choices.len(), 3);
    assert!(choices.iter().all(|choice| choice["text"] == text.as_str()));
}

#[test]
fn what_cannot_be_run_is_said() {
    let sandbox = sandbox();
    complete(&sandbox, &["./nowhere"]).fails(2, "./nowhere is not there");
    let plain = complete(&sandbox, &["codegen"]);
    plain.fails(2, "codegen");
    assert!(plain.err.contains("write ./codegen"), "{plain:?}");
    let engine = ["./codegen", "--engine", "llama.cpp"];
    complete(&sandbox, &engine).fails(2, "no .gguf file");
    let control = complete(&sandbox, &["./codegen", "--control", "sec"]);
    assert_eq!(control.code, Some(2), "{control:?}");
    std::fs::remove_file(sandbox.path("codegen/tokenizer.json")).unwrap();
    complete(&sandbox, &["./codegen"]).fails(1, "tokenizer.json");
    complete(&sandbox, &["codegen-350m", "--offline"]).fails(3, "model pull codegen-350m");
}

#[test]
fn a_prefix_is_trained_and_applied() {
    let sandbox = sandbox();
    pairs(&sandbox);
    let trained = sandbox.run(&train("p", &["--json"]));
    assert_eq!(trained.code, Some(0), "{trained:?}");
    let lines: Vec<Value> = trained
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |kind: &str| lines.iter().filter(|line| line["kind"] == kind).count();
    // Two versions of four pairs are four steps.
    assert_eq!((of("step"), of("epoch")), (8, 2));
    assert_eq!(lines.last().unwrap()["total"], 8);
    let show = sandbox.run(&["prefix", "show", "p"]);
    snapshot("prefix_show", &show.text());

    let plain = completed(&sandbox, &["./codegen"]);
    let side = |control: &str| {
        let (text, name) = completed(
            &sandbox,
            &["./codegen", "--prefix", "p", "--control", control],
        );
        assert_eq!(name, format!("codegen+p:{control}"));
        text
    };
    // After eight steps from nothing the sides hardly differ, but they are no longer nothing.
    assert_eq!(side("sec"), side("sec"));
    assert!(side("sec") != plain.0 || side("vul") != plain.0);
    let other = complete(&sandbox, &["./qwen2", "--prefix", "p", "--control", "vul"]);
    other.fails(1, "codegen");

    // The same command finds nothing left to do; other settings are not mixed in.
    let again = sandbox.run(&train("p", &["--json"]));
    assert_eq!((again.code, again.out.as_str()), (Some(0), ""), "{again:?}");
    sandbox
        .run(&train("p", &["--seed", "2"]))
        .fails(1, "settings");
}

#[test]
fn each_model_of_an_experiment_has_a_folder_of_its_own() {
    let sandbox = sandbox();
    pairs(&sandbox);
    let trained = sandbox.run(&train("p", &["--json"]));
    assert_eq!(trained.code, Some(0), "{trained:?}");
    let suite = repository("tests/fixtures/eval/tiny");
    let model = "[[models]]\nname = \"./codegen\"\n";
    let with = |control: &str| {
        format!("{model}column = \"{control}\"\nprefix = \"p\"\ncontrol = \"{control}\"\n")
    };
    let text = format!(
        "format = 1\ntitle = \"Sides\"\nsamples = 1\nmax_tokens = 4\n[suite]\nkind = \"folder\"\n\
         path = \"{}\"\n[[arms]]\nmethod = \"none\"\n{model}{}{}",
        suite.display(),
        with("sec"),
        with("vul")
    );
    sandbox.file("spec.toml", text);
    let mut command = sandbox.command(&["eval", "run", "spec.toml", "--no-score", "--out", "runs"]);
    // The user's default model would be run instead.
    command.env_remove("SECCODER_MODEL");
    let run = Run::of(command.output().unwrap());
    assert_eq!(run.code, Some(0), "{run:?}");
    for folder in ["codegen", "codegen-p-sec", "codegen-p-vul"] {
        let run = sandbox.path("runs").join(folder).join("run.json");
        assert!(run.exists(), "{folder}: {run:?}");
    }
}

#[test]
fn pairs_come_from_any_data_set_that_can_be_imported() {
    let sandbox = sandbox();
    let rows = [("CWE-120", 1), ("CWE-787", 1), ("CWE-20", 1), ("CWE-20", 0)];
    let rows = rows.iter().enumerate().map(|(number, (cwe, vul))| {
        format!(
            "{cwe},\"int f{number}(char *p)\n{{\n    return p[0];\n}}\n\",\"int f{number}(char *p)\n\
             {{\n    return p ? p[0] : 0;\n}}\n\",{vul},C\n"
        )
    });
    let text: String = std::iter::once("CWE ID,func_before,func_after,vul,lang\n".to_owned())
        .chain(rows)
        .collect();
    sandbox.file("bigvul.csv", text);
    let out = ["--epochs", "1", "--out", "p", "--json"];
    let train = [
        "prefix",
        "train",
        "--model",
        "./codegen",
        "--from",
        "bigvul",
        "bigvul.csv",
    ];
    let run = sandbox.run(&[&train[..], &["--exclude-cwe", "CWE-787"], &out].concat());
    // Two pairs are left: four versions, two steps.
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.out.lines().last().unwrap().contains("\"total\":2"),
        "{run:?}"
    );
    let none = [
        &train[..],
        &["--exclude-cwe", "CWE-787,CWE-120,CWE-20"],
        &out,
    ]
    .concat();
    sandbox.run(&none).fails(2, "holds no pair");
    let unknown = ["prefix", "train", "--from", "cvs", "x", "--out", "p"];
    sandbox.run(&unknown).fails(2, "unknown format `cvs`");
}

#[test]
fn a_training_that_cannot_begin_says_why() {
    let sandbox = sandbox();
    pairs(&sandbox);
    let run = sandbox.run(&train("p", &["--exclude-cwe", "CWE-22", "--sample", "2"]));
    run.fails(2, "2 pairs were asked for, and only 1");
    let run = sandbox.run(&train("p", &["--max-tokens", "3"]));
    assert_eq!(run.code, Some(1), "{run:?}");
    sandbox.file("pairs.jsonl", "{\"func_src_before\": 1}\n");
    sandbox.run(&train("p", &[])).fails(2, "pairs.jsonl");
    assert!(!sandbox.path("p").exists());
    std::fs::create_dir(sandbox.path("empty")).unwrap();
    let nothing = sandbox.run(&["prefix", "show", "empty"]);
    nothing.fails(2, "holds no prefix");
}
