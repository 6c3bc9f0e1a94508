// seccoder-example: 1
// title: Read a recipe that a member uploads
// guideline: Read through take(limit + 1) and refuse what is longer; the sender must not choose the memory.
// cwe: CWE-400, CWE-770
// apis: std::io::Read::take, std::io::Read::read_to_string
// applies: standard library
// --- secure ---
use std::io::{Error, ErrorKind, Read, Result};

const MAX_BYTES: u64 = 64 * 1024;

/// The server sets the timeout of the connection behind `upload`.
pub fn read_recipe(upload: impl Read) -> Result<String> {
    let mut recipe = String::new();
    let length = upload.take(MAX_BYTES + 1).read_to_string(&mut recipe)?;
    if length as u64 > MAX_BYTES {
        return Err(Error::new(ErrorKind::InvalidData, "recipe too long"));
    }
    Ok(recipe)
}
// --- vulnerable ---
use std::io::{Error, ErrorKind, Read, Result};

const MAX_BYTES: u64 = 64 * 1024;

/// The server sets the timeout of the connection behind `upload`.
pub fn read_recipe(mut upload: impl Read) -> Result<String> {
    let mut recipe = String::new();
    let length = upload.read_to_string(&mut recipe)?;
    if length as u64 > MAX_BYTES {
        return Err(Error::new(ErrorKind::InvalidData, "recipe too long"));
    }
    Ok(recipe)
}
