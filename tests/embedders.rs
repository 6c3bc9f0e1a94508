//! Embedders by their path and by their names, through the binary. The vectors of the tiny
//! checkpoint mean nothing, so what is found does not count, only that it is found.

use crate::harness::{Sandbox, copied, repository};

/// A machine without models, and a tiny INSTRUCTOR in its working folder.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::without_models();
    let tiny = repository("crates/seccoder-lm/tests/tiny/instructor");
    copied(&tiny, &sandbox.path("own"));
    sandbox
}

/// How many fingerprints the database has vectors of.
fn fingerprints(sandbox: &Sandbox) -> usize {
    let folder = sandbox.home().join("secure-code.db.vectors");
    std::fs::read_dir(folder).unwrap().count()
}

#[test]
fn a_published_folder_is_an_embedder_and_all_that_decides_a_vector_is_in_its_fingerprint() {
    let sandbox = sandbox();
    let args = [
        "search",
        "copy a string",
        "--language",
        "c",
        "-k",
        "3",
        "--json",
    ];
    let search = |more: &[&str]| {
        let found = sandbox.run(&[&args[..], more].concat()).json();
        assert_eq!(found["hits"].as_array().unwrap().len(), 3);
        found
    };
    let flag = ["--embedder", "./own"];
    let first = search(&flag);
    assert_eq!(search(&flag), first);
    assert_eq!(fingerprints(&sandbox), 1);

    // An instruction in the folder, then one in the settings.
    let prompts = r#"{"prompts": {"query": "Represent the code: ", "document": "Represent it: "}}"#;
    sandbox.file("own/config_sentence_transformers.json", prompts);
    search(&flag);
    assert_eq!(fingerprints(&sandbox), 2);
    let settings = "[embedder]\nname = './own'\nquery_prefix = 'Represent the program: '\n";
    std::fs::write(sandbox.home().join("seccoder.toml"), settings).unwrap();
    search(&[]);
    assert_eq!(fingerprints(&sandbox), 3);
}

#[test]
fn a_folder_that_is_no_embedder_is_refused_with_a_reason() {
    let sandbox = sandbox();
    let search = |name: &str| sandbox.run(&["search", "x", "--embedder", name]);
    search("./none").fails(2, "./none is no folder");
    let plain = search("own");
    plain.fails(2, "unknown model `own`");
    assert!(plain.err.contains("./own"), "{plain:?}");

    let config = std::fs::read_to_string(sandbox.path("own/config.json")).unwrap();
    sandbox.file("own/config.json", config.replace("\"t5\"", "\"t6\""));
    search("./own").fails(2, "its model_type is \"t6\"; known are bert");
    sandbox.file("own/config.json", &config);

    let weights = sandbox.path("own/pytorch_model.bin");
    let whole = std::fs::read(&weights).unwrap();
    std::fs::write(&weights, &whole[..whole.len() / 2]).unwrap();
    search("./own").fails(2, "pytorch_model.bin is damaged");
    std::fs::remove_file(&weights).unwrap();
    search("./own").fails(2, "model.safetensors is missing");
    std::fs::write(&weights, &whole).unwrap();

    std::fs::remove_file(sandbox.path("own/tokenizer.json")).unwrap();
    search("./own").fails(2, "tokenizer.json is missing");
    assert_eq!(
        sandbox.run(&["search", "x", "--method", "bm25"]).code,
        Some(0)
    );
}

#[test]
fn the_papers_models_are_known_by_name_and_say_how_to_get_them() {
    let sandbox = Sandbox::without_models();
    sandbox.file("f.py", "def f():\n");
    let complete = [
        "complete",
        "f.py",
        "--model",
        "codegen-350m",
        "--method",
        "none",
        "--offline",
    ];
    let run = sandbox.run(&complete);
    run.fails(3, "`codegen-350m` is not installed");
    assert!(
        run.err.contains("seccoder model pull codegen-350m"),
        "{run:?}"
    );
    let run = sandbox.run(&["search", "x", "--embedder", "seccoder-large"]);
    run.fails(3, "seccoder model pull instructor-large");

    let json = sandbox.run(&["model", "list", "--json"]).json();
    let models = json["models"].as_array().unwrap();
    let of = |name: &str| models.iter().find(|m| m["name"] == name).unwrap();
    let paper = of("instructor-large");
    assert_eq!(paper["hash"], "recorded at first pull");
    assert_eq!(paper["aliases"][0], "seccoder-large");
    assert!(paper["sha256"].is_null() && paper["bytes"].is_null());
    assert!(paper["about_mb"].as_u64().unwrap() > 1000);
    let published = of("all-minilm-l6-v2");
    assert_eq!(published["hash"], "published");
    assert!(published["sha256"].is_string() && published["about_mb"].is_null());
    let list = sandbox.run(&["model", "list"]);
    let line = list.out.lines().find(|l| l.starts_with("instructor-xl"));
    let line = line.unwrap();
    assert!(line.contains("also seccoder-xl") && line.contains("recorded at first pull"));
}
