//! `seccoder complete --explain` and `--timings`: which examples were looked at, and how long it took.

use seccoder::pipeline::CompletionRequest;
use seccoder::response::{CompletionResponse, Considered, ExampleSummary, Outcome, Timings};
use seccoder::retriever::{Score, ScoreKind};

use crate::setup::Context;
use crate::terminal::printable;

/// The reason for an example on a line of its own; nothing where the retriever gives none.
pub(super) fn why(example: &ExampleSummary, indent: &str) -> String {
    example.reason.as_ref().map_or_else(String::new, |reason| {
        format!("\n{indent}because it {}", printable(&reason.text))
    })
}

/// `CWE-89 python "Find a user…" (cosine 0.612, 1a2b3c…, corpus/…)`.
pub(super) fn describe(example: &ExampleSummary) -> String {
    let cwes: Vec<String> = example.cwes.iter().map(ToString::to_string).collect();
    // Method `auto` keeps many scores (they are in the JSON); one sums them up.
    let confidence = |score: &&Score| score.kind == ScoreKind::Confidence;
    let score = example.scores.iter().find(confidence);
    let score = score.or_else(|| example.scores.first()).map(|score| {
        let Score { kind, value } = score;
        match kind {
            ScoreKind::Cosine => format!("cosine {value:.3}"),
            ScoreKind::Bm25 => format!("BM25 {value:.2}"),
            ScoreKind::Random => "random".to_owned(),
            ScoreKind::Api => format!("names {value:.2}"),
            ScoreKind::Cause => format!("cause {value:.3}"),
            ScoreKind::Weakness => format!("weakness {value:.2}"),
            ScoreKind::Fused => format!("fused {value:.4}"),
            ScoreKind::Confidence => format!("confidence {value:.2}"),
        }
    });
    let place = example
        .provenance
        .path
        .as_deref()
        .unwrap_or(&example.provenance.source);
    format!(
        "{} {} \"{}\" ({}, {}, {})",
        cwes.join(" "),
        example.language,
        printable(&example.title),
        score.unwrap_or_default(),
        example.id.short(),
        printable(place),
    )
}

/// Says of each example that was looked at what became of it.
pub(super) fn explain(
    context: &Context,
    request: &CompletionRequest,
    response: &CompletionResponse,
) {
    if response.considered.is_empty() {
        context.terminal.note(&format!(
            "no example was looked at (method {})",
            request.method
        ));
        return;
    }
    context.terminal.note("nearest examples:");
    for (i, Considered { example, outcome }) in response.considered.iter().enumerate() {
        let outcome = match outcome {
            Outcome::Used { tokens, form } => {
                let form = form.map(|form| format!(" as {form}")).unwrap_or_default();
                format!("shown to the model{form} ({tokens} tokens)")
            }
            Outcome::NotNeeded => "not needed: a nearer one was shown".to_owned(),
            Outcome::TooLong { tokens, room } => {
                format!("too long: {tokens} tokens, and there was room for {room}")
            }
            Outcome::LeftOut { tokens, limit } => {
                format!("left out beforehand: {tokens} tokens, above the limit of {limit}")
            }
            Outcome::Unsure {
                confidence,
                threshold,
            } => format!(
                "not shown: confidence {confidence:.2} is below {threshold:.2} (--threshold changes it)"
            ),
            Outcome::NoForm { budget } => {
                format!("not shown: no such text within the {budget} tokens left of the budget")
            }
            Outcome::Silent => {
                "not shown: where this model was measured, no example made its code \
                                more secure (--form shows it all the same)"
                    .to_owned()
            }
            Outcome::Withheld => {
                "withheld: private, and the model is not on this machine (--private-to allows an \
                 endpoint)"
                    .to_owned()
            }
        };
        context.terminal.note(&format!(
            "  {}. {}{}\n     {outcome}",
            i + 1,
            describe(example),
            why(example, "     ")
        ));
    }
}

/// How long each stage took.
pub(super) fn timings_line(response: &CompletionResponse) -> String {
    let Timings {
        retrieve_ms,
        model_wait_ms,
        integrate_ms,
        first_token_ms,
        generate_ms,
        total_ms,
    } = response.timings;
    let tokens: usize = response
        .choices
        .iter()
        .filter_map(|choice| choice.tokens)
        .sum();
    let prompt = response.prompt_tokens.map_or_else(String::new, |tokens| {
        format!(
            " ({tokens} prompt tokens, {} from cache)",
            response.cached_tokens
        )
    });
    format!(
        "timings: retrieve {retrieve_ms:.0} ms, wait for model {model_wait_ms:.0} ms, integrate \
         {integrate_ms:.1} ms, first token {first_token_ms:.0} ms{prompt}, generate \
         {generate_ms:.0} ms ({tokens} tokens), total {total_ms:.0} ms"
    )
}
