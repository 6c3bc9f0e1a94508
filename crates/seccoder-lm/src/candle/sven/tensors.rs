//! One file of named tensors with a few words about them, read and written whole: the form of
//! prefixes and of trainings' checkpoints.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
#[cfg(unix)]
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use candle_core::{Device, Tensor};
use safetensors::SafeTensors;

use super::error::PrefixError;

/// Writes tensors beside words. A reader sees the file before or after, never half of it.
///
/// # Errors
/// When the folder cannot be made or the file cannot be written.
pub(super) fn write(
    path: &Path,
    tensors: Vec<(String, Tensor)>,
    words: HashMap<String, String>,
) -> Result<(), PrefixError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(PrefixError::io("create", folder))?;
    let mut cpu = Vec::with_capacity(tensors.len());
    for (name, tensor) in tensors {
        cpu.push((name, tensor.to_device(&Device::Cpu)?.contiguous()?));
    }
    let bytes = safetensors::serialize(cpu, Some(words))
        .map_err(|error| PrefixError::damaged(path, error.to_string()))?;
    let write = || {
        let mut builder = tempfile::Builder::new();
        // It is given to others: who may read it is for the process's mask to say.
        #[cfg(unix)]
        builder.permissions(PermissionsExt::from_mode(0o666));
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(&bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)
    };
    write().map_err(PrefixError::io("write", path))?;
    Ok(())
}

/// A file's tensors, by name.
type Tensors = HashMap<String, Tensor>;
/// What a file's header says beside them.
type Words = HashMap<String, String>;

/// Reads a file of tensors, and its words.
///
/// # Errors
/// When it cannot be read, or is not such a file.
pub(super) fn read(path: &Path) -> Result<(Tensors, Words), PrefixError> {
    let bytes = fs::read(path).map_err(PrefixError::io("read", path))?;
    let damaged = |error: String| {
        let problem = format!("it is not a whole safetensors file ({error})");
        PrefixError::damaged(path, problem)
    };
    let (_, header) =
        SafeTensors::read_metadata(&bytes).map_err(|error| damaged(error.to_string()))?;
    let words = header.metadata().clone().unwrap_or_default();
    let tensors = candle_core::safetensors::load_buffer(&bytes, &Device::Cpu)
        .map_err(|error| damaged(error.to_string()))?;
    Ok((tensors, words))
}

/// Refuses a file of another kind or another version than expected.
///
/// # Errors
/// When `words` say something else.
pub(super) fn check_kind(
    path: &Path,
    words: &HashMap<String, String>,
    kind: &str,
    version: u32,
) -> Result<(), PrefixError> {
    if words.get("format").map(String::as_str) != Some(kind) {
        let problem = format!("its header does not say that it is a `{kind}`");
        return Err(PrefixError::damaged(path, problem));
    }
    match words.get("format_version") {
        Some(found) if *found == version.to_string() => Ok(()),
        found => Err(PrefixError::Version {
            path: path.to_owned(),
            found: found.cloned().unwrap_or_else(|| "none".to_owned()),
            known: version,
        }),
    }
}
