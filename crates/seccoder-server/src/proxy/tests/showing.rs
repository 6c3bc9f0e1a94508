//! What requests are shown, and what their answers say of it.

use axum::body::Body;
use axum::http::{Request, Response};
use serde_json::{Value, json};

use super::fixtures::{
    CODE, Database, EXAMPLE, Scripted, answer, ask, checking, completion, example, pieces, post,
    proxy_with, router, streaming,
};
use crate::proxy::ProxyOptions;

/// The prompt that the upstream got.
fn sent_prompt(upstream: &Scripted) -> String {
    let body: Value = serde_json::from_slice(&upstream.last().body).unwrap();
    body["prompt"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn code_is_shown_a_demonstration_and_the_answer_says_which() {
    let upstream = Scripted::json("{\"choices\":[]}");
    let got = ask(&router(&upstream), completion(&json!({"odd": 1}))).await;
    assert_eq!(got.status, 200);
    assert_eq!(got.body.as_deref().unwrap(), b"{\"choices\":[]}");
    let prompt = sent_prompt(&upstream);
    assert!(
        prompt.ends_with(CODE) && prompt.contains(EXAMPLE.trim()),
        "{prompt}"
    );
    assert_eq!(got.header("x-seccoder"), "shown");
    assert_eq!(got.header("x-seccoder-method"), "seccoder");
    assert_eq!(got.header("x-seccoder-template"), "raw/1");
    let named = format!("{} CWE-89 python", example().id.short());
    assert_eq!(got.header("x-seccoder-demonstrations"), named);
}

#[tokio::test]
async fn hostile_words_of_the_database_stay_within_their_header() {
    let upstream = Scripted::json("{}");
    let got = ask(&router(&upstream), completion(&json!({}))).await;
    assert_eq!(got.header("x-seccoder-reason"), "?hnlich??x-evil: 2");
    assert!(!got.headers.contains_key("x-evil"));
}

#[tokio::test]
async fn what_stands_in_the_request_already_is_not_shown_twice() {
    let upstream = Scripted::json("{}");
    let request = completion(&json!({"prompt": format!("{EXAMPLE}\n{CODE}")}));
    let got = ask(&router(&upstream), request).await;
    assert_eq!(got.header("x-seccoder-why"), "already-there");
    assert_eq!(sent_prompt(&upstream), format!("{EXAMPLE}\n{CODE}"));
}

#[tokio::test]
async fn switched_off_the_request_goes_on_without_our_field() {
    let upstream = Scripted::json("{}");
    let got = ask(
        &router(&upstream),
        completion(&json!({"seccoder": {"off": true}})),
    )
    .await;
    assert_eq!(got.header("x-seccoder-why"), "off");
    let body: Value = serde_json::from_slice(&upstream.last().body).unwrap();
    assert_eq!(body, json!({"model": "m", "prompt": CODE}));

    let mut request = completion(&json!({}));
    request
        .headers_mut()
        .insert("x-seccoder", "off".parse().unwrap());
    let got = ask(&router(&upstream), request).await;
    assert_eq!(got.header("x-seccoder-why"), "off");
    assert!(!upstream.last().headers.contains_key("x-seccoder"));
}

#[tokio::test]
async fn prose_and_bodies_that_are_no_json_go_on_byte_for_byte() {
    let upstream = Scripted::json("{}");
    let router = router(&upstream);
    let prose = "{ \"messages\" : [{\"role\":\"user\",\"content\":\"What is the capital of France?\"}] , \"n\":1e400}";
    let got = ask(&router, post("/v1/chat/completions", prose)).await;
    assert_eq!(got.header("x-seccoder-why"), "no-code");
    assert_eq!(upstream.last().body, prose);
    for garbage in [&b"{\"prompt\":"[..], b"\xff\xfe", b"[]", b""] {
        let got = ask(&router, post("/v1/completions", garbage)).await;
        assert_eq!(got.header("x-seccoder-why"), "form");
        assert_eq!(upstream.last().body, garbage);
    }
}

#[tokio::test]
async fn a_wish_that_makes_no_sense_is_refused_before_anything_is_sent() {
    let upstream = Scripted::json("{}");
    let got = ask(&router(&upstream), completion(&json!({"seccoder": 5}))).await;
    assert_eq!(
        (got.status, got.code().as_str()),
        (400, "invalid_seccoder_option")
    );
    let mut request = completion(&json!({}));
    request
        .headers_mut()
        .insert("x-seccoder", "maybe".parse().unwrap());
    assert_eq!(ask(&router(&upstream), request).await.status, 400);
    assert_eq!(upstream.times(), 0);
}

#[tokio::test]
async fn when_retrieval_is_slow_or_broken_the_request_goes_on_and_says_so() {
    for (database, why) in [
        (Database::Slow, "deadline"),
        (Database::Broken, "retrieval-failed"),
    ] {
        let upstream = Scripted::json("{}");
        let router = proxy_with(upstream.clone(), database, ProxyOptions::default()).router();
        let got = ask(&router, completion(&json!({}))).await;
        assert_eq!((got.status, got.header("x-seccoder-why")), (200, why));
        assert_eq!(sent_prompt(&upstream), CODE);
        assert!(!got.headers.contains_key("x"));
    }
}

#[tokio::test]
async fn a_report_is_put_into_a_json_answer_and_not_into_a_stream() {
    let upstream = Scripted::json("{\"choices\": [1e400]}");
    let wish = json!({"seccoder": {"report": true}});
    let got = ask(&router(&upstream), completion(&wish)).await;
    let body = String::from_utf8(got.body.clone().unwrap().to_vec()).unwrap();
    assert!(
        body.starts_with("{\"choices\": [1e400],\"seccoder\":{"),
        "{body}"
    );
    assert_eq!(got.header("content-length"), body.len().to_string());
    let (_, report) = body.split_once("\"seccoder\":").unwrap();
    let report: Value = serde_json::from_str(&report[..report.len() - 1]).unwrap();
    assert_eq!(report["demonstrations"][0]["id"], json!(example().id));
    assert_eq!(report["method"], "seccoder");

    let events: &[&[u8]] = &[b"data: {}\n\n", b"data: [DONE]\n\n"];
    let upstream = Scripted::new(|_| answer(streaming(pieces(events, None))));
    let wish = json!({"stream": true, "seccoder": {"report": true}});
    let got = ask(&router(&upstream), completion(&wish)).await;
    assert_eq!(got.header("x-seccoder-report"), "not-in-streams");
    assert_eq!(got.body.unwrap(), events.concat());
}

#[tokio::test]
async fn a_check_that_nobody_can_do_is_unjudged_and_says_so() {
    let upstream = Scripted::json("{}");
    let got = ask(
        &router(&upstream),
        completion(&json!({"seccoder": {"check": true}})),
    )
    .await;
    assert_eq!(got.header("x-seccoder-check"), "unjudged");
    assert!(
        got.header("x-seccoder-check-error")
            .contains("no analyzers")
    );
}

#[tokio::test]
async fn headers_of_the_connection_stay_and_others_go_through() {
    let upstream = Scripted::new(|_| {
        let response = Response::builder()
            .status(429)
            .header("retry-after", "7")
            .header("x-seccoder", "forged")
            .header("access-control-allow-origin", "*")
            .header("connection", "x-hop")
            .header("x-hop", "1");
        answer(response.body(Body::from("slow down")).unwrap())
    });
    let request = Request::get("/v1/models?limit=2")
        .header("authorization", "Bearer sk-theirs")
        .header("accept-encoding", "gzip")
        .header("connection", "x-mine")
        .header("x-mine", "1");
    let got = ask(&router(&upstream), request.body(Body::empty()).unwrap()).await;
    assert_eq!((got.status, got.header("retry-after")), (429, "7"));
    assert_eq!(got.body.as_deref().unwrap(), b"slow down");
    for gone in [
        "x-seccoder",
        "access-control-allow-origin",
        "x-hop",
        "connection",
    ] {
        assert!(!got.headers.contains_key(gone), "{gone}");
    }
    let sent = upstream.last();
    assert_eq!(sent.path_and_query, "/v1/models?limit=2");
    assert_eq!(sent.headers["authorization"], "Bearer sk-theirs");
    assert_eq!(sent.headers["accept-encoding"], "gzip");
    assert!(!sent.headers.contains_key("x-mine"));
}

#[tokio::test]
async fn a_check_that_was_asked_for_or_is_the_default_is_told() {
    let said = "{\"choices\":[{\"index\":0,\"text\":\"connection.cursor()\\n\"}]}";
    let default = ProxyOptions {
        check_by_default: true,
        ..ProxyOptions::default()
    };
    for (options, wish) in [
        (
            ProxyOptions::default(),
            json!({"check": true, "report": true}),
        ),
        (default.clone(), json!({"report": true})),
    ] {
        let upstream = Scripted::json(said);
        let mut request = completion(&json!({"seccoder": wish}));
        let gzip = "gzip".parse().unwrap();
        request.headers_mut().insert("accept-encoding", gzip);
        let got = ask(&checking(upstream.clone(), options), request).await;
        assert_eq!(got.header("x-seccoder-check"), "secure");
        assert_eq!(got.header("x-seccoder-buffered"), "yes");
        assert_eq!(
            got.json()["seccoder"]["check"]["before"]["verdict"],
            "secure"
        );
        assert!(!upstream.last().headers.contains_key("accept-encoding"));
    }
    let off = completion(&json!({"seccoder": {"off": true}}));
    let got = ask(&checking(Scripted::json(said), default), off).await;
    assert!(!got.headers.contains_key("x-seccoder-check"));
    assert_eq!(got.body.unwrap(), said);
}
