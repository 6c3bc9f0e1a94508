//! Tests against a scripted server on 127.0.0.1.

mod embedder;
mod engine;
mod errors;
mod samples;
mod server;

use std::time::Duration;

use futures::StreamExt;
use futures::executor::block_on;
use seccoder::model::{
    Decoding, Event, FinishReason, GenerateRequest, LanguageModel, ModelError, ModelInput,
    SampleControl,
};

use super::{OpenAiConfig, OpenAiEngine, Secret, Styles};
use server::Server;

/// The key in all tests; it may appear in no error.
const KEY: &str = "sk-hunter2";

/// A configuration for a test server, with short waits.
fn config(server: &Server) -> OpenAiConfig {
    let mut config = OpenAiConfig::new(&server.url()).unwrap();
    config.model = Some("tiny".to_owned());
    config.api_key = Some(Secret::new(KEY).unwrap());
    config.connect_timeout = Duration::from_secs(5);
    config.answer_timeout = Duration::from_secs(5);
    config.read_timeout = Duration::from_secs(5);
    config.retries = 2;
    config.retry_wait = Duration::from_millis(1);
    config.styles = Styles {
        raw: true,
        fim: true,
        chat: true,
    };
    config
}

fn engine(server: &Server) -> OpenAiEngine {
    OpenAiEngine::new(config(server)).unwrap()
}

fn raw() -> ModelInput {
    ModelInput::Raw {
        text: "int main".to_owned(),
    }
}

fn request(input: ModelInput, samples: usize) -> GenerateRequest {
    GenerateRequest {
        input,
        samples,
        decoding: Decoding::Sample {
            temperature: 0.5,
            top_p: 0.9,
            top_k: None,
        },
        seed: 40,
        max_tokens: 16,
        stop: Vec::new(),
        control: SampleControl::new(samples),
    }
}

/// All events of a request, run without a tokio runtime, as the traits promise.
fn events(model: &OpenAiEngine, request: GenerateRequest) -> Vec<Result<Event, ModelError>> {
    block_on(model.generate(request).collect())
}

/// The texts and ends of a request that must succeed, with the order of events checked.
fn outcome(model: &OpenAiEngine, request: GenerateRequest) -> Vec<(String, FinishReason)> {
    let mut found = vec![(String::new(), None); request.samples];
    for (number, event) in events(model, request).into_iter().enumerate() {
        let event = event.unwrap();
        assert_eq!(
            number == 0,
            matches!(event, Event::PromptRead { .. }),
            "{event:?}"
        );
        match event {
            Event::PromptRead { .. } => {}
            Event::Text { sample, text } => {
                assert_eq!(found[sample].1, None, "text after the end");
                found[sample].0.push_str(&text);
            }
            Event::Finished { sample, reason, .. } => {
                assert_eq!(found[sample].1.replace(reason), None, "two ends");
            }
        }
    }
    found
        .into_iter()
        .map(|(text, reason)| (text, reason.unwrap()))
        .collect()
}

/// The error a request ends with.
fn failure(model: &OpenAiEngine, request: GenerateRequest) -> ModelError {
    let mut events = events(model, request);
    let last = events.pop().unwrap().unwrap_err();
    assert!(events.iter().all(Result::is_ok));
    let shown = format!("{last} {last:?}");
    assert!(!shown.contains(KEY), "the key is shown: {shown}");
    last
}

/// A completion chunk of one choice.
fn text_chunk(index: usize, text: &str, end: Option<&str>) -> String {
    serde_json::json!({"choices": [{"index": index, "text": text, "finish_reason": end}]})
        .to_string()
}
