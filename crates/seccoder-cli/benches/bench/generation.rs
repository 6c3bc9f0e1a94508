//! Rows 1 to 3: the pipeline's overhead, samples together, the prompt cache.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::executor::block_on;
use seccoder::auto::AutoOptions;
use seccoder::language::Language;
use seccoder::method::Method;
use seccoder::model::{Decoding, Event, GenerateRequest, LanguageModel, ModelInput, SampleControl};
use seccoder::pipeline::{CompletionRequest, LongExamples, Pipeline, RetrievalFailure};
use seccoder::prompt::DemonstrationView;
use seccoder::query::Query;
use seccoder::response::CompletionResponse;
use seccoder::truncate::CutRules;

use crate::lab::Lab;
use crate::machine::watched;
use crate::stats::{list, median, ms, ratio};
use crate::table::{Failure, Row};

/// A program whose next function is long, so that it does not end before the tokens do.
pub const PROGRAM: &str = r#""""Unpacks the archives that customers upload, each into a folder of its own."""

import argparse
import tarfile
from pathlib import Path


def parse_arguments() -> argparse.Namespace:
    """Take source archive, target folder, customer, owner, mode, limit, overwrite, verbose."""
    parser = argparse.ArgumentParser(description=__doc__)
"#;
/// Begins like no other prompt here, so that nothing of the next one is cached.
const UNRELATED: &str = "Zebras graze where the river bends. Towards evening they";
/// New tokens of each sample.
const TOKENS: usize = 64;
/// Samples of one request in row 2.
const SAMPLES: usize = 25;
/// Requests that stand for as many as there are samples.
const ALONE: usize = 5;
/// Tokens of row 3's prompt, and how many at its end differ.
const PROMPT_TOKENS: usize = 600;
const NEW_TOKENS: usize = 30;
/// Runs of which the median is taken.
const RUNS: usize = 3;
/// Tokens that unrelated prompts may share by chance.
pub const CHANCE: usize = 4;

/// Measures rows 1 to 3 with one loaded model.
pub fn rows(lab: &Lab, wants: &dyn Fn(usize) -> bool) -> Result<Vec<Row>, Failure> {
    let model = lab.language_model();
    block_on(model.info())?;
    let mut rows = Vec::new();
    if wants(1) {
        eprintln!("row 1: pipeline and bare generation, in turns …");
        let retriever = Arc::new(lab.retriever()?);
        let pipeline = Pipeline::new(Arc::clone(&model), Some(retriever));
        rows.push(watched_row(|| overhead(&pipeline, &*model))?);
    }
    if wants(2) {
        eprintln!("row 2: samples together and one after another …");
        rows.push(watched_row(|| together(lab, &*model, Cache::Cold))?);
        rows.push(watched_row(|| together(lab, &*model, Cache::Warm))?);
    }
    if wants(3) {
        eprintln!("row 3: time to the first token, cold and warm …");
        rows.push(watched_row(|| cache(lab, &*model))?);
    }
    Ok(rows)
}

/// A row with how busy others were meanwhile.
fn watched_row(measure: impl FnOnce() -> Result<Row, Failure>) -> Result<Row, Failure> {
    let (row, others) = watched(measure);
    Ok(row?.others(others))
}

/// What a request gave.
pub struct Run {
    /// Until the first text.
    pub first: Duration,
    pub total: Duration,
    /// New tokens of all samples.
    pub tokens: usize,
    pub prompt: usize,
    /// Tokens of the prompt that the engine had read before.
    pub cached: usize,
}

impl Run {
    fn rate(&self) -> f64 {
        self.tokens as f64 / self.total.as_secs_f64()
    }
}

pub fn request(input: ModelInput, decoding: Decoding, max_tokens: usize) -> GenerateRequest {
    GenerateRequest {
        input,
        samples: 1,
        decoding,
        seed: 1,
        max_tokens,
        stop: Vec::new(),
        control: SampleControl::new(1),
    }
}

pub fn raw(text: &str) -> ModelInput {
    ModelInput::Raw {
        text: text.to_owned(),
    }
}

/// Runs a request to its end.
pub fn generate(model: &dyn LanguageModel, request: GenerateRequest) -> Result<Run, Failure> {
    let start = Instant::now();
    let (mut first, mut tokens, mut prompt, mut cached) = (None, 0, 0, 0);
    let mut stream = model.generate(request);
    while let Some(event) = block_on(stream.next()) {
        match event? {
            Event::PromptRead {
                tokens: read,
                cached: known,
            } => (prompt, cached) = (read.unwrap_or(0), known),
            Event::Text { .. } => {
                first.get_or_insert_with(|| start.elapsed());
            }
            Event::Finished { tokens: new, .. } => tokens += new.unwrap_or(0),
        }
    }
    let total = start.elapsed();
    Ok(Run {
        first: first.unwrap_or(total),
        total,
        tokens,
        prompt,
        cached,
    })
}

/// Lets the engine's prompt cache hold something else.
pub fn forget(model: &dyn LanguageModel) -> Result<(), Failure> {
    generate(model, request(raw(UNRELATED), Decoding::Greedy, 1))?;
    Ok(())
}

/// Row 1: what the pipeline adds to the generation itself.
fn overhead(pipeline: &Pipeline, model: &dyn LanguageModel) -> Result<Row, Failure> {
    let asked = completion_request();
    let sample = complete(pipeline, &asked)?;
    let input = sample.prompt.clone().ok_or("no prompt in the response")?;
    let tokens = generated(&sample);
    let (mut with, mut without, mut retrieving) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        forget(model)?;
        let response = complete(pipeline, &asked)?;
        let bare_request = request(input.clone(), Decoding::Greedy, tokens);
        forget(model)?;
        let bare = generate(model, bare_request)?;
        if (generated(&response), response.prompt_tokens) != (bare.tokens, Some(bare.prompt)) {
            return Err("the two sides read or wrote different numbers of tokens".into());
        }
        if response.cached_tokens.max(bare.cached) > CHANCE {
            return Err("the prompt was in the engine's cache".into());
        }
        let timings = response.timings;
        retrieving.push(millis(timings.retrieve_ms));
        with.push(millis(timings.total_ms - timings.retrieve_ms));
        without.push(bare.total);
    }
    let overhead = ratio(median(&with), median(&without)) - 1.0;
    let measured = format!("{} / {}", ms(median(&with)), ms(median(&without)));
    Ok(Row::new("1 pipeline less retrieval / bare generation", measured)
        .ratio(format!("{:+.1} %", overhead * 100.0))
        .target("<= 5 %", overhead <= 0.05)
        .note(format!(
            "greedy, {tokens} tokens after a prompt of {} not in the cache; in turns, median of {RUNS}",
            sample.prompt_tokens.unwrap_or(0)
        ))
        .note(format!("pipeline: {}; bare: {}", list(&with), list(&without)))
        .note(format!("retrieval, left out: {}", ms(median(&retrieving)))))
}

fn completion_request() -> CompletionRequest {
    CompletionRequest {
        query: Query {
            before: PROGRAM.to_owned(),
            language: Some(Language::Python),
            ..Query::default()
        },
        method: Method::Auto,
        demonstrations: 1,
        language_filter: None,
        long_examples: LongExamples::TakeNext,
        style: None,
        samples: 1,
        decoding: Decoding::Greedy,
        seed: 1,
        max_tokens: TOKENS,
        without_cwes: Vec::new(),
        licences: None,
        on_retrieval_failure: RetrievalFailure::Fail,
        view: DemonstrationView::Code,
        auto: AutoOptions::default(),
        cut: CutRules::Function,
        stop: Vec::new(),
        explain: 0,
    }
}

fn complete(
    pipeline: &Pipeline,
    request: &CompletionRequest,
) -> Result<CompletionResponse, Failure> {
    Ok(block_on(pipeline.complete(request, &mut |_| {}))?)
}

fn generated(response: &CompletionResponse) -> usize {
    let tokens = response.choices.iter().filter_map(|choice| choice.tokens);
    tokens.sum()
}

fn millis(ms: f64) -> Duration {
    Duration::from_secs_f64(ms.max(0.0) / 1000.0)
}

/// What row 2 finds in the engine's prompt cache.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cache {
    /// Nothing: each request reads the prompt, as an engine without this cache would.
    Cold,
    /// The prompt: only generating is compared.
    Warm,
}

/// Row 2: many samples of one prompt in one request against one request each.
fn together(lab: &Lab, model: &dyn LanguageModel, cache: Cache) -> Result<Row, Failure> {
    let demonstration = lab.corpus().first().map_or("", |example| &example.code);
    let input = raw(&format!("{demonstration}\n{PROGRAM}"));
    let decoding = Decoding::Sample {
        temperature: 0.4,
        top_p: 0.95,
        top_k: None,
    };
    let prepare = || match cache {
        Cache::Cold => forget(model),
        Cache::Warm => generate(model, request(input.clone(), decoding, 1)).map(|_| ()),
    };
    let mut alone = Vec::new();
    for seed in 1..=ALONE as u64 {
        let mut one = request(input.clone(), decoding, TOKENS);
        one.seed = seed;
        prepare()?;
        alone.push(generate(model, one)?);
    }
    let mut many = request(input.clone(), decoding, TOKENS);
    many.samples = SAMPLES;
    many.control = SampleControl::new(SAMPLES);
    prepare()?;
    let many = generate(model, many)?;

    let tokens: usize = alone.iter().map(|run| run.tokens).sum();
    let time: Duration = alone.iter().map(|run| run.total).sum();
    let rate = tokens as f64 / time.as_secs_f64();
    let gain = many.rate() / rate;
    let measured = format!("{:.1} / {rate:.1} tokens/s", many.rate());
    let factor = (SAMPLES / ALONE) as u32;
    let name = match cache {
        Cache::Cold => "2 25 samples in one request / one by one",
        Cache::Warm => "2 the same, prompt already in the cache",
    };
    let row = Row::new(name, measured).ratio(format!("{gain:.2} x"));
    // The target is about requests one after another as other engines serve them.
    let row = if cache == Cache::Cold {
        row.target(">= 3 x", gain >= 3.0)
    } else {
        row
    };
    Ok(row
        .note(format!(
            "together: {} tokens in {:.2} s (at most {TOKENS} a sample, temperature 0.4)",
            many.tokens,
            many.total.as_secs_f64()
        ))
        .note(format!(
            "one by one: an estimate, {ALONE} requests (seeds 1 to {ALONE}) times {factor}: {} tokens in {:.2} s",
            tokens * factor as usize,
            (time * factor).as_secs_f64()
        ))
        .note(format!("the prompt has {} tokens", many.prompt)))
}

/// Row 3: what the prompt cache saves.
fn cache(lab: &Lab, model: &dyn LanguageModel) -> Result<Row, Failure> {
    let (old, new) = prompts(lab, model)?;
    let (mut cold, mut warm, mut reused, mut tokens) = (Vec::new(), Vec::new(), 0, 0);
    for _ in 0..RUNS {
        forget(model)?;
        let run = generate(model, request(raw(&old), Decoding::Greedy, 1))?;
        if run.cached > CHANCE {
            return Err("the prompt was in the engine's cache".into());
        }
        cold.push(run.first);
        let run = generate(model, request(raw(&new), Decoding::Greedy, 1))?;
        (reused, tokens) = (run.cached, run.prompt);
        warm.push(run.first);
    }
    let measured = format!("{} / {}", ms(median(&cold)), ms(median(&warm)));
    Ok(Row::new("3 first token, prompt cold / warm", measured)
        .ratio(format!("{:.1} x", ratio(median(&cold), median(&warm))))
        .note(format!(
            "warm: {reused} of {tokens} prompt tokens from the cache; median of {RUNS}"
        )))
}

/// Two prompts of [`PROMPT_TOKENS`] that differ in their last [`NEW_TOKENS`].
fn prompts(lab: &Lab, model: &dyn LanguageModel) -> Result<(String, String), Failure> {
    let code: String = lab.corpus().iter().map(|e| e.code.as_str()).collect();
    let shared = cut(model, &code, PROMPT_TOKENS - NEW_TOKENS)?;
    let after = &code[shared.len()..];
    let tail = cut(model, after, NEW_TOKENS)?;
    let other = cut(model, &after[tail.len()..], NEW_TOKENS)?;
    // A letter at the end: blanks there would be taken off and spelled again.
    Ok((format!("{shared}\n{tail}x"), format!("{shared}\n#{other}x")))
}

/// The longest beginning of a text that has at most this many tokens.
pub fn cut<'t>(
    model: &dyn LanguageModel,
    text: &'t str,
    tokens: usize,
) -> Result<&'t str, Failure> {
    // No token of code has 32 bytes on average; searching further would only cost time.
    let (mut fits, mut too_long) = (0, text.len().min(tokens * 32) + 1);
    while too_long - fits > 1 {
        let middle = text.floor_char_boundary(fits.midpoint(too_long));
        if middle <= fits {
            break;
        }
        if block_on(model.count_tokens(&text[..middle]))? <= tokens {
            fits = middle;
        } else {
            too_long = middle;
        }
    }
    Ok(&text[..fits])
}
