//! Holding an answer until it is whole.
//!
//! What cannot be read, or is too long to be held, is handed on as it comes: an answer is never
//! lost or changed because somebody wanted it checked.

use axum::body::{Body, BodyDataStream};
use axum::http::response::Parts;
use axum::http::{HeaderMap, HeaderValue, Response, header};
use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use futures::stream;

use super::InspectError;

/// An answer, as far as it could be held.
pub(super) enum Held {
    /// All of it.
    Whole(Whole),
    /// It goes on as it comes; with the reason.
    Passed(Response<Body>, String),
}

/// An answer of which every byte is there.
pub(super) struct Whole {
    parts: Parts,
    pub bytes: Bytes,
    pub form: Form,
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// One JSON object.
    Json,
    /// Server-sent events, each with a JSON object.
    Events,
}

impl Held {
    /// Holds an answer of at most `limit` bytes.
    pub async fn hold(response: Response<Body>, limit: usize) -> Result<Self, InspectError> {
        let form = match form_of(&response) {
            Ok(form) => form,
            Err(reason) => return Ok(Self::Passed(response, reason)),
        };
        let (parts, body) = response.into_parts();
        let mut body = body.into_data_stream();
        let mut bytes = BytesMut::new();
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(|source| InspectError::BrokenOff {
                read: bytes.len(),
                source,
            })?;
            if piece.len() > limit.saturating_sub(bytes.len()) {
                let reason = format!("the answer is longer than {limit} bytes");
                let body = continued(bytes.freeze(), piece, body);
                return Ok(Self::Passed(Response::from_parts(parts, body), reason));
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(Self::Whole(Whole {
            parts,
            bytes: bytes.freeze(),
            form,
        }))
    }
}

impl Whole {
    /// The answer with its length: it goes out in one piece.
    pub fn into_response(self) -> Response<Body> {
        let Self {
            mut parts, bytes, ..
        } = self;
        parts.headers.remove(header::TRANSFER_ENCODING);
        let length = HeaderValue::from(bytes.len());
        parts.headers.insert(header::CONTENT_LENGTH, length);
        Response::from_parts(parts, Body::from(bytes))
    }
}

/// A body of what was read and of what is still to come.
fn continued(read: Bytes, piece: Bytes, rest: BodyDataStream) -> Body {
    let begun = stream::iter([read, piece].map(Ok));
    Body::from_stream(begun.chain(rest))
}

/// How an answer is written, or why it cannot be read.
fn form_of(response: &Response<Body>) -> Result<Form, String> {
    let status = response.status();
    if !status.is_success() {
        return Err(format!("the answer's status is {}", status.as_u16()));
    }
    let headers = response.headers();
    if let Some(encoding) = encoding(headers) {
        return Err(format!("the answer is encoded: {encoding}"));
    }
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(|kind| kind.trim().to_ascii_lowercase())
        .unwrap_or_default();
    match kind.as_str() {
        "text/event-stream" => Ok(Form::Events),
        "application/json" => Ok(Form::Json),
        _ if kind.ends_with("+json") => Ok(Form::Json),
        _ => Err("the answer is neither JSON nor a stream of events".to_owned()),
    }
}

/// The encoding in which the bytes come, if any but their own.
fn encoding(headers: &HeaderMap) -> Option<String> {
    let mut encodings = headers.get_all(header::CONTENT_ENCODING).iter();
    let encoded = encodings.find(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity"))?;
    Some(encoded.to_str().unwrap_or("unknown").to_owned())
}
