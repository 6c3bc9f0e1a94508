//! `seccoder eval report`: write a scored run's page, tables and exports.

use std::path::{Path, PathBuf};

use seccoder::model::ModelInput;
use seccoder_eval::log::Run;
use seccoder_eval::metrics::summary::{RunSummary, SummaryError, SummaryOptions};
use seccoder_eval::report::paper::{PaperRun, paper_markdown, paper_text};
use seccoder_eval::report::side_by_side::side_by_side;
use seccoder_eval::report::{Report, write_all};
use seccoder_eval::suite::Suite;

use super::plan::load_suite;
use super::print_json;
use crate::cli::Global;
use crate::failure::{Failure, Kind};
use crate::setup::Context;

/// Flags of `seccoder eval report`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Writes report.html, report.md, summary.json, summary.csv, samples.csv, \
samples.parquet and findings.sarif.\n\nExamples:\n  seccoder eval report runs/sven\n  seccoder eval \
report runs/table3/* --paper\n  seccoder eval report runs/sven --side-by-side cwe-089/0-py"
)]
pub struct Args {
    /// Folders of runs
    #[arg(value_name = "DIR", required = true)]
    runs: Vec<PathBuf>,
    /// Print the runs in the shape of the paper's table, its values beside ours
    #[arg(long, conflicts_with = "side_by_side")]
    paper: bool,
    /// The same as Markdown
    #[arg(long, requires = "paper")]
    markdown: bool,
    /// Print this task's prompt and demonstrations side by side
    #[arg(long, value_name = "TASK")]
    side_by_side: Option<String>,
    /// The method that the others are compared with [default: none, if the run has it]
    #[arg(long, value_name = "ARM")]
    baseline: Option<String>,
    /// Leave prompts, demonstrations and task titles out of the files, to publish a run of a suite
    /// or a database that is not yours
    #[arg(long)]
    without_prompts: bool,
    /// Write the files here instead of into the run's folder
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> Result<(), Failure> {
    let context = Context::new(global)?;
    if let Some(task) = &args.side_by_side {
        return print_side_by_side(&args.runs, task);
    }
    let reports = args
        .runs
        .iter()
        .map(|folder| load(folder, args.baseline.as_deref()))
        .collect::<Result<Vec<_>, _>>()?;
    if args.paper {
        return print_paper(&reports, args.markdown);
    }
    if args.out.is_some() && reports.len() > 1 {
        return Err(Failure::usage("--out takes one run"));
    }
    for (folder, mut report) in args.runs.iter().zip(reports) {
        if args.without_prompts {
            leave_out_prompts(&mut report);
        }
        let report = &report;
        let place = args.out.as_ref().unwrap_or(folder);
        let written = write(place, report)?;
        if global.json {
            print_json(&report.summary)?;
            continue;
        }
        say!("{}", report.text());
        for path in written {
            context
                .terminal
                .note(&format!("written: {}", path.display()));
        }
    }
    Ok(())
}

/// Puts a note in the place of every text that is the suite's or the database's.
fn leave_out_prompts(report: &mut Report) {
    const NOTE: &str = "(left out)";
    report.suite = None;
    for prompt in report.run.prompts.values_mut() {
        prompt.input = ModelInput::Raw {
            text: NOTE.to_owned(),
        };
        prompt.demonstration_texts.fill(NOTE.to_owned());
        for example in &mut prompt.demonstrations {
            example.title = example.id.short();
        }
    }
}

/// Reads a run and computes its numbers. The suite enriches the report where it is still there.
pub fn load(folder: &Path, baseline: Option<&str>) -> Result<Report, Failure> {
    let run = Run::read(folder)?;
    if run.verdicts.is_empty() {
        return Err(
            Failure::usage(format!("{} is not judged yet", folder.display())).hint(format!(
                "`seccoder eval score {}` judges its samples",
                folder.display()
            )),
        );
    }
    let has_none = run.manifest.arms.iter().any(|arm| arm.name == "none");
    let ks = match &run.manifest.ks[..] {
        [] => vec![1, 5, 10, 25, 50, 100],
        ks => ks.to_vec(),
    };
    let options = SummaryOptions {
        // pass@k is estimated within a seed.
        ks: ks
            .into_iter()
            .filter(|&k| k as usize <= run.manifest.sampling.samples)
            .collect(),
        baseline: match baseline {
            Some(name) => Some(name.to_owned()),
            None => has_none.then(|| "none".to_owned()),
        },
        ..SummaryOptions::default()
    };
    let summary =
        RunSummary::new(&run.samples, &run.verdicts, options).map_err(|error| match error {
            SummaryError::NoBaseline { .. } => Failure::usage(error.to_string()),
            SummaryError::Join(_) => Failure::new(Kind::Failed, error.to_string()),
        })?;
    let suite: Option<Suite> = load_suite(&run.manifest.suite_source).ok();
    Ok(Report {
        run,
        summary,
        suite,
    })
}

/// Writes the report's files.
pub fn write(folder: &Path, report: &Report) -> Result<Vec<PathBuf>, Failure> {
    write_all(folder, report).map_err(|error| Failure::new(Kind::Failed, error.to_string()))
}

/// Prints runs in the paper's shape.
pub fn print_paper(reports: &[Report], markdown: bool) -> Result<(), Failure> {
    let runs: Vec<PaperRun<'_>> = reports
        .iter()
        .map(|report| PaperRun {
            run: &report.run,
            summary: &report.summary,
        })
        .collect();
    let text = if markdown {
        paper_markdown(&runs)
    } else {
        paper_text(&runs)
    };
    let text = text.map_err(|error| {
        Failure::usage(error.to_string())
            .hint("runs made from a file in experiments/ know which table they repeat")
    })?;
    say!("{text}");
    Ok(())
}

fn print_side_by_side(runs: &[PathBuf], task: &str) -> Result<(), Failure> {
    let mut shown = false;
    for folder in runs {
        if let Some(text) = side_by_side(&Run::read(folder)?, task) {
            say!("{text}");
            shown = true;
        }
    }
    if !shown {
        return Err(Failure::usage(format!(
            "no run shows a demonstration for a task called `{task}`"
        )));
    }
    Ok(())
}
