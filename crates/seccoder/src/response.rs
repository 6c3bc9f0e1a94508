//! What a completion request returns, and its JSON form (schema version 1).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::cwe::CweId;
use crate::example::{ExampleId, Provenance, SecureExample};
use crate::language::Language;
use crate::method::Method;
use crate::model::{Decoding, FinishReason, ModelInfo, ModelInput};
use crate::pipeline::{LanguageFilter, LongExamples, RetrievalFailure};
use crate::prompt::{DemonstrationView, PromptStyle};
use crate::retriever::{Hit, Score};
use crate::truncate::{CutRules, Ended};

/// Version of the JSON form; it changes when a field changes its meaning or goes away.
pub const SCHEMA_VERSION: u32 = 1;

/// A secure example as it appears in a response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExampleSummary {
    /// Its id.
    pub id: ExampleId,
    /// A few words on what its code does.
    pub title: String,
    /// Its language.
    pub language: Language,
    /// The weaknesses it avoids.
    pub cwes: Vec<CweId>,
    /// Where it came from.
    pub provenance: Provenance,
    /// The scores that ranked it; the first one decided.
    pub scores: Vec<Score>,
}

impl From<&Hit> for ExampleSummary {
    fn from(hit: &Hit) -> Self {
        let SecureExample {
            id,
            title,
            language,
            cwes,
            provenance,
            ..
        } = &*hit.example;
        Self {
            id: *id,
            title: title.clone(),
            language: *language,
            cwes: cwes.clone(),
            provenance: provenance.clone(),
            scores: hit.scores.clone(),
        }
    }
}

/// What became of an example that was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Shown to the model.
    Used {
        /// Tokens that it adds to the prompt.
        tokens: usize,
    },
    /// A better one was already found.
    NotNeeded,
    /// Longer than the room that was left.
    TooLong {
        /// Its tokens.
        tokens: usize,
        /// The tokens there was room for.
        room: usize,
    },
    /// Longer than the limit above which examples are left out beforehand.
    LeftOut {
        /// Its tokens.
        tokens: usize,
        /// The limit.
        limit: usize,
    },
    /// Private, and the model is not on this machine.
    Withheld,
}

/// An example that was looked at, and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Considered {
    /// The example.
    #[serde(flatten)]
    pub example: ExampleSummary,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// One completion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Which sample, from 0.
    pub index: usize,
    /// The code, cut where the function ends.
    pub text: String,
    /// Why the model stopped.
    pub finish_reason: FinishReason,
    /// Where the cut was made.
    pub ended: Ended,
    /// Tokens generated, where the engine says.
    pub tokens: Option<usize>,
}

/// How long each stage took, in milliseconds. Stages overlap where they can.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Timings {
    /// Finding the examples: embedding the query and searching.
    pub retrieve_ms: f64,
    /// Waiting for the model to be ready, after retrieval.
    pub model_wait_ms: f64,
    /// Choosing among the hits and building the prompt.
    pub integrate_ms: f64,
    /// From the request to the engine to the first token: reading the prompt.
    pub first_token_ms: f64,
    /// From the first token to the last.
    pub generate_ms: f64,
    /// Everything.
    pub total_ms: f64,
}

/// A duration in milliseconds.
#[must_use]
pub fn millis(duration: Duration) -> f64 {
    // Microsecond resolution: more digits would be noise.
    duration.as_micros() as f64 / 1000.0
}

/// What was asked for. With the prompt and the model it decides the result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Demonstrations at most.
    pub demonstrations: usize,
    /// Which languages counted; `null` is the method's own choice.
    pub language_filter: Option<LanguageFilter>,
    /// What was done with long examples.
    pub long_examples: LongExamples,
    /// Weaknesses whose examples did not count.
    pub without_cwes: Vec<CweId>,
    /// Licences that counted; left out when any did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licences: Option<Vec<String>>,
    /// What was to be done when retrieval fails.
    #[serde(default)]
    pub on_retrieval_failure: RetrievalFailure,
    /// What of an example was shown.
    pub view: DemonstrationView,
    /// By which rules completions were cut.
    pub cut: CutRules,
    /// How tokens were chosen.
    pub decoding: Decoding,
    /// Seed of the sampling and of method `random`.
    pub seed: u64,
    /// Completions.
    pub samples: usize,
    /// New tokens at most.
    pub max_tokens: usize,
}

/// Everything that is known about a finished request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CompletionResponse {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// How the prompt was augmented.
    pub method: Method,
    /// The prompt's style.
    pub style: PromptStyle,
    /// The prompt template, with its version.
    pub template: String,
    /// The language the request was treated as.
    pub language: Option<Language>,
    /// The completions, by index.
    pub choices: Vec<Choice>,
    /// The examples shown to the model, in the prompt's order.
    pub demonstrations: Vec<ExampleSummary>,
    /// Why retrieval failed, where the completion was made without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrieval_error: Option<String>,
    /// The examples looked at, best first.
    pub considered: Vec<Considered>,
    /// The model.
    pub model: ModelInfo,
    /// Tokens of the prompt, where the engine says.
    pub prompt_tokens: Option<usize>,
    /// Prompt tokens that the engine took from its cache.
    pub cached_tokens: usize,
    /// What was asked for, as far as it decides the result.
    pub settings: Settings,
    /// How long each stage took.
    pub timings: Timings,
    /// The prompt as the engine got it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<ModelInput>,
}
