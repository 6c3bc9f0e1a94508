//! `seccoder eval audit`: what the oracles say of programs whose truth is known.

use std::path::PathBuf;

use serde::Serialize;

use seccoder::language::Language;
use seccoder_eval::audit::{LabelledCase, OracleAudit, audit, parse_cases, read_cases};
use seccoder_eval::judging::OracleSource;
use seccoder_eval::record::SCHEMA_VERSION;
use seccoder_eval::suite::{OracleName, sven};

use seccoder_oracle::semgrep;

use super::judges::Oracles;
use super::print_json;
use crate::cli::Global;
use crate::failure::{Failure, Kind};
use crate::options::SandboxArgs;
use crate::setup::Context;
use crate::terminal::printable;

/// Flags of `seccoder eval audit`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  seccoder eval audit\n  seccoder eval audit --cases dev.jsonl --sven \
sven/data_eval/trained --misses"
)]
pub struct Args {
    /// Labelled cases as JSON lines [default: the built-in ones]
    #[arg(long, value_name = "FILE")]
    cases: Vec<PathBuf>,
    /// SVEN's scenarios, for cases that only name theirs
    #[arg(long, value_name = "DIR")]
    sven: Option<PathBuf>,
    /// Only these oracles
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = ["semgrep", "python-harness", "c-harness", "gcc"])]
    oracles: Vec<String>,
    /// Print every case that an oracle got wrong
    #[arg(long)]
    misses: bool,
    #[command(flatten)]
    sandbox: SandboxArgs,
}

#[derive(Serialize)]
struct Report {
    schema_version: u32,
    cases: usize,
    oracles: Vec<OracleAudit>,
    missing: Vec<Missing>,
}

#[derive(Serialize)]
struct Missing {
    oracle: &'static str,
    reason: String,
}

/// Runs the command.
pub async fn run(global: &Global, args: &Args) -> Result<(), Failure> {
    let context = Context::new(global)?;
    let cases = args.read()?;
    let oracles = Oracles::new(args.sandbox.sandbox()?);
    let mut report = Report {
        schema_version: SCHEMA_VERSION,
        cases: cases.len(),
        oracles: Vec::new(),
        missing: Vec::new(),
    };
    for name in OracleName::ALL {
        let wanted = args.oracles.is_empty() || args.oracles.iter().any(|o| o == name.name());
        let looked_at: Vec<&LabelledCase> =
            cases.iter().filter(|case| judges(name, case)).collect();
        if !wanted || looked_at.is_empty() {
            continue;
        }
        match oracles.oracle(name, None).await {
            Ok(oracle) => {
                context.terminal.note(&format!(
                    "{} looks at {} cases",
                    name.name(),
                    looked_at.len()
                ));
                report.oracles.push(audit(&*oracle, &looked_at).await);
            }
            Err(error) => report.missing.push(Missing {
                oracle: name.name(),
                reason: error.reason,
            }),
        }
    }
    if global.json {
        print_json(&report)?;
    } else {
        print(&report, args.misses)?;
    }
    if report.oracles.is_empty() {
        return Err(Failure::new(Kind::Missing, "no oracle could be asked")
            .hint("`make oracles` installs the analyzers that this project uses"));
    }
    Ok(())
}

/// Whether an oracle knows a case's language and weakness. CodeQL needs a task's query and is
/// asked in runs only.
fn judges(name: OracleName, case: &LabelledCase) -> bool {
    let language = case.case.language;
    match name {
        OracleName::Semgrep => semgrep::covers(language, case.cwe),
        OracleName::PythonHarness => language == Language::Python,
        OracleName::CHarness | OracleName::Gcc => language == Language::C,
        OracleName::Tests | OracleName::Codeql => false,
    }
}

impl Args {
    fn read(&self) -> Result<Vec<LabelledCase>, Failure> {
        let scenarios = self.sven.as_deref().map(sven::load).transpose()?;
        if self.cases.is_empty() {
            let mut cases = Vec::new();
            for (name, text) in seccoder_oracle::cases::ALL {
                cases.extend(parse_cases(text, name.as_ref(), None)?);
            }
            return Ok(cases);
        }
        let mut cases = Vec::new();
        for file in &self.cases {
            cases.extend(read_cases(file, scenarios.as_ref())?);
        }
        Ok(cases)
    }
}

fn print(report: &Report, misses: bool) -> std::io::Result<()> {
    say!(
        "{:<28} {:>9} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}  right",
        "",
        "secure:",
        "",
        "",
        "",
        "insec.:",
        "",
        ""
    );
    say!(
        "{:<28} {:>9} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "oracle, weakness",
        "secure",
        "insecure",
        "invalid",
        "unjudged",
        "secure",
        "insecure",
        "other"
    );
    for audit in &report.oracles {
        let (right, total) = audit.score();
        say!(
            "{}  {right}/{total}, {:.0} ms a case",
            audit.oracle,
            audit.ms_per_case
        );
        for (cwe, c) in &audit.by_cwe {
            say!(
                "{:<28} {:>9} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}  {}/{}",
                format!("  {cwe}"),
                c.secure.secure,
                c.secure.insecure,
                c.secure.invalid,
                c.secure.unjudged,
                c.insecure.secure,
                c.insecure.insecure,
                c.insecure.invalid + c.insecure.unjudged,
                c.right(),
                c.total()
            );
        }
        if misses {
            for miss in &audit.misses {
                let said = printable(&format!("{:?}", miss.said));
                say!(
                    "    {} is {:?}: {}",
                    printable(&miss.case),
                    miss.truth,
                    said
                );
            }
        }
    }
    for missing in &report.missing {
        say!("{}: not asked: {}", missing.oracle, missing.reason);
    }
    Ok(())
}
