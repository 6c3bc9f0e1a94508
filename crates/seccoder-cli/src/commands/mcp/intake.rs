//! Proposals of agents: through the admission gate, and into quarantine whatever it says.

use std::sync::Arc;

use futures::future::BoxFuture;
use seccoder::check::{Check, CheckResult, CheckVerdict};
use seccoder::example::{ExampleId, Provenance, SecureExample, Visibility};
use seccoder_db::gate::{self, Inspect, Policy};
use seccoder_db::import::Record;
use seccoder_db::store::{Action, Batch, Quarantined, Store, Timestamp};
use seccoder_server::mcp::intake::{Intake, IntakeError, Proposal, Proposed, Standing};
use tokio::sync::{Mutex, OnceCell};

use super::super::db::gate::{Analyzers, who};

/// What provenance calls the source, and the place it was read at.
const SOURCE: &str = "mcp";
/// Why a proposal waits, beside what the checks say.
const WAITING: &str = "proposed through MCP, waiting for a person";
/// Proposals that wait at most, so that an agent cannot bury what a person has to read.
const MOST_WAITING: usize = 100;

/// Puts proposals into the nearest database's quarantine.
pub struct GateIntake {
    store: Arc<dyn Store>,
    /// Made for the first proposal.
    analyzers: OnceCell<Analyzers>,
    analyze: bool,
    /// One proposal at a time, so that the bound on those that wait holds.
    turn: Mutex<()>,
}

impl GateIntake {
    /// For this database; `analyze` runs this machine's analyzers over each proposal.
    pub fn new(store: Arc<dyn Store>, analyze: bool) -> Self {
        Self {
            store,
            analyzers: OnceCell::new(),
            analyze,
            turn: Mutex::new(()),
        }
    }

    async fn take(&self, example: SecureExample) -> Result<Proposed, IntakeError> {
        let _turn = self.turn.lock().await;
        let id = example.id;
        let unchanged = |standing| Proposed {
            id,
            standing,
            checks: Vec::new(),
        };
        let held = self.store.quarantine().await?;
        // What waits already is not replaced: its words may be what a person is reading.
        if held.iter().any(|one| one.example.id == id) {
            return Ok(unchanged(Standing::Waiting));
        }
        let waiting = held.iter().filter(|one| one.place == SOURCE).count();
        if waiting >= MOST_WAITING {
            return Err(IntakeError::Full(waiting));
        }
        let record = Record {
            example,
            place: SOURCE.to_owned(),
        };
        let analyzers = match self.analyze {
            true => Some(self.analyzers.get_or_init(Analyzers::detect).await),
            false => None,
        };
        let inspect = analyzers.map(|all| all as &dyn Inspect);
        let outcome = gate::check_one(&self.store, Policy::default(), inspect, record).await?;
        let admitted = outcome
            .admitted
            .into_iter()
            .map(|one| (one.example, one.checks));
        let refused = outcome
            .quarantined
            .into_iter()
            .map(|one| (one.example, one.checks));
        let Some((example, mut checks)) = admitted.chain(refused).next() else {
            return Ok(unchanged(Standing::Known));
        };
        checks.push(CheckResult {
            check: Check::Review,
            verdict: CheckVerdict::Refused(WAITING.to_owned()),
        });
        let at = Timestamp::now();
        let batch = Batch {
            action: Action::Add,
            by: format!("{} ({SOURCE})", who(None)),
            at,
            quarantine: vec![Quarantined {
                example,
                checks: checks.clone(),
                place: SOURCE.to_owned(),
                at,
            }],
            ..Batch::default()
        };
        self.store.write(&batch).await?;
        Ok(Proposed {
            id,
            standing: Standing::Quarantined,
            checks,
        })
    }
}

impl Intake for GateIntake {
    fn propose(&self, proposal: Proposal) -> BoxFuture<'_, Result<Proposed, IntakeError>> {
        Box::pin(self.take(example(proposal)))
    }
}

/// A proposal as an example. It is private, as what is mined is: nobody has said yet that the code
/// may leave this machine.
fn example(proposal: Proposal) -> SecureExample {
    let is_address = |source: &String| source.contains("://");
    let (repository, path) = match proposal.source {
        Some(source) if is_address(&source) => (Some(source), None),
        source => (None, source),
    };
    SecureExample {
        id: ExampleId::of(proposal.language, &proposal.code),
        title: proposal.title,
        code: proposal.code,
        language: proposal.language,
        cwes: proposal.cwes,
        vulnerable: proposal.vulnerable,
        guideline: proposal.guideline,
        apis: Vec::new(),
        applies: Vec::new(),
        labels: Vec::new(),
        visibility: Visibility::Private,
        provenance: Provenance {
            // Never what the proposer says: filters go by it.
            source: SOURCE.to_owned(),
            repository,
            commit: None,
            path,
            licence: None,
        },
    }
}

/// Takes nothing, and says why.
pub struct Closed(pub &'static str);

impl Intake for Closed {
    fn propose(&self, _: Proposal) -> BoxFuture<'_, Result<Proposed, IntakeError>> {
        Box::pin(async { Err(IntakeError::Closed(self.0.to_owned())) })
    }
}
