//! Row 11: the same weights on candle, made f32 again, and on llama.cpp, as they are quantised.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use seccoder::model::{Decoding, GenerateRequest, LanguageModel, SampleControl};
use seccoder_lm::candle::{CandleConfig, CandleLm};
use serde::{Deserialize, Serialize};

use crate::generation::{CHANCE, PROGRAM, Run, cut, forget, generate, raw, request};
use crate::lab::{Lab, MODEL, on_llama_cpp};
use crate::machine::{self, watched};
use crate::memory::{self, megabytes};
use crate::stats::{list, median};
use crate::table::{Failure, Row};
use crate::task::{self, Task};

/// Tokens of the examples in the prompt; the program to complete follows.
const EXAMPLE_TOKENS: usize = 500;
/// New tokens of each sample.
const TOKENS: usize = 64;
/// Samples together.
const SAMPLES: usize = 8;
/// Runs of which the median is taken.
const RUNS: usize = 3;

/// Which engine runs the weights.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub enum Engine {
    Candle,
    LlamaCpp,
}

/// What a process of its own is to generate.
#[derive(Serialize, Deserialize)]
pub struct Generate {
    engine: Engine,
    model: PathBuf,
    prompt: String,
}

/// What it reports.
#[derive(Serialize, Deserialize)]
pub struct Speeds {
    /// Reading the prompt, up to the first new token.
    reading: Vec<Duration>,
    /// Tokens of the prompt.
    prompt: usize,
    alone: Writing,
    together: Writing,
    /// The peak of memory over all this, in bytes.
    peak: Option<u64>,
}

/// Generating behind the first token of each sample.
#[derive(Default, Serialize, Deserialize)]
struct Writing {
    times: Vec<Duration>,
    /// New tokens but the first of each sample; the same in each run.
    tokens: usize,
}

impl Speeds {
    fn prompt_rate(&self) -> f64 {
        self.prompt as f64 / median(&self.reading).as_secs_f64()
    }
}

impl Writing {
    fn add(&mut self, run: &Run, samples: usize) {
        self.times.push(run.total - run.first);
        self.tokens = run.tokens.saturating_sub(samples);
    }

    fn rate(&self) -> f64 {
        self.tokens as f64 / median(&self.times).as_secs_f64()
    }
}

/// Measures both engines, each in a process of its own.
pub fn rows(lab: &Lab, _: &dyn Fn(usize) -> bool) -> Result<Vec<Row>, Failure> {
    let prompt = prompt(lab)?;
    let measure = |engine: Engine| -> Result<(Speeds, Option<f64>), Failure> {
        let (speeds, others) = watched(|| {
            let task = Task::Generate(Generate {
                engine,
                model: lab.model_file().to_owned(),
                prompt: prompt.clone(),
            });
            task::start(&task, machine::threads())
        });
        Ok((speeds?, others))
    };
    eprintln!("row 11: llama.cpp …");
    let (llama_cpp, others) = measure(Engine::LlamaCpp)?;
    eprintln!("row 11: candle …");
    let (candle, others_too) = measure(Engine::Candle)?;
    let busiest = others.zip(others_too).map(|(a, b)| a.max(b));
    if candle.prompt != llama_cpp.prompt {
        return Err("the two engines read different numbers of tokens".into());
    }
    let rates = |what: &str, candle: f64, llama_cpp: f64| {
        Row::new(
            &format!("11 {what}, candle / llama.cpp"),
            format!("{candle:.1} / {llama_cpp:.1} tokens/s"),
        )
        .ratio(format!("{:.2} x", candle / llama_cpp))
        .others(busiest)
    };
    let written = |candle: &Writing, llama_cpp: &Writing| {
        format!(
            "{} / {} tokens behind the first of each sample, at most {TOKENS} a sample, temperature 0.4",
            candle.tokens, llama_cpp.tokens
        )
    };
    Ok(vec![
        rates("reading", candle.prompt_rate(), llama_cpp.prompt_rate())
            .note(format!(
                "{MODEL}; {} prompt tokens, none in the cache, up to the first new token; median of {RUNS}",
                candle.prompt
            ))
            .note("candle: weights made f32 again; llama.cpp: as the file quantises them".to_owned())
            .note(format!(
                "candle: {}; llama.cpp: {}",
                list(&candle.reading),
                list(&llama_cpp.reading)
            )),
        rates("one sample", candle.alone.rate(), llama_cpp.alone.rate())
            .note(written(&candle.alone, &llama_cpp.alone)),
        rates(
            &format!("{SAMPLES} samples together"),
            candle.together.rate(),
            llama_cpp.together.rate(),
        )
        .note(written(&candle.together, &llama_cpp.together)),
        memory_row(candle.peak, llama_cpp.peak),
    ])
}

fn memory_row(candle: Option<u64>, llama_cpp: Option<u64>) -> Row {
    let name = "11 peak memory, candle / llama.cpp";
    let Some((candle, llama_cpp)) = candle.zip(llama_cpp) else {
        return Row::new(name, "skipped: the system does not tell it".to_owned());
    };
    let measured = format!("{} / {}", megabytes(candle), megabytes(llama_cpp));
    Row::new(name, measured)
        .ratio(format!("{:.2} x", candle as f64 / llama_cpp as f64))
        .note("resident at most, mapped pages of llama.cpp's file counted".to_owned())
}

/// Examples, then the program to complete.
fn prompt(lab: &Lab) -> Result<String, Failure> {
    let code: String = lab.corpus().iter().map(|e| e.code.as_str()).collect();
    let model = lab.language_model();
    let examples = cut(&*model, &code, EXAMPLE_TOKENS)?;
    Ok(format!("{examples}\n\n{PROGRAM}"))
}

/// Loads a model on candle.
pub fn on_candle(path: &Path) -> Arc<dyn LanguageModel> {
    Arc::new(CandleLm::open(CandleConfig::new(path)))
}

/// A request for some samples of a prompt.
pub fn samples(prompt: &str, samples: usize, max_tokens: usize) -> GenerateRequest {
    let decoding = Decoding::Sample {
        temperature: 0.4,
        top_p: 0.95,
        top_k: None,
    };
    GenerateRequest {
        samples,
        control: SampleControl::new(samples),
        ..request(raw(prompt), decoding, max_tokens)
    }
}

impl Generate {
    /// What the process does.
    pub fn work(&self) -> Result<Speeds, Failure> {
        let model = match self.engine {
            Engine::Candle => on_candle(&self.model),
            Engine::LlamaCpp => on_llama_cpp(&self.model),
        };
        let (mut reading, mut prompt) = (Vec::new(), 0);
        let (mut alone, mut together) = (Writing::default(), Writing::default());
        for _ in 0..RUNS {
            // The first one also loads the model.
            forget(&*model)?;
            let run = generate(&*model, samples(&self.prompt, 1, TOKENS))?;
            if run.cached > CHANCE {
                return Err("the prompt was in the engine's cache".into());
            }
            reading.push(run.first);
            prompt = run.prompt;
            alone.add(&run, 1);
            let run = generate(&*model, samples(&self.prompt, SAMPLES, TOKENS))?;
            together.add(&run, SAMPLES);
        }
        Ok(Speeds {
            reading,
            prompt,
            alone,
            together,
            peak: memory::peak(),
        })
    }
}
