//! A request's way through the proxy, on one page.
//!
//! Whoever may not ask is refused before anything is read; whoever may has a place until the last
//! byte of the answer is out. The request is read whole, because a demonstration changes it; the
//! answer is not, unless it was asked to be looked at.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Response};
use axum::response::IntoResponse;
use bytes::Bytes;

use super::Proxy;
use super::errors::Refusal;
use super::headers::{Kept, of_request};
use super::limits::Place;
use super::log::{Ending, REQUEST_ID, Record};
use super::relayed::relayed;
use super::report::{tell, with_report};
use crate::openai::Endpoint;
use crate::upstream::UpstreamRequest;

/// Answers a request below `/v1/`.
pub(super) async fn relay(State(proxy): State<Arc<Proxy>>, request: Request) -> Response<Body> {
    let asked = request.method().clone();
    let mut record = Record::new(proxy.metrics.clone(), asked.clone(), request.headers());
    let id = HeaderValue::from_str(record.id());
    let mut response = match proxy.answer(request, &mut record).await {
        Ok((answer, place)) => relayed(answer, &asked, record, place),
        Err(refusal) => {
            record.answered(refusal.status());
            record.ends(Ending::Refused(refusal.code()));
            refusal.into_response()
        }
    };
    if let Ok(id) = id {
        // The upstream's own, where it has one, is what its operators look for.
        response.headers_mut().entry(REQUEST_ID).or_insert(id);
    }
    response
}

impl Proxy {
    async fn answer(
        &self,
        request: Request,
        record: &mut Record,
    ) -> Result<(Response<Body>, Place), Refusal> {
        let endpoint =
            Endpoint::of(request.uri().path()).filter(|_| request.method() == Method::POST);
        if let Some(endpoint) = endpoint {
            record.at(endpoint);
        }
        self.admit(&request)?;
        if leads_out(request.uri().path()) {
            return Err(Refusal::invalid_path());
        }
        let place = self.limits.place()?;
        let (parts, body) = request.into_parts();
        let bytes = self.limits.read(body).await?;
        let answer = match endpoint {
            Some(endpoint) => self.augmented(endpoint, &parts, bytes, record).await?,
            None => {
                record.sends();
                let sent = self.request(&parts, bytes, Kept::default());
                self.upstream.send(sent).await?
            }
        };
        Ok((answer, place))
    }

    /// The answer to a request that may be shown something.
    async fn augmented(
        &self,
        endpoint: Endpoint,
        parts: &Parts,
        bytes: Bytes,
        record: &mut Record,
    ) -> Result<Response<Body>, Refusal> {
        let plan = self.plan(endpoint, &parts.headers, bytes).await?;
        self.note(&plan, record);
        let check = self.check(&plan);
        let kept = Kept {
            encodings: plan.wish.report || check.reads(),
            ..Kept::default()
        };
        let sent = self.request(parts, plan.bytes.clone(), kept);
        record.sends();
        let answer = self.upstream.send(sent.clone()).await?;
        let (mut answer, checked) = check.answer(&plan, &sent, answer, record).await?;
        if plan.wish.report {
            answer = with_report(&plan, checked.as_ref(), answer).await?;
        }
        tell(&plan, answer.headers_mut());
        Ok(answer)
    }

    fn request(&self, parts: &Parts, body: Bytes, kept: Kept) -> UpstreamRequest {
        let path = parts.uri.path_and_query();
        let kept = Kept {
            credentials: self.has_tokens(),
            ..kept
        };
        UpstreamRequest {
            method: parts.method.clone(),
            path_and_query: path.map_or("/", |path| path.as_str()).to_owned(),
            headers: of_request(&parts.headers, kept),
            body,
        }
    }
}

/// Whether a path has a segment that leads upwards, in any of its spellings.
fn leads_out(path: &str) -> bool {
    let plain = path.to_ascii_lowercase().replace("%2e", ".");
    let plain = plain.replace("%2f", "/").replace("%5c", "/");
    plain
        .split(['/', '\\'])
        .any(|segment| matches!(segment, "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leads_upwards_is_told_from_one_with_dots() {
        for bad in [
            "/v1/../x",
            "/v1/%2E%2e/x",
            "/v1/.%2e",
            "/v1/a%2f..%2fb",
            "/v1/.",
        ] {
            assert!(leads_out(bad), "{bad}");
        }
        for good in ["/v1/models/qwen2.5", "/v1/models/..x", "/v1/a...b"] {
            assert!(!leads_out(good), "{good}");
        }
    }
}
