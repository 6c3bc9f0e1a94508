//! What is counted and measured, in the form that Prometheus reads.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// The content type of [`Metrics::text`].
pub(super) const FORM: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Bounds of the latency buckets, in seconds: from a cache's answer to a long generation.
const SECONDS: [f64; 16] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0, 120.0,
    600.0,
];
/// Bounds of the confidence buckets.
const SHARES: [f64; 9] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: &'static str,
    status: u16,
}

/// One label.
type Label = [(&'static str, &'static str); 1];

/// A part of a request's time.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stage {
    /// Reading the request and finding what to show.
    Retrieval,
    /// From sending the request on to the first byte of the answer's body.
    FirstByte,
    /// Everything, to the end of the answer.
    Total,
}

impl Stage {
    const fn name(self) -> &'static str {
        match self {
            Self::Retrieval => "retrieval",
            Self::FirstByte => "first_byte",
            Self::Total => "total",
        }
    }
}

/// All metrics of a proxy.
#[derive(Debug)]
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    in_flight: Gauge,
    stages: Family<Label, Histogram, fn() -> Histogram>,
    shown: Counter,
    nothing: Family<Label, Counter>,
    tokens: Counter,
    confidence: Histogram,
    upstream_errors: Family<Label, Counter>,
    checks: Family<Label, Counter>,
    disconnects: Counter,
    /// Bytes of answers; a sum of lengths does not fit the counter of small hosts.
    bytes: Counter<u64, AtomicU64>,
}

impl Metrics {
    /// Nothing was counted yet.
    pub(super) fn new() -> Self {
        let mut all = Self {
            registry: Registry::with_prefix("seccoder"),
            requests: Family::default(),
            in_flight: Gauge::default(),
            stages: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            shown: Counter::default(),
            nothing: Family::default(),
            tokens: Counter::default(),
            confidence: Histogram::new(SHARES),
            upstream_errors: Family::default(),
            checks: Family::default(),
            disconnects: Counter::default(),
            bytes: Counter::default(),
        };
        all.register();
        all
    }

    fn register(&mut self) {
        let to = &mut self.registry;
        let help = "Requests, by route and status; 499: the client left before an answer";
        to.register("requests", help, self.requests.clone());
        let help = "Requests that run, answers that stream included";
        to.register("in_flight", help, self.in_flight.clone());
        let help = "Time of a request, by stage";
        to.register_with_unit("stage", help, Unit::Seconds, self.stages.clone());
        let help = "Demonstrations shown";
        to.register("demonstrations", help, self.shown.clone());
        let help = "Requests that were shown nothing, by reason";
        to.register("nothing_shown", help, self.nothing.clone());
        let help = "Tokens that demonstrations added to prompts, estimated";
        to.register("tokens_added", help, self.tokens.clone());
        let help = "How sure the method was of what it showed";
        to.register("confidence", help, self.confidence.clone());
        let help = "Answers that the upstream failed to give, by kind";
        to.register("upstream_errors", help, self.upstream_errors.clone());
        let help = "Answers looked at by the analyzers, by verdict";
        to.register("checks", help, self.checks.clone());
        let help = "Clients that left before the end of their answer";
        to.register("client_disconnects", help, self.disconnects.clone());
        let help = "Bytes of answers handed on";
        to.register_with_unit("answered", help, Unit::Bytes, self.bytes.clone());
    }

    /// A request came.
    pub(super) fn begun(&self) {
        self.in_flight.inc();
    }

    /// A request ended.
    pub(super) fn ended(&self, route: &'static str, status: u16, bytes: u64) {
        self.in_flight.dec();
        self.requests
            .get_or_create(&Answered { route, status })
            .inc();
        self.bytes.inc_by(bytes);
    }

    /// A stage took so many milliseconds.
    pub(super) fn took(&self, stage: Stage, ms: f64) {
        let label = [("stage", stage.name())];
        self.stages.get_or_create(&label).observe(ms / 1000.0);
    }

    /// A demonstration was shown, and the method was so sure of it.
    pub(super) fn shown(&self, confidence: Option<f32>) {
        self.shown.inc();
        if let Some(confidence) = confidence {
            self.confidence.observe(f64::from(confidence));
        }
    }

    /// So many tokens were added to a prompt.
    pub(super) fn added(&self, tokens: usize) {
        self.tokens.inc_by(tokens as u64);
    }

    /// Nothing was shown.
    pub(super) fn nothing(&self, why: &'static str) {
        self.nothing.get_or_create(&[("why", why)]).inc();
    }

    /// The upstream failed.
    pub(super) fn upstream_error(&self, kind: &'static str) {
        self.upstream_errors.get_or_create(&[("kind", kind)]).inc();
    }

    /// An answer was looked at.
    pub(super) fn checked(&self, verdict: &'static str) {
        self.checks.get_or_create(&[("verdict", verdict)]).inc();
    }

    /// A client left.
    pub(super) fn disconnected(&self) {
        self.disconnects.inc();
    }

    /// All of it as text.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_stands_in_the_text() {
        let metrics = Metrics::new();
        metrics.begun();
        metrics.ended("chat", 200, 7);
        metrics.nothing("unsure");
        metrics.took(Stage::Retrieval, 12.0);
        let text = metrics.text();
        for line in [
            "seccoder_requests_total{route=\"chat\",status=\"200\"} 1",
            "seccoder_in_flight 0",
            "seccoder_nothing_shown_total{why=\"unsure\"} 1",
            "seccoder_stage_seconds_count{stage=\"retrieval\"} 1",
            "seccoder_answered_bytes_total 7",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} in\n{text}");
        }
    }
}
