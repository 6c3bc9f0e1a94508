//! A job's private folder on this machine: written before, watched while, read and removed after.
//!
//! The job may leave anything in it: links, pipes, folders nested a thousand deep. So nothing
//! here follows a link, and every look is bounded.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags};
use tempfile::TempDir;

use super::bubblewrap::OWN_ETC;
use super::error::Doing;
use super::job::{Job, JobFile};
use super::{Limits, SandboxError};

/// More entries than this in a working folder are too many.
const MAX_ENTRIES: usize = 20_000;

/// The folders of one job. Removed when dropped.
pub(super) struct Folder {
    // `None` only while being dropped.
    root: Option<TempDir>,
    path: PathBuf,
}

impl Folder {
    /// A new folder with the job's files. With `owner`, the working folder belongs to that user.
    pub(super) fn new(files: &[JobFile], owner: Option<u32>) -> Result<Self, SandboxError> {
        let root = tempfile::Builder::new()
            .prefix("seccoder-job-")
            .tempdir()
            .doing("cannot make a job's folder")?;
        let folder = Self {
            path: root.path().to_owned(),
            root: Some(root),
        };
        fs::create_dir(folder.work()).doing("cannot make a job's working folder")?;
        // A scratch folder, for jobs that have no `/tmp` of their own.
        fs::create_dir(folder.beside("tmp")).doing("cannot make a job's scratch folder")?;
        for (_, name, contents) in OWN_ETC {
            fs::write(folder.beside(name), contents).doing("cannot write a job's /etc")?;
        }
        for file in files {
            let path = folder.work().join(&file.path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).doing("cannot make a folder for a job's file")?;
            }
            fs::write(&path, &file.contents).doing("cannot write a job's file")?;
        }
        if let Some(owner) = owner {
            give(&folder.work(), owner).doing("cannot give the job its folder")?;
        }
        Ok(folder)
    }

    /// The working folder.
    pub(super) fn work(&self) -> PathBuf {
        self.path.join("work")
    }

    /// A place beside the working folder that the job cannot reach.
    pub(super) fn beside(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Where the sandbox notes that the command has started, and how it ended.
    pub(super) fn status(&self) -> PathBuf {
        self.beside("status")
    }

    /// What stands there.
    pub(super) fn read_status(&self) -> String {
        let notes = read_inner(&self.path, Path::new("status"), 1 << 10).unwrap_or_default();
        String::from_utf8_lossy(&notes).into_owned()
    }

    /// Whether the job has put more into its folder than it may.
    pub(super) fn overflows(&self, limits: &Limits) -> bool {
        let Ok(work) = open_dir(rustix::fs::CWD, self.path.as_os_str()) else {
            return false;
        };
        let mut used = Used::default();
        used.count(&work, 0);
        used.entries > MAX_ENTRIES || used.bytes > limits.file_bytes.saturating_mul(2)
    }

    /// Reads back the files that the job asks for, as far as they are there.
    pub(super) fn collect(&self, job: &Job) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut left = job.limits.file_bytes;
        for path in &job.collect {
            if let Some(contents) = read_inner(&self.work(), path, left) {
                left = left.saturating_sub(contents.len() as u64);
                found.insert(path.clone(), contents);
            }
        }
        found
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let Some(root) = self.root.take() else {
            return;
        };
        if root.close().is_err() && self.path.exists() {
            remove_stubborn(&self.path);
        }
    }
}

/// Removes what the plain way could not: folders nested deeper than there are file handles,
/// folders that the job has locked.
fn remove_stubborn(path: &Path) {
    for (program, flags) in [("chmod", "-Rf"), ("rm", "-rf")] {
        #[expect(
            clippy::disallowed_methods,
            reason = "chmod and rm, on a folder of our own making"
        )]
        let mut command = Command::new(program);
        command.arg(flags);
        if program == "chmod" {
            command.arg("u+rwx");
        }
        // Nothing more can be done when this fails too: a folder stays behind.
        let _ = command.arg("--").arg(path).output();
    }
}

fn give(path: &Path, owner: u32) -> std::io::Result<()> {
    std::os::unix::fs::lchown(path, Some(owner), Some(owner))?;
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            give(&entry?.path(), owner)?;
        }
    }
    Ok(())
}

#[derive(Default)]
struct Used {
    entries: usize,
    bytes: u64,
}

impl Used {
    /// Adds a folder's contents, until there are too many.
    fn count(&mut self, folder: &OwnedFd, depth: usize) {
        let Ok(mut dir) = Dir::read_from(folder) else {
            return;
        };
        while let Some(Ok(entry)) = dir.read() {
            let name = entry.file_name();
            if name == c"." || name == c".." {
                continue;
            }
            self.entries += 1;
            if depth > 60 {
                // Nobody nests so deep with good intentions.
                self.entries = MAX_ENTRIES + 1;
            }
            if self.entries > MAX_ENTRIES {
                return;
            }
            let Ok(stat) = rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) else {
                continue;
            };
            self.bytes = self.bytes.saturating_add(
                u64::try_from(stat.st_blocks)
                    .unwrap_or(0)
                    .saturating_mul(512),
            );
            if FileType::from_raw_mode(stat.st_mode) == FileType::Directory
                && let Ok(inner) =
                    open_dir(folder, OsStr::new(&*entry.file_name().to_string_lossy()))
            {
                self.count(&inner, depth + 1);
            }
        }
    }
}

fn open_dir(at: impl AsFd, name: &OsStr) -> rustix::io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    rustix::fs::openat(at, name, flags, Mode::empty())
}

/// The contents of a regular file below `root`, without following any link.
fn read_inner(root: &Path, path: &Path, limit: u64) -> Option<Vec<u8>> {
    let mut folder = open_dir(rustix::fs::CWD, root.as_os_str()).ok()?;
    for part in path.parent()? {
        folder = open_dir(&folder, part).ok()?;
    }
    let file = open_file(folder.as_fd(), path.file_name()?)?;
    let mut contents = Vec::new();
    // One byte more tells a file that is too large from one that just fits.
    let mut bounded = file.take(limit.saturating_add(1));
    bounded.read_to_end(&mut contents).ok()?;
    (contents.len() as u64 <= limit).then_some(contents)
}

fn open_file(folder: BorrowedFd<'_>, name: &OsStr) -> Option<File> {
    // NONBLOCK, so that a pipe planted there does not wait for a writer.
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let file = rustix::fs::openat(folder, name, flags, Mode::empty()).ok()?;
    let stat = rustix::fs::fstat(&file).ok()?;
    (FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile).then(|| File::from(file))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn files_are_written_and_read_back() {
        let folder = Folder::new(&[JobFile::new("a/b.txt", "hello")], None).unwrap();
        let job = Job::new(["true"]).collect("a/b.txt").collect("missing");
        let found = folder.collect(&job);
        assert_eq!(found.len(), 1);
        assert_eq!(found[Path::new("a/b.txt")], b"hello");
        let path = folder.path.clone();
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn links_pipes_and_giants_are_not_collected() {
        let folder = Folder::new(&[JobFile::new("big", vec![0; 101])], None).unwrap();
        symlink("/etc/passwd", folder.work().join("link")).unwrap();
        symlink("/etc", folder.work().join("folder")).unwrap();
        fs::create_dir(folder.work().join("dir")).unwrap();
        let mut job = Job::new(["true"]).collect("link").collect("folder/passwd");
        job = job.collect("big").collect("dir");
        job.limits.file_bytes = 100;
        assert!(folder.collect(&job).is_empty());
    }

    #[test]
    fn too_much_is_seen() {
        let folder = Folder::new(&[JobFile::new("x", vec![1; 40_000])], None).unwrap();
        let mut limits = Limits::default();
        assert!(!folder.overflows(&limits));
        limits.file_bytes = 10_000;
        assert!(folder.overflows(&limits));
    }

    #[test]
    fn deep_and_locked_folders_are_removed() {
        let folder = Folder::new(&[], None).unwrap();
        let mut at = open_dir(rustix::fs::CWD, folder.work().as_os_str()).unwrap();
        for _ in 0..3000 {
            rustix::fs::mkdirat(&at, "d", Mode::RWXU).unwrap();
            at = open_dir(&at, OsStr::new("d")).unwrap();
        }
        let path = folder.path.clone();
        assert!(folder.overflows(&Limits::default()));
        drop(at);
        drop(folder);
        assert!(!path.exists());
    }
}
