//! `seccoder complete`: the main job.

mod explain;
mod screen;
pub mod thorough;

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use seccoder::auto::{AutoOptions, CAUTIOUS_THRESHOLD};
use seccoder::language::Language;
use seccoder::method::Method;
use seccoder::model::Decoding;
use seccoder::pipeline::{
    CompletionRequest, LanguageFilter, LongExamples, Pipeline, RetrievalFailure,
};
use seccoder::prompt::form::{DEFAULT_BUDGET, Form};
use seccoder::prompt::{DemonstrationView, PromptStyle};
use seccoder::query::Query;
use seccoder::response::CompletionResponse;
use seccoder::retriever::{Retriever, UnavailableRetriever};
use seccoder::truncate::CutRules;

use crate::cli::Global;
use crate::cursor::{MARKER, Position, Source, Split, write_completion};
use crate::failure::Failure;
use crate::options::{EmbedderArgs, ModelArgs};
use crate::setup::Context;

use explain::{explain, timings_line};
use screen::Screen;

/// Nearest examples that `--explain` shows.
const EXPLAINED: usize = 5;

/// Flags of `seccoder complete`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  seccoder complete app.py\n  \
seccoder complete app.py --at 42:5 --description \"save the upload under its own name\"\n  \
git show HEAD:app.py | seccoder complete - --language python --json\n  \
seccoder complete app.py --method none --seed 3 -n 5\n  \
seccoder complete app.py --endpoint http://127.0.0.1:8080 --write")]
pub struct Args {
    /// The program; `-` or nothing reads standard input
    file: Option<PathBuf>,
    /// Cursor, counted from 1; a line alone means its end [default: the marker, else the end]
    #[arg(long, value_name = "LINE[:COL]")]
    at: Option<Position>,
    /// Text in the program that marks the cursor; it is taken out
    #[arg(long, value_name = "TEXT", default_value = MARKER)]
    marker: String,
    /// What the code shall do, if the program does not say it
    #[arg(long, short, value_name = "TEXT")]
    description: Option<String>,
    /// The program's language [default: by the file name]
    #[arg(long, short, value_name = "NAME")]
    language: Option<Language>,
    /// How the prompt is augmented: none, random, bm25, seccoder, auto [default: auto]
    #[arg(long, value_name = "NAME", env = "SECCODER_METHOD")]
    method: Option<Method>,
    /// Demonstrations at most [default: 1]
    #[arg(short, value_name = "N")]
    k: Option<usize>,
    /// Method auto: how a demonstration looks, as <shape>/<place>/<dress> [default: the style's best]
    #[arg(long, value_name = "FORM")]
    form: Option<Form>,
    /// Method auto: the most tokens that demonstrations add [default: 256]
    #[arg(long, value_name = "TOKENS")]
    budget: Option<usize>,
    /// Method auto: how sure it must be to show an example, from 0 (always) to 1 [default: the embedder's]
    #[arg(long, value_name = "SURE")]
    threshold: Option<f32>,
    /// Examples that count: of the same language, or of any [default: the method's choice]
    #[arg(long, value_name = "WHICH", value_parser = ["same", "any"])]
    language_filter: Option<String>,
    /// Leave out all examples above this many tokens beforehand, instead of taking the next that fits; method auto has --budget for it
    #[arg(long, value_name = "TOKENS")]
    leave_out_over: Option<usize>,
    /// Only examples under one of these licences (SPDX names)
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    licences: Option<Vec<String>>,
    /// When retrieval fails: complete without a demonstration and say so, or fail [default: complete]
    #[arg(long, value_name = "WHAT", value_parser = ["complete", "fail"])]
    on_retrieval_failure: Option<String>,
    /// How the prompt is put: raw, fim, chat [default: the model's best]
    #[arg(long, value_name = "NAME")]
    style: Option<PromptStyle>,
    /// Print the prompt before the completion
    #[arg(long)]
    show_prompt: bool,
    /// Print the nearest examples, and why each was used or not
    #[arg(long)]
    explain: bool,
    /// Print how long each stage took
    #[arg(long)]
    timings: bool,
    /// Put the completion into the file
    #[arg(long, conflicts_with = "json")]
    write: bool,
    #[command(flatten)]
    mode: thorough::ModeArgs,
    #[command(flatten)]
    sampling: SamplingArgs,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    embedder: EmbedderArgs,
}

/// Flags about sampling.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Sampling")]
struct SamplingArgs {
    /// Completions
    #[arg(short = 'n', long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1000))]
    samples: u16,
    /// Temperature [default: 0.4]
    #[arg(
        long,
        value_name = "T",
        allow_negative_numbers = true,
        conflicts_with = "greedy"
    )]
    temperature: Option<f32>,
    /// Keep the likeliest tokens up to this probability [default: 0.95]
    #[arg(
        long,
        value_name = "P",
        allow_negative_numbers = true,
        conflicts_with = "greedy"
    )]
    top_p: Option<f32>,
    /// Keep at most this many tokens [default: all]
    #[arg(long, value_name = "K", conflicts_with = "greedy")]
    top_k: Option<usize>,
    /// New tokens at most [default: 300]
    #[arg(long, value_name = "N")]
    max_tokens: Option<usize>,
    /// Seed of the sampling and of method random [default: 1]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Always take the likeliest token
    #[arg(long)]
    greedy: bool,
    /// End at this text (may be repeated)
    #[arg(long, value_name = "TEXT")]
    stop: Vec<String>,
}

/// Runs the command.
pub async fn run(global: &Global, args: &Args) -> Result<(), Failure> {
    let context = Context::new(global)?;
    let source = Source::new(args.file.as_deref());
    let text = source.read()?;
    let split = Split::new(&source.name(), &text, args.at, &args.marker)?;
    let request = request(&context, args, &split)?;
    if args.write {
        check_write(&source, &request)?;
    }
    if request.query.is_blank() {
        return Err(Failure::from(
            seccoder::pipeline::PipelineError::EmptyProgram,
        ));
    }

    let way = args.mode.way(&context).await?;
    // The model loads in the background while the examples are retrieved.
    let model = context.language_model(&args.model).await?;
    let retriever = retriever(&context, args, &request).await?;
    let pipeline = Pipeline::new(model, retriever);

    let mut screen = Screen::new(&context, global, args, &request);
    let response = way
        .complete(&pipeline, &request, &mut |progress| screen.show(&progress))
        .await?;
    screen.written()?;

    if global.json {
        return print_json(response, args.show_prompt);
    }
    screen.finish(&response)?;
    thorough::report(&context, &response);
    if let (true, Source::File(path)) = (args.write, &source) {
        let choice = response
            .choices
            .first()
            .map_or("", |choice| choice.text.as_str());
        if choice.trim().is_empty() {
            context
                .terminal
                .note(&format!("{} is left as it is", path.display()));
        } else {
            write_completion(path, &text, &split, choice)?;
            context
                .terminal
                .note(&format!("written to {}", path.display()));
        }
    }
    if args.explain {
        explain(&context, &request, &response);
    }
    if args.explain || args.mode.check {
        thorough::explain(&context, &response);
    }
    if args.timings {
        context.terminal.note(&timings_line(&response));
        if let Some(line) = thorough::timings(&response) {
            context.terminal.note(&line);
        }
    }
    Ok(())
}

/// The method's retriever. Where a failure is to be lived with, one that fails stands for what
/// cannot be set up; wrong flags and databases that are not signed as required are refused all the
/// same.
async fn retriever(
    context: &Context,
    args: &Args,
    request: &CompletionRequest,
) -> Result<Option<Arc<dyn Retriever>>, Failure> {
    let or_unavailable = |failure: Failure| -> Result<Option<Arc<dyn Retriever>>, Failure> {
        match request.on_retrieval_failure {
            RetrievalFailure::Complete if !failure.is_the_users() => {
                Ok(Some(Arc::new(UnavailableRetriever(failure.to_string()))))
            }
            _ => Err(failure),
        }
    };
    if request.method == Method::None {
        return Ok(None);
    }
    let opened = match context.opened().await {
        Ok(opened) => opened,
        Err(failure) if context.requires_signatures() && request.demonstrations > 0 => {
            return Err(failure);
        }
        Err(failure) => return or_unavailable(failure),
    };
    let made = context.retriever_of(&opened, request.method, &args.embedder);
    made.await.or_else(or_unavailable)
}

fn request(context: &Context, args: &Args, split: &Split) -> Result<CompletionRequest, Failure> {
    let settings = &context.config.complete;
    let language = args
        .language
        .or_else(|| args.file.as_deref().and_then(Language::from_path));
    let style = args.style.or(settings.style);
    let sampling = &args.sampling;
    let temperature = sampling.temperature.or(settings.temperature).unwrap_or(0.4);
    let decoding = if sampling.greedy || temperature == 0.0 {
        Decoding::Greedy
    } else {
        Decoding::Sample {
            temperature,
            top_p: sampling.top_p.or(settings.top_p).unwrap_or(0.95),
            top_k: sampling.top_k.or(settings.top_k),
        }
    };
    check_decoding(decoding)?;
    let method = args.method.or(settings.method).unwrap_or_default();
    let threshold = match args.threshold.or(settings.threshold) {
        Some(threshold) => threshold,
        None if method == Method::Auto => context.silence_threshold(&args.embedder)?,
        // The others do not look at it, and need no embedder that is known.
        None => CAUTIOUS_THRESHOLD,
    };
    if !(0.0..=1.0).contains(&threshold) {
        return Err(Failure::usage("--threshold must be from 0 to 1"));
    }
    let max_tokens = sampling.max_tokens.or(settings.max_tokens).unwrap_or(300);
    if max_tokens == 0 {
        return Err(Failure::usage("--max-tokens must be at least 1"));
    }
    Ok(CompletionRequest {
        query: Query {
            before: split.before.clone(),
            after: split.after.clone(),
            language,
            description: args.description.clone(),
            cwe: None,
        },
        method,
        demonstrations: args.k.or(settings.k).unwrap_or(1),
        language_filter: args.language_filter.as_deref().map(|which| match which {
            "same" => LanguageFilter::Same,
            _ => LanguageFilter::Any,
        }),
        long_examples: args.leave_out_over.map_or(LongExamples::TakeNext, |limit| {
            LongExamples::LeaveOut { limit }
        }),
        style,
        samples: usize::from(sampling.samples),
        decoding,
        seed: sampling.seed.or(settings.seed).unwrap_or(1),
        max_tokens,
        without_cwes: Vec::new(),
        licences: args.licences.clone().or_else(|| settings.licences.clone()),
        on_retrieval_failure: match args.on_retrieval_failure.as_deref() {
            Some("fail") => RetrievalFailure::Fail,
            Some(_) => RetrievalFailure::Complete,
            None => settings.on_retrieval_failure.unwrap_or_default(),
        },
        view: DemonstrationView::Code,
        auto: AutoOptions {
            form: args.form.or(settings.form),
            budget: args.budget.or(settings.budget).unwrap_or(DEFAULT_BUDGET),
            threshold,
        },
        cut: CutRules::Function,
        stop: sampling.stop.clone(),
        explain: if args.explain { EXPLAINED } else { 0 },
    })
}

/// Refuses temperatures and probabilities that make no sense.
pub fn check_decoding(decoding: Decoding) -> Result<(), Failure> {
    let Decoding::Sample {
        temperature,
        top_p,
        top_k,
    } = decoding
    else {
        return Ok(());
    };
    if !(temperature > 0.0 && temperature <= 10.0) {
        return Err(Failure::usage(
            "the temperature must be above 0 and at most 10",
        ));
    }
    if !(top_p > 0.0 && top_p <= 1.0) {
        return Err(Failure::usage("--top-p must be above 0 and at most 1"));
    }
    if top_k == Some(0) {
        return Err(Failure::usage("--top-k must be at least 1"));
    }
    Ok(())
}

fn check_write(source: &Source, request: &CompletionRequest) -> Result<(), Failure> {
    if *source == Source::Stdin {
        return Err(Failure::usage(
            "--write needs a file; standard input cannot be written",
        ));
    }
    if request.samples != 1 {
        return Err(Failure::usage("--write takes one completion, not several")
            .hint("leave -n away, or look at the completions first without --write"));
    }
    Ok(())
}

fn print_json(mut response: CompletionResponse, show_prompt: bool) -> Result<(), Failure> {
    if !show_prompt {
        response.prompt = None;
    }
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &response)?;
    writeln!(out)?;
    Ok(())
}
