//! A training from the paths that a user gives to the prefix in a folder.
//!
//! Where the folder holds a training of the same model, data and settings, it goes on; otherwise a
//! new one begins.

use std::ops::ControlFlow;
use std::path::PathBuf;

use rand::SeedableRng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::Control;
use super::config::TrainConfig;
use super::data::{Pair, Pairs};
use super::error::{DataError, TrainError};
use super::prefix::{self, Origin};
use super::sample::Samples;
use super::train::{Event, Outcome, Place, PrefixTrainer};
use crate::candle::checkpoint::{Checkpoint, LoadError, Precision};
use crate::candle::engine;

/// What is to be trained, and with what.
#[derive(Debug, Clone)]
pub struct Job {
    /// The model: a published folder, or a GGUF file of Llama or Qwen2.
    pub model: PathBuf,
    /// The model's name, which the prefix keeps.
    pub name: String,
    /// SHA-256 of the model's weights, where known.
    pub fingerprint: Option<String>,
    /// How the model's numbers are kept; the prefix is in f32.
    pub precision: Precision,
    /// Whether the first GPU is used; needs a build with the feature `cuda`.
    pub gpu: bool,
    /// The pairs.
    pub data: Pairs,
    /// Pairs to train with, drawn by the seed from those whose versions can both be used; `None`
    /// takes all, and of a pair the version that can be used.
    pub pairs: Option<usize>,
    /// Where the prefix and what the training needs to go on are written.
    pub folder: PathBuf,
    /// Steps between two checkpoints; 0 writes them only at the ends of epochs.
    pub every: u64,
}

/// What is known before the first step.
#[derive(Debug, Clone)]
pub struct Start {
    /// All settings.
    pub config: TrainConfig,
    /// Pairs to train with.
    pub pairs: usize,
    /// What came of them.
    pub train: Samples,
    /// What it is watched with.
    pub validation: Samples,
    /// Steps that an earlier run made.
    pub done: u64,
    /// Steps of the whole training.
    pub total: u64,
}

/// What a job reports.
#[derive(Debug, Clone)]
pub enum Report {
    /// Everything is read.
    Start(Box<Start>),
    /// The training goes on.
    Event(Event),
}

/// Why a job failed.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// There is no such device.
    #[error("{0}")]
    Device(String),
    /// The model cannot be read.
    #[error("{}: {error}", path.display())]
    Model {
        /// Its path.
        path: PathBuf,
        /// Why.
        #[source]
        error: LoadError,
    },
    /// The pairs cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// There are not as many pairs as were asked for.
    #[error("{wanted} pairs were asked for, and only {whole} have two versions that can be used")]
    TooFew {
        /// Pairs asked for.
        wanted: usize,
        /// Pairs whose versions are both short enough and have a change.
        whole: usize,
    },
    /// The training failed.
    #[error(transparent)]
    Train(#[from] TrainError),
}

impl Job {
    /// Trains. `adjust` changes the published settings; `report` may stop the training, which then
    /// can go on later.
    ///
    /// # Errors
    /// When model or pairs cannot be read, or the training fails.
    pub fn run(
        &self,
        adjust: impl FnOnce(&mut TrainConfig),
        mut report: impl FnMut(Report) -> ControlFlow<()>,
    ) -> Result<Outcome, JobError> {
        let device = engine::device(self.gpu).map_err(JobError::Device)?;
        let checkpoint = Checkpoint::open(&self.model, self.precision, &device);
        let Checkpoint { model, tokens } = checkpoint.map_err(|error| JobError::Model {
            path: self.model.clone(),
            error,
        })?;
        let mut config = TrainConfig::published(&model.shape());
        adjust(&mut config);
        let samples = |pairs: &[Pair]| {
            let encode = |text: &str| tokens.placed(text);
            Samples::of(pairs, encode, config.level, config.max_tokens)
        };
        let chosen = self.choose(config.seed, |pair| {
            Ok(samples(std::slice::from_ref(pair))?.samples.len() == Control::ALL.len())
        })?;
        let (train, validation) = (samples(&chosen)?, samples(&self.data.val)?);
        let place = Place {
            device,
            dtype: self.precision.dtype(),
        };
        let origin = Origin {
            model: self.name.clone(),
            fingerprint: self.fingerprint.clone(),
            step: None,
        };
        let model = model.as_ref();
        let mut trainer = if PrefixTrainer::is_resumable(&self.folder) {
            let config = config.clone();
            PrefixTrainer::resume(model, place, origin, &train, config, &self.folder)?
        } else {
            PrefixTrainer::new(model, place, origin, &train, config.clone())?
        };
        let start = Start {
            config,
            pairs: chosen.len(),
            train: train.clone(),
            validation: validation.clone(),
            done: trainer.steps(),
            total: trainer.total_steps(),
        };
        if report(Report::Start(Box::new(start))).is_break() {
            return Ok(Outcome::Stopped);
        }
        let event = |event| report(Report::Event(event));
        Ok(trainer.run(Some(&self.folder), self.every, &validation, event)?)
    }

    /// All pairs, or some of those whose versions can both be used, in their order.
    fn choose(
        &self,
        seed: u64,
        is_whole: impl Fn(&Pair) -> Result<bool, JobError>,
    ) -> Result<Vec<Pair>, JobError> {
        let Some(count) = self.pairs else {
            return Ok(self.data.train.clone());
        };
        let mut whole = Vec::new();
        for pair in &self.data.train {
            if is_whole(pair)? {
                whole.push(pair);
            }
        }
        if whole.len() < count {
            return Err(JobError::TooFew {
                wanted: count,
                whole: whole.len(),
            });
        }
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        let places: Vec<usize> = (0..whole.len()).collect();
        let mut chosen: Vec<usize> = places
            .choose_multiple(&mut generator, count)
            .copied()
            .collect();
        chosen.sort_unstable();
        Ok(chosen.into_iter().map(|at| whole[at].clone()).collect())
    }

    /// Where the prefix is when the job is done.
    #[must_use]
    pub fn prefix(&self) -> PathBuf {
        self.folder.join(prefix::FILE)
    }
}
