//! Row 4: embedding, in three precisions and against onnxruntime.

use std::time::Duration;

use futures::executor::block_on;
use seccoder::embedder::{EmbedRole, Embedder};
use seccoder_lm::gguf::Precision;
use tokenizers::Tokenizer;

use crate::lab::Lab;
use crate::machine::watched;
use crate::peer::{self, OnnxRun};
use crate::stats::timed;
use crate::table::{Failure, Row};

/// Texts embedded in one go.
pub const TEXTS: usize = 64;
/// Tokens of each text, the two special ones included.
const TOKENS: usize = 210;
/// Runs of which the best is taken, as the peer does it.
const RUNS: usize = 3;
const PRECISIONS: [Precision; 3] = [Precision::F32, Precision::Bf16, Precision::Q8];

/// One precision's speed and vectors.
struct Speed {
    precision: Precision,
    best: Duration,
    vectors: Vec<Vec<f32>>,
    others: Option<f64>,
}

/// Measures every precision, then the peer.
pub fn rows(lab: &Lab, _: &dyn Fn(usize) -> bool) -> Result<Vec<Row>, Failure> {
    let texts = texts(lab)?;
    let mut speeds = Vec::new();
    for precision in PRECISIONS {
        eprintln!("row 4: embedding, {} …", precision.name());
        speeds.push(measure(lab, precision, &texts)?);
    }
    eprintln!("row 4: onnxruntime …");
    let peer = peer::python().and_then(|python| peer::onnx(&python, lab, &texts));
    let mut rows: Vec<Row> = speeds
        .iter()
        .map(|speed| row(speed, peer.as_ref().ok()))
        .collect();
    if let Some(last) = rows.pop() {
        rows.push(last.note(match &peer {
            Ok(peer) => peer.summary.clone(),
            Err(reason) => format!("onnxruntime skipped: {reason}"),
        }));
    }
    Ok(rows)
}

fn measure(lab: &Lab, precision: Precision, texts: &[String]) -> Result<Speed, Failure> {
    let Best {
        time,
        vectors,
        others,
    } = fastest(&lab.embedder(precision)?, texts)?;
    Ok(Speed {
        precision,
        best: time,
        vectors,
        others,
    })
}

/// An embedder's fastest run over the texts.
pub struct Best {
    pub time: Duration,
    pub vectors: Vec<Vec<f32>>,
    /// Cores that others kept busy meanwhile.
    pub others: Option<f64>,
}

/// Embeds the texts a few times.
pub fn fastest(embedder: &dyn Embedder, texts: &[String]) -> Result<Best, Failure> {
    // Loads the model and touches every weight.
    block_on(embedder.embed(EmbedRole::Document, &texts[..4]))?;
    let mut best = Duration::MAX;
    let mut vectors = Vec::new();
    let (done, others) = watched(|| -> Result<(), Failure> {
        for _ in 0..RUNS {
            let (time, made) = timed(|| block_on(embedder.embed(EmbedRole::Document, texts)));
            vectors = made?;
            best = best.min(time);
        }
        Ok(())
    });
    done?;
    Ok(Best {
        time: best,
        vectors,
        others,
    })
}

fn row(speed: &Speed, peer: Option<&OnnxRun>) -> Row {
    let name = format!("4 embedding, {}", speed.precision.name());
    let rate = TEXTS as f64 / speed.best.as_secs_f64();
    let Some(peer) = peer else {
        return Row::new(&name, format!("{rate:.1} texts/s"))
            .verdict(">= 1 x", "skipped")
            .others(speed.others);
    };
    let gain = rate / peer.texts_per_s;
    let measured = format!("{rate:.1} / {:.1} texts/s", peer.texts_per_s);
    Row::new(&name, measured)
        .ratio(format!("{gain:.2} x"))
        .target(">= 1 x", gain >= 1.0)
        .others(speed.others)
        .note(format!(
            "least cosine to the peer's vectors: {:.5}",
            least_cosine(&speed.vectors, &peer.vectors)
        ))
}

/// The least cosine between vectors of length 1 at the same place.
pub fn least_cosine(a: &[Vec<f32>], b: &[Vec<f32>]) -> f32 {
    let cosines = a
        .iter()
        .zip(b)
        .map(|(x, y)| x.iter().zip(y).map(|(x, y)| x * y).sum::<f32>());
    cosines.fold(1.0, f32::min)
}

/// Texts of [`TOKENS`] each: examples one after another, begun at a different one each time.
pub fn texts(lab: &Lab) -> Result<Vec<String>, Failure> {
    let mut tokenizer = Tokenizer::from_file(lab.tokenizer()).map_err(|e| e.to_string())?;
    tokenizer.with_padding(None);
    tokenizer.with_truncation(None).map_err(|e| e.to_string())?;
    let corpus = lab.corpus();
    (0..TEXTS)
        .map(|start| {
            let examples = corpus.iter().cycle().skip(start).take(corpus.len());
            let mut text = String::new();
            for example in examples {
                text.push_str(&example.code);
                let encoding = tokenizer
                    .encode(text.as_str(), false)
                    .map_err(|e| e.to_string())?;
                if let Some(&(_, end)) = encoding.get_offsets().get(TOKENS - 3) {
                    text.truncate(end);
                    return Ok(text);
                }
            }
            Err("the corpus is too short".into())
        })
        .collect()
}
