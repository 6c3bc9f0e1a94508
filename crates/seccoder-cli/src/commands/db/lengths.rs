//! `seccoder db lengths`: how long the code of examples is, and which limit keeps how many.
//!
//! A model's context holds only so much, so examples that are too long are left out before
//! anything is retrieved. The paper keeps 596 of 720 functions and 63 of 83 and does not say by
//! which limit; `--keep` answers that for any number.

use std::path::PathBuf;

use seccoder::language::Language;
use seccoder::response::SCHEMA_VERSION;
use seccoder_db::admission::tokens::{code_tokens, tokens};
use seccoder_db::import::sven;
use serde::Serialize;

use super::super::print_json;
use super::FilterArgs;
use super::import::split;
use crate::cli::Global;
use crate::failure::Failure;
use crate::setup::Context;

/// Shares of the examples, in percent, whose lengths are shown.
const PERCENTILES: [usize; 8] = [0, 10, 25, 50, 75, 90, 99, 100];
/// SVEN's parts.
const SPLITS: [&str; 2] = ["train", "val"];

/// Flags of `seccoder db lengths`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Without --sven, what is in the database is measured. With it, SVEN's functions after \
the fix are, every published pair, whether or not the checks admit it: with --keep 596,63, the limits \
that leave as many of its 720 training and 83 validation functions.\n\nExamples:\n  seccoder db lengths \
--language c\n  seccoder db lengths --source sven --keep 400\n  seccoder db lengths --sven ../sven \
--keep 596,63"
)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArgs,
    /// Also say which limits keep exactly N of them; with --sven, one N for each part
    #[arg(long, value_name = "N", value_delimiter = ',')]
    keep: Vec<usize>,
    /// Measure SVEN's folder instead of the database
    #[arg(long, value_name = "DIR", conflicts_with_all = ["language", "cwe", "source", "label", "licence"])]
    sven: Option<PathBuf>,
}

#[derive(Serialize)]
struct Report {
    schema_version: u32,
    parts: Vec<Part>,
    /// Limits that keep each part's number at once; for two parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    together: Vec<Limits>,
}

/// Examples that are measured together.
#[derive(Serialize)]
struct Part {
    name: String,
    examples: usize,
    measures: Vec<Measure>,
}

#[derive(Serialize)]
struct Measure {
    unit: &'static str,
    /// Share in percent, and the length that so many are not longer than.
    percentiles: Vec<(usize, usize)>,
    keeps: Vec<Keep>,
}

#[derive(Serialize)]
struct Keep {
    keep: usize,
    /// The lowest and the highest limit; none where so many cannot be kept, because several are
    /// equally long. The highest is open where all are kept.
    limits: Option<(usize, Option<usize>)>,
}

#[derive(Serialize)]
struct Limits {
    unit: &'static str,
    limits: Option<(usize, Option<usize>)>,
}

/// A unit's name, and how a text is measured in it.
type Unit = (&'static str, fn(Language, &str) -> usize);

const UNITS: [Unit; 4] = [
    ("characters", |_, code| code.chars().count()),
    ("lines", |_, code| code.lines().count()),
    ("tokens", |language, code| tokens(language, code).len()),
    // Without comments: what the gate's limit counts.
    ("code tokens", |language, code| {
        code_tokens(language, code).len()
    }),
];

/// Runs the command.
pub async fn run(global: &Global, context: &Context, args: &Args) -> Result<(), Failure> {
    let mut parts = Vec::new();
    if let Some(folder) = &args.sven {
        for (number, name) in SPLITS.into_iter().enumerate() {
            let functions = sven::read_functions(&split(folder, Some(name)))
                .map_err(|error| Failure::usage(error.to_string()))?;
            let keep: Vec<usize> = args.keep.iter().skip(number).take(1).copied().collect();
            parts.push(Part::new(name, &functions, &keep));
        }
    } else {
        let examples = context.store()?.list(&args.filter.filter()).await?;
        let functions: Vec<(Language, String)> = examples
            .iter()
            .map(|example| (example.language, example.code.clone()))
            .collect();
        parts.push(Part::new("database", &functions, &args.keep));
    }
    let report = Report {
        schema_version: SCHEMA_VERSION,
        together: together(&parts),
        parts,
    };
    if global.json {
        return print_json(&report);
    }
    report.print()
}

impl Part {
    fn new(name: &str, functions: &[(Language, String)], keep: &[usize]) -> Self {
        let measures = UNITS.map(|(unit, measure)| {
            let mut lengths: Vec<usize> = functions
                .iter()
                .map(|(language, code)| measure(*language, code))
                .collect();
            lengths.sort_unstable();
            Measure::new(unit, &lengths, keep)
        });
        Self {
            name: name.to_owned(),
            examples: functions.len(),
            measures: measures.into(),
        }
    }
}

impl Measure {
    fn new(unit: &'static str, sorted: &[usize], keep: &[usize]) -> Self {
        let at = |percent: usize| {
            // The length that at least so many percent do not exceed.
            let number = (percent * sorted.len()).div_ceil(100).max(1);
            sorted.get(number - 1).map(|length| (percent, *length))
        };
        let keeps = keep.iter().map(|keep| Keep {
            keep: *keep,
            limits: limits(sorted, *keep),
        });
        Self {
            unit,
            percentiles: PERCENTILES.into_iter().filter_map(at).collect(),
            keeps: keeps.collect(),
        }
    }
}

/// The lowest and highest limit that keep exactly so many.
fn limits(sorted: &[usize], keep: usize) -> Option<(usize, Option<usize>)> {
    let next = sorted.get(keep).copied();
    match keep.checked_sub(1) {
        None => next?.checked_sub(1).map(|highest| (0, Some(highest))),
        Some(last) => {
            let lowest = *sorted.get(last)?;
            match next {
                None => Some((lowest, None)),
                Some(next) => (lowest < next).then(|| (lowest, Some(next - 1))),
            }
        }
    }
}

/// What the first answers of two parts have in common.
fn together(parts: &[Part]) -> Vec<Limits> {
    let [first, second] = parts else {
        return Vec::new();
    };
    let both = first.measures.iter().zip(&second.measures);
    let both = both.filter_map(|(a, b)| {
        let (a_keeps, b_keeps) = (a.keeps.first()?, b.keeps.first()?);
        let limits = a_keeps.limits.zip(b_keeps.limits).and_then(|(a, b)| {
            let lowest = a.0.max(b.0);
            let highest = [a.1, b.1].into_iter().flatten().min();
            highest
                .is_none_or(|highest| lowest <= highest)
                .then_some((lowest, highest))
        });
        Some(Limits {
            unit: a.unit,
            limits,
        })
    });
    both.collect()
}

impl Report {
    fn print(&self) -> Result<(), Failure> {
        for part in &self.parts {
            say!("{}: {} examples", part.name, part.examples);
            let heads: Vec<String> = PERCENTILES.iter().map(|p| format!("{p:>7} %")).collect();
            if part.examples > 0 {
                say!("  {:<12}{}", "", heads.join(""));
            }
            for measure in &part.measures {
                let cells: Vec<String> = measure
                    .percentiles
                    .iter()
                    .map(|(_, length)| format!("{length:>9}"))
                    .collect();
                say!("  {:<12}{}", measure.unit, cells.join(""));
            }
            for measure in &part.measures {
                for keep in &measure.keeps {
                    say!(
                        "  {} of {} are kept by {}",
                        keep.keep,
                        part.examples,
                        in_words(measure.unit, keep.limits)
                    );
                }
            }
        }
        for one in &self.together {
            say!("both at once by {}", in_words(one.unit, one.limits));
        }
        Ok(())
    }
}

fn in_words(unit: &str, limits: Option<(usize, Option<usize>)>) -> String {
    match limits {
        None => format!("no limit on {unit}"),
        Some((lowest, None)) => format!("a limit of {lowest} {unit} or more"),
        Some((lowest, Some(highest))) if lowest == highest => {
            format!("a limit of {lowest} {unit}")
        }
        Some((lowest, Some(highest))) => format!("a limit of {lowest} to {highest} {unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::limits;

    #[test]
    fn a_limit_keeps_exactly_so_many_or_there_is_none() {
        let sorted = [3, 5, 5, 9];
        assert_eq!(limits(&sorted, 0), Some((0, Some(2))));
        assert_eq!(limits(&sorted, 1), Some((3, Some(4))));
        assert_eq!(limits(&sorted, 2), None);
        assert_eq!(limits(&sorted, 3), Some((5, Some(8))));
        assert_eq!(limits(&sorted, 4), Some((9, None)));
        assert_eq!(limits(&sorted, 5), None);
        assert_eq!(limits(&[], 0), None);
    }
}
