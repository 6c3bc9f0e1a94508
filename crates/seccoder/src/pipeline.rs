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

use crate::cwe::CweId;
use crate::example::{ExampleFilter, Visibility};
use crate::language::Language;
use crate::method::Method;
use crate::model::{
    Decoding, Event, FinishReason, GenerateRequest, LanguageModel, ModelError, ModelInfo,
    SampleControl,
};
use crate::prompt::{
    DemonstrationView, Prompt, PromptStyle, chat, demonstration_segment, integrate,
};
use crate::query::Query;
use crate::response::{
    Choice, CompletionResponse, Considered, ExampleSummary, Outcome, SCHEMA_VERSION, Settings,
    Timings, millis,
};
use crate::retriever::{Hit, Retrieval, RetrieveError, Retriever};
use crate::truncate::{CutRules, Ended, StreamTruncator, is_complete_for_sven, truncate_like_sven};

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
    /// The program's language if it has a hit, else any.
    PreferSame,
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
    /// There is nothing to complete.
    #[error("there is nothing to complete: the program is empty")]
    EmptyProgram,
}

/// The first hits asked for; more only when all of these are too long.
const FIRST_HITS: usize = 16;

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
        if request.query.is_blank() {
            return Err(PipelineError::EmptyProgram);
        }
        let mut timings = Timings::default();

        let mut retrieval_error = None;
        let hits = self.retrieve(request, FIRST_HITS).await;
        let hits = request.tolerate(hits, &mut retrieval_error)?;
        timings.retrieve_ms = millis(start.elapsed());

        let waiting = Instant::now();
        let model = self.model.info().await?;
        timings.model_wait_ms = millis(waiting.elapsed());

        let integrating = Instant::now();
        let style = choose_style(request, &model)?;
        let selection = self.select(request, &model, style, hits).await;
        let selection = request.tolerate(selection, &mut retrieval_error)?;
        let shown: Vec<_> = selection.used.iter().map(|hit| &*hit.example).collect();
        let prompt = integrate(&request.query, &shown, request.view, style);
        let demonstrations: Vec<ExampleSummary> =
            selection.used.iter().map(ExampleSummary::from).collect();
        timings.integrate_ms = millis(integrating.elapsed());
        on_progress(Progress::Prompt {
            prompt: &prompt,
            demonstrations: &demonstrations,
            retrieval_error: retrieval_error.as_deref(),
        });

        let generated = self.generate(request, &prompt, on_progress).await?;
        timings.first_token_ms = generated.first_token_ms;
        timings.generate_ms = generated.generate_ms;
        timings.total_ms = millis(start.elapsed());

        Ok(CompletionResponse {
            schema_version: SCHEMA_VERSION,
            method: request.method,
            style,
            template: style.template().to_owned(),
            language: request.query.language,
            choices: generated.choices,
            demonstrations,
            retrieval_error,
            considered: selection.considered,
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
                cut: request.cut,
                decoding: request.decoding,
                seed: request.seed,
                samples: request.samples,
                max_tokens: request.max_tokens,
            },
            timings,
            prompt: Some(prompt.render()),
        })
    }

    /// Step 2, demonstration selection: the ranked hits.
    async fn retrieve(
        &self,
        request: &CompletionRequest,
        limit: usize,
    ) -> Result<Vec<Hit>, PipelineError> {
        if request.method == Method::None || request.demonstrations == 0 {
            return Ok(Vec::new());
        }
        let retriever = self
            .retriever
            .as_ref()
            .ok_or(PipelineError::NoRetriever(request.method))?;
        let filter = request.language_filter.unwrap_or(match request.method {
            Method::Auto => LanguageFilter::PreferSame,
            _ => LanguageFilter::Any,
        });
        let limit = limit.max(request.explain).max(request.demonstrations);
        let any = Retrieval {
            query: &request.query,
            filter: ExampleFilter {
                without_cwes: request.without_cwes.clone(),
                licences: request.licences.clone(),
                ..ExampleFilter::default()
            },
            limit,
            seed: request.seed,
        };
        let same_filter = ExampleFilter {
            language: request.query.language,
            ..any.filter.clone()
        };
        if filter == LanguageFilter::Any || same_filter.language.is_none() {
            return Ok(retriever.retrieve(&any).await?);
        }
        let same = Retrieval {
            filter: same_filter,
            ..any.clone()
        };
        let hits = retriever.retrieve(&same).await?;
        if hits.is_empty() && filter == LanguageFilter::PreferSame {
            return Ok(retriever.retrieve(&any).await?);
        }
        Ok(hits)
    }

    /// Walks down the ranking until enough examples fit the room beside the program.
    async fn select(
        &self,
        request: &CompletionRequest,
        model: &ModelInfo,
        style: PromptStyle,
        mut hits: Vec<Hit>,
    ) -> Result<Selection, PipelineError> {
        let mut selection = Selection::default();
        if hits.is_empty() {
            return Ok(selection);
        }
        let mut room = self.room(request, model, style).await?;
        let mut looked_at = 0;
        loop {
            for hit in &hits[looked_at..] {
                let done = selection.used.len() >= request.demonstrations || selection.closed;
                if done && selection.considered.len() >= request.explain {
                    return Ok(selection);
                }
                let outcome = if done {
                    Outcome::NotNeeded
                } else {
                    self.outcome(request, model, hit, room).await?
                };
                selection.add(hit, outcome, request.long_examples);
                if let Outcome::Used { tokens } = outcome {
                    room = room.saturating_sub(tokens);
                }
            }
            // All of these were too long or withheld: look further down the ranking.
            let filled = selection.used.len() >= request.demonstrations || selection.closed;
            looked_at = hits.len();
            if filled || looked_at < FIRST_HITS {
                return Ok(selection);
            }
            hits = self.retrieve(request, looked_at * 8).await?;
            if hits.len() <= looked_at {
                return Ok(selection);
            }
        }
    }

    /// Tokens left for demonstrations beside the program and the completion.
    async fn room(
        &self,
        request: &CompletionRequest,
        model: &ModelInfo,
        style: PromptStyle,
    ) -> Result<usize, PipelineError> {
        let Some(context) = model.context_len else {
            return Ok(usize::MAX);
        };
        let bare = integrate(&request.query, &[], request.view, style);
        let mut program = 0;
        for segment in &bare.segments {
            program += self.model.count_tokens(&segment.text).await?;
        }
        // Special tokens and the chat template's own words.
        let frame = if style == PromptStyle::Chat { 256 } else { 8 };
        Ok(context.saturating_sub(program + request.max_tokens + frame))
    }

    async fn outcome(
        &self,
        request: &CompletionRequest,
        model: &ModelInfo,
        hit: &Hit,
        room: usize,
    ) -> Result<Outcome, PipelineError> {
        if hit.example.visibility == Visibility::Private && !model.sees_private {
            return Ok(Outcome::Withheld);
        }
        let tokens = self
            .model
            .count_tokens(&demonstration_segment(&hit.example, request.view).text)
            .await?;
        Ok(match request.long_examples {
            LongExamples::LeaveOut { limit } if tokens > limit => {
                Outcome::LeftOut { tokens, limit }
            }
            _ if tokens > room => Outcome::TooLong { tokens, room },
            _ => Outcome::Used { tokens },
        })
    }

    /// Step 4, secure code generation, each sample cut where its function ends.
    async fn generate(
        &self,
        request: &CompletionRequest,
        prompt: &Prompt,
        on_progress: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<Generated, PipelineError> {
        let control = SampleControl::new(request.samples);
        let start = Instant::now();
        let mut stream = self.model.generate(GenerateRequest {
            input: prompt.render(),
            samples: request.samples,
            decoding: request.decoding,
            seed: request.seed,
            max_tokens: request.max_tokens,
            stop: request.stop.clone(),
            control: control.clone(),
        });
        let mut samples: Vec<Sample> = (0..request.samples)
            .map(|_| Sample::new(request, prompt.style))
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
        Some(style) => Err(unsupported(
            format!("the prompt style {style:?}").to_lowercase(),
        )),
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

/// The outcome of walking down the ranking.
#[derive(Default)]
struct Selection {
    used: Vec<Hit>,
    considered: Vec<Considered>,
    /// No further example may be taken.
    closed: bool,
}

impl Selection {
    fn add(&mut self, hit: &Hit, outcome: Outcome, long_examples: LongExamples) {
        match outcome {
            Outcome::Used { .. } => self.used.push(hit.clone()),
            // In the other reading of the paper the best example left is the one, or none is.
            Outcome::TooLong { .. } if matches!(long_examples, LongExamples::LeaveOut { .. }) => {
                self.closed = true;
            }
            _ => {}
        }
        self.considered.push(Considered {
            example: ExampleSummary::from(hit),
            outcome,
        });
    }
}

#[derive(Default)]
struct Generated {
    choices: Vec<Choice>,
    prompt_tokens: Option<usize>,
    cached_tokens: usize,
    first_token_ms: f64,
    generate_ms: f64,
}

/// One sample while it is generated.
struct Sample {
    cutter: Cutter,
    /// A chat answer is collected whole: its code is known only at its end.
    answer: Option<String>,
    ended: Option<Ended>,
    finished: Option<(FinishReason, Option<usize>)>,
}

/// Cuts a sample by one of the rules.
enum Cutter {
    Function(Box<StreamTruncator>),
    /// SVEN's rules drop lines and add a brace, so that nothing is certain before the end.
    Sven(Language, String),
}

impl Sample {
    fn new(request: &CompletionRequest, style: PromptStyle) -> Self {
        let query = &request.query;
        let cutter = match (request.cut, query.language) {
            (CutRules::Sven, Some(language)) => Cutter::Sven(language, String::new()),
            _ => Cutter::Function(Box::new(StreamTruncator::new(
                query.language,
                &query.before,
                &query.after,
            ))),
        };
        Self {
            cutter,
            answer: (style == PromptStyle::Chat).then(String::new),
            ended: None,
            finished: None,
        }
    }

    /// Takes text of the model; returns what is certain to belong to the completion.
    fn push(&mut self, text: &str) -> String {
        if let Some(answer) = &mut self.answer {
            answer.push_str(text);
            return String::new();
        }
        self.advance(text)
    }

    fn advance(&mut self, text: &str) -> String {
        if self.ended.is_some() {
            return String::new();
        }
        match &mut self.cutter {
            Cutter::Function(truncator) => {
                let step = truncator.push(text);
                self.ended = step.done;
                step.emit
            }
            Cutter::Sven(language, whole) => {
                whole.push_str(text);
                if is_complete_for_sven(*language, whole) {
                    self.ended = Some(Ended::Function);
                }
                String::new()
            }
        }
    }

    fn finish(&mut self, query: &Query, reason: FinishReason, tokens: Option<usize>) -> String {
        self.finished = Some((reason, tokens));
        let mut emit = String::new();
        if let Some(answer) = self.answer.take() {
            emit.push_str(&self.advance(&chat::code_of_answer(&answer, &query.before)));
        }
        match &mut self.cutter {
            Cutter::Function(truncator) if self.ended.is_none() => {
                let step = truncator.finish();
                self.ended = step.done;
                emit.push_str(&step.emit);
            }
            Cutter::Function(_) => {}
            Cutter::Sven(language, whole) => {
                let (text, ended) = truncate_like_sven(*language, whole);
                self.ended = Some(ended);
                emit.clone_from(&text);
                *whole = text;
            }
        }
        emit
    }

    fn into_text(self) -> String {
        match self.cutter {
            Cutter::Function(truncator) => truncator.text().to_owned(),
            Cutter::Sven(_, text) => text,
        }
    }
}
