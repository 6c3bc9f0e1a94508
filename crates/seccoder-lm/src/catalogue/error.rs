//! What can go wrong with the catalogue, a pull and a store, in words for people.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a catalogue cannot be read, or has no such model.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// Not TOML, or not of this shape.
    #[error("the model catalogue cannot be read: {0}")]
    Syntax(String),
    /// Of another schema version.
    #[error("the model catalogue has schema {found}; this program reads schema {known}")]
    Schema {
        /// The version it has.
        found: u32,
        /// The version this program knows.
        known: u32,
    },
    /// It contradicts itself, or says something unsafe.
    #[error("the model catalogue is wrong about {what}: {problem}")]
    Invalid {
        /// The model, or the catalogue as a whole.
        what: String,
        /// What is wrong.
        problem: String,
    },
    /// No model of this name.
    #[error(
        "unknown model `{name}`{}; `seccoder model list` shows all names",
        did_you_mean(near)
    )]
    Unknown {
        /// The name asked for.
        name: String,
        /// Names that could have been meant, the likeliest first.
        near: Vec<String>,
    },
}

/// Why a model could not be pulled.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// Not installed, and nothing may be fetched.
    #[error("offline, and {0}")]
    Offline(StoreError),
    /// No source had the files.
    #[error("{}", all_failed(name, failures))]
    AllSourcesFailed {
        /// The model.
        name: String,
        /// Every source in the order tried, with its reason.
        failures: Vec<SourceFailure>,
    },
    /// This machine would not let the files be written or read. No other source can help.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One source that was tried, and why it did not have the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFailure {
    /// The source, as it is shown.
    pub source: String,
    /// What happened.
    pub reason: String,
    /// What could be done about it.
    pub hint: Option<String>,
}

/// Why the folder of models could not be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The model is not there.
    #[error("{}", not_installed(name, *takes_gguf))]
    NotInstalled {
        /// The model.
        name: String,
        /// Whether a path to a local .gguf file does instead.
        takes_gguf: bool,
    },
    /// The operating system refused.
    #[error("cannot {action} {}: {}{}", path.display(), error, io_hint(error))]
    Io {
        /// What was tried, e.g. "write".
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        error: io::Error,
    },
    /// Another process is pulling or removing the model.
    #[error("the model `{0}` is being pulled or removed by another process")]
    Busy(String),
    /// The program is shutting down.
    #[error("interrupted")]
    Interrupted,
}

/// Why an installed model is not what the catalogue says.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It is not there, or a file cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file has another length.
    #[error(
        "{} has {found} bytes, not {expected}; remove it with `seccoder model rm {name}` and pull again",
        path.display()
    )]
    Length {
        /// The model.
        name: String,
        /// The file.
        path: PathBuf,
        /// Bytes the catalogue says.
        expected: u64,
        /// Bytes there are.
        found: u64,
    },
    /// A file has the right length and another content.
    #[error(
        "{} has the SHA-256 {found}, not {expected}; remove it with `seccoder model rm {name}` and pull again",
        path.display()
    )]
    Hash {
        /// The model.
        name: String,
        /// The file.
        path: PathBuf,
        /// The hash the catalogue says.
        expected: String,
        /// The hash it has.
        found: String,
    },
}

/// Why one source did not deliver, inside a pull.
#[derive(Debug)]
pub(super) enum StepError {
    /// This source is at fault; the next one may do.
    Source {
        /// What happened.
        reason: String,
        /// What could be done about it.
        hint: Option<String>,
    },
    /// This machine is at fault; no source will do.
    Store(StoreError),
}

impl StepError {
    /// The source is at fault.
    pub(super) fn source(reason: impl Into<String>) -> Self {
        Self::Source {
            reason: reason.into(),
            hint: None,
        }
    }
}

impl From<StoreError> for StepError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl StoreError {
    /// For `map_err` on an operation at `path`.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io {
            action,
            path,
            error,
        }
    }
}

impl fmt::Display for SourceFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.source, self.reason)?;
        self.hint
            .as_ref()
            .map_or(Ok(()), |hint| write!(f, " ({hint})"))
    }
}

/// The part of a message that names near names.
fn did_you_mean(near: &[String]) -> String {
    if near.is_empty() {
        return String::new();
    }
    let quoted: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    format!(" (did you mean {}?)", quoted.join(" or "))
}

/// The message of [`StoreError::NotInstalled`].
fn not_installed(name: &str, takes_gguf: bool) -> String {
    let other = if takes_gguf {
        ", or name the path of a local .gguf file instead"
    } else {
        ""
    };
    format!(
        "the model `{name}` is not installed: get it with `seccoder model pull {name}` \
         while there is a network{other}"
    )
}

/// The message of [`PullError::AllSourcesFailed`].
fn all_failed(name: &str, failures: &[SourceFailure]) -> String {
    let mut text = format!("cannot pull `{name}`: no source delivered it");
    for failure in failures {
        text.push_str("\n  - ");
        text.push_str(&failure.to_string());
    }
    text.push_str(
        "\nhint: what was fetched is kept and the next pull resumes it; \
         a mirror of the hub can be named by HF_ENDPOINT",
    );
    text
}

/// What to do about an error of the operating system, where that is plain.
fn io_hint(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            " (free some space or set SECCODER_HOME to another disk; the next pull resumes)"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            " (SECCODER_HOME names the folder that SecCoder may write to)"
        }
        _ => "",
    }
}
