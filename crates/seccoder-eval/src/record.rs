//! What a run writes down: one line per prompt, per sample and per verdict.
//!
//! Three files of JSON lines in the run's folder. `prompts.jsonl` has each prompt
//! once, `samples.jsonl` each completion, `verdicts.jsonl` each judgement. A
//! verdict can be made again from the other two without generating anything.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use seccoder::cwe::CweId;
use seccoder::language::Language;
use seccoder::model::{FinishReason, ModelInput};
use seccoder::oracle::Verdict;
use seccoder::response::{ExampleSummary, Revision, Timings};
use seccoder::truncate::Ended;

/// Version of the lines' form; it changes when a field changes its meaning or goes away.
pub const SCHEMA_VERSION: u32 = 1;

/// Names one sample within a run.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SampleKey {
    /// The task, by its name in the suite, for example `cwe-089/0-py`.
    pub task: String,
    /// The arm: method with its settings, for example `none` or `seccoder k=2`.
    pub arm: String,
    /// Seed of the sampling.
    pub seed: u64,
    /// Which sample of the seed, from 0.
    pub index: usize,
}

/// One prompt that was sent to the model: a line of `prompts.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PromptRecord {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// SHA-256 of the rendered prompt's JSON, in hexadecimal.
    pub prompt_hash: String,
    /// The prompt as the engine got it.
    pub input: ModelInput,
    /// The examples shown, in the prompt's order.
    pub demonstrations: Vec<ExampleSummary>,
    /// The demonstrations' texts as they stand in the prompt, in the same order.
    pub demonstration_texts: Vec<String>,
}

/// One completion: a line of `samples.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SampleRecord {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Version of the program that wrote the line.
    pub seccoder: String,
    /// Which sample.
    #[serde(flatten)]
    pub key: SampleKey,
    /// The task's weakness; `None` for tasks that only test function.
    pub cwe: Option<CweId>,
    /// The task's language.
    pub language: Language,
    /// SHA-256 of the task's definition.
    pub task_hash: String,
    /// The prompt, by its hash.
    pub prompt_hash: String,
    /// The model's name.
    pub model: String,
    /// SHA-256 of the model's weights, where known.
    pub model_hash: Option<String>,
    /// Hash over the ids of the examples that retrieval chose from; `None` when nothing was retrieved.
    pub database_hash: Option<String>,
    /// The prompt template with its version.
    pub template: String,
    /// The completion after truncation.
    pub completion: String,
    /// Why the model stopped.
    pub finish_reason: FinishReason,
    /// Where the cut was made.
    pub ended: Ended,
    /// Tokens generated.
    pub tokens: Option<usize>,
    /// Tokens of the prompt.
    pub prompt_tokens: Option<usize>,
    /// Tokens that the demonstrations added to the prompt.
    pub added_tokens: usize,
    /// How long each stage took, for all samples of the request together.
    pub timings: Timings,
    /// Samples of the request that the timings are for.
    pub request_samples: usize,
    /// The arm whose request was the same, so that its answer was taken and the model not asked
    /// again; the times of generation are those of that request. `None` where it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    /// What thorough mode saw in the draft and did about it; prompt and template are the draft's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
}

/// The outcome of a task's functional test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "test", content = "detail", rename_all = "lowercase")]
pub enum TestOutcome {
    /// Passed.
    Passed,
    /// Failed; with what the test said, shortened.
    Failed(String),
    /// The test could not run; with the reason. Never counted as passed.
    Unjudged(String),
}

/// One judged sample: a line of `verdicts.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VerdictRecord {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Which sample.
    #[serde(flatten)]
    pub key: SampleKey,
    /// An earlier sample of the same task, arm and seed with the same program, if any. A
    /// duplicate is not valid for the security rate, but counts in pass@k like any other.
    pub duplicate_of: Option<usize>,
    /// The deciding oracle's verdict; `Invalid` when the program does not parse or compile.
    /// `None` for tasks that only test function.
    pub verdict: Option<Verdict>,
    /// The oracle that decided.
    pub decided_by: String,
    /// What the other oracles said, by their names.
    pub advice: BTreeMap<String, Verdict>,
    /// The functional test, where the task has one.
    pub function: Option<TestOutcome>,
    /// Whether the completion performs the operation that the task is about at all; `None`
    /// when the task does not say what it is.
    pub performs: Option<bool>,
    /// Milliseconds that judging took, its share of a batch.
    pub oracle_ms: f64,
}
