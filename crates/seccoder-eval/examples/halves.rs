//! Prints the `halves.toml` of a suite: `cargo run -p seccoder-eval --example halves -- FOLDER`.

use std::path::PathBuf;

use seccoder_eval::suite::folder;
use seccoder_eval::suite::halves::Halves;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).map(PathBuf::from);
    let path = path.ok_or("name the suite's folder, for example suites/core")?;
    print!("{}", Halves::deal(&folder::load(&path)?).to_toml());
    Ok(())
}
