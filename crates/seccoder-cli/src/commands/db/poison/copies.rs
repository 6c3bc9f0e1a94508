//! The experiment's folder: three copies of the database, and what the gate said.
//!
//! ```text
//! poison.json   what the experiment is; a folder belongs to one
//! clean.db      the database without the secure halves of the drawn pairs
//! poisoned.db   the same with what the gate let through
//! ungated.db    the same with every vulnerable half
//! gate.json     what became of each candidate; written last
//! ```
//!
//! The secure halves are taken out because the gate refuses near-duplicates: a vulnerable half is
//! one of its own secure half, and would be stopped for a reason that no attacker with new code
//! meets. All three copies lack them, so that they differ in the poison alone.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use seccoder::check::Check;
use seccoder::example::{ExampleFilter, ExampleId, SecureExample};
use seccoder::language::Language;
use seccoder_db::gate::{Gate, Inspect, Outcome, Policy};
use seccoder_db::import::Record;
use seccoder_db::poison::{Fate, Offered, Poison};
use seccoder_db::store::sqlite::SqliteStore;
use seccoder_db::store::{Action, Admitted, Batch, Contents, Quarantined, Store, Timestamp};
use seccoder_eval::log::write_whole;
use serde::{Deserialize, Serialize};

use crate::failure::{Failure, Kind};
use crate::setup::Context;
use crate::terminal::counting_bar;

/// Version of the folder's files and of the JSON output.
pub const SCHEMA_VERSION: u32 = 1;

/// Candidates that go through the gate together.
const GROUP: usize = 64;
/// Who changes the copies, for their logs.
const BY: &str = "poison-test";

const PARAMETERS: &str = "poison.json";
const GATE: &str = "gate.json";
const CLEAN: &str = "clean.db";
const POISONED: &str = "poisoned.db";
const UNGATED: &str = "ungated.db";

/// What decides the outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameters {
    pub schema_version: u32,
    /// Where the pairs come from.
    pub source: String,
    pub number: u32,
    pub seed: u64,
    pub languages: Vec<Language>,
    /// Hash over the drawn vulnerable halves.
    pub drawn: String,
    /// Hash over the database's examples.
    pub database: String,
    /// The gate's policy.
    pub longest: usize,
    pub waived: Vec<Check>,
    pub licences: Option<Vec<String>>,
    /// Whether the analyzers were wanted.
    pub analyzers: bool,
}

/// What differs first between two experiments.
fn difference(old: &Parameters, new: &Parameters) -> Option<&'static str> {
    let checks = [
        (
            "the schema version",
            old.schema_version == new.schema_version,
        ),
        ("the source of the pairs", old.source == new.source),
        ("the number of pairs", old.number == new.number),
        ("the seed", old.seed == new.seed),
        ("the choice of languages", old.languages == new.languages),
        ("the use of analyzers", old.analyzers == new.analyzers),
        ("what is drawn", old.drawn == new.drawn),
        ("the database", old.database == new.database),
        ("what the gate demands", old == new),
    ];
    checks.iter().find(|(_, same)| !same).map(|(what, _)| *what)
}

/// The folder, locked.
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Takes a folder for an experiment, or goes on with the experiment that is there.
    pub fn claim(path: &Path, parameters: &Parameters) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| {
            Failure::new(Kind::Failed, format!("{}: {error}", path.display()))
        };
        std::fs::create_dir_all(path).map_err(failed)?;
        let lock = File::create(path.join(".lock")).map_err(failed)?;
        if lock.try_lock().is_err() {
            let reason = format!("{} is in use by another poison-test", path.display());
            return Err(Failure::new(Kind::Failed, reason));
        }
        let folder = Self {
            path: path.to_owned(),
            _lock: lock,
        };
        let other = "--out names another folder";
        let file = path.join(PARAMETERS);
        if let Some(old) = read::<Parameters>(&file)? {
            return match difference(&old, parameters) {
                None => Ok(folder),
                Some(what) => Err(Failure::usage(format!(
                    "{} holds another experiment: {what} differs",
                    path.display()
                ))
                .hint(other)),
            };
        }
        for name in [CLEAN, POISONED, UNGATED, GATE] {
            let file = path.join(name);
            if file.exists() {
                // Somebody's own file must not be written over.
                let reason = format!("{} is there and is no part of this", file.display());
                return Err(Failure::usage(reason).hint(other));
            }
        }
        write_whole(&file, &serde_json::to_vec_pretty(parameters)?)?;
        Ok(folder)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The copy without poison.
    pub fn clean(&self) -> PathBuf {
        self.path.join(CLEAN)
    }

    /// The copy with what the gate let through.
    pub fn poisoned(&self) -> PathBuf {
        self.path.join(POISONED)
    }

    /// The copy with all of it.
    pub fn ungated(&self) -> PathBuf {
        self.path.join(UNGATED)
    }

    /// Gives one of the copies the vectors that another has by now.
    pub async fn carry_vectors(&self, from: &Path, to: &Path) -> Result<(), Failure> {
        let from = SqliteStore::open_with(from, &Contents::as_it_is())?;
        let to = SqliteStore::open_with(to, &Contents::as_it_is())?;
        carry_vectors(&from, &to).await
    }

    /// Makes the databases, unless they are there, and says what became of each candidate.
    pub async fn offer(
        &self,
        context: &Context,
        store: &dyn Store,
        poison: &[Poison],
        policy: &Policy,
        inspect: Option<&dyn Inspect>,
    ) -> Result<Vec<Offered>, Failure> {
        let done = self.path.join(GATE);
        if let Some(offered) = read::<Vec<Offered>>(&done)? {
            context
                .terminal
                .note("the databases and the gate's verdicts are there already");
            return Ok(offered);
        }
        for file in [self.clean(), self.poisoned(), self.ungated()] {
            remove(&file)?;
        }
        let twins: HashSet<ExampleId> = poison.iter().map(|one| one.pair.id).collect();
        let clean = copy(store, &self.clean(), &twins).await?;
        let mut gate = Gate::new(&clean, policy.clone(), inspect).await?;
        let mut offered: Vec<Offered> = Vec::new();
        let mut admitted: Vec<Admitted> = Vec::new();
        let mut quarantined: Vec<Quarantined> = Vec::new();
        let bar = counting_bar(&context.terminal, "offering");
        bar.set_length(poison.len() as u64);
        bar.tick();
        for group in poison.chunks(GROUP) {
            let records = group.iter().map(|one| Record {
                example: one.candidate.clone(),
                place: format!("the vulnerable half of {}", one.pair.id.short()),
            });
            let outcome = gate.check(records.collect()).await;
            offered.extend(fates(group, &outcome));
            if let Some(inspect) = inspect {
                let pairs: Vec<&SecureExample> = group.iter().map(|one| &one.pair).collect();
                let said = inspect.inspect(&pairs).await;
                let of_group = offered.iter_mut().rev().take(group.len()).rev();
                for (one, said) in of_group.zip(said) {
                    let analyzers = said.into_iter().find(|r| r.check == Check::Analyzers);
                    one.secure_half = analyzers.map(|result| result.verdict);
                }
            }
            admitted.extend(outcome.admitted);
            quarantined.extend(outcome.quarantined);
            bar.inc(group.len() as u64);
        }
        bar.finish_and_clear();

        let all = quarantined.iter().map(|one| Admitted {
            example: one.example.clone(),
            checks: one.checks.clone(),
        });
        let all = admitted.iter().cloned().chain(all).collect();
        variant(&clean, &self.poisoned(), admitted, quarantined).await?;
        variant(&clean, &self.ungated(), all, Vec::new()).await?;
        write_whole(&done, &serde_json::to_vec_pretty(&offered)?)?;
        Ok(offered)
    }
}

/// A JSON file, if it is there.
fn read<T: for<'de> Deserialize<'de>>(file: &Path) -> Result<Option<T>, Failure> {
    let wrong = |error: String| Failure::usage(format!("{}: {error}", file.display()));
    match std::fs::read_to_string(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(wrong(error.to_string())),
        Ok(text) => serde_json::from_str(&text)
            .map(Some)
            .map_err(|error| wrong(error.to_string())),
    }
}

/// Takes away a database that an earlier try left behind.
fn remove(file: &Path) -> Result<(), Failure> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                let reason = format!("{}: {error}", file.display());
                return Err(Failure::new(Kind::Failed, reason));
            }
            _ => {}
        }
    }
    Ok(())
}

/// A copy of a database, in whatever store it is, as a file, without some of its examples.
async fn copy(
    from: &dyn Store,
    to: &Path,
    without: &HashSet<ExampleId>,
) -> Result<SqliteStore, Failure> {
    // Begun like a usual database, it stays as it is when it is later used like one.
    let copy = SqliteStore::open_with(to, &Contents::built_in())?;
    let mut admit = Vec::new();
    for example in from.list(&ExampleFilter::default()).await? {
        if without.contains(&example.id) {
            continue;
        }
        let admission = from.admission(example.id).await?;
        admit.push(Admitted {
            example: (*example).clone(),
            checks: admission
                .map(|admission| admission.checks)
                .unwrap_or_default(),
        });
    }
    let wanted: HashSet<ExampleId> = admit.iter().map(|one| one.example.id).collect();
    let mut remove = copy.ids(&ExampleFilter::default()).await?;
    remove.retain(|id| !wanted.contains(id));
    let batch = Batch {
        action: Action::Import,
        by: BY.to_owned(),
        at: Timestamp::now(),
        admit,
        remove,
        ..Batch::default()
    };
    copy.write(&batch).await?;
    carry_vectors(from, &copy).await?;
    Ok(copy)
}

/// Brings the vectors of examples that two databases share from one into the other: embedding
/// anew costs minutes. A store that cannot hand them out only makes the evaluation slower.
async fn carry_vectors(from: &dyn Store, to: &SqliteStore) -> Result<(), Failure> {
    for (fingerprint, view) in from.vector_sets().await.unwrap_or_default() {
        let missing = to.without_vector(&fingerprint, &view).await?;
        let missing: HashSet<ExampleId> = missing.iter().map(|example| example.id).collect();
        if missing.is_empty() {
            continue;
        }
        let mut vectors = from.vectors(&fingerprint, &view).await.unwrap_or_default();
        vectors.retain(|(id, _)| missing.contains(id));
        to.store_vectors(&fingerprint, &view, &vectors).await?;
    }
    Ok(())
}

/// The clean copy with poison in it.
async fn variant(
    clean: &SqliteStore,
    to: &Path,
    admit: Vec<Admitted>,
    quarantine: Vec<Quarantined>,
) -> Result<(), Failure> {
    clean.back_up(to)?;
    let store = SqliteStore::open_with(to, &Contents::as_it_is())?;
    let batch = Batch {
        action: Action::Import,
        by: BY.to_owned(),
        at: Timestamp::now(),
        admit,
        quarantine,
        ..Batch::default()
    };
    store.write(&batch).await?;
    Ok(())
}

/// What became of each of a group, in the group's order.
fn fates(group: &[Poison], outcome: &Outcome) -> Vec<Offered> {
    let admitted = outcome.admitted.iter();
    let admitted = admitted.map(|one| (one.example.id, (Fate::Passed, &one.checks)));
    let stopped = outcome.quarantined.iter();
    let stopped = stopped.map(|one| (one.example.id, (Fate::Stopped, &one.checks)));
    let fates: HashMap<ExampleId, _> = admitted.chain(stopped).collect();
    let offered = group.iter().map(|poison| {
        let mut offered = Offered::new(poison);
        if let Some((fate, checks)) = fates.get(&offered.id) {
            offered.fate = *fate;
            offered.checks.clone_from(checks);
        }
        offered
    });
    offered.collect()
}
