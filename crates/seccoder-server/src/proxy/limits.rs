//! How large, how many, how slow: what a client may ask of us.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use super::ProxyOptions;
use super::errors::Refusal;

/// A body has this many times the longest wait for its next piece: one that trickles does not
/// hold its place for ever.
const WAITS: u32 = 30;
/// Room that a body's announced length may take before it comes.
const AHEAD: u64 = 1 << 20;

/// A request's place among those that run. Dropping it makes room.
pub(super) type Place = OwnedSemaphorePermit;

/// The limits.
#[derive(Debug)]
pub(super) struct Limits {
    places: Arc<Semaphore>,
    max_body: usize,
    wait: Duration,
}

impl Limits {
    /// Those of the options.
    pub(super) fn new(options: &ProxyOptions) -> Self {
        let places = options.max_concurrent.min(Semaphore::MAX_PERMITS);
        Self {
            places: Arc::new(Semaphore::new(places)),
            max_body: options.max_body,
            wait: options.header_timeout,
        }
    }

    /// A place, at once.
    ///
    /// # Errors
    /// When none is free.
    pub(super) fn place(&self) -> Result<Place, Refusal> {
        let place = self.places.clone().try_acquire_owned();
        place.map_err(|_| Refusal::full())
    }

    /// The whole body.
    ///
    /// # Errors
    /// When it is too large, stalls, takes too long, or breaks off.
    pub(super) async fn read(&self, mut body: Body) -> Result<Bytes, Refusal> {
        let announced = body.size_hint().lower();
        if announced > self.max_body as u64 {
            return Err(Refusal::too_large(self.max_body));
        }
        let room = usize::try_from(announced.min(AHEAD)).unwrap_or_default();
        let mut read = BytesMut::with_capacity(room);
        let end = Instant::now() + self.wait * WAITS;
        loop {
            let next = end.min(Instant::now() + self.wait);
            let frame = match timeout_at(next, body.frame()).await {
                Err(_) => return Err(Refusal::too_slow()),
                Ok(None) => return Ok(read.freeze()),
                Ok(Some(frame)) => frame.map_err(|_| Refusal::broken_body())?,
            };
            // Trailers say nothing that we use.
            let Ok(data) = frame.into_data() else {
                continue;
            };
            if data.len() > self.max_body - read.len() {
                return Err(Refusal::too_large(self.max_body));
            }
            read.extend_from_slice(&data);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::{StreamExt, stream};

    use super::*;

    fn limits() -> Limits {
        Limits::new(&ProxyOptions {
            max_body: 8,
            max_concurrent: 1,
            header_timeout: Duration::from_millis(50),
            ..ProxyOptions::default()
        })
    }

    fn pieces(pieces: Vec<Result<&'static str, std::io::Error>>) -> Body {
        Body::from_stream(stream::iter(pieces))
    }

    #[tokio::test]
    async fn a_body_is_read_up_to_the_limit_and_not_beyond() {
        let limits = limits();
        let read = limits.read(pieces(vec![Ok("1234"), Ok("5678")])).await;
        assert_eq!(read.unwrap(), "12345678");
        for long in [
            pieces(vec![Ok("12345678"), Ok("9")]),
            Body::from("123456789"),
        ] {
            let refused = limits.read(long).await.unwrap_err();
            assert_eq!(refused.status().as_u16(), 413);
        }
    }

    #[tokio::test]
    async fn a_body_that_stalls_or_breaks_off_is_refused() {
        let limits = limits();
        let first = stream::iter([Ok::<_, std::io::Error>("1")]);
        let stalled = Body::from_stream(first.chain(stream::pending()));
        let refused = limits.read(stalled).await.unwrap_err();
        assert_eq!(refused.status().as_u16(), 408);
        let broken = pieces(vec![Ok("1"), Err(std::io::Error::other("gone"))]);
        let refused = limits.read(broken).await.unwrap_err();
        assert_eq!(refused.status().as_u16(), 400);
    }

    #[test]
    fn there_are_so_many_places_and_a_dropped_one_is_free_again() {
        let limits = limits();
        let place = limits.place().unwrap();
        assert_eq!(limits.place().unwrap_err().status().as_u16(), 503);
        drop(place);
        assert!(limits.place().is_ok());
    }
}
