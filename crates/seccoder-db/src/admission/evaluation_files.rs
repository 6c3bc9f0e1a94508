//! Reads the programs of evaluations, in whatever form they lie in a folder.
//!
//! - a folder with `prompt.<ext>`: a task of a suite of ours, with its solutions and suffix;
//! - a folder with `file_context.<ext>` and `func_context.<ext>`: one of SVEN's scenarios;
//! - JSON lines, also packed with gzip: HumanEval's problems, labelled programs, pairs of
//!   functions, told by their fields;
//! - any other source file.
//!
//! Whatever cannot be read is an error: a comparison that left something out would look clean.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use seccoder::language::Language;
use serde_json::{Map, Value};

use super::contamination::EvaluationText;

/// Fields that hold whole functions or programs.
const WHOLE: [&str; 6] = [
    "func_src_before",
    "func_src_after",
    "code",
    "program",
    "secure",
    "vulnerable",
];
/// Fields that hold what follows the field `prompt`.
const FOLLOWING: [&str; 4] = ["completion", "canonical_solution", "solution", "suffix"];

/// Why the texts of an evaluation could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {reason}", path = path.display())]
pub struct ReadError {
    /// The file or folder.
    pub path: PathBuf,
    /// What is wrong.
    pub reason: String,
}

/// All evaluation texts below a folder, or in a file.
///
/// # Errors
/// When something cannot be read, or there are none at all.
pub fn read(root: &Path) -> Result<Vec<EvaluationText>, ReadError> {
    let mut reader = Reader::default();
    if root.is_dir() {
        reader.folder(root)?;
    } else {
        reader.file(root)?;
    }
    // Labelled programs may name the scenario that they complete instead of repeating it.
    let lines = std::mem::take(&mut reader.lines);
    for line in lines {
        reader.line(&line)?;
    }
    if reader.texts.is_empty() {
        return Err(error(root, "no prompts, solutions or programs here"));
    }
    Ok(reader.texts)
}

fn error(path: &Path, reason: &(impl ToString + ?Sized)) -> ReadError {
    ReadError {
        path: path.to_owned(),
        reason: reason.to_string(),
    }
}

#[derive(Default)]
struct Reader {
    texts: Vec<EvaluationText>,
    /// Prompts by their folder.
    scenarios: BTreeMap<String, String>,
    lines: Vec<Line>,
}

struct Line {
    place: String,
    path: PathBuf,
    fields: Map<String, Value>,
}

impl Reader {
    fn folder(&mut self, folder: &Path) -> Result<(), ReadError> {
        let mut inner: Vec<PathBuf> = fs::read_dir(folder)
            .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
            .map_err(|reason| error(folder, &reason))?;
        inner.retain(|path| !name(path).starts_with('.'));
        inner.sort();
        let start = |prefix: &str| inner.iter().find(|path| name(path).starts_with(prefix));
        if let (Some(file), Some(function)) = (start("file_context."), start("func_context.")) {
            let text = read_text(file)? + &read_text(function)?;
            let key = folder.to_string_lossy().into_owned();
            self.scenarios.insert(key.clone(), text.clone());
            self.push(key, Language::from_path(function), text);
            return Ok(());
        }
        if let Some(prompt) = start("prompt.") {
            self.task(folder, prompt, start("suffix.").map(PathBuf::as_path))?;
        }
        for path in &inner {
            if path.is_dir() {
                self.folder(path)?;
            } else {
                self.file(path)?;
            }
        }
        Ok(())
    }

    /// Prompt, each solution and suffix together.
    fn task(
        &mut self,
        folder: &Path,
        prompt: &Path,
        suffix: Option<&Path>,
    ) -> Result<(), ReadError> {
        let language = Language::from_path(prompt);
        let before = read_text(prompt)?;
        let after = suffix.map_or(Ok(String::new()), read_text)?;
        let solutions = folder.join("solutions");
        if solutions.is_dir() {
            let entries = fs::read_dir(&solutions).map_err(|reason| error(&solutions, &reason))?;
            for entry in entries {
                let path = entry.map_err(|reason| error(&solutions, &reason))?.path();
                let program = format!("{before}{}\n{after}", read_text(&path)?);
                self.push(path.display().to_string(), language, program);
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path) -> Result<(), ReadError> {
        let name = name(path);
        if name.ends_with(".jsonl") || name.ends_with(".jsonl.gz") {
            let file = File::open(path).map_err(|reason| error(path, &reason))?;
            let bytes: Box<dyn Read> = if name.ends_with(".gz") {
                Box::new(GzDecoder::new(file))
            } else {
                Box::new(file)
            };
            return self.json_lines(path, BufReader::new(bytes));
        }
        if let Some(language) = Language::from_path(path) {
            let text = read_text(path)?;
            self.push(path.display().to_string(), Some(language), text);
        }
        Ok(())
    }

    fn json_lines(&mut self, path: &Path, lines: impl BufRead) -> Result<(), ReadError> {
        for (number, line) in (1..).zip(lines.lines()) {
            let line = line.map_err(|reason| error(path, &reason))?;
            if line.trim().is_empty() {
                continue;
            }
            let fields: Map<String, Value> = serde_json::from_str(&line)
                .map_err(|reason| error(path, &format!("line {number}: {reason}")))?;
            self.lines.push(Line {
                place: format!("{}:{number}", path.display()),
                path: path.to_owned(),
                fields,
            });
        }
        Ok(())
    }

    fn line(&mut self, line: &Line) -> Result<(), ReadError> {
        let field = |name: &str| line.fields.get(name).and_then(Value::as_str);
        let language = language_of(&line.fields);
        let mut found = false;
        for name in WHOLE {
            if let Some(code) = field(name) {
                found = true;
                self.push(line.place.clone(), language, code.to_owned());
            }
        }
        let following: Vec<&str> = FOLLOWING.iter().filter_map(|name| field(name)).collect();
        let prompt = field("prompt").or_else(|| self.scenario(&line.fields));
        if prompt.is_some() || !following.is_empty() {
            found = true;
            let program = prompt.unwrap_or_default().to_owned() + &following.concat();
            self.push(line.place.clone(), language, program);
        }
        if found {
            return Ok(());
        }
        let known = WHOLE.iter().chain(&FOLLOWING).copied().collect::<Vec<_>>();
        Err(error(
            &line.path,
            &format!(
                "{}: none of the fields prompt, {} is there",
                line.place,
                known.join(", ")
            ),
        ))
    }

    /// The prompt of the scenario that a labelled program names.
    fn scenario(&self, fields: &Map<String, Value>) -> Option<&str> {
        let field = |name: &str| fields.get(name).and_then(Value::as_str);
        let scenario = field("scenario")?;
        let folder = match field("suite") {
            Some(suite) => format!("{suite}/{scenario}"),
            None => scenario.to_owned(),
        };
        let mut found = self.scenarios.iter();
        let (_, prompt) = found.find(|(path, _)| path.replace('\\', "/").ends_with(&folder))?;
        Some(prompt)
    }

    fn push(&mut self, place: String, language: Option<Language>, code: String) {
        self.texts.push(EvaluationText {
            place,
            // Comparison needs to know how comments and strings look; Python's are the most
            // usual where nothing is said.
            language: language.unwrap_or(Language::Python),
            code,
        });
    }
}

/// The language by what a line says of itself.
fn language_of(fields: &Map<String, Value>) -> Option<Language> {
    let field = |name: &str| fields.get(name).and_then(Value::as_str);
    let by_name = field("language").and_then(|name| name.parse().ok());
    let by_file = || field("file_name").and_then(|file| Language::from_path(Path::new(file)));
    // SVEN's scenarios end with their language: `cwe-089/0-py`.
    let by_scenario = || field("scenario")?.rsplit('-').next()?.parse().ok();
    by_name.or_else(by_file).or_else(by_scenario)
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn read_text(path: &Path) -> Result<String, ReadError> {
    let bytes = fs::read(path).map_err(|reason| error(path, &reason))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(files: &[(&str, &str)]) -> Result<Vec<(Language, String)>, ReadError> {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let mut found: Vec<_> = read(root.path())?
            .into_iter()
            .map(|text| (text.language, text.code))
            .collect();
        found.sort();
        Ok(found)
    }

    #[test]
    fn every_form_is_read() {
        let found = texts(&[
            ("suite/c/a/prompt.c", "P"),
            ("suite/c/a/suffix.c", "S"),
            ("suite/c/a/task.toml", "x"),
            ("suite/c/a/solutions/secure.c", "1"),
            ("sven/trained/cwe-089/0-py/file_context.py", "F"),
            ("sven/trained/cwe-089/0-py/func_context.py", "G"),
            (
                "cases.jsonl",
                "{\"suite\":\"trained\",\"scenario\":\"cwe-089/0-py\",\"completion\":\"C\"}\n\
                 {\"scenario\":\"x\",\"language\":\"c\",\"prompt\":\"Q\",\"completion\":\"R\"}\n\n",
            ),
            (
                "pairs.jsonl",
                "{\"func_src_before\":\"B\",\"func_src_after\":\"A\",\"file_name\":\"x.c\"}\n",
            ),
            (".hidden/x.py", "H"),
        ]);
        let c = |text: &str| (Language::C, text.to_owned());
        let python = |text: &str| (Language::Python, text.to_owned());
        assert_eq!(
            found.unwrap(),
            [
                python("FG"),
                python("FGC"),
                c("1"),
                c("A"),
                c("B"),
                c("P"),
                c("P1\nS"),
                c("QR"),
                c("S"),
            ]
        );
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        for (files, expected) in [
            (&[("a.txt", "x")][..], "no prompts"),
            (&[("a.jsonl", "{\"a\":")], "line 1"),
            (&[("a.jsonl", "{\"title\":\"x\"}")], "none of the fields"),
            (&[("a.jsonl.gz", "not gzip")], "a.jsonl.gz"),
        ] {
            let error = texts(files).unwrap_err().to_string();
            assert!(error.contains(expected), "{error} lacks {expected}");
        }
    }
}
