//! Retrieval alone: does the ranking put an example of the prompt's weakness first?
//!
//! An example that avoids the prompt's weakness is taken as the useful one. That is the
//! paper's own measure (section 5.3); it knows nothing of whether the code fits.

use seccoder::cwe::CweId;
use serde::{Deserialize, Serialize};

/// A prompt and the examples that were ranked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankedPrompt {
    /// The task.
    pub task: String,
    /// The prompt's weakness.
    pub cwe: CweId,
    /// The weaknesses of each example, best example first.
    pub ranking: Vec<Vec<CweId>>,
}

impl RankedPrompt {
    /// The place, from 1, of the first example with the prompt's weakness.
    #[must_use]
    pub fn first_fitting(&self) -> Option<usize> {
        self.ranking
            .iter()
            .position(|cwes| cwes.contains(&self.cwe))
            .map(|place| place + 1)
    }
}

/// One prompt's result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptRank {
    /// The task.
    pub task: String,
    /// The prompt's weakness.
    pub cwe: CweId,
    /// The place of the first example with it, from 1; `None` when none was ranked.
    pub rank: Option<usize>,
}

/// How well a retriever ranks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RetrievalQuality {
    /// Share of the prompts whose first example has their weakness.
    pub accuracy: f64,
    /// How many examples one must take so that every prompt gets one with its weakness;
    /// `None` when some prompt never does.
    pub minimum_number: Option<usize>,
    /// Mean of 1 / rank of the first fitting example, 0 where there is none.
    pub mean_reciprocal_rank: f64,
    /// Each prompt's rank.
    pub prompts: Vec<PromptRank>,
}

/// The quality over these prompts; `None` without a prompt.
#[must_use]
pub fn retrieval_quality(prompts: &[RankedPrompt]) -> Option<RetrievalQuality> {
    let ranks: Vec<Option<usize>> = prompts.iter().map(RankedPrompt::first_fitting).collect();
    let mean = |of: fn(usize) -> f64| super::mean(ranks.iter().map(|rank| rank.map_or(0.0, of)));
    Some(RetrievalQuality {
        accuracy: mean(|rank| if rank == 1 { 1.0 } else { 0.0 })?,
        minimum_number: ranks
            .iter()
            .copied()
            .collect::<Option<Vec<usize>>>()
            .and_then(|ranks| ranks.into_iter().max()),
        mean_reciprocal_rank: mean(|rank| 1.0 / rank as f64)?,
        prompts: prompts
            .iter()
            .zip(&ranks)
            .map(|(prompt, rank)| PromptRank {
                task: prompt.task.clone(),
                cwe: prompt.cwe,
                rank: *rank,
            })
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prompt(cwe: u32, ranking: &[&[u32]]) -> RankedPrompt {
        RankedPrompt {
            task: format!("cwe-{cwe}"),
            cwe: CweId::new(cwe),
            ranking: ranking
                .iter()
                .map(|cwes| cwes.iter().map(|&number| CweId::new(number)).collect())
                .collect(),
        }
    }

    #[test]
    fn the_first_fitting_example_decides() {
        let prompts = [
            prompt(89, &[&[89], &[22]]),
            prompt(22, &[&[89], &[78, 22], &[22]]),
            prompt(78, &[&[89], &[], &[1], &[78]]),
        ];
        let quality = retrieval_quality(&prompts).unwrap();
        assert_eq!(quality.accuracy, 1.0 / 3.0);
        assert_eq!(quality.minimum_number, Some(4));
        assert_eq!(quality.mean_reciprocal_rank, (1.0 + 0.5 + 0.25) / 3.0);
    }

    #[test]
    fn a_prompt_without_a_fitting_example_is_not_hidden() {
        let prompts = [prompt(89, &[&[89]]), prompt(22, &[&[89]]), prompt(78, &[])];
        let quality = retrieval_quality(&prompts).unwrap();
        assert_eq!(quality.accuracy, 1.0 / 3.0);
        assert_eq!(quality.minimum_number, None);
        assert_eq!(quality.mean_reciprocal_rank, 1.0 / 3.0);
        assert_eq!(quality.prompts[2].rank, None);
        assert_eq!(retrieval_quality(&[]), None);
    }
}
