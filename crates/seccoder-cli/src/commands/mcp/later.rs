//! A retriever that is made while the server serves already.
//!
//! Clients give a server seconds to answer for the first time; embedding a new database takes
//! longer. Whoever asks before it is ready waits, and hears why it failed if it did.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use seccoder::method::Method;
use seccoder::retriever::{Hit, Retrieval, RetrieveError, Retriever};

use crate::databases::Opened;
use crate::options::EmbedderArgs;
use crate::setup::Context;

type Made = Result<Arc<dyn Retriever>, String>;

/// The retriever of method `auto`, which comes later.
pub struct LaterRetriever {
    made: Shared<BoxFuture<'static, Made>>,
}

impl LaterRetriever {
    /// Begins to make it.
    pub fn start(context: Context, opened: Opened, embedder: EmbedderArgs) -> Self {
        let making = tokio::spawn(async move {
            let made = context.retriever_of(&opened, Method::Auto, &embedder).await;
            let made = match made {
                Ok(Some(made)) => Ok(made),
                Ok(None) => Err("method auto has no retriever".to_owned()),
                Err(failure) => Err(failure.to_string()),
            };
            if let Err(reason) = &made {
                tracing::warn!("examples cannot be searched: {reason}");
            }
            made
        });
        let made = async move { making.await.unwrap_or_else(|error| Err(error.to_string())) };
        Self {
            made: made.boxed().shared(),
        }
    }
}

impl Retriever for LaterRetriever {
    fn name(&self) -> &str {
        "facets"
    }

    fn retrieve<'a>(
        &'a self,
        retrieval: &'a Retrieval<'a>,
    ) -> BoxFuture<'a, Result<Vec<Hit>, RetrieveError>> {
        Box::pin(async move {
            let made = self.made.clone().await;
            made.map_err(RetrieveError::Unavailable)?
                .retrieve(retrieval)
                .await
        })
    }
}
