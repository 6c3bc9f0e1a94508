//! Settings from `seccoder.toml`: the user's file and the project's.
//!
//! Precedence, rising: built-in defaults, the user's file, the project's file (the
//! nearest `seccoder.toml` at or above the working folder), environment
//! variables, flags.
//!
//! A project's file travels with a clone, so it is not trusted with what decides
//! where code and keys go: endpoints, keys, files and the database are the user's
//! to set.

use std::path::{Path, PathBuf};

use seccoder::method::Method;
use seccoder::pipeline::{Mode, RetrievalFailure};
use seccoder::prompt::PromptStyle;
use seccoder::prompt::form::Form;
use serde::Deserialize;

use crate::failure::Failure;
use crate::setup::is_path;

const FILE: &str = "seccoder.toml";

/// The contents of a `seccoder.toml`. Every setting may be left out.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Secure code databases, the nearest first: one, or a list.
    pub db: Option<OneOrMany>,
    /// Public keys; only databases that one of them signed are served from.
    pub require_signed: Option<Vec<PathBuf>>,
    /// Endpoints that private examples may be sent to.
    pub private_to: Option<Vec<String>>,
    /// Never use the network.
    pub offline: Option<bool>,
    /// `[model]`
    pub model: ModelConfig,
    /// `[embedder]`
    pub embedder: EmbedderConfig,
    /// `[complete]`
    pub complete: CompleteConfig,
}

/// One text, or a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// One.
    One(String),
    /// A list.
    Many(Vec<String>),
}

impl OneOrMany {
    /// As a list.
    pub fn list(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

/// Which language model, and how it runs.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ModelConfig {
    /// Catalogue name, path of a `.gguf` file, or the endpoint's model name.
    pub name: Option<String>,
    /// Base address of an OpenAI-compatible server.
    pub endpoint: Option<String>,
    /// Environment variable that holds the endpoint's key.
    pub api_key_env: Option<String>,
    /// File that holds the endpoint's key.
    pub api_key_file: Option<PathBuf>,
    /// CPU threads.
    pub threads: Option<usize>,
    /// Layers on the GPU.
    pub gpu_layers: Option<u32>,
    /// Context length in tokens.
    pub context_len: Option<usize>,
}

/// Which embedder.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EmbedderConfig {
    /// Catalogue name, path of a published folder, or the endpoint's model name.
    pub name: Option<String>,
    /// What stands before a query, an instruction for example, in place of the embedder's usual.
    pub query_prefix: Option<String>,
    /// What stands before a secure example, in place of the embedder's usual.
    pub document_prefix: Option<String>,
    /// Base address of an OpenAI-compatible server.
    pub endpoint: Option<String>,
    /// Environment variable that holds the endpoint's key.
    pub api_key_env: Option<String>,
    /// File that holds the endpoint's key.
    pub api_key_file: Option<PathBuf>,
}

/// How programs are completed.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CompleteConfig {
    /// Method.
    pub method: Option<Method>,
    /// Fast or thorough.
    pub mode: Option<Mode>,
    /// Demonstrations at most.
    pub k: Option<usize>,
    /// Method `auto`: the form of a demonstration.
    pub form: Option<Form>,
    /// Method `auto`: the most tokens that demonstrations add.
    pub budget: Option<usize>,
    /// Method `auto`: how sure it must be to show an example.
    pub threshold: Option<f32>,
    /// Temperature.
    pub temperature: Option<f32>,
    /// Nucleus.
    pub top_p: Option<f32>,
    /// Top-k.
    pub top_k: Option<usize>,
    /// New tokens at most.
    pub max_tokens: Option<usize>,
    /// Seed.
    pub seed: Option<u64>,
    /// Prompt style.
    pub style: Option<PromptStyle>,
    /// Licences of examples that may be shown.
    pub licences: Option<Vec<String>>,
    /// What to do when retrieval fails.
    pub on_retrieval_failure: Option<RetrievalFailure>,
}

impl Config {
    /// The user's and the project's settings together.
    pub fn load(user_folder: &Path) -> Result<Self, Failure> {
        let user_file = user_folder.join(FILE);
        let user = read(&user_file)?.unwrap_or_default();
        let here = std::env::current_dir().unwrap_or_default();
        let project_file = here
            .ancestors()
            .map(|folder| folder.join(FILE))
            .find(|file| file.is_file());
        match project_file {
            Some(file) if !same_file(&file, &user_file) => {
                let project = read(&file)?.unwrap_or_default();
                project.check_project(&file)?;
                Ok(project.over(user))
            }
            _ => Ok(user),
        }
    }

    /// Refuses what a cloned repository must not decide.
    fn check_project(&self, file: &Path) -> Result<(), Failure> {
        let named_path = self.model.name.as_deref().is_some_and(is_path);
        let embedder_path = self.embedder.name.as_deref().is_some_and(is_path);
        let refused = [
            ("db", self.db.is_some()),
            ("require_signed", self.require_signed.is_some()),
            ("private_to", self.private_to.is_some()),
            (
                "complete.on_retrieval_failure",
                self.complete.on_retrieval_failure == Some(RetrievalFailure::Complete),
            ),
            ("offline", self.offline == Some(false)),
            ("model.endpoint", self.model.endpoint.is_some()),
            ("model.api_key_env", self.model.api_key_env.is_some()),
            ("model.api_key_file", self.model.api_key_file.is_some()),
            ("model.name (a path)", named_path),
            ("embedder.name (a path)", embedder_path),
            ("embedder.endpoint", self.embedder.endpoint.is_some()),
            ("embedder.api_key_env", self.embedder.api_key_env.is_some()),
            (
                "embedder.api_key_file",
                self.embedder.api_key_file.is_some(),
            ),
        ];
        match refused.iter().find(|(_, set)| *set) {
            None => Ok(()),
            Some((name, _)) => Err(Failure::usage(format!(
                "{}: `{name}` may not be set by a project's file, which comes with a clone",
                file.display()
            ))
            .hint("move it to your own seccoder.toml, or use a flag or environment variable")),
        }
    }

    /// These settings, and `below` where they say nothing.
    fn over(self, below: Self) -> Self {
        let (m, n) = (self.model, below.model);
        let (e, f) = (self.embedder, below.embedder);
        let (c, d) = (self.complete, below.complete);
        Self {
            db: self.db.or(below.db),
            require_signed: self.require_signed.or(below.require_signed),
            private_to: self.private_to.or(below.private_to),
            offline: self.offline.or(below.offline),
            model: ModelConfig {
                name: m.name.or(n.name),
                endpoint: m.endpoint.or(n.endpoint),
                api_key_env: m.api_key_env.or(n.api_key_env),
                api_key_file: m.api_key_file.or(n.api_key_file),
                threads: m.threads.or(n.threads),
                gpu_layers: m.gpu_layers.or(n.gpu_layers),
                context_len: m.context_len.or(n.context_len),
            },
            embedder: EmbedderConfig {
                name: e.name.or(f.name),
                query_prefix: e.query_prefix.or(f.query_prefix),
                document_prefix: e.document_prefix.or(f.document_prefix),
                endpoint: e.endpoint.or(f.endpoint),
                api_key_env: e.api_key_env.or(f.api_key_env),
                api_key_file: e.api_key_file.or(f.api_key_file),
            },
            complete: CompleteConfig {
                method: c.method.or(d.method),
                mode: c.mode.or(d.mode),
                k: c.k.or(d.k),
                form: c.form.or(d.form),
                budget: c.budget.or(d.budget),
                threshold: c.threshold.or(d.threshold),
                temperature: c.temperature.or(d.temperature),
                top_p: c.top_p.or(d.top_p),
                top_k: c.top_k.or(d.top_k),
                max_tokens: c.max_tokens.or(d.max_tokens),
                seed: c.seed.or(d.seed),
                style: c.style.or(d.style),
                licences: narrowed(c.licences, d.licences),
                on_retrieval_failure: c.on_retrieval_failure.or(d.on_retrieval_failure),
            },
        }
    }
}

/// A project may narrow what its user allows, and not widen it.
fn narrowed(project: Option<Vec<String>>, user: Option<Vec<String>>) -> Option<Vec<String>> {
    match (project, user) {
        (Some(mut project), Some(user)) => {
            project.retain(|licence| user.contains(licence));
            Some(project)
        }
        (project, user) => project.or(user),
    }
}

fn read(file: &Path) -> Result<Option<Config>, Failure> {
    match std::fs::read_to_string(file) {
        Ok(text) => toml::from_str(&text).map(Some).map_err(|error| {
            let place = error.span().map_or_else(String::new, |span| {
                let line = text[..span.start].matches('\n').count() + 1;
                format!(", line {line}")
            });
            Failure::usage(format!("{}{place}: {}", file.display(), error.message()))
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::usage(format!(
            "cannot read {}: {error}",
            file.display()
        ))),
    }
}

fn same_file(a: &Path, b: &Path) -> bool {
    matches!((std::fs::canonicalize(a), std::fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Config {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn the_project_overrides_the_user() {
        let user = parse("offline = true\n[complete]\nmethod = 'none'\nk = 2\n");
        let project = parse("[complete]\nmethod = 'seccoder'\n");
        let both = project.over(user);
        assert_eq!(both.complete.method, Some(Method::Seccoder));
        assert_eq!((both.complete.k, both.offline), (Some(2), Some(true)));
        let licences = |text: &str| parse(&format!("[complete]\nlicences = {text}"));
        let both = licences("['MIT', 'GPL-2.0-only']").over(licences("['MIT', 'ISC']"));
        assert_eq!(both.complete.licences, Some(vec!["MIT".to_owned()]));
    }

    #[test]
    fn a_project_must_not_redirect_code_or_keys() {
        let refused = |text: &str| parse(text).check_project(Path::new("x")).is_err();
        for text in [
            "db = 'x'",
            "db = ['x', 'built-in']",
            "require_signed = ['x.pub']",
            "private_to = ['https://example.invalid']",
            "[complete]\non_retrieval_failure = 'complete'",
            "offline = false",
            "[model]\nendpoint = 'http://example.invalid'",
            "[model]\napi_key_env = 'HOME'",
            "[model]\nname = './evil.GGUF'",
            "[embedder]\nendpoint = 'http://example.invalid'",
            "[embedder]\nname = './vectors'",
        ] {
            assert!(refused(text), "{text}");
        }
        assert!(!refused(
            "offline = true\n[model]\nname = 'qwen2.5-coder-0.5b'\nthreads = 1"
        ));
    }

    #[test]
    fn unknown_settings_are_errors() {
        assert!(toml::from_str::<Config>("metod = 'none'").is_err());
    }
}
