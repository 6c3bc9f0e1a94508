//! The methods by which a prompt is augmented.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How the prompt is augmented with a demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// The prompt as it is.
    None,
    /// A random secure example.
    Random,
    /// The example with the highest BM25 score.
    Bm25,
    /// The paper's method, frozen: cosine over code, any language, plain
    /// concatenation, one demonstration.
    Seccoder,
    /// The product's default: by several facets, in a short form, and only where it is likely to
    /// help ([`crate::auto`]).
    #[default]
    Auto,
}

/// The text names no method.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown method `{0}`; known: none, random, bm25, seccoder, auto")]
pub struct UnknownMethod(pub String);

impl Method {
    /// Every method.
    pub const ALL: [Self; 5] = [
        Self::None,
        Self::Random,
        Self::Bm25,
        Self::Seccoder,
        Self::Auto,
    ];

    /// Its name on the command line, in logs and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Random => "random",
            Self::Bm25 => "bm25",
            Self::Seccoder => "seccoder",
            Self::Auto => "auto",
        }
    }

    /// Whether the query is embedded.
    #[must_use]
    pub const fn is_dense(self) -> bool {
        matches!(self, Self::Seccoder | Self::Auto)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let lower = text.trim().to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|method| method.name() == lower)
            .ok_or_else(|| UnknownMethod(text.to_owned()))
    }
}
