//! What a request is shown, decided before it goes on.

use std::time::Instant;

use axum::http::HeaderMap;
use bytes::Bytes;
use futures::future::join_all;
use seccoder::example::ExampleId;
use seccoder::method::Method;
use seccoder::model::ModelInfo;
use seccoder::pipeline::Augmented;
use seccoder::response::{ExampleSummary, Outcome};
use seccoder::retriever::ScoreKind;

use super::Proxy;
use super::errors::Refusal;
use super::log::Record;
use crate::guide::{Guidance, Why, Wish, millis_since};
use crate::openai::{Body, Endpoint, demonstration_text, wish_of_headers};

/// What becomes of a request.
#[derive(Debug)]
pub(super) enum Decision {
    /// These demonstrations are shown; with the place in the request that each prompt is for.
    Shown(Vec<(usize, Box<Augmented>)>),
    /// It goes on as it is.
    Nothing(Why),
}

/// What was read of a request.
#[derive(Debug)]
pub(super) struct Understood {
    /// The request.
    pub body: Body,
    /// The model that it reaches.
    pub model: ModelInfo,
}

/// A request as it goes on, and how that came about.
#[derive(Debug)]
pub(super) struct Plan {
    /// What goes to the upstream.
    pub bytes: Bytes,
    /// What the client wants of us.
    pub wish: Wish,
    /// The method that decided.
    pub method: Method,
    /// What it decided.
    pub decision: Decision,
    /// What was read; `None` for a body that is none of the protocol's.
    pub understood: Option<Understood>,
    /// Reading the request and finding what to show, in milliseconds.
    pub ms: f64,
}

impl Plan {
    /// The examples shown, in the order of the request's prompts.
    pub(super) fn demonstrations(&self) -> impl Iterator<Item = &ExampleSummary> {
        self.prompts().flat_map(|prompt| &prompt.demonstrations)
    }

    /// The prompts with something to show.
    pub(super) fn prompts(&self) -> impl Iterator<Item = &Augmented> {
        let shown = match &self.decision {
            Decision::Shown(shown) => shown.as_slice(),
            Decision::Nothing(_) => &[],
        };
        shown.iter().map(|(_, prompt)| &**prompt)
    }

    /// The ids of the examples shown.
    pub(super) fn ids(&self) -> Vec<ExampleId> {
        self.demonstrations().map(|example| example.id).collect()
    }

    /// Why nothing is shown, if that is so.
    pub(super) fn why(&self) -> Option<&Why> {
        match &self.decision {
            Decision::Shown(_) => None,
            Decision::Nothing(why) => Some(why),
        }
    }

    /// Tokens that the demonstrations add, estimated.
    pub(super) fn tokens(&self) -> usize {
        let looked_at = self.prompts().flat_map(|prompt| &prompt.considered);
        let added = looked_at.map(|one| match one.outcome {
            Outcome::Used { tokens, .. } => tokens,
            _ => 0,
        });
        added.sum()
    }
}

impl Proxy {
    /// Decides what a request is shown.
    ///
    /// # Errors
    /// When what it wants of us makes no sense; never for what only the upstream reads.
    pub(super) async fn plan(
        &self,
        endpoint: Endpoint,
        headers: &HeaderMap,
        bytes: Bytes,
    ) -> Result<Plan, Refusal> {
        let start = Instant::now();
        let header = |name: &str| {
            let value = headers.get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let wish = wish_of_headers(header).map_err(|fault| Refusal::invalid_wish(&fault))?;
        let Ok(body) = Body::parse(endpoint, bytes.clone()) else {
            // The upstream has its own words for that.
            return Ok(Plan {
                bytes,
                wish,
                method: self.guide.method(),
                decision: Decision::Nothing(Why::Form("the body is no JSON object")),
                understood: None,
                ms: millis_since(start),
            });
        };
        let in_body = body.wish().map_err(|fault| Refusal::invalid_wish(&fault))?;
        let wish = wish.or(in_body);
        let model = self.upstream.model(body.model());
        let (decision, bytes) = self.decide(&body, &model, &wish).await;
        Ok(Plan {
            bytes,
            wish,
            method: wish.method.unwrap_or_else(|| self.guide.method()),
            decision,
            understood: Some(Understood { body, model }),
            ms: millis_since(start),
        })
    }

    /// The decision, and the bytes that it makes of the request.
    async fn decide(&self, body: &Body, model: &ModelInfo, wish: &Wish) -> (Decision, Bytes) {
        let mut why = None;
        let mut shown = Vec::new();
        if wish.off {
            why = Some(Why::Off);
        } else {
            // All at once: several prompts wait for one deadline.
            let sites = body.sites().iter();
            let asked = sites.map(|site| self.guide.guidance(model, &site.writing, wish));
            for (site, guidance) in join_all(asked).await.into_iter().enumerate() {
                match guidance {
                    Guidance::Show(prompt) if body.says(&demonstration_text(&prompt.prompt)) => {
                        why.get_or_insert(Why::AlreadyThere);
                    }
                    Guidance::Show(prompt) => shown.push((site, prompt)),
                    Guidance::Nothing(reason) => {
                        why.get_or_insert(reason);
                    }
                }
            }
        }
        if !shown.is_empty() {
            let prompts: Vec<_> = shown.iter().map(|(site, of)| (*site, &of.prompt)).collect();
            match body.rewritten(&prompts) {
                Ok(bytes) => return (Decision::Shown(shown), bytes),
                Err(fault) => {
                    tracing::warn!(%fault, "a request could not be rewritten and goes on as it is");
                    why = Some(Why::Form("it could not be rewritten exactly"));
                }
            }
        }
        let why = why.unwrap_or_else(|| body.untouched());
        (Decision::Nothing(why), body.without_switches())
    }

    /// Writes down what was decided.
    pub(super) fn note(&self, plan: &Plan, record: &mut Record) {
        if let Some(model) = plan.understood.as_ref().and_then(|of| of.body.model()) {
            record.asks(model);
        }
        let shown = plan.demonstrations().map(|example| example.id.short());
        record.decided(shown.collect(), plan.why().map(Why::word), plan.ms);
        for example in plan.demonstrations() {
            self.metrics.shown(confidence(example));
        }
        self.metrics.added(plan.tokens());
        if self.options.log_prompts {
            for prompt in plan.prompts() {
                let added = demonstration_text(&prompt.prompt);
                tracing::debug!(request = record.id(), added, "shown");
            }
            let sent = String::from_utf8_lossy(&plan.bytes);
            tracing::debug!(request = record.id(), %sent, "sent on");
        }
    }
}

/// How sure the method was of an example.
fn confidence(example: &ExampleSummary) -> Option<f32> {
    let mut scores = example.scores.iter();
    let of_it = scores.find(|score| score.kind == ScoreKind::Confidence);
    of_it.map(|score| score.value)
}
