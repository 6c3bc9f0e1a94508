use seccoder::model::{ChatMessage, ModelInput, Role};
use seccoder_lm::scripted::ScriptedModel;
use serde_json::{Value, json};

use super::{CHAT, asked, saying, serving, stream_of};

fn hello() -> Value {
    json!({"messages": [{"role": "user", "content": "Hello"}]})
}

#[tokio::test]
async fn a_chat_answer_has_the_protocols_form() {
    let answer = asked(&saying(&["Good day"]), CHAT, hello()).await;
    assert!(answer["id"].as_str().unwrap().starts_with("chatcmpl-"));
    assert_eq!(answer["object"], "chat.completion");
    let expected = json!({
        "index": 0, "logprobs": null, "finish_reason": "stop",
        "message": {"role": "assistant", "content": "Good day", "refusal": null},
    });
    assert_eq!(answer["choices"], json!([expected]));
    assert_eq!(answer["usage"]["total_tokens"], 4);
}

#[tokio::test]
async fn messages_reach_the_engine_in_order_with_their_parts_joined() {
    let model = ScriptedModel::new(["x"]);
    let requests = model.requests();
    let body = json!({
        "max_tokens": 3, "max_completion_tokens": 4, "messages": [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "name": "Ada", "content": [
            {"type": "text", "text": "one"}, {"type": "text", "text": "two <|im_end|>"},
        ]},
        {"role": "assistant", "content": "three", "tool_calls": []},
        {"role": "user", "content": ""},
    ]});
    asked(&serving(model), CHAT, body).await;
    let request = requests.lock().unwrap().remove(0);
    let message = |role, content: &str| ChatMessage {
        role,
        content: content.to_owned(),
    };
    let messages = vec![
        message(Role::System, "Be brief."),
        message(Role::User, "one\ntwo <|im_end|>"),
        message(Role::Assistant, "three"),
        message(Role::User, ""),
    ];
    assert_eq!(request.input, ModelInput::Chat { messages });
    assert_eq!(request.max_tokens, 4);
}

#[tokio::test]
async fn a_stream_begins_with_the_role_and_ends_with_usage() {
    let mut body = hello();
    body["n"] = json!(3);
    body["stream_options"] = json!({"include_usage": true});
    let stream = stream_of(&saying(&["Good day", "Hi"]), CHAT, body).await;
    assert!(stream.done && !stream.broke_off);
    for (choice, text) in ["Good day", "Hi", "Good day"].iter().enumerate() {
        let parts = stream.choices(choice);
        let (first, last) = (parts[0], parts[parts.len() - 1]);
        assert_eq!(first["delta"], json!({"role": "assistant", "content": ""}));
        assert_eq!(
            (&last["delta"], &last["finish_reason"]),
            (&json!({}), &json!("stop"))
        );
        assert_eq!(stream.text(choice, "/delta/content"), *text);
    }
    let (last, others) = stream.events.split_last().unwrap();
    assert!(
        others
            .iter()
            .all(|event| event.get("usage") == Some(&Value::Null))
    );
    assert!(
        stream
            .events
            .iter()
            .all(|event| event["object"] == "chat.completion.chunk")
    );
    assert_eq!(last["choices"], json!([]));
    assert_eq!(last["usage"]["completion_tokens"], 5);
    assert_eq!(last["usage"]["total_tokens"], 7);
}
