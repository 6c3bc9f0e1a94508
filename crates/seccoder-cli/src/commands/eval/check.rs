//! `seccoder eval check`: prove a suite's tasks by their reference completions.

use std::path::PathBuf;

use serde::Serialize;

use seccoder_eval::record::SCHEMA_VERSION;

use super::plan::{load_suite, suite_source};
use super::print_json;
use crate::cli::Global;
use crate::failure::{Failure, Kind};
use crate::options::SandboxArgs;
use crate::setup::Context;
use crate::terminal::counting_bar;

/// Flags of `seccoder eval check`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The secure reference must pass both tests, the insecure one the functional test \
only, the empty one not even that.\n\nExample:\n  seccoder eval check suites/core"
)]
pub struct Args {
    /// Folder of tasks, or HumanEval's file
    #[arg(value_name = "SUITE")]
    suite: PathBuf,
    /// Only tasks whose name contains one of these
    #[arg(long, value_name = "TEXT", value_delimiter = ',')]
    tasks: Vec<String>,
    #[command(flatten)]
    sandbox: SandboxArgs,
}

#[derive(Serialize)]
struct Report {
    schema_version: u32,
    tasks: usize,
    wrong: Vec<Wrong>,
}

#[derive(Serialize)]
struct Wrong {
    task: String,
    reasons: Vec<String>,
}

/// Runs the command.
pub async fn run(global: &Global, args: &Args) -> Result<(), Failure> {
    let context = Context::new(global)?;
    let mut suite = load_suite(&suite_source(&args.suite)?)?;
    suite.tasks.retain(|task| {
        args.tasks.is_empty() || args.tasks.iter().any(|part| task.name.contains(part))
    });
    let judges = args.sandbox.judges()?;
    let bar = counting_bar(&context.terminal, "checking");
    bar.set_length(suite.tasks.len() as u64);
    let mut wrong = Vec::new();
    for task in &suite.tasks {
        if let Err(reasons) = judges.check_task(task).await {
            wrong.push(Wrong {
                task: task.name.clone(),
                reasons,
            });
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let report = Report {
        schema_version: SCHEMA_VERSION,
        tasks: suite.tasks.len(),
        wrong,
    };
    if global.json {
        print_json(&report)?;
    } else {
        for task in &report.wrong {
            say!("{}", task.task);
            for reason in &task.reasons {
                say!("  {reason}");
            }
        }
        say!(
            "{} tasks, {} as they should be",
            report.tasks,
            report.tasks - report.wrong.len()
        );
    }
    if report.tasks == 0 || !report.wrong.is_empty() {
        return Err(Failure::new(
            Kind::Failed,
            format!("{} tasks are not as they should be", report.wrong.len()),
        ));
    }
    Ok(())
}
