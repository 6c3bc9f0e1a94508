// seccoder-example: 1
// title: Open an audio guide of a museum by its relative name
// guideline: Canonicalize the joined path and require Path::starts_with on the canonical root.
// cwe: CWE-22
// apis: std::path::Path::canonicalize, std::path::Path::starts_with
// applies: standard library
// --- secure ---
use std::fs::File;
use std::io::{Error, ErrorKind, Result};
use std::path::Path;

pub fn open_guide(root: &Path, name: &str) -> Result<File> {
    let root = root.canonicalize()?;
    let path = root.join(name).canonicalize()?;
    if !path.starts_with(&root) || !path.is_file() {
        return Err(Error::new(ErrorKind::NotFound, "no such guide"));
    }
    File::open(path)
}
// --- vulnerable ---
use std::fs::File;
use std::io::{Error, ErrorKind, Result};
use std::path::Path;

pub fn open_guide(root: &Path, name: &str) -> Result<File> {
    let root = root.canonicalize()?;
    let path = root.join(name);
    if !path.is_file() {
        return Err(Error::new(ErrorKind::NotFound, "no such guide"));
    }
    File::open(path)
}
