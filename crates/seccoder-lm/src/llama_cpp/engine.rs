//! The handle of a local model, and its loading.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;
use seccoder::auto::ShowingByStyle;
use seccoder::model::{Capabilities, Event, GenerateRequest, LanguageModel, ModelError, ModelInfo};

use super::{backend, tokens, worker};
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
        }
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
        let name = config.name.clone();
        let load = move || {
            let loaded = Arc::new(load(&config)?);
            Ok((Arc::clone(&loaded), (config, loaded)))
        };
        Self(Resident::open(
            name,
            "llama.cpp",
            load,
            |(config, loaded), queue| worker::run(&config, &loaded, queue),
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

fn load(config: &LlamaConfig) -> Result<Loaded, String> {
    check_file(&config.path)?;
    let backend = backend::backend()?;
    backend::clear_complaints();
    let params = LlamaModelParams::default().with_n_gpu_layers(config.gpu_layers);
    let model = LlamaModel::load_from_file(backend, &config.path, &params).map_err(|error| {
        let why = backend::complaints().unwrap_or_else(|| error.to_string());
        format!("{}: {why}", config.path.display())
    })?;
    let trained = model.n_ctx_train() as usize;
    let info = ModelInfo {
        name: config.name.clone(),
        engine: "llama.cpp".to_owned(),
        fingerprint: config.fingerprint.clone(),
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
    Ok(Loaded { model, info })
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
