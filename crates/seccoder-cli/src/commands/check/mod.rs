//! `seccoder check`: the analyzers over files or a change, for people and for CI.
//!
//! - `files` finds what is to be looked at, and reads it,
//! - `look` has the analyzers look at it, and joins what they, the authors, the change and the
//!   baseline say of each finding,
//! - `baseline` holds what was known before,
//! - `examples` finds the secure example that shows each finding put right,
//! - `report` says it: for a person, as JSON, as SARIF, as commands of GitHub's workflows.

mod baseline;
mod examples;
mod files;
mod look;
mod report;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use seccoder::language::Language;
use seccoder::method::Method;
use seccoder_db::mine::changes::Base;
use seccoder_oracle::code_check::CodeInspector;
use seccoder_oracle::semgrep::default_tools_dir;

use crate::cli::Global;
use crate::failure::{Failure, Kind};
use crate::options::{EmbedderArgs, SandboxArgs};
use crate::setup::Context;
use crate::terminal::printable;

use baseline::Baseline;
use files::{Root, Selection};
use look::Outcome;
use report::{Checked, Format};

/// What semgrep and gcc are got by, as `seccoder doctor` says it.
const GET_TOOLS: &str = "`make oracles` in a clone of the repository installs what is missing";

/// Flags of `seccoder check`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 nothing found, 1 findings or files that could not be read (with \
--strict also files that were not judged), 2 wrong usage, 3 an analyzer is missing.\n\nA comment \
`seccoder: ignore CWE-89 -- reason` on a line, or on one of its own above it, lets a finding be.\n\n\
Examples:\n  seccoder check\n  seccoder check src --diff origin/main\n  seccoder check \
--baseline security.json --write-baseline\n  seccoder check --format sarif --output seccoder.sarif\n  \
seccoder check - --language python < snippet.py"
)]
pub struct Args {
    /// Files and folders; `-` reads standard input [default: the current folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The language of standard input and of named files [default: by the file's name]
    #[arg(long, short, value_name = "NAME")]
    language: Option<Language>,
    /// Only findings on lines that are new since what is checked out left this revision
    #[arg(long, value_name = "REV", conflicts_with = "write_baseline")]
    diff: Option<String>,
    /// Findings that are known already and do not count
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write what is found into the baseline; nothing counts this time
    #[arg(long, requires = "baseline")]
    write_baseline: bool,
    /// Files that could not be judged count like findings
    #[arg(long)]
    strict: bool,
    /// How to say it: human, json, sarif, github [default: human]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write the report into this file instead of to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Do not look for secure examples, which need an embedder
    #[arg(long)]
    no_examples: bool,
    /// How the examples are ranked: auto, seccoder, bm25 (which needs no embedder)
    #[arg(long, value_name = "NAME", default_value = "auto")]
    method: Method,
    #[command(flatten)]
    embedder: EmbedderArgs,
    #[command(flatten)]
    sandbox: SandboxArgs,
}

/// Runs the command.
pub async fn run(global: &Global, args: &Args) -> Result<(), Failure> {
    let context = Context::new(global)?;
    let format = args.format(global)?;
    if matches!(args.method, Method::None | Method::Random) {
        return Err(Failure::usage(format!(
            "method {} ranks nothing; auto, seccoder and bm25 do",
            args.method
        ))
        .hint("--no-examples looks for none"));
    }
    let root = Root::here()?;
    // All that can be wrong with the command is said before anything takes time.
    let mut baseline = args.known()?;
    let base = match &args.diff {
        None => None,
        Some(revision) => Some(
            Base::open(Path::new("."), revision)
                .map_err(|error| Failure::usage(format!("--diff {revision}: {}", error.reason)))?,
        ),
    };
    let selection = Selection::of(&root, &args.paths, args.language)?;
    let inspector = inspector(&selection, args).await?;
    let mut outcome = look::over(
        &context,
        selection,
        inspector.as_ref(),
        base.as_ref(),
        baseline.as_mut().filter(|_| !args.write_baseline),
    )
    .await;
    if let (true, Some(file), Some(known)) = (args.write_baseline, &args.baseline, baseline) {
        return write_baseline(&context, file, known, &outcome, &root);
    }
    let fixed = baseline_fixed(args, &root, &outcome)?;
    let wanted = !args.no_examples;
    let examples_error = if wanted && outcome.counts().new > 0 {
        examples::add(&context, args.method, &args.embedder, &mut outcome).await?
    } else {
        None
    };
    if let Some(error) = &examples_error {
        // A warning: not even --quiet hides that the examples are missing.
        eprintln!(
            "warning: no secure examples, because retrieval failed: {}",
            printable(error)
        );
    }
    let checked = Checked {
        outcome: &outcome,
        root: &root,
        base: base.as_ref().zip(args.diff.as_deref()),
        oracles: inspector.map(|of| of.names()).unwrap_or_default(),
        fixed,
        baseline: args.baseline.is_some(),
        examples_error,
    };
    args.say(&context, format, &checked)?;
    verdict(&outcome, args.strict)
}

impl Args {
    fn format(&self, global: &Global) -> Result<Format, Failure> {
        match (self.format, global.json) {
            (Some(format), true) if format != Format::Json => {
                Err(Failure::usage("--json and --format name different formats"))
            }
            (_, true) => Ok(Format::Json),
            (format, false) => Ok(format.unwrap_or(Format::Human)),
        }
    }

    /// The baseline; a new one where it is to be written first.
    fn known(&self) -> Result<Option<Baseline>, Failure> {
        let Some(file) = &self.baseline else {
            return Ok(None);
        };
        if self.write_baseline && !file.exists() {
            return Ok(Some(Baseline::default()));
        }
        Baseline::read(file).map(Some)
    }

    fn say(&self, context: &Context, format: Format, checked: &Checked<'_>) -> Result<(), Failure> {
        let color = self.output.is_none() && context.terminal.color;
        let text = format.render(checked, color)?;
        let Some(file) = &self.output else {
            let mut out = std::io::stdout().lock();
            out.write_all(text.as_bytes())?;
            return Ok(out.flush()?);
        };
        replace(file, text.as_bytes())?;
        context.terminal.note(&format!(
            "written to {}",
            printable(&file.display().to_string())
        ));
        Ok(())
    }
}

/// The analyzers that the chosen files need; none where there is no file.
async fn inspector(selection: &Selection, args: &Args) -> Result<Option<CodeInspector>, Failure> {
    let languages: BTreeSet<Language> = selection.languages();
    if languages.is_empty() {
        return Ok(None);
    }
    let sandbox = args.sandbox.sandbox()?;
    let tools = default_tools_dir().ok_or_else(|| Failure::usage("no home folder for tools"))?;
    let found = CodeInspector::detect(sandbox, &tools, &languages).await;
    found
        .map(Some)
        .map_err(|error| Failure::new(Kind::Missing, error.to_string()).hint(GET_TOOLS))
}

fn write_baseline(
    context: &Context,
    file: &Path,
    known: Baseline,
    outcome: &Outcome,
    root: &Root,
) -> Result<(), Failure> {
    let new = known.renewed(outcome, root);
    replace(file, new.to_json()?.as_bytes())?;
    for unread in &outcome.unreadable {
        eprintln!(
            "warning: {}: {}",
            files::shown(&unread.path),
            printable(&unread.reason)
        );
    }
    let unjudged = outcome.counts().unjudged_files;
    if unjudged > 0 {
        eprintln!(
            "warning: {unjudged} files were not judged, or not by all; what may be in them is not in the baseline"
        );
    }
    context.terminal.note(&format!(
        "{} findings written to {}",
        new.len(),
        printable(&file.display().to_string())
    ));
    Ok(())
}

/// How many findings of the baseline are no more.
fn baseline_fixed(args: &Args, root: &Root, outcome: &Outcome) -> Result<usize, Failure> {
    match &args.baseline {
        Some(file) if args.diff.is_none() => Ok(Baseline::read(file)?.fixed(outcome, root)),
        _ => Ok(0),
    }
}

/// What the command comes to, once all is said.
fn verdict(outcome: &Outcome, strict: bool) -> Result<(), Failure> {
    let counts = outcome.counts();
    let failed = |message: String| Err(Failure::new(Kind::Failed, message));
    if counts.new > 0 {
        return failed(format!(
            "{} in {}",
            report::counted(counts.new, "finding"),
            report::counted(counts.files_with_findings, "file")
        ));
    }
    if !outcome.unreadable.is_empty() {
        return failed(format!(
            "{} could not be read",
            report::counted(outcome.unreadable.len(), "file")
        ));
    }
    if strict && counts.unjudged_files > 0 {
        return failed(format!(
            "{} could not be judged (--strict)",
            report::counted(counts.unjudged_files, "file")
        ));
    }
    Ok(())
}

/// Writes a file whole or not at all.
fn replace(file: &Path, contents: &[u8]) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::new(
            Kind::Failed,
            format!("cannot write {}: {error}", file.display()),
        )
    };
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // What is no file, such as /dev/stdout, has no place beside it.
    if file.metadata().is_ok_and(|about| !about.is_file()) {
        return std::fs::write(file, contents).map_err(failed);
    }
    let mut new = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As other files are: a report is for others to read. The user's mask still applies.
        new.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut new = new.tempfile_in(folder).map_err(failed)?;
    new.write_all(contents).map_err(failed)?;
    new.persist(file).map_err(|error| failed(error.error))?;
    Ok(())
}
