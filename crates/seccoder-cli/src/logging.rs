//! A server's log: lines on standard error, for people or for programs.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// The variable that says what is logged, in `tracing`'s words.
const VARIABLE: &str = "SECCODER_LOG";

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    // Lines for people
    Text,
    // One JSON object a line
    Json,
}

/// Starts the log. What SECCODER_LOG asks for comes before the flags. Below errors the library of
/// the agents' protocol logs messages.
pub fn start(format: LogFormat, prompts: bool, quiet: bool) {
    let level = match (prompts, quiet) {
        (true, _) => "warn,rmcp=error,seccoder_server=debug",
        (false, true) => "warn,rmcp=error",
        (false, false) => "warn,rmcp=error,seccoder_server=info",
    };
    let filter = EnvFilter::builder()
        .with_env_var(VARIABLE)
        .try_from_env()
        .unwrap_or_else(|_| EnvFilter::new(level));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    // A second start in the same process leaves the first as it is.
    let _ = match format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
}
