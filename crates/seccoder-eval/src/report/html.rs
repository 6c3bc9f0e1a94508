//! One page with everything: tables, charts, and every sample a click away.
//!
//! The page asks the network for nothing, and its content security policy forbids it to. Only
//! the one script and the one style sheet below may run, by their hashes. Tables and charts are
//! plain HTML; the script only shows samples, whose texts it never takes for HTML.

use std::collections::BTreeMap;

use minijinja::value::Value as Rendered;
use minijinja::{AutoEscape, Environment, context};
use seccoder::model::ModelInput;
use seccoder::oracle::{Finding, Verdict};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::columns::outcome;
use super::sections::{self, differs};
use super::svg::{self, Bar};
use super::table::{Cell, Table};
use super::{Judged, Report, ReportError, word};
use crate::metrics::summary::ArmSummary;
use crate::record::{PromptRecord, SampleRecord, TestOutcome};

const TEMPLATE: &str = include_str!("template.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The page.
///
/// # Errors
/// When the template or the samples' data cannot be rendered.
pub fn page(report: &Report) -> Result<String, ReportError> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("report", TEMPLATE)?;
    let data = serde_json::to_string(&data(report)).map_err(ReportError::encode("report.html"))?;
    let safe = Rendered::from_safe_string;
    let arms: Vec<&str> = report.arms().into_iter().map(|arm| &*arm.arm).collect();
    let legend: Vec<_> = arms
        .iter()
        .enumerate()
        .map(|(place, arm)| context! { mark => safe(svg::legend(place)), name => *arm })
        .collect();
    let tables: Vec<Table> = [
        sections::headline(report),
        sections::function(report),
        sections::comparisons(report),
        sections::costs(report),
    ]
    .into_iter()
    .filter(|table| !table.is_empty())
    .collect();
    let details: Vec<Table> = [
        sections::scenarios(report),
        sections::disagreement(report),
        sections::reasons(report),
    ]
    .into_iter()
    .filter(|table| !table.is_empty())
    .collect();
    let charts: Vec<_> = rate_charts(report)
        .into_iter()
        .map(|(title, chart)| context! { title, svg => safe(chart) })
        .collect();
    let page = environment.get_template("report")?.render(context! {
        title => report.run.manifest.title.as_str(),
        brief => brief(report),
        arms => rendered(&sections::arms(report)),
        facts => rendered(&sections::facts(report)),
        tables => tables.iter().map(rendered).collect::<Vec<_>>(),
        details => details.iter().map(rendered).collect::<Vec<_>>(),
        charts,
        dots => scenario_chart(report).map(safe),
        legend,
        samples => report.run.samples.len(),
        style => safe(STYLE.to_owned()),
        script => safe(SCRIPT.to_owned()),
        style_hash => source_hash(STYLE),
        script_hash => source_hash(SCRIPT),
        data => safe(for_script(&data)),
    })?;
    Ok(page)
}

/// What was run, in one line.
fn brief(report: &Report) -> String {
    let manifest = &report.run.manifest;
    format!(
        "{} on {}: {} tasks, {} arms, {} samples",
        manifest.model.name,
        manifest.suite,
        manifest.tasks.len(),
        manifest.arms.len(),
        report.run.samples.len()
    )
}

/// A table as the template takes it.
fn rendered(table: &Table) -> Rendered {
    let columns: Vec<Rendered> = table
        .columns
        .iter()
        .map(|column| context! { name => column.name.as_str(), number => column.number })
        .collect();
    let cell = |cell: &Cell| {
        context! {
            text => cell.text.as_str(),
            link => cell.link.as_deref(),
            heat => cell.heat.map(u32::from),
        }
    };
    let rows: Vec<Vec<Rendered>> = table
        .rows
        .iter()
        .map(|row| row.iter().map(cell).collect())
        .collect();
    let notes = table.notes.clone();
    context! { caption => table.caption.as_str(), columns, rows, notes }
}

/// JSON that no HTML parser takes for the end of its element, nor an old one for a line end.
fn for_script(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            _ => safe.push(c),
        }
    }
    safe
}

/// A source's hash as a content security policy names it.
fn source_hash(source: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let hash = Sha256::digest(source);
    let mut text = String::from("sha256-");
    for three in hash.chunks(3) {
        let mut bits = 0_u32;
        for place in 0..3 {
            bits = bits << 8 | u32::from(three.get(place).copied().unwrap_or(0));
        }
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place > three.len() {
                '='
            } else {
                char::from(digit)
            });
        }
    }
    text
}

/// Titles and charts of what is one number for each arm.
fn rate_charts(report: &Report) -> Vec<(&'static str, String)> {
    let arms = report.arms();
    let security: Vec<Bar<'_>> = arms
        .iter()
        .filter_map(|arm| {
            let security = arm.security.as_ref()?;
            Some(Bar {
                label: &arm.arm,
                value: security.rate,
                interval: security.interval,
            })
        })
        .collect();
    let at_1 = |arm: &ArmSummary, both: bool| {
        let values = if both {
            &arm.secure_function
        } else {
            &arm.function
        };
        values.iter().find(|value| value.k == 1).cloned()
    };
    let passes = |both: bool| -> Vec<Bar<'_>> {
        arms.iter()
            .filter_map(|arm| {
                let value = at_1(arm, both)?;
                Some(Bar {
                    label: &arm.arm,
                    value: value.value,
                    interval: value.interval,
                })
            })
            .collect()
    };
    [
        ("security", "Security rate", security),
        ("pass", "pass@1", passes(false)),
        ("both", "secure-pass@1", passes(true)),
    ]
    .into_iter()
    .filter(|(_, _, bars)| !bars.is_empty())
    .map(|(id, title, bars)| (title, svg::bars(id, &format!("{title}, percent"), &bars)))
    .collect()
}

fn scenario_chart(report: &Report) -> Option<String> {
    let arms = report.arms();
    let mut rows: BTreeMap<&str, Vec<Option<f64>>> = BTreeMap::new();
    for (place, arm) in arms.iter().enumerate() {
        for scenario in arm.security.iter().flat_map(|rate| &rate.scenarios) {
            rows.entry(&scenario.task)
                .or_insert_with(|| vec![None; arms.len()])[place] = scenario.rate;
        }
    }
    let series: Vec<&str> = arms.iter().map(|arm| arm.arm.as_str()).collect();
    let rows: Vec<_> = rows.into_iter().collect();
    (!rows.is_empty()).then(|| {
        svg::dots(
            "scenarios",
            "Security rate by scenario, percent",
            &series,
            &rows,
        )
    })
}

/// What the script gets.
#[derive(Serialize)]
struct Data<'a> {
    prompts: Vec<PromptData<'a>>,
    samples: Vec<SampleData<'a>>,
}

#[derive(Serialize)]
struct PromptData<'a> {
    parts: Vec<Part<'a>>,
    examples: Vec<ExampleData<'a>>,
}

/// A stretch of a prompt.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Part<'a> {
    kind: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct ExampleData<'a> {
    title: &'a str,
    id: String,
    cwes: Vec<String>,
}

#[derive(Serialize)]
struct SampleData<'a> {
    task: &'a str,
    arm: &'a str,
    seed: String,
    index: usize,
    verdict: Option<&'static str>,
    duplicate_of: Option<usize>,
    function: Option<&'static str>,
    function_detail: Option<&'a str>,
    performs: Option<bool>,
    opinions: Vec<Opinion<'a>>,
    prompt: Option<usize>,
    completion: &'a str,
    /// The completion's first line in the judged program, which findings' lines count in.
    first_line: Option<usize>,
    tokens: Option<usize>,
    prompt_tokens: Option<usize>,
    added_tokens: usize,
}

#[derive(Serialize)]
struct Opinion<'a> {
    oracle: &'a str,
    decides: bool,
    verdict: &'static str,
    differs: Option<&'static str>,
    findings: &'a [Finding],
    reason: &'a str,
}

fn data(report: &Report) -> Data<'_> {
    let places: BTreeMap<&str, usize> = report
        .run
        .prompts
        .keys()
        .enumerate()
        .map(|(place, hash)| (hash.as_str(), place))
        .collect();
    Data {
        prompts: report.run.prompts.values().map(prompt).collect(),
        samples: report
            .judged()
            .into_iter()
            .map(|judged| sample(report, judged, &places))
            .collect(),
    }
}

fn prompt(record: &PromptRecord) -> PromptData<'_> {
    PromptData {
        parts: parts(&record.input, &record.demonstration_texts),
        examples: record
            .demonstrations
            .iter()
            .map(|example| ExampleData {
                title: &example.title,
                id: example.id.to_string(),
                cwes: example.cwes.iter().map(ToString::to_string).collect(),
            })
            .collect(),
    }
}

/// The program as a prompt has it, without demonstrations.
pub(super) fn program(record: &PromptRecord) -> String {
    parts(&record.input, &record.demonstration_texts)
        .iter()
        .filter(|part| part.kind != "demonstration")
        .map(|part| part.text)
        .collect()
}

fn parts<'a>(input: &'a ModelInput, demonstrations: &'a [String]) -> Vec<Part<'a>> {
    let mut left = demonstrations;
    let mut parts = Vec::new();
    match input {
        ModelInput::Raw { text } => split(text, &mut left, "program", &mut parts),
        ModelInput::Fim { prefix, suffix } => {
            split(prefix, &mut left, "program", &mut parts);
            split(suffix, &mut left, "after", &mut parts);
        }
        ModelInput::Chat { messages } => {
            for message in messages {
                let role = match message.role {
                    seccoder::model::Role::System => "system",
                    seccoder::model::Role::User => "user",
                    seccoder::model::Role::Assistant => "assistant",
                };
                split(&message.content, &mut left, role, &mut parts);
            }
        }
    }
    parts
}

/// Sets the demonstrations that a text holds, in their order, apart from the rest of it.
fn split<'a>(
    mut text: &'a str,
    demonstrations: &mut &'a [String],
    kind: &'static str,
    parts: &mut Vec<Part<'a>>,
) {
    let mut push = |kind, text: &'a str| {
        if !text.is_empty() {
            parts.push(Part { kind, text });
        }
    };
    while let Some((first, rest)) = demonstrations.split_first() {
        let Some(at) = text.find(first.as_str()).filter(|_| !first.is_empty()) else {
            break;
        };
        push(kind, &text[..at]);
        push("demonstration", &text[at..at + first.len()]);
        text = &text[at + first.len()..];
        *demonstrations = rest;
    }
    push(kind, text);
}

fn sample<'a>(
    report: &Report,
    judged: Judged<'a>,
    prompts: &BTreeMap<&str, usize>,
) -> SampleData<'a> {
    let Judged { sample, verdict } = judged;
    let function = verdict.and_then(|verdict| verdict.function.as_ref());
    SampleData {
        task: &sample.key.task,
        arm: &sample.key.arm,
        // As text: a script's numbers do not hold every seed.
        seed: sample.key.seed.to_string(),
        index: sample.key.index,
        verdict: judged.security(),
        duplicate_of: judged.duplicate_of(),
        function: function.map(outcome),
        function_detail: match function {
            Some(TestOutcome::Failed(detail) | TestOutcome::Unjudged(detail)) => Some(detail),
            _ => None,
        },
        performs: verdict.and_then(|verdict| verdict.performs),
        opinions: opinions(judged),
        prompt: prompts.get(sample.prompt_hash.as_str()).copied(),
        completion: &sample.completion,
        first_line: first_line(report, sample),
        tokens: sample.tokens,
        prompt_tokens: sample.prompt_tokens,
        added_tokens: sample.added_tokens,
    }
}

/// Where the completion begins in the judged program. Without the suite it follows from the
/// prompt, unless an arm that writes into the program changed that.
fn first_line(report: &Report, sample: &SampleRecord) -> Option<usize> {
    let line = |before: usize| before + 1;
    if let Some(program) = report.program(sample) {
        let task = report.suite.as_ref()?.task(&sample.key.task)?;
        return program
            .get(..task.before.len())
            .map(|before| line(before.matches('\n').count()));
    }
    let arms = &report.run.manifest.arms;
    let arm = arms.iter().find(|arm| arm.name == sample.key.arm)?;
    if ["reminder", "rules", "text"].contains(&arm.method.as_str()) {
        return None;
    }
    let record = report.run.prompts.get(&sample.prompt_hash)?;
    if matches!(record.input, ModelInput::Chat { .. }) {
        return None;
    }
    let parts = parts(&record.input, &record.demonstration_texts);
    let program = parts.iter().filter(|part| part.kind == "program");
    Some(line(
        program.map(|part| part.text.matches('\n').count()).sum(),
    ))
}

fn opinions(judged: Judged<'_>) -> Vec<Opinion<'_>> {
    let Some(record) = judged.verdict else {
        return Vec::new();
    };
    let decided = record.verdict.as_ref();
    judged
        .opinions()
        .map(|(oracle, verdict)| {
            let decides = decided.is_some_and(|decided| std::ptr::eq(decided, verdict));
            let (findings, reason): (&[Finding], &str) = match verdict {
                Verdict::Secure => (&[], ""),
                Verdict::Insecure(findings) => (findings, ""),
                Verdict::Invalid(reason) | Verdict::Unjudged(reason) => (&[], reason),
            };
            Opinion {
                oracle,
                decides,
                verdict: word(verdict),
                differs: differs(decided, verdict).filter(|_| !decides),
                findings,
                reason,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing;

    fn hostile_page() -> String {
        let mut report = testing::report();
        report.run.manifest.title = testing::HOSTILE.into();
        report.run.manifest.suite = testing::HOSTILE.into();
        report.run.manifest.arms[0].name = testing::HOSTILE.into();
        page(&report).unwrap()
    }

    #[test]
    fn hostile_text_opens_no_element() {
        let page = hostile_page();
        assert_eq!(page.matches("<script").count(), 2);
        assert_eq!(page.matches("</script").count(), 2);
        assert!(!page.contains("<img"));
        assert!(!page.contains(">49<"), "no template inside a template");
    }

    #[test]
    fn the_page_asks_the_network_for_nothing() {
        let page = hostile_page();
        for scheme in ["http://", "https://", "src=\"", "url(", "@import"] {
            assert!(!page.contains(scheme), "{scheme}");
        }
        assert!(page.contains("default-src 'none'"));
        assert!(page.contains(&format!("script-src '{}'", source_hash(SCRIPT))));
        assert!(!page.contains(" style=\"") && !page.contains(" onclick"));
    }

    #[test]
    fn the_data_survives_the_escaping() {
        let report = testing::report();
        let page = page(&report).unwrap();
        let from = page.find("type=\"application/json\">").unwrap() + 24;
        let json = &page[from..from + page[from..].find("</script>").unwrap()];
        let data: serde_json::Value = serde_json::from_str(json).unwrap();
        let samples = data["samples"].as_array().unwrap();
        assert_eq!(samples.len(), report.run.samples.len());
        assert_eq!(samples[0]["completion"], report.run.samples[0].completion);
        assert_eq!(
            data["prompts"].as_array().unwrap().len(),
            report.run.prompts.len()
        );
    }

    #[test]
    fn demonstrations_are_set_apart() {
        let input = ModelInput::Raw {
            text: "A\nB\nC".into(),
        };
        let texts = ["A\n".to_owned(), "B\n".to_owned()];
        let kinds: Vec<_> = parts(&input, &texts)
            .iter()
            .map(|p| (p.kind, p.text))
            .collect();
        let expected = [
            ("demonstration", "A\n"),
            ("demonstration", "B\n"),
            ("program", "C"),
        ];
        assert_eq!(kinds, expected);
        // A demonstration that is not there as it was recorded hides nothing.
        assert_eq!(parts(&input, &["x".to_owned()]).len(), 1);
    }

    #[test]
    fn hashes_are_those_of_browsers() {
        // The hash of the empty text, as browsers print it.
        assert_eq!(
            source_hash(""),
            "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        );
    }
}
