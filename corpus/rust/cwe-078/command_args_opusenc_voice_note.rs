// seccoder-example: 1
// title: Convert a voice note to Opus with opusenc
// guideline: Pass every value as an argument of its own to Command; start no shell.
// cwe: CWE-78, CWE-88
// apis: std::process::Command::arg, std::process::Command::status
// applies: standard library
// --- secure ---
use std::io::{Error, Result};
use std::path::Path;
use std::process::{Command, Stdio};

/// `title` is what the sender typed.
pub fn encode_note(wav: &Path, opus: &Path, title: &str) -> Result<()> {
    let status = Command::new("opusenc")
        .arg("--quiet")
        .arg(format!("--title={title}"))
        .arg("--")
        .arg(wav)
        .arg(opus)
        .stdin(Stdio::null())
        .status()?;
    if !status.success() {
        return Err(Error::other("opusenc failed"));
    }
    Ok(())
}
// --- vulnerable ---
use std::io::{Error, Result};
use std::path::Path;
use std::process::{Command, Stdio};

/// `title` is what the sender typed.
pub fn encode_note(wav: &Path, opus: &Path, title: &str) -> Result<()> {
    let line = format!(
        "opusenc --quiet --title=\"{title}\" -- {} {}",
        wav.display(),
        opus.display()
    );
    let status = Command::new("sh")
        .arg("-c")
        .arg(line)
        .stdin(Stdio::null())
        .status()?;
    if !status.success() {
        return Err(Error::other("opusenc failed"));
    }
    Ok(())
}
