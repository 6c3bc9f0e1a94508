//! The protocol's answers, as JSON.

use axum::http::HeaderValue;
use bytes::Bytes;
use serde::Serialize;

use super::work::Step;

/// Content type of whole answers.
pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// An answer, or a chunk of one.
#[derive(Debug, Serialize)]
pub(super) struct Answer<'a, C> {
    pub id: &'a str,
    pub object: &'static str,
    /// Seconds since 1970.
    pub created: u64,
    pub model: &'a str,
    pub system_fingerprint: Option<&'a str>,
    pub choices: Vec<C>,
    /// Left out, null, or there: clients that asked for it find null in every chunk but the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Option<Usage>>,
}

/// A completion, or a part of one.
#[derive(Debug, Serialize)]
pub(super) struct TextChoice<'a> {
    pub index: usize,
    pub text: &'a str,
    /// Always null.
    pub logprobs: Option<()>,
    pub finish_reason: Option<&'static str>,
}

/// A chat answer.
#[derive(Debug, Serialize)]
pub(super) struct ChatChoice<'a> {
    pub index: usize,
    pub message: Message<'a>,
    /// Always null.
    pub logprobs: Option<()>,
    pub finish_reason: Option<&'static str>,
}

/// A part of a chat answer.
#[derive(Debug, Serialize)]
pub(super) struct DeltaChoice<'a> {
    pub index: usize,
    pub delta: Delta<'a>,
    /// Always null.
    pub logprobs: Option<()>,
    pub finish_reason: Option<&'static str>,
}

/// The model's message.
#[derive(Debug, Serialize)]
pub(super) struct Message<'a> {
    pub role: &'static str,
    pub content: &'a str,
    /// Always null.
    pub refusal: Option<()>,
}

/// What is new in a message.
#[derive(Debug, Default, Serialize)]
pub(super) struct Delta<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<&'a str>,
}

/// Tokens used by a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub(super) struct Usage {
    /// Tokens of the prompts.
    prompt_tokens: usize,
    /// Tokens of all choices.
    completion_tokens: usize,
    /// Both.
    total_tokens: usize,
    prompt_tokens_details: PromptDetails,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
struct PromptDetails {
    /// How many were taken from the engine's cache.
    cached_tokens: usize,
}

impl Usage {
    /// Counts a step.
    pub(super) fn add(&mut self, step: &Step) {
        match step {
            Step::PromptRead { tokens, cached, .. } => {
                self.prompt_tokens += tokens;
                self.prompt_tokens_details.cached_tokens += cached;
                self.total_tokens += tokens;
            }
            Step::Finished { tokens, .. } => {
                self.completion_tokens += tokens;
                self.total_tokens += tokens;
            }
            Step::Text { .. } | Step::Done => {}
        }
    }
}

/// A value as JSON.
pub(super) fn json(value: &impl Serialize) -> Bytes {
    // Structures of strings, numbers and lists always have a JSON form.
    serde_json::to_vec(value)
        .map(Bytes::from)
        .unwrap_or_default()
}
