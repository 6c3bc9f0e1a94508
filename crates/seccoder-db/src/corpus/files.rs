//! Where the corpus' files are: compiled in, or in a folder.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use include_dir::{Dir, DirEntry, include_dir};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../corpus");

/// Between a driver's name and its extension.
const DRIVER: &str = ".driver";
/// A file that is longer is no example.
const LONGEST_FILE: u64 = 1 << 20;

/// One example's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorpusFile {
    /// `<language>/cwe-<number>/<name>.<extension>`.
    pub path: String,
    /// The example.
    pub text: String,
    /// The driver beside it, `<name>.driver.<extension>`, that proves it by running it.
    pub driver: Option<String>,
}

/// The examples of one place, ordered by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corpus {
    /// The examples.
    pub files: Vec<CorpusFile>,
    /// What lies there and is none: path and why.
    pub strays: Vec<(String, String)>,
}

impl Corpus {
    /// The corpus that is compiled in.
    #[must_use]
    pub fn built_in() -> Self {
        let mut found = BTreeMap::new();
        let mut folders = vec![&BUILT_IN];
        while let Some(folder) = folders.pop() {
            for entry in folder.entries() {
                match entry {
                    DirEntry::Dir(inner) => folders.push(inner),
                    DirEntry::File(file) => {
                        let path = file.path().to_string_lossy().into_owned();
                        found.insert(path, file.contents().to_vec());
                    }
                }
            }
        }
        Self::from_bytes(found)
    }

    /// The corpus in a folder. Hidden files and Markdown are left aside.
    ///
    /// # Errors
    /// When the folder or a file cannot be read.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut found = BTreeMap::new();
        let mut strays = Vec::new();
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                let path = entry.path();
                let name = path.strip_prefix(root).unwrap_or(&path);
                let name = name.to_string_lossy().replace('\\', "/");
                let kind = entry.file_type()?;
                if entry.file_name().to_string_lossy().starts_with('.') {
                    continue;
                }
                if kind.is_dir() {
                    folders.push(path);
                } else if !kind.is_file() {
                    strays.push((name, "is a link or device, not a file".to_owned()));
                } else if entry.metadata()?.len() > LONGEST_FILE {
                    strays.push((name, "is longer than a megabyte".to_owned()));
                } else {
                    found.insert(name, fs::read(&path)?);
                }
            }
        }
        let mut corpus = Self::from_bytes(found);
        corpus.strays.extend(strays);
        corpus.strays.sort();
        Ok(corpus)
    }

    fn from_bytes(found: BTreeMap<String, Vec<u8>>) -> Self {
        let mut corpus = Self::default();
        let mut drivers = BTreeMap::new();
        for (path, bytes) in found {
            if path.ends_with(".md") {
                continue;
            }
            let Ok(text) = String::from_utf8(bytes) else {
                corpus.strays.push((path, "is not UTF-8 text".to_owned()));
                continue;
            };
            match example_of(&path) {
                Some(example) => {
                    drivers.insert(example, (path, text));
                }
                None => corpus.files.push(CorpusFile {
                    path,
                    text,
                    driver: None,
                }),
            }
        }
        for file in &mut corpus.files {
            file.driver = drivers.remove(&file.path).map(|(_, text)| text);
        }
        for (example, (path, _)) in drivers {
            let why = format!("is a driver, but there is no example {example}");
            corpus.strays.push((path, why));
        }
        corpus
    }
}

/// The example that a driver belongs to: `a/b.driver.c` is `a/b.c`'s.
fn example_of(path: &str) -> Option<String> {
    let (stem, extension) = path.rsplit_once('.')?;
    let example = stem.strip_suffix(DRIVER)?;
    Some(format!("{example}.{extension}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_holds_what_is_compiled_in() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
        let read = Corpus::read(&root).unwrap();
        assert_eq!(read.strays, []);
        assert_eq!(read, Corpus::built_in());
    }

    #[test]
    fn drivers_belong_to_their_examples_and_strays_are_named() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("c/cwe-125");
        fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in [
            ("a.c", b"x".as_slice()),
            ("a.driver.c", b"y"),
            ("lost.driver.c", b"z"),
            ("binary.c", b"\xff\xfe"),
            (".swp", b""),
            ("README.md", b"about"),
        ] {
            fs::write(folder.join(name), bytes).unwrap();
        }
        let corpus = Corpus::read(root.path()).unwrap();
        assert_eq!(
            corpus.files,
            [CorpusFile {
                path: "c/cwe-125/a.c".to_owned(),
                text: "x".to_owned(),
                driver: Some("y".to_owned()),
            }]
        );
        let strays: Vec<&str> = corpus
            .strays
            .iter()
            .map(|(path, _)| path.as_str())
            .collect();
        assert_eq!(strays, ["c/cwe-125/binary.c", "c/cwe-125/lost.driver.c"]);
    }
}
