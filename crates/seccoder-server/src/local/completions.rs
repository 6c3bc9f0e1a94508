//! The body of `/v1/completions`.

use seccoder::model::ModelInput;

use super::LocalOptions;
use super::failure::Failure;
use super::fields::Fields;
use super::order::{Form, Order};
use super::settings::{self, MOST_CHOICES, Settings};
use crate::openai::fim;

/// Prompts of a request.
const MOST_PROMPTS: usize = 32;

/// What is read of a body, beside the settings.
const FIELDS: &[&str] = &["model", "prompt", "suffix", "echo"];

/// Reads a body.
pub(super) fn read(body: &[u8], options: &LocalOptions) -> Result<Order, Failure> {
    let fields = Fields::of_body(body, &[FIELDS, settings::FIELDS])?;
    let model = options.served(fields.text("model")?)?;
    let settings = Settings::read(&fields, options)?;
    let prompts = prompts(&fields)?;
    if prompts.len().saturating_mul(settings.samples) > MOST_CHOICES {
        let message = format!("prompts times `n` may be {MOST_CHOICES} at most");
        return Err(Failure::field("n", message));
    }
    let suffix = fields.text("suffix")?.filter(|suffix| !suffix.is_empty());
    let inputs = prompts
        .iter()
        .map(|prompt| input(prompt, suffix.as_deref()))
        .collect();
    let echo = if fields.flag("echo")? {
        prompts
    } else {
        Vec::new()
    };
    Ok(Order {
        model,
        settings,
        inputs,
        form: Form::Text { echo },
    })
}

fn prompts(fields: &Fields<'_>) -> Result<Vec<String>, Failure> {
    fields.refuse_tokens("prompt")?;
    let Some(prompts) = fields.texts("prompt", MOST_PROMPTS)? else {
        return Err(Failure::field("prompt", "`prompt` is missing"));
    };
    let prompts = prompts.into_vec();
    if prompts.is_empty() {
        return Err(Failure::field("prompt", "`prompt` is an empty array"));
    }
    Ok(prompts)
}

/// An editor says where the gap is with a suffix, or with some model's tokens in the prompt.
fn input(prompt: &str, suffix: Option<&str>) -> ModelInput {
    if let Some(suffix) = suffix {
        return ModelInput::Fim {
            prefix: prompt.to_owned(),
            suffix: suffix.to_owned(),
        };
    }
    match fim::split(prompt) {
        Some(split) => ModelInput::Fim {
            prefix: split.before.to_owned(),
            suffix: split.after.to_owned(),
        },
        None => ModelInput::Raw {
            text: prompt.to_owned(),
        },
    }
}
