//! Which of the hits are shown.
//!
//! The paper's way walks down the ranking until whole examples fit the room beside the program.
//! Method `auto` shows an example only where it is likely to help, in a form, within a budget.

use super::{CompletionRequest, FIRST_HITS, LongExamples, Pipeline, PipelineError};
use crate::auto::Showing;
use crate::example::Visibility;
use crate::method::Method;
use crate::model::ModelInfo;
use crate::prompt::form::{Budget, Dress, Form, Place, Shape, Shown, integrate_with, show_beside};
use crate::prompt::{Prompt, PromptStyle, demonstration_segment, integrate};
use crate::response::{Considered, ExampleSummary, Outcome};
use crate::retriever::{Hit, ScoreKind};

/// Bytes of code for each token, to begin with; counted exactly before anything is shown.
const BYTES_A_TOKEN: f64 = 3.0;
/// How often a text that came out too long is made shorter.
const ATTEMPTS: usize = 4;

/// The outcome of walking down the ranking.
#[derive(Default)]
pub(super) struct Selection {
    pub used: Vec<Hit>,
    pub considered: Vec<Considered>,
    /// The texts of those used, where they are shown in a form.
    shown: Vec<Shown>,
    /// No further example may be taken.
    closed: bool,
}

impl Selection {
    fn add(&mut self, hit: &Hit, outcome: Outcome, long_examples: LongExamples) {
        match outcome {
            Outcome::Used { .. } => self.used.push(hit.clone()),
            // In the other reading of the paper the best example left is the one, or none is.
            Outcome::TooLong { .. } if matches!(long_examples, LongExamples::LeaveOut { .. }) => {
                self.closed = true;
            }
            _ => {}
        }
        self.considered.push(Considered {
            example: ExampleSummary::from(hit),
            outcome,
        });
    }

    /// The prompt, and the name of its template.
    pub fn integrate(&self, request: &CompletionRequest, style: PromptStyle) -> (Prompt, String) {
        let template = style.template().to_owned();
        if request.method != Method::Auto {
            let shown: Vec<_> = self.used.iter().map(|hit| &*hit.example).collect();
            let prompt = integrate(&request.query, &shown, request.view, style);
            return (prompt, template);
        }
        let prompt = integrate_with(&request.query, &self.shown, style);
        match self.shown.first() {
            Some(first) => (prompt, format!("{template} {}", first.form)),
            None => (prompt, template),
        }
    }
}

impl Pipeline {
    /// Which of the hits are shown, by the method's rules.
    pub(super) async fn select(
        &self,
        request: &CompletionRequest,
        model: &ModelInfo,
        style: PromptStyle,
        hits: Vec<Hit>,
    ) -> Result<Selection, PipelineError> {
        if request.method == Method::Auto {
            self.select_for_auto(request, model, style, &hits).await
        } else {
            self.select_by_length(request, model, style, hits).await
        }
    }

    /// Takes examples that are likely to help, as long as the budget lasts.
    async fn select_for_auto(
        &self,
        request: &CompletionRequest,
        model: &ModelInfo,
        style: PromptStyle,
        hits: &[Hit],
    ) -> Result<Selection, PipelineError> {
        let showing = request.auto.showing(style, &model.auto);
        let form = showing.form(style);
        if !form.fits(style) {
            return Err(PipelineError::Form { form, style });
        }
        let mut selection = Selection::default();
        if hits.is_empty() {
            return Ok(selection);
        }
        // Asked for by the first that is sure: where none is, nobody has to count the program.
        let mut budget = None;
        for hit in hits {
            let done = selection.used.len() >= request.demonstrations;
            let is_settled = done || showing == Showing::Silent;
            if is_settled && selection.considered.len() >= request.explain {
                break;
            }
            let outcome = if hit.is_withheld(model) {
                Outcome::Withheld
            } else if done {
                Outcome::NotNeeded
            } else if let Some(unsure) = unsure(hit, request.auto.threshold) {
                unsure
            } else if showing == Showing::Silent {
                Outcome::Silent
            } else {
                let budget = match budget {
                    Some(budget) => budget,
                    None => {
                        let room = self.room(request, model, style).await?;
                        *budget.insert(request.auto.budget.min(room))
                    }
                };
                let forms = forms_of(hit, request, form);
                self.show_beside(request, style, budget, &forms, hit, &mut selection)
                    .await?
            };
            selection.add(hit, outcome, request.long_examples);
        }
        Ok(selection)
    }

    /// Shows one more example in the first of the forms that can be, if what is left of the budget allows it.
    async fn show_beside(
        &self,
        request: &CompletionRequest,
        style: PromptStyle,
        budget: usize,
        forms: &[Form],
        hit: &Hit,
        selection: &mut Selection,
    ) -> Result<Outcome, PipelineError> {
        let spent: usize = selection.shown.iter().map(|shown| shown.tokens).sum();
        let left = budget.saturating_sub(spent);
        for &form in forms {
            let mut bytes_a_token = BYTES_A_TOKEN;
            for _ in 0..ATTEMPTS {
                // Counting asks the model, so texts are made by estimate and counted afterwards.
                let estimate = Budget {
                    tokens: left,
                    count: &|text| (text.len() as f64 / bytes_a_token).ceil() as usize,
                };
                let (example, query) = (&hit.example, &request.query);
                let shown = show_beside(form, example, query, style, estimate, &selection.shown);
                let Some(shown) = shown else {
                    break;
                };
                let tokens = self.model.count_tokens(&shown.text).await?;
                if tokens <= left {
                    let form = Some(shown.form);
                    selection.shown.push(Shown { tokens, ..shown });
                    return Ok(Outcome::Used { tokens, form });
                }
                bytes_a_token = (shown.text.len() as f64 / tokens as f64).min(bytes_a_token * 0.8);
            }
        }
        Ok(Outcome::NoForm { budget: left })
    }

    /// Walks down the ranking until enough examples fit the room beside the program.
    async fn select_by_length(
        &self,
        request: &CompletionRequest,
        model: &ModelInfo,
        style: PromptStyle,
        mut hits: Vec<Hit>,
    ) -> Result<Selection, PipelineError> {
        let mut selection = Selection::default();
        if hits.is_empty() {
            return Ok(selection);
        }
        let mut room = self.room(request, model, style).await?;
        let mut looked_at = 0;
        loop {
            for hit in &hits[looked_at..] {
                let done = selection.used.len() >= request.demonstrations || selection.closed;
                if done && selection.considered.len() >= request.explain {
                    return Ok(selection);
                }
                let outcome = if done {
                    Outcome::NotNeeded
                } else {
                    self.outcome(request, model, hit, room).await?
                };
                selection.add(hit, outcome, request.long_examples);
                if let Outcome::Used { tokens, .. } = outcome {
                    room = room.saturating_sub(tokens);
                }
            }
            // All of these were too long or withheld: look further down the ranking.
            let filled = selection.used.len() >= request.demonstrations || selection.closed;
            looked_at = hits.len();
            if filled || looked_at < FIRST_HITS {
                return Ok(selection);
            }
            hits = self.retrieve(request, None, looked_at * 8).await?;
            if hits.len() <= looked_at {
                return Ok(selection);
            }
        }
    }

    /// Tokens left for demonstrations beside the program and the completion.
    async fn room(
        &self,
        request: &CompletionRequest,
        model: &ModelInfo,
        style: PromptStyle,
    ) -> Result<usize, PipelineError> {
        let Some(context) = model.context_len else {
            return Ok(usize::MAX);
        };
        let bare = integrate(&request.query, &[], request.view, style);
        let mut program = 0;
        for segment in &bare.segments {
            program += self.model.count_tokens(&segment.text).await?;
        }
        // Special tokens and the chat template's own words.
        let frame = if style == PromptStyle::Chat { 256 } else { 8 };
        Ok(context.saturating_sub(program + request.max_tokens + frame))
    }

    async fn outcome(
        &self,
        request: &CompletionRequest,
        model: &ModelInfo,
        hit: &Hit,
        room: usize,
    ) -> Result<Outcome, PipelineError> {
        if hit.is_withheld(model) {
            return Ok(Outcome::Withheld);
        }
        let tokens = self
            .model
            .count_tokens(&demonstration_segment(&hit.example, request.view).text)
            .await?;
        Ok(match request.long_examples {
            LongExamples::LeaveOut { limit } if tokens > limit => {
                Outcome::LeftOut { tokens, limit }
            }
            _ if tokens > room => Outcome::TooLong { tokens, room },
            _ => Outcome::Used { tokens, form: None },
        })
    }
}

impl Hit {
    /// Whether it must not be shown to this model.
    fn is_withheld(&self, model: &ModelInfo) -> bool {
        self.example.visibility == Visibility::Private && !model.sees_private
    }
}

/// The form, then what may stand for it. Of an example in another language only words
/// are shown, since its code would be foreign in the program; and where there is no function to
/// stand above, the words stand beside the cursor.
fn forms_of(hit: &Hit, request: &CompletionRequest, mut form: Form) -> Vec<Form> {
    let own = request.query.language;
    let is_foreign = own.is_some_and(|own| !own.is_akin_to(hit.example.language));
    if is_foreign && !form.shape.is_words() {
        form.shape = Shape::Guideline;
        form.dress = Dress::Comment;
    }
    let mut forms = vec![form];
    if form.place == Place::AboveFunction && form.dress == Dress::Comment {
        forms.push(Form {
            place: Place::Cursor,
            ..form
        });
    }
    forms
}

/// The outcome of a hit that is not likely enough to help. One whose retriever cannot say how
/// sure it is was not chosen with care and is not shown either.
fn unsure(hit: &Hit, threshold: f32) -> Option<Outcome> {
    let confidence = hit.score_of(ScoreKind::Confidence).unwrap_or_default();
    (confidence < threshold).then_some(Outcome::Unsure {
        confidence,
        threshold,
    })
}
