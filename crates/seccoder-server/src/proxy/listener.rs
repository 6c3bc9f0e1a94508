//! Connections: taking them in, and letting them end.
//!
//! HTTP/1.1 only: clients of this protocol speak nothing else without TLS, and what is not served
//! cannot be abused.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::sleep;
use tower::ServiceExt;

use super::writing::Patient;
use super::{Proxy, ProxyOptions};

/// The wait after a connection could not be taken in for want of resources.
const PAUSE: Duration = Duration::from_millis(100);

/// Why the proxy cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Others could reach it, and nobody would be asked for a token.
    #[error("{0} can be reached from other machines: serving there needs a token")]
    NoToken(SocketAddr),
    /// The listener does not know its address.
    #[error("the listener has no address: {0}")]
    Address(#[source] io::Error),
}

/// Whether the proxy may listen at an address: one that other machines reach needs tokens.
///
/// # Errors
/// When it may not.
pub fn may_bind(addr: &SocketAddr, has_tokens: bool) -> Result<(), ServeError> {
    if has_tokens || addr.ip().to_canonical().is_loopback() {
        Ok(())
    } else {
        Err(ServeError::NoToken(*addr))
    }
}

/// Serves until `shutdown` is done, then lets running answers end within the options' `drain`.
///
/// # Errors
/// When it may not listen there (see [`may_bind`]).
pub async fn serve(
    listener: TcpListener,
    proxy: Proxy,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let address = listener.local_addr().map_err(ServeError::Address)?;
    may_bind(&address, proxy.has_tokens())?;
    let options = proxy.options.clone();
    let router = proxy.bound_to(&address).router();
    let ending = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Some(_) = connections.join_next() => {}
            socket = next(&listener) => {
                let served = connection(socket, router.clone(), &options, ending.watcher());
                connections.spawn(served);
            }
        }
    }
    // From here on, new clients find nobody.
    drop(listener);
    tokio::select! {
        () = ending.shutdown() => {}
        () = sleep(options.drain) => {
            tracing::warn!("answers that did not end in time are cut off");
        }
    }
    connections.shutdown().await;
    Ok(())
}

/// The next connection. Want of resources, such as too many open files, passes.
async fn next(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((socket, _)) => return socket,
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken in");
                sleep(PAUSE).await;
            }
        }
    }
}

/// Whether only the connection that would have come next is concerned.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}

/// Serves one connection to its end.
fn connection(
    socket: TcpStream,
    router: Router,
    options: &ProxyOptions,
    ending: Watcher,
) -> impl Future<Output = ()> + Send + 'static {
    // Pieces of a stream go out as they come, however small.
    let _ = socket.set_nodelay(true);
    let socket = TokioIo::new(Patient::new(socket, options.write_timeout));
    let service = router.map_request(|request: hyper::Request<Incoming>| request.map(Body::new));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(options.header_timeout)
        .serve_connection(socket, TowerToHyperService::new(service));
    let served = ending.watch(connection);
    async move {
        // The client's fault, or an answer that broke off: the request's own event tells.
        if let Err(error) = served.await {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_others_reach_needs_a_token() {
        for (address, alone) in [
            ("127.0.0.1:80", true),
            ("[::1]:80", true),
            ("127.3.2.1:1", true),
            ("0.0.0.0:80", false),
            ("[::]:80", false),
            ("192.168.0.1:80", false),
        ] {
            let address = address.parse().unwrap();
            assert_eq!(may_bind(&address, false).is_ok(), alone, "{address}");
            assert!(may_bind(&address, true).is_ok());
        }
    }
}
