//! A language model that says what it was told to, for tests of everything around
//! models: streaming, stopping, failing in the middle.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_stream::try_stream;
use futures::Stream;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use seccoder::auto::ShowingByStyle;
use seccoder::model::{
    Capabilities, Event, FinishReason, GenerateRequest, LanguageModel, ModelError, ModelInfo,
    ModelInput,
};

use crate::openai::runtime;
use crate::text_stream::TextStream;

/// Bytes of text that count as a token.
const TOKEN_BYTES: usize = 4;

/// A failure in the middle of a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptedFailure {
    /// The sample that fails, and the request with it.
    pub sample: usize,
    /// How many bytes of its text come before.
    pub after_bytes: usize,
    /// The message of the [`ModelError::Engine`] that it fails with.
    pub message: String,
}

/// How a [`ScriptedModel`] behaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptedOptions {
    /// Name in [`ModelInfo`].
    pub name: String,
    /// Bytes of text per event, at least one character.
    pub piece_bytes: usize,
    /// The wait before each piece.
    pub delay: Option<Duration>,
    /// Where to fail.
    pub failure: Option<ScriptedFailure>,
    /// A request that does not fit is refused, by this model's own token count.
    pub context_len: Option<usize>,
    /// What the model says about where prompts go.
    pub on_this_machine: bool,
    /// What the model claims to be able to do; other input is refused.
    pub capabilities: Capabilities,
    /// What method `auto` is told to do best with it.
    pub auto: ShowingByStyle,
}

impl Default for ScriptedOptions {
    fn default() -> Self {
        let capabilities = Capabilities {
            raw: true,
            fim: true,
            chat: true,
            exact_token_counts: true,
        };
        Self {
            name: "scripted".to_owned(),
            piece_bytes: 5,
            delay: None,
            failure: None,
            context_len: None,
            on_this_machine: true,
            capabilities,
            auto: ShowingByStyle::default(),
        }
    }
}

/// A language model whose answers are given.
///
/// Sample `i` of every request is answer `i` of the list, which starts over at its
/// end. The samples of a request take turns piece by piece, as in a real engine. A
/// token is four bytes.
#[derive(Debug, Clone)]
pub struct ScriptedModel {
    answers: Arc<[String]>,
    options: ScriptedOptions,
    requests: Arc<Mutex<Vec<GenerateRequest>>>,
}

/// One sample while it is told.
struct Teller {
    text: String,
    /// Why it ends where its text ends.
    reason: FinishReason,
    told: usize,
    finished: bool,
}

impl ScriptedModel {
    /// A model with these answers, told without delay.
    pub fn new<T: Into<String>>(answers: impl IntoIterator<Item = T>) -> Self {
        Self::with_options(answers, ScriptedOptions::default())
    }

    /// A model with these answers. Without any, every answer is empty.
    pub fn with_options<T: Into<String>>(
        answers: impl IntoIterator<Item = T>,
        options: ScriptedOptions,
    ) -> Self {
        let answers = answers.into_iter().map(Into::into).collect();
        Self {
            answers,
            options,
            requests: Arc::default(),
        }
    }

    /// The requests so far, oldest first; shared with the model and its clones.
    #[must_use]
    pub fn requests(&self) -> Arc<Mutex<Vec<GenerateRequest>>> {
        Arc::clone(&self.requests)
    }

    fn check(&self, request: &GenerateRequest) -> Result<(), ModelError> {
        if request.samples == 0 {
            return Err(ModelError::InvalidRequest(
                "no sample was asked for".to_owned(),
            ));
        }
        let can = self.options.capabilities;
        let (served, what) = match request.input {
            ModelInput::Raw { .. } => (can.raw, "raw text"),
            ModelInput::Fim { .. } => (can.fim, "fill-in-the-middle"),
            ModelInput::Chat { .. } => (can.chat, "chat"),
        };
        if !served {
            let name = self.options.name.clone();
            return Err(ModelError::Unsupported {
                name,
                what: what.to_owned(),
            });
        }
        let prompt = prompt_tokens(&request.input);
        match self.options.context_len {
            Some(context) if prompt.saturating_add(request.max_tokens) > context => {
                let max_tokens = request.max_tokens;
                Err(ModelError::ContextOverflow {
                    prompt,
                    max_tokens,
                    context,
                })
            }
            _ => Ok(()),
        }
    }

    fn teller(&self, sample: usize, request: &GenerateRequest) -> Teller {
        let answer = sample
            .checked_rem(self.answers.len())
            .map_or("", |i| &self.answers[i]);
        let mut stream = TextStream::new(&request.stop);
        let decoded = stream.push(answer.as_bytes());
        let mut text = decoded.text + &stream.finish();
        let mut reason = if decoded.stopped {
            FinishReason::StopSequence
        } else {
            FinishReason::EndOfText
        };
        let most = request.max_tokens.saturating_mul(TOKEN_BYTES);
        if text.len() > most {
            text.truncate(text.floor_char_boundary(most));
            reason = FinishReason::MaxTokens;
        }
        Teller {
            text,
            reason,
            told: 0,
            finished: false,
        }
    }

    /// All events of one request.
    fn run(self, request: GenerateRequest) -> impl Stream<Item = Result<Event, ModelError>> + Send {
        try_stream! {
            self.check(&request)?;
            yield Event::PromptRead { tokens: Some(prompt_tokens(&request.input)), cached: 0 };
            let mut tellers: Vec<Teller> =
                (0..request.samples).map(|sample| self.teller(sample, &request)).collect();
            while tellers.iter().any(|teller| !teller.finished) {
                if let Some(delay) = self.options.delay {
                    tokio::time::sleep(delay).await;
                }
                let open = tellers.iter_mut().enumerate().filter(|(_, teller)| !teller.finished);
                for (sample, teller) in open {
                    yield self.step(sample, teller, request.control.is_stopped(sample))?;
                }
            }
        }
    }

    /// The next event of a sample.
    fn step(&self, sample: usize, teller: &mut Teller, stopped: bool) -> Result<Event, ModelError> {
        if stopped || teller.told == teller.text.len() {
            self.fail(sample, teller.told, stopped)?;
            teller.finished = true;
            let reason = if stopped {
                FinishReason::Stopped
            } else {
                teller.reason
            };
            return Ok(Event::Finished {
                sample,
                reason,
                tokens: Some(tokens(teller.told)),
            });
        }
        self.fail(sample, teller.told, stopped)?;
        let rest = &teller.text[teller.told..];
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let most = self
            .options
            .piece_bytes
            .min(self.bytes_until_failure(sample, teller.told));
        let text = rest[..rest.floor_char_boundary(most).max(first)].to_owned();
        teller.told += text.len();
        Ok(Event::Text { sample, text })
    }

    /// Fails if the script says so at this place.
    fn fail(&self, sample: usize, told: usize, stopped: bool) -> Result<(), ModelError> {
        match &self.options.failure {
            Some(failure)
                if failure.sample == sample && failure.after_bytes <= told && !stopped =>
            {
                Err(ModelError::Engine(failure.message.clone()))
            }
            _ => Ok(()),
        }
    }

    fn bytes_until_failure(&self, sample: usize, told: usize) -> usize {
        match &self.options.failure {
            Some(failure) if failure.sample == sample => failure.after_bytes.saturating_sub(told),
            _ => usize::MAX,
        }
    }
}

impl LanguageModel for ScriptedModel {
    fn info(&self) -> BoxFuture<'_, Result<ModelInfo, ModelError>> {
        let info = ModelInfo {
            name: self.options.name.clone(),
            engine: "scripted".to_owned(),
            fingerprint: None,
            context_len: self.options.context_len,
            on_this_machine: self.options.on_this_machine,
            sees_private: self.options.on_this_machine,
            capabilities: self.options.capabilities,
            auto: self.options.auto,
        };
        Box::pin(std::future::ready(Ok(info)))
    }

    fn count_tokens<'a>(&'a self, text: &'a str) -> BoxFuture<'a, Result<usize, ModelError>> {
        Box::pin(std::future::ready(Ok(tokens(text.len()))))
    }

    fn generate(&self, request: GenerateRequest) -> BoxStream<'static, Result<Event, ModelError>> {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.push(request.clone());
        drop(requests);
        let run = self.clone().run(request);
        if self.options.delay.is_none() {
            return Box::pin(run);
        }
        match runtime::handle() {
            Ok(runtime) => runtime::stream_on(runtime, run),
            Err(reason) => Box::pin(futures::stream::iter([Err(ModelError::Engine(reason))])),
        }
    }
}

/// Tokens of a text of this many bytes.
fn tokens(bytes: usize) -> usize {
    bytes.div_ceil(TOKEN_BYTES)
}

/// Tokens of a prompt: of each of its texts.
fn prompt_tokens(input: &ModelInput) -> usize {
    match input {
        ModelInput::Raw { text } => tokens(text.len()),
        ModelInput::Fim { prefix, suffix } => tokens(prefix.len()) + tokens(suffix.len()),
        ModelInput::Chat { messages } => messages.iter().map(|m| tokens(m.content.len())).sum(),
    }
}

#[cfg(test)]
mod tests {
    use futures::StreamExt;
    use futures::executor::block_on;
    use seccoder::model::{Decoding, SampleControl};

    use super::*;

    fn request(samples: usize) -> GenerateRequest {
        GenerateRequest {
            input: ModelInput::Raw {
                text: "int main".to_owned(),
            },
            samples,
            decoding: Decoding::Greedy,
            seed: 0,
            max_tokens: 100,
            stop: Vec::new(),
            control: SampleControl::new(samples),
        }
    }

    fn events(model: &ScriptedModel, request: GenerateRequest) -> Vec<Result<Event, ModelError>> {
        block_on(model.generate(request).collect())
    }

    fn text(events: &[Result<Event, ModelError>], wanted: usize) -> String {
        let text = |event: &Result<Event, ModelError>| match event {
            Ok(Event::Text { sample, text }) if *sample == wanted => Some(text.clone()),
            _ => None,
        };
        events.iter().filter_map(text).collect()
    }

    fn end(events: &[Result<Event, ModelError>], wanted: usize) -> Option<FinishReason> {
        events.iter().find_map(|event| match event {
            Ok(Event::Finished { sample, reason, .. }) if *sample == wanted => Some(*reason),
            _ => None,
        })
    }

    #[test]
    fn answers_are_cycled_told_in_pieces_and_requests_are_recorded() {
        let model = ScriptedModel::new(["grün → x", "b"]);
        let events = events(&model, request(3));
        assert!(matches!(
            events[0],
            Ok(Event::PromptRead {
                tokens: Some(2),
                cached: 0
            })
        ));
        assert_eq!(
            [0, 1, 2].map(|s| text(&events, s)),
            ["grün → x", "b", "grün → x"]
        );
        assert!(events.len() > 7, "{events:?}");
        assert_eq!(model.requests().lock().unwrap().len(), 1);
    }

    #[test]
    fn stop_sequences_and_limits_hold() {
        let model = ScriptedModel::new(["one two three"]);
        let mut stopping = request(1);
        stopping.stop = vec!["two".to_owned()];
        let found = events(&model, stopping);
        assert_eq!(
            (text(&found, 0).as_str(), end(&found, 0)),
            ("one ", Some(FinishReason::StopSequence))
        );
        let mut short = request(1);
        short.max_tokens = 2;
        let found = events(&model, short);
        assert_eq!(
            (text(&found, 0).as_str(), end(&found, 0)),
            ("one two ", Some(FinishReason::MaxTokens))
        );
    }

    #[test]
    fn one_sample_can_be_stopped_while_others_go_on() {
        let model = ScriptedModel::new(["aaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbb"]);
        let request = request(2);
        let control = request.control.clone();
        let found: Vec<_> = block_on(
            model
                .generate(request)
                .inspect(|event| {
                    if matches!(event, Ok(Event::Text { sample: 0, .. })) {
                        control.stop(0);
                    }
                })
                .collect(),
        );
        assert_eq!(
            (text(&found, 0).len(), end(&found, 0)),
            (5, Some(FinishReason::Stopped))
        );
        assert_eq!(
            (text(&found, 1).len(), end(&found, 1)),
            (20, Some(FinishReason::EndOfText))
        );
    }

    #[test]
    fn it_fails_where_it_was_told_to() {
        let failure = ScriptedFailure {
            sample: 0,
            after_bytes: 7,
            message: "out of memory".to_owned(),
        };
        let delay = Some(Duration::from_millis(1));
        let options = ScriptedOptions {
            failure: Some(failure),
            delay,
            ..Default::default()
        };
        let model = ScriptedModel::with_options(["0123456789"], options);
        let found = events(&model, request(1));
        assert_eq!(text(&found, 0), "0123456");
        assert!(matches!(found.last(), Some(Err(ModelError::Engine(m))) if m == "out of memory"));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let options = ScriptedOptions {
            context_len: Some(101),
            ..Default::default()
        };
        let model = ScriptedModel::with_options(["x"], options);
        let found = events(&model, request(1));
        assert!(matches!(
            found[..],
            [Err(ModelError::ContextOverflow { prompt: 2, .. })]
        ));
        assert_eq!(block_on(model.count_tokens("12345")).unwrap(), 2);
    }
}
