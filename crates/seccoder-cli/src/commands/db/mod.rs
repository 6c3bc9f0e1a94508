//! `seccoder db`: looking into the secure code database.

mod build;
mod heat_map;
mod stats;

use std::io::Write;
use std::sync::Arc;

use seccoder::cwe::CweId;
use seccoder::example::{ExampleFilter, SecureExample};
use seccoder::language::Language;
use seccoder::response::SCHEMA_VERSION;
use serde::Serialize;

use super::print_json;
use crate::cli::Global;
use crate::failure::{Failure, Kind};
use crate::setup::Context;
use crate::terminal::{CodePrinter, printable};

/// What to look at.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List examples, one a line
    List(FilterArgs),
    /// Show one example whole
    Show(ShowArgs),
    /// Count examples by language and weakness, as a table or a picture
    Stats(stats::Args),
    /// Bring the database and its vectors up to date now, instead of with the next search
    Build(build::Args),
}

/// Which examples.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  seccoder db list --language c --cwe 787\n  seccoder db list --json"
)]
pub struct FilterArgs {
    /// Only this language
    #[arg(long, short, value_name = "NAME")]
    language: Option<Language>,
    /// Only examples that avoid this weakness
    #[arg(long, value_name = "CWE")]
    cwe: Option<CweId>,
}

/// Which example.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  seccoder db show 3f9a2c41d07b")]
pub struct ShowArgs {
    /// The first digits of its id, as many as make it unique
    id: String,
}

#[derive(Serialize)]
struct Listing<'a> {
    schema_version: u32,
    examples: &'a [Arc<SecureExample>],
}

/// Runs the command.
pub async fn run(global: &Global, command: &Command) -> Result<(), Failure> {
    let context = Context::new(global)?;
    match command {
        Command::List(args) => list(global, &context, args),
        Command::Show(args) => show(global, &context, args),
        Command::Stats(args) => stats::run(global, &context, args),
        Command::Build(args) => build::run(global, &context, args).await,
    }
}

fn list(global: &Global, context: &Context, args: &FilterArgs) -> Result<(), Failure> {
    let filter = ExampleFilter {
        language: args.language,
        cwe: args.cwe,
        ..ExampleFilter::default()
    };
    let mut examples = context.store()?.examples(&filter)?;
    examples.sort_by_key(|e| (e.language, e.cwes.clone(), e.title.clone()));
    if global.json {
        return print_json(&Listing {
            schema_version: SCHEMA_VERSION,
            examples: &examples,
        });
    }
    let mut out = std::io::stdout().lock();
    for example in &examples {
        let cwes: Vec<String> = example.cwes.iter().map(ToString::to_string).collect();
        writeln!(
            out,
            "{}  {:<10} {:<16} {}",
            example.id.short(),
            example.language.name(),
            cwes.join(" "),
            printable(&example.title)
        )?;
    }
    if examples.is_empty() {
        context.terminal.note("no example matches");
    }
    Ok(())
}

fn show(global: &Global, context: &Context, args: &ShowArgs) -> Result<(), Failure> {
    let place = context.db_path();
    let mut found = context.store()?.by_prefix(&args.id)?;
    if found.len() > 1 {
        return Err(
            Failure::usage(format!("{} examples begin with {}", found.len(), args.id))
                .hint("give more digits"),
        );
    }
    let Some(example) = found.pop().filter(|_| !args.id.is_empty()) else {
        return Err(Failure::new(
            Kind::Usage,
            format!(
                "no example in {} begins with `{}`",
                place.display(),
                printable(&args.id)
            ),
        )
        .hint("`seccoder db list` shows the ids"));
    };
    if global.json {
        return print_json(&Listing {
            schema_version: SCHEMA_VERSION,
            examples: &[example],
        });
    }
    print_example(context, &example)
}

fn print_example(context: &Context, example: &SecureExample) -> Result<(), Failure> {
    let names: Vec<String> = example
        .cwes
        .iter()
        .map(|cwe| match cwe.short_name() {
            Some(name) => format!("{cwe} {name}"),
            None => cwe.to_string(),
        })
        .collect();
    let mut out = std::io::stdout().lock();
    let mut field = |name: &str, value: &str| writeln!(out, "{name:<11}{}", printable(value));
    field("id", &example.id.to_string())?;
    field("title", &example.title)?;
    field("language", example.language.name())?;
    field("weakness", &names.join(", "))?;
    if let Some(guideline) = &example.guideline {
        field("guideline", guideline)?;
    }
    field("APIs", &example.apis.join(", "))?;
    field("applies to", &example.applies.join(", "))?;
    let place = example.provenance.path.as_deref().unwrap_or("");
    let licence = example
        .provenance
        .licence
        .as_deref()
        .unwrap_or("licence unknown");
    field(
        "from",
        &format!("{} {place} ({licence})", example.provenance.source),
    )?;
    drop(out);
    let mut printer = CodePrinter::new(&context.terminal, Some(example.language));
    printer.push(&format!("\n{}", example.code))?;
    if let Some(vulnerable) = &example.vulnerable {
        printer.push(&format!(
            "\nthe vulnerable version it replaces:\n\n{vulnerable}"
        ))?;
    }
    Ok(())
}
