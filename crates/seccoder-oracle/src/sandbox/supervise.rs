//! Runs one job: starts it, feeds and reads it, watches it, ends it, cleans up.
//!
//! One thread for each job, which waits in one `poll` for its input, its outputs and its end,
//! and every few milliseconds looks at what the job uses. When this returns, no process of the
//! job is left.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::process::{Pid, PidfdFlags, pidfd_open};

use super::error::Doing;
use super::folder::Folder;
use super::processes::{self, Machine};
use super::{Limits, SandboxError, Status};

/// How often the job's processes and memory are looked at.
const TICK: Duration = Duration::from_millis(20);

/// How many ticks pass between two looks at the job's folder.
const TICKS_PER_FOLDER_LOOK: u32 = 8;

/// How the job's processes are recognised.
pub(super) enum Belonging {
    /// They live in a process namespace of their own.
    Namespace,
    /// They carry this entry in their environment.
    Mark(String),
}

/// How the supervised process ended and what it wrote.
pub(super) struct Finished {
    /// Why the job was ended, if it did not end by itself.
    pub(super) stopped: Option<Status>,
    pub(super) exit: ExitStatus,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
    pub(super) truncated: bool,
    pub(super) wall: Duration,
    pub(super) peak_memory_bytes: u64,
}

/// Runs a command to its end.
pub(super) fn supervise(
    mut command: Command,
    stdin: &[u8],
    limits: &Limits,
    folder: &Folder,
    belonging: Belonging,
    cancelled: &AtomicBool,
) -> Result<Finished, SandboxError> {
    let start = Instant::now();
    let input = if stdin.is_empty() {
        Stdio::null()
    } else {
        Stdio::piped()
    };
    let child = command
        .stdin(input)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .doing("cannot start a job")?;
    // From here on, leaving this function in any way ends the job.
    let mut watch = Watch {
        ended: pidfd(&child),
        child,
        belonging,
        init: None,
        peak: 0,
        ticks: 0,
        files_at_start: Machine::now().map_or(0, |machine| machine.in_files),
    };
    let mut pipes = Pipes::new(&mut watch.child, stdin, limits.output_bytes)?;

    let deadline = start + limits.wall;
    let mut next_tick = start;
    let mut stopped = None;
    let mut exit = None;
    while exit.is_none() && stopped.is_none() {
        let now = Instant::now();
        if now >= deadline {
            stopped = Some(Status::TimedOut);
        } else if cancelled.load(Ordering::Relaxed) {
            // Nobody will see the status.
            stopped = Some(Status::TimedOut);
        } else if pipes.truncated {
            stopped = Some(Status::OutputExceeded);
        } else if now >= next_tick {
            next_tick = now + TICK;
            stopped = watch.look(limits, folder);
        }
        pipes.wait(watch.ended.as_ref(), next_tick.min(deadline));
        pipes.serve();
        exit = watch.child.try_wait().doing("cannot wait for a job")?;
    }
    let exit = match exit {
        Some(exit) => {
            watch.end();
            exit
        }
        None => watch.stop()?,
    };
    // All writers are gone, so what is left in the pipes is all there is.
    pipes.serve();
    Ok(Finished {
        stopped: stopped.or(pipes.truncated.then_some(Status::OutputExceeded)),
        exit,
        stdout: pipes.stdout.bytes,
        stderr: pipes.stderr.bytes,
        truncated: pipes.truncated,
        wall: start.elapsed(),
        peak_memory_bytes: watch.peak,
    })
}

/// Something that becomes readable when the child ends; without it the next tick notices.
fn pidfd(child: &Child) -> Option<OwnedFd> {
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw)?;
    pidfd_open(pid, PidfdFlags::empty()).ok()
}

/// A running job. Dropping it ends the job.
struct Watch {
    child: Child,
    ended: Option<OwnedFd>,
    belonging: Belonging,
    /// The first process of the job's namespace.
    init: Option<u32>,
    peak: u64,
    ticks: u32,
    files_at_start: u64,
}

impl Watch {
    /// The job's processes, as far as they can be seen now.
    fn members(&mut self, enough: usize) -> Vec<u32> {
        match &self.belonging {
            Belonging::Namespace => {
                if self.init.is_none() {
                    self.init = processes::namespace_init(self.child.id());
                }
                self.init
                    .map(|init| processes::descendants(init, enough))
                    .unwrap_or_default()
            }
            Belonging::Mark(_) => {
                let mut members = processes::descendants(self.child.id(), enough);
                members.push(self.child.id());
                members
            }
        }
    }

    /// Looks at what the job uses; the limit that it exceeds, if any.
    fn look(&mut self, limits: &Limits, folder: &Folder) -> Option<Status> {
        self.ticks += 1;
        let most = limits.processes as usize;
        let members = self.members(most);
        if members.len() > most {
            return Some(Status::ProcessesExceeded);
        }
        let memory = processes::memory(&members, limits.memory_bytes);
        self.peak = self.peak.max(memory);
        if memory > limits.memory_bytes || self.starves_the_machine(memory, limits) {
            return Some(Status::MemoryExceeded);
        }
        let folder_is_due = self.ticks.is_multiple_of(TICKS_PER_FOLDER_LOOK);
        (folder_is_due && folder.overflows(limits)).then_some(Status::OutputExceeded)
    }

    /// Whether the machine runs out of memory and this job may well be why: files in memory
    /// belong to no process, so they count only here.
    fn starves_the_machine(&self, memory: u64, limits: &Limits) -> bool {
        let Some(machine) = Machine::now() else {
            return false;
        };
        let hidden = machine.in_files.saturating_sub(self.files_at_start);
        machine.available < machine.total / 32
            && memory.saturating_add(hidden) > limits.memory_bytes / 2
    }

    /// Ends the job now and waits until all of it is gone.
    fn stop(&mut self) -> Result<ExitStatus, SandboxError> {
        let patience = Instant::now() + Duration::from_millis(500);
        while let Belonging::Namespace = self.belonging {
            if self.init.is_none() {
                self.init = processes::namespace_init(self.child.id());
            }
            if let Some(init) = self.init {
                // bubblewrap waits for the namespace's first process, and the kernel lets that
                // end only after all others: waiting for bubblewrap waits for all.
                processes::kill(init);
                break;
            }
            // The namespace is still being made: there is nothing to kill yet.
            if Instant::now() >= patience
                || self
                    .child
                    .try_wait()
                    .doing("cannot wait for a job")?
                    .is_some()
            {
                break;
            }
            thread::sleep(Duration::from_millis(2));
        }
        if self.init.is_none() {
            let _ = self.child.kill();
        }
        self.end();
        self.child.wait().doing("cannot wait for a job")
    }

    /// Ends what may be left after the command itself.
    fn end(&mut self) {
        let Belonging::Mark(mark) = &self.belonging else {
            return;
        };
        // New ones may be started while the list is read, so until none is left.
        for _ in 0..200 {
            let mut left = processes::descendants(self.child.id(), usize::MAX);
            left.extend(processes::marked(mark));
            if left.is_empty() {
                return;
            }
            left.into_iter().for_each(processes::kill);
            // Children of ours that are dead but not waited for would be found for ever.
            if matches!(self.child.try_wait(), Ok(None)) {
                let _ = self.child.kill();
            }
            thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.stop();
        }
    }
}

/// The job's standard input and outputs.
struct Pipes<'a> {
    input: Option<ChildStdin>,
    to_write: &'a [u8],
    stdout: Capture<ChildStdout>,
    stderr: Capture<ChildStderr>,
    truncated: bool,
}

/// One output, up to a limit.
struct Capture<P> {
    pipe: Option<P>,
    bytes: Vec<u8>,
    limit: usize,
}

impl<'a> Pipes<'a> {
    fn new(child: &mut Child, stdin: &'a [u8], limit: usize) -> Result<Self, SandboxError> {
        let pipes = Self {
            input: child.stdin.take(),
            to_write: stdin,
            stdout: Capture::new(child.stdout.take(), limit),
            stderr: Capture::new(child.stderr.take(), limit),
            truncated: false,
        };
        let fds = [
            pipes.input.as_ref().map(AsFd::as_fd),
            pipes.stdout.pipe.as_ref().map(AsFd::as_fd),
            pipes.stderr.pipe.as_ref().map(AsFd::as_fd),
        ];
        for fd in fds.into_iter().flatten() {
            rustix::fs::fcntl_setfl(fd, OFlags::NONBLOCK).doing("cannot set up a job's pipes")?;
        }
        Ok(pipes)
    }

    /// Waits until there is something to do, or until `until`.
    fn wait(&self, ended: Option<&OwnedFd>, until: Instant) {
        let mut fds = Vec::with_capacity(4);
        if let Some(ended) = ended {
            fds.push(PollFd::new(ended, PollFlags::IN));
        }
        if let Some(input) = &self.input {
            fds.push(PollFd::new(input, PollFlags::OUT));
        }
        if let Some(pipe) = &self.stdout.pipe {
            fds.push(PollFd::new(pipe, PollFlags::IN));
        }
        if let Some(pipe) = &self.stderr.pipe {
            fds.push(PollFd::new(pipe, PollFlags::IN));
        }
        let left = until.saturating_duration_since(Instant::now());
        let timeout = Timespec {
            tv_sec: i64::try_from(left.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: left.subsec_nanos().into(),
        };
        // An interrupted wait is as good as one that ran out: the caller looks again.
        let _ = poll(&mut fds, Some(&timeout));
    }

    /// Writes and reads what is possible without waiting.
    fn serve(&mut self) {
        self.feed();
        self.truncated |= self.stdout.drain();
        self.truncated |= self.stderr.drain();
    }

    fn feed(&mut self) {
        while let Some(input) = &mut self.input {
            match input.write(self.to_write) {
                Ok(written) => self.to_write = &self.to_write[written..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                // The job does not read its input, which is its own affair.
                Err(_) => self.to_write = &[],
            }
            if self.to_write.is_empty() {
                self.input = None;
            }
        }
    }
}

impl<P: Read> Capture<P> {
    fn new(pipe: Option<P>, limit: usize) -> Self {
        Self {
            pipe,
            bytes: Vec::new(),
            limit,
        }
    }

    /// Reads what is there; whether it was more than the limit.
    fn drain(&mut self) -> bool {
        let mut buffer = [0; 16 << 10];
        while let Some(pipe) = &mut self.pipe {
            match pipe.read(&mut buffer) {
                Ok(0) => self.pipe = None,
                Ok(read) => {
                    let kept = read.min(self.limit - self.bytes.len());
                    self.bytes.extend_from_slice(&buffer[..kept]);
                    if kept < read {
                        // Closing the pipe makes a writer that never stops stop at once.
                        self.pipe = None;
                        return true;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return false,
                Err(_) => self.pipe = None,
            }
        }
        false
    }
}

/// The status of a command that was not run by a shell.
pub(super) fn status_of(exit: ExitStatus) -> Status {
    match (exit.code(), exit.signal()) {
        (Some(code), _) => Status::Exited(code),
        (None, Some(signal)) => Status::Signalled(signal),
        (None, None) => Status::Signalled(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_is_cut_at_its_limit() {
        let mut capture = Capture::new(Some(&b"0123456789"[..]), 4);
        assert!(capture.drain());
        assert_eq!(capture.bytes, b"0123");
        let mut capture = Capture::new(Some(&b"0123"[..]), 4);
        assert!(!capture.drain());
        assert_eq!(capture.bytes, b"0123");
    }
}
