//! Reads a prefix in the form in which SVEN's authors publish theirs.
//!
//! A folder: `pytorch_model.bin` is a PyTorch archive whose tensors are named `0`, `1`, … in the
//! order that `prefix` describes (two controls, all layers, key and value); `config.json` is the
//! model's configuration with `n_prefix_token` and `n_control` added; `lm.txt` names the model;
//! `step_file.txt` says how many steps it was trained. The 350m, 2b, 6b, incoder and santa prefixes
//! differ in the configuration's names alone. Santa's is for the revision of the model with keys
//! and values for every head.

use std::fs;
use std::path::Path;

use candle_core::pickle::PthTensors;
use serde::Deserialize;

use super::error::PrefixError;
use super::prefix::{Dimensions, Origin, Prefix};

const WEIGHTS: &str = "pytorch_model.bin";
const CONFIG: &str = "config.json";
const MODEL: &str = "lm.txt";
const STEP: &str = "step_file.txt";

/// The fields that decide a prefix's shapes, under the names that CodeGen and SantaCoder use and,
/// as aliases, those of InCoder.
#[derive(Deserialize)]
struct Config {
    n_control: usize,
    n_prefix_token: usize,
    #[serde(alias = "num_layers")]
    n_layer: usize,
    #[serde(alias = "attention_heads")]
    n_head: usize,
    #[serde(alias = "d_model")]
    n_embd: usize,
    #[serde(default)]
    attention_head_type: Option<String>,
}

impl Config {
    fn dimensions(&self) -> Result<Dimensions, String> {
        if self.n_control != 2 {
            return Err(format!(
                "it says `n_control` {}, and a prefix has the two controls sec and vul",
                self.n_control
            ));
        }
        if self.n_head == 0 || !self.n_embd.is_multiple_of(self.n_head) {
            return Err(format!(
                "its width {} cannot be divided among {} heads",
                self.n_embd, self.n_head
            ));
        }
        if self.attention_head_type.as_deref() == Some("multiquery") {
            return Err(
                "it says that heads share their keys and values; published prefixes have \
                        keys and values for every head"
                    .to_owned(),
            );
        }
        Ok(Dimensions {
            layers: self.n_layer,
            heads: self.n_head,
            length: self.n_prefix_token,
            head_dim: self.n_embd / self.n_head,
        })
    }
}

/// Whether a folder looks like a published prefix.
pub(super) fn is_there(folder: &Path) -> bool {
    [WEIGHTS, CONFIG, MODEL]
        .iter()
        .all(|name| folder.join(name).is_file())
}

/// Reads a published folder.
///
/// # Errors
/// When a file is missing or damaged, or they do not go together.
pub(super) fn read(folder: &Path) -> Result<Prefix, PrefixError> {
    let path = folder.join(CONFIG);
    let config = fs::read(&path).map_err(PrefixError::io("read", &path))?;
    let config: Config = serde_json::from_slice(&config)
        .map_err(|error| PrefixError::damaged(&path, error.to_string()))?;
    let dimensions = config
        .dimensions()
        .map_err(|problem| PrefixError::damaged(&path, problem))?;

    let path = folder.join(MODEL);
    let model = fs::read_to_string(&path).map_err(PrefixError::io("read", &path))?;
    // Only words about the prefix; some copies come without it.
    let step = fs::read_to_string(folder.join(STEP)).ok();
    let origin = Origin {
        model: model.trim().to_owned(),
        fingerprint: None,
        step: step.and_then(|step| step.trim().parse().ok()),
    };

    let path = folder.join(WEIGHTS);
    let tensors = tensors(&path, &dimensions)?;
    Prefix::new(dimensions, origin, tensors)?.checked_numbers(&path)
}

/// The archive's tensors in their order. Everything is checked against the archive's length before
/// memory is taken for it: the file may come from anywhere.
fn tensors(path: &Path, dimensions: &Dimensions) -> Result<Vec<candle_core::Tensor>, PrefixError> {
    let damaged = |problem: String| PrefixError::damaged(path, problem);
    let bytes = fs::metadata(path)
        .map_err(PrefixError::io("read", path))?
        .len();
    let archive = PthTensors::new(path, None)
        .map_err(|error| damaged(format!("it is not a PyTorch archive of tensors ({error})")))?;
    let infos = archive.tensor_infos();
    if infos.len() != dimensions.tensors() {
        return Err(damaged(format!(
            "it has {} tensors, and its configuration ({} layers, 2 controls) makes {}",
            infos.len(),
            dimensions.layers,
            dimensions.tensors(),
        )));
    }
    let wanted = [dimensions.heads, dimensions.length, dimensions.head_dim];
    let mut total = 0u64;
    let mut list = Vec::with_capacity(infos.len());
    for index in 0..dimensions.tensors() {
        let name = index.to_string();
        let Some(info) = infos.get(&name) else {
            return Err(damaged(format!("it lacks the tensor `{name}`")));
        };
        if info.layout.dims() != wanted {
            return Err(damaged(format!(
                "the tensor `{name}` has the shape {:?}, and its configuration makes {wanted:?}",
                info.layout.dims(),
            )));
        }
        let size = wanted.iter().try_fold(1u64, |product, side| {
            product.checked_mul(u64::try_from(*side).ok()?)
        });
        let size = size.and_then(|size| size.checked_mul(info.dtype.size_in_bytes() as u64));
        total = match size.and_then(|size| total.checked_add(size)) {
            Some(total) if total <= bytes => total,
            _ => return Err(damaged("it is shorter than its tensors".to_owned())),
        };
        let tensor = archive
            .get(&name)
            .map_err(|error| damaged(error.to_string()))?;
        list.push(tensor.ok_or_else(|| damaged(format!("it lacks the tensor `{name}`")))?);
    }
    Ok(list)
}
