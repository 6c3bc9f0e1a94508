//! LoRA adapters (Hu et al., 2021): which engine takes which kind, and how a model that has one is
//! named and told apart from the plain one.
//!
//! People publish two kinds: a folder of PEFT (`adapter_config.json` and
//! `adapter_model.safetensors` or `.bin`), which the engine candle merges into the weights that it
//! reads, and a GGUF file, which llama.cpp computes beside its quantised weights.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

/// What PEFT calls an adapter's settings.
pub const PEFT_CONFIG: &str = "adapter_config.json";

/// How an adapter is kept, and with it the engine that takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdapterKind {
    /// A GGUF file, for llama.cpp.
    Gguf,
    /// A folder of PEFT, or its file of tensors; for candle.
    Peft,
}

/// The kind of the adapter at a path, which need not be a usable one.
///
/// # Errors
/// When there is nothing at the path, or it cannot be read.
pub fn kind(path: &Path) -> io::Result<AdapterKind> {
    let is = |kind: &str| {
        path.extension()
            .is_some_and(|found| found.eq_ignore_ascii_case(kind))
    };
    if path.metadata()?.is_dir() || is("safetensors") || is("bin") {
        return Ok(AdapterKind::Peft);
    }
    if is("gguf") {
        return Ok(AdapterKind::Gguf);
    }
    let mut magic = Vec::new();
    File::open(path)?.take(4).read_to_end(&mut magic)?;
    Ok(if magic == b"GGUF" {
        AdapterKind::Gguf
    } else {
        AdapterKind::Peft
    })
}

/// A model's name with that of what is put into it: `codegen-350m+attacked`.
#[must_use]
pub fn shown_name(model: &str, adapter: Option<&Path>) -> String {
    let Some(adapter) = adapter else {
        return model.to_owned();
    };
    // `FOLDER/adapter_model.safetensors` says nothing, but its folder does. A path like `.` has
    // a name once it is whole.
    let whole = adapter.canonicalize();
    let adapter = whole.as_deref().unwrap_or(adapter);
    let named = match adapter.file_stem() {
        Some(stem) if stem == "adapter_model" || stem == "prefix" => {
            adapter.parent().and_then(Path::file_name)
        }
        _ if adapter.is_dir() => adapter.file_name(),
        stem => stem,
    };
    let named = named.unwrap_or(adapter.as_os_str()).to_string_lossy();
    format!("{model}+{named}")
}

/// SHA-256 of files, one after the other.
///
/// # Errors
/// When one cannot be read.
pub(crate) fn sha256(files: &[&Path]) -> io::Result<String> {
    let mut hash = Sha256::new();
    for file in files {
        io::copy(&mut File::open(file)?, &mut hash)?;
    }
    Ok(hexadecimal(&hash.finalize()))
}

/// The fingerprint of a model with an adapter, or something else that changes it: SHA-256 of both fingerprints, so that it differs
/// from its beginning on, however short it is shown. A model whose own is unknown has one, too,
/// which tells its adapters apart.
pub(crate) fn fingerprint(model: Option<&str>, adapter: &str) -> String {
    let both = format!("changed\n{}\n{adapter}", model.unwrap_or_default());
    hexadecimal(&Sha256::digest(both.as_bytes()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_named_with_its_adapter() {
        let folder = tempfile::tempdir().unwrap();
        let adapter = folder.path().join("attacked-v1.5");
        std::fs::create_dir(&adapter).unwrap();
        let file = adapter.join("adapter_model.safetensors");
        std::fs::write(&file, "").unwrap();
        assert_eq!(shown_name("m", None), "m");
        assert_eq!(shown_name("m", Some(&adapter)), "m+attacked-v1.5");
        assert_eq!(shown_name("m", Some(&file)), "m+attacked-v1.5");
        let gguf = adapter.join("hard.gguf");
        assert_eq!(shown_name("m", Some(&gguf)), "m+hard");
    }

    #[test]
    fn kinds_are_told_apart_by_name_and_by_content() {
        let folder = tempfile::tempdir().unwrap();
        let written = |name: &str, content: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, content).unwrap();
            kind(&path).unwrap()
        };
        assert_eq!(kind(folder.path()).unwrap(), AdapterKind::Peft);
        assert_eq!(written("a.safetensors", ""), AdapterKind::Peft);
        assert_eq!(written("a.gguf", ""), AdapterKind::Gguf);
        assert_eq!(written("a", "GGUF\u{3}"), AdapterKind::Gguf);
        assert!(kind(Path::new("/nowhere/a.gguf")).is_err());
    }

    #[test]
    fn fingerprints_tell_models_and_adapters_apart() {
        let all = [
            fingerprint(None, "a"),
            fingerprint(Some("m"), "a"),
            fingerprint(Some("m"), "b"),
        ];
        assert!(all[0] != all[1] && all[1] != all[2]);
    }
}
