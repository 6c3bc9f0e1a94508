//! `seccoder db poison-test`: what an attack on the database would achieve.
//!
//! Vulnerable halves of pairs are offered to the admission gate as secure. Three databases come of
//! it, all copies of the user's, which is only read: `clean.db` without poison, `poisoned.db` with
//! what the gate let through, `ungated.db` with all of it, as it would be without a gate. An
//! evaluation over the three says what the poison does to the code that models write.
//!
//! - `copies` makes the databases and asks the gate,
//! - `effect` evaluates and compares,
//! - `report` prints.

mod copies;
mod effect;
mod report;

use std::path::{Path, PathBuf};

use seccoder::example::ExampleFilter;
use seccoder::language::Language;
use seccoder_db::gate::Inspect;
use seccoder_db::poison::{Draw, Tally};
use seccoder_db::store::Store;
use seccoder_eval::hash;

use super::super::eval::EvaluationArgs;
use super::gate::GateArgs;
use super::import::{Format, Origin, read_all};
use crate::cli::Global;
use crate::failure::Failure;
use crate::setup::Context;
use copies::{Folder, Parameters};
use report::Report;

/// Flags of `seccoder db poison-test`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The database itself is only read. The folder gets clean.db (a copy without the \
secure halves of the drawn pairs, which would stop their vulnerable halves as near-duplicates), \
poisoned.db (with what the gate let through) and ungated.db (with all of it). With --suite, all \
three are evaluated. The same command again goes on where an earlier one was broken off.\n\nThe \
built-in pairs were written beside the analyzers' rules, which refuse none of their secure halves: \
judge the gate by other people's data.\n\nExamples:\n  seccoder db poison-test --language python,c\n  seccoder db \
poison-test --from sven ../sven/data_train_val/train -n 720 --out runs/poison-sven\n  seccoder db \
poison-test --suite suites/core --model qwen2.5-coder-0.5b --samples 4 --seeds 1"
)]
pub struct Args {
    /// Take the pairs from a data set: a format that `db import` knows, and its file or folder
    /// [default: the database's own pairs]
    #[arg(long, num_args = 2, value_names = ["FORMAT", "PATH"], conflicts_with = "built_in")]
    from: Vec<String>,
    /// Take the database's own pairs, as it does unless told otherwise
    #[arg(long)]
    built_in: bool,
    /// Which of SVEN's parts
    #[arg(long, value_name = "NAME", value_parser = ["train", "val"], requires = "from")]
    split: Option<String>,
    /// Which field holds what, for jsonl: FIELD=NAME, or FIELD==VALUE for all records
    #[arg(long, value_name = "FIELDS", requires = "from")]
    map: Option<String>,
    /// Vulnerable halves to offer
    #[arg(short = 'n', long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    number: u32,
    /// Seed of the draw; the same pairs and seed give the same draw
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
    /// Only pairs in these languages
    #[arg(long, short, value_name = "NAMES", value_delimiter = ',')]
    language: Vec<Language>,
    /// Folder of the databases and runs; the same folder goes on with them
    #[arg(
        long,
        short,
        value_name = "FOLDER",
        default_value = "seccoder-runs/poison"
    )]
    out: PathBuf,
    #[command(flatten)]
    gate: GateArgs,
    #[command(flatten)]
    evaluation: EvaluationArgs,
}

/// Runs the command.
pub async fn run(global: &Global, context: &Context, args: &Args) -> Result<(), Failure> {
    // What is wrong with the suite is better said before minutes of analyzers.
    args.evaluation.check_suite()?;
    let store = context.store()?;
    let draw = args.draw(context, &*store).await?;
    let pairs = draw.pairs();
    let poison = draw.winners();
    if poison.is_empty() {
        return Err(Failure::usage("there is no pair to draw from")
            .hint("a pair has a secure and a vulnerable half; --from takes them from a data set"));
    }
    if poison.len() < args.number as usize {
        let found = poison.len();
        let note = format!("there are only {found} different vulnerable halves");
        context.terminal.note(&note);
    }

    let policy = args.gate.policy();
    let analyzers = args.gate.analyzers(context).await;
    let halves: Vec<String> = poison
        .iter()
        .map(|one| one.candidate.id.to_string())
        .collect();
    let ids = store.ids(&ExampleFilter::default()).await?;
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let parameters = Parameters {
        schema_version: copies::SCHEMA_VERSION,
        source: args.source(),
        number: args.number,
        seed: args.seed,
        languages: args.language.clone(),
        drawn: hash::of(halves.join("\n")),
        database: hash::of(ids.join("\n")),
        longest: policy.longest,
        waived: policy.waived.clone(),
        licences: policy.licences.clone(),
        analyzers: analyzers.is_some(),
    };
    let folder = Folder::claim(&args.out, &parameters)?;
    let inspect = analyzers.as_ref().map(|all| all as &dyn Inspect);
    let offered = folder
        .offer(context, &*store, &poison, &policy, inspect)
        .await?;
    let mut report = Report {
        schema_version: copies::SCHEMA_VERSION,
        folder: folder.path().to_owned(),
        source: parameters.source,
        seed: args.seed,
        pairs,
        tally: Tally::of(&offered, &policy.waived),
        candidates: offered,
        evaluation: None,
    };
    if !global.json {
        report.print_gate()?;
    }
    if let Some(suite) = &args.evaluation.suite {
        let tally = &report.tally;
        let counts = (tally.passed, tally.passed + tally.stopped);
        let evaluation =
            effect::evaluate(context, &args.evaluation, suite, &folder, counts).await?;
        if !global.json {
            evaluation.print()?;
        }
        report.evaluation = Some(evaluation);
    }
    if global.json {
        return super::super::print_json(&report);
    }
    Ok(())
}

impl Args {
    /// Where the pairs come from, in words.
    fn source(&self) -> String {
        match &self.from[..] {
            [format, path] => {
                let path = Path::new(path);
                let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
                format!("{format} {}", path.display())
            }
            _ => "the database's own pairs".to_owned(),
        }
    }

    async fn draw(&self, context: &Context, store: &dyn Store) -> Result<Draw, Failure> {
        let mut draw = Draw::new(self.number as usize, self.seed, &self.language);
        let [format, path] = &self.from[..] else {
            for example in store.list(&ExampleFilter::default()).await? {
                draw.offer(&example);
            }
            return Ok(draw);
        };
        let format = Format::named(format)?;
        let origin = Origin {
            format,
            path: Path::new(path),
            split: self.split.as_deref(),
            map: self.map.as_deref(),
            source: "jsonl",
        };
        let mut source = origin.open()?;
        read_all(context, "drawing", &mut *source, |record| {
            draw.offer(&record.example);
        })?;
        Ok(draw)
    }
}
