//! The thread that owns a model's context and serves its requests one after another.
//!
//! Sequence 0 of the KV cache always holds the last prompt, so that a prompt
//! which begins alike is decoded only from where it differs. Samples are
//! sequences 1 to n: the prompt's cells are shared with them, not copied, and
//! all of them advance together in one batch.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::num::NonZeroU32;
use std::sync::mpsc::Receiver;

use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::params::LlamaContextParams;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::LlamaLoraAdapter;
use llama_cpp_2::token::LlamaToken;
use seccoder::model::{Event, GenerateRequest, ModelError};

use super::engine::{LlamaConfig, Loaded};
use super::tokens::PromptTokens;
use super::{backend, tokens};
use crate::resident::healing::WhitespaceTokens;
use crate::resident::sample::{self, Sample, Vocabulary};
use crate::resident::{Job, Progress};

/// Samples that advance together; more run in waves.
const MOST_SEQUENCES: usize = 32;
/// Prompt tokens decoded between two looks at whether the request was cancelled.
const PROMPT_CHUNK: usize = 256;
/// The smallest context: most requests fit, and growing costs a new allocation.
const SMALLEST_CONTEXT: usize = 4096;
/// What an adapter's change is multiplied by beside its own alpha / rank: it is applied as trained.
const ADAPTER_SCALE: f32 = 1.0;

/// Serves jobs until every handle is gone.
pub(super) fn run(
    config: &LlamaConfig,
    loaded: &Loaded,
    adapter: Option<LlamaLoraAdapter>,
    queue: &Receiver<Job>,
) {
    let mut worker = Worker {
        config,
        loaded,
        adapter,
        whitespace: OnceCell::new(),
        context: None,
    };
    for job in queue {
        if let Err(error) = worker.serve(&job) {
            job.fail(error);
        }
    }
}

struct Worker<'m> {
    config: &'m LlamaConfig,
    loaded: &'m Loaded,
    /// Every context computes with it.
    adapter: Option<LlamaLoraAdapter>,
    whitespace: OnceCell<WhitespaceTokens>,
    context: Option<Context<'m>>,
}

/// A context and what sequence 0 holds.
struct Context<'m> {
    llama: LlamaContext<'m>,
    batch: LlamaBatch<'static>,
    cells: usize,
    cached: Vec<LlamaToken>,
}

/// One sample and where it stands.
struct Sequence {
    sample: Sample,
    /// Its number in the KV cache.
    id: i32,
    position: i32,
}

impl<'m> Worker<'m> {
    fn serve(&mut self, job: &Job) -> Result<(), ModelError> {
        let request = &job.request;
        sample::check(request)?;
        let prompt = tokens::prompt(&self.loaded.model, &self.loaded.info.name, &request.input)?;
        if prompt.tokens.is_empty() {
            return Err(ModelError::InvalidRequest("the prompt is empty".to_owned()));
        }
        let mut context = self.take_context(prompt.tokens.len(), request)?;
        let served = self.serve_with(&mut context, &prompt, job);
        // After a failure nobody knows what the context holds, so it is dropped.
        if served.is_ok() {
            self.context = Some(context);
        }
        served
    }

    fn serve_with(
        &self,
        context: &mut Context<'m>,
        PromptTokens {
            tokens: prompt,
            owed,
        }: &PromptTokens,
        job: &Job,
    ) -> Result<(), ModelError> {
        let wave = context.wave(prompt.len(), &job.request);
        let samples: Vec<usize> = (0..job.request.samples).collect();
        for (i, part) in samples.chunks(wave).enumerate() {
            let Some(cached) = context.read_prompt(prompt, job)? else {
                return Ok(());
            };
            let tokens = Some(prompt.len());
            let read = Event::PromptRead { tokens, cached };
            if i == 0 && job.send(read) == Progress::Cancelled {
                return Ok(());
            }
            let mut sequences: Vec<Sequence> = part
                .iter()
                .zip(1..)
                .map(|(&number, id)| Sequence {
                    sample: Sample::new(number, owed, &job.request),
                    id,
                    position: 0,
                })
                .collect();
            let outcome = self.generate(context, prompt.len(), &mut sequences, job);
            for sequence in &sequences {
                context.remove(sequence.id, 0)?;
            }
            if outcome? == Progress::Cancelled {
                return Ok(());
            }
        }
        Ok(())
    }

    /// A context that holds the prompt and as many samples at once as it may: the old one
    /// with its cached prompt if it is large enough, else a new one.
    fn take_context(
        &mut self,
        prompt: usize,
        request: &GenerateRequest,
    ) -> Result<Context<'m>, ModelError> {
        let most = self.loaded.info.context_len.unwrap_or(SMALLEST_CONTEXT);
        if prompt + request.max_tokens > most {
            return Err(ModelError::ContextOverflow {
                prompt,
                max_tokens: request.max_tokens,
                context: most,
            });
        }
        let wanted = prompt + request.samples.min(MOST_SEQUENCES) * request.max_tokens;
        // `most` bounds one sequence, not the cells, but memory is finite: samples beyond
        // that run in waves.
        let cells = wanted
            .clamp(SMALLEST_CONTEXT, most.max(4 * SMALLEST_CONTEXT))
            .max(prompt + request.max_tokens);
        match self.context.take() {
            Some(context) if context.cells >= cells && !self.config.reproducible => Ok(context),
            _ => self.new_context(cells.next_multiple_of(1024)),
        }
    }

    fn new_context(&mut self, cells: usize) -> Result<Context<'m>, ModelError> {
        let info = &self.loaded.info;
        let failed = |reason: String| ModelError::Load {
            name: info.name.clone(),
            reason,
        };
        let threads = i32::try_from(self.config.thread_count()).unwrap_or(1);
        let n_ctx = u32::try_from(cells).map_err(|error| failed(error.to_string()))?;
        let params = LlamaContextParams::default()
            .with_n_ctx(NonZeroU32::new(n_ctx))
            .with_n_batch(PROMPT_CHUNK as u32)
            .with_n_ubatch(PROMPT_CHUNK as u32)
            .with_n_seq_max(MOST_SEQUENCES as u32 + 1)
            .with_kv_unified(true)
            .with_n_threads(threads)
            .with_n_threads_batch(threads);
        let backend = backend::backend().map_err(failed)?;
        backend::clear_complaints();
        let mut llama = self
            .loaded
            .model
            .new_context(backend, params)
            .map_err(|error| {
                let why = backend::complaints().unwrap_or_else(|| error.to_string());
                failed(format!("no context of {cells} tokens: {why}"))
            })?;
        if let Some(adapter) = &mut self.adapter {
            llama
                .lora_adapter_set(adapter, ADAPTER_SCALE)
                .map_err(|error| failed(error.to_string()))?;
        }
        let batch = LlamaBatch::new(PROMPT_CHUNK.max(MOST_SEQUENCES), 1);
        Ok(Context {
            llama,
            batch,
            cells,
            cached: Vec::new(),
        })
    }

    /// Advances all sequences together until each is finished.
    fn generate(
        &self,
        context: &mut Context<'m>,
        prompt: usize,
        sequences: &mut [Sequence],
        job: &Job,
    ) -> Result<Progress, ModelError> {
        for sequence in sequences.iter_mut() {
            context.share_prompt(sequence.id)?;
            sequence.position = position(prompt)?;
            // All samples draw their first token from the same logits, behind the prompt.
            let last = context.batch.n_tokens() - 1;
            let logits = context.llama.get_logits_ith(last);
            if sequence.sample.take(logits, self, job)? == Progress::Cancelled {
                return Ok(Progress::Cancelled);
            }
        }
        loop {
            let live: Vec<usize> = (0..sequences.len())
                .filter(|&i| !sequences[i].sample.done)
                .collect();
            if live.is_empty() {
                return Ok(Progress::Going);
            }
            context.batch.clear();
            for &i in &live {
                let sequence = &mut sequences[i];
                add(
                    &mut context.batch,
                    token(sequence.sample.next)?,
                    sequence.position,
                    sequence.id,
                    true,
                )?;
                sequence.position += 1;
            }
            context.decode()?;
            for (row, &i) in (0..).zip(&live) {
                let logits = context.llama.get_logits_ith(row);
                if sequences[i].sample.take(logits, self, job)? == Progress::Cancelled {
                    return Ok(Progress::Cancelled);
                }
            }
        }
    }
}

impl Vocabulary for Worker<'_> {
    fn is_end(&self, id: u32) -> bool {
        token(id).is_ok_and(|token| self.loaded.model.vocab().is_eog(token))
    }

    fn text(&self, id: u32) -> Cow<'_, [u8]> {
        let vocab = self.loaded.model.vocab();
        token(id).map_or_else(
            |_| Cow::default(),
            |token| Cow::Owned(vocab.token_to_piece(token, false, None)),
        )
    }

    fn whitespace(&self) -> &WhitespaceTokens {
        self.whitespace.get_or_init(|| {
            let vocab = self.loaded.model.vocab();
            let texts = (0..vocab.n_tokens())
                .map(LlamaToken)
                .filter(|&token| !vocab.is_control(token) && !vocab.is_eog(token));
            WhitespaceTokens::of(texts.filter_map(|token| {
                let index = usize::try_from(token.0).ok()?;
                Some((index, vocab.token_to_piece(token, false, None)))
            }))
        })
    }
}

impl Context<'_> {
    /// How many samples fit at once beside the prompt.
    fn wave(&self, prompt: usize, request: &GenerateRequest) -> usize {
        let room = (self.cells - prompt) / request.max_tokens;
        room.clamp(1, request.samples.min(MOST_SEQUENCES))
    }

    /// Brings sequence 0 to this prompt and leaves the logits behind its last token.
    /// Returns how many tokens came from the cache; `None` when the request was cancelled.
    fn read_prompt(
        &mut self,
        prompt: &[LlamaToken],
        job: &Job,
    ) -> Result<Option<usize>, ModelError> {
        let common = self
            .cached
            .iter()
            .zip(prompt)
            .take_while(|(a, b)| a == b)
            .count();
        // The last token is always decoded: its logits are wanted.
        let kept = common.min(prompt.len() - 1);
        self.remove(0, kept)?;
        self.cached.truncate(kept);
        let last = prompt.len() - 1;
        for (i, chunk) in prompt[kept..].chunks(PROMPT_CHUNK).enumerate() {
            if job.progress() == Progress::Cancelled {
                return Ok(None);
            }
            self.batch.clear();
            for (&token, at) in chunk.iter().zip(kept + i * PROMPT_CHUNK..) {
                add(&mut self.batch, token, position(at)?, 0, at == last)?;
            }
            self.decode()?;
            self.cached.extend_from_slice(chunk);
        }
        Ok(Some(kept))
    }

    /// Lets a sequence see the prompt's cells.
    fn share_prompt(&mut self, id: i32) -> Result<(), ModelError> {
        self.llama
            .kv_cache_seq_cp(0, id, None, None)
            .map_err(|error| ModelError::Engine(error.to_string()))
    }

    /// Removes a sequence's cells from a position on.
    fn remove(&mut self, id: i32, from: usize) -> Result<(), ModelError> {
        let from = u32::try_from(from).map_err(|error| ModelError::Engine(error.to_string()))?;
        self.llama
            .kv_cache_seq_rm(id, Some(from), None)
            .map_err(|error| ModelError::Engine(error.to_string()))
    }

    fn decode(&mut self) -> Result<(), ModelError> {
        backend::clear_complaints();
        self.llama.decode(&mut self.batch).map_err(|error| {
            ModelError::Engine(backend::complaints().unwrap_or_else(|| error.to_string()))
        })
    }
}

fn add(
    batch: &mut LlamaBatch<'_>,
    token: LlamaToken,
    at: i32,
    sequence: i32,
    logits: bool,
) -> Result<(), ModelError> {
    batch
        .add(token, at, &[sequence], logits)
        .map_err(|error| ModelError::Engine(error.to_string()))
}

fn position(at: usize) -> Result<i32, ModelError> {
    i32::try_from(at).map_err(|error| ModelError::Engine(error.to_string()))
}

fn token(id: u32) -> Result<LlamaToken, ModelError> {
    i32::try_from(id)
        .map(LlamaToken)
        .map_err(|error| ModelError::Engine(error.to_string()))
}
