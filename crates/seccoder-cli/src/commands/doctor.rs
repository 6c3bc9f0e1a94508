//! `seccoder doctor`: what is here, what is missing, and the command that fixes it.

use std::io::Write;
use std::path::Path;

use seccoder::example::ExampleFilter;
use seccoder::oracle::Oracle;
use seccoder::response::SCHEMA_VERSION;
use seccoder_lm::catalogue::{ModelEntry, ModelKind};
use seccoder_oracle::sandbox::{Sandbox, SandboxError};
use seccoder_oracle::semgrep::{Semgrep, default_tools_dir};
use serde::Serialize;

use crate::cli::Global;
use crate::failure::{Failure, Kind};
use crate::options::{EmbedderArgs, ModelArgs};
use crate::setup::{Context, entry, is_path};

/// Flags of `seccoder doctor`: the parts to look at.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  seccoder doctor\n  seccoder doctor --model qwen2.5-coder-0.5b --json"
)]
pub struct Args {
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    embedder: EmbedderArgs,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Good,
    Warning,
    Missing,
}

#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    state: State,
    found: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
}

#[derive(Serialize)]
struct Report {
    schema_version: u32,
    version: &'static str,
    checks: Vec<Check>,
}

impl Check {
    fn good(name: &'static str, found: impl Into<String>) -> Self {
        Self {
            name,
            state: State::Good,
            found: found.into(),
            fix: None,
        }
    }

    fn bad(
        name: &'static str,
        state: State,
        found: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self {
            name,
            state,
            found: found.into(),
            fix: Some(fix.into()),
        }
    }
}

/// Runs the command. Fails when something that completing needs is missing.
pub async fn run(global: &Global, args: &Args) -> Result<(), Failure> {
    let context = Context::new(global)?;
    let mut checks = vec![engine(), simd()];
    checks.push(language_model(&context, &args.model));
    checks.push(embedder(&context, &args.embedder));
    checks.push(database(&context).await);
    checks.push(downloader());
    let found = Sandbox::detect();
    checks.push(sandbox(&found));
    checks.push(semgrep(found.ok()));
    checks.push(settings(&context));
    let missing = checks.iter().any(|check| check.state == State::Missing);
    print(global, checks)?;
    if missing {
        return Err(Failure::new(
            Kind::Missing,
            "something that seccoder needs is missing",
        ));
    }
    Ok(())
}

/// Only the evaluation runs code, so that its absence is no obstacle to completing.
fn sandbox(found: &Result<Sandbox, SandboxError>) -> Check {
    match found {
        Ok(sandbox) => Check::good("sandbox", sandbox.name()),
        Err(error) => Check::bad(
            "sandbox",
            State::Warning,
            "none, so `seccoder eval` cannot run generated code",
            error.to_string(),
        ),
    }
}

fn semgrep(sandbox: Option<Sandbox>) -> Check {
    let installed = sandbox
        .zip(default_tools_dir())
        .and_then(|(sandbox, tools)| Semgrep::detect(sandbox, &tools).ok());
    match installed {
        Some(semgrep) => Check::good("semgrep", semgrep.name()),
        None => Check::bad(
            "semgrep",
            State::Warning,
            "not installed; `seccoder eval` and `complete --mode thorough` ask it about Python, JavaScript and C",
            "make oracles",
        ),
    }
}

fn print(global: &Global, checks: Vec<Check>) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    if global.json {
        let version = env!("CARGO_PKG_VERSION");
        let report = Report {
            schema_version: SCHEMA_VERSION,
            version,
            checks,
        };
        serde_json::to_writer_pretty(&mut out, &report)?;
        writeln!(out)?;
        return Ok(());
    }
    for check in checks {
        let mark = match check.state {
            State::Good => "ok",
            State::Warning => "warning",
            State::Missing => "missing",
        };
        writeln!(out, "{mark:<8} {:<16} {}", check.name, check.found)?;
        if let Some(fix) = check.fix {
            writeln!(out, "{:<8} {:<16} fix: {fix}", "", "")?;
        }
    }
    Ok(())
}

#[cfg(feature = "llama-cpp")]
fn engine() -> Check {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let gpu = if cfg!(any(feature = "cuda", feature = "vulkan", feature = "metal")) {
        "with GPU support"
    } else {
        "CPU only"
    };
    Check::good(
        "engine",
        format!("llama.cpp in-process, {gpu}, {threads} threads"),
    )
}

#[cfg(not(feature = "llama-cpp"))]
fn engine() -> Check {
    Check::bad(
        "engine",
        State::Warning,
        "none in-process; only endpoints work",
        "build with the default features",
    )
}

/// Compares what the CPU can do with what the engine was compiled for.
#[cfg(feature = "llama-cpp")]
fn simd() -> Check {
    let compiled = seccoder_lm::llama_cpp::system_info();
    let has = |name: &str| compiled.contains(&format!("{name} = 1"));
    let unused: Vec<&str> = cpu_features()
        .into_iter()
        .filter(|(name, on_cpu)| *on_cpu && !has(name))
        .map(|(name, _)| name)
        .collect();
    if unused.is_empty() {
        return Check::good("CPU features", compiled);
    }
    Check::bad(
        "CPU features",
        State::Warning,
        format!(
            "the engine was built without {}, which this CPU has: it is slow",
            unused.join(", ")
        ),
        "build in a clone of the repository (its .cargo/config.toml sets the CPU), or with \
         RUSTFLAGS=\"-C target-cpu=native\"",
    )
}

#[cfg(not(feature = "llama-cpp"))]
fn simd() -> Check {
    Check::good("CPU features", "not used")
}

#[cfg(all(feature = "llama-cpp", target_arch = "x86_64"))]
fn cpu_features() -> Vec<(&'static str, bool)> {
    vec![
        ("AVX", is_x86_feature_detected!("avx")),
        ("AVX2", is_x86_feature_detected!("avx2")),
        ("FMA", is_x86_feature_detected!("fma")),
        ("AVX512", is_x86_feature_detected!("avx512f")),
    ]
}

#[cfg(all(feature = "llama-cpp", not(target_arch = "x86_64")))]
fn cpu_features() -> Vec<(&'static str, bool)> {
    vec![("NEON", cfg!(target_arch = "aarch64"))]
}

fn language_model(context: &Context, args: &ModelArgs) -> Check {
    let settings = &context.config.model;
    if let Some(address) = args.endpoint.as_ref().or(settings.endpoint.as_ref()) {
        return Check::good("language model", format!("endpoint {address} (not asked)"));
    }
    let name = args.model.as_ref().or(settings.name.as_ref());
    match name {
        Some(path) if is_path(path) => path_check("language model", path),
        _ => catalogue_model(
            context,
            "language model",
            entry(name.map(String::as_str), ModelKind::CodeLm).ok(),
        ),
    }
}

fn embedder(context: &Context, args: &EmbedderArgs) -> Check {
    let settings = &context.config.embedder;
    if let Some(address) = args
        .embedder_endpoint
        .as_ref()
        .or(settings.endpoint.as_ref())
    {
        return Check::good("embedder", format!("endpoint {address} (not asked)"));
    }
    let name = args.embedder.as_ref().or(settings.name.as_ref());
    match name {
        Some(path) if is_path(path) => path_check("embedder", path),
        _ => catalogue_model(
            context,
            "embedder",
            entry(name.map(String::as_str), ModelKind::Embedder).ok(),
        ),
    }
}

/// A file or folder that is used by its path.
fn path_check(what: &'static str, path: &str) -> Check {
    if Path::new(path).exists() {
        Check::good(what, path.to_owned())
    } else {
        let found = format!("{path} is not there");
        Check::bad(what, State::Missing, found, "check the path")
    }
}

fn catalogue_model(context: &Context, what: &'static str, entry: Option<&ModelEntry>) -> Check {
    let Some(entry) = entry else {
        let fix = "`seccoder model list` shows the names";
        return Check::bad(
            what,
            State::Missing,
            "the name is not in the catalogue",
            fix,
        );
    };
    match context.models().installed(entry) {
        Some(installed) => Check::good(what, installed.main.display().to_string()),
        None => Check::bad(
            what,
            State::Missing,
            format!("{} is not installed", entry.name),
            format!("seccoder model pull {}", entry.name),
        ),
    }
}

fn settings(context: &Context) -> Check {
    let file = context.home.config.join("seccoder.toml");
    let found = if file.is_file() {
        "read from"
    } else {
        "defaults; none in"
    };
    Check::good("settings", format!("{found} {}", file.display()))
}

async fn database(context: &Context) -> Check {
    let counted = async {
        let store = context.store()?;
        let count = store.count(&ExampleFilter::default()).await?;
        Ok::<_, Failure>((count, store.place().to_owned()))
    };
    match counted.await {
        Ok((count, place)) => Check::good("database", format!("{count} examples in {place}")),
        Err(_) => Check::bad(
            "database",
            State::Missing,
            "it cannot be used".to_owned(),
            "`seccoder db stats` says why",
        ),
    }
}

/// Weights come from packages where the model hub cannot be reached; that needs pip.
fn downloader() -> Check {
    #[expect(
        clippy::disallowed_methods,
        reason = "asks the installed pip for its version"
    )]
    let asked = std::process::Command::new("python3")
        .args(["-m", "pip", "--version"])
        .stdin(std::process::Stdio::null())
        .output();
    match asked {
        Ok(output) if output.status.success() => {
            let text = String::from_utf8_lossy(&output.stdout);
            let version: Vec<&str> = text.split_whitespace().take(2).collect();
            Check::good("pip", version.join(" "))
        }
        _ => Check::bad(
            "pip",
            State::Warning,
            "python3 -m pip does not run; models can come from the model hub only",
            "install Python 3 with pip",
        ),
    }
}
