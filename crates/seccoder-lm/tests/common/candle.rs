//! What the tests of candle begin with: the tiny checkpoints of scripts/reference, one of them as
//! GGUF, requests, and logits.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use candle_core::quantized::{GgmlDType, QTensor, gguf_file};
use candle_core::{DType, Device, Tensor};
use seccoder_lm::candle::causal::{Cache, CausalLm, Input, Logits};
use seccoder_lm::candle::checkpoint::{Checkpoint, LoadError, Precision};
use serde_json::Value;

#[path = "asking.rs"]
mod asking;
pub use asking::{ask, raw, request};

pub fn tiny(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/tiny")
        .join(name)
}

pub fn open(path: &Path) -> Result<Checkpoint, LoadError> {
    Checkpoint::open(path, Precision::F32, &Device::Cpu)
}

pub fn logits(model: &dyn CausalLm, tokens: &[u32]) -> Tensor {
    let tokens = Tensor::new(tokens, &Device::Cpu).unwrap();
    let tokens = tokens.unsqueeze(0).unwrap();
    let input = Input {
        tokens: &tokens,
        mask: None,
    };
    let mut cache = Cache::default();
    let logits = model.forward(input, &mut cache, Logits::All).unwrap();
    logits.squeeze(0).unwrap()
}

pub fn apart(ours: &Tensor, theirs: &Tensor) -> f32 {
    let apart = (ours - theirs).unwrap().abs().unwrap();
    apart.max_all().unwrap().to_scalar().unwrap()
}

/// A copy of a tiny checkpoint that can be damaged.
pub fn copy(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(tiny(name)).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    folder
}

pub fn tensors(name: &str) -> HashMap<String, Tensor> {
    candle_core::safetensors::load(tiny(name).join("model.safetensors"), &Device::Cpu).unwrap()
}

/// A model without its tokenizer.
pub fn model_of(folder: &Path) -> Result<Box<dyn CausalLm>, LoadError> {
    use seccoder_lm::candle::{checkpoint, model};
    let vb = checkpoint::weights(folder, DType::F32, &Device::Cpu)?;
    model::load(&checkpoint::read_config(folder)?, &vb)
}

/// Writes a tiny checkpoint as GGUF, the way llama.cpp's converter names and sorts tensors.
pub fn as_gguf(name: &str, folder: &Path) -> PathBuf {
    use gguf_file::Value as Field;
    let config: Value =
        serde_json::from_slice(&std::fs::read(tiny(name).join("config.json")).unwrap()).unwrap();
    let number = |key: &str| config[key].as_u64().unwrap();
    let heads = [number("num_attention_heads"), number("num_key_value_heads")];
    let own = |published: &str| {
        let names = [
            ("model.embed_tokens", "token_embd"),
            ("model.norm", "output_norm"),
            ("lm_head", "output"),
            ("model.layers", "blk"),
            ("input_layernorm", "attn_norm"),
            ("post_attention_layernorm", "ffn_norm"),
            ("self_attn.o_proj", "attn_output"),
            ("self_attn.q_proj", "attn_q"),
            ("self_attn.k_proj", "attn_k"),
            ("self_attn.v_proj", "attn_v"),
            ("mlp.gate_proj", "ffn_gate"),
            ("mlp.up_proj", "ffn_up"),
            ("mlp.down_proj", "ffn_down"),
        ];
        names.iter().fold(published.to_owned(), |name, (from, to)| {
            name.replace(from, to)
        })
    };
    let quantised: Vec<(String, QTensor)> = tensors(name)
        .into_iter()
        .map(|(published, tensor)| {
            let turned = [("q_proj.weight", heads[0]), ("k_proj.weight", heads[1])];
            let turned = turned.iter().find(|(end, _)| published.ends_with(end));
            let tensor = match turned {
                Some(&(_, heads)) if name == "llama" => {
                    let (rows, width) = tensor.dims2().unwrap();
                    let heads = heads as usize;
                    let halves = tensor.reshape((heads, 2, rows / heads / 2, width)).unwrap();
                    let pairs = halves.transpose(1, 2).unwrap().contiguous().unwrap();
                    pairs.reshape((rows, width)).unwrap()
                }
                _ => tensor,
            };
            let quantised = QTensor::quantize(&tensor, GgmlDType::F32).unwrap();
            (own(&published), quantised)
        })
        .collect();
    let mut fields = vec![(
        "general.architecture".to_owned(),
        Field::String(name.to_owned()),
    )];
    for (key, published) in [
        ("embedding_length", "hidden_size"),
        ("feed_forward_length", "intermediate_size"),
        ("block_count", "num_hidden_layers"),
        ("attention.head_count", "num_attention_heads"),
        ("attention.head_count_kv", "num_key_value_heads"),
        ("context_length", "max_position_embeddings"),
    ] {
        let value = Field::U32(number(published) as u32);
        fields.push((format!("{name}.{key}"), value));
    }
    let base = config["rope_parameters"]["rope_theta"].as_f64().unwrap() as f32;
    fields.push((format!("{name}.rope.freq_base"), Field::F32(base)));
    let epsilon = (
        format!("{name}.attention.layer_norm_rms_epsilon"),
        Field::F32(1e-5),
    );
    fields.push(epsilon);
    let texts = |texts: &[String]| Field::Array(texts.iter().cloned().map(Field::String).collect());
    let (words, kinds) = vocabulary();
    let kinds = Field::Array(kinds.into_iter().map(Field::I32).collect());
    fields.push((
        "tokenizer.ggml.model".to_owned(),
        Field::String("gpt2".to_owned()),
    ));
    fields.push((
        "tokenizer.ggml.pre".to_owned(),
        Field::String("qwen2".to_owned()),
    ));
    fields.push(("tokenizer.ggml.tokens".to_owned(), texts(&words)));
    fields.push(("tokenizer.ggml.merges".to_owned(), texts(&[])));
    fields.push(("tokenizer.ggml.token_type".to_owned(), kinds));
    fields.push(("tokenizer.ggml.eos_token_id".to_owned(), Field::U32(256)));
    let path = folder.join(format!("{name}.gguf"));
    let fields: Vec<(&str, &Field)> = fields.iter().map(|(k, v)| (k.as_str(), v)).collect();
    let quantised: Vec<(&str, &QTensor)> = quantised.iter().map(|(n, t)| (n.as_str(), t)).collect();
    let mut file = std::fs::File::create(&path).unwrap();
    gguf_file::write(&mut file, &fields, &quantised).unwrap();
    path
}

/// The tiny Qwen2's tokens in order, and their kinds: 1 is text, 3 is control, 4 is user-defined.
pub fn vocabulary() -> (Vec<String>, Vec<i32>) {
    let bytes = std::fs::read(tiny("qwen2").join("tokenizer.json")).unwrap();
    let said: Value = serde_json::from_slice(&bytes).unwrap();
    let vocabulary = said["model"]["vocab"].as_object().unwrap().iter();
    let mut words: Vec<(u64, String, i32)> = vocabulary
        .map(|(word, id)| (id.as_u64().unwrap(), word.clone(), 1))
        .collect();
    for token in said["added_tokens"].as_array().unwrap() {
        let kind = if token["special"].as_bool().unwrap() {
            3
        } else {
            4
        };
        let word = token["content"].as_str().unwrap().to_owned();
        words.push((token["id"].as_u64().unwrap(), word, kind));
    }
    words.sort_unstable();
    words.dedup_by_key(|(id, ..)| *id);
    words
        .into_iter()
        .map(|(_, word, kind)| (word, kind))
        .unzip()
}
