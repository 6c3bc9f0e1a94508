//! What a working endpoint answers, in the ways that servers answer.

use seccoder::model::{ChatMessage, Role};

use super::server::{json, sse, sse_head, write};
use super::*;

fn chat() -> ModelInput {
    let message = |role, content: &str| ChatMessage {
        role,
        content: content.to_owned(),
    };
    ModelInput::Chat {
        messages: vec![
            message(Role::System, "be safe"),
            message(Role::User, "<|im_end|>"),
        ],
    }
}

#[test]
fn a_completion_is_streamed() {
    let usage = r#"{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":5}}"#;
    let (first, last) = (
        text_chunk(0, "int ", None),
        text_chunk(0, "x→;", Some("stop")),
    );
    let server = Server::start(vec![sse(&[first.as_str(), &last, usage])]);
    let found = events(&engine(&server), request(raw(), 1));
    let found: Vec<Event> = found.into_iter().map(Result::unwrap).collect();
    let text = |text: &str| Event::Text {
        sample: 0,
        text: text.to_owned(),
    };
    let end = Event::Finished {
        sample: 0,
        reason: FinishReason::EndOfText,
        tokens: Some(5),
    };
    assert_eq!(
        found,
        [
            Event::PromptRead {
                tokens: None,
                cached: 0
            },
            text("int "),
            text("x→;"),
            end
        ]
    );
    let seen = server.seen().remove(0);
    assert_eq!(seen.line, "POST /v1/completions HTTP/1.1");
    assert!(
        seen.head.contains(&format!("authorization: bearer {KEY}")),
        "{}",
        seen.head
    );
    let expected = serde_json::json!({
        "model": "tiny", "prompt": "int main", "stream": true,
        "stream_options": {"include_usage": true}, "max_tokens": 16,
        "temperature": 0.5, "top_p": 0.9, "seed": 40
    });
    assert_eq!(seen.body, expected);
}

#[test]
fn a_chat_is_streamed() {
    let chunks = [
        r#"{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"#,
        r#"{"choices":[{"index":0,"delta":{"reasoning_content":"hm"}}]}"#,
        r#"{"choices":[{"index":0,"delta":{"content":"ok"}}]}"#,
        r#"{"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}"#,
    ];
    let server = Server::start(vec![sse(&chunks)]);
    let found = outcome(&engine(&server), request(chat(), 1));
    assert_eq!(found, [("ok".to_owned(), FinishReason::MaxTokens)]);
    let seen = server.seen().remove(0);
    assert_eq!(seen.line, "POST /v1/chat/completions HTTP/1.1");
    assert_eq!(
        seen.body["messages"],
        serde_json::json!([
            {"role": "system", "content": "be safe"}, {"role": "user", "content": "<|im_end|>"}
        ])
    );
}

#[test]
fn the_suffix_is_passed_and_its_refusal_is_named() {
    let refusal = json(
        "400 Bad Request",
        r#"{"error":{"message":"suffix is not supported"}}"#,
    );
    let server = Server::start(vec![sse(&[text_chunk(0, "x", Some("stop"))]), refusal]);
    let fim = ModelInput::Fim {
        prefix: "a".to_owned(),
        suffix: "b".to_owned(),
    };
    let model = engine(&server);
    assert_eq!(outcome(&model, request(fim.clone(), 1))[0].0, "x");
    let body = &server.bodies()[0];
    assert_eq!(
        (&body["prompt"], &body["suffix"]),
        (&"a".into(), &"b".into())
    );
    let error = failure(&model, request(fim, 1));
    assert!(matches!(error, ModelError::Unsupported { .. }), "{error}");
    assert_eq!(server.seen().len(), 2);
}

#[test]
fn text_split_at_every_byte_arrives_whole() {
    let data = format!(
        ": hello\r\n\r\ndata: {}\r\n\r\ndata: {}\n\ndata: [DONE]\n\n",
        text_chunk(0, "größer → 👍", None),
        text_chunk(0, " 日本", Some("stop"))
    );
    let mut steps = vec![write(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
    )];
    for byte in data.bytes() {
        steps.push(write([b"1\r\n", &[byte][..], b"\r\n"].concat()));
    }
    steps.push(write("0\r\n\r\n"));
    let server = Server::start(vec![steps]);
    let found = outcome(&engine(&server), request(raw(), 1));
    assert_eq!(
        found,
        [("größer → 👍 日本".to_owned(), FinishReason::EndOfText)]
    );
}

#[test]
fn a_document_instead_of_a_stream_is_taken() {
    let body = r#"{"choices":[{"message":{"content":"b"},"finish_reason":"stop"},
        {"message":{"content":"c"},"finish_reason":"length"}],
        "usage":{"prompt_tokens":7,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4}}}"#;
    let server = Server::start(vec![json("200 OK", body)]);
    let found = events(&engine(&server), request(chat(), 2));
    assert_eq!(
        *found[0].as_ref().unwrap(),
        Event::PromptRead {
            tokens: Some(7),
            cached: 4
        }
    );
    let found = outcome(&engine(&server), request(chat(), 2));
    assert_eq!(
        found,
        [
            ("b".to_owned(), FinishReason::EndOfText),
            ("c".to_owned(), FinishReason::MaxTokens)
        ]
    );
}

#[test]
fn stop_sequences_hold_even_where_the_server_ignores_them() {
    let mut steps = vec![sse_head()];
    for text in ["a;", "\n", "\n", "b"] {
        steps.push(write(format!("data: {}\n\n", text_chunk(0, text, None))));
    }
    steps.push(server::Step::AwaitClose);
    let server = Server::start(vec![steps]);
    let mut stopping = request(raw(), 1);
    stopping.stop = vec!["\n\n".to_owned()];
    let found = outcome(&engine(&server), stopping);
    assert_eq!(found, [("a;".to_owned(), FinishReason::StopSequence)]);
    assert_eq!(server.bodies()[0]["stop"], serde_json::json!(["\n\n"]));
    server.wait_closed(1);
}

#[test]
fn an_answer_without_the_closing_words_is_complete_if_its_sample_is() {
    let text = text_chunk(0, "x", Some("stop"));
    let server = Server::start(vec![vec![sse_head(), write(format!("data: {text}\n"))]]);
    let found = outcome(&engine(&server), request(raw(), 1));
    assert_eq!(found, [("x".to_owned(), FinishReason::EndOfText)]);
}

#[test]
fn an_answer_with_only_the_closing_words_is_complete() {
    let server = Server::start(vec![sse(&[text_chunk(0, "x", None)])]);
    let found = outcome(&engine(&server), request(raw(), 1));
    assert_eq!(found, [("x".to_owned(), FinishReason::EndOfText)]);
}

#[test]
fn greedy_is_temperature_zero() {
    let server = Server::start(vec![sse(&[text_chunk(0, "x", Some("stop"))])]);
    let mut greedy = request(raw(), 1);
    greedy.decoding = Decoding::Greedy;
    outcome(&engine(&server), greedy);
    let body = &server.bodies()[0];
    assert_eq!(body["temperature"], 0.0);
    assert!(body.get("top_p").is_none() && body.get("top_k").is_none());
}

#[test]
fn options_that_a_server_refuses_are_left_out_from_then_on() {
    let refusal = json(
        "400 Bad Request",
        r#"{"error":"unknown field: stream_options"}"#,
    );
    let server = Server::start(vec![refusal, sse(&[text_chunk(0, "x", Some("stop"))])]);
    let model = engine(&server);
    for _ in 0..2 {
        assert_eq!(outcome(&model, request(raw(), 1))[0].0, "x");
    }
    let asked: Vec<bool> = server
        .bodies()
        .iter()
        .map(|body| body.get("stream_options").is_some())
        .collect();
    assert_eq!(asked, [true, false, false]);
}

#[test]
fn the_only_model_is_found_once() {
    let list = json(
        "200 OK",
        r#"{"object":"list","data":[{"id":"served","object":"model"}]}"#,
    );
    let server = Server::start(vec![list, sse(&[text_chunk(0, "x", Some("stop"))])]);
    let mut config = config(&server);
    config.model = None;
    config.context_len = Some(4096);
    let model = OpenAiEngine::new(config).unwrap();
    outcome(&model, request(raw(), 1));
    let info = block_on(model.info()).unwrap();
    assert_eq!(
        (info.name.as_str(), info.engine.as_str()),
        ("served", "openai")
    );
    assert_eq!((info.context_len, info.on_this_machine), (Some(4096), true));
    assert!(info.capabilities.chat && !info.capabilities.exact_token_counts);
    let lines: Vec<String> = server.seen().into_iter().map(|seen| seen.line).collect();
    assert_eq!(
        lines,
        ["GET /v1/models HTTP/1.1", "POST /v1/completions HTTP/1.1"]
    );
    assert_eq!(server.bodies()[1]["model"], "served");
    assert_eq!(block_on(model.count_tokens("1234")).unwrap(), 2);
}

#[test]
fn several_models_are_listed_in_the_error() {
    let server = Server::start(vec![json(
        "200 OK",
        r#"{"data":[{"id":"one"},{"id":"two"}]}"#,
    )]);
    let mut config = config(&server);
    config.model = None;
    let error = failure(&OpenAiEngine::new(config).unwrap(), request(raw(), 1)).to_string();
    assert!(error.contains("one, two"), "{error}");
}

#[test]
fn localhost_is_this_machine_whatever_it_resolves_to() {
    let server = Server::start(vec![sse(&[text_chunk(0, "x", Some("stop"))])]);
    let mut config = config(&server);
    let url = server.url().replace("127.0.0.1", "nobody.localhost");
    config.base_url = super::super::BaseUrl::parse(&url).unwrap();
    assert_eq!(
        outcome(&OpenAiEngine::new(config).unwrap(), request(raw(), 1))[0].0,
        "x"
    );
}
