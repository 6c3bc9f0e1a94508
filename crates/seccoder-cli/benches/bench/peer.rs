//! Peers in Python: onnxruntime and numpy, in an environment of their own.
//!
//! What goes wrong here is no failure of the benchmark: it is the reason why a
//! peer is skipped.

use std::fs::{self, File};
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::lab::Lab;
use crate::machine;
use crate::process::command;

/// The folder of the peer's script and its packages.
const BENCH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../bench");

/// A Python interpreter with the packages, made at the first use.
pub fn python() -> Result<PathBuf, String> {
    let folder = target_folder()?.join("bench-venv");
    let python = folder.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    let requirements = Path::new(BENCH).join("requirements.txt");
    let wanted = fs::read_to_string(&requirements)
        .map_err(|error| format!("{}: {error}", requirements.display()))?;
    // Written when everything is installed, so that an interruption is no harm.
    let installed = folder.join("installed.txt");
    if python.is_file() && fs::read_to_string(&installed).is_ok_and(|found| found == wanted) {
        return Ok(python);
    }
    eprintln!(
        "installing bench/requirements.txt into {} …",
        folder.display()
    );
    run(Path::new("python3"), &["-m", "venv", &text(&folder)])?;
    let pip = "-m pip install -q --disable-pip-version-check --retries 2 --timeout 20 -r";
    let mut arguments: Vec<&str> = pip.split(' ').collect();
    let requirements = text(&requirements);
    arguments.push(&requirements);
    run(&python, &arguments)?;
    fs::write(&installed, wanted).map_err(|error| format!("{}: {error}", installed.display()))?;
    Ok(python)
}

/// Cargo's target folder.
fn target_folder() -> Result<PathBuf, String> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
    target
        .map(Path::to_owned)
        .ok_or_else(|| "there is no target folder".to_owned())
}

/// Runs a program to its end; the error has the last line it wrote.
fn run(program: &Path, arguments: &[&str]) -> Result<String, String> {
    finish(command(program).args(arguments))
}

/// Runs a command to its end and returns its standard output.
pub fn finish(command: &mut std::process::Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    let last = errors.lines().rfind(|line| !line.trim().is_empty());
    Err(format!(
        "{program}: {}: {}",
        output.status,
        last.unwrap_or("no message").trim()
    ))
}

/// JSON as a program's standard input.
pub fn input(value: &impl Serialize) -> Result<Stdio, String> {
    let json = serde_json::to_vec(value).map_err(|error| error.to_string())?;
    let written = || -> std::io::Result<File> {
        let mut file = tempfile::tempfile()?;
        file.write_all(&json)?;
        file.rewind()?;
        Ok(file)
    };
    let file = written().map_err(|error| format!("a temporary file: {error}"))?;
    Ok(Stdio::from(file))
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// What the onnxruntime peer reports.
#[derive(Deserialize)]
struct OnnxLine {
    version: String,
    tokens: usize,
    texts: usize,
    texts_per_s: f64,
    threads: usize,
    graph: String,
    mode: String,
    batch: usize,
    sorted: bool,
    other_load: Option<f64>,
    vectors: Vec<Vec<f32>>,
}

/// onnxruntime's speed and vectors.
pub struct OnnxRun {
    /// Its best.
    pub texts_per_s: f64,
    /// Its vectors, of length 1.
    pub vectors: Vec<Vec<f32>>,
    /// How it was run.
    pub summary: String,
}

/// Embeds the texts with onnxruntime at its best setting.
pub fn onnx(python: &Path, lab: &Lab, texts: &[String]) -> Result<OnnxRun, String> {
    let input = lab.scratch().join("texts.json");
    let json = serde_json::to_string(texts).map_err(|error| error.to_string())?;
    fs::write(&input, json).map_err(|error| format!("{}: {error}", input.display()))?;
    let input = File::open(&input).map_err(|error| format!("{}: {error}", input.display()))?;
    let mut peer = command(python);
    peer.arg(Path::new(BENCH).join("onnx_peer.py"))
        .arg("--model")
        .arg(lab.embedder_dir())
        .arg("--cache")
        .arg(target_folder()?.join("bench-onnx"))
        .args(["--threads", &machine::threads().to_string(), "--vectors"])
        // Its fastest settings by a search of its own, which takes minutes; leave them away to
        // search again.
        .args(["--graph", "plain", "--mode", "intra"])
        .args(["--batch", "4", "--sort", "yes"])
        .stdin(Stdio::from(input));
    let line: OnnxLine = last_line(&finish(&mut peer)?)?;
    if line.texts != texts.len() || line.vectors.len() != texts.len() {
        return Err("it embedded another number of texts".to_owned());
    }
    let order = if line.sorted { "sorted" } else { "unsorted" };
    let others = line.other_load.map_or_else(String::new, |load| {
        format!("; others kept {load:.2} cores busy meanwhile")
    });
    let summary = format!(
        "{} texts of {} tokens; onnxruntime {} in f32, {} threads, at its best: graph {}, mode {}, batch {}, {order}{others}",
        line.texts,
        line.tokens / line.texts.max(1),
        line.version,
        line.threads,
        line.graph,
        line.mode,
        line.batch,
    );
    Ok(OnnxRun {
        texts_per_s: line.texts_per_s,
        vectors: line.vectors,
        summary,
    })
}

/// numpy's times.
pub struct NumpyRun {
    /// The middle one.
    pub median: Duration,
    /// The 99th percentile.
    pub p99: Duration,
    /// The most memory that it took, in bytes.
    pub resident: u64,
}

/// Times numpy's exact search for `limit` rows over a matrix of the same size.
pub fn numpy(
    python: &Path,
    rows: usize,
    dimensions: usize,
    runs: usize,
    limit: usize,
) -> Result<NumpyRun, String> {
    #[derive(Deserialize)]
    struct Report {
        median: f64,
        p99: f64,
        resident: u64,
    }
    let numbers = [rows, dimensions, runs, limit].map(|n| n.to_string());
    let output = finish(
        command(python)
            .args(["-c", include_str!("numpy_peer.py")])
            .args(numbers)
            .env("OPENBLAS_NUM_THREADS", machine::threads().to_string()),
    )?;
    let report: Report = last_line(&output)?;
    Ok(NumpyRun {
        median: Duration::from_secs_f64(report.median),
        p99: Duration::from_secs_f64(report.p99),
        resident: report.resident,
    })
}

pub fn last_line<T: serde::de::DeserializeOwned>(output: &str) -> Result<T, String> {
    let line = output.lines().next_back().unwrap_or_default();
    serde_json::from_str(line).map_err(|error| format!("its report cannot be read: {error}"))
}
