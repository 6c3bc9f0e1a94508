//! The settings of a training, and those that the published prefixes were trained with.

use serde::{Deserialize, Serialize};

use super::data::DiffLevel;
use super::error::TrainError;
use super::loss::Ratios;
use super::optimizer::AdamSettings;
use crate::candle::causal::Shape;

/// Everything that decides what comes of a training, beside model and data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainConfig {
    /// Positions of the prefix.
    pub prefix_length: usize,
    /// Times that every sample is used.
    pub epochs: u64,
    /// Samples of one step.
    pub accumulation: usize,
    /// The share of the prefix's numbers that are left out for each sample.
    pub dropout: f64,
    /// Versions of more tokens are left out.
    pub max_tokens: usize,
    /// What counts as changed.
    pub level: DiffLevel,
    /// How much each loss counts.
    pub ratios: Ratios,
    /// The optimizer's settings.
    pub adam: AdamSettings,
    /// Decides the order of the samples and what dropout leaves out.
    pub seed: u64,
}

impl TrainConfig {
    /// The settings of the published prefixes: those of CodeGen 350M for models narrower than
    /// 2048, of 2.7B for models narrower than 4096, of 6.1B for all others. (The published
    /// SantaCoder prefix has 8 positions too; the InCoder one has 15.)
    #[must_use]
    pub fn published(shape: &Shape) -> Self {
        let (prefix_length, epochs, kl) = match shape.hidden {
            0..2048 => (5, 8, 1.6),
            2048..4096 => (8, 5, 1.6),
            4096.. => (12, 5, 2.0),
        };
        Self {
            prefix_length,
            epochs,
            accumulation: 2,
            dropout: 0.1,
            max_tokens: 1024,
            level: DiffLevel::Mix,
            ratios: Ratios {
                lm: 1.0,
                contrastive: 4.0,
                kl,
            },
            adam: AdamSettings::default(),
            seed: 1,
        }
    }

    /// The same with another level; whole lines and programs are learned more slowly, as in the
    /// original.
    #[must_use]
    pub fn with_level(mut self, level: DiffLevel) -> Self {
        self.level = level;
        self.adam.learning_rate = match level {
            DiffLevel::Program | DiffLevel::Line => 1e-3,
            DiffLevel::Char | DiffLevel::Mix => 1e-2,
        };
        self
    }

    /// Refuses settings that make no sense.
    pub(super) fn check(&self) -> Result<(), TrainError> {
        let refuse = |what, found: String, expected| {
            Err(TrainError::Setting {
                what,
                found,
                expected,
            })
        };
        for (what, number) in [
            ("prefix_length", self.prefix_length as u64),
            ("epochs", self.epochs),
            ("accumulation", self.accumulation as u64),
        ] {
            if number == 0 {
                return refuse(what, "0".to_owned(), "at least 1");
            }
        }
        if !(0.0..1.0).contains(&self.dropout) {
            return refuse("dropout", self.dropout.to_string(), "from 0 to less than 1");
        }
        for (what, number) in [
            ("learning_rate", self.adam.learning_rate),
            ("max_grad_norm", self.adam.max_grad_norm),
            ("epsilon", self.adam.epsilon),
        ] {
            if !(number.is_finite() && number > 0.0) {
                return refuse(what, number.to_string(), "more than 0");
            }
        }
        for (what, number) in [
            ("weight_decay", self.adam.weight_decay),
            ("lm", self.ratios.lm),
            ("contrastive", self.ratios.contrastive),
            ("kl", self.ratios.kl),
        ] {
            if !(number.is_finite() && number >= 0.0) {
                return refuse(what, number.to_string(), "0 or more");
            }
        }
        Ok(())
    }

    /// Whether the other control is needed at all.
    pub(super) fn compares(&self) -> bool {
        self.ratios.contrastive != 0.0 || self.ratios.kl != 0.0
    }
}
