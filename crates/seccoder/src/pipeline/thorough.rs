//! Thorough mode: draft, look at the draft, and revise what is not secure.
//!
//! [`Pipeline::complete_thoroughly`] on one page: the program is completed as usual; an inspector
//! judges every different draft; a draft with findings is read again for what it does, examples
//! against the weakness that was found are retrieved, and the program is completed anew with one
//! of them shown. The finding is the evidence that the example is needed, so that method `auto` is
//! not silent here. What comes out is judged again and replaces the draft only where it is better.
//!
//! What the inspector could not judge stays as it is, and is never called secure. No text is
//! streamed before it is final, so that nothing is taken back.

use std::str::FromStr;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::inspection::Inspection;
use super::{Against, CompletionRequest, Pipeline, PipelineError, Progress};
use crate::cwe::CweId;
use crate::example::ExampleId;
use crate::model::Decoding;
use crate::oracle::{Oracle, Verdict};
use crate::response::{
    Choice, CompletionResponse, ExampleSummary, Revision, Round, ThoroughReport, millis,
};

/// Rounds for each completion, where nobody says how many.
pub const DEFAULT_ROUNDS: usize = 2;

/// How much work a completion is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Complete, once.
    #[default]
    Fast,
    /// Look at what was written, and revise it.
    Thorough,
}

/// The text names no mode.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown mode `{0}`; known: fast, thorough")]
pub struct UnknownMode(pub String);

impl FromStr for Mode {
    type Err = UnknownMode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().to_ascii_lowercase().as_str() {
            "fast" => Ok(Self::Fast),
            "thorough" => Ok(Self::Thorough),
            _ => Err(UnknownMode(text.to_owned())),
        }
    }
}

impl Pipeline {
    /// Completes a program, and completes it again, up to `rounds` times for each sample, where
    /// `inspector` finds a weakness in what was written. The response's
    /// [`thorough`](CompletionResponse::thorough) says what was found and done.
    ///
    /// A draft that is no program is drawn once more with another seed. Where there is no example
    /// to show against a weakness, the draft's own prompt is drawn again.
    ///
    /// # Errors
    /// As [`complete`](Self::complete). An inspector that fails makes a draft unjudged, no more.
    pub async fn complete_thoroughly(
        &self,
        request: &CompletionRequest,
        inspector: &dyn Oracle,
        rounds: usize,
        on_progress: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<CompletionResponse, PipelineError> {
        let start = Instant::now();
        let mut response = self
            .complete(request, &mut |progress: Progress<'_>| {
                if !matches!(progress, Progress::Text { .. }) {
                    on_progress(progress);
                }
            })
            .await?;

        let inspecting = Instant::now();
        let mut inspection = Inspection::new(inspector, &request.query);
        let drafts = std::mem::take(&mut response.choices);
        on_progress(Progress::Inspecting {
            drafts: drafts.len(),
        });
        inspection.look_at(&drafts).await;
        let mut samples: Vec<Draft> = drafts
            .into_iter()
            .map(|choice| Draft::new(inspection.verdict(&choice), choice, &response))
            .collect();
        let inspect_ms = millis(inspecting.elapsed());

        let revising = Instant::now();
        for round in 1..=rounds {
            let open: Vec<&mut Draft> = samples.iter_mut().filter(|s| s.wants_more()).collect();
            if open.is_empty() {
                break;
            }
            on_progress(Progress::Round {
                round,
                rounds,
                samples: open.len(),
            });
            let mut made = Vec::new();
            for draft in open {
                match self.attempt(request, &response, draft, round).await? {
                    Some(attempt) => made.push((draft, attempt)),
                    None => draft.exhausted = true,
                }
            }
            let judging = Instant::now();
            let texts: Vec<Choice> = made.iter().map(|(_, made)| made.choice.clone()).collect();
            inspection.look_at(&texts).await;
            let judge_ms = millis(judging.elapsed());
            for (draft, mut attempt) in made {
                attempt.ms += judge_ms;
                let verdict = inspection.verdict(&attempt.choice);
                draft.settle(attempt, verdict);
            }
        }

        response.timings.total_ms = millis(start.elapsed());
        let mut report = ThoroughReport {
            inspector: inspector.name().to_owned(),
            max_rounds: rounds,
            choices: Vec::new(),
            inspect_ms,
            rounds_ms: millis(revising.elapsed()),
        };
        for draft in samples {
            if !draft.choice.text.is_empty() {
                on_progress(Progress::Text {
                    sample: draft.choice.index,
                    text: &draft.choice.text,
                });
            }
            report.choices.push(draft.revision());
            response.choices.push(draft.choice);
        }
        response.thorough = Some(report);
        Ok(response)
    }

    /// Completes the program anew in place of a draft; `None` where that would give the same.
    async fn attempt(
        &self,
        request: &CompletionRequest,
        drafted: &CompletionResponse,
        draft: &mut Draft,
        round: usize,
    ) -> Result<Option<Attempt>, PipelineError> {
        let start = Instant::now();
        let mut retrieval_error = None;
        let mut demonstrations = Vec::new();
        let mut template = drafted.template.clone();
        let mut input = drafted.prompt.clone();
        let weakness = draft.weakness();
        if let Verdict::Insecure(_) = draft.verdict {
            let against = Against {
                written: &draft.choice.text,
                weakness,
                shown: &draft.shown,
            };
            let (style, model) = (drafted.style, &drafted.model);
            let lesson = self
                .augment_against(request, model, style, &against)
                .await?;
            retrieval_error = lesson.retrieval_error;
            if let Some(prompt) = lesson.prompt {
                input = Some(prompt.render());
                template = lesson.template;
                demonstrations = lesson.demonstrations;
            }
        }
        // Without chance, the same prompt gives the same text.
        let again = demonstrations.is_empty();
        let Some(input) = input.filter(|_| !again || request.decoding != Decoding::Greedy) else {
            return Ok(None);
        };
        draft.redrawn |= again;
        draft.shown.extend(demonstrations.iter().map(|of| of.id));

        let draw = CompletionRequest {
            samples: 1,
            seed: seed_of_round(request.seed, round, draft.choice.index),
            ..request.clone()
        };
        let generated = self
            .generate(&draw, input, drafted.style, &mut |_| {})
            .await?;
        Ok(generated.choices.into_iter().next().map(|choice| Attempt {
            choice: Choice {
                index: draft.choice.index,
                ..choice
            },
            weakness,
            template,
            demonstrations,
            retrieval_error,
            seed: draw.seed,
            ms: millis(start.elapsed()),
        }))
    }
}

/// The seed of a sample's round: SplitMix64's mixing of the request's seed, the round and the
/// sample's index. So a sample is revised alike whatever becomes of the others, and no two rounds
/// draw from the same stream.
fn seed_of_round(seed: u64, round: usize, index: usize) -> u64 {
    let step = ((round as u64) << 32) | (index as u64 + 1);
    let mut mixed = seed.wrapping_add(step.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// A sample as it stands: its draft, or what replaced it.
struct Draft {
    choice: Choice,
    /// Of what stands.
    verdict: Verdict,
    first: Verdict,
    rounds: Vec<Round>,
    /// The examples that this sample was shown.
    shown: Vec<ExampleId>,
    /// Its prompt was drawn again already.
    redrawn: bool,
    /// Another round would give the same.
    exhausted: bool,
}

/// What a round made.
struct Attempt {
    choice: Choice,
    weakness: Option<CweId>,
    template: String,
    demonstrations: Vec<ExampleSummary>,
    retrieval_error: Option<String>,
    seed: u64,
    ms: f64,
}

impl Draft {
    fn new(verdict: Verdict, choice: Choice, drafted: &CompletionResponse) -> Self {
        Self {
            choice,
            first: verdict.clone(),
            verdict,
            rounds: Vec::new(),
            shown: drafted.demonstrations.iter().map(|of| of.id).collect(),
            redrawn: false,
            exhausted: false,
        }
    }

    /// Whether another round may better it. What is no program is drawn again once: where the
    /// program around it is broken, that would never end.
    fn wants_more(&self) -> bool {
        !self.exhausted
            && match self.verdict {
                Verdict::Insecure(_) => true,
                Verdict::Invalid(_) => !self.redrawn,
                Verdict::Secure | Verdict::Unjudged(_) => false,
            }
    }

    /// The weakness that the next round is against: the first that a finding names.
    fn weakness(&self) -> Option<CweId> {
        match &self.verdict {
            Verdict::Insecure(findings) => findings.iter().find_map(|finding| finding.cwe),
            _ => None,
        }
    }

    /// Takes what a round made if it is better, and notes the round.
    fn settle(&mut self, attempt: Attempt, verdict: Verdict) {
        let kept = verdict.is_better_than(&self.verdict);
        self.rounds.push(Round {
            because: self.verdict.clone(),
            weakness: attempt.weakness,
            template: attempt.template,
            demonstrations: attempt.demonstrations,
            retrieval_error: attempt.retrieval_error,
            seed: attempt.seed,
            verdict: verdict.clone(),
            kept,
            ms: attempt.ms,
        });
        if kept {
            self.choice = attempt.choice;
            self.verdict = verdict;
        }
    }

    fn revision(&self) -> Revision {
        Revision {
            verdict: self.first.clone(),
            rounds: self.rounds.clone(),
            verdict_final: self.verdict.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_round_of_every_sample_has_a_seed_of_its_own() {
        let mut seeds: Vec<u64> = (1..=4)
            .flat_map(|round| (0..25).map(move |index| seed_of_round(1, round, index)))
            .collect();
        assert_eq!(seeds[0], seed_of_round(1, 1, 0));
        assert_ne!(seeds[0], seed_of_round(2, 1, 0));
        seeds.sort_unstable();
        seeds.dedup();
        assert_eq!(seeds.len(), 100);
    }
}
