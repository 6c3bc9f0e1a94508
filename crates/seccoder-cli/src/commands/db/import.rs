//! `seccoder db import`: examples from data sets and from other databases.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use seccoder::check::CheckVerdict;
use seccoder::response::SCHEMA_VERSION;
use seccoder_db::gate::{Gate, Inspect};
use seccoder_db::import::bigvul::BigVul;
use seccoder_db::import::cvefixes::CveFixes;
use seccoder_db::import::export::Export;
use seccoder_db::import::jsonl::{Jsonl, Mapping};
use seccoder_db::import::safecoder::SafeCoder;
use seccoder_db::import::sven::Sven;
use seccoder_db::import::{BadRecord, Item, Record, STANDARD_INPUT, Source, SourceError};
use seccoder_db::store::{Action, Batch, Store, Timestamp};
use serde::{Deserialize, Serialize};

use super::super::print_json;
use super::gate::{GateArgs, who};
use super::restore;
use crate::cli::Global;
use crate::failure::{Failure, Kind};
use crate::setup::Context;
use crate::terminal::{counting_bar, printable};

/// Candidates that go through the gate together, and what an interruption can lose.
pub const GROUP: usize = 64;
/// Malformed records that are printed; more of them are in the JSON.
const LISTED: usize = 20;
/// Malformed records that are kept with their places; the others are counted. A file may hold
/// millions of them.
const KEPT: usize = 10_000;
/// So many malformed records without a good one before them are no records of this form.
const HOPELESS: usize = 1000;
/// Malformed records that a broken-off import remembers for its report.
const REMEMBERED: usize = 100;
/// How often a log hears how an import goes on.
const NOW_AND_THEN: Duration = Duration::from_secs(30);

/// Flags of `seccoder db import`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "What the checks refuse goes to quarantine, with the reasons; malformed records \
are listed and keep nothing else out. An import that was broken off goes on where it was, and its \
report counts both parts.\n\nExamples:\n  seccoder db import seccoder team.jsonl\n  seccoder db \
export - | seccoder db import seccoder - --db team.db --as-it-was\n  seccoder db import sven ../sven \
--split train\n  seccoder db import safecoder ../safecoder --split val --waive parses\n  seccoder db \
import bigvul MSR_data_cleaned.csv\n  seccoder db import cvefixes CVEfixes.db\n  seccoder db import \
jsonl fixes.jsonl --map secure=after,vulnerable=before,language==c,cwe=cwe"
)]
pub struct Args {
    /// The form of the data
    format: Format,
    /// File or folder; `-` is standard input, for seccoder, safecoder and jsonl
    path: PathBuf,
    /// Which part of SVEN's or SafeCoder's folder
    #[arg(long, value_name = "NAME", value_parser = ["train", "val"])]
    split: Option<String>,
    /// Which field holds what, for jsonl: FIELD=NAME, or FIELD==VALUE for all records
    #[arg(long, value_name = "FIELDS", required_if_eq("format", "jsonl"))]
    map: Option<String>,
    /// What provenance calls the source, for jsonl
    #[arg(long, value_name = "NAME", default_value = "jsonl")]
    source: String,
    /// Who imports, for the log [default: the user's name]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Read from the beginning, even if an earlier import was broken off
    #[arg(long)]
    restart: bool,
    /// For seccoder: take examples and admissions over as they are, without checking anew. Only
    /// for files that you trust
    #[arg(long)]
    as_it_was: bool,
    #[command(flatten)]
    gate: GateArgs,
}

/// Forms of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// What `seccoder db export` wrote
    Seccoder,
    /// SVEN's folder of pairs
    Sven,
    /// SafeCoder's file of pairs
    Safecoder,
    /// Big-Vul's `MSR_data_cleaned.csv`
    Bigvul,
    /// The SQLite file of `CVEfixes`
    Cvefixes,
    /// JSON lines with fields of any name
    Jsonl,
}

impl Format {
    /// The form of this name.
    pub fn named(name: &str) -> Result<Self, Failure> {
        Self::from_str(name, true).map_err(|_| {
            let known = Self::value_variants().iter();
            let known = known.filter_map(Self::to_possible_value);
            let known: Vec<String> = known.map(|value| value.get_name().to_owned()).collect();
            Failure::usage(format!(
                "--from: unknown format `{name}`; known: {}",
                known.join(", ")
            ))
        })
    }
}

/// What an import did.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Report {
    schema_version: u32,
    read: usize,
    admitted: usize,
    quarantined: usize,
    /// In the database already, with the same code.
    known: usize,
    malformed: usize,
    bad: Vec<Bad>,
    skipped: BTreeMap<String, usize>,
    /// How many each check refused; a candidate may be refused by several.
    refused_by: BTreeMap<String, usize>,
    /// How many each check could not look at.
    not_checked: BTreeMap<String, usize>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Bad {
    place: String,
    reason: String,
}

/// Runs the command.
pub async fn run(global: &Global, context: &Context, args: &Args) -> Result<(), Failure> {
    let origin = Origin {
        format: args.format,
        path: &args.path,
        split: args.split.as_deref(),
        map: args.map.as_deref(),
        source: &args.source,
    };
    if args.as_it_was {
        return restore::run(global, context, &origin, &who(args.by.as_ref())).await;
    }
    let source = origin.open()?;
    let store = context.store()?;
    let analyzers = args.gate.analyzers(context).await;
    let place = args
        .path
        .canonicalize()
        .unwrap_or_else(|_| args.path.clone());
    let import = Import {
        store: &*store,
        key: format!("import:{}:{}", source.name(), place.display()),
        by: who(args.by.as_ref()),
        restart: args.restart,
        streamed: origin.is_stream(),
        group: GROUP,
        stopped: None,
    };
    let mut gate = Gate::new(
        &*store,
        args.gate.policy(),
        analyzers.as_ref().map(|all| all as &dyn Inspect),
    )
    .await?;
    let report = import.run(context, source, &mut gate).await?;
    report.show(global, context)?;
    report.judge(&args.path)
}

/// Where records are read, and in which form.
pub struct Origin<'a> {
    pub format: Format,
    pub path: &'a Path,
    /// Which of SVEN's parts.
    pub split: Option<&'a str>,
    /// Which field holds what, for jsonl.
    pub map: Option<&'a str>,
    /// What provenance calls the source, for jsonl.
    pub source: &'a str,
}

impl Origin<'_> {
    /// Opens it for reading from its beginning.
    pub fn open(&self) -> Result<Box<dyn Source>, Failure> {
        let path = self.path;
        if self.is_stream() {
            if !matches!(
                self.format,
                Format::Seccoder | Format::Safecoder | Format::Jsonl
            ) {
                return Err(Failure::usage("this form is not read from standard input")
                    .hint("save it as a file; seccoder, safecoder and jsonl can be piped"));
            }
        } else if !path.exists() {
            return Err(Failure::usage(format!("{} is not there", path.display())));
        }
        if self.split.is_some() && !matches!(self.format, Format::Sven | Format::Safecoder) {
            return Err(Failure::usage("--split is for sven and safecoder"));
        }
        Ok(match self.format {
            Format::Seccoder => Box::new(Export::open(path)?),
            Format::Sven => Box::new(
                Sven::open(&split(path, self.split)).map_err(|error| self.no_pairs(error))?,
            ),
            Format::Safecoder => Box::new(
                SafeCoder::open(&pairs_file(split(path, self.split)))
                    .map_err(|error| self.no_pairs(error))?,
            ),
            Format::Bigvul => Box::new(BigVul::open(path)?),
            Format::Cvefixes => Box::new(CveFixes::open(path)?),
            Format::Jsonl => {
                let map = self.map.unwrap_or_default();
                let mapping: Mapping = map
                    .parse()
                    .map_err(|error| Failure::usage(format!("--map: {error}")))?;
                Box::new(Jsonl::open(path, self.source, mapping)?)
            }
        })
    }

    fn is_stream(&self) -> bool {
        self.path.as_os_str() == STANDARD_INPUT
    }

    /// The parts of a data set lie in folders of their own.
    fn no_pairs(&self, error: SourceError) -> Failure {
        let failure = Failure::from(error);
        if self.split.is_none() && self.path.join("data_train_val").is_dir() {
            return failure.hint("--split train and --split val choose a part");
        }
        failure
    }
}

/// Reads a data set to its end. What is malformed in it is for `db import` to list.
pub fn read_all(
    context: &Context,
    doing: &'static str,
    source: &mut dyn Source,
    mut offer: impl FnMut(Box<Record>),
) -> Result<(), Failure> {
    let bar = counting_bar(&context.terminal, doing);
    let mut bad = 0;
    while let Some(item) = source.next()? {
        match item {
            Item::Good(record) => offer(record),
            Item::Bad(_) => bad += 1,
            Item::Skipped(_) => {}
        }
        let (done, total) = source.progress();
        bar.set_length(total.max(done));
        bar.set_position(done);
    }
    bar.finish_and_clear();
    if bad > 0 {
        let note = format!("{bad} malformed records were passed over; `db import` lists them");
        context.terminal.note(&note);
    }
    Ok(())
}

/// SafeCoder's file in a folder.
fn pairs_file(path: PathBuf) -> PathBuf {
    let file = path.join("sec-new-desc.jsonl");
    if file.is_file() { file } else { path }
}

/// A data set's folder of pairs, from its root or any folder on the way there.
pub fn split(path: &Path, split: Option<&str>) -> PathBuf {
    let Some(split) = split else {
        return path.to_owned();
    };
    let below = [
        Path::new("data_train_val").join(split),
        PathBuf::from(split),
    ];
    let found = below
        .iter()
        .map(|inner| path.join(inner))
        .find(|path| path.is_dir());
    found.unwrap_or_else(|| path.to_owned())
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        Self::new(Kind::Usage, error.to_string())
    }
}

/// An import under way.
pub struct Import<'a> {
    pub store: &'a dyn Store,
    /// The note that holds how far it came.
    pub key: String,
    pub by: String,
    pub restart: bool,
    /// The source cannot be gone back to, so no place in it is remembered.
    pub streamed: bool,
    /// Candidates that go through the gate together.
    pub group: usize,
    /// Set by a source that ends because somebody wants to go on another time.
    pub stopped: Option<&'a AtomicBool>,
}

/// How far an import came, and what it did until then.
#[derive(Serialize, Deserialize)]
struct Progress {
    position: String,
    report: Report,
}

impl Import<'_> {
    /// Reads a source to its end.
    pub async fn run(
        &self,
        context: &Context,
        mut source: Box<dyn Source>,
        gate: &mut Gate<'_>,
    ) -> Result<Report, Failure> {
        let mut report = self.begin(context, &mut *source).await?;
        let mut noted = self.store.note(&self.key).await?.is_some();
        let bar = counting_bar(&context.terminal, "importing");
        let mut said = Instant::now();
        let mut group = Vec::new();
        loop {
            // Reading and checking may go on for minutes without a pause: Ctrl-C is heard here.
            tokio::task::yield_now().await;
            let item = source.next();
            let (done, total) = source.progress();
            if self.stopped.is_none() {
                bar.set_length(total.max(done));
                bar.set_position(done);
            }
            let end = !matches!(item, Ok(Some(_)));
            if let Ok(Some(item)) = item {
                report.count(item, &mut group);
                if report.is_hopeless() {
                    return Err(report.hopeless());
                }
            } else if let Err(error) = item {
                // What was read is good, and the rest is for another time.
                self.admit(std::mem::take(&mut group), gate, &mut report, None)
                    .await?;
                return Err(error.into());
            }
            if end || group.len() >= self.group {
                let stopped = self
                    .stopped
                    .is_some_and(|stopped| stopped.load(Ordering::Relaxed));
                let note = match (self.streamed, end && !stopped) {
                    (true, _) => None,
                    (false, true) => noted.then_some(None),
                    (false, false) => Some(Some(source.position())),
                };
                noted |= matches!(note, Some(Some(_)));
                self.admit(std::mem::take(&mut group), gate, &mut report, note)
                    .await?;
                if !context.terminal.interactive && said.elapsed() > NOW_AND_THEN {
                    said = Instant::now();
                    context.terminal.note(&report.counts());
                }
            }
            if end {
                break;
            }
        }
        bar.finish_and_clear();
        Ok(report)
    }

    /// Goes to where an earlier import was broken off, with what it reported until there.
    async fn begin(&self, context: &Context, source: &mut dyn Source) -> Result<Report, Failure> {
        let new = Report {
            schema_version: SCHEMA_VERSION,
            ..Report::default()
        };
        if self.restart || self.streamed {
            return Ok(new);
        }
        let Some(note) = self.store.note(&self.key).await? else {
            return Ok(new);
        };
        let Ok(progress) = serde_json::from_str::<Progress>(&note) else {
            return Ok(new);
        };
        source.resume(&progress.position).map_err(|error| {
            Failure::from(error).hint("--restart reads it from the beginning; what is there stays")
        })?;
        context.terminal.note(&format!(
            "going on where an earlier one was broken off, after {} records",
            progress.report.read
        ));
        Ok(progress.report)
    }

    /// One group through the gate and into the database, with how far the source was read.
    async fn admit(
        &self,
        records: Vec<Record>,
        gate: &mut Gate<'_>,
        report: &mut Report,
        // How far the source was read; `Some(None)` when that is over.
        position: Option<Option<String>>,
    ) -> Result<(), Failure> {
        let outcome = gate.check_for(self.store, records).await?;
        report.known += outcome.known.len();
        report.admitted += outcome.admitted.len();
        report.quarantined += outcome.quarantined.len();
        let admitted = outcome.admitted.iter().map(|one| &one.checks);
        let quarantined = outcome.quarantined.iter().map(|one| &one.checks);
        for result in admitted.chain(quarantined).flatten() {
            let counts = match result.verdict {
                CheckVerdict::Passed => continue,
                CheckVerdict::Refused(_) => &mut report.refused_by,
                CheckVerdict::NotChecked(_) => &mut report.not_checked,
            };
            *counts.entry(result.check.name().to_owned()).or_default() += 1;
        }
        let over = matches!(position, Some(None)) || self.stopped.is_some();
        let noteless = position.is_none() || !over;
        if outcome.admitted.is_empty() && outcome.quarantined.is_empty() && noteless {
            // A line in the log for nothing; the next group brings the note up to date.
            return Ok(());
        }
        let note = position.map(|position| {
            let note = position.map(|position| {
                let mut report = report.clone();
                report.bad.truncate(REMEMBERED);
                serde_json::to_string(&Progress { position, report })
            });
            Ok::<_, serde_json::Error>((self.key.clone(), note.transpose()?))
        });
        let batch = Batch {
            action: Action::Import,
            by: self.by.clone(),
            at: Timestamp::now(),
            admit: outcome.admitted,
            quarantine: outcome.quarantined,
            notes: note.transpose()?.into_iter().collect(),
            ..Batch::default()
        };
        let written = self.store.write(&batch).await?;
        gate.wrote(&written);
        // Another process may have brought in the same code since it was asked about.
        let there = written.changed + written.same;
        report.admitted -= there;
        report.known += there;
        Ok(())
    }
}

impl Report {
    fn count(&mut self, item: Item, group: &mut Vec<Record>) {
        self.read += 1;
        match item {
            Item::Good(record) => group.push(*record),
            Item::Skipped(reason) => *self.skipped.entry(reason.to_owned()).or_default() += 1,
            Item::Bad(BadRecord { place, reason }) => {
                self.malformed += 1;
                if self.bad.len() < KEPT {
                    self.bad.push(Bad { place, reason });
                }
            }
        }
    }

    /// Whether this looks like records of another form, or of none.
    const fn is_hopeless(&self) -> bool {
        self.malformed >= HOPELESS && self.malformed == self.read
    }

    fn hopeless(&self) -> Failure {
        let first = self.bad.first().map_or_else(String::new, |bad| {
            format!(": {}: {}", bad.place, bad.reason)
        });
        Failure::usage(printable(&format!(
            "all of the first {} records are malformed{first}",
            self.malformed
        )))
        .hint("the form may be another one; `seccoder db import --help` lists them")
    }

    /// Fails when there was something to read, and no record in it.
    fn judge(&self, path: &Path) -> Result<(), Failure> {
        if self.read == 0 || self.malformed < self.read {
            return Ok(());
        }
        let name = crate::cursor::Source::new(Some(path)).name();
        Err(
            Failure::usage(format!("no record in {name} is well formed"))
                .hint("the form may be another one; `seccoder db import --help` lists them"),
        )
    }

    /// Prints it, as JSON if that is wanted.
    pub fn show(&self, global: &Global, context: &Context) -> Result<(), Failure> {
        if global.json {
            return print_json(self);
        }
        self.print(context)
    }

    fn counts(&self) -> String {
        format!(
            "{} read: {} admitted, {} in quarantine, {} known already, {} malformed, {} skipped",
            self.read,
            self.admitted,
            self.quarantined,
            self.known,
            self.malformed,
            self.skipped.values().sum::<usize>()
        )
    }

    /// Prints it for people.
    pub fn print(&self, context: &Context) -> Result<(), Failure> {
        for bad in self.bad.iter().take(LISTED) {
            say!("{}: {}", printable(&bad.place), printable(&bad.reason));
        }
        if self.malformed > self.bad.len().min(LISTED) {
            say!(
                "… and {} more malformed records (--json lists them)",
                self.malformed - self.bad.len().min(LISTED)
            );
        }
        say!("{}", self.counts());
        let list = |counts: &BTreeMap<String, usize>| {
            let parts: Vec<String> = counts
                .iter()
                .map(|(name, count)| format!("{name} {count}"))
                .collect();
            parts.join(", ")
        };
        for (what, counts) in [
            ("skipped", &self.skipped),
            ("refused by", &self.refused_by),
            ("not checked by", &self.not_checked),
        ] {
            if !counts.is_empty() {
                say!("{what}: {}", list(counts));
            }
        }
        if self.quarantined > 0 {
            context
                .terminal
                .note("`seccoder db quarantine list` shows what was refused and why; --waive CHECK admits it");
        }
        Ok(())
    }
}
