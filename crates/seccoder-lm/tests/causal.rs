//! The causal language models against the original implementation: tiny random checkpoints and the
//! numbers that transformers computes with them, both made by causal.py and llama.py in
//! scripts/reference.
#![cfg(feature = "candle")]
#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use candle_core::{DType, Device, Tensor, Var};
use candle_nn::VarBuilder;
use seccoder_lm::candle::causal::{Cache, CausalLm, Input, KeyValue, Logits};
use seccoder_lm::candle::checkpoint;
use seccoder_lm::candle::model::{
    self, CodeGen, CodeGenConfig, GptBigCode, GptBigCodeConfig, Xglm, XglmConfig,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// The largest difference between a number of ours and one of the reference's, in f32.
const TOLERANCE: f32 = 1e-4;

const ALL: [&str; 7] = [
    "codegen",
    "bigcode-mq",
    "bigcode-mh",
    "santacoder-mh",
    "xglm",
    "llama",
    "qwen2",
];

type Rows<T> = Vec<Vec<T>>;

#[derive(Deserialize)]
struct Expected {
    short: Short,
    padded: Padded,
    full: Full,
    greedy: Greedy,
    prefix: Prefix,
}

#[derive(Deserialize)]
struct Short {
    tokens: Rows<u32>,
    logits: Vec<Rows<f32>>,
    second_tokens: Rows<u32>,
    second_logits: Vec<Rows<f32>>,
}

#[derive(Deserialize)]
struct Padded {
    tokens: Rows<u32>,
    mask: Rows<u8>,
    last_logits: Rows<f32>,
    second_tokens: Rows<u32>,
    second_logits: Rows<f32>,
}

#[derive(Deserialize)]
struct Full {
    tokens: Rows<u32>,
    last_logits: Rows<f32>,
}

#[derive(Deserialize)]
struct Greedy {
    prompt: Rows<u32>,
    tokens: Vec<u32>,
}

#[derive(Deserialize)]
struct Prefix {
    tokens: Rows<u32>,
    logits: Vec<Rows<f32>>,
    loss: f32,
    greedy: Vec<u32>,
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/tiny")
        .join(name)
}

fn expected(name: &str) -> Expected {
    let text = std::fs::read_to_string(folder(name).join("expected.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn config(name: &str) -> Value {
    checkpoint::read_config(&folder(name)).unwrap()
}

fn tensors(name: &str, file: &str) -> HashMap<String, Tensor> {
    candle_core::safetensors::load(folder(name).join(file), &Device::Cpu).unwrap()
}

fn model(name: &str) -> Box<dyn CausalLm> {
    let vb = checkpoint::weights(&folder(name), DType::F32, &Device::Cpu).unwrap();
    model::load(&config(name), &vb).unwrap()
}

fn tensor<T: candle_core::WithDType>(rows: &[Vec<T>]) -> Tensor {
    Tensor::new(rows.to_vec(), &Device::Cpu).unwrap()
}

fn forward(model: &dyn CausalLm, tokens: &[Vec<u32>], cache: &mut Cache) -> Tensor {
    let tokens = tensor(tokens);
    let input = Input {
        tokens: &tokens,
        mask: None,
    };
    model.forward(input, cache, Logits::All).unwrap()
}

fn last(logits: &Tensor) -> Tensor {
    let positions = logits.dim(1).unwrap();
    logits
        .narrow(1, positions - 1, 1)
        .unwrap()
        .squeeze(1)
        .unwrap()
}

fn difference(ours: &Tensor, theirs: &Tensor) -> f32 {
    assert_eq!(ours.dims(), theirs.dims());
    assert_eq!(ours.dtype(), DType::F32);
    let apart = (ours - theirs).unwrap().abs().unwrap();
    apart.max_all().unwrap().to_scalar().unwrap()
}

#[track_caller]
fn agree(what: &str, ours: &Tensor, theirs: &Tensor) {
    let apart = difference(ours, theirs);
    assert!(apart < TOLERANCE, "{what}: {apart} apart");
}

/// Tokens of highest probability behind what the cache holds.
fn greedy(model: &dyn CausalLm, logits: &Tensor, mut cache: Cache, count: usize) -> Vec<u32> {
    let mut logits = last(logits);
    let mut tokens = Vec::new();
    for _ in 0..count {
        let token = logits.argmax(1).unwrap().to_vec1::<u32>().unwrap()[0];
        tokens.push(token);
        logits = last(&forward(model, &[vec![token]], &mut cache));
    }
    tokens
}

/// The cache that a prefix is; `of` makes or finds the tensor of a name.
fn prefix(model: &dyn CausalLm, mut of: impl FnMut(String) -> Tensor) -> Cache {
    let layers = 0..model.shape().layers;
    Cache::with_prefix(
        layers
            .map(|layer| KeyValue {
                key: of(format!("key.{layer}")),
                value: of(format!("value.{layer}")),
            })
            .collect(),
    )
}

/// Everything that the reference computed without a gradient.
fn agrees(name: &str, model: &dyn CausalLm) {
    let expected = expected(name);

    let Short {
        tokens,
        logits,
        second_tokens,
        second_logits,
    } = &expected.short;
    let mut cache = Cache::default();
    let ours = forward(model, tokens, &mut cache);
    agree(
        "short",
        &ours,
        &Tensor::new(logits.clone(), &Device::Cpu).unwrap(),
    );
    let ours = forward(model, second_tokens, &mut cache);
    let theirs = Tensor::new(second_logits.clone(), &Device::Cpu).unwrap();
    agree("two more from the cache", &ours, &theirs);

    let padded = &expected.padded;
    let mut cache = Cache::default();
    let mut mask = padded.mask.clone();
    let step = |tokens: &[Vec<u32>], mask: &[Vec<u8>], cache: &mut Cache| {
        let (tokens, mask) = (tensor(tokens), tensor(mask));
        let input = Input {
            tokens: &tokens,
            mask: Some(&mask),
        };
        let logits = model.forward(input, cache, Logits::Last).unwrap();
        logits.squeeze(1).unwrap()
    };
    let ours = step(&padded.tokens, &mask, &mut cache);
    agree("padded", &ours, &tensor(&padded.last_logits));
    for row in &mut mask {
        row.push(1);
    }
    let ours = step(&padded.second_tokens, &mask, &mut cache);
    agree(
        "one more behind padding",
        &ours,
        &tensor(&padded.second_logits),
    );

    assert_eq!(expected.full.tokens[0].len(), model.shape().context);
    let ours = forward(model, &expected.full.tokens, &mut Cache::default());
    agree(
        "the whole context",
        &last(&ours),
        &tensor(&expected.full.last_logits),
    );

    let mut cache = Cache::default();
    let logits = forward(model, &expected.greedy.prompt, &mut cache);
    let theirs = &expected.greedy.tokens;
    assert_eq!(&greedy(model, &logits, cache, theirs.len()), theirs);

    let given = tensors(name, "prefix.safetensors");
    let mut cache = prefix(model, |name| given[&name].clone());
    let ours = forward(model, &expected.prefix.tokens, &mut cache);
    let theirs = Tensor::new(expected.prefix.logits.clone(), &Device::Cpu).unwrap();
    agree("behind a prefix", &ours, &theirs);
    let theirs = &expected.prefix.greedy;
    assert_eq!(&greedy(model, &ours, cache, theirs.len()), theirs);
}

#[test]
fn codegen_agrees_with_the_original() {
    agrees("codegen", &*model("codegen"));
}

#[test]
fn codegen_agrees_from_a_pytorch_file_in_f16() {
    // Its numbers are all exact in f16, so the same is expected.
    let only = tempfile::tempdir().unwrap();
    let file = "pytorch_model.bin";
    std::fs::copy(folder("codegen").join(file), only.path().join(file)).unwrap();
    let vb = checkpoint::weights(only.path(), DType::F32, &Device::Cpu).unwrap();
    agrees("codegen", &*model::load(&config("codegen"), &vb).unwrap());
}

#[test]
fn multi_query_bigcode_agrees_with_the_original() {
    agrees("bigcode-mq", &*model("bigcode-mq"));
}

#[test]
fn multi_head_bigcode_agrees_with_the_original() {
    agrees("bigcode-mh", &*model("bigcode-mh"));
}

#[test]
fn multi_head_santacoder_agrees_with_the_original() {
    agrees("santacoder-mh", &*model("santacoder-mh"));
}

/// The form with code of its own holds the same weights under other names, and (in, out).
#[test]
fn multi_query_santacoder_is_the_same_model_in_another_form() {
    let mut config = config("bigcode-mq");
    let width = config["n_embd"].as_u64().unwrap() as usize;
    config["model_type"] = json!("gpt2");
    config["attention_head_type"] = json!("multiquery");
    config["activation_function"] = json!("gelu_fast");
    let mut renamed = HashMap::new();
    for (name, tensor) in tensors("bigcode-mq", "model.safetensors") {
        let turn = |tensor: &Tensor| match tensor.dims() {
            [_, _] => tensor.t().unwrap().contiguous().unwrap(),
            _ => tensor.clone(),
        };
        if name.contains("c_attn") {
            let rest = tensor.dim(0).unwrap() - width;
            let query = tensor.narrow(0, 0, width).unwrap();
            let shared = tensor.narrow(0, width, rest).unwrap();
            renamed.insert(name.replace("c_attn", "q_attn"), turn(&query));
            renamed.insert(name.replace("c_attn", "kv_attn"), turn(&shared));
        } else if name.contains("c_proj") || name.contains("c_fc") {
            renamed.insert(name, turn(&tensor));
        } else {
            renamed.insert(name, tensor);
        }
    }
    let vb = VarBuilder::from_tensors(renamed, DType::F32, &Device::Cpu);
    agrees("bigcode-mq", &*model::load(&config, &vb).unwrap());
}

#[test]
fn xglm_agrees_with_the_original() {
    agrees("xglm", &*model("xglm"));
}

#[test]
fn llama_agrees_with_the_original() {
    agrees("llama", &*model("llama"));
}

#[test]
fn qwen2_agrees_with_the_original() {
    agrees("qwen2", &*model("qwen2"));
}

#[test]
fn a_prefix_has_the_originals_gradient_in_every_layer() {
    for name in ALL {
        let model = model(name);
        let expected = expected(name).prefix;
        let given = tensors(name, "prefix.safetensors");
        let mut variables = HashMap::new();
        let mut cache = prefix(&*model, |name| {
            let variable = Var::from_tensor(&given[&name]).unwrap();
            let tensor = variable.as_tensor().clone();
            variables.insert(name, variable);
            tensor
        });
        let logits = forward(&*model, &expected.tokens, &mut cache);
        let tokens = &expected.tokens[0];
        let logits = logits.squeeze(0).unwrap();
        let predicted = logits.narrow(0, 0, tokens.len() - 1).unwrap();
        let targets = Tensor::new(&tokens[1..], &Device::Cpu).unwrap();
        let loss = candle_nn::loss::cross_entropy(&predicted, &targets).unwrap();
        let apart = (loss.to_scalar::<f32>().unwrap() - expected.loss).abs();
        assert!(apart < TOLERANCE, "{name}: the loss is {apart} apart");
        let gradients = loss.backward().unwrap();
        for (part, variable) in &variables {
            let what = format!("{name}: the gradient of {part}");
            let ours = gradients.get(variable).expect(&what);
            let theirs = &given[&format!("{part}.gradient")];
            agree(&what, ours, theirs);
            let zeros = theirs.zeros_like().unwrap();
            assert!(difference(ours, &zeros) > TOLERANCE, "{what} is zero");
        }
    }
}

#[test]
fn more_positions_than_the_model_has_are_refused() {
    for name in ALL {
        let model = model(name);
        let context = model.shape().context;
        let refusal = |count: usize, cache: &mut Cache| {
            let tokens = tensor(&[vec![1_u32; count]]);
            let input = Input {
                tokens: &tokens,
                mask: None,
            };
            let refused = model.forward(input, cache, Logits::Last);
            let message = refused.expect_err(name).to_string();
            assert!(message.contains(&context.to_string()), "{name}: {message}");
        };
        refusal(context + 1, &mut Cache::default());

        // A prefix takes positions, too.
        let given = tensors(name, "prefix.safetensors");
        let mut cache = prefix(&*model, |name| given[&name].clone());
        let prefix_tokens = cache.positions().unwrap();
        refusal(context - prefix_tokens + 1, &mut cache);

        // And so does what was read before.
        let mut cache = Cache::default();
        forward(&*model, &[vec![1; context]], &mut cache);
        refusal(1, &mut cache);
    }
}

#[test]
fn a_token_outside_the_vocabulary_is_refused() {
    for name in ALL {
        let model = model(name);
        let tokens = tensor(&[vec![model.shape().vocabulary as u32]]);
        let input = Input {
            tokens: &tokens,
            mask: None,
        };
        let refused = model.forward(input, &mut Cache::default(), Logits::Last);
        assert!(refused.is_err(), "{name}");
    }
}

#[test]
fn configurations_that_contradict_themselves_are_refused() {
    let zeros = VarBuilder::zeros(DType::F32, &Device::Cpu);
    let small = |mut settings: Value| {
        settings["vocab_size"] = json!(4);
        settings["n_layer"] = json!(1);
        settings
    };
    for (settings, named) in [
        (
            json!({"n_embd": 12, "n_head": 6, "rotary_dim": 2}),
            "n_head 6",
        ),
        (
            json!({"n_embd": 12, "n_head": 8, "rotary_dim": 2}),
            "n_embd 12",
        ),
        (
            json!({"n_embd": 16, "n_head": 4, "rotary_dim": 6}),
            "rotary_dim 6",
        ),
    ] {
        let config: CodeGenConfig = serde_json::from_value(small(settings)).unwrap();
        let message = CodeGen::load(&config, &zeros).unwrap_err().to_string();
        assert!(message.contains(named), "{message}");
    }
    let settings = small(json!({"n_embd": 10, "n_head": 4}));
    let config: GptBigCodeConfig = serde_json::from_value(settings).unwrap();
    let message = GptBigCode::load(&config, &zeros).unwrap_err().to_string();
    assert!(message.contains("n_head 4"), "{message}");
    let settings = json!({"vocab_size": 4, "d_model": 10, "attention_heads": 4});
    let config: XglmConfig = serde_json::from_value(settings).unwrap();
    let message = Xglm::load(&config, &zeros).unwrap_err().to_string();
    assert!(message.contains("attention_heads 4"), "{message}");
}

#[test]
fn the_tiny_tokenizer_writes_every_text_in_bytes() {
    let file = folder("codegen").join("tokenizer.json");
    let tokenizer = tokenizers::Tokenizer::from_file(file).unwrap();
    let text = "if (n < 0) {\n\treturn \"größer\";";
    let tokens = tokenizer.encode(text, false).unwrap();
    assert_eq!(tokens.get_ids().len(), text.len());
    assert_eq!(tokenizer.decode(tokens.get_ids(), true).unwrap(), text);
    assert_eq!(tokenizer.token_to_id("<|endoftext|>"), Some(256));
}
