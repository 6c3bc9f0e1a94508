//! `seccoder eval retrieval`: does retrieval find an example of the prompt's weakness?

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use seccoder::example::ExampleFilter;
use seccoder::method::Method;
use seccoder::retriever::Retrieval;
use seccoder_eval::arm::{Arm, EvalMethod, FacetSet};
use seccoder_eval::metrics::retrieval::{RankedPrompt, RetrievalQuality, retrieval_quality};
use seccoder_eval::record::SCHEMA_VERSION;
use seccoder_eval::suite::Suite;
use seccoder_eval::suite::halves::Half;

use super::database::{Database, DatabaseArgs};
use super::plan::{TaskChoice, load_suite, suite_source, validation_scenarios, wanted};
use super::print_json;
use crate::cli::Global;
use crate::databases::Wanted;
use crate::failure::Failure;
use crate::options::EmbedderArgs;
use crate::setup::Context;

/// Flags of `seccoder eval retrieval`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Accuracy is the share of prompts whose first example has their weakness, minimum \
number the most examples that any prompt needs until one has it.\n\nExample:\n  seccoder eval \
retrieval --suite sven/data_eval/trained --database sven/data_train_val/train"
)]
pub struct Args {
    /// Folder of tasks, or SVEN's data_eval/trained
    #[arg(long, value_name = "PATH")]
    suite: PathBuf,
    /// Methods: random, bm25, seccoder, auto
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        default_value = "random,bm25,seccoder,auto"
    )]
    methods: Vec<Method>,
    /// By which facets method auto ranks: all, or some of api, cause, code, weakness joined by +; each such set is a row of its own
    #[arg(
        long,
        value_name = "SETS",
        value_delimiter = ',',
        default_values_t = [FacetSet::default()]
    )]
    facets: Vec<FacetSet>,
    /// Only the tasks of this half of the suite, by its halves.toml: tune, report
    #[arg(long, value_name = "HALF")]
    half: Option<Half>,
    /// Seeds of method random, averaged
    #[arg(
        long,
        value_name = "SEEDS",
        value_delimiter = ',',
        default_value = "1,2,3"
    )]
    seeds: Vec<u64>,
    /// Leave out these tasks; of SVEN's, its six validation scenarios unless given
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    leave_out: Option<Vec<String>>,
    /// Print each prompt's rank
    #[arg(long)]
    ranks: bool,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    embedder: EmbedderArgs,
}

impl Args {
    /// What is measured: each method, and `auto` with each set of facets.
    fn arms(&self) -> Vec<Arm> {
        let mut arms = Vec::new();
        for &method in &self.methods {
            let usual = Arm::new(EvalMethod::Method(method));
            if !usual.is_auto() {
                arms.push(usual);
                continue;
            }
            arms.extend(self.facets.iter().map(|facets| {
                let mut arm = usual.clone();
                arm.auto.facets = facets.clone();
                arm
            }));
        }
        arms
    }
}

#[derive(Serialize)]
struct Report {
    schema_version: u32,
    prompts: usize,
    examples: usize,
    methods: BTreeMap<String, Vec<RetrievalQuality>>,
}

/// Runs the command.
pub async fn run(global: &Global, args: &Args) -> Result<(), Failure> {
    let context = Context::new(global)?;
    let source = suite_source(&args.suite)?;
    let mut suite = load_suite(&source)?;
    let choice = TaskChoice {
        half: args.half,
        leave_out: match &args.leave_out {
            Some(names) => names.clone(),
            None => validation_scenarios(&source, &suite),
        },
        ..TaskChoice::default()
    };
    choice.apply(&source, &mut suite)?;
    let database = args.database.open(&context).await?;
    let mut report = Report {
        schema_version: SCHEMA_VERSION,
        prompts: suite.tasks.iter().filter(|task| task.cwe.is_some()).count(),
        examples: database.store.count(&ExampleFilter::default()).await?,
        methods: BTreeMap::new(),
    };
    if report.prompts == 0 {
        return Err(Failure::usage("no task of this suite is about a weakness"));
    }
    for arm in args.arms() {
        let seeds = if arm.method.retrieval() == Method::Random {
            &args.seeds[..]
        } else {
            &[1]
        };
        let row = report.methods.entry(arm.describe()).or_default();
        for &seed in seeds {
            let wanted = wanted(&arm);
            let ranked = ranked(&context, &database, &suite, wanted, &args.embedder, seed).await?;
            row.extend(retrieval_quality(&ranked));
        }
    }
    if global.json {
        return print_json(&report);
    }
    print(&report, args.ranks)?;
    Ok(())
}

/// The whole ranking for every prompt.
pub async fn ranked(
    context: &Context,
    database: &Database,
    suite: &Suite,
    wanted: Wanted,
    embedder: &EmbedderArgs,
    seed: u64,
) -> Result<Vec<RankedPrompt>, Failure> {
    let retriever = database
        .retriever(context, wanted, embedder)
        .await?
        .ok_or_else(|| Failure::usage("method none retrieves nothing"))?;
    let mut prompts = Vec::new();
    for task in &suite.tasks {
        let Some(cwe) = task.cwe else { continue };
        let hits = retriever
            .retrieve(&Retrieval {
                query: &task.query(),
                filter: ExampleFilter::default(),
                limit: usize::MAX >> 1,
                seed,
            })
            .await?;
        prompts.push(RankedPrompt {
            task: task.name.clone(),
            cwe,
            ranking: hits.iter().map(|hit| hit.example.cwes.clone()).collect(),
        });
    }
    Ok(prompts)
}

fn print(report: &Report, ranks: bool) -> std::io::Result<()> {
    say!("{} prompts, {} examples\n", report.prompts, report.examples);
    let names = report.methods.keys().map(String::len);
    let width = names.max().unwrap_or_default().max(12);
    say!(
        "{:<width$} {:>10} {:>16} {:>7}",
        "method",
        "accuracy",
        "minimum number",
        "MRR"
    );
    for (method, qualities) in &report.methods {
        let count = qualities.len() as f64;
        let mean = |of: fn(&RetrievalQuality) -> f64| qualities.iter().map(of).sum::<f64>() / count;
        let minimum: Option<f64> = qualities
            .iter()
            .map(|q| q.minimum_number.map(|number| number as f64))
            .sum::<Option<f64>>()
            .map(|sum| sum / count);
        say!(
            "{method:<width$} {:>9.1}% {:>16} {:>7.2}",
            mean(|q| q.accuracy) * 100.0,
            minimum.map_or("never".to_owned(), |number| format!("{number:.0}")),
            mean(|q| q.mean_reciprocal_rank)
        );
    }
    if ranks {
        for (method, qualities) in &report.methods {
            say!("\n{method}: place of the first example with the prompt's weakness");
            for rank in qualities.iter().flat_map(|quality| &quality.prompts) {
                let place = rank
                    .rank
                    .map_or("never".to_owned(), |rank| rank.to_string());
                say!("  {:<40} {:<8} {place:>6}", rank.task, rank.cwe.to_string());
            }
        }
    }
    Ok(())
}
