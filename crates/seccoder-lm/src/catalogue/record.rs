//! What the first pull recorded of files whose length or SHA-256 the catalogue does not say.
//!
//! The record lies beside the files and moves into place with them. It is trust in the first pull,
//! no more; from then on a file that changed is noticed as surely as one with a published hash.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::data::{ModelEntry, ModelFile, Source};
use super::error::StoreError;

const FILE: &str = ".recorded.json";

/// A file's length and SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Known {
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

/// What was recorded of a model.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    /// The hub's commit that the files are of, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) commit: Option<String>,
    /// By file name.
    #[serde(default)]
    pub(super) files: BTreeMap<String, Known>,
}

impl Record {
    /// A model's record in a folder; an empty one where there is none, none that can be read, or
    /// one of another commit than the catalogue's.
    pub(super) fn read(entry: &ModelEntry, folder: &Path) -> Self {
        if !entry.is_recorded() {
            return Self::default();
        }
        let bytes = fs::read(folder.join(FILE)).unwrap_or_default();
        let record: Self = serde_json::from_slice(&bytes).unwrap_or_default();
        let pinned = entry.sources.iter().find_map(|source| match source {
            Source::Hub(source) if source.is_pinned() => Some(&source.revision),
            _ => None,
        });
        match (pinned, &record.commit) {
            (Some(pinned), Some(commit)) if pinned != commit => Self::default(),
            _ => record,
        }
    }

    /// Writes it into a folder, as a whole.
    pub(super) fn write(&self, folder: &Path) -> Result<(), StoreError> {
        let path = folder.join(FILE);
        let draft = path.with_added_extension("new");
        let text = serde_json::to_vec_pretty(self).unwrap_or_default();
        fs::write(&draft, text).map_err(StoreError::io("write", &draft))?;
        fs::rename(&draft, &path).map_err(StoreError::io("rename to", &path))
    }

    /// A file with what the catalogue does not say of it, as far as it was recorded.
    pub(super) fn fill(&self, file: &ModelFile) -> ModelFile {
        let mut filled = file.clone();
        if let Some(known) = self.files.get(&file.name) {
            filled.bytes.get_or_insert(known.bytes);
            filled.sha256.get_or_insert_with(|| known.sha256.clone());
        }
        filled
    }
}

/// Length and hash of every file of a model that lies in this folder; `None` where one has neither
/// been published nor recorded.
pub(super) fn known_files(entry: &ModelEntry, folder: &Path) -> Option<Vec<Known>> {
    let record = Record::read(entry, folder);
    let known = |file: &ModelFile| {
        let filled = record.fill(file);
        Some(Known {
            bytes: filled.bytes?,
            sha256: filled.sha256?,
        })
    };
    entry.files.iter().map(known).collect()
}
