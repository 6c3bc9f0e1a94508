//! Which headers go through, and which belong to the connection or to us.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Headers of one connection (RFC 9110, 7.6.1), beside those that `Connection` names.
const HOP_BY_HOP: [HeaderName; 9] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];
/// What the names of our own headers begin with.
const OURS: &str = "x-seccoder";
/// What the names of headers begin with that let web pages in.
const CORS: &str = "access-control-";

/// What of a request's headers stays here.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Kept {
    /// The client's credentials are ours, and not the upstream's.
    pub credentials: bool,
    /// The answer is read here, so that it must not be compressed.
    pub encodings: bool,
}

/// A client's headers as they go to the upstream.
pub(super) fn of_request(headers: &HeaderMap, kept: Kept) -> HeaderMap {
    let mut headers = headers.clone();
    drop_hop_by_hop(&mut headers);
    drop_beginning_with(&mut headers, OURS);
    // These are set anew.
    headers.remove(header::HOST);
    headers.remove(header::CONTENT_LENGTH);
    // Was answered here.
    headers.remove(header::EXPECT);
    if kept.credentials {
        headers.remove(header::AUTHORIZATION);
    }
    for credentials in [header::AUTHORIZATION, header::COOKIE] {
        if let Some(value) = headers.get_mut(credentials) {
            // `Debug` does not show it.
            value.set_sensitive(true);
        }
    }
    if kept.encodings {
        headers.remove(header::ACCEPT_ENCODING);
    }
    headers
}

/// Takes out of an answer's headers what does not go to the client.
pub(super) fn clean_answer(headers: &mut HeaderMap) {
    drop_hop_by_hop(headers);
    drop_beginning_with(headers, OURS);
    drop_beginning_with(headers, CORS);
}

fn drop_hop_by_hop(headers: &mut HeaderMap) {
    let named = headers.get_all(header::CONNECTION).iter();
    let named: Vec<HeaderName> = named
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in named.iter().chain(&HOP_BY_HOP) {
        headers.remove(name);
    }
}

fn drop_beginning_with(headers: &mut HeaderMap, start: &str) {
    let names: Vec<HeaderName> = headers
        .keys()
        .filter(|name| name.as_str().starts_with(start))
        .cloned()
        .collect();
    for name in names {
        headers.remove(name);
    }
}

/// Text from anywhere as a header's value: printable ASCII, at most `most` bytes of it.
pub(super) fn value(text: &str, most: usize) -> HeaderValue {
    let printable = |c: char| {
        if c == ' ' || c.is_ascii_graphic() {
            c
        } else {
            '?'
        }
    };
    let mut clean: String = text.trim().chars().take(most).map(printable).collect();
    if text.trim().chars().nth(most).is_some() {
        clean.truncate(most.saturating_sub(3));
        clean.push_str("...");
    }
    HeaderValue::try_from(clean).unwrap_or_else(|_| HeaderValue::from_static("?"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn map(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |&(name, value): &(&'static str, &'static str)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn what_belongs_to_the_connection_or_to_us_does_not_go_on() {
        let client = map(&[
            ("host", "127.0.0.1"),
            ("connection", "close, X-Mine"),
            ("x-mine", "1"),
            ("te", "trailers"),
            ("content-length", "3"),
            ("x-seccoder", "off"),
            ("x-seccoder-k", "2"),
            ("authorization", "Bearer theirs"),
            ("accept-encoding", "br"),
            ("x-other", "stays"),
        ]);
        let sent = of_request(&client, Kept::default());
        let mut names: Vec<_> = sent.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["accept-encoding", "authorization", "x-other"]);
        let all = Kept {
            credentials: true,
            encodings: true,
        };
        assert_eq!(of_request(&client, all).len(), 1);
    }

    #[test]
    fn an_answer_says_nothing_in_our_name_and_lets_no_page_in() {
        let mut answer = map(&[
            ("content-type", "application/json"),
            ("x-seccoder", "shown"),
            ("access-control-allow-origin", "*"),
            ("transfer-encoding", "chunked"),
        ]);
        clean_answer(&mut answer);
        assert_eq!(answer, map(&[("content-type", "application/json")]));
    }

    proptest! {
        #[test]
        fn any_text_is_a_bounded_header(text in ".*", most in 3_usize..64) {
            let made = value(&text, most);
            prop_assert!(made.len() <= most);
            prop_assert!(made.to_str().is_ok());
        }
    }
}
