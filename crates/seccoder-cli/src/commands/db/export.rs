//! `seccoder db export`, `backup` and `audit`: taking out what is in a database.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use seccoder::example::ExampleFilter;
use seccoder::response::SCHEMA_VERSION;
use seccoder_db::import::export::Writer;
use seccoder_db::store::sqlite::SqliteStore;
use seccoder_db::store::{Action, AuditEntry, Contents, Store};
use serde::Serialize;

use super::super::print_json;
use super::FilterArgs;
use crate::cli::Global;
use crate::failure::{Failure, Kind};
use crate::setup::Context;
use crate::terminal::printable;

/// Flags of `seccoder db export`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The form is documented in docs/exchange-format.md; `seccoder db import seccoder FILE` \
reads it, and with --as-it-was takes over who admitted what, too.\n\nExamples:\n  seccoder db export \
team.jsonl --source own\n  seccoder db export - --cwe 89"
)]
pub struct ExportArgs {
    /// The file to write, or `-` for standard output
    file: PathBuf,
    #[command(flatten)]
    filter: FilterArgs,
}

#[derive(Serialize)]
struct Wrote<'a> {
    schema_version: u32,
    file: &'a Path,
    examples: usize,
}

/// Runs `db export`.
pub async fn export(global: &Global, context: &Context, args: &ExportArgs) -> Result<(), Failure> {
    let store = context.store()?;
    if args.file.as_os_str() == "-" {
        // The export itself is JSON already.
        let count = write(&*store, &args.filter.filter(), std::io::stdout()).await?;
        context.terminal.note(&format!("{count} examples"));
        return Ok(());
    }
    let count = to_file(&*store, args).await?;
    if global.json {
        return print_json(&Wrote {
            schema_version: SCHEMA_VERSION,
            file: &args.file,
            examples: count,
        });
    }
    context.terminal.note(&format!("{count} examples"));
    Ok(())
}

async fn to_file(store: &dyn Store, args: &ExportArgs) -> Result<usize, Failure> {
    let failed = |error: std::io::Error| {
        let reason = error.to_string();
        // Behind it stands the path of a temporary file.
        let reason = reason.split(" at path ").next().unwrap_or_default();
        Failure::new(Kind::Failed, format!("{}: {reason}", args.file.display()))
    };
    if let Ok(there) = std::fs::metadata(&args.file) {
        if there.is_dir() {
            return Err(Failure::usage(format!(
                "{} is a folder; name a file in it",
                args.file.display()
            )));
        }
        if !there.is_file() {
            // A pipe or a device is written to, not replaced.
            let file = std::fs::File::options()
                .write(true)
                .open(&args.file)
                .map_err(failed)?;
            return write(store, &args.filter.filter(), file).await;
        }
    }
    // Written beside the file and renamed: a broken export leaves an earlier one as it was.
    let folder = args
        .file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .map_err(failed)?;
    let count = write(store, &args.filter.filter(), file.as_file())
        .await
        .map_err(|failure| failure.about(&args.file.display().to_string()))?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(&args.file)
        .map_err(|error| failed(error.error))?;
    Ok(count)
}

async fn write(
    store: &dyn Store,
    filter: &ExampleFilter,
    out: impl Write,
) -> Result<usize, Failure> {
    let examples = store.list(filter).await?;
    let mut writer = Writer::new(BufWriter::new(out), examples.len() as u64)?;
    for example in &examples {
        tokio::task::yield_now().await;
        let admission = store.admission(example.id).await?;
        writer.write(example, admission.as_ref())?;
    }
    writer.finish()?.flush()?;
    Ok(examples.len())
}

/// Flags of `seccoder db backup`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The copy holds all that the file holds: examples, vectors, quarantine, log and \
signature. To go back to it, name it with --db or put it in the file's place.\n\nExample:\n  \
seccoder db backup secure-code-monday.db"
)]
pub struct BackupArgs {
    /// The file to write; it must not be there
    file: PathBuf,
}

#[derive(Serialize)]
struct Copied<'a> {
    schema_version: u32,
    file: &'a Path,
    bytes: u64,
}

/// Runs `db backup`: a copy of the whole file, as it is at one moment, while others read and write.
pub fn backup(global: &Global, context: &Context, args: &BackupArgs) -> Result<(), Failure> {
    let file = context.db_file()?;
    if args.file.exists() {
        return Err(
            Failure::usage(format!("{} is there already", args.file.display()))
                .hint("a backup never replaces a file; name another"),
        );
    }
    context.check_exists()?;
    // As it is: a copy must not first change what it copies.
    SqliteStore::open_with(file, &Contents::as_it_is())?.back_up(&args.file)?;
    if global.json {
        let bytes = std::fs::metadata(&args.file)?.len();
        return print_json(&Copied {
            schema_version: SCHEMA_VERSION,
            file: &args.file,
            bytes,
        });
    }
    context
        .terminal
        .note(&format!("{} written", args.file.display()));
    Ok(())
}

/// Flags of `seccoder db audit`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  seccoder db audit --last 20")]
pub struct AuditArgs {
    /// Only the last lines
    #[arg(long, value_name = "N")]
    last: Option<usize>,
}

#[derive(Serialize)]
struct Log {
    schema_version: u32,
    entries: Vec<AuditEntry>,
}

/// Runs `db audit`.
pub async fn audit(global: &Global, context: &Context, args: &AuditArgs) -> Result<(), Failure> {
    let mut entries = context.store()?.audit(0, usize::MAX).await?;
    if let Some(last) = args.last {
        entries.drain(..entries.len().saturating_sub(last));
    }
    if global.json {
        return print_json(&Log {
            schema_version: SCHEMA_VERSION,
            entries,
        });
    }
    for entry in entries {
        say!(
            "{:>5}  {}  {:<10} {}  {}",
            entry.number,
            entry.at,
            entry.action,
            printable(&entry.by),
            summary(&entry)
        );
    }
    Ok(())
}

/// How many of what: `admitted 64, quarantined 3`.
fn summary(entry: &AuditEntry) -> String {
    let detail: serde_json::Value = serde_json::from_str(&entry.detail).unwrap_or_default();
    let parts = detail
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, ids)| {
            let ids = ids.as_array()?;
            if name == "notes" {
                // How far an import came stands in a note named after what is imported.
                let keys: Vec<&str> = ids.iter().filter_map(serde_json::Value::as_str).collect();
                return Some(keys.join(", "));
            }
            let name = match (entry.action, name.as_str()) {
                (Action::Edit, "admitted") => "changed",
                (_, name) => name,
            };
            Some(
                match (ids.first().and_then(serde_json::Value::as_str), ids.len()) {
                    (Some(id), 1) => format!("{name} {}", id.chars().take(12).collect::<String>()),
                    (_, count) => format!("{name} {count}"),
                },
            )
        });
    printable(&parts.collect::<Vec<_>>().join(", "))
}
