//! `seccoder eval compare`: two arms, of one run or of two, task by task.

use std::path::PathBuf;

use seccoder_eval::log::Run;
use seccoder_eval::metrics::bootstrap::BootstrapOptions;
use seccoder_eval::record::SCHEMA_VERSION;
use seccoder_eval::report::compare::{RunComparison, Side, compare_sides};
use serde::Serialize;

use super::print_json;
use crate::cli::Global;
use crate::failure::Failure;

/// Flags of `seccoder eval compare`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The difference is tested by flipping signs over scenarios; its interval is drawn \
from scenarios, then samples.\n\nExamples:\n  seccoder eval compare runs/sven --arms none,seccoder\n  \
seccoder eval compare runs/before runs/after --arms seccoder"
)]
pub struct Args {
    /// Folder of the run, or of the baseline
    #[arg(value_name = "DIR")]
    baseline: PathBuf,
    /// Folder of the run to compare with it [default: the same]
    #[arg(value_name = "DIR")]
    run: Option<PathBuf>,
    /// The baseline's arm and the other's; one name means the same arm of two runs
    #[arg(
        long,
        value_name = "ARMS",
        value_delimiter = ',',
        default_value = "none,seccoder"
    )]
    arms: Vec<String>,
    /// Print Markdown
    #[arg(long)]
    markdown: bool,
}

#[derive(Serialize)]
struct Report {
    schema_version: u32,
    #[serde(flatten)]
    comparison: RunComparison,
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> Result<(), Failure> {
    let before = Run::read(&args.baseline)?;
    let other = args.run.as_deref().map(Run::read).transpose()?;
    let after = other.as_ref().unwrap_or(&before);
    let (first, second) = match &args.arms[..] {
        [one] => (one, one),
        [one, two] => (one, two),
        _ => return Err(Failure::usage("--arms takes one or two names")),
    };
    if before.verdicts.is_empty() || after.verdicts.is_empty() {
        return Err(Failure::usage("a run is not judged yet")
            .hint("`seccoder eval score DIR` judges its samples"));
    }
    let label = |folder: &PathBuf, arm: &str| {
        if other.is_some() {
            format!("{}:{arm}", folder.display())
        } else {
            arm.to_owned()
        }
    };
    let labels = (
        label(&args.baseline, first),
        label(args.run.as_ref().unwrap_or(&args.baseline), second),
    );
    let comparison = compare_sides(
        Side {
            run: &before,
            arm: first,
            label: &labels.0,
        },
        Side {
            run: after,
            arm: second,
            label: &labels.1,
        },
        BootstrapOptions::default(),
    )
    .map_err(|error| Failure::usage(error.to_string()))?;
    if global.json {
        return print_json(&Report {
            schema_version: SCHEMA_VERSION,
            comparison,
        });
    }
    if args.markdown {
        say!("{}", comparison.markdown());
    } else {
        say!("{}", comparison.text());
    }
    Ok(())
}
