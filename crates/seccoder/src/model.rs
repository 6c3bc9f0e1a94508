//! Language models: what the method asks of one, and what it answers.
//!
//! A [`LanguageModel`] takes a [`GenerateRequest`] and returns a stream of
//! [`Event`]s. The trait is object-safe and knows no async runtime: engines run
//! on threads of their own and hand results over as a [`BoxStream`]. Dropping
//! the stream cancels the whole request; [`SampleControl`] stops single samples
//! while the others go on.
//!
//! Text reaches an engine as a [`ModelInput`], never as one string with special
//! tokens in it: the engine adds those itself, so that retrieved code which
//! happens to contain `<|im_end|>` stays plain text.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::auto::ShowingByStyle;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};

/// What a model can do, which decides the prompt style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Capabilities {
    /// Continues raw text.
    pub raw: bool,
    /// Fills in the middle between a prefix and a suffix.
    pub fim: bool,
    /// Answers chat messages.
    pub chat: bool,
    /// The token counts are the model's own, not an estimate.
    pub exact_token_counts: bool,
}

/// What is known about a model once it is loaded or reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelInfo {
    /// Catalogue name, file path or remote model name.
    pub name: String,
    /// Engine: `llama.cpp`, `openai`, `scripted`.
    pub engine: String,
    /// SHA-256 of the weights where they are local.
    pub fingerprint: Option<String>,
    /// The most tokens that prompt and completion may have together; `None` when unknown.
    pub context_len: Option<usize>,
    /// Whether prompts stay on this machine.
    pub on_this_machine: bool,
    /// Whether private examples may be shown to it: it is on this machine, or the user allowed
    /// its endpoint.
    #[serde(default)]
    pub sees_private: bool,
    /// What the model can do.
    pub capabilities: Capabilities,
    /// What method `auto` does best with it, where that was measured.
    #[serde(default, skip_serializing_if = "ShowingByStyle::is_empty")]
    pub auto: ShowingByStyle,
}

/// Who says a chat message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Instructions that hold for the conversation.
    System,
    /// The person asking.
    User,
    /// The model.
    Assistant,
}

/// One chat message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatMessage {
    /// Who says it.
    pub role: Role,
    /// Plain text; special tokens in it have no effect.
    pub content: String,
}

/// The prompt in the form an engine takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "style", rename_all = "lowercase")]
pub enum ModelInput {
    /// Text to continue.
    Raw {
        /// The text.
        text: String,
    },
    /// A gap to fill.
    Fim {
        /// The text before the gap.
        prefix: String,
        /// The text after the gap.
        suffix: String,
    },
    /// A conversation to answer.
    Chat {
        /// The messages, oldest first.
        messages: Vec<ChatMessage>,
    },
}

/// How the next token is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "lowercase")]
pub enum Decoding {
    /// The most likely token each time: the arg max of the paper's equations 1 and 2.
    Greedy,
    /// Sampling. Applied in the order temperature, top-k, top-p.
    Sample {
        /// Above zero; 1 leaves the distribution as it is.
        temperature: f32,
        /// Keep the smallest set of tokens with at least this probability, in (0, 1].
        top_p: f32,
        /// Keep at most this many tokens; `None` keeps all.
        top_k: Option<usize>,
    },
}

/// Stops single samples of a running request. Cloned handles share their state.
#[derive(Debug, Clone)]
pub struct SampleControl(Arc<[AtomicBool]>);

impl SampleControl {
    /// A control for `samples` samples, none of them stopped.
    #[must_use]
    pub fn new(samples: usize) -> Self {
        Self((0..samples).map(|_| AtomicBool::new(false)).collect())
    }

    /// Asks the engine to generate no more for this sample. Out of range: no effect.
    pub fn stop(&self, sample: usize) {
        if let Some(flag) = self.0.get(sample) {
            flag.store(true, Ordering::Relaxed);
        }
    }

    /// Whether this sample was stopped.
    #[must_use]
    pub fn is_stopped(&self, sample: usize) -> bool {
        self.0
            .get(sample)
            .is_some_and(|flag| flag.load(Ordering::Relaxed))
    }
}

/// A request to a language model.
#[derive(Debug, Clone)]
pub struct GenerateRequest {
    /// The prompt.
    pub input: ModelInput,
    /// How many independent samples to draw, at least 1.
    pub samples: usize,
    /// How tokens are chosen.
    pub decoding: Decoding,
    /// Seed of the sampling; sample `i` of a seed is always the same text on the same engine build.
    pub seed: u64,
    /// The most new tokens per sample.
    pub max_tokens: usize,
    /// Texts that end a sample; they are not part of it.
    pub stop: Vec<String>,
    /// Stops single samples.
    pub control: SampleControl,
}

/// Why a sample ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinishReason {
    /// The model ended the text itself.
    EndOfText,
    /// A stop sequence was reached.
    StopSequence,
    /// `max_tokens` was reached.
    MaxTokens,
    /// The caller stopped the sample (for instance because the function was complete).
    Stopped,
}

/// One step of a running request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The prompt has been read.
    PromptRead {
        /// Tokens of the prompt; `None` when the engine does not say.
        tokens: Option<usize>,
        /// How many of them were taken from the engine's cache.
        cached: usize,
    },
    /// More text of one sample.
    Text {
        /// Which sample, from 0.
        sample: usize,
        /// The new text.
        text: String,
    },
    /// A sample is finished.
    Finished {
        /// Which sample, from 0.
        sample: usize,
        /// Why.
        reason: FinishReason,
        /// Tokens generated for it; `None` when the engine does not say.
        tokens: Option<usize>,
    },
}

/// Why a model could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// Loading failed: file missing, damaged, of an unknown kind.
    #[error("cannot load model {name}: {reason}")]
    Load {
        /// The model.
        name: String,
        /// What happened.
        reason: String,
    },
    /// Prompt and requested tokens do not fit into the context.
    #[error(
        "the prompt has {prompt} tokens and {max_tokens} more were asked for, but the model's context holds {context}"
    )]
    ContextOverflow {
        /// Tokens of the prompt.
        prompt: usize,
        /// Tokens asked for.
        max_tokens: usize,
        /// Tokens the context holds.
        context: usize,
    },
    /// The model cannot take this kind of input.
    #[error("model {name} does not support {what}")]
    Unsupported {
        /// The model.
        name: String,
        /// What was asked.
        what: String,
    },
    /// The request makes no sense.
    #[error("invalid request: {0}")]
    InvalidRequest(String),
    /// An endpoint could not be reached or broke off.
    #[error("cannot reach {endpoint}: {reason}")]
    Unreachable {
        /// The address, without credentials.
        endpoint: String,
        /// What happened.
        reason: String,
    },
    /// An endpoint answered with an error.
    #[error("{endpoint} answered {status}: {message}")]
    Refused {
        /// The address, without credentials.
        endpoint: String,
        /// HTTP status.
        status: u16,
        /// The endpoint's own words, shortened.
        message: String,
    },
    /// An endpoint answered something that is not its protocol.
    #[error("{endpoint} sent an answer that cannot be understood: {reason}")]
    BadAnswer {
        /// The address, without credentials.
        endpoint: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The engine failed while generating.
    #[error("generation failed: {0}")]
    Engine(String),
}

/// A code language model behind some engine.
pub trait LanguageModel: Send + Sync {
    /// What the model is. Waits until it is loaded.
    ///
    /// # Errors
    /// When loading failed.
    fn info(&self) -> BoxFuture<'_, Result<ModelInfo, ModelError>>;

    /// Tokens of `text`, by the model's own tokenizer where the engine has it, else
    /// a cautious estimate ([`Capabilities::exact_token_counts`]).
    ///
    /// # Errors
    /// When loading failed.
    fn count_tokens<'a>(&'a self, text: &'a str) -> BoxFuture<'a, Result<usize, ModelError>>;

    /// Starts generating. The stream yields one [`Event::PromptRead`], then texts,
    /// and one [`Event::Finished`] per sample; after an error nothing follows.
    fn generate(&self, request: GenerateRequest) -> BoxStream<'static, Result<Event, ModelError>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_of_a_control_share_their_flags() {
        let control = SampleControl::new(2);
        let other = control.clone();
        other.stop(1);
        other.stop(7);
        assert!(!control.is_stopped(0) && control.is_stopped(1) && !control.is_stopped(7));
    }
}
