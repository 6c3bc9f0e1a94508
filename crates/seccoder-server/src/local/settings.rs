//! What completions and chat have in common: how much is generated, and how.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

use seccoder::model::Decoding;
use serde_json::Value;
use serde_json::value::RawValue;

use super::LocalOptions;
use super::failure::Failure;
use super::fields::{Fields, Texts};

/// Choices of one answer at most: prompts times samples.
pub(super) const MOST_CHOICES: usize = 128;
/// Tokens that a request may ask for; what fits is the model's to say.
const MOST_TOKENS: u32 = 1_000_000;
/// Stop sequences of a request.
const MOST_STOPS: usize = 16;
/// Bytes of a stop sequence; each new token is compared with it.
const LONGEST_STOP: usize = 1024;
/// Values of `top_k` that a request may have; −1 and 0 mean all tokens, as in other servers.
const TOP_K: std::ops::RangeInclusive<i64> = -1..=1_000_000;

/// What is read of a body.
pub(super) const FIELDS: &[&str] = &[
    "n",
    "best_of",
    "max_tokens",
    "max_completion_tokens",
    "temperature",
    "top_p",
    "top_k",
    "seed",
    "stop",
    "stream",
    "stream_options",
    "logprobs",
    "top_logprobs",
    "logit_bias",
    "presence_penalty",
    "frequency_penalty",
    "tools",
    "tool_choice",
    "functions",
    "function_call",
    "response_format",
    "modalities",
    "audio",
    "web_search_options",
];
/// Fields that would change the answer in ways that the engine has not, and the values with which
/// they change nothing.
const UNSUPPORTED: &[(&str, &[&str])] = &[
    ("logprobs", &["false"]),
    ("top_logprobs", &["0"]),
    ("logit_bias", &["{}"]),
    ("presence_penalty", &["0", "0.0"]),
    ("frequency_penalty", &["0", "0.0"]),
    ("tools", &["[]"]),
    ("tool_choice", &[r#""none""#, r#""auto""#]),
    ("functions", &["[]"]),
    ("function_call", &[r#""none""#, r#""auto""#]),
    ("response_format", &[r#"{"type":"text"}"#]),
    ("modalities", &[r#"["text"]"#]),
    ("audio", &[]),
    ("web_search_options", &[]),
];
/// A value that changes nothing is short.
const LONGEST_NEUTRAL: usize = 64;

/// How a request wants its text.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    /// Samples for each prompt.
    pub samples: usize,
    /// The most new tokens for each; `None` leaves it to us.
    pub max_tokens: Option<usize>,
    /// How tokens are chosen.
    pub decoding: Decoding,
    /// Seed of the sampling.
    pub seed: u64,
    /// Texts that end a sample.
    pub stop: Vec<String>,
    /// Whether the answer is sent as it grows.
    pub stream: bool,
    /// Whether a streamed answer ends with the tokens used.
    pub include_usage: bool,
}

impl Settings {
    /// The settings in a request's fields.
    pub(super) fn read(fields: &Fields<'_>, options: &LocalOptions) -> Result<Self, Failure> {
        refuse_unsupported(fields)?;
        let samples = fields.count("n", 1..=128)?.unwrap_or(1);
        if fields.count("best_of", 0..=128)?.unwrap_or(1) > samples {
            let message = "`best_of` may not be above `n`: no sample is thrown away";
            return Err(Failure::unsupported("best_of", message));
        }
        let max_tokens = match fields.count("max_completion_tokens", 1..=MOST_TOKENS)? {
            None => fields.count("max_tokens", 1..=MOST_TOKENS)?,
            newer => newer,
        };
        let seed = fields.whole("seed", i64::MIN..=i64::MAX)?;
        Ok(Self {
            samples,
            max_tokens,
            decoding: decoding(fields, options)?,
            seed: seed
                .map(i64::cast_unsigned)
                .or(options.seed)
                .unwrap_or_else(random),
            stop: stop(fields)?,
            stream: fields.flag("stream")?,
            include_usage: include_usage(fields)?,
        })
    }
}

fn decoding(fields: &Fields<'_>, options: &LocalOptions) -> Result<Decoding, Failure> {
    let temperature = fields.number("temperature", 0.0..=2.0)?;
    let temperature = temperature.unwrap_or(options.temperature);
    let top_p = fields.number("top_p", 0.0..=1.0)?.unwrap_or(options.top_p);
    let top_k = fields.whole("top_k", TOP_K)?;
    // The smallest set of tokens is the best one alone.
    if temperature <= 0.0 || top_p <= 0.0 {
        return Ok(Decoding::Greedy);
    }
    Ok(Decoding::Sample {
        temperature,
        top_p,
        top_k: top_k
            .and_then(|k| usize::try_from(k).ok())
            .filter(|k| *k > 0),
    })
}

fn stop(fields: &Fields<'_>) -> Result<Vec<String>, Failure> {
    let stops = fields.texts("stop", MOST_STOPS)?;
    let mut stops = stops.map(Texts::into_vec).unwrap_or_default();
    if stops.iter().any(|stop| stop.len() > LONGEST_STOP) {
        let message = format!("an entry of `stop` may have {LONGEST_STOP} bytes at most");
        return Err(Failure::field("stop", message));
    }
    stops.retain(|stop| !stop.is_empty());
    Ok(stops)
}

fn include_usage(fields: &Fields<'_>) -> Result<bool, Failure> {
    let Some(raw) = fields.raw("stream_options") else {
        return Ok(false);
    };
    Fields::of_item("stream_options", raw, &[&["include_usage"]])?.flag("include_usage")
}

fn refuse_unsupported(fields: &Fields<'_>) -> Result<(), Failure> {
    for (name, neutral) in UNSUPPORTED {
        if let Some(raw) = fields.raw(name)
            && !is_one_of(raw, neutral)
        {
            let message = format!("`{name}` is not supported by the local engine");
            return Err(Failure::unsupported(fields.full_name(name), message));
        }
    }
    Ok(())
}

fn is_one_of(raw: &RawValue, neutral: &[&str]) -> bool {
    let value = |json: &str| serde_json::from_str::<Value>(json).ok();
    raw.get().len() <= LONGEST_NEUTRAL
        && value(raw.get()).is_some_and(|given| {
            neutral
                .iter()
                .any(|json| value(json).as_ref() == Some(&given))
        })
}

/// A number that nobody foresees, good enough for names and seeds.
pub(super) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_that_is_refused_is_read() {
        assert!(UNSUPPORTED.iter().all(|(name, _)| FIELDS.contains(name)));
    }
}
