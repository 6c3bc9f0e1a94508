//! What a completion request returns, and its JSON form (schema version 1).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::auto::AutoOptions;
use crate::cwe::CweId;
use crate::example::{ExampleId, Provenance, SecureExample};
use crate::language::Language;
use crate::method::Method;
use crate::model::{Decoding, FinishReason, ModelInfo, ModelInput};
use crate::oracle::Verdict;
use crate::pipeline::{LanguageFilter, LongExamples, RetrievalFailure};
use crate::prompt::form::Form;
use crate::prompt::{DemonstrationView, PromptStyle};
use crate::retriever::{Hit, Reason, Score};
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
    /// Why it was chosen, where the retriever can say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
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
            reason: hit.reason.clone(),
        }
    }
}

/// What became of an example that was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Shown to the model.
    Used {
        /// Tokens that it adds to the prompt.
        tokens: usize,
        /// As what; `None` for the whole code in the paper's form.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        form: Option<Form>,
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
    /// It is not likely enough to be of use: nothing is shown rather than this.
    Unsure {
        /// How sure it is, in [0, 1].
        confidence: f32,
        /// How sure it would have to be.
        threshold: f32,
    },
    /// It has no text of the wanted form that keeps the budget, or none that was not said.
    NoForm {
        /// The tokens there were for it.
        budget: usize,
    },
    /// No example was measured to help this model.
    Silent,
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
    /// Everything, with the rounds of thorough mode; the stages above are those of the draft.
    pub total_ms: f64,
}

/// What thorough mode saw in the drafts, and what it did about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThoroughReport {
    /// Who looked, with version; `none` where nobody could.
    pub inspector: String,
    /// Rounds for each completion at most.
    pub max_rounds: usize,
    /// One for each completion, in their order.
    pub choices: Vec<Revision>,
    /// Looking at the drafts, in milliseconds.
    pub inspect_ms: f64,
    /// All rounds, with looking at what they made, in milliseconds.
    pub rounds_ms: f64,
}

impl ThoroughReport {
    /// The inspector's name where there was none.
    pub const NOBODY: &str = "none";

    /// The report on completions that nobody could look at.
    #[must_use]
    pub fn unjudged(reason: &str, max_rounds: usize, choices: &[Choice]) -> Self {
        let verdict = Verdict::Unjudged(reason.to_owned());
        let revision = Revision {
            verdict: verdict.clone(),
            rounds: Vec::new(),
            verdict_final: verdict,
        };
        Self {
            inspector: Self::NOBODY.to_owned(),
            max_rounds,
            choices: vec![revision; choices.len()],
            inspect_ms: 0.0,
            rounds_ms: 0.0,
        }
    }
}

/// How one completion came from its draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// Of the draft.
    pub verdict: Verdict,
    /// The rounds that it took, in their order.
    pub rounds: Vec<Round>,
    /// Of the completion.
    pub verdict_final: Verdict,
}

/// One attempt to better a completion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// The verdict that was to be bettered.
    pub because: Verdict,
    /// The weakness that examples were retrieved against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weakness: Option<CweId>,
    /// The prompt template, as the response's.
    pub template: String,
    /// The examples shown instead of the draft's; without any, its prompt was drawn again.
    pub demonstrations: Vec<ExampleSummary>,
    /// Why retrieval failed, where the round was made without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrieval_error: Option<String>,
    /// Seed of the sampling, derived from the request's seed, the round and the completion's index.
    pub seed: u64,
    /// Of what the round made.
    pub verdict: Verdict,
    /// Whether it stands now, because it is better.
    pub kept: bool,
    /// From retrieval to the verdict, in milliseconds; judging is shared by a round's completions.
    pub ms: f64,
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
    /// How method `auto` shows examples; left out for the other methods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto: Option<AutoOptions>,
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
    /// The prompt template, with its version; behind it the demonstration's form, where method
    /// `auto` showed one.
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
    /// What thorough mode saw and did; left out in fast mode. Examples, prompt and stages above
    /// are those of the drafts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thorough: Option<ThoroughReport>,
    /// The prompt as the engine got it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<ModelInput>,
}
