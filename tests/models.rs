//! Models: the catalogue, missing and damaged weights.

use std::io::{Seek, SeekFrom, Write};

use crate::harness::{MODEL, Sandbox};

fn weights(sandbox: &Sandbox) -> std::path::PathBuf {
    let run = sandbox.run(&["model", "path", MODEL]);
    assert_eq!(run.code, Some(0), "{run:?}");
    run.out.trim().into()
}

#[test]
fn the_catalogue_says_what_is_here() {
    let sandbox = Sandbox::new();
    let json = sandbox.run(&["model", "list", "--json"]).json();
    let models = json["models"].as_array().unwrap();
    let of = |name: &str| models.iter().find(|m| m["name"] == name).unwrap();
    assert_eq!(of(MODEL)["installed"], true);
    assert_eq!(of("all-mpnet-base-v2")["installed"], false);
    assert_eq!(of("qwen2.5-coder-1.5b")["default"], true);
    assert_eq!(of(MODEL)["licence"], "Apache-2.0");
    let run = sandbox.run(&["model", "verify", MODEL]);
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn offline_without_the_model_the_error_names_the_command() {
    let sandbox = Sandbox::without_models();
    sandbox.file("f.py", "def f():\n");
    let run = sandbox.run(&["complete", "f.py", "--method", "none"]);
    run.fails(3, MODEL);
    assert!(
        run.err.contains(&format!("seccoder model pull {MODEL}")),
        "{run:?}"
    );
    sandbox
        .run(&["model", "path", MODEL])
        .fails(3, "not installed");
    sandbox.run(&["model", "pull", MODEL]).fails(3, MODEL);
    sandbox
        .run(&["model", "rm", MODEL])
        .fails(3, "not installed");
    sandbox.run(&["model", "pull", "qwen3"]).fails(2, "qwen");
    sandbox.run(&["search", "x"]).fails(3, "all-minilm-l6-v2");
}

#[test]
fn any_gguf_file_is_a_model() {
    let sandbox = Sandbox::new();
    std::os::unix::fs::symlink(weights(&sandbox), sandbox.path("own.gguf")).unwrap();
    sandbox.file("f.py", "def f():\n");
    let args = [
        "complete",
        "f.py",
        "--model",
        "own.gguf",
        "--method",
        "none",
        "--max-tokens",
        "4",
        "--json",
    ];
    assert_eq!(sandbox.run(&args).json()["model"]["name"], "own.gguf");
}

#[test]
fn damaged_model_files_are_errors_not_crashes() {
    let sandbox = Sandbox::new();
    sandbox.file("f.py", "def f():\n");
    let good = std::fs::File::open(weights(&sandbox)).unwrap();
    let mut head = vec![0; 8 * 1024 * 1024];
    std::io::Read::read_exact(&mut &good, &mut head).unwrap();
    sandbox.file("cut.gguf", &head);
    sandbox.file("tiny.gguf", &head[..100]);
    sandbox.file("empty.gguf", b"");
    sandbox.file("text.gguf", "this is not a model");
    let mut counts = head.clone();
    counts[8..24].fill(0xFF);
    sandbox.file("counts.gguf", &counts);
    let mut version = head;
    version[4] = 99;
    sandbox.file("version.gguf", &version);
    for name in [
        "cut.gguf",
        "tiny.gguf",
        "empty.gguf",
        "text.gguf",
        "counts.gguf",
        "version.gguf",
    ] {
        let run = sandbox.run(&["complete", "f.py", "--model", name, "--method", "none"]);
        run.fails(1, name);
    }
    let run = sandbox.run(&["complete", "f.py", "--model", "none.gguf"]);
    run.fails(2, "none.gguf is not there");
}

#[test]
fn a_changed_catalogue_file_is_caught_by_its_hash() {
    let sandbox = Sandbox::without_models();
    let real = Sandbox::new();
    let from = weights(&real);
    let folder = sandbox.home().join("models").join(MODEL);
    std::fs::create_dir_all(&folder).unwrap();
    let copy = folder.join(from.file_name().unwrap());
    std::fs::copy(&from, &copy).unwrap();
    let mut file = std::fs::OpenOptions::new().write(true).open(&copy).unwrap();
    file.seek(SeekFrom::Start(300_000_000)).unwrap();
    file.write_all(b"one changed byte and a few more").unwrap();
    drop(file);
    sandbox.file("f.py", "def f():\n");
    let run = sandbox.run(&["complete", "f.py", "--method", "none"]);
    run.fails(1, "SHA-256");
    assert!(run.err.contains("model rm"), "{run:?}");
    let verify = sandbox.run(&["model", "verify", MODEL]);
    assert_eq!(verify.code, Some(1), "{verify:?}");
    // A truncated file is not taken for an installed one.
    let file = std::fs::OpenOptions::new().write(true).open(&copy).unwrap();
    file.set_len(1_000_000).unwrap();
    sandbox
        .run(&["complete", "f.py", "--method", "none"])
        .fails(3, MODEL);
}
