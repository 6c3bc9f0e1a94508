//! Tests of the catalogue: a tiny model, a tiny hub on this machine, tiny wheels.
//! None of them needs a network; those of packages need Python with pip.

mod data;
mod hub;
mod packages;
mod recorded;
mod server;
mod store;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::{Catalogue, ModelEntry, ModelStore, PullOptions, PullProgress, Transfer};

/// Remembers what a pull said.
#[derive(Debug, Default)]
struct Heard {
    sources: Mutex<Vec<String>>,
    notes: Mutex<Vec<String>>,
    transfers: Mutex<Vec<(u64, Option<u64>)>>,
}

impl PullProgress for Heard {
    fn source(&self, source: &str) {
        self.sources.lock().unwrap().push(source.to_owned());
    }

    fn transfer(&self, transfer: &Transfer<'_>) {
        self.transfers
            .lock()
            .unwrap()
            .push((transfer.done, transfer.total));
    }

    fn note(&self, message: &str) {
        self.notes.lock().unwrap().push(message.to_owned());
    }
}

impl Heard {
    /// All notes in one text.
    fn notes(&self) -> String {
        self.notes.lock().unwrap().join("\n")
    }
}

/// A store in a folder of its own, which goes with the value.
struct Place {
    folder: TempDir,
    store: ModelStore,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = ModelStore::new(folder.path().join("models"));
        Self { folder, store }
    }

    /// A path in the test's own folder, beside the store.
    fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A path in the store's root.
    fn path(&self, path: &str) -> PathBuf {
        self.store.root().join(path)
    }

    /// Writes a file into the store's root.
    fn put(&self, path: &str, content: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}

/// A hub source; all hubs of the tests are named by [`options`].
fn hub_source(repo: &str) -> String {
    format!("[[model.source]]\ntype = \"hub\"\nrepo = \"{repo}\"\nrevision = \"main\"\n")
}

/// A model `tiny` with these files, the first one the main one, from these sources.
fn tiny(files: &[(&str, &[u8])], sources: &[String]) -> ModelEntry {
    let mut text = String::from(
        "schema = 1\nhub = \"http://127.0.0.1:9\"\ndefault_model = \"tiny\"\n\
         default_embedder = \"vector\"\n\n[[model]]\nname = \"tiny\"\ntitle = \"Tiny\"\n\
         kind = \"code-lm\"\nlicence = \"Apache-2.0\"\narchitecture = \"none\"\n\
         format = \"gguf\"\nprompt_styles = [\"raw\"]\n",
    );
    for (index, (name, content)) in files.iter().enumerate() {
        text += &format!(
            "[[model.file]]\nname = \"{name}\"\nbytes = {}\nsha256 = \"{}\"\nmain = {}\n",
            content.len(),
            sha256(content),
            index == 0
        );
    }
    text += &sources.concat();
    text += &format!(
        "[[model]]\nname = \"vector\"\ntitle = \"Vector\"\nkind = \"embedder\"\n\
         licence = \"Apache-2.0\"\narchitecture = \"none\"\nformat = \"safetensors\"\n\
         embedding = {{ pooling = \"mean\", max_tokens = 8, dimensions = 2 }}\n\
         [[model.file]]\nname = \"v\"\nbytes = 1\nsha256 = \"{}\"\nmain = true\n",
        "0".repeat(64)
    );
    text += &hub_source("o/vector");
    Catalogue::parse(&text)
        .unwrap()
        .get("tiny")
        .unwrap()
        .clone()
}

/// The same without what is known of the files beforehand, from one hub at this revision.
fn unhashed(files: &[(&str, &[u8])], revision: &str, is_unpinned: bool) -> ModelEntry {
    let mut entry = tiny(files, &[hub_source("o/r")]);
    for file in &mut entry.files {
        (file.bytes, file.sha256) = (None, None);
    }
    let [super::Source::Hub(source)] = &mut entry.sources[..] else {
        panic!()
    };
    (source.revision, source.unpinned) = (revision.to_owned(), is_unpinned);
    entry
}

/// Options for a hub on this machine, with short waits.
fn options(hub: &str) -> PullOptions {
    PullOptions {
        hub: Some(hub.to_owned()),
        connect_timeout: Duration::from_secs(5),
        read_timeout: Duration::from_secs(5),
        ..PullOptions::default()
    }
}

fn sha256(content: &[u8]) -> String {
    Sha256::digest(content)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Content that does not repeat, so that a mix-up of its parts shows.
fn content(bytes: usize) -> Vec<u8> {
    let mut state = 7_u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    std::iter::repeat_with(next).take(bytes).collect()
}

/// Whether the hidden folder holds nothing but lock files.
fn is_cleared_up(store: &ModelStore) -> bool {
    let names = fs::read_dir(store.root().join(".partial")).unwrap();
    names
        .flatten()
        .all(|entry| entry.path().extension().is_some_and(|ext| ext == "lock"))
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap()
}
