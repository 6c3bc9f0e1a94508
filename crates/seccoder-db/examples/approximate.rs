//! Measures the approximate index beside the exact search, on noisy copies of real embeddings.
//!
//! `cargo run --release -p seccoder-db --example approximate -- FOLDER ROWS…` writes a matrix and
//! an index of each size into the folder (1.5 GB and 0.2 GB for a million rows) and prints a line
//! of figures for each. A run that was stopped goes on where the index was.

use std::path::Path;
use std::time::{Duration, Instant};

use seccoder::retriever::dense::nearest_rows;
use seccoder_db::approximate::ApproximateIndex;
use seccoder_db::matrix::{self, Matrix, Stamp};

#[path = "../tests/noisy/mod.rs"]
mod noisy;

use noisy::{Noisy, SIZES, embeddings, row};

const QUERIES: usize = 200;
const LIMIT: usize = 10;
const STAMP: Stamp = Stamp {
    database: [1; 16],
    revision: 1,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: approximate FOLDER ROWS…")?;
    for rows in arguments {
        measure(Path::new(&folder), rows.parse()?)?;
    }
    Ok(())
}

fn measure(folder: &Path, rows: usize) -> Result<(), Box<dyn std::error::Error>> {
    let path = folder.join(format!("{rows}.f32"));
    let real = embeddings();
    if Matrix::open(&path, STAMP).is_none() {
        let mut noisy = Noisy::new(&real, 1);
        let mut made: Vec<_> = (0..rows).map(|_| noisy.next_row()).collect();
        made.sort_unstable_by_key(|(id, _)| *id);
        matrix::write(&path, STAMP, real.dimensions(), &made)?;
    }
    let matrix = Matrix::open(&path, STAMP).ok_or("no matrix")?;
    let before = resident();
    let start = Instant::now();
    let mut shown = Instant::now();
    let mut first = None;
    let index = ApproximateIndex::open_or_build(
        &path.with_extension("graph"),
        STAMP,
        &matrix,
        &mut |done, total| {
            first.get_or_insert(done);
            if shown.elapsed() > Duration::from_secs(10) {
                shown = Instant::now();
                eprintln!("{done} of {total} after {:.0?}", start.elapsed());
            }
        },
    )?;
    let built = start.elapsed();
    let start = Instant::now();
    ApproximateIndex::open(&path.with_extension("graph"), STAMP, &matrix).ok_or("no index")?;
    println!(
        "{rows} rows: built in {built:.1?} from {first:?} rows on, opened in {:.1?}, graph {} MB, \
         resident {before} before and {} after",
        start.elapsed(),
        std::fs::metadata(path.with_extension("graph"))?.len() / 1_000_000,
        resident()
    );
    let mut noisy = Noisy::new(&real, 2);
    let copies: Vec<Vec<f32>> = (0..QUERIES)
        .map(|i| noisy.near(row(&real, i * 7 % real.rows()), SIZES[i % SIZES.len()]))
        .collect();
    let close: Vec<Vec<f32>> = (0..QUERIES)
        .map(|i| noisy.near(row(&matrix, i * 7919 % rows), 0.1))
        .collect();
    show(&index, &matrix, "copies of real ones", &copies, &|_| true);
    show(&index, &matrix, "close to a row", &close, &|_| true);
    for one_in in [2, 10, 30, 100] {
        let name = format!("copies, filter 1 in {one_in}");
        show(&index, &matrix, &name, &copies, &|row| row % one_in == 0);
    }
    Ok(())
}

/// Prints recall and times of one kind of query.
fn show(
    index: &ApproximateIndex,
    matrix: &Matrix,
    name: &str,
    queries: &[Vec<f32>],
    admit: &(dyn Fn(usize) -> bool + Sync),
) {
    let (mut exact, mut fast) = (Vec::new(), Vec::new());
    let (mut hits, mut wanted, mut first) = (0, 0, 0);
    for query in queries {
        let start = Instant::now();
        let truth = nearest_rows(matrix.values(), query, LIMIT, admit);
        exact.push(start.elapsed());
        let start = Instant::now();
        let found = index.nearest(matrix, query, LIMIT, admit);
        fast.push(start.elapsed());
        wanted += truth.len();
        hits += found.iter().filter(|hit| truth.contains(hit)).count();
        first += usize::from(found.first() == truth.first());
    }
    let part = |times: &mut Vec<Duration>, percent: usize| {
        times.sort_unstable();
        times[times.len() * percent / 100]
    };
    println!(
        "  {name:24} recall@10 {:.4} first {:.3}  exact p50 {:.2?} p99 {:.2?}  approximate p50 \
         {:.2?} p99 {:.2?}  resident {}",
        hits as f64 / wanted as f64,
        first as f64 / queries.len() as f64,
        part(&mut exact, 50),
        part(&mut exact, 99),
        part(&mut fast, 50),
        part(&mut fast, 99),
        resident()
    );
}

/// Resident memory of this process: its own, and pages of mapped files.
fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let part = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok())
            .map_or_else(
                || "?".to_owned(),
                |kilobytes| format!("{}", kilobytes / 1000),
            )
    };
    format!("{} + {} mapped MB", part("RssAnon"), part("RssFile"))
}
