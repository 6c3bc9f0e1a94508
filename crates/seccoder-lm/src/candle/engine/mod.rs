//! The handle of a model on candle, and its loading; [`worker`] generates.

mod prompt;
mod worker;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use candle_core::Device;
use futures::FutureExt;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use seccoder::auto::ShowingByStyle;
use seccoder::model::{Capabilities, Event, GenerateRequest, LanguageModel, ModelError, ModelInfo};

use super::causal::Cache;
use super::checkpoint::{Checkpoint, LoadError, LoraAdapter, Precision, TextTokens};
use super::sven::{Control, Prefix};
use crate::lora;
use crate::resident::Resident;
use worker::Worker;
pub use worker::samples_together;

/// How a model is run.
#[derive(Debug, Clone)]
pub struct CandleConfig {
    /// A published folder, or a GGUF file of Llama or Qwen2.
    pub path: PathBuf,
    /// The name shown to people; usually the catalogue's.
    pub name: String,
    /// SHA-256 of the weights, where known.
    pub fingerprint: Option<String>,
    /// How numbers are kept.
    pub dtype: Precision,
    /// Whether it runs on the first GPU; needs a build with the feature `cuda`.
    pub gpu: bool,
    /// The most tokens a request may use; `None` is what the model was trained for.
    pub context_len: Option<usize>,
    /// What method `auto` does best with the model, where that was measured.
    pub auto: ShowingByStyle,
    /// A continuous prefix that stands before every prompt.
    pub prefix: Option<PrefixChoice>,
    /// A LoRA adapter as a folder of PEFT (or its file of tensors), merged into the weights. The
    /// model's name and fingerprint become those of both together.
    pub lora: Option<PathBuf>,
}

/// One side of a SVEN prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrefixChoice {
    /// Its file or folder.
    pub path: PathBuf,
    /// Which of the two.
    pub control: Control,
}

impl CandleConfig {
    /// A folder or file with default settings, named by its own name.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        let name = path
            .file_name()
            .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        Self {
            path: path.to_owned(),
            name,
            fingerprint: None,
            dtype: Precision::default(),
            gpu: false,
            context_len: None,
            auto: ShowingByStyle::default(),
            prefix: None,
            lora: None,
        }
    }

    /// The model's name with what changes it: `codegen-350m+adapter+prefix:sec`.
    fn shown_name(&self) -> String {
        let name = lora::shown_name(&self.name, self.lora.as_deref());
        match &self.prefix {
            None => name,
            Some(PrefixChoice { path, control }) => {
                format!("{}:{control}", lora::shown_name(&name, Some(path)))
            }
        }
    }
}

/// What is known about a model that is ready.
struct Loaded {
    info: ModelInfo,
    tokens: TextTokens,
}

/// A model on candle.
pub struct CandleLm(Resident<Loaded>);

impl CandleLm {
    /// Starts loading; errors appear at the first use.
    #[must_use]
    pub fn open(config: CandleConfig) -> Self {
        let name = config.shown_name();
        let load = move || {
            let worker = load(&config)?;
            Ok((Arc::clone(worker.loaded()), worker))
        };
        Self(Resident::open(name, "candle", load, |worker, queue| {
            worker.run(queue);
        }))
    }
}

impl LanguageModel for CandleLm {
    fn info(&self) -> BoxFuture<'_, Result<ModelInfo, ModelError>> {
        async { Ok(self.0.loaded().await?.info.clone()) }.boxed()
    }

    fn count_tokens<'a>(&'a self, text: &'a str) -> BoxFuture<'a, Result<usize, ModelError>> {
        async move {
            let tokens = self.0.loaded().await?.tokens.plain(text);
            let tokens = tokens.map_err(|error| ModelError::Engine(error.to_string()))?;
            Ok(tokens.len())
        }
        .boxed()
    }

    fn generate(&self, request: GenerateRequest) -> BoxStream<'static, Result<Event, ModelError>> {
        self.0.generate(request)
    }
}

fn load(config: &CandleConfig) -> Result<Worker, String> {
    let device = device(config.gpu)?;
    let said = |error: LoadError| format!("{}: {error}", config.path.display());
    let adapter = config.lora.as_deref().map(LoraAdapter::open).transpose();
    let adapter = adapter.map_err(said)?;
    let mut fingerprint = config.fingerprint.clone();
    if let Some(adapter) = &adapter {
        fingerprint = Some(lora::fingerprint(fingerprint.as_deref(), adapter.sha256()));
    }
    if config.dtype != Precision::default() {
        let dtype = config.dtype.dtype().as_str();
        fingerprint = Some(lora::fingerprint(fingerprint.as_deref(), dtype));
    }
    let checkpoint =
        Checkpoint::open_with(&config.path, adapter, config.dtype, &device).map_err(said)?;
    let shape = checkpoint.model.shape();
    let start = match &config.prefix {
        None => Cache::default(),
        Some(PrefixChoice { path, control }) => {
            let prefix = Prefix::open(path).map_err(|error| error.to_string())?;
            prefix.check(&shape).map_err(|error| error.to_string())?;
            let sha256 = prefix.sha256().map_err(|error| error.to_string())?;
            let side = format!("{control} of {sha256}");
            fingerprint = Some(lora::fingerprint(fingerprint.as_deref(), &side));
            prefix
                .to(&device, config.dtype.dtype())
                .and_then(|prefix| prefix.cache(*control, 1))
                .map_err(|error| error.to_string())?
        }
    };
    let positions = start.positions().map_err(|error| error.to_string())?;
    let most = shape.context.saturating_sub(positions);
    let info = ModelInfo {
        name: config.shown_name(),
        engine: "candle".to_owned(),
        fingerprint,
        context_len: Some(config.context_len.map_or(most, |wanted| wanted.min(most))),
        on_this_machine: true,
        sees_private: true,
        capabilities: Capabilities {
            raw: true,
            fim: checkpoint.tokens.fill_in().is_some(),
            chat: false,
            exact_token_counts: true,
        },
        auto: config.auto,
    };
    let loaded = Loaded {
        info,
        tokens: checkpoint.tokens,
    };
    Ok(Worker::new(checkpoint.model, loaded, device, start))
}

/// The first GPU, or the CPU.
pub(super) fn device(gpu: bool) -> Result<Device, String> {
    if !gpu {
        return Ok(Device::Cpu);
    }
    Device::new_cuda(0).map_err(|error| format!("no GPU can be used: {error}"))
}
