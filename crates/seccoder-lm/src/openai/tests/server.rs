//! A server that answers every request with the next reply of a script.

use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};

/// One thing the server does.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// Sends these bytes.
    Write(Vec<u8>),
    /// Does nothing for a while.
    Sleep(Duration),
    /// Waits until the client closes the connection, and notes that it did.
    AwaitClose,
}

/// A request as the server got it.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// Method, path and version.
    pub(super) line: String,
    /// The header lines, in lower case.
    pub(super) head: String,
    /// The body; null if it had none.
    pub(super) body: Value,
    /// When it came.
    pub(super) at: Instant,
}

/// A scripted server. Every connection takes one request; once the script is at its
/// end, its last reply is repeated.
#[derive(Debug)]
pub(super) struct Server {
    port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
    closed: Arc<Mutex<usize>>,
    _runtime: Runtime,
}

impl Server {
    pub(super) fn start(replies: Vec<Vec<Step>>) -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let closed = Arc::new(Mutex::new(0));
        let (seen_there, closed_there) = (Arc::clone(&seen), Arc::clone(&closed));
        runtime.spawn(async move {
            let mut script = replies.into_iter().peekable();
            let mut last = Vec::new();
            while let Ok((stream, _)) = listener.accept().await {
                last = script.next().unwrap_or(last);
                let (seen, closed) = (Arc::clone(&seen_there), Arc::clone(&closed_there));
                tokio::spawn(serve(stream, last.clone(), seen, closed));
            }
        });
        Self {
            port,
            seen,
            closed,
            _runtime: runtime,
        }
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The bodies of the requests, oldest first.
    pub(super) fn bodies(&self) -> Vec<Value> {
        self.seen().into_iter().map(|seen| seen.body).collect()
    }

    /// Waits until the client has closed this many connections that were waited for.
    pub(super) fn wait_closed(&self, count: usize) {
        let start = Instant::now();
        while *self.closed.lock().unwrap() < count {
            assert!(
                start.elapsed() < Duration::from_secs(5),
                "the connection stayed open"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

async fn serve(
    mut stream: TcpStream,
    steps: Vec<Step>,
    seen: Arc<Mutex<Vec<Seen>>>,
    closed: Arc<Mutex<usize>>,
) {
    stream.set_nodelay(true).unwrap();
    let Some(request) = read_request(&mut stream).await else {
        return;
    };
    seen.lock().unwrap().push(request);
    for step in steps {
        match step {
            Step::Write(bytes) => {
                // The client may have closed already; that is its right.
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Step::Sleep(time) => tokio::time::sleep(time).await,
            Step::AwaitClose => {
                let mut byte = [0];
                let _ = stream.read(&mut byte).await;
                *closed.lock().unwrap() += 1;
            }
        }
    }
    let _ = stream.shutdown().await;
}

async fn read_request(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let head_end = loop {
        let mut buffer = [0; 4096];
        let count = stream
            .read(&mut buffer)
            .await
            .ok()
            .filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).unwrap();
    let (line, head) = head.split_once("\r\n").unwrap();
    let head = head.to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse::<usize>().unwrap());
    let mut body = bytes[head_end..].to_vec();
    let missing = length - body.len();
    let have = body.len();
    body.resize(have + missing, 0);
    stream.read_exact(&mut body[have..]).await.ok()?;
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    Some(Seen {
        line: line.to_owned(),
        head,
        body,
        at: Instant::now(),
    })
}

/// Sends text.
pub(super) fn write(text: impl AsRef<[u8]>) -> Step {
    Step::Write(text.as_ref().to_vec())
}

/// The head of an answer whose body ends with the connection.
pub(super) fn head(status: &str, more: &str) -> Step {
    write(format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\n{more}\r\n"
    ))
}

/// The head of an event stream.
pub(super) fn sse_head() -> Step {
    head("200 OK", "Content-Type: text/event-stream\r\n")
}

/// An event stream with the given data, ended properly.
pub(super) fn sse<T: AsRef<str>>(data: &[T]) -> Vec<Step> {
    let mut steps = vec![sse_head()];
    steps.extend(
        data.iter()
            .map(|data| write(format!("data: {}\n\n", data.as_ref()))),
    );
    steps.push(write("data: [DONE]\n\n"));
    steps
}

/// A whole body with a status and a content type.
pub(super) fn whole(status: &str, kind: &str, body: &str) -> Vec<Step> {
    let length = body.len();
    let more = format!("Content-Type: {kind}\r\nContent-Length: {length}\r\n");
    vec![head(status, &more), write(body)]
}

/// A JSON body.
pub(super) fn json(status: &str, body: &str) -> Vec<Step> {
    whole(status, "application/json", body)
}

/// Runs on a thread, so that a test can look at it from outside.
pub(super) fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    std::thread::spawn(work)
}
