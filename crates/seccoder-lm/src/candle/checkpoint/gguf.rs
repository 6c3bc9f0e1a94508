//! A GGUF file of Llama or Qwen2, said in the words of a published folder.
//!
//! The format is described in ggml's `docs/gguf.md`. Names of tensors are translated; quantised
//! blocks become plain numbers when they are read. Llama's query and key rows are sorted there so
//! that neighbouring components are turned together; the configuration says so.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use candle_core::quantized::gguf_file::{Content, Value as Field};
use candle_core::{Device, Result, Tensor, bail};
use serde_json::{Map, Value, json};

use super::LoadError;

/// The name before a block's tensors, and each part's name: there, and in a published folder.
const OUTSIDE: [(&str, &str); 3] = [
    ("token_embd", "model.embed_tokens"),
    ("output_norm", "model.norm"),
    ("output", "lm_head"),
];
const IN_BLOCK: [(&str, &str); 9] = [
    ("attn_norm", "input_layernorm"),
    ("attn_q", "self_attn.q_proj"),
    ("attn_k", "self_attn.k_proj"),
    ("attn_v", "self_attn.v_proj"),
    ("attn_output", "self_attn.o_proj"),
    ("ffn_norm", "post_attention_layernorm"),
    ("ffn_gate", "mlp.gate_proj"),
    ("ffn_up", "mlp.up_proj"),
    ("ffn_down", "mlp.down_proj"),
];

/// Kinds of tokens in `tokenizer.ggml.token_type` that are markup and not text.
const CONTROL: u64 = 3;
const USER_DEFINED: u64 = 4;

/// How GPT-2 splits text, and how Qwen2 and Llama 3 do: digits alone, or up to three.
const WORDS_BEFORE: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}";
const WORDS_BEHIND: &str = r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

/// An opened file.
pub(super) struct GgufFile {
    path: PathBuf,
    content: Content,
    architecture: String,
}

impl GgufFile {
    /// Reads its lists.
    pub(super) fn open(path: &Path) -> std::result::Result<Self, LoadError> {
        let file = File::open(path).map_err(|error| LoadError::file(path, &error))?;
        let damaged = |reason: String| LoadError::Damaged {
            path: path.to_owned(),
            reason,
        };
        let content =
            Content::read(&mut BufReader::new(file)).map_err(|error| damaged(error.to_string()))?;
        let architecture = content.metadata.get("general.architecture");
        let architecture = architecture
            .and_then(|field| field.to_string().ok())
            .ok_or_else(|| damaged("it does not name its architecture".to_owned()))?
            .clone();
        if !["llama", "qwen2"].contains(&architecture.as_str()) {
            return Err(LoadError::UnknownArchitecture {
                found: architecture,
                known: &["llama", "qwen2"],
            });
        }
        if content.tensor_infos.contains_key("rope_freqs.weight") {
            return Err(LoadError::Config {
                architecture,
                reason: "its rotary positions are stretched, which is not supported".to_owned(),
            });
        }
        Ok(Self {
            path: path.to_owned(),
            content,
            architecture,
        })
    }

    /// What `config.json` would say.
    pub(super) fn config(&self) -> std::result::Result<Value, LoadError> {
        let heads = self.number("attention.head_count")?;
        let vocabulary = self.content.tensor_infos.get("token_embd.weight");
        let vocabulary = vocabulary.and_then(|info| info.shape.dims().first().copied());
        let epsilon = self.number("attention.layer_norm_rms_epsilon")?;
        let mut config = json!({
            "model_type": self.architecture,
            "vocab_size": vocabulary,
            "hidden_size": self.number("embedding_length")?,
            "intermediate_size": self.number("feed_forward_length")?,
            "num_hidden_layers": self.number("block_count")?,
            "num_attention_heads": heads,
            "num_key_value_heads": self.number("attention.head_count_kv").unwrap_or(heads),
            "max_position_embeddings": self.number("context_length")?,
            "rms_norm_eps": epsilon,
            "rotary_pairs": if self.architecture == "llama" { "neighbours" } else { "halves" },
        });
        if let Ok(base) = self.number("rope.freq_base") {
            config["rope_theta"] = base;
        }
        if let Ok(length) = self.number("attention.key_length") {
            config["head_dim"] = length;
        }
        Ok(config)
    }

    fn number(&self, key: &str) -> std::result::Result<Value, LoadError> {
        let key = format!("{}.{key}", self.architecture);
        let field = self.content.metadata.get(&key);
        field.and_then(number).ok_or_else(|| LoadError::Damaged {
            path: self.path.clone(),
            reason: format!("it lacks {key}"),
        })
    }

    /// The names that its tensors would have in a published folder.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        self.content
            .tensor_infos
            .keys()
            .filter_map(|name| published(name))
    }

    fn own(&self, name: &str) -> Option<&str> {
        let mut own = self.content.tensor_infos.keys();
        own.find(|own| published(own).as_deref() == Some(name))
            .map(String::as_str)
    }

    /// A tensor's shape, by its published name.
    pub(super) fn shape(&self, name: &str) -> Option<Vec<usize>> {
        let info = self.content.tensor_infos.get(self.own(name)?)?;
        Some(info.shape.dims().to_vec())
    }

    /// What is added to a published weight (out, in), its rows in the order of this file: Llama's
    /// query and key rows are sorted here so that neighbours turn together.
    pub(super) fn arranged(&self, name: &str, change: Tensor) -> Result<Tensor> {
        let heads = match name.rsplit('.').nth(1) {
            Some("q_proj") => self.heads(false),
            Some("k_proj") => self.heads(true),
            _ => return Ok(change),
        };
        if self.architecture != "llama" {
            return Ok(change);
        }
        let (rows, width) = change.dims2()?;
        let heads = heads.filter(|heads| *heads > 0 && rows % (2 * heads) == 0);
        let Some(heads) = heads else {
            bail!(
                "{} does not say how many heads {name} has",
                self.path.display()
            );
        };
        let halves = change.reshape((heads, 2, rows / heads / 2, width))?;
        halves.transpose(1, 2)?.reshape((rows, width))
    }

    fn heads(&self, of_keys: bool) -> Option<usize> {
        let number = |key| self.number(key).ok()?.as_u64();
        let shared = of_keys.then(|| number("attention.head_count_kv")).flatten();
        usize::try_from(shared.or_else(|| number("attention.head_count"))?).ok()
    }

    /// A tensor by its published name, as plain f32.
    pub(super) fn tensor(&self, name: &str) -> Result<Tensor> {
        let Some(own) = self.own(name) else {
            bail!("{} lacks {name}", self.path.display());
        };
        let mut file = BufReader::new(File::open(&self.path)?);
        let tensor = self.content.tensor(&mut file, own, &Device::Cpu)?;
        tensor.dequantize(&Device::Cpu)
    }

    /// What `tokenizer.json` would say.
    pub(super) fn tokenizer(&self) -> std::result::Result<Value, LoadError> {
        let refused = |reason: String| LoadError::Tokenizer {
            path: self.path.clone(),
            reason,
        };
        let kind = self.text("tokenizer.ggml.model");
        if kind != Some("gpt2") {
            return Err(refused(format!(
                "it is {}, and only byte-level BPE can be read from a GGUF file; use the published \
                 folder with its tokenizer.json",
                kind.unwrap_or("not there")
            )));
        }
        let splitting = self.text("tokenizer.ggml.pre").unwrap_or("gpt-2");
        let pre_tokenizer = split(splitting).ok_or_else(|| {
            refused(format!(
                "how it splits text ({splitting}) is not known here; use the published folder \
                 with its tokenizer.json"
            ))
        })?;
        let words = self.texts("tokenizer.ggml.tokens");
        let merges = self.texts("tokenizer.ggml.merges");
        let types = self.content.metadata.get("tokenizer.ggml.token_type");
        let types = types.and_then(|field| field.to_vec().ok());
        let kind_of = |id: usize| types?.get(id).and_then(number)?.as_u64();
        let added: Vec<Value> = (words.iter().enumerate())
            .filter(|(id, _)| matches!(kind_of(*id), Some(CONTROL | USER_DEFINED)))
            .map(|(id, word)| {
                json!({
                    "id": id, "content": word, "special": kind_of(id) == Some(CONTROL),
                    "single_word": false, "lstrip": false, "rstrip": false, "normalized": false,
                })
            })
            .collect();
        let vocabulary: Map<String, Value> = (words.iter().enumerate())
            .map(|(id, word)| ((*word).to_owned(), id.into()))
            .collect();
        Ok(json!({
            "version": "1.0", "truncation": null, "padding": null, "added_tokens": added,
            "normalizer": null, "pre_tokenizer": pre_tokenizer, "post_processor": null,
            "decoder": {
                "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false,
                "use_regex": false,
            },
            "model": {
                "type": "BPE", "dropout": null, "unk_token": null,
                "continuing_subword_prefix": null, "end_of_word_suffix": null, "fuse_unk": false,
                "byte_fallback": false, "vocab": vocabulary, "merges": merges,
            },
        }))
    }

    /// The tokens that end a text.
    pub(super) fn ends(&self) -> Vec<u32> {
        ["eos_token_id", "eot_token_id"]
            .iter()
            .filter_map(|name| self.token(name))
            .collect()
    }

    /// The token that begins every text, where there is one.
    pub(super) fn begins(&self) -> Vec<u32> {
        let wanted = self.content.metadata.get("tokenizer.ggml.add_bos_token");
        let wanted = wanted.and_then(|field| field.to_bool().ok());
        let begins = wanted.unwrap_or(false).then(|| self.token("bos_token_id"));
        begins.flatten().into_iter().collect()
    }

    fn token(&self, name: &str) -> Option<u32> {
        let field = self
            .content
            .metadata
            .get(&format!("tokenizer.ggml.{name}"))?;
        u32::try_from(number(field)?.as_u64()?).ok()
    }

    fn text(&self, key: &str) -> Option<&str> {
        let text = self.content.metadata.get(key)?.to_string().ok()?;
        Some(text.as_str())
    }

    fn texts(&self, key: &str) -> Vec<&str> {
        let list = self.content.metadata.get(key);
        let list = list.and_then(|field| field.to_vec().ok());
        let texts = list.into_iter().flatten();
        texts
            .filter_map(|text| text.to_string().ok().map(String::as_str))
            .collect()
    }
}

/// The published name of a tensor, where it has one.
fn published(own: &str) -> Option<String> {
    let (own, part) = own.rsplit_once('.')?;
    if let Some(block) = own.strip_prefix("blk.") {
        let (layer, own) = block.split_once('.')?;
        let (_, name) = IN_BLOCK.iter().find(|(known, _)| *known == own)?;
        return Some(format!("model.layers.{layer}.{name}.{part}"));
    }
    let (_, name) = OUTSIDE.iter().find(|(known, _)| *known == own)?;
    Some(format!("{name}.{part}"))
}

fn number(field: &Field) -> Option<Value> {
    Some(match *field {
        Field::U8(n) => n.into(),
        Field::I8(n) => n.into(),
        Field::U16(n) => n.into(),
        Field::I16(n) => n.into(),
        Field::U32(n) => n.into(),
        Field::I32(n) => n.into(),
        Field::U64(n) => n.into(),
        Field::I64(n) => n.into(),
        Field::F32(n) => f64::from(n).into(),
        Field::F64(n) => n.into(),
        _ => return None,
    })
}

/// The pre-tokenizer of a name that llama.cpp gives it.
fn split(name: &str) -> Option<Value> {
    let bytes = |by_gpt2: bool| {
        json!({
            "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false,
            "use_regex": by_gpt2,
        })
    };
    let digits = match name {
        "gpt-2" | "gpt2" => return Some(bytes(true)),
        "smollm" | "starcoder" | "refact" => {
            let digits = json!({ "type": "Digits", "individual_digits": true });
            return Some(json!({ "type": "Sequence", "pretokenizers": [digits, bytes(true)] }));
        }
        "qwen2" => "",
        "llama-bpe" | "llama3" => "{1,3}",
        _ => return None,
    };
    let words = json!({
        "type": "Split", "pattern": { "Regex": format!("{WORDS_BEFORE}{digits}{WORDS_BEHIND}") },
        "behavior": "Isolated", "invert": false,
    });
    Some(json!({ "type": "Sequence", "pretokenizers": [words, bytes(false)] }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_a_published_folder() {
        let named = |own| published(own);
        assert_eq!(
            named("blk.11.attn_q.bias").as_deref(),
            Some("model.layers.11.self_attn.q_proj.bias")
        );
        assert_eq!(named("output.weight").as_deref(), Some("lm_head.weight"));
        assert_eq!(named("rope_freqs.weight"), None);
    }

    #[test]
    fn splitting_is_known_or_refused() {
        assert!(split("qwen2").is_some() && split("smollm").is_some());
        assert!(split("deepseek-coder").is_none());
    }
}
