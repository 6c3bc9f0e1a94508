//! Fetching one Python package with pip: the file alone, nothing of it is executed.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::process::{ExitStatus, Stdio};

use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};

use super::blocking::TELL;
use super::error::{StepError, StoreError};
use super::part::{create_folder, remove_folder};

/// The most of pip's error output that is read.
const MAX_STDERR: u64 = 1024 * 1024;

/// The longest reason that is shown, in characters.
const MAX_REASON: usize = 300;

/// One package to fetch.
pub(super) struct PipDownload<'a> {
    /// The Python to use; `None` is the one in the search path.
    pub(super) python: Option<&'a Path>,
    /// Environment variables on top of those of this process.
    pub(super) env: &'a [(OsString, OsString)],
    /// `NAME==VERSION`, checked.
    pub(super) package: &'a str,
    /// The folder to fetch into. It is pip's temporary and working folder as well.
    pub(super) folder: &'a Path,
    /// Where the wheel is moved to when it is complete.
    pub(super) wheel: &'a Path,
    /// Bytes at which the package is taken for too large.
    pub(super) limit: u64,
}

impl PipDownload<'_> {
    /// Fetches the wheel, and `tell`s its growing size.
    pub(super) async fn run(&self, tell: impl Fn(u64)) -> Result<(), StepError> {
        let folder =
            std::path::absolute(self.folder).map_err(StoreError::io("find", self.folder))?;
        // pip copies the finished file to its destination; a copy that was cut off by a
        // crash must not be taken for a wheel. So both folders begin empty.
        remove_folder(&folder)?;
        let (destination, temporary) = (folder.join("out"), folder.join("tmp"));
        create_folder(&destination)?;
        create_folder(&temporary)?;
        let python = self.python.map_or_else(default_python, absolute_program);
        let mut child = start_pip(&python, self.package, &destination, &temporary, self.env)
            .map_err(|error| cannot_start(&python, &error))?;
        let (status, stderr) = self
            .wait(&mut child, &destination, &temporary, tell)
            .await?;
        if !status.success() {
            return Err(failure(self.package, status, &stderr));
        }
        let Some(wheel) = only_wheel(&destination)? else {
            return Err(StepError::source(format!(
                "pip fetched no wheel of {}",
                self.package
            )));
        };
        fs::rename(&wheel, self.wheel).map_err(StoreError::io("rename to", self.wheel))?;
        remove_folder(&folder)?;
        Ok(())
    }

    /// Waits for pip, watching how its files grow.
    async fn wait(
        &self,
        child: &mut Child,
        destination: &Path,
        temporary: &Path,
        tell: impl Fn(u64),
    ) -> Result<(ExitStatus, String), StepError> {
        let stderr = child.stderr.take();
        let finish = async {
            let mut output = Vec::new();
            if let Some(stderr) = stderr {
                // Broken output is no reason to fail: the exit status decides.
                let _ = stderr.take(MAX_STDERR).read_to_end(&mut output).await;
            }
            let status = child.wait().await;
            (status, String::from_utf8_lossy(&output).into_owned())
        };
        tokio::pin!(finish);
        loop {
            if let Ok((status, stderr)) = tokio::time::timeout(TELL, &mut finish).await {
                let status =
                    status.map_err(|error| StepError::source(format!("pip was lost: {error}")))?;
                return Ok((status, stderr));
            }
            let size = folder_size(temporary).max(folder_size(destination));
            if size > self.limit {
                // Dropping the child kills it.
                return Err(StepError::source(format!(
                    "{} is larger than the model it should carry; stopped",
                    self.package
                )));
            }
            tell(size);
        }
    }
}

/// Starts `pip download`. The package is neither built nor installed, so none of its
/// code runs, and pip leaves its dependencies alone.
#[expect(
    clippy::disallowed_methods,
    reason = "pip is how packages are fetched: a fixed command with a checked package name"
)]
fn start_pip(
    python: &OsStr,
    package: &str,
    destination: &Path,
    temporary: &Path,
    env: &[(OsString, OsString)],
) -> io::Result<Child> {
    Command::new(python)
        .args(["-m", "pip", "download", "--no-deps", "--only-binary=:all:"])
        // The interpreter's version matters not: it will not run the package. The
        // finished wheel is kept by us, so a second copy in pip's cache is a waste.
        .args(["--ignore-requires-python", "--no-cache-dir"])
        .args([
            "--no-input",
            "--disable-pip-version-check",
            "--progress-bar",
            "off",
        ])
        .arg("-d")
        .arg(destination)
        .arg(package)
        // `python -m` imports from the working folder first; that must not be the
        // user's project, which may hold a `pip.py`.
        .current_dir(temporary)
        .env("PYTHONSAFEPATH", "1")
        // pip downloads to its temporary folder: here its size can be watched, and it
        // is on the disk that the user chose for models.
        .env("TMPDIR", temporary)
        .env("TEMP", temporary)
        .env("TMP", temporary)
        .envs(env.iter().map(|(key, value)| (key, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
}

/// What Python is called in the search path.
fn default_python() -> OsString {
    if cfg!(windows) {
        "python".into()
    } else {
        "python3".into()
    }
}

/// A program named by a path must be found from another working folder too.
fn absolute_program(program: &Path) -> OsString {
    let is_bare = matches!(
        program.components().collect::<Vec<_>>()[..],
        [Component::Normal(_)]
    );
    if is_bare {
        return program.into();
    }
    std::path::absolute(program)
        .unwrap_or_else(|_| program.to_owned())
        .into()
}

/// Why Python did not start.
fn cannot_start(python: &OsStr, error: &io::Error) -> StepError {
    let python = python.to_string_lossy();
    let reason = if error.kind() == io::ErrorKind::NotFound {
        format!("`{python}` was not found")
    } else {
        format!("cannot start `{python}`: {error}")
    };
    StepError::Source {
        reason,
        hint: Some("this source needs Python 3 with pip".to_owned()),
    }
}

/// Why pip failed, from what it printed.
fn failure(package: &str, status: ExitStatus, stderr: &str) -> StepError {
    let line = last_meaningful_line(stderr).unwrap_or_else(|| format!("it ended with {status}"));
    let hint = if line.contains("No module named pip") {
        Some("pip is missing: `python3 -m ensurepip` or the system's package python3-pip")
    } else if line.contains("unexpected keyword") || line.contains("no such option") {
        Some("this pip is too old: `python3 -m pip install --upgrade pip`")
    } else if stderr.contains("No space left on device") {
        Some("free some space or set SECCODER_HOME to another disk; the next pull resumes")
    } else if stderr.contains("Retrying (Retry(") {
        Some("pip could not reach its package index")
    } else {
        None
    };
    StepError::Source {
        reason: format!("pip could not fetch {package}: {line}"),
        hint: hint.map(str::to_owned),
    }
}

/// The last line of pip's output that says what went wrong.
pub(super) fn last_meaningful_line(stderr: &str) -> Option<String> {
    let is_chatter = |line: &&str| {
        let chatter = ["WARNING", "DEPRECATION", "[notice]", "hint:", "note:"];
        line.is_empty() || chatter.iter().any(|start| line.starts_with(start))
    };
    let line = stderr
        .lines()
        .map(str::trim)
        .rfind(|line| !is_chatter(line))?;
    let line = line.trim_start_matches("ERROR:").trim();
    Some(line.chars().take(MAX_REASON).collect())
}

/// The wheel in a folder, where there is just one.
fn only_wheel(folder: &Path) -> Result<Option<PathBuf>, StoreError> {
    let entries = fs::read_dir(folder).map_err(StoreError::io("read", folder))?;
    let mut wheels = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension() == Some(OsStr::new("whl")));
    Ok(wheels.next().filter(|_| wheels.next().is_none()))
}

/// The bytes of all files under a folder; what vanishes meanwhile counts nothing.
pub(super) fn folder_size(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => folder_size(&entry.path()),
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        })
        .sum()
}
