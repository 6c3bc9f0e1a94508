//! What answers a request: another server, or an engine of this process.
//!
//! Both speak HTTP, so that whatever stands around them (relaying, checking, measuring) is the
//! same for both.

use axum::body::Body;
use axum::http::{HeaderMap, Method, Response};
use bytes::Bytes;
use futures::future::BoxFuture;
use seccoder::model::ModelInfo;

mod remote;

pub use remote::{RemoteOptions, RemoteUpstream};

/// A request as it goes to the upstream: whole, and rewritten where a demonstration was added.
#[derive(Debug, Clone)]
pub struct UpstreamRequest {
    /// The HTTP method.
    pub method: Method,
    /// Path below the API's root, with the query: `/v1/completions?x=1`.
    pub path_and_query: String,
    /// The client's headers, without those that belong to the connection or to us.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

/// Why there is no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum UpstreamError {
    /// It could not be reached.
    #[error("the upstream {place} cannot be reached: {reason}")]
    Unreachable {
        /// Its address, without credentials.
        place: String,
        /// What happened.
        reason: String,
    },
    /// It took too long to begin its answer.
    #[error("the upstream {place} did not answer within {seconds} s")]
    TimedOut {
        /// Its address, without credentials.
        place: String,
        /// How long was waited.
        seconds: u64,
    },
}

/// Answers requests of OpenAI's protocol.
pub trait Upstream: Send + Sync {
    /// Where it is, for logs and messages: an address without credentials, or `local`.
    fn place(&self) -> &str;

    /// What requests for a model of this name reach. Never waits for the upstream: what is not
    /// known is left open.
    fn model(&self, name: Option<&str>) -> ModelInfo;

    /// Sends a request on. The response's body streams; dropping it ends the upstream's work. An
    /// answer with an error status is an answer.
    fn send(
        &self,
        request: UpstreamRequest,
    ) -> BoxFuture<'_, Result<Response<Body>, UpstreamError>>;

    /// Whether it can answer now; else why not.
    fn ready(&self) -> BoxFuture<'_, Result<(), String>>;
}
