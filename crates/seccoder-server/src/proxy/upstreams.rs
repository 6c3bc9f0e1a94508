//! The upstream without the headers that are not for the client, whoever asks it.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Response;
use futures::FutureExt;
use futures::future::BoxFuture;
use seccoder::model::ModelInfo;

use super::headers::clean_answer;
use crate::upstream::{Upstream, UpstreamError, UpstreamRequest};

/// An upstream whose answers have no header of its connection, and none in our name.
pub(super) struct Cleaned(Arc<dyn Upstream>);

impl Cleaned {
    /// Cleans the answers of this one.
    pub(super) fn new(inner: Arc<dyn Upstream>) -> Self {
        Self(inner)
    }
}

impl Upstream for Cleaned {
    fn place(&self) -> &str {
        self.0.place()
    }

    fn model(&self, name: Option<&str>) -> ModelInfo {
        self.0.model(name)
    }

    fn send(
        &self,
        request: UpstreamRequest,
    ) -> BoxFuture<'_, Result<Response<Body>, UpstreamError>> {
        let cleaned = |answer: Result<Response<Body>, _>| {
            let mut answer = answer?;
            clean_answer(answer.headers_mut());
            Ok(answer)
        };
        self.0.send(request).map(cleaned).boxed()
    }

    fn ready(&self) -> BoxFuture<'_, Result<(), String>> {
        self.0.ready()
    }
}
