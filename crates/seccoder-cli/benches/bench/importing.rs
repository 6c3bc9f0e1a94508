//! Row 8: importing pairs of code, end to end through the program.
//!
//! The peer is what somebody writes in a quarter of an hour: a script that reads the JSON and
//! inserts it into SQLite. It is a floor and no rival, for it checks nothing.

use std::path::{Path, PathBuf};
use std::time::Duration;

use futures::executor::block_on;
use seccoder::example::ExampleFilter;
use seccoder_db::store::sqlite::SqliteStore;
use seccoder_db::store::{Action, Batch, Store, Timestamp};
use serde::Deserialize;

use crate::lab::Lab;
use crate::machine::watched;
use crate::peer;
use crate::process::{WORKSPACE, command, seccoder};
use crate::stats::{median, ms, ratio, timed};
use crate::table::{Failure, Row};

/// Runs of which the median is taken, where one takes a second or two.
const RUNS: usize = 3;

/// What `seccoder db import --json` says.
#[derive(Deserialize)]
struct Report {
    read: usize,
    admitted: usize,
    quarantined: usize,
    known: usize,
    malformed: usize,
}

/// Data to import.
struct Data {
    name: &'static str,
    /// The arguments of `seccoder db import`.
    arguments: Vec<String>,
    /// What the peer reads.
    files: Vec<PathBuf>,
    /// A database to start from; a new one with the built-in examples otherwise.
    start: Option<PathBuf>,
}

/// Measures SVEN's training pairs, where they are, and our own export.
pub fn rows(lab: &Lab, _: &dyn Fn(usize) -> bool) -> Result<Vec<Row>, Failure> {
    let own = own(lab)?;
    let Some(folder) = sven() else {
        let skipped = "skipped: neither $SVEN nor ../shared/data/sven has them".to_owned();
        return Ok(vec![
            Row::new("8 import: SVEN's training pairs", skipped),
            without_analyzers(lab, &own)?,
            with_analyzers(lab, &own)?,
        ]);
    };
    let sven = Data {
        name: "SVEN's training pairs",
        arguments: ["sven", &*folder.to_string_lossy()]
            .map(str::to_owned)
            .into(),
        files: json_lines(&folder)?,
        start: None,
    };
    // Analyzers take long, so they look at one of the two.
    Ok(vec![
        without_analyzers(lab, &sven)?,
        with_analyzers(lab, &sven)?,
        without_analyzers(lab, &own)?,
    ])
}

/// SVEN's training pairs: below $SVEN, or in a folder beside this repository.
fn sven() -> Option<PathBuf> {
    let beside = Path::new(WORKSPACE).join("../shared/data/sven");
    let roots = std::env::var_os("SVEN")
        .map(PathBuf::from)
        .into_iter()
        .chain([beside]);
    let mut folders = roots.map(|root| root.join("data_train_val/train"));
    folders.find(|folder| folder.is_dir())
}

fn json_lines(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "jsonl")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The built-in examples as an export, to be imported where they were taken out.
fn own(lab: &Lab) -> Result<Data, Failure> {
    let file = lab.scratch().join("export.jsonl");
    let start = lab.scratch().join("import-start.db");
    let mut export = seccoder(&start);
    peer::finish(export.args(["db", "export"]).arg(&file))?;
    let store = SqliteStore::open(&start)?;
    let batch = Batch {
        action: Action::Remove,
        by: "bench".to_owned(),
        at: Timestamp::now(),
        remove: block_on(store.ids(&ExampleFilter::default()))?,
        ..Batch::default()
    };
    block_on(store.write(&batch))?;
    Ok(Data {
        name: "our own export",
        arguments: ["seccoder", &*file.to_string_lossy()]
            .map(str::to_owned)
            .into(),
        files: vec![file],
        start: Some(start),
    })
}

/// The median of some imports, and the peer's.
fn without_analyzers(lab: &Lab, data: &Data) -> Result<Row, Failure> {
    eprintln!("row 8: importing {} …", data.name);
    let (runs, others) = watched(|| repeated(lab, data));
    let (times, report) = runs?;
    let row = row(data, "no analyzers", &times, &report).others(others);
    Ok(match floor(lab, data) {
        Ok(floor) => row
            .ratio(format!("{:.2} x", ratio(floor, median(&times))))
            .note(format!(
                "ratio: a Python script that reads the JSON and inserts it into SQLite, and \
                 checks nothing (a floor, no rival), takes {}",
                ms(floor)
            )),
        Err(reason) => row.note(format!("the peer was skipped: {reason}")),
    })
}

/// One import.
fn with_analyzers(lab: &Lab, data: &Data) -> Result<Row, Failure> {
    eprintln!("row 8: importing {}, with analyzers …", data.name);
    let (run, others) = watched(|| import(lab, data, true));
    let (time, report) = run?;
    Ok(row(data, "with analyzers", &[time], &report)
        .note("semgrep and gcc, as far as they are installed; one run".to_owned())
        .others(others))
}

fn row(data: &Data, how: &str, times: &[Duration], report: &Report) -> Row {
    let time = median(times);
    let rate = report.read as f64 / time.as_secs_f64();
    Row::new(
        &format!("8 import: {}, {how}", data.name),
        format!("{}, {rate:.0} pairs/s", ms(time)),
    )
    .note(format!(
        "{} read: {} admitted, {} in quarantine, {} known, {} malformed; a process from start to \
         exit, into a database {}",
        report.read,
        report.admitted,
        report.quarantined,
        report.known,
        report.malformed,
        match data.start {
            Some(_) => "without examples",
            None => "that is made first, with the built-in examples",
        }
    ))
}

/// Without analyzers, a few times.
fn repeated(lab: &Lab, data: &Data) -> Result<(Vec<Duration>, Report), Failure> {
    let (first, report) = import(lab, data, false)?;
    let mut times = vec![first];
    for _ in 1..RUNS {
        times.push(import(lab, data, false)?.0);
    }
    Ok((times, report))
}

/// One import by the program.
fn import(lab: &Lab, data: &Data, analyzers: bool) -> Result<(Duration, Report), Failure> {
    let database = fresh(lab, "import.db")?;
    if let Some(start) = &data.start {
        std::fs::copy(start, &database)?;
    }
    let mut import = seccoder(&database);
    import
        .args(["--json", "--quiet", "db", "import"])
        .args(&data.arguments);
    if !analyzers {
        import.arg("--no-analyzers");
    }
    let (time, output) = timed(|| peer::finish(&mut import));
    Ok((time, serde_json::from_str(&output?)?))
}

/// The peer's time.
fn floor(lab: &Lab, data: &Data) -> Result<Duration, String> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let database = fresh(lab, "import-peer.db").map_err(|error| error.to_string())?;
        let mut script = command(Path::new("python3"));
        script
            .args(["-c", include_str!("import_peer.py")])
            .arg(database)
            .args(&data.files);
        let (time, output) = timed(|| peer::finish(&mut script));
        output?;
        times.push(time);
    }
    Ok(median(&times))
}

/// The place of a database that is not there.
fn fresh(lab: &Lab, name: &str) -> Result<PathBuf, Failure> {
    let path = lab.scratch().join(name);
    for end in ["", "-wal", "-shm"] {
        let file = lab.scratch().join(format!("{name}{end}"));
        if file.exists() {
            std::fs::remove_file(file)?;
        }
    }
    Ok(path)
}
