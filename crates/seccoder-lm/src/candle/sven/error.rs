//! What can go wrong with a prefix, its training data and its training, in words for people.

use std::io;
use std::path::{Path, PathBuf};

/// Why a prefix cannot be read, written or used.
#[derive(Debug, thiserror::Error)]
pub enum PrefixError {
    /// The operating system refused.
    #[error("cannot {action} {}: {error}", path.display())]
    Io {
        /// What was tried, e.g. "read".
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        error: io::Error,
    },
    /// Neither a prefix file nor a published folder.
    #[error(
        "{} holds no prefix; give a `prefix.safetensors`, a folder with one, or a published \
         folder with `pytorch_model.bin`, `config.json` and `lm.txt`",
        .0.display()
    )]
    NotAPrefix(PathBuf),
    /// A file that is damaged or not what its name says.
    #[error("{} cannot be used as a prefix: {problem}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Written by a later version of this program.
    #[error(
        "{} has the prefix format {found}; this program reads format {known}: use a newer \
         version of it",
        path.display()
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// The version it has.
        found: String,
        /// The version this program knows.
        known: u32,
    },
    /// Made for a model of another shape.
    #[error(
        "this prefix was made for {made_for}, with {what} {prefix}, and the model has {model}; \
         use it with the model that it was trained with"
    )]
    DoesNotFit {
        /// The model it was made for.
        made_for: String,
        /// The number that differs, e.g. "layers".
        what: &'static str,
        /// The prefix's.
        prefix: usize,
        /// The model's.
        model: usize,
    },
    /// The prefix leaves no room for a prompt.
    #[error(
        "a prefix of {length} positions leaves no room in a context of {context}; use a shorter one"
    )]
    TooLong {
        /// Positions of the prefix.
        length: usize,
        /// Positions of the model.
        context: usize,
    },
    /// The tensors do not make up a prefix.
    #[error("not a prefix: {0}")]
    Shape(String),
    /// A tensor operation failed.
    #[error("the prefix cannot be computed with: {0}")]
    Tensor(#[from] candle_core::Error),
}

impl PrefixError {
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io {
            action,
            path,
            error,
        }
    }

    pub(super) fn damaged(path: &Path, problem: impl Into<String>) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            problem: problem.into(),
        }
    }
}

/// Why training pairs cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The operating system refused.
    #[error("cannot read {}: {error}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        error: io::Error,
    },
    /// A line is no pair.
    #[error("{}, line {line}: {problem}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// A folder without pairs.
    #[error(
        "{} holds no pairs; expected files `*.jsonl` in it or in its folders `train` and `val`, \
         one object a line with `func_src_before` and `func_src_after`",
        .0.display()
    )]
    Empty(PathBuf),
    /// The tokenizer refused a text.
    #[error("the tokenizer cannot read {what}: {problem}")]
    Tokenizer {
        /// The function's name, or its number.
        what: String,
        /// What it said.
        problem: String,
    },
}

/// Why a prefix cannot be trained, or its training cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// A setting that makes no sense.
    #[error("the training setting {what} is {found}; it must be {expected}")]
    Setting {
        /// Its name.
        what: &'static str,
        /// What it is.
        found: String,
        /// What it may be.
        expected: &'static str,
    },
    /// Not one step's worth of samples.
    #[error(
        "{samples} samples are too few for one step of {needed}; give more pairs, or allow \
         longer functions"
    )]
    TooFewSamples {
        /// Samples there are.
        samples: usize,
        /// Samples a step takes.
        needed: usize,
    },
    /// The model does not hand a gradient back.
    #[error(
        "no gradient reached the {part} of layer {layer} ({control}): the model uses an \
         operation that has no backward pass, so this prefix cannot be trained with it"
    )]
    NoGradient {
        /// `key` or `value`.
        part: &'static str,
        /// The layer, counted from 0.
        layer: usize,
        /// The control.
        control: super::Control,
    },
    /// The loss left the numbers.
    #[error(
        "the loss is not a number after {step} steps; start again with a smaller learning rate, \
         or with f32 where the model is in f16"
    )]
    NotANumber {
        /// Steps that were made.
        step: u64,
    },
    /// A training cannot go on from this checkpoint.
    #[error(
        "the training in {} cannot go on: its {what} was {then}, and now it is {now}; give the \
         same, or start a new training in another folder",
        path.display()
    )]
    Differs {
        /// The checkpoint.
        path: PathBuf,
        /// What is not the same.
        what: &'static str,
        /// What it was.
        then: String,
        /// What it is.
        now: String,
    },
    /// The checkpoint or the prefix cannot be read, written or used.
    #[error(transparent)]
    Prefix(#[from] PrefixError),
    /// A tensor operation failed.
    #[error("the model cannot be trained with: {0}")]
    Tensor(#[from] candle_core::Error),
}
