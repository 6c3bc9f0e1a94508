//! Completions that fork without end, flood, hoard, call home, or aim at the report's reader.

use std::fs::Permissions;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{command, copied, eval, fixture, lines};
use crate::endpoint::server;
use crate::harness::{Run, Sandbox};

#[test]
fn hostile_completions_do_no_harm() {
    let sandbox = Sandbox::without_models();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let token = format!("seccoder-e2e-{}-{port}", std::process::id());
    let private = sandbox.file("private.txt", "the key under the mat");
    // Only the sandbox shall stand between: the files themselves are open to everybody.
    for path in private.ancestors().take(3) {
        std::fs::set_permissions(path, Permissions::from_mode(0o777)).unwrap();
    }
    let folder = sandbox.path("").display().to_string();
    let words = [
        ("@PORT@", &*port),
        ("@TOKEN@", &*token),
        ("@FOLDER@", folder.trim_end_matches('/')),
    ];
    let suite = copied(&sandbox, "hostile", &words);

    let start = Instant::now();
    let run = Run::of(
        command(&sandbox, &["check", &suite, "--json"])
            .env("E2E_SECRET", "the key under the mat")
            .output()
            .unwrap(),
    );
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(run.code, Some(1), "{run:?}");
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let reasons = |task: &str| -> Vec<String> {
        let wrong = report["wrong"].as_array().unwrap();
        let task = wrong.iter().find(|w| w["task"] == task).unwrap();
        let reasons = task["reasons"].as_array().unwrap().iter();
        reasons.map(|r| r.as_str().unwrap().to_owned()).collect()
    };
    for (task, which, said) in [
        ("forks", "secure", "started too many processes"),
        ("forks", "insecure", "test ended early"),
        ("floods", "secure", "wrote too much"),
        ("floods", "insecure", "used too much memory"),
        ("escapes", "secure", "Connection refused"),
        ("escapes", "insecure", "found []"),
    ] {
        // Neither the functional test nor the security test may come to a verdict.
        let about = format!("{which} completion: ");
        let all = reasons(task);
        let told: Vec<_> = all.iter().filter(|r| r.starts_with(&about)).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(
            told[0].contains("Failed(") && told[1].contains("Unjudged("),
            "{told:?}"
        );
        // On a busy machine a flood may reach its time before its memory.
        let limit = |r: &str| r.contains(said) || (task == "floods" && r.contains("timed out"));
        assert!(told.iter().all(|r| limit(r)), "{said}: {told:?}");
    }
    assert!(
        !run.out.contains("under the mat") && !run.out.contains("E2E_SECRET"),
        "{run:?}"
    );
    assert!(
        listener.accept().is_err(),
        "a completion reached the network"
    );
    assert!(!sandbox.path("marker.txt").exists());
    assert_eq!(running_with(&token), Vec::<String>::new());
}

/// Processes of this machine whose command line holds a word.
fn running_with(word: &str) -> Vec<String> {
    std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| std::fs::read(entry.ok()?.path().join("cmdline")).ok())
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .filter(|line| line.contains(word))
        .collect()
}

/// What a model could write to deceive whoever reads its report.
const DECEIVER: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n\
    data: {\"choices\":[{\"index\":0,\"text\":\"    # </script><script>alert(1)</script>\\n\"}]}\n\n\
    data: {\"choices\":[{\"index\":0,\"text\":\"    print('security ok\\\\nfunctional ok', flush=True)\\n\"}]}\n\n\
    data: {\"choices\":[{\"index\":0,\"text\":\"    raise SystemExit('=1+1\\\\x1b[2J<img src=x>')\\n\"}]}\n\n\
    data: {\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"stop\"}]}\n\n\
    data: [DONE]\n\n";

#[test]
fn a_deceitful_completion_neither_passes_nor_runs_in_the_report() {
    let sandbox = Sandbox::without_models();
    let (address, _bodies) = server(DECEIVER);
    let suite = fixture("tiny");
    let args = [
        "run",
        "--suite",
        &suite,
        "--tasks",
        "find-track",
        "--methods",
        "none",
        "--seeds",
        "1",
        "-n",
        "1",
        "--endpoint",
        &address,
        "--model",
        "m",
        "--out",
        "out",
    ];
    let run = eval(&sandbox, &args);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(!run.out.contains('\u{1b}'), "{run:?}");
    let samples = lines(&sandbox.path("out/samples.jsonl"));
    assert!(
        samples[0]["completion"]
            .as_str()
            .unwrap()
            .contains("SystemExit"),
        "{samples:?}"
    );
    let verdict = &lines(&sandbox.path("out/verdicts.jsonl"))[0];
    assert_eq!(verdict["verdict"]["verdict"], "unjudged", "{verdict}");
    assert_eq!(verdict["function"]["test"], "failed", "{verdict}");
    for name in ["report.html", "report.md"] {
        let text = std::fs::read_to_string(sandbox.path("out").join(name)).unwrap();
        assert!(
            !text.contains("<script>alert") && !text.contains("<img"),
            "{name}"
        );
        assert!(!text.contains('\u{1b}'), "{name}");
    }
    let csv = std::fs::read_to_string(sandbox.path("out/samples.csv")).unwrap();
    assert!(!csv.contains(",=") && !csv.contains(",\"="), "{csv}");
}
