//! The command line of SecCoder: parses flags, builds the parts, hands them to the method.
//!
//! One file per subcommand under [`commands`]. Everything that can go wrong ends
//! up as a [`failure::Failure`]: one line saying what happened and where, a hint,
//! and an exit code that means something.

mod cli;
mod commands;
mod config;
mod cursor;
mod failure;
mod options;
mod setup;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let kept = match cli.command {
        cli::Command::Eval(_) => "the samples drawn so far are kept, and the same command goes on",
        cli::Command::Db(commands::db::Command::Build(_)) => {
            "what is embedded is kept, and the same command goes on"
        }
        _ => "nothing was changed",
    };
    let outcome = runtime.block_on(async {
        tokio::select! {
            outcome = commands::run(cli) => outcome,
            _ = interrupted() => Err(failure::Failure::interrupted(kept)),
        }
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Waits for Ctrl-C or the request to terminate. Dropping the running command then cancels it.
async fn interrupted() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            outcome = tokio::signal::ctrl_c() => outcome,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
