//! `seccoder eval`: measuring security and function of what models write.

mod audit;
mod calibrate;
mod check;
mod compare;
mod database;
mod elsewhere;
mod experiment;
mod judges;
mod plan;
mod report;
mod retrieval;
mod run;
mod score;

pub use elsewhere::{Elsewhere, EvaluationArgs};

use super::print_json;
use crate::cli::Global;
use crate::failure::Failure;

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Draw samples for a suite with several methods, then judge and report them
    Run(Box<run::Args>),
    /// Judge a run's samples, again or for the first time, without generating
    Score(score::Args),
    /// Write a judged run's page, tables and exports
    Report(report::Args),
    /// Compare two methods, of one run or of two
    Compare(compare::Args),
    /// Measure the oracles on programs whose truth is known
    Audit(audit::Args),
    /// Measure whether retrieval finds examples of the prompt's weakness
    Retrieval(retrieval::Args),
    /// Find the threshold below which method auto shows nothing
    Calibrate(calibrate::Args),
    /// Prove a suite's tasks by their reference completions
    Check(check::Args),
}

/// Runs the command.
pub async fn run(global: &Global, command: &Command) -> Result<(), Failure> {
    match command {
        Command::Run(args) => run::run(global, args).await,
        Command::Score(args) => score::run(global, args).await,
        Command::Report(args) => report::run(global, args),
        Command::Compare(args) => compare::run(global, args),
        Command::Audit(args) => audit::run(global, args).await,
        Command::Retrieval(args) => retrieval::run(global, args).await,
        Command::Calibrate(args) => calibrate::run(global, args).await,
        Command::Check(args) => check::run(global, args).await,
    }
}
