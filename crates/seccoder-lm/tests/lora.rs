//! LoRA adapters: merged by candle as PEFT computes them (scripts/reference/lora.py), computed by
//! llama.cpp on real weights, and refused with a reason where they do not fit.
#![cfg(feature = "candle")]
#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

#[path = "common/candle.rs"]
mod common;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use candle_core::{DType, Device, Tensor};
use futures::executor::block_on;
use seccoder::model::LanguageModel;
use seccoder_lm::candle::causal::CausalLm;
use seccoder_lm::candle::checkpoint::{
    Checkpoint, LoadError, LoraAdapter, Precision, Weights, read_config,
};
use seccoder_lm::candle::{CandleConfig, CandleLm, model};
use serde::Deserialize;
use serde_json::{Value, json};

use common::{apart, as_gguf, copy, logits, model_of, tensors, tiny};

/// The largest difference between a logit of ours and one of the reference's, in f32.
const TOLERANCE: f32 = 1e-4;

#[derive(Deserialize)]
struct Expected {
    tokens: Vec<Vec<u32>>,
    logits: Vec<Vec<Vec<f32>>>,
    greedy: Vec<u32>,
}

fn adapter(name: &str) -> PathBuf {
    tiny("lora").join(name)
}

fn expected(name: &str) -> Expected {
    let text = std::fs::read_to_string(adapter(name).join("expected.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A published folder's model, without its tokenizer, with an adapter.
fn adapted(folder: &Path, adapter: &Path) -> Result<Box<dyn CausalLm>, LoadError> {
    let config = read_config(folder)?;
    let adapter = Arc::new(LoraAdapter::open(adapter)?);
    let weights = Weights::open(folder)?;
    let weights = weights.adapted(adapter, model::stores_inputs_first(&config))?;
    model::load(&config, &weights.builder(DType::F32, &Device::Cpu))
}

fn opened(path: &Path, adapter: &Path) -> Result<Checkpoint, LoadError> {
    let adapter = LoraAdapter::open(adapter)?;
    Checkpoint::open_with(path, Some(adapter), Precision::F32, &Device::Cpu)
}

fn check(model: &dyn CausalLm, name: &str) {
    let expected = expected(name);
    let mut tokens = expected.tokens[0].clone();
    let theirs = Tensor::new(expected.logits[0].clone(), &Device::Cpu).unwrap();
    let apart = apart(&logits(model, &tokens), &theirs);
    println!("{name}: {apart}");
    assert!(apart < TOLERANCE, "{name}: {apart}");
    for token in expected.greedy {
        let best = logits(model, &tokens).argmax(1).unwrap();
        assert_eq!(best.to_vec1::<u32>().unwrap().pop(), Some(token), "{name}");
        tokens.push(token);
    }
}

#[test]
fn merged_weights_compute_what_peft_computes() {
    for name in ["qwen2", "codegen", "santacoder-mh"] {
        check(&*adapted(&tiny(name), &adapter(name)).unwrap(), name);
        let tokens = &expected(name).tokens[0];
        let plain = logits(&*model_of(&tiny(name)).unwrap(), tokens);
        let theirs = Tensor::new(expected(name).logits[0].clone(), &Device::Cpu).unwrap();
        assert!(apart(&plain, &theirs) > 1.0, "{name}");
    }
    check(
        &*opened(&tiny("codegen"), &adapter("codegen")).unwrap().model,
        "codegen",
    );
}

#[test]
fn an_adapter_is_read_in_every_form() {
    for file in ["adapter_model.safetensors", "adapter_model.bin"] {
        let opened = opened(&tiny("qwen2"), &adapter("qwen2").join(file)).unwrap();
        check(&*opened.model, "qwen2");
    }
    let folder = tempfile::tempdir().unwrap();
    let gguf = as_gguf("qwen2", folder.path());
    check(&*opened(&gguf, &adapter("qwen2")).unwrap().model, "qwen2");
}

/// Numbers between -size and size that are the same every time.
fn spread(seed: usize, rows: usize, columns: usize, size: f64) -> Tensor {
    let mut state = seed as u64 * 7919 + 1;
    let numbers: Vec<f32> = (0..rows * columns)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (((state >> 33) as f64 / f64::from(1_u32 << 31) * 2.0 - 1.0) * size) as f32
        })
        .collect();
    Tensor::from_vec(numbers, (rows, columns), &Device::Cpu).unwrap()
}

/// Writes a folder of PEFT: a rank, alpha twice that, and A and B for each module.
fn write_peft(folder: &Path, rank: usize, modules: &[(String, Tensor, Tensor)]) {
    let mut named = HashMap::new();
    for (module, down, up) in modules {
        named.insert(
            format!("base_model.model.{module}.lora_A.weight"),
            down.clone(),
        );
        named.insert(
            format!("base_model.model.{module}.lora_B.weight"),
            up.clone(),
        );
    }
    candle_core::safetensors::save(&named, folder.join("adapter_model.safetensors")).unwrap();
    let config = json!({ "peft_type": "LORA", "r": rank, "lora_alpha": 2 * rank });
    std::fs::write(folder.join("adapter_config.json"), config.to_string()).unwrap();
}

#[test]
fn rows_that_a_gguf_file_sorts_otherwise_are_changed_alike() {
    let folder = tempfile::tempdir().unwrap();
    let modules: Vec<_> = [("q_proj", 32), ("k_proj", 8), ("v_proj", 8)]
        .iter()
        .enumerate()
        .map(|(seed, &(name, rows))| {
            let module = format!("model.layers.1.self_attn.{name}");
            (
                module,
                spread(seed, 2, 32, 0.5),
                spread(seed + 9, rows, 2, 0.5),
            )
        })
        .collect();
    write_peft(folder.path(), 2, &modules);
    let gguf = as_gguf("llama", folder.path());
    let ours = opened(&gguf, folder.path()).unwrap();
    let published = adapted(&tiny("llama"), folder.path()).unwrap();
    let tokens = [3, 1, 4, 1, 5, 9, 2, 6];
    let plain = logits(&*model_of(&tiny("llama")).unwrap(), &tokens);
    let published = logits(&*published, &tokens);
    assert!(apart(&logits(&*ours.model, &tokens), &published) < TOLERANCE);
    assert!(apart(&plain, &published) > 0.1);
}

#[test]
fn what_is_more_than_a_sum_is_refused() {
    let refusal = |change: &dyn Fn(&mut Value)| {
        let folder = copy("lora/qwen2");
        let file = folder.path().join("adapter_config.json");
        let mut config = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        change(&mut config);
        std::fs::write(file, config.to_string()).unwrap();
        let error = opened(&tiny("qwen2"), folder.path()).err().unwrap();
        assert!(matches!(error, LoadError::Adapter { .. }), "{error}");
        error.to_string()
    };
    for (key, value, said) in [
        ("use_dora", json!(true), "DoRA"),
        ("use_qalora", json!(true), "use_qalora"),
        ("peft_type", json!("IA3"), "peft_type is IA3"),
        ("peft_type", json!(null), "peft_type is not said"),
        ("bias", json!("lora_only"), "biases"),
        ("lora_bias", json!(true), "biases"),
        ("modules_to_save", json!(["lm_head"]), "modules_to_save"),
        ("trainable_token_indices", json!([1]), "embeddings"),
        ("init_lora_weights", json!("pissa_niter_4"), "pissa_niter_4"),
        ("alora_invocation_tokens", json!([1, 2]), "aLoRA"),
        ("target_modules", json!(["q_proj", "proj"]), "down_proj"),
        ("r", json!(5), "rank 4 and 4, its settings say 5"),
        ("r", json!(0), "its r for"),
        ("rank_pattern", json!({"(": 2}), "rank_pattern"),
        (
            "alpha_pattern",
            json!({"v_proj": 1, "self_attn.v_proj": 2}),
            "two things",
        ),
    ] {
        let message = refusal(&|config| config[key] = value.clone());
        assert!(message.contains(said), "{key}: {message}");
    }
}

#[test]
fn what_belongs_to_another_model_is_refused() {
    let message = |model: &str, other: &str| {
        let error = adapted(&tiny(model), &adapter(other)).err().unwrap();
        assert!(matches!(error, LoadError::Adapter { .. }), "{error}");
        error.to_string()
    };
    let left = message("codegen", "qwen2");
    for part in [
        "model.layers.0.mlp.down_proj.weight",
        "and 3 more",
        "made for tiny/qwen2",
    ] {
        assert!(left.contains(part), "{left}");
    }
    let shape = message("llama", "qwen2");
    assert!(
        shape.contains("[16, 32]") && shape.contains("[8, 32]"),
        "{shape}"
    );
}

#[test]
fn what_is_no_adapter_is_refused() {
    let refused = |path: &Path, said: &str| {
        let message = LoraAdapter::open(path).err().unwrap().to_string();
        assert!(message.contains(said), "{message}");
    };
    refused(Path::new("/nowhere/adapter"), "No such file");
    refused(&tiny("qwen2"), "adapter_config.json");
    let folder = copy("lora/qwen2");
    let gguf = folder.path().join("adapter.gguf");
    std::fs::write(&gguf, "GGUF").unwrap();
    refused(&gguf, "llama.cpp");
    let file = folder.path().join("adapter_model.safetensors");
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, &bytes[..bytes.len() - 4]).unwrap();
    refused(folder.path(), "damaged");
    let spoil = |change: &dyn Fn(&mut HashMap<String, Tensor>)| {
        let good = adapter("qwen2").join("adapter_model.safetensors");
        let mut tensors = candle_core::safetensors::load(good, &Device::Cpu).unwrap();
        change(&mut tensors);
        candle_core::safetensors::save(&tensors, &file).unwrap();
    };
    let q_proj = "base_model.model.model.layers.0.self_attn.q_proj";
    spoil(&|tensors| {
        tensors.remove(&format!("{q_proj}.lora_B.weight"));
    });
    refused(
        folder.path(),
        "only one of lora_A and lora_B for model.layers.0.self_attn.q_proj",
    );
    spoil(&|tensors| {
        let name = format!("{q_proj}.lora_magnitude_vector");
        tensors.insert(name, spread(1, 1, 32, 1.0));
    });
    refused(folder.path(), "lora_magnitude_vector");
    spoil(&|tensors| {
        let name = "base_model.model.model.embed_tokens.lora_embedding_A".to_owned();
        tensors.insert(name, spread(1, 4, 264, 1.0));
    });
    refused(folder.path(), "lora_embedding_A");
    spoil(&HashMap::clear);
    refused(folder.path(), "empty");
}

/// The embedding is the output layer, whatever else the file holds.
#[test]
fn an_output_layer_that_is_not_used_is_not_changed_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let modules = [(
        "lm_head".to_owned(),
        spread(1, 2, 32, 0.5),
        spread(2, 264, 2, 0.5),
    )];
    write_peft(folder.path(), 2, &modules);
    let message = opened(&tiny("qwen2"), folder.path())
        .err()
        .unwrap()
        .to_string();
    assert!(
        message.contains("does not have (lm_head.weight)"),
        "{message}"
    );
    let base = copy("qwen2");
    let mut all = tensors("qwen2");
    all.insert(
        "lm_head.weight".to_owned(),
        all["model.embed_tokens.weight"].clone(),
    );
    candle_core::safetensors::save(&all, base.path().join("model.safetensors")).unwrap();
    let message = opened(base.path(), folder.path())
        .err()
        .unwrap()
        .to_string();
    assert!(
        message.contains("does not use (lm_head.weight)"),
        "{message}"
    );
}

#[test]
fn a_model_with_an_adapter_is_another_model() {
    let info = |lora: Option<PathBuf>, fingerprint: Option<&str>| {
        let mut config = CandleConfig::new(&tiny("qwen2"));
        config.lora = lora;
        config.fingerprint = fingerprint.map(str::to_owned);
        block_on(CandleLm::open(config).info()).unwrap()
    };
    let plain = info(None, Some("aa"));
    let folder = copy("lora/qwen2");
    let named = folder
        .path()
        .file_name()
        .unwrap()
        .to_string_lossy()
        .into_owned();
    let with = info(Some(folder.path().to_owned()), Some("aa"));
    assert_eq!(with.name, format!("qwen2+{named}"));
    assert_eq!(
        (plain.name.as_str(), plain.fingerprint.as_deref()),
        ("qwen2", Some("aa"))
    );
    assert_eq!(with.fingerprint.as_ref().map(String::len), Some(64));
    // The same adapter elsewhere is the same; another scale is not.
    let elsewhere = info(Some(adapter("qwen2")), Some("aa"));
    assert_eq!(
        (elsewhere.name.as_str(), &elsewhere.fingerprint),
        ("qwen2+qwen2", &with.fingerprint)
    );
    let settings = folder.path().join("adapter_config.json");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(
        &settings,
        text.replace("\"lora_alpha\": 6", "\"lora_alpha\": 7"),
    )
    .unwrap();
    let scaled = info(Some(folder.path().to_owned()), Some("aa"));
    assert_ne!(scaled.fingerprint, with.fingerprint);
    let unknown = info(Some(adapter("qwen2")), None);
    assert!(
        unknown
            .fingerprint
            .is_some_and(|hash| Some(hash) != with.fingerprint)
    );

    let mut config = CandleConfig::new(&tiny("codegen"));
    config.lora = Some(adapter("qwen2"));
    let message = block_on(CandleLm::open(config).info())
        .unwrap_err()
        .to_string();
    for part in [
        "codegen+qwen2",
        "tiny/codegen: ",
        "lora/qwen2 cannot be used",
    ] {
        assert!(message.contains(part), "{message}");
    }
}

/// The same adapter on llama.cpp, as GGUF, and on candle, as PEFT.
#[cfg(feature = "llama-cpp")]
mod with_llama_cpp {
    use candle_core::quantized::{GgmlDType, QTensor, gguf_file};
    use seccoder_lm::catalogue::{Catalogue, ModelStore};
    use seccoder_lm::home::Home;
    use seccoder_lm::llama_cpp::{LlamaConfig, LlamaCpp};

    use super::common::{ask, open, raw, request};
    use super::*;

    const PROMPT: &str = "import sqlite3\n\n\ndef find_user(connection, name):\n    \"\"\"The user \
                          of this name, or None.\"\"\"\n    cursor = connection.cursor()\n";
    const RANK: usize = 4;

    /// Qwen2.5-Coder-0.5B, where it is here.
    fn qwen() -> Option<PathBuf> {
        let store = ModelStore::new(Home::from_env().unwrap().models);
        let entry = Catalogue::builtin().get("qwen2.5-coder-0.5b").unwrap();
        let installed = store.require(entry);
        if installed.is_err() {
            println!("skipped: qwen2.5-coder-0.5b is not here");
        }
        Some(installed.ok()?.main)
    }

    /// The width inside a feed-forward layer.
    const INNER: usize = 4864;

    /// Writes an adapter in both forms, for some layers; B is `size` large.
    fn write(folder: &Path, architecture: &str, inner: usize, size: f64) -> PathBuf {
        use gguf_file::Value as Field;
        // By the names of a published folder and of GGUF, with rows and columns.
        let modules = [
            ("self_attn.q_proj", "attn_q", 896, 896),
            ("self_attn.v_proj", "attn_v", 128, 896),
            ("mlp.down_proj", "ffn_down", 896, inner),
        ];
        let (mut published, mut own) = (Vec::new(), Vec::new());
        for layer in [5, 11, 17] {
            for (at, (name, short, rows, columns)) in modules.iter().enumerate() {
                let down = spread(layer * 10 + at, RANK, *columns, 0.1);
                let up = spread(layer * 10 + at + 5, *rows, RANK, size);
                for (half, tensor) in [("lora_a", &down), ("lora_b", &up)] {
                    let kept = QTensor::quantize(tensor, GgmlDType::F32).unwrap();
                    own.push((format!("blk.{layer}.{short}.weight.{half}"), kept));
                }
                published.push((format!("model.layers.{layer}.{name}"), down, up));
            }
        }
        write_peft(folder, RANK, &published);
        let text = |text: &str| Field::String(text.to_owned());
        let fields = [
            ("general.type", text("adapter")),
            ("general.architecture", text(architecture)),
            ("adapter.type", text("lora")),
            ("adapter.lora.alpha", Field::F32(2.0 * RANK as f32)),
        ];
        let path = folder.join("changed.gguf");
        let fields: Vec<_> = fields.iter().map(|(key, value)| (*key, value)).collect();
        let own: Vec<_> = own
            .iter()
            .map(|(name, tensor)| (name.as_str(), tensor))
            .collect();
        let mut file = std::fs::File::create(&path).unwrap();
        gguf_file::write(&mut file, &fields, &own).unwrap();
        path
    }

    fn llama(model: &Path, lora: Option<&Path>, reproducible: bool) -> LlamaCpp {
        let mut config = LlamaConfig::new(model);
        config.lora = lora.map(Path::to_owned);
        config.reproducible = reproducible;
        config.fingerprint = Some("aa".to_owned());
        LlamaCpp::open(config)
    }

    fn text(model: &LlamaCpp) -> String {
        ask(model, request(raw(PROMPT), 1, 32))
            .unwrap()
            .texts
            .remove(0)
    }

    /// How many of 100 tokens of a continuation are those of highest probability.
    fn agreed(ours: &Checkpoint, continued: &str) -> usize {
        let begin = ours.tokens.plain(PROMPT).unwrap().len();
        let tokens = ours.tokens.plain(&(PROMPT.to_owned() + continued));
        let tokens = tokens.unwrap();
        let best = logits(&*ours.model, &tokens).argmax(1).unwrap();
        let best = best.to_vec1::<u32>().unwrap();
        let agreed = (begin..tokens.len()).filter(|&at| best[at - 1] == tokens[at]);
        agreed.count() * 100 / (tokens.len() - begin)
    }

    #[test]
    fn both_engines_change_alike() {
        let Some(weights) = qwen() else { return };
        let folder = tempfile::tempdir().unwrap();
        let plain = text(&llama(&weights, None, false));
        let nothing = write(folder.path(), "qwen2", INNER, 0.0);
        assert_eq!(text(&llama(&weights, Some(&nothing), false)), plain);

        // Larger and larger, until what follows is what the plain model would not have said.
        let ours = open(&weights).unwrap();
        for size in [0.1, 0.11, 0.12, 0.13, 0.14, 0.15] {
            let changed = write(folder.path(), "qwen2", INNER, size);
            let theirs = text(&llama(&weights, Some(&changed), false));
            let without = agreed(&ours, &theirs);
            println!("size {size}, without the adapter {without} of 100 tokens of {theirs:?}");
            if without > 80 {
                continue;
            }
            drop(ours);
            let with = agreed(&opened(&weights, folder.path()).unwrap(), &theirs);
            println!("with it {with} of 100 tokens");
            assert!(with >= 90);
            // A new context for each request has the adapter, too.
            let anew = llama(&weights, Some(&changed), true);
            assert_eq!([text(&anew), text(&anew)], [theirs.clone(), theirs]);
            let info = block_on(anew.info()).unwrap();
            assert!(info.name.ends_with(".gguf+changed"), "{}", info.name);
            assert!(info.fingerprint.is_some_and(|hash| hash.len() == 64));
            return;
        }
        panic!("the adapter changed too little");
    }

    #[test]
    fn what_does_not_fit_is_refused_with_both_names() {
        let Some(weights) = qwen() else { return };
        let refused = |path: &Path, said: &str| {
            let model = llama(&weights, Some(path), false);
            let message = block_on(model.info()).unwrap_err().to_string();
            println!("{message}");
            for part in [
                said,
                &path.display().to_string(),
                &weights.display().to_string(),
            ] {
                assert!(message.contains(part), "{part}: {message}");
            }
        };
        refused(&adapter("qwen2"), "the engine candle takes");
        refused(Path::new("/nowhere/adapter.gguf"), "No such file");
        refused(&weights, "not an adapter");
        let folder = tempfile::tempdir().unwrap();
        let llama_adapter = write(folder.path(), "llama", INNER, 0.1);
        refused(&llama_adapter, "arch mismatch");
        // The other model's layers are narrower.
        refused(&write(folder.path(), "qwen2", 4096, 0.1), "incorrect shape");
        let good = write(folder.path(), "qwen2", INNER, 0.1);
        let bytes = std::fs::read(&good).unwrap();
        let file = folder.path().join("damaged.gguf");
        let cuts = [
            (bytes.len() / 2, "corrupted"),
            (100, "damaged"),
            (2, "cut off"),
        ];
        for (length, said) in cuts {
            std::fs::write(&file, &bytes[..length]).unwrap();
            refused(&file, said);
        }
        // What llama.cpp takes for a float is called an integer (4 instead of 6).
        let key = b"adapter.lora.alpha";
        let kind = bytes.windows(key.len()).position(|found| found == key);
        let kind = kind.unwrap() + key.len();
        let mut other = bytes;
        assert_eq!(std::mem::replace(&mut other[kind], 4), 6);
        std::fs::write(&file, other).unwrap();
        refused(&file, "adapter.lora.alpha is of another type");
    }
}
