//! Validity: does a program parse, or compile?
//!
//! Python is compiled to byte code, C and C++ to an object file, JavaScript is parsed by Node;
//! other languages are parsed by tree-sitter. A program is invalid only when its language's own
//! tool says so: a tool that is missing, or a header that the *prompt* includes and this machine
//! lacks, is an error.

use std::collections::BTreeMap;
use std::time::Duration;

use seccoder::language::Language;
use seccoder::oracle::{OracleCase, OracleError};
use seccoder::truncate;

use crate::batch::{Driver, Ran, Tool};
use crate::relevance::first_line;
use crate::sandbox::Sandbox;

/// Whether a program is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Validity {
    /// It parses or compiles.
    Valid,
    /// It does not; with the reason.
    Invalid(String),
}

const NAME: &str = "syntax";

/// Compiles each source in a child of its own, because a source can exhaust the compiler's
/// stack, which no `except` catches.
const PYTHON: &str = r#"
import os, resource, sys
for number in range(int(sys.argv[1])):
    with open(f"case-{number}.py", "rb") as file:
        source = file.read()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (10, 11))
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
        try:
            compile(source, "program", "exec", dont_inherit=True)
            os._exit(0)
        except BaseException as error:
            where = f" (line {error.lineno})" if isinstance(error, SyntaxError) else ""
            text = f"{type(error).__name__}: {getattr(error, 'msg', None) or error}{where}"
            with open(f"err-{number}", "w", errors="replace") as file:
                file.write(text[:500])
            os._exit(1)
    status = os.waitpid(child, 0)[1]
    print(number, os.waitstatus_to_exitcode(status) % 256, flush=True)
"#;

/// Checks every program; the results stand in the cases' order.
pub async fn check_all(
    sandbox: &Sandbox,
    cases: &[OracleCase],
) -> Vec<Result<Validity, OracleError>> {
    let mut groups: BTreeMap<&str, (Language, Vec<usize>)> = BTreeMap::new();
    for (index, case) in cases.iter().enumerate() {
        let group = groups
            .entry(case.language.name())
            .or_insert((case.language, Vec::new()));
        group.1.push(index);
    }
    let mut results: Vec<Option<Result<Validity, OracleError>>> = vec![];
    results.resize_with(cases.len(), || None);
    for (language, indices) in groups.into_values() {
        let group: Vec<&OracleCase> = indices.iter().map(|&index| &cases[index]).collect();
        for (index, result) in indices
            .into_iter()
            .zip(check_group(sandbox, language, &group).await)
        {
            results[index] = Some(result);
        }
    }
    results
        .into_iter()
        .map(|result| result.unwrap_or_else(|| Err(failed("a case was left out"))))
        .collect()
}

async fn check_group(
    sandbox: &Sandbox,
    language: Language,
    cases: &[&OracleCase],
) -> Vec<Result<Validity, OracleError>> {
    let driver = match language {
        Language::Python => Driver::Python(PYTHON),
        Language::C => Driver::Each(&["gcc", "-c", "-w", "-x", "c", "-o", "out.o"]),
        Language::Cpp => Driver::Each(&["g++", "-c", "-w", "-x", "c++", "-o", "out.o"]),
        Language::JavaScript => Driver::Each(&["node", "--check"]),
        other => return cases.iter().map(|case| Ok(parse(other, case))).collect(),
    };
    let script = language == Language::JavaScript;
    let tool = Tool {
        oracle: NAME,
        extension: match language {
            Language::Python => ".py",
            Language::JavaScript => ".js",
            _ => ".c",
        },
        driver,
        cpu: Duration::from_secs(20),
        // Node reserves far more address space than it ever uses.
        memory_bytes: (!script).then_some(2 << 30),
    };
    let sources: Vec<&str> = cases.iter().map(|case| case.code.as_str()).collect();
    let ran = tool.run(sandbox, &sources).await;
    let mut results: Vec<_> = ran
        .into_iter()
        .zip(cases)
        .map(|(ran, case)| validity(language, &ran?, case))
        .collect();
    if script {
        modules(sandbox, tool, &sources, &mut results).await;
    }
    results
}

/// What is no script may be a module: `import`, `export` and top-level `await`.
async fn modules(
    sandbox: &Sandbox,
    tool: Tool<'_>,
    sources: &[&str],
    results: &mut [Result<Validity, OracleError>],
) {
    let refused: Vec<usize> = (0..results.len())
        .filter(|&index| matches!(results[index], Ok(Validity::Invalid(_))))
        .collect();
    let again: Vec<&str> = refused.iter().map(|&index| sources[index]).collect();
    let tool = Tool {
        extension: ".mjs",
        ..tool
    };
    for (index, ran) in refused.into_iter().zip(tool.run(sandbox, &again).await) {
        if ran.is_ok_and(|ran| ran.exit == Ok(0)) {
            results[index] = Ok(Validity::Valid);
        }
    }
}

fn validity(language: Language, ran: &Ran, case: &OracleCase) -> Result<Validity, OracleError> {
    let compiled = matches!(language, Language::C | Language::Cpp);
    let said = if compiled {
        ran.stderr
            .lines()
            .find(|line| line.contains("error: "))
            .unwrap_or_default()
    } else {
        ran.stderr
            .lines()
            .rev()
            .find(|line| line.contains("Error"))
            .unwrap_or_default()
    };
    let what = if compiled { "compile" } else { "parse" };
    match ran.exit {
        Ok(0) => Ok(Validity::Valid),
        Ok(_) if compiled && prompts_header_is_missing(said, case) => Err(failed(format!(
            "this machine lacks a header of the prompt: {said}"
        ))),
        // The compiler's own exit status for an error in the program.
        Ok(1) if !said.is_empty() => Ok(Validity::Invalid(format!(
            "does not {what}: {}",
            without_file(said)
        ))),
        Ok(code) => Ok(Validity::Invalid(format!(
            "does not {what}: the compiler gave up (status {code}) {}",
            without_file(said)
        ))),
        Err(status) => Ok(Validity::Invalid(format!(
            "does not {what}: the compiler gave up ({status})"
        ))),
    }
}

/// The message without the name that the program's file had for the compiler:
/// `case-0.c:3:10: error: x` becomes `line 3: error: x`.
fn without_file(said: &str) -> String {
    let mut parts = said.splitn(4, ':');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(file), Some(line), Some(_), Some(rest))
            if file.starts_with("case-") && line.parse::<u32>().is_ok() =>
        {
            format!("line {line}:{rest}")
        }
        _ => said.to_owned(),
    }
}

/// `case-0.c:3:10: fatal error: x.h: No such file or directory`, in a line of the prompt.
fn prompts_header_is_missing(said: &str, case: &OracleCase) -> bool {
    let line: Option<u32> = said
        .split(':')
        .nth(1)
        .and_then(|number| number.parse().ok());
    said.contains("fatal error: ")
        && said.contains("No such file")
        && line.is_some_and(|line| line < first_line(case))
}

fn parse(language: Language, case: &OracleCase) -> Validity {
    if truncate::parses(language, &case.code) {
        Validity::Valid
    } else {
        Validity::Invalid("does not parse".to_owned())
    }
}

fn failed(reason: impl Into<String>) -> OracleError {
    OracleError {
        oracle: NAME.to_owned(),
        reason: reason.into(),
    }
}
