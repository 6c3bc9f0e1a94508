//! An upstream that does what a test says, a database of one example, and a client.

use std::collections::HashMap;
use std::future::ready;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, Response};
use bytes::Bytes;
use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};
use http_body_util::BodyExt;
use seccoder::auto::{AutoOptions, ShowingByStyle};
use seccoder::cwe::CweId;
use seccoder::example::{Provenance, SecureExample, Visibility};
use seccoder::language::Language;
use seccoder::method::Method;
use seccoder::model::{Capabilities, Decoding, ModelInfo};
use seccoder::oracle::{Oracle, OracleCase, OracleError, Verdict};
use seccoder::pipeline::{CompletionRequest, LongExamples, RetrievalFailure};
use seccoder::prompt::DemonstrationView;
use seccoder::query::Query;
use seccoder::retriever::{Hit, Reason, Retrieval, RetrieveError, Retriever, Score, ScoreKind};
use seccoder::truncate::CutRules;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::guide::{Guide, GuideOptions};
use crate::proxy::{Proxy, ProxyOptions};
use crate::upstream::{Upstream, UpstreamError, UpstreamRequest};

/// Code that a request writes.
pub const CODE: &str = "import sqlite3\n\ndef find(connection, name):\n    cursor = ";
/// The one example's code.
pub const EXAMPLE: &str = "def lookup(cursor, name):\n    return cursor.execute(\"select id from users where name = ?\", (name,))\n";

type Answers = dyn Fn(UpstreamRequest) -> Answer + Send + Sync;
type Answer = BoxFuture<'static, Result<Response<Body>, UpstreamError>>;

/// Answers as a function says, and keeps what it was asked.
pub struct Scripted {
    answers: Box<Answers>,
    pub asked: Mutex<Vec<UpstreamRequest>>,
}

impl Scripted {
    pub fn new(answers: impl Fn(UpstreamRequest) -> Answer + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            answers: Box::new(answers),
            asked: Mutex::default(),
        })
    }

    /// Answers everything with this JSON.
    pub fn json(body: &'static str) -> Arc<Self> {
        Self::new(move |_| answer(json_response(body)))
    }

    pub fn last(&self) -> UpstreamRequest {
        self.asked.lock().unwrap().last().unwrap().clone()
    }

    pub fn times(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

pub fn answer(response: Response<Body>) -> Answer {
    ready(Ok(response)).boxed()
}

pub fn json_response(body: &'static str) -> Response<Body> {
    Response::builder()
        .header("content-type", "application/json")
        .body(Body::from(body))
        .unwrap()
}

/// An event stream of these pieces.
pub fn streaming(pieces: BoxStream<'static, Result<Bytes, std::io::Error>>) -> Response<Body> {
    Response::builder()
        .header("content-type", "text/event-stream")
        .body(Body::from_stream(pieces))
        .unwrap()
}

/// Pieces, and then what follows them.
pub fn pieces(
    pieces: &[&'static [u8]],
    then: Option<std::io::Error>,
) -> BoxStream<'static, Result<Bytes, std::io::Error>> {
    let pieces: Vec<_> = pieces
        .iter()
        .map(|&of| Ok(Bytes::from_static(of)))
        .collect();
    stream::iter(pieces)
        .chain(stream::iter(then.map(Err)))
        .boxed()
}

impl Upstream for Scripted {
    fn place(&self) -> &str {
        "scripted"
    }

    fn model(&self, name: Option<&str>) -> ModelInfo {
        ModelInfo {
            name: name.unwrap_or_default().to_owned(),
            engine: "scripted".to_owned(),
            fingerprint: None,
            context_len: None,
            on_this_machine: true,
            sees_private: true,
            capabilities: Capabilities::default(),
            auto: ShowingByStyle::default(),
        }
    }

    fn send(
        &self,
        request: UpstreamRequest,
    ) -> BoxFuture<'_, Result<Response<Body>, UpstreamError>> {
        self.asked.lock().unwrap().push(request.clone());
        (self.answers)(request)
    }

    fn ready(&self) -> BoxFuture<'_, Result<(), String>> {
        ready(Err("the model loads".to_owned())).boxed()
    }
}

/// What the database has to offer.
#[derive(Clone, Copy)]
pub enum Database {
    OneExample,
    Slow,
    Broken,
}

impl Retriever for Database {
    fn name(&self) -> &str {
        "scripted"
    }

    fn retrieve<'a>(
        &'a self,
        _: &'a Retrieval<'a>,
    ) -> BoxFuture<'a, Result<Vec<Hit>, RetrieveError>> {
        match self {
            Self::OneExample => ready(Ok(vec![hit()])).boxed(),
            Self::Slow => std::future::pending().boxed(),
            Self::Broken => {
                let error = RetrieveError::Unavailable("no \u{1} database\r\nx: y".to_owned());
                ready(Err(error)).boxed()
            }
        }
    }
}

pub fn example() -> SecureExample {
    SecureExample {
        id: seccoder::example::ExampleId::of(Language::Python, EXAMPLE),
        title: "a query\r\nx-evil: 1".to_owned(),
        code: EXAMPLE.to_owned(),
        language: Language::Python,
        cwes: vec![CweId::new(89)],
        vulnerable: None,
        guideline: None,
        apis: Vec::new(),
        applies: Vec::new(),
        labels: Vec::new(),
        visibility: Visibility::Public,
        provenance: Provenance::default(),
    }
}

fn hit() -> Hit {
    Hit {
        example: Arc::new(example()),
        scores: vec![Score {
            kind: ScoreKind::Confidence,
            value: 0.9,
        }],
        reason: Some(Reason {
            weakness: Some(CweId::new(89)),
            text: "Ähnlich\r\nx-evil: 2".to_owned(),
        }),
    }
}

fn guide(database: Database) -> Guide {
    let request = CompletionRequest {
        query: Query::default(),
        method: Method::Seccoder,
        demonstrations: 1,
        language_filter: None,
        long_examples: LongExamples::TakeNext,
        without_cwes: Vec::new(),
        licences: None,
        on_retrieval_failure: RetrievalFailure::Fail,
        view: DemonstrationView::Code,
        auto: AutoOptions::default(),
        style: None,
        samples: 1,
        decoding: Decoding::Greedy,
        seed: 0,
        max_tokens: 100,
        stop: Vec::new(),
        cut: CutRules::Function,
        explain: 3,
    };
    let retriever: Arc<dyn Retriever> = Arc::new(database);
    let retrievers = HashMap::from([(Method::Seccoder, retriever)]);
    let deadline = Duration::from_millis(500);
    Guide::new(retrievers, GuideOptions { request, deadline })
}

/// Finds nothing wrong.
struct Content;

impl Oracle for Content {
    fn name(&self) -> &str {
        "content"
    }

    fn judge<'a>(&'a self, _: &'a OracleCase) -> BoxFuture<'a, Result<Verdict, OracleError>> {
        ready(Ok(Verdict::Secure)).boxed()
    }
}

/// A proxy with an oracle that finds nothing wrong.
pub fn checking(upstream: Arc<dyn Upstream>, options: ProxyOptions) -> Router {
    let oracle: Arc<dyn Oracle> = Arc::new(Content);
    Proxy::new(guide(Database::OneExample), upstream, Some(oracle), options).router()
}

pub fn proxy_with(upstream: Arc<dyn Upstream>, database: Database, options: ProxyOptions) -> Proxy {
    Proxy::new(guide(database), upstream, None, options)
}

/// A proxy with the example and the defaults.
pub fn router(upstream: &Arc<Scripted>) -> Router {
    proxy_with(
        upstream.clone(),
        Database::OneExample,
        ProxyOptions::default(),
    )
    .router()
}

pub fn post(path: &str, body: impl Into<Body>) -> Request<Body> {
    Request::post(path)
        .header("content-type", "application/json")
        .body(body.into())
        .unwrap()
}

/// A completion request for [`CODE`], with these members more.
pub fn completion(more: &Value) -> Request<Body> {
    let mut body = json!({"model": "m", "prompt": CODE});
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    post("/v1/completions", body.to_string())
}

/// A whole answer.
#[derive(Debug)]
pub struct Got {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Result<Bytes, String>,
}

impl Got {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(self.body.as_ref().unwrap()).unwrap()
    }

    /// The code of an error.
    pub fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap().to_owned()
    }
}

pub async fn ask(router: &Router, request: Request<Body>) -> Got {
    let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await;
    Got {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: body
            .map(http_body_util::Collected::to_bytes)
            .map_err(|error| error.to_string()),
    }
}
