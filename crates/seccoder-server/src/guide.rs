//! Finds the demonstration for what a request writes, within a deadline.
//!
//! Whoever waits for code does not wait for us: a retrieval that takes longer than the deadline is
//! left to finish by itself (its embedding is kept for the next keystroke) and the request goes on
//! without. What was shown, or why nothing was, is always said ([`Guidance`]).

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use seccoder::method::Method;
use seccoder::model::{Event, GenerateRequest, LanguageModel, ModelError, ModelInfo};
use seccoder::pipeline::{
    Against, Augmented, CompletionRequest, Lesson, Pipeline, PipelineError, RetrievalFailure,
};
use seccoder::prompt::PromptStyle;
use seccoder::query::Query;
use seccoder::request::understand;
use seccoder::response::Outcome;
use seccoder::retriever::Retriever;
use tokio::sync::Semaphore;

mod cache;

pub use cache::CachingEmbedder;

/// Hits of which a response can say what became of them.
const EXPLAINED: usize = 3;
/// Retrievals that run at the same time, those that nobody waits for any more included. Further
/// requests wait for their turn within their deadline.
const RETRIEVALS: usize = 8;

/// What a request wants of us, beside the upstream's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wish {
    /// Nothing is added to it.
    pub off: bool,
    /// The method; `None` is the server's.
    pub method: Option<Method>,
    /// Demonstrations at most; `None` is the server's.
    pub k: Option<usize>,
    /// Whether the answer is looked at by the analyzers; `None` is the server's choice.
    pub check: Option<bool>,
    /// Whether the answer shall have a field `seccoder`.
    pub report: bool,
}

/// Code that a request writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    /// The program and what is wanted.
    pub query: Query,
    /// How the prompt is put.
    pub style: PromptStyle,
}

/// What there is to show.
#[derive(Debug, Clone)]
pub enum Guidance {
    /// The prompt with its demonstrations.
    Show(Box<Augmented>),
    /// The request goes on as it is.
    Nothing(Why),
}

/// Why nothing is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The request asked for nothing.
    Off,
    /// The method adds nothing.
    MethodNone,
    /// The request writes no code.
    NoCode,
    /// The request's text has a form that is passed on as it is; with the form.
    Form(&'static str),
    /// No example is likely enough to help.
    Unsure,
    /// Nothing was measured to help this model.
    Silent,
    /// No example fits the budget or the place, or there is none.
    NoneFits,
    /// What would be shown stands in the request already.
    AlreadyThere,
    /// Retrieval took longer than it may.
    Deadline,
    /// Retrieval failed; with the reason.
    Failed(String),
}

impl Why {
    /// A word for headers and metrics.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::MethodNone => "method-none",
            Self::NoCode => "no-code",
            Self::Form(_) => "form",
            Self::Unsure => "unsure",
            Self::Silent => "silent",
            Self::NoneFits => "none-fits",
            Self::AlreadyThere => "already-there",
            Self::Deadline => "deadline",
            Self::Failed(_) => "retrieval-failed",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("switched off for this request"),
            Self::MethodNone => f.write_str("method none adds nothing"),
            Self::NoCode => f.write_str("the request writes no code"),
            Self::Form(form) => write!(f, "passed on as it is: {form}"),
            Self::Unsure => f.write_str("no example is likely enough to help"),
            Self::Silent => f.write_str("no example was measured to help this model"),
            Self::NoneFits => f.write_str("no example fits the place or the budget"),
            Self::AlreadyThere => f.write_str("the request has it already"),
            Self::Deadline => f.write_str("retrieval took longer than its deadline"),
            Self::Failed(reason) => write!(f, "retrieval failed: {reason}"),
        }
    }
}

/// How a guide works.
#[derive(Debug, Clone)]
pub struct GuideOptions {
    /// What every request begins with; its query and style are replaced.
    pub request: CompletionRequest,
    /// How long a request waits for its demonstration.
    pub deadline: Duration,
}

/// Finds demonstrations.
#[derive(Clone)]
pub struct Guide {
    retrievers: Arc<HashMap<Method, Arc<dyn Retriever>>>,
    options: Arc<GuideOptions>,
    slots: Arc<Semaphore>,
}

impl Guide {
    /// A guide with a retriever for every method that requests may ask for.
    #[must_use]
    pub fn new(retrievers: HashMap<Method, Arc<dyn Retriever>>, options: GuideOptions) -> Self {
        Self {
            retrievers: Arc::new(retrievers),
            options: Arc::new(options),
            slots: Arc::new(Semaphore::new(RETRIEVALS)),
        }
    }

    /// The method of requests that name none.
    #[must_use]
    pub fn method(&self) -> Method {
        self.options.request.method
    }

    /// What to show for this writing to this model. Never fails: a failure is a reason.
    pub async fn guidance(&self, model: &ModelInfo, writing: &Writing, wish: &Wish) -> Guidance {
        if wish.off {
            return Guidance::Nothing(Why::Off);
        }
        let request = self.request(writing, wish);
        if request.method == Method::None || request.demonstrations == 0 {
            return Guidance::Nothing(Why::MethodNone);
        }
        let pipeline = match self.pipeline(model, request.method) {
            Ok(pipeline) => pipeline,
            Err(why) => return Guidance::Nothing(why),
        };
        let slots = self.slots.clone();
        // In a task of its own: when nobody waits any more, it goes on and fills the cache.
        let finding = tokio::spawn(async move {
            let _slot = slots.acquire_owned().await;
            pipeline.augment(&request).await
        });
        match tokio::time::timeout(self.options.deadline, finding).await {
            Err(_) => Guidance::Nothing(Why::Deadline),
            Ok(Err(broken)) => Guidance::Nothing(Why::Failed(broken.to_string())),
            Ok(Ok(Err(error))) => Guidance::Nothing(failed(error)),
            Ok(Ok(Ok(augmented))) => decided(augmented),
        }
    }

    /// A prompt against what was found in a text that was written for this writing, or the reason
    /// why there is none. It has no deadline: whoever asked for a check waits for it.
    ///
    /// # Errors
    /// When retrieval fails.
    pub async fn against(
        &self,
        model: &ModelInfo,
        writing: &Writing,
        wish: &Wish,
        against: &Against<'_>,
    ) -> Result<Lesson, PipelineError> {
        let mut request = self.request(writing, wish);
        if request.method == Method::None {
            // Asked to look, it also says what to do.
            request.method = Method::Auto;
        }
        request.demonstrations = request.demonstrations.max(1);
        request.on_retrieval_failure = RetrievalFailure::Fail;
        let pipeline = self
            .pipeline(model, request.method)
            .map_err(|_| PipelineError::NoRetriever(request.method))?;
        pipeline
            .augment_against(&request, model, writing.style, against)
            .await
    }

    fn request(&self, writing: &Writing, wish: &Wish) -> CompletionRequest {
        let defaults = &self.options.request;
        let mut query = writing.query.clone();
        // Without a language there is no comment to put an example into.
        query.language = query.language.or_else(|| understand(&query).language);
        CompletionRequest {
            query,
            style: Some(writing.style),
            method: wish.method.unwrap_or(defaults.method),
            demonstrations: wish.k.unwrap_or(defaults.demonstrations),
            on_retrieval_failure: RetrievalFailure::Fail,
            explain: EXPLAINED,
            ..defaults.clone()
        }
    }

    fn pipeline(&self, model: &ModelInfo, method: Method) -> Result<Pipeline, Why> {
        let retriever = self
            .retrievers
            .get(&method)
            .ok_or_else(|| Why::Failed(format!("method {method} is not offered by this server")))?;
        let mut model = model.clone();
        // Which style a request has was decided by its client.
        let can = &mut model.capabilities;
        (can.raw, can.fim, can.chat) = (true, true, true);
        let model = Arc::new(Described(model));
        Ok(Pipeline::new(model, Some(retriever.clone())))
    }
}

fn failed(error: PipelineError) -> Why {
    match error {
        PipelineError::EmptyProgram => Why::NoCode,
        error => Why::Failed(error.to_string()),
    }
}

/// A prompt with a demonstration is shown; of one without the reason is that of its best hit.
fn decided(augmented: Augmented) -> Guidance {
    if !augmented.demonstrations.is_empty() {
        return Guidance::Show(Box::new(augmented));
    }
    let best = augmented.considered.first().map(|of| of.outcome);
    Guidance::Nothing(match best {
        Some(Outcome::Unsure { .. }) => Why::Unsure,
        Some(Outcome::Silent) => Why::Silent,
        _ => Why::NoneFits,
    })
}

/// A model that is known by description alone: another server has it, or the engine is busy with
/// somebody else's completion. Its tokens are estimated, cautiously.
struct Described(ModelInfo);

/// Bytes of code for each token; models have three to four.
const BYTES_A_TOKEN: usize = 3;

impl LanguageModel for Described {
    fn info(&self) -> BoxFuture<'_, Result<ModelInfo, ModelError>> {
        Box::pin(async { Ok(self.0.clone()) })
    }

    fn count_tokens<'a>(&'a self, text: &'a str) -> BoxFuture<'a, Result<usize, ModelError>> {
        Box::pin(async { Ok(text.len().div_ceil(BYTES_A_TOKEN)) })
    }

    fn generate(&self, _: GenerateRequest) -> BoxStream<'static, Result<Event, ModelError>> {
        let error = ModelError::Unsupported {
            name: self.0.name.clone(),
            what: "generating by its description".to_owned(),
        };
        stream::iter([Err(error)]).boxed()
    }
}

/// How long something took, in milliseconds.
#[must_use]
pub fn millis_since(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests;
