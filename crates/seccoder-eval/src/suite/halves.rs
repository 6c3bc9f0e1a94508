//! Halves of a suite: one to tune on, one to report on.
//!
//! Whoever chooses settings by a suite's tasks and reports on the same tasks reports how well
//! they chose. `halves.toml` in the suite's folder says once and for all which task is for what:
//! every task is in exactly one half.

use std::fmt::{self, Write};
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Suite, SuiteError, read_text};

/// The file in the suite's folder.
pub const FILE: &str = "halves.toml";

/// What a task is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Half {
    /// To choose settings by.
    Tune,
    /// To report results on.
    Report,
}

impl Half {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Tune, Self::Report];

    /// Its name in files and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tune => "tune",
            Self::Report => "report",
        }
    }
}

impl fmt::Display for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text names no half.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown half `{0}`; known: tune, report")]
pub struct UnknownHalf(String);

impl FromStr for Half {
    type Err = UnknownHalf;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim().to_ascii_lowercase();
        let known = Self::ALL.into_iter().find(|half| half.name() == wanted);
        known.ok_or_else(|| UnknownHalf(text.to_owned()))
    }
}

/// Which task is in which half.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Halves {
    tune: Vec<String>,
    report: Vec<String>,
}

impl Halves {
    /// Reads `halves.toml` of a suite's folder.
    ///
    /// # Errors
    /// When the file is missing or malformed, or a task is not in exactly one half.
    pub fn read(folder: &Path, suite: &Suite) -> Result<Self, SuiteError> {
        let path = folder.join(FILE);
        let wrong = |reason: String| SuiteError::new(&path, reason);
        let halves: Self = toml::from_str(&read_text(&path)?)
            .map_err(|error| wrong(error.to_string().trim_end().to_owned()))?;
        halves.check(suite).map_err(wrong)?;
        Ok(halves)
    }

    /// Gives each task to a half by the hash of its name, so that a new task moves no other.
    #[must_use]
    pub fn deal(suite: &Suite) -> Self {
        let mut names: Vec<String> = suite.tasks.iter().map(|task| task.name.clone()).collect();
        names.sort();
        let (tune, report) = names.into_iter().partition(|name| is_even(name));
        Self { tune, report }
    }

    /// The names of the tasks of a half.
    #[must_use]
    pub fn tasks(&self, half: Half) -> &[String] {
        match half {
            Half::Tune => &self.tune,
            Half::Report => &self.report,
        }
    }

    /// Leaves the tasks of the other half out.
    pub fn keep(&self, half: Half, suite: &mut Suite) {
        let names = self.tasks(half);
        suite.tasks.retain(|task| names.contains(&task.name));
    }

    /// The text of `halves.toml`.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = HEAD.to_owned();
        for half in Half::ALL {
            // Writing to a string does not fail.
            let _ = write!(text, "\n{half} = [\n");
            for name in self.tasks(half) {
                let _ = writeln!(text, "    {},", toml::Value::from(name.as_str()));
            }
            text.push_str("]\n");
        }
        text
    }

    fn check(&self, suite: &Suite) -> Result<(), String> {
        for task in &suite.tasks {
            let named = self.tune.iter().chain(&self.report);
            match named.filter(|name| **name == task.name).count() {
                1 => {}
                0 => return Err(format!("task {} is in neither half", task.name)),
                _ => return Err(format!("task {} is named twice", task.name)),
            }
        }
        for name in self.tune.iter().chain(&self.report) {
            if suite.task(name).is_none() {
                return Err(format!("the suite has no task {name}"));
            }
        }
        Ok(())
    }
}

/// Whether the FNV-1a hash of a name is even.
fn is_even(name: &str) -> bool {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash.is_multiple_of(2)
}

const HEAD: &str = "\
# Which tasks settings are chosen by (tune), and which results are reported on (report):
# `seccoder eval run --half`. Every task is in exactly one half, and stays there once results
# were published.
#
# Made from the hash of each task's name (FNV-1a, 64 bits; even: tune):
# cargo run -p seccoder-eval --example halves -- suites/core
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::testing::task;
    use seccoder::cwe::CweId;
    use seccoder::language::Language;

    fn suite() -> Suite {
        let made = [
            (Language::Python, 89, "python/b"),
            (Language::C, 787, "c/z"),
            (Language::Python, 22, "python/d"),
            (Language::Python, 89, "python/a"),
            (Language::C, 125, "c/y"),
        ];
        let tasks = made.map(|(language, cwe, name)| {
            let mut task = task();
            (task.language, task.cwe) = (language, Some(CweId::new(cwe)));
            task.name = name.into();
            task
        });
        Suite {
            name: "s".into(),
            tasks: tasks.to_vec(),
        }
    }

    #[test]
    fn tasks_are_dealt_by_their_names_and_the_file_reads_back() {
        let root = tempfile::tempdir().unwrap();
        let mut suite = suite();
        let halves = Halves::deal(&suite);
        assert_eq!(halves.tasks(Half::Tune), ["c/y", "python/b", "python/d"]);
        assert_eq!(halves.tasks(Half::Report), ["c/z", "python/a"]);
        std::fs::write(root.path().join(FILE), halves.to_toml()).unwrap();
        assert_eq!(Halves::read(root.path(), &suite).unwrap(), halves);
        suite.tasks.reverse();
        assert_eq!(Halves::deal(&suite), halves, "whatever the order");
        halves.keep(Half::Report, &mut suite);
        let names: Vec<_> = suite.tasks.iter().map(|task| task.name.as_str()).collect();
        assert_eq!(names, ["python/a", "c/z"]);
    }

    #[test]
    fn a_task_in_none_or_both_is_named() {
        let root = tempfile::tempdir().unwrap();
        let suite = suite();
        let error = |text: &str| {
            std::fs::write(root.path().join(FILE), text).unwrap();
            Halves::read(root.path(), &suite).unwrap_err().to_string()
        };
        let whole = Halves::deal(&suite).to_toml();
        let missing = error(&whole.replace("\"c/z\",", ""));
        assert!(missing.contains("halves.toml: task c/z is in neither half"));
        let twice = error(&whole.replace("\"c/z\",", "\"c/z\", \"c/y\","));
        assert!(twice.contains("task c/y is named twice"), "{twice}");
        let unknown = error(&whole.replace("\"c/z\",", "\"c/z\", \"c/w\","));
        assert!(unknown.contains("the suite has no task c/w"), "{unknown}");
        assert!(error("tune = []").contains("report"));
        assert!(error("tune = 1").contains("tune"));
    }

    #[test]
    fn a_suite_without_halves_says_so() {
        let root = tempfile::tempdir().unwrap();
        let error = Halves::read(root.path(), &suite()).unwrap_err();
        assert!(error.to_string().contains(FILE), "{error}");
        assert_eq!("Report".parse(), Ok(Half::Report));
        assert!("both".parse::<Half>().is_err());
    }

    /// The file of the suite that comes with the program fits its tasks.
    #[test]
    fn the_halves_of_our_own_suite_are_whole() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../suites/core");
        let suite = crate::suite::folder::load(&folder).unwrap();
        Halves::read(&folder, &suite).unwrap();
    }
}
