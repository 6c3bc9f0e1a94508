//! A process that only opens a database and searches it, so that its memory is that of the
//! search: the benchmark starts itself again for this.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::executor::block_on;
use futures::future::BoxFuture;
use seccoder::embedder::{EmbedError, EmbedRole, Embedder};
use seccoder::example::{ExampleFilter, ExampleId, VectorIndex};
use seccoder_db::store::Contents;
use seccoder_db::store::sqlite::SqliteStore;
use seccoder_db::vectors::StoredIndex;
use serde::{Deserialize, Serialize};

use crate::examples::FILTERED;
use crate::memory::Memory;
use crate::peer;
use crate::process::command;
use crate::stats::timed;
use crate::table::Failure;

/// The first argument of such a process.
pub const WORKER: &str = "search-worker";
/// Names the vectors in the databases.
pub const FINGERPRINT: &str = "bench:noisy";
/// Searches that are not counted; they touch what later ones need in memory.
const WARM: usize = 20;

/// Whether there is to be an approximate index.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Index {
    /// As it is found.
    Found,
    /// Built first.
    Built,
}

/// Answers to queries, and how long each took.
#[derive(Serialize, Deserialize)]
pub struct Answers {
    pub times: Vec<Duration>,
    pub found: Vec<Vec<ExampleId>>,
}

/// What such a process prints.
#[derive(Serialize, Deserialize)]
pub struct Report {
    /// From the file's name to an index that can be asked.
    pub opened: Duration,
    /// Building the approximate index.
    pub built: Duration,
    pub all: Answers,
    pub filtered: Answers,
    pub memory: Option<Memory>,
}

/// An embedder for vectors that are all there already.
pub struct Prepared;

impl Embedder for Prepared {
    fn name(&self) -> &str {
        "prepared"
    }

    fn fingerprint(&self) -> BoxFuture<'_, Result<String, EmbedError>> {
        async { Ok(FINGERPRINT.to_owned()) }.boxed()
    }

    fn sees_private(&self) -> bool {
        true
    }

    fn embed<'a>(
        &'a self,
        _: EmbedRole,
        texts: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<Vec<f32>>, EmbedError>> {
        let error = EmbedError::Failed {
            name: self.name().to_owned(),
            reason: format!("{} texts have no vector", texts.len()),
        };
        async { Err(error) }.boxed()
    }
}

/// Opens, searches and measures in a process of its own.
pub fn start(
    database: &Path,
    queries: &Path,
    limit: usize,
    index: Index,
) -> Result<Report, Failure> {
    let mut worker = command(&std::env::current_exe()?);
    worker.arg(WORKER).arg(database).arg(queries);
    worker.arg(limit.to_string());
    worker.args((index == Index::Built).then_some("build"));
    worker.stdin(Stdio::null());
    Ok(peer::last_line(&peer::finish(&mut worker)?)?)
}

/// What such a process does.
pub fn work(arguments: &[String]) -> Result<(), Failure> {
    let [database, queries, limit, build @ ..] = arguments else {
        return Err("the worker needs a database, queries and a limit".into());
    };
    let queries: Vec<Vec<f32>> = serde_json::from_str(&std::fs::read_to_string(queries)?)?;
    let limit = limit.parse()?;
    let (opened, index) = timed(|| open(Path::new(database)));
    let mut index = index?;
    let (built, done) = timed(|| match build {
        [] => Ok(()),
        _ => index.build(&mut |_, _| {}),
    });
    done?;
    let all = ask(&index, &queries, &ExampleFilter::default(), limit)?;
    let memory = Memory::of("self");
    let filtered = ask(&index, &queries, &filter(), limit)?;
    let report = Report {
        opened,
        built,
        all,
        filtered,
        memory,
    };
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}

fn open(database: &Path) -> Result<StoredIndex, Failure> {
    let store = SqliteStore::open_with(database, &Contents::empty())?;
    let opening = async { StoredIndex::open(Arc::new(store), &Prepared, &mut |_, _| {}).await };
    Ok(block_on(opening)?)
}

/// The filtered search.
pub fn filter() -> ExampleFilter {
    ExampleFilter {
        language: Some(FILTERED),
        ..ExampleFilter::default()
    }
}

/// Asks an index, one query after another.
pub fn ask(
    index: &StoredIndex,
    queries: &[Vec<f32>],
    filter: &ExampleFilter,
    limit: usize,
) -> Result<Answers, Failure> {
    let search = |query: &[f32]| block_on(index.nearest(query, filter, limit));
    for query in queries.iter().take(WARM) {
        search(query)?;
    }
    let mut answers = Answers {
        times: Vec::new(),
        found: Vec::new(),
    };
    for query in queries {
        let (time, rows) = timed(|| search(query));
        answers.times.push(time);
        answers
            .found
            .push(rows?.into_iter().map(|(id, _)| id).collect());
    }
    Ok(answers)
}
