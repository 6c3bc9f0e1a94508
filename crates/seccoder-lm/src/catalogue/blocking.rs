//! Disk and hash work off the async threads, that stops when its caller is dropped.
//!
//! Tokio cannot stop a blocking job. So a job is handed a [`Ticker`] that tells it
//! when nobody waits any more, and it holds the model's lock until it is over:
//! a pull that was cancelled never writes beside the next one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use super::error::StoreError;
use super::lock::ModelLock;

/// How often progress is told.
pub(super) const TELL: Duration = Duration::from_millis(250);

/// Counts what a blocking job did, and tells it when to stop.
#[derive(Debug, Default)]
pub(super) struct Ticker {
    done: AtomicU64,
    stopped: AtomicBool,
}

impl Ticker {
    /// Counts bytes; fails when the caller has gone.
    pub(super) fn add(&self, bytes: usize) -> Result<(), StoreError> {
        self.done.fetch_add(bytes as u64, Ordering::Relaxed);
        if self.stopped.load(Ordering::Relaxed) {
            Err(StoreError::Interrupted)
        } else {
            Ok(())
        }
    }
}

/// Tells the job to stop when the future that waits for it is dropped.
struct StopOnDrop(Arc<Ticker>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.stopped.store(true, Ordering::Relaxed);
    }
}

/// Runs `work` on a blocking thread, and `tell`s the bytes it counted now and then.
pub(super) async fn run<T, E>(
    lock: &Arc<ModelLock>,
    tell: impl Fn(u64),
    work: impl FnOnce(&Ticker) -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let ticker = Arc::new(Ticker::default());
    let stop = StopOnDrop(Arc::clone(&ticker));
    let lock = Arc::clone(lock);
    let mut job = tokio::task::spawn_blocking(move || {
        let result = work(&ticker);
        drop(lock);
        result
    });
    loop {
        match tokio::time::timeout(TELL, &mut job).await {
            Ok(Ok(result)) => return result,
            Ok(Err(error)) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            // The runtime is being shut down.
            Ok(Err(_)) => return Err(StoreError::Interrupted.into()),
            Err(_) => tell(stop.0.done.load(Ordering::Relaxed)),
        }
    }
}
