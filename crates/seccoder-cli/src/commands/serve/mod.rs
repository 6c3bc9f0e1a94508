//! `seccoder serve`: the proxy between an editor and the model it uses.

mod parts;

use std::net::SocketAddr;
use std::path::PathBuf;

use seccoder::method::Method;
use seccoder_server::proxy::{Proxy, ProxyOptions, may_bind, serve};
use serde::Serialize;
use tokio::net::TcpListener;

use crate::cli::Global;
use crate::failure::{Failure, Kind};
use crate::logging::{self, LogFormat};
use crate::options::{EmbedderArgs, ModelArgs};
use crate::setup::{CLIENT_TOKEN, Context, client_token};

/// Flags of `seccoder serve`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  seccoder serve\n  \
seccoder serve --upstream http://127.0.0.1:11434\n  \
seccoder serve --upstream https://api.openai.com --api-key-env OPENAI_API_KEY --check\n  \
seccoder serve --listen 0.0.0.0:8383 --token-file ~/.config/seccoder/token\n\n\
Then point the editor at http://127.0.0.1:8383/v1; docs/editors has a page for each.")]
pub struct Args {
    /// What answers: the address of an OpenAI-compatible server, or `local` for a model of this machine
    #[arg(long, value_name = "URL|local", default_value = "local")]
    upstream: String,
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8383")]
    listen: SocketAddr,
    /// File with the token that clients have to show as their API key [default: SECCODER_SERVE_TOKEN, if set]
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    #[command(flatten)]
    guidance: GuidanceArgs,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    log: LogArgs,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    embedder: EmbedderArgs,
}

/// Flags about what is shown.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Demonstrations")]
struct GuidanceArgs {
    /// How prompts are augmented: none, random, bm25, seccoder, auto [default: auto]
    #[arg(long, value_name = "NAME", env = "SECCODER_METHOD")]
    method: Option<Method>,
    /// Demonstrations at most [default: 1]
    #[arg(short, value_name = "N")]
    k: Option<usize>,
    /// Method auto: the most tokens that demonstrations add [default: 256]
    #[arg(long, value_name = "TOKENS")]
    budget: Option<usize>,
    /// Method auto: how sure it must be to show an example, from 0 (always) to 1 [default: the embedder's]
    #[arg(long, value_name = "SURE")]
    threshold: Option<f32>,
    /// A request waits this long for its demonstration, then it goes on without
    #[arg(long, value_name = "MS", default_value_t = 150, value_parser = clap::value_parser!(u32).range(1..=60_000))]
    deadline_ms: u32,
    /// Let the analyzers look at every answer, and revise once what they find; answers are held back until then
    #[arg(long)]
    check: bool,
}

/// Flags about what the server takes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Limits")]
struct LimitArgs {
    /// The largest request
    #[arg(long, value_name = "MIB", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1024))]
    max_body: u16,
    /// Requests at the same time; more are refused with 503
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u16).range(1..))]
    max_concurrent: u16,
    /// A client that takes nothing of its answer for this long is cut off
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u16).range(1..))]
    write_timeout: u16,
    /// When asked to stop, running answers have this long to end
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    drain: u16,
}

/// Flags about what the server says.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Log")]
struct LogArgs {
    /// How the log is written, on standard error
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    log_format: LogFormat,
    /// Put prompts into the log; they are left out otherwise
    #[arg(long)]
    log_prompts: bool,
}

/// What `--json` prints when the server listens.
#[derive(Serialize)]
struct Listening<'a> {
    listening: String,
    upstream: &'a str,
    method: Method,
}

/// Runs the command until it is asked to stop.
pub async fn run(global: &Global, args: &Args) -> Result<(), Failure> {
    let context = Context::new(global)?;
    let tokens = Vec::from_iter(client_token(args.token_file.as_deref())?);
    may_bind(&args.listen, !tokens.is_empty()).map_err(|error| {
        Failure::usage(error.to_string()).hint(format!(
            "--token-file FILE or {CLIENT_TOKEN} sets the token that clients have to show"
        ))
    })?;
    // Before anything slow: a port that is taken is no reason to load a model.
    let listener = TcpListener::bind(args.listen).await.map_err(|error| {
        Failure::new(
            Kind::Failed,
            format!("cannot listen on {}: {error}", args.listen),
        )
        .hint("--listen names another address; port 0 takes a free one")
    })?;
    let address = listener.local_addr()?;
    logging::start(args.log.log_format, args.log.log_prompts, global.quiet);

    let parts = parts::build(&context, args).await?;
    let upstream = parts.upstream.place().to_owned();
    let limits = &args.limits;
    let seconds = |n: u16| std::time::Duration::from_secs(u64::from(n));
    let options = ProxyOptions {
        tokens,
        max_body: usize::from(limits.max_body) << 20,
        max_concurrent: usize::from(limits.max_concurrent),
        write_timeout: seconds(limits.write_timeout),
        drain: seconds(limits.drain),
        check_by_default: args.guidance.check,
        log_prompts: args.log.log_prompts,
        ..ProxyOptions::default()
    };
    let method = parts.guide.method();
    let proxy = Proxy::new(parts.guide, parts.upstream, parts.oracle, options);

    if global.json {
        super::print_json(&Listening {
            listening: format!("http://{address}/v1"),
            upstream: &upstream,
            method,
        })?;
    }
    context.terminal.note(&format!(
        "listening on http://{address}/v1, upstream {upstream}, method {method}; Ctrl-C stops"
    ));
    serve(listener, proxy, asked_to_stop())
        .await
        .map_err(|error| Failure::new(Kind::Failed, error.to_string()))
}

/// Waits for Ctrl-C or the request to terminate. A second one ends the program at once.
async fn asked_to_stop() {
    if crate::interrupted().await.is_err() {
        // Nobody can ask: serve until killed.
        std::future::pending::<()>().await;
    }
    tokio::spawn(async {
        if crate::interrupted().await.is_ok() {
            std::process::exit(130);
        }
    });
}
