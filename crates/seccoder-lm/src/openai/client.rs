//! The HTTP side: one request with its retries, timeouts and bounds.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect;
use seccoder::model::ModelError;
use serde::Serialize;
use tokio::runtime::Handle;
use tokio::sync::OnceCell;
use tokio::time::timeout;

use super::config::{BaseUrl, ConfigError, OpenAiConfig};
use super::failure::{Site, describe};
use super::response::Answer;
use super::retry::{Policy, Retry};
use super::runtime;
use super::wire::ModelList;

/// The most models that an error names.
const MAX_NAMED_MODELS: usize = 20;

/// This machine; port 0 stands for the one in the URL.
const LOOPBACK: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
];

/// A client for one endpoint.
#[derive(Debug)]
pub(super) struct Client {
    http: reqwest::Client,
    config: OpenAiConfig,
    runtime: Handle,
    /// The model's name once it was asked for.
    model: OnceCell<String>,
}

/// An attempt that failed.
struct Failure {
    error: ModelError,
    retry: Retry,
}

/// A client for one endpoint: it follows no redirect, and an endpoint on this machine is
/// reached without a proxy.
///
/// # Errors
/// When the system gives no certificates.
pub fn http_client(
    place: &BaseUrl,
    connect_timeout: Duration,
) -> Result<reqwest::Client, ConfigError> {
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("seccoder/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(connect_timeout)
        // A redirect would carry the prompt, which is somebody's code, to another place.
        .redirect(redirect::Policy::none())
        .referer(false);
    if place.is_loopback() {
        builder = builder.no_proxy();
    }
    if let Some(name) = place.loopback_name() {
        // What counts as this machine must be it, whatever the name resolves to here.
        builder = builder.resolve_to_addrs(name, &LOOPBACK);
    }
    if !place.is_https() {
        // Without TLS, do not fail on a system that has no certificates installed.
        builder = builder.tls_certs_only([]);
    }
    builder
        .build()
        .map_err(|error| ConfigError::Client(describe(error)))
}

impl Client {
    /// Sets the client up; nothing is sent yet.
    ///
    /// # Errors
    /// When the system gives no network runtime or no certificates.
    pub(super) fn new(config: OpenAiConfig) -> Result<Arc<Self>, ConfigError> {
        let http = http_client(&config.base_url, config.connect_timeout)?;
        let runtime = runtime::handle().map_err(ConfigError::Client)?;
        Ok(Arc::new(Self {
            http,
            config,
            runtime,
            model: OnceCell::new(),
        }))
    }

    /// How the endpoint is reached.
    pub(super) fn config(&self) -> &OpenAiConfig {
        &self.config
    }

    /// Where sockets and timers live.
    pub(super) fn runtime(&self) -> Handle {
        self.runtime.clone()
    }

    /// The model's name: the configured one, else the only one the endpoint lists.
    ///
    /// # Errors
    /// When it lists none or several.
    pub(super) async fn model(&self) -> Result<&str, ModelError> {
        if let Some(model) = &self.config.model {
            return Ok(model);
        }
        self.model
            .get_or_try_init(|| self.only_model())
            .await
            .map(String::as_str)
    }

    /// Asks the endpoint which model it serves.
    async fn only_model(&self) -> Result<String, ModelError> {
        let answer = self.send("/models", |url| self.http.get(url)).await?;
        let site = answer.site().clone();
        let mut names: Vec<String> = answer
            .json::<ModelList>()
            .await?
            .data
            .into_iter()
            .map(|model| model.id)
            .collect();
        if names.len() == 1 {
            return Ok(names.remove(0));
        }
        let reason = if names.is_empty() {
            "the endpoint lists no model; name one".to_owned()
        } else {
            let more = if names.len() > MAX_NAMED_MODELS {
                ", …"
            } else {
                ""
            };
            names.truncate(MAX_NAMED_MODELS);
            let names: Vec<String> = names.iter().map(|name| site.tidy(name)).collect();
            format!(
                "the endpoint serves several models, name one of: {}{more}",
                names.join(", ")
            )
        };
        Err(ModelError::Load {
            name: site.endpoint,
            reason,
        })
    }

    /// Posts a JSON body and waits for the head of a good answer.
    ///
    /// # Errors
    /// When the last attempt failed.
    pub(super) async fn post(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<Answer, ModelError> {
        self.send(path, |url| self.http.post(url).json(body)).await
    }

    /// Sends a request until it succeeds or is not worth another attempt.
    async fn send(
        &self,
        path: &str,
        build: impl Fn(&str) -> reqwest::RequestBuilder,
    ) -> Result<Answer, ModelError> {
        let policy = Policy {
            retries: self.config.retries,
            wait: self.config.retry_wait,
        };
        let site = Site {
            endpoint: self.config.base_url.method(path),
            key: self.config.api_key.clone(),
        };
        for done in 0.. {
            let failure = match self.attempt(build(&site.endpoint), &site).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let Some(delay) = policy.delay(done, failure.retry) else {
                return Err(failure.error);
            };
            tokio::time::sleep(delay).await;
        }
        Err(site.unreachable("no attempt was made"))
    }

    /// Sends a request once.
    async fn attempt(
        &self,
        mut request: reqwest::RequestBuilder,
        site: &Site,
    ) -> Result<Answer, Failure> {
        if let Some(key) = &self.config.api_key {
            request = request.bearer_auth(key.expose());
        }
        // An endpoint that took the request and is silent may be at work on it: asking
        // again would only double its load, so this is the one silence not repeated.
        let Ok(sent) = timeout(self.config.answer_timeout, request.send()).await else {
            let wait = self.config.answer_timeout.as_secs_f32();
            let error = site.unreachable(&format!("no answer within {wait} s"));
            return Err(Failure {
                error,
                retry: Retry::No,
            });
        };
        let response = sent.map_err(|error| {
            let retry = if error.is_builder() {
                Retry::No
            } else {
                Retry::After(None)
            };
            Failure {
                error: site.unreachable(&describe(error)),
                retry,
            }
        })?;
        let status = response.status();
        let read_timeout = self.config.read_timeout;
        let retry = Retry::for_status(status.as_u16(), response.headers());
        let answer = Answer::new(response, site.clone(), read_timeout);
        if status.is_success() {
            return Ok(answer);
        }
        Err(Failure {
            error: answer.refusal().await,
            retry,
        })
    }
}
