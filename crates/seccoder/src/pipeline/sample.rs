//! One sample while it is generated: its text is cut where its function ends.

use super::CompletionRequest;
use crate::language::Language;
use crate::model::FinishReason;
use crate::prompt::{PromptStyle, chat};
use crate::query::Query;
use crate::truncate::{CutRules, Ended, StreamTruncator, is_complete_for_sven, truncate_like_sven};

/// One sample while it is generated.
pub(super) struct Sample {
    cutter: Cutter,
    /// A chat answer is collected whole: its code is known only at its end.
    answer: Option<String>,
    pub ended: Option<Ended>,
    pub finished: Option<(FinishReason, Option<usize>)>,
}

/// Cuts a sample by one of the rules.
enum Cutter {
    Function(Box<StreamTruncator>),
    /// SVEN's rules drop lines and add a brace, so that nothing is certain before the end.
    Sven(Language, String),
}

impl Sample {
    pub fn new(request: &CompletionRequest, style: PromptStyle) -> Self {
        let query = &request.query;
        let cutter = match (request.cut, query.language) {
            (CutRules::Sven, Some(language)) => Cutter::Sven(language, String::new()),
            _ => Cutter::Function(Box::new(StreamTruncator::new(
                query.language,
                &query.before,
                &query.after,
            ))),
        };
        Self {
            cutter,
            answer: (style == PromptStyle::Chat).then(String::new),
            ended: None,
            finished: None,
        }
    }

    /// Takes text of the model; returns what is certain to belong to the completion.
    pub fn push(&mut self, text: &str) -> String {
        if let Some(answer) = &mut self.answer {
            answer.push_str(text);
            return String::new();
        }
        self.advance(text)
    }

    fn advance(&mut self, text: &str) -> String {
        if self.ended.is_some() {
            return String::new();
        }
        match &mut self.cutter {
            Cutter::Function(truncator) => {
                let step = truncator.push(text);
                self.ended = step.done;
                step.emit
            }
            Cutter::Sven(language, whole) => {
                whole.push_str(text);
                if is_complete_for_sven(*language, whole) {
                    self.ended = Some(Ended::Function);
                }
                String::new()
            }
        }
    }

    pub fn finish(&mut self, query: &Query, reason: FinishReason, tokens: Option<usize>) -> String {
        self.finished = Some((reason, tokens));
        let mut emit = String::new();
        if let Some(answer) = self.answer.take() {
            emit.push_str(&self.advance(&chat::code_of_answer(&answer, &query.before)));
        }
        match &mut self.cutter {
            Cutter::Function(truncator) if self.ended.is_none() => {
                let step = truncator.finish();
                self.ended = step.done;
                emit.push_str(&step.emit);
            }
            Cutter::Function(_) => {}
            Cutter::Sven(language, whole) => {
                let (text, ended) = truncate_like_sven(*language, whole);
                self.ended = Some(ended);
                emit.clone_from(&text);
                *whole = text;
            }
        }
        emit
    }

    pub fn into_text(self) -> String {
        match self.cutter {
            Cutter::Function(truncator) => truncator.text().to_owned(),
            Cutter::Sven(_, text) => text,
        }
    }
}
