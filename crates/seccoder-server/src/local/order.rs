//! A request as the engine gets it.

use seccoder::model::{Capabilities, GenerateRequest, ModelInput, SampleControl};

use super::failure::Failure;
use super::settings::Settings;

/// What is to be generated.
#[derive(Debug, Clone)]
pub(super) struct Order {
    /// The name by which the client asked for the model.
    pub model: String,
    /// How much of it, and how.
    pub settings: Settings,
    /// The prompts: one of a chat, several of completions.
    pub inputs: Vec<ModelInput>,
    /// How the answer is written.
    pub form: Form,
}

/// The form of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    /// Completions.
    Text {
        /// Prompts that the answer repeats; empty where it does not.
        echo: Vec<String>,
    },
    /// A message.
    Chat,
}

impl Form {
    /// The field that holds the prompt.
    pub(super) const fn prompt_field(&self) -> &'static str {
        match self {
            Self::Text { .. } => "prompt",
            Self::Chat => "messages",
        }
    }

    /// The prompt that the answer to prompt `prompt` begins with.
    pub(super) fn echo(&self, prompt: usize) -> &str {
        match self {
            Self::Text { echo } => echo.get(prompt).map_or("", String::as_str),
            Self::Chat => "",
        }
    }
}

impl Order {
    /// Choices of the answer.
    pub(super) fn choices(&self) -> usize {
        self.inputs.len().saturating_mul(self.settings.samples)
    }

    /// The engine's request for a prompt.
    pub(super) fn request(&self, input: ModelInput, max_tokens: usize) -> GenerateRequest {
        let settings = &self.settings;
        GenerateRequest {
            input,
            samples: settings.samples,
            decoding: settings.decoding,
            seed: settings.seed,
            max_tokens,
            stop: settings.stop.clone(),
            control: SampleControl::new(settings.samples),
        }
    }

    /// Whether the model can take the prompts.
    pub(super) fn check(&self, can: Capabilities) -> Result<(), Failure> {
        for input in &self.inputs {
            let (able, field, what) = match input {
                ModelInput::Raw { .. } => (can.raw, "prompt", "continue raw text"),
                ModelInput::Fim { .. } => (can.fim, "suffix", "fill in the middle"),
                ModelInput::Chat { .. } => (can.chat, "messages", "answer messages"),
            };
            if !able {
                let message = format!("the model `{}` cannot {what}", self.model);
                return Err(Failure::unsupported(field, message));
            }
        }
        Ok(())
    }
}
