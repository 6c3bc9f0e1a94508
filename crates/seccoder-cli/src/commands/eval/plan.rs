//! From flags or a specification to a plan: the suite, the arms with their pipelines, the
//! sampling, and the manifest of the run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use seccoder::auto::AutoOptions;
use seccoder::method::Method;
use seccoder::oracle::Oracle;
use seccoder::pipeline::LongExamples;
use seccoder::retriever::Retriever;
use seccoder_eval::arm::{Arm, ArmRecord, FacetSet, ThoroughRecord};
use seccoder_eval::log::{Manifest, Sampling, SuiteKind, SuiteSource};
use seccoder_eval::record::SCHEMA_VERSION;
use seccoder_eval::sampling::{ArmPipeline, Plan, style};
use seccoder_eval::suite::halves::{Half, Halves};
use seccoder_eval::suite::{OracleName, Suite, Task, folder, humaneval, sven};

use super::super::complete::thorough::inspector;
use super::database::{Database, DatabaseArgs};
use crate::databases::Wanted;
use crate::failure::{Failure, Kind};
use crate::options::{EmbedderArgs, ModelArgs};
use crate::setup::Context;

/// What a run is, before anything is loaded.
pub struct Setup {
    /// What the report is called.
    pub title: String,
    /// The published experiment it repeats.
    pub paper: Option<String>,
    /// The model's column there.
    pub paper_column: Option<String>,
    /// Where the suite is.
    pub source: SuiteSource,
    /// Which tasks.
    pub choice: TaskChoice,
    /// The arms, and the embedder of each that embeds.
    pub arms: Vec<(Arm, EmbedderArgs)>,
    /// How samples are drawn.
    pub sampling: Sampling,
    /// The k of pass@k that the report shows; empty leaves it to the report.
    pub ks: Vec<u32>,
    /// What is done with long examples.
    pub long_examples: LongExamples,
    /// Requests at the same time; `None` leaves it to the engine's kind.
    pub parallel: Option<usize>,
    /// Where demonstrations come from.
    pub database: DatabaseArgs,
    /// The model.
    pub model: ModelArgs,
}

/// Which of a suite's tasks are run.
#[derive(Debug, Clone, Default)]
pub struct TaskChoice {
    /// Only tasks whose name contains one of these.
    pub only: Vec<String>,
    /// Only tasks of this half of the suite.
    pub half: Option<Half>,
    /// None of these names.
    pub leave_out: Vec<String>,
    /// None with one of these weaknesses.
    pub leave_out_cwes: Vec<seccoder::cwe::CweId>,
    /// At most so many, evenly spread over the suite.
    pub limit: Option<usize>,
}

impl TaskChoice {
    /// Leaves the others out.
    pub fn apply(&self, source: &SuiteSource, suite: &mut Suite) -> Result<(), Failure> {
        for name in &self.leave_out {
            if suite.task(name).is_none() {
                return Err(Failure::usage(format!("no task is called `{name}`"))
                    .hint("names are like the folders: cwe-089/0-py"));
            }
        }
        if let Some(half) = self.half {
            if source.kind != SuiteKind::Folder {
                return Err(Failure::usage(format!("{} has no halves", suite.name))
                    .hint("--half is for folders of tasks with a halves.toml"));
            }
            Halves::read(&source.path, suite)?.keep(half, suite);
        }
        suite.tasks.retain(|task| {
            (self.only.is_empty()
                || self
                    .only
                    .iter()
                    .any(|part| task.name.contains(part.as_str())))
                && !self.leave_out.contains(&task.name)
                && task
                    .cwe
                    .is_none_or(|cwe| !self.leave_out_cwes.contains(&cwe))
        });
        if let Some(limit) = self.limit
            && limit < suite.tasks.len()
        {
            let count = suite.tasks.len();
            let mut number = 0;
            suite.tasks.retain(|_| {
                let keep = (number + 1) * limit / count > number * limit / count;
                number += 1;
                keep
            });
        }
        if suite.tasks.is_empty() {
            return Err(Failure::usage("no task is left to run"));
        }
        Ok(())
    }
}

/// What kind of suite lies at a path.
pub fn suite_source(path: &Path) -> Result<SuiteSource, Failure> {
    let name = path.to_string_lossy();
    let kind = if name.ends_with(".jsonl") || name.ends_with(".jsonl.gz") {
        SuiteKind::Humaneval
    } else if folder::load(path).is_ok() {
        SuiteKind::Folder
    } else if sven::load(path).is_ok() {
        SuiteKind::Sven
    } else if humaneval::load(path).is_ok() {
        SuiteKind::Humaneval
    } else {
        // Say what is wrong with it as what it most likely is.
        let error = folder::load(path).err().map(|error| error.to_string());
        return Err(Failure::usage(format!(
            "{} is no suite: {}",
            path.display(),
            error.unwrap_or_default()
        ))
        .hint("a folder of tasks, SVEN's data_eval/trained, or HumanEval.jsonl.gz"));
    };
    Ok(SuiteSource {
        kind,
        path: path.canonicalize().unwrap_or_else(|_| path.to_owned()),
    })
}

/// Reads a suite.
pub fn load_suite(source: &SuiteSource) -> Result<Suite, Failure> {
    let suite = match source.kind {
        SuiteKind::Folder => folder::load(&source.path),
        SuiteKind::Sven => sven::load(&source.path),
        SuiteKind::Humaneval => humaneval::load(&source.path),
    };
    Ok(suite?)
}

/// The six scenarios that SVEN keeps for validation, as far as the suite has them.
pub fn validation_scenarios(source: &SuiteSource, suite: &Suite) -> Vec<String> {
    if source.kind != SuiteKind::Sven {
        return Vec::new();
    }
    sven::VALIDATION
        .iter()
        .filter(|name| suite.task(name).is_some())
        .map(|name| (*name).to_owned())
        .collect()
}

impl Setup {
    /// Loads the parts: suite, model, retrievers.
    pub async fn build(&self, context: &Context) -> Result<(Plan, Manifest), Failure> {
        let mut suite = load_suite(&self.source)?;
        self.choice.apply(&self.source, &mut suite)?;
        let model = context
            .language_model(&ModelArgs {
                reproducible: true,
                ..self.model.clone()
            })
            .await?;
        let mut parts = Parts {
            context,
            retrievers: BTreeMap::new(),
            database: None,
            args: &self.database,
        };
        let mut arms = Vec::new();
        for (arm, embedder) in &self.arms {
            arms.push(parts.arm(arm, embedder).await?);
        }
        inspect(&mut arms, &suite).await?;
        let info = model.info().await?;
        for (made, (arm, embedder)) in arms.iter_mut().zip(&self.arms) {
            if arm.is_auto() {
                let threshold = context.silence_threshold(embedder)?;
                made.auto = arm.auto.options(threshold);
                let style = style(&self.sampling, &info);
                made.record.auto = Some(arm.auto.record(threshold, style, &info.auto));
            }
        }
        let parallel = self
            .parallel
            .unwrap_or(if info.engine == "openai" { 4 } else { 1 });
        let manifest = Manifest {
            schema_version: SCHEMA_VERSION,
            seccoder: env!("CARGO_PKG_VERSION").to_owned(),
            title: self.title.clone(),
            paper: self.paper.clone(),
            paper_column: self.paper_column.clone(),
            suite: suite.name.clone(),
            suite_source: self.source.clone(),
            suite_hash: suite.hash(),
            tasks: suite.tasks.iter().map(|task| task.name.clone()).collect(),
            model: info.clone(),
            arms: arms.iter().map(|arm| arm.record.clone()).collect(),
            sampling: self.sampling.clone(),
            long_examples: self.long_examples,
            ks: self.ks.clone(),
        };
        let plan = Plan {
            suite,
            arms,
            sampling: self.sampling.clone(),
            model,
            info,
            long_examples: self.long_examples,
            parallel,
        };
        Ok((plan, manifest))
    }
}

/// Parts that several arms share.
struct Parts<'a> {
    context: &'a Context,
    /// By method, embedder and facets.
    retrievers: BTreeMap<(&'static str, Option<String>, FacetSet), Arc<dyn Retriever>>,
    database: Option<Database>,
    args: &'a DatabaseArgs,
}

impl Parts<'_> {
    async fn arm(&mut self, arm: &Arm, embedder: &EmbedderArgs) -> Result<ArmPipeline, Failure> {
        let method = arm.method.retrieval();
        let embedder_name = method
            .is_dense()
            .then(|| self.context.embedder_name(embedder))
            .transpose()?;
        let (retriever, database_hash) = match method {
            Method::None => (None, None),
            _ => self.retriever(arm, embedder, &embedder_name).await?,
        };
        Ok(ArmPipeline {
            record: ArmRecord {
                name: arm.name.clone(),
                method: arm.method.name().to_owned(),
                k: arm.k,
                view: arm.view,
                exclude_task_cwe: arm.exclude_task_cwe,
                embedder: embedder_name,
                database_hash,
                auto: None,
                thorough: None,
            },
            arm: arm.clone(),
            retriever,
            auto: AutoOptions::default(),
            inspector: None,
        })
    }

    /// A retriever over the experiment's database, and the database's hash.
    async fn retriever(
        &mut self,
        arm: &Arm,
        embedder: &EmbedderArgs,
        embedder_name: &Option<String>,
    ) -> Result<(Option<Arc<dyn Retriever>>, Option<String>), Failure> {
        if self.database.is_none() {
            self.database = Some(self.args.open(self.context).await?);
        }
        let Some(database) = &self.database else {
            return Ok((None, None));
        };
        let wanted = wanted(arm);
        let name = wanted.method.name();
        let key = (name, embedder_name.clone(), arm.auto.facets.clone());
        if !self.retrievers.contains_key(&key) {
            let made = database.retriever(self.context, wanted, embedder).await?;
            if let Some(retriever) = made {
                self.retrievers.insert(key.clone(), retriever);
            }
        }
        let retriever = self.retrievers.get(&key).cloned();
        Ok((retriever, Some(database.hash.clone())))
    }
}

/// Gives the arms in thorough mode their inspector. It must not be what decides: an arm that saw
/// the answers has no result.
async fn inspect(arms: &mut [ArmPipeline], suite: &Suite) -> Result<(), Failure> {
    if arms.iter().all(|arm| arm.arm.rounds.is_none()) {
        return Ok(());
    }
    let decided = |task: &&Task| {
        let decide = task.oracles.decide;
        matches!(decide, Some(OracleName::Semgrep | OracleName::Gcc))
    };
    if let Some(task) = suite.tasks.iter().find(decided) {
        return Err(Failure::usage(format!(
            "task {} is decided by an analyzer that thorough mode asks, too",
            task.name
        ))
        .hint("leave it out, or compare in fast mode"));
    }
    let inspector = inspector().await.map_err(|reason| {
        Failure::new(
            Kind::Missing,
            format!("thorough mode cannot look at drafts: {reason}"),
        )
    })?;
    let inspector: Arc<dyn Oracle> = Arc::new(inspector);
    for arm in arms {
        if let Some(rounds) = arm.arm.rounds {
            arm.record.thorough = Some(ThoroughRecord {
                inspector: inspector.name().to_owned(),
                rounds,
            });
            arm.inspector = Some(Arc::clone(&inspector));
        }
    }
    Ok(())
}

/// The retriever that an arm needs.
pub fn wanted(arm: &Arm) -> Wanted {
    Wanted {
        method: arm.method.retrieval(),
        facets: arm.auto.facets.options(),
    }
}

/// Where a run's folder is when none was named.
pub fn default_folder(title: &str) -> PathBuf {
    PathBuf::from("seccoder-runs").join(plain(title))
}

/// A name that is one part of a path everywhere.
pub fn plain(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            'A'..='Z' => c.to_ascii_lowercase(),
            'a'..='z' | '0'..='9' | '.' | '_' => c,
            _ => '-',
        })
        .collect::<String>()
        .trim_start_matches(['.', '-'])
        .to_owned()
}
