//! Which path leads where.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};

use super::errors::Refusal;
use super::{Proxy, metrics, relay};

/// The routes of a proxy.
pub(super) fn router(proxy: Arc<Proxy>) -> Router {
    Router::new()
        .route("/healthz", get(alive))
        .route("/readyz", get(ready))
        .route("/metrics", get(measured))
        .route("/v1/{*rest}", any(relay::relay))
        .fallback(unknown)
        .with_state(proxy)
}

/// Whoever gets this answer knows that the process is alive.
async fn alive() -> &'static str {
    "ok\n"
}

async fn ready(State(proxy): State<Arc<Proxy>>, request: Request) -> Result<Response, Refusal> {
    proxy.admit(&request)?;
    Ok(match proxy.upstream.ready().await {
        Ok(()) => "ready\n".into_response(),
        Err(reason) => {
            let said = format!("not ready: {reason}\n");
            (StatusCode::SERVICE_UNAVAILABLE, said).into_response()
        }
    })
}

async fn measured(State(proxy): State<Arc<Proxy>>, request: Request) -> Result<Response, Refusal> {
    proxy.admit(&request)?;
    let form = HeaderValue::from_static(metrics::FORM);
    Ok(([(header::CONTENT_TYPE, form)], proxy.metrics.text()).into_response())
}

async fn unknown() -> Refusal {
    Refusal::not_found()
}

impl Proxy {
    /// Whether this request may ask anything at all.
    ///
    /// # Errors
    /// When it has no token and needs one, or comes by way of a web page.
    pub(super) fn admit(&self, request: &Request) -> Result<(), Refusal> {
        if self.tokens.is_empty() {
            return self.hosts.admit(request.uri(), request.headers());
        }
        // A web page that got here by a trick has no token.
        self.tokens.admit(request.headers())
    }
}
