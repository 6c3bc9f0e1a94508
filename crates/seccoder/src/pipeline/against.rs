//! A prompt against what was found in code that is written already.
//!
//! Thorough mode, the proxy and `check` ask the same: the analyzers found a weakness in this text;
//! which example shows how to do without it? The finding is the evidence that an example is
//! needed, so that method `auto` is not silent here, whatever the model.

use super::{CompletionRequest, FIRST_HITS, Pipeline, PipelineError};
use crate::auto::AutoOptions;
use crate::cwe::CweId;
use crate::example::ExampleId;
use crate::model::ModelInfo;
use crate::prompt::{Prompt, PromptStyle};
use crate::query::Query;
use crate::response::ExampleSummary;

/// What was written, and what is wrong with it.
#[derive(Debug, Clone, Copy)]
pub struct Against<'a> {
    /// The text behind the program's cursor in which something was found.
    pub written: &'a str,
    /// The weakness that was found, where the finding names one.
    pub weakness: Option<CweId>,
    /// Examples that were shown for this text before; they are not shown again.
    pub shown: &'a [ExampleId],
}

/// A prompt against a weakness.
#[derive(Debug, Clone, Default)]
pub struct Lesson {
    /// The program with the examples; `None` where there is none to show.
    pub prompt: Option<Prompt>,
    /// The name of its template, and of the form of its demonstrations.
    pub template: String,
    /// The examples.
    pub demonstrations: Vec<ExampleSummary>,
    /// Why retrieval failed, if it did and the request goes on without.
    pub retrieval_error: Option<String>,
}

impl Pipeline {
    /// A prompt with examples against a weakness of what was written: those of the weakness, else
    /// what the written text speaks for by itself.
    ///
    /// # Errors
    /// When a part fails; a failed retrieval unless the request says otherwise.
    pub async fn augment_against(
        &self,
        request: &CompletionRequest,
        model: &ModelInfo,
        style: PromptStyle,
        against: &Against<'_>,
    ) -> Result<Lesson, PipelineError> {
        let weakness = against.weakness;
        let mut lesson = Lesson::default();
        // What was written calls says more than what the program called before.
        let search = CompletionRequest {
            query: Query {
                before: format!("{}{}", request.query.before, against.written),
                cwe: weakness.or(request.query.cwe),
                ..request.query.clone()
            },
            explain: 0,
            ..request.clone()
        };
        let limit = FIRST_HITS + against.shown.len();
        let mut hits = Vec::new();
        let mut auto = AutoOptions {
            threshold: 0.0,
            form: Some(request.auto.showing(style, &model.auto).form(style)),
            ..request.auto
        };
        if weakness.is_some() {
            let found = self.retrieve(&search, weakness, limit).await;
            hits = request.tolerate(found, &mut lesson.retrieval_error)?;
            hits.retain(|hit| !against.shown.contains(&hit.example.id));
        }
        if hits.is_empty() && lesson.retrieval_error.is_none() {
            // The finding speaks for no example of another weakness: the usual doubts hold.
            auto = request.auto;
            let found = self.retrieve(&search, None, limit).await;
            hits = request.tolerate(found, &mut lesson.retrieval_error)?;
            hits.retain(|hit| !against.shown.contains(&hit.example.id));
        }
        // Where every one of a full list is too long, selection would look further, and not for
        // this weakness.
        hits.truncate(FIRST_HITS - 1);
        let showing = CompletionRequest {
            auto,
            explain: 0,
            ..request.clone()
        };
        let selection = self.select(&showing, model, style, hits).await;
        let selection = request.tolerate(selection, &mut lesson.retrieval_error)?;
        if selection.used.is_empty() {
            return Ok(lesson);
        }
        let (prompt, template) = selection.integrate(&showing, style);
        lesson.demonstrations = selection.used.iter().map(ExampleSummary::from).collect();
        lesson.prompt = Some(prompt);
        lesson.template = template;
        Ok(lesson)
    }
}
