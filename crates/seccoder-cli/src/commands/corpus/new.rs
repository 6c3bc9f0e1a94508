//! `seccoder corpus new`: the frame of a new example.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::PathBuf;

use seccoder::cwe::CweId;
use seccoder::language::Language;
use seccoder::response::SCHEMA_VERSION;
use seccoder_db::corpus::template;
use serde::Serialize;

use super::super::print_json;
use crate::cli::Global;
use crate::failure::{Failure, Kind};

/// Flags of `seccoder corpus new`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  seccoder corpus new python CWE-89 aiomysql_orders_by_customer")]
pub struct Args {
    /// The example's language
    language: Language,
    /// The weakness that it avoids
    cwe: CweId,
    /// What it does, in lower case with underscores: the file's name
    name: String,
    /// The corpus' folder
    #[arg(long, value_name = "FOLDER", default_value = "corpus")]
    dir: PathBuf,
}

#[derive(Serialize)]
struct Written {
    schema_version: u32,
    path: PathBuf,
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> Result<(), Failure> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if args.name.is_empty() || !args.name.chars().all(plain) {
        return Err(Failure::usage(format!(
            "`{}` cannot name an example",
            args.name.escape_default()
        ))
        .hint("lower-case letters, digits and underscores, as in flask_orders_by_customer"));
    }
    let path = args
        .dir
        .join(template::path(args.language, args.cwe, &args.name));
    let failed =
        |error: std::io::Error| Failure::new(Kind::Failed, format!("{}: {error}", path.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                Failure::usage(format!("{} is there already", path.display()))
                    .hint("choose another name; it stays as it is")
            }
            _ => failed(error),
        })?;
    file.write_all(template::text(args.language, args.cwe).as_bytes())
        .map_err(failed)?;
    if global.json {
        return print_json(&Written {
            schema_version: SCHEMA_VERSION,
            path,
        });
    }
    say!("{}", path.display());
    if !global.quiet {
        eprintln!("fill it in, then: seccoder corpus check {}", path.display());
    }
    Ok(())
}
