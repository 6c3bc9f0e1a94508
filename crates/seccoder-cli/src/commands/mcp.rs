//! `seccoder mcp`: the server for agents, over standard input and output or over HTTP.
//!
//! On standard output there is nothing but the protocol; whatever else is said goes to standard
//! error.

mod intake;
mod later;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use seccoder::oracle::Oracle;
use seccoder_lm::openai::Secret;
use seccoder_server::mcp::http::{self, HttpOptions};
use seccoder_server::mcp::intake::Intake;
use seccoder_server::mcp::{McpParts, McpServer, stdio};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use self::intake::GateIntake;
use self::later::LaterRetriever;
use super::complete::thorough::inspector;
use crate::cli::Global;
use crate::failure::{Failure, Kind};
use crate::options::EmbedderArgs;
use crate::setup::Context;

/// The variable that holds the token, where no file does.
const TOKEN_VARIABLE: &str = "SECCODER_SERVE_TOKEN";

/// Flags of `seccoder mcp`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Most clients take this configuration (docs/mcp.md has the files of each):
  {\"mcpServers\": {\"seccoder\": {\"command\": \"seccoder\", \"args\": [\"mcp\"]}}}

Examples:
  claude mcp add seccoder -- seccoder mcp
  seccoder mcp --read-only --db team.db,built-in
  seccoder mcp --http 127.0.0.1:8765
  seccoder mcp --http 0.0.0.0:8765 --token-file token --allow-host code.example.org"
)]
pub struct Args {
    /// Take no proposals: the tool `add_example` is left out
    #[arg(long)]
    read_only: bool,
    /// Run no analyzers: `check_code` says that nobody looked
    #[arg(long)]
    no_check: bool,
    /// Show private examples, too: to whatever model the client uses
    #[arg(long)]
    allow_private: bool,
    /// Serve over streamable HTTP at this address, path /mcp, instead of standard input and output
    #[arg(long, value_name = "ADDR")]
    http: Option<SocketAddr>,
    /// File with the token that clients must show [default: the variable SECCODER_SERVE_TOKEN]
    #[arg(long, value_name = "FILE", requires = "http")]
    token_file: Option<PathBuf>,
    /// Name by which clients reach it, beside this machine's own (may be repeated)
    #[arg(long, value_name = "NAME", requires = "http")]
    allow_host: Vec<String>,
    #[command(flatten)]
    embedder: EmbedderArgs,
}

impl Args {
    /// Whether it serves over HTTP, and so ends by itself on a signal.
    pub const fn serves_http(&self) -> bool {
        self.http.is_some()
    }

    fn http_options(&self) -> Result<HttpOptions, Failure> {
        let token = match &self.token_file {
            Some(file) => Some(Secret::from_file(file)),
            None if std::env::var_os(TOKEN_VARIABLE).is_some() => {
                Some(Secret::from_env(TOKEN_VARIABLE))
            }
            None => None,
        };
        let token = token.transpose();
        Ok(HttpOptions {
            token: token.map_err(|error| Failure::usage(error.to_string()))?,
            hosts: self.allow_host.clone(),
        })
    }
}

/// Runs the command.
pub async fn run(global: &Global, args: Args) -> Result<(), Failure> {
    log_to_stderr(global.quiet);
    let Some(address) = args.http else {
        let server = server(global, &args).await?;
        let served = stdio::serve(server).await;
        return served.map_err(|error| Failure::new(Kind::Endpoint, error.to_string()));
    };
    let options = args.http_options()?;
    http::may_listen(address, &options).map_err(|error| {
        Failure::usage(error.to_string())
            .hint("--token-file FILE or SECCODER_SERVE_TOKEN holds one; 127.0.0.1 needs none")
    })?;
    let listener = TcpListener::bind(address).await;
    let listener = listener.map_err(|error| {
        Failure::new(
            Kind::Endpoint,
            format!("cannot listen at {address}: {error}"),
        )
    })?;
    let bound = listener.local_addr()?;
    let server = server(global, &args).await?;
    if !global.quiet {
        eprintln!("serving http://{bound}{}", http::PATH);
    }
    let shutdown = async {
        // Where signals cannot be heard, the server ends with its process.
        if crate::interrupted().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let served = http::serve(server, listener, options, shutdown).await;
    served.map_err(|error| Failure::new(Kind::Endpoint, error.to_string()))
}

/// The server of this machine's parts.
async fn server(global: &Global, args: &Args) -> Result<McpServer, Failure> {
    let context = Context::new(global)?;
    // What is refused for want of a signature is refused now, not at the first question.
    let opened = context.opened().await?;
    let store = context.store()?;
    let threshold = context.silence_threshold(&args.embedder)?;
    let intake: Option<Arc<dyn Intake>> = if args.read_only {
        None
    } else if context.requires_signatures() {
        Some(Arc::new(intake::Closed(
            "only signed databases are served here, and a proposal changes what was signed",
        )))
    } else {
        Some(Arc::new(GateIntake::new(context.store()?, !args.no_check)))
    };
    let oracle: Result<Arc<dyn Oracle>, String> = if args.no_check {
        Err("analyzers were left out (--no-check)".to_owned())
    } else {
        inspector()
            .await
            .map(|found| Arc::new(found) as Arc<dyn Oracle>)
    };
    if let (Err(reason), false) = (&oracle, args.no_check) {
        tracing::warn!("check_code cannot look: {reason}");
    }
    let retriever = Arc::new(LaterRetriever::start(
        context,
        opened,
        args.embedder.clone(),
    ));
    Ok(McpServer::new(McpParts {
        retriever,
        store,
        oracle,
        intake,
        threshold,
        private: args.allow_private,
    }))
}

/// Logs to standard error, and nothing of what clients send: below errors the protocol's library
/// logs messages.
fn log_to_stderr(quiet: bool) {
    let filter = if quiet { "error" } else { "warn,rmcp=error" };
    // Where a log is set up already, that one is used.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .without_time()
        .try_init();
}
