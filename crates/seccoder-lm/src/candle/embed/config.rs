//! Which embedder to open, and how it is used: by the catalogue, or by the files that a folder in
//! the layout of sentence-transformers has.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use candle_core::Device;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::encoder::unfit;
use super::pool::dense_config;
use crate::candle::checkpoint::{LoadError, Precision, read_config};
use crate::catalogue::{Embedding, ModelEntry, Pooling};

/// Names how vectors are computed here; part of fingerprints, so that a change that moves vectors
/// changes it.
const COMPUTATION: &str = "candle-1";
/// The cut where a folder says none.
const USUAL_TOKENS: usize = 512;

/// An embedder's files and settings.
#[derive(Debug, Clone)]
pub struct CandleEmbedderConfig {
    /// `config.json`, `tokenizer.json`, the weights, and where there is one the dense layer:
    /// `2_Dense/`, or `dense.json` with `dense.safetensors` or `dense.bin`.
    pub folder: PathBuf,
    /// The name shown to people.
    pub name: String,
    /// Names the weights: the SHA-256 of their file.
    pub weights: String,
    /// How it is used. Prefixes may be changed: an instruction can be written for a task.
    pub embedding: Embedding,
    /// How numbers are kept.
    pub precision: Precision,
    /// Where it computes.
    pub device: Device,
}

impl CandleEmbedderConfig {
    /// An installed embedder of the catalogue, on the CPU; `None` for a model that is no embedder.
    #[must_use]
    pub fn of_entry(entry: &ModelEntry, folder: &Path) -> Option<Self> {
        Some(Self {
            folder: folder.to_owned(),
            name: entry.name.clone(),
            weights: entry.main_file().sha256.clone(),
            embedding: entry.embedding.clone()?,
            precision: Precision::default(),
            device: Device::Cpu,
        })
    }

    /// A folder that is in no catalogue, used as its own files say: `1_Pooling/config.json`,
    /// `sentence_bert_config.json` and the prompts of `config_sentence_transformers.json`, each
    /// where it is there. Reads all weights once, for the fingerprint.
    ///
    /// # Errors
    /// When `config.json` or the weights are missing, or the files ask for a pooling that is not
    /// here.
    pub fn of_folder(folder: &Path) -> Result<Self, LoadError> {
        let network = read_config(folder)?;
        let dense = dense_config(folder)?;
        let width = ["hidden_size", "d_model", "n_embd"]
            .iter()
            .find_map(|name| size(&network, name));
        let dimensions = dense.as_ref().map(|dense| dense.out_features).or(width);
        let cut = optional(&folder.join("sentence_bert_config.json"))?;
        let prompts = optional(&folder.join("config_sentence_transformers.json"))?;
        let prompt = |names: &[&str]| {
            let said = |name: &&str| prompts.get("prompts")?.get(*name)?.as_str();
            names.iter().find_map(said).unwrap_or_default().to_owned()
        };
        Ok(Self {
            folder: folder.to_owned(),
            name: folder.display().to_string(),
            weights: digest(folder)?,
            embedding: Embedding {
                pooling: pooling(&optional(&folder.join("1_Pooling/config.json"))?)?,
                max_tokens: size(&cut, "max_seq_length").unwrap_or(USUAL_TOKENS),
                dimensions: dimensions
                    .ok_or_else(|| unfit("text encoder", "it names no hidden_size"))?,
                query_prefix: prompt(&["query"]),
                document_prefix: prompt(&["document", "passage"]),
                dense: dense.is_some(),
                silence: None,
            },
            precision: Precision::default(),
            device: Device::Cpu,
        })
    }

    /// Names weights, precision, pooling, cut and prefixes: what decides a vector.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let Embedding {
            pooling,
            max_tokens,
            query_prefix,
            document_prefix,
            ..
        } = &self.embedding;
        // A length in front keeps the two apart.
        let prefixes = format!("{}:{query_prefix}{document_prefix}", query_prefix.len());
        let prefixes = hexadecimal(&Sha256::digest(prefixes.as_bytes())[..8]);
        format!(
            "{}:{}:{COMPUTATION}:{:?}:{}:{max_tokens}:{prefixes}",
            self.name,
            self.weights,
            self.precision.dtype(),
            pooling.name(),
        )
    }
}

/// A JSON file, or null where there is none.
fn optional(path: &Path) -> Result<Value, LoadError> {
    if !path.is_file() {
        return Ok(Value::Null);
    }
    let text = std::fs::read(path).map_err(|error| LoadError::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    })?;
    serde_json::from_slice(&text).map_err(|error| LoadError::Damaged {
        path: path.to_owned(),
        reason: error.to_string(),
    })
}

fn size(said: &Value, name: &str) -> Option<usize> {
    usize::try_from(said.get(name)?.as_u64()?).ok()
}

/// What `1_Pooling/config.json` asks for: one mode by its name, or a flag for each.
fn pooling(said: &Value) -> Result<Pooling, LoadError> {
    let flag = |name: &str| said.get(name).and_then(Value::as_bool);
    let by_flag = || {
        let modes = said.as_object()?.iter();
        let on: Vec<&str> = modes
            .filter(|(name, value)| name.starts_with("pooling_mode_") && **value == true)
            .map(|(name, _)| name.as_str())
            .collect();
        Some(on.join(" and "))
    };
    let mode = match said.get("pooling_mode").and_then(Value::as_str) {
        Some(name) => name.to_owned(),
        None => by_flag().unwrap_or_default(),
    };
    match mode.as_str() {
        "cls" | "pooling_mode_cls_token" => Ok(Pooling::Cls),
        "" | "mean" | "pooling_mode_mean_tokens" => Ok(match flag("include_prompt") {
            Some(false) => Pooling::MeanWithoutInstruction,
            _ => Pooling::Mean,
        }),
        other => Err(unfit(
            "text encoder",
            format!("pooling {other:?} is neither mean nor cls"),
        )),
    }
}

/// The SHA-256 of the weights and the tokenizer together.
fn digest(folder: &Path) -> Result<String, LoadError> {
    let mut files: Vec<PathBuf> = [folder.to_owned(), folder.join("2_Dense")]
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let kind = path.extension().and_then(|kind| kind.to_str());
            matches!(kind, Some("safetensors" | "bin")) || path.ends_with("tokenizer.json")
        })
        .collect();
    files.sort();
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    for path in files {
        let unreadable = |error: std::io::Error| LoadError::Unreadable {
            path: path.clone(),
            reason: error.to_string(),
        };
        let mut file = File::open(&path).map_err(unreadable)?;
        loop {
            match file.read(&mut buffer).map_err(unreadable)? {
                0 => break,
                read => hash.update(&buffer[..read]),
            }
        }
    }
    Ok(hexadecimal(&hash.finalize()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn pooling_is_read_in_both_forms_and_an_unknown_one_is_refused() {
        let flags = json!({"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false});
        assert_eq!(pooling(&flags).unwrap(), Pooling::Cls);
        let named = json!({"pooling_mode": "mean", "include_prompt": false});
        assert_eq!(pooling(&named).unwrap(), Pooling::MeanWithoutInstruction);
        assert_eq!(pooling(&Value::Null).unwrap(), Pooling::Mean);
        for refused in [
            json!({"pooling_mode": "lasttoken"}),
            json!({"pooling_mode_cls_token": true, "pooling_mode_max_tokens": true}),
        ] {
            let error = pooling(&refused).unwrap_err().to_string();
            assert!(error.contains("neither mean nor cls"), "{error}");
        }
    }
}
