//! What a training needs to go on where it stopped: one file, written whole.
//!
//! Sample order and dropout follow from the seed and the step, so no random generator's state is in
//! it: the prefix, the optimizer's moments, the steps made, and what must not change in between.

use std::collections::HashMap;
use std::path::Path;

use candle_core::{Device, Tensor};

use super::config::TrainConfig;
use super::error::{PrefixError, TrainError};
use super::prefix::{Dimensions, Origin, name};
use super::tensors;

/// The name of a training's file in its folder.
pub(super) const FILE: &str = "training.safetensors";

const KIND: &str = "seccoder-prefix-training";
const VERSION: u32 = 1;

/// The three lists of tensors, by the beginnings of their names.
const LISTS: [&str; 3] = ["prefix", "first", "second"];

/// A training as it was at some step.
#[derive(Debug)]
pub(super) struct State {
    pub(super) origin: Origin,
    pub(super) config: TrainConfig,
    /// The fingerprint of the samples.
    pub(super) data: String,
    pub(super) steps: u64,
    pub(super) prefix: Vec<Tensor>,
    pub(super) first: Vec<Tensor>,
    pub(super) second: Vec<Tensor>,
}

impl State {
    /// Writes it into a folder.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn save(&self, folder: &Path, dimensions: &Dimensions) -> Result<(), PrefixError> {
        let path = folder.join(FILE);
        let config = serde_json::to_string(&self.config)
            .map_err(|error| PrefixError::damaged(&path, error.to_string()))?;
        let mut words: HashMap<String, String> = [
            ("format", KIND.to_owned()),
            ("format_version", VERSION.to_string()),
            ("config", config),
            ("data", self.data.clone()),
            ("step", self.steps.to_string()),
            ("model", self.origin.model.clone()),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .into();
        if let Some(fingerprint) = &self.origin.fingerprint {
            words.insert("fingerprint".to_owned(), fingerprint.clone());
        }
        let mut named = Vec::new();
        for (list, tensors) in LISTS.iter().zip([&self.prefix, &self.first, &self.second]) {
            for (index, tensor) in tensors.iter().enumerate() {
                named.push((
                    format!("{list}.{}", name(dimensions, index)),
                    tensor.clone(),
                ));
            }
        }
        tensors::write(&path, named, words)
    }

    /// Reads one for a prefix of these dimensions, onto a device.
    ///
    /// # Errors
    /// When there is none, or it is damaged or of a later version.
    pub(super) fn load(
        folder: &Path,
        dimensions: &Dimensions,
        device: &Device,
    ) -> Result<Self, TrainError> {
        let path = folder.join(FILE);
        let (mut found, words) = tensors::read(&path)?;
        tensors::check_kind(&path, &words, KIND, VERSION)?;
        let word = |key: &str| {
            let value = words.get(key).cloned();
            value.ok_or_else(|| PrefixError::damaged(&path, format!("its header lacks `{key}`")))
        };
        let config: TrainConfig = serde_json::from_str(&word("config")?)
            .map_err(|error| PrefixError::damaged(&path, error.to_string()))?;
        let mut lists = [Vec::new(), Vec::new(), Vec::new()];
        for (list, tensors) in LISTS.iter().zip(&mut lists) {
            for index in 0..dimensions.tensors() {
                let name = format!("{list}.{}", name(dimensions, index));
                let tensor = found.remove(&name).ok_or_else(|| {
                    PrefixError::damaged(&path, format!("it lacks {name}; is it of this model?"))
                })?;
                tensors.push(tensor.to_device(device)?);
            }
        }
        let [prefix, first, second] = lists;
        let steps = word("step")?
            .parse()
            .map_err(|_| PrefixError::damaged(&path, "its step is no number"))?;
        Ok(Self {
            origin: Origin {
                model: word("model")?,
                fingerprint: words.get("fingerprint").cloned(),
                step: Some(steps),
            },
            config,
            data: word("data")?,
            steps,
            prefix,
            first,
            second,
        })
    }
}
