//! Ctrl-C, and a reader that goes away.

use std::io::Read;
use std::process::Child;
use std::time::{Duration, Instant};

use crate::harness::{Run, Sandbox};

/// Sends the signal that Ctrl-C sends.
pub fn interrupt(child: &Child) {
    #[expect(
        clippy::disallowed_methods,
        reason = "sends a signal to the program under test"
    )]
    let status = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

/// Waits, but not for ever: a program that hangs fails the test.
pub fn wait(mut child: Child) -> Run {
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > Duration::from_secs(120) {
            child.kill().unwrap();
            panic!("it did not end");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Run::of(child.wait_with_output().unwrap())
}

const ENDLESS: &str = "# Print the numbers from one to one thousand, each with its name in words.\n\
    print('1 one')\nprint('2 two')\nprint('3 three')\n";

#[test]
fn ctrl_c_while_streaming_ends_at_once_and_changes_nothing() {
    let sandbox = Sandbox::new();
    let file = sandbox.file("endless.py", ENDLESS);
    let mut child = sandbox.spawn(&[
        "complete",
        "endless.py",
        "--method",
        "none",
        "--max-tokens",
        "4000",
        "--greedy",
        "--write",
    ]);
    let mut first = [0; 1];
    child
        .stdout
        .as_mut()
        .unwrap()
        .read_exact(&mut first)
        .unwrap();
    interrupt(&child);
    let run = wait(child);
    assert_eq!(run.code, Some(130), "{run:?}");
    assert!(
        run.err.contains("interrupted; nothing was changed"),
        "{run:?}"
    );
    assert_eq!(std::fs::read_to_string(file).unwrap(), ENDLESS);
    // No temporary file is left beside it either.
    assert_eq!(std::fs::read_dir(sandbox.path("")).unwrap().count(), 1);
}

#[test]
fn a_reader_that_goes_away_ends_the_program_quietly() {
    let sandbox = Sandbox::new();
    sandbox.file("endless.py", ENDLESS);
    let mut child = sandbox.spawn(&[
        "complete",
        "endless.py",
        "--method",
        "none",
        "--max-tokens",
        "40",
        "--greedy",
        "--quiet",
    ]);
    drop(child.stdout.take());
    let run = wait(child);
    assert_eq!(run.code, Some(141), "{run:?}");
    assert_eq!(run.err, "");
}
