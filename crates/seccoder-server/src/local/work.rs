//! The engine at work for one request.
//!
//! A task of its own takes the engine's events as fast as they come, so that a client which reads
//! slowly keeps nobody from the engine; what waits for it is at most a whole answer. Dropping
//! [`Work`] ends the task, and with it the engine's work.

use std::sync::Arc;

use futures::StreamExt;
use seccoder::model::{Event, FinishReason, LanguageModel, ModelError, ModelInput};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_util::task::AbortOnDropHandle;

use super::order::Order;
use super::queue::Slot;

/// One step of an answer, whose token counts are always known.
#[derive(Debug)]
pub(super) enum Step {
    /// A prompt has been read.
    PromptRead {
        /// Which.
        prompt: usize,
        /// Its tokens.
        tokens: usize,
        /// How many of them came from the engine's cache.
        cached: usize,
    },
    /// More text of a choice.
    Text {
        /// Which choice.
        choice: usize,
        /// The text.
        text: String,
    },
    /// A choice is finished.
    Finished {
        /// Which choice.
        choice: usize,
        /// Why, in the protocol's word.
        reason: &'static str,
        /// Its tokens.
        tokens: usize,
    },
    /// Every choice is finished.
    Done,
}

/// A running request.
pub(super) struct Work {
    steps: UnboundedReceiver<Result<Step, ModelError>>,
    _task: AbortOnDropHandle<()>,
}

impl Work {
    /// Sets the engine to work; `default_max_tokens` holds where the request says nothing.
    pub(super) fn start(
        model: Arc<dyn LanguageModel>,
        order: Order,
        slot: Slot,
        default_max_tokens: usize,
    ) -> Self {
        let (sender, steps) = unbounded_channel();
        let worker = Worker {
            model,
            order,
            default_max_tokens,
            steps: sender,
        };
        let task = tokio::spawn(async move {
            // Given back when the engine is free, not when the answer has been read.
            let _slot = slot;
            let end = worker.run().await.map(|()| Step::Done);
            // Nobody waiting any more is no error.
            let _ = worker.steps.send(end);
        });
        Self {
            steps,
            _task: AbortOnDropHandle::new(task),
        }
    }

    /// The next step. After [`Step::Done`] or an error nothing follows.
    pub(super) async fn next(&mut self) -> Result<Step, ModelError> {
        self.steps.recv().await.unwrap_or_else(|| Err(ended()))
    }
}

struct Worker {
    model: Arc<dyn LanguageModel>,
    order: Order,
    default_max_tokens: usize,
    steps: UnboundedSender<Result<Step, ModelError>>,
}

impl Worker {
    async fn run(&self) -> Result<(), ModelError> {
        for (prompt, input) in self.order.inputs.iter().enumerate() {
            self.generate(prompt, input).await?;
        }
        Ok(())
    }

    async fn generate(&self, prompt: usize, input: &ModelInput) -> Result<(), ModelError> {
        let asked = self.order.settings.max_tokens;
        let max_tokens = asked.unwrap_or(self.default_max_tokens);
        match self.generate_up_to(prompt, input, max_tokens).await {
            // Nobody asked for that many: what fits will do.
            Err(ModelError::ContextOverflow {
                prompt: tokens,
                context,
                ..
            }) if asked.is_none() && tokens < context => {
                self.generate_up_to(prompt, input, context - tokens).await
            }
            done => done,
        }
    }

    async fn generate_up_to(
        &self,
        prompt: usize,
        input: &ModelInput,
        max_tokens: usize,
    ) -> Result<(), ModelError> {
        let samples = self.order.settings.samples;
        let request = self.order.request(input.clone(), max_tokens);
        let mut events = self.model.generate(request);
        let mut running: Vec<Option<String>> = vec![Some(String::new()); samples];
        while let Some(event) = events.next().await {
            let step = match event? {
                Event::PromptRead { tokens, cached } => Step::PromptRead {
                    prompt,
                    tokens: self.prompt_tokens(tokens, input).await?,
                    cached,
                },
                Event::Text { sample, text } => {
                    let Some(Some(so_far)) = running.get_mut(sample) else {
                        return Err(out_of_turn(sample));
                    };
                    so_far.push_str(&text);
                    let choice = prompt * samples + sample;
                    Step::Text { choice, text }
                }
                Event::Finished {
                    sample,
                    reason,
                    tokens,
                } => {
                    let Some(text) = running.get_mut(sample).and_then(Option::take) else {
                        return Err(out_of_turn(sample));
                    };
                    Step::Finished {
                        choice: prompt * samples + sample,
                        reason: word(reason),
                        tokens: self.tokens(tokens, &text).await?,
                    }
                }
            };
            // Nobody waiting any more: this task is about to be ended.
            let _ = self.steps.send(Ok(step));
        }
        if running.iter().any(Option::is_some) {
            return Err(ended());
        }
        Ok(())
    }

    async fn tokens(&self, said: Option<usize>, text: &str) -> Result<usize, ModelError> {
        match said {
            Some(tokens) => Ok(tokens),
            None => self.model.count_tokens(text).await,
        }
    }

    async fn prompt_tokens(
        &self,
        said: Option<usize>,
        input: &ModelInput,
    ) -> Result<usize, ModelError> {
        if let Some(tokens) = said {
            return Ok(tokens);
        }
        let mut tokens = 0usize;
        for text in texts(input) {
            tokens = tokens.saturating_add(self.model.count_tokens(text).await?);
        }
        Ok(tokens)
    }
}

fn texts(input: &ModelInput) -> Vec<&str> {
    match input {
        ModelInput::Raw { text } => vec![text],
        ModelInput::Fim { prefix, suffix } => vec![prefix, suffix],
        ModelInput::Chat { messages } => messages.iter().map(|m| m.content.as_str()).collect(),
    }
}

/// The protocol's word for the end of a choice.
const fn word(reason: FinishReason) -> &'static str {
    match reason {
        FinishReason::EndOfText | FinishReason::StopSequence | FinishReason::Stopped => "stop",
        FinishReason::MaxTokens => "length",
    }
}

fn ended() -> ModelError {
    ModelError::Engine("the engine ended in the middle of an answer".to_owned())
}

fn out_of_turn(sample: usize) -> ModelError {
    ModelError::Engine(format!("the engine spoke of sample {sample} out of turn"))
}
