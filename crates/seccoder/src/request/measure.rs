//! Measures how good hints are, on prompts whose weakness is known and on harmless ones.
//!
//! Tables were tuned on the half `tune` of `suites/core` (its `halves.toml`), on the built-in
//! examples and with SVEN's prompts in sight; the half `report` was not looked at.
//! Floors are asserted a little below what was reached, so that a change that costs much is seen.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::*;

/// What SVEN keeps for validation; the paper's prompts are the other 18.
const VALIDATION: [&str; 6] = [
    "cwe-022/2-py",
    "cwe-078/2-py",
    "cwe-089/2-py",
    "cwe-125/2-c",
    "cwe-190/2-c",
    "cwe-787/2-c",
];

/// A prompt of which the weakness is known.
struct Case {
    name: String,
    cwe: CweId,
    query: Query,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The tasks that tables may be tuned on, each in quotes.
fn tune_half() -> String {
    let text = std::fs::read_to_string(root().join("suites/core/halves.toml")).unwrap();
    let (_, lists) = text.split_once("\ntune = [").unwrap();
    lists.split_once("\nreport = [").unwrap().0.to_owned()
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(path)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    all.sort();
    all
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// `cwe-089-sorted-orders` → CWE-89.
fn labelled(folder: &str) -> CweId {
    let digits: String = folder
        .chars()
        .skip(4)
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().unwrap()
}

fn suite() -> Vec<Case> {
    let mut cases = Vec::new();
    for language in folders(&root().join("suites/core")) {
        for task in folders(&language) {
            // What tools leave there is no task.
            if !task.join("task.toml").is_file() {
                continue;
            }
            let files = folders(&task);
            let text = |stem: &str| {
                let file = files
                    .iter()
                    .find(|file| file.file_stem().is_some_and(|s| s == stem));
                file.map(|file| std::fs::read_to_string(file).unwrap())
                    .unwrap_or_default()
            };
            cases.push(Case {
                name: format!("{}/{}", name(&language), name(&task)),
                cwe: labelled(&name(&task)),
                query: Query {
                    before: text("prompt"),
                    after: text("suffix"),
                    language: name(&language).parse().ok(),
                    ..Query::default()
                },
            });
        }
    }
    cases
}

fn sven() -> Vec<Case> {
    let mut cases = Vec::new();
    for weakness in folders(&root().join("../shared/data/sven/data_eval/trained")) {
        for scenario in folders(&weakness) {
            let (suffix, language) = match name(&scenario).rsplit('-').next() {
                Some("py") => ("py", Language::Python),
                _ => ("c", Language::C),
            };
            let read = |part: &str| {
                std::fs::read_to_string(scenario.join(format!("{part}.{suffix}")))
                    .unwrap_or_default()
            };
            cases.push(Case {
                name: format!("{}/{}", name(&weakness), name(&scenario)),
                cwe: labelled(&name(&weakness)),
                query: Query {
                    before: read("file_context") + &read("func_context"),
                    language: Some(language),
                    ..Query::default()
                },
            });
        }
    }
    cases.retain(|case| !VALIDATION.contains(&case.name.as_str()));
    cases
}

/// Built-in examples as prompts: the title, and the secure code up to where the halves part.
fn corpus() -> Vec<Case> {
    let mut cases = Vec::new();
    let files = folders(&root().join("corpus"))
        .into_iter()
        .flat_map(|language| folders(&language));
    for file in files.flat_map(|weakness| folders(&weakness)) {
        let Ok(text) = std::fs::read_to_string(&file) else {
            continue;
        };
        let Some((head, rest)) = text.split_once("--- secure ---") else {
            continue;
        };
        let field = |field: &str| {
            let line = head
                .lines()
                .find_map(|line| line.split_once(&format!(" {field}: ")))?;
            Some(line.1.to_owned())
        };
        let (Some(title), Some(cwe)) = (field("title"), field("cwe")) else {
            continue;
        };
        let (secure, vulnerable) = rest.split_once("--- vulnerable ---").unwrap_or((rest, ""));
        let secure = secure.trim_start().trim_end_matches(['#', '/', ' ']);
        let mut before = String::new();
        // Imports often differ, so they are kept as they are.
        let old: Vec<&str> = vulnerable.lines().map(str::trim).collect();
        let mut code = false;
        for line in secure.lines() {
            let known = old.contains(&line.trim());
            code |= known && line.starts_with([' ', '\t']);
            if code && !known {
                break;
            }
            writeln!(before, "{line}").unwrap();
        }
        cases.push(Case {
            name: format!("{cwe} {title} ({})", name(&file)),
            cwe: cwe.split(',').next().unwrap().parse().unwrap(),
            query: Query {
                before,
                language: Language::from_path(&file),
                description: Some(title),
                ..Query::default()
            },
        });
    }
    cases
}

fn humaneval() -> Vec<Query> {
    let file = root().join("../shared/data/humaneval/data/HumanEval.jsonl.gz");
    let Ok(packed) = std::fs::read(file) else {
        return Vec::new();
    };
    let mut text = String::new();
    flate2::read::GzDecoder::new(&packed[..])
        .read_to_string(&mut text)
        .unwrap();
    text.lines()
        .map(|line| {
            let task: serde_json::Value = serde_json::from_str(line).unwrap();
            Query {
                before: task["prompt"].as_str().unwrap().to_owned(),
                language: Some(Language::Python),
                ..Query::default()
            }
        })
        .collect()
}

/// Ranks of the right weakness, printed; the share with rank one.
fn report(title: &str, cases: &[Case], details: bool) -> f64 {
    let mut confused: std::collections::BTreeMap<String, usize> = Default::default();
    let (mut first, mut three, mut any, mut silent) = (0, 0, 0, 0);
    for case in cases {
        let hints = understand(&case.query).weaknesses;
        let rank = hints.iter().position(|hint| hint.cwe == case.cwe);
        first += usize::from(rank == Some(0));
        three += usize::from(rank.is_some_and(|rank| rank < 3));
        any += usize::from(rank.is_some());
        silent += usize::from(hints.first().is_none_or(|hint| hint.weight <= 0.5));
        if let Some(wrong) = hints.first().filter(|hint| hint.cwe != case.cwe) {
            *confused
                .entry(format!("{} for {}", wrong.cwe, case.cwe))
                .or_insert(0) += 1;
        }
        if details && rank != Some(0) {
            println!("  missed {}", case.name);
            for hint in hints.iter().take(3) {
                println!("    {:.2} {} {}", hint.weight, hint.cwe, hint.because);
            }
        }
    }
    let share = |count: usize| 100.0 * count as f64 / cases.len().max(1) as f64;
    println!(
        "{title}: {} prompts; first {:.1}%, of three {:.1}%, of all {:.1}%; none above 0.5: {:.1}%",
        cases.len(),
        share(first),
        share(three),
        share(any),
        share(silent),
    );
    if details {
        let mut confused: Vec<_> = confused.into_iter().collect();
        confused.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        println!("  {:?}", &confused[..confused.len().min(60)]);
    }
    share(first)
}

fn wants_details(set: &str) -> bool {
    std::env::var("SECCODER_DETAILS").is_ok_and(|sets| sets.contains(set))
}

#[test]
fn suite_tasks_are_recognised() {
    let half = tune_half();
    let (tune, rest): (Vec<Case>, Vec<Case>) = suite()
        .into_iter()
        .partition(|case| half.contains(&format!("\"{}\"", case.name)));
    assert!(report("suites/core, half `tune`", &tune, wants_details("tune")) >= 80.0);
    assert!(report("suites/core, half `report`", &rest, false) >= 40.0);
}

#[test]
fn svens_prompts_are_recognised() {
    let cases = sven();
    if cases.is_empty() {
        println!("skipped: there is no ../shared/data/sven");
        return;
    }
    assert!(report("SVEN's prompts", &cases, wants_details("sven")) >= 75.0);
}

#[test]
fn built_in_examples_are_recognised() {
    let cases = corpus();
    for language in Language::ALL {
        let own = cases
            .iter()
            .filter(|case| case.query.language == Some(language));
        let first = |case: &&Case| {
            understand(&case.query)
                .weaknesses
                .first()
                .is_some_and(|h| h.cwe == case.cwe)
        };
        let all = own.clone().count();
        println!("  {language}: {} of {all}", own.filter(first).count());
    }
    assert!(report("built-in examples", &cases, wants_details("corpus")) >= 45.0);
}

#[test]
fn ordinary_tasks_get_no_hint() {
    let queries = humaneval();
    if queries.is_empty() {
        println!("skipped: there is no ../shared/data/humaneval");
        return;
    }
    let weights: Vec<f32> = queries
        .iter()
        .map(|query| {
            understand(query)
                .weaknesses
                .first()
                .map_or(0.0, |hint| hint.weight)
        })
        .collect();
    for least in [0.15, 0.3, 0.4, 0.5, 0.6, 0.7] {
        let above = weights.iter().filter(|weight| **weight > least).count();
        println!("HumanEval: {above} of {} above {least}", weights.len());
    }
    if wants_details("humaneval") {
        for (query, weight) in queries
            .iter()
            .zip(&weights)
            .filter(|(_, weight)| **weight > 0.15)
        {
            println!("  {weight:.2} {}", understand(query).weaknesses[0].because);
            println!("{}", query.before.chars().take(300).collect::<String>());
        }
    }
    let above = weights.iter().filter(|weight| **weight > 0.5).count();
    assert!(above * 50 <= weights.len(), "{above} of {}", weights.len());
}
