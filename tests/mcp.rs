//! The server for agents: the protocol over standard input and output and over HTTP, what it
//! refuses, and the way of a proposal into quarantine and out of it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdin, ChildStdout};

use serde_json::{Value, json};

use crate::harness::{Run, Sandbox};
use crate::interrupt::{interrupt, wait};

/// Code that no built-in example is like.
const OURS: &str = "def seal_ledger(ledger, seal):\n    if not seal.covers(ledger.entries):\n        \
                    raise ValueError(\"unsealed\")\n    return seal.stamp(ledger)\n";

/// A client on the other side of the pipes.
struct Agent {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    asked: u64,
}

impl Agent {
    fn start(sandbox: &Sandbox, flags: &[&str]) -> Self {
        let mut args = vec!["mcp"];
        args.extend_from_slice(flags);
        let mut child = sandbox.spawn(&args);
        let mut agent = Self {
            input: child.stdin.take().unwrap(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            asked: 0,
        };
        let begun = agent.ask("initialize", &initialize());
        assert_eq!(begun["result"]["serverInfo"]["name"], "seccoder", "{begun}");
        agent.say(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}).to_string());
        agent
    }

    fn say(&mut self, line: &str) {
        writeln!(self.input, "{line}").unwrap();
    }

    /// The answer to a request; whatever stands on standard output must be the protocol's.
    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        self.say(
            &json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).to_string(),
        );
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "it ended");
            let message: Value = serde_json::from_str(&line).unwrap();
            assert_eq!(message["jsonrpc"], "2.0", "{line}");
            if message["id"] == id {
                return message;
            }
        }
    }

    /// Whether it is an error, and the answer's text.
    fn call(&mut self, tool: &str, arguments: &Value) -> (bool, String) {
        let answer = self.ask("tools/call", &json!({"name": tool, "arguments": arguments}));
        let result = &answer["result"];
        let text = result["content"][0]["text"].as_str();
        let text = text.unwrap_or_else(|| panic!("{answer}")).to_owned();
        (result["isError"] == true, text)
    }

    fn tools(&mut self) -> Vec<String> {
        let listed = self.ask("tools/list", &json!({}));
        let tools = listed["result"]["tools"].as_array().unwrap();
        let names = tools.iter().map(|tool| tool["name"].as_str().unwrap());
        names.map(str::to_owned).collect()
    }

    /// Goes away.
    fn leave(self) -> Run {
        drop(self.input);
        drop(self.output);
        wait(self.child)
    }
}

fn initialize() -> Value {
    json!({"protocolVersion": "2025-06-18", "capabilities": {},
           "clientInfo": {"name": "test", "version": "1"}})
}

fn proposal() -> Value {
    json!({"code": OURS, "language": "python", "cwes": ["CWE-345"], "title": "Seal the ledger",
           "guideline": "Check the seal before stamping.", "source": "src/ledger.py"})
}

#[test]
fn an_agent_finds_examples_and_the_server_ends_with_it() {
    let sandbox = Sandbox::new();
    let mut agent = Agent::start(&sandbox, &["--no-check"]);
    assert_eq!(
        agent.tools(),
        ["secure_examples", "check_code", "add_example"]
    );
    let asked = json!({"query": "an SQL query with sqlite3 cursor.execute that looks a user up by name", "language": "python"});
    let (error, text) = agent.call("secure_examples", &asked);
    assert!(
        !error && text.contains("CWE-89") && text.contains("guideline: "),
        "{text}"
    );
    assert!(
        text.starts_with("Reference material") && !text.contains("```"),
        "{text}"
    );
    let id = text.split(['[', ']']).nth(1).unwrap().to_owned();
    let read = agent.ask(
        "resources/read",
        &json!({"uri": format!("seccoder://example/{id}")}),
    );
    let page = read["result"]["contents"][0]["text"].as_str().unwrap();
    assert!(
        page.contains("```python") && page.contains("must not be written"),
        "{page}"
    );
    let outside = json!({"uri": "seccoder://example/../../home/secure-code.db"});
    let refused = agent.ask("resources/read", &outside);
    assert_eq!(refused["error"]["code"], -32002, "{refused}");
    let (_, text) = agent.call(
        "check_code",
        &json!({"code": "x = 1", "language": "python"}),
    );
    assert!(
        text.starts_with("unjudged: ") && text.contains("--no-check"),
        "{text}"
    );
    let run = agent.leave();
    assert_eq!((run.code, &*run.err), (Some(0), ""), "{run:?}");
}

#[test]
fn a_finding_is_reported_or_nobody_could_look() {
    let sandbox = Sandbox::new();
    let mut agent = Agent::start(&sandbox, &[]);
    let code = "import sqlite3\n\ndef find(cur, name):\n    \
                cur.execute(\"SELECT 1 FROM t WHERE n = '\" + name + \"'\")\n";
    let (error, text) = agent.call("check_code", &json!({"code": code, "language": "a.py"}));
    assert!(!error, "{text}");
    let found = text.starts_with("insecure: ") && text.contains("\nline 4: CWE-89");
    assert!(
        found && text.contains("\nCWE-89: ") || text.starts_with("unjudged: "),
        "{text}"
    );
    agent.leave();
}

#[test]
fn a_proposal_waits_in_quarantine_until_a_person_admits_it() {
    let sandbox = Sandbox::new();
    let examples = sandbox.count("built-in");
    let mut agent = Agent::start(&sandbox, &["--no-check"]);
    let (error, text) = agent.call("add_example", &proposal());
    assert!(!error && text.contains("is in quarantine"), "{text}");
    let id = text.split(' ').next().unwrap().to_owned();
    assert!(
        text.contains("refused by review: proposed through MCP"),
        "{text}"
    );
    assert!(
        text.contains(&format!("seccoder db quarantine admit {id}")),
        "{text}"
    );
    let (_, text) = agent.call("add_example", &proposal());
    assert!(text.contains("waits in quarantine already"), "{text}");
    agent.leave();
    assert_eq!(sandbox.count("built-in"), examples, "nothing was admitted");

    let listed = sandbox.run(&["db", "quarantine", "list", "--check", "review"]);
    assert!(
        listed.out.contains(&id) && listed.out.contains("waiting for a person"),
        "{listed:?}"
    );
    let admitted = sandbox.run(&["db", "quarantine", "admit", "--only-check", "review"]);
    assert_eq!(admitted.code, Some(0), "{admitted:?}");
    assert_eq!(sandbox.count("built-in"), examples + 1);
    let shown = sandbox.run(&["db", "show", &id, "--json"]).json();
    assert_eq!(
        shown["examples"][0]["provenance"]["source"], "mcp",
        "{shown}"
    );
    assert_eq!(shown["examples"][0]["visibility"], "private");
    let checks = shown["admission"]["checks"].as_array().unwrap();
    let review = checks.iter().find(|one| one["check"] == "review").unwrap();
    assert_eq!(review["verdict"], "passed", "{shown}");

    // It is private, so that an agent's model does not see it before its owner says so.
    let asked = || json!({"query": "seal the ledger with a seal", "cwe": "CWE-345", "k": 5});
    let mut agent = Agent::start(&sandbox, &["--no-check"]);
    assert!(
        !agent
            .call("secure_examples", &asked())
            .1
            .contains("Seal the ledger")
    );
    let (_, text) = agent.call("add_example", &proposal());
    assert!(text.contains("is in the database already"), "{text}");
    agent.leave();
    let mut agent = Agent::start(&sandbox, &["--no-check", "--allow-private"]);
    let (_, text) = agent.call("secure_examples", &asked());
    assert!(
        text.contains("Seal the ledger") && text.contains("from: mcp"),
        "{text}"
    );
    agent.leave();
}

#[test]
fn what_only_reads_or_is_signed_takes_nothing() {
    let sandbox = Sandbox::new();
    let mut agent = Agent::start(&sandbox, &["--no-check", "--read-only"]);
    assert_eq!(agent.tools(), ["secure_examples", "check_code"]);
    let refused = agent.ask(
        "tools/call",
        &json!({"name": "add_example", "arguments": proposal()}),
    );
    assert_eq!(refused["error"]["code"], -32602, "{refused}");
    agent.leave();

    for args in [
        &["db", "key", "team"][..],
        &["db", "build"],
        &["db", "sign", "--key", "team.key"],
    ] {
        assert_eq!(sandbox.run(args).code, Some(0), "{args:?}");
    }
    let signed = ["--no-check", "--require-signed", "team.pub"];
    let mut agent = Agent::start(&sandbox, &signed);
    let (error, text) = agent.call("add_example", &proposal());
    assert!(error && text.contains("signed"), "{text}");
    agent.leave();
    assert_eq!(sandbox.run(&["db", "key", "other"]).code, Some(0));
    let foreign = ["mcp", "--no-check", "--require-signed", "other.pub"];
    sandbox.run(&foreign).fails(4, "secure-code.db");
}

#[test]
fn garbage_does_not_end_the_server() {
    let sandbox = Sandbox::new();
    let mut agent = Agent::start(&sandbox, &["--no-check"]);
    for line in [
        "",
        "{",
        "null",
        "[1,2",
        "\u{0}\u{1b}[2J",
        &"[".repeat(100_000),
    ] {
        agent.say(line);
    }
    agent.input.write_all(b"\xff\xfe{}\n").unwrap();
    agent.say(&"x".repeat(5 * 1024 * 1024));
    let unknown = agent.ask("tools/call", &json!({"name": "rm", "arguments": {}}));
    assert_eq!(unknown["error"]["code"], -32602, "{unknown}");
    let (error, text) = agent.call("secure_examples", &json!({"query": ["x"]}));
    assert!(error && text.contains("expected a string"), "{text}");
    let huge = json!({"code": "x".repeat(300_000), "language": "c"});
    let (error, text) = agent.call("check_code", &huge);
    assert!(error && text.contains("at most 262144"), "{text}");
    let run = agent.leave();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(!run.err.contains("panicked"), "{run:?}");
}

#[test]
fn without_an_embedder_it_serves_and_says_what_is_missing() {
    let sandbox = Sandbox::without_models();
    let mut agent = Agent::start(&sandbox, &["--no-check"]);
    let (error, text) = agent.call("secure_examples", &json!({"query": "run a shell command"}));
    assert!(error && text.contains("could not be searched"), "{text}");
    let read = agent.ask("resources/read", &json!({"uri": "seccoder://cwe/78"}));
    assert!(read["result"]["contents"][0]["text"].is_string(), "{read}");
    agent.leave();
}

#[test]
fn a_signal_ends_it_while_it_waits_for_its_client() {
    let sandbox = Sandbox::new();
    let agent = Agent::start(&sandbox, &["--no-check"]);
    interrupt(&agent.child);
    let (input, output) = (agent.input, agent.output);
    let run = wait(agent.child);
    assert_eq!(run.code, Some(130), "{run:?}");
    drop((input, output));
}

/// Status and body of a request.
fn post(address: &str, headers: &str, body: &Value) -> (u16, String) {
    let body = body.to_string();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST /mcp HTTP/1.1\r\nConnection: close\r\nContent-Type: application/json\r\nAccept: \
         application/json, text/event-stream\r\nContent-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    (status, body.to_owned())
}

#[test]
fn over_http_it_asks_for_its_token_and_ends_in_good_order() {
    let sandbox = Sandbox::new();
    sandbox.file("token", "s3cret-token\n");
    let mut child = sandbox.spawn(&[
        "mcp",
        "--no-check",
        "--http",
        "127.0.0.1:0",
        "--token-file",
        "token",
    ]);
    let mut line = String::new();
    let mut said = BufReader::new(child.stderr.take().unwrap());
    said.read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("serving http://").unwrap();
    let address = address.strip_suffix("/mcp").unwrap().to_owned();
    let begin = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": initialize()});
    let host = format!("Host: {address}\r\n");
    let (status, body) = post(&address, &host, &begin);
    assert_eq!(status, 401, "{body}");
    let authorized = format!("{host}Authorization: Bearer s3cret-token\r\n");
    let (status, body) = post(&address, &authorized, &begin);
    assert!(
        status == 200 && body.contains("serverInfo"),
        "{status}: {body}"
    );
    let list = json!({"jsonrpc": "2.0", "id": 2, "method": "tools/list"});
    let (status, body) = post(&address, &authorized, &list);
    assert!(
        status == 200 && body.contains("secure_examples"),
        "{status}: {body}"
    );
    let elsewhere = "Host: evil.example\r\nAuthorization: Bearer s3cret-token\r\n";
    let (status, body) = post(&address, elsewhere, &list);
    assert_eq!(status, 403, "{body}");
    interrupt(&child);
    let run = wait(child);
    assert_eq!(run.code, Some(0), "{run:?}");
    said.read_to_string(&mut line).unwrap();
    assert!(
        !line.contains("s3cret") && !line.contains("panicked"),
        "{line}"
    );
}

#[test]
fn a_public_address_without_a_token_is_refused() {
    let sandbox = Sandbox::new();
    let open = ["mcp", "--http", "0.0.0.0:0"];
    sandbox.run(&open).fails(2, "no token is asked for");
    sandbox.file("empty", "\n");
    let empty = ["mcp", "--http", "0.0.0.0:0", "--token-file", "empty"];
    sandbox.run(&empty).fails(2, "empty");
    let alone = sandbox.run(&["mcp", "--token-file", "empty"]);
    assert_eq!(alone.code, Some(2), "{alone:?}");
}
