//! Over real connections: bytes, slow clients, clients that leave, and the end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt, stream};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use seccoder_lm::openai::{BaseUrl, Secret};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::fixtures::{CODE, Database, Scripted, answer, json_response, proxy_with, streaming};
use crate::proxy::{ProxyOptions, ServeError, serve};
use crate::upstream::{RemoteOptions, RemoteUpstream, Upstream};

/// Long enough for anything that happens at all.
const LONG: Duration = Duration::from_secs(20);

struct Served {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<Result<(), ServeError>>,
}

async fn served(upstream: Arc<dyn Upstream>, options: ProxyOptions) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let proxy = proxy_with(upstream, Database::OneExample, options);
    let ended = tokio::spawn(serve(listener, proxy, async {
        let _ = stopped.await;
    }));
    Served {
        address,
        stop,
        ended,
    }
}

/// The client of a server at this address.
fn remote(address: SocketAddr) -> Arc<RemoteUpstream> {
    let mut options = RemoteOptions::new(BaseUrl::parse(&format!("http://{address}")).unwrap());
    options.api_key = Some(Secret::new("sk-ours").unwrap());
    Arc::new(RemoteUpstream::new(options).unwrap())
}

fn request(body: &str) -> String {
    let length = body.len();
    format!(
        "POST /v1/completions HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

/// What a client gets until the connection ends.
async fn exchange(address: SocketAddr, said: &[u8]) -> Vec<u8> {
    let mut client = TcpStream::connect(address).await.unwrap();
    client.write_all(said).await.unwrap();
    let mut got = Vec::new();
    // A connection that is cut may end with an error.
    let _ = timeout(LONG, client.read_to_end(&mut got)).await.unwrap();
    got
}

/// An upstream on a socket that answers every connection with these bytes, and then closes it.
async fn raw_upstream(said: Vec<u8>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut read = vec![0; 64 * 1024];
            let _ = socket.read(&mut read).await;
            let _ = socket.write_all(&said).await;
        }
    });
    address
}

fn after_head(got: &[u8]) -> &[u8] {
    let end = got.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    &got[end + 4..]
}

#[test]
fn whatever_pieces_an_answer_has_its_bytes_arrive() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let pieces = prop::collection::vec(prop::collection::vec(any::<u8>(), 1..200), 0..12);
    let mut runner = TestRunner::new(Config::with_cases(24));
    let property = runner.run(&pieces, |pieces| {
        let whole = pieces.concat();
        let got = runtime.block_on(async {
            let own = pieces.clone();
            let inner = Scripted::new(move |_| {
                let pieces: Vec<_> = own.iter().map(|of| Ok(Bytes::from(of.clone()))).collect();
                answer(streaming(stream::iter(pieces).boxed()))
            });
            let inner = served(inner, ProxyOptions::default()).await;
            let outer = served(remote(inner.address), ProxyOptions::default()).await;
            let url = format!("http://{}/v1/responses", outer.address);
            let got = reqwest::Client::new().post(url).body("x").send();
            got.await.unwrap().bytes().await.unwrap()
        });
        prop_assert_eq!(&got[..], &whole[..]);
        Ok(())
    });
    property.unwrap();
}

#[tokio::test]
async fn our_key_stands_in_place_of_the_clients() {
    let inner = Scripted::json("{}");
    let upstream = served(inner.clone(), ProxyOptions::default()).await;
    let outer = served(remote(upstream.address), ProxyOptions::default()).await;
    let got = reqwest::Client::new()
        .get(format!("http://{}/v1/models?a=%20b", outer.address))
        .bearer_auth("sk-theirs")
        .send();
    assert_eq!(got.await.unwrap().status(), 200);
    let sent = inner.last();
    assert_eq!(sent.headers["authorization"], "Bearer sk-ours");
    assert_eq!(sent.path_and_query, "/v1/models?a=%20b");
}

#[tokio::test]
async fn an_upstream_that_breaks_off_never_ends_cleanly_here() {
    let chunked = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n5\r\ndata:\r\n";
    let sized = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\ndata:";
    for said in [&chunked[..], sized] {
        let upstream = remote(raw_upstream(said.to_vec()).await);
        let proxy = served(upstream, ProxyOptions::default()).await;
        let got = exchange(proxy.address, request("{}").as_bytes()).await;
        let got = String::from_utf8_lossy(after_head(&got)).into_owned();
        assert!(got.contains("data:") && !got.contains("0\r\n\r\n"), "{got}");
    }
}

#[tokio::test]
async fn garbage_from_the_upstream_is_a_bad_gateway() {
    let upstream = remote(raw_upstream(b"\xff\xfe what?\r\n\r\n".to_vec()).await);
    let proxy = served(upstream, ProxyOptions::default()).await;
    let got = exchange(proxy.address, request("{}").as_bytes()).await;
    assert!(
        got.starts_with(b"HTTP/1.1 502"),
        "{}",
        String::from_utf8_lossy(&got)
    );
}

#[tokio::test]
async fn a_client_that_says_its_head_too_slowly_is_sent_away() {
    let options = ProxyOptions {
        header_timeout: Duration::from_millis(100),
        ..ProxyOptions::default()
    };
    let proxy = served(Scripted::json("{}"), options).await;
    for said in ["", "P", "POST /v1/completions HTTP/1.1\r\nhost: "] {
        let got = exchange(proxy.address, said.as_bytes()).await;
        assert!(!got.starts_with(b"HTTP/1.1 200"), "{said}");
    }
    let body = "POST /v1/completions HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{";
    let got = exchange(proxy.address, body.as_bytes()).await;
    assert!(
        got.starts_with(b"HTTP/1.1 408"),
        "{}",
        String::from_utf8_lossy(&got)
    );
}

/// Tells when it is dropped.
struct Tells(Option<oneshot::Sender<()>>);

impl Drop for Tells {
    fn drop(&mut self) {
        let _ = self.0.take().map(|tell| tell.send(()));
    }
}

/// An upstream whose answer is asked for once, begins, goes on for ever with `piece`, and tells
/// when it is dropped.
fn endless(piece: &'static [u8], every: Duration) -> (Arc<Scripted>, oneshot::Receiver<()>) {
    let (tell, told) = oneshot::channel();
    let tells = std::sync::Mutex::new(Some(Tells(Some(tell))));
    let upstream = Scripted::new(move |_| {
        let tells = tells.lock().unwrap().take();
        let pieces = stream::unfold(tells, move |tells| async move {
            tokio::time::sleep(every).await;
            Some((Ok(Bytes::from_static(piece)), tells))
        });
        answer(streaming(pieces.boxed()))
    });
    (upstream, told)
}

#[tokio::test]
async fn a_client_that_vanishes_ends_the_upstreams_work() {
    // Before the answer begins, while nothing is sent; and in its middle.
    let (tell, told) = oneshot::channel();
    let tells = std::sync::Mutex::new(Some(Tells(Some(tell))));
    let silent = Scripted::new(move |_| {
        let tells = tells.lock().unwrap().take();
        Box::pin(async move {
            let _tells = tells;
            std::future::pending().await
        })
    });
    let (streams, dropped) = endless(b"data: {}\n\n", Duration::from_millis(10));
    for (upstream, told) in [(silent, told), (streams, dropped)] {
        let proxy = served(upstream.clone(), ProxyOptions::default()).await;
        let mut client = TcpStream::connect(proxy.address).await.unwrap();
        client.write_all(request("{}").as_bytes()).await.unwrap();
        while upstream.times() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        drop(client);
        timeout(LONG, told).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_cut_off() {
    static PIECE: [u8; 65536] = [b'x'; 65536];
    let (upstream, told) = endless(&PIECE, Duration::ZERO);
    let options = ProxyOptions {
        write_timeout: Duration::from_millis(200),
        ..ProxyOptions::default()
    };
    let proxy = served(upstream, options).await;
    let mut client = TcpStream::connect(proxy.address).await.unwrap();
    client.write_all(request("{}").as_bytes()).await.unwrap();
    timeout(LONG, told).await.unwrap().unwrap();
}

#[tokio::test]
async fn running_answers_end_before_the_server_does() {
    let (go, gone) = oneshot::channel::<()>();
    let gone = std::sync::Mutex::new(Some(gone));
    let upstream = Scripted::new(move |_| {
        let gone = gone.lock().unwrap().take().unwrap();
        let last = stream::once(async move {
            let _ = gone.await;
            Ok(Bytes::from_static(b"last"))
        });
        let first = stream::iter([Ok(Bytes::from_static(b"first "))]);
        answer(streaming(first.chain(last).boxed()))
    });
    let proxy = served(upstream, ProxyOptions::default()).await;
    let url = format!("http://{}/v1/models", proxy.address);
    let mut running = reqwest::get(url).await.unwrap();
    assert_eq!(running.chunk().await.unwrap().unwrap(), "first ");
    proxy.stop.send(()).unwrap();
    while TcpStream::connect(proxy.address).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(!proxy.ended.is_finished());
    go.send(()).unwrap();
    assert_eq!(running.bytes().await.unwrap(), "last");
    timeout(LONG, proxy.ended).await.unwrap().unwrap().unwrap();
}

#[tokio::test]
async fn answers_that_do_not_end_are_cut_off_at_last() {
    let (upstream, told) = endless(b"data: {}\n\n", Duration::from_millis(10));
    let options = ProxyOptions {
        drain: Duration::from_millis(100),
        ..ProxyOptions::default()
    };
    let proxy = served(upstream, options).await;
    let mut running = reqwest::get(format!("http://{}/v1/models", proxy.address))
        .await
        .unwrap();
    running.chunk().await.unwrap();
    proxy.stop.send(()).unwrap();
    timeout(LONG, proxy.ended).await.unwrap().unwrap().unwrap();
    timeout(LONG, told).await.unwrap().unwrap();
    assert!(running.bytes().await.is_err());
}

#[tokio::test]
async fn a_connection_serves_several_requests_and_a_name_that_was_led_here_none() {
    let upstream = Scripted::new(|_| answer(json_response("{\"a\":1}")));
    let proxy = served(upstream, ProxyOptions::default()).await;
    let one = "GET /v1/models HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n";
    let last = "GET /v1/models HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n";
    let got = exchange(proxy.address, format!("{one}{one}{last}").as_bytes()).await;
    let got = String::from_utf8_lossy(&got);
    assert_eq!(got.matches("HTTP/1.1 200").count(), 2, "{got}");
    assert_eq!(got.matches("HTTP/1.1 403").count(), 1, "{got}");
}

#[tokio::test]
async fn a_demonstration_goes_all_the_way() {
    let inner = Scripted::json("{\"choices\":[]}");
    let upstream = served(inner.clone(), ProxyOptions::default()).await;
    let outer = served(remote(upstream.address), ProxyOptions::default()).await;
    let body = serde_json::json!({"prompt": CODE}).to_string();
    let sent = reqwest::Client::new()
        .post(format!("http://{}/v1/completions", outer.address))
        .header("content-type", "application/json")
        .body(body);
    let got = sent.send().await.unwrap();
    assert_eq!(got.headers()["x-seccoder"], "shown");
    // The second proxy finds it there.
    let sent = String::from_utf8(inner.last().body.to_vec()).unwrap();
    assert_eq!(sent.matches("def lookup").count(), 1, "{sent}");
}
