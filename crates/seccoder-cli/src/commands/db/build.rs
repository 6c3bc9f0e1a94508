//! `seccoder db build`: examples and vectors, up to date.

use std::time::Instant;

use seccoder::example::ExampleFilter;
use seccoder::response::SCHEMA_VERSION;
use seccoder_db::vectors::StoredIndex;
use serde::Serialize;

use super::super::print_json;
use crate::cli::Global;
use crate::failure::Failure;
use crate::options::EmbedderArgs;
use crate::setup::Context;

/// Flags of `seccoder db build`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "What is there already is not embedded again.\n\nExample:\n  seccoder db build"
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
    let store = context.store()?;
    let examples = store.examples(&ExampleFilter::default())?.len();
    let mut embedded = 0;
    let bar = context.embedding_bar();
    let mut on_progress = |done: usize, total: usize| {
        embedded = total;
        bar.show(done, total);
    };
    let index = StoredIndex::open(store, &*embedder, &mut on_progress).await;
    bar.finish();
    let built = Built {
        schema_version: SCHEMA_VERSION,
        examples,
        vectors: index?.len(),
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
            "{} examples, {} of them embedded in {:.1} s",
            built.examples,
            built.embedded,
            built.seconds
        );
    }
    Ok(())
}
