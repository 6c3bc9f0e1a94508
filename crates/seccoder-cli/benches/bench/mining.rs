//! Row 10: mining a history for fixes.
//!
//! The peer is `git log -p --no-renames` written to nowhere: what git itself needs to show every
//! patch, before anybody has looked at one.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::Deserialize;

use crate::history::{self, COMMITS, Stream};
use crate::lab::Lab;
use crate::machine::watched;
use crate::memory::megabytes;
use crate::peer;
use crate::process::{command, seccoder};
use crate::stats::{median, ms, ratio, timed};
use crate::table::{Failure, Row};

/// Runs of which the median is taken.
const RUNS: usize = 3;

/// What `seccoder db mine --dry-run --json` says.
#[derive(Deserialize)]
struct Found {
    fixes: Vec<serde_json::Value>,
}

/// Measures both ways of mining, and git.
pub fn rows(lab: &Lab, _: &dyn Fn(usize) -> bool) -> Result<Vec<Row>, Failure> {
    eprintln!("row 10: making a history of {COMMITS} commits …");
    let repository = lab.scratch().join("history.git");
    let stream = history::stream(lab.corpus());
    if let Err(reason) = make(&repository, &stream) {
        return Ok(vec![Row::new("10 mining", format!("skipped: {reason}"))]);
    }
    eprintln!("row 10: mining …");
    let peer = times(|| Ok(show(&repository)?))?;
    let mut rows = Vec::new();
    for (name, argument) in [("10 mining", None), ("10 mining, --all", Some("--all"))] {
        let mut found = 0;
        let (own, others) = watched(|| {
            times(|| {
                let mut mine = seccoder(&lab.scratch().join("mine.db"));
                mine.args(["--json", "--quiet", "db", "mine", "--dry-run"]);
                mine.arg(&repository).args(argument);
                let output: Found = serde_json::from_str(&peer::finish(&mut mine)?)?;
                found = output.fixes.len();
                Ok(())
            })
        });
        let own = median(&own?);
        let rate = |time: Duration| COMMITS as f64 / time.as_secs_f64();
        rows.push(
            Row::new(
                name,
                format!("{:.0} / {:.0} commits/s", rate(own), rate(median(&peer))),
            )
            .ratio(format!("{:.1} x", ratio(median(&peer), own)))
            .note(format!(
                "{COMMITS} commits in {} against {} of `git log -p --no-renames` to nowhere, \
                 median of {RUNS}; {found} functions found, {} fixes were put in; at this rate \
                 100,000 commits take {:.0} s",
                ms(own),
                ms(median(&peer)),
                stream.fixes,
                100_000.0 / rate(own)
            ))
            .others(others),
        );
    }
    let last = rows.pop().map(|row| {
        row.note(format!(
            "the history: {} files of built-in examples, one changed by each commit, one commit in \
             {} a fix; {} in one pack",
            stream.files,
            history::FIX_EACH,
            megabytes(size(&repository.join("objects/pack")))
        ))
    });
    rows.extend(last);
    Ok(rows)
}

fn times(mut work: impl FnMut() -> Result<(), Failure>) -> Result<Vec<Duration>, Failure> {
    (0..RUNS)
        .map(|_| {
            let (time, result) = timed(&mut work);
            result.map(|()| time)
        })
        .collect()
}

/// git, without the settings of this user and machine.
fn git(repository: &Path) -> Command {
    let mut git = command(Path::new("git"));
    git.env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .arg("--git-dir")
        .arg(repository);
    git
}

/// Makes a repository as a clone has it: one pack, with deltas.
fn make(repository: &Path, stream: &Stream) -> Result<(), String> {
    peer::finish(git(repository).args(["init", "--quiet", "--bare"]))?;
    peer::finish(git(repository).args(["symbolic-ref", "HEAD", history::BRANCH]))?;
    let mut import = git(repository);
    import
        .args(["fast-import", "--quiet"])
        .stdin(Stdio::piped());
    let broken = |error: std::io::Error| format!("git fast-import: {error}");
    let mut child = import.spawn().map_err(broken)?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(stream.text.as_bytes()).map_err(broken)?;
    }
    let status = child.wait().map_err(broken)?;
    if !status.success() {
        return Err(format!("git fast-import: {status}"));
    }
    peer::finish(git(repository).args(["repack", "-a", "-d", "-f", "--quiet"])).map(drop)
}

/// All patches to nowhere.
fn show(repository: &Path) -> Result<(), String> {
    let mut log = git(repository);
    log.args(["--no-pager", "log", "-p", "--no-renames"]);
    let status = log
        .stdout(Stdio::null())
        .status()
        .map_err(|error| error.to_string())?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("git log: {status}")),
    }
}

/// The size of the files in a folder.
fn size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| Some(entry.metadata().ok()?.len()))
        .sum()
}
