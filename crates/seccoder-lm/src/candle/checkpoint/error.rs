//! Why a checkpoint could not be read.

use std::path::{Path, PathBuf};

/// Why a checkpoint could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file is not there.
    #[error(
        "{} is missing; a published folder holds config.json, tokenizer.json and weights \
         (model.safetensors or pytorch_model.bin)",
        path.display()
    )]
    Missing {
        /// The file, or the folder without weights.
        path: PathBuf,
    },
    /// A file cannot be read.
    #[error("{}: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// A file is not what its name says.
    #[error("{} is damaged or of another kind: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The architecture is not here.
    #[error("its model_type is {found:?}; known are {}", known.join(", "))]
    UnknownArchitecture {
        /// What `config.json` says.
        found: String,
        /// What could be read.
        known: &'static [&'static str],
    },
    /// `config.json` lacks something or asks for something unknown.
    #[error("its config.json does not describe a {architecture}: {reason}")]
    Config {
        /// The architecture.
        architecture: String,
        /// What is wrong.
        reason: String,
    },
    /// A tensor is not in the weights.
    #[error("its weights lack the tensor {name}; they belong to another model or are incomplete")]
    MissingTensor {
        /// The tensor.
        name: String,
    },
    /// A tensor is not as `config.json` describes it.
    #[error(
        "its tensor {name} has shape {found:?}, but config.json asks for {expected:?}; weights \
         and config.json are of different models"
    )]
    WrongShape {
        /// The tensor.
        name: String,
        /// By `config.json`.
        expected: Vec<usize>,
        /// In the weights.
        found: Vec<usize>,
    },
    /// The tokenizer is of a kind that is not here.
    #[error("the tokenizer of {} cannot be used: {reason}", path.display())]
    Tokenizer {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A LoRA adapter does not belong to the model, or asks for what is not here.
    #[error("the adapter {} cannot be used: {reason}", path.display())]
    Adapter {
        /// The adapter.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The model cannot be built.
    #[error("{0}")]
    Model(String),
}

impl LoadError {
    /// A file that the system would not read.
    pub(super) fn file(path: &Path, error: &std::io::Error) -> Self {
        let path = path.to_owned();
        if error.kind() == std::io::ErrorKind::NotFound {
            return Self::Missing { path };
        }
        Self::Unreadable {
            path,
            reason: error.to_string(),
        }
    }
}

impl From<candle_core::Error> for LoadError {
    fn from(error: candle_core::Error) -> Self {
        use candle_core::Error;
        match error {
            Error::CannotFindTensor { path } => Self::MissingTensor { name: path },
            Error::UnexpectedShape { msg, expected, got } => Self::WrongShape {
                name: msg,
                expected: expected.into_dims(),
                found: got.into_dims(),
            },
            Error::WithBacktrace { inner, .. } => (*inner).into(),
            other => Self::Model(other.to_string()),
        }
    }
}
