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

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::HeaderMap;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;
    use crate::mcp::tests::server;

    const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{
        "protocolVersion":"2025-06-18","capabilities":{},
        "clientInfo":{"name":"test","version":"1"}}}"#;

    async fn ask(
        options: HttpOptions,
        headers: &[(&str, &str)],
    ) -> (StatusCode, HeaderMap, String) {
        let mut request = Request::builder()
            .method("POST")
            .uri(PATH)
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(INITIALIZE)).unwrap();
        let router = router(server(), IpAddr::from([127, 0, 0, 1]), options);
        let response = router.oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, headers, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn only_our_own_names_and_pages_of_this_machine_are_served() {
        let open = HttpOptions::default;
        let (status, _, body) = ask(open(), &[("host", "localhost:8765")]).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        assert!(body.contains("serverInfo"), "{body}");
        let rebinding = [("host", "evil.example:8765")];
        assert_eq!(ask(open(), &rebinding).await.0, StatusCode::FORBIDDEN);
        let page = [("host", "localhost"), ("origin", "https://evil.example")];
        assert_eq!(ask(open(), &page).await.0, StatusCode::FORBIDDEN);
        let page = [("host", "localhost"), ("origin", "http://localhost:6274")];
        assert_eq!(ask(open(), &page).await.0, StatusCode::OK);
        let named = HttpOptions {
            hosts: vec!["code.example.org".to_owned()],
            ..open()
        };
        assert_eq!(
            ask(named, &[("host", "code.example.org")]).await.0,
            StatusCode::OK
        );
    }

    #[tokio::test]
    async fn a_token_is_asked_for_where_there_is_one() {
        let options = || HttpOptions {
            token: Some(Secret::new("s3cret-token").unwrap()),
            ..HttpOptions::default()
        };
        for wrong in [
            "Bearer s3cret",
            "Bearer s3cret-tokeX",
            "Basic s3cret-token",
            "Bearer",
            "",
        ] {
            let sent = [("host", "localhost"), ("authorization", wrong)];
            let (status, headers, body) = ask(options(), &sent).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{wrong}");
            assert_eq!(headers["www-authenticate"], "Bearer");
            assert!(!body.contains("s3cret"), "{body}");
        }
        assert_eq!(
            ask(options(), &[("host", "localhost")]).await.0,
            StatusCode::UNAUTHORIZED
        );
        let right = [
            ("host", "localhost"),
            ("authorization", "bearer s3cret-token"),
        ];
        assert_eq!(ask(options(), &right).await.0, StatusCode::OK);
        assert!(!format!("{:?}", options()).contains("s3cret"));
    }

    #[test]
    fn an_address_that_others_reach_needs_a_token() {
        let all: SocketAddr = "0.0.0.0:1".parse().unwrap();
        let own: SocketAddr = "[::1]:1".parse().unwrap();
        let open = HttpOptions::default();
        assert!(may_listen(own, &open).is_ok());
        assert!(matches!(may_listen(all, &open), Err(HttpError::Open(_))));
        let token = HttpOptions {
            token: Some(Secret::new("t").unwrap()),
            ..open
        };
        assert!(may_listen(all, &token).is_ok());
    }
}
