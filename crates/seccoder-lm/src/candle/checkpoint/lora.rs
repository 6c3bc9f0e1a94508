//! A LoRA adapter as PEFT keeps it, merged into the weights of a model while they are read.
//!
//! Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021, section 4.1: a layer's
//! weight W becomes W + (alpha / r) · B · A, with A of shape (r, in) and B of shape (out, r).
//! Kalajdzievski, "A Rank Stabilization Scaling Factor for Fine-Tuning with LoRA", 2023: alpha is
//! divided by the root of r instead.
//!
//! An adapter names the modules of the published model, also where they are fused (CodeGen's
//! `qkv_proj`), so it is merged by the names in the weights' files, before an architecture takes
//! them apart. Whether a weight is kept as (in, out) the model decides and not the adapter's
//! `fan_in_fan_out`, which PEFT corrects by the layer's kind, too.
//!
//! What would make the sum wrong is refused: forms that compute something else (DoRA and others),
//! weights beside A and B, and adapters whose training began by changing the model's own weights.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use candle_core::{DType, Result, Tensor};
use regex::Regex;
use serde_json::{Map, Value};

use super::weights::Source;
use super::{LoadError, in_folder, read_json};
use crate::lora::{self, AdapterKind, PEFT_CONFIG};

/// What stands before every module's name.
const PREFIX: &str = "base_model.model.";
/// How the two matrices of a module are called.
const DOWN: &str = ".lora_A.weight";
const UP: &str = ".lora_B.weight";
/// The files of tensors, the first that is there.
const TENSORS: [&str; 2] = ["adapter_model.safetensors", "adapter_model.bin"];

/// PEFT's defaults.
const RANK: f64 = 8.0;
const ALPHA: f64 = 8.0;

/// Beginnings of training that leave the model's own weights as they are.
const BEGINNINGS: [&str; 3] = ["gaussian", "eva", "orthogonal"];
/// Settings that make it more than a sum, beside all that begin with `use_`.
const MORE: [(&str, &str); 9] = [
    ("modules_to_save", "whole modules beside the adapter"),
    ("trainable_token_indices", "trained embeddings of tokens"),
    (
        "target_parameters",
        "adapters of parameters that are no layers",
    ),
    ("layer_replication", "repeated layers"),
    (
        "alora_invocation_tokens",
        "an adapter that acts only behind certain tokens (aLoRA)",
    ),
    ("lora_bias", "biases of the adapter"),
    ("arrow_config", "adapters chosen by the input (Arrow)"),
    ("kasa_config", "singular values (KaSA)"),
    ("monteclora_config", "random draws (MonteCLoRA)"),
];
/// Settings called `use_` that a sum can have.
const SUMS: [&str; 1] = ["use_rslora"];

/// An adapter, read and found to be a plain one.
#[derive(Debug)]
pub struct LoraAdapter {
    /// The path it was opened by.
    path: PathBuf,
    sha256: String,
    /// The model that it was made for, as it says.
    base: Option<String>,
    /// By the name of the weight.
    changes: BTreeMap<String, Change>,
}

/// What is added to one weight.
#[derive(Debug)]
struct Change {
    /// A: (r, in), f32.
    down: Tensor,
    /// B: (out, r), f32.
    up: Tensor,
    scale: f64,
    /// Whether the model asked for the weight.
    merged: AtomicBool,
}

impl LoraAdapter {
    /// Reads a folder of PEFT, or its file of tensors beside which the settings lie.
    ///
    /// # Errors
    /// When it is a GGUF adapter, a file is missing or damaged, or the adapter is more than a sum
    /// of weights.
    pub fn open(path: &Path) -> std::result::Result<Self, LoadError> {
        let refused = |reason: String| LoadError::Adapter {
            path: path.to_owned(),
            reason,
        };
        let (settings, tensors) = files(path).map_err(refused)?;
        let config = read_json(&settings)?;
        check_settings(&config).map_err(refused)?;
        let source = Source::open(&tensors)?;
        let pairs = pairs(source.names()).map_err(refused)?;
        check_targets(&config["target_modules"], &pairs).map_err(refused)?;
        let changes = pairs.into_iter().map(|(module, [down, up])| {
            let read = |name: &str| {
                let tensor = source.read(name).and_then(|read| read.to_dtype(DType::F32));
                tensor.map_err(|error| LoadError::Damaged {
                    path: tensors.clone(),
                    reason: error.to_string(),
                })
            };
            let change = Change::of(&config, &module, read(&down)?, read(&up)?);
            Ok((format!("{module}.weight"), change.map_err(refused)?))
        });
        let changes = changes.collect::<std::result::Result<_, LoadError>>()?;
        let base = config["base_model_name_or_path"].as_str();
        Ok(Self {
            path: path.to_owned(),
            sha256: lora::sha256(&[&settings, &tensors])
                .map_err(|error| refused(error.to_string()))?,
            base: base.filter(|name| !name.is_empty()).map(str::to_owned),
            changes,
        })
    }

    /// SHA-256 of its settings and tensors.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Whether each change goes with a weight. `shape` is a weight's, `None` where it is not
    /// there; `inputs_first` says of which the shape is (in, out).
    pub(super) fn check(
        &self,
        shape: impl Fn(&str) -> Option<Vec<usize>>,
        inputs_first: impl Fn(&str) -> bool,
    ) -> std::result::Result<(), LoadError> {
        let lacking: Vec<&str> = (self.changes.keys().map(String::as_str))
            .filter(|name| shape(name).is_none())
            .collect();
        if !lacking.is_empty() {
            return Err(self.foreign(&format!(
                "it changes weights that the model does not have ({})",
                some(&lacking)
            )));
        }
        for (name, change) in &self.changes {
            let (outputs, inputs) = change.shape();
            let expected = if inputs_first(name) {
                [inputs, outputs]
            } else {
                [outputs, inputs]
            };
            let found = shape(name).unwrap_or_default();
            if found != expected {
                return Err(self.foreign(&format!(
                    "its change of {name} has shape {expected:?}, but the weight has {found:?}"
                )));
            }
        }
        Ok(())
    }

    /// What is added to a weight, of shape (out, in), f32, on the CPU.
    pub(super) fn change(&self, name: &str) -> Result<Option<Tensor>> {
        let Some(change) = self.changes.get(name) else {
            return Ok(None);
        };
        change.merged.store(true, Ordering::Relaxed);
        Ok(Some((change.up.matmul(&change.down)? * change.scale)?))
    }

    /// Whether the model took every weight that is changed; asked once it is built. Files may
    /// hold an output layer that the model, whose embedding is the output layer, leaves alone.
    pub(super) fn check_merged(&self) -> std::result::Result<(), LoadError> {
        let left: Vec<&str> = (self.changes.iter())
            .filter(|(_, change)| !change.merged.load(Ordering::Relaxed))
            .map(|(name, _)| name.as_str())
            .collect();
        if left.is_empty() {
            return Ok(());
        }
        Err(self.foreign(&format!(
            "it changes weights that the model does not use ({})",
            some(&left)
        )))
    }

    fn foreign(&self, reason: &str) -> LoadError {
        let base = match &self.base {
            Some(base) => format!("; it was made for {base}"),
            None => "; it was made for another model".to_owned(),
        };
        LoadError::Adapter {
            path: self.path.clone(),
            reason: format!("{reason}{base}"),
        }
    }
}

impl Change {
    fn of(
        config: &Value,
        module: &str,
        down: Tensor,
        up: Tensor,
    ) -> std::result::Result<Self, String> {
        let (Ok((rank, _)), Ok((_, columns))) = (down.dims2(), up.dims2()) else {
            return Err(format!("{module} is no layer with a matrix of weights"));
        };
        let said = setting(config, "rank_pattern", module, "r", RANK)?;
        if rank != columns || rank as f64 != said {
            return Err(format!(
                "for {module} its tensors have rank {rank} and {columns}, its settings say {said}; \
                 they belong to different adapters"
            ));
        }
        let alpha = setting(config, "alpha_pattern", module, "lora_alpha", ALPHA)?;
        let divisor = if config["use_rslora"] == true {
            said.sqrt()
        } else {
            said
        };
        Ok(Self {
            down,
            up,
            scale: alpha / divisor,
            merged: AtomicBool::new(false),
        })
    }

    /// (out, in).
    fn shape(&self) -> (usize, usize) {
        (self.up.dims()[0], self.down.dims()[1])
    }
}

/// The files of settings and of tensors.
fn files(path: &Path) -> std::result::Result<(PathBuf, PathBuf), String> {
    if lora::kind(path).map_err(|error| error.to_string())? == AdapterKind::Gguf {
        return Err(
            "it is a GGUF adapter, which the engine llama.cpp takes, with a GGUF model; the \
             engine candle takes a folder of PEFT"
                .to_owned(),
        );
    }
    let folder = if path.is_dir() {
        path
    } else {
        path.parent().unwrap_or(path)
    };
    let settings = in_folder(folder, PEFT_CONFIG);
    let settings = settings
        .ok_or_else(|| format!("it has no {PEFT_CONFIG}, which says how its tensors are scaled"))?;
    if path.is_file() {
        return Ok((settings, path.to_owned()));
    }
    let tensors = TENSORS.iter().find_map(|name| in_folder(folder, name));
    let tensors = tensors.ok_or_else(|| format!("it has no {}", TENSORS.join(" or ")))?;
    Ok((settings, tensors))
}

/// Refuses whatever is more than W + scale · B · A.
fn check_settings(config: &Value) -> std::result::Result<(), String> {
    let Some(settings) = config.as_object() else {
        return Err(format!("its {PEFT_CONFIG} holds no settings"));
    };
    let kind = config["peft_type"].as_str().unwrap_or("not said");
    if kind != "LORA" {
        return Err(format!(
            "its peft_type is {kind}, and only LORA can be merged"
        ));
    }
    let bias = config["bias"].as_str().unwrap_or("none");
    if bias != "none" {
        return Err(format!(
            "it changes biases (bias {bias:?}), which is not supported"
        ));
    }
    if let Some(beginning) = config["init_lora_weights"].as_str()
        && !BEGINNINGS.contains(&beginning.to_lowercase().as_str())
    {
        return Err(format!(
            "its training began by changing the model's own weights, or may have (init_lora_weights \
             {beginning:?}), so it fits only those; convert it to a plain adapter with PEFT"
        ));
    }
    for (name, what) in MORE {
        if is_set(config.get(name)) {
            return Err(format!("it has {what} ({name}), which is not supported"));
        }
    }
    let variant = settings.iter().find(|(name, value)| {
        name.starts_with("use_") && !SUMS.contains(&name.as_str()) && is_set(Some(value))
    });
    match variant {
        Some((name, _)) if name == "use_dora" => {
            Err("it is a DoRA adapter (use_dora), which is not supported".to_owned())
        }
        Some((name, _)) => Err(format!(
            "it is a variant of LoRA ({name}) that is not supported"
        )),
        None => Ok(()),
    }
}

fn is_set(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null | Value::Bool(false)) => false,
        Some(Value::Array(list)) => !list.is_empty(),
        Some(Value::Object(map)) => !map.is_empty(),
        Some(_) => true,
    }
}

/// Each module's two tensors.
fn pairs(names: Vec<String>) -> std::result::Result<BTreeMap<String, [String; 2]>, String> {
    let (mut found, mut others) = (BTreeMap::new(), Vec::new());
    for name in names {
        let own = name.strip_prefix(PREFIX).unwrap_or(&name);
        let half = [DOWN, UP]
            .iter()
            .position(|ending| own.ends_with(ending))
            .and_then(|at| Some((own.strip_suffix([DOWN, UP][at])?.to_owned(), at)));
        match half {
            Some((module, at)) => {
                let pair: &mut [String; 2] = found.entry(module).or_default();
                pair[at] = name;
            }
            None => others.push(name),
        }
    }
    if !others.is_empty() {
        others.sort_unstable();
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        return Err(format!(
            "it holds tensors that are not a layer's lora_A or lora_B ({}), which is not supported",
            some(&others)
        ));
    }
    let half = found
        .iter()
        .find(|(_, pair)| pair.iter().any(String::is_empty));
    if let Some((module, _)) = half {
        return Err(format!("it has only one of lora_A and lora_B for {module}"));
    }
    if found.is_empty() {
        return Err("it is empty".to_owned());
    }
    Ok(found)
}

/// Whether the settings name every module that the tensors change. They may name more, and as an
/// expression of Python, which is left alone.
fn check_targets(
    targets: &Value,
    pairs: &BTreeMap<String, [String; 2]>,
) -> std::result::Result<(), String> {
    let Some(targets) = targets.as_array() else {
        return Ok(());
    };
    let named = |module: &str| {
        let mut targets = targets.iter().filter_map(Value::as_str);
        targets.any(|target| {
            let before = module.strip_suffix(target);
            before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
        })
    };
    let others: Vec<&str> = (pairs.keys().map(String::as_str))
        .filter(|module| !named(module))
        .collect();
    if others.is_empty() {
        return Ok(());
    }
    Err(format!(
        "it holds tensors of modules that its target_modules do not name ({}); settings and \
         tensors belong to different adapters",
        some(&others)
    ))
}

/// A number for a module: its pattern's where one names the module, or everyone's.
fn setting(
    config: &Value,
    patterns: &str,
    module: &str,
    name: &str,
    usual: f64,
) -> std::result::Result<f64, String> {
    let no_patterns = Map::new();
    let mut found: Option<&Value> = None;
    for (pattern, value) in config[patterns].as_object().unwrap_or(&no_patterns) {
        let matcher = Regex::new(&format!(r"^(.*\.)?({pattern})$"))
            .map_err(|_| format!("its {patterns} has {pattern:?}, which is not understood"))?;
        if !matcher.is_match(module) {
            continue;
        }
        // The first counts, but a JSON object has no order.
        if found.is_some_and(|other| other != value) {
            return Err(format!("its {patterns} says two things of {module}"));
        }
        found = Some(value);
    }
    let value = found.or_else(|| config.get(name).filter(|value| !value.is_null()));
    let Some(value) = value else { return Ok(usual) };
    let number = value.as_f64().filter(|number| *number > 0.0);
    number.ok_or_else(|| format!("its {name} for {module} is {value}"))
}

/// Up to three of the names.
fn some(names: &[&str]) -> String {
    let shown = names[..names.len().min(3)].join(", ");
    match names.len().saturating_sub(3) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
