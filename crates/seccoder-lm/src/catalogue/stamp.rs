//! Noticing that an installed file changed, without reading a gigabyte at every start.
//!
//! Beside a model's files lies a record of each file's modification time when its
//! hash was last right. A file that changed since is hashed again before it is
//! used, so a corrupted or exchanged file is caught by its SHA-256.

use std::fs;
use std::time::UNIX_EPOCH;

use std::collections::BTreeMap;

use super::data::ModelEntry;
use super::error::VerifyError;
use super::progress::NoProgress;
use super::record::known_files;
use super::store::ModelStore;

const RECORD: &str = ".verified.json";

/// Per file: its hash and its modification time in nanoseconds.
type Record = BTreeMap<String, (String, u128)>;

impl ModelStore {
    /// Checks the hashes of a model's files if any of them changed since the last check.
    ///
    /// # Errors
    /// When a file is not what the catalogue says or the first pull recorded, or cannot be read.
    pub fn check_unchanged(&self, entry: &ModelEntry) -> Result<(), VerifyError> {
        let now = self.times(entry);
        let record = self.root().join(&entry.name).join(RECORD);
        let known: Option<Record> = fs::read(&record)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        if now.is_some() && known == now {
            return Ok(());
        }
        self.verify(entry, &NoProgress)?;
        // Without the record the next start hashes again, which is slow but right.
        if let Some(text) = now.and_then(|now| serde_json::to_vec_pretty(&now).ok()) {
            let _ = fs::write(record, text);
        }
        Ok(())
    }

    fn times(&self, entry: &ModelEntry) -> Option<Record> {
        let folder = self.root().join(&entry.name);
        let known = known_files(entry, &folder)?;
        let files = entry.files.iter().zip(known);
        let times = files.map(|(file, known)| {
            let modified = fs::metadata(folder.join(&file.name))
                .ok()?
                .modified()
                .ok()?;
            let nanos = modified.duration_since(UNIX_EPOCH).ok()?.as_nanos();
            Some((file.name.clone(), (known.sha256, nanos)))
        });
        times.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use sha2::{Digest, Sha256};

    #[test]
    fn a_changed_file_of_the_same_length_is_caught() {
        let folder = tempfile::tempdir().unwrap();
        let store = ModelStore::new(folder.path().to_owned());
        let mut entry = Catalogue::builtin().default_model().clone();
        entry.files.truncate(1);
        entry.files[0].bytes = Some(4);
        entry.files[0].sha256 = Some(format!("{:x}", Sha256::digest(b"good")));
        let file = folder.path().join(&entry.name).join(&entry.files[0].name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, b"good").unwrap();
        store.check_unchanged(&entry).unwrap();
        store.check_unchanged(&entry).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
        fs::write(&file, b"evil").unwrap();
        assert!(matches!(
            store.check_unchanged(&entry),
            Err(VerifyError::Hash { .. })
        ));
    }
}
