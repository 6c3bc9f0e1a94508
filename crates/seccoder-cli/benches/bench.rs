//! How fast SecCoder is, as ratios against what one would use instead.
//!
//! ```text
//! cargo bench -p seccoder-cli             all rows
//! cargo bench -p seccoder-cli -- 4 5      rows 4 and 5
//! SECCODER_BENCH_LARGE=1 cargo bench …    row 9 also with a million examples, which takes long
//! ```
//!
//! A table is printed at the end; times never make it fail, errors do. Models
//! must be installed; what only a peer needs (Python, packages) is skipped where
//! it cannot be had. Ratios are good on a quiet machine alone.

#[path = "bench/candle.rs"]
mod candle;
#[path = "bench/embedders.rs"]
mod embedders;
#[path = "bench/embedding.rs"]
mod embedding;
#[path = "bench/examples.rs"]
mod examples;
#[path = "bench/generation.rs"]
mod generation;
#[path = "bench/history.rs"]
mod history;
#[path = "bench/importing.rs"]
mod importing;
#[path = "bench/judging.rs"]
mod judging;
#[path = "bench/lab.rs"]
mod lab;
#[path = "bench/machine.rs"]
mod machine;
#[path = "bench/memory.rs"]
mod memory;
#[path = "bench/mining.rs"]
mod mining;
#[path = "../../seccoder-db/tests/noisy/mod.rs"]
mod noisy;
#[path = "bench/peer.rs"]
mod peer;
#[cfg(unix)]
#[path = "../../seccoder-db/src/store/postgres/server.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "it was written for tests")]
mod pg_server;
#[path = "bench/postgres.rs"]
mod postgres;
#[path = "bench/prefix.rs"]
mod prefix;
#[path = "bench/process.rs"]
mod process;
#[path = "bench/room.rs"]
mod room;
#[path = "bench/scale.rs"]
mod scale;
#[path = "bench/search.rs"]
mod search;
#[path = "bench/stats.rs"]
mod stats;
#[path = "bench/table.rs"]
mod table;
#[path = "bench/task.rs"]
mod task;
#[path = "bench/worker.rs"]
mod worker;

use std::process::ExitCode;

use lab::Lab;
use table::{Failure, Row};

/// Measures some rows of the table; the flag says which of its numbers are wanted.
type Measure = fn(&Lab, &dyn Fn(usize) -> bool) -> Result<Vec<Row>, Failure>;

/// The parts of the table, with the numbers of their rows.
const PARTS: [(&[usize], Measure); 12] = [
    (&[1, 2, 3], generation::rows),
    (&[4], embedding::rows),
    (&[5], search::rows),
    (&[6], process::rows),
    (&[7], judging::rows),
    (&[8], importing::rows),
    (&[9], scale::rows),
    (&[10], mining::rows),
    (&[11], candle::rows),
    (&[12], embedders::rows),
    (&[13], prefix::rows),
    (&[14], room::rows),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let work = match arguments.first().map(String::as_str) {
        Some(worker::WORKER) => Some(worker::work as fn(&[String]) -> Result<(), Failure>),
        Some(task::WORKER) => Some(task::work as _),
        _ => None,
    };
    if let Some(work) = work {
        return match work(&arguments[1..]) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::FAILURE
            }
        };
    }
    let wanted: Vec<usize> = arguments.iter().filter_map(|a| a.parse().ok()).collect();
    let wants = |row: usize| wanted.is_empty() || wanted.contains(&row);
    machine::print_header();
    let lab = match Lab::new() {
        Ok(lab) => lab,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut rows = Vec::new();
    let mut failed = false;
    // Shown at once as well, so that a run that is broken off has not been for nothing.
    let mut keep = |row: Row| {
        eprintln!("    {}", row.summary());
        rows.push(row);
    };
    for (numbers, measure) in PARTS {
        if !numbers.iter().any(|&row| wants(row)) {
            continue;
        }
        match measure(&lab, &wants) {
            Ok(measured) => measured.into_iter().for_each(&mut keep),
            Err(error) => {
                failed = true;
                let name = format!("{numbers:?}").replace(['[', ']'], "");
                keep(Row::new(&name, format!("failed: {error}")));
            }
        }
    }
    table::print(&rows);
    machine::print_footer();
    if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
