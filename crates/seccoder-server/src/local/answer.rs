//! From the engine's steps to an answer: whole, or as it grows.

use std::time::{SystemTime, UNIX_EPOCH};

use async_stream::stream;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Response};
use bytes::{BufMut, Bytes, BytesMut};
use seccoder::model::ModelInfo;
use serde::Serialize;

use super::failure::Failure;
use super::order::{Form, Order};
use super::settings::random;
use super::wire::{self, Answer, ChatChoice, Delta, DeltaChoice, Message, TextChoice, Usage};
use super::work::{Step, Work};

/// Digits of the weights' hash in `system_fingerprint`.
const FINGERPRINT_DIGITS: usize = 12;
const ASSISTANT: &str = "assistant";
const DONE: &str = "data: [DONE]\n\n";
const EVENT_STREAM: HeaderValue = HeaderValue::from_static("text/event-stream; charset=utf-8");
const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");

/// The end of a stream whose rest is missing.
#[derive(Debug, thiserror::Error)]
#[error("the answer broke off")]
struct BrokenOff;

/// What every part of an answer says.
pub(super) struct Head {
    id: String,
    created: u64,
    model: String,
    fingerprint: Option<String>,
    form: Form,
    samples: usize,
    choices: usize,
    include_usage: bool,
}

impl Head {
    /// The head of the answer to an order.
    pub(super) fn new(order: &Order, info: &ModelInfo) -> Self {
        let kind = match order.form {
            Form::Text { .. } => "cmpl",
            Form::Chat => "chatcmpl",
        };
        let fingerprint = info.fingerprint.as_deref().map(|hash| {
            let digits: String = hash.chars().take(FINGERPRINT_DIGITS).collect();
            format!("fp_{digits}")
        });
        Self {
            id: format!("{kind}-{:016x}{:08x}", random(), random() >> 32),
            created: unix_time(),
            model: order.model.clone(),
            fingerprint,
            form: order.form.clone(),
            samples: order.settings.samples,
            choices: order.choices(),
            include_usage: order.settings.include_usage,
        }
    }

    /// The whole answer.
    pub(super) async fn whole(&self, mut work: Work) -> Result<Response<Body>, Failure> {
        let mut usage = Usage::default();
        let mut ends: Vec<Option<&'static str>> = vec![None; self.choices];
        let mut texts: Vec<String> = (0..self.choices)
            .map(|choice| self.form.echo(choice / self.samples).to_owned())
            .collect();
        loop {
            let step = work.next().await;
            let step = step.map_err(|error| Failure::of_model(&error, self.form.prompt_field()))?;
            usage.add(&step);
            match step {
                Step::PromptRead { .. } => {}
                Step::Text { choice, text } => texts[choice].push_str(&text),
                Step::Finished { choice, reason, .. } => ends[choice] = Some(reason),
                Step::Done => break,
            }
        }
        let choices = texts.iter().map(String::as_str).zip(ends).enumerate();
        let body = match self.form {
            Form::Text { .. } => {
                let choice = |(index, (text, end))| text_choice(index, text, end);
                wire::json(&self.answer("text_completion", choices.map(choice), Some(Some(usage))))
            }
            Form::Chat => {
                let choice = |(index, (content, finish_reason))| ChatChoice {
                    index,
                    message: Message {
                        role: ASSISTANT,
                        content,
                        refusal: None,
                    },
                    logprobs: None,
                    finish_reason,
                };
                wire::json(&self.answer("chat.completion", choices.map(choice), Some(Some(usage))))
            }
        };
        Ok(response(Body::from(body)))
    }

    /// The answer as it grows. What goes wrong before its first step is said by its status.
    pub(super) async fn streamed(self, mut work: Work) -> Result<Response<Body>, Failure> {
        let first = work.next().await;
        let first = first.map_err(|error| Failure::of_model(&error, self.form.prompt_field()))?;
        let body = stream! {
            let mut usage = Usage::default();
            let mut step = Ok(first);
            loop {
                match step {
                    Ok(Step::Done) => {
                        yield Ok(self.last_events(usage));
                        return;
                    }
                    Ok(step) => {
                        usage.add(&step);
                        let events = self.events(&step);
                        if !events.is_empty() {
                            yield Ok(events);
                        }
                    }
                    Err(error) => {
                        let failure = Failure::of_model(&error, self.form.prompt_field());
                        yield Ok(event(&failure.json()));
                        // What is yielded with an error is thrown away with the connection; a
                        // pause lets the event out first.
                        tokio::task::yield_now().await;
                        yield Err(BrokenOff);
                        return;
                    }
                }
                step = work.next().await;
            }
        };
        let mut response = response(Body::from_stream(body));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, EVENT_STREAM);
        headers.insert(CACHE_CONTROL, NO_CACHE);
        Ok(response)
    }

    /// The events that tell a step.
    fn events(&self, step: &Step) -> Bytes {
        match step {
            Step::PromptRead { prompt, .. } => self.opening(*prompt),
            Step::Text { choice, text } => self.chunk(*choice, Some(text), None),
            Step::Finished { choice, reason, .. } => self.chunk(*choice, None, Some(reason)),
            Step::Done => Bytes::new(),
        }
    }

    /// How the choices of a prompt begin: with the speaker, or with the prompt itself.
    fn opening(&self, prompt: usize) -> Bytes {
        let mut events = BytesMut::new();
        let echo = self.form.echo(prompt);
        for choice in (0..self.samples).map(|sample| prompt * self.samples + sample) {
            match self.form {
                Form::Chat => {
                    let delta = Delta {
                        role: Some(ASSISTANT),
                        content: Some(""),
                    };
                    events.extend_from_slice(&self.delta(choice, delta, None));
                }
                Form::Text { .. } if echo.is_empty() => {}
                Form::Text { .. } => {
                    events.extend_from_slice(&self.chunk(choice, Some(echo), None));
                }
            }
        }
        events.freeze()
    }

    fn chunk(&self, choice: usize, text: Option<&str>, end: Option<&'static str>) -> Bytes {
        match self.form {
            Form::Text { .. } => {
                let choice = text_choice(choice, text.unwrap_or(""), end);
                self.part("text_completion", Some(choice))
            }
            Form::Chat => {
                let delta = Delta {
                    role: None,
                    content: text,
                };
                self.delta(choice, delta, end)
            }
        }
    }

    fn delta(&self, index: usize, delta: Delta<'_>, finish_reason: Option<&'static str>) -> Bytes {
        let choice = DeltaChoice {
            index,
            delta,
            logprobs: None,
            finish_reason,
        };
        self.part("chat.completion.chunk", Some(choice))
    }

    fn part<C: Serialize>(&self, object: &'static str, choice: Option<C>) -> Bytes {
        let usage = self.include_usage.then_some(None);
        event(&wire::json(&self.answer(object, choice, usage)))
    }

    fn last_events(&self, usage: Usage) -> Bytes {
        let mut events = BytesMut::new();
        if self.include_usage {
            let object = match self.form {
                Form::Text { .. } => "text_completion",
                Form::Chat => "chat.completion.chunk",
            };
            let none = None::<TextChoice<'_>>;
            let answer = self.answer(object, none, Some(Some(usage)));
            events.extend_from_slice(&event(&wire::json(&answer)));
        }
        events.put_slice(DONE.as_bytes());
        events.freeze()
    }

    fn answer<C>(
        &self,
        object: &'static str,
        choices: impl IntoIterator<Item = C>,
        usage: Option<Option<Usage>>,
    ) -> Answer<'_, C> {
        Answer {
            id: &self.id,
            object,
            created: self.created,
            model: &self.model,
            system_fingerprint: self.fingerprint.as_deref(),
            choices: choices.into_iter().collect(),
            usage,
        }
    }
}

fn text_choice<'a>(
    index: usize,
    text: &'a str,
    finish_reason: Option<&'static str>,
) -> TextChoice<'a> {
    TextChoice {
        index,
        text,
        logprobs: None,
        finish_reason,
    }
}

/// JSON as an event; it has no line breaks.
fn event(json: &[u8]) -> Bytes {
    [b"data: ", json, b"\n\n"].concat().into()
}

/// An answer of JSON.
pub(super) fn response(body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    response.headers_mut().insert(CONTENT_TYPE, wire::JSON);
    response
}

/// Seconds since 1970.
pub(super) fn unix_time() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
