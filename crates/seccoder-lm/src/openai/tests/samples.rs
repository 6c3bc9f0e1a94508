//! Several samples: at once, one after another, stopped.

use super::server::{Step, aside, json, sse, sse_head, write};
use super::*;

/// One choice that is complete at once.
fn single(text: &str) -> Vec<Step> {
    sse(&[text_chunk(0, text, Some("stop"))])
}

fn texts(model: &OpenAiEngine, samples: usize) -> Vec<String> {
    outcome(model, request(raw(), samples))
        .into_iter()
        .map(|(text, _)| text)
        .collect()
}

/// `n` and `seed` of each request so far.
fn asked(server: &Server) -> Vec<(Option<u64>, u64)> {
    let numbers = |body: &serde_json::Value| (body["n"].as_u64(), body["seed"].as_u64().unwrap());
    server.bodies().iter().map(numbers).collect()
}

#[test]
fn samples_come_interleaved() {
    let chunks = [
        text_chunk(1, "b", None),
        text_chunk(0, "a", None),
        text_chunk(1, "B", Some("length")),
        text_chunk(2, "", Some("stop")),
        text_chunk(0, "A", Some("stop")),
    ];
    let server = Server::start(vec![sse(&chunks)]);
    let found = outcome(&engine(&server), request(raw(), 3));
    let expected = [
        ("aA", FinishReason::EndOfText),
        ("bB", FinishReason::MaxTokens),
        ("", FinishReason::EndOfText),
    ];
    assert_eq!(found, expected.map(|(text, end)| (text.to_owned(), end)));
    assert_eq!(asked(&server), [(Some(3), 40)]);
}

#[test]
fn a_server_that_ignores_n_is_asked_again() {
    let server = Server::start(vec![single("a"), single("b"), single("c"), single("d")]);
    let model = engine(&server);
    assert_eq!(texts(&model, 3), ["a", "b", "c"]);
    assert_eq!(asked(&server), [(Some(3), 40), (None, 41), (None, 42)]);
    assert_eq!(texts(&model, 2), ["d", "d"]);
    assert_eq!(asked(&server)[3..], [(None, 40), (None, 41)]);
}

#[test]
fn a_document_with_fewer_choices_is_completed() {
    let document = |text: &str| {
        let body = format!(r#"{{"choices":[{{"text":"{text}","finish_reason":"stop"}}]}}"#);
        json("200 OK", &body)
    };
    let server = Server::start(vec![document("a"), document("b")]);
    assert_eq!(texts(&engine(&server), 2), ["a", "b"]);
}

#[test]
fn a_server_that_refuses_n_is_asked_for_one_at_a_time() {
    let refusal = json(
        "400 Bad Request",
        r#"{"error":{"message":"Only one choice is allowed"}}"#,
    );
    let server = Server::start(vec![refusal, single("a"), single("b"), single("c")]);
    let model = engine(&server);
    assert_eq!(texts(&model, 2), ["a", "b"]);
    assert_eq!(asked(&server), [(Some(2), 40), (None, 40), (None, 41)]);
    assert_eq!(texts(&model, 2), ["c", "c"]);
    assert_eq!(asked(&server)[3..], [(None, 40), (None, 41)]);
}

#[test]
fn a_refusal_without_a_reason_is_tried_with_less_and_less() {
    let refusal = || json("422 Unprocessable", "{}");
    let server = Server::start(vec![refusal(), refusal(), single("a"), single("b")]);
    assert_eq!(texts(&engine(&server), 2), ["a", "b"]);
    assert_eq!(asked(&server).len(), 4);
}

#[test]
fn a_stopped_sample_is_silent_while_others_go_on() {
    let chunks = [
        text_chunk(0, "a", None),
        text_chunk(1, "b", None),
        text_chunk(0, "A", Some("length")),
        text_chunk(1, "B", Some("stop")),
    ];
    let server = Server::start(vec![sse(&chunks)]);
    let request = request(raw(), 2);
    let control = request.control.clone();
    let stream = engine(&server).generate(request).inspect(|event| {
        if matches!(event, Ok(Event::Text { sample: 0, .. })) {
            control.stop(0);
        }
    });
    let found: Vec<Event> = block_on(stream.map(Result::unwrap).collect());
    let of = |wanted: usize| -> Vec<&Event> {
        let is_about = |event: &&Event| match event {
            Event::Text { sample, .. } | Event::Finished { sample, .. } => *sample == wanted,
            Event::PromptRead { .. } => false,
        };
        found.iter().filter(is_about).collect()
    };
    let stopped = Event::Finished {
        sample: 0,
        reason: FinishReason::Stopped,
        tokens: None,
    };
    assert_eq!(
        of(0),
        [
            &Event::Text {
                sample: 0,
                text: "a".to_owned()
            },
            &stopped
        ]
    );
    assert_eq!(of(1).len(), 3);
}

#[test]
fn several_events_of_one_chunk_respect_a_stop_in_between() {
    let both =
        r#"{"choices":[{"index":0,"text":"a"},{"index":1,"text":"b","finish_reason":"stop"}]}"#;
    let server = Server::start(vec![sse(&[both, &text_chunk(0, "A", Some("stop"))])]);
    let request = request(raw(), 2);
    let control = request.control.clone();
    let stream = engine(&server).generate(request).inspect(|event| {
        if matches!(event, Ok(Event::Text { sample: 0, .. })) {
            control.stop(1);
        }
    });
    let found: Vec<Event> = block_on(stream.map(Result::unwrap).collect());
    assert!(
        !found
            .iter()
            .any(|event| matches!(event, Event::Text { sample: 1, .. })),
        "{found:?}"
    );
    let end = Event::Finished {
        sample: 1,
        reason: FinishReason::Stopped,
        tokens: None,
    };
    assert!(found.contains(&end), "{found:?}");
}

#[test]
fn stopping_everything_closes_the_connection_of_a_silent_server() {
    let chunk = write(format!("data: {}\n\n", text_chunk(0, "a", None)));
    let server = Server::start(vec![vec![sse_head(), chunk, Step::AwaitClose]]);
    let request = request(raw(), 2);
    let control = request.control.clone();
    let model = engine(&server);
    let waiting = aside(move || outcome(&model, request));
    std::thread::sleep(Duration::from_millis(200));
    control.stop(0);
    control.stop(1);
    server.wait_closed(1);
    let found = waiting.join().unwrap();
    assert_eq!(found[0], ("a".to_owned(), FinishReason::Stopped));
    assert_eq!(found[1], (String::new(), FinishReason::Stopped));
}

#[test]
fn stopping_everything_before_the_answer_closes_the_connection_too() {
    let server = Server::start(vec![vec![Step::AwaitClose]]);
    let request = request(raw(), 1);
    let control = request.control.clone();
    let model = engine(&server);
    let waiting = aside(move || outcome(&model, request));
    std::thread::sleep(Duration::from_millis(200));
    control.stop(0);
    assert_eq!(
        waiting.join().unwrap(),
        [(String::new(), FinishReason::Stopped)]
    );
    server.wait_closed(1);
}

#[test]
fn a_sample_stopped_before_its_turn_is_not_asked_for() {
    let server = Server::start(vec![single("a")]);
    let request = request(raw(), 2);
    request.control.stop(0);
    request.control.stop(1);
    let found = outcome(&engine(&server), request);
    assert!(
        found
            .iter()
            .all(|(text, end)| text.is_empty() && *end == FinishReason::Stopped)
    );
    assert!(server.seen().is_empty());
}

#[test]
fn dropping_the_stream_closes_the_connection() {
    let chunk = write(format!("data: {}\n\n", text_chunk(0, "a", None)));
    let server = Server::start(vec![vec![sse_head(), chunk, Step::AwaitClose]]);
    let mut stream = engine(&server).generate(request(raw(), 1));
    let first = block_on(stream.next()).unwrap().unwrap();
    assert!(matches!(first, Event::PromptRead { .. }));
    drop(stream);
    server.wait_closed(1);
}

#[test]
fn token_counts_that_do_not_come_do_not_hold_up_the_end() {
    let chunk = write(format!("data: {}\n\n", text_chunk(0, "a", Some("stop"))));
    let server = Server::start(vec![vec![sse_head(), chunk, Step::AwaitClose]]);
    let start = std::time::Instant::now();
    assert_eq!(texts(&engine(&server), 1), ["a"]);
    assert!(start.elapsed() < Duration::from_secs(4));
    server.wait_closed(1);
}
