//! `seccoder eval` from suite to report: with the real model, in the real sandbox.
//!
//! The suites in `fixtures/eval` are small and our own. Tests of published data run where a copy
//! of it lies beside the repository, and those of semgrep where it is installed; elsewhere they
//! say that they are skipped.

mod hostile;
mod inputs;
mod judging;
mod published;
mod runs;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::harness::{Run, Sandbox, repository};

/// Variables that name copies of published data in specifications.
const DATA_VARIABLES: [&str; 3] = ["SVEN", "HUMANEVAL", "SVEN_SEC_TRAIN"];
/// Variables that name installed analyzers: the tests share them with their caller.
const TOOL_VARIABLES: [&str; 2] = ["SECCODER_TOOLS", "SECCODER_SEMGREP"];

/// `seccoder eval` with these arguments.
fn command(sandbox: &Sandbox, args: &[&str]) -> Command {
    let mut command = sandbox.command(&[&["eval"], args].concat());
    for name in DATA_VARIABLES {
        command.env_remove(name);
    }
    for name in TOOL_VARIABLES {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

fn eval(sandbox: &Sandbox, args: &[&str]) -> Run {
    Run::of(command(sandbox, args).output().unwrap())
}

/// A suite or file of the tests' own.
fn fixture(name: &str) -> String {
    repository(&format!("tests/fixtures/eval/{name}"))
        .display()
        .to_string()
}

/// Published data beside the repository, where it is.
fn data(name: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(name);
    let found = path.canonicalize().ok();
    if found.is_none() {
        println!("skipped: there is no ../shared/data/{name}");
    }
    found.map(|path| path.display().to_string())
}

/// The JSON lines of a file; a last line without its end is left out.
fn lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.split_inclusive('\n')
        .filter(|line| line.ends_with('\n'))
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect()
}

/// Which sample a line is about.
fn key(line: &Value) -> (String, String, u64, u64) {
    let text = |field: &str| line[field].as_str().unwrap().to_owned();
    let number = |field: &str| line[field].as_u64().unwrap();
    (text("task"), text("arm"), number("seed"), number("index"))
}

/// Every file below a folder with its contents.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(contents(&path));
        } else {
            found.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

/// Copies a suite into the working folder, with words of its files put in their places.
fn copied(sandbox: &Sandbox, name: &str, words: &[(&str, &str)]) -> String {
    let (from, to) = (PathBuf::from(fixture(name)), sandbox.path(name));
    for (path, bytes) in contents(&from) {
        let place = to.join(path.strip_prefix(&from).unwrap());
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        let mut text = String::from_utf8(bytes).unwrap();
        for (word, value) in words {
            text = text.replace(word, value);
        }
        std::fs::write(place, text).unwrap();
    }
    to.display().to_string()
}
