//! SVEN's prefixes (He & Vechev, "Large Language Models for Code: Security Hardening and
//! Adversarial Testing", CCS 2023): reading, applying and training them.
//!
//! A prefix is a short run of keys and values, learned and not computed from tokens, that stands
//! before the prompt in every layer's cache. There is one for each [`Control`]: `sec` draws the
//! model towards secure code, `vul` towards vulnerable code; the model's own weights stay as they
//! are.
//!
//! - `prefix` is the prefix, its checks against a model, and its file,
//! - `published` reads the folders that the authors published,
//! - `data` reads pairs of functions before and after a fix, `changes` finds where they differ, and
//!   `sample` marks the tokens that differ,
//! - `loss` has the three losses, `optimizer` AdamW and the learning rate's schedule,
//! - `config` has a training's settings, and the published ones,
//! - `train` puts them together, `state` writes and reads what an interrupted training needs,
//! - `job` is a training from a user's paths to a folder with the prefix.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub mod changes;
pub mod config;
pub mod data;
mod error;
pub mod job;
pub mod loss;
pub mod optimizer;
pub mod prefix;
mod published;
pub mod sample;
mod state;
mod tensors;
pub mod train;

pub use error::{DataError, PrefixError, TrainError};
pub use prefix::{Dimensions, Origin, Prefix};

/// What a prefix draws a model towards. The order is that of the published checkpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Control {
    /// Secure code.
    Sec,
    /// Vulnerable code.
    Vul,
}

impl Control {
    /// Both, in the order in which checkpoints hold them.
    pub const ALL: [Self; 2] = [Self::Sec, Self::Vul];

    /// The other one.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Sec => Self::Vul,
            Self::Vul => Self::Sec,
        }
    }

    /// Its name, `sec` or `vul`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sec => "sec",
            Self::Vul => "vul",
        }
    }

    fn index(self) -> usize {
        match self {
            Self::Sec => 0,
            Self::Vul => 1,
        }
    }
}

impl fmt::Display for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text names no control.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no control; use `sec` (secure code) or `vul` (vulnerable code)")]
pub struct UnknownControl(pub String);

impl FromStr for Control {
    type Err = UnknownControl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|control| control.name() == text)
            .ok_or_else(|| UnknownControl(text.to_owned()))
    }
}
