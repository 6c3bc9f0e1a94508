//! The commands and the flags that all of them share.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

#[cfg(feature = "candle")]
use crate::commands::prefix;
use crate::commands::{
    check, complete, corpus, db, doctor, eval, mcp, model, search, serve, shell,
};

/// Secure code generation: shows a code model the secure example that helps most.
#[derive(Debug, Parser)]
#[command(
    name = "seccoder",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 done, 1 failed, 2 wrong usage or input, 3 something is not \
installed, 4 database, 5 endpoint, 130 interrupted.\n\nExamples:\n  seccoder complete app.py\n  \
seccoder complete app.py --at 42 --write\n  seccoder search \"run a shell command\" -k 3\n  \
seccoder model pull qwen2.5-coder-0.5b\n  seccoder doctor"
)]
pub struct Cli {
    /// Flags of every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags of every command.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Secure code database: a file, postgres://…, or built-in; several, the nearest first, are
    /// searched as one and the first is written to [default: built-in, in the data folder]
    #[arg(
        long,
        global = true,
        value_name = "DATABASE",
        env = "SECCODER_DB",
        value_delimiter = ',',
        hide_env_values = true
    )]
    pub db: Vec<String>,
    /// Serve only from databases that this key signed (may be repeated)
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "SECCODER_REQUIRE_SIGNED",
        value_delimiter = ','
    )]
    pub require_signed: Vec<PathBuf>,
    /// Allow that private examples are sent to the endpoint at this address (may be repeated)
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "SECCODER_PRIVATE_TO",
        value_delimiter = ','
    )]
    pub private_to: Vec<String>,
    /// CPU threads of local models [default: all cores]
    #[arg(long, global = true, value_name = "N", env = "SECCODER_THREADS", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// Never use the network; what is missing is an error
    #[arg(long, global = true, env = "SECCODER_OFFLINE", value_parser = clap::builder::FalseyValueParser::new())]
    pub offline: bool,
    /// Print JSON (schema in docs/json.md) instead of text
    #[arg(long, global = true)]
    pub json: bool,
    /// Print nothing but the result and errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Complete a program securely
    Complete(Box<complete::Args>),
    /// Find weaknesses in files or in a change, with the secure example that shows what to do
    Check(Box<check::Args>),
    /// Stand between an editor and the model it uses: an OpenAI-compatible server
    Serve(Box<serve::Args>),
    /// Find secure examples similar to a text or a file
    Search(search::Args),
    /// Look into the secure code database
    #[command(subcommand)]
    Db(db::Command),
    /// Write and check examples of the built-in database
    #[command(subcommand)]
    Corpus(corpus::Command),
    /// Fetch, list, check and remove models
    #[command(subcommand)]
    Model(model::Command),
    /// Train SVEN's prefixes, which draw a model towards secure or vulnerable code
    #[cfg(feature = "candle")]
    #[command(subcommand)]
    Prefix(prefix::Command),
    /// Measure security and function of what models write
    #[command(subcommand)]
    Eval(eval::Command),
    /// Offer the database and the analyzers to agents, by the Model Context Protocol
    Mcp(mcp::Args),
    /// Say what is installed, what is missing, and how to get it
    Doctor(doctor::Args),
    /// Print a completion script for a shell
    Completions(shell::CompletionsArgs),
    /// Print the manual page, or write one per command into a folder
    Man(shell::ManArgs),
}
