//! One event for each request, however it ends: in the log and in the metrics.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Instant;

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};

use super::headers;
use super::metrics::{Metrics, Stage};
use crate::guide::millis_since;
use crate::openai::Endpoint;

/// The header that names a request.
pub(super) const REQUEST_ID: &str = "x-request-id";
/// The longest id that is taken from a client.
const LONGEST_ID: usize = 128;
/// The most bytes of a model's name in the log.
const LONGEST_NAME: usize = 100;
/// What stands for the status of a request whose client left before it had one.
const CLIENT_LEFT: u16 = 499;

/// How an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// It did not: the client left.
    Left,
    /// Whole.
    Whole,
    /// The upstream broke off.
    BrokeOff,
    /// Refused here; with the error's code.
    Refused(&'static str),
}

impl Ending {
    const fn word(self) -> &'static str {
        match self {
            Self::Left => "client-left",
            Self::Whole => "whole",
            Self::BrokeOff => "upstream-broke-off",
            Self::Refused(code) => code,
        }
    }
}

/// What is known of a request so far. It is logged and counted when it is dropped, so that no
/// request is missed, whoever goes first.
#[derive(Debug)]
pub(super) struct Record {
    metrics: Arc<Metrics>,
    id: String,
    method: Method,
    route: &'static str,
    model: Option<String>,
    started: Instant,
    sent: Option<Instant>,
    status: Option<StatusCode>,
    shown: Vec<String>,
    why: Option<&'static str>,
    check: Option<&'static str>,
    retrieval_ms: Option<f64>,
    first_byte_ms: Option<f64>,
    bytes: u64,
    ending: Ending,
}

impl Record {
    /// A request came.
    pub(super) fn new(metrics: Arc<Metrics>, method: Method, headers: &HeaderMap) -> Self {
        metrics.begun();
        Self {
            metrics,
            id: request_id(headers),
            method,
            route: "other",
            model: None,
            started: Instant::now(),
            sent: None,
            status: None,
            shown: Vec::new(),
            why: None,
            check: None,
            retrieval_ms: None,
            first_byte_ms: None,
            bytes: 0,
            ending: Ending::Left,
        }
    }

    /// The request's id.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// It goes to one of the routes that are augmented.
    pub(super) fn at(&mut self, endpoint: Endpoint) {
        self.route = match endpoint {
            Endpoint::Completions => "completions",
            Endpoint::Chat => "chat",
        };
    }

    /// It names this model.
    pub(super) fn asks(&mut self, model: &str) {
        let clean = headers::value(model, LONGEST_NAME);
        self.model = clean.to_str().ok().map(str::to_owned);
    }

    /// What was decided for it, and how long that took in milliseconds.
    pub(super) fn decided(&mut self, shown: Vec<String>, why: Option<&'static str>, ms: f64) {
        self.metrics.took(Stage::Retrieval, ms);
        if let Some(why) = why {
            self.metrics.nothing(why);
        }
        self.shown = shown;
        self.why = why;
        self.retrieval_ms = Some(ms);
    }

    /// It goes to the upstream.
    pub(super) fn sends(&mut self) {
        self.sent = Some(Instant::now());
    }

    /// Its answer was looked at.
    pub(super) fn checked(&mut self, verdict: &'static str) {
        self.metrics.checked(verdict);
        self.check = Some(verdict);
    }

    /// Its answer has begun.
    pub(super) fn answered(&mut self, status: StatusCode) {
        self.status = Some(status);
    }

    /// So many bytes of its answer go on.
    pub(super) fn passes(&mut self, bytes: usize) {
        if let (None, Some(sent)) = (self.first_byte_ms, self.sent) {
            let ms = millis_since(sent);
            self.metrics.took(Stage::FirstByte, ms);
            self.first_byte_ms = Some(ms);
        }
        self.bytes += bytes as u64;
    }

    /// Its answer is over. The first end counts.
    pub(super) fn ends(&mut self, ending: Ending) {
        if self.ending == Ending::Left {
            self.ending = ending;
        }
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        let status = self.status.map_or(CLIENT_LEFT, |status| status.as_u16());
        let total_ms = millis_since(self.started);
        self.metrics.took(Stage::Total, total_ms);
        self.metrics.ended(self.route, status, self.bytes);
        match self.ending {
            Ending::Left => self.metrics.disconnected(),
            Ending::BrokeOff => self.metrics.upstream_error("upstream_broke_off"),
            Ending::Refused(code) if code.starts_with("upstream_") => {
                self.metrics.upstream_error(code);
            }
            Ending::Whole | Ending::Refused(_) => {}
        }
        tracing::info!(
            request = self.id,
            method = %self.method,
            route = self.route,
            status,
            model = self.model,
            shown = self.shown.join(" "),
            why = self.why,
            check = self.check,
            retrieval_ms = self.retrieval_ms,
            first_byte_ms = self.first_byte_ms,
            total_ms,
            bytes = self.bytes,
            end = self.ending.word(),
            "request"
        );
    }
}

/// The id that the client gave, if it is one; else a new one.
fn request_id(headers: &HeaderMap) -> String {
    let given = headers.get(REQUEST_ID).map(HeaderValue::as_bytes);
    let is_sane = |id: &&[u8]| {
        let fits = (1..=LONGEST_ID).contains(&id.len());
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(byte);
        fits && id.iter().all(plain)
    };
    given
        .filter(is_sane)
        .map_or_else(new_id, |id| String::from_utf8_lossy(id).into_owned())
}

/// An id that no other request of this process has, and hardly one of another's.
fn new_id() -> String {
    static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{:016x}-{count}", KEY.hash_one("seccoder"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sane_id_is_kept_and_any_other_is_replaced() {
        let id_of = |given: &'static [u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_bytes(given).unwrap());
            request_id(&headers)
        };
        assert_eq!(id_of(b"abc-1_2.3"), "abc-1_2.3");
        for odd in [&b"a b"[..], b"", b"\xff", b"a\"b", &[b'x'; 129]] {
            assert_ne!(id_of(odd).as_bytes(), odd);
        }
        assert_ne!(new_id(), new_id());
    }

    #[test]
    fn a_request_that_nobody_waits_for_any_more_is_counted_as_left() {
        let metrics = Arc::new(Metrics::new());
        drop(Record::new(metrics.clone(), Method::GET, &HeaderMap::new()));
        let text = metrics.text();
        assert!(
            text.contains("seccoder_client_disconnects_total 1"),
            "{text}"
        );
        assert!(text.contains("status=\"499\""), "{text}");
    }
}
