//! The HTTP service between an editor or agent and the server that it uses.
//!
//! It speaks OpenAI's protocol on both sides. Requests that write code get a demonstration
//! (`plan`); everything else, and every answer, goes through as it is (`relay` shows a
//! request's whole way). What stands around that:
//!
//! - `auth` and `host`: who may ask, and web pages may not,
//! - `limits`: how large, how many, how slow,
//! - `headers` and `errors`: what of the protocol is ours,
//! - `report`: what was shown and why, in headers and in the answer,
//! - `relayed`: the answer on its way to the client,
//! - `log` and `metrics`: one event for each request,
//! - `listener` and `writing`: connections, their end, and clients that take nothing.
//!
//! Prompts and keys are neither logged nor repeated in messages, unless prompts are asked for.

mod auth;
mod checked;
mod errors;
mod headers;
mod host;
mod limits;
mod listener;
mod log;
mod metrics;
mod plan;
mod relay;
mod relayed;
mod report;
mod routes;
#[cfg(test)]
mod tests;
mod upstreams;
mod writing;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use seccoder::oracle::Oracle;
use seccoder_lm::openai::Secret;

use self::auth::Tokens;
use self::host::Hosts;
use self::limits::Limits;
use self::metrics::Metrics;
use self::upstreams::Cleaned;
use crate::guide::Guide;
use crate::inspect::Checking;
use crate::upstream::Upstream;

pub use listener::{ServeError, may_bind, serve};

/// How the proxy serves.
#[derive(Debug, Clone)]
pub struct ProxyOptions {
    /// Whoever has one of them may ask; with none, anybody may who reaches it.
    pub tokens: Vec<Secret>,
    /// Bytes of a request's body at most.
    pub max_body: usize,
    /// Requests at the same time, answers that still stream included.
    pub max_concurrent: usize,
    /// The longest wait for a request's head, and for each further piece of its body.
    pub header_timeout: Duration,
    /// How long a client may take no byte of an answer that waits for it.
    pub write_timeout: Duration,
    /// How long running answers have at shutdown.
    pub drain: Duration,
    /// Whether answers are looked at by the analyzers where the request does not say.
    pub check_by_default: bool,
    /// Whether prompts and what is added to them are logged, at level debug.
    pub log_prompts: bool,
}

impl Default for ProxyOptions {
    fn default() -> Self {
        Self {
            tokens: Vec::new(),
            max_body: 32 << 20,
            max_concurrent: 256,
            header_timeout: Duration::from_secs(10),
            write_timeout: Duration::from_secs(60),
            drain: Duration::from_secs(30),
            check_by_default: false,
            log_prompts: false,
        }
    }
}

/// The service.
pub struct Proxy {
    guide: Guide,
    upstream: Arc<dyn Upstream>,
    checking: Option<Checking>,
    tokens: Tokens,
    hosts: Hosts,
    limits: Limits,
    metrics: Arc<Metrics>,
    options: ProxyOptions,
}

impl Proxy {
    /// A proxy in front of `upstream`. With an oracle in `checking`, requests may ask for their
    /// answers to be looked at.
    #[must_use]
    pub fn new(
        guide: Guide,
        upstream: Arc<dyn Upstream>,
        checking: Option<Arc<dyn Oracle>>,
        options: ProxyOptions,
    ) -> Self {
        let upstream: Arc<dyn Upstream> = Arc::new(Cleaned::new(upstream));
        let checking =
            checking.map(|oracle| Checking::new(guide.clone(), upstream.clone(), oracle));
        Self {
            guide,
            upstream,
            checking,
            tokens: Tokens::new(options.tokens.clone()),
            hosts: Hosts::Loopback,
            limits: Limits::new(&options),
            metrics: Arc::new(Metrics::new()),
            options,
        }
    }

    /// Whether a token is needed to ask.
    #[must_use]
    pub fn has_tokens(&self) -> bool {
        !self.tokens.is_empty()
    }

    /// What listens here is asked under that name.
    fn bound_to(mut self, address: &SocketAddr) -> Self {
        self.hosts = Hosts::of(address);
        self
    }

    /// Its routes. Until it is served, it takes itself to be reached over loopback only.
    pub fn router(self) -> Router {
        routes::router(Arc::new(self))
    }
}
