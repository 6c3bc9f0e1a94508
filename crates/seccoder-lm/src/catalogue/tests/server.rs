//! A tiny HTTP/1.1 server on this machine: one request a connection, and it can
//! break off, dawdle and lie.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What was asked.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) path: String,
    headers: Vec<(String, String)>,
}

impl Request {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Where a `Range` header begins.
    pub(super) fn start(&self) -> Option<usize> {
        let range = self.header("range")?.strip_prefix("bytes=")?;
        range.strip_suffix('-')?.parse().ok()
    }
}

/// What is answered.
#[derive(Debug, Clone, Default)]
pub(super) struct Reply {
    status: u16,
    headers: Vec<String>,
    body: Vec<u8>,
    send: Option<usize>,
    before: Duration,
    hangs: bool,
}

impl Reply {
    pub(super) fn status(status: u16) -> Self {
        Self {
            status,
            headers: vec!["content-length: 0".to_owned()],
            ..Self::default()
        }
    }

    /// A file as a good server sends it: ranges, and `If-Range` by entity tag.
    pub(super) fn file(request: &Request, content: &[u8], tag: &str) -> Self {
        let is_same = request.header("if-range").is_none_or(|known| known == tag);
        let start = request.start().filter(|_| is_same);
        let body = content[start.unwrap_or(0)..].to_vec();
        let mut headers = vec![
            format!("content-length: {}", body.len()),
            format!("etag: {tag}"),
        ];
        if let Some(start) = start {
            let last = content.len() - 1;
            headers.push(format!(
                "content-range: bytes {start}-{last}/{}",
                content.len()
            ));
        }
        let status = if start.is_some() { 206 } else { 200 };
        Self {
            status,
            headers,
            body,
            ..Self::default()
        }
    }

    /// A file as a plain server sends it: no ranges, no length, all until the end.
    pub(super) fn plain(body: &[u8]) -> Self {
        Self {
            status: 200,
            body: body.to_vec(),
            ..Self::default()
        }
    }

    /// Sends on to another address.
    pub(super) fn elsewhere(location: &str) -> Self {
        Self::status(302).with(&format!("location: {location}"))
    }

    /// With one more header.
    pub(super) fn with(mut self, header: &str) -> Self {
        self.headers.push(header.to_owned());
        self
    }

    /// Breaks the connection after this much of the body.
    pub(super) fn cut_after(mut self, bytes: usize) -> Self {
        self.send = Some(bytes);
        self
    }

    /// Sends this much of the body, then nothing, without closing.
    pub(super) fn hang_after(mut self, bytes: usize) -> Self {
        (self.send, self.hangs) = (Some(bytes), true);
        self
    }

    /// Waits before it answers.
    pub(super) fn after(mut self, wait: Duration) -> Self {
        self.before = wait;
        self
    }
}

/// A server, until dropped.
pub(super) struct Server {
    address: String,
    requests: Arc<Mutex<Vec<Request>>>,
    task: JoinHandle<()>,
}

impl Server {
    /// Answers every request with what `reply` says; it is told how many came before.
    pub(super) async fn start(
        reply: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        let reply = Arc::new(reply);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (seen, reply) = (Arc::clone(&seen), Arc::clone(&reply));
                tokio::spawn(async move {
                    let _ = answer(stream, &seen, &*reply).await;
                });
            }
        });
        Self {
            address,
            requests,
            task,
        }
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// An address where nobody listens.
pub(super) async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

async fn answer(
    mut stream: TcpStream,
    seen: &Mutex<Vec<Request>>,
    reply: &(impl Fn(&Request, usize) -> Reply + ?Sized),
) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut lines = head.lines();
    let path = lines
        .next()
        .unwrap_or_default()
        .split(' ')
        .nth(1)
        .unwrap_or_default()
        .to_owned();
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect();
    let request = Request { path, headers };
    let before = {
        let mut seen = seen.lock().unwrap();
        seen.push(request.clone());
        seen.len() - 1
    };
    let reply = reply(&request, before);
    tokio::time::sleep(reply.before).await;
    let mut text = format!("HTTP/1.1 {} Said\r\nconnection: close\r\n", reply.status);
    for header in &reply.headers {
        text += &format!("{header}\r\n");
    }
    stream.write_all(format!("{text}\r\n").as_bytes()).await?;
    let send = reply.send.unwrap_or(reply.body.len());
    stream.write_all(&reply.body[..send]).await?;
    stream.flush().await?;
    if reply.hangs {
        std::future::pending::<()>().await;
    }
    stream.shutdown().await
}
