//! The paper's experiments, and others written like them: a specification becomes one run for
//! each of its models.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use seccoder::cwe::CweId;
use seccoder::example::ExampleFilter;
use seccoder::method::Method;
use seccoder::pipeline::LongExamples;
use seccoder::retriever::Retrieval;
use seccoder_eval::log::SuiteSource;
use seccoder_eval::metrics::retrieval::retrieval_quality;
use seccoder_eval::report::WIDTH;
use seccoder_eval::report::paper::{Measured, table_of};
use seccoder_eval::report::side_by_side::columns;
use seccoder_eval::spec::{self, ArmSpec, DatabaseSpec, ModelSpec, Spec, SuiteSpec};
use seccoder_eval::suite::Suite;
use seccoder_lm::catalogue::Catalogue;

use super::database::DatabaseArgs;
use super::plan::{Setup, TaskChoice, load_suite, suite_source, wanted};
use super::retrieval::ranked;
use crate::failure::Failure;
use crate::options::{Control, EmbedderArgs, ModelArgs};
use crate::setup::{Context, is_path};

/// What the command line says beside the specification.
pub struct Overrides<'a> {
    /// The model, instead of the specification's.
    pub model: &'a ModelArgs,
    /// The embedder, instead of the specification's.
    pub embedder: &'a EmbedderArgs,
    /// Fewer samples than the specification asks for.
    pub samples: Option<usize>,
    /// Other seeds.
    pub seeds: Option<Vec<u64>>,
    /// Requests at the same time.
    pub parallel: Option<usize>,
}

/// Reads a specification.
pub fn read(path: &Path) -> Result<Spec, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
    Spec::parse(&text, path).map_err(|error| Failure::usage(error.to_string()))
}

/// The runs of a specification, and the models that are left out, with the reason.
pub fn setups(
    context: &Context,
    spec: &Spec,
    overrides: &Overrides<'_>,
) -> Result<(Vec<Setup>, Vec<String>), Failure> {
    let mut setups = Vec::new();
    let mut left_out = Vec::new();
    for model in models(spec, overrides) {
        if let Some(reason) = cannot_run(context, &model, overrides) {
            left_out.push(format!("{}: {reason}", model.label));
            continue;
        }
        setups.push(setup(spec, &model, overrides)?);
    }
    Ok((setups, left_out))
}

/// The models to run: the specification's, or those of them that the command line names, or
/// another one, which then is a column of its own.
fn models(spec: &Spec, overrides: &Overrides<'_>) -> Vec<ModelSpec> {
    let Some(name) = overrides.model.model.as_deref() else {
        return spec.models.clone();
    };
    let named: Vec<ModelSpec> = spec
        .models
        .iter()
        .filter(|model| model.name == name)
        .cloned()
        .collect();
    if !named.is_empty() {
        return named;
    }
    vec![ModelSpec {
        name: name.to_owned(),
        label: name.to_owned(),
        column: name.to_owned(),
        prefix: None,
        control: None,
        lora: None,
        leave_out_cwes: Vec::new(),
        rows: BTreeMap::new(),
    }]
}

fn cannot_run(context: &Context, model: &ModelSpec, overrides: &Overrides<'_>) -> Option<String> {
    for path in model.prefix.iter().chain(&model.lora) {
        match expand(path) {
            Err(failure) => return Some(failure.to_string()),
            Ok(path) if !path.exists() => return Some(format!("{} is not there", path.display())),
            Ok(_) => {}
        }
    }
    if overrides.model.endpoint.is_some() || is_path(&model.name) {
        return None;
    }
    let Ok(entry) = Catalogue::builtin().get(&model.name) else {
        return Some("not in the catalogue of models".to_owned());
    };
    context.models().installed(entry).is_none().then(|| {
        format!(
            "not installed; `seccoder model pull {}` gets it",
            entry.name
        )
    })
}

fn setup(spec: &Spec, model: &ModelSpec, overrides: &Overrides<'_>) -> Result<Setup, Failure> {
    let (source, choice) = suite(spec)?;
    let arms = spec
        .arms
        .iter()
        .map(|arm| {
            let embedder = named(overrides.embedder, arm);
            let mut renamed = arm.arm.clone();
            model.row(arm).clone_into(&mut renamed.name);
            (renamed, embedder)
        })
        .collect();
    let mut sampling = spec.sampling.clone();
    if let Some(samples) = overrides.samples {
        sampling.samples = samples;
    }
    if let Some(seeds) = &overrides.seeds {
        sampling.seeds.clone_from(seeds);
    }
    Ok(Setup {
        title: format!("{} ({})", spec.title, model.label),
        paper: spec.paper.map(|paper| paper.to_string()),
        paper_column: Some(model.column.clone()),
        source,
        choice: TaskChoice {
            leave_out_cwes: model.leave_out_cwes.clone(),
            ..choice
        },
        arms,
        sampling,
        ks: spec.ks.clone(),
        long_examples: LongExamples::TakeNext,
        parallel: overrides.parallel,
        database: database(spec)?,
        model: ModelArgs {
            model: Some(model.name.clone()),
            ..changed(model, overrides.model)?
        },
    })
}

/// The command line's flags about the model, with what the specification changes in it.
fn changed(model: &ModelSpec, args: &ModelArgs) -> Result<ModelArgs, Failure> {
    let mut args = args.clone();
    if let (Some(prefix), Some(control)) = (&model.prefix, model.control) {
        args.prefix = Some(expand(prefix)?);
        args.control = Some(match control {
            spec::Control::Sec => Control::Sec,
            spec::Control::Vul => Control::Vul,
        });
    }
    if let Some(lora) = &model.lora {
        args.lora = Some(expand(lora)?);
    }
    Ok(args)
}

/// The suite of a specification, and which of its tasks are run.
fn suite(spec: &Spec) -> Result<(SuiteSource, TaskChoice), Failure> {
    let (path, leave_out, half) = match &spec.suite {
        None => return Err(Failure::usage("the specification names no suite")),
        Some(SuiteSpec::Humaneval { path }) => (path, &Vec::new(), None),
        Some(SuiteSpec::Sven { path, leave_out }) => (path, leave_out, None),
        Some(SuiteSpec::Folder {
            path,
            leave_out,
            half,
        }) => (path, leave_out, *half),
    };
    let choice = TaskChoice {
        half,
        leave_out: leave_out.clone(),
        ..TaskChoice::default()
    };
    Ok((suite_source(&expand(path)?)?, choice))
}

/// The database of a specification.
pub fn database(spec: &Spec) -> Result<DatabaseArgs, Failure> {
    Ok(DatabaseArgs {
        database: match &spec.database {
            DatabaseSpec::Default => None,
            DatabaseSpec::Sven { path } => Some(expand(path)?),
        },
        file: None,
    })
}

/// Puts the environment's values in: `$SVEN/data_eval`.
fn expand(path: &str) -> Result<PathBuf, Failure> {
    let Some(rest) = path.strip_prefix('$') else {
        return Ok(PathBuf::from(path));
    };
    let end = rest
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(rest.len());
    let (name, below) = rest.split_at(end);
    let value = std::env::var_os(name)
        .filter(|value| !value.is_empty())
        .ok_or_else(|| {
            Failure::usage(format!("{path}: ${name} is not set")).hint(format!(
                "set it to the folder of your copy: {name}=… seccoder eval run …"
            ))
        })?;
    Ok(PathBuf::from(value).join(below.trim_start_matches('/')))
}

/// Prints functions and mean lines of a database by weakness, as Figure 7 does.
pub async fn print_statistics(context: &Context, spec: &Spec) -> Result<(), Failure> {
    let database = database(spec)?.open(context).await?;
    let examples = database.store.list(&ExampleFilter::default()).await?;
    let mut by_cwe: BTreeMap<CweId, (usize, usize)> = BTreeMap::new();
    for example in &examples {
        for cwe in &example.cwes {
            let entry = by_cwe.entry(*cwe).or_default();
            entry.0 += 1;
            entry.1 += example.code.lines().count();
        }
    }
    let mut values = Vec::new();
    for (cwe, (functions, lines)) in by_cwe {
        for (column, value) in [
            ("functions", functions as f64),
            ("LOC", lines as f64 / functions.max(1) as f64),
        ] {
            values.push(Measured {
                row: cwe.to_string(),
                column: column.to_owned(),
                value: Some(value),
            });
        }
    }
    say!("{}", published_beside(spec, &values));
    say!("{} functions", examples.len());
    Ok(())
}

/// Prints retrieval accuracy and minimum number, as Figure 6 does.
pub async fn print_retrieval(
    context: &Context,
    spec: &Spec,
    embedder: &EmbedderArgs,
) -> Result<(), Failure> {
    let (suite, database) = (chosen(spec)?, database(spec)?.open(context).await?);
    let mut values = Vec::new();
    for arm in &spec.arms {
        let wanted = wanted(&arm.arm);
        let seeds = match wanted.method {
            Method::Random => &spec.sampling.seeds[..],
            _ => &[1],
        };
        let (mut accuracies, mut minimums) = (Vec::new(), Vec::new());
        for &seed in seeds {
            let embedder = named(embedder, arm);
            let ranked = ranked(context, &database, &suite, wanted, &embedder, seed).await?;
            if let Some(quality) = retrieval_quality(&ranked) {
                accuracies.push(quality.accuracy * 100.0);
                minimums.extend(quality.minimum_number.map(|number| number as f64));
            }
        }
        // One seed without a minimum number leaves no mean to speak of.
        let minimums = if minimums.len() == accuracies.len() {
            minimums
        } else {
            Vec::new()
        };
        for (column, of) in [("accuracy", accuracies), ("minimum number", minimums)] {
            values.push(Measured {
                row: arm.arm.name.clone(),
                column: column.to_owned(),
                value: (!of.is_empty()).then(|| of.iter().sum::<f64>() / of.len() as f64),
            });
        }
    }
    say!("{}", published_beside(spec, &values));
    Ok(())
}

/// Prints each prompt beside what is retrieved for it, as Figures 9 to 11 do.
pub async fn print_prompts(
    context: &Context,
    spec: &Spec,
    embedder: &EmbedderArgs,
) -> Result<(), Failure> {
    let (suite, database) = (chosen(spec)?, database(spec)?.open(context).await?);
    for arm in &spec.arms {
        let embedder = named(embedder, arm);
        let retriever = database.retriever(context, wanted(&arm.arm), &embedder);
        let Some(retriever) = retriever.await? else {
            continue;
        };
        for task in &suite.tasks {
            let query = task.query();
            let retrieval = Retrieval {
                query: &query,
                filter: ExampleFilter::default(),
                limit: arm.arm.k,
                seed: 1,
            };
            for hit in retriever.retrieve(&retrieval).await? {
                let cwes: Vec<String> = hit.example.cwes.iter().map(ToString::to_string).collect();
                let left = format!("{}, {}", task.name, arm.arm.name);
                let right = format!("{} ({})", hit.example.title, cwes.join(", "));
                say!(
                    "{}",
                    columns((&left, &task.before), (&right, &hit.example.code), WIDTH)
                );
            }
        }
    }
    Ok(())
}

fn published_beside(spec: &Spec, values: &[Measured]) -> String {
    let Some(experiment) = spec.paper else {
        return values
            .iter()
            .map(|value| format!("{} {} {:?}\n", value.row, value.column, value.value))
            .collect();
    };
    table_of(experiment, values).text(WIDTH)
}

/// The specification's suite without what it leaves out.
fn chosen(spec: &Spec) -> Result<Suite, Failure> {
    let (source, choice) = suite(spec)?;
    let mut suite = load_suite(&source)?;
    choice.apply(&source, &mut suite)?;
    Ok(suite)
}

/// The command line's embedder, else the arm's.
fn named(embedder: &EmbedderArgs, arm: &ArmSpec) -> EmbedderArgs {
    let mut embedder = embedder.clone();
    if embedder.embedder.is_none() && embedder.embedder_endpoint.is_none() {
        embedder.embedder.clone_from(&arm.embedder);
    }
    embedder
}
