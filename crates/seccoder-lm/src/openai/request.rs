//! A generation request in the protocol's JSON.

use std::ops::Range;

use seccoder::model::{ChatMessage, Decoding, GenerateRequest, ModelInput};
use serde::Serialize;

use super::shape::{FEW_STOPS, Shape};

/// The body of `/v1/completions` and `/v1/chat/completions`.
#[derive(Debug, Serialize)]
pub(super) struct Body<'a> {
    model: &'a str,
    #[serde(flatten)]
    input: Input<'a>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
    /// Left out for a single sample: servers that know no `n` then have nothing to refuse.
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<usize>,
    temperature: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    /// Not in the protocol, but widely understood; sent only where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    top_k: Option<usize>,
    seed: u64,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    stop: Vec<&'a str>,
}

/// The prompt.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Input<'a> {
    Raw { prompt: &'a str },
    Fim { prompt: &'a str, suffix: &'a str },
    Chat { messages: &'a [ChatMessage] },
}

#[derive(Debug, Serialize)]
struct StreamOptions {
    include_usage: bool,
}

/// The method that takes this kind of input.
pub(super) fn path(input: &ModelInput) -> &'static str {
    match input {
        ModelInput::Raw { .. } | ModelInput::Fim { .. } => "/completions",
        ModelInput::Chat { .. } => "/chat/completions",
    }
}

/// The body that asks for some samples of a request.
pub(super) fn body<'a>(
    model: &'a str,
    request: &'a GenerateRequest,
    part: &Range<usize>,
    shape: Shape,
) -> Body<'a> {
    let (temperature, top_p, top_k) = match request.decoding {
        Decoding::Greedy => (0.0, None, None),
        Decoding::Sample {
            temperature,
            top_p,
            top_k,
        } => (temperature, Some(top_p), top_k),
    };
    let stops = request
        .stop
        .iter()
        .map(String::as_str)
        .filter(|stop| !stop.is_empty());
    let most_stops = if shape.all_stops {
        usize::MAX
    } else {
        FEW_STOPS
    };
    Body {
        model,
        input: input(&request.input),
        stream: true,
        stream_options: shape.usage.then_some(StreamOptions {
            include_usage: true,
        }),
        n: (part.len() > 1).then_some(part.len()),
        max_tokens: (!shape.new_limit).then_some(request.max_tokens),
        max_completion_tokens: shape.new_limit.then_some(request.max_tokens),
        temperature,
        top_p,
        top_k,
        seed: seed(request.seed, part.start),
        stop: stops.take(most_stops).collect(),
    }
}

fn input(input: &ModelInput) -> Input<'_> {
    match input {
        ModelInput::Raw { text } => Input::Raw { prompt: text },
        ModelInput::Fim { prefix, suffix } => Input::Fim {
            prompt: prefix,
            suffix,
        },
        ModelInput::Chat { messages } => Input::Chat { messages },
    }
}

/// The seed of a sample, in 31 bits: the range that every server takes.
fn seed(seed: u64, sample: usize) -> u64 {
    let sample = u64::try_from(sample).unwrap_or(u64::MAX);
    seed.wrapping_add(sample) & 0x7fff_ffff
}

#[cfg(test)]
mod tests {
    use seccoder::model::SampleControl;

    use super::*;

    fn request(decoding: Decoding) -> GenerateRequest {
        GenerateRequest {
            input: ModelInput::Fim {
                prefix: "a".to_owned(),
                suffix: "b".to_owned(),
            },
            samples: 2,
            decoding,
            seed: u64::MAX,
            max_tokens: 7,
            stop: ["1", "", "2", "3", "4", "5"].map(str::to_owned).to_vec(),
            control: SampleControl::new(2),
        }
    }

    #[test]
    fn only_what_was_asked_for_is_sent() {
        let greedy = request(Decoding::Greedy);
        let json = serde_json::to_string(&body("m", &greedy, &(0..1), Shape::FULL)).unwrap();
        assert_eq!(
            json,
            r#"{"model":"m","prompt":"a","suffix":"b","stream":true,"stream_options":{"include_usage":true},"max_tokens":7,"temperature":0.0,"seed":2147483647,"stop":["1","2","3","4","5"]}"#
        );
        let sampled = request(Decoding::Sample {
            temperature: 0.2,
            top_p: 0.95,
            top_k: Some(40),
        });
        let shape = Shape {
            usage: false,
            many: true,
            all_stops: false,
            new_limit: true,
        };
        let json = serde_json::to_string(&body("m", &sampled, &(1..3), shape)).unwrap();
        assert_eq!(
            json,
            r#"{"model":"m","prompt":"a","suffix":"b","stream":true,"n":2,"max_completion_tokens":7,"temperature":0.2,"top_p":0.95,"top_k":40,"seed":0,"stop":["1","2","3","4"]}"#
        );
    }
}
