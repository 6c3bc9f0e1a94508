//! `seccoder search`: the secure examples nearest to a text or a file.

use std::io::Write;
use std::path::Path;

use seccoder::method::Method;
use seccoder::query::Query;
use seccoder::response::{ExampleSummary, SCHEMA_VERSION};
use seccoder::retriever::{Hit, Retrieval};
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
    /// How to rank: seccoder (cosine), bm25
    #[arg(long, value_name = "NAME", default_value = "seccoder", value_parser = ["seccoder", "bm25"])]
    method: String,
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
    let query = Query {
        before: query_text(&args.query)?,
        ..Query::default()
    };
    if query.is_blank() {
        return Err(Failure::usage("the query is empty"));
    }
    let method = if args.method == "bm25" {
        Method::Bm25
    } else {
        Method::Seccoder
    };
    let Some(retriever) = context.retriever(method, &args.embedder).await? else {
        return Err(Failure::usage("this method does not search"));
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

/// The text of a file if there is one with this name, else the argument itself.
fn query_text(argument: &str) -> Result<String, Failure> {
    if argument == "-" {
        return Source::Stdin.read();
    }
    let path = Path::new(argument);
    if path.is_file() {
        Source::File(path.to_owned()).read()
    } else {
        Ok(argument.to_owned())
    }
}

fn print_hit(out: &mut impl Write, hit: &Hit, code: bool) -> std::io::Result<()> {
    let example = &hit.example;
    let cwes: Vec<String> = example.cwes.iter().map(ToString::to_string).collect();
    writeln!(
        out,
        "{:.3}  {}  {:<10} {:<12} {}",
        hit.score(),
        example.id.short(),
        example.language.name(),
        cwes.join(" "),
        printable(&example.title)
    )?;
    if let Some(guideline) = &example.guideline {
        writeln!(out, "       {}", printable(guideline))?;
    }
    if code {
        for line in printable(&example.code).lines() {
            writeln!(out, "       | {line}")?;
        }
    }
    Ok(())
}
