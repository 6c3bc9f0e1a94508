//! Embeddings: order, batches, nonsense.

use seccoder::embedder::{EmbedRole, Embedder};

use super::super::{EmbedderOptions, OpenAiEmbedder};
use super::server::{Step, json, whole};
use super::*;

fn texts(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("text {number}")).collect()
}

fn embedder(server: &Server, options: EmbedderOptions) -> OpenAiEmbedder {
    OpenAiEmbedder::new(config(server), options).unwrap()
}

fn embed(embedder: &OpenAiEmbedder, count: usize) -> Result<Vec<Vec<f32>>, String> {
    let texts = texts(count);
    block_on(embedder.embed(EmbedRole::Document, &texts)).map_err(|error| error.to_string())
}

fn reply(data: &str) -> Vec<Step> {
    json("200 OK", &format!(r#"{{"object":"list","data":{data}}}"#))
}

#[test]
fn vectors_are_put_in_order_and_scaled() {
    let data = r#"[{"index":1,"embedding":[0,2]},{"index":0,"embedding":[3,4]}]"#;
    let server = Server::start(vec![reply(data)]);
    let found = embed(&embedder(&server, EmbedderOptions::default()), 2).unwrap();
    assert_eq!(found, [[0.6, 0.8], [0.0, 1.0]]);
    let seen = server.seen().remove(0);
    assert_eq!(seen.line, "POST /v1/embeddings HTTP/1.1");
    let expected = serde_json::json!({
        "model": "tiny", "input": ["text 0", "text 1"], "encoding_format": "float"
    });
    assert_eq!(seen.body, expected);
}

#[test]
fn texts_are_sent_in_batches_with_the_dimensions_asked_for() {
    let two = r#"[{"embedding":[1,0]},{"embedding":[0,1]}]"#;
    let server = Server::start(vec![reply(two), reply(r#"[{"embedding":[1,1]}]"#)]);
    let options = EmbedderOptions {
        batch: 2,
        dimensions: Some(2),
        max_bytes: Some(4),
    };
    let embedder = embedder(&server, options);
    assert_eq!(embed(&embedder, 3).unwrap().len(), 3);
    let bodies = server.bodies();
    assert_eq!(bodies[0]["input"], serde_json::json!(["text", "text"]));
    assert_eq!((bodies.len(), &bodies[1]["dimensions"]), (2, &2.into()));
    assert!(
        block_on(embedder.embed(EmbedRole::Query, &[]))
            .unwrap()
            .is_empty()
    );
    assert_eq!(server.seen().len(), 2);
}

#[test]
fn nonsense_is_an_error() {
    for (data, words) in [
        (r#"[{"index":0,"embedding":[1]}]"#, "1 vectors for 2 texts"),
        (r#"[]"#, "0 vectors for 2 texts"),
        (
            r#"[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]"#,
            "vector 0 twice",
        ),
        (
            r#"[{"index":0,"embedding":[1]},{"index":7,"embedding":[1]}]"#,
            "vector 7 of 2",
        ),
        (
            r#"[{"index":0,"embedding":[1,0]},{"index":1,"embedding":[0,0]}]"#,
            "vector 1 is zero",
        ),
        (
            r#"[{"index":0,"embedding":[1,null]},{"index":1,"embedding":[1,0]}]"#,
            "vector 0 is",
        ),
        (
            r#"[{"index":0,"embedding":[1,1e300]},{"index":1,"embedding":[1,0]}]"#,
            "vector 0 is",
        ),
        (
            r#"[{"index":0,"embedding":[1,0]},{"index":1,"embedding":[1]}]"#,
            "1 components",
        ),
        (
            r#"[{"index":0,"embedding":[]},{"index":1,"embedding":[]}]"#,
            "vector 0 is zero",
        ),
        (
            r#"[{"index":0,"embedding":"AAAA"},{"index":1,"embedding":"AAAA"}]"#,
            "not the JSON",
        ),
        (
            r#"[{"index":0,"embedding":[NaN]},{"index":1,"embedding":[1]}]"#,
            "not the JSON",
        ),
    ] {
        let server = Server::start(vec![reply(data)]);
        let error = embed(&embedder(&server, EmbedderOptions::default()), 2).unwrap_err();
        assert!(
            error.contains(words) && error.contains("tiny"),
            "{data}: {error}"
        );
    }
}

#[test]
fn lengths_may_not_differ_between_batches_or_from_what_was_asked() {
    let server = Server::start(vec![
        reply(r#"[{"embedding":[1,0]}]"#),
        reply(r#"[{"embedding":[1,0,0]}]"#),
    ]);
    let options = EmbedderOptions {
        batch: 1,
        ..Default::default()
    };
    let error = embed(&embedder(&server, options), 2).unwrap_err();
    assert!(error.contains("3 components instead of 2"), "{error}");
    let server = Server::start(vec![reply(r#"[{"embedding":[1,0,0]}]"#)]);
    let options = EmbedderOptions {
        dimensions: Some(2),
        ..Default::default()
    };
    let error = embed(&embedder(&server, options), 1).unwrap_err();
    assert!(error.contains("3 components instead of 2"), "{error}");
}

#[test]
fn the_endpoint_is_retried_and_its_errors_are_passed_on() {
    let busy = || json("503 Busy", r#"{"error":"loading"}"#);
    let server = Server::start(vec![busy(), reply(r#"[{"embedding":[1]}]"#)]);
    assert_eq!(
        embed(&embedder(&server, EmbedderOptions::default()), 1).unwrap(),
        [[1.0]]
    );
    let echo = format!(r#"{{"error":{{"message":"bad key {KEY}"}}}}"#);
    for (reply, words) in [
        (json("401 Unauthorized", &echo), "check the API key"),
        (whole("200 OK", "text/html", "<html>"), "HTML page"),
    ] {
        let server = Server::start(vec![reply]);
        let error = embed(&embedder(&server, EmbedderOptions::default()), 1).unwrap_err();
        assert!(error.contains(words) && !error.contains(KEY), "{error}");
    }
}

#[test]
fn the_fingerprint_names_place_model_and_dimensions() {
    let server = Server::start(vec![json("200 OK", r#"{"data":[{"id":"served"}]}"#)]);
    let host = server.url().replace("http://", "");
    let fixed = embedder(
        &server,
        EmbedderOptions {
            dimensions: Some(8),
            ..Default::default()
        },
    );
    let found = block_on(fixed.fingerprint()).unwrap();
    assert_eq!(found, format!("openai:{host}/v1#tiny@8"));
    assert!(server.seen().is_empty());
    let mut config = config(&server);
    config.model = None;
    let asked = OpenAiEmbedder::new(config, EmbedderOptions::default()).unwrap();
    let found = block_on(asked.fingerprint()).unwrap();
    assert_eq!(found, format!("openai:{host}/v1#served@default"));
}
