//! Language models of this process: which weights a name means, and which engine runs them.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;

use seccoder::auto::ShowingByStyle;
use seccoder::model::LanguageModel;
use seccoder_lm::catalogue::ModelKind;
use seccoder_lm::lora::{self, AdapterKind};

use super::{Context, entry};
use crate::failure::Failure;
use crate::options::{Engine, ModelArgs};

/// Whether a model's name is the path of a file or folder rather than a catalogue entry.
pub fn is_path(name: &str) -> bool {
    name.contains('/') || name.contains(MAIN_SEPARATOR) || is_gguf(Path::new(name))
}

fn is_gguf(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("gguf"))
}

/// A model's weights on this machine.
pub struct Weights {
    /// A .gguf file, or a folder as it is published.
    pub path: PathBuf,
    /// The catalogue's name, or the path's last part.
    pub name: String,
    /// SHA-256 of the weights, where known.
    pub fingerprint: Option<String>,
    /// What method `auto` does best with it, where that was measured.
    pub auto: ShowingByStyle,
}

impl Weights {
    fn at(path: &Path) -> Result<Self, Failure> {
        if !path.exists() {
            return Err(Failure::usage(format!("{} is not there", path.display())));
        }
        let name = path.file_name().unwrap_or(path.as_os_str());
        Ok(Self {
            path: path.to_owned(),
            name: name.to_string_lossy().into_owned(),
            fingerprint: None,
            auto: ShowingByStyle::default(),
        })
    }

    fn is_gguf(&self) -> bool {
        is_gguf(&self.path)
    }
}

impl Context {
    /// The weights that a name or path means; a catalogue model is fetched where it is missing.
    pub async fn weights(&self, name: Option<&str>) -> Result<Weights, Failure> {
        if let Some(path) = name.filter(|name| is_path(name)) {
            return Weights::at(Path::new(path));
        }
        let entry = entry(name, ModelKind::CodeLm).map_err(|failure| match name {
            Some(name) if Path::new(name).is_dir() => {
                failure.hint(format!("for the folder of this name write ./{name}"))
            }
            _ => failure,
        })?;
        let installed = self.require(entry).await?;
        Ok(Weights {
            path: if is_gguf(&installed.main) {
                installed.main
            } else {
                installed.dir
            },
            name: entry.name.clone(),
            fingerprint: Some(installed.fingerprint),
            auto: entry.auto,
        })
    }

    pub(super) async fn local_model(
        &self,
        name: Option<&str>,
        args: &ModelArgs,
    ) -> Result<Arc<dyn LanguageModel>, Failure> {
        let weights = self.weights(name).await?;
        match engine(&weights, args)? {
            Engine::LlamaCpp => self.on_llama_cpp(weights, args),
            Engine::Candle => self.on_candle(weights, args),
        }
    }

    fn gpu_layers(&self, args: &ModelArgs) -> u32 {
        let wanted = args.gpu_layers.or(self.config.model.gpu_layers);
        wanted.unwrap_or(0)
    }

    fn context_len(&self, args: &ModelArgs) -> Option<usize> {
        let wanted = args.context_len.map(|tokens| tokens as usize);
        wanted.or(self.config.model.context_len)
    }
}

/// llama.cpp for what it reads, since it is the faster one; candle for all else.
fn engine(weights: &Weights, args: &ModelArgs) -> Result<Engine, Failure> {
    let kind = args.lora.as_deref().map(|path| {
        lora::kind(path).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
    });
    let peft = kind.transpose()? == Some(AdapterKind::Peft);
    let needs = [
        (!weights.is_gguf(), "weights that are no .gguf file"),
        (args.prefix.is_some(), "a prefix"),
        (peft, "an adapter that is no .gguf file"),
        (args.precision.is_some(), "--precision"),
    ];
    let needs_candle = needs.iter().find(|(needed, _)| *needed);
    match (args.engine, needs_candle) {
        (Some(Engine::LlamaCpp), Some((_, what))) => Err(Failure::usage(format!(
            "{what} cannot be used on llama.cpp; leave --engine out"
        ))),
        (Some(engine), _) => Ok(engine),
        (None, Some(_)) => Ok(Engine::Candle),
        (None, None) if cfg!(feature = "llama-cpp") => Ok(Engine::LlamaCpp),
        (None, None) => Ok(Engine::Candle),
    }
}

#[cfg(feature = "llama-cpp")]
impl Context {
    #[expect(
        clippy::unnecessary_wraps,
        reason = "it fails in builds without the engine"
    )]
    fn on_llama_cpp(
        &self,
        weights: Weights,
        args: &ModelArgs,
    ) -> Result<Arc<dyn LanguageModel>, Failure> {
        use seccoder_lm::llama_cpp::{LlamaConfig, LlamaCpp};

        let mut config = LlamaConfig::new(&weights.path);
        config.name = weights.name;
        config.fingerprint = weights.fingerprint;
        config.auto = weights.auto;
        config.lora.clone_from(&args.lora);
        config.threads = self.threads;
        config.reproducible = args.reproducible;
        config.gpu_layers = self.gpu_layers(args);
        config.context_len = self.context_len(args);
        Ok(Arc::new(LlamaCpp::open(config)))
    }
}

#[cfg(not(feature = "llama-cpp"))]
impl Context {
    fn on_llama_cpp(&self, _: Weights, _: &ModelArgs) -> Result<Arc<dyn LanguageModel>, Failure> {
        Err(super::without_engine("llama.cpp"))
    }
}

#[cfg(feature = "candle")]
impl Context {
    #[expect(
        clippy::unnecessary_wraps,
        reason = "it fails in builds without the engine"
    )]
    fn on_candle(
        &self,
        weights: Weights,
        args: &ModelArgs,
    ) -> Result<Arc<dyn LanguageModel>, Failure> {
        use seccoder_lm::candle::{CandleConfig, CandleLm, PrefixChoice};

        use crate::options::{Control, Precision};

        let mut config = CandleConfig::new(&weights.path);
        config.name = weights.name;
        config.fingerprint = weights.fingerprint;
        config.auto = weights.auto;
        config.lora.clone_from(&args.lora);
        config.dtype = args.precision.unwrap_or(Precision::F32).into();
        config.gpu = self.gpu_layers(args) > 0;
        config.context_len = self.context_len(args);
        config.prefix = args.prefix.clone().map(|path| PrefixChoice {
            path,
            control: args.control.unwrap_or(Control::Sec).into(),
        });
        Ok(Arc::new(CandleLm::open(config)))
    }
}

#[cfg(not(feature = "candle"))]
impl Context {
    fn on_candle(&self, _: Weights, _: &ModelArgs) -> Result<Arc<dyn LanguageModel>, Failure> {
        Err(super::without_engine("candle"))
    }
}
