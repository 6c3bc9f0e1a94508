//! The sandbox: the one place where generated code, and tools that read it, are run.
//!
//! A [`Job`] is one command in a fresh, private folder. It runs in [bubblewrap] without network,
//! home and secrets, within [`Limits`] on time, memory, processes and output, and leaves an
//! [`Outcome`] and nothing else: when [`Sandbox::run`] returns, or its future is dropped, the
//! job's processes are killed and its folder is removed.
//!
//! - `job` says what is run and what came of it,
//! - `bubblewrap` says what a job sees, `programs` where this machine keeps interpreters,
//! - `supervise` runs it and `processes` watches it, `folder` keeps its files.
//!
//! What the sandbox does not do: it filters no system calls, so a job that breaks the kernel
//! breaks out; and memory in files that no process has mapped counts only once the whole machine
//! runs low.
//!
//! [bubblewrap]: https://github.com/containers/bubblewrap

mod bubblewrap;
mod error;
mod folder;
mod job;
mod processes;
mod programs;
mod supervise;

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

pub use error::SandboxError;
pub use job::{Job, JobFile, Limits, Outcome, Status};
pub(crate) use programs::on_path;

use bubblewrap::Bubblewrap;
use folder::Folder;
use programs::Programs;
use supervise::{Belonging, Finished, supervise};

/// The signal that the kernel sends when a process has used up its processor time.
const SIGXCPU: i32 = 24;

/// Runs jobs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Sandbox(Arc<Kind>);

#[derive(Debug)]
enum Kind {
    Bubblewrap(Bubblewrap),
    Host(Programs),
}

impl Sandbox {
    /// The sandbox of this machine, tried with a trivial job. Takes a moment: call it once.
    ///
    /// # Errors
    /// When bubblewrap is missing or does not work here; the message says what to do.
    pub fn detect() -> Result<Self, SandboxError> {
        let mut bubblewrap = Bubblewrap::find()?;
        let in_two_steps = bubblewrap.setpriv.is_some();
        let first = Self(Arc::new(Kind::Bubblewrap(bubblewrap.clone())));
        match first.try_out() {
            Ok(()) => return Ok(first),
            Err(reason) if !in_two_steps => return Err(reason),
            // Root in a container may not become somebody else, or others may not make
            // namespaces. Then root's own sandbox has to do.
            Err(_) => bubblewrap.setpriv = None,
        }
        let second = Self(Arc::new(Kind::Bubblewrap(bubblewrap)));
        second.try_out()?;
        Ok(second)
    }

    /// No isolation: jobs run as the user, with the limits but with the user's files and network.
    /// Only for people who have asked for it.
    #[must_use]
    pub fn unsafe_host() -> Self {
        Self(Arc::new(Kind::Host(Programs::find())))
    }

    /// The sandbox' name with its version, for logs.
    #[must_use]
    pub fn name(&self) -> &str {
        match &*self.0 {
            Kind::Bubblewrap(bubblewrap) => &bubblewrap.name,
            Kind::Host(_) => "none (unsafe)",
        }
    }

    /// Whether jobs are kept from the user's files and network.
    #[must_use]
    pub fn isolates(&self) -> bool {
        matches!(&*self.0, Kind::Bubblewrap(_))
    }

    /// Runs a job to its end. Needs a tokio runtime. Dropping the future ends the job.
    ///
    /// # Errors
    /// When the job could not be run at all. A job that fails, or that exceeds its limits, is an
    /// [`Outcome`].
    pub async fn run(&self, job: Job) -> Result<Outcome, SandboxError> {
        let guard = CancelOnDrop(Arc::new(AtomicBool::new(false)));
        let cancelled = Arc::clone(&guard.0);
        let sandbox = self.clone();
        // The supervisor waits in system calls, so it gets a thread of its own.
        tokio::task::spawn_blocking(move || sandbox.run_here(&job, &cancelled))
            .await
            .map_err(|error| SandboxError::Supervisor(error.to_string()))?
    }

    fn run_here(&self, job: &Job, cancelled: &AtomicBool) -> Result<Outcome, SandboxError> {
        job.check()?;
        match &*self.0 {
            Kind::Bubblewrap(bubblewrap) => {
                let user = bubblewrap.next_user();
                let folder = Folder::new(&job.files, user)?;
                let command = bubblewrap.command(job, &folder, user);
                let done = run_in(job, &folder, command, Belonging::Namespace, cancelled)?;
                let status = inner_status(&folder, &done)?;
                Ok(outcome(job, &folder, done, status))
            }
            Kind::Host(programs) => {
                let folder = Folder::new(&job.files, None)?;
                let (command, mark) = host_command(job, &folder, programs)?;
                let done = run_in(job, &folder, command, Belonging::Mark(mark), cancelled)?;
                let status = supervise::status_of(done.exit);
                Ok(outcome(job, &folder, done, status))
            }
        }
    }

    fn try_out(&self) -> Result<(), SandboxError> {
        let job = Job::new(["sh", "-c", "echo ready > proof && cat proof"])
            .wall(Duration::from_secs(20))
            .collect("proof");
        let refused = |reason| SandboxError::Refused {
            name: self.name().to_owned(),
            reason,
        };
        let outcome = self
            .run_here(&job, &AtomicBool::new(false))
            .map_err(|error| {
                refused(match error {
                    SandboxError::Setup(reason) => reason,
                    other => other.to_string(),
                })
            })?;
        if outcome.success() && outcome.stdout == b"ready\n" && outcome.collected.len() == 1 {
            Ok(())
        } else {
            Err(refused(format!("a trial job failed ({})", outcome.why())))
        }
    }
}

struct CancelOnDrop(Arc<AtomicBool>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn run_in(
    job: &Job,
    folder: &Folder,
    command: Command,
    belonging: Belonging,
    cancelled: &AtomicBool,
) -> Result<Finished, SandboxError> {
    supervise(
        command,
        &job.stdin,
        &job.limits,
        folder,
        belonging,
        cancelled,
    )
}

/// What the shell inside the sandbox wrote about the command's end.
fn inner_status(folder: &Folder, done: &Finished) -> Result<Status, SandboxError> {
    if let Some(stopped) = done.stopped {
        return Ok(stopped);
    }
    let notes = folder.read_status();
    let mut lines = notes.lines();
    if lines.next() != Some("started") {
        let stderr = String::from_utf8_lossy(&done.stderr);
        let reason = stderr.trim().chars().take(500).collect::<String>();
        return Err(SandboxError::Setup(if reason.is_empty() {
            format!("bubblewrap ended with {}", done.exit)
        } else {
            reason
        }));
    }
    match lines.next().and_then(|line| line.parse::<i32>().ok()) {
        // A shell shows a signal as 128 and its number.
        Some(code @ 129..=192) => Ok(Status::Signalled(code - 128)),
        Some(code) => Ok(Status::Exited(code)),
        // The shell itself was killed, which from inside is not possible.
        None => Ok(Status::Signalled(9)),
    }
}

fn outcome(job: &Job, folder: &Folder, done: Finished, status: Status) -> Outcome {
    let status = match done.stopped.unwrap_or(status) {
        Status::Signalled(SIGXCPU) if job.limits.cpu.is_some() => Status::TimedOut,
        other => other,
    };
    Outcome {
        status,
        stdout: done.stdout,
        stderr: done.stderr,
        truncated: done.truncated,
        wall: done.wall,
        peak_memory_bytes: done.peak_memory_bytes,
        collected: folder.collect(job),
    }
}

/// A command without isolation, and the mark by which its processes are found again.
fn host_command(
    job: &Job,
    folder: &Folder,
    programs: &Programs,
) -> Result<(Command, String), SandboxError> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    if let Some((host, inside)) = job.read_only.iter().find(|(host, inside)| host != inside) {
        return Err(SandboxError::NoMounts {
            host: host.clone(),
            inside: inside.clone(),
        });
    }
    let mut argv = Vec::new();
    if let Some(prlimit) = on_path("prlimit") {
        argv.push(prlimit.to_string_lossy().into_owned());
        argv.extend(bubblewrap::limit_flags(&job.limits));
        argv.push("--".to_owned());
    }
    argv.extend(job.argv.iter().cloned());
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the sandbox, switched off"
    )]
    let mut command = Command::new(&argv[0]);
    let mark = format!(
        "{}-{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    command
        .args(&argv[1..])
        .current_dir(folder.work())
        .env_clear();
    command.envs(bubblewrap::environment(&programs.path));
    command
        .env("HOME", folder.beside("tmp"))
        .env("TMPDIR", folder.beside("tmp"));
    command.envs(job.env.iter().map(|(name, value)| (name, value)));
    command.env("SECCODER_JOB", &mark);
    Ok((command, format!("SECCODER_JOB={mark}")))
}
