//! `seccoder eval score`: judge the samples of a run, again or for the first time.

use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::Serialize;

use seccoder::oracle::Verdict;
use seccoder_eval::judging::JudgeError;
use seccoder_eval::log::{Run, write_verdicts};
use seccoder_eval::record::{SCHEMA_VERSION, TestOutcome, VerdictRecord};

use super::plan::load_suite;
use super::print_json;
use crate::cli::Global;
use crate::failure::{Failure, Kind};
use crate::options::SandboxArgs;
use crate::setup::Context;
use crate::terminal::counting_bar;

/// Flags of `seccoder eval score`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Nothing is generated; earlier verdicts are replaced when all new ones are there.\n\n\
Example:\n  seccoder eval score runs/sven"
)]
pub struct Args {
    /// Folder of the run
    #[arg(value_name = "DIR")]
    run: PathBuf,
    /// Where the suite is now, if it has moved
    #[arg(long, value_name = "PATH")]
    suite: Option<PathBuf>,
    #[command(flatten)]
    sandbox: SandboxArgs,
}

/// How many samples were judged what.
#[derive(Debug, Default, Serialize)]
pub struct Counts {
    schema_version: u32,
    samples: usize,
    duplicates: usize,
    secure: usize,
    insecure: usize,
    invalid: usize,
    unjudged: usize,
    tested: usize,
    passed: usize,
    seconds: f64,
    seconds_per_sample: f64,
}

/// Runs the command.
pub async fn run(global: &Global, args: &Args) -> Result<(), Failure> {
    let context = Context::new(global)?;
    let counts = score(&context, &args.run, args.suite.as_deref(), &args.sandbox).await?;
    if global.json {
        return print_json(&counts);
    }
    say!("{}", counts.line());
    Ok(())
}

/// Judges a run's samples and writes the verdicts.
pub async fn score(
    context: &Context,
    folder: &Path,
    suite: Option<&Path>,
    sandbox: &SandboxArgs,
) -> Result<Counts, Failure> {
    let run = Run::read(folder)?;
    if run.samples.is_empty() {
        return Err(Failure::usage(format!(
            "{} holds no samples yet",
            folder.display()
        )));
    }
    let mut source = run.manifest.suite_source.clone();
    if let Some(path) = suite {
        path.clone_into(&mut source.path);
    }
    let suite = load_suite(&source)?;
    let judges = sandbox.judges()?;
    let start = Instant::now();
    let bar = counting_bar(&context.terminal, "judging");
    bar.set_length(run.samples.len() as u64);
    let verdicts = judges
        .judge_run(&suite, &run.samples, &mut |done| {
            bar.set_position(done as u64);
        })
        .await;
    bar.finish_and_clear();
    let verdicts = verdicts.map_err(no_judge)?;
    write_verdicts(folder, &verdicts)?;
    Ok(Counts::new(&verdicts, start.elapsed().as_secs_f64()))
}

/// Judging could not begin.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the form that `map_err` takes"
)]
pub fn no_judge(error: JudgeError) -> Failure {
    let message = error.to_string();
    match error {
        JudgeError::NoOracle { .. } => Failure::new(Kind::Missing, message)
            .hint("`make oracles` installs the analyzers that this project uses"),
        JudgeError::TaskChanged { .. } | JudgeError::NoTask { .. } => Failure::usage(message)
            .hint("--suite names the suite as it was when the samples were drawn"),
    }
}

impl Counts {
    fn new(verdicts: &[VerdictRecord], seconds: f64) -> Self {
        let mut counts = Self {
            schema_version: SCHEMA_VERSION,
            samples: verdicts.len(),
            seconds,
            seconds_per_sample: seconds / verdicts.len().max(1) as f64,
            ..Self::default()
        };
        for verdict in verdicts {
            counts.tested += usize::from(verdict.function.is_some());
            counts.passed += usize::from(verdict.function == Some(TestOutcome::Passed));
            if verdict.duplicate_of.is_some() {
                counts.duplicates += 1;
                continue;
            }
            match &verdict.verdict {
                Some(Verdict::Secure) => counts.secure += 1,
                Some(Verdict::Insecure(_)) => counts.insecure += 1,
                Some(Verdict::Invalid(_)) => counts.invalid += 1,
                Some(Verdict::Unjudged(_)) => counts.unjudged += 1,
                None => {}
            }
        }
        counts
    }

    /// One line for a person.
    pub fn line(&self) -> String {
        let mut line = format!("{} samples, {} duplicates", self.samples, self.duplicates);
        if self.tested > 0 {
            line += &format!(
                "; {} of {} pass the functional test",
                self.passed, self.tested
            );
        }
        if self.secure + self.insecure + self.unjudged > 0 {
            line += &format!(
                "; without duplicates {} secure, {} insecure, {} invalid, {} unjudged",
                self.secure, self.insecure, self.invalid, self.unjudged
            );
        }
        line + &format!("; {:.2} s a sample", self.seconds_per_sample)
    }
}
