//! `seccoder completions` and `seccoder man`: made from the definition of the commands.

use std::io::Write;
use std::path::PathBuf;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Cli;
use crate::failure::{Failure, Kind};

/// Flags of `seccoder completions`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  seccoder completions bash > ~/.local/share/bash-completion/completions/seccoder"
)]
pub struct CompletionsArgs {
    /// Which shell
    shell: Shell,
}

/// Flags of `seccoder man`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  seccoder man | man -l -\n  seccoder man --dir ~/.local/share/man/man1"
)]
pub struct ManArgs {
    /// Write one page per command into this folder
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
}

/// Prints a completion script.
pub fn completions(args: &CompletionsArgs) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "seccoder", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(())
}

/// Prints or writes the manual.
pub fn man(args: &ManArgs) -> Result<(), Failure> {
    if let Some(folder) = &args.dir {
        return std::fs::create_dir_all(folder)
            .and_then(|()| clap_mangen::generate_to(Cli::command(), folder))
            .map_err(|error| {
                Failure::new(
                    Kind::Failed,
                    format!("cannot write to {}: {error}", folder.display()),
                )
            });
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    std::io::stdout().write_all(&page)?;
    Ok(())
}
