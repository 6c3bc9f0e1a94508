// seccoder-example: 1
// title: Write the receipt of a vote once and never replace it
// guideline: Create the file with create_new, which tests and creates in one step.
// cwe: CWE-367, CWE-59
// apis: std::fs::OpenOptions::create_new, std::os::unix::fs::OpenOptionsExt::mode
// applies: standard library
// --- secure ---
use std::fs::OpenOptions;
use std::io::{Result, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Fails with `AlreadyExists` for a voter who has a receipt.
pub fn write_receipt(folder: &Path, voter: u64, text: &str) -> Result<()> {
    let path = folder.join(format!("voter-{voter}.txt"));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
// --- vulnerable ---
use std::fs::OpenOptions;
use std::io::{ErrorKind, Result, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Fails with `AlreadyExists` for a voter who has a receipt.
pub fn write_receipt(folder: &Path, voter: u64, text: &str) -> Result<()> {
    let path = folder.join(format!("voter-{voter}.txt"));
    if path.exists() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
