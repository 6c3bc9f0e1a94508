//! Building the concrete parts: the only place that knows engines, stores and files together.
//!
//! - `models` has the language models of this process,
//! - `embedders` has its embedders.

mod embedders;
mod models;

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

pub use models::is_path;

/// What every command needs: folders, settings, how to talk to the user.
pub struct Context {
    pub home: Home,
    pub config: Config,
    pub offline: bool,
    pub terminal: Terminal,
    /// CPU threads of local models; `None` takes all cores.
    #[cfg_attr(
        not(feature = "llama-cpp"),
        expect(dead_code, reason = "candle is told at the start")
    )]
    threads: Option<usize>,
    /// The secure code databases.
    pub databases: Databases,
    /// Endpoints that private examples may be sent to.
    private_to: Vec<BaseUrl>,
}

/// CPU threads of local models by flags and settings; `None` takes all cores. Settings that cannot
/// be read are reported by whoever needs them.
pub fn threads(global: &Global) -> Option<usize> {
    let settings = || {
        let home = Home::from_env().ok()?;
        Config::load(&home.config).ok()?.model.threads
    };
    global.threads.map(usize::from).or_else(settings)
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
        if entry.kind == ModelKind::Embedder {
            embedders::prepare(entry, &installed)?;
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
            let key = self.model_key(args, &["SECCODER_API_KEY", "OPENAI_API_KEY"]);
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

    /// The name of the model that flags and settings name, as clients of a server see it.
    pub fn model_name(&self, args: &ModelArgs) -> Result<String, Failure> {
        let name = args.model.as_deref().or(self.config.model.name.as_deref());
        Ok(match name {
            Some(path) if is_path(path) => {
                let path = Path::new(path);
                let name = path.file_name().unwrap_or(path.as_os_str());
                name.to_string_lossy().into_owned()
            }
            name => entry(name, ModelKind::CodeLm)?.name.clone(),
        })
    }

    /// The server behind the proxy. A key that is set for other programs is not used: clients
    /// bring their own, unless a flag or setting names one.
    pub fn upstream(&self, address: &str, args: &ModelArgs) -> Result<OpenAiConfig, Failure> {
        self.endpoint(address, &self.model_key(args, &["SECCODER_API_KEY"]))
    }

    /// Where the key of the model's endpoint comes from.
    fn model_key(&self, args: &ModelArgs, defaults: &'static [&'static str]) -> KeySource {
        let settings = &self.config.model;
        let file = args.api_key_file.clone();
        let variable = args.api_key_env.clone();
        KeySource {
            file: file.or_else(|| settings.api_key_file.clone()),
            variable: variable.or_else(|| settings.api_key_env.clone()),
            defaults,
        }
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
            (name, None) => self.local_embedder_name(name),
        }
    }

    /// How sure method `auto` must be before it shows an example that this embedder found. For
    /// embedders that were not measured it is the cautious value.
    pub fn silence_threshold(&self, args: &EmbedderArgs) -> Result<f32, Failure> {
        let (name, None) = self.embedder_choice(args) else {
            return Ok(CAUTIOUS_THRESHOLD);
        };
        self.local_silence(name)
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

/// The environment variable that may hold the token which a server's clients have to show.
pub const CLIENT_TOKEN: &str = "SECCODER_SERVE_TOKEN";

/// The token that a server's clients have to show, from a file or the environment; `None` lets
/// everybody in.
pub fn client_token(file: Option<&Path>) -> Result<Option<Secret>, Failure> {
    match file {
        Some(file) => Secret::from_file(file).map(Some).map_err(usage),
        None if std::env::var_os(CLIENT_TOKEN).is_none() => Ok(None),
        None => Secret::from_env(CLIENT_TOKEN).map(Some).map_err(usage),
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

/// That this build has no engine for something.
#[cfg(not(all(feature = "llama-cpp", feature = "candle")))]
fn without_engine(what: &str) -> Failure {
    Failure::new(
        Kind::Missing,
        format!("this seccoder was built without the local engine {what}"),
    )
}
