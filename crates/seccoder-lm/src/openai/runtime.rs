//! The runtime behind sockets and timers.
//!
//! The model traits know no async runtime, but sockets and timers need tokio's.
//! One thread drives them for the whole process; the futures and streams built
//! here may then be polled by any executor, and dropping them cancels the work.

use std::future::poll_fn;
use std::sync::OnceLock;

use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{FutureExt, Stream, StreamExt};
use tokio::runtime::{Builder, Handle, Runtime};

static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();

/// The runtime, started on first use.
///
/// # Errors
/// When the system gives no thread or no sockets.
pub(crate) fn handle() -> Result<Handle, String> {
    let runtime = RUNTIME.get_or_init(|| {
        Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("seccoder-net")
            .enable_all()
            .build()
            .map_err(|error| error.to_string())
    });
    runtime
        .as_ref()
        .map(|runtime| runtime.handle().clone())
        .map_err(Clone::clone)
}

/// A future that finds the runtime whoever polls it.
pub(crate) fn future_on<'a, F>(handle: Handle, future: F) -> BoxFuture<'a, F::Output>
where
    F: Future + Send + 'a,
{
    let mut future = Box::pin(future);
    poll_fn(move |context| {
        let _entered = handle.enter();
        future.as_mut().poll(context)
    })
    .boxed()
}

/// A stream that finds the runtime whoever polls it.
pub(crate) fn stream_on<S>(handle: Handle, stream: S) -> BoxStream<'static, S::Item>
where
    S: Stream + Send + 'static,
{
    let mut stream = Box::pin(stream);
    stream::poll_fn(move |context| {
        let _entered = handle.enter();
        stream.as_mut().poll_next(context)
    })
    .boxed()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn timers_work_under_a_foreign_executor() {
        let sleep = async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            7
        };
        assert_eq!(
            futures::executor::block_on(future_on(handle().unwrap(), sleep)),
            7
        );
    }
}
