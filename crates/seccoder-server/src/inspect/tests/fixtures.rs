//! An upstream and an oracle that say what they were told to, and requests to them.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body as HttpBody;
use axum::http::{HeaderMap, Method as HttpMethod, Response};
use bytes::Bytes;
use futures::future::BoxFuture;
use futures::stream;
use seccoder::auto::{AutoOptions, ShowingByStyle};
use seccoder::cwe::CweId;
use seccoder::example::{ExampleId, Provenance, SecureExample, Visibility};
use seccoder::language::Language;
use seccoder::method::Method;
use seccoder::model::{Capabilities, Decoding, ModelInfo};
use seccoder::oracle::{Finding, Oracle, OracleCase, OracleError, Verdict};
use seccoder::pipeline::{CompletionRequest, LongExamples, RetrievalFailure};
use seccoder::prompt::DemonstrationView;
use seccoder::query::Query;
use seccoder::retriever::{Hit, Retrieval, RetrieveError, Retriever, Score, ScoreKind};
use seccoder::truncate::CutRules;
use serde_json::{Value, json};

use crate::guide::{Guide, GuideOptions, Wish};
use crate::inspect::{Checked, Checking, InspectError};
use crate::openai::{Body, Endpoint};
use crate::upstream::{Upstream, UpstreamError, UpstreamRequest};

/// What a program is before its cursor.
pub const BEFORE: &str = "import sqlite3\n\ndef find(connection: sqlite3.Connection, name: str):\n";
/// A completion in which the oracle finds CWE-89 on the second line.
pub const BAD: &str = "    cursor = connection.cursor()\n    cursor.execute(f\"select {name}\")\n";
/// One in which it finds nothing.
pub const GOOD: &str =
    "    cursor = connection.cursor()\n    cursor.execute(\"select ?\", (name,))\n";
/// The code of the one example there is.
pub const EXAMPLE: &str = "def safe_lookup(cursor, name):\n    return cursor.execute(\"select id from users where name = ?\", (name,))\n";

/// Finds CWE-89 wherever a query is formatted, and fails where it is told to.
#[derive(Default)]
pub struct ScriptedOracle {
    pub looked: AtomicUsize,
}

impl Oracle for ScriptedOracle {
    fn name(&self) -> &str {
        "scripted"
    }

    fn judge<'a>(&'a self, case: &'a OracleCase) -> BoxFuture<'a, Result<Verdict, OracleError>> {
        self.looked.fetch_add(1, Ordering::Relaxed);
        if case.code.contains("CRASH") {
            let error = OracleError {
                oracle: "scripted".to_owned(),
                reason: "crashed".to_owned(),
            };
            return Box::pin(async { Err(error) });
        }
        if case.code.contains("SYNTAX") {
            return Box::pin(async { Ok(Verdict::Invalid("no program".to_owned())) });
        }
        let lines = case.code.lines().zip(1..);
        let bad = lines.filter(|(line, _)| line.contains("execute(f"));
        let findings: Vec<Finding> = bad
            .map(|(_, line)| Finding {
                rule: "sql".to_owned(),
                cwe: Some(CweId::new(89)),
                line,
                message: "a query from text".to_owned(),
            })
            .collect();
        Box::pin(async {
            Ok(if findings.is_empty() {
                Verdict::Secure
            } else {
                Verdict::Insecure(findings)
            })
        })
    }
}

/// An answer of the upstream.
pub struct Answer {
    status: u16,
    kind: &'static str,
    encoding: Option<&'static str>,
    pieces: Vec<Result<Bytes, std::io::Error>>,
}

impl Answer {
    pub fn json(body: impl Into<Bytes>) -> Self {
        Self {
            status: 200,
            kind: "application/json; charset=utf-8",
            encoding: None,
            pieces: vec![Ok(body.into())],
        }
    }

    pub fn events(body: impl Into<Bytes>) -> Self {
        Self {
            kind: "text/event-stream",
            ..Self::json(body)
        }
    }

    pub fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub fn encoded(self, encoding: &'static str) -> Self {
        Self {
            encoding: Some(encoding),
            ..self
        }
    }

    pub fn and_more(mut self, body: impl Into<Bytes>) -> Self {
        self.pieces.push(Ok(body.into()));
        self
    }

    pub fn breaking_off(mut self) -> Self {
        self.pieces
            .push(Err(std::io::ErrorKind::ConnectionReset.into()));
        self
    }

    fn into_response(self) -> Response<HttpBody> {
        let mut response = Response::builder()
            .status(self.status)
            .header("content-type", self.kind)
            .header("x-request-id", "theirs");
        if let Some(encoding) = self.encoding {
            response = response.header("content-encoding", encoding);
        }
        let body = HttpBody::from_stream(stream::iter(self.pieces));
        response.body(body).unwrap()
    }
}

/// Answers in turn; what it was asked is kept.
#[derive(Default)]
struct ScriptedUpstream {
    answers: Mutex<VecDeque<Answer>>,
    asked: Mutex<Vec<UpstreamRequest>>,
}

impl Upstream for ScriptedUpstream {
    fn place(&self) -> &str {
        "scripted"
    }

    fn model(&self, _: Option<&str>) -> ModelInfo {
        model()
    }

    fn send(
        &self,
        request: UpstreamRequest,
    ) -> BoxFuture<'_, Result<Response<HttpBody>, UpstreamError>> {
        self.asked.lock().unwrap().push(request);
        let answer = self.answers.lock().unwrap().pop_front();
        let answer = answer.map(Answer::into_response);
        Box::pin(async {
            answer.ok_or_else(|| UpstreamError::TimedOut {
                place: "scripted".to_owned(),
                seconds: 1,
            })
        })
    }

    fn ready(&self) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(async { Ok(()) })
    }
}

/// What the database has to offer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Database {
    OneExample,
    Nothing,
    Broken,
}

impl Retriever for Database {
    fn name(&self) -> &str {
        "scripted"
    }

    fn retrieve<'a>(
        &'a self,
        retrieval: &'a Retrieval<'a>,
    ) -> BoxFuture<'a, Result<Vec<Hit>, RetrieveError>> {
        assert!(retrieval.filter.cwe.is_none_or(|cwe| cwe == CweId::new(89)));
        let found = match self {
            Self::OneExample => Ok(vec![hit()]),
            Self::Nothing => Ok(Vec::new()),
            Self::Broken => Err(RetrieveError::Unavailable("no database".to_owned())),
        };
        Box::pin(async { found })
    }
}

pub fn example_id() -> ExampleId {
    ExampleId::of(Language::Python, EXAMPLE)
}

fn hit() -> Hit {
    let example = SecureExample {
        id: example_id(),
        title: "a query with parameters".to_owned(),
        code: EXAMPLE.to_owned(),
        language: Language::Python,
        cwes: vec![CweId::new(89)],
        vulnerable: None,
        guideline: Some("Hand values over as parameters.".to_owned()),
        apis: Vec::new(),
        applies: Vec::new(),
        labels: Vec::new(),
        visibility: Visibility::Public,
        provenance: Provenance::default(),
    };
    Hit {
        example: Arc::new(example),
        scores: vec![Score {
            kind: ScoreKind::Confidence,
            value: 0.9,
        }],
        reason: None,
    }
}

fn model() -> ModelInfo {
    ModelInfo {
        name: "m".to_owned(),
        engine: "scripted".to_owned(),
        fingerprint: None,
        context_len: None,
        on_this_machine: true,
        sees_private: true,
        capabilities: Capabilities {
            raw: true,
            fim: true,
            chat: true,
            exact_token_counts: false,
        },
        auto: ShowingByStyle::default(),
    }
}

fn guide(database: Database) -> Guide {
    let request = CompletionRequest {
        query: Query::default(),
        method: Method::Auto,
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
        seed: 1,
        max_tokens: 300,
        stop: Vec::new(),
        cut: CutRules::Function,
        explain: 0,
    };
    let retriever: Arc<dyn Retriever> = Arc::new(database);
    let options = GuideOptions {
        request,
        deadline: Duration::from_secs(60),
    };
    Guide::new(HashMap::from([(Method::Auto, retriever)]), options)
}

/// A request, and who answers it.
pub struct Scene {
    endpoint: Endpoint,
    request: Value,
    pub wish: Wish,
    pub shown: Vec<ExampleId>,
    pub database: Database,
    pub limit: usize,
    pub oracle: Arc<ScriptedOracle>,
    upstream: Arc<ScriptedUpstream>,
}

impl Scene {
    pub fn completions(request: Value) -> Self {
        Self::new(Endpoint::Completions, request)
    }

    /// A program to be completed.
    pub fn program() -> Self {
        Self::completions(json!({"model": "m", "prompt": BEFORE}))
    }

    pub fn chat(message: &str) -> Self {
        let message = json!({"role": "user", "content": message});
        Self::new(Endpoint::Chat, json!({"model": "m", "messages": [message]}))
    }

    fn new(endpoint: Endpoint, request: Value) -> Self {
        Self {
            endpoint,
            request,
            wish: Wish::default(),
            shown: Vec::new(),
            database: Database::OneExample,
            limit: 1 << 16,
            oracle: Arc::default(),
            upstream: Arc::default(),
        }
    }

    /// What the upstream answers when it is asked again.
    pub fn then(self, answer: Answer) -> Self {
        self.upstream.answers.lock().unwrap().push_back(answer);
        self
    }

    /// What comes of this first answer.
    pub fn answer(&self, first: Answer) -> Result<Checked, InspectError> {
        let bytes = Bytes::from(self.request.to_string());
        let body = Body::parse(self.endpoint, bytes.clone()).unwrap();
        let path = match self.endpoint {
            Endpoint::Completions => "/v1/completions",
            Endpoint::Chat => "/v1/chat/completions",
        };
        let mut headers = HeaderMap::new();
        headers.insert("content-length", bytes.len().into());
        headers.insert("x-theirs", "kept".parse().unwrap());
        let request = UpstreamRequest {
            method: HttpMethod::POST,
            path_and_query: path.to_owned(),
            headers,
            body: bytes,
        };
        let checking = Checking::new(
            guide(self.database),
            self.upstream.clone(),
            self.oracle.clone(),
        )
        .holding(self.limit);
        let response = first.into_response();
        let (wish, model) = (&self.wish, &model());
        runtime().block_on(checking.answer(&request, &body, wish, model, &self.shown, response))
    }

    /// What the upstream was asked again.
    pub fn asked_again(&self) -> Vec<UpstreamRequest> {
        self.upstream.asked.lock().unwrap().clone()
    }
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time().build().unwrap()
}

/// The bytes of an answer, and whether they broke off.
pub fn bytes_of(response: Response<HttpBody>) -> Result<Bytes, axum::Error> {
    runtime().block_on(axum::body::to_bytes(response.into_body(), usize::MAX))
}

/// A completion's answer with a text for each choice.
pub fn completion(texts: &[&str]) -> String {
    let choice = |(index, text): (usize, &&str)| json!({"text": text, "index": index, "logprobs": null, "finish_reason": "stop"});
    let choices: Vec<Value> = texts.iter().enumerate().map(choice).collect();
    // Spaces and numbers that nobody writes twice alike.
    format!(
        "{{ \"id\":\"x\",\"n\": 1.50e1, \"choices\": {} }}\n",
        json!(choices)
    )
}

/// A chat answer.
pub fn message(content: &str) -> String {
    let message = json!({"role": "assistant", "content": content});
    json!({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}).to_string()
}

/// A completion's answer as a stream of events, a piece for each line.
pub fn events(text: &str) -> String {
    let mut stream = ": hello\n\n".to_owned();
    for line in text.split_inclusive('\n') {
        let piece = json!({"choices": [{"index": 0, "text": line, "finish_reason": null}]});
        stream.push_str(&format!("data: {piece}\r\n\r\n"));
    }
    stream
}
