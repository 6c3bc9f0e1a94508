//! Asking a model and gathering what it gives: what the tests of every engine do.

use futures::StreamExt;
use futures::executor::block_on;
use seccoder::model::{
    Decoding, Event, FinishReason, GenerateRequest, LanguageModel, ModelError, ModelInput,
    SampleControl,
};

pub fn raw(text: &str) -> ModelInput {
    ModelInput::Raw {
        text: text.to_owned(),
    }
}

pub fn request(input: ModelInput, samples: usize, max_tokens: usize) -> GenerateRequest {
    GenerateRequest {
        input,
        samples,
        decoding: Decoding::Greedy,
        seed: 1,
        max_tokens,
        stop: vec![],
        control: SampleControl::new(samples),
    }
}

/// What a request gave.
#[derive(Debug, Default, PartialEq)]
pub struct Answer {
    pub texts: Vec<String>,
    pub reasons: Vec<Option<FinishReason>>,
    pub tokens: Vec<Option<usize>>,
    pub prompt: usize,
    pub cached: usize,
}

pub fn ask(model: &impl LanguageModel, request: GenerateRequest) -> Result<Answer, ModelError> {
    let mut answer = Answer {
        texts: vec![String::new(); request.samples],
        reasons: vec![None; request.samples],
        tokens: vec![None; request.samples],
        ..Answer::default()
    };
    let mut events = model.generate(request);
    while let Some(event) = block_on(events.next()) {
        match event? {
            Event::PromptRead { tokens, cached } => {
                (answer.prompt, answer.cached) = (tokens.unwrap(), cached);
            }
            Event::Text { sample, text } => answer.texts[sample].push_str(&text),
            Event::Finished {
                sample,
                reason,
                tokens,
            } => {
                assert_eq!(
                    answer.reasons[sample].replace(reason),
                    None,
                    "finished twice"
                );
                answer.tokens[sample] = tokens;
            }
        }
    }
    Ok(answer)
}
