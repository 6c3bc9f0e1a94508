//! Trouble: each kind ends as an error that says what happened, without the key.

use std::time::Instant;

use super::server::{Step, head, json, sse, sse_head, whole, write};
use super::*;

fn ok() -> Vec<Step> {
    sse(&[text_chunk(0, "x", Some("stop"))])
}

/// The error of one request to a server with this script.
fn error_of(script: Vec<Vec<Step>>) -> ModelError {
    failure(&engine(&Server::start(script)), request(raw(), 1))
}

#[test]
fn a_busy_server_is_asked_again_when_it_says() {
    let busy = head(
        "429 Too Many Requests",
        "Retry-After: 1\r\nContent-Length: 0\r\n",
    );
    let server = Server::start(vec![vec![busy], ok()]);
    assert_eq!(outcome(&engine(&server), request(raw(), 1))[0].0, "x");
    let seen = server.seen();
    let wait = seen[1].at - seen[0].at;
    assert!(wait >= Duration::from_millis(950), "{wait:?}");
}

#[test]
fn a_server_that_always_fails_is_given_up() {
    let server = Server::start(vec![json("500 Oops", r#"{"error":{"message":"no luck"}}"#)]);
    let error = failure(&engine(&server), request(raw(), 1));
    assert_eq!(server.seen().len(), 3);
    assert!(
        matches!(&error, ModelError::Refused { status: 500, message, .. } if message == "no luck"),
        "{error}"
    );
}

#[test]
fn a_connection_that_closes_before_the_answer_is_tried_again() {
    let server = Server::start(vec![vec![], ok()]);
    assert_eq!(outcome(&engine(&server), request(raw(), 1))[0].0, "x");
}

#[test]
fn nobody_listening_is_unreachable() {
    let server = Server::start(vec![ok()]);
    let model = engine(&server);
    let endpoint = format!("{}/v1/completions", server.url());
    drop(server);
    let error = failure(&model, request(raw(), 1));
    assert!(
        matches!(&error, ModelError::Unreachable { endpoint: e, reason } if *e == endpoint
            && reason.to_lowercase().contains("refused")),
        "{error}"
    );
}

#[test]
fn a_stalled_answer_is_given_up() {
    let chunk = write(format!("data: {}\n\n", text_chunk(0, "a", None)));
    let server = Server::start(vec![vec![sse_head(), chunk, Step::AwaitClose]]);
    let mut config = config(&server);
    config.read_timeout = Duration::from_millis(200);
    let start = Instant::now();
    let error = failure(&OpenAiEngine::new(config).unwrap(), request(raw(), 1)).to_string();
    assert!(error.contains("stalled for 0.2 s"), "{error}");
    assert!(start.elapsed() < Duration::from_secs(3));
    server.wait_closed(1);
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn an_answer_that_never_begins_is_given_up_without_asking_again() {
    let server = Server::start(vec![vec![Step::AwaitClose]]);
    let mut config = config(&server);
    config.answer_timeout = Duration::from_millis(200);
    let error = failure(&OpenAiEngine::new(config).unwrap(), request(raw(), 1)).to_string();
    assert!(error.contains("no answer within 0.2 s"), "{error}");
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn slow_but_steady_is_fine() {
    let mut steps = vec![Step::Sleep(Duration::from_millis(300)), sse_head()];
    for text in ["a", "b", "c"] {
        steps.push(Step::Sleep(Duration::from_millis(150)));
        steps.push(write(format!("data: {}\n\n", text_chunk(0, text, None))));
    }
    steps.push(write("data: [DONE]\n\n"));
    let server = Server::start(vec![steps]);
    let mut config = config(&server);
    config.read_timeout = Duration::from_millis(400);
    assert_eq!(
        outcome(&OpenAiEngine::new(config).unwrap(), request(raw(), 1))[0].0,
        "abc"
    );
}

#[test]
fn what_is_not_the_protocol_is_a_bad_answer() {
    let half = text_chunk(0, "a", None);
    let events = |text: &str| vec![sse_head(), write(text)];
    let late = [text_chunk(0, "a", Some("stop")), text_chunk(0, "b", None)];
    let cases = [
        (events("hello world, no events\n\n"), "no event"),
        (events("\u{1}\u{2}\u{3}"), "no event"),
        (events("data: {]\n\n"), "not the JSON"),
        (
            whole("200 OK", "text/html", "<html>Login</html>"),
            "HTML page",
        ),
        (
            whole("200 OK", "text/plain", "<!DOCTYPE html>"),
            "HTML page",
        ),
        (events(&format!("data: {half}\n\n")), "the stream broke off"),
        (
            events(&format!("data: {half}\n\ndata: {{\"choi")),
            "the stream broke off",
        ),
        (sse(&[r#"{"choices":[]}"#]), "no choices"),
        (sse::<&str>(&[]), "no choices"),
        (json("200 OK", r#"{"choices":[]}"#), "no choices"),
        (json("200 OK", r#"{"choices":[{"text":"#), "not the JSON"),
        (sse(&[text_chunk(5, "a", None)]), "choice 5"),
        (sse(&late), "after its end"),
        (sse(&[text_chunk(0, "a", Some("bored"))]), "bored"),
    ];
    for (reply, words) in cases {
        let error = error_of(vec![reply.clone()]);
        let is_bad =
            matches!(&error, ModelError::BadAnswer { reason, .. } if reason.contains(words));
        assert!(is_bad, "{reply:?}: {error}");
    }
}

#[test]
fn a_chunked_answer_that_is_cut_is_a_bad_answer() {
    let data = format!("data: {}\n\n", text_chunk(0, "a", None));
    let head = write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    let chunk = write(format!("{:x}\r\n{data}\r\n", data.len()));
    let server = Server::start(vec![vec![head, chunk]]);
    let error = failure(&engine(&server), request(raw(), 1));
    assert!(
        matches!(&error, ModelError::BadAnswer { reason, .. } if reason.contains("broke off")),
        "{error}"
    );
    assert_eq!(
        server.seen().len(),
        1,
        "an answer that began is not asked for again"
    );
}

#[test]
fn errors_inside_the_stream_are_errors() {
    let first = text_chunk(0, "a", None);
    let error = error_of(vec![sse(&[
        &first,
        r#"{"error":{"message":"out of memory"}}"#,
    ])]);
    assert!(
        matches!(&error, ModelError::Engine(text) if text.contains("out of memory")),
        "{error}"
    );
    let error = error_of(vec![sse(&[
        &first,
        r#"{"error":{"message":"busy","code":503}}"#,
    ])]);
    assert!(
        matches!(&error, ModelError::Refused { status: 503, .. }),
        "{error}"
    );
    let error = error_of(vec![sse(&[text_chunk(0, "a", Some("content_filter"))])]);
    assert!(error.to_string().contains("content filter"), "{error}");
    let refusal = r#"{"choices":[{"index":0,"delta":{"refusal":"I cannot"}}]}"#;
    let error = error_of(vec![sse(&[refusal])]);
    assert!(error.to_string().contains("declined: I cannot"), "{error}");
}

#[test]
fn an_echoed_key_is_masked() {
    let long = "x".repeat(290);
    for body in [
        format!(r#"{{"error":{{"message":"Incorrect API key provided: {KEY}."}}}}"#),
        format!(r#"{{"error":{{"message":"{long}{KEY}"}}}}"#),
        format!("bad key {KEY}"),
        format!("<html>{KEY}"),
    ] {
        let error = error_of(vec![json("401 Unauthorized", &body)]);
        let text = error.to_string();
        assert!(!text.contains("sk-h"), "{text}");
        assert!(
            text.contains("401") && text.contains("check the API key"),
            "{text}"
        );
    }
    // In an answer that is not an error, too.
    let error = error_of(vec![sse(&[format!(r#"{{"error":"key {KEY}"}}"#)])]);
    assert!(error.to_string().contains("***"), "{error}");
}

#[test]
fn refusals_say_what_to_check() {
    for (status, hint) in [("403 Forbidden", "may use"), ("404 Not Found", "base URL")] {
        let text = error_of(vec![json(status, r#"{"detail":"nope"}"#)]).to_string();
        assert!(text.contains("nope") && text.contains(hint), "{text}");
    }
    let page = whole(
        "502 Bad Gateway",
        "text/html",
        "<html><body>nginx</body></html>",
    );
    let text = error_of(vec![page]).to_string();
    assert!(
        text.contains("502") && text.contains("HTML page") && !text.contains('<'),
        "{text}"
    );
}

#[test]
fn redirects_are_not_followed() {
    let location = "Location: http://user:secret@example.invalid/v1/completions?key=secret\r\n";
    let reply = head(
        "307 Temporary Redirect",
        &format!("{location}Content-Length: 0\r\n"),
    );
    let text = error_of(vec![vec![reply]]).to_string();
    assert!(
        text.contains("http://example.invalid/v1/completions"),
        "{text}"
    );
    assert!(!text.contains("secret"), "{text}");
}

#[test]
fn an_endless_answer_is_bounded() {
    let line = write(vec![b'x'; 1 << 20]);
    let mut steps = vec![sse_head(), write("data: ")];
    steps.extend(std::iter::repeat_n(line, 5));
    let text = error_of(vec![steps]).to_string();
    assert!(text.contains("longer than 4194304 bytes"), "{text}");

    let mut comment = vec![b'x'; 1 << 20];
    comment[0] = b':';
    comment[(1 << 20) - 1] = b'\n';
    let mut steps = vec![sse_head()];
    steps.extend(std::iter::repeat_n(write(comment), 65));
    let text = error_of(vec![steps]).to_string();
    assert!(text.contains("longer than 67108864 bytes"), "{text}");
}

#[test]
fn requests_that_make_no_sense_are_not_sent() {
    let server = Server::start(vec![ok()]);
    let mut config = config(&server);
    config.styles = Styles {
        raw: true,
        fim: false,
        chat: false,
    };
    let model = OpenAiEngine::new(config).unwrap();
    let error = failure(
        &model,
        request(
            ModelInput::Chat {
                messages: Vec::new(),
            },
            1,
        ),
    );
    assert!(matches!(error, ModelError::Unsupported { .. }), "{error}");
    let mut unlimited = request(raw(), 1);
    unlimited.max_tokens = 0;
    let mut cold = request(raw(), 1);
    cold.decoding = Decoding::Sample {
        temperature: f32::NAN,
        top_p: 1.0,
        top_k: None,
    };
    for nonsense in [request(raw(), 0), unlimited, cold] {
        let error = failure(&model, nonsense);
        assert!(matches!(error, ModelError::InvalidRequest(_)), "{error}");
    }
    assert!(server.seen().is_empty());
}

#[test]
fn a_configuration_shows_no_key() {
    let server = Server::start(vec![ok()]);
    let shown = format!("{:?} {:?}", config(&server), engine(&server));
    assert!(!shown.contains(KEY), "{shown}");
}
