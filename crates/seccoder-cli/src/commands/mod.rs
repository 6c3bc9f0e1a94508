//! One file per subcommand.

pub mod complete;
pub mod db;
pub mod doctor;
pub mod eval;
pub mod model;
pub mod search;
pub mod shell;

use crate::cli::{Cli, Command};
use crate::failure::Failure;

/// Runs the chosen command.
pub async fn run(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        Command::Complete(args) => complete::run(&cli.global, &args).await,
        Command::Search(args) => search::run(&cli.global, args).await,
        Command::Db(command) => db::run(&cli.global, &command),
        Command::Model(command) => model::run(&cli.global, &command).await,
        Command::Eval(command) => eval::run(&cli.global, &command).await,
        Command::Doctor(args) => doctor::run(&cli.global, &args),
        Command::Completions(args) => shell::completions(&args),
        Command::Man(args) => shell::man(&args),
    }
}
