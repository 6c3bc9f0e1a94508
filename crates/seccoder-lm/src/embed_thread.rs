//! An embedder's thread: it loads the model, then answers one request after the other.
//!
//! What is loaded stays on that thread; callers of any runtime wait for their answer.

use std::sync::mpsc;
use std::thread::JoinHandle;

use futures::FutureExt;
use futures::future::BoxFuture;
use seccoder::embedder::{EmbedError, EmbedRole};
use tokio::sync::oneshot;

/// One request: texts, and where their vectors go.
struct Job {
    role: EmbedRole,
    texts: Vec<String>,
    answer: oneshot::Sender<Result<Vec<Vec<f32>>, String>>,
}

/// The requests, as the thread sees them.
pub(crate) struct Jobs(mpsc::Receiver<Job>);

impl Jobs {
    /// Answers every request until the embedder is dropped.
    pub(crate) fn serve(
        self,
        mut embed: impl FnMut(EmbedRole, &[String]) -> Result<Vec<Vec<f32>>, String>,
    ) {
        for job in self.0 {
            // Nobody waiting any more is no error.
            let _ = job.answer.send(embed(job.role, &job.texts));
        }
    }
}

/// The thread of an embedder, and what the embedder is called.
pub(crate) struct EmbedThread {
    name: String,
    fingerprint: String,
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl EmbedThread {
    /// Starts `serve`, which loads and then calls [`Jobs::serve`], after a failed load too, so that
    /// every request gets the reason.
    pub(crate) fn start(
        name: String,
        fingerprint: String,
        serve: impl FnOnce(Jobs) + Send + 'static,
    ) -> Self {
        let (jobs, queue) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("embedder".to_owned())
            .spawn(move || serve(Jobs(queue)))
            .ok();
        Self {
            name,
            fingerprint,
            jobs: Some(jobs),
            thread,
        }
    }

    /// See [`seccoder::embedder::Embedder::name`].
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// See [`seccoder::embedder::Embedder::fingerprint`].
    pub(crate) fn fingerprint(&self) -> BoxFuture<'_, Result<String, EmbedError>> {
        async { Ok(self.fingerprint.clone()) }.boxed()
    }

    /// See [`seccoder::embedder::Embedder::embed`].
    pub(crate) fn embed<'a>(
        &'a self,
        role: EmbedRole,
        texts: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<Vec<f32>>, EmbedError>> {
        async move {
            let (answer, vectors) = oneshot::channel();
            let job = Job {
                role,
                texts: texts.to_vec(),
                answer,
            };
            self.jobs
                .as_ref()
                .and_then(|jobs| jobs.send(job).ok())
                .ok_or_else(|| self.failed("its thread has ended"))?;
            let vectors = vectors
                .await
                .map_err(|_| self.failed("its thread has ended"))?;
            vectors.map_err(|reason| self.failed(&reason))
        }
        .boxed()
    }

    fn failed(&self, reason: &str) -> EmbedError {
        EmbedError::Failed {
            name: self.name.clone(),
            reason: reason.to_owned(),
        }
    }
}

impl Drop for EmbedThread {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
