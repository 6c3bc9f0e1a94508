//! Another server that speaks OpenAI's protocol: vLLM, Ollama, llama.cpp's server, a vendor.
//!
//! A request goes there once: whoever asks decides whether to ask again. Redirects are answers
//! like any other, and are not followed: they would carry code to another place.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderValue, Response};
use futures::future::BoxFuture;
use reqwest::{StatusCode, Url};
use seccoder::auto::ShowingByStyle;
use seccoder::model::{Capabilities, ModelInfo};
use seccoder_lm::openai::{BaseUrl, ConfigError, Secret, describe, http_client};
use tokio::time::timeout;

use super::{Upstream, UpstreamError, UpstreamRequest};

/// How long the question whether it is ready may take.
const READY_TIMEOUT: Duration = Duration::from_secs(5);
/// What a request's path begins with; the base URL has the upstream's own word for it.
const ROOT: &str = "/v1";
/// The most characters of a model's name that are kept.
const NAME_CHARS: usize = 200;

/// What method `auto` does best with a model of this name, where that was measured.
pub type Measured = Arc<dyn Fn(&str) -> ShowingByStyle + Send + Sync>;

/// How another server is reached.
#[derive(Clone)]
pub struct RemoteOptions {
    /// Where it is.
    pub base_url: BaseUrl,
    /// Sent instead of the client's own; without one, the client's is passed on.
    pub api_key: Option<Secret>,
    /// The longest wait for a connection.
    pub connect_timeout: Duration,
    /// The longest wait for an answer to begin. Long: a server on a CPU reads the prompt first.
    pub answer_timeout: Duration,
    /// The context of its models in tokens, which the protocol does not tell.
    pub context_len: Option<usize>,
    /// Whether the user allowed that private examples are sent there; on this machine they are.
    pub private_allowed: bool,
    /// What was measured of its models.
    pub measured: Option<Measured>,
}

impl RemoteOptions {
    /// The defaults for a server at this address.
    #[must_use]
    pub fn new(base_url: BaseUrl) -> Self {
        Self {
            base_url,
            api_key: None,
            connect_timeout: Duration::from_secs(10),
            answer_timeout: Duration::from_secs(600),
            context_len: None,
            private_allowed: false,
            measured: None,
        }
    }
}

impl fmt::Debug for RemoteOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteOptions")
            .field("base_url", &self.base_url)
            .field("api_key", &self.api_key)
            .field("connect_timeout", &self.connect_timeout)
            .field("answer_timeout", &self.answer_timeout)
            .field("context_len", &self.context_len)
            .field("private_allowed", &self.private_allowed)
            .finish_non_exhaustive()
    }
}

/// Another server.
#[derive(Debug)]
pub struct RemoteUpstream {
    http: reqwest::Client,
    place: String,
    authorization: Option<HeaderValue>,
    options: RemoteOptions,
}

impl RemoteUpstream {
    /// Sets the client up; nothing is sent yet.
    ///
    /// # Errors
    /// When the system gives no certificates.
    pub fn new(options: RemoteOptions) -> Result<Self, ConfigError> {
        let http = http_client(&options.base_url, options.connect_timeout)?;
        let authorization = options.api_key.as_ref().map(bearer).transpose()?;
        Ok(Self {
            http,
            place: options.base_url.to_string(),
            authorization,
            options,
        })
    }

    /// The address that a path leads to; `None` for one that leads out of the API.
    fn url(&self, path_and_query: &str) -> Option<Url> {
        let below = path_and_query.strip_prefix(ROOT)?;
        if !below.starts_with(['/', '?']) {
            return None;
        }
        let url = Url::parse(&self.options.base_url.method(below)).ok()?;
        let root = Url::parse(&self.place).ok()?;
        // Parsing resolves `..`, in all its spellings.
        let rest = url.path().strip_prefix(root.path())?;
        (rest.is_empty() || rest.starts_with('/')).then_some(url)
    }

    async fn answer(&self, request: UpstreamRequest) -> Result<Response<Body>, UpstreamError> {
        let Some(url) = self.url(&request.path_and_query) else {
            return Err(self.unreachable("the path leads out of its API".to_owned()));
        };
        let mut headers = request.headers;
        if let Some(authorization) = &self.authorization {
            headers.insert(AUTHORIZATION, authorization.clone());
        }
        let mut sending = self.http.request(request.method, url).headers(headers);
        if !request.body.is_empty() {
            sending = sending.body(request.body);
        }
        match timeout(self.options.answer_timeout, sending.send()).await {
            Err(_) => Err(UpstreamError::TimedOut {
                place: self.place.clone(),
                seconds: self.options.answer_timeout.as_secs(),
            }),
            Ok(Err(error)) => Err(self.unreachable(describe(error))),
            // The body keeps its length and its errors: one that breaks off stays broken off.
            Ok(Ok(answer)) => Ok(Response::from(answer).map(|body: reqwest::Body| Body::new(body))),
        }
    }

    fn unreachable(&self, reason: String) -> UpstreamError {
        UpstreamError::Unreachable {
            place: self.place.clone(),
            reason,
        }
    }

    async fn look(&self) -> Result<(), String> {
        let mut asking = self.http.get(self.options.base_url.method("/models"));
        if let Some(authorization) = &self.authorization {
            asking = asking.header(AUTHORIZATION, authorization.clone());
        }
        let answer = asking.timeout(READY_TIMEOUT).send().await;
        let answer = answer.map_err(|error| format!("{}: {}", self.place, describe(error)))?;
        let status = answer.status();
        let refuses_us = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
        // Without a key of ours, every client brings its own.
        if status.is_server_error() || (refuses_us && self.authorization.is_some()) {
            return Err(format!("{} answers {status}", self.place));
        }
        Ok(())
    }
}

impl Upstream for RemoteUpstream {
    fn place(&self) -> &str {
        &self.place
    }

    fn model(&self, name: Option<&str>) -> ModelInfo {
        let name: String = name.unwrap_or("unnamed").chars().take(NAME_CHARS).collect();
        let here = self.options.base_url.is_loopback();
        let auto = self.options.measured.as_ref().map(|of| of(&name));
        ModelInfo {
            name,
            engine: "openai".to_owned(),
            fingerprint: None,
            context_len: self.options.context_len,
            on_this_machine: here,
            sees_private: here || self.options.private_allowed,
            capabilities: Capabilities {
                raw: true,
                fim: true,
                chat: true,
                exact_token_counts: false,
            },
            auto: auto.unwrap_or_default(),
        }
    }

    fn send(
        &self,
        request: UpstreamRequest,
    ) -> BoxFuture<'_, Result<Response<Body>, UpstreamError>> {
        Box::pin(self.answer(request))
    }

    fn ready(&self) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(self.look())
    }
}

/// The header with a key; it is not shown by `Debug`.
fn bearer(key: &Secret) -> Result<HeaderValue, ConfigError> {
    let header = HeaderValue::from_str(&format!("Bearer {}", key.expose()));
    let mut header = header.map_err(|_| ConfigError::KeyMalformed {
        from: "the value given".to_owned(),
    })?;
    header.set_sensitive(true);
    Ok(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remote(address: &str) -> RemoteUpstream {
        RemoteUpstream::new(RemoteOptions::new(BaseUrl::parse(address).unwrap())).unwrap()
    }

    #[test]
    fn a_path_stands_below_the_root_of_the_upstream() {
        let plain = remote("http://127.0.0.1:1");
        let url = plain.url("/v1/completions?x=%20y").unwrap();
        assert_eq!(url.as_str(), "http://127.0.0.1:1/v1/completions?x=%20y");
        let other = remote("http://127.0.0.1:1/api/v3/");
        let url = other.url("/v1/models").unwrap();
        assert_eq!(url.as_str(), "http://127.0.0.1:1/api/v3/models");
    }

    #[test]
    fn a_path_that_leads_out_of_the_api_has_no_address() {
        let upstream = remote("http://127.0.0.1:1");
        for path in [
            "/v1/../admin",
            "/v1/%2e%2e/admin",
            "/v1/..\\..\\admin",
            "/v1/a/../../v10/x",
            "/v1evil",
            "/admin",
            "",
        ] {
            assert!(upstream.url(path).is_none(), "{path}");
        }
    }

    #[test]
    fn the_key_is_never_shown() {
        let mut options = RemoteOptions::new(BaseUrl::parse("http://127.0.0.1:1").unwrap());
        options.api_key = Some(Secret::new("sk-verysecret").unwrap());
        let upstream = RemoteUpstream::new(options).unwrap();
        assert!(!format!("{upstream:?}").contains("verysecret"));
    }
}
