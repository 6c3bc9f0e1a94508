//! `seccoder db build`: examples and vectors, up to date.

use std::time::Instant;

use seccoder::response::SCHEMA_VERSION;
use serde::Serialize;

use super::super::print_json;
use crate::cli::Global;
use crate::databases::VectorsBuilt;
use crate::failure::Failure;
use crate::options::EmbedderArgs;
use crate::setup::Context;
use crate::terminal::counting_bar;

/// Flags of `seccoder db build`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "What is there already is not embedded again. From 100,000 examples on, an index is \
built that searches nearly exactly and much faster; an interrupted build goes on where it was.\n\nExample:\n  seccoder db build"
)]
pub struct Args {
    #[command(flatten)]
    embedder: EmbedderArgs,
}

#[derive(Serialize)]
struct Built {
    schema_version: u32,
    examples: usize,
    vectors: usize,
    embedded: usize,
    seconds: f64,
}

/// Runs the command.
pub async fn run(global: &Global, context: &Context, args: &Args) -> Result<(), Failure> {
    let embedder = context.embedder(&args.embedder).await?;
    let started = Instant::now();
    let bar = context.embedding_bar();
    let mut on_embedded = |done: usize, total: usize| bar.show(done, total);
    let indexing = counting_bar(&context.terminal, "building the index of the vectors");
    let mut on_indexed = |done: usize, total: usize| {
        indexing.set_length(total as u64);
        indexing.set_position(done as u64);
    };
    let built = context
        .build_index(&*embedder, &mut on_embedded, &mut on_indexed)
        .await;
    bar.finish();
    indexing.finish_and_clear();
    let VectorsBuilt {
        examples,
        vectors,
        embedded,
    } = built?;
    let built = Built {
        schema_version: SCHEMA_VERSION,
        examples,
        vectors,
        embedded,
        seconds: started.elapsed().as_secs_f64(),
    };
    if global.json {
        return print_json(&built);
    }
    if built.embedded == 0 {
        say!("{} examples, up to date", built.examples);
    } else {
        say!(
            "{} examples, {} vectors made in {:.1} s",
            built.examples,
            built.embedded,
            built.seconds
        );
    }
    Ok(())
}
