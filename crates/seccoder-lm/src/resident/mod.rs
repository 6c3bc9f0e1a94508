//! A model in this process: it loads in the background, so that retrieval can run meanwhile, and
//! then serves requests one after another on a thread of its own.
//!
//! What the engines share whatever computes the logits: this handle, a sample while it is generated
//! ([`sample`]), and the healing of a prompt's end ([`healing`]).

pub(crate) mod healing;
pub(crate) mod sample;

use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;

use futures::StreamExt;
use futures::stream::{self, BoxStream};
use seccoder::model::{Event, GenerateRequest, ModelError};
use tokio::sync::{mpsc as channel, watch};

/// The state of loading: `None` while it runs.
type Loading<L> = Option<Result<Arc<L>, String>>;

/// A request on its way to the model's thread.
pub(crate) struct Job {
    pub request: GenerateRequest,
    events: channel::UnboundedSender<Result<Event, ModelError>>,
}

/// Whether anybody still listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    Going,
    Cancelled,
}

impl Job {
    /// Passes an event on.
    pub(crate) fn send(&self, event: Event) -> Progress {
        match self.events.send(Ok(event)) {
            Ok(()) => Progress::Going,
            Err(_) => Progress::Cancelled,
        }
    }

    /// Passes a failure on; nothing follows it.
    pub(crate) fn fail(&self, error: ModelError) {
        // Nobody waiting any more is no error.
        let _ = self.events.send(Err(error));
    }

    /// Whether the request still matters to anybody.
    pub(crate) fn progress(&self) -> Progress {
        if self.events.is_closed() {
            Progress::Cancelled
        } else {
            Progress::Going
        }
    }
}

/// The handle of a model; `L` is what is known about it once it is loaded.
pub(crate) struct Resident<L> {
    name: String,
    loading: watch::Receiver<Loading<L>>,
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl<L: Send + Sync + 'static> Resident<L> {
    /// Starts loading; errors appear at the first use. `load` returns what is known about the
    /// model and what `serve` needs to answer requests until every handle is gone.
    pub(crate) fn open<W>(
        name: String,
        engine: &str,
        load: impl FnOnce() -> Result<(Arc<L>, W), String> + Send + 'static,
        serve: impl FnOnce(W, &mpsc::Receiver<Job>) + Send + 'static,
    ) -> Self {
        let (announce, loading) = watch::channel(None);
        let (jobs, queue) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name(engine.to_owned())
            .spawn(move || match load() {
                Ok((known, worker)) => {
                    let _ = announce.send(Some(Ok(known)));
                    serve(worker, &queue);
                }
                Err(reason) => {
                    let _ = announce.send(Some(Err(reason)));
                }
            })
            .ok();
        Self {
            name,
            loading,
            jobs: Some(jobs),
            thread,
        }
    }

    /// Waits until it is loaded.
    pub(crate) async fn loaded(&self) -> Result<Arc<L>, ModelError> {
        let mut loading = self.loading.clone();
        let state = loading.wait_for(Option::is_some).await;
        match state.as_deref() {
            Ok(Some(Ok(loaded))) => Ok(Arc::clone(loaded)),
            Ok(Some(Err(reason))) => Err(self.load_error(reason)),
            Ok(None) | Err(_) => Err(self.load_error("its thread ended while loading")),
        }
    }

    /// Hands a request to the thread.
    pub(crate) fn generate(
        &self,
        request: GenerateRequest,
    ) -> BoxStream<'static, Result<Event, ModelError>> {
        let (events, receiver) = channel::unbounded_channel();
        let sent = self
            .jobs
            .as_ref()
            .is_some_and(|jobs| jobs.send(Job { request, events }).is_ok());
        if !sent {
            // The thread is gone because loading failed: say why.
            let failure = match &*self.loading.borrow() {
                Some(Err(reason)) => self.load_error(reason),
                _ => ModelError::Engine("the engine's thread has ended".to_owned()),
            };
            return stream::iter([Err(failure)]).boxed();
        }
        let loading = self.loading.clone();
        let name = self.name.clone();
        let first = stream::unfold(receiver, |mut receiver| async move {
            receiver.recv().await.map(|event| (event, receiver))
        });
        // A request that was waiting while loading failed gets the reason too.
        let unanswered = stream::once(async move {
            match &*loading.borrow() {
                Some(Err(reason)) => Some(Err(ModelError::Load {
                    name,
                    reason: reason.clone(),
                })),
                _ => None,
            }
        });
        first
            .chain(unanswered.filter_map(std::future::ready))
            .boxed()
    }

    fn load_error(&self, reason: &str) -> ModelError {
        ModelError::Load {
            name: self.name.clone(),
            reason: reason.to_owned(),
        }
    }
}

impl<L> Drop for Resident<L> {
    /// Waits for the thread, so that nothing computes while the process tears down.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
