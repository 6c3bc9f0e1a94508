//! The handle of a local model, and its loading.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use llama_cpp_2::model::params::LlamaModelParams;
use llama_cpp_2::model::{LlamaLoraAdapter, LlamaModel};
use seccoder::auto::ShowingByStyle;
use seccoder::model::{Capabilities, Event, GenerateRequest, LanguageModel, ModelError, ModelInfo};

use super::{adapter, backend, tokens, worker};
use crate::lora;
use crate::resident::Resident;

/// How a local model is run.
#[derive(Debug, Clone)]
pub struct LlamaConfig {
    /// The GGUF file.
    pub path: PathBuf,
    /// The name shown to people; usually the catalogue's.
    pub name: String,
    /// SHA-256 of the file, where known.
    pub fingerprint: Option<String>,
    /// CPU threads; `None` takes the number of cores.
    pub threads: Option<usize>,
    /// Layers on the GPU, where built with a GPU feature.
    pub gpu_layers: u32,
    /// The most tokens a request may use; `None` is what the model was trained for.
    pub context_len: Option<usize>,
    /// Each request gets a context of its own. It costs reading the whole prompt again, and
    /// makes the samples of a seed the same whatever was asked before: what is left in a context
    /// changes the order in which numbers are added up, and with it, now and then, a token.
    pub reproducible: bool,
    /// What method `auto` does best with the model, where that was measured.
    pub auto: ShowingByStyle,
    /// A LoRA adapter as a GGUF file, applied with scale 1. The model's name and fingerprint
    /// become those of both together.
    pub lora: Option<PathBuf>,
}

impl LlamaConfig {
    /// A file with default settings, named by its file name.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        let name = path
            .file_name()
            .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        Self {
            path: path.to_owned(),
            name,
            fingerprint: None,
            threads: None,
            gpu_layers: 0,
            context_len: None,
            reproducible: false,
            auto: ShowingByStyle::default(),
            lora: None,
        }
    }

    /// The name shown, with the adapter's.
    pub(super) fn shown_name(&self) -> String {
        lora::shown_name(&self.name, self.lora.as_deref())
    }

    /// CPU threads to use.
    pub(super) fn thread_count(&self) -> usize {
        self.threads
            .or_else(|| {
                std::thread::available_parallelism()
                    .ok()
                    .map(std::num::NonZero::get)
            })
            .unwrap_or(1)
            .max(1)
    }
}

/// A model that is ready.
pub(super) struct Loaded {
    pub model: LlamaModel,
    pub info: ModelInfo,
}

/// A local model behind llama.cpp.
pub struct LlamaCpp(Resident<Loaded>);

impl LlamaCpp {
    /// Starts loading; errors appear at the first use.
    #[must_use]
    pub fn open(config: LlamaConfig) -> Self {
        let name = config.shown_name();
        let load = move || {
            let (loaded, adapter) = load(&config)?;
            let loaded = Arc::new(loaded);
            Ok((Arc::clone(&loaded), (config, loaded, adapter)))
        };
        Self(Resident::open(
            name,
            "llama.cpp",
            load,
            |(config, loaded, adapter), queue| worker::run(&config, &loaded, adapter, queue),
        ))
    }
}

impl LanguageModel for LlamaCpp {
    fn info(&self) -> BoxFuture<'_, Result<ModelInfo, ModelError>> {
        async { Ok(self.0.loaded().await?.info.clone()) }.boxed()
    }

    fn count_tokens<'a>(&'a self, text: &'a str) -> BoxFuture<'a, Result<usize, ModelError>> {
        async move { Ok(tokens::plain(&self.0.loaded().await?.model, text).len()) }.boxed()
    }

    fn generate(&self, request: GenerateRequest) -> BoxStream<'static, Result<Event, ModelError>> {
        self.0.generate(request)
    }
}

/// The model and, where there is one, its adapter, which lives as long as the model.
fn load(config: &LlamaConfig) -> Result<(Loaded, Option<LlamaLoraAdapter>), String> {
    check_file(&config.path)?;
    let backend = backend::backend()?;
    backend::clear_complaints();
    let params = LlamaModelParams::default().with_n_gpu_layers(config.gpu_layers);
    let mut model =
        LlamaModel::load_from_file(backend, &config.path, &params).map_err(|error| {
            let why = backend::complaints().unwrap_or_else(|| error.to_string());
            format!("{}: {why}", config.path.display())
        })?;
    let mut fingerprint = config.fingerprint.clone();
    let mut adapter = None;
    if let Some(path) = &config.lora {
        let unfit = |why: String| format!("{} on {}: {why}", path.display(), config.path.display());
        adapter = Some(adapter::load(&mut model, path).map_err(unfit)?);
        let hash = lora::sha256(&[path]).map_err(|error| unfit(error.to_string()))?;
        fingerprint = Some(lora::fingerprint(fingerprint.as_deref(), &hash));
    }
    let trained = model.n_ctx_train() as usize;
    let info = ModelInfo {
        name: config.shown_name(),
        engine: "llama.cpp".to_owned(),
        fingerprint,
        context_len: Some(
            config
                .context_len
                .map_or(trained, |wanted| wanted.min(trained)),
        ),
        on_this_machine: true,
        sees_private: true,
        capabilities: Capabilities {
            raw: true,
            fim: tokens::knows_fim(&model),
            chat: tokens::knows_chat(&model),
            exact_token_counts: true,
        },
        auto: config.auto,
    };
    Ok((Loaded { model, info }, adapter))
}

/// Looks at the file before C++ does: clear words for the usual mistakes.
pub(super) fn check_file(path: &Path) -> Result<(), String> {
    use std::io::Read as _;
    let mut magic = [0; 4];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut magic));
    match read {
        Ok(()) if &magic == b"GGUF" => Ok(()),
        Ok(()) => Err(format!("{} is not a GGUF file", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Err(format!("{} is empty or cut off", path.display()))
        }
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}
