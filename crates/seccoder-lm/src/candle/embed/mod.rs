//! Embedders on candle: encoders that llama.cpp does not have, and instructions.
//!
//! - `config` says which embedder to open and how it is used, `folder` reads that from a published
//!   folder,
//! - `tokens` joins prefix and text and cuts what is too long,
//! - `encoder` is what an architecture offers; `t5`, `bert` (RoBERTa and MPNet too) and `nomic` are
//!   the architectures, `relative` the bias that T5 and MPNet share,
//! - `pool` makes one vector of those of the tokens.
//!
//! INSTRUCTOR (Su et al., "One Embedder, Any Task", 2023), which SecCoder's paper retrieves with, is
//! T5's encoder, pooled without the instruction's tokens, and a dense layer.

mod bert;
mod config;
mod encoder;
mod folder;
mod nomic;
mod pool;
mod relative;
mod t5;
mod tokens;

use candle_core::Device;
use futures::future::BoxFuture;
use seccoder::embedder::{EmbedError, EmbedRole, Embedder, normalized};

pub use config::CandleEmbedderConfig;
pub use encoder::KNOWN;

use self::encoder::{Batch, Encoder};
use self::pool::{Dense, pool};
use self::tokens::{Row, TextReader};
use super::checkpoint::{LoadError, read_config, weights};
use crate::catalogue::Pooling;
use crate::embed_thread::EmbedThread;

/// Tokens computed at once, padding counted.
const BATCH_TOKENS: usize = 512;
/// The same on an accelerator, which is idle with less.
const BATCH_TOKENS_ACCELERATED: usize = 16_384;

/// An embedder in this process.
pub struct CandleEmbedder(EmbedThread);

impl CandleEmbedder {
    /// Starts loading; errors appear at the first use.
    #[must_use]
    pub fn open(config: CandleEmbedderConfig) -> Self {
        let (name, fingerprint) = (config.name.clone(), config.fingerprint());
        Self(EmbedThread::start(name, fingerprint, move |jobs| {
            let loaded = TextEncoder::open(&config).map_err(|error| error.to_string());
            jobs.serve(|role, texts| match &loaded {
                Ok(encoder) => encoder.embed(role, texts),
                Err(reason) => Err(reason.clone()),
            });
        }))
    }
}

impl Embedder for CandleEmbedder {
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

/// A loaded embedder.
struct TextEncoder {
    reader: TextReader,
    encoder: Box<dyn Encoder>,
    pooling: Pooling,
    dense: Option<Dense>,
    device: Device,
}

impl TextEncoder {
    fn open(config: &CandleEmbedderConfig) -> Result<Self, LoadError> {
        let (folder, embedding, device) = (&config.folder, &config.embedding, &config.device);
        let network = read_config(folder)?;
        let vb = weights(folder, config.precision.dtype(), device)?;
        let encoder = encoder::load(&network, &vb)?;
        if let Some(positions) = encoder.positions()
            && positions < embedding.max_tokens
        {
            return Err(LoadError::Model(format!(
                "max_tokens = {} is more than the {positions} positions that it has",
                embedding.max_tokens
            )));
        }
        let dense = embedding
            .dense
            .then(|| Dense::open(folder, encoder.width(), device))
            .transpose()?;
        let width = dense.as_ref().map_or(encoder.width(), Dense::width);
        if width != embedding.dimensions {
            return Err(LoadError::Model(format!(
                "its vectors have {width} numbers, but dimensions = {}",
                embedding.dimensions
            )));
        }
        Ok(Self {
            reader: TextReader::open(folder, embedding)?,
            encoder,
            pooling: embedding.pooling,
            dense,
            device: device.clone(),
        })
    }

    fn embed(&self, role: EmbedRole, texts: &[String]) -> Result<Vec<Vec<f32>>, String> {
        let rows = texts
            .iter()
            .map(|text| self.reader.read(role, text))
            .collect::<Result<Vec<Row>, String>>()?;
        // Texts of similar length together: little of a batch is padding.
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|&i| rows[i].tokens.len());
        let mut vectors = vec![Vec::new(); rows.len()];
        let mut rest = order.as_slice();
        while !rest.is_empty() {
            let (batch, after) = rest.split_at(self.batch_len(rest, &rows));
            let texts: Vec<&Row> = batch.iter().map(|&i| &rows[i]).collect();
            let computed = self.compute(&texts).map_err(|error| error.to_string())?;
            for (&i, vector) in batch.iter().zip(computed) {
                vectors[i] = normalized(vector)
                    .ok_or_else(|| "it returned a vector without direction".to_owned())?;
            }
            rest = after;
        }
        Ok(vectors)
    }

    /// How many of the texts, which grow longer, are computed at once: at least one.
    fn batch_len(&self, texts: &[usize], rows: &[Row]) -> usize {
        let most = if self.device.is_cpu() {
            BATCH_TOKENS
        } else {
            BATCH_TOKENS_ACCELERATED
        };
        let fits = |&(before, &i): &(usize, &usize)| (before + 1) * rows[i].tokens.len() <= most;
        texts.iter().enumerate().take_while(fits).count().max(1)
    }

    fn compute(&self, rows: &[&Row]) -> candle_core::Result<Vec<Vec<f32>>> {
        let tokens: Vec<&[u32]> = rows.iter().map(|row| row.tokens.as_slice()).collect();
        let hidden = self.encoder.forward(&Batch::new(&tokens, &self.device)?)?;
        let pooled = pool(&hidden, rows, self.pooling)?;
        let vectors = match &self.dense {
            None => pooled,
            Some(dense) => dense.forward(&pooled)?,
        };
        vectors.to_vec2()
    }
}
