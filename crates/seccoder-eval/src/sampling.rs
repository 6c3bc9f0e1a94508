//! Drawing the samples of a run through the product's own pipeline.
//!
//! One request per task, arm and seed draws all its samples. Requests that the run's folder
//! already holds are passed over, so a killed run goes on where it was; because sample *i* of
//! a seed is always the same text, a request that was cut off half way is asked again and only
//! its missing samples are written. For the same reason a request that another arm made of the
//! same task just before is not made again ([`crate::reuse`]).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;

use seccoder::auto::AutoOptions;
use seccoder::model::{LanguageModel, ModelInfo};
use seccoder::oracle::Oracle;
use seccoder::pipeline::{
    CompletionRequest, LongExamples, Pipeline, PipelineError, Progress, RetrievalFailure,
};
use seccoder::prompt::{PromptStyle, SegmentKind};
use seccoder::response::{CompletionResponse, Outcome};
use seccoder::retriever::Retriever;

use crate::arm::{Arm, ArmRecord};
use crate::hash;
use crate::log::{LogError, RunLog, Sampling};
use crate::record::{PromptRecord, SCHEMA_VERSION, SampleKey, SampleRecord};
use crate::reuse::{Answers, Asker};
use crate::suite::{Suite, Task};

/// An arm with what its pipeline needs beside the model.
pub struct ArmPipeline {
    /// The arm.
    pub arm: Arm,
    /// What the manifest says about it.
    pub record: ArmRecord,
    /// The retriever that the arm's method means.
    pub retriever: Option<Arc<dyn Retriever>>,
    /// How method `auto` shows examples, with its embedder's threshold.
    pub auto: AutoOptions,
    /// Who looks at the drafts of an arm in thorough mode.
    pub inspector: Option<Arc<dyn Oracle>>,
}

/// Everything that decides the samples of a run.
pub struct Plan {
    /// The tasks.
    pub suite: Suite,
    /// What is compared.
    pub arms: Vec<ArmPipeline>,
    /// How samples are drawn.
    pub sampling: Sampling,
    /// The model.
    pub model: Arc<dyn LanguageModel>,
    /// What it is.
    pub info: ModelInfo,
    /// What is done with examples that are too long.
    pub long_examples: LongExamples,
    /// Requests at the same time: an engine in this process takes one.
    pub parallel: usize,
}

/// One request: every sample of a task, an arm and a seed.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    task: &'a Task,
    arm: usize,
    seed: u64,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RunProgress {
    /// Requests done in this session.
    pub done: usize,
    /// Requests to do in this session.
    pub total: usize,
    /// Tokens generated in this session, where the engine says.
    pub tokens: usize,
    /// Time that the requests of this session took.
    pub elapsed: Duration,
}

/// Why a run stopped. What it drew until then is kept.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The model or the retrieval failed.
    #[error("task {task}, {arm}, seed {seed}: {error}")]
    Pipeline {
        /// The task.
        task: String,
        /// The arm.
        arm: String,
        /// The seed.
        seed: u64,
        /// What happened.
        error: PipelineError,
    },
    /// The folder could not be written.
    #[error(transparent)]
    Log(#[from] LogError),
}

impl Plan {
    /// The requests of which a sample is missing, task by task so that an engine that
    /// keeps its last prompt can use it for the next seed.
    #[must_use]
    pub fn missing(&self, has: &dyn Fn(&SampleKey) -> bool) -> Vec<Request<'_>> {
        let mut requests = Vec::new();
        for task in &self.suite.tasks {
            for arm in 0..self.arms.len() {
                for &seed in &self.sampling.seeds {
                    let request = Request { task, arm, seed };
                    let complete =
                        (0..self.sampling.samples).all(|index| has(&self.key(request, index)));
                    if !complete {
                        requests.push(request);
                    }
                }
            }
        }
        requests
    }

    fn key(&self, request: Request<'_>, index: usize) -> SampleKey {
        SampleKey {
            task: request.task.name.clone(),
            arm: self.arms[request.arm].arm.name.clone(),
            seed: request.seed,
            index,
        }
    }

    fn completion_request(&self, request: Request<'_>) -> CompletionRequest {
        let arm = &self.arms[request.arm].arm;
        CompletionRequest {
            query: arm.query(request.task),
            method: arm.method.retrieval(),
            demonstrations: arm.k,
            language_filter: None,
            long_examples: self.long_examples,
            without_cwes: arm.without_cwes(request.task),
            licences: None,
            // What an experiment measures must not change in secret.
            on_retrieval_failure: RetrievalFailure::Fail,
            view: arm.view,
            auto: self.arms[request.arm].auto,
            style: Some(style(&self.sampling, &self.info)),
            samples: self.sampling.samples,
            decoding: self.sampling.decoding,
            seed: request.seed,
            max_tokens: self.sampling.max_tokens,
            stop: Vec::new(),
            cut: self.sampling.cut,
            // The used ones are among the looked-at ones, however many were too long.
            explain: 0,
        }
    }

    /// Draws the samples that the log lacks.
    ///
    /// # Errors
    /// When a request or the log fails. What was drawn until then is in the log.
    pub async fn run(
        &self,
        log: &mut RunLog,
        on_progress: &mut (dyn FnMut(RunProgress) + Send),
    ) -> Result<RunProgress, RunError> {
        let requests = self.missing(&|key| log.has(key));
        let start = Instant::now();
        let mut progress = RunProgress {
            done: 0,
            total: requests.len(),
            tokens: 0,
            elapsed: Duration::ZERO,
        };
        on_progress(progress);
        // The requests of a task come one after another, some more being under way.
        let of_a_task = self.arms.len() * self.sampling.seeds.len();
        let most = of_a_task + self.parallel.max(1);
        let model = Arc::clone(&self.model);
        let known = Arc::new(Answers::new(model, &self.info, most));
        let mut answers = futures::stream::iter(requests)
            .map(|request| self.ask(request, &known))
            .buffer_unordered(self.parallel.max(1));
        while let Some(answer) = answers.next().await {
            let (prompt, samples) = answer?;
            log.append(&prompt, &samples)?;
            progress.done += 1;
            let drawn = samples.iter().filter(|sample| sample.same_as.is_none());
            progress.tokens += drawn.filter_map(|sample| sample.tokens).sum::<usize>();
            progress.elapsed = start.elapsed();
            on_progress(progress);
        }
        Ok(progress)
    }

    async fn ask(
        &self,
        request: Request<'_>,
        known: &Arc<Answers>,
    ) -> Result<(PromptRecord, Vec<SampleRecord>), RunError> {
        let mut texts = Vec::new();
        let mut on_progress = |progress: Progress<'_>| {
            if let Progress::Prompt { prompt, .. } = progress {
                texts = prompt
                    .segments
                    .iter()
                    .filter(|segment| segment.kind == SegmentKind::Demonstration)
                    .map(|segment| segment.text.clone())
                    .collect();
            }
        };
        let asked = self.completion_request(request);
        let arm = &self.arms[request.arm];
        if let (Some(rounds), Some(inspector)) = (arm.arm.rounds, &arm.inspector) {
            // Its generations are several, so that none is taken from another arm.
            let pipeline = Pipeline::new(Arc::clone(&self.model), arm.retriever.clone());
            let response = pipeline
                .complete_thoroughly(&asked, &**inspector, rounds, &mut on_progress)
                .await
                .map_err(|error| self.failed(request, error))?;
            return Ok(self.records(request, response, texts, None));
        }
        let asker = Arc::new(Asker::new(Arc::clone(known), &asked));
        let model = Arc::clone(&asker) as Arc<dyn LanguageModel>;
        let mut response = self
            .complete(request, &asked, model, &mut on_progress)
            .await?;
        let arm = &self.arms[request.arm].arm.name;
        let same_as = asker.finish(arm, &mut response.timings);
        Ok(self.records(request, response, texts, same_as.as_deref()))
    }

    /// Asks the arm's pipeline; an error says which request it was.
    async fn complete(
        &self,
        request: Request<'_>,
        asked: &CompletionRequest,
        model: Arc<dyn LanguageModel>,
        on_progress: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<CompletionResponse, RunError> {
        let arm = &self.arms[request.arm];
        Pipeline::new(model, arm.retriever.clone())
            .complete(asked, on_progress)
            .await
            .map_err(|error| self.failed(request, error))
    }

    fn failed(&self, request: Request<'_>, error: PipelineError) -> RunError {
        RunError::Pipeline {
            task: request.task.name.clone(),
            arm: self.arms[request.arm].arm.name.clone(),
            seed: request.seed,
            error,
        }
    }

    fn records(
        &self,
        request: Request<'_>,
        response: CompletionResponse,
        demonstration_texts: Vec<String>,
        same_as: Option<&str>,
    ) -> (PromptRecord, Vec<SampleRecord>) {
        let input = response.prompt.unwrap_or(seccoder::model::ModelInput::Raw {
            text: String::new(),
        });
        // Plain data; it always has a JSON form.
        let rendered = serde_json::to_string(&input).unwrap_or_default();
        let prompt_hash = hash::of(rendered);
        let added_tokens = response
            .considered
            .iter()
            .map(|considered| match considered.outcome {
                Outcome::Used { tokens, .. } => tokens,
                _ => 0,
            })
            .sum();
        let record = &self.arms[request.arm].record;
        let task_hash = request.task.hash();
        let mut revisions = response
            .thorough
            .map_or_else(Vec::new, |report| report.choices)
            .into_iter();
        let samples = response
            .choices
            .into_iter()
            .map(|choice| SampleRecord {
                schema_version: SCHEMA_VERSION,
                seccoder: env!("CARGO_PKG_VERSION").to_owned(),
                key: self.key(request, choice.index),
                cwe: request.task.cwe,
                language: request.task.language,
                task_hash: task_hash.clone(),
                prompt_hash: prompt_hash.clone(),
                model: response.model.name.clone(),
                model_hash: response.model.fingerprint.clone(),
                database_hash: record.database_hash.clone(),
                template: response.template.clone(),
                completion: choice.text,
                finish_reason: choice.finish_reason,
                ended: choice.ended,
                tokens: choice.tokens,
                prompt_tokens: response.prompt_tokens,
                added_tokens,
                timings: response.timings,
                request_samples: self.sampling.samples,
                same_as: same_as.map(str::to_owned),
                revision: revisions.next(),
            })
            .collect();
        let prompt = PromptRecord {
            schema_version: SCHEMA_VERSION,
            prompt_hash,
            input,
            demonstrations: response.demonstrations,
            demonstration_texts,
        };
        (prompt, samples)
    }

    /// Measures the model on one request of the plan, cut to a few tokens, and says how long
    /// the requests `missing` will take at most: as if every sample used all its tokens. The rounds
    /// of thorough mode come on top.
    ///
    /// # Errors
    /// When the request fails.
    pub async fn project(&self, missing: &[Request<'_>]) -> Result<Projection, RunError> {
        const TOKENS: usize = 24;
        let mut projection = Projection {
            requests: missing.len(),
            samples: missing.len() * self.sampling.samples,
            at_most: Duration::ZERO,
        };
        // The request in the middle stands for the others.
        let Some(&request) = missing.get(missing.len() / 2) else {
            return Ok(projection);
        };
        let mut short = self.completion_request(request);
        short.max_tokens = TOKENS.min(self.sampling.max_tokens);
        let model = Arc::clone(&self.model);
        let response = self.complete(request, &short, model, &mut |_| {}).await?;
        let timings = response.timings;
        let steps = response
            .choices
            .iter()
            .filter_map(|choice| choice.tokens)
            .max()
            .unwrap_or(short.max_tokens)
            .max(1);
        let whole = timings.generate_ms * self.sampling.max_tokens as f64 / steps as f64;
        let each = timings.retrieve_ms + timings.first_token_ms + whole;
        let all = each * missing.len() as f64 / self.parallel.max(1) as f64;
        projection.at_most = Duration::from_secs_f64(all / 1000.0);
        Ok(projection)
    }
}

/// The style of a run's prompts. Unless one was chosen text is continued, as the paper's models
/// do; a server that only chats is asked in its way.
#[must_use]
pub fn style(sampling: &Sampling, info: &ModelInfo) -> PromptStyle {
    sampling.style.unwrap_or(if info.capabilities.raw {
        PromptStyle::Raw
    } else {
        PromptStyle::Chat
    })
}

/// What is left to do, and how long it takes at most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Projection {
    /// Requests.
    pub requests: usize,
    /// Samples.
    pub samples: usize,
    /// The time, if every sample used all its tokens.
    pub at_most: Duration,
}

/// Groups samples by task, in the order of the tasks' names.
#[must_use]
pub fn by_task(samples: &[SampleRecord]) -> BTreeMap<&str, Vec<&SampleRecord>> {
    let mut tasks: BTreeMap<&str, Vec<&SampleRecord>> = BTreeMap::new();
    for sample in samples {
        tasks.entry(&sample.key.task).or_default().push(sample);
    }
    tasks
}
