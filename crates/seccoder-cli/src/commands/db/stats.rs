//! `seccoder db stats`: how many examples there are, by language and weakness.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use seccoder::cwe::CweId;
use seccoder::example::{ExampleFilter, SecureExample};
use seccoder::language::Language;
use seccoder::response::SCHEMA_VERSION;
use serde::Serialize;

use super::super::print_json;
use super::heat_map;
use crate::cli::Global;
use crate::failure::{Failure, Kind};
use crate::setup::Context;

/// Flags of `seccoder db stats`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "An example that avoids several weaknesses counts for each of them, and once in \
its language.\n\nExamples:\n  seccoder db stats\n  seccoder db stats --svg heat-map.svg"
)]
pub struct Args {
    /// Also write a heat map, weaknesses by languages, to this SVG file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Print the table as Markdown
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
}

/// Examples by language and by weakness.
#[derive(Serialize)]
pub struct Stats {
    schema_version: u32,
    pub examples: usize,
    pub languages: BTreeMap<Language, usize>,
    pub cwes: BTreeMap<CweId, BTreeMap<Language, usize>>,
}

impl Stats {
    fn of<'a>(examples: impl Iterator<Item = &'a SecureExample>) -> Self {
        let mut stats = Self {
            schema_version: SCHEMA_VERSION,
            examples: 0,
            languages: BTreeMap::new(),
            cwes: BTreeMap::new(),
        };
        for example in examples {
            stats.examples += 1;
            *stats.languages.entry(example.language).or_default() += 1;
            // An example may name a weakness twice; it is one example.
            for cwe in example.cwes.iter().collect::<BTreeSet<_>>() {
                let counts = stats.cwes.entry(*cwe).or_default();
                *counts.entry(example.language).or_default() += 1;
            }
        }
        stats
    }
}

/// Runs the command.
pub async fn run(global: &Global, context: &Context, args: &Args) -> Result<(), Failure> {
    let examples = context.store()?.list(&ExampleFilter::default()).await?;
    let stats = Stats::of(examples.iter().map(|example| &**example));
    if let Some(path) = &args.svg {
        fs::write(path, heat_map::svg(&stats))
            .map_err(|error| Failure::new(Kind::Failed, format!("{}: {error}", path.display())))?;
    }
    if global.json {
        return print_json(&stats);
    }
    if args.markdown {
        return markdown(&stats);
    }
    text(&stats)
}

fn text(stats: &Stats) -> Result<(), Failure> {
    let row = |name: &str, cells: Vec<String>, after: &str| {
        let cells: String = cells.iter().map(|cell| format!("{cell:>12}")).collect();
        format!("{name:<10}{cells}  {after}").trim_end().to_owned()
    };
    let names = stats.languages.keys().map(ToString::to_string).collect();
    say!("{}", row("", names, ""));
    for (cwe, counts) in &stats.cwes {
        let name = cwe.short_name().unwrap_or_default();
        say!("{}", row(&cwe.to_string(), cells(stats, counts, "·"), name));
    }
    let totals = stats.languages.values().map(ToString::to_string).collect();
    let all = format!("{} in all", stats.examples);
    say!("{}", row("examples", totals, &all));
    Ok(())
}

fn markdown(stats: &Stats) -> Result<(), Failure> {
    let line = |first: &str, cells: &[String], last: &str| {
        format!("| {first} | {} | {last} |", cells.join(" | "))
    };
    let names: Vec<String> = stats.languages.keys().map(ToString::to_string).collect();
    say!("{}", line("weakness", &names, "in all"));
    say!("|---|{}---:|", "---:|".repeat(names.len()));
    for (cwe, counts) in &stats.cwes {
        let name = cwe.short_name().unwrap_or_default();
        let sum: usize = counts.values().sum();
        let first = format!("{cwe} {name}");
        say!(
            "{}",
            line(
                first.trim_end(),
                &cells(stats, counts, ""),
                &sum.to_string()
            )
        );
    }
    let totals: Vec<String> = stats.languages.values().map(ToString::to_string).collect();
    say!(
        "{}",
        line("**examples**", &totals, &format!("**{}**", stats.examples))
    );
    Ok(())
}

/// A weakness' counts, one for each language of the table.
fn cells(stats: &Stats, counts: &BTreeMap<Language, usize>, none: &str) -> Vec<String> {
    let cell = |language| {
        counts
            .get(language)
            .map_or_else(|| none.to_owned(), ToString::to_string)
    };
    stats.languages.keys().map(cell).collect()
}
