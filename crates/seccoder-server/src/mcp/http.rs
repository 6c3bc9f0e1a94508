//! Serving clients over streamable HTTP, at `/mcp`.
//!
//! Each request stands for itself: this server never speaks first, so there are no sessions to keep
//! and none to steal. Requests for a host that is not ours are refused, and so are those of web
//! pages elsewhere, because a page can make its visitor's browser call servers on the visitor's
//! machine (DNS rebinding).

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use seccoder_lm::openai::Secret;
use subtle::ConstantTimeEq;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::McpServer;

/// Where the protocol is spoken.
pub const PATH: &str = "/mcp";
/// Bytes of one request.
const LONGEST_REQUEST: usize = 4 * 1024 * 1024;
/// How long requests may go on when the server ends.
const DRAIN: Duration = Duration::from_secs(10);

/// How clients reach the server.
#[derive(Debug, Clone, Default)]
pub struct HttpOptions {
    /// What a client must show, as a bearer token; `None` lets everybody in.
    pub token: Option<Secret>,
    /// Names by which clients reach it, beside those of this machine.
    pub hosts: Vec<String>,
}

/// Why nobody is served.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// Anybody could use it.
    #[error("{0} can be reached from other machines, and no token is asked for")]
    Open(SocketAddr),
    /// The socket failed.
    #[error("serving failed: {0}")]
    Socket(#[source] std::io::Error),
}

/// Whether a server may listen there: on this machine only, unless a token is asked for.
///
/// # Errors
/// When it may not.
pub fn may_listen(address: SocketAddr, options: &HttpOptions) -> Result<(), HttpError> {
    if address.ip().is_loopback() || options.token.is_some() {
        return Ok(());
    }
    Err(HttpError::Open(address))
}

/// Serves until `shutdown`; what runs then may end within ten seconds.
///
/// # Errors
/// When it may not listen there, or the socket fails.
pub async fn serve(
    server: McpServer,
    listener: TcpListener,
    options: HttpOptions,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), HttpError> {
    let address = listener.local_addr().map_err(HttpError::Socket)?;
    may_listen(address, &options)?;
    let stop = CancellationToken::new();
    let stopping = stop.clone();
    let ended = {
        let stop = stop.clone();
        async move {
            shutdown.await;
            stop.cancel();
        }
    };
    let router = router(server, address.ip(), options);
    let serving = axum::serve(listener, router).with_graceful_shutdown(ended);
    tokio::select! {
        served = serving.into_future() => served.map_err(HttpError::Socket),
        () = async { stopping.cancelled().await; tokio::time::sleep(DRAIN).await } => {
            tracing::warn!("requests that did not end in time were cut off");
            Ok(())
        }
    }
}

/// The service at [`PATH`], for a server that listens at this address.
fn router(server: McpServer, address: IpAddr, options: HttpOptions) -> Router {
    let mut hosts = vec![
        "localhost".to_owned(),
        "127.0.0.1".to_owned(),
        "::1".to_owned(),
    ];
    if !address.is_unspecified() {
        hosts.push(address.to_string());
    }
    hosts.extend(options.hosts);
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(LONGEST_REQUEST)
        .with_allowed_hosts(hosts)
        .with_allowed_origins(["http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*"]);
    let service = StreamableHttpService::new(
        move || Ok(server.clone()),
        Arc::new(NeverSessionManager::default()),
        config,
    );
    Router::new()
        .route_service(PATH, service)
        .layer(middleware::from_fn_with_state(
            options.token.map(Arc::new),
            authorize,
        ))
}

/// Lets a request through that shows the token.
async fn authorize(
    State(token): State<Option<Arc<Secret>>>,
    request: Request,
    next: Next,
) -> Response {
    let Some(token) = token else {
        return next.run(request).await;
    };
    let shown = request.headers().get(header::AUTHORIZATION);
    let shown = shown
        .and_then(|value| bearer(value.as_bytes()))
        .unwrap_or_default();
    // In the same time wherever the first difference is, so that it cannot be guessed bytewise.
    if bool::from(shown.ct_eq(token.expose().as_bytes())) {
        return next.run(request).await;
    }
    let challenge = [(header::WWW_AUTHENTICATE, "Bearer")];
    (
        StatusCode::UNAUTHORIZED,
        challenge,
        "a bearer token is asked for\n",
    )
        .into_response()
}

/// The token of `Bearer TOKEN`.
fn bearer(value: &[u8]) -> Option<&[u8]> {
    let (scheme, token) = value.split_at_checked(7)?;
    scheme
        .eq_ignore_ascii_case(b"bearer ")
        .then_some(token.trim_ascii())
}
