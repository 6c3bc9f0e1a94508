//! The handle of a local model: loads in the background, passes requests to its thread.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;

use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;
use seccoder::auto::ShowingByStyle;
use seccoder::model::{Capabilities, Event, GenerateRequest, LanguageModel, ModelError, ModelInfo};
use tokio::sync::{mpsc as channel, watch};

use super::{backend, tokens, worker};

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

/// The state of loading: `None` while it runs.
type Loading = Option<Result<Arc<Loaded>, String>>;

/// A request on its way to the model's thread.
pub(super) struct Job {
    pub request: GenerateRequest,
    pub events: channel::UnboundedSender<Result<Event, ModelError>>,
}

/// A local model behind llama.cpp.
pub struct LlamaCpp {
    name: String,
    loading: watch::Receiver<Loading>,
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl LlamaCpp {
    /// Starts loading; errors appear at the first use.
    #[must_use]
    pub fn open(config: LlamaConfig) -> Self {
        let (announce, loading) = watch::channel(None);
        let (jobs, queue) = mpsc::channel();
        let name = config.name.clone();
        let thread = std::thread::Builder::new()
            .name("llama.cpp".to_owned())
            .spawn(move || {
                let loaded = load(&config).map(Arc::new);
                let _ = announce.send(Some(loaded.clone()));
                if let Ok(loaded) = loaded {
                    worker::run(&config, &loaded, &queue);
                }
            })
            .ok();
        Self {
            name,
            loading,
            jobs: Some(jobs),
            thread,
        }
    }

    async fn loaded(&self) -> Result<Arc<Loaded>, ModelError> {
        let mut loading = self.loading.clone();
        let state = loading.wait_for(Option::is_some).await;
        match state.as_deref() {
            Ok(Some(Ok(loaded))) => Ok(Arc::clone(loaded)),
            Ok(Some(Err(reason))) => Err(self.load_error(reason)),
            Ok(None) | Err(_) => Err(self.load_error("its thread ended while loading")),
        }
    }

    fn load_error(&self, reason: &str) -> ModelError {
        ModelError::Load {
            name: self.name.clone(),
            reason: reason.to_owned(),
        }
    }
}

impl Drop for LlamaCpp {
    /// Waits for the thread, so that nothing runs in C++ while the process tears down.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl LanguageModel for LlamaCpp {
    fn info(&self) -> BoxFuture<'_, Result<ModelInfo, ModelError>> {
        async { Ok(self.loaded().await?.info.clone()) }.boxed()
    }

    fn count_tokens<'a>(&'a self, text: &'a str) -> BoxFuture<'a, Result<usize, ModelError>> {
        async move { Ok(tokens::plain(&self.loaded().await?.model, text).len()) }.boxed()
    }

    fn generate(&self, request: GenerateRequest) -> BoxStream<'static, Result<Event, ModelError>> {
        let (events, receiver) = channel::unbounded_channel();
        let sent = self
            .jobs
            .as_ref()
            .is_some_and(|jobs| jobs.send(Job { request, events }).is_ok());
        if !sent {
            // The thread is gone because loading failed: say why.
            let failure = match &*self.loading.borrow() {
                Some(Err(reason)) => self.load_error(reason),
                _ => ModelError::Engine("the engine's thread has ended".to_owned()),
            };
            return stream::iter([Err(failure)]).boxed();
        }
        stream::unfold(receiver, |mut receiver| async move {
            receiver.recv().await.map(|event| (event, receiver))
        })
        .boxed()
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
