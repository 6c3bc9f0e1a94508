//! One sample while it is generated: from logits to a token, to text, to its end.

use std::borrow::Cow;

use seccoder::model::{Decoding, Event, FinishReason, GenerateRequest, ModelError};

use super::healing::{self, WhitespaceTokens};
use super::{Job, Progress};
use crate::sampling::Sampler;
use crate::text_stream::TextStream;

/// What a sample must know about a model's tokens.
pub(crate) trait Vocabulary {
    /// Whether the token ends the text.
    fn is_end(&self, token: u32) -> bool;
    /// Its text in bytes; nothing for markup, which is not code.
    fn text(&self, token: u32) -> Cow<'_, [u8]>;
    /// The tokens that begin with white space.
    fn whitespace(&self) -> &WhitespaceTokens;
}

/// One sample.
pub(crate) struct Sample {
    number: usize,
    sampler: Sampler,
    text: TextStream,
    generated: usize,
    /// White space of the prompt that its first tokens must spell; see [`healing`].
    owed: Vec<u8>,
    /// The token drawn last, which the model has not read yet.
    pub next: u32,
    pub done: bool,
}

impl Sample {
    /// Sample `number` of a request.
    pub(crate) fn new(number: usize, owed: &[u8], request: &GenerateRequest) -> Self {
        Self {
            number,
            sampler: Sampler::new(request.decoding, request.seed, number),
            text: TextStream::new(&request.stop),
            generated: 0,
            owed: owed.to_vec(),
            next: 0,
            done: false,
        }
    }

    /// Draws its next token from the logits and passes the token's text on.
    pub(crate) fn take(
        &mut self,
        logits: &[f32],
        vocabulary: &impl Vocabulary,
        job: &Job,
    ) -> Result<Progress, ModelError> {
        if job.request.control.is_stopped(self.number) {
            return Ok(self.finish(FinishReason::Stopped, job));
        }
        let masked = if self.owed.is_empty() {
            None
        } else {
            vocabulary.whitespace().masked(logits, &self.owed)
        };
        let token = self
            .sampler
            .pick(masked.as_deref().unwrap_or(logits))
            .map_err(|error| ModelError::Engine(error.to_string()))?;
        if vocabulary.is_end(token) {
            return Ok(self.finish(FinishReason::EndOfText, job));
        }
        self.generated += 1;
        self.next = token;
        let bytes = vocabulary.text(token);
        let new = healing::settle(&mut self.owed, &bytes);
        let decoded = self.text.push(new);
        if self.send(decoded.text, job) == Progress::Cancelled {
            return Ok(Progress::Cancelled);
        }
        if decoded.stopped {
            return Ok(self.finish(FinishReason::StopSequence, job));
        }
        if self.generated >= job.request.max_tokens {
            return Ok(self.finish(FinishReason::MaxTokens, job));
        }
        Ok(Progress::Going)
    }

    fn send(&self, text: String, job: &Job) -> Progress {
        if text.is_empty() {
            return job.progress();
        }
        job.send(Event::Text {
            sample: self.number,
            text,
        })
    }

    fn finish(&mut self, reason: FinishReason, job: &Job) -> Progress {
        self.done = true;
        if matches!(reason, FinishReason::EndOfText | FinishReason::MaxTokens) {
            let rest = self.text.finish();
            self.send(rest, job);
        }
        job.send(Event::Finished {
            sample: self.number,
            reason,
            tokens: Some(self.generated),
        })
    }
}

/// Refuses requests that make no sense.
pub(crate) fn check(request: &GenerateRequest) -> Result<(), ModelError> {
    let invalid = |what: &str| Err(ModelError::InvalidRequest(what.to_owned()));
    if request.samples == 0 {
        return invalid("at least one sample is needed");
    }
    if request.max_tokens == 0 {
        return invalid("at least one new token is needed");
    }
    if let Decoding::Sample {
        temperature, top_p, ..
    } = request.decoding
    {
        if !(temperature.is_finite() && temperature > 0.0) {
            return invalid("the temperature must be above 0 (for 0 use greedy decoding)");
        }
        if !(top_p > 0.0 && top_p <= 1.0) {
            return invalid("top-p must be above 0 and at most 1");
        }
    }
    Ok(())
}
