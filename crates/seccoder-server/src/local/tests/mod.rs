//! The engine behind the protocol, asked as clients ask.

mod chat;
mod completions;
mod embeddings;
mod engines;
mod hostile;
mod refusals;
mod running;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Response, StatusCode};
use bytes::Bytes;
use http_body_util::BodyExt;
use seccoder::model::LanguageModel;
use seccoder_lm::scripted::ScriptedModel;
use serde_json::Value;

use super::{LocalOptions, LocalUpstream};
use crate::upstream::{Upstream, UpstreamRequest};

pub(super) const COMPLETIONS: &str = "/v1/completions";
pub(super) const CHAT: &str = "/v1/chat/completions";
pub(super) const EMBEDDINGS: &str = "/v1/embeddings";

/// Options under the name `coder`, with a seed of their own.
pub(super) fn options() -> LocalOptions {
    LocalOptions {
        names: vec!["coder".to_owned(), "coder-2".to_owned()],
        seed: Some(7),
        ..LocalOptions::default()
    }
}

/// A server of a model.
pub(super) fn serving(model: impl LanguageModel + 'static) -> LocalUpstream {
    LocalUpstream::new(Arc::new(model), None, options())
}

/// A server of a model that says this.
pub(super) fn saying(answers: &[&str]) -> LocalUpstream {
    serving(ScriptedModel::new(answers.iter().copied()))
}

pub(super) fn request(method: Method, path: &str, body: impl Into<Bytes>) -> UpstreamRequest {
    UpstreamRequest {
        method,
        path_and_query: path.to_owned(),
        headers: HeaderMap::new(),
        body: body.into(),
    }
}

pub(super) async fn post(
    server: &LocalUpstream,
    path: &str,
    body: impl Into<Bytes>,
) -> Response<Body> {
    server
        .send(request(Method::POST, path, body))
        .await
        .unwrap()
}

/// Status and JSON of an answer.
pub(super) async fn read(answer: Response<Body>) -> (StatusCode, Value) {
    let status = answer.status();
    assert_eq!(answer.headers()["content-type"], "application/json");
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap())
}

/// A JSON answer that is no error.
pub(super) async fn asked(server: &LocalUpstream, path: &str, body: Value) -> Value {
    let (status, answer) = read(post(server, path, body.to_string()).await).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

/// An error with its status.
pub(super) async fn refused(server: &LocalUpstream, path: &str, body: &Value) -> (u16, Value) {
    let (status, mut answer) = read(post(server, path, body.to_string()).await).await;
    (status.as_u16(), answer["error"].take())
}

/// What was streamed, and whether it broke off.
pub(super) struct Streamed {
    pub events: Vec<Value>,
    /// Whether it ends with `[DONE]`.
    pub done: bool,
    pub broke_off: bool,
}

impl Streamed {
    /// What one choice's events have at this place, put together.
    pub fn text(&self, choice: usize, pointer: &str) -> String {
        let texts = self.choices(choice);
        texts
            .iter()
            .filter_map(|of| of.pointer(pointer)?.as_str())
            .collect()
    }

    /// The events about a choice.
    pub fn choices(&self, choice: usize) -> Vec<&Value> {
        let all = self.events.iter().flat_map(|event| {
            let choices = event["choices"].as_array();
            choices.map(Vec::as_slice).unwrap_or_default()
        });
        all.filter(|of| of["index"] == choice).collect()
    }
}

/// Reads a stream of events to its end.
pub(super) async fn streamed(answer: Response<Body>) -> Streamed {
    assert_eq!(answer.status(), StatusCode::OK);
    let kind = answer.headers()["content-type"].to_str().unwrap();
    assert!(kind.starts_with("text/event-stream"), "{kind}");
    let mut body = answer.into_body();
    let mut text = Vec::new();
    let mut broke_off = false;
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => text.extend_from_slice(&frame.into_data().unwrap()),
            Err(_) => broke_off = true,
        }
    }
    let text = String::from_utf8(text).unwrap();
    let mut lines: Vec<&str> = text
        .strip_suffix("\n\n")
        .unwrap()
        .split("\n\n")
        .map(|line| line.strip_prefix("data: ").unwrap())
        .collect();
    let done = lines.pop_if(|line| *line == "[DONE]").is_some();
    let events = lines.iter().map(|line| serde_json::from_str(line).unwrap());
    Streamed {
        events: events.collect(),
        done,
        broke_off,
    }
}

/// Sends a body that asks for a stream and reads it.
pub(super) async fn stream_of(server: &LocalUpstream, path: &str, mut body: Value) -> Streamed {
    body["stream"] = Value::Bool(true);
    streamed(post(server, path, body.to_string()).await).await
}
