//! The folder that holds installed models, one folder each.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::blocking::Ticker;
use super::data::{ModelEntry, ModelFormat, ModelKind};
use super::error::{StoreError, VerifyError};
use super::lock::ModelLock;
use super::part::{create_folder, hash_file, hex, remove_folder};
use super::pip::folder_size;
use super::progress::{Phase, PullProgress, Transfer};
use super::record::{Known, known_files};

/// The hidden folder of what is not yet complete.
const PARTIAL: &str = ".partial";

/// A folder of models.
#[derive(Debug, Clone)]
pub struct ModelStore {
    root: PathBuf,
}

/// Where the files of an installed model are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// The model's folder.
    pub dir: PathBuf,
    /// Its files, in the catalogue's order.
    pub files: Vec<PathBuf>,
    /// The file an engine is given.
    pub main: PathBuf,
    /// The length of all its files together.
    pub bytes: u64,
    /// The SHA-256 of the main file, published or recorded at the first pull.
    pub sha256: String,
    /// Names the weights: the SHA-256 of the main file; where several files hold weights, that of
    /// all their SHA-256s.
    pub fingerprint: String,
}

/// What a store takes on the disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// Name and bytes of every model's folder, by name.
    pub models: Vec<(String, u64)>,
    /// Bytes of unfinished pulls.
    pub partial: u64,
}

impl Usage {
    /// Bytes in all.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.partial + self.models.iter().map(|(_, bytes)| bytes).sum::<u64>()
    }
}

impl ModelStore {
    /// The store in this folder, which need not exist.
    #[must_use]
    pub const fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The model's files, if all are there with their exact length. Their content is
    /// not read; see [`ModelStore::verify`].
    #[must_use]
    pub fn installed(&self, entry: &ModelEntry) -> Option<Installed> {
        let dir = self.folder(&entry.name);
        let known = known_files(entry, &dir)?;
        let is_there = entry.files.iter().zip(&known).all(|(file, known)| {
            fs::metadata(dir.join(&file.name))
                .is_ok_and(|metadata| metadata.is_file() && metadata.len() == known.bytes)
        });
        is_there.then(|| Installed {
            bytes: known.iter().map(|known| known.bytes).sum(),
            sha256: main_hash(entry, &known),
            fingerprint: fingerprint(entry, &known),
            files: entry
                .files
                .iter()
                .map(|file| dir.join(&file.name))
                .collect(),
            main: dir.join(&entry.main_file().name),
            dir,
        })
    }

    /// The model's files, or an error that says how to get them.
    ///
    /// # Errors
    /// When the model is not installed.
    pub fn require(&self, entry: &ModelEntry) -> Result<Installed, StoreError> {
        self.installed(entry).ok_or_else(|| not_installed(entry))
    }

    /// Reads every file of an installed model and compares its SHA-256. Blocks.
    ///
    /// # Errors
    /// When the model is not installed, or a file is not what the catalogue says or the first pull
    /// recorded.
    pub fn verify(
        &self,
        entry: &ModelEntry,
        progress: &dyn PullProgress,
    ) -> Result<(), VerifyError> {
        let dir = self.folder(&entry.name);
        if !dir.exists() {
            return Err(not_installed(entry).into());
        }
        let known = known_files(entry, &dir).ok_or_else(|| not_installed(entry))?;
        let total = known.iter().map(|known| known.bytes).sum();
        let mut done = 0;
        for (index, (file, known)) in entry.files.iter().zip(known).enumerate() {
            let tell = |done| {
                progress.transfer(&Transfer {
                    phase: Phase::Verify,
                    item: &file.name,
                    index: index + 1,
                    count: entry.files.len(),
                    done,
                    total: Some(total),
                });
            };
            tell(done);
            let path = dir.join(&file.name);
            let (found, length) = hash_file(&path, &Ticker::default())?;
            if length != known.bytes {
                let (name, expected) = (entry.name.clone(), known.bytes);
                return Err(VerifyError::Length {
                    name,
                    path,
                    expected,
                    found: length,
                });
            }
            if found != known.sha256 {
                let (name, expected) = (entry.name.clone(), known.sha256);
                return Err(VerifyError::Hash {
                    name,
                    path,
                    expected,
                    found,
                });
            }
            done += known.bytes;
            tell(done);
        }
        Ok(())
    }

    /// Deletes a model and what an unfinished pull of it left; returns the bytes freed.
    ///
    /// # Errors
    /// When a process is pulling the model, or the files cannot be deleted.
    pub fn remove(&self, entry: &ModelEntry) -> Result<u64, StoreError> {
        let (folder, partial) = (self.folder(&entry.name), self.partial_folder(&entry.name));
        if !folder.exists() && !partial.exists() {
            return Ok(0);
        }
        create_folder(&self.partial_root())?;
        let Some(_lock) = ModelLock::try_take(&self.lock_file(&entry.name))? else {
            return Err(StoreError::Busy(entry.name.clone()));
        };
        let freed = folder_size(&folder) + folder_size(&partial);
        if folder.exists() {
            // Moved first, so that nobody ever finds half a model under its name.
            create_folder(&partial)?;
            let removed = partial.join("removed");
            remove_folder(&removed)?;
            fs::rename(&folder, &removed).map_err(StoreError::io("move away", &folder))?;
        }
        remove_folder(&partial)?;
        Ok(freed)
    }

    /// What the store takes on the disk. A store that does not exist takes nothing.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn usage(&self) -> Result<Usage, StoreError> {
        if !self.root.exists() {
            return Ok(Usage::default());
        }
        let mut models = Vec::new();
        for item in fs::read_dir(&self.root).map_err(StoreError::io("read", &self.root))? {
            let item = item.map_err(StoreError::io("read", &self.root))?;
            let name = item.file_name().to_string_lossy().into_owned();
            // Names of models do not begin so.
            if !name.starts_with('.') && item.path().is_dir() {
                models.push((name, folder_size(&item.path())));
            }
        }
        models.sort_unstable();
        Ok(Usage {
            models,
            partial: folder_size(&self.partial_root()),
        })
    }

    /// The folder of an installed model.
    pub(super) fn folder(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The folder of all that is not yet complete.
    pub(super) fn partial_root(&self) -> PathBuf {
        self.root.join(PARTIAL)
    }

    /// The folder of what is not yet complete of a model.
    pub(super) fn partial_folder(&self, name: &str) -> PathBuf {
        self.partial_root().join(name)
    }

    /// The file that is locked while a process works on a model.
    pub(super) fn lock_file(&self, name: &str) -> PathBuf {
        self.partial_root().join(format!("{name}.lock"))
    }
}

fn not_installed(entry: &ModelEntry) -> StoreError {
    StoreError::NotInstalled {
        name: entry.name.clone(),
        takes_gguf: entry.kind == ModelKind::CodeLm && entry.format == ModelFormat::Gguf,
    }
}

/// See [`Installed::sha256`].
fn main_hash(entry: &ModelEntry, known: &[Known]) -> String {
    let mut files = entry.files.iter().zip(known);
    let main = files.find(|(file, _)| file.main);
    main.map_or_else(String::new, |(_, known)| known.sha256.clone())
}

/// See [`Installed::fingerprint`].
fn fingerprint(entry: &ModelEntry, known: &[Known]) -> String {
    let is_weights = |name: &str| {
        let kind = Path::new(name).extension().and_then(|kind| kind.to_str());
        matches!(kind, Some("bin" | "gguf" | "safetensors"))
    };
    let files = entry.files.iter().zip(known);
    let counted: Vec<&str> = files
        .filter(|(file, _)| file.main || is_weights(&file.name))
        .map(|(_, known)| known.sha256.as_str())
        .collect();
    match counted.as_slice() {
        [only] => (*only).to_owned(),
        several => hex(&Sha256::digest(several.concat())),
    }
}
