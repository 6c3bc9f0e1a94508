//! `seccoder db init`: a new database.

use seccoder::example::ExampleFilter;
use seccoder::response::SCHEMA_VERSION;
use seccoder_db::store::Contents;
use serde::Serialize;

use super::super::print_json;
use crate::cli::Global;
use crate::failure::Failure;
use crate::setup::Context;
use crate::terminal::printable;

/// Flags of `seccoder db init`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Any command makes a database that is not there, with the built-in examples. This \
one can leave them out, for a database that holds only its owner's and lies over the built-in \
one.\n\nExamples:\n  seccoder db init --empty --db team.db\n  seccoder search \"open a file\" --db \
team.db,built-in"
)]
pub struct Args {
    /// Without the built-in examples, now and after every update of the program
    #[arg(long)]
    empty: bool,
}

#[derive(Serialize)]
struct Made<'a> {
    schema_version: u32,
    place: &'a str,
    examples: usize,
}

/// Runs the command.
pub async fn run(global: &Global, context: &Context, args: &Args) -> Result<(), Failure> {
    let place = context.place();
    if place.exists()? {
        return Err(
            Failure::usage(format!("{} is there already", place.shown()))
                .hint("`seccoder db stats` shows what it holds; name another with --db"),
        );
    }
    let contents = if args.empty {
        Contents::empty()
    } else {
        Contents::built_in()
    };
    let store = place.open(&contents)?;
    let made = Made {
        schema_version: SCHEMA_VERSION,
        place: store.place(),
        examples: store.count(&ExampleFilter::default()).await?,
    };
    if global.json {
        return print_json(&made);
    }
    say!("{} with {} examples", printable(made.place), made.examples);
    Ok(())
}
