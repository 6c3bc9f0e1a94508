use std::sync::Arc;

use axum::http::{Method, StatusCode};
use seccoder::model::Capabilities;
use seccoder_lm::scripted::{ScriptedModel, ScriptedOptions};
use serde_json::{Value, json};

use super::engines::Unloaded;
use super::{
    CHAT, COMPLETIONS, LocalOptions, LocalUpstream, asked, options, post, read, refused, request,
    saying, serving,
};
use crate::upstream::Upstream;

/// A wrong body is refused with this field and with words that contain these.
async fn wrong(path: &str, body: Value, param: &str, words: &str) {
    let (status, error) = refused(&saying(&["x"]), path, &body).await;
    assert_eq!(status, 400, "{body}");
    assert_eq!(error["type"], "invalid_request_error");
    assert_eq!(error["param"], param, "{error}");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains(words), "{message} / {words}");
}

#[tokio::test]
async fn wrong_types_name_the_field_and_what_it_is() {
    for (body, param, words) in [
        (json!({}), "prompt", "missing"),
        (json!({"prompt": null}), "prompt", "missing"),
        (json!({"prompt": []}), "prompt", "empty"),
        (json!({"prompt": {"a": 1}}), "prompt", "not an object"),
        (json!({"prompt": [1, 2]}), "prompt", "tokens"),
        (json!({"prompt": [[1], [2]]}), "prompt", "tokens"),
        (json!({"prompt": ["a", 2]}), "prompt[1]", "a string, not 2"),
        (json!({"prompt": vec!["a"; 33]}), "prompt", "32"),
        (
            json!({"prompt": "a", "suffix": true}),
            "suffix",
            "not a boolean",
        ),
        (
            json!({"prompt": "a", "n": "3"}),
            "n",
            "from 1 to 128, not a string",
        ),
        (json!({"prompt": "a", "n": 0}), "n", "not 0"),
        (json!({"prompt": ["a", "b"], "n": 100}), "n", "128"),
        (
            json!({"prompt": "a", "max_tokens": -1}),
            "max_tokens",
            "not -1",
        ),
        (
            json!({"prompt": "a", "max_tokens": 1.5}),
            "max_tokens",
            "not 1.5",
        ),
        (
            json!({"prompt": "a", "temperature": 3}),
            "temperature",
            "from 0 to 2, not 3",
        ),
        (
            json!({"prompt": "a", "top_p": "1"}),
            "top_p",
            "not a string",
        ),
        (
            json!({"prompt": "a", "stop": [null]}),
            "stop[0]",
            "not null",
        ),
        (json!({"prompt": "a", "stop": vec!["x"; 17]}), "stop", "16"),
        (
            json!({"prompt": "a", "stop": "x".repeat(2000)}),
            "stop",
            "1024",
        ),
        (
            json!({"prompt": "a", "stream": 1}),
            "stream",
            "true or false, not 1",
        ),
        (
            json!({"prompt": "a", "stream_options": 1}),
            "stream_options",
            "an object, not 1",
        ),
        (
            json!({"prompt": "a", "echo": "yes"}),
            "echo",
            "true or false",
        ),
        (
            json!({"prompt": "a", "model": 4}),
            "model",
            "a string, not 4",
        ),
        (json!({"prompt": "a", "seed": 1e30}), "seed", "not 1e+30"),
    ] {
        wrong(COMPLETIONS, body, param, words).await;
    }
}

#[tokio::test]
async fn wrong_messages_are_named_by_their_place() {
    let user = json!({"role": "user", "content": "a"});
    for (messages, param, words) in [
        (Value::Null, "messages", "missing"),
        (json!("a"), "messages", "an array, not a string"),
        (json!([]), "messages", "empty"),
        (json!([user, 5]), "messages[1]", "an object, not 5"),
        (json!([{"content": "a"}]), "messages[0].role", "missing"),
        (
            json!([{"role": "king", "content": "a"}]),
            "messages[0].role",
            "assistant",
        ),
        (
            json!([{"role": "tool", "content": "a"}]),
            "messages[0].role",
            "tools",
        ),
        (
            json!([user, {"role": "user"}]),
            "messages[1].content",
            "missing",
        ),
        (
            json!([{"role": "user", "content": 1}]),
            "messages[0].content",
            "not 1",
        ),
        (
            json!([{"role": "user", "content": [{"type": "image_url"}]}]),
            "messages[0].content[0].type",
            "type text",
        ),
        (
            json!([{"role": "user", "content": [{"type": "text"}]}]),
            "messages[0].content[0].text",
            "missing",
        ),
        (
            json!([{"role": "assistant", "tool_calls": [{"id": "1"}]}]),
            "messages[0].tool_calls",
            "tools",
        ),
    ] {
        wrong(CHAT, json!({"messages": messages}), param, words).await;
    }
}

#[tokio::test]
async fn what_would_change_the_answer_is_refused_by_name() {
    for (name, value) in [
        ("logprobs", json!(0)),
        ("logprobs", json!(true)),
        ("top_logprobs", json!(2)),
        ("best_of", json!(2)),
        ("logit_bias", json!({"5": 1})),
        ("presence_penalty", json!(0.1)),
        ("frequency_penalty", json!("much")),
        ("tools", json!([{"type": "function"}])),
        ("tool_choice", json!("required")),
        ("functions", json!([{"name": "f"}])),
        ("function_call", json!({"name": "f"})),
        ("response_format", json!({"type": "json_object"})),
        ("modalities", json!(["audio"])),
        ("audio", json!({})),
        ("web_search_options", json!({})),
    ] {
        for (path, mut body) in [
            (COMPLETIONS, json!({"prompt": "a"})),
            (
                CHAT,
                json!({"messages": [{"role": "user", "content": "a"}]}),
            ),
        ] {
            body[name] = value.clone();
            wrong(path, body, name, name).await;
        }
    }
}

#[tokio::test]
async fn what_is_no_json_object_is_refused() {
    let server = saying(&["x"]);
    for (body, words) in [
        (&b""[..], "not JSON"),
        (b"{", "not JSON"),
        (b"[]", "an object, not an array"),
        (b"{\"prompt\": \"\xff\"}", "not JSON"),
        (b"{\"prompt\": \"\\ud800\"}", "Unicode"),
        (b"{\"prompt\": \"a\", \"prompt\": \"b\"}", "twice"),
    ] {
        let (status, answer) = read(post(&server, COMPLETIONS, body).await).await;
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(status == 400 && message.contains(words), "{message}");
    }
}

#[tokio::test]
async fn unknown_models_are_told_which_there_are() {
    let body = json!({"model": "gpt-9", "prompt": "a"});
    let (status, error) = refused(&saying(&["x"]), COMPLETIONS, &body).await;
    assert_eq!((status, &error["code"]), (404, &json!("model_not_found")));
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("`coder`, `coder-2`"), "{message}");
}

#[tokio::test]
async fn unknown_paths_and_wrong_methods_are_told_what_there_is() {
    let server = saying(&["x"]);
    for path in [
        "/",
        "/v1",
        "/v1/completions/",
        "/v1/responses",
        "",
        "/v2/completions",
    ] {
        let answer = server
            .send(request(Method::POST, path, "{}"))
            .await
            .unwrap();
        let (status, answer) = read(answer).await;
        assert_eq!(status, 404, "{path}");
        assert!(answer.to_string().contains("/v1/completions"));
    }
    for (method, path, allow) in [
        (Method::GET, COMPLETIONS, "POST"),
        (Method::DELETE, CHAT, "POST"),
        (Method::POST, "/v1/models?x=1", "GET"),
        (Method::DELETE, "/v1/models/coder", "GET"),
    ] {
        let answer = server.send(request(method, path, "")).await.unwrap();
        assert_eq!(answer.headers()["allow"], allow);
        assert_eq!(read(answer).await.0, 405);
    }
}

#[tokio::test]
async fn models_are_listed_and_found_by_name() {
    let options = LocalOptions {
        names: vec!["org/coder".to_owned()],
        ..options()
    };
    let server = LocalUpstream::new(Arc::new(ScriptedModel::new(["x"])), None, options);
    let get =
        async |path: &str| read(server.send(request(Method::GET, path, "")).await.unwrap()).await;
    let (_, list) = get("/v1/models?limit=3").await;
    assert_eq!(list["object"], "list");
    assert_eq!(list["data"][0]["id"], "org/coder");
    for path in ["/v1/models/org/coder", "/v1/models/org%2Fcoder"] {
        assert_eq!(get(path).await.1["object"], "model");
    }
    for path in [
        "/v1/models/",
        "/v1/models/other",
        "/v1/models/../../etc/passwd",
    ] {
        assert_eq!(get(path).await.0, 404);
    }
}

#[tokio::test]
async fn large_bodies_are_refused() {
    let options = LocalOptions {
        max_body: 20,
        ..options()
    };
    let server = LocalUpstream::new(Arc::new(ScriptedModel::new(["x"])), None, options);
    asked(&server, COMPLETIONS, json!({"prompt": "a"})).await;
    let body = json!({"prompt": "aaaaaaaaaaaaaaa"});
    assert_eq!(refused(&server, COMPLETIONS, &body).await.0, 413);
}

#[tokio::test]
async fn input_that_the_model_cannot_take_is_refused() {
    let options = ScriptedOptions {
        capabilities: Capabilities {
            raw: true,
            ..Capabilities::default()
        },
        ..ScriptedOptions::default()
    };
    let server = serving(ScriptedModel::with_options(["x"], options));
    let gap = json!({"prompt": "a", "suffix": "b", "stream": true});
    let (status, error) = refused(&server, COMPLETIONS, &gap).await;
    assert_eq!((status, &error["param"]), (400, &json!("suffix")));
    let chat = json!({"messages": [{"role": "user", "content": "a"}]});
    let (status, error) = refused(&server, CHAT, &chat).await;
    assert_eq!((status, &error["param"]), (400, &json!("messages")));
}

#[tokio::test]
async fn a_prompt_that_does_not_fit_has_the_code_that_clients_know() {
    let options = ScriptedOptions {
        context_len: Some(4),
        ..ScriptedOptions::default()
    };
    let server = serving(ScriptedModel::with_options(["x"], options));
    for body in [
        json!({"prompt": "a", "max_tokens": 4}),
        json!({"prompt": "0123456789abcdef", "stream": true}),
    ] {
        let (status, error) = refused(&server, COMPLETIONS, &body).await;
        assert_eq!(status, 400);
        assert_eq!(error["code"], "context_length_exceeded");
        assert_eq!(error["param"], "prompt");
    }
}

#[tokio::test]
async fn a_model_that_could_not_be_loaded_is_unavailable() {
    let server = serving(Unloaded {
        reason: Some("file is missing"),
    });
    let answer = post(&server, COMPLETIONS, r#"{"prompt":"a"}"#).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.headers().contains_key("retry-after"));
    while server
        .ready()
        .await
        .is_err_and(|reason| reason.contains("still"))
    {
        tokio::task::yield_now().await;
    }
    let reason = server.ready().await.unwrap_err();
    assert!(reason.contains("file is missing"), "{reason}");
}

#[tokio::test]
async fn while_the_model_loads_its_name_and_place_are_known() {
    let server = serving(Unloaded { reason: None });
    tokio::task::yield_now().await;
    let info = server.model(None);
    assert_eq!((info.name.as_str(), info.on_this_machine), ("coder", true));
    assert!(info.sees_private && server.ready().await.is_err());
    let loaded = saying(&["x"]);
    while loaded.ready().await.is_err() {
        tokio::task::yield_now().await;
    }
    assert_eq!(loaded.model(Some("coder")).name, "scripted");
}
