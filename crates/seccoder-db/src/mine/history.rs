//! A repository's history, read with `gix` and nothing else.
//!
//! Only the settings of the repository itself are read, not those of the user or the machine,
//! and nothing is run: no git, no hook, no filter. What comes out is a list of commits and, for
//! one commit, the files whose content it changed. Renames are not followed: a renamed file is
//! one that went and one that came.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use gix::ObjectId;
use gix::bstr::{BStr, ByteSlice};
use gix::diff::tree::recorder::Change;
use gix::diff::tree::{Recorder, State, Visit, visit};
use gix::revision::walk::Sorting;
use gix::traverse::commit::simple::CommitTimeOrder;

use crate::import::SourceError;

/// More changed entries than this are a sweep through the tree and no fix.
const MOST_CHANGES: usize = 400;
/// Larger files are data or generated.
const LARGEST_FILE: u64 = 1 << 20;
/// git, too, looks for a zero byte in the first 8000 only.
const BINARY_PREFIX: usize = 8000;

/// A repository that is open for reading.
pub(super) struct History {
    repository: gix::Repository,
    place: String,
}

/// The commits that a walk finds, newest first.
pub(super) struct Walked {
    pub(super) ids: Vec<ObjectId>,
    /// Why the walk ended before the history did.
    pub(super) broken: Option<String>,
}

/// What a commit says about itself.
#[derive(Debug)]
pub(super) struct Commit {
    pub(super) tree: ObjectId,
    pub(super) parents: Vec<ObjectId>,
    pub(super) author_time: i64,
    pub(super) title: String,
    pub(super) body: String,
}

/// A file that a commit changed and did not add, remove or rename.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ChangedFile {
    pub(super) path: String,
    pub(super) before: ObjectId,
    pub(super) after: ObjectId,
}

/// What a commit did to the tree.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) files: Vec<ChangedFile>,
    /// Paths that came or went.
    pub(super) others: Vec<String>,
    pub(super) submodules: usize,
    pub(super) unreadable_paths: usize,
}

/// The content of a file, or why it is of no use.
pub(super) enum Content {
    Text(String),
    Useless(&'static str),
}

impl History {
    /// Opens the repository that has its folder, or its bare folder, at `path`.
    pub(super) fn open(path: &Path) -> Result<Self, SourceError> {
        let place = path.display().to_string();
        let opened = gix::open_opts(path, gix::open::Options::isolated());
        let mut repository = opened.map_err(|error| SourceError {
            place: place.clone(),
            reason: match holder(path) {
                _ if !path.exists() => "no such folder".to_owned(),
                Some(holder) => format!(
                    "no git repository, but it lies inside of one; name that: {}",
                    holder.display()
                ),
                None => format!("no git repository that can be opened: {}", chain(&error)),
            },
        })?;
        repository.object_cache_size_if_unset(8 << 20);
        Ok(Self { repository, place })
    }

    pub(super) fn error(&self, reason: impl Into<String>) -> SourceError {
        SourceError {
            place: self.place.clone(),
            reason: reason.into(),
        }
    }

    /// The newest commit of the branch that is checked out; `None` in an empty repository.
    pub(super) fn tip(&self) -> Result<Option<ObjectId>, SourceError> {
        let mut head = self.repository.head().map_err(|error| {
            self.error(format!(
                "its HEAD, which names a branch, is damaged: {error}"
            ))
        })?;
        if !head.is_unborn() {
            let id = head.peel_to_object();
            let id = id.map_err(|error| self.error(format!("its HEAD leads nowhere: {error}")))?;
            return Ok(Some(id.id));
        }
        let name = head.referent_name().map(|name| name.as_bstr().to_string());
        let references = self.repository.references();
        let references = references.map_err(|error| self.error(error.to_string()))?;
        let mut branches = references
            .all()
            .map_err(|error| self.error(error.to_string()))?;
        if branches.next().is_some() {
            let name = name.unwrap_or_default();
            return Err(self.error(format!(
                "HEAD names the branch `{name}`, which has no commits, though others have; check \
                 one of them out"
            )));
        }
        Ok(None)
    }

    /// Every commit from `tip` down, newest first, none older than `since`.
    pub(super) fn walk(
        &self,
        tip: ObjectId,
        since: Option<i64>,
        limit: usize,
    ) -> Result<Walked, SourceError> {
        let order = CommitTimeOrder::NewestFirst;
        let sorting = since.map_or(Sorting::ByCommitTime(order), |seconds| {
            Sorting::ByCommitTimeCutoff { order, seconds }
        });
        let walk = self.repository.rev_walk([tip]).sorting(sorting).all();
        let walk = walk.map_err(|error| self.error(error.to_string()))?;
        let mut walked = Walked {
            ids: Vec::new(),
            broken: None,
        };
        for commit in walk.take(limit) {
            match commit {
                Ok(commit) => walked.ids.push(commit.id),
                Err(error) => {
                    walked.broken = Some(format!("the history breaks off: {error}"));
                    break;
                }
            }
        }
        Ok(walked)
    }

    /// Reads a commit.
    pub(super) fn commit(&self, id: ObjectId) -> Result<Commit, String> {
        let commit = self.repository.find_commit(id);
        let commit = commit.map_err(|error| error.to_string())?;
        let read = commit.decode().map_err(|error| error.to_string())?;
        let message = read.message.to_str_lossy();
        let (title, body) = message
            .trim_start()
            .split_once('\n')
            .unwrap_or((&message, ""));
        let time = read.author().ok().and_then(|author| author.time().ok());
        Ok(Commit {
            tree: read.tree(),
            parents: read.parents().collect(),
            author_time: time.map_or(0, |time| time.seconds),
            title: title.trim().to_owned(),
            body: body.trim().to_owned(),
        })
    }

    /// Whether an object is here; a shallow clone lacks the parents at its edge.
    pub(super) fn has(&self, id: ObjectId) -> bool {
        self.repository.has_object(id)
    }

    /// What changed between the trees of two commits; `None` when it is too much to be a fix.
    pub(super) fn changes(&self, from: ObjectId, to: ObjectId) -> Result<Option<Changes>, String> {
        let tree = |id: ObjectId| {
            let tree = self.repository.find_tree(id);
            tree.map_err(|error| error.to_string())
        };
        let (before, after) = (tree(from)?, tree(to)?);
        let kind = self.repository.object_hash();
        let mut collector = Collector {
            recorder: Recorder::default(),
        };
        let outcome = gix::diff::tree(
            gix::objs::TreeRefIter::from_bytes(&before.data, kind),
            gix::objs::TreeRefIter::from_bytes(&after.data, kind),
            State::default(),
            &self.repository.objects,
            &mut collector,
        );
        if collector.full() {
            return Ok(None);
        }
        outcome.map_err(|error| error.to_string())?;
        Ok(Some(sorted(collector.recorder.records)))
    }

    /// The text of a file.
    pub(super) fn text(&self, id: ObjectId) -> Result<Content, String> {
        let header = self.repository.try_find_header(id);
        let Some(header) = header.map_err(|error| error.to_string())? else {
            return Ok(Content::Useless("a file's content is not in this clone"));
        };
        if header.size() > LARGEST_FILE {
            return Ok(Content::Useless("a file of more than 1 MiB"));
        }
        let blob = self.repository.find_blob(id);
        let mut blob = blob.map_err(|error| error.to_string())?;
        let data = std::mem::take(&mut blob.data);
        if data[..data.len().min(BINARY_PREFIX)].contains(&0) {
            return Ok(Content::Useless("a binary file"));
        }
        Ok(String::from_utf8(data)
            .map_or(Content::Useless("a file that is not UTF-8"), Content::Text))
    }

    /// What provenance calls the repository: the address that it was cloned from, without a
    /// user's name or password, or else the name of its folder. A path on this machine is
    /// nobody else's business.
    pub(super) fn name(&self) -> String {
        let remote = self
            .repository
            .find_default_remote(gix::remote::Direction::Fetch);
        let remote = remote.and_then(Result::ok);
        let url = remote
            .as_ref()
            .and_then(|remote| remote.url(gix::remote::Direction::Fetch));
        url.filter(|url| url.host().is_some())
            .map_or_else(|| self.folder(), address)
    }

    fn folder(&self) -> String {
        let folder = self
            .repository
            .workdir()
            .unwrap_or(self.repository.git_dir());
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let name = folder.file_name().unwrap_or(folder.as_os_str());
        let name = name.to_string_lossy();
        name.strip_suffix(".git").unwrap_or(&name).to_owned()
    }
}

/// The repository that a folder without one of its own lies in. It is named and not opened: what
/// it holds may be more than somebody meant to have read.
fn holder(path: &Path) -> Option<PathBuf> {
    let path = path.canonicalize().ok()?;
    if path.join(".git").exists() || path.join("HEAD").exists() {
        return None;
    }
    let above = path.ancestors().skip(1);
    let mut above = above.filter(|folder| folder.join(".git").exists());
    above.next().map(Path::to_path_buf)
}

/// An error with what led to it: `gix` tells what matters in the last of them.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| {
        let cause = cause.to_string();
        if text.contains(&cause) {
            text
        } else {
            format!("{text}: {cause}")
        }
    })
}

/// An address without the parts that are secret or differ from clone to clone.
fn address(url: &gix::Url) -> String {
    let host = url.host().unwrap_or_default();
    let port = url.port.map_or_else(String::new, |port| format!(":{port}"));
    let path = url.path.to_str_lossy();
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let scheme = match url.scheme.as_str() {
        // The page of a repository that is cloned through ssh is found by https.
        "ssh" => "https",
        scheme => scheme,
    };
    format!("{scheme}://{host}{port}/{path}")
}

/// Sorts what the tree comparison recorded.
fn sorted(records: Vec<Change>) -> Changes {
    let mut changes = Changes::default();
    for record in records {
        match record {
            Change::Modification {
                previous_entry_mode,
                previous_oid,
                entry_mode,
                oid,
                path,
            } => {
                if entry_mode.is_commit() || previous_entry_mode.is_commit() {
                    changes.submodules += 1;
                } else if entry_mode.is_blob() && previous_entry_mode.is_blob() {
                    let Ok(path) = path.to_str() else {
                        changes.unreadable_paths += 1;
                        continue;
                    };
                    if previous_oid != oid {
                        changes.files.push(ChangedFile {
                            path: path.to_owned(),
                            before: previous_oid,
                            after: oid,
                        });
                    }
                }
            }
            Change::Addition {
                entry_mode, path, ..
            }
            | Change::Deletion {
                entry_mode, path, ..
            } => {
                if entry_mode.is_commit() {
                    changes.submodules += 1;
                } else if entry_mode.is_blob() {
                    changes.others.push(path.to_str_lossy().into_owned());
                }
            }
        }
    }
    changes
}

/// A recorder that stops when there is too much to record.
struct Collector {
    recorder: Recorder,
}

impl Collector {
    fn full(&self) -> bool {
        self.recorder.records.len() > MOST_CHANGES
    }
}

impl Visit for Collector {
    fn pop_front_tracked_path_and_set_current(&mut self) {
        self.recorder.pop_front_tracked_path_and_set_current();
    }

    fn push_back_tracked_path_component(&mut self, component: &BStr) {
        self.recorder.push_back_tracked_path_component(component);
    }

    fn push_path_component(&mut self, component: &BStr) {
        self.recorder.push_path_component(component);
    }

    fn pop_path_component(&mut self) {
        self.recorder.pop_path_component();
    }

    fn visit(&mut self, change: visit::Change) -> visit::Action {
        let action = self.recorder.visit(change);
        if self.full() {
            ControlFlow::Break(())
        } else {
            action
        }
    }
}
