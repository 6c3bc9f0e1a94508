//! Sampling with a scripted model: what is asked, written, and asked again after a failure.
#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

use std::path::Path;
use std::sync::Arc;

use futures::executor::block_on;
use futures::future::BoxFuture;
use seccoder::auto::AutoOptions;
use seccoder::model::{Decoding, LanguageModel, ModelInput};
use seccoder::oracle::{Finding, Oracle, OracleCase, OracleError, Verdict};
use seccoder::pipeline::LongExamples;
use seccoder::retriever::{Hit, Retrieval, RetrieveError, Retriever};
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
                    auto: None,
                    thorough: None,
                },
                arm,
                retriever: None,
                auto: AutoOptions::default(),
                inspector: None,
            }
        })
        .collect();
    let sampling = Sampling {
        samples: 2,
        seeds: vec![1, 2],
        decoding: Decoding::Greedy,
        max_tokens: 50,
        cut: CutRules::Function,
        style: None,
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
        model: Arc::new(model.clone()),
        info,
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

/// Finds something in everything that returns 2.
struct Strict;

impl Oracle for Strict {
    fn name(&self) -> &str {
        "strict-1"
    }

    fn judge<'a>(&'a self, case: &'a OracleCase) -> BoxFuture<'a, Result<Verdict, OracleError>> {
        let lines = case.code.lines().zip(1..);
        let found = lines
            .filter(|(text, _)| text.contains("return 2"))
            .map(|(_, line)| Finding {
                rule: "two".to_owned(),
                cwe: None,
                line,
                message: "two".to_owned(),
            });
        let found: Vec<Finding> = found.collect();
        let verdict = if found.is_empty() {
            Verdict::Secure
        } else {
            Verdict::Insecure(found)
        };
        Box::pin(async { Ok(verdict) })
    }
}

#[test]
fn a_thorough_arm_keeps_what_became_of_its_drafts() {
    let root = tempfile::tempdir().unwrap();
    write_suite(&root.path().join("suite"));
    let model = ScriptedModel::new(ANSWERS);
    let (mut plan, manifest) = plan(&root.path().join("suite"), &model, &["none", "text"]);
    plan.sampling.decoding = Decoding::Sample {
        temperature: 0.4,
        top_p: 0.95,
        top_k: None,
    };
    plan.arms[1].arm.rounds = Some(1);
    plan.arms[1].inspector = Some(Arc::new(Strict));
    let folder = root.path().join("run");
    let mut log = RunLog::open(&folder, &manifest).unwrap();
    block_on(plan.run(&mut log, &mut |_| {})).unwrap();
    drop(log);
    // A round for the second sample of each request, which draws the first answer.
    assert_eq!(model.requests().lock().unwrap().len(), 12);
    let run = Run::read(&folder).unwrap();
    for sample in &run.samples {
        let rounds = sample.revision.as_ref().map(|of| of.rounds.len());
        let (expected, text) = match (&*sample.key.arm, sample.key.index) {
            ("none", 0) => (None, "    return 1"),
            ("none", _) => (None, "    return 2"),
            (_, 0) => (Some(0), "    return 1"),
            (_, _) => (Some(1), "    return 1"),
        };
        assert_eq!((rounds, sample.completion.trim_end()), (expected, text));
    }
}

/// Finds nothing, so that method `auto` is silent.
struct Nothing;

impl Retriever for Nothing {
    fn name(&self) -> &str {
        "nothing"
    }

    fn retrieve<'a>(
        &'a self,
        _: &'a Retrieval<'a>,
    ) -> BoxFuture<'a, Result<Vec<Hit>, RetrieveError>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

#[test]
fn an_arm_that_asks_the_same_takes_the_answer() {
    let root = tempfile::tempdir().unwrap();
    write_suite(&root.path().join("suite"));
    let model = ScriptedModel::new(ANSWERS);
    let (mut plan, manifest) = plan(
        &root.path().join("suite"),
        &model,
        &["none", "auto", "text"],
    );
    plan.arms[1].retriever = Some(Arc::new(Nothing));
    let folder = root.path().join("run");
    let mut log = RunLog::open(&folder, &manifest).unwrap();
    let done = block_on(plan.run(&mut log, &mut |_| {})).unwrap();
    drop(log);
    assert_eq!(done.done, 12);
    assert_eq!(model.requests().lock().unwrap().len(), 8);

    let run = Run::read(&folder).unwrap();
    let of = |arm: &str| -> Vec<_> {
        let samples = run.samples.iter().filter(|sample| sample.key.arm == arm);
        samples.collect()
    };
    assert!(of("none").iter().all(|sample| sample.same_as.is_none()));
    assert!(of("text").iter().all(|sample| sample.same_as.is_none()));
    for (none, auto) in of("none").into_iter().zip(of("auto")) {
        assert_eq!(auto.same_as.as_deref(), Some("none"));
        assert_eq!(auto.completion, none.completion);
        assert_eq!(auto.ended, none.ended);
        assert_eq!(auto.finish_reason, none.finish_reason);
        assert_eq!((auto.tokens, auto.added_tokens), (none.tokens, 0));
        assert_eq!(auto.timings.generate_ms, none.timings.generate_ms);
        assert_eq!(auto.timings.first_token_ms, none.timings.first_token_ms);
    }
    let text = std::fs::read_to_string(folder.join("samples.jsonl")).unwrap();
    assert_eq!(
        text.matches("same_as").count(),
        8,
        "only where it says something"
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
