//! The oracles that this machine has, for scoring and auditing.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::future::BoxFuture;
use tokio::sync::Mutex;

use seccoder::oracle::{Oracle, OracleError};
use seccoder_eval::judging::{Judges, OracleSource};
use seccoder_eval::suite::{OracleName, Task};
use seccoder_oracle::c_harness::CHarness;
use seccoder_oracle::codeql::CodeQl;
use seccoder_oracle::gcc::Gcc;
use seccoder_oracle::python_harness::PythonHarness;
use seccoder_oracle::sandbox::Sandbox;
use seccoder_oracle::semgrep::{Semgrep, default_tools_dir};

use crate::failure::Failure;
use crate::options::SandboxArgs;

impl SandboxArgs {
    /// The judges that use it.
    pub fn judges(&self) -> Result<Judges, Failure> {
        let sandbox = self.sandbox()?;
        let oracles = Oracles::new(sandbox.clone());
        Ok(Judges::new(sandbox, Box::new(oracles)))
    }
}

/// Builds each oracle once.
pub struct Oracles {
    sandbox: Sandbox,
    built: Mutex<BTreeMap<(OracleName, Option<String>), Built>>,
}

type Built = Result<Arc<dyn Oracle>, (String, String)>;

impl Oracles {
    /// Oracles that run in this sandbox.
    pub fn new(sandbox: Sandbox) -> Self {
        Self {
            sandbox,
            built: Mutex::new(BTreeMap::new()),
        }
    }
}

impl OracleSource for Oracles {
    fn oracle<'a>(
        &'a self,
        name: OracleName,
        task: Option<&'a Task>,
    ) -> BoxFuture<'a, Result<Arc<dyn Oracle>, OracleError>> {
        Box::pin(async move {
            let query = match name {
                OracleName::Codeql => task.and_then(|task| task.oracles.codeql_query.clone()),
                _ => None,
            };
            let mut built = self.built.lock().await;
            let key = (name, query);
            if !built.contains_key(&key) {
                let oracle = self.build(name, key.1.clone()).await;
                let oracle = oracle.map_err(|error| (error.oracle, error.reason));
                built.insert(key.clone(), oracle);
            }
            match built.get(&key) {
                Some(Ok(oracle)) => Ok(Arc::clone(oracle)),
                Some(Err((oracle, reason))) => Err(OracleError {
                    oracle: oracle.clone(),
                    reason: reason.clone(),
                }),
                None => Err(OracleError {
                    oracle: name.name().to_owned(),
                    reason: "it was not built".to_owned(),
                }),
            }
        })
    }
}

impl Oracles {
    async fn build(
        &self,
        name: OracleName,
        query: Option<String>,
    ) -> Result<Arc<dyn Oracle>, OracleError> {
        let sandbox = self.sandbox.clone();
        let failed = |reason: &str| OracleError {
            oracle: name.name().to_owned(),
            reason: reason.to_owned(),
        };
        Ok(match name {
            OracleName::Tests => return Err(failed("this task has no security test")),
            OracleName::Semgrep => {
                let tools =
                    default_tools_dir().ok_or_else(|| failed("the home folder is unknown"))?;
                Arc::new(Semgrep::detect(sandbox, &tools)?)
            }
            OracleName::PythonHarness => Arc::new(PythonHarness::new(sandbox)),
            OracleName::CHarness => Arc::new(CHarness::new(sandbox)),
            OracleName::Gcc => Arc::new(Gcc::detect(sandbox).await?),
            OracleName::Codeql => {
                let query = query.ok_or_else(|| failed("this task names no CodeQL query"))?;
                Arc::new(CodeQl::detect(sandbox, query, None).await?)
            }
        })
    }
}
