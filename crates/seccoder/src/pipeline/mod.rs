//! The method on one page (paper, algorithm 1).
//!
//! [`Pipeline::complete`] retrieves secure examples for the program, shows the
//! best one that fits to the model as a demonstration, lets the model go on, and
//! cuts its text where the function ends. Everything it needs is given to it
//! behind a trait; the command line, servers and evaluation all call this.

use std::sync::Arc;
use std::time::Instant;

use futures::StreamExt;
use serde::{Deserialize, Serialize};

mod against;
mod inspection;
mod sample;
mod selection;
mod thorough;

pub use self::against::{Against, Lesson};
use self::sample::Sample;
pub use self::thorough::{DEFAULT_ROUNDS, Mode, UnknownMode};
use crate::auto::AutoOptions;
use crate::cwe::CweId;
use crate::example::ExampleFilter;
use crate::method::Method;
use crate::model::{
    Decoding, Event, GenerateRequest, LanguageModel, ModelError, ModelInfo, ModelInput,
    SampleControl,
};
use crate::prompt::form::Form;
use crate::prompt::{DemonstrationView, Prompt, PromptStyle};
use crate::query::Query;
use crate::response::{
    Choice, CompletionResponse, Considered, ExampleSummary, SCHEMA_VERSION, Settings, Timings,
    millis,
};
use crate::retriever::{Hit, Retrieval, RetrieveError, Retriever};
use crate::truncate::{CutRules, Ended};

/// What to do with examples too long for the context. The paper deletes them "beforehand".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "policy", rename_all = "snake_case")]
pub enum LongExamples {
    /// Per prompt: when the best one does not fit, the next one is taken.
    #[default]
    TakeNext,
    /// Examples above this many tokens never count, whatever the prompt; when the best of
    /// the others does not fit, none is shown.
    LeaveOut {
        /// The most tokens an example may have.
        limit: usize,
    },
}

/// Whether examples in other languages than the program's count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LanguageFilter {
    /// Any language.
    Any,
    /// The program's language; any, when the program's is unknown.
    Same,
}

/// What to do when retrieval fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetrievalFailure {
    /// Complete without a demonstration, and say so: the user gets code as from the bare model.
    #[default]
    Complete,
    /// Fail: nothing is sent to the model.
    Fail,
}

/// A completion request.
#[derive(Debug, Clone)]
pub struct CompletionRequest {
    /// The program and what is wanted.
    pub query: Query,
    /// How the prompt is augmented.
    pub method: Method,
    /// How many demonstrations at most.
    pub demonstrations: usize,
    /// Which languages count; `None` is the method's own choice.
    pub language_filter: Option<LanguageFilter>,
    /// What to do with long examples.
    pub long_examples: LongExamples,
    /// Examples with any of these weaknesses do not count.
    pub without_cwes: Vec<CweId>,
    /// Only examples under one of these licences count; `None` shows any.
    pub licences: Option<Vec<String>>,
    /// What to do when retrieval fails.
    pub on_retrieval_failure: RetrievalFailure,
    /// What of an example is shown.
    pub view: DemonstrationView,
    /// How method `auto` shows examples; the others do not look at it.
    pub auto: AutoOptions,
    /// The prompt style; `None` is the model's best for the cursor.
    pub style: Option<PromptStyle>,
    /// How many completions.
    pub samples: usize,
    /// How tokens are chosen.
    pub decoding: Decoding,
    /// Seed of the sampling and of method `random`.
    pub seed: u64,
    /// The most new tokens per completion.
    pub max_tokens: usize,
    /// Texts that end a completion.
    pub stop: Vec<String>,
    /// By which rules a completion is cut.
    pub cut: CutRules,
    /// How many hits to report as considered, used or not.
    pub explain: usize,
}

impl CompletionRequest {
    /// A step that retrieves: where its failure is to be lived with, the reason is kept and the
    /// step found nothing.
    fn tolerate<T: Default>(
        &self,
        step: Result<T, PipelineError>,
        reason: &mut Option<String>,
    ) -> Result<T, PipelineError> {
        match (step, self.on_retrieval_failure) {
            (Err(PipelineError::Retrieve(error)), RetrievalFailure::Complete) => {
                *reason = Some(error.to_string());
                Ok(T::default())
            }
            (step, _) => step,
        }
    }
}

/// A prompt that is ready for the model, and how it came about.
#[derive(Debug, Clone)]
pub struct Augmented {
    /// The prompt.
    pub prompt: Prompt,
    /// Its style.
    pub style: PromptStyle,
    /// The name of its template, and of the form of its demonstrations.
    pub template: String,
    /// The examples in it.
    pub demonstrations: Vec<ExampleSummary>,
    /// The hits that were looked at, with what became of them.
    pub considered: Vec<Considered>,
    /// Why retrieval failed, if it did and the request goes on without.
    pub retrieval_error: Option<String>,
    /// The model that it is for.
    pub model: ModelInfo,
    /// Of the steps so far.
    pub timings: Timings,
}

/// What happens while a request runs, for whoever shows it.
#[derive(Debug)]
pub enum Progress<'a> {
    /// The prompt is decided and goes to the model.
    Prompt {
        /// The prompt.
        prompt: &'a Prompt,
        /// The examples in it.
        demonstrations: &'a [ExampleSummary],
        /// Why retrieval failed, if it did and the request goes on without.
        retrieval_error: Option<&'a str>,
    },
    /// More text of one completion; what is shown is final and never taken back.
    Text {
        /// Which completion.
        sample: usize,
        /// The new text.
        text: &'a str,
    },
    /// Thorough mode begins to look at the drafts.
    Inspecting {
        /// How many there are.
        drafts: usize,
    },
    /// Thorough mode begins a round.
    Round {
        /// Which, from 1.
        round: usize,
        /// How many there are at most.
        rounds: usize,
        /// How many completions are made anew.
        samples: usize,
    },
}

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// Retrieval failed; nothing was sent to the model.
    #[error("retrieval failed: {0}")]
    Retrieve(#[from] RetrieveError),
    /// The model failed.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The request asks for a retrieval method, but no retriever was given.
    #[error("method {0} needs a retriever")]
    NoRetriever(Method),
    /// The form has no place in a prompt of this style.
    #[error("a demonstration of the form {form} has no place in a {} prompt", style.name())]
    Form {
        /// The form.
        form: Form,
        /// The style.
        style: PromptStyle,
    },
    /// There is nothing to complete.
    #[error("there is nothing to complete: the program is empty")]
    EmptyProgram,
}

/// The first hits asked for; more only when all of these are too long.
pub const FIRST_HITS: usize = 16;

/// The method with its parts.
#[derive(Clone)]
pub struct Pipeline {
    model: Arc<dyn LanguageModel>,
    retriever: Option<Arc<dyn Retriever>>,
}

impl Pipeline {
    /// A pipeline. `retriever` must be the one that the requests' method means; `None` serves
    /// method `none` alone.
    #[must_use]
    pub fn new(model: Arc<dyn LanguageModel>, retriever: Option<Arc<dyn Retriever>>) -> Self {
        Self { model, retriever }
    }

    /// Completes a program: retrieve, integrate, generate, truncate.
    ///
    /// Dropping the future cancels the generation.
    ///
    /// # Errors
    /// When a part fails. A failed retrieval is an error unless the request says otherwise, and
    /// then the response names the failure.
    pub async fn complete(
        &self,
        request: &CompletionRequest,
        on_progress: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<CompletionResponse, PipelineError> {
        let start = Instant::now();
        let Augmented {
            prompt,
            style,
            template,
            demonstrations,
            considered,
            retrieval_error,
            model,
            mut timings,
        } = self.augment(request).await?;
        on_progress(Progress::Prompt {
            prompt: &prompt,
            demonstrations: &demonstrations,
            retrieval_error: retrieval_error.as_deref(),
        });

        let input = prompt.render();
        let generated = self
            .generate(request, input.clone(), style, on_progress)
            .await?;
        timings.first_token_ms = generated.first_token_ms;
        timings.generate_ms = generated.generate_ms;
        timings.total_ms = millis(start.elapsed());

        Ok(CompletionResponse {
            schema_version: SCHEMA_VERSION,
            method: request.method,
            style,
            template,
            language: request.query.language,
            choices: generated.choices,
            demonstrations,
            retrieval_error,
            considered,
            model,
            prompt_tokens: generated.prompt_tokens,
            cached_tokens: generated.cached_tokens,
            settings: Settings {
                demonstrations: request.demonstrations,
                language_filter: request.language_filter,
                long_examples: request.long_examples,
                without_cwes: request.without_cwes.clone(),
                licences: request.licences.clone(),
                on_retrieval_failure: request.on_retrieval_failure,
                view: request.view,
                auto: (request.method == Method::Auto).then_some(request.auto),
                cut: request.cut,
                decoding: request.decoding,
                seed: request.seed,
                samples: request.samples,
                max_tokens: request.max_tokens,
            },
            timings,
            thorough: None,
            prompt: Some(input),
        })
    }

    /// Retrieves and integrates, and leaves the generation to whoever asks: a server in front of
    /// another one sends the prompt on itself.
    ///
    /// # Errors
    /// As [`complete`](Self::complete), but that nothing is asked of the model's engine than what
    /// it is and how it counts.
    pub async fn augment(&self, request: &CompletionRequest) -> Result<Augmented, PipelineError> {
        let start = Instant::now();
        if request.query.is_blank() {
            return Err(PipelineError::EmptyProgram);
        }
        let mut timings = Timings::default();

        let mut retrieval_error = None;
        let hits = self.retrieve(request, None, FIRST_HITS).await;
        let hits = request.tolerate(hits, &mut retrieval_error)?;
        timings.retrieve_ms = millis(start.elapsed());

        let waiting = Instant::now();
        let model = self.model.info().await?;
        timings.model_wait_ms = millis(waiting.elapsed());

        let integrating = Instant::now();
        let style = choose_style(request, &model)?;
        let selection = self.select(request, &model, style, hits).await;
        let selection = request.tolerate(selection, &mut retrieval_error)?;
        let (prompt, template) = selection.integrate(request, style);
        timings.integrate_ms = millis(integrating.elapsed());
        timings.total_ms = millis(start.elapsed());
        Ok(Augmented {
            prompt,
            style,
            template,
            demonstrations: selection.used.iter().map(ExampleSummary::from).collect(),
            considered: selection.considered,
            retrieval_error,
            model,
            timings,
        })
    }

    /// Step 2, demonstration selection: the ranked hits; where a weakness is given, those against
    /// it alone.
    async fn retrieve(
        &self,
        request: &CompletionRequest,
        weakness: Option<CweId>,
        limit: usize,
    ) -> Result<Vec<Hit>, PipelineError> {
        if request.method == Method::None || request.demonstrations == 0 {
            return Ok(Vec::new());
        }
        let retriever = self
            .retriever
            .as_ref()
            .ok_or(PipelineError::NoRetriever(request.method))?;
        let language = match request.language_filter {
            Some(LanguageFilter::Same) => request.query.language,
            // Method `auto` weighs languages itself: an example in another one comes last.
            Some(LanguageFilter::Any) | None => None,
        };
        let retrieval = Retrieval {
            query: &request.query,
            filter: ExampleFilter {
                language,
                cwe: weakness,
                without_cwes: request.without_cwes.clone(),
                licences: request.licences.clone(),
                ..ExampleFilter::default()
            },
            limit: limit.max(request.explain).max(request.demonstrations),
            seed: request.seed,
        };
        Ok(retriever.retrieve(&retrieval).await?)
    }

    /// Step 4, secure code generation, each sample cut where its function ends.
    async fn generate(
        &self,
        request: &CompletionRequest,
        input: ModelInput,
        style: PromptStyle,
        on_progress: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<Generated, PipelineError> {
        let control = SampleControl::new(request.samples);
        let start = Instant::now();
        let mut stream = self.model.generate(GenerateRequest {
            input,
            samples: request.samples,
            decoding: request.decoding,
            seed: request.seed,
            max_tokens: request.max_tokens,
            stop: request.stop.clone(),
            control: control.clone(),
        });
        let mut samples: Vec<Sample> = (0..request.samples)
            .map(|_| Sample::new(request, style))
            .collect();
        let mut generated = Generated::default();
        let mut first = None;
        while let Some(event) = stream.next().await {
            match event? {
                Event::PromptRead { tokens, cached } => {
                    generated.prompt_tokens = tokens;
                    generated.cached_tokens = cached;
                }
                Event::Text { sample, text } => {
                    first.get_or_insert_with(Instant::now);
                    let Some(state) = samples.get_mut(sample) else {
                        continue;
                    };
                    let emit = state.push(&text);
                    if state.ended.is_some() {
                        control.stop(sample);
                    }
                    if !emit.is_empty() {
                        on_progress(Progress::Text {
                            sample,
                            text: &emit,
                        });
                    }
                }
                Event::Finished {
                    sample,
                    reason,
                    tokens,
                } => {
                    let Some(state) = samples.get_mut(sample) else {
                        continue;
                    };
                    let emit = state.finish(&request.query, reason, tokens);
                    if !emit.is_empty() {
                        on_progress(Progress::Text {
                            sample,
                            text: &emit,
                        });
                    }
                }
            }
        }
        let first = first.unwrap_or_else(Instant::now);
        generated.first_token_ms = millis(first - start);
        generated.generate_ms = millis(first.elapsed());
        generated.choices = choices(samples)?;
        Ok(generated)
    }
}

fn choose_style(request: &CompletionRequest, model: &ModelInfo) -> Result<PromptStyle, ModelError> {
    let unsupported = |what: String| ModelError::Unsupported {
        name: model.name.clone(),
        what,
    };
    match request.style {
        Some(style) if style.is_supported(model.capabilities) => Ok(style),
        Some(style) => Err(unsupported(format!("the prompt style {}", style.name()))),
        None => {
            let has_suffix = !request.query.after.trim().is_empty();
            PromptStyle::for_model(model.capabilities, has_suffix)
                .ok_or_else(|| unsupported("any prompt style".to_owned()))
        }
    }
}

fn choices(samples: Vec<Sample>) -> Result<Vec<Choice>, ModelError> {
    samples
        .into_iter()
        .enumerate()
        .map(|(index, sample)| {
            let (reason, tokens) = sample.finished.ok_or_else(|| {
                ModelError::Engine(format!("the engine ended without finishing sample {index}"))
            })?;
            Ok(Choice {
                index,
                finish_reason: reason,
                ended: sample.ended.unwrap_or(Ended::Open),
                tokens,
                text: sample.into_text(),
            })
        })
        .collect()
}

#[derive(Default)]
struct Generated {
    choices: Vec<Choice>,
    prompt_tokens: Option<usize>,
    cached_tokens: usize,
    first_token_ms: f64,
    generate_ms: f64,
}
