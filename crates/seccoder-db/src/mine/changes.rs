//! What a working tree changed since a revision, line by line.
//!
//! A review looks at what a branch brings: so the files are compared with the commit at which the
//! branch left the revision (their merge base), not with what the revision has become since. The
//! files are read as they lie there, whether or not git was told of them; as in all of mining, no
//! git, hook or filter is run.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use gix::ObjectId;
use gix::bstr::ByteSlice;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::import::SourceError;

/// Above this many lines the order of lines is not looked at.
const MOST_ORDERED: usize = 6000;

/// The lines of a file that are new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// The file is as it was.
    Nothing,
    /// These lines, from 1, were added or changed.
    Lines(BTreeSet<u32>),
    /// The file was not there.
    Everything,
}

impl Changed {
    /// Whether a line is new.
    #[must_use]
    pub fn holds(&self, line: u32) -> bool {
        match self {
            Self::Nothing => false,
            Self::Lines(lines) => lines.contains(&line),
            Self::Everything => true,
        }
    }
}

/// What a working tree is compared with.
pub struct Base {
    repository: gix::Repository,
    folder: PathBuf,
    /// `None` before the first commit: everything is new.
    commit: Option<ObjectId>,
}

impl Base {
    /// The commit at which what is checked out left `revision`, in the repository that `folder`
    /// lies in.
    ///
    /// # Errors
    /// When there is no repository, no such revision, or no commit that both come from.
    pub fn open(folder: &Path, revision: &str) -> Result<Self, SourceError> {
        let place = folder.display().to_string();
        let failed = |reason: String| SourceError {
            place: place.clone(),
            reason,
        };
        let folder = folder
            .canonicalize()
            .map_err(|error| failed(error.to_string()))?;
        let holder = folder
            .ancestors()
            .find(|folder| folder.join(".git").exists())
            .ok_or_else(|| failed("it lies in no git repository".to_owned()))?;
        let repository = gix::open_opts(holder, gix::open::Options::isolated())
            .map_err(|error| failed(format!("its git repository cannot be opened: {error}")))?;
        let folder = repository
            .workdir()
            .and_then(|folder| folder.canonicalize().ok())
            .ok_or_else(|| failed("its git repository has no working tree".to_owned()))?;
        let commit = base(&repository, revision).map_err(failed)?;
        Ok(Self {
            repository,
            folder,
            commit,
        })
    }

    /// The commit's name in hexadecimal digits; `None` before the first commit.
    #[must_use]
    pub fn commit(&self) -> Option<String> {
        self.commit.map(|id| id.to_string())
    }

    /// What is new in a file with this text, at its canonical path.
    ///
    /// # Errors
    /// When the file lies outside the repository, or what it was cannot be read.
    pub fn changed(&self, path: &Path, text: &str) -> Result<Changed, SourceError> {
        let failed = |reason: String| SourceError {
            place: path.display().to_string(),
            reason,
        };
        let inside = path
            .strip_prefix(&self.folder)
            .map_err(|_| failed("it lies outside the repository".to_owned()))?;
        let Some(commit) = self.commit else {
            return Ok(Changed::Everything);
        };
        let before = self.before(commit, inside).map_err(failed)?;
        Ok(before.map_or(Changed::Everything, |before| {
            compared(&before.to_str_lossy(), text)
        }))
    }

    fn before(&self, commit: ObjectId, path: &Path) -> Result<Option<Vec<u8>>, String> {
        let unread = |error: gix::Error| format!("what it was cannot be read: {error}");
        let commit = self.repository.find_commit(commit);
        let commit = commit.map_err(|error| error.to_string())?;
        let tree = commit.tree().map_err(|error| error.to_string())?;
        let Some(entry) = tree.lookup_entry_by_path(path).map_err(unread)? else {
            return Ok(None);
        };
        if !entry.mode().is_blob() {
            return Ok(None);
        }
        let mut blob = entry.object().map_err(|error| error.to_string())?;
        Ok(Some(std::mem::take(&mut blob.data)))
    }
}

fn base(repository: &gix::Repository, revision: &str) -> Result<Option<ObjectId>, String> {
    let head = repository.head().map_err(|error| error.to_string())?;
    if head.is_unborn() && revision == "HEAD" {
        return Ok(None);
    }
    let unknown = |why: String| format!("there is no revision `{revision}`: {why}");
    let named = repository
        .rev_parse_single(revision)
        .map_err(|error| unknown(error.to_string()))?;
    let named = named
        .object()
        .map_err(|error| unknown(error.to_string()))?
        .peel_to_commit()
        .map_err(|error| unknown(error.to_string()))?
        .id;
    let here = repository.head_id().map_err(|error| error.to_string())?;
    let common = repository
        .merge_base(named, here)
        .map_err(|error| error.to_string())?;
    common.map(|id| Some(id.detach())).ok_or_else(|| {
        format!(
            "`{revision}` and what is checked out have no commit in common; a shallow clone lacks \
             it: fetch the whole history"
        )
    })
}

/// The lines of `after` that `before` has not, or not there. Line ends do not count.
fn compared(before: &str, after: &str) -> Changed {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), after.lines().collect());
    let mut new = BTreeSet::new();
    if before.len().max(after.len()) > MOST_ORDERED {
        let known: HashSet<&str> = before.into_iter().collect();
        new.extend(
            (1..)
                .zip(after)
                .filter(|(_, line)| !known.contains(line))
                .map(|(number, _)| number),
        );
    } else {
        for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
            if !matches!(op, DiffOp::Equal { .. }) {
                let lines = op.new_range().map(|at| u32::try_from(at + 1));
                new.extend(lines.map_while(Result::ok));
            }
        }
    }
    if new.is_empty() {
        Changed::Nothing
    } else {
        Changed::Lines(new)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Repository;
    use super::*;

    fn lines(lines: &[u32]) -> Changed {
        Changed::Lines(lines.iter().copied().collect())
    }

    #[test]
    fn added_and_changed_lines_are_new_and_line_ends_are_not() {
        assert_eq!(compared("a\nb\n", "a\r\nb\r\n"), Changed::Nothing);
        assert_eq!(compared("a\nb\nc\n", "a\nx\nc\nd\n"), lines(&[2, 4]));
        assert_eq!(compared("a\nb\n", "b\n"), Changed::Nothing);
        let long: String = (0..10_000).map(|n| format!("{n}\n")).collect();
        assert_eq!(compared(&long, &format!("new\n{long}")), lines(&[1]));
    }

    #[test]
    fn a_branch_is_compared_with_where_it_left() {
        let mut repository = Repository::new();
        repository.set("src/a.py", "one\ntwo\n");
        let first = repository.commit("start");
        repository.set("src/a.py", "one\ntwo\nmain's own\n");
        let main = repository.commit_on("main goes on", &[first]);
        std::fs::write(
            repository.git_dir().join("refs/heads/other"),
            format!("{main}\n"),
        )
        .unwrap();
        repository.set("src/a.py", "one\ntwo\nbranch\n");
        repository.commit_on("branch", &[first]);

        let folder = repository.path().canonicalize().unwrap();
        let base = Base::open(&folder, "other").unwrap();
        assert_eq!(base.commit(), Some(first.to_string()));
        let changed = |name: &str, text: &str| base.changed(&folder.join(name), text).unwrap();
        assert_eq!(changed("src/a.py", "one\ntwo\nbranch\n"), lines(&[3]));
        assert_eq!(changed("src/a.py", "one\ntwo\n"), Changed::Nothing);
        assert_eq!(changed("src/new.py", "x\n"), Changed::Everything);
        assert!(base.changed(Path::new("/elsewhere.py"), "").is_err());
        assert!(Base::open(&folder, "no-such").is_err());
    }

    #[test]
    fn before_the_first_commit_everything_is_new() {
        let repository = Repository::new();
        let folder = repository.path().canonicalize().unwrap();
        let base = Base::open(&folder, "HEAD").unwrap();
        assert_eq!(base.commit(), None);
        assert!(base.changed(&folder.join("a.py"), "x").unwrap().holds(1));
        let elsewhere = tempfile::tempdir().unwrap();
        assert!(Base::open(elsewhere.path(), "HEAD").is_err());
    }
}
