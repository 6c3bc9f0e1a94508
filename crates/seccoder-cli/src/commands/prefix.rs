//! `seccoder prefix`: SVEN's prefixes: training one, and what is in one.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::ProgressBar;
use seccoder::cwe::CweId;
use seccoder::response::SCHEMA_VERSION;
use seccoder_lm::candle::sven::Prefix;
use seccoder_lm::candle::sven::config::TrainConfig;
use seccoder_lm::candle::sven::data::{DiffLevel, Pair, Pairs};
use seccoder_lm::candle::sven::job::{Job, JobError, Report, Start};
use seccoder_lm::candle::sven::loss::Values;
use seccoder_lm::candle::sven::train::{Event, Outcome};
use serde::Serialize;

use super::db::import::{Format, Origin, read_all};
use super::print_json;
use crate::cli::Global;
use crate::failure::{Failure, Kind};
use crate::options::Precision;
use crate::setup::Context;
use crate::terminal::{Terminal, counting_bar};

/// What to do with prefixes.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Train a prefix that draws a model towards secure code, and one towards vulnerable code
    Train(Box<TrainArgs>),
    /// Print what a prefix was made for
    Show(ShowArgs),
}

/// Flags of `seccoder prefix train`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The same command goes on where an earlier one stopped.\n\nExample:\n  \
seccoder prefix train --model smollm2-135m --data sven/data_train_val --out sec-vul\n  \
seccoder complete app.py --model smollm2-135m --prefix sec-vul --control sec\n  \
seccoder prefix train --model codegen-350m --from bigvul MSR_data_cleaned.csv --sample 723 \
--exclude-cwe CWE-22,CWE-78,CWE-79,CWE-89,CWE-125,CWE-190,CWE-416,CWE-476,CWE-787 --out hardened"
)]
pub struct TrainArgs {
    /// Catalogue name, or path of a published folder or of a .gguf file of Llama or Qwen2
    #[arg(long, short, value_name = "NAME|PATH", env = "SECCODER_MODEL")]
    model: Option<String>,
    /// Pairs of functions before and after a fix: a folder with train and val, or .jsonl files
    #[arg(long, value_name = "PATH", required_unless_present = "from")]
    data: Option<PathBuf>,
    /// Take the pairs from a data set instead: a format that `db import` knows, and its file or folder
    #[arg(long, num_args = 2, value_names = ["FORMAT", "PATH"], conflicts_with = "data")]
    from: Vec<String>,
    /// Which of the data set's parts
    #[arg(long, value_name = "NAME", value_parser = ["train", "val"], requires = "from")]
    split: Option<String>,
    /// Which field holds what, for jsonl: FIELD=NAME, or FIELD==VALUE for all records
    #[arg(long, value_name = "FIELDS", requires = "from")]
    map: Option<String>,
    /// Folder for the prefix, and for what an interrupted training needs to go on
    #[arg(long, short, value_name = "FOLDER")]
    out: PathBuf,
    /// Leave out the pairs of these weaknesses
    #[arg(long, value_name = "CWES", value_delimiter = ',')]
    exclude_cwe: Vec<CweId>,
    /// Train with this many pairs, drawn by the seed from those of which both versions are short enough [default: all]
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// Positions of the prefix [default: by the model's size, 5 to 12]
    #[arg(long, value_name = "N")]
    prefix_length: Option<usize>,
    /// Times that each function is used [default: by the model's size, 8 or 5]
    #[arg(long, value_name = "N")]
    epochs: Option<u64>,
    /// What counts as changed: mix (characters of the fix, lines of the flaw), char, line, program
    #[arg(long, value_name = "LEVEL", default_value = "mix", value_parser = ["mix", "char", "line", "program"])]
    level: String,
    /// Functions of a step [default: 2]
    #[arg(long, value_name = "N")]
    accumulation: Option<usize>,
    /// Learning rate at its highest [default: 0.01; 0.001 for lines and programs]
    #[arg(long, value_name = "RATE")]
    learning_rate: Option<f64>,
    /// Weight of the contrastive loss [default: 4]
    #[arg(long, value_name = "RATIO")]
    contrastive: Option<f64>,
    /// Weight of the KL loss [default: by the model's size, 1.6 or 2]
    #[arg(long, value_name = "RATIO")]
    kl: Option<f64>,
    /// Leave out functions of more tokens [default: 1024]
    #[arg(long, value_name = "TOKENS")]
    max_tokens: Option<usize>,
    /// Seed of the order, of dropout and of --sample [default: 1]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Steps between two checkpoints
    #[arg(long, value_name = "STEPS", default_value_t = 50)]
    save_every: u64,
    /// How the model's numbers are kept
    #[arg(long, value_name = "TYPE", default_value = "f32")]
    precision: Precision,
    /// Train on the GPU; needs a build with the feature cuda
    #[arg(long)]
    gpu: bool,
}

/// Flags of `seccoder prefix show`.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// A prefix: our file or folder, or a folder as SVEN's authors publish it
    path: PathBuf,
}

/// Runs the command.
pub async fn run(global: &Global, command: &Command) -> Result<(), Failure> {
    match command {
        Command::Train(args) => train(global, args).await,
        Command::Show(args) => show(global, args),
    }
}

#[derive(Serialize)]
struct Shown<'a> {
    schema_version: u32,
    model: &'a str,
    fingerprint: Option<&'a str>,
    step: Option<u64>,
    layers: usize,
    heads: usize,
    length: usize,
    head_dim: usize,
}

fn show(global: &Global, args: &ShowArgs) -> Result<(), Failure> {
    let prefix = Prefix::open(&args.path).map_err(|error| Failure::usage(error.to_string()))?;
    let (origin, dimensions) = (prefix.origin(), prefix.dimensions());
    let shown = Shown {
        schema_version: SCHEMA_VERSION,
        model: &origin.model,
        fingerprint: origin.fingerprint.as_deref(),
        step: origin.step,
        layers: dimensions.layers,
        heads: dimensions.heads,
        length: dimensions.length,
        head_dim: dimensions.head_dim,
    };
    if global.json {
        return print_json(&shown);
    }
    let step = shown
        .step
        .map_or_else(String::new, |step| format!(", {step} training steps"));
    say!("for {}: controls sec and vul{step}", shown.model);
    say!(
        "{} positions of {} layers, {} heads of {} numbers, {:?}",
        shown.length,
        shown.layers,
        shown.heads,
        shown.head_dim,
        prefix.dtype(),
    );
    Ok(())
}

/// Tells a training on another thread to stop when the command is dropped.
struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

async fn train(global: &Global, args: &TrainArgs) -> Result<(), Failure> {
    let context = Context::new(global)?;
    let job = job(&context, args).await?;
    let adjust = adjust(args);
    let mut screen = Screen::new(&context.terminal, global.json);
    let stop = StopOnDrop(Arc::default());
    let stopping = Arc::clone(&stop.0);
    let prefix = job.prefix();
    let training = tokio::task::spawn_blocking(move || {
        job.run(adjust, |report| {
            screen.show(&report);
            if stopping.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
    });
    let outcome = training
        .await
        .map_err(|error| Failure::new(Kind::Failed, format!("the training failed: {error}")))?
        .map_err(|error| failure(&error))?;
    drop(stop);
    if outcome == Outcome::Stopped {
        return Err(Failure::interrupted(
            "what was learned is kept, and the same command goes on",
        ));
    }
    context.terminal.note(&format!("{}", prefix.display()));
    Ok(())
}

fn failure(error: &JobError) -> Failure {
    let kind = match error {
        JobError::Data(_) | JobError::Model { .. } | JobError::TooFew { .. } => Kind::Usage,
        JobError::Device(_) => Kind::Missing,
        JobError::Train(_) => Kind::Failed,
    };
    Failure::new(kind, error.to_string())
}

async fn job(context: &Context, args: &TrainArgs) -> Result<Job, Failure> {
    // Before the model, which may have to be fetched.
    let data = pairs(context, args)?;
    let weights = context.weights(args.model.as_deref()).await?;
    Ok(Job {
        model: weights.path,
        name: weights.name,
        fingerprint: weights.fingerprint,
        precision: args.precision.into(),
        gpu: args.gpu,
        data,
        pairs: args.sample,
        folder: args.out.clone(),
        every: args.save_every,
    })
}

/// The pairs to train with, without those of the weaknesses that are left out.
fn pairs(context: &Context, args: &TrainArgs) -> Result<Pairs, Failure> {
    if let Some(path) = &args.data {
        let pairs = Pairs::open(path).map_err(|error| Failure::usage(error.to_string()))?;
        return Ok(pairs.without(&args.exclude_cwe));
    }
    let [format, path] = &args.from[..] else {
        return Err(Failure::usage("--data or --from says what to train with"));
    };
    let origin = Origin {
        format: Format::named(format)?,
        path: Path::new(path),
        split: args.split.as_deref(),
        map: args.map.as_deref(),
        source: "jsonl",
    };
    let mut pairs = Pairs::default();
    read_all(context, "reading pairs", &mut *origin.open()?, |record| {
        let example = record.example;
        let excluded = |cwe: &CweId| args.exclude_cwe.contains(cwe);
        if let (Some(vulnerable), false) = (example.vulnerable, example.cwes.iter().any(excluded)) {
            pairs.train.push(Pair::new(vulnerable, example.code));
        }
    })?;
    if pairs.train.is_empty() {
        return Err(Failure::usage(format!(
            "{path} holds no pair with a vulnerable version to train with"
        )));
    }
    Ok(pairs)
}

/// What the flags change in the published settings.
fn adjust(args: &TrainArgs) -> impl FnOnce(&mut TrainConfig) + Send + use<> {
    let level = match args.level.as_str() {
        "char" => DiffLevel::Char,
        "line" => DiffLevel::Line,
        "program" => DiffLevel::Program,
        _ => DiffLevel::Mix,
    };
    let (length, epochs, accumulation) = (args.prefix_length, args.epochs, args.accumulation);
    let (rate, contrastive, kl) = (args.learning_rate, args.contrastive, args.kl);
    let (max_tokens, seed) = (args.max_tokens, args.seed);
    move |config| {
        let mut changed = config.clone().with_level(level);
        let set = |place: &mut f64, value: Option<f64>| *place = value.unwrap_or(*place);
        set(&mut changed.adam.learning_rate, rate);
        set(&mut changed.ratios.contrastive, contrastive);
        set(&mut changed.ratios.kl, kl);
        changed.prefix_length = length.unwrap_or(changed.prefix_length);
        changed.epochs = epochs.unwrap_or(changed.epochs);
        changed.accumulation = accumulation.unwrap_or(changed.accumulation);
        changed.max_tokens = max_tokens.unwrap_or(changed.max_tokens);
        changed.seed = seed.unwrap_or(changed.seed);
        *config = changed;
    }
}

/// A line of `--json`.
#[derive(Serialize)]
struct Line {
    schema_version: u32,
    kind: &'static str,
    step: u64,
    total: u64,
    losses: Option<Values>,
}

/// Shows how a training goes on.
struct Screen {
    terminal: Terminal,
    json: bool,
    bar: ProgressBar,
    total: u64,
    done: u64,
}

impl Screen {
    fn new(terminal: &Terminal, json: bool) -> Self {
        Self {
            terminal: *terminal,
            json,
            bar: counting_bar(terminal, "training"),
            total: 0,
            done: 0,
        }
    }

    fn show(&mut self, report: &Report) {
        match report {
            Report::Start(start) => self.start(start),
            Report::Event(Event::Step(step)) => {
                (self.done, self.total) = (step.step, step.total);
                self.bar.set_position(step.step);
                self.bar
                    .set_message(format!("loss {:.3}", step.losses.total));
                self.line("step", Some(step.losses));
            }
            Report::Event(Event::Epoch { epoch, validation }) => {
                let losses = validation.map_or_else(String::new, |losses| {
                    format!(
                        ": validation loss {:.4} (lm {:.4}, contrastive {:.4}, kl {:.4})",
                        losses.total, losses.lm, losses.contrastive, losses.kl
                    )
                });
                let note = || self.terminal.note(&format!("epoch {epoch}{losses}"));
                self.bar.suspend(note);
                self.line("epoch", *validation);
                if self.done == self.total {
                    self.bar.finish_and_clear();
                }
            }
        }
    }

    fn start(&mut self, start: &Start) {
        (self.done, self.total) = (start.done, start.total);
        self.bar.set_length(start.total);
        self.bar.set_position(start.done);
        let (out, config) = (&start.train.left_out, &start.config);
        self.terminal.note(&format!(
            "{} functions of {} pairs; left out: {} longer than {} tokens, {} without a change, \
             {} wholly changed, {} with wrong changes",
            start.train.samples.len(),
            start.pairs,
            out.too_long,
            config.max_tokens,
            out.nothing_changed,
            out.everything_changed,
            out.wrong_changes,
        ));
        let done = match start.done {
            0 => String::new(),
            done => format!(", {done} of them made"),
        };
        self.terminal.note(&format!(
            "a prefix of {} positions; epochs: {}, steps: {}{done}",
            config.prefix_length, config.epochs, start.total,
        ));
    }

    fn line(&self, kind: &'static str, losses: Option<Values>) {
        let line = Line {
            schema_version: SCHEMA_VERSION,
            kind,
            step: self.done,
            total: self.total,
            losses,
        };
        // A reader that went away does not stop the training.
        if let (true, Ok(line)) = (self.json, serde_json::to_string(&line)) {
            let _ = print_line(&line);
        }
    }
}

fn print_line(line: &str) -> std::io::Result<()> {
    say!("{line}");
    Ok(())
}
