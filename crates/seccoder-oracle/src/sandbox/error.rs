//! What can go wrong with the sandbox itself, in words for people.

use std::io;
use std::path::PathBuf;

/// The sandbox could not run a job. Says nothing about the code in the job.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// bubblewrap is not installed.
    #[error(
        "bubblewrap (`bwrap`) is not installed; install it (Debian, Ubuntu, Fedora: the package \
         `bubblewrap`), or run untrusted code without isolation with --unsafe-no-sandbox"
    )]
    Missing,
    /// A program that the sandbox needs beside bubblewrap is not installed.
    #[error("the sandbox needs `{program}`; install the package `{package}`")]
    MissingTool {
        /// The program.
        program: &'static str,
        /// The package that usually has it.
        package: &'static str,
    },
    /// bubblewrap is there, but a trivial job did not run in it.
    #[error(
        "{name} cannot start a sandbox here: {reason}; user namespaces may be switched off \
         (see `sysctl user.max_user_namespaces` and `kernel.apparmor_restrict_unprivileged_userns`)"
    )]
    Refused {
        /// bubblewrap with its version.
        name: String,
        /// What it said.
        reason: String,
    },
    /// The job is not well formed.
    #[error("the job cannot be run: {0}")]
    Job(String),
    /// A folder that the job wants to see does not exist.
    #[error("the job wants to read {0}, which does not exist on this machine")]
    Mount(PathBuf),
    /// Without isolation nothing can be mounted elsewhere.
    #[error(
        "without a sandbox {host} cannot appear as {inside}; install bubblewrap",
        host = host.display(),
        inside = inside.display()
    )]
    NoMounts {
        /// Where it is.
        host: PathBuf,
        /// Where the job wants to see it.
        inside: PathBuf,
    },
    /// The sandbox broke before the job's command was started.
    #[error("the sandbox could not be set up: {0}")]
    Setup(String),
    /// This machine refused a file or a process.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: String,
        /// Why it failed.
        source: io::Error,
    },
    /// The supervising thread ended without a result.
    #[error("the sandbox's supervisor ended early: {0}; this is a bug")]
    Supervisor(String),
}

/// Adds what was being done to an I/O error.
pub(super) trait Doing<T> {
    /// The same result, with its error explained.
    fn doing(self, what: &str) -> Result<T, SandboxError>;
}

impl<T, E: Into<io::Error>> Doing<T> for Result<T, E> {
    fn doing(self, what: &str) -> Result<T, SandboxError> {
        self.map_err(|error| SandboxError::Io {
            what: what.to_owned(),
            source: error.into(),
        })
    }
}
