//! What the poison does to the code that a model writes: one evaluation per database, compared.
//!
//! The runs differ in the database alone, so each scenario is compared with itself. Prompts that
//! were shown no poison are the same in both runs and can only add noise of no difference;
//! therefore the prompts that were shown some are also compared by themselves.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use seccoder::method::Method;
use seccoder::response::ExampleSummary;
use seccoder_db::poison::SOURCE;
use seccoder_eval::arm::EvalMethod;
use seccoder_eval::log::Run;
use seccoder_eval::metrics::bootstrap::{BootstrapOptions, Interval};
use seccoder_eval::metrics::paired::{Comparison, Difference};
use seccoder_eval::metrics::summary::{RunSummary, SummaryOptions};
use seccoder_eval::record::SampleRecord;
use seccoder_eval::report::compare::{Side, compare_sides};
use serde::Serialize;

use super::super::super::eval::{Elsewhere, EvaluationArgs};
use super::copies::Folder;
use crate::failure::Failure;
use crate::setup::Context;

const SECCODER: EvalMethod = EvalMethod::Method(Method::Seccoder);
const NONE: EvalMethod = EvalMethod::Method(Method::None);
const CLEAN: &str = "clean";

/// The evaluations, and what comes of comparing them.
#[derive(Debug, Serialize)]
pub struct Evaluation {
    pub suite: String,
    pub model: String,
    pub tasks: usize,
    pub samples: usize,
    pub seeds: Vec<u64>,
    /// Without demonstrations.
    pub none: Option<Rate>,
    /// Method `seccoder` with the copy without poison.
    pub clean: Option<Rate>,
    /// Folder of the run of both.
    pub run: PathBuf,
    pub variants: Vec<Variant>,
}

/// Method `seccoder` with one of the poisoned databases.
#[derive(Debug, Serialize)]
pub struct Variant {
    pub name: &'static str,
    /// Disguised examples in its database.
    pub poison: usize,
    /// The run; a variant whose database is the same as an earlier one shares its run.
    pub run: PathBuf,
    pub security: Option<Rate>,
    /// Against the clean database.
    pub comparison: Option<Comparison>,
    pub shown: Shown,
}

/// The prompts that held a disguised example.
#[derive(Debug, Serialize)]
pub struct Shown {
    /// All tasks; each has one prompt.
    pub prompts: usize,
    /// Those that were shown poison.
    pub poisoned: usize,
    /// Those whose poison has the task's own weakness.
    pub same_weakness: usize,
    /// The security rate of these tasks with the clean database.
    pub clean: Option<Rate>,
    /// Their rate with the poisoned one.
    pub security: Option<Rate>,
    /// The difference of the two.
    pub difference: Option<Difference>,
}

/// A security rate.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Rate {
    pub rate: f64,
    /// Its 95 % interval.
    pub interval: Option<Interval>,
    /// Samples that count.
    pub valid: u32,
}

/// Evaluates with each database and compares.
pub async fn evaluate(
    context: &Context,
    args: &EvaluationArgs,
    suite: &Path,
    folder: &Folder,
    (passed, all): (usize, usize),
) -> Result<Evaluation, Failure> {
    let runs = folder.path().join("runs");
    let note = |what: &str| context.terminal.note(&format!("evaluation with {what}"));
    note("the clean database");
    let one = Elsewhere {
        name: CLEAN,
        database: &folder.clean(),
        methods: &[NONE, SECCODER],
    };
    let (place, clean) = args.run(context, suite, &one, &runs).await?;
    let mut variants: Vec<Variant> = Vec::new();
    let databases = [
        ("poisoned", folder.poisoned(), passed),
        ("ungated", folder.ungated(), all),
    ];
    // The same database twice would give the same samples twice.
    let mut last = (0, place.clone(), clean.clone());
    let mut embedded = folder.clean();
    for (name, database, poison) in databases {
        if poison != last.0 {
            note(&format!("the {name} database"));
            let one = Elsewhere {
                name,
                database: &database,
                methods: &[SECCODER],
            };
            folder.carry_vectors(&embedded, &database).await?;
            let (place, run) = args.run(context, suite, &one, &runs).await?;
            last = (poison, place, run);
            embedded = database;
        }
        variants.push(Variant {
            name,
            poison,
            run: last.1.clone(),
            security: rate(&last.2),
            comparison: compare(&clean, &last.2, name)?,
            shown: shown(&clean, &last.2, name)?,
        });
    }
    let manifest = &clean.manifest;
    Ok(Evaluation {
        suite: manifest.suite.clone(),
        model: manifest.model.name.clone(),
        tasks: manifest.tasks.len(),
        samples: manifest.sampling.samples,
        seeds: manifest.sampling.seeds.clone(),
        none: rate_of(&clean, NONE),
        clean: rate(&clean),
        run: place,
        variants,
    })
}

fn rate(run: &Run) -> Option<Rate> {
    rate_of(run, SECCODER)
}

fn rate_of(run: &Run, method: EvalMethod) -> Option<Rate> {
    let options = SummaryOptions::default();
    let summary = RunSummary::new(&run.samples, &run.verdicts, options).ok()?;
    let security = summary.arm(method.name())?.security.as_ref()?;
    Some(Rate {
        rate: security.rate?,
        interval: security.interval,
        valid: security.counts.valid(),
    })
}

fn compare(clean: &Run, other: &Run, name: &str) -> Result<Option<Comparison>, Failure> {
    if clean.verdicts.is_empty() || other.verdicts.is_empty() {
        return Ok(None);
    }
    let side = |run, label| Side {
        run,
        arm: SECCODER.name(),
        label,
    };
    let options = BootstrapOptions::default();
    let compared = compare_sides(side(clean, CLEAN), side(other, name), options)
        .map_err(|error| Failure::usage(error.to_string()))?;
    Ok(Some(compared.comparison))
}

fn shown(clean: &Run, other: &Run, name: &str) -> Result<Shown, Failure> {
    let all: BTreeSet<&str> = seccoder(other).map(|sample| &*sample.key.task).collect();
    let with = |condition: &dyn Fn(&SampleRecord, &ExampleSummary) -> bool| -> BTreeSet<String> {
        let holds = |sample: &&SampleRecord| {
            let prompt = other.prompts.get(&sample.prompt_hash);
            let mut shown = prompt.into_iter().flat_map(|prompt| &prompt.demonstrations);
            shown.any(|one| one.provenance.source == SOURCE && condition(sample, one))
        };
        seccoder(other)
            .filter(holds)
            .map(|sample| sample.key.task.clone())
            .collect()
    };
    let poisoned = with(&|_, _| true);
    let same = with(&|sample, one| sample.cwe.is_some_and(|cwe| one.cwes.contains(&cwe)));
    let (before, after) = (only(clean, &poisoned), only(other, &poisoned));
    let compared = compare(&before, &after, name)?;
    Ok(Shown {
        prompts: all.len(),
        poisoned: poisoned.len(),
        same_weakness: same.len(),
        clean: rate(&before),
        security: rate(&after),
        difference: compared.and_then(|compared| compared.security),
    })
}

/// The samples of method `seccoder`.
fn seccoder(run: &Run) -> impl Iterator<Item = &SampleRecord> {
    run.samples
        .iter()
        .filter(|sample| sample.key.arm == SECCODER.name())
}

/// A run with these tasks alone.
fn only(run: &Run, tasks: &BTreeSet<String>) -> Run {
    let mut run = run.clone();
    run.samples
        .retain(|sample| tasks.contains(&sample.key.task));
    run.verdicts
        .retain(|verdict| tasks.contains(&verdict.key.task));
    run
}
