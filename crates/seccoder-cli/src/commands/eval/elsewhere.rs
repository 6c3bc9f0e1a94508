//! An evaluation inside another command: the same suite, model and seeds over several databases.
//!
//! Whoever changes a database wants to know what the change does to what models write. The flags
//! are those of `eval run` that make sense there; the runs are usual ones, in folders of their own,
//! which `eval report`, `eval compare` and `eval score` read.

use std::path::{Path, PathBuf};

use seccoder::pipeline::LongExamples;
use seccoder_eval::arm::{Arm, EvalMethod};
use seccoder_eval::log::{Run, Sampling};

use super::database::DatabaseArgs;
use super::plan::{Setup, TaskChoice, load_suite, plain, suite_source, validation_scenarios};
use super::run::{decoding, draw, title, usual_cut};
use super::score::score;
use crate::failure::Failure;
use crate::options::{EmbedderArgs, ModelArgs, SandboxArgs};
use crate::setup::Context;

/// Flags of an evaluation inside another command.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Evaluation")]
pub struct EvaluationArgs {
    /// Evaluate afterwards: a folder of tasks, SVEN's data_eval/trained, or HumanEval's file
    #[arg(long, value_name = "PATH")]
    pub suite: Option<PathBuf>,
    /// Only tasks whose name contains one of these
    #[arg(long, value_name = "TEXT", value_delimiter = ',', requires = "suite")]
    tasks: Vec<String>,
    /// At most so many tasks, evenly spread
    #[arg(long, value_name = "N", requires = "suite", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    /// Samples per task, method and seed of the sampling
    #[arg(long, value_name = "N", default_value_t = 25, value_parser = clap::value_parser!(u16).range(1..=1000))]
    samples: u16,
    /// Seeds of the sampling; results are averaged over them
    #[arg(
        long,
        value_name = "SEEDS",
        value_delimiter = ',',
        default_value = "1,2,3"
    )]
    seeds: Vec<u64>,
    /// Temperature; 0 takes the likeliest token
    #[arg(long, value_name = "T", default_value_t = 0.4)]
    temperature: f32,
    /// Keep the likeliest tokens up to this probability
    #[arg(long, value_name = "P", default_value_t = 0.95)]
    top_p: f32,
    /// New tokens at most
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..))]
    max_tokens: u32,
    /// Requests at the same time [default: 1 for local models, 4 for servers]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    parallel: Option<u16>,
    #[command(flatten)]
    sandbox: SandboxArgs,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    embedder: EmbedderArgs,
}

/// One of the runs.
pub struct Elsewhere<'a> {
    /// What it is called, and the folder of its run below the common one.
    pub name: &'a str,
    /// The database file.
    pub database: &'a Path,
    /// The methods; all with one demonstration.
    pub methods: &'a [EvalMethod],
}

impl EvaluationArgs {
    /// Refuses a suite that cannot be read, before other work is done.
    pub fn check_suite(&self) -> Result<(), Failure> {
        match &self.suite {
            Some(path) => load_suite(&suite_source(path)?).map(drop),
            None => Ok(()),
        }
    }

    /// Draws and judges what is missing of a run, and reads it. The run's folder is made below
    /// `folder` and named after suite, model and run, so that several evaluations can be beside
    /// each other.
    pub async fn run(
        &self,
        context: &Context,
        suite: &Path,
        one: &Elsewhere<'_>,
        folder: &Path,
    ) -> Result<(PathBuf, Run), Failure> {
        let setup = self.setup(suite, one)?;
        let (plan, manifest) = setup.build(context).await?;
        let name = format!("{}-{}", plain(&manifest.suite), plain(&manifest.model.name));
        let folder = folder.join(name).join(plain(one.name));
        let (samples, progress) =
            draw(context, &plan, &manifest, &folder, Some(&self.sandbox)).await?;
        let run = Run::read(&folder)?;
        if progress.done == 0 && run.verdicts.len() == samples {
            return Ok((folder, run));
        }
        score(context, &folder, None, &self.sandbox).await?;
        let run = Run::read(&folder)?;
        Ok((folder, run))
    }

    fn setup(&self, suite: &Path, one: &Elsewhere<'_>) -> Result<Setup, Failure> {
        let source = suite_source(suite)?;
        let arms = one
            .methods
            .iter()
            .map(|&method| (Arm::new(method), self.embedder.clone()));
        Ok(Setup {
            title: format!("{}, {} database", title(&source), one.name),
            paper: None,
            paper_column: None,
            choice: TaskChoice {
                only: self.tasks.clone(),
                leave_out: validation_scenarios(&source, &load_suite(&source)?),
                limit: self.limit.map(|limit| limit as usize),
                ..TaskChoice::default()
            },
            arms: arms.collect(),
            sampling: Sampling {
                samples: usize::from(self.samples),
                seeds: self.seeds.clone(),
                decoding: decoding(self.temperature, self.top_p)?,
                max_tokens: self.max_tokens as usize,
                cut: usual_cut(&source),
                style: None,
            },
            ks: Vec::new(),
            long_examples: LongExamples::TakeNext,
            parallel: self.parallel.map(usize::from),
            database: DatabaseArgs {
                file: Some(one.database.to_owned()),
                ..DatabaseArgs::default()
            },
            model: self.model.clone(),
            source,
        })
    }
}
