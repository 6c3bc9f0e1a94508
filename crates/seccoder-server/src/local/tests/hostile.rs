//! Whatever the body, the answer is well formed.

use axum::body::Body;
use axum::http::Response;
use http_body_util::BodyExt;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{CHAT, COMPLETIONS, EMBEDDINGS, post, saying};

const NAMES: &[&str] = &[
    "model",
    "prompt",
    "suffix",
    "messages",
    "role",
    "content",
    "type",
    "text",
    "n",
    "max_tokens",
    "temperature",
    "top_p",
    "top_k",
    "stop",
    "seed",
    "stream",
    "stream_options",
    "include_usage",
    "echo",
    "logprobs",
    "tools",
    "input",
    "unknown",
];

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-3i64..200).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        prop_oneof!["user", "coder", "text", "system"].prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let name = prop::sample::select(NAMES);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map(name, inner, 0..5).prop_map(|map| json!(map)),
        ]
    })
}

/// A good body with some fields changed.
fn nearly_good() -> impl Strategy<Value = Value> {
    let changes = prop::collection::hash_map(prop::sample::select(NAMES), any_json(), 0..3);
    changes.prop_map(|changes| {
        let mut body = json!({
            "prompt": "a", "messages": [{"role": "user", "content": "b"}], "input": "c",
        });
        for (name, value) in changes {
            body[name] = value;
        }
        body
    })
}

fn paths() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&[COMPLETIONS, CHAT, EMBEDDINGS][..])
}

async fn is_well_formed(answer: Response<Body>) {
    let status = answer.status().as_u16();
    let streams = answer.headers()["content-type"] != "application/json";
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    let text = std::str::from_utf8(&body).unwrap();
    if streams {
        assert!(status == 200 && text.ends_with("data: [DONE]\n\n"));
        return;
    }
    let json: Value = serde_json::from_str(text).unwrap();
    if status == 200 {
        assert!(json["choices"].is_array());
    } else {
        assert!([400, 404].contains(&status), "{status} {json}");
        assert!(
            json["error"]["message"]
                .as_str()
                .is_some_and(|m| m.len() < 1000),
            "{json}"
        );
    }
}

fn answered(path: &str, body: Vec<u8>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        is_well_formed(post(&saying(&["one", "grün"]), path, body).await).await;
    });
}

proptest! {
    #[test]
    fn any_json_is_answered(path in paths(), body in any_json()) {
        answered(path, body.to_string().into());
    }

    #[test]
    fn a_nearly_good_body_is_answered(path in paths(), body in nearly_good()) {
        answered(path, body.to_string().into());
    }

    #[test]
    fn a_body_cut_short_or_garbled_is_answered(
        path in paths(), body in nearly_good(), at in any::<prop::sample::Index>(), byte: u8,
    ) {
        let mut body = body.to_string().into_bytes();
        let at = at.index(body.len());
        answered(path, body[..at].to_vec());
        body[at] = byte;
        answered(path, body);
    }

    #[test]
    fn any_bytes_are_answered(path in paths(), body: Vec<u8>) {
        answered(path, body);
    }
}

#[test]
fn depth_and_length_do_no_harm() {
    let deep = |open: &str| format!("{{\"prompt\":{}", open.repeat(200_000));
    let closed = format!("{{\"x\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let numbers = format!("{{\"prompt\":[{}1]}}", "1,".repeat(500_000));
    let messages = format!(
        "{{\"messages\":[{}{{}}]}}",
        r#"{"role":"user","content":"a"},"#.repeat(10_000)
    );
    for body in [deep("["), deep("{\"a\":"), closed, numbers, messages] {
        answered(COMPLETIONS, body.clone().into());
        answered(CHAT, body.into());
    }
}
