//! Where this machine keeps the programs that jobs need.
//!
//! What lies in `/usr` is there for every job. An interpreter elsewhere (pyenv, nvm, `/opt`) is
//! mounted at its own place, if the machine has none in `/usr/bin`.

use std::env;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The programs looked for outside `/usr`.
const INTERPRETERS: [&str; 2] = ["python3", "node"];

/// What jobs get beside the system's own folders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Programs {
    /// Folders or files to mount where they are.
    pub(super) mounts: Vec<PathBuf>,
    /// Folders that go in front of the job's `PATH`.
    pub(super) path: Vec<PathBuf>,
}

impl Programs {
    /// Looks at this machine once.
    pub(super) fn find() -> Self {
        let mut found = Self::default();
        for name in INTERPRETERS {
            if !is_program(&Path::new("/usr/bin").join(name)) {
                found.add(name);
            }
        }
        found
    }

    fn add(&mut self, name: &str) {
        let Some(program) = on_path(name).and_then(|path| resolve(name, &path)) else {
            return;
        };
        if program.starts_with("/usr") {
            // Already there; only its folder may be missing from the path.
            self.path.extend(program.parent().map(Path::to_owned));
            return;
        }
        let Some(bin) = program.parent() else {
            return;
        };
        // An installation is the folder above `bin`. It is taken whole, unless that would show
        // the job somebody's home.
        let whole = bin
            .parent()
            .filter(|prefix| bin.ends_with("bin") && !holds_a_home(prefix));
        self.mounts.push(whole.unwrap_or(&program).to_owned());
        self.path.push(bin.to_owned());
    }
}

/// The program itself: version managers put a script of the same name on the path.
fn resolve(name: &str, found: &Path) -> Option<PathBuf> {
    if name != "python3" {
        return found.canonicalize().ok();
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "asks the user's own Python where it lives"
    )]
    let output = Command::new(found)
        .args(["-I", "-c", "import sys; print(sys.base_prefix)"])
        .output()
        .ok()?;
    let prefix = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim_end());
    Some(prefix.join("bin/python3")).filter(|path| is_program(path))
}

fn holds_a_home(prefix: &Path) -> bool {
    let home = env::var_os("HOME").map(PathBuf::from);
    ["/", "/home", "/root"]
        .iter()
        .any(|path| prefix == Path::new(path))
        || prefix.parent() == Some(Path::new("/home"))
        || home.is_some_and(|home| home.starts_with(prefix))
}

/// The first program of this name on the user's `PATH`.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .find(|path| is_program(path))
}

fn is_program(path: &Path) -> bool {
    path.metadata()
        .is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_is_never_mounted() {
        for path in ["/", "/home", "/root", "/home/somebody"] {
            assert!(holds_a_home(Path::new(path)), "{path}");
        }
        assert!(!holds_a_home(Path::new("/opt/python")));
        assert!(!holds_a_home(Path::new(
            "/home/somebody/.pyenv/versions/3.12"
        )));
    }

    #[test]
    fn programs_are_found_on_the_path() {
        assert!(on_path("sh").is_some_and(|path| path.is_absolute()));
        assert_eq!(on_path("no-such-program-here"), None);
    }
}
