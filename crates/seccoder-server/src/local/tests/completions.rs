use seccoder::model::{Decoding, GenerateRequest, ModelInput};
use seccoder_lm::scripted::{ScriptedModel, ScriptedOptions};
use serde_json::{Value, json};

use super::{COMPLETIONS, asked, saying, serving, stream_of};

/// What the engine was asked for.
async fn order(body: Value) -> GenerateRequest {
    let model = ScriptedModel::new(["x"]);
    let requests = model.requests();
    asked(&serving(model), COMPLETIONS, body).await;
    requests.lock().unwrap().remove(0)
}

#[tokio::test]
async fn a_completion_has_the_protocols_form() {
    let server = saying(&["return 1;"]);
    let mut answer = asked(&server, COMPLETIONS, json!({"prompt": "int f() {"})).await;
    let id = answer["id"].take();
    assert!(id.as_str().unwrap().starts_with("cmpl-"), "{id}");
    assert!(answer["created"].take().as_u64().unwrap() > 1_700_000_000);
    let expected = json!({
        "id": null, "object": "text_completion", "created": null, "model": "coder",
        "system_fingerprint": null,
        "choices": [
            {"index": 0, "text": "return 1;", "logprobs": null, "finish_reason": "stop"}
        ],
        "usage": {
            "prompt_tokens": 3, "completion_tokens": 3, "total_tokens": 6,
            "prompt_tokens_details": {"cached_tokens": 0},
        },
    });
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn fields_reach_the_engine() {
    let request = order(json!({
        "model": "coder-2", "prompt": "a", "max_tokens": 9, "temperature": 0.5, "top_p": 0.25,
        "top_k": 40, "seed": -1, "n": 2, "stop": ["x", "", "y"], "user": "me", "what": {"is": 1},
    }))
    .await;
    assert_eq!(
        request.input,
        ModelInput::Raw {
            text: "a".to_owned()
        }
    );
    let decoding = Decoding::Sample {
        temperature: 0.5,
        top_p: 0.25,
        top_k: Some(40),
    };
    assert_eq!(request.decoding, decoding);
    let numbers = (request.samples, request.max_tokens, request.seed);
    assert_eq!(numbers, (2, 9, u64::MAX));
    assert_eq!(request.stop, ["x", "y"]);
}

#[tokio::test]
async fn what_is_not_said_is_the_servers() {
    let request = order(json!({"prompt": "a", "n": null, "stop": null, "logprobs": null})).await;
    let decoding = Decoding::Sample {
        temperature: 1.0,
        top_p: 1.0,
        top_k: None,
    };
    assert_eq!(request.decoding, decoding);
    let numbers = (request.samples, request.max_tokens, request.seed);
    assert_eq!(numbers, (1, 512, 7));
}

#[tokio::test]
async fn temperature_zero_is_greedy() {
    for body in [
        json!({"prompt": "a", "temperature": 0}),
        json!({"prompt": "a", "temperature": 1e-300}),
        json!({"prompt": "a", "top_p": 0}),
    ] {
        assert_eq!(order(body).await.decoding, Decoding::Greedy);
    }
}

#[tokio::test]
async fn neutral_values_of_unsupported_fields_are_fine() {
    order(json!({
        "prompt": "a", "best_of": 1, "logit_bias": {}, "presence_penalty": 0,
        "frequency_penalty": -0.0, "tools": [], "response_format": {"type": "text"},
    }))
    .await;
}

#[tokio::test]
async fn a_suffix_or_a_models_own_tokens_make_a_gap() {
    let gap = ModelInput::Fim {
        prefix: "a = ".to_owned(),
        suffix: "\nprint(a)".to_owned(),
    };
    let by_suffix = order(json!({"prompt": "a = ", "suffix": "\nprint(a)"})).await;
    assert_eq!(by_suffix.input, gap);
    let prompt = "<|fim_prefix|>a = <|fim_suffix|>\nprint(a)<|fim_middle|>";
    assert_eq!(order(json!({"prompt": prompt})).await.input, gap);
    let empty = order(json!({"prompt": "a", "suffix": ""})).await;
    assert_eq!(
        empty.input,
        ModelInput::Raw {
            text: "a".to_owned()
        }
    );
}

#[tokio::test]
async fn samples_and_prompts_are_choices_in_order() {
    let server = saying(&["one", "two", "three"]);
    let body = json!({"prompt": ["a", "bcdef"], "n": 3, "echo": true});
    let answer = asked(&server, COMPLETIONS, body.clone()).await;
    let texts: Vec<_> = answer["choices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|choice| choice["text"].as_str().unwrap())
        .collect();
    let expected = [
        "aone",
        "atwo",
        "athree",
        "bcdefone",
        "bcdeftwo",
        "bcdefthree",
    ];
    assert_eq!(texts, expected);
    assert_eq!(answer["usage"]["prompt_tokens"], 3);
    assert_eq!(answer["usage"]["completion_tokens"], 8);
    let stream = stream_of(&server, COMPLETIONS, body).await;
    assert!(stream.done && !stream.broke_off);
    for (choice, text) in expected.iter().enumerate() {
        assert_eq!(stream.text(choice, "/text"), *text);
        let last = stream.choices(choice).pop().unwrap();
        assert_eq!(last["finish_reason"], "stop");
    }
}

#[tokio::test]
async fn stop_sequences_and_lengths_end_a_choice() {
    let server = saying(&["one two three"]);
    let stop = json!({"prompt": "a", "stop": "two"});
    let choice = asked(&server, COMPLETIONS, stop).await["choices"][0].take();
    assert_eq!(
        (&choice["text"], &choice["finish_reason"]),
        (&json!("one "), &json!("stop"))
    );
    let length = json!({"prompt": "a", "max_tokens": 1});
    let choice = asked(&server, COMPLETIONS, length).await["choices"][0].take();
    assert_eq!(
        (&choice["text"], &choice["finish_reason"]),
        (&json!("one "), &json!("length"))
    );
}

#[tokio::test]
async fn a_stream_has_whole_characters_and_one_head() {
    let text = "grün → 日本 \u{1f980}\n\ndata: [DONE]\n\n";
    let options = ScriptedOptions {
        piece_bytes: 1,
        ..ScriptedOptions::default()
    };
    let server = serving(ScriptedModel::with_options([text], options));
    let stream = stream_of(&server, COMPLETIONS, json!({"prompt": "a"})).await;
    assert!(stream.done);
    assert_eq!(stream.text(0, "/text"), text);
    assert_eq!(stream.events.len(), text.chars().count() + 1);
    let first = &stream.events[0];
    for event in &stream.events {
        assert_eq!(event["object"], "text_completion");
        assert_eq!(
            (&event["id"], &event["created"]),
            (&first["id"], &first["created"])
        );
        assert!(event.get("usage").is_none());
    }
}

#[tokio::test]
async fn what_nobody_asked_for_is_cut_to_what_fits() {
    let options = ScriptedOptions {
        context_len: Some(10),
        ..ScriptedOptions::default()
    };
    let model = ScriptedModel::with_options(["x".repeat(100)], options);
    let requests = model.requests();
    let server = serving(model);
    let answer = asked(&server, COMPLETIONS, json!({"prompt": "12345678"})).await;
    assert_eq!(answer["choices"][0]["finish_reason"], "length");
    assert_eq!(requests.lock().unwrap().last().unwrap().max_tokens, 8);
}
