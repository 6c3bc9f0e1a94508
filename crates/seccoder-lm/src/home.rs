//! Where SecCoder keeps its files.
//!
//! By the XDG conventions: weights in the cache folder, the database in the data
//! folder, settings in the configuration folder. `SECCODER_HOME` puts everything
//! into one folder instead.

use std::ffi::OsString;
use std::path::PathBuf;

use etcetera::base_strategy::{BaseStrategy, choose_base_strategy};

/// The folders in use. None of them need exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Weights and what was computed from them.
    pub models: PathBuf,
    /// The secure code database and its vectors.
    pub data: PathBuf,
    /// The folder of the user's `seccoder.toml`.
    pub config: PathBuf,
}

/// The user's home folder is unknown and `SECCODER_HOME` is not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the home folder is unknown; set HOME or SECCODER_HOME")]
pub struct NoHome;

impl Home {
    /// The folders by the environment.
    ///
    /// # Errors
    /// When neither `SECCODER_HOME` nor the user's home folder is known.
    pub fn from_env() -> Result<Self, NoHome> {
        Self::choose(std::env::var_os("SECCODER_HOME"))
    }

    fn choose(seccoder_home: Option<OsString>) -> Result<Self, NoHome> {
        if let Some(home) = seccoder_home.filter(|home| !home.is_empty()) {
            let home = PathBuf::from(home);
            return Ok(Self {
                models: home.join("models"),
                data: home.clone(),
                config: home,
            });
        }
        let base = choose_base_strategy().map_err(|_| NoHome)?;
        Ok(Self {
            models: base.cache_dir().join("seccoder").join("models"),
            data: base.data_dir().join("seccoder"),
            config: base.config_dir().join("seccoder"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_folder_overrides_all() {
        let home = Home::choose(Some("/x".into())).unwrap();
        assert_eq!(home.models, PathBuf::from("/x/models"));
        assert_eq!(home.data, PathBuf::from("/x"));
        assert_ne!(Home::choose(Some("".into())), Ok(home));
    }
}
