//! Engines that wait, load, or say nonsense.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_stream::stream;
use futures::future::{BoxFuture, pending};
use futures::stream::{self, BoxStream, StreamExt};
use seccoder::auto::ShowingByStyle;
use seccoder::model::{
    Capabilities, Event, FinishReason, GenerateRequest, LanguageModel, ModelError, ModelInfo,
};
use tokio::sync::Semaphore;

/// Waiting for longer than this is a failure of the test, not of a slow machine.
pub(super) const FOREVER: Duration = Duration::from_secs(60);

/// A model that says `done` once it is let.
#[derive(Clone)]
pub(super) struct Gated {
    /// Requests that may end.
    pub gate: Arc<Semaphore>,
    /// Requests that run now.
    pub running: Arc<AtomicUsize>,
    /// Requests that ever ran.
    pub begun: Arc<AtomicUsize>,
}

struct Running(Arc<AtomicUsize>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Gated {
    pub(super) fn new() -> Self {
        Self {
            gate: Arc::new(Semaphore::new(0)),
            running: Arc::default(),
            begun: Arc::default(),
        }
    }

    /// Waits until so many requests run.
    pub(super) async fn until_running(&self, wanted: usize) {
        let reached = async {
            while self.running.load(Ordering::SeqCst) != wanted {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(FOREVER, reached).await.unwrap();
    }

    pub(super) fn begun(&self) -> usize {
        self.begun.load(Ordering::SeqCst)
    }
}

fn info() -> ModelInfo {
    ModelInfo {
        name: "test".to_owned(),
        engine: "test".to_owned(),
        fingerprint: Some("0123456789abcdef0123".to_owned()),
        context_len: None,
        on_this_machine: true,
        sees_private: true,
        capabilities: Capabilities {
            raw: true,
            fim: true,
            chat: true,
            exact_token_counts: false,
        },
        auto: ShowingByStyle::default(),
    }
}

impl LanguageModel for Gated {
    fn info(&self) -> BoxFuture<'_, Result<ModelInfo, ModelError>> {
        Box::pin(async { Ok(info()) })
    }

    fn count_tokens<'a>(&'a self, text: &'a str) -> BoxFuture<'a, Result<usize, ModelError>> {
        Box::pin(async { Ok(text.len()) })
    }

    fn generate(&self, _: GenerateRequest) -> BoxStream<'static, Result<Event, ModelError>> {
        let model = self.clone();
        stream! {
            model.begun.fetch_add(1, Ordering::SeqCst);
            model.running.fetch_add(1, Ordering::SeqCst);
            let _running = Running(model.running.clone());
            yield Ok(Event::PromptRead { tokens: None, cached: 3 });
            model.gate.acquire().await.unwrap().forget();
            yield Ok(Event::Text { sample: 0, text: "done".to_owned() });
            let reason = FinishReason::EndOfText;
            yield Ok(Event::Finished { sample: 0, reason, tokens: None });
        }
        .boxed()
    }
}

/// A model that says exactly these events.
pub(super) struct Telling(pub Vec<Event>);

impl LanguageModel for Telling {
    fn info(&self) -> BoxFuture<'_, Result<ModelInfo, ModelError>> {
        Box::pin(async { Ok(info()) })
    }

    fn count_tokens<'a>(&'a self, text: &'a str) -> BoxFuture<'a, Result<usize, ModelError>> {
        Box::pin(async { Ok(text.len()) })
    }

    fn generate(&self, _: GenerateRequest) -> BoxStream<'static, Result<Event, ModelError>> {
        stream::iter(self.0.clone().into_iter().map(Ok)).boxed()
    }
}

/// A model that loads for ever, or could not be loaded.
pub(super) struct Unloaded {
    pub reason: Option<&'static str>,
}

impl LanguageModel for Unloaded {
    fn info(&self) -> BoxFuture<'_, Result<ModelInfo, ModelError>> {
        Box::pin(async {
            match self.reason {
                None => pending().await,
                Some(reason) => Err(ModelError::Load {
                    name: "test".to_owned(),
                    reason: reason.to_owned(),
                }),
            }
        })
    }

    fn count_tokens<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<usize, ModelError>> {
        Box::pin(async { Ok(0) })
    }

    fn generate(&self, _: GenerateRequest) -> BoxStream<'static, Result<Event, ModelError>> {
        stream::pending().boxed()
    }
}
