//! Suites of our own form: a folder per task with a `task.toml`.
//!
//! Beside `task.toml` lie `prompt.<ext>` (the incomplete program), optionally
//! `suffix.<ext>` (what follows the completion), the tests' files, and reference
//! completions in `solutions/`. `docs/evaluation.md` describes the form.

use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use regex::Regex;
use serde::Deserialize;

use seccoder::cwe::CweId;
use seccoder::language::Language;

use super::{Ask, OracleName, OracleSpec, Solutions, Suite, SuiteError, Task, TestSpec, read_text};

/// The form of `task.toml` this program reads.
const FORMAT: u32 = 1;
/// Folders below the suite's that are searched for tasks.
const DEPTH: usize = 6;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TaskFile {
    format: u32,
    language: String,
    cwe: Option<CweId>,
    title: String,
    entry_point: Option<String>,
    #[serde(default)]
    prompt: PromptKind,
    instruction: Option<String>,
    description: Option<String>,
    file: String,
    #[serde(default)]
    sensitive: Vec<String>,
    functional: Option<TestFile>,
    security: Option<TestFile>,
    oracles: Option<OraclesFile>,
}

#[derive(Deserialize, Default, PartialEq)]
#[serde(rename_all = "lowercase")]
enum PromptKind {
    #[default]
    Completion,
    Instruction,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TestFile {
    command: Vec<String>,
    #[serde(default)]
    files: Vec<PathBuf>,
    expect: Option<String>,
    #[serde(default = "ten_seconds")]
    timeout_s: f64,
}

const fn ten_seconds() -> f64 {
    10.0
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OraclesFile {
    decide: OracleName,
    #[serde(default)]
    advise: Vec<OracleName>,
    codeql_query: Option<String>,
}

/// Reads every task below a folder.
///
/// # Errors
/// When the folder cannot be read, holds no task, or a task is malformed.
pub fn load(root: &Path) -> Result<Suite, SuiteError> {
    let mut files = Vec::new();
    find(root, DEPTH, &mut files)?;
    files.sort();
    if files.is_empty() {
        return Err(SuiteError::new(
            root,
            "no task.toml in this folder or below it",
        ));
    }
    let tasks = files
        .iter()
        .map(|file| task(root, file))
        .collect::<Result<Vec<_>, _>>()?;
    let name = root.canonicalize().ok().and_then(|path| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    });
    Ok(Suite {
        name: name.unwrap_or_else(|| "suite".to_owned()),
        tasks,
    })
}

fn find(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), SuiteError> {
    let entries = std::fs::read_dir(folder).map_err(|error| SuiteError::new(folder, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| SuiteError::new(folder, error))?;
        let kind = entry
            .file_type()
            .map_err(|error| SuiteError::new(entry.path(), error))?;
        if kind.is_dir() && depth > 0 {
            find(&entry.path(), depth - 1, found)?;
        } else if kind.is_file() && entry.file_name() == "task.toml" {
            found.push(entry.path());
        }
    }
    Ok(())
}

fn task(root: &Path, path: &Path) -> Result<Task, SuiteError> {
    let wrong = |reason: String| SuiteError::new(path, reason);
    let file: TaskFile = toml::from_str(&read_text(path)?)
        .map_err(|e| wrong(e.to_string().trim_end().to_owned()))?;
    if file.format != FORMAT {
        return Err(wrong(format!(
            "format {} is not known; this seccoder reads format {FORMAT}",
            file.format
        )));
    }
    let language: Language = file.language.parse().map_err(|e| wrong(format!("{e}")))?;
    if !is_plain_name(Path::new(&file.file)) {
        return Err(wrong(format!("file: `{}` is not a bare name", file.file)));
    }
    let folder = path.parent().unwrap_or(root);
    let extension = Path::new(&file.file)
        .extension()
        .map_or("txt".into(), |e| e.to_string_lossy().into_owned());
    let before = read_text(&folder.join(format!("prompt.{extension}")))?;
    let suffix = folder.join(format!("suffix.{extension}"));
    let after = if suffix.exists() {
        read_text(&suffix)?
    } else {
        String::new()
    };
    let ask = match (file.prompt, file.instruction) {
        (PromptKind::Completion, None) => Ask::Completion,
        (PromptKind::Instruction, Some(text)) => Ask::Instruction(text),
        (PromptKind::Completion, Some(_)) => {
            return Err(wrong(
                "instruction: only with prompt = \"instruction\"".into(),
            ));
        }
        (PromptKind::Instruction, None) => return Err(wrong("instruction: missing".into())),
    };
    let sensitive = file
        .sensitive
        .iter()
        .map(|text| Regex::new(text).map_err(|error| wrong(format!("sensitive: {error}"))))
        .collect::<Result<Vec<_>, _>>()?;
    let functional = test(folder, path, "functional", file.functional)?;
    let security = test(folder, path, "security", file.security)?;
    let oracles = oracles(file.oracles, security.is_some()).map_err(wrong)?;
    if oracles.decide.is_none() && functional.is_none() {
        return Err(wrong(
            "nothing judges this task: give it a test or oracles".into(),
        ));
    }
    if oracles.decide.is_some() && file.cwe.is_none() {
        return Err(wrong("cwe: missing, but an oracle shall judge".into()));
    }
    Ok(Task {
        name: name(root, folder),
        title: file.title,
        language,
        cwe: file.cwe,
        ask,
        function_start: None,
        before,
        after,
        description: file.description,
        entry_point: file.entry_point,
        file: file.file,
        sensitive,
        functional,
        security,
        oracles,
        solutions: solutions(folder, &extension)?,
    })
}

/// The path from the suite's folder to the task's, with `/`.
fn name(root: &Path, folder: &Path) -> String {
    let below = folder.strip_prefix(root).unwrap_or(folder);
    let parts: Vec<_> = below
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    if parts.is_empty() {
        return "task".to_owned();
    }
    parts.join("/")
}

fn oracles(file: Option<OraclesFile>, has_security_test: bool) -> Result<OracleSpec, String> {
    let spec = match file {
        Some(file) => OracleSpec {
            decide: Some(file.decide),
            advise: file.advise,
            codeql_query: file.codeql_query,
        },
        None => OracleSpec {
            decide: has_security_test.then_some(OracleName::Tests),
            advise: Vec::new(),
            codeql_query: None,
        },
    };
    let names_tests =
        spec.decide == Some(OracleName::Tests) || spec.advise.contains(&OracleName::Tests);
    if names_tests && !has_security_test {
        return Err("oracles: `tests` needs a [security] section".to_owned());
    }
    Ok(spec)
}

fn test(
    folder: &Path,
    path: &Path,
    section: &str,
    file: Option<TestFile>,
) -> Result<Option<TestSpec>, SuiteError> {
    let Some(file) = file else { return Ok(None) };
    let wrong = |reason: String| SuiteError::new(path, format!("[{section}] {reason}"));
    if file.command.is_empty() {
        return Err(wrong("command: empty".into()));
    }
    let timeout = Duration::try_from_secs_f64(file.timeout_s)
        .ok()
        .filter(|timeout| !timeout.is_zero() && timeout.as_secs() <= 600)
        .ok_or_else(|| wrong("timeout_s: must be above 0 and at most 600".into()))?;
    let mut files = Vec::new();
    for name in file.files {
        if !is_inside(&name) {
            return Err(wrong(format!(
                "files: `{}` leads out of the task's folder",
                name.display()
            )));
        }
        let text = read_text(&folder.join(&name))?;
        files.push((name, text.into_bytes()));
    }
    Ok(Some(TestSpec {
        command: file.command,
        files,
        expect: file.expect,
        timeout,
    }))
}

fn solutions(folder: &Path, extension: &str) -> Result<Option<Solutions>, SuiteError> {
    let folder = folder.join("solutions");
    if !folder.is_dir() {
        return Ok(None);
    }
    let read = |name: &str| read_text(&folder.join(format!("{name}.{extension}")));
    Ok(Some(Solutions {
        secure: read("secure")?,
        insecure: read("insecure")?,
        empty: read("empty")?,
    }))
}

fn is_inside(path: &Path) -> bool {
    path.components()
        .all(|part| matches!(part, Component::Normal(_)))
        && path.components().next().is_some()
}

fn is_plain_name(path: &Path) -> bool {
    is_inside(path) && path.components().count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "format = 1\nlanguage = \"python\"\ncwe = \"CWE-89\"\ntitle = \"T\"\n\
                        file = \"task.py\"\nsensitive = ['execute']\n[security]\n\
                        command = [\"python3\", \"t.py\"]\nfiles = [\"t.py\"]\n";

    fn suite(text: &str) -> Result<Suite, SuiteError> {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("a/b");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("task.toml"), text).unwrap();
        std::fs::write(folder.join("prompt.py"), "def f():\n    # do\n").unwrap();
        std::fs::write(folder.join("t.py"), "").unwrap();
        load(root.path())
    }

    #[test]
    fn a_task_is_read() {
        let suite = suite(GOOD).unwrap();
        let task = &suite.tasks[0];
        assert_eq!(task.name, "a/b");
        assert_eq!(task.oracles.decide, Some(OracleName::Tests));
        assert_eq!(task.performs("db.execute(x)"), Some(true));
        assert_eq!(task.performs("pass"), Some(false));
        assert_eq!(task.program("    pass"), "def f():\n    # do\n    pass\n");
        let mut other = task.clone();
        other.before.push('x');
        assert_ne!(task.hash(), other.hash());
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (from, to, expected) in [
            ("format = 1", "format = 2", "format 2"),
            ("python", "klingon", "klingon"),
            ("task.py", "../task.py", "bare name"),
            ("\"t.py\"]\n", "\"../t.py\"]\n", "leads out"),
            ("'execute'", "'('", "sensitive"),
            ("title", "tilte", "tilte"),
            ("cwe = \"CWE-89\"\n", "", "cwe: missing"),
            ("files = [\"t.py\"]", "files = [\"none.py\"]", "none.py"),
        ] {
            let text = GOOD.replacen(from, to, 1);
            let text = if from.ends_with("]\n") {
                GOOD.replace("files = [\"t.py\"]", "files = [\"../t.py\"]")
            } else {
                text
            };
            let error = suite(&text).unwrap_err().to_string();
            assert!(error.contains(expected), "{expected}: {error}");
        }
    }

    #[test]
    fn a_folder_without_tasks_is_an_error() {
        let root = tempfile::tempdir().unwrap();
        assert!(load(root.path()).is_err());
        assert!(load(&root.path().join("none")).is_err());
    }
}
