//! CodeQL as an oracle, where it is installed.
//!
//! CodeQL turns sources into a database and asks it with queries. That takes many seconds,
//! however few the sources are, so all cases of one language share a database. CodeQL itself is
//! trusted; what it compiles and reads is not, so it runs in the sandbox, with its own folder
//! lent to it.
//!
//! "No alert" is a judgement only for a file that CodeQL has read completely. CodeQL says so when
//! it is asked: every analysis asks along.

mod argument_list;
mod sarif;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures::future::BoxFuture;
use seccoder::cwe::CweId;
use seccoder::language::Language;
use seccoder::oracle::{Finding, Oracle, OracleCase, OracleError, Verdict};

pub use argument_list::is_argument_list;
pub use sarif::{Alert, Report, SarifError, Span, read};

use crate::relevance::{belongs, relevant};
use crate::sandbox::{Job, Limits, Outcome, Sandbox, Status, on_path};

/// Where the results are written, in the job's folder.
const RESULTS: &str = "results.sarif";

/// Where the names of sources that do not compile are written.
const BROKEN: &str = "broken";

/// Makes the database and asks it; each step has an exit status of its own for its failure.
const ANALYSE: &str = r#"
caches=--common-caches=/tmp/caches
set -- "$@" $caches --threads=2 --ram=4096 --quiet
if [ -n "$BUILD" ]; then
    codeql database create --quiet $caches --language="$LANGUAGE" --source-root=src \
        --command="sh $PWD/build.sh" db >&2 || exit 91
else
    codeql database create --quiet $caches --language="$LANGUAGE" --source-root=src db >&2 || exit 91
fi
codeql database analyze --format=sarifv2.1.0 --output=results.sarif db "$@" >&2 || exit 92
"#;

/// Compiles the sources under CodeQL's eyes. One that does not compile is noted, and does not
/// keep the others from being read.
const BUILD: &str = r#"
for source in case-*; do
    case "$source" in *.cpp) compiler=g++ ;; *) compiler=gcc ;; esac
    $compiler -c -w -o /tmp/object.o "$source" || echo "$source" >> ../broken
done
"#;

/// CodeQL with one query.
#[derive(Debug, Clone)]
pub struct CodeQl {
    sandbox: Sandbox,
    /// The folder of CodeQL's distribution.
    home: PathBuf,
    /// A checkout of query packs, if the query is not in the distribution.
    packs: Option<PathBuf>,
    query: PathBuf,
    name: String,
}

impl CodeQl {
    /// The CodeQL on the user's `PATH`, to be asked with this query: a file, or one of the packs
    /// that come with CodeQL, as `codeql/python-queries:Security/CWE-089/SqlInjection.ql`.
    /// `packs` is a folder of query packs that holds the file, if the distribution does not.
    ///
    /// # Errors
    /// When there is none, or it does not run in the sandbox.
    pub async fn detect(
        sandbox: Sandbox,
        query: impl Into<PathBuf>,
        packs: Option<PathBuf>,
    ) -> Result<Self, OracleError> {
        let failed = |reason: String| OracleError {
            oracle: "codeql".to_owned(),
            reason,
        };
        let home = on_path("codeql")
            .and_then(|program| program.canonicalize().ok())
            .and_then(|program| Some(program.parent()?.to_owned()))
            .ok_or_else(|| {
                failed(
                    "`codeql` is not on the PATH; unpack GitHub's CodeQL bundle and add its folder"
                        .to_owned(),
                )
            })?;
        let query = query.into();
        let query = match published_query(&home, &query) {
            Some(found) => found.map_err(&failed)?,
            None => query,
        };
        let query = query
            .canonicalize()
            .map_err(|error| failed(format!("the query {}: {error}", query.display())))?;
        let mut codeql = Self {
            sandbox,
            home,
            packs,
            query,
            name: String::new(),
        };
        let asked = codeql.lend(Job::new(["codeql", "version", "--format=terse"]));
        let asked = asked.wall(Duration::from_secs(120));
        let outcome = codeql
            .sandbox
            .run(asked)
            .await
            .map_err(|error| failed(error.to_string()))?;
        if !outcome.success() {
            return Err(failed(format!("`codeql version`: {}", outcome.why())));
        }
        let query = codeql
            .query
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy();
        codeql.name = format!("codeql-{} {query}", outcome.stdout_text().trim());
        Ok(codeql)
    }

    /// Lets a job find CodeQL and the query.
    fn lend(&self, job: Job) -> Job {
        let path = format!("{}:/usr/local/bin:/usr/bin:/bin", self.home.display());
        let mut job = job.env("PATH", path).limits(Limits {
            wall: Duration::from_secs(30 * 60),
            cpu: None,
            memory_bytes: 8 << 30,
            processes: 512,
            output_bytes: 16 << 20,
            file_bytes: 4 << 30,
        });
        let query_folder = self.query.parent().map(Path::to_owned);
        let mut lent: Vec<&PathBuf> = vec![&self.home];
        for folder in self.packs.iter().chain(&query_folder) {
            if !lent.iter().any(|known| folder.starts_with(known)) {
                lent.push(folder);
            }
        }
        for folder in lent {
            job = job.read_only(folder, folder);
        }
        job
    }

    fn job(&self, language: &str, names: &[String], cases: &[&OracleCase]) -> Job {
        let extracted = self.extracted_files(language);
        let mut argv = vec![
            "sh".to_owned(),
            "-c".to_owned(),
            ANALYSE.to_owned(),
            "sh".to_owned(),
        ];
        argv.push(self.query.display().to_string());
        argv.push(extracted);
        if let Some(packs) = &self.packs {
            argv.push(format!("--additional-packs={}", packs.display()));
        }
        let build = if language == "cpp" { "yes" } else { "" };
        let mut job = self
            .lend(Job::new(argv))
            .env("LANGUAGE", language)
            .env("BUILD", build)
            .file("build.sh", BUILD)
            .collect(RESULTS)
            .collect(BROKEN);
        for (name, case) in names.iter().zip(cases) {
            job = job.file(Path::new("src").join(name), case.code.as_str());
        }
        job
    }

    /// The query that lists the files that were read completely.
    fn extracted_files(&self, language: &str) -> String {
        let inner = "Diagnostics/SuccessfullyExtractedFiles.ql";
        let checkout = self
            .packs
            .iter()
            .map(|packs| packs.join(language).join("ql/src"));
        let known = checkout
            .map(|folder| folder.join(inner))
            .find(|path| path.exists());
        known.map_or_else(
            || format!("codeql/{language}-queries:{inner}"),
            |path| path.display().to_string(),
        )
    }

    async fn look_at(&self, cases: &[OracleCase]) -> Vec<Result<Verdict, OracleError>> {
        let mut results: Vec<Result<Verdict, OracleError>> = cases
            .iter()
            .map(|case| Err(self.failed(format!("CodeQL cannot read {}", case.language))))
            .collect();
        for language in ["python", "cpp", "javascript"] {
            let indices: Vec<usize> = (0..cases.len())
                .filter(|&index| extractor(cases[index].language) == Some(language))
                .collect();
            if indices.is_empty() {
                continue;
            }
            let group: Vec<&OracleCase> = indices.iter().map(|&index| &cases[index]).collect();
            for (index, result) in indices
                .into_iter()
                .zip(self.look_at_group(language, &group).await)
            {
                results[index] = result;
            }
        }
        results
    }

    async fn look_at_group(
        &self,
        language: &str,
        cases: &[&OracleCase],
    ) -> Vec<Result<Verdict, OracleError>> {
        let names: Vec<String> = cases
            .iter()
            .enumerate()
            .map(|(n, case)| file_name(n, case.language))
            .collect();
        let all = |reason: String| -> Vec<Result<Verdict, OracleError>> {
            cases
                .iter()
                .map(|_| Err(self.failed(reason.clone())))
                .collect()
        };
        let outcome = match self.sandbox.run(self.job(language, &names, cases)).await {
            Ok(outcome) => outcome,
            Err(error) => return all(error.to_string()),
        };
        let report = match results_of(&outcome) {
            Ok(report) => report,
            Err(reason) => return all(reason),
        };
        let broken: BTreeSet<String> = outcome
            .collected
            .get(Path::new(BROKEN))
            .map(|list| {
                String::from_utf8_lossy(list)
                    .lines()
                    .map(str::to_owned)
                    .collect()
            })
            .unwrap_or_default();
        names
            .iter()
            .zip(cases)
            .map(|(name, case)| {
                Ok(if broken.contains(name) {
                    Verdict::Unjudged("CodeQL could not watch it compile".to_owned())
                } else {
                    verdict(&report, name, case)
                })
            })
            .collect()
    }

    fn failed(&self, reason: impl Into<String>) -> OracleError {
        OracleError {
            oracle: self.name.clone(),
            reason: reason.into(),
        }
    }
}

fn results_of(outcome: &Outcome) -> Result<Report, String> {
    match outcome.status {
        Status::Exited(0) => {}
        Status::Exited(91) => return Err(format!("making the database: {}", outcome.why())),
        Status::Exited(92) => return Err(format!("asking the database: {}", outcome.why())),
        _ => return Err(outcome.why()),
    }
    let text = outcome
        .collected
        .get(Path::new(RESULTS))
        .ok_or("it wrote no results")?;
    read(text).map_err(|error| error.to_string())
}

/// What a report says of one file.
#[must_use]
pub fn verdict(report: &Report, file: &str, case: &OracleCase) -> Verdict {
    if let Some(trouble) = report.trouble.get(file) {
        return Verdict::Unjudged(format!("CodeQL had trouble reading it: {trouble}"));
    }
    if !report.extracted.contains(file) {
        return Verdict::Unjudged("CodeQL does not say that it has read it".to_owned());
    }
    let alerts = report
        .alerts
        .get(file)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let findings = alerts
        .iter()
        .filter(|alert| !is_false_alarm(alert, case))
        .map(|alert| Finding {
            rule: alert.rule.clone(),
            cwe: asked_for(alert, case),
            line: alert.span.start_line,
            message: alert.message.clone(),
        })
        .collect();
    let found = relevant(findings, case);
    if found.is_empty() {
        Verdict::Secure
    } else {
        Verdict::Insecure(found)
    }
}

/// Of the weaknesses that a query names, the one that the case asks for. The query was chosen for
/// the case, so one that names none stands for what is asked.
fn asked_for(alert: &Alert, case: &OracleCase) -> Option<CweId> {
    if alert.cwes.is_empty() {
        return case.cwes.first().copied();
    }
    let asked = alert
        .cwes
        .iter()
        .find(|found| case.cwes.iter().any(|asked| belongs(**found, *asked)));
    asked.or(alert.cwes.first()).copied()
}

fn is_false_alarm(alert: &Alert, case: &OracleCase) -> bool {
    case.language == Language::Python
        && alert.cwes.contains(&CweId::new(78))
        && is_argument_list(&case.code, alert.span)
}

/// CodeQL's name of a language, for the languages that it is used for here.
fn extractor(language: Language) -> Option<&'static str> {
    match language {
        Language::Python => Some("python"),
        Language::C | Language::Cpp => Some("cpp"),
        Language::JavaScript | Language::TypeScript => Some("javascript"),
        _ => None,
    }
}

fn file_name(number: usize, language: Language) -> String {
    let extension = match language {
        Language::Python => "py",
        Language::Cpp => "cpp",
        Language::JavaScript => "js",
        Language::TypeScript => "ts",
        _ => "c",
    };
    format!("case-{number}.{extension}")
}

impl Oracle for CodeQl {
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

/// The file of a query that is named by its pack; `None` when the name is a file's. The bundle
/// keeps packs at `qlpacks/<scope>/<pack>/<version>`.
fn published_query(home: &Path, query: &Path) -> Option<Result<PathBuf, String>> {
    let (pack, file) = query.to_str()?.split_once(':')?;
    let versions = home.join("qlpacks").join(pack);
    let mut found: Vec<(Vec<u64>, PathBuf)> = std::fs::read_dir(&versions)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version = entry.file_name().to_string_lossy().into_owned();
            let numbers = version.split('.').map_while(|part| part.parse().ok());
            Some((numbers.collect(), entry.path().join(file)))
        })
        .filter(|(_, path): &(_, PathBuf)| path.is_file())
        .collect();
    found.sort();
    let missing = || format!("no query {file} below {}", versions.display());
    Some(found.pop().map(|(_, path)| path).ok_or_else(missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"CodeQL"},
      "extensions":[{"name":"codeql/python-queries","rules":[{"id":"py/command-line-injection",
        "properties":{"tags":["security","external/cwe/cwe-078","external/cwe/cwe-088"]}}]}]},
      "invocations":[{"executionSuccessful":true,"toolExecutionNotifications":[
        {"locations":[{"physicalLocation":{"artifactLocation":{"uri":"case-0.py"}}}],
         "level":"none","message":{"text":""},"descriptor":{"id":"py/diagnostics/successfully-extracted-files"}},
        {"locations":[{"physicalLocation":{"artifactLocation":{"uri":"case-1.py"}}}],
         "level":"error","message":{"text":"syntax error"},"descriptor":{"id":"py/extraction-errors"}}]}],
      "results":[{"ruleId":"py/command-line-injection","message":{"text":"depends on [user input](1)"},
        "locations":[{"physicalLocation":{"artifactLocation":{"uri":"case-0.py","uriBaseId":"%SRCROOT%"},
        "region":{"startLine":3,"startColumn":5,"endColumn":9}}}]}]}]}"#;

    fn case(code: &str) -> OracleCase {
        OracleCase {
            code: code.to_owned(),
            completion_start: "# run it\n".len(),
            language: Language::Python,
            cwes: vec![CweId::new(78)],
        }
    }

    #[test]
    fn a_query_may_be_named_by_its_pack() {
        let home = tempfile::tempdir().unwrap();
        let folder = home
            .path()
            .join("qlpacks/codeql/python-queries/1.2.0/Security");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("A.ql"), "").unwrap();
        let named = |name: &str| published_query(home.path(), Path::new(name));
        assert_eq!(
            named("codeql/python-queries:Security/A.ql"),
            Some(Ok(folder.join("A.ql")))
        );
        let newer = home
            .path()
            .join("qlpacks/codeql/python-queries/1.10.0/Security");
        std::fs::create_dir_all(&newer).unwrap();
        std::fs::write(newer.join("A.ql"), "").unwrap();
        assert_eq!(
            named("codeql/python-queries:Security/A.ql"),
            Some(Ok(newer.join("A.ql")))
        );
        assert!(matches!(named("codeql/python-queries:B.ql"), Some(Err(_))));
        assert_eq!(named("queries/A.ql"), None);
    }

    #[test]
    fn alerts_become_findings() {
        let report = read(REPORT.as_bytes()).unwrap();
        let code = "# run it\nargs = 'ls ' + x\nrun(args)\n";
        let Verdict::Insecure(found) = verdict(&report, "case-0.py", &case(code)) else {
            panic!("not insecure");
        };
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].line, found[0].cwe), (3, Some(CweId::new(78))));
        assert_eq!(found[0].rule, "py/command-line-injection");
    }

    #[test]
    fn argument_lists_are_no_alarm() {
        let report = read(REPORT.as_bytes()).unwrap();
        let code = "# run it\nargs = ['ls', x]\nrun(args)\n";
        assert_eq!(verdict(&report, "case-0.py", &case(code)), Verdict::Secure);
    }

    #[test]
    fn a_file_that_was_not_read_is_unjudged() {
        let report = read(REPORT.as_bytes()).unwrap();
        for file in ["case-1.py", "case-2.py"] {
            let verdict = verdict(&report, file, &case("# run it\nx"));
            assert!(
                matches!(verdict, Verdict::Unjudged(_)),
                "{file}: {verdict:?}"
            );
        }
    }

    #[test]
    fn a_failed_run_is_an_error() {
        let failed = REPORT.replace(
            "\"executionSuccessful\":true",
            "\"executionSuccessful\":false",
        );
        assert!(matches!(
            read(failed.as_bytes()),
            Err(SarifError::Failed(_))
        ));
        let no_results = r#"{"runs":[{"tool":{"driver":{}}}]}"#;
        assert!(matches!(
            read(no_results.as_bytes()),
            Err(SarifError::Empty)
        ));
        assert!(matches!(read(b"{\"runs\":[]}"), Err(SarifError::Empty)));
        assert!(matches!(read(b"not json"), Err(SarifError::Syntax(_))));
    }

    #[test]
    fn both_kinds_of_c_are_told_apart_by_name() {
        assert_eq!(file_name(3, Language::Cpp), "case-3.cpp");
        assert_eq!(extractor(Language::C), extractor(Language::Cpp));
        assert_eq!(extractor(Language::Ruby), None);
    }
}
