//! An OpenAI-compatible endpoint that works, is down, is slow, or answers nonsense.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

use crate::harness::{Run, Sandbox};

/// Answers every connection with the same bytes; reports the bodies it was sent.
pub fn server(answer: &'static str) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (bodies, received) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let body = read_request(&stream);
            // The test may have seen enough.
            let _ = bodies.send(body);
            let _ = (&stream).write_all(answer.as_bytes());
        }
    });
    (address, received)
}

fn read_request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    String::from_utf8(body).unwrap()
}

pub const COMPLETION: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n\
    data: {\"choices\":[{\"index\":0,\"text\":\"    return \"}]}\n\n\
    data: {\"choices\":[{\"index\":0,\"text\":\"a + b\\n\\n\\ndef other():\\n\"}]}\n\n\
    data: {\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"stop\"}]}\n\n\
    data: [DONE]\n\n";

fn complete(sandbox: &Sandbox, endpoint: &str, extra: &[&str]) -> Run {
    sandbox.file("f.py", "def add(a, b):\n");
    let mut args = vec!["complete", "f.py", "--endpoint", endpoint, "--model", "m"];
    args.extend_from_slice(extra);
    sandbox.run(&args)
}

#[test]
fn a_local_server_gets_the_demonstration_and_its_answer_is_cut() {
    let sandbox = Sandbox::new();
    let (address, bodies) = server(COMPLETION);
    let json = complete(&sandbox, &address, &["--json", "--method", "seccoder"]).json();
    assert_eq!(json["choices"][0]["text"], "    return a + b");
    assert_eq!(json["model"]["engine"], "openai");
    let body: serde_json::Value = serde_json::from_str(&bodies.recv().unwrap()).unwrap();
    let prompt = body["prompt"].as_str().unwrap();
    assert!(
        prompt.ends_with("def add(a, b):\n") && prompt.len() > 100,
        "{prompt}"
    );
    assert_eq!(body["model"], "m");
    assert_eq!(body["max_tokens"], 300);
}

#[test]
fn an_endpoint_that_is_down_says_so() {
    let sandbox = Sandbox::without_models();
    // Bound and dropped: nobody listens there now.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let run = complete(
        &sandbox,
        &format!("http://127.0.0.1:{port}"),
        &["--method", "none"],
    );
    run.fails(5, &format!("127.0.0.1:{port}"));
    assert!(run.err.contains("hint: "), "{run:?}");
}

#[test]
fn nonsense_is_an_error_and_never_a_completion() {
    let sandbox = Sandbox::without_models();
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<html>hello</html>",
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\ndata: {\"x\":1}\n\n",
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n\
         data: {\"choices\":[{\"index\":0,\"text\":\"    return 1\"}]}\n\n",
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{\"choices\":[]}",
        "HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    ] {
        let (address, _bodies) = server(answer);
        let run = complete(&sandbox, &address, &["--method", "none", "--json"]);
        run.fails(5, "127.0.0.1");
    }
}

#[test]
fn the_key_is_sent_but_never_shown() {
    let sandbox = Sandbox::without_models();
    sandbox.file("key", "sk-very-secret\n");
    let (address, _bodies) = server(
        "HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n\
         {\"error\":{\"message\":\"bad key sk-very-secret\"}}",
    );
    let run = complete(
        &sandbox,
        &address,
        &["--method", "none", "--api-key-file", "key"],
    );
    run.fails(5, "401");
    assert!(!run.err.contains("sk-very-secret"), "{run:?}");
    let run = complete(
        &sandbox,
        &address,
        &["--method", "none", "--api-key-file", "nokey"],
    );
    run.fails(2, "nokey");
}

#[test]
fn offline_means_this_machine_only() {
    let sandbox = Sandbox::without_models();
    let run = complete(&sandbox, "https://example.invalid", &["--method", "none"]);
    run.fails(2, "not on this machine");
}
