//! An answer on its way to the client: as it comes, piece by piece, and watched.
//!
//! Nothing is held back: a piece is asked of the upstream when the client's connection takes one.
//! Dropping it, as happens when the client leaves, drops the upstream's answer.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, Method, Response, Version, header};
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};

use super::limits::Place;
use super::log::{Ending, Record};

/// The body of an answer that goes through.
struct Relayed {
    inner: Body,
    record: Record,
    /// Bytes that are still to come, where that is known.
    left: Option<u64>,
    _place: Place,
}

/// The answer as it goes to the client. `record` and `place` live as long as it does.
pub(super) fn relayed(
    answer: Response<Body>,
    asked: &Method,
    mut record: Record,
    place: Place,
) -> Response<Body> {
    let (mut parts, inner) = answer.into_parts();
    // Of this connection; the upstream's may be of another version.
    parts.version = Version::HTTP_11;
    record.answered(parts.status);
    let left = length(&parts.headers).or(inner.size_hint().exact());
    // To `HEAD`, a length is told of a body that does not come.
    if inner.is_end_stream() || left == Some(0) || asked == Method::HEAD {
        record.ends(Ending::Whole);
    }
    let body = Relayed {
        inner,
        record,
        left,
        _place: place,
    };
    Response::from_parts(parts, Body::new(body))
}

/// The length that an answer announces.
fn length(headers: &HeaderMap) -> Option<u64> {
    let value = headers.get(header::CONTENT_LENGTH)?;
    value.to_str().ok()?.parse().ok()
}

impl Relayed {
    fn passes(&mut self, frame: &Frame<Bytes>) {
        let Some(data) = frame.data_ref() else {
            return;
        };
        self.record.passes(data.len());
        if let Some(left) = &mut self.left {
            *left = left.saturating_sub(data.len() as u64);
        }
        // The connection does not ask on when it has all that was announced.
        if self.left == Some(0) || self.inner.is_end_stream() {
            self.record.ends(Ending::Whole);
        }
    }
}

impl HttpBody for Relayed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let next = ready!(Pin::new(&mut self.inner).poll_frame(cx));
        match &next {
            None if self.left.is_none_or(|left| left == 0) => self.record.ends(Ending::Whole),
            None | Some(Err(_)) => self.record.ends(Ending::BrokeOff),
            Some(Ok(frame)) => self.passes(frame),
        }
        Poll::Ready(next)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
