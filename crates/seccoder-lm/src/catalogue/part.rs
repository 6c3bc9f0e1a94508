//! A file in the making: hashed while it is written, and never longer than declared.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::blocking::Ticker;
use super::data::ModelFile;
use super::error::{StepError, StoreError};
use super::record::Known;

/// How much is read at a time.
const CHUNK: usize = 256 * 1024;

/// A file that is being written.
#[derive(Debug)]
pub(super) struct PartFile {
    file: File,
    path: PathBuf,
    hash: Sha256,
    written: u64,
    limit: u64,
}

impl PartFile {
    /// An empty file at `path`, whatever was there, for at most `limit` bytes.
    pub(super) fn create(path: &Path, limit: u64) -> Result<Self, StoreError> {
        let file = File::create(path).map_err(StoreError::io("create", path))?;
        Ok(Self {
            file,
            path: path.to_owned(),
            hash: Sha256::new(),
            written: 0,
            limit,
        })
    }

    /// The file at `path` as far as it has come, or a new one. Too long a file starts anew.
    pub(super) fn resume(path: &Path, limit: u64, ticker: &Ticker) -> Result<Self, StoreError> {
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(StoreError::io("open", path))?;
        let length = file.metadata().map_err(StoreError::io("read", path))?.len();
        let mut part = Self {
            file,
            path: path.to_owned(),
            hash: Sha256::new(),
            written: 0,
            limit,
        };
        if length > limit {
            part.restart()?;
        } else if length > 0 {
            part.written = hash_into(&mut part.file, path, &mut part.hash, ticker)?;
        }
        Ok(part)
    }

    /// From now on takes at most this many bytes.
    pub(super) const fn set_limit(&mut self, limit: u64) {
        self.limit = limit;
    }

    /// Bytes so far.
    pub(super) const fn written(&self) -> u64 {
        self.written
    }

    /// Throws away what there is.
    pub(super) fn restart(&mut self) -> Result<(), StoreError> {
        self.file
            .set_len(0)
            .and_then(|()| self.file.seek(SeekFrom::Start(0)))
            .map_err(StoreError::io("write", &self.path))?;
        self.hash = Sha256::new();
        self.written = 0;
        Ok(())
    }

    /// Writes on. More than declared is the source's fault and not written.
    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<(), StepError> {
        if self.written + bytes.len() as u64 > self.limit {
            return Err(StepError::source(format!(
                "{} is longer than the {} bytes it should have",
                file_name(&self.path),
                self.limit
            )));
        }
        self.file
            .write_all(bytes)
            .map_err(StoreError::io("write", &self.path))?;
        self.hash.update(bytes);
        self.written += bytes.len() as u64;
        Ok(())
    }

    /// Writes on with all that `from` has. What it cannot read is the source's fault.
    pub(super) fn append_all(
        &mut self,
        from: &mut dyn Read,
        ticker: &Ticker,
    ) -> Result<(), StepError> {
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = match from.read(&mut chunk) {
                Ok(0) => return Ok(()),
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(StepError::source(format!("unreadable data: {error}"))),
            };
            self.append(&chunk[..read])?;
            ticker.add(read)?;
        }
    }

    /// Brings it to the disk and checks length and hash, as far as they are known, then moves it
    /// to `ready`. A wrong file is deleted.
    pub(super) fn finish(self, expected: &ModelFile, ready: &Path) -> Result<Known, StepError> {
        let found = Known {
            bytes: self.written,
            sha256: hex(&self.hash.finalize()),
        };
        if let Some(problem) = difference(&found, expected) {
            drop(self.file);
            remove_file(&self.path)?;
            return Err(StepError::source(format!("{problem}; deleted it")));
        }
        self.file
            .sync_all()
            .map_err(StoreError::io("write", &self.path))?;
        // Windows does not move an open file.
        drop(self.file);
        fs::rename(&self.path, ready).map_err(StoreError::io("rename to", ready))?;
        Ok(found)
    }

    /// Brings it to the disk and opens it for reading, for a file that is no model file.
    pub(super) fn into_readable(self) -> Result<File, StoreError> {
        drop(self.file);
        File::open(&self.path).map_err(StoreError::io("read", &self.path))
    }
}

/// The SHA-256 of a file, and its length.
pub(super) fn hash_file(path: &Path, ticker: &Ticker) -> Result<(String, u64), StoreError> {
    let mut file = File::open(path).map_err(StoreError::io("read", path))?;
    let mut hash = Sha256::new();
    let length = hash_into(&mut file, path, &mut hash, ticker)?;
    Ok((hex(&hash.finalize()), length))
}

/// What a file has that it should not have.
fn difference(found: &Known, expected: &ModelFile) -> Option<String> {
    let name = &expected.name;
    match (expected.bytes, &expected.sha256) {
        (Some(bytes), _) if bytes != found.bytes => {
            Some(format!("{name} has {} bytes, not {bytes}", found.bytes))
        }
        (_, Some(hash)) if *hash != found.sha256 => Some(format!(
            "{name} has the SHA-256 {}, not {hash}",
            found.sha256
        )),
        _ => None,
    }
}

/// The file's length and hash, if it is there and has the hash declared. Another one is deleted,
/// and so is one whose hash nobody declared.
pub(super) fn keep_if_right(
    path: &Path,
    expected: &ModelFile,
    ticker: &Ticker,
) -> Result<Option<Known>, StoreError> {
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return Ok(None);
    };
    let may_be = metadata.is_file() && expected.bytes.is_none_or(|bytes| bytes == metadata.len());
    if may_be && expected.sha256.is_some() {
        let (sha256, bytes) = hash_file(path, ticker)?;
        let found = Known { bytes, sha256 };
        if difference(&found, expected).is_none() {
            return Ok(Some(found));
        }
    }
    remove_file(path)?;
    Ok(None)
}

/// Deletes a file; none there is fine.
pub(super) fn remove_file(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::io("delete", path)(error))
        }
        _ => Ok(()),
    }
}

/// Deletes a folder with all in it; none there is fine.
pub(super) fn remove_folder(path: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::io("delete", path)(error))
        }
        _ => Ok(()),
    }
}

/// Makes a folder and those above it; there already is fine.
pub(super) fn create_folder(path: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(path).map_err(StoreError::io("create the folder", path))
}

/// Hashes the rest of an open file, and counts it.
fn hash_into(
    file: &mut File,
    path: &Path,
    hash: &mut Sha256,
    ticker: &Ticker,
) -> Result<u64, StoreError> {
    let mut chunk = vec![0; CHUNK];
    let mut length = 0;
    loop {
        let read = file
            .read(&mut chunk)
            .map_err(StoreError::io("read", path))?;
        if read == 0 {
            return Ok(length);
        }
        hash.update(&chunk[..read]);
        length += read as u64;
        ticker.add(read)?;
    }
}

/// Bytes in lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The last part of a path, to show.
fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
