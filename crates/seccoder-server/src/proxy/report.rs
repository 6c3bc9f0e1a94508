//! What was shown and why: in headers, and in the answer where that was asked for.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, header};
use bytes::{Bytes, BytesMut};
use futures::{StreamExt, stream};
use seccoder::method::Method;
use seccoder::response::ExampleSummary;
use serde::Serialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;

use super::errors::Refusal;
use super::headers::value;
use super::plan::Plan;
use crate::inspect::CheckReport;

/// The longest header value, in bytes.
const LONGEST: usize = 300;
/// The most demonstrations that a header names.
const MOST_NAMED: usize = 8;
/// The longest answer that a report is put into, in bytes; a longer one goes on without.
const HELD: usize = 8 << 20;
/// The header that says what became of the report.
const REPORT: &str = "x-seccoder-report";

/// The member `seccoder` of an answer.
#[derive(Serialize)]
struct Report<'a> {
    method: Method,
    template: Option<&'a str>,
    demonstrations: Vec<&'a ExampleSummary>,
    why: Option<Nothing>,
    retrieval_ms: f64,
    /// An estimate.
    tokens_added: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<&'a CheckReport>,
}

/// Why nothing was shown.
#[derive(Serialize)]
struct Nothing {
    code: &'static str,
    text: String,
}

/// Says in an answer's headers what was shown, or why nothing was.
pub(super) fn tell(plan: &Plan, headers: &mut HeaderMap) {
    let mut say = |name: &'static str, text: &str| {
        headers.insert(name, value(text, LONGEST));
    };
    say("x-seccoder-method", plan.method.name());
    say("x-seccoder-retrieval-ms", &format!("{:.1}", plan.ms));
    if let Some(why) = plan.why() {
        say("x-seccoder", "nothing");
        say("x-seccoder-why", why.word());
        say("x-seccoder-reason", &why.to_string());
        return;
    }
    say("x-seccoder", "shown");
    if let Some(prompt) = plan.prompts().next() {
        say("x-seccoder-template", &prompt.template);
    }
    let named: Vec<_> = plan.demonstrations().take(MOST_NAMED).map(named).collect();
    say("x-seccoder-demonstrations", &named.join("; "));
    let reason = plan.demonstrations().find_map(|of| of.reason.as_ref());
    if let Some(reason) = reason {
        say("x-seccoder-reason", &reason.text);
    }
    say("x-seccoder-tokens", &plan.tokens().to_string());
}

/// An example in a few words: short id, weaknesses, language.
fn named(example: &ExampleSummary) -> String {
    let cwes: Vec<_> = example.cwes.iter().map(ToString::to_string).collect();
    let id = example.id.short();
    format!("{id} {} {}", cwes.join(","), example.language)
}

/// The answer with the report in it, where its form has a place for one.
///
/// # Errors
/// When it breaks off while it is read.
pub(super) async fn with_report(
    plan: &Plan,
    check: Option<&CheckReport>,
    answer: Response<Body>,
) -> Result<Response<Body>, Refusal> {
    if let Err(reason) = has_place(plan, &answer) {
        return Ok(marked(answer, reason));
    }
    let (mut parts, body) = answer.into_parts();
    let read = match held(body).await? {
        Ok(read) => read,
        Err(body) => return Ok(marked(Response::from_parts(parts, body), "too-long")),
    };
    let report = Report {
        method: plan.method,
        template: plan.prompts().next().map(|prompt| &*prompt.template),
        demonstrations: plan.demonstrations().collect(),
        why: plan.why().map(|why| Nothing {
            code: why.word(),
            text: why.to_string(),
        }),
        retrieval_ms: plan.ms,
        tokens_added: plan.tokens(),
        check,
    };
    let spliced = serde_json::to_string(&report)
        .ok()
        .and_then(|report| spliced(&read, &report));
    let (bytes, word) = match spliced {
        Some(bytes) => (bytes, "in-answer"),
        None => (read, "not-json"),
    };
    let length = HeaderValue::from(bytes.len());
    parts.headers.insert(header::CONTENT_LENGTH, length);
    Ok(marked(Response::from_parts(parts, Body::from(bytes)), word))
}

fn marked(mut answer: Response<Body>, word: &'static str) -> Response<Body> {
    let word = HeaderValue::from_static(word);
    answer.headers_mut().insert(REPORT, word);
    answer
}

/// Whether an answer's form has a place for a report; else why not.
fn has_place(plan: &Plan, answer: &Response<Body>) -> Result<(), &'static str> {
    let header = |name| {
        let value: &HeaderValue = answer.headers().get(name)?;
        value.to_str().ok()
    };
    let form = header(header::CONTENT_TYPE).unwrap_or_default();
    let form = form.split(';').next().unwrap_or_default().trim();
    let asked = plan.understood.as_ref();
    if asked.is_some_and(|of| of.body.streams()) || form.eq_ignore_ascii_case("text/event-stream") {
        return Err("not-in-streams");
    }
    if !form.eq_ignore_ascii_case("application/json") {
        return Err("not-json");
    }
    let encoding = header(header::CONTENT_ENCODING).unwrap_or("identity");
    if !encoding.eq_ignore_ascii_case("identity") {
        return Err("compressed");
    }
    Ok(())
}

/// The whole body, or the body as it was where it is longer than [`HELD`].
async fn held(body: Body) -> Result<Result<Bytes, Body>, Refusal> {
    let mut rest = body.into_data_stream();
    let mut read = BytesMut::new();
    while let Some(piece) = rest.next().await {
        let broken = |_| Refusal::broken_answer(&"the upstream's answer broke off");
        read.extend_from_slice(&piece.map_err(broken)?);
        if read.len() > HELD {
            let first = stream::iter([Ok(read.freeze())]);
            return Ok(Err(Body::from_stream(first.chain(rest))));
        }
    }
    Ok(Ok(read.freeze()))
}

/// A JSON object with one more member at its end; `None` for anything else. Every other byte stays.
fn spliced(answer: &[u8], report: &str) -> Option<Bytes> {
    let members: BTreeMap<String, IgnoredAny> = serde_json::from_slice(answer).ok()?;
    let end = answer.iter().rposition(|&byte| byte == b'}')?;
    let comma = if members.is_empty() { "" } else { "," };
    let (before, after) = answer.split_at(end);
    let member = format!("{comma}\"seccoder\":{report}");
    Some(Bytes::from([before, member.as_bytes(), after].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_the_last_member_and_no_other_byte_changes() {
        let report = "{\"k\":1}";
        for (answer, with) in [
            ("{}", "{\"seccoder\":{\"k\":1}}"),
            (
                "{\"a\": 1e400}\n",
                "{\"a\": 1e400,\"seccoder\":{\"k\":1}}\n",
            ),
            ("{\"a\":\"}\" }", "{\"a\":\"}\" ,\"seccoder\":{\"k\":1}}"),
        ] {
            let made = spliced(answer.as_bytes(), report).unwrap();
            assert_eq!(made, with.as_bytes(), "{answer}");
        }
        for other in ["", "[]", "\"}\"", "{", "{} x", "null"] {
            assert!(spliced(other.as_bytes(), report).is_none(), "{other}");
        }
    }
}
