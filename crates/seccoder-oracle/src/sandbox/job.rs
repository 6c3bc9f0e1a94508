//! What runs in the sandbox, within which limits, and what came of it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use super::SandboxError;

/// One command to run in a fresh, private folder.
#[derive(Debug, Clone)]
pub struct Job {
    /// The command with its arguments; looked up in the sandbox's `PATH`.
    pub argv: Vec<String>,
    /// Files that lie in the working folder when the command starts.
    pub files: Vec<JobFile>,
    /// Folders or files of this machine that the job may read: (here, inside).
    pub read_only: Vec<(PathBuf, PathBuf)>,
    /// Environment variables beside the few that the sandbox sets.
    pub env: Vec<(String, String)>,
    /// What the command reads on its standard input.
    pub stdin: Vec<u8>,
    /// What it may use.
    pub limits: Limits,
    /// Files, relative to the working folder, that are read back afterwards.
    pub collect: Vec<PathBuf>,
}

/// A file given to a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobFile {
    /// Where it lies, relative to the working folder and without `..`.
    pub path: PathBuf,
    /// Its contents.
    pub contents: Vec<u8>,
}

/// What a job may use. Whoever exceeds one of them is killed with all its children.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Time on the clock for the whole job.
    pub wall: Duration,
    /// Processor time of each of its processes.
    pub cpu: Option<Duration>,
    /// Memory of all its processes together.
    pub memory_bytes: u64,
    /// Processes at one time.
    pub processes: u32,
    /// Bytes on standard output, and as many on standard error.
    pub output_bytes: usize,
    /// The largest file; the working folder may hold twice as much.
    pub file_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            wall: Duration::from_secs(10),
            cpu: None,
            memory_bytes: 2 << 30,
            processes: 64,
            output_bytes: 1 << 20,
            file_bytes: 256 << 20,
        }
    }
}

/// How a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The command ended with this exit status.
    Exited(i32),
    /// The command was ended by this signal (or ended with status 128 + signal, as a shell's).
    Signalled(i32),
    /// It ran past its time on the clock, or past its processor time.
    TimedOut,
    /// It used more memory than it may.
    MemoryExceeded,
    /// It started more processes than it may.
    ProcessesExceeded,
    /// It wrote more to its output, or into its folder, than it may.
    OutputExceeded,
}

/// What came of a job.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// How it ended.
    pub status: Status,
    /// Standard output, up to the limit.
    pub stdout: Vec<u8>,
    /// Standard error, up to the limit.
    pub stderr: Vec<u8>,
    /// Whether output beyond the limit was thrown away.
    pub truncated: bool,
    /// Time on the clock, with setting up the sandbox.
    pub wall: Duration,
    /// The most memory seen in use; sampled, so a short job may show 0.
    pub peak_memory_bytes: u64,
    /// The files asked for that are there: regular, not behind a link, within the limit.
    pub collected: BTreeMap<PathBuf, Vec<u8>>,
}

impl Job {
    /// A job that runs this command, with the default limits and nothing else.
    pub fn new<S: Into<String>>(argv: impl IntoIterator<Item = S>) -> Self {
        Self {
            argv: argv.into_iter().map(Into::into).collect(),
            files: Vec::new(),
            read_only: Vec::new(),
            env: Vec::new(),
            stdin: Vec::new(),
            limits: Limits::default(),
            collect: Vec::new(),
        }
    }

    /// Adds a file to the working folder.
    #[must_use]
    pub fn file(mut self, path: impl Into<PathBuf>, contents: impl Into<Vec<u8>>) -> Self {
        self.files.push(JobFile::new(path, contents));
        self
    }

    /// Adds files to the working folder.
    #[must_use]
    pub fn files(mut self, files: impl IntoIterator<Item = JobFile>) -> Self {
        self.files.extend(files);
        self
    }

    /// Lets the job read a folder or file of this machine.
    #[must_use]
    pub fn read_only(mut self, host: impl Into<PathBuf>, inside: impl Into<PathBuf>) -> Self {
        self.read_only.push((host.into(), inside.into()));
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// What the command reads on its standard input.
    #[must_use]
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = bytes.into();
        self
    }

    /// Replaces the limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Replaces the limit of time on the clock.
    #[must_use]
    pub fn wall(mut self, wall: Duration) -> Self {
        self.limits.wall = wall;
        self
    }

    /// Asks for a file to be read back.
    #[must_use]
    pub fn collect(mut self, path: impl Into<PathBuf>) -> Self {
        self.collect.push(path.into());
        self
    }

    /// Refuses what could reach outside the working folder or cannot be said to a program.
    pub(super) fn check(&self) -> Result<(), SandboxError> {
        let refuse = |why: String| Err(SandboxError::Job(why));
        if self.argv.first().is_none_or(String::is_empty) {
            return refuse("it has no command".to_owned());
        }
        let texts = self
            .argv
            .iter()
            .chain(self.env.iter().flat_map(|(name, value)| [name, value]));
        if texts.into_iter().any(|text| text.contains('\0')) {
            return refuse("a NUL byte in its command or environment".to_owned());
        }
        if let Some((name, _)) = self
            .env
            .iter()
            .find(|(n, _)| n.is_empty() || n.contains('='))
        {
            return refuse(format!("`{name}` cannot name an environment variable"));
        }
        let paths = self
            .files
            .iter()
            .map(|file| &file.path)
            .chain(&self.collect);
        for path in paths {
            if !is_inner(path) {
                return refuse(format!(
                    "{} is not a relative path within its folder",
                    path.display()
                ));
            }
        }
        for (host, inside) in &self.read_only {
            if !host.is_absolute() || !inside.is_absolute() {
                return refuse(format!(
                    "the mount of {} needs absolute paths",
                    host.display()
                ));
            }
            if !host.exists() {
                return Err(SandboxError::Mount(host.clone()));
            }
        }
        Ok(())
    }
}

/// Whether a path is made of plain names only.
fn is_inner(path: &Path) -> bool {
    !path.as_os_str().is_empty()
        && !path.as_os_str().as_encoded_bytes().contains(&0)
        && path
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
}

impl JobFile {
    /// A file with these contents.
    pub fn new(path: impl Into<PathBuf>, contents: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            contents: contents.into(),
        }
    }
}

impl Outcome {
    /// Whether the command ended by itself with status 0.
    #[must_use]
    pub fn success(&self) -> bool {
        self.status == Status::Exited(0)
    }

    /// Standard output as text; bytes that are no UTF-8 become replacement characters.
    #[must_use]
    pub fn stdout_text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.stdout)
    }

    /// Standard error as text.
    #[must_use]
    pub fn stderr_text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.stderr)
    }

    /// Why the job did not succeed, in a few words, with the last line of its standard error.
    #[must_use]
    pub fn why(&self) -> String {
        let how = self.status.to_string();
        let stderr = self.stderr_text();
        match stderr
            .lines()
            .rev()
            .map(str::trim)
            .find(|line| !line.is_empty())
        {
            Some(line) => format!("{how}: {}", line.chars().take(300).collect::<String>()),
            None => how,
        }
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exited(code) => write!(f, "exit status {code}"),
            Self::Signalled(signal) => write!(f, "ended by signal {signal}"),
            Self::TimedOut => f.write_str("timed out"),
            Self::MemoryExceeded => f.write_str("used too much memory"),
            Self::ProcessesExceeded => f.write_str("started too many processes"),
            Self::OutputExceeded => f.write_str("wrote too much"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_out_of_the_folder_are_refused() {
        for path in ["", "/etc/passwd", "../x", "a/../../x", "./a", "a\0b"] {
            let job = Job::new(["true"]).file(path, "");
            assert!(job.check().is_err(), "{path:?}");
            let job = Job::new(["true"]).collect(path);
            assert!(job.check().is_err(), "{path:?}");
        }
        assert!(Job::new(["true"]).file("a/b.py", "").check().is_ok());
    }

    #[test]
    fn nonsense_is_refused() {
        assert!(Job::new(Vec::<String>::new()).check().is_err());
        assert!(Job::new([""]).check().is_err());
        assert!(Job::new(["a\0b"]).check().is_err());
        assert!(Job::new(["true"]).env("A=B", "").check().is_err());
        assert!(matches!(
            Job::new(["true"])
                .read_only("/nowhere-at-all", "/x")
                .check(),
            Err(SandboxError::Mount(_))
        ));
    }
}
