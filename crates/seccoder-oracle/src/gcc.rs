//! gcc as an oracle: its static analyzer (`-fanalyzer`) and the warnings that find weaknesses.
//!
//! gcc sees few weaknesses and is rarely wrong about what it sees, so it is an adviser: "secure"
//! from it only means that it saw nothing.

use std::time::Duration;

use futures::future::BoxFuture;
use seccoder::cwe::CweId;
use seccoder::language::Language;
use seccoder::oracle::{Finding, Oracle, OracleCase, OracleError, Verdict};
use serde::Deserialize;

use crate::batch::{Driver, Ran, Tool};
use crate::relevance::relevant;
use crate::sandbox::{Job, Sandbox};

/// Many of the warnings need the optimiser's knowledge of values; the analyzer runs before it.
const FLAGS: [&str; 14] = [
    "-c",
    "-O2",
    "-fanalyzer",
    "-Wformat=2",
    "-Wformat-overflow=2",
    "-Wformat-truncation=2",
    "-Wstringop-overflow=4",
    "-Wstringop-overread",
    "-Warray-bounds=2",
    "-Wuse-after-free=3",
    "-Wnull-dereference",
    "-Wfree-nonheap-object",
    "-fdiagnostics-format=json",
    "-oout.o",
];
/// Where the headers of libxml2 are: the one common library whose own includes do not begin at
/// the usual folder. Where the folder is not there, the compiler ignores it.
pub(crate) const LIBXML2: &str = "-isystem/usr/include/libxml2";
/// What good code does without, beside weaknesses.
const STRICT: [&str; 3] = ["-Wall", "-Wextra", LIBXML2];

/// The languages that it reads: compiler, name for `-x`, and the standard of strict reading.
const COMPILERS: [(Language, &str, &str, &str); 2] = [
    (Language::C, "gcc", "c", "-std=gnu17"),
    (Language::Cpp, "g++", "c++", "-std=gnu++20"),
];

/// A remark of the compiler, whether or not it names a weakness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The warning's name, without `-W`.
    pub name: String,
    /// The weakness that it stands for.
    pub cwe: Option<CweId>,
    /// The line, from 1.
    pub line: u32,
    /// What it says.
    pub message: String,
}

/// gcc's analyzer and warnings.
#[derive(Debug, Clone)]
pub struct Gcc {
    sandbox: Sandbox,
    name: String,
}

impl Gcc {
    /// The gcc that jobs see.
    ///
    /// # Errors
    /// When there is none.
    pub async fn detect(sandbox: Sandbox) -> Result<Self, OracleError> {
        let failed = |reason: String| OracleError {
            oracle: "gcc".to_owned(),
            reason,
        };
        let outcome = sandbox
            .run(Job::new(["gcc", "-dumpfullversion"]))
            .await
            .map_err(|error| failed(error.to_string()))?;
        if !outcome.success() {
            return Err(failed(format!(
                "`gcc` is not installed ({})",
                outcome.why()
            )));
        }
        let name = format!("gcc-{} -fanalyzer", outcome.stdout_text().trim());
        Ok(Self { sandbox, name })
    }

    fn failed(&self, reason: impl Into<String>) -> OracleError {
        OracleError {
            oracle: self.name.clone(),
            reason: reason.into(),
        }
    }

    async fn look_at(&self, cases: &[OracleCase]) -> Vec<Result<Verdict, OracleError>> {
        let mut results: Vec<Result<Verdict, OracleError>> = cases
            .iter()
            .map(|case| Err(self.failed(format!("gcc cannot read {}", case.language))))
            .collect();
        for (language, compiler, name, _) in COMPILERS {
            let command: Vec<&str> = [&[compiler][..], &FLAGS, &["-x", name]].concat();
            let indices: Vec<usize> = (0..cases.len())
                .filter(|&index| cases[index].language == language)
                .collect();
            let sources: Vec<&str> = indices
                .iter()
                .map(|&index| cases[index].code.as_str())
                .collect();
            for (index, ran) in indices
                .into_iter()
                .zip(self.compile(&command, &sources).await)
            {
                results[index] = ran.and_then(|ran| self.verdict(&ran, &cases[index]));
            }
        }
        results
    }

    /// Everything that a strict compiler says of programs of one language, or, as an inner
    /// `Err`, why it does not compile one.
    ///
    /// A header that this machine lacks is an error of the oracle, not of the program.
    pub async fn remarks(
        &self,
        language: Language,
        sources: &[&str],
    ) -> Vec<Result<Result<Vec<Remark>, String>, OracleError>> {
        let Some((_, compiler, name, standard)) =
            COMPILERS.into_iter().find(|(read, ..)| *read == language)
        else {
            let why = format!("gcc cannot read {language}");
            return sources.iter().map(|_| Err(self.failed(&*why))).collect();
        };
        let command = [&[compiler][..], &FLAGS, &STRICT, &[standard, "-x", name]].concat();
        let ran = self.compile(&command, sources).await;
        ran.into_iter()
            .map(|ran| ran.and_then(|ran| self.said(&ran)))
            .collect()
    }

    async fn compile(&self, command: &[&str], sources: &[&str]) -> Vec<Result<Ran, OracleError>> {
        let tool = Tool {
            oracle: &self.name,
            extension: ".c",
            driver: Driver::Each(command),
            cpu: Duration::from_secs(60),
            memory_bytes: Some(2 << 30),
        };
        tool.run(&self.sandbox, sources).await
    }

    fn said(&self, ran: &Ran) -> Result<Result<Vec<Remark>, String>, OracleError> {
        let diagnostics = self.diagnostics(ran)?;
        let Some(error) = diagnostics.iter().find(|diagnostic| diagnostic.is_error()) else {
            return Ok(Ok(diagnostics
                .iter()
                .filter_map(Diagnostic::remark)
                .collect()));
        };
        let message = &error.message;
        if message.contains("No such file or directory") {
            return Err(self.failed(format!("this machine lacks a header: {message}")));
        }
        let line = error.locations.first().map_or(0, |place| place.caret.line);
        Ok(Err(format!("line {line}: {message}")))
    }

    fn diagnostics(&self, ran: &Ran) -> Result<Vec<Diagnostic>, OracleError> {
        match ran.exit {
            Ok(0 | 1) => {}
            Ok(code) => return Err(self.failed(format!("gcc gave up with status {code}"))),
            Err(status) => return Err(self.failed(format!("gcc gave up: {status}"))),
        }
        let diagnostics =
            read(&ran.stderr).map_err(|error| self.failed(format!("its output: {error}")))?;
        if ran.exit != Ok(0) && !diagnostics.iter().any(Diagnostic::is_error) {
            return Err(self.failed("gcc failed without saying why"));
        }
        Ok(diagnostics)
    }

    fn verdict(&self, ran: &Ran, case: &OracleCase) -> Result<Verdict, OracleError> {
        let diagnostics = self.diagnostics(ran)?;
        if let Some(error) = diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
            return Ok(Verdict::Unjudged(format!(
                "gcc cannot compile it: {}",
                error.message
            )));
        }
        let findings = diagnostics.iter().filter_map(Diagnostic::finding).collect();
        let found = relevant(findings, case);
        Ok(if found.is_empty() {
            Verdict::Secure
        } else {
            Verdict::Insecure(found)
        })
    }
}

impl Oracle for Gcc {
    fn name(&self) -> &str {
        &self.name
    }

    fn judge<'a>(&'a self, case: &'a OracleCase) -> BoxFuture<'a, Result<Verdict, OracleError>> {
        Box::pin(async move {
            let only = self.look_at(std::slice::from_ref(case)).await.pop();
            only.unwrap_or_else(|| Err(self.failed("no result")))
        })
    }

    fn judge_all<'a>(
        &'a self,
        cases: &'a [OracleCase],
    ) -> BoxFuture<'a, Vec<Result<Verdict, OracleError>>> {
        Box::pin(self.look_at(cases))
    }
}

/// One of gcc's remarks, as far as it matters here.
#[derive(Debug, Deserialize)]
struct Diagnostic {
    kind: String,
    message: String,
    #[serde(default)]
    option: Option<String>,
    #[serde(default)]
    locations: Vec<Location>,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Debug, Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    cwe: Option<u32>,
}

#[derive(Debug, Deserialize)]
struct Location {
    caret: Place,
}

#[derive(Debug, Deserialize)]
struct Place {
    #[serde(default)]
    file: String,
    line: u32,
}

impl Diagnostic {
    fn is_error(&self) -> bool {
        self.kind.ends_with("error")
    }

    /// A warning about the judged file.
    fn remark(&self) -> Option<Remark> {
        let place = self.locations.first().map(|location| &location.caret)?;
        let option = self.option.as_deref()?;
        if self.kind != "warning" || !place.file.starts_with("case-") {
            return None;
        }
        let name = option.trim_start_matches("-W").split('=').next()?;
        let cwe = self.metadata.cwe.or_else(|| weakness(name, &self.message));
        Some(Remark {
            name: name.to_owned(),
            cwe: cwe.map(CweId::new),
            line: place.line,
            message: self.message.clone(),
        })
    }

    /// The remark as a finding, if it is a weakness in the judged file.
    fn finding(&self) -> Option<Finding> {
        let remark = self.remark()?;
        Some(Finding {
            rule: format!("gcc.{}", remark.name),
            cwe: Some(remark.cwe?),
            line: remark.line,
            message: remark.message,
        })
    }
}

/// The weakness that a warning without a CWE number of its own stands for.
fn weakness(name: &str, message: &str) -> Option<u32> {
    Some(match name {
        "format-overflow" | "stringop-overflow" | "stringop-truncation" | "restrict" => 787,
        "stringop-overread" => 125,
        // gcc says which: "array subscript 9 is above …" is either, so the buffer as such.
        "array-bounds" if message.contains("reading") => 125,
        "array-bounds" if message.contains("writing") => 787,
        "array-bounds" => 119,
        "use-after-free" | "dangling-pointer" => 416,
        "null-dereference" | "nonnull" => 476,
        "free-nonheap-object" | "mismatched-dealloc" => 590,
        "format-security" | "format-nonliteral" => 134,
        "overflow" | "integer-overflow" => 190,
        "return-local-addr" => 562,
        "uninitialized" | "maybe-uninitialized" => 457,
        "sizeof-pointer-memaccess" => 467,
        "sign-compare" => 195,
        "unused-result" => 252,
        _ => return None,
    })
}

/// gcc prints one JSON array for each stage; plain remarks of the linker stand between them.
fn read(stderr: &str) -> Result<Vec<Diagnostic>, serde_json::Error> {
    let mut all = Vec::new();
    let mut seen = false;
    for line in stderr.lines().filter(|line| line.starts_with('[')) {
        all.extend(serde_json::from_str::<Vec<Diagnostic>>(line)?);
        seen = true;
    }
    if seen {
        Ok(all)
    } else {
        // Not even an empty list: this gcc does not speak JSON.
        serde_json::from_str(stderr)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_become_findings() {
        let text = r#"[{"kind":"warning","message":"use after free","option":"-Wanalyzer-use-after-free",
            "locations":[{"caret":{"file":"case-0.c","line":7,"column":3}}],"metadata":{"cwe":416}},
            {"kind":"warning","message":"writing 9","option":"-Wformat-overflow=",
            "locations":[{"caret":{"file":"case-0.c","line":8}}]},
            {"kind":"note","message":"as said","locations":[]},
            {"kind":"warning","message":"m","option":"-Wunused","locations":[{"caret":{"file":"case-0.c","line":9}}]}]"#;
        let findings: Vec<Finding> = read(&text.replace('\n', ""))
            .unwrap()
            .iter()
            .filter_map(Diagnostic::finding)
            .collect();
        let seen: Vec<_> = findings
            .iter()
            .map(|f| (f.rule.as_str(), f.line, f.cwe.unwrap().number()))
            .collect();
        assert_eq!(
            seen,
            [
                ("gcc.analyzer-use-after-free", 7, 416),
                ("gcc.format-overflow", 8, 787)
            ]
        );
    }

    #[test]
    fn what_is_no_json_is_an_error() {
        assert!(read("gcc: fatal error").is_err());
        assert!(read("").is_err());
        assert!(read("[]\n").unwrap().is_empty());
        assert!(
            read("[]\nsomething of the assembler\n[]\n")
                .unwrap()
                .is_empty()
        );
    }
}
