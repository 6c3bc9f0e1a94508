//! Row 12: the embedders of the catalogue, on the engines that run them, with row 4's texts.

use seccoder_lm::candle::embed::{CandleEmbedder, CandleEmbedderConfig};
use seccoder_lm::catalogue::{Catalogue, ModelEntry, ModelKind};

use crate::embedding::{Best, TEXTS, fastest, least_cosine, texts};
use crate::lab::{EMBEDDER, Lab, SHIPPED};
use crate::peer::{self, OnnxRun};
use crate::table::{Failure, Row};

/// Measures every embedder that is installed; onnxruntime has the one that row 4 gives it.
pub fn rows(lab: &Lab, _: &dyn Fn(usize) -> bool) -> Result<Vec<Row>, Failure> {
    let texts = texts(lab)?;
    eprintln!("row 12: {EMBEDDER} on onnxruntime …");
    let onnx = peer::python().and_then(|python| peer::onnx(&python, lab, &texts));
    let mut rows = Vec::new();
    for entry in Catalogue::builtin().models() {
        if entry.kind != ModelKind::Embedder {
            continue;
        }
        let onnx = (entry.name == EMBEDDER).then_some(&onnx);
        if onnx.is_some() {
            eprintln!("row 12: {EMBEDDER} on llama.cpp …");
            let best = fastest(&lab.embedder(SHIPPED)?, &texts)?;
            let engine = format!("llama.cpp {}", SHIPPED.name());
            rows.push(row(entry, &engine, &best, onnx).others(best.others));
        }
        rows.push(on_candle(lab, entry, &texts, onnx)?);
    }
    Ok(rows)
}

fn on_candle(
    lab: &Lab,
    entry: &ModelEntry,
    texts: &[String],
    onnx: Option<&Result<OnnxRun, String>>,
) -> Result<Row, Failure> {
    let installed = lab.optional(entry);
    let config = installed.and_then(|there| CandleEmbedderConfig::of_entry(entry, &there));
    let Some(config) = config else {
        let skipped = "skipped: it is not installed".to_owned();
        return Ok(Row::new(&name(entry, "candle f32"), skipped));
    };
    eprintln!("row 12: {} on candle …", entry.name);
    let cut = config.embedding.max_tokens;
    let best = fastest(&CandleEmbedder::open(config), texts)?;
    Ok(row(entry, "candle f32", &best, onnx)
        .note(format!("texts of row 4, cut at {cut} of its own tokens"))
        .others(best.others))
}

fn name(entry: &ModelEntry, engine: &str) -> String {
    format!("12 {}, {engine}", entry.name)
}

fn row(
    entry: &ModelEntry,
    engine: &str,
    best: &Best,
    onnx: Option<&Result<OnnxRun, String>>,
) -> Row {
    let name = name(entry, engine);
    let rate = TEXTS as f64 / best.time.as_secs_f64();
    match onnx {
        None => Row::new(&name, format!("{rate:.1} texts/s")),
        Some(Err(reason)) => Row::new(&name, format!("{rate:.1} texts/s"))
            .note(format!("onnxruntime skipped: {reason}")),
        Some(Ok(peer)) => Row::new(
            &name,
            format!("{rate:.1} / {:.1} texts/s", peer.texts_per_s),
        )
        .ratio(format!("{:.2} x", rate / peer.texts_per_s))
        .note(peer.summary.clone())
        .note(format!(
            "least cosine to the peer's vectors: {:.5}",
            least_cosine(&best.vectors, &peer.vectors)
        )),
    }
}
