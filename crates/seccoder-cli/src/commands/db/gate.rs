//! The admission gate with this machine's analyzers, and its flags.

use futures::FutureExt;
use futures::future::BoxFuture;
use seccoder::check::{Check, CheckResult, CheckVerdict};
use seccoder::example::SecureExample;
use seccoder_db::gate::{Inspect, Policy};
use seccoder_oracle::pair::Inspector;
use seccoder_oracle::sandbox::Sandbox;
use seccoder_oracle::semgrep::default_tools_dir;

use crate::setup::Context;

/// Flags about what the gate demands.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Admission")]
pub struct GateArgs {
    /// Admit what this check refuses, and write that down
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    waive: Vec<Check>,
    /// The most tokens of secure code; longer code does not fit a model's context whole
    #[arg(long, value_name = "TOKENS", default_value_t = 1000)]
    longest: usize,
    /// Only candidates under one of these licences (SPDX names)
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    licences: Option<Vec<String>>,
    /// Run no analyzers; each candidate is marked as not checked by them
    #[arg(long)]
    no_analyzers: bool,
}

impl GateArgs {
    /// What the gate demands.
    pub fn policy(&self) -> Policy {
        Policy {
            longest: self.longest,
            waived: self.waive.clone(),
            licences: self.licences.clone(),
        }
    }

    /// The analyzers of this machine; none if they are not wanted.
    pub async fn analyzers(&self, context: &Context) -> Option<Analyzers> {
        if self.no_analyzers {
            return None;
        }
        let analyzers = Analyzers::detect().await;
        if let Err(reason) = &analyzers.0 {
            context
                .terminal
                .note(&format!("analyzers cannot look: {reason}"));
        }
        Some(analyzers)
    }
}

/// Semgrep and gcc in the sandbox, or why they cannot look.
pub struct Analyzers(Result<Inspector, String>);

impl Analyzers {
    /// Those that are installed.
    pub async fn detect() -> Self {
        let sandbox = match Sandbox::detect() {
            Ok(sandbox) => sandbox,
            Err(error) => return Self(Err(error.to_string())),
        };
        let Some(tools) = default_tools_dir() else {
            return Self(Err("there is no home folder for tools".to_owned()));
        };
        Self(Ok(Inspector::detect(sandbox, &tools).await))
    }
}

impl Inspect for Analyzers {
    fn inspect<'a>(
        &'a self,
        examples: &'a [&'a SecureExample],
    ) -> BoxFuture<'a, Vec<Vec<CheckResult>>> {
        async move {
            let verdicts = match &self.0 {
                Ok(inspector) => {
                    let sources: Vec<_> = examples
                        .iter()
                        .map(|example| (example.language, example.code.as_str()))
                        .collect();
                    inspector.examine(&sources).await
                }
                Err(reason) => vec![CheckVerdict::NotChecked(reason.clone()); examples.len()],
            };
            let result = |verdict| {
                vec![CheckResult {
                    check: Check::Analyzers,
                    verdict,
                }]
            };
            verdicts.into_iter().map(result).collect()
        }
        .boxed()
    }
}

/// Who changes the database, for its log: `--by`, or the user's name.
pub fn who(by: Option<&String>) -> String {
    let user = || std::env::var("USER").ok().filter(|name| !name.is_empty());
    by.cloned()
        .or_else(user)
        .unwrap_or_else(|| "somebody".to_owned())
}
