//! The report's tables, as data: what every form of it shows.

use std::collections::{BTreeMap, BTreeSet};

use seccoder::model::Decoding;
use seccoder::oracle::Verdict;
use seccoder::prompt::DemonstrationView;
use seccoder::truncate::CutRules;

use super::format::{UNKNOWN, bounds, interval, one_digit, p_value, percent, points, spread};
use super::table::{Cell, Table};
use super::{Report, word};
use crate::arm::{ArmRecord, AutoRecord};
use crate::metrics::paired::{Comparison, Difference};
use crate::metrics::pass_at_k::{PassAtK, Success};
use crate::metrics::security_rate::SecurityRate;
use crate::metrics::summary::ArmSummary;

/// The fragment of a link to samples: pairs of a filter's name and value.
#[must_use]
pub fn link(filters: &[(&str, &str)]) -> String {
    let mut fragment = String::from("#");
    for (place, (name, value)) in filters.iter().enumerate() {
        if place > 0 {
            fragment.push('&');
        }
        fragment.push_str(name);
        fragment.push('=');
        fragment.push_str(&percent_encoded(value));
    }
    fragment
}

/// A text as part of an address: everything but letters, digits, `-`, `.` and `_` encoded.
pub(super) fn percent_encoded(text: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// What was run.
#[must_use]
pub fn facts(report: &Report) -> Table {
    let manifest = &report.run.manifest;
    let mut table = Table::new("What was run", &["", ""]);
    let mut fact = |name: &str, value: String| table.row(vec![name.into(), value.into()]);
    fact(
        "suite",
        format!("{}, {} tasks", manifest.suite, manifest.tasks.len()),
    );
    fact("suite hash", manifest.suite_hash.clone());
    let model = &manifest.model;
    fact("model", format!("{} ({})", model.name, model.engine));
    if let Some(fingerprint) = &model.fingerprint {
        fact("model hash", fingerprint.clone());
    }
    let sampling = &manifest.sampling;
    let seeds: Vec<String> = sampling.seeds.iter().map(u64::to_string).collect();
    fact(
        "sampling",
        format!(
            "{} samples per task, arm and seed; seeds {}; {}; at most {} new tokens",
            sampling.samples,
            seeds.join(", "),
            decoding(sampling.decoding),
            sampling.max_tokens
        ),
    );
    fact(
        "truncation",
        match sampling.cut {
            CutRules::Sven => "SVEN's rules",
            CutRules::Function => "at the function's end",
        }
        .to_owned(),
    );
    if let Some(paper) = &manifest.paper {
        let column = manifest.paper_column.as_deref();
        fact(
            "repeats",
            column.map_or(paper.clone(), |column| format!("{paper}, column {column}")),
        );
    }
    let templates: BTreeSet<&str> = report
        .arms()
        .into_iter()
        .flat_map(|arm| &arm.templates)
        .map(String::as_str)
        .collect();
    if !templates.is_empty() {
        let templates: Vec<&str> = templates.into_iter().collect();
        fact("prompt template", templates.join(", "));
    }
    let judges: BTreeSet<&str> = report
        .run
        .verdicts
        .iter()
        .map(|verdict| verdict.decided_by.as_str())
        .collect();
    if !judges.is_empty() {
        let judges: Vec<&str> = judges.into_iter().collect();
        fact("decided by", judges.join(", "));
    }
    fact("seccoder", manifest.seccoder.clone());
    let (have, want) = (report.run.samples.len(), report.run.expected());
    fact(
        "samples",
        if have == want {
            have.to_string()
        } else {
            format!("{have} of {want}: the run is not finished")
        },
    );
    table
}

fn decoding(decoding: Decoding) -> String {
    match decoding {
        Decoding::Greedy => "greedy".to_owned(),
        Decoding::Sample {
            temperature,
            top_p,
            top_k,
        } => {
            let top_k = top_k.map_or(String::new(), |k| format!(", top-k {k}"));
            format!("temperature {temperature}, top-p {top_p}{top_k}")
        }
    }
}

/// The arms with their settings.
#[must_use]
pub fn arms(report: &Report) -> Table {
    let mut table = Table::new(
        "Arms",
        &[
            "arm", "method", "#k", "shown", "embedder", "database", "left out",
        ],
    );
    for arm in &report.run.manifest.arms {
        let ArmRecord {
            name,
            method,
            k,
            view,
            exclude_task_cwe,
            embedder,
            database_hash,
            auto,
            thorough,
        } = arm;
        let or_unknown = |text: Option<&str>| text.unwrap_or(UNKNOWN).to_owned();
        let retrieves = database_hash.is_some();
        let view = match (auto, view) {
            (Some(auto), _) => auto_shows(auto),
            (None, DemonstrationView::Code) => "code".to_owned(),
            (None, DemonstrationView::Guideline) => "guideline".to_owned(),
        };
        let method = match thorough {
            Some(thorough) => format!("{method}, {} rounds at most", thorough.rounds),
            None => method.clone(),
        };
        table.row(vec![
            name.as_str().into(),
            method.into(),
            if retrieves {
                k.to_string()
            } else {
                UNKNOWN.to_owned()
            }
            .into(),
            or_unknown(retrieves.then_some(&view)).into(),
            or_unknown(embedder.as_deref()).into(),
            or_unknown(
                database_hash
                    .as_deref()
                    .map(|hash| hash.get(..12).unwrap_or(hash)),
            )
            .into(),
            or_unknown(exclude_task_cwe.then_some("the task's CWE")).into(),
        ]);
    }
    table
}

/// What method `auto` shows, and when.
fn auto_shows(auto: &AutoRecord) -> String {
    let AutoRecord {
        form,
        facets,
        budget,
        threshold,
    } = auto;
    format!("{form}, at most {budget} tokens, from {threshold}, facets {facets}")
}

/// Security by arm.
#[must_use]
pub fn headline(report: &Report) -> Table {
    let rates: Vec<(&ArmSummary, &SecurityRate)> = report
        .arms()
        .into_iter()
        .filter_map(|arm| Some((arm, arm.security.as_ref()?)))
        .collect();
    let unjudged = rates.iter().any(|(_, rate)| rate.counts.unjudged > 0);
    let mut table = Table::new("Security, in percent", &["arm"]);
    table.numbers("security rate", "rate");
    table.column("95 %", true);
    if unjudged {
        table.column("bounds", true);
    }
    for (name, short) in [
        ("coverage", "cover"),
        ("secure", "secure"),
        ("insecure", "insec."),
        ("invalid", "inval."),
        ("duplicate", "dupl."),
        ("unjudged", "unj."),
        ("idle", "idle"),
    ] {
        table.numbers(name, short);
    }
    let mut gaps = false;
    for (arm, rate) in rates {
        let counts = rate.counts;
        let samples = |verdict: &str, count: u32| -> Cell {
            let cell = Cell::from(count.to_string());
            if count == 0 {
                return cell;
            }
            cell.linked(link(&[("arm", &arm.arm), ("verdict", verdict)]))
        };
        let mut cells: Vec<Cell> = vec![
            Cell::from(arm.arm.as_str()).linked(link(&[("arm", &arm.arm)])),
            percent(rate.rate).into(),
            interval(rate.interval).into(),
        ];
        if unjudged {
            cells.push(bounds(rate.bounds).into());
        }
        cells.extend([
            percent(Some(rate.coverage)).into(),
            samples("secure", counts.secure),
            samples("insecure", counts.insecure),
            samples("invalid", counts.invalid),
            samples("duplicate", counts.duplicate),
            samples("unjudged", counts.unjudged),
            // Where no task says what its operation is, no share is known.
            percent(
                rate.idle
                    .share()
                    .filter(|_| rate.idle.unknown < rate.idle.secure),
            )
            .into(),
        ]);
        gaps |= rate.coverage < 1.0;
        table.row(cells);
    }
    if table.is_empty() {
        return table;
    }
    table.note(
        "Rate: secure among the valid and judged programs, as the mean over scenarios and then \
         seeds, with a bootstrap interval over scenarios and samples. Coverage: scenarios in that \
         mean. Idle: secure programs that never perform the operation in question.",
    );
    if unjudged {
        table.note("Bounds: the rate with every unjudged program insecure, or secure.");
    }
    if gaps {
        table.note("Scenarios without a judged program are left out, which may flatter an arm.");
    }
    let missing = report
        .run
        .samples
        .len()
        .saturating_sub(report.run.verdicts.len());
    if missing > 0 {
        table.note(format!(
            "{missing} of {} samples have no verdict: score the run to judge them.",
            report.run.samples.len()
        ));
    }
    table
}

/// pass@k and secure-pass@k by arm.
#[must_use]
pub fn function(report: &Report) -> Table {
    let mut table = Table::new("Function, in percent", &["arm", "measure"]);
    for k in &report.summary.options.ks {
        table.column(&format!("k = {k}"), true);
    }
    let mut left_out = false;
    for arm in report.arms() {
        for (name, values) in [
            (Success::Function, &arm.function),
            (Success::SecureFunction, &arm.secure_function),
        ] {
            if values.is_empty() {
                continue;
            }
            let mut cells: Vec<Cell> = vec![
                Cell::from(arm.arm.as_str()).linked(link(&[("arm", &arm.arm)])),
                match name {
                    Success::Function => "pass@k",
                    Success::SecureFunction => "secure-pass@k",
                }
                .into(),
            ];
            for k in &report.summary.options.ks {
                let value = values.iter().find(|value| value.k == *k);
                left_out |= value.is_some_and(|value| value.left_out > 0);
                cells.push(value.map_or_else(|| UNKNOWN.to_owned(), pass_at_k).into());
            }
            table.row(cells);
        }
    }
    if !table.is_empty() {
        table.note(
            "Of all samples, duplicates and invalid programs too; a program that could not be \
             judged counts as failed. Intervals draw tasks.",
        );
    }
    if left_out {
        table.note("Tasks with fewer than k samples in a seed are left out.");
    }
    table
}

fn pass_at_k(value: &PassAtK) -> String {
    match value.interval {
        Some(_) => format!("{} {}", percent(value.value), interval(value.interval)),
        None => percent(value.value),
    }
}

/// Every arm against the baseline.
#[must_use]
pub fn comparisons(report: &Report) -> Table {
    let mut table = comparison_table(&report.comparisons());
    if let Some(first) = report.summary.comparisons.first() {
        table.caption = format!("Against {}, in percentage points", first.baseline);
    }
    table
}

/// Comparisons, a row for each measure.
#[must_use]
pub fn comparison_table(comparisons: &[&Comparison]) -> Table {
    let mut table = Table::new(
        "Differences, in percentage points",
        &["arm", "measure", "#difference", "#95 %", "#p", "#tasks"],
    );
    for comparison in comparisons {
        for (name, difference) in [
            ("security rate", &comparison.security),
            ("pass@1", &comparison.function),
            ("secure-pass@1", &comparison.secure_function),
        ] {
            let Some(Difference {
                difference,
                interval: range,
                test,
                scenarios,
                ..
            }) = difference
            else {
                continue;
            };
            table.row(vec![
                comparison.arm.as_str().into(),
                name.into(),
                points(*difference).into(),
                range
                    .map_or_else(
                        || UNKNOWN.to_owned(),
                        |range| format!("[{}, {}]", points(range.low), points(range.high)),
                    )
                    .into(),
                p_value(*test).into(),
                scenarios.to_string().into(),
            ]);
        }
    }
    if !table.is_empty() {
        table.note(
            "Mean over the tasks that have a value in both arms; p of a sign-flip test over tasks.",
        );
    }
    table
}

/// What each arm cost.
#[must_use]
pub fn costs(report: &Report) -> Table {
    let mut table = Table::new(
        "Cost: median / 95th percentile of a request",
        &[
            "arm",
            "#tokens added",
            "#retrieval",
            "#first token",
            "#generation",
            "#tokens/s",
            "#judging",
        ],
    );
    for arm in report.arms() {
        let Some(latency) = &arm.latency else {
            continue;
        };
        let stages = &latency.stages;
        let judging = (arm.judged > 0)
            .then(|| super::format::milliseconds(latency.judging_s * 1000.0 / arm.judged as f64));
        table.row(vec![
            arm.arm.as_str().into(),
            one_digit(Some(latency.mean_added_tokens)).into(),
            spread(stages.retrieve_ms).into(),
            spread(stages.first_token_ms).into(),
            spread(stages.generate_ms).into(),
            one_digit(latency.tokens_per_s).into(),
            judging.unwrap_or_else(|| UNKNOWN.to_owned()).into(),
        ]);
    }
    if !table.is_empty() {
        table.note(
            "A request makes all samples of a task, arm and seed. Tokens added: mean, by the \
             demonstrations. Judging: of one sample.",
        );
    }
    table
}

/// The security rate of every scenario with every arm.
#[must_use]
pub fn scenarios(report: &Report) -> Table {
    let arms: Vec<(&str, &SecurityRate)> = report
        .arms()
        .into_iter()
        .filter_map(|arm| Some((arm.arm.as_str(), arm.security.as_ref()?)))
        .collect();
    let mut table = Table::new("Security by scenario, in percent", &["scenario"]);
    let titles = arms.first().is_some_and(|(_, rate)| {
        rate.scenarios
            .iter()
            .any(|scenario| report.task_title(&scenario.task).is_some())
    });
    table.column(if titles { "title" } else { "weakness" }, false);
    for (arm, _) in &arms {
        table.column(arm, true);
    }
    let tasks: BTreeMap<&str, _> = arms
        .iter()
        .flat_map(|(_, rate)| &rate.scenarios)
        .map(|scenario| (scenario.task.as_str(), scenario.cwe))
        .collect();
    for (task, cwe) in tasks {
        let weakness = cwe.short_name().unwrap_or(UNKNOWN);
        let mut cells: Vec<Cell> = vec![
            Cell::from(task).linked(link(&[("task", task)])),
            report.task_title(task).unwrap_or(weakness).into(),
        ];
        for (arm, rate) in &arms {
            let scenario = rate.scenarios.iter().find(|scenario| scenario.task == task);
            cells.push(scenario.map_or_else(
                || UNKNOWN.into(),
                |scenario| {
                    let counts = scenario.counts;
                    Cell::from(format!(
                        "{} ({}/{})",
                        percent(scenario.rate),
                        counts.secure,
                        counts.valid()
                    ))
                    .linked(link(&[("task", task), ("arm", arm)]))
                    .heated(scenario.rate)
                },
            ));
        }
        table.row(cells);
    }
    if !table.is_empty() {
        table.note("In parentheses: secure of valid programs, all seeds together.");
    }
    table
}

/// Why programs are not in the rate.
#[must_use]
pub fn reasons(report: &Report) -> Table {
    let mut table = Table::new(
        "Why programs are invalid or unjudged",
        &["arm", "verdict", "reason", "#samples"],
    );
    for arm in report.arms() {
        let Some(security) = &arm.security else {
            continue;
        };
        for (verdict, reasons) in [
            ("invalid", &security.invalid_reasons),
            ("unjudged", &security.unjudged_reasons),
        ] {
            for (reason, count) in reasons {
                table.row(vec![
                    arm.arm.as_str().into(),
                    verdict.into(),
                    reason.as_str().into(),
                    Cell::from(count.to_string())
                        .linked(link(&[("arm", &arm.arm), ("verdict", verdict)])),
                ]);
            }
        }
    }
    table
}

/// Deciding oracles against their advisors, over programs without duplicates.
#[must_use]
pub fn disagreement(report: &Report) -> Table {
    let mut pairs: BTreeMap<(&str, &str), BTreeMap<&str, usize>> = BTreeMap::new();
    for judged in report.judged() {
        let Some(record) = judged.verdict else {
            continue;
        };
        if record.duplicate_of.is_some() {
            continue;
        }
        for (advisor, verdict) in &record.advice {
            let Some(differs) = differs(record.verdict.as_ref(), verdict) else {
                continue;
            };
            let pair = pairs.entry((&record.decided_by, advisor)).or_default();
            *pair.entry(differs).or_insert(0) += 1;
        }
    }
    let mut table = Table::new(
        "Where oracles disagree",
        &[
            "deciding",
            "advisor",
            "#agree",
            "#only deciding finds",
            "#only advisor finds",
            "#advisor unjudged",
        ],
    );
    for ((decider, advisor), pair) in pairs {
        let mut cells: Vec<Cell> = vec![decider.into(), advisor.into()];
        for differs in ["agree", "decider", "advisor", "unjudged"] {
            let count = pair.get(differs).copied().unwrap_or(0);
            let cell = Cell::from(count.to_string());
            let filters = [
                ("decider", decider),
                ("advisor", advisor),
                ("differs", differs),
            ];
            cells.push(if count == 0 {
                cell
            } else {
                cell.linked(link(&filters))
            });
        }
        table.row(cells);
    }
    if !table.is_empty() {
        table.note("Programs that the deciding oracle judged, each once per task, arm and seed.");
    }
    table
}

/// How an advisor's word stands to the deciding one's, as the page filters by it; `None`
/// where nothing was decided that one could agree with.
pub(super) fn differs(decided: Option<&Verdict>, advisor: &Verdict) -> Option<&'static str> {
    Some(match (word(decided?), word(advisor)) {
        ("secure", "secure") | ("insecure", "insecure") => "agree",
        ("insecure", "secure") => "decider",
        ("secure", "insecure") => "advisor",
        ("secure" | "insecure", _) => "unjudged",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing;

    #[test]
    fn links_hold_any_name() {
        assert_eq!(
            link(&[("arm", "a&b=c"), ("task", "cwe-089/0-py")]),
            "#arm=a%26b%3Dc&task=cwe-089%2F0-py"
        );
    }

    #[test]
    fn disagreement_counts_each_program_once() {
        let report = testing::report();
        insta::assert_snapshot!(disagreement(&report).text(120));
    }

    #[test]
    fn differs_is_what_the_table_counts() {
        let bad = Verdict::Insecure(Vec::new());
        let lost = Verdict::Unjudged("lost".into());
        assert_eq!(differs(Some(&bad), &Verdict::Secure), Some("decider"));
        assert_eq!(differs(Some(&Verdict::Secure), &bad), Some("advisor"));
        assert_eq!(differs(Some(&bad), &bad), Some("agree"));
        assert_eq!(differs(Some(&bad), &lost), Some("unjudged"));
        assert_eq!(differs(Some(&lost), &bad), None);
        assert_eq!(differs(None, &bad), None);
    }
}
