//! `seccoder eval calibrate`: the threshold below which method `auto` shows nothing.

use std::path::{Path, PathBuf};

use serde::Serialize;

use seccoder::example::ExampleFilter;
use seccoder::method::Method;
use seccoder::pipeline::FIRST_HITS;
use seccoder::retriever::{Retrieval, Retriever, ScoreKind};
use seccoder_eval::metrics::silence::{Candidate, Point, Probe, curve, lowest_threshold};
use seccoder_eval::record::SCHEMA_VERSION;
use seccoder_eval::suite::halves::{self, Half};
use seccoder_eval::suite::{Suite, Task};

use super::database::DatabaseArgs;
use super::plan::{TaskChoice, load_suite, suite_source, validation_scenarios};
use super::print_json;
use crate::cli::Global;
use crate::failure::Failure;
use crate::options::EmbedderArgs;
use crate::setup::Context;
use crate::terminal::counting_bar;

/// Thresholds of the text table are at least this far apart, but for those that are named below it.
const ROW: f32 = 0.05;

/// Flags of `seccoder eval calibrate`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Nothing is generated. The threshold belongs to the embedder and is kept in the \
catalogue's field `silence`.\n\nExample:\n  seccoder eval calibrate --ordinary HumanEval.jsonl.gz \
--security suites/core sven/data_eval/trained --half tune"
)]
pub struct Args {
    /// Suites of ordinary requests, which should get no demonstration
    #[arg(long, value_name = "PATH", num_args = 1.., required = true)]
    ordinary: Vec<PathBuf>,
    /// Suites of tasks about weaknesses, which should get one
    #[arg(long, value_name = "PATH", num_args = 1.., required = true)]
    security: Vec<PathBuf>,
    /// Of suites with a halves.toml, only the tasks of this half: tune, report
    #[arg(long, value_name = "HALF")]
    half: Option<Half>,
    /// Percentage of the ordinary requests that may get a demonstration
    #[arg(long, value_name = "PERCENT", default_value_t = 2.0)]
    at_most: f64,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    embedder: EmbedderArgs,
}

#[derive(Serialize)]
struct Report {
    schema_version: u32,
    embedder: String,
    ordinary: usize,
    security: usize,
    /// In percent.
    at_most: f64,
    /// The thresholds at which something changes.
    curve: Vec<Point>,
    /// What is shown at the lowest threshold that is quiet enough; null when none is.
    chosen: Option<Point>,
    /// What is shown at the embedder's present threshold.
    present: Point,
}

/// Runs the command.
pub async fn run(global: &Global, args: &Args) -> Result<(), Failure> {
    let context = Context::new(global)?;
    if !(0.0..=100.0).contains(&args.at_most) {
        return Err(Failure::usage("--at-most must be from 0 to 100"));
    }
    let ordinary = suites(&args.ordinary, None)?;
    let mut security = suites(&args.security, args.half)?;
    for suite in &mut security {
        suite.tasks.retain(|task| task.cwe.is_some());
    }
    if security.iter().all(|suite| suite.tasks.is_empty()) {
        return Err(Failure::usage(
            "no task of the --security suites is about a weakness",
        ));
    }
    let database = args.database.open(&context).await?;
    let retriever = database
        .retriever(&context, Method::Auto, &args.embedder)
        .await?
        .ok_or_else(|| Failure::usage("method auto has no retriever here"))?;
    let bar = counting_bar(&context.terminal, "retrieving");
    let count = |suites: &[Suite]| suites.iter().map(|suite| suite.tasks.len()).sum::<usize>();
    bar.set_length((count(&ordinary) + count(&security)) as u64);
    let mut probes = [Vec::new(), Vec::new()];
    for (suites, probes) in [&ordinary, &security].into_iter().zip(&mut probes) {
        for task in suites.iter().flat_map(|suite| &suite.tasks) {
            probes.push(probe(&*retriever, task).await?);
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    let [ordinary, security] = probes;
    let at = |threshold| Point::at(threshold, &ordinary, &security);
    let report = Report {
        schema_version: SCHEMA_VERSION,
        embedder: context.embedder_name(&args.embedder)?,
        ordinary: ordinary.len(),
        security: security.len(),
        at_most: args.at_most,
        curve: curve(&ordinary, &security),
        chosen: lowest_threshold(&ordinary, args.at_most / 100.0).map(at),
        present: at(context.silence_threshold(&args.embedder)?),
    };
    if global.json {
        return print_json(&report);
    }
    print(&report)?;
    Ok(())
}

/// The suites at these paths; of those that have halves, this one.
fn suites(paths: &[PathBuf], half: Option<Half>) -> Result<Vec<Suite>, Failure> {
    let has_halves = |path: &Path| path.join(halves::FILE).exists();
    if let Some(half) = half
        && !paths.iter().any(|path| has_halves(path))
    {
        return Err(Failure::usage(format!(
            "--half {half}: none of the --security suites has a {}",
            halves::FILE
        )));
    }
    let suites = paths.iter().map(|path| {
        let source = suite_source(path)?;
        let mut suite = load_suite(&source)?;
        let choice = TaskChoice {
            half: half.filter(|_| has_halves(path)),
            leave_out: validation_scenarios(&source, &suite),
            ..TaskChoice::default()
        };
        choice.apply(&source, &mut suite)?;
        Ok(suite)
    });
    suites.collect()
}

/// What is found for a task.
async fn probe(retriever: &dyn Retriever, task: &Task) -> Result<Probe, Failure> {
    let hits = retriever
        .retrieve(&Retrieval {
            query: &task.query(),
            filter: ExampleFilter::default(),
            // As many as a request looks at.
            limit: FIRST_HITS,
            seed: 1,
        })
        .await?;
    let found = hits.iter().map(|hit| Candidate {
        confidence: hit.score_of(ScoreKind::Confidence).unwrap_or_default(),
        fits: task.cwe.is_some_and(|cwe| hit.example.cwes.contains(&cwe)),
    });
    Ok(Probe {
        found: found.collect(),
    })
}

fn print(report: &Report) -> std::io::Result<()> {
    say!(
        "{} ordinary requests, {} security tasks, embedder {}\n",
        report.ordinary,
        report.security,
        report.embedder
    );
    say!(
        "{:>9} {:>15} {:>15} {:>15}",
        "threshold",
        "ordinary shown",
        "security shown",
        "of them right"
    );
    for point in rows(report) {
        say!(
            "{:>9.2} {:>15} {:>15} {:>15}",
            point.threshold,
            percent(point.ordinary),
            percent(point.security),
            percent(point.right)
        );
    }
    match &report.chosen {
        Some(point) => say!(
            "\n{:.2} is the lowest threshold at which at most {} % of the ordinary requests get a \
             demonstration",
            point.threshold,
            report.at_most
        ),
        None => say!(
            "\nno threshold keeps demonstrations away from all but {} % of the ordinary requests",
            report.at_most
        ),
    }
    say!(
        "The catalogue's field `silence` of the embedder is where it is kept; at present {} is used.",
        report.present.threshold
    );
    Ok(())
}

/// The curve in few rows: it changes at almost every step.
fn rows(report: &Report) -> Vec<Point> {
    let mut rows: Vec<Point> = Vec::new();
    let mut next = 0.0;
    for point in &report.curve {
        if point.threshold + f32::EPSILON >= next {
            rows.push(*point);
            next = point.threshold + ROW;
        }
    }
    rows.extend(report.chosen);
    rows.push(report.present);
    rows.sort_by(|a, b| a.threshold.total_cmp(&b.threshold));
    rows.dedup_by_key(|point| point.threshold);
    rows
}

fn percent(share: Option<f64>) -> String {
    share.map_or("-".to_owned(), |share| format!("{:.1}%", share * 100.0))
}
