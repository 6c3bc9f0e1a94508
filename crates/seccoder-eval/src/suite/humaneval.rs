//! HumanEval, from the user's copy of its JSON lines, plain or gzipped.
//!
//! Function only: each problem's own test runs in the sandbox with a fixed limit.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use seccoder::language::Language;

use super::{Ask, OracleSpec, Suite, SuiteError, Task, TestSpec};

/// The most bytes read after unpacking.
const MOST: u64 = 64 << 20;
/// The time a problem's test may take.
const TIMEOUT: Duration = Duration::from_secs(5);
/// The line printed when every check passed.
const PASSED: &str = "all checks passed";

#[derive(Deserialize)]
struct Problem {
    task_id: String,
    prompt: String,
    test: String,
    entry_point: String,
    canonical_solution: Option<String>,
}

/// Reads the problems; `path` is the file, or a folder with exactly one of that kind.
///
/// # Errors
/// When the file is not HumanEval's.
pub fn load(path: &Path) -> Result<Suite, SuiteError> {
    let path = if path.is_dir() {
        file_in(path)?
    } else {
        path.to_owned()
    };
    let text = read(&path)?;
    let mut tasks = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let problem: Problem = serde_json::from_str(line)
            .map_err(|error| SuiteError::new(&path, format!("line {}: {error}", number + 1)))?;
        tasks.push(task(problem));
    }
    if tasks.is_empty() {
        return Err(SuiteError::new(&path, "no problems in it"));
    }
    Ok(Suite {
        name: "humaneval".to_owned(),
        tasks,
    })
}

fn file_in(folder: &Path) -> Result<PathBuf, SuiteError> {
    let entries = std::fs::read_dir(folder).map_err(|error| SuiteError::new(folder, error))?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| {
            let name = path.to_string_lossy();
            name.ends_with(".jsonl") || name.ends_with(".jsonl.gz")
        })
        .collect();
    match (found.pop(), found.is_empty()) {
        (Some(path), true) => Ok(path),
        _ => Err(SuiteError::new(
            folder,
            "expected one .jsonl or .jsonl.gz file; name the file itself",
        )),
    }
}

fn read(path: &Path) -> Result<String, SuiteError> {
    let wrong = |error: std::io::Error| SuiteError::new(path, error);
    let file = std::fs::File::open(path).map_err(wrong)?;
    let reader: Box<dyn Read> = if path.extension().is_some_and(|e| e == "gz") {
        Box::new(flate2::read::GzDecoder::new(file))
    } else {
        Box::new(file)
    };
    let mut text = String::new();
    reader
        .take(MOST + 1)
        .read_to_string(&mut text)
        .map_err(wrong)?;
    if text.len() as u64 > MOST {
        return Err(SuiteError::new(path, "more than 64 MiB"));
    }
    Ok(text)
}

fn task(problem: Problem) -> Task {
    // The checks run in the program's own namespace, as HumanEval defines them.
    let test = format!(
        "with open('program.py', encoding='utf-8') as program:\n    \
         exec(compile(program.read(), 'program.py', 'exec'), globals())\n\
         {}\ncheck({})\nprint('\\n{PASSED}')\n",
        problem.test, problem.entry_point
    );
    Task {
        title: problem.entry_point.clone(),
        name: problem.task_id,
        language: Language::Python,
        cwe: None,
        ask: Ask::Completion,
        function_start: None,
        before: problem.prompt,
        after: String::new(),
        description: None,
        entry_point: Some(problem.entry_point),
        file: "program.py".to_owned(),
        sensitive: Vec::new(),
        functional: Some(TestSpec {
            command: vec!["python3".into(), "check.py".into()],
            files: vec![("check.py".into(), test.into_bytes())],
            expect: Some(PASSED.to_owned()),
            timeout: TIMEOUT,
        }),
        security: None,
        oracles: OracleSpec {
            decide: None,
            advise: Vec::new(),
            codeql_query: None,
        },
        solutions: problem.canonical_solution.map(|secure| super::Solutions {
            insecure: secure.clone(),
            empty: "    pass\n".to_owned(),
            secure,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    const LINE: &str = r#"{"task_id": "T/0", "prompt": "def f(x):\n", "entry_point": "f", "canonical_solution": "    return x\n", "test": "def check(c):\n    assert c(1) == 1\n"}"#;

    #[test]
    fn plain_and_packed_files_are_read_alike() {
        let folder = tempfile::tempdir().unwrap();
        let plain = folder.path().join("a.jsonl");
        std::fs::write(&plain, format!("{LINE}\n\n")).unwrap();
        let packed = folder.path().join("sub/a.jsonl.gz");
        std::fs::create_dir(folder.path().join("sub")).unwrap();
        let mut gz = flate2::write::GzEncoder::new(
            std::fs::File::create(&packed).unwrap(),
            flate2::Compression::fast(),
        );
        gz.write_all(LINE.as_bytes()).unwrap();
        gz.finish().unwrap();
        let one = load(&plain).unwrap();
        let other = load(packed.parent().unwrap()).unwrap();
        assert_eq!(one.hash(), other.hash());
        assert_eq!(one.tasks[0].name, "T/0");
    }

    #[test]
    fn damage_names_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        std::fs::write(&path, format!("{LINE}\n{{\n")).unwrap();
        assert!(load(&path).unwrap_err().reason.starts_with("line 2"));
        std::fs::write(folder.path().join("b.jsonl.gz"), b"junk").unwrap();
        assert!(load(&folder.path().join("b.jsonl.gz")).is_err());
        assert!(
            load(folder.path())
                .unwrap_err()
                .reason
                .contains("name the file")
        );
    }
}
