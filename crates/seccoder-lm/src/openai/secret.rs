//! An API key that cannot be printed by accident.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::config::ConfigError;

/// No key is longer; a larger file is the wrong file.
const MAX_BYTES: u64 = 64 * 1024;
/// What is shown in place of a key.
const MASK: &str = "***";

/// An API key. Neither `Debug` nor `Display` shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a key; white space around it (the newline of a file) is removed.
    ///
    /// # Errors
    /// When nothing is left, or when the rest cannot stand in an HTTP header.
    pub fn new(key: &str) -> Result<Self, ConfigError> {
        let key = key.trim();
        if key.is_empty() {
            return Err(ConfigError::KeyEmpty {
                from: "the value given".to_owned(),
            });
        }
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ConfigError::KeyMalformed {
                from: "the value given".to_owned(),
            });
        }
        Ok(Self(key.to_owned()))
    }

    /// Reads the key from an environment variable.
    ///
    /// # Errors
    /// When the variable is not set, is empty or holds no key.
    pub fn from_env(variable: &str) -> Result<Self, ConfigError> {
        let from = format!("the environment variable {variable}");
        let Some(value) = std::env::var_os(variable) else {
            return Err(ConfigError::KeyUnset {
                variable: variable.to_owned(),
            });
        };
        // A value that is not UTF-8 fails as malformed: the replacement character is not ASCII.
        Self::new(&value.to_string_lossy()).map_err(|error| error.with_origin(from))
    }

    /// Reads the key from a file that holds nothing else.
    ///
    /// # Errors
    /// When the file cannot be read, is empty or holds no key.
    pub fn from_file(path: &Path) -> Result<Self, ConfigError> {
        let unreadable = |source| ConfigError::KeyFile {
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(unreadable)?;
        let mut content = Vec::new();
        file.take(MAX_BYTES)
            .read_to_end(&mut content)
            .map_err(unreadable)?;
        let from = format!("the key file {}", path.display());
        Self::new(&String::from_utf8_lossy(&content)).map_err(|error| error.with_origin(from))
    }

    /// The key itself, for the header of a request and nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Replaces the key wherever it occurs in a text that came from a server.
    pub(super) fn redact(&self, text: &str) -> String {
        text.replace(&self.0, MASK)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({MASK})")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_printed() {
        let key = Secret::new(" sk-verysecret\n").unwrap();
        assert_eq!(key.expose(), "sk-verysecret");
        let shown = format!("{key} {key:?} {key:#?} {:?}", Some(&key));
        assert!(!shown.contains("very"), "{shown}");
        assert_eq!(key.redact("bad key sk-verysecret!"), "bad key ***!");
    }

    #[test]
    fn a_key_file_is_trimmed_and_its_faults_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let missing = Secret::from_file(&path).unwrap_err().to_string();
        assert!(
            missing.contains("key file") && missing.contains("cannot be read"),
            "{missing}"
        );
        std::fs::write(&path, "sk-1\r\n").unwrap();
        assert_eq!(Secret::from_file(&path).unwrap().expose(), "sk-1");
        std::fs::write(&path, "\n").unwrap();
        let empty = Secret::from_file(&path).unwrap_err().to_string();
        assert!(
            empty.contains("empty") && empty.contains("key file"),
            "{empty}"
        );
        std::fs::write(&path, "sk-1\nsk-2\n").unwrap();
        let two = Secret::from_file(&path).unwrap_err().to_string();
        assert!(
            two.contains("not an API key") && !two.contains("sk-"),
            "{two}"
        );
    }

    #[test]
    fn an_unset_variable_is_named() {
        let error = Secret::from_env("SECCODER_TEST_NEVER_SET")
            .unwrap_err()
            .to_string();
        assert!(error.contains("SECCODER_TEST_NEVER_SET"), "{error}");
    }
}
