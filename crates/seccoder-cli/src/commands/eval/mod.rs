//! `seccoder eval`: measuring security and function of what models write.

mod plan;
mod run;

use std::io::Write;

use serde::Serialize;

use crate::cli::Global;
use crate::failure::Failure;

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Draw samples for a suite with several methods, then judge and report them
    Run(Box<run::Args>),
}

/// Runs the command.
pub async fn run(global: &Global, command: &Command) -> Result<(), Failure> {
    match command {
        Command::Run(args) => run::run(global, args).await,
    }
}

fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)?;
    Ok(())
}
