//! `seccoder db mine`: security fixes from a git history.

use std::collections::BTreeMap;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use seccoder::example::Visibility;
use seccoder::language::Language;
use seccoder::response::SCHEMA_VERSION;
use seccoder_db::gate::{Gate, Inspect};
use seccoder_db::import::{Item, Source, SourceError};
use seccoder_db::mine::{Examine, Fix, MineOptions, Miner, Step};
use serde::Serialize;

use super::super::print_json;
use super::gate::{GateArgs, who};
use super::import::{GROUP, Import};
use crate::cli::Global;
use crate::failure::Failure;
use crate::setup::Context;
use crate::terminal::{counting_bar, printable};

/// Flags of `seccoder db mine`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Nothing is sent anywhere: the history is read from the folder. What is found is \
private unless you say otherwise, and passes the same checks as an import.\n\nExamples:\n  seccoder \
db mine ~/work/shop --dry-run\n  seccoder db mine . --review --confidence 0.4\n  seccoder db mine . \
--json --dry-run\n  seccoder db mine . --only 1f0c2a9b,77aa01d4"
)]
pub struct Args {
    /// The repository
    repository: PathBuf,
    /// How sure a find must be, from 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.5)]
    confidence: f32,
    /// Only these languages
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    languages: Vec<Language>,
    /// No more commits than this, from the newest on
    #[arg(long, value_name = "N")]
    commits: Option<usize>,
    /// Look into all commits, not only those whose message speaks of a fix: much slower
    #[arg(long)]
    all: bool,
    /// The licence of files that do not name their own, as an SPDX name
    #[arg(long, value_name = "NAME")]
    licence: Option<String>,
    /// Who may see what is found
    #[arg(long, value_name = "WHO", value_parser = ["public", "private"], default_value = "private")]
    visibility: String,
    /// Show each find and ask
    #[arg(long, conflicts_with_all = ["dry_run", "json"])]
    review: bool,
    /// Only show what is found
    #[arg(long)]
    dry_run: bool,
    /// Only finds of these commits, by the first digits of their ids
    #[arg(long, value_name = "COMMITS", value_delimiter = ',')]
    only: Vec<String>,
    /// Begin with the newest commit, even if an earlier run was broken off
    #[arg(long)]
    restart: bool,
    /// Who admits, for the log [default: the user's name]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    gate: GateArgs,
}

#[derive(Serialize)]
struct Found {
    schema_version: u32,
    repository: String,
    fixes: Vec<Fix>,
}

/// Runs the command.
pub async fn run(global: &Global, context: &Context, args: &Args) -> Result<(), Failure> {
    let miner = Miner::open(&args.repository, options(args)?)?;
    if args.dry_run {
        return show(global, context, miner).await;
    }
    if args.review && !std::io::stdin().is_terminal() {
        return Err(
            Failure::usage("--review asks questions, and nobody can answer them here").hint(
                "--json --dry-run lists the finds for another program, --only takes its choice",
            ),
        );
    }
    // A review has a place of its own in the history: what was only asked about is not mined.
    let what = if args.review { "review" } else { "mine" };
    let key = format!("{what}:{}", miner.repository());
    let stopped = Arc::new(AtomicBool::new(false));
    let source: Box<dyn Source> = if args.review || !args.only.is_empty() {
        let unknown = args.only.iter().find(|digits| !is_commit(digits));
        if let Some(unknown) = unknown {
            return Err(Failure::usage(format!(
                "`{}` is not the beginning of a commit's id",
                printable(unknown)
            )));
        }
        Box::new(Chosen {
            reviewed: args.review,
            only: args.only.iter().map(|id| id.to_ascii_lowercase()).collect(),
            before: miner.position(),
            miner,
            stopped: Arc::clone(&stopped),
        })
    } else {
        Box::new(miner)
    };
    let store = context.store()?;
    let analyzers = args.gate.analyzers(context).await;
    let inspect = analyzers.as_ref().map(|all| all as &dyn Inspect);
    let mut gate = Gate::new(&*store, args.gate.policy(), inspect).await?;
    let import = Import {
        store: &*store,
        key,
        by: who(args.by.as_ref()),
        restart: args.restart,
        streamed: !args.only.is_empty(),
        // An answer is kept as soon as it is given.
        group: if args.review { 1 } else { GROUP },
        stopped: args.review.then_some(&*stopped),
    };
    let report = import.run(context, source, &mut gate).await?;
    if stopped.load(Ordering::Relaxed) {
        context.terminal.note("the same command goes on here");
    }
    report.show(global, context)
}

fn is_commit(digits: &str) -> bool {
    digits.len() >= 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn options(args: &Args) -> Result<MineOptions, Failure> {
    if !(0.0..=1.0).contains(&args.confidence) {
        return Err(Failure::usage("--confidence lies between 0 and 1"));
    }
    Ok(MineOptions {
        max_commits: args.commits,
        min_confidence: args.confidence,
        languages: args.languages.clone(),
        visibility: match args.visibility.as_str() {
            "public" => Visibility::Public,
            _ => Visibility::Private,
        },
        examine: if args.all {
            Examine::All
        } else {
            Examine::Promising
        },
        licence: args.licence.clone(),
        ..MineOptions::default()
    })
}

async fn show(global: &Global, context: &Context, mut miner: Miner) -> Result<(), Failure> {
    let bar = counting_bar(&context.terminal, "mining");
    let mut fixes = Vec::new();
    let mut skipped: BTreeMap<&str, usize> = BTreeMap::new();
    // What was found before a history breaks off is shown all the same.
    let broken = loop {
        let step = match miner.step() {
            Ok(Some(step)) => step,
            Ok(None) => break None,
            Err(error) => break Some(error),
        };
        let (done, total) = miner.progress();
        bar.set_length(total);
        bar.set_position(done);
        match step {
            Step::Fix(fix) => fixes.push(*fix),
            Step::Bad(bad) => bar.suspend(|| context.terminal.note(&bad.to_string())),
            Step::Skipped(reason) => *skipped.entry(reason).or_default() += 1,
        }
    };
    bar.finish_and_clear();
    if global.json {
        print_json(&Found {
            schema_version: SCHEMA_VERSION,
            repository: miner.repository().to_owned(),
            fixes,
        })?;
        return broken.map_or(Ok(()), |error| Err(error.into()));
    }
    fixes.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    for fix in &fixes {
        say!("{}", headline(fix));
        say!("      {}", printable(&fix.reasons.join("; ")));
    }
    say!("{} finds in {} commits", fixes.len(), miner.progress().1);
    // Nothing found may mean that nothing could be looked at: a shallow clone, say.
    if fixes.is_empty() {
        for (reason, count) in skipped {
            say!("skipped: {reason} ({count})");
        }
    }
    broken.map_or(Ok(()), |error| Err(error.into()))
}

fn headline(fix: &Fix) -> String {
    let cwes: Vec<String> = fix.cwes.iter().map(ToString::to_string).collect();
    let commit: String = fix.commit.chars().take(10).collect();
    printable(&format!(
        "{:.2}  {commit}  {}  {} in {}  ({})",
        fix.confidence,
        cwes.join(" "),
        fix.function,
        fix.path,
        fix.message_title
    ))
}

/// A miner that gives only what somebody chose: by the commit, or asked at the terminal.
struct Chosen {
    miner: Miner,
    /// Each find is asked about.
    reviewed: bool,
    /// First digits of commits; empty for all.
    only: Vec<String>,
    /// Where the miner stood before the last find: whoever stops is asked about it again.
    before: String,
    stopped: Arc<AtomicBool>,
}

impl Source for Chosen {
    fn name(&self) -> &str {
        self.miner.name()
    }

    fn next(&mut self) -> Result<Option<Item>, SourceError> {
        if self.stopped.load(Ordering::Relaxed) {
            return Ok(None);
        }
        self.before = self.miner.position();
        let Some(step) = self.miner.step()? else {
            return Ok(None);
        };
        Ok(Some(match step {
            Step::Skipped(reason) => Item::Skipped(reason),
            Step::Bad(bad) => Item::Bad(bad),
            Step::Fix(fix) => {
                let mut only = self.only.iter();
                if !self.only.is_empty() && !only.any(|id| fix.commit.starts_with(id)) {
                    return Ok(Some(Item::Skipped("another commit than --only names")));
                }
                let answer = if self.reviewed {
                    ask(&fix)
                } else {
                    Answer::Yes
                };
                match answer {
                    Answer::Yes => Item::Good(Box::new(self.miner.record(&fix))),
                    Answer::No => Item::Skipped("refused in review"),
                    Answer::Stop => {
                        self.stopped.store(true, Ordering::Relaxed);
                        return Ok(None);
                    }
                }
            }
        }))
    }

    fn position(&self) -> String {
        if self.stopped.load(Ordering::Relaxed) {
            return self.before.clone();
        }
        self.miner.position()
    }

    fn resume(&mut self, position: &str) -> Result<(), SourceError> {
        self.miner.resume(position)
    }

    fn progress(&self) -> (u64, u64) {
        self.miner.progress()
    }
}

enum Answer {
    Yes,
    No,
    Stop,
}

/// Shows a find and asks. What cannot be asked is refused.
fn ask(fix: &Fix) -> Answer {
    let mut out = std::io::stderr().lock();
    let shown = writeln!(
        out,
        "\n{}\n  {}\n\n--- before ---\n{}\n--- after ---\n{}",
        headline(fix),
        printable(&fix.reasons.join("; ")),
        printable(&fix.before),
        printable(&fix.after)
    );
    if shown.is_err() {
        return Answer::Stop;
    }
    loop {
        if write!(out, "a security fix? [y]es, [n]o, [q]uit: ")
            .and_then(|()| out.flush())
            .is_err()
        {
            return Answer::Stop;
        }
        let mut line = String::new();
        match std::io::stdin().lock().read_line(&mut line) {
            Ok(0) | Err(_) => return Answer::Stop,
            Ok(_) => {}
        }
        match line.trim().to_ascii_lowercase().as_str() {
            "y" | "yes" => return Answer::Yes,
            "n" | "no" | "" => return Answer::No,
            "q" | "quit" => return Answer::Stop,
            _ => {}
        }
    }
}
