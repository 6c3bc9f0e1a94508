//! `seccoder search`: the secure examples nearest to a text or a file.

use std::io::Write;
use std::path::Path;

use seccoder::language::Language;
use seccoder::method::Method;
use seccoder::query::Query;
use seccoder::response::{ExampleSummary, SCHEMA_VERSION};
use seccoder::retriever::{Hit, Retrieval, ScoreKind};
use serde::Serialize;

use super::db::FilterArgs;
use crate::cli::Global;
use crate::cursor::Source;
use crate::failure::Failure;
use crate::options::EmbedderArgs;
use crate::setup::Context;
use crate::terminal::printable;

/// Flags of `seccoder search`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  seccoder search \"copy a string into a fixed buffer\" --language c\n  \
seccoder search src/upload.py -k 3\n  seccoder search - --cwe CWE-22 < snippet.py"
)]
pub struct Args {
    /// What to look for: a text, a file, or `-` for standard input
    query: String,
    /// Examples at most
    #[arg(short, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    k: u16,
    #[command(flatten)]
    filter: FilterArgs,
    /// How to rank: seccoder (cosine), bm25, auto (the likeliest weakness first, with reasons)
    #[arg(long, value_name = "NAME", default_value = "seccoder")]
    method: Method,
    /// Print the examples' code as well
    #[arg(long)]
    code: bool,
    #[command(flatten)]
    embedder: EmbedderArgs,
}

/// The JSON form of the result.
#[derive(Serialize)]
struct Found {
    schema_version: u32,
    hits: Vec<ExampleSummary>,
}

/// Runs the command.
pub async fn run(global: &Global, args: Args) -> Result<(), Failure> {
    let context = Context::new(global)?;
    let query = query(&args.query, args.method)?;
    if query.is_blank() {
        return Err(Failure::usage("the query is empty"));
    }
    let retriever = match args.method {
        Method::None | Method::Random => None,
        method => context.retriever(method, &args.embedder).await?,
    };
    let Some(retriever) = retriever else {
        return Err(Failure::usage(format!(
            "method {} does not search; seccoder, bm25 and auto do",
            args.method
        )));
    };
    let retrieval = Retrieval {
        query: &query,
        filter: args.filter.filter(),
        limit: usize::from(args.k),
        seed: 0,
    };
    let hits = retriever.retrieve(&retrieval).await?;
    let mut out = std::io::stdout().lock();
    if global.json {
        let hits = hits.iter().map(ExampleSummary::from).collect();
        serde_json::to_writer_pretty(
            &mut out,
            &Found {
                schema_version: SCHEMA_VERSION,
                hits,
            },
        )?;
        writeln!(out)?;
        return Ok(());
    }
    if hits.is_empty() {
        context.terminal.note("nothing similar was found");
    }
    for hit in &hits {
        print_hit(&mut out, hit, args.code)?;
    }
    Ok(())
}

/// A program, where a file or standard input is named; else the argument itself. Method `auto`
/// tells words from code, the others compare text with text.
fn query(argument: &str, method: Method) -> Result<Query, Failure> {
    let path = Path::new(argument);
    let mut query = Query::default();
    if argument == "-" {
        query.before = Source::Stdin.read()?;
    } else if path.is_file() {
        query.before = Source::File(path.to_owned()).read()?;
        query.language = Language::from_path(path);
    } else if method == Method::Auto {
        query.description = Some(argument.to_owned());
    } else {
        argument.clone_into(&mut query.before);
    }
    Ok(query)
}

fn print_hit(out: &mut impl Write, hit: &Hit, code: bool) -> std::io::Result<()> {
    let example = &hit.example;
    let cwes: Vec<String> = example.cwes.iter().map(ToString::to_string).collect();
    writeln!(
        out,
        "{:.3}  {}  {:<10} {:<12} {}",
        hit.score_of(ScoreKind::Confidence)
            .unwrap_or_else(|| hit.score()),
        example.id.short(),
        example.language.name(),
        cwes.join(" "),
        printable(&example.title)
    )?;
    if let Some(guideline) = &example.guideline {
        writeln!(out, "       {}", printable(guideline))?;
    }
    if let Some(reason) = &hit.reason {
        writeln!(out, "       {}", printable(&reason.text))?;
    }
    if code {
        for line in printable(&example.code).lines() {
            writeln!(out, "       | {line}")?;
        }
    }
    Ok(())
}
