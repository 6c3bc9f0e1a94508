//! What goes wrong, in the form in which clients of the protocol read it.

use axum::body::Body;
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, Response, StatusCode};
use seccoder::embedder::EmbedError;
use seccoder::model::ModelError;
use serde::Serialize;

use super::wire;

/// Seconds after which a client may try again when the engine is busy or loads.
const TRY_AGAIN_AFTER: HeaderValue = HeaderValue::from_static("1");
/// Code of a prompt that does not fit; clients shorten it and try again.
const TOO_LONG: &str = "context_length_exceeded";

/// An answer that says what is wrong.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub(super) struct Failure {
    status: StatusCode,
    message: String,
    /// The field that is wrong.
    param: Option<String>,
    code: Option<&'static str>,
    /// The method that the path has, where the request used another.
    allow: Option<&'static str>,
}

#[derive(Serialize)]
struct Envelope<'a> {
    error: Details<'a>,
}

#[derive(Serialize)]
struct Details<'a> {
    message: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    param: Option<&'a str>,
    code: Option<&'static str>,
}

impl Failure {
    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            param: None,
            code: None,
            allow: None,
        }
    }

    /// The body is not what the protocol says.
    pub(super) fn body(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// A field is wrong.
    pub(super) fn field(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            param: Some(name.into()),
            ..Self::body(message)
        }
    }

    /// A field asks for what the engine does not do.
    pub(super) fn unsupported(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: Some("unsupported_parameter"),
            ..Self::field(name, message)
        }
    }

    /// No such model; says which there are.
    pub(super) fn unknown_model<'a>(name: &str, served: impl Iterator<Item = &'a str>) -> Self {
        let served: Vec<String> = served.map(|name| format!("`{name}`")).collect();
        let name: String = name.chars().take(100).collect();
        Self {
            param: Some("model".to_owned()),
            code: Some("model_not_found"),
            ..Self::new(
                StatusCode::NOT_FOUND,
                format!(
                    "the model `{name}` is not served here; served: {}",
                    served.join(", ")
                ),
            )
        }
    }

    /// No such path.
    pub(super) fn unknown_path() -> Self {
        let message = "there is nothing here; served are POST /v1/completions, \
            POST /v1/chat/completions, POST /v1/embeddings, GET /v1/models and \
            GET /v1/models/{model}";
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// The path has another method.
    pub(super) fn wrong_method(allow: &'static str) -> Self {
        Self {
            allow: Some(allow),
            ..Self::new(
                StatusCode::METHOD_NOT_ALLOWED,
                format!("this path takes {allow} requests only"),
            )
        }
    }

    /// The body has more than `most` bytes.
    pub(super) fn too_large(most: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("the request's body has more than {most} bytes"),
        )
    }

    /// Too many requests wait already.
    pub(super) fn busy() -> Self {
        Self {
            code: Some("engine_overloaded"),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "the engine is busy and as many requests as may wait are waiting; try again later",
            )
        }
    }

    /// What the model's failure is to a client; `prompt` names the field that holds the prompt.
    pub(super) fn of_model(error: &ModelError, prompt: &'static str) -> Self {
        let (status, code) = match error {
            ModelError::Load { .. } => {
                (StatusCode::SERVICE_UNAVAILABLE, Some("model_not_available"))
            }
            ModelError::ContextOverflow { .. } => (StatusCode::BAD_REQUEST, Some(TOO_LONG)),
            ModelError::Unsupported { .. } | ModelError::InvalidRequest(_) => {
                (StatusCode::BAD_REQUEST, None)
            }
            ModelError::Unreachable { .. }
            | ModelError::Refused { .. }
            | ModelError::BadAnswer { .. } => (StatusCode::BAD_GATEWAY, None),
            ModelError::Engine(_) => (StatusCode::INTERNAL_SERVER_ERROR, None),
        };
        Self {
            code,
            param: (code == Some(TOO_LONG)).then(|| prompt.to_owned()),
            ..Self::new(status, error.to_string())
        }
    }

    /// The object `{"error": …}`.
    pub(super) fn json(&self) -> bytes::Bytes {
        let kind = if self.status.is_server_error() {
            "server_error"
        } else {
            "invalid_request_error"
        };
        wire::json(&Envelope {
            error: Details {
                message: &self.message,
                kind,
                param: self.param.as_deref(),
                code: self.code,
            },
        })
    }

    /// The whole answer.
    pub(super) fn response(&self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.json()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, wire::JSON);
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, TRY_AGAIN_AFTER);
        }
        if let Some(allow) = self.allow {
            headers.insert(ALLOW, HeaderValue::from_static(allow));
        }
        response
    }
}

impl From<EmbedError> for Failure {
    fn from(error: EmbedError) -> Self {
        match error {
            EmbedError::Load { .. } => Self {
                code: Some("model_not_available"),
                ..Self::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
            },
            EmbedError::Failed { .. } => {
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
            }
        }
    }
}
