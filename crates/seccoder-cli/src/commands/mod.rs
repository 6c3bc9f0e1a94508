//! One file per subcommand.

/// Writes a line to standard output, or leaves the function with the error: whoever reads may
/// go away.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        writeln!(std::io::stdout().lock(), $($text)*)?;
    }};
}

pub mod check;
pub mod complete;
pub mod corpus;
pub mod db;
pub mod doctor;
pub mod eval;
pub mod mcp;
pub mod model;
#[cfg(feature = "candle")]
pub mod prefix;
pub mod search;
pub mod serve;
pub mod shell;

use std::io::Write;

use serde::Serialize;

use crate::cli::{Cli, Command};
use crate::failure::Failure;

/// Prints a document on standard output.
fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)?;
    Ok(())
}

/// Runs the chosen command.
pub async fn run(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        Command::Complete(args) => complete::run(&cli.global, &args).await,
        Command::Check(args) => check::run(&cli.global, &args).await,
        Command::Serve(args) => serve::run(&cli.global, &args).await,
        Command::Search(args) => search::run(&cli.global, args).await,
        Command::Db(command) => db::run(&cli.global, &command).await,
        Command::Corpus(command) => corpus::run(&cli.global, &command).await,
        Command::Model(command) => model::run(&cli.global, &command).await,
        #[cfg(feature = "candle")]
        Command::Prefix(command) => prefix::run(&cli.global, &command).await,
        Command::Eval(command) => eval::run(&cli.global, &command).await,
        Command::Mcp(args) => mcp::run(&cli.global, args).await,
        Command::Doctor(args) => doctor::run(&cli.global, &args).await,
        Command::Completions(args) => shell::completions(&args),
        Command::Man(args) => shell::man(&args),
    }
}
