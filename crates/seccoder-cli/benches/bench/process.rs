//! Row 6: from the start of the program to its first word.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::lab::{Lab, MODEL};
use crate::machine::watched;
use crate::stats::ms;
use crate::table::{Failure, Row};

/// The program, as cargo built it for this benchmark.
pub const SECCODER: &str = env!("CARGO_BIN_EXE_seccoder");
/// The workspace's folder.
pub const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
/// Settings of the user's that would change what is measured.
const SETTINGS: [&str; 7] = [
    "SECCODER_ENDPOINT",
    "SECCODER_EMBEDDER",
    "SECCODER_EMBEDDER_ENDPOINT",
    "SECCODER_THREADS",
    "SECCODER_GPU_LAYERS",
    "SECCODER_MODEL",
    "SECCODER_DB",
];

/// A process to be started.
#[expect(
    clippy::disallowed_methods,
    reason = "the benchmark starts seccoder itself and the peers it is compared with"
)]
pub fn command(program: &Path) -> Command {
    Command::new(program)
}

/// Keeps the user's settings from a process.
fn without_settings(process: &mut Command) {
    for setting in SETTINGS {
        process.env_remove(setting);
    }
}

/// `seccoder --db DATABASE`, to which a command and its arguments are to be added.
pub fn seccoder(database: &Path) -> Command {
    let mut seccoder = command(Path::new(SECCODER));
    without_settings(&mut seccoder);
    seccoder.arg("--db").arg(database);
    seccoder.stdin(Stdio::null());
    seccoder
}

/// Measures a second start, when everything is in the page cache.
pub fn rows(lab: &Lab, _: &dyn Fn(usize) -> bool) -> Result<Vec<Row>, Failure> {
    eprintln!("row 6: process start …");
    let first = start(lab)?;
    let (second, others) = watched(|| start(lab));
    let second = second?;
    let measured = format!("{} / {}", ms(second.first), ms(second.exit));
    Ok(vec![
        Row::new("6 process start to first output / to exit", measured)
            .note("seccoder complete examples/orders.py, second start, stdout a pipe".to_owned())
            .note(second.timings)
            .note(format!(
                "first start, which also embeds the database: {} / {}",
                ms(first.first),
                ms(first.exit)
            ))
            .others(others),
    ])
}

/// One run of the program.
struct Start {
    first: Duration,
    exit: Duration,
    timings: String,
}

fn start(lab: &Lab) -> Result<Start, Failure> {
    let mut seccoder = command(Path::new(SECCODER));
    seccoder
        .current_dir(WORKSPACE)
        .args(["complete", "examples/orders.py", "--offline", "--timings"])
        .args(["--model", MODEL, "--db"])
        .arg(lab.scratch().join("start.db"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    without_settings(&mut seccoder);
    let begin = Instant::now();
    let mut child = seccoder.spawn()?;
    let mut stdout = child.stdout.take().ok_or("no standard output")?;
    let read = stdout.read(&mut [0; 1])?;
    let first = begin.elapsed();
    stdout.read_to_end(&mut Vec::new())?;
    // What it says on standard error fits into the pipe, so it never waits for a reader.
    let output = child.wait_with_output()?;
    let exit = begin.elapsed();
    let errors = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() || read == 0 {
        return Err(format!("{}: {}", output.status, errors.trim()).into());
    }
    let timings = errors.lines().find(|line| line.starts_with("timings:"));
    Ok(Start {
        first,
        exit,
        timings: timings.unwrap_or("it printed no timings").to_owned(),
    })
}
