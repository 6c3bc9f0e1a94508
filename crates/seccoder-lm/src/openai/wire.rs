//! The protocol's JSON, in what we read of it. Every field may be missing: servers
//! differ, and what an absence means is decided where the field is used.

use serde::Deserialize;
use serde_json::Value;

/// An answer, or one chunk of it: completions and chat in one type.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chunk {
    /// The samples this is about.
    pub(super) choices: Option<Vec<Choice>>,
    /// Tokens used; in the last chunk of a stream.
    pub(super) usage: Option<Usage>,
    /// What went wrong after the answer began.
    pub(super) error: Option<Value>,
    /// `error` in the error objects of some servers, which have their message beside it.
    pub(super) object: Option<String>,
    /// The message of such an error object.
    pub(super) message: Option<Value>,
    /// The status of such an error object.
    pub(super) code: Option<Value>,
}

/// One sample's part of a chunk.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    /// Which sample.
    pub(super) index: Option<usize>,
    /// Text of a completion.
    pub(super) text: Option<String>,
    /// New text of a streamed chat answer.
    pub(super) delta: Option<Message>,
    /// Text of a chat answer that is not streamed.
    pub(super) message: Option<Message>,
    /// Why the sample ended.
    pub(super) finish_reason: Option<String>,
    /// vLLM: the stop sequence that was met, as text, or as a number of a token.
    pub(super) stop_reason: Option<Value>,
}

/// A chat message or a part of one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Message {
    /// Its text; the reasoning that some models send in other fields is not part of it.
    pub(super) content: Option<String>,
    /// The model's words when it declines.
    pub(super) refusal: Option<String>,
}

/// Tokens used by a request.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(super) struct Usage {
    /// Tokens of the prompt.
    pub(super) prompt_tokens: Option<usize>,
    /// Tokens of all samples together.
    pub(super) completion_tokens: Option<usize>,
    /// More about the prompt.
    pub(super) prompt_tokens_details: Option<PromptDetails>,
}

/// More about the tokens of a prompt.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(super) struct PromptDetails {
    /// How many came from a cache.
    pub(super) cached_tokens: Option<usize>,
}

/// The answer of `/v1/models`.
#[derive(Debug, Deserialize)]
pub(super) struct ModelList {
    /// The models.
    pub(super) data: Vec<ListedModel>,
}

/// One model in a list.
#[derive(Debug, Deserialize)]
pub(super) struct ListedModel {
    /// Its name.
    pub(super) id: String,
}

/// The answer of `/v1/embeddings`.
#[derive(Debug, Deserialize)]
pub(super) struct Embeddings {
    /// One vector per text.
    pub(super) data: Vec<Embedding>,
}

/// One vector.
#[derive(Debug, Deserialize)]
pub(super) struct Embedding {
    /// Which text it belongs to.
    pub(super) index: Option<usize>,
    /// The components; some servers write NaN as null.
    pub(super) embedding: Vec<Option<f32>>,
}

impl Chunk {
    /// The error object in it, if it has one.
    pub(super) fn error(&self) -> Option<Value> {
        if let Some(error) = &self.error {
            return Some(error.clone());
        }
        let is_error = self.object.as_deref() == Some("error");
        is_error.then(|| serde_json::json!({ "message": self.message, "code": self.code }))
    }
}

impl Choice {
    /// Its text, wherever the kind of answer has it.
    pub(super) fn text(&self) -> &str {
        let message = self.delta.as_ref().or(self.message.as_ref());
        let content = message.and_then(|message| message.content.as_deref());
        self.text.as_deref().or(content).unwrap_or("")
    }

    /// The model's words when it declines to answer.
    pub(super) fn refusal(&self) -> Option<&str> {
        let message = self.delta.as_ref().or(self.message.as_ref())?;
        message
            .refusal
            .as_deref()
            .filter(|refusal| !refusal.is_empty())
    }
}
