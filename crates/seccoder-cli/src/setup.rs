//! Building the concrete parts: the only place that knows engines, stores and files together.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use indicatif::ProgressBar;
use seccoder::auto::CAUTIOUS_THRESHOLD;
use seccoder::embedder::Embedder;
use seccoder::model::LanguageModel;
use seccoder_lm::catalogue::{
    Catalogue, Installed, ModelEntry, ModelKind, ModelStore, PullOptions,
};
use seccoder_lm::home::Home;
use seccoder_lm::openai::{
    BaseUrl, EmbedderOptions, OpenAiConfig, OpenAiEmbedder, OpenAiEngine, Secret, Styles,
};

use crate::cli::Global;
use crate::config::Config;
use crate::databases::Databases;
use crate::failure::{Failure, Kind};
use crate::options::{EmbedderArgs, ModelArgs};
use crate::terminal::{PullBars, Terminal, counting_bar};

/// What every command needs: folders, settings, how to talk to the user.
pub struct Context {
    pub home: Home,
    pub config: Config,
    pub offline: bool,
    pub terminal: Terminal,
    /// CPU threads of local models; `None` takes all cores.
    threads: Option<usize>,
    /// The secure code databases.
    pub databases: Databases,
    /// Endpoints that private examples may be sent to.
    private_to: Vec<BaseUrl>,
}

impl Context {
    /// Reads the environment and the settings files.
    pub fn new(global: &Global) -> Result<Self, Failure> {
        let home = Home::from_env()?;
        let config = Config::load(&home.config)?;
        let allowed = match &config.private_to {
            _ if !global.private_to.is_empty() => global.private_to.as_slice(),
            Some(allowed) => allowed,
            None => &[],
        };
        let allowed = allowed.iter().map(|address| {
            BaseUrl::parse(address)
                .map_err(|error| Failure::usage(format!("private_to: {address} {error}")))
        });
        Ok(Self {
            private_to: allowed.collect::<Result<_, _>>()?,
            databases: Databases::new(global, &config, &home.data)?,
            offline: global.offline || config.offline.unwrap_or(false),
            terminal: Terminal::detect(global.quiet),
            threads: global.threads.map(usize::from).or(config.model.threads),
            home,
            config,
        })
    }

    /// The folder of installed models.
    pub fn models(&self) -> ModelStore {
        ModelStore::new(self.home.models.clone())
    }

    /// The files of a catalogue model: fetched if they are missing and may be fetched, and
    /// checked if they changed since they were last known to be right.
    pub async fn require(&self, entry: &ModelEntry) -> Result<Installed, Failure> {
        let store = self.models();
        let installed = match store.installed(entry) {
            Some(installed) => installed,
            None => self.pull(entry).await?,
        };
        store.check_unchanged(entry).map_err(|error| {
            Failure::new(Kind::Failed, error.to_string()).hint(format!(
                "`seccoder model rm {0} && seccoder model pull {0}` fetches it again",
                entry.name
            ))
        })?;
        Ok(installed)
    }

    /// Fetches a model, with progress.
    pub async fn pull(&self, entry: &ModelEntry) -> Result<Installed, Failure> {
        let options = PullOptions {
            offline: self.offline,
            ..PullOptions::default()
        };
        let bars = PullBars::new(&self.terminal, &entry.name);
        let pulled = self.models().pull(entry, &options, &bars).await;
        bars.finish();
        let installed = pulled?;
        #[cfg(feature = "llama-cpp")]
        if entry.kind == ModelKind::Embedder && entry.architecture == "bert" {
            local::converted(entry, &installed)?;
        }
        Ok(installed)
    }

    /// The language model that the flags and settings name.
    pub async fn language_model(
        &self,
        args: &ModelArgs,
    ) -> Result<Arc<dyn LanguageModel>, Failure> {
        let settings = &self.config.model;
        let name = args.model.clone().or_else(|| settings.name.clone());
        if let Some(address) = args.endpoint.as_ref().or(settings.endpoint.as_ref()) {
            let key = KeySource {
                file: args
                    .api_key_file
                    .clone()
                    .or_else(|| settings.api_key_file.clone()),
                variable: args
                    .api_key_env
                    .clone()
                    .or_else(|| settings.api_key_env.clone()),
                defaults: &["SECCODER_API_KEY", "OPENAI_API_KEY"],
            };
            let mut config = self.endpoint(address, &key)?;
            config.model = name;
            if !args.endpoint_styles.is_empty() {
                let serves = |style: &str| args.endpoint_styles.iter().any(|s| s == style);
                config.styles = Styles {
                    raw: serves("raw"),
                    fim: serves("fim"),
                    chat: serves("chat"),
                };
            }
            config.context_len = args
                .context_len
                .map(|n| n as usize)
                .or(settings.context_len);
            return Ok(Arc::new(OpenAiEngine::new(config).map_err(usage)?));
        }
        self.local_model(name.as_deref(), args).await
    }

    /// An endpoint's address and key.
    fn endpoint(&self, address: &str, key: &KeySource) -> Result<OpenAiConfig, Failure> {
        let mut config = OpenAiConfig::new(address).map_err(usage)?;
        if self.offline && !config.is_loopback() {
            return Err(Failure::usage(format!(
                "offline, but {} is not on this machine",
                config.base_url
            )));
        }
        config.private_allowed = self.private_to.contains(&config.base_url);
        config.api_key = match (&key.file, &key.variable) {
            (Some(file), _) => Some(Secret::from_file(file).map_err(usage)?),
            (None, Some(variable)) => Some(Secret::from_env(variable).map_err(usage)?),
            (None, None) => key.default_key(&config),
        };
        if config.exposes_key() {
            return Err(Failure::usage(format!(
                "the key for {} would travel unencrypted",
                config.base_url
            ))
            .hint("use https, or a tunnel to this machine"));
        }
        Ok(config)
    }

    /// The embedder that the flags and settings name.
    pub async fn embedder(&self, args: &EmbedderArgs) -> Result<Arc<dyn Embedder>, Failure> {
        let (name, address) = self.embedder_choice(args);
        if let Some(address) = address {
            let settings = &self.config.embedder;
            let key = KeySource {
                file: settings.api_key_file.clone(),
                variable: settings.api_key_env.clone(),
                defaults: &["SECCODER_EMBEDDER_API_KEY"],
            };
            let mut config = self.endpoint(address, &key)?;
            config.model = name.map(str::to_owned);
            let embedder =
                OpenAiEmbedder::new(config, EmbedderOptions::default()).map_err(usage)?;
            return Ok(Arc::new(embedder));
        }
        self.local_embedder(name).await
    }

    /// The embedder's name as logs record it: the catalogue's, or the endpoint's address and model.
    pub fn embedder_name(&self, args: &EmbedderArgs) -> Result<String, Failure> {
        match self.embedder_choice(args) {
            (name, Some(address)) => Ok(format!("{} at {address}", name.unwrap_or_default())),
            (name, None) => Ok(entry(name, ModelKind::Embedder)?.name.clone()),
        }
    }

    /// How sure method `auto` must be before it shows an example that this embedder found. For
    /// embedders that were not measured it is the cautious value.
    pub fn silence_threshold(&self, args: &EmbedderArgs) -> Result<f32, Failure> {
        let (name, None) = self.embedder_choice(args) else {
            return Ok(CAUTIOUS_THRESHOLD);
        };
        let entry = entry(name, ModelKind::Embedder)?;
        let measured = entry.embedding.as_ref().and_then(|e| e.silence);
        Ok(measured.unwrap_or(CAUTIOUS_THRESHOLD))
    }

    /// The embedder's name, where one was given, and its endpoint's address, where it has one.
    fn embedder_choice<'a>(
        &'a self,
        args: &'a EmbedderArgs,
    ) -> (Option<&'a str>, Option<&'a String>) {
        let settings = &self.config.embedder;
        let name = args.embedder.as_deref().or(settings.name.as_deref());
        let address = args.embedder_endpoint.as_ref();
        (name, address.or(settings.endpoint.as_ref()))
    }

    /// The bar that shows how embedding goes on; it appears with the first example.
    pub const fn embedding_bar(&self) -> EmbeddingBar<'_> {
        EmbeddingBar {
            terminal: &self.terminal,
            bar: OnceLock::new(),
        }
    }
}

/// Shows how embedding goes on.
pub struct EmbeddingBar<'a> {
    terminal: &'a Terminal,
    bar: OnceLock<ProgressBar>,
}

impl EmbeddingBar<'_> {
    pub fn show(&self, done: usize, total: usize) {
        let bar = self
            .bar
            .get_or_init(|| counting_bar(self.terminal, "embedding the secure code database"));
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    }

    pub fn finish(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

fn usage(error: impl std::fmt::Display) -> Failure {
    Failure::usage(error.to_string())
}

/// Where an endpoint's key may come from. Each endpoint has its own, so that the key of one
/// server never travels to another.
struct KeySource {
    file: Option<PathBuf>,
    variable: Option<String>,
    /// Variables looked at when neither is named.
    defaults: &'static [&'static str],
}

impl KeySource {
    /// The key in the usual variables. OpenAI's own is used only over an encrypted connection:
    /// it is often set for other programs and must not reach any server that is named.
    fn default_key(&self, config: &OpenAiConfig) -> Option<Secret> {
        let encrypted = config.base_url.to_string().starts_with("https://");
        self.defaults
            .iter()
            .filter(|name| encrypted || name.starts_with("SECCODER_"))
            .find_map(|name| Secret::from_env(name).ok())
    }
}

/// Whether a model's name is a file rather than a catalogue entry.
pub fn is_file(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("gguf"))
}

/// The catalogue entry with this name, if it is of this kind.
pub fn entry(name: Option<&str>, kind: ModelKind) -> Result<&'static ModelEntry, Failure> {
    let catalogue = Catalogue::builtin();
    let found = match (name, kind) {
        (Some(name), ModelKind::CodeLm) => catalogue.get(name)?,
        (Some(name), ModelKind::Embedder) => catalogue.get(name).map_err(|error| {
            Failure::usage(error.to_string()).hint("--embedder names another one")
        })?,
        (None, ModelKind::CodeLm) => catalogue.default_model(),
        (None, ModelKind::Embedder) => catalogue.default_embedder(),
    };
    if found.kind == kind {
        return Ok(found);
    }
    let wanted = match kind {
        ModelKind::CodeLm => "a code model",
        ModelKind::Embedder => "an embedder",
    };
    Err(Failure::usage(format!("{} is not {wanted}", found.name))
        .hint("`seccoder model list` shows what each model is"))
}

#[cfg(feature = "llama-cpp")]
pub mod local {
    //! Models in this process.

    use seccoder_lm::gguf::{CONVERSION, Precision, convert_bert};
    use seccoder_lm::llama_cpp::{EmbedderConfig, LlamaConfig, LlamaCpp, LlamaEmbedder};

    use super::{
        Arc, Context, Embedder, Failure, Installed, Kind, LanguageModel, ModelArgs, ModelEntry,
        ModelKind, Path, PathBuf, entry, is_file,
    };

    /// How the embedder's weights are stored: what `make bench` measured fastest on CPUs with
    /// bfloat16 arithmetic, and bytes on the others, where bfloat16 is emulated.
    fn precision() -> Precision {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx512bf16") {
            return Precision::Bf16;
        }
        Precision::Q8
    }

    /// The converted weights of an embedder, made if they are not there.
    pub fn converted(entry: &ModelEntry, installed: &Installed) -> Result<PathBuf, Failure> {
        let path = installed
            .dir
            .join(format!("{CONVERSION}-{}.gguf", precision().name()));
        if !path.is_file() {
            convert_bert(&installed.dir, &path, precision()).map_err(|error| {
                Failure::new(
                    Kind::Failed,
                    format!("cannot convert {}: {error}", entry.name),
                )
            })?;
        }
        Ok(path)
    }

    impl Context {
        pub(super) async fn local_model(
            &self,
            name: Option<&str>,
            args: &ModelArgs,
        ) -> Result<Arc<dyn LanguageModel>, Failure> {
            let settings = &self.config.model;
            let mut config = match name {
                Some(file) if is_file(file) => LlamaConfig::new(Path::new(file)),
                _ => {
                    let entry = entry(name, ModelKind::CodeLm)?;
                    let installed = self.require(entry).await?;
                    let mut config = LlamaConfig::new(&installed.main);
                    config.name.clone_from(&entry.name);
                    config.fingerprint = Some(entry.main_file().sha256.clone());
                    config.auto = entry.auto;
                    config
                }
            };
            config.threads = self.threads;
            config.reproducible = args.reproducible;
            config.gpu_layers = args.gpu_layers.or(settings.gpu_layers).unwrap_or(0);
            config.context_len = args
                .context_len
                .map(|n| n as usize)
                .or(settings.context_len);
            Ok(Arc::new(LlamaCpp::open(config)))
        }

        pub(super) async fn local_embedder(
            &self,
            name: Option<&str>,
        ) -> Result<Arc<dyn Embedder>, Failure> {
            let entry = entry(name, ModelKind::Embedder)?;
            let installed = self.require(entry).await?;
            let max_tokens = entry
                .embedding
                .as_ref()
                .map_or(256, |embedding| embedding.max_tokens);
            Ok(Arc::new(LlamaEmbedder::open(EmbedderConfig {
                gguf: converted(entry, &installed)?,
                tokenizer: installed.dir.join("tokenizer.json"),
                name: entry.name.clone(),
                fingerprint: fingerprint(entry, max_tokens),
                max_tokens,
                threads: self.threads,
            })))
        }
    }

    /// Weights, conversion, precision, pooling and cut: what decides a vector.
    fn fingerprint(entry: &ModelEntry, max_tokens: usize) -> String {
        let weights = &entry.main_file().sha256;
        format!(
            "{}:{weights}:{CONVERSION}:{}:mean:{max_tokens}",
            entry.name,
            precision().name()
        )
    }
}

#[cfg(not(feature = "llama-cpp"))]
impl Context {
    async fn local_model(
        &self,
        _: Option<&str>,
        _: &ModelArgs,
    ) -> Result<Arc<dyn LanguageModel>, Failure> {
        Err(without_engine().hint("name a server with --endpoint URL"))
    }

    async fn local_embedder(&self, _: Option<&str>) -> Result<Arc<dyn Embedder>, Failure> {
        Err(without_engine().hint("name a server with --embedder-endpoint URL"))
    }
}

#[cfg(not(feature = "llama-cpp"))]
fn without_engine() -> Failure {
    Failure::new(
        Kind::Missing,
        "this seccoder was built without a local engine",
    )
}
