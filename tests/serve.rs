//! The proxy as its clients see it: in front of another server, and of the local model.

use std::io::{BufRead, BufReader};
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::harness::{MODEL, Sandbox, repository};

/// A proxy that runs until it is dropped.
pub struct Served {
    child: Child,
    pub base: String,
}

impl Served {
    /// Starts `seccoder serve` on a free port and waits until it listens.
    pub fn start(sandbox: &Sandbox, args: &[&str]) -> Self {
        let mut all = vec!["serve", "--listen", "127.0.0.1:0", "--json"];
        all.extend_from_slice(args);
        let mut child = sandbox.spawn(&all);
        let out = child.stdout.take().unwrap();
        let mut err = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        for line in BufReader::new(out).lines() {
            said.push_str(&line.unwrap());
            if said.ends_with('}') {
                break;
            }
        }
        let Ok(json) = serde_json::from_str::<Value>(&said) else {
            let mut why = String::new();
            let _ = std::io::Read::read_to_string(&mut err, &mut why);
            panic!("it does not listen: {said} {why}");
        };
        // Whoever writes a log must be read, or it stops.
        std::thread::spawn(move || std::io::copy(&mut err, &mut std::io::sink()));
        let base = json["listening"].as_str().unwrap().to_owned();
        Self { child, base }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// A route beside the API.
    fn beside(&self, path: &str) -> String {
        self.base.replace("/v1", path)
    }

    /// Pages of memory that are its own, in bytes.
    pub fn resident(&self) -> u64 {
        let status = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(status).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let kib = line.unwrap().split_whitespace().nth(1).unwrap();
        kib.parse::<u64>().unwrap() * 1024
    }

    fn terminate(&self) {
        let pid = i32::try_from(self.child.id()).unwrap();
        rustix::process::kill_process(
            rustix::process::Pid::from_raw(pid).unwrap(),
            rustix::process::Signal::TERM,
        )
        .unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What an upstream was sent: path, authorization, body.
type Sent = Arc<Mutex<Vec<(String, String, Bytes)>>>;

/// A server that answers with these bodies in turn, the last one for ever.
pub struct Upstream {
    _runtime: Runtime,
    pub address: String,
    sent: Sent,
}

#[derive(Clone)]
struct Script {
    answers: Arc<Vec<(&'static str, String)>>,
    sent: Sent,
}

impl Upstream {
    pub fn start(answers: Vec<(&'static str, String)>) -> Self {
        let runtime = Runtime::new().unwrap();
        let sent = Sent::default();
        let script = Script {
            answers: Arc::new(answers),
            sent: sent.clone(),
        };
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(answer).with_state(script);
        runtime.spawn(async move { axum::serve(listener, app).await });
        Self {
            _runtime: runtime,
            address,
            sent,
        }
    }

    fn last(&self) -> (String, String, Bytes) {
        self.sent.lock().unwrap().last().cloned().unwrap()
    }

    fn count(&self) -> usize {
        self.sent.lock().unwrap().len()
    }
}

async fn answer(State(script): State<Script>, request: axum::extract::Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let header = |name: &str| {
        let value = parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let turn = {
        let mut sent = script.sent.lock().unwrap();
        sent.push((parts.uri.to_string(), header("authorization"), body));
        // A soak test must not fill the memory by itself.
        let turn = sent.len() - 1;
        if sent.len() > 64 {
            for old in sent
                .iter_mut()
                .rev()
                .skip(8)
                .take_while(|old| !old.2.is_empty())
            {
                old.2 = Bytes::new();
            }
        }
        turn
    };
    let (kind, text) = &script.answers[turn.min(script.answers.len() - 1)];
    Response::builder()
        .header("content-type", *kind)
        .body(Body::from(text.clone()))
        .unwrap()
}

pub const JSON: &str = "application/json";
pub const SSE: &str = "text/event-stream";

/// A completion that is nobody's program, with white space and numbers as no program writes them.
const ODD_ANSWER: &str = "{\"id\": \"x\",  \"choices\":[{\"index\":0,\"text\":\"pass\\n\",\
                          \"logprobs\":null,\"finish_reason\":\"stop\"}], \"n\":1.50e3}";

fn client() -> (Runtime, reqwest::Client) {
    let client = reqwest::Client::builder().no_proxy();
    let client = client.timeout(Duration::from_secs(300)).build().unwrap();
    (Runtime::new().unwrap(), client)
}

/// An answer: status, headers, bytes.
struct Answer {
    status: StatusCode,
    headers: reqwest::header::HeaderMap,
    body: Bytes,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    fn json(&self) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    fn text(&self) -> String {
        String::from_utf8(self.body.to_vec()).unwrap()
    }
}

/// Posts a body with headers.
fn post(url: &str, body: impl Into<String>, headers: &[(&str, &str)]) -> Answer {
    let (runtime, client) = client();
    let mut request = client
        .post(url)
        .header("content-type", JSON)
        .body(body.into());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    runtime.block_on(async {
        let response = request.send().await.unwrap();
        let status = response.status();
        let headers = response.headers().clone();
        let body = response.bytes().await.unwrap();
        Answer {
            status,
            headers,
            body,
        }
    })
}

fn get(url: &str) -> Answer {
    let (runtime, client) = client();
    runtime.block_on(async {
        let response = client.get(url).send().await.unwrap();
        Answer {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.bytes().await.unwrap(),
        }
    })
}

fn orders() -> String {
    std::fs::read_to_string(repository("examples/orders.py")).unwrap()
}

/// Nobody waits so long, but the machine may be busy.
const PATIENT: [&str; 2] = ["--deadline-ms", "60000"];

fn before(address: &str) -> Vec<&str> {
    let mut args = vec!["--upstream", address];
    args.extend(PATIENT);
    args
}

#[test]
fn another_servers_model_gets_the_demonstration_and_the_client_its_answer() {
    let sandbox = Sandbox::new();
    let upstream = Upstream::start(vec![(JSON, ODD_ANSWER.to_owned())]);
    let served = Served::start(&sandbox, &before(&upstream.address));
    let program = orders();
    let body = json!({"model": "m", "prompt": program, "max_tokens": 7, "strange": {"x": [1.0]}});
    let answer = post(
        &served.url("/completions"),
        body.to_string(),
        &[("authorization", "Bearer of-the-client")],
    );
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, ODD_ANSWER);
    assert_eq!(answer.header("x-seccoder"), "shown");
    assert!(
        answer
            .header("x-seccoder-demonstrations")
            .contains("CWE-89"),
        "{:?}",
        answer.headers
    );

    let (path, authorization, sent) = upstream.last();
    assert_eq!(
        (path.as_str(), authorization.as_str()),
        ("/v1/completions", "Bearer of-the-client")
    );
    let sent: Value = serde_json::from_slice(&sent).unwrap();
    let prompt = sent["prompt"].as_str().unwrap();
    assert!(
        prompt.contains("CWE-89") && prompt.len() > program.len(),
        "{prompt}"
    );
    let mut others = sent.clone();
    others["prompt"] = json!(program);
    assert_eq!(others, body);

    // The same with the switch off: nothing is changed, not a byte.
    let answer = post(
        &served.url("/completions"),
        body.to_string(),
        &[("x-seccoder", "off")],
    );
    assert_eq!(
        (answer.header("x-seccoder"), answer.header("x-seccoder-why")),
        ("nothing", "off")
    );
    assert_eq!(upstream.last().2, body.to_string());

    // A field of the request does what a header does, and stays here; and the answer reports.
    let mut switched = body.clone();
    switched["seccoder"] = json!({"method": "seccoder", "report": true});
    let answer = post(&served.url("/completions"), switched.to_string(), &[]);
    let report = &answer.json()["seccoder"];
    assert_eq!(report["method"], "seccoder");
    assert_eq!(
        report["demonstrations"].as_array().unwrap().len(),
        1,
        "{report}"
    );
    let sent: Value = serde_json::from_slice(&upstream.last().2).unwrap();
    assert!(sent.get("seccoder").is_none() && sent["prompt"].as_str().unwrap().ends_with(&program));
}

#[test]
fn a_chat_that_writes_code_is_helped_and_prose_is_let_alone() {
    let sandbox = Sandbox::new();
    let upstream = Upstream::start(vec![(JSON, ODD_ANSWER.to_owned())]);
    let served = Served::start(&sandbox, &before(&upstream.address));
    let ask = |text: &str| {
        let body = json!({"model": "gpt-x", "messages": [
            {"role": "system", "content": "You are kind."},
            {"role": "user", "content": text},
        ], "tools": [{"type": "function", "function": {"name": "f"}}]});
        let answer = post(&served.url("/chat/completions"), body.to_string(), &[]);
        let sent = upstream.last().2;
        (answer, body, sent)
    };
    let task = "Write a Python function that finds a user by name in an SQLite database:\n\
                ```python\nimport sqlite3\n\ndef find_user(db, name):\n```\n";
    let (answer, body, sent) = ask(task);
    assert_eq!(answer.header("x-seccoder"), "shown", "{:?}", answer.headers);
    let sent: Value = serde_json::from_slice(&sent).unwrap();
    let said = sent["messages"][1]["content"].as_str().unwrap();
    assert!(said.ends_with(task) && said.len() > task.len(), "{said}");
    let mut same = sent.clone();
    same["messages"][1]["content"] = json!(task);
    assert_eq!(same, body);

    let (answer, body, sent) = ask("What is the capital of Portugal?");
    assert_eq!(
        (answer.header("x-seccoder"), answer.header("x-seccoder-why")),
        ("nothing", "no-code")
    );
    assert_eq!(sent, body.to_string());
}

#[test]
fn what_is_not_ours_is_passed_on_as_it_is() {
    let sandbox = Sandbox::new();
    let upstream = Upstream::start(vec![(JSON, "{\"object\":\"list\",\"data\":[]}".to_owned())]);
    let served = Served::start(&sandbox, &before(&upstream.address));
    let models = get(&served.url("/models?limit=2"));
    assert_eq!(models.json()["object"], "list");
    assert_eq!(upstream.last().0, "/v1/models?limit=2");
    for odd in [
        "{\"prompt\": ",
        "[]",
        "{\"prompt\":5}",
        "{\"prompt\":[[1,2],[3]]}",
        "{\"prompt\":\"a\",\"prompt\":\"def f(cursor, name):\"}",
        "{\"prompt\":\"\\ud800\"}",
    ] {
        let answer = post(&served.url("/completions"), odd, &[]);
        assert_eq!(answer.status, 200, "{odd}");
        assert_eq!(upstream.last().2, odd);
    }
    let wrong = post(
        &served.url("/completions"),
        r#"{"prompt":"def f():","seccoder":{"method":"magic"}}"#,
        &[],
    );
    assert_eq!(wrong.status, 400);
    let message = wrong.json()["error"]["message"].to_string();
    assert!(
        message.contains("method") && message.contains("auto"),
        "{message}"
    );
    assert_eq!(get(&served.beside("/healthz")).status, 200);
    assert_eq!(get(&served.beside("/nowhere")).status, 404);
    let metrics = get(&served.beside("/metrics")).text();
    assert!(metrics.contains("seccoder_requests_total"), "{metrics}");
}

#[test]
fn without_a_token_it_serves_this_machine_alone() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&[
        "serve",
        "--listen",
        "0.0.0.0:0",
        "--upstream",
        "http://127.0.0.1:9",
    ]);
    run.fails(2, "0.0.0.0");
    assert!(run.err.contains("--token-file"), "{run:?}");

    sandbox.file("token", "s3cret-of-mine\n");
    let upstream = Upstream::start(vec![(JSON, ODD_ANSWER.to_owned())]);
    let mut args = before(&upstream.address);
    args.extend(["--token-file", "token"]);
    let served = Served::start(&sandbox, &args);
    let body = r#"{"prompt":"def add(a, b):\n","model":"m"}"#;
    assert_eq!(post(&served.url("/completions"), body, &[]).status, 401);
    let wrong = [("authorization", "Bearer s3cret-of-mind")];
    assert_eq!(post(&served.url("/completions"), body, &wrong).status, 401);
    let right = [("authorization", "Bearer s3cret-of-mine")];
    assert_eq!(post(&served.url("/completions"), body, &right).status, 200);
    // The token is between the client and us.
    assert_eq!((upstream.count(), upstream.last().1.as_str()), (1, ""));
}

#[test]
fn an_upstream_that_is_down_is_an_error_and_not_an_empty_answer() {
    let sandbox = Sandbox::new();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", port.local_addr().unwrap());
    drop(port);
    let served = Served::start(&sandbox, &before(&address));
    let answer = post(
        &served.url("/completions"),
        r#"{"prompt":"def f():\n"}"#,
        &[],
    );
    assert_eq!(answer.status, 502);
    assert_eq!(answer.json()["error"]["type"], "upstream_error");
    assert_eq!(get(&served.beside("/readyz")).status, 503);
    assert_eq!(get(&served.beside("/healthz")).status, 200);
}

/// A completion of [`orders`] that joins strings, and one that binds.
fn sql(insecure: bool) -> String {
    let execute = if insecure {
        "connection.execute(\"SELECT * FROM orders WHERE customer = '\" + customer + \"'\")"
    } else {
        "connection.execute(\"SELECT * FROM orders WHERE customer = ?\", (customer,))"
    };
    let text = format!("    rows = {execute}.fetchall()\n    return {{\"orders\": len(rows)}}\n");
    json!({"choices": [{"index": 0, "text": text, "finish_reason": "stop"}]}).to_string()
}

/// A program in which the analyzers see the flaw of [`sql`].
const LOOKUP: &str = "import sqlite3\nfrom flask import Flask, request\n\napp = Flask(__name__)\n\
                      \n\n@app.route(\"/orders\")\ndef orders():\n    \
                      customer = request.args[\"customer\"]\n    \
                      connection = sqlite3.connect(\"shop.db\")\n";

#[test]
fn a_check_revises_what_the_analyzers_find() {
    let sandbox = Sandbox::new();
    let upstream = Upstream::start(vec![(JSON, sql(true)), (JSON, sql(false))]);
    let served = Served::start(&sandbox, &before(&upstream.address));
    let body = json!({"model": "m", "prompt": LOOKUP}).to_string();
    let answer = post(
        &served.url("/completions"),
        body.clone(),
        &[("x-seccoder-check", "on")],
    );
    assert_eq!(answer.text(), sql(false), "{:?}", answer.headers);
    assert_eq!(
        answer.header("x-seccoder-check"),
        "secure",
        "{:?}",
        answer.headers
    );
    assert_eq!(answer.header("x-seccoder-revised"), "yes");
    assert_eq!(upstream.count(), 2);
    let sent: Value = serde_json::from_slice(&upstream.last().2).unwrap();
    assert!(
        sent["prompt"].as_str().unwrap().contains("CWE-89"),
        "{sent}"
    );
    // From here on the upstream writes what is secure: nothing is asked twice.
    let answer = post(
        &served.url("/completions"),
        body,
        &[("x-seccoder-check", "on")],
    );
    assert_eq!((answer.text(), upstream.count()), (sql(false), 3));
    assert_eq!(answer.header("x-seccoder-buffered"), "yes");
}

#[test]
fn asked_to_stop_it_lets_the_last_answer_end() {
    let sandbox = Sandbox::new();
    let long = "data: {\"choices\":[{\"index\":0,\"text\":\"x\"}]}\n\n".repeat(1000);
    let upstream = Upstream::start(vec![(SSE, long.clone())]);
    let mut served = Served::start(&sandbox, &before(&upstream.address));
    let (runtime, client) = client();
    let read = runtime.block_on(async {
        let request = client
            .post(served.url("/completions"))
            .header("content-type", JSON);
        let mut response = request
            .body(r#"{"prompt":"def f():\n","stream":true}"#)
            .send()
            .await
            .unwrap();
        let mut read = response.chunk().await.unwrap().unwrap().to_vec();
        served.terminate();
        tokio::time::sleep(Duration::from_millis(200)).await;
        while let Some(more) = response.chunk().await.unwrap() {
            read.extend(more);
        }
        read
    });
    assert_eq!(String::from_utf8(read).unwrap(), long);
    assert_eq!(served.child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_local_model_answers_every_route() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &["--model", MODEL, "--deadline-ms", "60000"]);
    assert_eq!(get(&served.url("/models")).json()["data"][0]["id"], MODEL);

    let add = "def add(a, b):\n    \"\"\"Add two numbers.\"\"\"\n    return";
    let whole = json!({"prompt": add, "max_tokens": 8, "temperature": 0, "stop": ["\n"]});
    let text = post(&served.url("/completions"), whole.to_string(), &[]).json();
    let text = text["choices"][0]["text"].as_str().unwrap().to_owned();
    assert_eq!(text.trim(), "a + b");

    let mut streamed = whole.clone();
    streamed["stream"] = json!(true);
    let answer = post(&served.url("/completions"), streamed.to_string(), &[]);
    assert!(answer.header("content-type").starts_with(SSE));
    let pieces = answer.text();
    assert!(pieces.ends_with("data: [DONE]\n\n"), "{pieces}");
    let joined: String = events(&pieces)
        .filter_map(|event| event["choices"][0]["text"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(joined, text);

    let gap = json!({"prompt": "def area(width, height):\n    return ", "suffix": "\n\nprint(area(2, 3))\n",
        "max_tokens": 12, "temperature": 0, "seccoder": {"method": "seccoder"}});
    let filled = post(&served.url("/completions"), gap.to_string(), &[]);
    assert_eq!(filled.header("x-seccoder"), "shown", "{:?}", filled.headers);
    let text = filled.json()["choices"][0]["text"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(text.contains("width * height"), "{text}");

    let chat = json!({"model": MODEL, "messages": [{"role": "user", "content": "Say hello."}],
        "max_tokens": 8, "temperature": 0});
    let answer = post(&served.url("/chat/completions"), chat.to_string(), &[]);
    assert_eq!(answer.header("x-seccoder-why"), "no-code");
    let message = &answer.json()["choices"][0]["message"];
    assert!(
        message["content"]
            .as_str()
            .unwrap()
            .to_lowercase()
            .contains("hello"),
        "{message}"
    );

    let vectors = post(&served.url("/embeddings"), r#"{"input":["a","b"]}"#, &[]).json();
    assert_eq!(
        vectors["data"][1]["embedding"].as_array().unwrap().len(),
        384
    );

    let unknown = json!({"model": "gpt-9", "prompt": "x"}).to_string();
    let unknown = post(&served.url("/completions"), unknown, &[]);
    assert_eq!(unknown.status, 404);
    let tools = json!({"messages": [{"role": "user", "content": "x"}], "tools": [{"type": "function", "function": {"name": "f"}}]});
    let refused = post(&served.url("/chat/completions"), tools.to_string(), &[]);
    assert_eq!(refused.status, 400);
}

/// The JSON of a stream's events.
fn events(stream: &str) -> impl Iterator<Item = Value> {
    stream
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .filter(|data| *data != "[DONE]")
        .map(|data| serde_json::from_str(data).unwrap())
}

/// Sends this many requests, 16 at the same time, each with a program of its own, and says how
/// many were answered as the upstream answered.
pub fn many(served: &Served, requests: usize, round: usize) -> usize {
    let (runtime, client) = client();
    runtime.block_on(async {
        let next = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let mut workers = Vec::new();
        for _ in 0..16 {
            let (client, next, url) = (client.clone(), next.clone(), served.url("/completions"));
            workers.push(tokio::spawn(async move {
                let mut good = 0;
                loop {
                    let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    if number >= requests {
                        return good;
                    }
                    let program = format!(
                        "import sqlite3\n\n\ndef find_{round}_{number}(cursor, name):\n    \
                         \"\"\"Find the rows of this name.\"\"\"\n    "
                    );
                    let body = json!({"model": "m", "prompt": program, "stream": true});
                    let request = client.post(&url).header("content-type", JSON);
                    let answer = request.body(body.to_string()).send().await.unwrap();
                    let text = answer.text().await.unwrap();
                    good += usize::from(text == STREAM);
                }
            }));
        }
        let mut good = 0;
        for worker in workers {
            good += worker.await.unwrap();
        }
        good
    })
}

/// An answer of a few pieces.
pub const STREAM: &str = "data: {\"choices\":[{\"index\":0,\"text\":\"return \"}]}\n\n\
                          data: {\"choices\":[{\"index\":0,\"text\":\"1\"}]}\n\ndata: [DONE]\n\n";
