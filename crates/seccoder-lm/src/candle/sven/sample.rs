//! From pairs to training samples: a version's tokens, and which of them changed.

use std::fmt;
use std::ops::Range;

use sha2::{Digest, Sha256};

use super::Control;
use super::data::{DiffLevel, Pair};
use super::error::DataError;
use crate::candle::checkpoint::Placed;

/// A version of a function as the trainer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Its tokens.
    pub tokens: Vec<u32>,
    /// Whether each token changed; as long as `tokens`.
    pub changed: Vec<bool>,
    /// The control that is to draw the model towards it.
    pub control: Control,
}

/// Versions that are not trained with, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// More tokens than the limit.
    pub too_long: usize,
    /// No token that can be learned changed, e.g. when a fix only deletes.
    pub nothing_changed: usize,
    /// Every token changed: nothing is left to keep the model's habits with.
    pub everything_changed: usize,
    /// Changes that are not in the text.
    pub wrong_changes: usize,
}

impl LeftOut {
    /// All of them.
    #[must_use]
    pub fn total(&self) -> usize {
        self.too_long + self.nothing_changed + self.everything_changed + self.wrong_changes
    }
}

/// What came of pairs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Samples {
    /// To train with: of each pair the secure version, then the vulnerable one.
    pub samples: Vec<Sample>,
    /// How many versions were left out.
    pub left_out: LeftOut,
}

impl Samples {
    /// The samples of pairs, both versions of each, in the tokens of `encode`. Versions of more
    /// than `max_tokens` tokens are left out (the published limit is 1024).
    ///
    /// # Errors
    /// When `encode` refuses a text.
    pub fn of<E: fmt::Display>(
        pairs: &[Pair],
        encode: impl Fn(&str) -> Result<Placed, E>,
        level: DiffLevel,
        max_tokens: usize,
    ) -> Result<Self, DataError> {
        let mut all = Self::default();
        for (number, pair) in pairs.iter().enumerate() {
            for control in Control::ALL {
                let placed =
                    encode(pair.source(control)).map_err(|error| DataError::Tokenizer {
                        what: match pair.func_name.as_str() {
                            "" => format!("pair {}", number + 1),
                            name => format!("the function `{name}`"),
                        },
                        problem: error.to_string(),
                    })?;
                all.add(pair, control, placed, level, max_tokens);
            }
        }
        Ok(all)
    }

    /// Adds a version, or counts why it is left out.
    fn add(
        &mut self,
        pair: &Pair,
        control: Control,
        placed: Placed,
        level: DiffLevel,
        max_tokens: usize,
    ) {
        let count = placed.tokens.len();
        if count > max_tokens {
            self.left_out.too_long += 1;
            return;
        }
        let changed = match pair.changed(control, level) {
            None => Some(vec![true; count]),
            Some(ranges) => {
                let characters = pair.source(control).chars().count();
                mark(&placed.offsets, characters, &ranges)
            }
        };
        let Some(changed) = changed else {
            self.left_out.wrong_changes += 1;
            return;
        };
        // The first token is never predicted.
        let learned = changed.iter().skip(1).filter(|changed| **changed).count();
        if learned == 0 {
            self.left_out.nothing_changed += 1;
        } else if level != DiffLevel::Program && learned + 1 >= count {
            self.left_out.everything_changed += 1;
        } else {
            self.samples.push(Sample {
                tokens: placed.tokens,
                changed,
                control,
            });
        }
    }

    /// A hash of all samples, by which a training that goes on knows its data again.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for sample in &self.samples {
            hash.update(sample.control.name());
            hash.update((sample.tokens.len() as u64).to_le_bytes());
            for (token, changed) in sample.tokens.iter().zip(&sample.changed) {
                hash.update(token.to_le_bytes());
                hash.update([u8::from(*changed)]);
            }
        }
        format!("{:x}", hash.finalize())
    }
}

/// Which tokens a text's changed characters touch; `None` when a range is not in the text. An empty
/// range, which stands where the other version has more, touches the token that it splits, if any.
/// A token without characters (one that the tokenizer added) is never marked, except between the
/// first and the last token of one range.
fn mark(
    offsets: &[(usize, usize)],
    characters: usize,
    ranges: &[Range<usize>],
) -> Option<Vec<bool>> {
    let mut changed = vec![false; offsets.len()];
    for range in ranges {
        if range.start > range.end || range.end > characters {
            return None;
        }
        let touches =
            |(start, end): &(usize, usize)| start < end && *start < range.end && *end > range.start;
        let first = offsets.iter().position(touches);
        let last = offsets.iter().rposition(touches);
        if let (Some(first), Some(last)) = (first, last) {
            changed[first..=last].fill(true);
        }
    }
    Some(changed)
}

#[cfg(test)]
mod tests;
