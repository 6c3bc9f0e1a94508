//! Refusals and the upstream's silence, in the form that clients of OpenAI's protocol read.

use std::fmt::Display;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::upstream::UpstreamError;

/// What is served, for whoever asks for something else.
const SERVED: &str = "served are POST /v1/completions and /v1/chat/completions, everything else \
                      below /v1/ as the upstream serves it, and GET /healthz, /readyz, /metrics";
/// Seconds after which another attempt makes sense.
const RETRY_AFTER: &str = "1";

/// An answer that is not the upstream's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    status: StatusCode,
    kind: &'static str,
    code: &'static str,
    message: String,
    header: Option<(HeaderName, &'static str)>,
}

impl Refusal {
    fn new(status: StatusCode, kind: &'static str, code: &'static str, message: String) -> Self {
        Self {
            status,
            kind,
            code,
            message,
            header: None,
        }
    }

    fn with(mut self, name: HeaderName, value: &'static str) -> Self {
        self.header = Some((name, value));
        self
    }

    /// The request is at fault.
    fn invalid(status: StatusCode, code: &'static str, message: String) -> Self {
        Self::new(status, "invalid_request_error", code, message)
    }

    /// The field or a header `seccoder` makes no sense.
    pub(super) fn invalid_wish(fault: &dyn Display) -> Self {
        let status = StatusCode::BAD_REQUEST;
        Self::invalid(status, "invalid_seccoder_option", fault.to_string())
    }

    /// The path leads out of the API.
    pub(super) fn invalid_path() -> Self {
        let message = "the path has `.` or `..` in it".to_owned();
        Self::invalid(StatusCode::BAD_REQUEST, "invalid_path", message)
    }

    /// The body broke off.
    pub(super) fn broken_body() -> Self {
        let message = "the request's body broke off".to_owned();
        Self::invalid(StatusCode::BAD_REQUEST, "body_broke_off", message)
    }

    /// The body is too large.
    pub(super) fn too_large(limit: usize) -> Self {
        let message = format!("the request's body is larger than {limit} bytes");
        Self::invalid(StatusCode::PAYLOAD_TOO_LARGE, "request_too_large", message)
    }

    /// The body does not come.
    pub(super) fn too_slow() -> Self {
        let message = "the request's body did not come in time".to_owned();
        Self::invalid(StatusCode::REQUEST_TIMEOUT, "request_timeout", message)
            .with(header::CONNECTION, "close")
    }

    /// Nothing is served there.
    pub(super) fn not_found() -> Self {
        let message = format!("nothing is served there; {SERVED}");
        Self::invalid(StatusCode::NOT_FOUND, "not_found", message)
    }

    /// The token is missing or wrong.
    pub(super) fn unauthorized() -> Self {
        let message = "this proxy needs a token of its own as API key".to_owned();
        let (kind, code) = ("authentication_error", "invalid_api_key");
        Self::new(StatusCode::UNAUTHORIZED, kind, code, message)
            .with(header::WWW_AUTHENTICATE, "Bearer realm=\"seccoder\"")
    }

    /// The name is not this machine's.
    pub(super) fn foreign_host() -> Self {
        let message = "asked under a name that is not this machine's; without a token, a proxy on \
                       loopback answers to localhost, 127.0.0.1 and [::1] only";
        let (kind, code) = ("permission_error", "foreign_host");
        Self::new(StatusCode::FORBIDDEN, kind, code, message.to_owned())
    }

    /// A web page from elsewhere asks.
    pub(super) fn foreign_page() -> Self {
        let message = "asked by a web page that is not from this machine; pages need a token";
        let (kind, code) = ("permission_error", "foreign_origin");
        Self::new(StatusCode::FORBIDDEN, kind, code, message.to_owned())
    }

    /// As many requests run as may.
    pub(super) fn full() -> Self {
        let message = "as many requests run as this proxy takes; try again".to_owned();
        let (kind, code) = ("overloaded_error", "too_many_requests");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, kind, code, message)
            .with(header::RETRY_AFTER, RETRY_AFTER)
    }

    /// The answer broke off while it was looked at.
    pub(super) fn broken_answer(fault: &dyn Display) -> Self {
        let (kind, code) = ("upstream_error", "upstream_broke_off");
        Self::new(StatusCode::BAD_GATEWAY, kind, code, fault.to_string())
    }

    /// Its status.
    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    /// Its cause, in a word.
    pub(super) fn code(&self) -> &'static str {
        self.code
    }
}

impl From<UpstreamError> for Refusal {
    fn from(error: UpstreamError) -> Self {
        let (status, code) = match &error {
            UpstreamError::Unreachable { .. } => (StatusCode::BAD_GATEWAY, "upstream_unreachable"),
            UpstreamError::TimedOut { .. } => (StatusCode::GATEWAY_TIMEOUT, "upstream_timeout"),
        };
        Self::new(status, "upstream_error", code, error.to_string())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let error = json!({
            "error": {
                "message": self.message,
                "type": self.kind,
                "param": null,
                "code": self.code,
            }
        });
        let mut response = (self.status, axum::Json(error)).into_response();
        if let Some((name, value)) = self.header {
            let value = HeaderValue::from_static(value);
            response.headers_mut().insert(name, value);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upstream_that_is_silent_and_one_that_is_away_differ() {
        let place = "http://127.0.0.1:1/v1".to_owned();
        let away = Refusal::from(UpstreamError::Unreachable {
            place: place.clone(),
            reason: "refused".to_owned(),
        });
        assert_eq!(
            (away.status().as_u16(), away.code()),
            (502, "upstream_unreachable")
        );
        let silent = Refusal::from(UpstreamError::TimedOut { place, seconds: 3 });
        assert_eq!(
            (silent.status().as_u16(), silent.code()),
            (504, "upstream_timeout")
        );
    }
}
