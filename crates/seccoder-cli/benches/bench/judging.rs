//! Row 7: what judging one sample costs, many in one go against one after another.

use std::path::Path;
use std::time::Duration;

use seccoder::language::Language;
use seccoder::oracle::{Oracle, OracleCase, Verdict, verdict_of};
use seccoder_eval::audit::{LabelledCase, parse_cases};
use seccoder_oracle::c_harness::CHarness;
use seccoder_oracle::cases;
use seccoder_oracle::python_harness::PythonHarness;
use seccoder_oracle::sandbox::Sandbox;
use seccoder_oracle::semgrep::{Semgrep, covers, default_tools_dir};

use crate::lab::Lab;
use crate::machine::watched;
use crate::stats::{ms, ratio, timed};
use crate::table::{Failure, Row};

/// Programs in one go: those of a task with 25 samples, and a few more.
const BATCH: usize = 50;
/// Programs one after another; they take long.
const SINGLES: usize = 8;
/// What a judged sample may cost on average.
const TARGET: Duration = Duration::from_millis(500);

/// Measures the oracles that decide, on our own labelled programs.
pub fn rows(_: &Lab, _: &dyn Fn(usize) -> bool) -> Result<Vec<Row>, Failure> {
    eprintln!("row 7: judging …");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let sandbox = Sandbox::detect()?;
    let mut programs = Vec::new();
    for (name, text) in cases::ALL {
        programs.extend(parse_cases(text, Path::new(name), None)?);
    }
    let tools = default_tools_dir().ok_or("the home folder is unknown")?;
    let mut rows = vec![
        measure(
            &runtime,
            &PythonHarness::new(sandbox.clone()),
            &chosen(&programs, |case| case.case.language == Language::Python),
        ),
        measure(
            &runtime,
            &CHarness::new(sandbox.clone()),
            &chosen(&programs, |case| case.case.language == Language::C),
        ),
    ];
    rows.push(match Semgrep::detect(sandbox, &tools) {
        Ok(semgrep) => measure(
            &runtime,
            &semgrep,
            &chosen(&programs, |case| {
                case.case.language == Language::Python && covers(Language::Python, case.cwe)
            }),
        ),
        Err(error) => Row::new("7 judging: semgrep", format!("skipped: {error}")),
    });
    Ok(rows)
}

fn chosen(programs: &[LabelledCase], wanted: impl Fn(&LabelledCase) -> bool) -> Vec<OracleCase> {
    let all: Vec<&LabelledCase> = programs.iter().filter(|case| wanted(case)).collect();
    // Evenly spread, so that all weaknesses are among them.
    let step = (all.len() / BATCH).max(1);
    all.into_iter()
        .step_by(step)
        .take(BATCH)
        .map(|case| case.case.clone())
        .collect()
}

fn measure(runtime: &tokio::runtime::Runtime, oracle: &dyn Oracle, programs: &[OracleCase]) -> Row {
    let ((batched, judged), others) = watched(|| {
        let (time, results) = timed(|| runtime.block_on(oracle.judge_all(programs)));
        let judged = results
            .into_iter()
            .map(verdict_of)
            .filter(|verdict| !matches!(verdict, Verdict::Unjudged(_)))
            .count();
        (time, judged)
    });
    let some = &programs[..SINGLES.min(programs.len())];
    let (singly, _) = timed(|| {
        for program in some {
            // The verdict was looked at above.
            drop(runtime.block_on(oracle.judge(program)));
        }
    });
    let each = batched / u32::try_from(programs.len().max(1)).unwrap_or(u32::MAX);
    let alone = singly / u32::try_from(some.len().max(1)).unwrap_or(u32::MAX);
    Row::new(
        &format!("7 judging a sample: {}", oracle.name()),
        format!("{} / {}", ms(each), ms(alone)),
    )
    .ratio(format!("{:.1}x", ratio(alone, each)))
    .target("<= 500 ms", each <= TARGET)
    .note(format!(
        "{} programs in one go against {} one after another; {judged} of the former judged",
        programs.len(),
        some.len()
    ))
    .others(others)
}
