use std::sync::Arc;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use http_body_util::BodyExt;
use seccoder::model::{Event, FinishReason};
use seccoder_lm::scripted::{ScriptedFailure, ScriptedModel, ScriptedOptions};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::engines::{FOREVER, Gated, Telling};
use super::{
    CHAT, COMPLETIONS, LocalOptions, LocalUpstream, asked, options, post, read, refused, serving,
    stream_of,
};

const PROMPT: &str = r#"{"prompt":"ab"}"#;
const STREAM: &str = r#"{"prompt":"ab","stream":true}"#;

/// Sends a request from a task of its own.
fn send(server: &Arc<LocalUpstream>, body: &'static str) -> JoinHandle<Response<Body>> {
    let server = server.clone();
    tokio::spawn(async move { post(&server, COMPLETIONS, body).await })
}

fn failing(after_bytes: usize) -> LocalUpstream {
    let failure = ScriptedFailure {
        sample: 0,
        after_bytes,
        message: "out of memory".to_owned(),
    };
    let options = ScriptedOptions {
        failure: Some(failure),
        ..ScriptedOptions::default()
    };
    serving(ScriptedModel::with_options(["0123456789"], options))
}

#[tokio::test]
async fn a_failure_in_the_middle_breaks_a_stream_off() {
    for (path, body, text) in [
        (COMPLETIONS, json!({"prompt": "a"}), "/text"),
        (
            CHAT,
            json!({"messages": [{"role": "user", "content": "a"}]}),
            "/delta/content",
        ),
    ] {
        let stream = stream_of(&failing(7), path, body.clone()).await;
        assert!(stream.broke_off && !stream.done);
        assert_eq!(stream.text(0, text), "0123456");
        let error = &stream.events.last().unwrap()["error"];
        assert_eq!(error["type"], "server_error");
        assert!(error["message"].as_str().unwrap().contains("out of memory"));
        let (status, error) = refused(&failing(7), path, &body).await;
        assert_eq!((status, &error["type"]), (500, &json!("server_error")));
    }
}

#[tokio::test]
async fn an_engine_that_stops_short_or_speaks_out_of_turn_has_failed() {
    let read = Event::PromptRead {
        tokens: None,
        cached: 0,
    };
    let text = |sample| Event::Text {
        sample,
        text: "x".to_owned(),
    };
    let finished = Event::Finished {
        sample: 0,
        reason: FinishReason::EndOfText,
        tokens: None,
    };
    for events in [
        vec![],
        vec![read.clone()],
        vec![read.clone(), text(0)],
        vec![read.clone(), text(1)],
        vec![read.clone(), finished.clone(), text(0)],
        vec![read.clone(), finished.clone(), finished.clone()],
    ] {
        let (status, _) = refused(
            &serving(Telling(events)),
            COMPLETIONS,
            &json!({"prompt": "a"}),
        )
        .await;
        assert_eq!(status, 500);
    }
    asked(
        &serving(Telling(vec![read, finished])),
        COMPLETIONS,
        json!({"prompt": "a"}),
    )
    .await;
}

#[tokio::test]
async fn tokens_that_the_engine_does_not_say_are_counted() {
    let model = Gated::new();
    model.gate.add_permits(1);
    let answer = asked(&serving(model), COMPLETIONS, json!({"prompt": "ab"})).await;
    let usage = json!({
        "prompt_tokens": 2, "completion_tokens": 4, "total_tokens": 6,
        "prompt_tokens_details": {"cached_tokens": 3},
    });
    assert_eq!(answer["usage"], usage);
    assert_eq!(answer["system_fingerprint"], "fp_0123456789ab");
}

#[tokio::test]
async fn dropping_the_body_ends_the_engines_work_and_frees_its_place() {
    let model = Gated::new();
    let server = Arc::new(serving(model.clone()));
    let answer = send(&server, STREAM).await.unwrap();
    model.until_running(1).await;
    let second = send(&server, PROMPT);
    drop(answer);
    model.gate.add_permits(1);
    let (status, answer) = read(second.await.unwrap()).await;
    assert_eq!(
        (status, &answer["choices"][0]["text"]),
        (StatusCode::OK, &json!("done"))
    );
    model.until_running(0).await;
    assert_eq!(model.begun(), 2);
}

#[tokio::test]
async fn dropping_a_request_that_is_not_streamed_ends_it_too() {
    let model = Gated::new();
    let server = Arc::new(serving(model.clone()));
    let waiting = send(&server, PROMPT);
    model.until_running(1).await;
    waiting.abort();
    model.until_running(0).await;
}

#[tokio::test]
async fn who_reads_slowly_keeps_nobody_from_the_engine() {
    let model = Gated::new();
    model.gate.add_permits(2);
    let server = Arc::new(serving(model.clone()));
    let unread = send(&server, STREAM).await.unwrap();
    assert_eq!(
        read(send(&server, PROMPT).await.unwrap()).await.0,
        StatusCode::OK
    );
    let text = unread.into_body().collect().await.unwrap().to_bytes();
    assert!(text.ends_with(b"data: [DONE]\n\n"));
}

#[tokio::test]
async fn more_than_may_wait_are_sent_away_and_who_leaves_makes_room() {
    let model = Gated::new();
    let options = LocalOptions {
        waiting: 1,
        ..options()
    };
    let server = Arc::new(LocalUpstream::new(Arc::new(model.clone()), None, options));
    let first = send(&server, PROMPT);
    model.until_running(1).await;
    let second = send(&server, PROMPT);
    // The runtime has one thread: the second gets to its place in the queue meanwhile.
    tokio::task::yield_now().await;
    let third = tokio::time::timeout(FOREVER, send(&server, PROMPT));
    let sent_away = third.await.unwrap().unwrap();
    assert_eq!(sent_away.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(sent_away.headers()["retry-after"], "1");
    let (_, answer) = read(sent_away).await;
    assert_eq!(answer["error"]["code"], "engine_overloaded");
    second.abort();
    assert!(second.await.unwrap_err().is_cancelled());
    let fourth = send(&server, PROMPT);
    model.gate.add_permits(2);
    for request in [first, fourth] {
        assert_eq!(request.await.unwrap().status(), StatusCode::OK);
    }
    assert_eq!(model.begun(), 2);
}

#[tokio::test]
async fn as_many_run_at_once_as_may() {
    let model = Gated::new();
    let options = LocalOptions {
        concurrent: 2,
        ..options()
    };
    let server = Arc::new(LocalUpstream::new(Arc::new(model.clone()), None, options));
    let requests: Vec<_> = (0..3).map(|_| send(&server, PROMPT)).collect();
    model.until_running(2).await;
    model.gate.add_permits(3);
    for request in requests {
        let (status, answer) = read(request.await.unwrap()).await;
        assert_eq!(status, StatusCode::OK);
        assert_ne!(answer["id"], Value::Null);
    }
    assert_eq!(model.begun(), 3);
}

#[tokio::test]
async fn over_a_socket_the_error_arrives_before_the_connection_breaks_off() {
    let server = Arc::new(failing(7));
    let handler = async move || post(&server, COMPLETIONS, STREAM).await;
    let router = axum::Router::new().route(COMPLETIONS, axum::routing::post(handler));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(axum::serve(listener, router).into_future());
    let mut socket = TcpStream::connect(address).await.unwrap();
    let head = format!("POST {COMPLETIONS} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n");
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // How the system tells that the connection was broken off does not matter.
    let _ = socket.read_to_end(&mut answer).await;
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.contains("out of memory"), "{answer}");
    assert!(!answer.ends_with("0\r\n\r\n"), "{answer}");
    serving.abort();
}
