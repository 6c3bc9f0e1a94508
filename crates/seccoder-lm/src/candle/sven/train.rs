//! Trains a prefix with any [`CausalLm`]; the model's own weights stay as they are.
//!
//! One step takes [`TrainConfig::accumulation`] samples. For each, the model reads the tokens with
//! the wanted control's prefix and with the other's (as one batch), and without a prefix; the three
//! losses' gradient reaches the prefix alone. As in the original, gradients are clipped after each
//! sample; unlike it, a sample that is left over at the end of an epoch is not carried into the
//! next one's first step.

use std::ops::ControlFlow;
use std::path::Path;

use candle_core::{DType, Device, Tensor, Var};
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::config::TrainConfig;
use super::error::TrainError;
use super::loss::{self, Predictions, Values};
use super::optimizer::{self, AdamW};
use super::prefix::{self, Dimensions, Origin, Prefix};
use super::sample::{Sample, Samples};
use super::state::{self, State};
use crate::candle::causal::{Cache, CausalLm, Input, Logits};

/// Positions whose losses are computed at a time: 128 of a vocabulary of 150 000 in f32 are 77 MB.
const ROWS: usize = 128;

/// Where a model computes, and in what numbers. The prefix itself is kept in f32.
#[derive(Debug, Clone)]
pub struct Place {
    /// The device.
    pub device: Device,
    /// The type of the model's keys and values.
    pub dtype: DType,
}

/// What one step did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Steps made, this one included.
    pub step: u64,
    /// Steps of the whole training.
    pub total: u64,
    /// The epoch it belongs to, counted from 0.
    pub epoch: u64,
    /// The losses, each the mean over the step's samples.
    pub losses: Values,
    /// How long the gradient was before it was clipped for the last time.
    pub gradient: f64,
}

/// What a training reports.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Event {
    /// A step was made.
    Step(Step),
    /// An epoch ended.
    Epoch {
        /// Epochs made, this one included.
        epoch: u64,
        /// The mean losses of the samples that it is watched with, where there are any.
        validation: Option<Values>,
    },
}

/// How a training ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All steps were made.
    Finished,
    /// The caller stopped it; it can go on from its folder.
    Stopped,
}

/// A training under way.
pub struct PrefixTrainer<'a> {
    model: &'a dyn CausalLm,
    place: Place,
    origin: Origin,
    config: TrainConfig,
    dimensions: Dimensions,
    samples: &'a Samples,
    adam: AdamW,
    /// The order of the samples of an epoch, and the epoch.
    order: Option<(u64, Vec<usize>)>,
}

impl<'a> PrefixTrainer<'a> {
    /// A new training; the prefix begins as zeros, as in the original.
    ///
    /// # Errors
    /// When a setting makes no sense, there are too few samples, or one does not fit the context.
    pub fn new(
        model: &'a dyn CausalLm,
        place: Place,
        origin: Origin,
        samples: &'a Samples,
        config: TrainConfig,
    ) -> Result<Self, TrainError> {
        let dimensions = check(model, samples, &config)?;
        let Dimensions {
            heads,
            length,
            head_dim,
            ..
        } = dimensions;
        let zeros = || Var::zeros((heads, length, head_dim), DType::F32, &place.device);
        let variables = (0..dimensions.tensors()).map(|_| zeros());
        let variables = variables.collect::<candle_core::Result<_>>()?;
        Ok(Self {
            adam: AdamW::new(variables, config.adam)?,
            model,
            place,
            origin,
            config,
            dimensions,
            samples,
            order: None,
        })
    }

    /// A training that goes on from what [`Self::save`] wrote, with the same numbers as if it had
    /// not stopped.
    ///
    /// # Errors
    /// As [`Self::new`], and when the folder's training had another model, data or settings, or
    /// cannot be read.
    pub fn resume(
        model: &'a dyn CausalLm,
        place: Place,
        origin: Origin,
        samples: &'a Samples,
        config: TrainConfig,
        folder: &Path,
    ) -> Result<Self, TrainError> {
        let dimensions = check(model, samples, &config)?;
        let state = State::load(folder, &dimensions, &place.device)?;
        let differs = |what, then: String, now: String| TrainError::Differs {
            path: folder.to_owned(),
            what,
            then,
            now,
        };
        if state.config != config {
            let (then, now) = (format!("{:?}", state.config), format!("{config:?}"));
            return Err(differs("set of settings", then, now));
        }
        if state.origin.model != origin.model {
            return Err(differs("model", state.origin.model, origin.model));
        }
        if state.origin.fingerprint != origin.fingerprint {
            let show = |fingerprint: Option<String>| fingerprint.unwrap_or("unknown".to_owned());
            let (then, now) = (state.origin.fingerprint, origin.fingerprint);
            return Err(differs("model's fingerprint", show(then), show(now)));
        }
        let data = samples.fingerprint();
        if state.data != data {
            return Err(differs("data's fingerprint", state.data, data));
        }
        let variables = state.prefix.iter().map(Var::from_tensor);
        let variables: Vec<Var> = variables.collect::<candle_core::Result<_>>()?;
        Ok(Self {
            adam: AdamW::resume(
                variables,
                config.adam,
                state.first,
                state.second,
                state.steps,
            )?,
            model,
            place,
            origin,
            config,
            dimensions,
            samples,
            order: None,
        })
    }

    /// Whether a folder holds a training that can go on.
    #[must_use]
    pub fn is_resumable(folder: &Path) -> bool {
        folder.join(state::FILE).is_file()
    }

    /// Steps of the whole training.
    #[must_use]
    pub fn total_steps(&self) -> u64 {
        self.steps_per_epoch() * self.config.epochs
    }

    /// Steps made so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.adam.steps()
    }

    fn steps_per_epoch(&self) -> u64 {
        (self.samples.samples.len() / self.config.accumulation) as u64
    }

    /// The prefix as it is now.
    ///
    /// # Errors
    /// When memory is short.
    pub fn prefix(&self) -> Result<Prefix, TrainError> {
        let copies = self.adam.variables().iter().map(|var| var.copy());
        let origin = Origin {
            step: Some(self.steps()),
            ..self.origin.clone()
        };
        let tensors = copies.collect::<candle_core::Result<Vec<_>>>()?;
        let tensors = tensors.iter().map(Tensor::detach).collect();
        Ok(Prefix::new(self.dimensions, origin, tensors)?)
    }

    /// Writes the prefix, and what the training needs to go on, into a folder.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn save(&self, folder: &Path) -> Result<(), TrainError> {
        let (first, second) = self.adam.moments();
        let variables = self.adam.variables().iter();
        let state = State {
            origin: self.origin.clone(),
            config: self.config.clone(),
            data: self.samples.fingerprint(),
            steps: self.steps(),
            prefix: variables.map(Var::as_detached_tensor).collect(),
            first: first.to_vec(),
            second: second.to_vec(),
        };
        state.save(folder, &self.dimensions)?;
        Ok(self.prefix()?.save(&folder.join(prefix::FILE))?)
    }

    /// Trains to the end, or until `report` says to stop. Into `folder`, where one is given, it
    /// saves after every epoch, every `every` steps (0: never between), and when it is stopped.
    ///
    /// # Errors
    /// When a step cannot be made or a file cannot be written.
    pub fn run(
        &mut self,
        folder: Option<&Path>,
        every: u64,
        watched: &Samples,
        mut report: impl FnMut(Event) -> ControlFlow<()>,
    ) -> Result<Outcome, TrainError> {
        while let Some(step) = self.step()? {
            let mut go_on = report(Event::Step(step));
            let ends_epoch = step.step.is_multiple_of(self.steps_per_epoch());
            if ends_epoch && go_on.is_continue() {
                let validation = self.evaluate(watched)?;
                go_on = report(Event::Epoch {
                    epoch: step.epoch + 1,
                    validation,
                });
            }
            let due = every > 0 && step.step.is_multiple_of(every);
            if let Some(folder) = folder
                && (ends_epoch || due || go_on.is_break())
            {
                self.save(folder)?;
            }
            if go_on.is_break() && self.steps() < self.total_steps() {
                return Ok(Outcome::Stopped);
            }
        }
        Ok(Outcome::Finished)
    }

    /// Makes the next step; `None` when all are made.
    ///
    /// # Errors
    /// When the model fails, a gradient does not arrive, or the loss is not a number.
    pub fn step(&mut self) -> Result<Option<Step>, TrainError> {
        let (step, total) = (self.steps(), self.total_steps());
        if step >= total {
            return Ok(None);
        }
        let epoch = step / self.steps_per_epoch();
        let within = (step % self.steps_per_epoch()) as usize * self.config.accumulation;
        let part = 1.0 / self.config.accumulation as f64;
        let mut gradients = vec![None; self.dimensions.tensors()];
        let mut values = Values::default();
        let mut norm = 0.0;
        for turn in 0..self.config.accumulation {
            let samples = self.samples;
            let sample = &samples.samples[self.order(epoch)[within + turn]];
            let use_number = step * self.config.accumulation as u64 + turn as u64;
            let prefix = self.dropped(use_number)?;
            let losses = self.losses(sample, &prefix)?;
            if !losses.values.total.is_finite() {
                return Err(TrainError::NotANumber { step });
            }
            values.add(&losses.values, part);
            self.collect(&mut gradients, &losses.slope.affine(part, 0.0)?, sample)?;
            norm = optimizer::clip(&mut gradients, self.config.adam.max_grad_norm)?;
            if !norm.is_finite() {
                return Err(TrainError::NotANumber { step });
            }
        }
        self.adam.step(&gradients, total)?;
        Ok(Some(Step {
            step: step + 1,
            total,
            epoch,
            losses: values,
            gradient: norm,
        }))
    }

    /// The mean losses over samples, without dropout; `None` where there are none.
    ///
    /// # Errors
    /// When the model fails.
    pub fn evaluate(&self, samples: &Samples) -> Result<Option<Values>, TrainError> {
        let prefix = self.prefix()?.to(&self.place.device, self.place.dtype)?;
        let part = 1.0 / samples.samples.len().max(1) as f64;
        let mut mean = Values::default();
        for sample in &samples.samples {
            mean.add(&self.losses(sample, &prefix)?.values, part);
        }
        Ok((!samples.samples.is_empty()).then_some(mean))
    }

    /// Adds a scalar's gradient to what is collected.
    fn collect(
        &self,
        gradients: &mut [Option<Tensor>],
        slope: &Tensor,
        sample: &Sample,
    ) -> Result<(), TrainError> {
        let mut found = slope.backward()?;
        for (index, var) in self.adam.variables().iter().enumerate() {
            let gradient = found.remove(var);
            let (control, layer, part) = prefix::place(&self.dimensions, index);
            let Some(gradient) = gradient else {
                if control == sample.control || self.config.compares() {
                    return Err(TrainError::NoGradient {
                        part,
                        layer,
                        control,
                    });
                }
                continue;
            };
            gradients[index] = Some(match gradients[index].take() {
                None => gradient.detach(),
                Some(sum) => sum.add(&gradient)?.detach(),
            });
        }
        Ok(())
    }

    fn losses(&self, sample: &Sample, prefix: &Prefix) -> Result<loss::Losses, TrainError> {
        let ratios = self.config.ratios;
        let device = &self.place.device;
        let mut rows = vec![sample.control];
        if self.config.compares() {
            rows.push(sample.control.opposite());
        }
        let tokens = Tensor::new(sample.tokens.as_slice(), device)?.unsqueeze(0)?;
        let read = |tokens: &Tensor, mut cache: Cache| {
            let input = Input { tokens, mask: None };
            self.model.forward(input, &mut cache, Logits::All)
        };
        let original = if ratios.kl == 0.0 {
            None
        } else {
            Some(read(&tokens, Cache::default())?.detach().get(0)?)
        };
        let batch = Tensor::cat(&vec![&tokens; rows.len()], 0)?;
        let logits = read(&batch, prefix.cache_of_rows(&rows)?)?;
        let wanted = logits.get(0)?;
        let other = if self.config.compares() {
            Some(logits.get(1)?)
        } else {
            None
        };
        let predictions = Predictions {
            wanted: &wanted,
            other: other.as_ref(),
            original: original.as_ref(),
        };
        Ok(loss::losses(
            predictions,
            &sample.tokens,
            &sample.changed,
            ratios,
            ROWS,
        )?)
    }

    /// The order of the samples in an epoch.
    fn order(&mut self, epoch: u64) -> &[usize] {
        let seed = self.config.seed;
        let count = self.samples.samples.len();
        let known = matches!(&self.order, Some((of, _)) if *of == epoch);
        if !known {
            let mut order: Vec<usize> = (0..count).collect();
            order.shuffle(&mut generator(seed, 2 * epoch));
            self.order = Some((epoch, order));
        }
        self.order
            .as_ref()
            .map_or(&[], |(_, order)| order.as_slice())
    }

    /// The prefix with dropout, in the model's numbers; `use_number` says how often a sample was
    /// used before.
    fn dropped(&self, use_number: u64) -> Result<Prefix, TrainError> {
        let mut generator = generator(self.config.seed, 2 * use_number + 1);
        let keep = 1.0 - self.config.dropout;
        let mut tensors = Vec::with_capacity(self.adam.variables().len());
        for var in self.adam.variables() {
            let mut tensor = var.as_tensor().clone();
            if keep < 1.0 {
                let draw = |_| {
                    if generator.random::<f64>() < keep {
                        (1.0 / keep) as f32
                    } else {
                        0.0
                    }
                };
                let mask: Vec<f32> = (0..var.elem_count()).map(draw).collect();
                tensor = tensor.mul(&Tensor::from_vec(mask, var.dims(), &self.place.device)?)?;
            }
            tensors.push(tensor.to_dtype(self.place.dtype)?);
        }
        Ok(Prefix::new(self.dimensions, self.origin.clone(), tensors)?)
    }
}

/// Whether a training can begin at all; the dimensions of its prefix.
fn check(
    model: &dyn CausalLm,
    samples: &Samples,
    config: &TrainConfig,
) -> Result<Dimensions, TrainError> {
    config.check()?;
    let count = samples.samples.len();
    if count < config.accumulation {
        return Err(TrainError::TooFewSamples {
            samples: count,
            needed: config.accumulation,
        });
    }
    let context = model.shape().context;
    let longest = samples.samples.iter().map(|sample| sample.tokens.len());
    let longest = longest.max().unwrap_or(0);
    if longest + config.prefix_length > context {
        return Err(TrainError::Setting {
            what: "max_tokens",
            found: format!(
                "{}, and a sample has {longest} tokens behind a prefix of {} in a context of \
                 {context}",
                config.max_tokens, config.prefix_length
            ),
            expected: "at most the context less the prefix",
        });
    }
    Ok(Dimensions::of(&model.shape(), config.prefix_length))
}

/// A generator of its own for every purpose, so that a training that goes on draws the same.
fn generator(seed: u64, stream: u64) -> ChaCha8Rng {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    generator.set_stream(stream);
    generator
}
