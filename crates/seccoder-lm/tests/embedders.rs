//! Embedders on candle: tiny random checkpoints against the original implementations' vectors
//! (scripts/reference/embedders.py makes both), and real weights against llama.cpp's.
#![cfg(feature = "candle")]
#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

use std::path::{Path, PathBuf};

use candle_core::Device;
use futures::executor::block_on;
use seccoder::embedder::{EmbedRole, Embedder};
use seccoder_lm::candle::checkpoint::Precision;
use seccoder_lm::candle::embed::{CandleEmbedder, CandleEmbedderConfig};
use seccoder_lm::catalogue::{Catalogue, Embedding, ModelStore, Pooling};
use seccoder_lm::home::Home;
use serde::Deserialize;

const TINY: [&str; 6] = [
    "instructor",
    "t5-v1_1",
    "bert",
    "roberta",
    "mpnet",
    "nomic-bert",
];

#[derive(Deserialize)]
struct Expected {
    #[serde(rename = "use")]
    embedding: Embedding,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    role: String,
    text: String,
    vector: Vec<f32>,
}

impl Expected {
    fn of(&self, role: &str) -> (Vec<String>, Vec<&[f32]>) {
        let cases = self.cases.iter().filter(|case| case.role == role);
        cases
            .map(|case| (case.text.clone(), case.vector.as_slice()))
            .unzip()
    }
}

fn tiny(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/tiny")
        .join(name)
}

fn read_expected(folder: &Path) -> Expected {
    let text = std::fs::read(folder.join("expected.json")).unwrap();
    serde_json::from_slice(&text).unwrap()
}

fn expected(name: &str) -> Expected {
    read_expected(&tiny(name))
}

/// An embedder of the catalogue, if it is on this machine.
fn installed(name: &str) -> Option<CandleEmbedderConfig> {
    let entry = Catalogue::builtin().get(name).unwrap();
    let store = ModelStore::new(Home::from_env().unwrap().models);
    let Some(installed) = store.installed(entry) else {
        println!("skipped: {name} is not installed");
        return None;
    };
    CandleEmbedderConfig::of_entry(entry, &installed)
}

fn config(name: &str, embedding: Embedding) -> CandleEmbedderConfig {
    CandleEmbedderConfig {
        folder: tiny(name),
        name: name.to_owned(),
        weights: "random".to_owned(),
        embedding,
        precision: Precision::F32,
        device: Device::Cpu,
    }
}

fn embed(embedder: &impl Embedder, role: EmbedRole, texts: &[String]) -> Vec<Vec<f32>> {
    block_on(embedder.embed(role, texts)).unwrap()
}

/// Why an embedder cannot be used.
fn refusal(config: CandleEmbedderConfig) -> String {
    let embedder = CandleEmbedder::open(config);
    block_on(embedder.embed(EmbedRole::Query, &["x".to_owned()]))
        .unwrap_err()
        .to_string()
}

fn largest_difference(ours: &[f32], theirs: &[f32]) -> f32 {
    assert_eq!(ours.len(), theirs.len());
    let pairs = ours.iter().zip(theirs);
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn vectors_agree_with_the_original_implementations() {
    for name in TINY {
        let expected = expected(name);
        let embedder = CandleEmbedder::open(config(name, expected.embedding.clone()));
        for (name_of_role, role) in [
            ("query", EmbedRole::Query),
            ("document", EmbedRole::Document),
        ] {
            let (texts, vectors) = expected.of(name_of_role);
            assert!(texts.len() > 4);
            let ours = embed(&embedder, role, &texts);
            let all = ours.iter().zip(&vectors);
            let worst = all
                .map(|(a, b)| largest_difference(a, b))
                .fold(0.0, f32::max);
            println!("{name}, {name_of_role}: largest difference {worst:e}");
            assert!(worst < 1e-4, "{name}, {name_of_role}: {worst}");
            // A text has the same vector alone as beside longer ones.
            let alone = embed(&embedder, role, &texts[..1]);
            assert!(largest_difference(&alone[0], &ours[0]) < 1e-5, "{name}");
        }
    }
}

#[test]
fn a_folder_says_itself_how_it_is_used() {
    for name in TINY {
        let expected = expected(name).embedding;
        let config = CandleEmbedderConfig::of_folder(&tiny(name), None).unwrap();
        let found = &config.embedding;
        assert_eq!(found.dimensions, expected.dimensions, "{name}");
        assert_eq!(found.max_tokens, expected.max_tokens, "{name}");
        assert_eq!(found.dense, expected.dense, "{name}");
        assert_eq!(
            found.pooling == Pooling::Cls,
            expected.pooling == Pooling::Cls,
            "{name}"
        );
        let text = ["x = 1".to_owned()];
        let vector = &embed(&CandleEmbedder::open(config), EmbedRole::Query, &text)[0];
        assert_eq!(vector.len(), expected.dimensions);
    }
}

#[test]
fn what_is_too_long_is_cut_at_the_right_end() {
    let embedder = CandleEmbedder::open(config("instructor", expected("instructor").embedding));
    let long = format!("alpha {} omega", "file ".repeat(400));
    let other_end = format!("alpha {} delta", "file ".repeat(400));
    let other_start = format!("delta {} omega", "file ".repeat(400));
    let texts = [long, other_end, other_start];
    let same = |vectors: &[Vec<f32>], a: usize, b: usize| {
        largest_difference(&vectors[a], &vectors[b]) < 1e-6
    };
    let queries = embed(&embedder, EmbedRole::Query, &texts);
    assert!(same(&queries, 0, 2) && !same(&queries, 0, 1));
    let documents = embed(&embedder, EmbedRole::Document, &texts);
    assert!(same(&documents, 0, 1) && !same(&documents, 0, 2));
}

#[test]
fn the_instruction_and_its_place_in_the_mean_move_a_vector() {
    let usual = expected("instructor").embedding;
    let vector = |embedding: Embedding| {
        let embedder = CandleEmbedder::open(config("instructor", embedding));
        embed(&embedder, EmbedRole::Query, &["open a file".to_owned()]).remove(0)
    };
    let first = vector(usual.clone());
    let mut other = usual.clone();
    other.query_prefix = "Represent the table: ".to_owned();
    let mut mean = usual.clone();
    mean.pooling = Pooling::Mean;
    for changed in [other, mean] {
        let before = config("instructor", usual.clone()).fingerprint();
        assert_ne!(before, config("instructor", changed.clone()).fingerprint());
        assert!(largest_difference(&first, &vector(changed)) > 1e-3);
    }
}

#[test]
fn what_cannot_work_is_refused_with_a_reason() {
    let mut long = expected("bert").embedding;
    long.max_tokens = 65;
    let reason = refusal(config("bert", long));
    assert!(reason.contains("more than the 64 positions"), "{reason}");

    let mut narrow = expected("instructor").embedding;
    narrow.max_tokens = 8;
    let reason = refusal(config("instructor", narrow));
    assert!(reason.contains("leaves no room"), "{reason}");

    let mut wide = expected("mpnet").embedding;
    wide.dimensions = 384;
    let reason = refusal(config("mpnet", wide));
    assert!(reason.contains("24 numbers"), "{reason}");

    let mut dense = expected("mpnet").embedding;
    dense.dense = true;
    let reason = refusal(config("mpnet", dense));
    assert!(reason.contains("dense.json is missing"), "{reason}");

    let mut missing = config("bert", expected("bert").embedding);
    missing.folder = tiny("no-such-folder");
    let reason = refusal(missing);
    assert!(reason.contains("config.json is missing"), "{reason}");
}

/// all-MiniLM-L6-v2, where it is installed: the same vectors as llama.cpp computes.
#[cfg(feature = "llama-cpp")]
#[test]
fn real_weights_agree_with_llama_cpp() {
    use seccoder_lm::gguf::{Precision as GgufPrecision, convert_bert};
    use seccoder_lm::llama_cpp::{EmbedderConfig, LlamaEmbedder};

    let Some(ours) = installed("all-minilm-l6-v2") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let gguf = folder.path().join("f32.gguf");
    convert_bert(&ours.folder, &gguf, GgufPrecision::F32).unwrap();
    let theirs = LlamaEmbedder::open(EmbedderConfig {
        gguf,
        tokenizer: ours.folder.join("tokenizer.json"),
        name: ours.name.clone(),
        fingerprint: "f32".to_owned(),
        max_tokens: ours.embedding.max_tokens,
        threads: None,
    });
    let ours = CandleEmbedder::open(ours);
    let texts = [
        "x".to_owned(),
        "def find_user(db, name):\n    return db.execute(query, (name,))\n".to_owned(),
        "size_t n = strlen(src); if (n >= cap) return -1; memcpy(dst, src, n + 1);".to_owned(),
        (0..200)
            .map(|i| format!("let value_{i} = {i};\n"))
            .collect(),
    ];
    for role in [EmbedRole::Query, EmbedRole::Document] {
        let pairs = embed(&ours, role, &texts);
        for (ours, theirs) in pairs.iter().zip(embed(&theirs, role, &texts)) {
            let cosine: f32 = ours.iter().zip(&theirs).map(|(a, b)| a * b).sum();
            println!("{role:?}: cosine {cosine}");
            assert!(cosine > 0.999, "{role:?}: {cosine}");
        }
    }
}

/// all-mpnet-base-v2, where it is installed: the vectors of transformers.
#[test]
fn real_mpnet_agrees_with_the_original_implementation() {
    let Some(config) = installed("all-mpnet-base-v2") else {
        return;
    };
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/mpnet");
    let expected = read_expected(&fixture);
    assert_eq!(config.embedding, expected.embedding);
    let embedder = CandleEmbedder::open(config);
    for (name_of_role, role) in [
        ("query", EmbedRole::Query),
        ("document", EmbedRole::Document),
    ] {
        let (texts, vectors) = expected.of(name_of_role);
        for (ours, theirs) in embed(&embedder, role, &texts).iter().zip(vectors) {
            let difference = largest_difference(ours, theirs);
            println!("{name_of_role}: largest difference {difference:e}");
            assert!(difference < 1e-4, "{name_of_role}: {difference}");
        }
    }
}
