use std::sync::{Arc, Mutex};

use axum::http::Method;
use futures::future::BoxFuture;
use seccoder::embedder::{EmbedError, EmbedRole, Embedder};
use seccoder_lm::scripted::ScriptedModel;
use serde_json::{Value, json};

use super::{EMBEDDINGS, LocalUpstream, asked, options, read, refused, request, saying};
use crate::upstream::Upstream;

/// Embeds a text as its length and 1; refuses `break`.
#[derive(Default)]
struct Lengths {
    roles: Mutex<Vec<EmbedRole>>,
}

impl Embedder for Lengths {
    fn name(&self) -> &str {
        "lengths"
    }

    fn fingerprint(&self) -> BoxFuture<'_, Result<String, EmbedError>> {
        Box::pin(async { Ok("lengths".to_owned()) })
    }

    fn sees_private(&self) -> bool {
        true
    }

    fn embed<'a>(
        &'a self,
        role: EmbedRole,
        texts: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<Vec<f32>>, EmbedError>> {
        self.roles.lock().unwrap().push(role);
        Box::pin(async move {
            if texts.iter().any(|text| text == "break") {
                return Err(EmbedError::Failed {
                    name: "lengths".to_owned(),
                    reason: "broken".to_owned(),
                });
            }
            Ok(texts
                .iter()
                .map(|text| vec![text.len() as f32, 1.0])
                .collect())
        })
    }
}

fn embedding() -> (LocalUpstream, Arc<Lengths>) {
    let embedder = Arc::new(Lengths::default());
    let model = Arc::new(ScriptedModel::new(["x"]));
    (
        LocalUpstream::new(model, Some(embedder.clone()), options()),
        embedder,
    )
}

#[tokio::test]
async fn texts_become_vectors_as_numbers_or_base_64() {
    let (server, _) = embedding();
    let body = json!({"model": "lengths", "input": ["abc", "d"]});
    let answer = asked(&server, EMBEDDINGS, body).await;
    let expected = json!({
        "object": "list", "model": "lengths",
        "data": [
            {"object": "embedding", "index": 0, "embedding": [3.0, 1.0]},
            {"object": "embedding", "index": 1, "embedding": [1.0, 1.0]},
        ],
        "usage": {"prompt_tokens": 1, "total_tokens": 1},
    });
    assert_eq!(answer, expected);
    let body = json!({"input": "a", "encoding_format": "base64", "dimensions": 2});
    let answer = asked(&server, EMBEDDINGS, body).await;
    assert_eq!(answer["data"][0]["embedding"], "AACAPwAAgD8=");
}

#[tokio::test]
async fn one_text_is_a_query_and_several_are_documents_unless_the_request_says_so() {
    let (server, embedder) = embedding();
    for body in [
        json!({"input": "a"}),
        json!({"input": ["a"]}),
        json!({"input": ["a", "b"]}),
        json!({"input": "a", "input_type": "document"}),
        json!({"input": ["a", "b"], "input_type": "query"}),
    ] {
        asked(&server, EMBEDDINGS, body).await;
    }
    let (query, document) = (EmbedRole::Query, EmbedRole::Document);
    let roles = embedder.roles.lock().unwrap();
    assert_eq!(*roles, [query, query, document, document, query]);
}

#[tokio::test]
async fn wrong_bodies_are_refused_by_field() {
    let (server, _) = embedding();
    for (body, status, param) in [
        (json!({}), 400, json!("input")),
        (json!({"input": ""}), 400, json!("input")),
        (json!({"input": []}), 400, json!("input")),
        (json!({"input": ["a", ""]}), 400, json!("input")),
        (json!({"input": [1, 2]}), 400, json!("input")),
        (json!({"input": vec!["a"; 2049]}), 400, json!("input")),
        (
            json!({"input": "a", "encoding_format": "hex"}),
            400,
            json!("encoding_format"),
        ),
        (
            json!({"input": "a", "input_type": "passage"}),
            400,
            json!("input_type"),
        ),
        (
            json!({"input": "a", "dimensions": 5}),
            400,
            json!("dimensions"),
        ),
        (json!({"input": "a", "model": "coder"}), 404, json!("model")),
        (json!({"input": "break"}), 500, Value::Null),
    ] {
        let (found, error) = refused(&server, EMBEDDINGS, &body).await;
        assert_eq!((found, &error["param"]), (status, &param), "{body}");
    }
}

#[tokio::test]
async fn an_embedder_is_listed_and_without_one_there_are_no_embeddings() {
    let (server, _) = embedding();
    let list = server
        .send(request(Method::GET, "/v1/models", ""))
        .await
        .unwrap();
    assert_eq!(read(list).await.1["data"][2]["id"], "lengths");
    let (status, error) = refused(&saying(&["x"]), EMBEDDINGS, &json!({"input": "a"})).await;
    assert_eq!(status, 400);
    assert!(error["message"].as_str().unwrap().contains("no embedder"));
}
