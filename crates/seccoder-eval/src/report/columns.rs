//! The samples as columns: what the spreadsheet and the data frame have in common.

use seccoder::model::ModelInput;

use super::{Judged, Report, reason};
use crate::record::TestOutcome;

/// The values of a column, `None` where there is none.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Values {
    Text(Vec<Option<String>>),
    Integer(Vec<Option<i64>>),
    Real(Vec<Option<f64>>),
    Truth(Vec<Option<bool>>),
}

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SampleColumn {
    pub(super) name: &'static str,
    pub(super) values: Values,
    /// Whole programs, too long for a spreadsheet's cells.
    pub(super) long: bool,
}

/// Every column, each with a value for every sample.
pub(super) fn columns(report: &Report) -> Vec<SampleColumn> {
    let rows = report.judged();
    let texts =
        |of: &dyn Fn(&Judged<'_>) -> Option<String>| Values::Text(rows.iter().map(of).collect());
    let integers =
        |of: &dyn Fn(&Judged<'_>) -> Option<i64>| Values::Integer(rows.iter().map(of).collect());
    let reals =
        |of: &dyn Fn(&Judged<'_>) -> Option<f64>| Values::Real(rows.iter().map(of).collect());
    let truths =
        |of: &dyn Fn(&Judged<'_>) -> Option<bool>| Values::Truth(rows.iter().map(of).collect());
    let prompt = |row: &Judged<'_>| report.run.prompts.get(&row.sample.prompt_hash);

    let short = vec![
        ("task", texts(&|row| Some(row.sample.key.task.clone()))),
        ("arm", texts(&|row| Some(row.sample.key.arm.clone()))),
        // A seed may use all 64 bits, which no signed integer holds.
        ("seed", texts(&|row| Some(row.sample.key.seed.to_string()))),
        ("index", integers(&|row| whole(row.sample.key.index))),
        (
            "cwe",
            texts(&|row| row.sample.cwe.map(|cwe| cwe.to_string())),
        ),
        (
            "language",
            texts(&|row| Some(row.sample.language.to_string())),
        ),
        ("model", texts(&|row| Some(row.sample.model.clone()))),
        ("model_hash", texts(&|row| row.sample.model_hash.clone())),
        ("template", texts(&|row| Some(row.sample.template.clone()))),
        ("verdict", texts(&|row| row.security().map(str::to_owned))),
        (
            "decided_by",
            texts(&|row| row.verdict.map(|v| v.decided_by.clone())),
        ),
        (
            "reason",
            texts(&|row| {
                let verdict = row.verdict?.verdict.as_ref()?;
                Some(reason(verdict)).filter(|reason| !reason.is_empty())
            }),
        ),
        (
            "duplicate_of",
            integers(&|row| row.duplicate_of().and_then(whole)),
        ),
        ("performs", truths(&|row| row.verdict?.performs)),
        (
            "function",
            texts(&|row| Some(outcome(row.verdict?.function.as_ref()?).to_owned())),
        ),
        ("advice", texts(&advice)),
        ("tokens", integers(&|row| row.sample.tokens.and_then(whole))),
        (
            "prompt_tokens",
            integers(&|row| row.sample.prompt_tokens.and_then(whole)),
        ),
        (
            "added_tokens",
            integers(&|row| whole(row.sample.added_tokens)),
        ),
        (
            "request_ms",
            reals(&|row| Some(row.sample.timings.total_ms)),
        ),
        (
            "request_samples",
            integers(&|row| whole(row.sample.request_samples)),
        ),
        ("oracle_ms", reals(&|row| row.verdict.map(|v| v.oracle_ms))),
        (
            "demonstrations",
            texts(&|row| {
                let ids: Vec<String> = prompt(row)?
                    .demonstrations
                    .iter()
                    .map(|example| example.id.to_string())
                    .collect();
                Some(ids.join(" "))
            }),
        ),
        (
            "prompt_hash",
            texts(&|row| Some(row.sample.prompt_hash.clone())),
        ),
    ];
    let long = vec![
        (
            "completion",
            texts(&|row| Some(row.sample.completion.clone())),
        ),
        (
            "prompt",
            texts(&|row| Some(prompt_text(&prompt(row)?.input))),
        ),
    ];
    let column = |long| move |(name, values)| SampleColumn { name, values, long };
    let short = short.into_iter().map(column(false));
    short.chain(long.into_iter().map(column(true))).collect()
}

fn whole(number: usize) -> Option<i64> {
    i64::try_from(number).ok()
}

fn advice(row: &Judged<'_>) -> Option<String> {
    let words: Vec<String> = row
        .verdict?
        .advice
        .iter()
        .map(|(name, verdict)| format!("{name}: {}", super::word(verdict)))
        .collect();
    (!words.is_empty()).then(|| words.join("; "))
}

/// A functional test's outcome in one word.
pub(super) const fn outcome(outcome: &TestOutcome) -> &'static str {
    match outcome {
        TestOutcome::Passed => "passed",
        TestOutcome::Failed(_) => "failed",
        TestOutcome::Unjudged(_) => "unjudged",
    }
}

/// A prompt as one text, its parts in the model's order.
pub(super) fn prompt_text(input: &ModelInput) -> String {
    match input {
        ModelInput::Raw { text } => text.clone(),
        ModelInput::Fim { prefix, suffix } => format!("{prefix}▮{suffix}"),
        ModelInput::Chat { messages } => messages
            .iter()
            .map(|message| message.content.as_str())
            .collect::<Vec<_>>()
            .join("\n\n"),
    }
}
