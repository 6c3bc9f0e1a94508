//! What a folder in the layout of sentence-transformers says of itself, so that any embedder of a
//! known architecture can be used by its path alone.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use candle_core::Device;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::config::{CandleEmbedderConfig, hexadecimal};
use super::encoder::{KNOWN, unfit};
use super::pool::dense_config;
use crate::candle::checkpoint::{LoadError, Precision, Weights, read_config};
use crate::catalogue::{Embedding, Pooling};

/// The cut where a folder says none.
const USUAL_TOKENS: usize = 512;
/// Folders with fewer bytes than this are read anew each time.
const SMALL: u64 = 32 * 1024 * 1024;
/// What, beside weights, decides a vector.
const SETTINGS: [&str; 7] = [
    "config.json",
    "tokenizer.json",
    "sentence_bert_config.json",
    "config_sentence_transformers.json",
    "1_Pooling/config.json",
    "2_Dense/config.json",
    "dense.json",
];

impl CandleEmbedderConfig {
    /// A folder that is in no catalogue, used as its own files say: `1_Pooling/config.json`,
    /// `sentence_bert_config.json` and the prompts of `config_sentence_transformers.json`, each
    /// where it is there. All files are read once, for the fingerprint; a large folder's hash is
    /// kept in `notes`, where given, until one of them changes.
    ///
    /// # Errors
    /// When `config.json`, `tokenizer.json` or the weights are missing or damaged, or the files ask
    /// for an architecture or a pooling that is not here.
    pub fn of_folder(folder: &Path, notes: Option<&Path>) -> Result<Self, LoadError> {
        let network = read_config(folder)?;
        let kind = network.get("model_type").and_then(Value::as_str);
        if !kind.is_some_and(|kind| KNOWN.contains(&kind)) {
            return Err(LoadError::UnknownArchitecture {
                found: kind.unwrap_or_default().to_owned(),
                known: KNOWN,
            });
        }
        let tokenizer = folder.join("tokenizer.json");
        if !tokenizer.is_file() {
            return Err(LoadError::Missing { path: tokenizer });
        }
        // Only their lists: what is missing or cut off shows here, before anything waits for it.
        Weights::open(folder)?;
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
        let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let name = whole.file_name().unwrap_or(whole.as_os_str());
        Ok(Self {
            folder: folder.to_owned(),
            name: name.to_string_lossy().into_owned(),
            weights: digest(&whole, notes)?,
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
}

/// A JSON file, or null where there is none.
fn optional(path: &Path) -> Result<Value, LoadError> {
    if !path.is_file() {
        return Ok(Value::Null);
    }
    let text = fs::read(path).map_err(|error| LoadError::Unreadable {
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

/// Path, length and modification time in nanoseconds of every file that was hashed.
type Stamps = Vec<(PathBuf, u64, u128)>;

/// A hash that was computed, and of which files.
#[derive(Serialize, Deserialize)]
struct Note {
    stamps: Stamps,
    sha256: String,
}

/// The SHA-256 of weights and settings together.
fn digest(folder: &Path, notes: Option<&Path>) -> Result<String, LoadError> {
    let files = deciding_files(folder);
    let stamps: Option<Stamps> = files.iter().map(|path| stamp(path)).collect();
    let bytes = |stamps: &Stamps| stamps.iter().map(|(_, bytes, _)| bytes).sum::<u64>();
    let is_small = stamps.as_ref().is_some_and(|stamps| bytes(stamps) < SMALL);
    let place = notes.filter(|_| !is_small).map(|notes| {
        let name = Sha256::digest(folder.as_os_str().as_encoded_bytes());
        notes.join(format!("{}.json", hexadecimal(&name[..8])))
    });
    let note: Option<Note> = place
        .as_ref()
        .and_then(|place| serde_json::from_slice(&fs::read(place).ok()?).ok());
    if let (Some(note), Some(stamps)) = (note, &stamps)
        && note.stamps == *stamps
    {
        return Ok(note.sha256);
    }
    let sha256 = hash(folder, &files)?;
    if let (Some(place), Some(stamps)) = (place, stamps) {
        let note = Note {
            stamps,
            sha256: sha256.clone(),
        };
        // Without the note the next start hashes again, which is slow but right.
        let _ = place.parent().map(fs::create_dir_all);
        let _ = fs::write(place, serde_json::to_vec(&note).unwrap_or_default());
    }
    Ok(sha256)
}

/// Weights, and what says how they are used, in a fixed order.
fn deciding_files(folder: &Path) -> Vec<PathBuf> {
    let is_weights = |path: &PathBuf| {
        let kind = path.extension().and_then(|kind| kind.to_str());
        matches!(kind, Some("safetensors" | "bin"))
    };
    let mut files: Vec<PathBuf> = [folder.to_owned(), folder.join("2_Dense")]
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(is_weights)
        .chain(SETTINGS.iter().map(|name| folder.join(name)))
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}

fn stamp(path: &Path) -> Option<(PathBuf, u64, u128)> {
    let metadata = fs::metadata(path).ok()?;
    let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((path.to_owned(), metadata.len(), modified.as_nanos()))
}

/// The SHA-256 over every file's name, length and content.
fn hash(folder: &Path, files: &[PathBuf]) -> Result<String, LoadError> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    for path in files {
        let unreadable = |error: std::io::Error| LoadError::Unreadable {
            path: path.clone(),
            reason: error.to_string(),
        };
        let mut file = File::open(path).map_err(unreadable)?;
        let name = path.strip_prefix(folder).unwrap_or(path).display();
        let length = file.metadata().map_err(unreadable)?.len();
        hash.update(format!("{name}\n{length}\n"));
        loop {
            match file.read(&mut buffer).map_err(unreadable)? {
                0 => break,
                read => hash.update(&buffer[..read]),
            }
        }
    }
    Ok(hexadecimal(&hash.finalize()))
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

    #[test]
    fn the_hash_is_of_all_that_decides_and_a_large_folders_is_kept() {
        let (folder, notes) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let large = File::create(folder.path().join("model.safetensors")).unwrap();
        large.set_len(SMALL).unwrap();
        let digest = || digest(folder.path(), Some(notes.path())).unwrap();
        let first = digest();
        assert_eq!(fs::read_dir(notes.path()).unwrap().count(), 1);
        assert_eq!(digest(), first);
        fs::write(folder.path().join("README.md"), "x").unwrap();
        assert_eq!(digest(), first);
        fs::create_dir(folder.path().join("1_Pooling")).unwrap();
        fs::write(folder.path().join("1_Pooling/config.json"), "{}").unwrap();
        let second = digest();
        assert_ne!(second, first);
        fs::write(folder.path().join("1_Pooling/config.json"), "{ }").unwrap();
        assert_ne!(digest(), second);
    }
}
