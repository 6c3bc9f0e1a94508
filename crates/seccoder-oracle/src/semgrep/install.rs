//! Where the engine is installed.

use std::env;
use std::path::{Path, PathBuf};

/// The release that the rules are written for and tested with.
pub const VERSION: &str = "1.182.0";

/// Environment variable with the path of another `semgrep-core` of the same release.
pub const ENGINE_VARIABLE: &str = "SECCODER_SEMGREP";

const PROGRAM: &str = "semgrep-core";

/// The engine's executable and the folder that holds it and its libraries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Engine {
    pub(super) folder: PathBuf,
    pub(super) program: String,
}

/// The folder for tools that SecCoder installs for itself: `$SECCODER_TOOLS`, or
/// `seccoder/tools` among the user's data. `None` without a home.
#[must_use]
pub fn default_tools_dir() -> Option<PathBuf> {
    let given = |name| env::var_os(name).filter(|value| !value.is_empty());
    if let Some(tools) = given("SECCODER_TOOLS") {
        return Some(PathBuf::from(tools));
    }
    let data = given("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| given("HOME").map(|home| Path::new(&home).join(".local/share")))?;
    Some(data.join("seccoder/tools"))
}

impl Engine {
    pub(super) fn find(tools_dir: &Path) -> Result<Self, String> {
        let given = env::var_os(ENGINE_VARIABLE).filter(|path| !path.is_empty());
        match given {
            Some(path) => Self::at(Path::new(&path))
                .map_err(|reason| format!("{reason}; {ENGINE_VARIABLE} names it")),
            None => Self::at(&tools_dir.join(format!("semgrep-{VERSION}")).join(PROGRAM))
                .map_err(|reason| format!("{reason}; run `scripts/semgrep` to install it")),
        }
    }

    fn at(path: &Path) -> Result<Self, String> {
        let missing = || format!("there is no engine at {}", path.display());
        // A link's target brings its own libraries.
        let path = path.canonicalize().map_err(|_| missing())?;
        match (path.is_file(), path.parent(), path.file_name()) {
            (true, Some(folder), Some(program)) => Ok(Self {
                folder: folder.to_owned(),
                program: program.to_string_lossy().into_owned(),
            }),
            _ => Err(missing()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_installer_installs_the_release_that_is_looked_for() {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/semgrep");
        let script = std::fs::read_to_string(script).unwrap();
        assert!(script.contains(&format!("\nversion={VERSION}\n")));
    }

    #[test]
    fn an_engine_is_found_with_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join(PROGRAM);
        let error = Engine::at(&place).unwrap_err();
        assert!(error.contains("no engine"), "{error}");
        std::fs::write(&place, "").unwrap();
        let engine = Engine::at(&place).unwrap();
        assert_eq!(engine.program, PROGRAM);
        assert_eq!(engine.folder, folder.path().canonicalize().unwrap());
        Engine::at(folder.path()).unwrap_err();
    }
}
