//! An engine of this process, behind the protocol that everybody speaks.
//!
//! Answers `/v1/completions`, `/v1/chat/completions`, `/v1/embeddings` and `/v1/models` as another
//! server would, so that what stands in front needs to know no difference. A request that waits
//! too long in the queue is not ended by us; who gives up drops it. Where a function ends is the
//! client's to say, by its stop sequences.
//!
//! - [`fields`] reads JSON with errors that name the field; [`completions`], [`chat`] and
//!   [`settings`] make an [`order`] of it, [`embeddings`] texts,
//! - [`queue`] says who may use the engine, [`work`] is the engine at work,
//! - [`answer`] writes what comes of it in the forms of [`wire`]; [`failure`] what went wrong.

mod answer;
mod chat;
mod completions;
mod embeddings;
mod failure;
mod fields;
mod models;
mod order;
mod queue;
mod settings;
#[cfg(test)]
mod tests;
mod wire;
mod work;

use std::sync::{Arc, OnceLock};

use axum::body::Body;
use axum::http::Response;
use futures::future::BoxFuture;
use seccoder::auto::ShowingByStyle;
use seccoder::embedder::Embedder;
use seccoder::model::{Capabilities, LanguageModel, ModelInfo};

use self::answer::Head;
use self::failure::Failure;
use self::models::Models;
use self::order::Order;
use self::queue::Queue;
use self::work::Work;
use crate::upstream::{Upstream, UpstreamError, UpstreamRequest};

/// What logs and messages call it, and a model without a name.
const LOCAL: &str = "local";

/// How an engine is served.
#[derive(Debug, Clone, PartialEq)]
pub struct LocalOptions {
    /// The model's names. The first is that of requests which name none.
    pub names: Vec<String>,
    /// Requests that are generated at the same time, at least 1.
    pub concurrent: usize,
    /// Requests that may wait for their turn; further ones are sent away at once.
    pub waiting: usize,
    /// Tokens for each choice where a request says nothing; fewer where they do not fit.
    pub max_tokens: usize,
    /// Temperature where a request says nothing; 0 takes the most likely token.
    pub temperature: f32,
    /// `top_p` where a request says nothing.
    pub top_p: f32,
    /// Seed where a request says nothing; `None` draws a new one each time.
    pub seed: Option<u64>,
    /// Bytes of a body at most.
    pub max_body: usize,
}

impl Default for LocalOptions {
    fn default() -> Self {
        Self {
            names: vec![LOCAL.to_owned()],
            concurrent: 1,
            waiting: 64,
            max_tokens: 512,
            temperature: 1.0,
            top_p: 1.0,
            seed: None,
            max_body: 32 << 20,
        }
    }
}

impl LocalOptions {
    fn default_name(&self) -> &str {
        self.names.first().map_or(LOCAL, String::as_str)
    }

    /// The name under which a request's model is served.
    fn served(&self, asked: Option<String>) -> Result<String, Failure> {
        match asked {
            None => Ok(self.default_name().to_owned()),
            Some(name) if self.names.contains(&name) => Ok(name),
            Some(name) => Err(Failure::unknown_model(
                &name,
                self.names.iter().map(String::as_str),
            )),
        }
    }
}

/// An [`Upstream`] that is an engine of this process.
pub struct LocalUpstream {
    model: Arc<dyn LanguageModel>,
    embedder: Option<Arc<dyn Embedder>>,
    options: LocalOptions,
    /// What became of loading; empty while it runs.
    known: Arc<OnceLock<Result<ModelInfo, String>>>,
    generating: Queue,
    embedding: Queue,
    created: u64,
}

/// What a path serves.
enum Route<'a> {
    Completions,
    Chat,
    Embeddings,
    Models,
    /// One model; its name as the path has it.
    Model(&'a str),
}

impl<'a> Route<'a> {
    fn of(path_and_query: &'a str) -> Option<Self> {
        let path = path_and_query.split('?').next()?;
        match path {
            "/v1/completions" => Some(Self::Completions),
            "/v1/chat/completions" => Some(Self::Chat),
            "/v1/embeddings" => Some(Self::Embeddings),
            "/v1/models" => Some(Self::Models),
            _ => path.strip_prefix("/v1/models/").map(Self::Model),
        }
    }

    const fn method(&self) -> &'static str {
        match self {
            Self::Completions | Self::Chat | Self::Embeddings => "POST",
            Self::Models | Self::Model(_) => "GET",
        }
    }
}

impl LocalUpstream {
    /// Serves a model, and an embedder where there is one. Needs a tokio runtime, which waits for
    /// the model to be loaded; requests may come before.
    #[must_use]
    pub fn new(
        model: Arc<dyn LanguageModel>,
        embedder: Option<Arc<dyn Embedder>>,
        options: LocalOptions,
    ) -> Self {
        let known = Arc::new(OnceLock::new());
        let (loading, announce) = (model.clone(), known.clone());
        tokio::spawn(async move {
            let loaded = loading.info().await.map_err(|error| error.to_string());
            // Nobody else sets it.
            let _ = announce.set(loaded);
        });
        let queue = || Queue::new(options.concurrent, options.waiting);
        Self {
            generating: queue(),
            embedding: queue(),
            created: answer::unix_time(),
            model,
            embedder,
            options,
            known,
        }
    }

    async fn answer(&self, request: &UpstreamRequest) -> Result<Response<Body>, Failure> {
        let route = Route::of(&request.path_and_query).ok_or_else(Failure::unknown_path)?;
        if request.method.as_str() != route.method() {
            return Err(Failure::wrong_method(route.method()));
        }
        if request.body.len() > self.options.max_body {
            return Err(Failure::too_large(self.options.max_body));
        }
        let body = &request.body;
        match route {
            Route::Completions => self.generate(completions::read(body, &self.options)?).await,
            Route::Chat => self.generate(chat::read(body, &self.options)?).await,
            Route::Embeddings => self.embed(body).await,
            Route::Models => Ok(self.models().list()),
            Route::Model(name) => self.models().one(name),
        }
    }

    async fn generate(&self, order: Order) -> Result<Response<Body>, Failure> {
        let slot = self.generating.enter().await?;
        let info = match self.known.get() {
            Some(Ok(info)) => info.clone(),
            _ => {
                let info = self.model.info().await;
                info.map_err(|error| Failure::of_model(&error, order.form.prompt_field()))?
            }
        };
        order.check(info.capabilities)?;
        let head = Head::new(&order, &info);
        let stream = order.settings.stream;
        let max_tokens = self.options.max_tokens;
        let work = Work::start(self.model.clone(), order, slot, max_tokens);
        if stream {
            head.streamed(work).await
        } else {
            head.whole(work).await
        }
    }

    async fn embed(&self, body: &[u8]) -> Result<Response<Body>, Failure> {
        let Some(embedder) = &self.embedder else {
            return Err(Failure::body("no embedder is served here"));
        };
        let wanted = embeddings::read(body, embedder.name())?;
        let _slot = self.embedding.enter().await?;
        embeddings::embed(embedder.as_ref(), wanted).await
    }

    fn models(&self) -> Models<'_> {
        let embedder = self.embedder.as_deref().map(Embedder::name);
        let names = self.options.names.iter().map(String::as_str);
        Models {
            names: names.chain(embedder).collect(),
            created: self.created,
        }
    }
}

impl Upstream for LocalUpstream {
    fn place(&self) -> &str {
        LOCAL
    }

    fn model(&self, name: Option<&str>) -> ModelInfo {
        if let Some(Ok(info)) = self.known.get() {
            return info.clone();
        }
        ModelInfo {
            name: name.unwrap_or(self.options.default_name()).to_owned(),
            engine: LOCAL.to_owned(),
            fingerprint: None,
            context_len: None,
            on_this_machine: true,
            sees_private: true,
            capabilities: Capabilities::default(),
            auto: ShowingByStyle::default(),
        }
    }

    fn send(
        &self,
        request: UpstreamRequest,
    ) -> BoxFuture<'_, Result<Response<Body>, UpstreamError>> {
        Box::pin(async move {
            let answer = self.answer(&request).await;
            Ok(answer.unwrap_or_else(|failure| failure.response()))
        })
    }

    fn ready(&self) -> BoxFuture<'_, Result<(), String>> {
        let ready = match self.known.get() {
            Some(Ok(_)) => Ok(()),
            Some(Err(reason)) => Err(reason.clone()),
            None => Err("the model is still being loaded".to_owned()),
        };
        Box::pin(std::future::ready(ready))
    }
}
