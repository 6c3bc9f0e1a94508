//! A language model behind an endpoint.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use async_stream::try_stream;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{Stream, StreamExt, pin_mut};
use seccoder::auto::ShowingByStyle;
use seccoder::model::{
    Capabilities, Decoding, Event, GenerateRequest, LanguageModel, ModelError, ModelInfo,
    ModelInput,
};

use super::answer::Samples;
use super::client::Client;
use super::config::{ConfigError, OpenAiConfig};
use super::pieces::{self, Piece};
use super::request;
use super::response::Answer;
use super::runtime;
use super::shape::Quirks;

/// How often a waiting request looks whether its samples were stopped.
const STOP_CHECK: Duration = Duration::from_millis(50);
/// The longest wait for token counts after the text is complete.
const USAGE_WAIT: Duration = Duration::from_secs(2);
/// Bytes per token of the estimate. Code has three to four in today's vocabularies.
const ESTIMATED_TOKEN_BYTES: usize = 3;

/// A language model behind an endpoint that speaks the OpenAI protocol.
///
/// Samples are asked for at once (`n`); from a server that takes or answers fewer, the
/// missing ones are asked for one after another with the seeds that follow. Dropping the
/// stream, or stopping all samples, closes the connection.
#[derive(Debug, Clone)]
pub struct OpenAiEngine(Arc<Core>);

#[derive(Debug)]
struct Core {
    client: Arc<Client>,
    quirks: Quirks,
}

impl OpenAiEngine {
    /// Sets the engine up. Nothing is sent before the first request.
    ///
    /// # Errors
    /// When the HTTP client cannot be set up.
    pub fn new(config: OpenAiConfig) -> Result<Self, ConfigError> {
        let client = Client::new(config)?;
        Ok(Self(Arc::new(Core {
            client,
            quirks: Quirks::default(),
        })))
    }

    /// How the endpoint is reached.
    #[must_use]
    pub fn config(&self) -> &OpenAiConfig {
        self.0.client.config()
    }
}

impl LanguageModel for OpenAiEngine {
    fn info(&self) -> BoxFuture<'_, Result<ModelInfo, ModelError>> {
        let client = &self.0.client;
        runtime::future_on(client.runtime(), async move {
            let config = client.config();
            let styles = config.styles;
            Ok(ModelInfo {
                name: client.model().await?.to_owned(),
                engine: "openai".to_owned(),
                fingerprint: None,
                context_len: config.context_len,
                on_this_machine: config.is_loopback(),
                sees_private: config.sees_private(),
                capabilities: Capabilities {
                    raw: styles.raw,
                    fim: styles.fim,
                    chat: styles.chat,
                    exact_token_counts: false,
                },
                auto: ShowingByStyle::default(),
            })
        })
    }

    /// A cautious estimate, a third of the bytes: rather too many tokens than too few.
    fn count_tokens<'a>(&'a self, text: &'a str) -> BoxFuture<'a, Result<usize, ModelError>> {
        let tokens = text.len().div_ceil(ESTIMATED_TOKEN_BYTES);
        Box::pin(std::future::ready(Ok(tokens)))
    }

    fn generate(&self, request: GenerateRequest) -> BoxStream<'static, Result<Event, ModelError>> {
        let runtime = self.0.client.runtime();
        runtime::stream_on(runtime, run(Arc::clone(&self.0), request))
    }
}

/// What waiting for the server led to.
enum Waited<T> {
    /// The server did what was waited for.
    Ready(T),
    /// The caller stopped all samples that this was about.
    Stopped,
}

/// All events of one request.
fn run(
    core: Arc<Core>,
    request: GenerateRequest,
) -> impl Stream<Item = Result<Event, ModelError>> + Send {
    try_stream! {
        core.check(&request)?;
        let mut samples = Samples::new(&request);
        let mut many = true;
        loop {
            for event in samples.stopped() {
                yield event;
            }
            many &= core.quirks.shape().many;
            let Some(part) = samples.next_part(many) else { break };
            let Waited::Ready(asked) = or_stopped(&samples, core.ask(&request, part)).await else {
                continue;
            };
            let (answer, part) = asked?;
            many &= samples.narrow(&part);
            let site = answer.site().clone();
            let pieces = pieces::of_answer(answer);
            pin_mut!(pieces);
            let mut complete = false;
            while !samples.part_is_finished() {
                let next = or_stopped(&samples, next_piece(&mut pieces, &samples)).await;
                let Waited::Ready(next) = next else {
                    for event in samples.stopped() {
                        yield event;
                    }
                    continue;
                };
                match next? {
                    Some(Piece::Chunk(chunk)) => {
                        for event in samples.take(&chunk, &site)? {
                            // The caller may stop a sample while it looks at the events before.
                            if let Some(event) = samples.still_wanted(event) {
                                yield event;
                            }
                        }
                    }
                    Some(Piece::Done) => {
                        complete = true;
                        break;
                    }
                    None => break,
                }
            }
            if !samples.part_is_finished() {
                for event in samples.end_of_answer(complete, &site)? {
                    if let Some(event) = samples.still_wanted(event) {
                        yield event;
                    }
                }
                if !samples.part_is_finished() {
                    core.quirks.ignores_n();
                }
            }
        }
    }
}

impl Core {
    /// Refuses what no endpoint could answer, and what this one does not serve.
    fn check(&self, request: &GenerateRequest) -> Result<(), ModelError> {
        let invalid = |text: &str| Err(ModelError::InvalidRequest(text.to_owned()));
        if request.samples == 0 || request.max_tokens == 0 {
            return invalid("at least one sample and one token must be asked for");
        }
        if let Decoding::Sample {
            temperature, top_p, ..
        } = request.decoding
            && !(temperature.is_finite() && temperature > 0.0 && top_p > 0.0 && top_p <= 1.0)
        {
            return invalid("the temperature must be above 0 and top_p in (0, 1]");
        }
        let styles = self.client.config().styles;
        let (served, what) = match request.input {
            ModelInput::Raw { .. } => (styles.raw, "raw text"),
            ModelInput::Fim { .. } => (styles.fim, "fill-in-the-middle"),
            ModelInput::Chat { .. } => (styles.chat, "chat"),
        };
        if served {
            Ok(())
        } else {
            Err(self.unsupported(what.to_owned()))
        }
    }

    fn unsupported(&self, what: String) -> ModelError {
        let config = self.client.config();
        let name = config
            .model
            .clone()
            .unwrap_or_else(|| config.base_url.to_string());
        ModelError::Unsupported { name, what }
    }

    /// Asks for some samples, with less and less that a server may refuse. Returns the
    /// answer and the samples it is about.
    async fn ask(
        &self,
        request: &GenerateRequest,
        mut part: Range<usize>,
    ) -> Result<(Answer, Range<usize>), ModelError> {
        let model = self.client.model().await?;
        let mut shape = self.quirks.shape();
        loop {
            if !shape.many {
                part.end = part.start + 1;
            }
            let body = request::body(model, request, &part, shape);
            match self.client.post(request::path(&request.input), &body).await {
                Ok(answer) => {
                    self.quirks.learn(shape, request.decoding);
                    return Ok((answer, part));
                }
                Err(error) => match shape.weaker(&error, part.len(), request.stop.len()) {
                    Some(weaker) => shape = weaker,
                    None => return Err(self.about_suffix(error, &request.input)),
                },
            }
        }
    }

    /// Names a refusal of the suffix what it is: a style that is not supported.
    fn about_suffix(&self, error: ModelError, input: &ModelInput) -> ModelError {
        match &error {
            ModelError::Refused {
                message,
                status: 400..=599,
                ..
            } if matches!(input, ModelInput::Fim { .. })
                && message.to_ascii_lowercase().contains("suffix") =>
            {
                self.unsupported(format!("fill-in-the-middle: {message}"))
            }
            _ => error,
        }
    }
}

/// Waits for the server, but not for samples that nobody wants any more.
async fn or_stopped<T>(samples: &Samples, work: impl Future<Output = T>) -> Waited<T> {
    pin_mut!(work);
    loop {
        if samples.part_is_stopped() {
            return Waited::Stopped;
        }
        if let Ok(output) = tokio::time::timeout(STOP_CHECK, &mut work).await {
            return Waited::Ready(output);
        }
    }
}

/// The next piece. Once all text is there, trouble with what follows is no trouble.
async fn next_piece(
    pieces: &mut (impl Stream<Item = Result<Piece, ModelError>> + Unpin),
    samples: &Samples,
) -> Result<Option<Piece>, ModelError> {
    if !samples.part_has_ended() {
        return pieces.next().await.transpose();
    }
    match tokio::time::timeout(USAGE_WAIT, pieces.next()).await {
        Ok(Some(Ok(piece))) => Ok(Some(piece)),
        _ => Ok(None),
    }
}
