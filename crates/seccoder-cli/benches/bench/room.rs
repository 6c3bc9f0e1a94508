//! Row 14: the memory that CodeGen 6.1B takes on candle, by arithmetic, and a small CodeGen's, by
//! the same arithmetic and by measurement.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use seccoder_lm::candle::causal::Shape;
use seccoder_lm::candle::samples_together;
use seccoder_lm::catalogue::Catalogue;
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

use crate::candle::{on_candle, samples};
use crate::generation::{cut, generate};
use crate::lab::Lab;
use crate::machine::{self, watched};
use crate::memory::{self, megabytes};
use crate::process::WORKSPACE;
use crate::table::{Failure, Row};
use crate::task::{self, Task};

/// As published: 33 blocks of width 4096 with 16 heads, 2048 positions.
const LARGE: Size = Size {
    layers: 33,
    heads: 16,
    width: 4096,
    vocabulary: 51_200,
    positions: 2048,
    turned: 64,
};
/// The catalogue's name of it.
const NAME: &str = "codegen-6b";
/// New tokens of each sample of the large one, as the paper samples; its prompt has the rest of the
/// positions.
const LARGE_TOKENS: usize = 300;
/// The small one, with the same vocabulary.
const SMALL: Size = Size {
    layers: 6,
    heads: 16,
    width: 1024,
    vocabulary: 51_200,
    positions: 2048,
    turned: 32,
};
/// Tokens of the small one's prompt, and new ones of each sample.
const SMALL_PROMPT: usize = 480;
const SMALL_TOKENS: usize = 32;
/// Samples of both.
const SAMPLES: usize = 25;
/// A tokenizer of CodeGen's kind; the small model's numbers mean nothing anyway.
const TOKENIZER: &str = "crates/seccoder-lm/tests/tiny/codegen/tokenizer.json";

/// A CodeGen's numbers.
#[derive(Clone, Copy)]
struct Size {
    layers: usize,
    heads: usize,
    width: usize,
    vocabulary: usize,
    positions: usize,
    /// Components of a head that its rotary positions turn.
    turned: usize,
}

/// A tensor's name and shape.
type Named = (String, Vec<usize>);

impl Size {
    /// All tensors of a checkpoint.
    fn tensors(&self) -> Vec<Named> {
        let (width, inner) = (self.width, 4 * self.width);
        let mut all = vec![(
            "transformer.wte.weight".to_owned(),
            vec![self.vocabulary, width],
        )];
        for layer in 0..self.layers {
            let parts: [(&str, &[usize]); 8] = [
                ("ln_1.weight", &[width]),
                ("ln_1.bias", &[width]),
                ("attn.qkv_proj.weight", &[3 * width, width]),
                ("attn.out_proj.weight", &[width, width]),
                ("mlp.fc_in.weight", &[inner, width]),
                ("mlp.fc_in.bias", &[inner]),
                ("mlp.fc_out.weight", &[width, inner]),
                ("mlp.fc_out.bias", &[width]),
            ];
            let named = |(name, shape): (&str, &[usize])| {
                (format!("transformer.h.{layer}.{name}"), shape.to_vec())
            };
            all.extend(parts.map(named));
        }
        let parts: [(&str, &[usize]); 4] = [
            ("transformer.ln_f.weight", &[width]),
            ("transformer.ln_f.bias", &[width]),
            ("lm_head.weight", &[self.vocabulary, width]),
            ("lm_head.bias", &[self.vocabulary]),
        ];
        all.extend(parts.map(|(name, shape)| (name.to_owned(), shape.to_vec())));
        all
    }

    fn parameters(&self) -> u64 {
        let sizes = self.tensors().into_iter().map(|(_, shape)| numbers(&shape));
        sizes.sum::<usize>() as u64
    }

    fn largest_tensor(&self) -> u64 {
        let sizes = self.tensors().into_iter().map(|(_, shape)| numbers(&shape));
        sizes.max().unwrap_or(0) as u64
    }

    fn shape(&self) -> Shape {
        Shape {
            layers: self.layers,
            kv_heads: self.heads,
            head_dim: self.width / self.heads,
            hidden: self.width,
            vocabulary: self.vocabulary,
            context: self.positions,
        }
    }

    /// What loading it and generating samples takes at most.
    fn need(&self, number: Number, prompt: usize, tokens: usize) -> Need {
        let bytes = number.bytes();
        // A key and a value.
        let position = (2 * self.layers * self.width) as u64 * bytes;
        let together = samples_together(&self.shape(), prompt + tokens, SAMPLES);
        Need {
            weights: self.parameters() * bytes,
            prompt: position * prompt as u64,
            samples: position * ((prompt + tokens) * together) as u64,
            layers: self.layers as u64,
            together,
            // Sines and cosines of every position, in f32.
            rotary: (self.positions * self.turned * 4) as u64,
            // While a weight is loaded, its bytes in the file and itself are there.
            loading: self.largest_tensor() * bytes,
            widened: match number {
                Number::Bf16 => self.largest_tensor() * 4,
                _ => 0,
            },
        }
    }
}

fn numbers(shape: &[usize]) -> usize {
    shape.iter().product()
}

/// How numbers are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Number {
    F32,
    F16,
    Bf16,
}

impl Number {
    const fn bytes(self) -> u64 {
        match self {
            Self::F32 => 4,
            Self::F16 | Self::Bf16 => 2,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F16 => "f16",
            Self::Bf16 => "bf16",
        }
    }
}

/// Bytes by what they are for.
struct Need {
    weights: u64,
    /// Keys and values of the prompt, kept for the samples that wait.
    prompt: u64,
    /// Those of the samples that advance together, at their end.
    samples: u64,
    layers: u64,
    together: usize,
    rotary: u64,
    loading: u64,
    /// On the CPU a bf16 weight is made f32 for the time of its product.
    widened: u64,
}

impl Need {
    /// Keys and values, with those of one layer twice: they grow by being copied.
    const fn cache(&self) -> u64 {
        self.prompt + self.samples + self.samples / self.layers
    }

    fn peak(&self) -> u64 {
        let generating = self.cache() + self.widened;
        self.weights + self.rotary + generating.max(self.loading)
    }
}

/// What a process of its own is to load and generate with.
#[derive(Serialize, Deserialize)]
pub struct Hold {
    model: PathBuf,
    text: String,
}

/// What it reports.
#[derive(Serialize, Deserialize)]
pub struct Held {
    /// Before anything was loaded, and at most, in bytes.
    peaks: Option<(u64, u64)>,
    prompt: usize,
    tokens: usize,
}

impl Hold {
    /// What the process does.
    pub fn work(&self) -> Result<Held, Failure> {
        let before = memory::peak();
        let model = on_candle(&self.model);
        let prompt = cut(&*model, &self.text, SMALL_PROMPT)?;
        let run = generate(&*model, samples(prompt, SAMPLES, SMALL_TOKENS))?;
        Ok(Held {
            peaks: before.zip(memory::peak()),
            prompt: run.prompt,
            tokens: run.tokens,
        })
    }
}

/// The arithmetic, then the measurement.
pub fn rows(lab: &Lab, _: &dyn Fn(usize) -> bool) -> Result<Vec<Row>, Failure> {
    Ok(vec![large(), small(lab)?])
}

fn large() -> Row {
    let prompt = LARGE.positions - LARGE_TOKENS;
    let kinds = [Number::F32, Number::F16, Number::Bf16];
    let needs = kinds.map(|number| (number, LARGE.need(number, prompt, LARGE_TOKENS)));
    let peaks = needs
        .iter()
        .map(|(number, need)| format!("{} {}", number.name(), gigabytes(need.peak())));
    let measured = peaks.collect::<Vec<_>>().join(", ");
    let together = needs[0].1.together;
    let file = Catalogue::builtin()
        .get(NAME)
        .map(|entry| entry.main_file().bytes);
    let file = file.ok().flatten().map_or_else(String::new, |bytes| {
        format!(
            "; the published file, in f16 and with masks, has {}",
            gigabytes(bytes)
        )
    });
    let mut row = Row::new("14 memory for CodeGen 6.1B, by arithmetic", measured)
        .note(format!(
            "{} parameters; {} layers of width {}, a vocabulary of {}{file}",
            LARGE.parameters(),
            LARGE.layers,
            LARGE.width,
            LARGE.vocabulary
        ))
        .note(format!(
            "a prompt of {prompt} tokens and {SAMPLES} samples of {LARGE_TOKENS}: all {} positions \
             that it has; {together} at a time",
            LARGE.positions
        ));
    for (number, need) in &needs {
        let widened = match need.widened {
            0 => String::new(),
            bytes => format!(", the widest weight in f32 {}", gigabytes(bytes)),
        };
        row = row.note(format!(
            "{}: weights {}, keys and values {} (the prompt's {}){widened}",
            number.name(),
            gigabytes(need.weights),
            gigabytes(need.cache()),
            gigabytes(need.prompt)
        ));
    }
    row
}

fn small(lab: &Lab) -> Result<Row, Failure> {
    eprintln!("row 14: a CodeGen of {} parameters …", SMALL.parameters());
    let folder = lab.scratch().join("codegen");
    write(&SMALL, &folder)?;
    let text = lab.corpus().iter().map(|e| e.code.as_str()).collect();
    let hold = Task::Hold(Hold {
        model: folder.clone(),
        text,
    });
    let (held, others) = watched(|| task::start::<Held>(&hold, machine::threads()));
    std::fs::remove_dir_all(&folder)?;
    let held = held?;
    if held.tokens != SAMPLES * SMALL_TOKENS {
        return Err(format!("its samples ended after {} tokens in all", held.tokens).into());
    }
    let need = SMALL.need(Number::F32, held.prompt, SMALL_TOKENS);
    let name = "14 memory for a small CodeGen, measured / by arithmetic";
    let Some((before, peak)) = held.peaks else {
        let skipped = "skipped: the system does not tell it".to_owned();
        return Ok(Row::new(name, skipped));
    };
    let (found, predicted) = (peak - before, need.peak());
    let measured = format!("{} / {}", megabytes(found), megabytes(predicted));
    Ok(Row::new(name, measured)
        .ratio(format!("{:.2} x", found as f64 / predicted as f64))
        .note(format!(
            "{} parameters in f32; {} layers of width {}, a vocabulary of {}; a prompt of {} \
             tokens, {SAMPLES} samples of {SMALL_TOKENS}, {} at a time",
            SMALL.parameters(),
            SMALL.layers,
            SMALL.width,
            SMALL.vocabulary,
            held.prompt,
            need.together
        ))
        .note(format!(
            "by arithmetic: weights {}, keys and values {}; measured: resident at most {}, less \
             {} before the model",
            megabytes(need.weights),
            megabytes(need.cache()),
            megabytes(peak),
            megabytes(before)
        ))
        .others(others))
}

fn gigabytes(bytes: u64) -> String {
    format!("{:.1} GB", bytes as f64 / 1e9)
}

/// Writes a checkpoint with random weights, a part at a time.
fn write(size: &Size, folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)?;
    let config = json!({
        "model_type": "codegen",
        "vocab_size": size.vocabulary,
        "n_positions": size.positions,
        "n_embd": size.width,
        "n_layer": size.layers,
        "n_head": size.heads,
        "rotary_dim": size.turned,
    });
    std::fs::write(folder.join("config.json"), config.to_string())?;
    let tokenizer = Path::new(WORKSPACE).join(TOKENIZER);
    std::fs::copy(tokenizer, folder.join("tokenizer.json"))?;

    let tensors = size.tensors();
    let mut header = Map::new();
    let mut end = 0;
    for (name, shape) in &tensors {
        let start = end;
        end += 4 * numbers(shape);
        let place = json!({"dtype": "F32", "shape": shape, "data_offsets": [start, end]});
        header.insert(name.clone(), place);
    }
    let header = serde_json::to_string(&header)?;
    let mut file = BufWriter::new(File::create(folder.join("model.safetensors"))?);
    file.write_all(&(header.len() as u64).to_le_bytes())?;
    file.write_all(header.as_bytes())?;
    let mut random = ChaCha8Rng::seed_from_u64(1);
    for (name, shape) in &tensors {
        let is_norm = name.contains("ln_") && name.ends_with(".weight");
        let centre = if is_norm { 1.0 } else { 0.0 };
        for _ in 0..numbers(shape) {
            let number: f32 = centre + random.random_range(-0.02..0.02);
            file.write_all(&number.to_le_bytes())?;
        }
    }
    file.flush()?;
    Ok(())
}
