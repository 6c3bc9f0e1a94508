//! Who may ask what, and what is said when something fails.

use std::future::pending;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use futures::{FutureExt, StreamExt, stream};
use seccoder_lm::openai::Secret;
use serde_json::json;
use tower::ServiceExt;

use super::fixtures::{
    Database, Scripted, answer, ask, completion, pieces, post, proxy_with, router, streaming,
};
use crate::proxy::ProxyOptions;
use crate::upstream::UpstreamError;

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn health_is_open_and_readiness_says_why_not() {
    let upstream = Scripted::json("{}");
    let router = router(&upstream);
    assert_eq!(ask(&router, get("/healthz")).await.status, 200);
    let got = ask(&router, get("/readyz")).await;
    assert_eq!(got.status, 503);
    assert_eq!(got.body.unwrap(), "not ready: the model loads\n");
}

#[tokio::test]
async fn what_is_not_served_is_an_error_that_says_what_is() {
    let router = router(&Scripted::json("{}"));
    for path in ["/", "/completions", "/v1", "/v2/models"] {
        let got = ask(&router, get(path)).await;
        assert_eq!(
            (got.status, got.code().as_str()),
            (404, "not_found"),
            "{path}"
        );
        assert!(
            got.json()["error"]["message"]
                .as_str()
                .unwrap()
                .contains("/v1/completions")
        );
    }
    let got = ask(&router, get("/v1/%2e%2e/admin")).await;
    assert_eq!((got.status, got.code().as_str()), (400, "invalid_path"));
}

#[tokio::test]
async fn with_tokens_nobody_asks_without_one_and_it_stays_here() {
    let upstream = Scripted::json("{}");
    let options = ProxyOptions {
        tokens: vec![Secret::new("ours").unwrap()],
        ..ProxyOptions::default()
    };
    let router = proxy_with(upstream.clone(), Database::OneExample, options).router();
    for path in ["/v1/models", "/readyz", "/metrics"] {
        let got = ask(&router, get(path)).await;
        assert_eq!(got.status, 401, "{path}");
        assert!(got.header("www-authenticate").starts_with("Bearer"));
    }
    assert_eq!(ask(&router, get("/healthz")).await.status, 200);
    assert_eq!(upstream.times(), 0);

    let mut request = completion(&json!({}));
    request
        .headers_mut()
        .insert("authorization", "Bearer ours".parse().unwrap());
    assert_eq!(ask(&router, request).await.status, 200);
    assert!(!upstream.last().headers.contains_key("authorization"));
}

#[tokio::test]
async fn web_pages_may_not_ask() {
    let upstream = Scripted::json("{}");
    let router = router(&upstream);
    for (name, value) in [("host", "evil.example"), ("origin", "https://evil.example")] {
        let mut request = completion(&json!({}));
        request.headers_mut().insert(name, value.parse().unwrap());
        assert_eq!(ask(&router, request).await.status, 403, "{name}");
    }
    assert_eq!(upstream.times(), 0);
}

#[tokio::test]
async fn an_upstream_that_is_away_or_silent_is_told_in_the_protocols_words() {
    let place = || "scripted".to_owned();
    let away = Scripted::new(move |_| {
        let reason = "refused".to_owned();
        async move {
            Err(UpstreamError::Unreachable {
                place: place(),
                reason,
            })
        }
        .boxed()
    });
    let got = ask(&router(&away), completion(&json!({}))).await;
    assert_eq!(
        (got.status, got.code().as_str()),
        (502, "upstream_unreachable")
    );
    let silent = Scripted::new(move |_| {
        async move {
            Err(UpstreamError::TimedOut {
                place: place(),
                seconds: 1,
            })
        }
        .boxed()
    });
    let router = router(&silent);
    let got = ask(&router, get("/v1/models")).await;
    assert_eq!((got.status, got.code().as_str()), (504, "upstream_timeout"));
    let text = ask(&router, get("/metrics")).await.body.unwrap();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert!(
        text.contains("upstream_errors_total{kind=\"upstream_timeout\"} 1"),
        "{text}"
    );
}

#[tokio::test]
async fn an_answer_that_breaks_off_breaks_off_here_too() {
    let upstream = Scripted::new(|_| {
        let gone = std::io::ErrorKind::ConnectionReset.into();
        answer(streaming(pieces(&[b"data: {}\n\n"], Some(gone))))
    });
    let router = router(&upstream);
    let got = ask(&router, completion(&json!({"stream": true}))).await;
    assert_eq!(got.status, 200);
    assert!(got.body.is_err());
    let text = ask(&router, get("/metrics")).await.body.unwrap();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert!(text.contains("{kind=\"upstream_broke_off\"} 1"), "{text}");
}

#[tokio::test]
async fn a_place_is_held_until_the_answer_is_out() {
    let upstream = Scripted::new(|_| {
        let first = stream::iter([Ok("data: {}\n\n".into())]);
        answer(streaming(first.chain(stream::pending()).boxed()))
    });
    let options = ProxyOptions {
        max_concurrent: 1,
        ..ProxyOptions::default()
    };
    let router = proxy_with(upstream, Database::OneExample, options).router();
    let first = router.clone().oneshot(get("/v1/models")).await.unwrap();
    let second = ask(&router, get("/v1/models")).await;
    assert_eq!((second.status, second.header("retry-after")), (503, "1"));
    drop(first);
    let third = router.clone().oneshot(get("/v1/models")).await.unwrap();
    assert_eq!(third.status(), 200);
    let text = ask(&router, get("/metrics")).await.body.unwrap();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert!(
        text.contains("seccoder_client_disconnects_total 1"),
        "{text}"
    );
    assert!(text.contains("seccoder_in_flight 1"), "{text}");
}

#[tokio::test]
async fn large_and_stalled_bodies_are_refused() {
    let upstream = Scripted::json("{}");
    let options = ProxyOptions {
        max_body: 10,
        header_timeout: Duration::from_millis(50),
        ..ProxyOptions::default()
    };
    let router = proxy_with(upstream.clone(), Database::OneExample, options).router();
    let got = ask(&router, post("/v1/completions", "01234567890")).await;
    assert_eq!(
        (got.status, got.code().as_str()),
        (413, "request_too_large")
    );
    let stalled = Body::from_stream(stream::once(pending::<Result<String, std::io::Error>>()));
    let got = ask(&router, post("/v1/embeddings", stalled)).await;
    assert_eq!((got.status, got.code().as_str()), (408, "request_timeout"));
    assert_eq!(upstream.times(), 0);
}

#[tokio::test]
async fn a_request_has_an_id_and_keeps_the_one_that_it_came_with() {
    let router = router(&Scripted::json("{}"));
    let mut request = get("/v1/models");
    request
        .headers_mut()
        .insert("x-request-id", "mine-1".parse().unwrap());
    assert_eq!(ask(&router, request).await.header("x-request-id"), "mine-1");
    assert!(
        !ask(&router, get("/v1/models"))
            .await
            .header("x-request-id")
            .is_empty()
    );
}
