//! Sampling with a scripted model: what is asked, written, and asked again after a failure.
#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

use std::path::Path;
use std::sync::Arc;

use futures::executor::block_on;
use seccoder::model::{Decoding, LanguageModel, ModelInput};
use seccoder::pipeline::{LongExamples, Pipeline};
use seccoder::truncate::CutRules;
use seccoder_eval::arm::{Arm, ArmRecord, EvalMethod};
use seccoder_eval::log::{Manifest, Run, RunLog, Sampling, SuiteKind, SuiteSource};
use seccoder_eval::record::SCHEMA_VERSION;
use seccoder_eval::sampling::{ArmPipeline, Plan};
use seccoder_eval::suite::folder;
use seccoder_lm::scripted::{ScriptedFailure, ScriptedModel, ScriptedOptions};

const ANSWERS: [&str; 2] = ["    return 1\n\n\nx = 2\n", "    return 2\n"];

fn write_suite(root: &Path) {
    for name in ["one", "two"] {
        let task = root.join(name);
        std::fs::create_dir_all(&task).unwrap();
        std::fs::write(
            task.join("task.toml"),
            "format = 1\nlanguage = \"python\"\ncwe = \"CWE-89\"\ntitle = \"T\"\nfile = \"t.py\"\n\
             [oracles]\ndecide = \"semgrep\"\n",
        )
        .unwrap();
        let prompt = format!("import os\n\n\ndef {name}():\n    # go\n");
        std::fs::write(task.join("prompt.py"), prompt).unwrap();
    }
}

/// A plan over the two tasks, and its manifest.
fn plan(root: &Path, model: &ScriptedModel, methods: &[&str]) -> (Plan, Manifest) {
    let suite = folder::load(root).unwrap();
    let info = block_on(model.info()).unwrap();
    let arms: Vec<ArmPipeline> = methods
        .iter()
        .map(|name| {
            let method: EvalMethod = name.parse().unwrap();
            let arm = Arm::new(method);
            ArmPipeline {
                record: ArmRecord {
                    name: arm.name.clone(),
                    method: (*name).to_owned(),
                    k: arm.k,
                    view: arm.view,
                    exclude_task_cwe: false,
                    embedder: None,
                    database_hash: None,
                },
                arm,
                pipeline: Pipeline::new(Arc::new(model.clone()), None),
            }
        })
        .collect();
    let sampling = Sampling {
        samples: 2,
        seeds: vec![1, 2],
        decoding: Decoding::Greedy,
        max_tokens: 50,
        cut: CutRules::Function,
    };
    let manifest = Manifest {
        schema_version: SCHEMA_VERSION,
        seccoder: "test".into(),
        title: "T".into(),
        paper: None,
        paper_column: None,
        suite: suite.name.clone(),
        suite_source: SuiteSource {
            kind: SuiteKind::Folder,
            path: root.to_owned(),
        },
        suite_hash: suite.hash(),
        tasks: suite.tasks.iter().map(|task| task.name.clone()).collect(),
        model: info.clone(),
        arms: arms.iter().map(|arm| arm.record.clone()).collect(),
        sampling: sampling.clone(),
        long_examples: LongExamples::TakeNext,
        ks: Vec::new(),
    };
    let plan = Plan {
        suite,
        arms,
        sampling,
        model: info,
        long_examples: LongExamples::TakeNext,
        parallel: 1,
    };
    (plan, manifest)
}

#[test]
fn every_task_arm_and_seed_is_asked_once() {
    let root = tempfile::tempdir().unwrap();
    write_suite(&root.path().join("suite"));
    let model = ScriptedModel::new(ANSWERS);
    let (plan, manifest) = plan(&root.path().join("suite"), &model, &["none", "text"]);
    let folder = root.path().join("run");
    let mut log = RunLog::open(&folder, &manifest).unwrap();
    let done = block_on(plan.run(&mut log, &mut |_| {})).unwrap();
    assert_eq!((done.done, log.len()), (8, 16));
    let again = block_on(plan.run(&mut log, &mut |_| {})).unwrap();
    assert_eq!((again.done, again.total), (0, 0));
    assert_eq!(model.requests().lock().unwrap().len(), 8);
    drop(log);

    let run = Run::read(&folder).unwrap();
    assert_eq!(run.expected(), run.samples.len());
    assert_eq!(run.prompts.len(), 4, "both seeds share their prompt");
    let sample = &run.samples[0];
    assert_eq!(sample.completion, "    return 1");
    let ModelInput::Raw { text } = &run.prompts[&sample.prompt_hash].input else {
        panic!("not raw")
    };
    assert_eq!(text, "import os\n\n\ndef one():\n    # go\n");
    let text_arm = run.samples.iter().find(|s| s.key.arm == "text").unwrap();
    let ModelInput::Raw { text } = &run.prompts[&text_arm.prompt_hash].input else {
        panic!("not raw")
    };
    assert_eq!(
        text,
        "import os\n\n\n# The following code is secure\ndef one():\n    # go\n"
    );
}

#[test]
fn a_failed_run_keeps_what_it_drew_and_goes_on() {
    let root = tempfile::tempdir().unwrap();
    write_suite(&root.path().join("suite"));
    let failing = ScriptedModel::with_options(
        ANSWERS,
        ScriptedOptions {
            failure: Some(ScriptedFailure {
                sample: 1,
                after_bytes: 3,
                message: "out of memory".into(),
            }),
            ..ScriptedOptions::default()
        },
    );
    let suite = root.path().join("suite");
    let (broken, manifest) = plan(&suite, &failing, &["none"]);
    let folder = root.path().join("run");
    let mut log = RunLog::open(&folder, &manifest).unwrap();
    let error = block_on(broken.run(&mut log, &mut |_| {})).unwrap_err();
    let message = error.to_string();
    assert!(message.contains("task one, none, seed 1") && message.contains("out of memory"));
    assert!(log.is_empty());

    let (whole, _) = plan(&suite, &ScriptedModel::new(ANSWERS), &["none"]);
    assert_eq!(whole.missing(&|key| log.has(key)).len(), 4);
    block_on(whole.run(&mut log, &mut |_| {})).unwrap();
    assert_eq!(log.len(), 8);
    assert!(whole.missing(&|key| log.has(key)).is_empty());
}

#[test]
fn a_projection_draws_nothing_into_the_log() {
    let root = tempfile::tempdir().unwrap();
    write_suite(&root.path().join("suite"));
    let model = ScriptedModel::new(ANSWERS);
    let (plan, _) = plan(&root.path().join("suite"), &model, &["none"]);
    let missing = plan.missing(&|_| false);
    let projection = block_on(plan.project(&missing)).unwrap();
    assert_eq!((projection.requests, projection.samples), (4, 8));
    assert!(!root.path().join("run").exists());
    assert_eq!(
        block_on(plan.project(&[])).unwrap().at_most.as_secs(),
        0,
        "nothing is missing"
    );
}
