//! `seccoder corpus`: writing and checking examples of the built-in database.

mod check;
mod new;
mod summary;

use crate::cli::Global;
use crate::failure::Failure;

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Check examples: form, duplicates, secrets, compilers, analyzers, drivers, contamination
    Check(check::Args),
    /// Write the frame of a new example
    New(new::Args),
}

/// Runs the command.
pub async fn run(global: &Global, command: &Command) -> Result<(), Failure> {
    match command {
        Command::Check(args) => check::run(global, args).await,
        Command::New(args) => new::run(global, args),
    }
}
