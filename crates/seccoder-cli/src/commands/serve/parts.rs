//! What the proxy is built of: the guide, the upstream, and who looks at answers.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use seccoder::auto::{AutoOptions, ShowingByStyle};
use seccoder::embedder::Embedder;
use seccoder::model::Decoding;
use seccoder::oracle::Oracle;
use seccoder::pipeline::{CompletionRequest, LongExamples, RetrievalFailure};
use seccoder::prompt::DemonstrationView;
use seccoder::prompt::form::DEFAULT_BUDGET;
use seccoder::query::Query;
use seccoder::truncate::CutRules;
use seccoder_lm::catalogue::{Catalogue, ModelKind};
use seccoder_server::guide::{CachingEmbedder, Guide, GuideOptions};
use seccoder_server::local::{LocalOptions, LocalUpstream};
use seccoder_server::upstream::{RemoteOptions, RemoteUpstream, Upstream};

use super::Args;
use crate::commands::complete::thorough::inspector;
use crate::failure::{Failure, Kind};
use crate::setup::Context;

/// Queries whose embeddings are kept. A vector of 384 numbers takes 1.5 KiB, its text a few more.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(1024).expect("it is not zero");
/// The word for a model of this machine.
const LOCAL: &str = "local";

/// The parts of a proxy.
pub struct Parts {
    pub guide: Guide,
    pub upstream: Arc<dyn Upstream>,
    pub oracle: Option<Arc<dyn Oracle>>,
}

/// Builds them from flags and settings.
pub async fn build(context: &Context, args: &Args) -> Result<Parts, Failure> {
    let oracle = oracle(args).await?;
    let embedder = context.embedder(&args.embedder).await?;
    let upstream = if args.upstream.eq_ignore_ascii_case(LOCAL) {
        local(context, args, &embedder).await?
    } else {
        remote(context, args)?
    };
    let cached: Arc<dyn Embedder> = Arc::new(CachingEmbedder::new(embedder, REMEMBERED));
    let opened = context.opened().await?;
    let retrievers = context.retrievers_of(&opened, &cached).await?;
    let options = GuideOptions {
        request: request(context, args)?,
        deadline: Duration::from_millis(u64::from(args.guidance.deadline_ms)),
    };
    Ok(Parts {
        guide: Guide::new(retrievers, options),
        upstream,
        oracle,
    })
}

/// The analyzers. They are there for requests that ask for a check; where every answer is to be
/// checked, a server without them does not start.
async fn oracle(args: &Args) -> Result<Option<Arc<dyn Oracle>>, Failure> {
    match inspector().await {
        Ok(inspector) => Ok(Some(Arc::new(inspector))),
        Err(_) if !args.guidance.check => Ok(None),
        Err(reason) => Err(Failure::new(
            Kind::Missing,
            format!("--check cannot look at answers: {reason}"),
        )
        .hint("`seccoder doctor` says what is missing and how to get it")),
    }
}

async fn local(
    context: &Context,
    args: &Args,
    embedder: &Arc<dyn Embedder>,
) -> Result<Arc<dyn Upstream>, Failure> {
    if args.model.endpoint.is_some() {
        return Err(Failure::usage("--endpoint is for other commands")
            .hint("--upstream URL names the server behind the proxy"));
    }
    let name = context.model_name(&args.model)?;
    let model = context.language_model(&args.model).await?;
    let options = LocalOptions {
        names: vec![name],
        ..LocalOptions::default()
    };
    let embedder = Some(Arc::clone(embedder));
    Ok(Arc::new(LocalUpstream::new(model, embedder, options)))
}

fn remote(context: &Context, args: &Args) -> Result<Arc<dyn Upstream>, Failure> {
    let endpoint = context.upstream(&args.upstream, &args.model)?;
    let options = RemoteOptions {
        api_key: endpoint.api_key,
        context_len: args.model.context_len.map(|tokens| tokens as usize),
        private_allowed: endpoint.private_allowed,
        measured: Some(Arc::new(measured)),
        ..RemoteOptions::new(endpoint.base_url)
    };
    let upstream =
        RemoteUpstream::new(options).map_err(|error| Failure::usage(error.to_string()))?;
    Ok(Arc::new(upstream))
}

/// What was measured of a catalogue model that another server runs under a name like it:
/// `Qwen/Qwen2.5-Coder-0.5B-Instruct`, `qwen2.5-coder:0.5b`.
fn measured(name: &str) -> ShowingByStyle {
    let plain = |text: &str| -> String {
        let text = text.rsplit('/').next().unwrap_or(text);
        let kept = text.chars().filter(char::is_ascii_alphanumeric);
        kept.collect::<String>().to_ascii_lowercase()
    };
    let name = plain(name);
    let mut entries = Catalogue::builtin().models().iter();
    entries
        .find(|entry| entry.kind == ModelKind::CodeLm && name.starts_with(&plain(&entry.name)))
        .map(|entry| entry.auto)
        .unwrap_or_default()
}

/// What every request for a demonstration begins with.
fn request(context: &Context, args: &Args) -> Result<CompletionRequest, Failure> {
    let settings = &context.config.complete;
    let flags = &args.guidance;
    let threshold = match flags.threshold.or(settings.threshold) {
        Some(threshold) => threshold,
        None => context.silence_threshold(&args.embedder)?,
    };
    if !(0.0..=1.0).contains(&threshold) {
        return Err(Failure::usage("--threshold must be from 0 to 1"));
    }
    Ok(CompletionRequest {
        query: Query::default(),
        method: flags.method.or(settings.method).unwrap_or_default(),
        demonstrations: flags.k.or(settings.k).unwrap_or(1),
        language_filter: None,
        long_examples: LongExamples::TakeNext,
        without_cwes: Vec::new(),
        licences: settings.licences.clone(),
        on_retrieval_failure: RetrievalFailure::Fail,
        view: DemonstrationView::Code,
        auto: AutoOptions {
            form: settings.form,
            budget: flags.budget.or(settings.budget).unwrap_or(DEFAULT_BUDGET),
            threshold,
        },
        style: None,
        samples: 1,
        decoding: Decoding::Greedy,
        seed: settings.seed.unwrap_or(1),
        max_tokens: settings.max_tokens.unwrap_or(300),
        stop: Vec::new(),
        cut: CutRules::Function,
        explain: 0,
    })
}
