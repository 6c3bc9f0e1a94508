//! Which files are looked at, and what they hold.
//!
//! Folders are walked as git would see them, and without what no person writes; a file that is
//! named is looked at whatever its name or size says, as far as analyzers can take it. Only regular
//! files are ever opened, so that nothing waits for a pipe.

use std::collections::BTreeSet;
use std::fs::Metadata;
use std::io::Read;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use seccoder::language::Language;

use crate::failure::Failure;
use crate::terminal::printable;

/// Larger files of a folder are data or generated.
const LARGEST_FOUND: u64 = 1 << 20;
/// Larger files are more than analyzers finish with, even if they were named.
const LARGEST_NAMED: u64 = 4 << 20;
/// git, too, looks for a zero byte in the first 8000 only.
const BINARY_PREFIX: usize = 8000;
/// Lines of this many bytes on average are no person's.
const LONGEST_MEAN: usize = 500;
/// Shorter files may have any lines.
const SHORTEST_GENERATED: usize = 5_000;
/// Folders of what was built or fetched, where no ignore file says so.
const BUILT: [&str; 2] = ["target", "node_modules"];
/// What standard input is called.
const STDIN: &str = "<stdin>";

/// The folder that names in reports and baselines are relative to: the repository's, or else the
/// current one.
pub struct Root {
    pub folder: PathBuf,
    here: PathBuf,
}

/// A file to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Where it is; `None` for standard input.
    place: Option<PathBuf>,
    /// Its name in reports, relative to the root where it lies in there.
    pub path: PathBuf,
    pub language: Language,
    named: bool,
}

/// A file that is not looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    pub path: PathBuf,
    pub reason: String,
}

/// What is to be looked at, and what is not.
#[derive(Debug, Default)]
pub struct Selection {
    pub targets: Vec<Target>,
    pub skipped: Vec<Left>,
    pub unreadable: Vec<Left>,
    /// Files of a language that is not known.
    pub unknown: usize,
}

/// What a file turned out to hold.
pub enum Content {
    Text {
        text: String,
        /// It is no UTF-8, and was read as well as possible.
        lossy: bool,
    },
    Skip(&'static str),
    /// It was asked for and is too large for the analyzers.
    TooLarge,
}

impl Root {
    /// The root of the current folder.
    pub fn here() -> Result<Self, Failure> {
        let here = std::env::current_dir()
            .and_then(|here| here.canonicalize())
            .map_err(|error| Failure::usage(format!("there is no current folder: {error}")))?;
        let holder = here.ancestors().find(|folder| folder.join(".git").exists());
        Ok(Self {
            folder: holder.unwrap_or(&here).to_owned(),
            here,
        })
    }

    /// A canonical path's name in reports.
    fn name(&self, place: &Path) -> PathBuf {
        place.strip_prefix(&self.folder).unwrap_or(place).to_owned()
    }

    /// Where a name of a report is, for somebody in the current folder.
    pub fn near<'a>(&self, path: &'a Path) -> std::borrow::Cow<'a, Path> {
        let place = self.folder.join(path);
        match place.strip_prefix(&self.here) {
            Ok(below) => below.to_owned().into(),
            Err(_) if path.is_absolute() || path.as_os_str() == STDIN => path.into(),
            Err(_) => place.into(),
        }
    }
}

/// A path as a person may safely read it: on one line, without what moves a cursor.
pub fn shown(path: &Path) -> String {
    let mut text = String::new();
    for c in path.to_string_lossy().chars() {
        match c {
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            '\r' => text.push_str("\\r"),
            c => text.push(c),
        }
    }
    printable(&text)
}

impl Selection {
    /// The files below these paths.
    pub fn of(root: &Root, paths: &[PathBuf], language: Option<Language>) -> Result<Self, Failure> {
        let mut all = Self::default();
        let here = [PathBuf::from(".")];
        let paths = if paths.is_empty() { &here[..] } else { paths };
        for path in paths {
            if path.as_os_str() == "-" {
                all.stdin(language)?;
                continue;
            }
            let about = std::fs::symlink_metadata(path)
                .and_then(|_| std::fs::metadata(path))
                .map_err(|error| Failure::usage(format!("{}: {error}", shown(path))))?;
            if about.is_dir() {
                all.walk(root, path);
            } else {
                all.named(root, path, &about, language);
            }
        }
        all.targets.sort_by(|a, b| a.path.cmp(&b.path));
        all.targets.dedup_by(|new, old| new.path == old.path);
        Ok(all)
    }

    /// The languages of what is to be looked at.
    pub fn languages(&self) -> BTreeSet<Language> {
        self.targets.iter().map(|target| target.language).collect()
    }

    fn stdin(&mut self, language: Option<Language>) -> Result<(), Failure> {
        let language = language.ok_or_else(|| {
            Failure::usage("standard input has no name that tells its language")
                .hint("--language names it")
        })?;
        self.targets.push(Target {
            place: None,
            path: PathBuf::from(STDIN),
            language,
            named: true,
        });
        Ok(())
    }

    fn named(&mut self, root: &Root, path: &Path, about: &Metadata, language: Option<Language>) {
        let left = |reason: &str| Left {
            path: path.to_owned(),
            reason: reason.to_owned(),
        };
        if !about.is_file() {
            return self.unreadable.push(left("it is no regular file"));
        }
        let Ok(place) = path.canonicalize() else {
            return self.unreadable.push(left("its path cannot be resolved"));
        };
        if path.is_symlink() && !place.starts_with(&root.folder) {
            return self.skipped.push(left("a link that leads elsewhere"));
        }
        match language.or_else(|| Language::from_path(path)) {
            None => self.unknown += 1,
            Some(language) => self.targets.push(Target {
                path: root.name(&place),
                place: Some(place),
                language,
                named: true,
            }),
        }
    }

    fn walk(&mut self, root: &Root, folder: &Path) {
        let mut walk = WalkBuilder::new(folder);
        walk.sort_by_file_path(Path::cmp).filter_entry(|entry| {
            let folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            let built = BUILT.iter().any(|name| entry.file_name() == *name);
            entry.depth() == 0 || !(folder && built)
        });
        for entry in walk.build() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.unreadable.push(Left {
                        path: failed_path(&error).unwrap_or(folder).to_owned(),
                        reason: cause(&error),
                    });
                    continue;
                }
            };
            // Links, pipes and devices are none.
            if !entry.file_type().is_some_and(|kind| kind.is_file()) {
                continue;
            }
            let Some(language) = Language::from_path(entry.path()) else {
                self.unknown += 1;
                continue;
            };
            match entry.path().canonicalize() {
                Ok(place) => self.targets.push(Target {
                    path: root.name(&place),
                    place: Some(place),
                    language,
                    named: false,
                }),
                Err(error) => self.unreadable.push(Left {
                    path: entry.path().to_owned(),
                    reason: error.to_string(),
                }),
            }
        }
    }
}

/// The path that a failed step of a walk was at.
fn failed_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            failed_path(err)
        }
        _ => None,
    }
}

/// Why a step of a walk failed, without its path.
fn cause(error: &ignore::Error) -> String {
    match error {
        ignore::Error::WithPath { err, .. }
        | ignore::Error::WithDepth { err, .. }
        | ignore::Error::WithLineNumber { err, .. } => cause(err),
        other => other.to_string(),
    }
}

impl Target {
    /// Where it is; `None` for standard input.
    pub fn place(&self) -> Option<&Path> {
        self.place.as_deref()
    }

    /// What it holds.
    pub fn read(&self) -> std::io::Result<Content> {
        let largest = if self.named {
            LARGEST_NAMED
        } else {
            LARGEST_FOUND
        };
        let mut bytes = Vec::new();
        // Never more than can be used, however large a file grows meanwhile.
        match &self.place {
            None => std::io::stdin()
                .lock()
                .take(largest + 1)
                .read_to_end(&mut bytes)?,
            Some(place) => std::fs::File::open(place)?
                .take(largest + 1)
                .read_to_end(&mut bytes)?,
        };
        let large = bytes.len() as u64 > largest;
        Ok(match (large, self.named) {
            (true, true) => Content::TooLarge,
            (true, false) => Content::Skip("larger than 1 MiB"),
            (false, _) if bytes[..bytes.len().min(BINARY_PREFIX)].contains(&0) => {
                Content::Skip("binary")
            }
            (false, false) if is_generated(&bytes) => {
                Content::Skip("minified or generated, by its long lines")
            }
            (false, _) => text(bytes),
        })
    }
}

fn text(bytes: Vec<u8>) -> Content {
    match String::from_utf8(bytes) {
        Ok(text) => Content::Text { text, lossy: false },
        Err(error) => Content::Text {
            text: String::from_utf8_lossy(error.as_bytes()).into_owned(),
            lossy: true,
        },
    }
}

fn is_generated(bytes: &[u8]) -> bool {
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
    bytes.len() >= SHORTEST_GENERATED && bytes.len() / lines > LONGEST_MEAN
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selection(folder: &Path) -> Selection {
        let root = Root {
            folder: folder.canonicalize().unwrap(),
            here: folder.canonicalize().unwrap(),
        };
        Selection::of(&root, &[folder.to_owned()], None).unwrap()
    }

    #[test]
    fn folders_are_walked_without_what_was_built_hidden_or_linked() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in [
            "src/a.py",
            "target/b.py",
            "web/node_modules/c.js",
            ".hidden/d.py",
            "README",
            "e.js",
        ] {
            std::fs::create_dir_all(at(name).parent().unwrap()).unwrap();
            std::fs::write(at(name), "x\n").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/passwd", at("link.py")).unwrap();
        let found = selection(folder.path());
        let names: Vec<String> = found.targets.iter().map(|of| shown(&of.path)).collect();
        assert_eq!(names, ["e.js", "src/a.py"]);
        assert_eq!(found.unknown, 1);
    }

    #[test]
    fn generated_and_binary_files_are_told_from_what_people_write() {
        assert!(is_generated("x=1;".repeat(5_000).as_bytes()));
        assert!(!is_generated("x = 1;\n".repeat(5_000).as_bytes()));
        assert!(!is_generated(b"short"));
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.py"), b"a\0b").unwrap();
        std::fs::write(folder.path().join("b.py"), b"a\xff\n").unwrap();
        let found = selection(folder.path());
        assert!(matches!(
            found.targets[0].read().unwrap(),
            Content::Skip("binary")
        ));
        assert!(matches!(
            found.targets[1].read().unwrap(),
            Content::Text { lossy: true, .. }
        ));
    }

    #[test]
    fn a_name_is_shown_on_one_line() {
        assert_eq!(
            shown(Path::new("a\n::error::b\x1b[2J")),
            "a\\n::error::b\u{FFFD}[2J"
        );
    }
}
