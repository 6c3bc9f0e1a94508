//! Drivers: a pair is proved by running it.
//!
//! A driver is a small program that uses the version under test, which lies beside it as
//! `example.py` (imported), `example.c` or `example.cpp` (included). It is run twice with each
//! version, with `benign` or `hostile` as its only argument:
//!
//! - benign: it prints what the code gives back and ends with status 0; both versions print the
//!   same;
//! - hostile: with the secure version it ends with status 0, with the vulnerable one with status
//!   10. C and C++ are built with the address and undefined behaviour sanitizers, whose reports
//!   end a program with status 10, too; what they do not see, the driver looks for itself.
//!
//! Any other status is a fault of the driver or of the secure version. Every run has a sandbox
//! of its own.

use std::path::Path;
use std::time::Duration;

use seccoder::language::Language;

use super::Pair;
use crate::gcc::LIBXML2;
use crate::sandbox::{Job, Limits, Outcome, Sandbox, SandboxError, Status};

/// Exit status that says: the attack succeeded.
const BROKEN: i32 = 10;
/// Exit status of a build that failed.
const NOT_BUILT: i32 = 97;
const BUILT: &str = "driver.bin";
/// Starts the built driver; files come without the right to be executed.
const START: &str = "chmod +x driver.bin && exec ./driver.bin \"$1\"";
/// Letters of a program's words that a message repeats.
const QUOTED: usize = 200;

/// Fresh memory is filled, so that what was never written is not zero by chance.
const ASAN: &str = "exitcode=10:detect_leaks=0:abort_on_error=0:allocator_may_return_null=1:\
    detect_stack_use_after_return=1:max_malloc_fill_size=4096:malloc_fill_byte=190";
const UBSAN: &str = "exitcode=10:halt_on_error=1:print_stacktrace=0";

/// What a driver showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// There is no driver.
    None,
    /// Both versions work, and only the secure one withstands.
    Shown,
    /// They do not; with the reason.
    Refuted(String),
    /// It could not be run; with the reason.
    NotRun(String),
}

#[derive(Debug, Clone, Copy)]
enum Mode {
    Benign,
    Hostile,
}

impl Mode {
    const fn name(self) -> &'static str {
        match self {
            Self::Benign => "benign",
            Self::Hostile => "hostile",
        }
    }
}

/// Runs a pair's driver with both versions.
pub async fn drive(sandbox: &Sandbox, pair: &Pair) -> Proof {
    let Some(driver) = &pair.driver else {
        return Proof::None;
    };
    let vehicle = match Vehicle::of(pair.language) {
        Ok(vehicle) => vehicle,
        Err(reason) => return Proof::Refuted(reason),
    };
    match vehicle.prove(sandbox, pair, driver).await {
        Ok(()) => Proof::Shown,
        Err(Fault::Pair(reason)) => Proof::Refuted(reason),
        Err(Fault::Machine(reason)) => Proof::NotRun(reason),
    }
}

/// Why there is no proof.
enum Fault {
    /// The pair or its driver.
    Pair(String),
    /// This machine lacks something.
    Machine(String),
}

impl From<SandboxError> for Fault {
    fn from(error: SandboxError) -> Self {
        Self::Machine(error.to_string())
    }
}

/// How drivers of a language are run.
enum Vehicle {
    Python,
    Compiled {
        compiler: &'static str,
        standard: &'static str,
        extension: &'static str,
    },
}

/// A version, ready to be run.
struct Ready(Job);

impl Vehicle {
    fn of(language: Language) -> Result<Self, String> {
        Ok(match language {
            Language::Python => Self::Python,
            Language::C => Self::Compiled {
                compiler: "gcc",
                standard: "-std=gnu17",
                extension: "c",
            },
            Language::Cpp => Self::Compiled {
                compiler: "g++",
                standard: "-std=gnu++20",
                extension: "cpp",
            },
            other => {
                return Err(format!(
                    "drivers are for Python, C and C++, not for {other}; delete it"
                ));
            }
        })
    }

    async fn prove(&self, sandbox: &Sandbox, pair: &Pair, driver: &str) -> Result<(), Fault> {
        let secure = self.ready(sandbox, &pair.secure, driver).await?;
        let vulnerable = self.ready(sandbox, &pair.vulnerable, driver).await?;
        let expected = benign(sandbox, &secure, "secure").await?;
        if expected.trim().is_empty() {
            return Err(Fault::Pair(
                "in benign use the driver prints nothing; let it print what the code gives back"
                    .to_owned(),
            ));
        }
        let found = benign(sandbox, &vulnerable, "vulnerable").await?;
        if found != expected {
            return Err(Fault::Pair(format!(
                "in benign use the secure version gives `{}`, the vulnerable one `{}`",
                brief(&expected),
                brief(&found)
            )));
        }
        let outcome = secure.run(sandbox, Mode::Hostile).await?;
        if !outcome.success() {
            return Err(Fault::Pair(format!(
                "hostile input breaks the secure version: {}",
                what(&outcome)
            )));
        }
        let outcome = vulnerable.run(sandbox, Mode::Hostile).await?;
        if outcome.status != Status::Exited(BROKEN) {
            return Err(Fault::Pair(format!(
                "hostile input does not break the vulnerable version as it should (exit status \
                 {BROKEN}, or a sanitizer's report): {}",
                what(&outcome)
            )));
        }
        Ok(())
    }

    /// Lays out a version with the driver, building them if need be.
    async fn ready(&self, sandbox: &Sandbox, code: &str, driver: &str) -> Result<Ready, Fault> {
        match self {
            Self::Python => Ok(Ready(
                Job::new(["python3", "-B", "driver.py"])
                    .file("example.py", code)
                    .file("driver.py", driver),
            )),
            Self::Compiled {
                compiler,
                standard,
                extension,
            } => {
                let source = format!("driver.{extension}");
                let argv = [*compiler, *standard, "-O0", "-g", "-w"]
                    .into_iter()
                    .chain(["-fsanitize=address,undefined", "-fno-sanitize-recover=all"])
                    .chain(["-fno-omit-frame-pointer", LIBXML2, &source, "-o", BUILT])
                    .chain(["-lm", "-lpthread"])
                    .chain(libraries(driver)?);
                let script = format!("\"$@\" || exit {NOT_BUILT}");
                let job = Job::new(["sh", "-c", &script, "sh"].into_iter().chain(argv))
                    .file(format!("example.{extension}"), code)
                    .file(source.as_str(), driver)
                    .wall(Duration::from_secs(120))
                    .collect(BUILT);
                built(&sandbox.run(job).await?)
            }
        }
    }
}

/// What a build gave.
fn built(outcome: &Outcome) -> Result<Ready, Fault> {
    let said = outcome.stderr_text();
    let complaint = |marks: &[&str]| {
        let found = said
            .lines()
            .find(|line| marks.iter().any(|mark| line.contains(mark)));
        found.map(brief)
    };
    if let Some(line) = complaint(&["No such file or directory", "cannot find -l", "not found"]) {
        return Err(Fault::Machine(format!("this machine lacks a part: {line}")));
    }
    match (outcome.status, outcome.collected.get(Path::new(BUILT))) {
        (Status::Exited(0), Some(bytes)) => Ok(Ready(
            Job::new(["sh", "-c", START, "sh"])
                .file(BUILT, bytes.clone())
                .env("ASAN_OPTIONS", ASAN)
                .env("UBSAN_OPTIONS", UBSAN),
        )),
        (Status::Exited(NOT_BUILT), _) => {
            let error = complaint(&["error", "undefined reference"]).unwrap_or_default();
            Err(Fault::Pair(format!("the driver does not compile: {error}")))
        }
        _ => Err(Fault::Machine(format!("building it: {}", outcome.why()))),
    }
}

impl Ready {
    async fn run(&self, sandbox: &Sandbox, mode: Mode) -> Result<Outcome, Fault> {
        let mut job = self.0.clone();
        job.argv.push(mode.name().to_owned());
        let limits = Limits {
            wall: Duration::from_secs(30),
            memory_bytes: 3 << 30,
            ..Limits::default()
        };
        let outcome = sandbox.run(job.limits(limits)).await?;
        match outcome.status {
            Status::Exited(127) => Err(Fault::Machine(outcome.why())),
            _ => Ok(outcome),
        }
    }
}

/// What a version prints in benign use.
async fn benign(sandbox: &Sandbox, ready: &Ready, name: &str) -> Result<String, Fault> {
    let outcome = ready.run(sandbox, Mode::Benign).await?;
    if outcome.success() {
        Ok(outcome.stdout_text().into_owned())
    } else {
        Err(Fault::Pair(format!(
            "in benign use the {name} version fails: {}",
            what(&outcome)
        )))
    }
}

/// Libraries that a driver links, from its line `// libs: -lcrypto`.
fn libraries(driver: &str) -> Result<Vec<&str>, Fault> {
    let line = driver
        .lines()
        .find_map(|line| line.strip_prefix("// libs:"));
    let names: Vec<&str> = line.unwrap_or_default().split_whitespace().collect();
    let plain = |name: &&str| {
        name.strip_prefix("-l").is_some_and(|library| {
            !library.is_empty()
                && library
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'_')
        })
    };
    match names.iter().find(|name| !plain(name)) {
        Some(name) => Err(Fault::Pair(format!(
            "the driver's line `// libs:` may only name libraries, as `-lcrypto` does, not `{name}`"
        ))),
        None => Ok(names),
    }
}

/// How a run ended, with its last words.
fn what(outcome: &Outcome) -> String {
    let said = outcome.stdout_text();
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    match last {
        Some(line) => format!("{}; it printed `{}`", brief(&outcome.why()), brief(line)),
        None => brief(&outcome.why()),
    }
}

fn brief(text: &str) -> String {
    text.trim()
        .replace('\n', " / ")
        .chars()
        .take(QUOTED)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_libraries_are_linked() {
        let named = |text| libraries(text).ok();
        assert_eq!(
            named("// about\n// libs: -lcrypto -lz\n"),
            Some(vec!["-lcrypto", "-lz"])
        );
        assert_eq!(named("// about\n"), Some(vec![]));
        for text in [
            "// libs: -Wl,-rpath,/x",
            "// libs: /x.a",
            "// libs: -l../x",
            "// libs: -l",
        ] {
            assert_eq!(named(text), None, "{text}");
        }
    }
}
