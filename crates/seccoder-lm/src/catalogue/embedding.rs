//! How an embedder is used: what the catalogue's `embedding = {…}` says.
//!
//! What the network is, its own `config.json` says; what stands here is what that file does not
//! say and vectors depend on.

use serde::Deserialize;

/// How an embedder makes one vector from those of the tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pooling {
    /// The mean over all tokens, those of a prefix too.
    Mean,
    /// The first token's.
    Cls,
    /// The mean over all tokens but those of the prefix, which is an instruction (INSTRUCTOR).
    MeanWithoutInstruction,
}

impl Pooling {
    /// Its name in the catalogue and in fingerprints.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Cls => "cls",
            Self::MeanWithoutInstruction => "mean-without-instruction",
        }
    }
}

/// What to know about an embedder.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Embedding {
    /// How one vector is made from those of the tokens.
    pub pooling: Pooling,
    /// The longest text, in tokens with the special ones and the prefix.
    pub max_tokens: usize,
    /// The length of a vector.
    pub dimensions: usize,
    /// Stands before a query: "query: ", or INSTRUCTOR's instruction.
    #[serde(default)]
    pub query_prefix: String,
    /// Stands before a secure example.
    #[serde(default)]
    pub document_prefix: String,
    /// Whether the pooled vector goes through a linear layer of its own (`2_Dense`).
    #[serde(default)]
    pub dense: bool,
    /// How sure method `auto` must be before it shows an example that this embedder found;
    /// measured by `seccoder eval calibrate`.
    #[serde(default)]
    pub silence: Option<f32>,
}

impl Embedding {
    /// Whether it is no more than the mean over the tokens of the text alone.
    #[must_use]
    pub fn is_plain_mean(&self) -> bool {
        self.pooling == Pooling::Mean
            && !self.dense
            && self.query_prefix.is_empty()
            && self.document_prefix.is_empty()
    }
}
