//! A small run for the reports' tests, with hostile texts in it.

use std::collections::BTreeMap;

use seccoder::cwe::CweId;
use seccoder::language::Language;
use seccoder::model::{Capabilities, Decoding, FinishReason, ModelInfo, ModelInput};
use seccoder::oracle::{Finding, Verdict};
use seccoder::pipeline::LongExamples;
use seccoder::prompt::DemonstrationView;
use seccoder::response::{ExampleSummary, Timings};
use seccoder::truncate::{CutRules, Ended};

use super::Report;
use crate::arm::ArmRecord;
use crate::log::{Manifest, Run, Sampling, SuiteKind, SuiteSource};
use crate::metrics::bootstrap::BootstrapOptions;
use crate::metrics::summary::{RunSummary, SummaryOptions};
use crate::record::{
    PromptRecord, SCHEMA_VERSION, SampleKey, SampleRecord, TestOutcome, VerdictRecord,
};

/// What a model might write to break out of a report.
pub(super) const HOSTILE: &str =
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u{2028}{{ 7*7 }}\u{1b}[31m";

const TASKS: [(&str, u32); 3] = [
    ("cwe-078/0-py", 78),
    ("cwe-089/0-py", 89),
    ("cwe-089/1-py", 89),
];
const ARMS: [&str; 2] = ["none", "seccoder"];

/// A run of three tasks, two arms, two seeds and three samples, with its numbers.
pub(super) fn report() -> Report {
    summarised(run())
}

/// A run with its numbers.
pub(super) fn summarised(run: Run) -> Report {
    let options = SummaryOptions {
        ks: vec![1, 3],
        bootstrap: BootstrapOptions {
            replicates: 200,
            seed: 1,
        },
        baseline: Some("none".into()),
    };
    let summary = RunSummary::new(&run.samples, &run.verdicts, options).unwrap();
    Report {
        run,
        summary,
        suite: None,
    }
}

/// The run alone.
pub(super) fn run() -> Run {
    let mut run = Run {
        manifest: manifest(),
        prompts: BTreeMap::new(),
        samples: Vec::new(),
        verdicts: Vec::new(),
    };
    for (place, (task, cwe)) in TASKS.into_iter().enumerate() {
        for arm in ARMS {
            let prompt = prompt(task, arm);
            for seed in [1, 2] {
                for index in 0..3 {
                    let sample = sample(task, cwe, arm, seed, index, &prompt.prompt_hash);
                    run.verdicts.push(verdict(&sample, place));
                    run.samples.push(sample);
                }
            }
            run.prompts.insert(prompt.prompt_hash.clone(), prompt);
        }
    }
    run
}

fn manifest() -> Manifest {
    let arm = |name: &str| ArmRecord {
        name: name.into(),
        method: name.into(),
        k: 1,
        view: DemonstrationView::Code,
        exclude_task_cwe: false,
        embedder: (name == "seccoder").then(|| "all-minilm-l6-v2".into()),
        database_hash: (name == "seccoder").then(|| "db6d53cfc40c30c2".into()),
        auto: None,
        thorough: None,
    };
    Manifest {
        schema_version: SCHEMA_VERSION,
        seccoder: "0.1.0".into(),
        title: "A small run".into(),
        paper: None,
        paper_column: None,
        suite: "small".into(),
        suite_source: SuiteSource {
            kind: SuiteKind::Folder,
            path: "suites/small".into(),
        },
        suite_hash: "7ad616a796d9".into(),
        tasks: TASKS.map(|(task, _)| task.to_owned()).to_vec(),
        model: ModelInfo {
            name: "scripted".into(),
            engine: "scripted".into(),
            fingerprint: Some("1d9614638d18".into()),
            context_len: Some(2048),
            on_this_machine: true,
            sees_private: true,
            capabilities: Capabilities::default(),
            auto: Default::default(),
        },
        arms: ARMS.map(arm).to_vec(),
        sampling: Sampling {
            samples: 3,
            seeds: vec![1, 2],
            decoding: Decoding::Sample {
                temperature: 0.4,
                top_p: 0.95,
                top_k: None,
            },
            max_tokens: 300,
            cut: CutRules::Sven,
            style: None,
        },
        long_examples: LongExamples::TakeNext,
        ks: Vec::new(),
    }
}

fn prompt(task: &str, arm: &str) -> PromptRecord {
    let program = format!("import os\n\ndef f(x):  # {task}\n    # go on\n");
    let demonstration = "def safe(x):\n    return [x]\n\n".to_owned();
    let shown = arm == "seccoder";
    let text = if shown {
        format!("{demonstration}{program}")
    } else {
        program
    };
    PromptRecord {
        schema_version: SCHEMA_VERSION,
        prompt_hash: format!("{task} {arm}"),
        input: ModelInput::Raw { text },
        demonstrations: shown.then(example).into_iter().collect(),
        demonstration_texts: shown.then_some(demonstration).into_iter().collect(),
    }
}

fn example() -> ExampleSummary {
    serde_json::from_value(serde_json::json!({
        "id": "ab".repeat(32),
        "title": "Wraps a value",
        "language": "python",
        "cwes": ["CWE-78"],
        "provenance": { "source": "built-in" },
        "scores": [],
    }))
    .unwrap()
}

fn sample(
    task: &str,
    cwe: u32,
    arm: &str,
    seed: u64,
    index: usize,
    prompt_hash: &str,
) -> SampleRecord {
    let hostile = if index == 0 { HOSTILE } else { "" };
    SampleRecord {
        schema_version: SCHEMA_VERSION,
        seccoder: "0.1.0".into(),
        key: SampleKey {
            task: task.into(),
            arm: arm.into(),
            seed,
            index,
        },
        cwe: Some(CweId::new(cwe)),
        language: Language::Python,
        task_hash: task.into(),
        prompt_hash: prompt_hash.into(),
        model: "scripted".into(),
        model_hash: None,
        database_hash: (arm == "seccoder").then(|| "db6d53cfc40c30c2".into()),
        template: "raw/1".into(),
        completion: format!("    os.system(x)  # {index}{hostile}\n"),
        finish_reason: FinishReason::Stopped,
        ended: Ended::Function,
        tokens: Some(20 + index),
        prompt_tokens: Some(40),
        added_tokens: if arm == "seccoder" { 15 } else { 0 },
        timings: Timings {
            retrieve_ms: if arm == "seccoder" { 12.0 } else { 0.0 },
            first_token_ms: 500.0,
            generate_ms: 1000.0 + seed as f64 * 100.0,
            total_ms: 1600.0 + seed as f64 * 100.0,
            ..Timings::default()
        },
        request_samples: 3,
        same_as: None,
        revision: None,
    }
}

fn insecure(cwe: Option<CweId>) -> Verdict {
    Verdict::Insecure(vec![Finding {
        rule: "own.shell".into(),
        cwe,
        line: 2,
        message: format!("=cmd()|{HOSTILE}"),
    }])
}

fn verdict(sample: &SampleRecord, place: usize) -> VerdictRecord {
    let SampleKey {
        arm, seed, index, ..
    } = &sample.key;
    let verdict = match (arm.as_str(), place, index) {
        (_, 2, 1) => Verdict::Invalid("does not parse: line 3".into()),
        (_, 2, 2) => Verdict::Unjudged("timeout: 10 s".into()),
        ("none", 0 | 1, _) | (_, 1, 1) => insecure(sample.cwe),
        _ => Verdict::Secure,
    };
    let advisor = match (place, *seed) {
        (0, 1) => insecure(None),
        (1, 2) => Verdict::Unjudged("semgrep failed".into()),
        _ => Verdict::Secure,
    };
    VerdictRecord {
        schema_version: SCHEMA_VERSION,
        key: sample.key.clone(),
        duplicate_of: (place == 0 && *index == 2).then_some(1),
        function: Some(if *index == 1 {
            TestOutcome::Failed(format!("assertion {HOSTILE}"))
        } else {
            TestOutcome::Passed
        }),
        performs: Some(place != 2),
        verdict: Some(verdict),
        decided_by: "python-harness".into(),
        advice: BTreeMap::from([("semgrep".to_owned(), advisor)]),
        oracle_ms: 250.0,
    }
}
