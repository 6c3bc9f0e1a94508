//! `seccoder eval run`: draw the samples of a suite with several methods.

mod arms;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use indicatif::ProgressBar;
use serde::Serialize;

use seccoder::cwe::CweId;
use seccoder::model::Decoding;
use seccoder::pipeline::{LongExamples, Mode};
use seccoder::prompt::PromptStyle;
use seccoder::prompt::form::Form;
use seccoder::truncate::CutRules;
use seccoder_eval::arm::{EvalMethod, FacetSet};
use seccoder_eval::log::{Manifest, Run, RunLog, Sampling, SuiteKind, SuiteSource};
use seccoder_eval::record::{SCHEMA_VERSION, SampleKey};
use seccoder_eval::sampling::{Plan, Projection, RunProgress};
use seccoder_eval::spec::{Measure, Spec};
use seccoder_eval::suite::halves::Half;

use super::database::DatabaseArgs;
use super::experiment::{self, Overrides};
use super::plan::{
    Setup, TaskChoice, default_folder, load_suite, plain, suite_source, validation_scenarios,
};
use super::score::{no_judge, score};
use super::{print_json, report};
use crate::cli::Global;
use crate::failure::{Failure, Kind};
use crate::options::SandboxArgs;
use crate::options::{EmbedderArgs, ModelArgs};
use crate::setup::Context;
use crate::terminal::counting_bar;

/// Flags of `seccoder eval run`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A killed run goes on where it was: give the same command again.\n\nExamples:\n  \
seccoder eval run --suite suites/core --model qwen2.5-coder-0.5b -n 3\n  \
seccoder eval run --suite sven/data_eval/trained --methods none,random,bm25,seccoder --out runs/sven\n  \
seccoder eval run --suite suites/core --half tune --methods none,auto --form guideline/cursor/comment,slice/above/live\n  \
seccoder eval run --suite HumanEval.jsonl.gz --limit 40 --methods none,seccoder --dry-run\n  \
SVEN=~/sven seccoder eval run experiments/table3.toml --model qwen2.5-coder-1.5b --embedder all-minilm-l6-v2"
)]
pub struct Args {
    /// Specification of an experiment; beside it only the model, the embedder, -n and --seeds can be chosen
    #[arg(value_name = "SPEC")]
    spec: Option<PathBuf>,
    /// Folder of tasks, SVEN's data_eval/trained, or HumanEval's file
    #[arg(
        long,
        value_name = "PATH",
        required_unless_present = "spec",
        conflicts_with = "spec"
    )]
    suite: Option<PathBuf>,
    /// Folder of the run; the same folder goes on with it [default: seccoder-runs/TITLE]
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Methods to compare: none, random, bm25, seccoder, auto, reminder, rules, text
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        default_value = "none,seccoder",
        conflicts_with = "spec"
    )]
    methods: Vec<EvalMethod>,
    /// Numbers of demonstrations; each makes an arm of its own
    #[arg(long, short, value_name = "N", value_delimiter = ',', default_value = "1", value_parser = clap::value_parser!(u8).range(1..=16), conflicts_with = "spec")]
    k: Vec<u8>,
    /// Show guidelines instead of code
    #[arg(long, conflicts_with = "spec")]
    guideline_only: bool,
    /// How method auto shows an example, as <shape>/<place>/<dress>; each makes an arm of its own [default: the style's best]
    #[arg(
        long,
        value_name = "FORMS",
        value_delimiter = ',',
        conflicts_with = "spec"
    )]
    form: Vec<Form>,
    /// By which facets method auto finds examples: all, or some of api, cause, code, weakness joined by +; each such set makes an arm of its own [default: all]
    #[arg(
        long,
        value_name = "SETS",
        value_delimiter = ',',
        conflicts_with = "spec"
    )]
    facets: Vec<FacetSet>,
    /// The most tokens that method auto adds; each number makes an arm of its own [default: 256]
    #[arg(
        long,
        value_name = "TOKENS",
        value_delimiter = ',',
        conflicts_with = "spec"
    )]
    budget: Vec<usize>,
    /// How sure method auto must be to show an example, from 0 (always) to 1; each number makes an arm of its own [default: the embedder's]
    #[arg(
        long,
        value_name = "SURE",
        value_delimiter = ',',
        conflicts_with = "spec"
    )]
    threshold: Vec<f32>,
    /// fast completes once; thorough lets analyzers look at drafts and revises what they find; each makes an arm of its own
    #[arg(
        long,
        value_name = "MODES",
        value_delimiter = ',',
        default_value = "fast",
        conflicts_with = "spec"
    )]
    mode: Vec<Mode>,
    /// Leave examples with the task's own weakness out of the database
    #[arg(long, conflicts_with = "spec")]
    exclude_task_cwe: bool,
    /// Only tasks whose name contains one of these
    #[arg(
        long,
        value_name = "TEXT",
        value_delimiter = ',',
        conflicts_with = "spec"
    )]
    tasks: Vec<String>,
    /// Only the tasks of this half of the suite, by its halves.toml: tune, report
    #[arg(long, value_name = "HALF", conflicts_with = "spec")]
    half: Option<Half>,
    /// Leave out these tasks; of SVEN's, its six validation scenarios unless given
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        conflicts_with = "spec"
    )]
    leave_out: Option<Vec<String>>,
    /// Leave out tasks about these weaknesses
    #[arg(
        long,
        value_name = "CWES",
        value_delimiter = ',',
        conflicts_with = "spec"
    )]
    leave_out_cwes: Vec<CweId>,
    /// At most so many tasks, evenly spread
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "spec")]
    limit: Option<u32>,
    /// Samples per task, method and seed [default: 25]
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    samples: Option<u16>,
    /// Seeds; results are averaged over them [default: 1,2,3]
    #[arg(long, value_name = "SEEDS", value_delimiter = ',')]
    seeds: Option<Vec<u64>>,
    /// Temperature; 0 takes the likeliest token
    #[arg(long, value_name = "T", default_value_t = 0.4, conflicts_with = "spec")]
    temperature: f32,
    /// Keep the likeliest tokens up to this probability
    #[arg(
        long,
        value_name = "P",
        default_value_t = 0.95,
        conflicts_with = "spec"
    )]
    top_p: f32,
    /// New tokens at most
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "spec")]
    max_tokens: u32,
    /// Rules for cutting completions: function, sven [default: SVEN's for its suite]
    #[arg(long, value_name = "RULES", value_parser = ["function", "sven"], conflicts_with = "spec")]
    truncation: Option<String>,
    /// Prompt style: raw, fim, chat [default: raw, and chat for servers that only chat]
    #[arg(long, value_name = "NAME", conflicts_with = "spec")]
    style: Option<PromptStyle>,
    /// Leave out examples above this many tokens beforehand, as the paper does
    #[arg(long, value_name = "TOKENS", conflicts_with = "spec")]
    leave_out_over: Option<usize>,
    /// Requests at the same time [default: 1 for local models, 4 for servers]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    parallel: Option<u16>,
    /// Only say what would be done, and how long it would take
    #[arg(long)]
    dry_run: bool,
    /// Draw the samples, but leave judging and the report for later
    #[arg(long)]
    no_score: bool,
    #[command(flatten)]
    sandbox: SandboxArgs,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    embedder: EmbedderArgs,
}

#[derive(Serialize)]
struct Report {
    schema_version: u32,
    folder: PathBuf,
    tasks: usize,
    arms: Vec<String>,
    samples: usize,
    requests: usize,
    /// Seconds; in a dry run the most it can take.
    seconds: f64,
    generated_tokens: usize,
}

/// Runs the command.
pub async fn run(global: &Global, args: &Args) -> Result<(), Failure> {
    let context = Context::new(global)?;
    let Some(path) = &args.spec else {
        let setup = args.setup()?;
        let folder = args
            .out
            .clone()
            .unwrap_or_else(|| default_folder(&setup.title));
        return one(global, &context, args, &setup, &folder).await.map(drop);
    };
    let spec = experiment::read(path)?;
    match spec.measure {
        Measure::Statistics => experiment::print_statistics(&context, &spec).await,
        Measure::Retrieval => experiment::print_retrieval(&context, &spec, &args.embedder).await,
        Measure::Prompts => experiment::print_prompts(&context, &spec, &args.embedder).await,
        _ => experiment(global, &context, args, path, &spec).await,
    }
}

/// Every run of a specification, then the table that they make.
async fn experiment(
    global: &Global,
    context: &Context,
    args: &Args,
    path: &Path,
    spec: &Spec,
) -> Result<(), Failure> {
    let overrides = Overrides {
        model: &args.model,
        embedder: &args.embedder,
        samples: args.samples.map(usize::from),
        seeds: args.seeds.clone(),
        parallel: args.parallel.map(usize::from),
    };
    let (setups, left_out) = experiment::setups(context, spec, &overrides)?;
    for model in &left_out {
        context.terminal.note(&format!("left out: {model}"));
    }
    if setups.is_empty() {
        return Err(
            Failure::new(Kind::Missing, "no model of this experiment can be run here").hint(
                "`seccoder model pull` fetches models; --model NAME runs the experiment with another",
            ),
        );
    }
    let stem = path.file_stem().map_or("experiment".into(), |stem| {
        stem.to_string_lossy().into_owned()
    });
    let root = args.out.clone().unwrap_or_else(|| default_folder(&stem));
    let mut folders = Vec::new();
    for setup in &setups {
        let folder = root.join(plain(&setup.model.shown_name()));
        if one(global, context, args, setup, &folder).await? {
            folders.push(folder);
        }
    }
    if folders.is_empty() || global.json || spec.paper.is_none() {
        return Ok(());
    }
    let reports = folders
        .iter()
        .map(|folder| report::load(folder, None))
        .collect::<Result<Vec<_>, _>>()?;
    say!("");
    report::print_paper(&reports, false)
}

/// One run; whether it has a report now.
async fn one(
    global: &Global,
    context: &Context,
    args: &Args,
    setup: &Setup,
    folder: &Path,
) -> Result<bool, Failure> {
    let (plan, manifest) = setup.build(context).await?;
    let mut report = Report {
        schema_version: SCHEMA_VERSION,
        folder: folder.to_owned(),
        tasks: plan.suite.tasks.len(),
        arms: plan.arms.iter().map(|arm| arm.arm.name.clone()).collect(),
        samples: 0,
        requests: 0,
        seconds: 0.0,
        generated_tokens: 0,
    };
    if args.dry_run {
        // Only a look: the folder is neither locked nor mended.
        let there: BTreeSet<SampleKey> = if folder.join("run.json").exists() {
            let run = Run::read(folder)?;
            run.samples.into_iter().map(|sample| sample.key).collect()
        } else {
            BTreeSet::new()
        };
        let projection = plan
            .project(&plan.missing(&|key| there.contains(key)))
            .await?;
        report.samples = projection.samples;
        report.requests = projection.requests;
        report.seconds = projection.at_most.as_secs_f64();
        if global.json {
            print_json(&report)?;
        } else {
            print_projection(&plan, projection)?;
        }
        return Ok(false);
    }
    let judging = (!args.no_score).then_some(&args.sandbox);
    let (samples, progress) = draw(context, &plan, &manifest, folder, judging).await?;
    report.samples = samples;
    report.requests = progress.done;
    report.seconds = progress.elapsed.as_secs_f64();
    report.generated_tokens = progress.tokens;
    if global.json {
        print_json(&report)?;
    } else {
        say!(
            "{} samples in {}; {} requests in {} now",
            report.samples,
            folder.display(),
            progress.done,
            human(progress.elapsed)
        );
    }
    if args.no_score {
        return Ok(false);
    }
    let counts = score(context, folder, None, &args.sandbox).await?;
    let finished = report::load(folder, None)?;
    report::write(folder, &finished)?;
    if !global.json {
        say!("{}\n\n{}", counts.line(), finished.text());
        say!("report: {}", folder.join("report.html").display());
    }
    Ok(true)
}

/// Draws what is missing of a run's samples; how many there are now, and what was done for them.
/// With `judging` it first makes sure that they can be judged.
pub async fn draw(
    context: &Context,
    plan: &Plan,
    manifest: &Manifest,
    folder: &Path,
    judging: Option<&SandboxArgs>,
) -> Result<(usize, RunProgress), Failure> {
    if let Some(sandbox) = judging {
        // Better to know before hours of sampling that nothing can be judged.
        sandbox
            .judges()?
            .check(&plan.suite.tasks)
            .await
            .map_err(no_judge)?;
    }
    let mut log = RunLog::open(folder, manifest)?;
    if !log.is_empty() {
        context
            .terminal
            .note(&format!("{} samples are there already", log.len()));
    }
    let bar = counting_bar(&context.terminal, "sampling");
    let progress = plan
        .run(&mut log, &mut |progress| show(&bar, progress))
        .await;
    bar.finish_and_clear();
    Ok((log.len(), progress?))
}

fn show(bar: &ProgressBar, progress: RunProgress) {
    bar.set_length(progress.total as u64);
    bar.set_position(progress.done as u64);
}

fn print_projection(plan: &Plan, projection: Projection) -> std::io::Result<()> {
    say!(
        "{} tasks x {} methods x {} seeds x {} samples; {} samples in {} requests are missing",
        plan.suite.tasks.len(),
        plan.arms.len(),
        plan.sampling.seeds.len(),
        plan.sampling.samples,
        projection.samples,
        projection.requests
    );
    say!(
        "at most {} of generation with {}, if every sample uses all {} tokens",
        human(projection.at_most),
        plan.info.name,
        plan.sampling.max_tokens
    );
    Ok(())
}

/// A duration for a person.
fn human(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, s) => format!("{s} s"),
        (0, m, s) => format!("{m} min {s} s"),
        (h, m, _) => format!("{h} h {m} min"),
    }
}

impl Args {
    fn setup(&self) -> Result<Setup, Failure> {
        let Some(path) = &self.suite else {
            return Err(Failure::usage("name a suite with --suite"));
        };
        let source = suite_source(path)?;
        let cut = match self.truncation.as_deref() {
            Some("sven") => CutRules::Sven,
            Some(_) => CutRules::Function,
            None => usual_cut(&source),
        };
        let leave_out = match &self.leave_out {
            Some(names) => names.clone(),
            None => validation_scenarios(&source, &load_suite(&source)?),
        };
        Ok(Setup {
            title: title(&source),
            paper: None,
            paper_column: None,
            source,
            choice: TaskChoice {
                only: self.tasks.clone(),
                half: self.half,
                leave_out,
                leave_out_cwes: self.leave_out_cwes.clone(),
                limit: self.limit.map(|limit| limit as usize),
            },
            arms: self.arms()?,
            sampling: Sampling {
                samples: self.samples.map_or(25, usize::from),
                seeds: self.seeds.clone().unwrap_or_else(|| vec![1, 2, 3]),
                decoding: self.decoding()?,
                max_tokens: self.max_tokens as usize,
                cut,
                style: self.style,
            },
            ks: Vec::new(),
            long_examples: self.leave_out_over.map_or(LongExamples::TakeNext, |limit| {
                LongExamples::LeaveOut { limit }
            }),
            parallel: self.parallel.map(usize::from),
            database: self.database.clone(),
            model: self.model.clone(),
        })
    }

    fn decoding(&self) -> Result<Decoding, Failure> {
        decoding(self.temperature, self.top_p)
    }
}

/// What a run over this suite is called.
pub fn title(source: &SuiteSource) -> String {
    match source.kind {
        SuiteKind::Sven => "SVEN's scenarios".to_owned(),
        SuiteKind::Humaneval => "HumanEval".to_owned(),
        SuiteKind::Folder => source
            .path
            .file_name()
            .map_or("run".into(), |name| name.to_string_lossy().into_owned()),
    }
}

/// The rules for cutting completions of this suite, unless others are asked for.
pub fn usual_cut(source: &SuiteSource) -> CutRules {
    match source.kind {
        SuiteKind::Sven => CutRules::Sven,
        _ => CutRules::Function,
    }
}

/// How tokens are chosen at this temperature.
pub fn decoding(temperature: f32, top_p: f32) -> Result<Decoding, Failure> {
    if temperature == 0.0 {
        return Ok(Decoding::Greedy);
    }
    let decoding = Decoding::Sample {
        temperature,
        top_p,
        top_k: None,
    };
    crate::commands::complete::check_decoding(decoding)?;
    Ok(decoding)
}
