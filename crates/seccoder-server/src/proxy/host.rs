//! Web pages may not ask.
//!
//! Whatever runs on this machine may ask a proxy on loopback, and so could a page in its browser:
//! by a name that suddenly leads to loopback (DNS rebinding), which `Host` shows, or by a plain
//! form that needs nobody's permission, which `Origin` shows.

use std::net::{IpAddr, SocketAddr};

use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri, header};

use super::errors::Refusal;

/// Under which names the proxy may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hosts {
    /// Those of this machine.
    Loopback,
    /// Any: it listens where others reach it, which takes a token.
    Any,
}

impl Hosts {
    /// For a proxy that listens at this address.
    pub(super) fn of(address: &SocketAddr) -> Self {
        if address.ip().to_canonical().is_loopback() {
            Self::Loopback
        } else {
            Self::Any
        }
    }

    /// Whether a request may ask under its name and from its page.
    ///
    /// # Errors
    /// When the name is not this machine's, or the page comes from elsewhere.
    pub(super) fn admit(self, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        if self == Self::Any {
            return Ok(());
        }
        if uri.host().is_some_and(|host| !is_loopback(host)) {
            return Err(Refusal::foreign_host());
        }
        // A client without `Host` is no browser.
        for host in headers.get_all(header::HOST) {
            let authority = Authority::try_from(host.as_bytes());
            if !authority.is_ok_and(|authority| is_loopback(authority.host())) {
                return Err(Refusal::foreign_host());
            }
        }
        for origin in headers.get_all(header::ORIGIN) {
            if is_foreign_page(origin.as_bytes()) {
                return Err(Refusal::foreign_page());
            }
        }
        Ok(())
    }
}

/// Whether an origin is a web page that did not come from this machine. Editors and desktop
/// programs have schemes of their own (`vscode-webview://…`).
fn is_foreign_page(origin: &[u8]) -> bool {
    let Ok(uri) = Uri::try_from(origin) else {
        return true;
    };
    match (uri.scheme_str(), uri.host()) {
        (Some("http" | "https"), Some(host)) => !is_loopback(host),
        (Some(_), _) => false,
        // `null`: a page that hides where it came from.
        (None, _) => true,
    }
}

/// Whether a host is this machine.
fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = host.parse::<IpAddr>() {
        return address.to_canonical().is_loopback();
    }
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(name: header::HeaderName, value: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        let uri = Uri::from_static("/v1/models");
        Hosts::Loopback.admit(&uri, &headers).is_ok()
    }

    #[test]
    fn a_name_that_was_led_here_is_refused() {
        for own in [
            "127.0.0.1:8080",
            "localhost",
            "LOCALHOST:1",
            "[::1]:80",
            "a.localhost",
        ] {
            assert!(admits(header::HOST, own), "{own}");
        }
        for foreign in [
            "evil.example",
            "evil.example:8080",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "10.0.0.1",
            "",
            "x@y z",
        ] {
            assert!(!admits(header::HOST, foreign), "{foreign}");
        }
    }

    #[test]
    fn a_page_from_elsewhere_is_refused_and_an_editor_is_not() {
        for own in [
            "http://localhost:3000",
            "http://127.0.0.1",
            "vscode-webview://0a1b2c",
        ] {
            assert!(admits(header::ORIGIN, own), "{own}");
        }
        for foreign in ["https://evil.example", "http://evil.example:80", "null"] {
            assert!(!admits(header::ORIGIN, foreign), "{foreign}");
        }
    }

    #[test]
    fn where_others_reach_it_any_name_will_do() {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "proxy.example".parse().unwrap());
        let public = Hosts::of(&SocketAddr::from(([0, 0, 0, 0], 1)));
        assert!(public.admit(&Uri::from_static("/"), &headers).is_ok());
        let own = Hosts::of(&SocketAddr::from(([127, 0, 0, 1], 1)));
        assert_eq!(own, Hosts::Loopback);
    }
}
