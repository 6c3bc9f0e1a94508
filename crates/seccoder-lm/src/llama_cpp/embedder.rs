//! The local embedder: a BERT-style encoder run by llama.cpp on a thread of its own.
//!
//! Tokens come from the model's own `tokenizer.json`, so they are exactly those
//! of the reference implementation; llama.cpp computes mean-pooled vectors, which
//! are then scaled to length 1.

use std::num::NonZeroU32;
use std::path::PathBuf;

use futures::future::BoxFuture;
use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::params::{LlamaContextParams, LlamaPoolingType};
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;
use llama_cpp_2::token::LlamaToken;
use seccoder::embedder::{EmbedError, EmbedRole, Embedder, normalized};
use tokenizers::{Tokenizer, TruncationDirection, TruncationParams, TruncationStrategy};

use super::{backend, engine};
use crate::embed_thread::{EmbedThread, Jobs};

/// Tokens decoded at once. Attention spans the whole batch, so a large one wastes work
/// on texts that do not see each other: one long text at a time measured fastest.
const BATCH_TOKENS: usize = 256;
/// Texts decoded at once.
const BATCH_TEXTS: usize = 8;

/// A local embedder's files and settings.
#[derive(Debug, Clone)]
pub struct EmbedderConfig {
    /// The converted weights.
    pub gguf: PathBuf,
    /// The model's `tokenizer.json`.
    pub tokenizer: PathBuf,
    /// The name shown to people.
    pub name: String,
    /// Names weights, conversion and pooling.
    pub fingerprint: String,
    /// The most tokens of a text, special ones included; the rest is cut off.
    pub max_tokens: usize,
    /// CPU threads; `None` takes the number of cores.
    pub threads: Option<usize>,
}

/// An embedder in this process.
pub struct LlamaEmbedder(EmbedThread);

impl LlamaEmbedder {
    /// Starts loading; errors appear at the first use.
    #[must_use]
    pub fn open(config: EmbedderConfig) -> Self {
        let (name, fingerprint) = (config.name.clone(), config.fingerprint.clone());
        Self(EmbedThread::start(name, fingerprint, move |jobs| {
            serve(&config, jobs);
        }))
    }
}

impl Embedder for LlamaEmbedder {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn fingerprint(&self) -> BoxFuture<'_, Result<String, EmbedError>> {
        self.0.fingerprint()
    }

    fn sees_private(&self) -> bool {
        true
    }

    fn embed<'a>(
        &'a self,
        role: EmbedRole,
        texts: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<Vec<f32>>, EmbedError>> {
        self.0.embed(role, texts)
    }
}

/// Loads, then answers. After a failed load every request gets the reason.
fn serve(config: &EmbedderConfig, jobs: Jobs) {
    let loaded = load(config);
    let mut ready = match &loaded {
        Ok((model, tokenizer)) => Encoder::new(config, model, tokenizer),
        Err(reason) => Err(reason.clone()),
    };
    jobs.serve(|role, texts| match &mut ready {
        Ok(encoder) => encoder.embed(role, texts),
        Err(reason) => Err(reason.clone()),
    });
}

fn load(config: &EmbedderConfig) -> Result<(LlamaModel, Tokenizer), String> {
    engine::check_file(&config.gguf)?;
    let tokenizer = Tokenizer::from_file(&config.tokenizer)
        .map_err(|error| format!("{}: {error}", config.tokenizer.display()))?;
    let backend = backend::backend()?;
    backend::clear_complaints();
    let model = LlamaModel::load_from_file(backend, &config.gguf, &LlamaModelParams::default())
        .map_err(|error| {
            let why = backend::complaints().unwrap_or_else(|| error.to_string());
            format!("{}: {why}", config.gguf.display())
        })?;
    Ok((model, tokenizer))
}

struct Encoder<'m> {
    context: LlamaContext<'m>,
    query: Tokenizer,
    document: Tokenizer,
}

impl<'m> Encoder<'m> {
    fn new(
        config: &EmbedderConfig,
        model: &'m LlamaModel,
        tokenizer: &Tokenizer,
    ) -> Result<Self, String> {
        let threads = config.threads.or_else(|| {
            std::thread::available_parallelism()
                .ok()
                .map(std::num::NonZero::get)
        });
        let threads = i32::try_from(threads.unwrap_or(1)).unwrap_or(1);
        let tokens = u32::try_from(BATCH_TOKENS.max(config.max_tokens)).unwrap_or(u32::MAX);
        let params = LlamaContextParams::default()
            .with_n_ctx(NonZeroU32::new(tokens))
            .with_n_batch(tokens)
            .with_n_ubatch(tokens)
            .with_n_seq_max(BATCH_TEXTS as u32)
            .with_n_threads(threads)
            .with_n_threads_batch(threads)
            .with_embeddings(true)
            .with_pooling_type(LlamaPoolingType::Mean);
        let context = model
            .new_context(backend::backend()?, params)
            .map_err(|error| backend::complaints().unwrap_or_else(|| error.to_string()))?;
        Ok(Self {
            context,
            query: truncating(tokenizer, config.max_tokens, TruncationDirection::Left)?,
            document: truncating(tokenizer, config.max_tokens, TruncationDirection::Right)?,
        })
    }

    fn embed(&mut self, role: EmbedRole, texts: &[String]) -> Result<Vec<Vec<f32>>, String> {
        let tokenizer = match role {
            EmbedRole::Query => &self.query,
            EmbedRole::Document => &self.document,
        };
        let encodings: Vec<Vec<u32>> = texts
            .iter()
            .map(|text| {
                let encoding = tokenizer
                    .encode(text.as_str(), true)
                    .map_err(|e| e.to_string())?;
                Ok(encoding.get_ids().to_vec())
            })
            .collect::<Result<_, String>>()?;
        // Texts of similar length together: a batch is as full as it can be.
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(|&i| encodings[i].len());
        let mut vectors = vec![Vec::new(); texts.len()];
        let mut rest = order.as_slice();
        while !rest.is_empty() {
            let (batch, after) = rest.split_at(batch_len(rest, &encodings));
            for (&i, vector) in batch.iter().zip(self.decode(batch, &encodings)?) {
                vectors[i] = vector;
            }
            rest = after;
        }
        Ok(vectors)
    }

    fn decode(&mut self, texts: &[usize], tokens: &[Vec<u32>]) -> Result<Vec<Vec<f32>>, String> {
        let total = texts.iter().map(|&i| tokens[i].len()).sum();
        let mut batch = LlamaBatch::new(total, 1);
        for (sequence, &i) in (0..).zip(texts) {
            for (position, &token) in (0..).zip(&tokens[i]) {
                let token = LlamaToken(i32::try_from(token).map_err(|e| e.to_string())?);
                batch
                    .add(token, position, &[sequence], true)
                    .map_err(|e| e.to_string())?;
            }
        }
        self.context
            .encode(&mut batch)
            .map_err(|error| error.to_string())?;
        (0..)
            .zip(texts)
            .map(|(sequence, _)| {
                let pooled = self
                    .context
                    .embeddings_seq_ith(sequence)
                    .map_err(|e| e.to_string())?;
                normalized(pooled.to_vec())
                    .ok_or_else(|| "it returned a vector without direction".to_owned())
            })
            .collect()
    }
}

/// How many of the texts fit into one batch, at least one.
fn batch_len(texts: &[usize], tokens: &[Vec<u32>]) -> usize {
    let mut total = 0;
    texts
        .iter()
        .take(BATCH_TEXTS)
        .take_while(|&&i| {
            total += tokens[i].len();
            total <= BATCH_TOKENS
        })
        .count()
        .max(1)
}

/// The tokenizer with truncation to `max_tokens` and no padding, whatever its file says.
fn truncating(
    tokenizer: &Tokenizer,
    max_tokens: usize,
    direction: TruncationDirection,
) -> Result<Tokenizer, String> {
    let mut tokenizer = tokenizer.clone();
    tokenizer.with_padding(None);
    tokenizer
        .with_truncation(Some(TruncationParams {
            direction,
            max_length: max_tokens,
            strategy: TruncationStrategy::LongestFirst,
            stride: 0,
        }))
        .map_err(|error| error.to_string())?;
    Ok(tokenizer)
}
