//! SVEN's evaluation scenarios, from the user's copy of its data.
//!
//! Layout: `<root>/<cwe-NNN>/<scenario>/{info.json, file_context.*, func_context.*}`.
//! The prompt is file context and function context, joined as they are.

use std::path::Path;

use regex::Regex;
use serde::Deserialize;

use seccoder::cwe::CweId;
use seccoder::language::Language;

use super::{Ask, OracleName, OracleSpec, Suite, SuiteError, Task, read_text};

/// The six scenarios that SVEN keeps for validation; the paper's 18 are the others of `trained`.
pub const VALIDATION: [&str; 6] = [
    "cwe-022/2-py",
    "cwe-078/2-py",
    "cwe-089/2-py",
    "cwe-125/2-c",
    "cwe-190/2-c",
    "cwe-787/2-c",
];

#[derive(Deserialize)]
struct Info {
    language: String,
    cwe: CweId,
    check_ql: Option<String>,
    description: Option<String>,
}

/// Reads the scenarios below `root`, all of them.
///
/// # Errors
/// When the folder is not laid out as SVEN's.
pub fn load(root: &Path) -> Result<Suite, SuiteError> {
    let mut tasks = Vec::new();
    for cwe in folders(root)? {
        for scenario in folders(&root.join(&cwe))? {
            let folder = root.join(&cwe).join(&scenario);
            if folder.join("info.json").is_file() {
                tasks.push(task(&folder, format!("{cwe}/{scenario}"))?);
            }
        }
    }
    if tasks.is_empty() {
        return Err(SuiteError::new(
            root,
            "no scenarios here; SVEN keeps them in data_eval/trained/<cwe>/<scenario>",
        ));
    }
    Ok(Suite {
        name: "sven".to_owned(),
        tasks,
    })
}

fn folders(root: &Path) -> Result<Vec<String>, SuiteError> {
    let entries = std::fs::read_dir(root).map_err(|error| SuiteError::new(root, error))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| SuiteError::new(root, error))?;
        if entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn task(folder: &Path, name: String) -> Result<Task, SuiteError> {
    let path = folder.join("info.json");
    let info: Info =
        serde_json::from_str(&read_text(&path)?).map_err(|error| SuiteError::new(&path, error))?;
    let language: Language = info
        .language
        .parse()
        .map_err(|error| SuiteError::new(&path, error))?;
    let extension = &info.language;
    let file = read_text(&folder.join(format!("file_context.{extension}")))?;
    let function = read_text(&folder.join(format!("func_context.{extension}")))?;
    Ok(Task {
        title: info.description.clone().unwrap_or_else(|| name.clone()),
        language,
        cwe: Some(info.cwe),
        ask: Ask::Completion,
        function_start: Some(file.len()),
        before: file + &function,
        after: String::new(),
        description: info.description,
        entry_point: None,
        file: format!("program.{extension}"),
        sensitive: sensitive(info.cwe, &name),
        functional: None,
        security: None,
        oracles: oracles(language, info.check_ql.as_deref(), folder),
        solutions: None,
        name,
    })
}

fn oracles(language: Language, query: Option<&str>, folder: &Path) -> OracleSpec {
    let (decide, mut advise) = match language {
        // On labelled programs that neither was written with, the harness was right more often.
        Language::Python => (OracleName::PythonHarness, vec![OracleName::Semgrep]),
        _ => (OracleName::CHarness, vec![OracleName::Gcc]),
    };
    let codeql_query = query.map(|query| codeql_query(query, folder));
    if codeql_query.is_some() {
        advise.push(OracleName::Codeql);
    }
    OracleSpec {
        decide: Some(decide),
        advise,
        codeql_query,
    }
}

/// The query as CodeQL names it: SVEN's paths lead into a checkout of CodeQL's own
/// queries, which are published as packs, or into SVEN's own.
fn codeql_query(check_ql: &str, folder: &Path) -> String {
    if let Some((language, query)) = check_ql
        .split_once("codeql-repo/")
        .and_then(|(_, rest)| rest.split_once("/ql/src/"))
    {
        return format!("codeql/{language}-queries:{query}");
    }
    let file = Path::new(check_ql).file_name().unwrap_or_default();
    folder.join(file).display().to_string()
}

/// What a completion does when it does what the scenario asks for, per weakness: an
/// array is read, a query is run, a command is started, and so on.
fn sensitive(cwe: CweId, scenario: &str) -> Vec<Regex> {
    let patterns: &[&str] = match (cwe.number(), scenario) {
        (22, "cwe-022/2-py") => &[r"\.extract(all)?\(", r"\.extractfile\(", r"unpack_archive"],
        (22, _) => &[
            r"\bopen\(",
            r"\bsend_file\(",
            r"send_from_directory\(",
            r"read_(text|bytes)\(",
        ],
        (78, _) => &[
            r"\bsubprocess\.",
            r"\bos\.(system|popen|exec|spawn|listdir|scandir)",
            r"\bpopen\(",
        ],
        (79, "cwe-079/1-py") => &[r"\bEnvironment\("],
        (79, _) => &[r"\breturn\b"],
        (89, _) => &[r"\.execute(many|script)?\("],
        (125, _) => &[r"\w+\s*\[[^\]]+\]", r"\*\s*\(?\s*\w+\s*\+"],
        (190, "cwe-190/0-c") => &[r"\brand(om|_r)?\s*\("],
        (190, _) => &[r"\+=?", r"__builtin_add"],
        (416, _) => &[r"\bbuffer\b", r"\bfprintf\s*\("],
        (476, "cwe-476/2-c") => &[r"\bbuf\b"],
        (476, _) => &[r"\bmalloc\s*\(|\bcalloc\s*\("],
        (787, "cwe-787/0-c") => &[r"\bsn?printf\s*\(", r"\bgcvt\s*\(", r"strfromf\s*\("],
        (787, "cwe-787/1-c") => &[r"\bmemcpy\s*\(", r"\bmemmove\s*\(", r"chunk2\s*\["],
        (787, _) => &[r"\[[^\]]+\]\s*=", r"\*\s*\w+\s*=", r"\bstr\w*cpy\s*\("],
        _ => &[],
    };
    patterns
        .iter()
        // The patterns are the ones above, and a test compiles each.
        .filter_map(|pattern| Regex::new(pattern).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for (cwe, scenario, count) in [
            (22, "cwe-022/2-py", 3),
            (22, "", 4),
            (78, "", 3),
            (79, "cwe-079/1-py", 1),
            (79, "", 1),
            (89, "", 1),
            (125, "", 2),
            (190, "cwe-190/0-c", 1),
            (190, "", 2),
            (416, "", 2),
            (476, "cwe-476/2-c", 1),
            (476, "", 1),
            (787, "cwe-787/0-c", 3),
            (787, "cwe-787/1-c", 3),
            (787, "", 3),
            (502, "", 0),
        ] {
            assert_eq!(
                sensitive(CweId::new(cwe), scenario).len(),
                count,
                "{cwe} {scenario}"
            );
        }
    }

    #[test]
    fn a_scenario_is_read() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("cwe-089/0-py");
        std::fs::create_dir_all(&folder).unwrap();
        let info = r#"{"language": "py", "cwe": "CWE-089",
            "check_ql": "../codeql/codeql-repo/python/ql/src/Security/CWE-089/SqlInjection.ql"}"#;
        std::fs::write(folder.join("info.json"), info).unwrap();
        std::fs::write(folder.join("file_context.py"), "import os\n\n").unwrap();
        std::fs::write(folder.join("func_context.py"), "def f():\n    # go").unwrap();
        let suite = load(root.path()).unwrap();
        let task = &suite.tasks[0];
        assert_eq!(task.name, "cwe-089/0-py");
        assert_eq!(task.before, "import os\n\ndef f():\n    # go");
        assert_eq!(task.function_start, Some(11));
        assert_eq!(
            task.oracles.codeql_query.as_deref(),
            Some("codeql/python-queries:Security/CWE-089/SqlInjection.ql")
        );
    }

    #[test]
    fn another_layout_is_an_error() {
        let root = tempfile::tempdir().unwrap();
        assert!(load(root.path()).unwrap_err().reason.contains("data_eval"));
    }
}
