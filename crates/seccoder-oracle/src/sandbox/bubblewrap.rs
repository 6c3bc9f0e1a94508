//! The isolation: what a job sees of this machine, as bubblewrap's arguments.
//!
//! A job sees the system's programs read-only, its own folder, an empty `/tmp`, and nothing
//! else: no home, no `/etc` but what the dynamic linker needs, no network but its own loopback,
//! no process but its own. It cannot make namespaces of its own.
//!
//! The kernel does not count root's processes, so for root a fork bomb would have no bound. Then
//! the sandbox starts in two steps: a first bubblewrap, still as root, lays out what only root
//! can reach; the second, which holds the job, runs as a user of its own with nothing to lose.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use super::folder::Folder;
use super::job::Job;
use super::programs::{Programs, on_path};
use super::{Limits, SandboxError};

/// The user that a job believes to be.
const INSIDE_USER: &str = "65534";

/// First of the users that root's jobs run as: beyond all that systems give out.
const FIRST_USER: u32 = 1_900_000_000;

/// Where root's first step lays things out for the second.
const STAGE: &str = "/tmp";

/// Files and folders below `/etc` that programs need to start.
const ETC: [&str; 5] = [
    "/etc/alternatives",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
];

/// Files below `/etc` that every job gets from us: path inside, name beside the folder, contents.
pub(super) const OWN_ETC: [(&str, &str, &str); 3] = [
    (
        "/etc/passwd",
        "passwd",
        "sandbox:x:65534:65534:sandbox:/tmp:/bin/sh\n",
    ),
    ("/etc/group", "group", "sandbox:x:65534:\n"),
    (
        "/etc/hosts",
        "hosts",
        "127.0.0.1 localhost\n::1 localhost\n",
    ),
];

/// Writes that the job has started, runs it, writes its exit status. File 3 is for the
/// sandbox alone; the shell's own remarks ("Killed") are kept out of the job's output.
const INNER: &str = "exec 4>&2 2>/dev/null; echo started >&3; \
                     \"$@\" 2>&4 3>&- 4>&-; echo \"$?\" >&3";

/// Opens file 3 for [`INNER`].
const OUTER: &str = "exec \"$@\" 3>\"$0\"";

/// bubblewrap as this machine has it.
#[derive(Debug, Clone)]
pub(super) struct Bubblewrap {
    program: PathBuf,
    version: (u32, u32),
    pub(super) name: String,
    /// Set when jobs are started in two steps.
    pub(super) setpriv: Option<PathBuf>,
    programs: Programs,
}

/// A mount that is not part of every machine.
struct Mount<'a> {
    host: &'a Path,
    inside: &'a Path,
    writable: bool,
}

impl Bubblewrap {
    /// Looks for the programs; [`super::Sandbox::detect`] tries them.
    pub(super) fn find() -> Result<Self, SandboxError> {
        let program = on_path("bwrap").ok_or(SandboxError::Missing)?;
        on_path("prlimit").ok_or(SandboxError::MissingTool {
            program: "prlimit",
            package: "util-linux",
        })?;
        let version = version(&program);
        let name = version
            .as_ref()
            .map_or("bubblewrap".to_owned(), |v| format!("bubblewrap-{v}"));
        let mut numbers = version
            .iter()
            .flat_map(|text| text.split('.'))
            .map_while(|part| part.parse::<u32>().ok());
        Ok(Self {
            program,
            version: (
                numbers.next().unwrap_or_default(),
                numbers.next().unwrap_or_default(),
            ),
            name,
            setpriv: if rustix::process::geteuid().is_root() {
                on_path("setpriv")
            } else {
                None
            },
            programs: Programs::find(),
        })
    }

    /// The user that the next job's files must belong to; `None` for the user we are.
    pub(super) fn next_user(&self) -> Option<u32> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        self.setpriv.as_ref()?;
        // A user for each job, so that one's processes do not count as another's.
        let base = (std::process::id() & 0xffff) << 10;
        Some(FIRST_USER + base + NEXT.fetch_add(1, Ordering::Relaxed) % 1024)
    }

    /// The command that runs a job in its folder.
    pub(super) fn command(&self, job: &Job, folder: &Folder, user: Option<u32>) -> Command {
        #[expect(clippy::disallowed_methods, reason = "this is the sandbox")]
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(OUTER).arg(folder.status());
        let work = folder.work();
        let etc = OWN_ETC.map(|(inside, name, _)| (folder.beside(name), Path::new(inside)));
        let mut mounts: Vec<Mount<'_>> = vec![Mount {
            host: &work,
            inside: Path::new("/work"),
            writable: true,
        }];
        let etc = etc.iter().map(|(host, inside)| (host, *inside));
        let own = self
            .programs
            .mounts
            .iter()
            .map(|path| (path, path.as_path()));
        let asked = job
            .read_only
            .iter()
            .map(|(host, inside)| (host, inside.as_path()));
        mounts.extend(etc.chain(own).chain(asked).map(|(host, inside)| Mount {
            host,
            inside,
            writable: false,
        }));
        let staged;
        if let (Some(setpriv), Some(user)) = (&self.setpriv, user) {
            staged = stage(&mounts);
            command.args(self.first_step(setpriv, user, &mounts, &staged));
            for (mount, path) in mounts.iter_mut().zip(&staged) {
                mount.host = path;
            }
        }
        command.args(self.second_step(job, &mounts));
        command.env_clear().env("PATH", "/usr/bin:/bin");
        command
    }

    /// Root's view, with the mounts moved to where anybody can reach them.
    fn first_step(
        &self,
        setpriv: &Path,
        user: u32,
        mounts: &[Mount<'_>],
        staged: &[PathBuf],
    ) -> Arguments {
        let mut args = Arguments::default();
        args.push(&self.program);
        args.extend(["--die-with-parent", "--dev-bind", "/", "/"]);
        args.extend(["--tmpfs", STAGE]);
        for (mount, path) in mounts.iter().zip(staged) {
            args.push(if mount.writable {
                "--bind"
            } else {
                "--ro-bind"
            });
            args.push(mount.host).push(path);
        }
        args.extend(["--cap-drop", "ALL"]);
        args.extend(["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--"]);
        let user = user.to_string();
        args.push(setpriv)
            .extend(["--reuid", &user, "--regid", &user, "--clear-groups"]);
        args
    }

    /// The job's view.
    fn second_step(&self, job: &Job, mounts: &[Mount<'_>]) -> Arguments {
        let mut args = Arguments::default();
        args.push(&self.program);
        args.extend(["--unshare-all", "--unshare-user", "--die-with-parent"]);
        args.extend(["--new-session", "--as-pid-1", "--cap-drop", "ALL"]);
        args.extend(["--uid", INSIDE_USER, "--gid", INSIDE_USER]);
        args.extend(["--hostname", "sandbox"]);
        if self.version >= (0, 8) {
            args.push("--disable-userns");
        }
        args.extend(["--ro-bind", "/usr", "/usr"]);
        for name in ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"] {
            match std::fs::read_link(name) {
                Ok(target) => {
                    args.push("--symlink").push(target).push(name);
                }
                Err(_) => {
                    args.extend(["--ro-bind-try", name, name]);
                }
            }
        }
        for name in ETC {
            args.extend(["--ro-bind-try", name, name]);
        }
        // Where the job is root to the kernel, it could otherwise set the kernel's parameters.
        args.extend(["--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev"]);
        self.scratch(&mut args, "/dev/shm", &job.limits);
        args.extend(["--remount-ro", "/dev"]);
        self.scratch(&mut args, "/tmp", &job.limits);
        for mount in mounts {
            args.push(if mount.writable {
                "--bind"
            } else {
                "--ro-bind"
            });
            args.push(mount.host).push(mount.inside);
        }
        args.extend(["--remount-ro", "/", "--chdir", "/work", "--clearenv"]);
        for (name, value) in environment(&self.programs.path) {
            args.push("--setenv").push(name).push(value);
        }
        for (name, value) in &job.env {
            args.extend(["--setenv", name, value]);
        }
        args.push("--").push("prlimit");
        args.extend(limit_flags(&job.limits));
        // Far more than the watchdog lets pass, because the kernel counts threads too.
        args.push(format!(
            "--nproc={}",
            job.limits.processes.saturating_mul(2).saturating_add(128)
        ));
        args.extend(["--", "/bin/sh", "-c", INNER, "sh"]);
        args.extend(&job.argv);
        args
    }

    /// A folder in memory that anybody may write to.
    fn scratch(&self, args: &mut Arguments, path: &str, limits: &Limits) {
        if self.version >= (0, 7) {
            args.push("--size")
                .push(limits.file_bytes.max(4096).to_string());
        }
        args.extend(["--perms", "1777", "--tmpfs", path]);
    }
}

/// The limits that the kernel enforces for each process, as prlimit's flags.
pub(super) fn limit_flags(limits: &Limits) -> Vec<String> {
    let mut flags = vec![
        "--core=0".to_owned(),
        "--nofile=1024".to_owned(),
        format!("--fsize={}", limits.file_bytes),
    ];
    if let Some(cpu) = limits.cpu {
        let seconds = cpu.as_secs() + u64::from(cpu.subsec_nanos() > 0);
        // First a signal that says why, then one that cannot be caught.
        flags.push(format!("--cpu={seconds}:{}", seconds + 1));
    }
    flags
}

/// The few environment variables that every job has.
pub(super) fn environment(path: &[PathBuf]) -> Vec<(&'static str, OsString)> {
    let folders = path.iter().map(PathBuf::as_path).chain(
        ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"]
            .iter()
            .map(Path::new),
    );
    let path = std::env::join_paths(folders).unwrap_or_else(|_| "/usr/bin:/bin".into());
    vec![
        ("PATH", path),
        ("HOME", "/tmp".into()),
        ("TMPDIR", "/tmp".into()),
        ("LANG", "C.UTF-8".into()),
        ("LC_ALL", "C.UTF-8".into()),
        // A job's folder is thrown away, so byte code is written for nobody.
        ("PYTHONDONTWRITEBYTECODE", "1".into()),
    ]
}

fn stage(mounts: &[Mount<'_>]) -> Vec<PathBuf> {
    (0..mounts.len())
        .map(|number| PathBuf::from(format!("{STAGE}/{number}")))
        .collect()
}

fn version(program: &Path) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "asks bubblewrap for its version")]
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().rsplit(' ').next()?.to_owned()).filter(|text| text.contains('.'))
}

/// Arguments of a command, whatever they are made from.
#[derive(Default)]
struct Arguments(Vec<OsString>);

impl Arguments {
    fn push(&mut self, argument: impl AsRef<OsStr>) -> &mut Self {
        self.0.push(argument.as_ref().to_owned());
        self
    }

    fn extend<S: AsRef<OsStr>>(&mut self, arguments: impl IntoIterator<Item = S>) {
        self.0.extend(
            arguments
                .into_iter()
                .map(|argument| argument.as_ref().to_owned()),
        );
    }
}

impl IntoIterator for Arguments {
    type Item = OsString;
    type IntoIter = std::vec::IntoIter<OsString>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn processor_time_is_rounded_up() {
        let limits = Limits {
            cpu: Some(Duration::from_millis(1500)),
            ..Limits::default()
        };
        assert!(limit_flags(&limits).contains(&"--cpu=2:3".to_owned()));
    }

    #[test]
    fn interpreters_come_first_on_the_path() {
        let variables = environment(&[PathBuf::from("/opt/python/bin")]);
        let path = variables.iter().find(|(name, _)| *name == "PATH").unwrap();
        assert!(
            path.1
                .to_string_lossy()
                .starts_with("/opt/python/bin:/usr/local/bin:")
        );
    }
}
