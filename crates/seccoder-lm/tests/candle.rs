//! The engine on candle, and reading checkpoints: on the tiny ones of scripts/reference, and where
//! the weights are there on Qwen2.5-Coder, against llama.cpp.
#![cfg(feature = "candle")]
#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

#[path = "common/candle.rs"]
mod common;

use std::collections::HashMap;
use std::path::Path;

use candle_core::{DType, Device};
use futures::StreamExt;
use futures::executor::block_on;
use seccoder::model::{
    ChatMessage, Decoding, Event, FinishReason, GenerateRequest, LanguageModel, ModelError,
    ModelInput, Role,
};
use seccoder_lm::candle::checkpoint::{Checkpoint, LoadError, Precision};
use seccoder_lm::candle::{CandleConfig, CandleLm};
use seccoder_lm::text_stream::TextStream;
use serde::Deserialize;
use serde_json::Value;

use common::{apart, as_gguf, ask, copy, logits, model_of, open, raw, request, tensors, tiny};

/// What greedy decoding made of two prompts, by the reference.
#[derive(Deserialize)]
struct Generated {
    text: String,
    before: String,
    behind: String,
    raw: Continued,
    fim: Continued,
}

#[derive(Deserialize)]
struct Continued {
    prompt: Vec<u32>,
    tokens: Vec<u32>,
}

fn generated() -> Generated {
    let text = std::fs::read_to_string(tiny("qwen2").join("generated.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn model() -> CandleLm {
    CandleLm::open(CandleConfig::new(&tiny("qwen2")))
}

fn sampled(input: ModelInput, samples: usize, max_tokens: usize) -> GenerateRequest {
    GenerateRequest {
        decoding: Decoding::Sample {
            temperature: 1.0,
            top_p: 0.95,
            top_k: None,
        },
        ..request(input, samples, max_tokens)
    }
}

/// The text of byte tokens, as a stream shows it.
fn text_of(checkpoint: &Checkpoint, tokens: &[u32]) -> String {
    let mut stream = TextStream::new(&[]);
    let mut text = String::new();
    for &token in tokens {
        text.push_str(&stream.push(checkpoint.tokens.bytes(token)).text);
    }
    text + &stream.finish()
}

#[test]
fn greedy_samples_are_the_references() {
    let (model, generated) = (model(), generated());
    let checkpoint = open(&tiny("qwen2")).unwrap();
    let fim = ModelInput::Fim {
        prefix: generated.before.clone(),
        suffix: generated.behind.clone(),
    };
    for (input, expected) in [
        (raw(&generated.text), &generated.raw),
        (fim, &generated.fim),
    ] {
        let answer = ask(&model, request(input, 3, expected.tokens.len())).unwrap();
        let text = text_of(&checkpoint, &expected.tokens);
        assert_eq!(answer.texts, vec![text; 3]);
        assert_eq!(answer.prompt, expected.prompt.len());
        assert_eq!(answer.reasons, vec![Some(FinishReason::MaxTokens); 3]);
        assert_eq!(answer.tokens, vec![Some(expected.tokens.len()); 3]);
    }
}

#[test]
fn what_is_known_about_it() {
    let model = model();
    let info = block_on(model.info()).unwrap();
    assert_eq!(
        (info.engine.as_str(), info.context_len),
        ("candle", Some(512))
    );
    let can = info.capabilities;
    assert!(can.raw && can.fim && !can.chat && can.exact_token_counts);
    // Markup in a text is text: each byte a token.
    assert_eq!(block_on(model.count_tokens("<|fim_prefix|>é")).unwrap(), 16);
    assert_eq!(block_on(model.count_tokens("<|endoftext|>")).unwrap(), 13);
}

#[test]
fn a_sample_is_the_same_however_many_are_drawn() {
    let model = model();
    let few = ask(&model, sampled(raw("def f(x):"), 2, 40)).unwrap();
    let many = ask(&model, sampled(raw("def f(x):"), 40, 40)).unwrap();
    assert_eq!(few.texts[..], many.texts[..2]);
    assert_ne!(few.texts[0], few.texts[1]);
    assert!(many.reasons.iter().all(Option::is_some));
}

#[test]
fn samples_end_at_a_stop_sequence_or_when_told_to() {
    let model = model();
    let whole = ask(&model, sampled(raw("def f(x):"), 3, 60)).unwrap();
    let stop: String = whole.texts[1].chars().skip(5).take(2).collect();
    let mut stopping = sampled(raw("def f(x):"), 3, 60);
    stopping.stop = vec![stop.clone()];
    stopping.control.stop(2);
    let answer = ask(&model, stopping).unwrap();
    assert_eq!(answer.reasons[1], Some(FinishReason::StopSequence));
    let before = whole.texts[1].split(&stop).next().unwrap();
    assert_eq!(answer.texts[1], before);
    assert_eq!(answer.reasons[2], Some(FinishReason::Stopped));
    assert_eq!(answer.texts[2], "");
}

#[test]
fn a_request_nobody_waits_for_is_given_up() {
    let model = model();
    let mut events = model.generate(sampled(raw("x"), 32, 500));
    assert!(matches!(
        block_on(events.next()),
        Some(Ok(Event::PromptRead { .. }))
    ));
    drop(events);
    assert!(ask(&model, request(raw("x"), 1, 1)).is_ok());
}

#[test]
fn impossible_requests_are_refused() {
    let model = model();
    let long = "x".repeat(500);
    assert!(matches!(
        ask(&model, request(raw(&long), 1, 13)),
        Err(ModelError::ContextOverflow {
            prompt: 500,
            max_tokens: 13,
            context: 512
        })
    ));
    assert!(ask(&model, request(raw(&long), 1, 12)).is_ok());
    let messages = vec![ChatMessage {
        role: Role::User,
        content: "hello".to_owned(),
    }];
    assert!(matches!(
        ask(&model, request(ModelInput::Chat { messages }, 1, 1)),
        Err(ModelError::Unsupported { .. })
    ));
    assert!(matches!(
        ask(&model, request(raw(""), 1, 1)),
        Err(ModelError::InvalidRequest(_))
    ));
    let codegen = CandleLm::open(CandleConfig::new(&tiny("codegen")));
    let (prefix, suffix) = ("a".to_owned(), "b".to_owned());
    assert!(matches!(
        ask(&codegen, request(ModelInput::Fim { prefix, suffix }, 1, 1)),
        Err(ModelError::Unsupported { .. })
    ));
}

#[test]
fn sixteen_bits_stay_near() {
    let tokens = generated().raw.prompt;
    let exact = logits(&*open(&tiny("qwen2")).unwrap().model, &tokens[..40]);
    for (precision, most) in [(Precision::F16, 0.1), (Precision::Bf16, 0.8)] {
        let rounded = Checkpoint::open(&tiny("qwen2"), precision, &Device::Cpu).unwrap();
        let rounded = logits(&*rounded.model, &tokens[..40]);
        assert_eq!(rounded.dtype(), DType::F32);
        let apart = apart(&rounded, &exact);
        assert!(apart > 0.0 && apart < most, "{precision:?}: {apart}");
    }
}

#[test]
fn weights_in_several_files_are_the_same() {
    let folder = copy("llama");
    let (mut map, mut shards) = (serde_json::Map::new(), [HashMap::new(), HashMap::new()]);
    for (i, (name, tensor)) in tensors("llama").into_iter().enumerate() {
        map.insert(name.clone(), format!("model-{}.safetensors", i % 2).into());
        shards[i % 2].insert(name, tensor);
    }
    for (i, shard) in shards.iter().enumerate() {
        let file = folder.path().join(format!("model-{i}.safetensors"));
        candle_core::safetensors::save(shard, file).unwrap();
    }
    std::fs::remove_file(folder.path().join("model.safetensors")).unwrap();
    let index = folder.path().join("model.safetensors.index.json");
    let write = |map: &serde_json::Map<String, Value>| {
        std::fs::write(&index, serde_json::json!({ "weight_map": map }).to_string()).unwrap();
    };
    write(&map);
    let whole = model_of(&tiny("llama")).unwrap();
    let parts = model_of(folder.path()).unwrap();
    let tokens = [3, 1, 4, 1, 5, 9, 2, 6];
    assert_eq!(
        apart(&logits(&*whole, &tokens), &logits(&*parts, &tokens)),
        0.0
    );
    // A shard is a file beside the index.
    map.insert(
        "model.norm.weight".to_owned(),
        "../model.safetensors".into(),
    );
    write(&map);
    assert!(matches!(
        model_of(folder.path()).err().unwrap(),
        LoadError::Missing { .. }
    ));
}

#[test]
fn what_is_wrong_with_a_checkpoint_is_said() {
    let refusal = |spoil: &dyn Fn(&Path)| {
        let folder = copy("qwen2");
        spoil(folder.path());
        open(folder.path()).err().unwrap()
    };
    for file in ["config.json", "model.safetensors", "tokenizer.json"] {
        let error = refusal(&|folder| std::fs::remove_file(folder.join(file)).unwrap());
        assert!(
            matches!(&error, LoadError::Missing { path } if path.ends_with(file)),
            "{error}"
        );
    }
    let settings = |change: &dyn Fn(&mut Value)| {
        refusal(&|folder| {
            let file = folder.join("config.json");
            let mut config = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
            change(&mut config);
            std::fs::write(file, config.to_string()).unwrap();
        })
    };
    let error = settings(&|config| config["model_type"] = "mamba".into());
    assert!(
        error.to_string().contains("\"mamba\"; known are codegen"),
        "{error}"
    );
    let error = settings(&|config| config["hidden_size"] = "wide".into());
    assert!(matches!(error, LoadError::Config { .. }), "{error}");
    let error = settings(&|config| config["vocab_size"] = 300.into());
    assert!(
        matches!(&error, LoadError::WrongShape { name, expected, found }
            if name == "model.embed_tokens.weight" && expected == &[300, 32] && found == &[264, 32]),
        "{error}"
    );
    let error = settings(&|config| config["num_hidden_layers"] = 3.into());
    assert!(
        matches!(&error, LoadError::MissingTensor { name } if name.starts_with("model.layers.2.")),
        "{error}"
    );
    let error = settings(&|config| config["rope_parameters"]["rope_type"] = "yarn".into());
    assert!(error.to_string().contains("yarn"), "{error}");
    let error = refusal(&|folder| {
        let file = folder.join("model.safetensors");
        let bytes = std::fs::read(&file).unwrap();
        std::fs::write(file, &bytes[..bytes.len() - 8]).unwrap();
    });
    assert!(matches!(error, LoadError::Damaged { .. }), "{error}");
    // The engine says it at the first use.
    let nowhere = CandleLm::open(CandleConfig::new(Path::new("/nowhere/codegen-350m")));
    let message = block_on(nowhere.info()).unwrap_err().to_string();
    assert!(message.contains("config.json"), "{message}");
    let message = ask(&nowhere, request(raw("x"), 1, 1))
        .unwrap_err()
        .to_string();
    assert!(message.contains("config.json"), "{message}");
}

#[test]
fn a_gguf_file_is_the_same_model() {
    let folder = tempfile::tempdir().unwrap();
    let tokens = [3, 1, 4, 1, 5, 9, 2, 6];
    for name in ["qwen2", "llama"] {
        let from_gguf = open(&as_gguf(name, folder.path())).unwrap();
        let published = model_of(&tiny(name)).unwrap();
        assert_eq!(from_gguf.model.shape(), published.shape());
        let apart = apart(
            &logits(&*from_gguf.model, &tokens),
            &logits(&*published, &tokens),
        );
        assert!(apart < 1e-4, "{name}: {apart}");
    }
    let generated = generated();
    let model = CandleLm::open(CandleConfig::new(&folder.path().join("qwen2.gguf")));
    let input = ModelInput::Fim {
        prefix: generated.before,
        suffix: generated.behind,
    };
    let answer = ask(&model, request(input, 1, generated.fim.tokens.len())).unwrap();
    assert_eq!(answer.prompt, generated.fim.prompt.len());
    let checkpoint = open(&tiny("qwen2")).unwrap();
    assert_eq!(answer.texts[0], text_of(&checkpoint, &generated.fim.tokens));
}

/// The weights of llama.cpp's Qwen2.5-Coder, made plain numbers: the token that llama.cpp takes is
/// the one that has the highest logit here, but for a few near ties (llama.cpp rounds activations
/// to eight bits).
#[cfg(feature = "llama-cpp")]
#[test]
fn dequantised_weights_agree_with_llama_cpp() {
    use seccoder_lm::catalogue::{Catalogue, ModelStore};
    use seccoder_lm::home::Home;
    use seccoder_lm::llama_cpp::{LlamaConfig, LlamaCpp};
    let store = ModelStore::new(Home::from_env().unwrap().models);
    let entry = Catalogue::builtin().get("qwen2.5-coder-0.5b").unwrap();
    let Ok(installed) = store.require(entry) else {
        println!("skipped: qwen2.5-coder-0.5b is not here");
        return;
    };
    let prompt = "import sqlite3\n\n\ndef find_user(connection, name):\n    \"\"\"The user of this \
                  name, or None.\"\"\"\n    cursor = connection.cursor()\n";
    let theirs = {
        let llama = LlamaCpp::open(LlamaConfig::new(&installed.main));
        let answer = ask(&llama, request(raw(prompt), 1, 32)).unwrap();
        answer.texts[0].clone()
    };
    let ours = open(&installed.main).unwrap();
    let begin = ours.tokens.plain(prompt).unwrap().len();
    let tokens = ours.tokens.plain(&(prompt.to_owned() + &theirs)).unwrap();
    let logits = logits(&*ours.model, &tokens);
    let best = logits.argmax(1).unwrap().to_vec1::<u32>().unwrap();
    let continued = begin..tokens.len();
    let agreed = continued
        .clone()
        .filter(|&at| best[at - 1] == tokens[at])
        .count();
    println!("{agreed} of {} tokens of {theirs:?}", continued.len());
    assert!(continued.len() >= 20 && agreed * 100 >= continued.len() * 90);
}
