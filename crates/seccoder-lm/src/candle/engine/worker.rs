//! The thread that owns a model and serves its requests one after another.
//!
//! The prompt is read once, in parts, so that attention scores stay small and a request can be
//! cancelled. Its keys and values are repeated for the samples, which advance together; a sample
//! that is finished leaves the batch.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use candle_core::{Device, Tensor};
use seccoder::model::{Event, ModelError};

use super::{Loaded, prompt};
use crate::candle::causal::{Cache, CausalLm, Input, Logits, Shape};
use crate::resident::healing::WhitespaceTokens;
use crate::resident::sample::{self, Sample, Vocabulary};
use crate::resident::{Job, Progress};

/// Samples that advance together; more run in waves.
const MOST_SAMPLES: usize = 32;
/// Prompt tokens read between two looks at whether the request was cancelled.
const PROMPT_CHUNK: usize = 256;
/// The most bytes for the samples' keys and values; samples beyond that run in waves.
const MOST_CACHE: usize = 2 << 30;

/// A model and what its requests begin with.
pub(super) struct Worker {
    model: Box<dyn CausalLm>,
    loaded: Arc<Loaded>,
    device: Device,
    start: Cache,
    whitespace: OnceCell<WhitespaceTokens>,
}

impl Worker {
    /// One that serves this model; every prompt stands behind `start`.
    pub(super) fn new(
        model: Box<dyn CausalLm>,
        loaded: Loaded,
        device: Device,
        start: Cache,
    ) -> Self {
        Self {
            model,
            loaded: Arc::new(loaded),
            device,
            start,
            whitespace: OnceCell::new(),
        }
    }

    /// What callers may know.
    pub(super) const fn loaded(&self) -> &Arc<Loaded> {
        &self.loaded
    }

    /// Serves jobs until every handle is gone.
    pub(super) fn run(&self, queue: &Receiver<Job>) {
        for job in queue {
            if let Err(error) = self.serve(&job) {
                job.fail(error);
            }
        }
    }

    fn serve(&self, job: &Job) -> Result<(), ModelError> {
        let request = &job.request;
        sample::check(request)?;
        let info = &self.loaded.info;
        let prompt = prompt::tokens(&self.loaded.tokens, &info.name, &request.input)?;
        let length = prompt.tokens.len();
        let context = info.context_len.unwrap_or(self.model.shape().context);
        if length + request.max_tokens > context {
            return Err(ModelError::ContextOverflow {
                prompt: length,
                max_tokens: request.max_tokens,
                context,
            });
        }
        let Some((cache, logits)) = self.read(&prompt.tokens, job)? else {
            return Ok(());
        };
        let read = Event::PromptRead {
            tokens: Some(length),
            cached: 0,
        };
        if job.send(read) == Progress::Cancelled {
            return Ok(());
        }
        let numbers: Vec<usize> = (0..request.samples).collect();
        let positions = length + request.max_tokens;
        let together = samples_together(&self.model.shape(), positions, request.samples);
        for wave in numbers.chunks(together) {
            let samples = wave
                .iter()
                .map(|&number| Sample::new(number, &prompt.owed, request))
                .collect();
            if self.generate(samples, &cache, &logits, job)? == Progress::Cancelled {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Reads the prompt: its cache, and the logits behind its last token. `None` when the request
    /// was cancelled.
    fn read(&self, prompt: &[u32], job: &Job) -> Result<Option<(Cache, Vec<f32>)>, ModelError> {
        let vocabulary = self.model.shape().vocabulary;
        if let Some(unknown) = prompt.iter().find(|&&token| token as usize >= vocabulary) {
            return Err(ModelError::Engine(format!(
                "the tokenizer's token {unknown} is not in the model's vocabulary of {vocabulary}; \
                 they belong to different models"
            )));
        }
        let mut cache = self.start.clone();
        let mut logits = Vec::new();
        for chunk in prompt.chunks(PROMPT_CHUNK) {
            if job.progress() == Progress::Cancelled {
                return Ok(None);
            }
            let rows = self.step(chunk.to_vec(), 1, &mut cache)?;
            logits = rows.into_iter().next().unwrap_or_default();
        }
        Ok(Some((cache, logits)))
    }

    /// Advances all samples together until each is finished.
    fn generate(
        &self,
        mut live: Vec<Sample>,
        prompt: &Cache,
        logits: &[f32],
        job: &Job,
    ) -> Result<Progress, ModelError> {
        // All samples draw their first token from the same logits, behind the prompt.
        for sample in &mut live {
            if sample.take(logits, self, job)? == Progress::Cancelled {
                return Ok(Progress::Cancelled);
            }
        }
        live.retain(|sample| !sample.done);
        if live.is_empty() {
            return Ok(Progress::Going);
        }
        let mut cache = prompt
            .repeated(live.len())
            .map_err(|error| failed(&error))?;
        loop {
            let tokens: Vec<u32> = live.iter().map(|sample| sample.next).collect();
            let rows = self.step(tokens, live.len(), &mut cache)?;
            for (sample, logits) in live.iter_mut().zip(&rows) {
                if sample.take(logits, self, job)? == Progress::Cancelled {
                    return Ok(Progress::Cancelled);
                }
            }
            if live.iter().all(|sample| sample.done) {
                return Ok(Progress::Going);
            }
            if live.iter().any(|sample| sample.done) {
                let going = (0_u32..).zip(&live).filter(|(_, sample)| !sample.done);
                let rows: Vec<u32> = going.map(|(row, _)| row).collect();
                let rows = Tensor::new(rows, &self.device).map_err(|error| failed(&error))?;
                cache = cache.rows(&rows).map_err(|error| failed(&error))?;
                live.retain(|sample| !sample.done);
            }
        }
    }

    /// Reads tokens, the same number for each of `batch` rows; the logits behind each row's last.
    fn step(
        &self,
        tokens: Vec<u32>,
        batch: usize,
        cache: &mut Cache,
    ) -> Result<Vec<Vec<f32>>, ModelError> {
        let new = tokens.len() / batch;
        let step = || {
            let tokens = Tensor::from_vec(tokens, (batch, new), &self.device)?;
            let input = Input {
                tokens: &tokens,
                mask: None,
            };
            let logits = self.model.forward(input, cache, Logits::Last)?.squeeze(1)?;
            // What the tokenizer has no text for can never be drawn.
            let known = self.loaded.tokens.count().min(logits.dim(1)?);
            logits.narrow(1, 0, known)?.to_vec2()
        };
        step().map_err(|error| failed(&error))
    }
}

impl Vocabulary for Worker {
    fn is_end(&self, token: u32) -> bool {
        self.loaded.tokens.is_end(token)
    }

    fn text(&self, token: u32) -> Cow<'_, [u8]> {
        Cow::Borrowed(self.loaded.tokens.bytes(token))
    }

    fn whitespace(&self) -> &WhitespaceTokens {
        self.whitespace.get_or_init(|| {
            let texts = self.loaded.tokens.all_bytes();
            WhitespaceTokens::of(texts.map(<[u8]>::to_vec).enumerate())
        })
    }
}

/// How many of a request's samples advance together, each with this many positions in its cache;
/// the others wait for their turn.
#[must_use]
pub fn samples_together(shape: &Shape, positions: usize, samples: usize) -> usize {
    // Four bytes a number, a key and a value: never too few.
    let position = shape.layers * shape.kv_heads * shape.head_dim * 2 * 4;
    let sample = position * positions;
    let room = MOST_CACHE / sample.max(1);
    room.clamp(1, samples.clamp(1, MOST_SAMPLES))
}

fn failed(error: &candle_core::Error) -> ModelError {
    ModelError::Engine(error.to_string())
}
