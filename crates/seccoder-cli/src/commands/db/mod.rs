//! `seccoder db`: looking into the secure code database.

mod build;
mod edit;
mod export;
pub mod gate;
mod heat_map;
pub mod import;
mod init;
mod lengths;
mod mine;
mod poison;
mod quarantine;
mod restore;
mod stats;
mod trust;

use std::io::Write;
use std::sync::Arc;

use seccoder::check::{CheckResult, CheckVerdict};
use seccoder::cwe::CweId;
use seccoder::example::{ExampleFilter, SecureExample};
use seccoder::language::Language;
use seccoder::response::SCHEMA_VERSION;
use seccoder_db::store::{Admission, Store};
use serde::Serialize;

use super::print_json;
use crate::cli::Global;
use crate::failure::Failure;
use crate::setup::Context;
use crate::terminal::{CodePrinter, printable};

/// What to look at.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List examples, one a line
    #[command(
        after_help = "Examples:\n  seccoder db list --language c --cwe 787\n  seccoder db list --json"
    )]
    List(FilterArgs),
    /// Show one example whole
    Show(ShowArgs),
    /// Count examples by language and weakness, as a table or a picture
    Stats(stats::Args),
    /// Measure how long the code of examples is, and which limit keeps how many
    Lengths(lengths::Args),
    /// Make a new database, with or without the built-in examples
    Init(init::Args),
    /// Add one example
    Add(Box<edit::AddArgs>),
    /// Change what is said about an example
    Edit(edit::EditArgs),
    /// Take examples out
    Remove(edit::RemoveArgs),
    /// Bring in examples from a data set or another database
    Import(Box<import::Args>),
    /// Write examples to a file that `import` reads
    Export(export::ExportArgs),
    /// Find security fixes in a git history
    Mine(Box<mine::Args>),
    /// See, admit or drop what the checks refused
    #[command(subcommand)]
    Quarantine(quarantine::Command),
    /// Show who changed what, and when
    Audit(export::AuditArgs),
    /// Make a pair of keys to sign with
    Key(trust::KeyArgs),
    /// Sign the database as it is
    Sign(trust::SignArgs),
    /// Check that the database is what was signed, and name what is not
    Verify(trust::VerifyArgs),
    /// Offer vulnerable code as secure to a copy of the database, and see what gets through
    PoisonTest(Box<poison::Args>),
    /// Copy the whole database into a new file
    Backup(export::BackupArgs),
    /// Bring the database and its vectors up to date now, instead of with the next search
    Build(build::Args),
}

/// Which examples.
#[derive(Debug, clap::Args)]
pub struct FilterArgs {
    /// Only this language
    #[arg(long, short, value_name = "NAME")]
    language: Option<Language>,
    /// Only examples that avoid this weakness
    #[arg(long, value_name = "CWE")]
    cwe: Option<CweId>,
    /// Only from this source: built-in, sven, own …
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Only with this label
    #[arg(long, value_name = "WORD")]
    label: Option<String>,
    /// Only under one of these licences (SPDX names)
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    licence: Option<Vec<String>>,
}

impl FilterArgs {
    /// As a filter.
    pub fn filter(&self) -> ExampleFilter {
        ExampleFilter {
            language: self.language,
            cwe: self.cwe,
            source: self.source.clone(),
            label: self.label.clone(),
            licences: self.licence.clone(),
            ..ExampleFilter::default()
        }
    }
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

#[derive(Serialize)]
struct Shown<'a> {
    schema_version: u32,
    examples: [&'a SecureExample; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    admission: Option<Admission>,
}

/// Runs the command.
pub async fn run(global: &Global, command: &Command) -> Result<(), Failure> {
    let context = Context::new(global)?;
    match command {
        Command::List(args) => list(global, &context, args).await,
        Command::Show(args) => show(global, &context, args).await,
        Command::Stats(args) => stats::run(global, &context, args).await,
        Command::Lengths(args) => lengths::run(global, &context, args).await,
        Command::Init(args) => init::run(global, &context, args).await,
        Command::Add(args) => edit::add(global, &context, args).await,
        Command::Edit(args) => edit::edit(global, &context, args).await,
        Command::Remove(args) => edit::remove(global, &context, args).await,
        Command::Import(args) => import::run(global, &context, args).await,
        Command::Export(args) => export::export(global, &context, args).await,
        Command::Mine(args) => mine::run(global, &context, args).await,
        Command::Key(args) => trust::key(global, &context, args),
        Command::Sign(args) => trust::sign(global, &context, args).await,
        Command::Verify(args) => trust::verify(global, &context, args).await,
        Command::Quarantine(command) => quarantine::run(global, &context, command).await,
        Command::Audit(args) => export::audit(global, &context, args).await,
        Command::PoisonTest(args) => poison::run(global, &context, args).await,
        Command::Backup(args) => export::backup(global, &context, args),
        Command::Build(args) => build::run(global, &context, args).await,
    }
}

async fn list(global: &Global, context: &Context, args: &FilterArgs) -> Result<(), Failure> {
    let mut examples = context.store()?.list(&args.filter()).await?;
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

async fn show(global: &Global, context: &Context, args: &ShowArgs) -> Result<(), Failure> {
    let store = context.store()?;
    let example = one_by_prefix(&*store, &args.id).await?;
    let admission = store.admission(example.id).await?;
    if global.json {
        return print_json(&Shown {
            schema_version: SCHEMA_VERSION,
            examples: [&example],
            admission,
        });
    }
    print_example(context, &example, admission.as_ref())
}

/// The one example whose id begins with these digits.
async fn one_by_prefix(store: &dyn Store, prefix: &str) -> Result<Arc<SecureExample>, Failure> {
    let mut found = if prefix.is_empty() {
        Vec::new()
    } else {
        store.by_prefix(prefix).await?
    };
    if found.len() > 1 {
        return Err(
            Failure::usage(format!("{} examples begin with {prefix}", found.len()))
                .hint("give more digits"),
        );
    }
    found.pop().ok_or_else(|| {
        Failure::usage(format!(
            "no example in {} begins with `{}`",
            store.place(),
            printable(prefix)
        ))
        .hint("`seccoder db list` shows the ids")
    })
}

/// What checks refused or could not look at, a line each.
fn print_checks(checks: &[CheckResult]) -> Result<(), Failure> {
    for result in checks {
        match &result.verdict {
            CheckVerdict::Passed => {}
            CheckVerdict::Refused(reasons) => {
                for reason in reasons.lines() {
                    say!("  {}: {}", result.check, printable(reason));
                }
            }
            CheckVerdict::NotChecked(reason) => {
                say!("  {}: not checked: {}", result.check, printable(reason));
            }
        }
    }
    Ok(())
}

fn print_example(
    context: &Context,
    example: &SecureExample,
    admission: Option<&Admission>,
) -> Result<(), Failure> {
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
    let lines = [
        ("repository", example.provenance.repository.as_deref()),
        ("commit", example.provenance.commit.as_deref()),
    ];
    for (name, value) in lines {
        if let Some(value) = value {
            field(name, value)?;
        }
    }
    if !example.labels.is_empty() {
        field("labels", &example.labels.join(", "))?;
    }
    if let Some(admission) = admission {
        field("admitted", &format!("{} by {}", admission.at, admission.by))?;
        let passed = |result: &&CheckResult| result.verdict == CheckVerdict::Passed;
        let names: Vec<&str> = admission
            .checks
            .iter()
            .filter(passed)
            .map(|result| result.check.name())
            .collect();
        field("passed", &names.join(", "))?;
    }
    drop(out);
    if let Some(admission) = admission {
        print_checks(&admission.checks)?;
    }
    let mut printer = CodePrinter::new(&context.terminal, Some(example.language));
    printer.push(&format!("\n{}", example.code))?;
    if let Some(vulnerable) = &example.vulnerable {
        printer.push(&format!(
            "\nthe vulnerable version it replaces:\n\n{vulnerable}"
        ))?;
    }
    Ok(())
}
