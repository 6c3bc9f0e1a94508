//! The command line of SecCoder: parses flags, builds the parts, hands them to the method.
//!
//! One file per subcommand under [`commands`]. Everything that can go wrong ends
//! up as a [`failure::Failure`]: one line saying what happened and where, a hint,
//! and an exit code that means something.

mod cli;
mod commands;
mod config;
mod cursor;
mod databases;
mod failure;
mod logging;
mod options;
mod setup;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

/// How long a command that was interrupted may go on until it can be left in good order.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    limit_threads(setup::threads(&cli.global));
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
        cli::Command::Db(commands::db::Command::Import(_) | commands::db::Command::Mine(_)) => {
            "what was admitted is kept, and the same command goes on where it was"
        }
        cli::Command::Db(commands::db::Command::Build(_)) => {
            "what is embedded is kept, and the same command goes on"
        }
        cli::Command::Db(commands::db::Command::PoisonTest(_)) => {
            "what is finished of it is kept, and the same command goes on"
        }
        #[cfg(feature = "candle")]
        cli::Command::Prefix(commands::prefix::Command::Train(_)) => {
            "what was learned up to the last checkpoint is kept, and the same command goes on"
        }
        _ => "nothing was changed",
    };
    // A server hears signals itself: what runs may end first.
    let ends_by_itself = match &cli.command {
        cli::Command::Serve(_) => true,
        cli::Command::Mcp(args) => args.serves_http(),
        _ => false,
    };
    let outcome = runtime.block_on(async {
        if ends_by_itself {
            return commands::run(cli).await;
        }
        // In a task of its own, so that it is heard also while the command computes.
        let (heard, mut interruption) = tokio::sync::oneshot::channel();
        tokio::spawn(async move {
            if interrupted().await.is_ok() && heard.send(()).is_ok() {
                tokio::time::sleep(PATIENCE).await;
                // Whatever is written is written whole or not at all, so this is safe.
                let _ = failure::Failure::interrupted(kept).report();
                std::process::exit(130);
            }
        });
        tokio::select! {
            outcome = commands::run(cli) => outcome,
            _ = &mut interruption => Err(failure::Failure::interrupted(kept)),
        }
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Lets candle use as many threads as the flags and settings allow. It asks nothing but this
/// variable, and reads it at its first computation.
#[expect(unsafe_code, reason = "the environment can be changed in no other way")]
fn limit_threads(threads: Option<usize>) {
    const VARIABLE: &str = "RAYON_NUM_THREADS";
    if let (Some(threads), None) = (threads, std::env::var_os(VARIABLE)) {
        // SAFETY: no other thread runs yet, so none reads the environment at the same time.
        unsafe { std::env::set_var(VARIABLE, threads.to_string()) };
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
