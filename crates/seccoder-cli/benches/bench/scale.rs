//! Row 9: searching databases of many examples, in both stores.
//!
//! The SQLite store is searched by the program itself, in a process that does nothing else; the
//! PostgreSQL store by its server, which the numbers wait for over a socket. Recall is the share
//! of the ten nearest, which a search of all vectors names, that were found.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures::executor::block_on;
use seccoder::example::{ExampleFilter, ExampleId};
use seccoder_db::approximate::WORTH_IT_FROM;
use seccoder_db::store::postgres::PostgresStore;
use seccoder_db::store::sqlite::SqliteStore;
use seccoder_db::store::{Admitted, Batch, Contents, Store, Timestamp};
use seccoder_db::vectors::{CODE_VIEW, StoredIndex};

use crate::examples::{Examples, QUERIES};
use crate::lab::Lab;
use crate::machine::watched;
use crate::memory::megabytes;
use crate::noisy::embeddings;
use crate::peer;
use crate::postgres::Postgres;
use crate::stats::{median, ms, percentile, ratio, timed};
use crate::table::{Failure, Row};
use crate::worker::{self, Answers, FINGERPRINT, Index, Prepared, Report, ask};

/// How many examples there are.
const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
/// How many more there are where this variable is set.
const LARGE: (&str, usize) = ("SECCODER_BENCH_LARGE", 1_000_000);
/// Examples wanted.
const LIMIT: usize = 10;
/// Queries that a peer is asked, which may take long over each.
const PEER_QUERIES: usize = 50;
/// Examples that are written at a time.
const AT_A_TIME: usize = 2_000;
/// The share of the nearest examples that is to be found.
const RECALL: f64 = 0.99;

/// The true answers.
struct Truth {
    all: Vec<Vec<ExampleId>>,
    filtered: Vec<Vec<ExampleId>>,
}

/// Measures all sizes in both stores.
pub fn rows(lab: &Lab, _: &dyn Fn(usize) -> bool) -> Result<Vec<Row>, Failure> {
    let large = std::env::var_os(LARGE.0).is_some_and(|value| !value.is_empty());
    let real = embeddings();
    let mut examples = Examples::new(&real);
    let queries = lab.scratch().join("queries.json");
    std::fs::write(&queries, serde_json::to_string(&examples.queries)?)?;
    let mut sqlite = Sqlite::new(lab, queries)?;
    let server = Postgres::start(large);
    let mut postgres = server.as_ref().map(Served::new).transpose()?;
    let python = peer::python();
    let (mut rows, mut written) = (Vec::new(), 0);
    for size in SIZES.into_iter().chain(large.then_some(LARGE.1)) {
        eprintln!("row 9: {size} examples …");
        let new = examples.grow(size);
        let truth = Truth {
            all: examples.nearest(LIMIT, false),
            filtered: examples.nearest(LIMIT, true),
        };
        let numpy = python.clone().and_then(|python| {
            peer::numpy(&python, size, examples.dimensions(), PEER_QUERIES, LIMIT)
        });
        let numpy = numpy.as_ref();
        sqlite.fill(examples.admitted(written), &new)?;
        rows.extend(sqlite.measure(size, &truth, numpy.ok().map(|run| run.median))?);
        rows.push(numpy_row(size, numpy));
        match &mut postgres {
            Some(postgres) => {
                let stored = postgres.fill(examples.admitted(written), &new)?;
                rows.extend(postgres.measure(size, &examples.queries, &truth, stored)?);
            }
            None => rows.push(Row::new(
                &format!("9 search, {size} examples, PostgreSQL"),
                "skipped: scripts/postgres installs the server".to_owned(),
            )),
        }
        written = size;
    }
    Ok(rows)
}

/// Brings examples and their vectors into a store; how long the vectors took.
fn fill(
    store: &dyn Store,
    examples: impl Iterator<Item = Admitted>,
    vectors: &[(ExampleId, Vec<f32>)],
    vectors_at_a_time: usize,
) -> Result<Duration, Failure> {
    let mut examples = examples.peekable();
    while examples.peek().is_some() {
        let batch = Batch {
            by: "bench".to_owned(),
            at: Timestamp::now(),
            admit: examples.by_ref().take(AT_A_TIME).collect(),
            ..Batch::default()
        };
        block_on(store.write(&batch))?;
    }
    let (time, done) = timed(|| {
        vectors
            .chunks(vectors_at_a_time)
            .try_for_each(|part| block_on(store.store_vectors(FINGERPRINT, CODE_VIEW, part)))
    });
    done?;
    Ok(time)
}

/// The SQLite store, which the program searches.
struct Sqlite {
    path: PathBuf,
    queries: PathBuf,
    store: SqliteStore,
}

impl Sqlite {
    fn new(lab: &Lab, queries: PathBuf) -> Result<Self, Failure> {
        // A folder of its own: what is computed from a database lies beside it.
        let path = lab.scratch().join("scale/examples.db");
        let store = SqliteStore::open_with(&path, &Contents::empty())?;
        Ok(Self {
            path,
            queries,
            store,
        })
    }

    fn fill(
        &self,
        examples: impl Iterator<Item = Admitted>,
        vectors: &[(ExampleId, Vec<f32>)],
    ) -> Result<(), Failure> {
        fill(&self.store, examples, vectors, AT_A_TIME).map(drop)
    }

    /// Exactly, and with an approximate index where that is worth it.
    fn measure(
        &mut self,
        size: usize,
        truth: &Truth,
        numpy: Option<Duration>,
    ) -> Result<Vec<Row>, Failure> {
        let search = |index| worker::start(&self.path, &self.queries, LIMIT, index);
        let packed = search(Index::Found)?;
        let name = |how| format!("9 search, {size} examples, SQLite, {how}");
        let mut rows = Vec::new();
        let (report, others) = watched(|| search(Index::Found));
        rows.push(
            self.row(&name("exact"), &report?, truth, numpy)
                .note(format!(
                    "{} on the first start, which packs the vectors; the database file has {}",
                    ms(packed.opened),
                    megabytes(std::fs::metadata(&self.path)?.len())
                ))
                .others(others),
        );
        if size < WORTH_IT_FROM {
            return Ok(rows);
        }
        let built = search(Index::Built)?.built;
        let (report, others) = watched(|| search(Index::Found));
        rows.push(
            self.row(&name("approximate"), &report?, truth, numpy)
                .note(format!(
                    "the index was built in {:.1} s",
                    built.as_secs_f64()
                ))
                .others(others),
        );
        Ok(rows)
    }

    fn row(&self, name: &str, report: &Report, truth: &Truth, numpy: Option<Duration>) -> Row {
        let memory = report.memory.map_or_else(
            || "memory unknown".to_owned(),
            |memory| {
                format!(
                    "memory of the process after the searches: {} resident, {} by its share (PSS), \
                     of which {} are its own and the rest are pages of mapped files",
                    megabytes(memory.resident),
                    megabytes(memory.share),
                    megabytes(memory.own)
                )
            },
        );
        searched(name, &report.all, &report.filtered, truth, numpy).note(format!(
            "{memory}; ready to search {} after the start of opening",
            ms(report.opened)
        ))
    }
}

/// A row on answers, its ratio against a peer's median.
fn searched(
    name: &str,
    all: &Answers,
    filtered: &Answers,
    truth: &Truth,
    peer: Option<Duration>,
) -> Row {
    let found = recall(&all.found, &truth.all);
    let measured = format!(
        "median {}, p99 {}, recall@10 {found:.4}",
        ms(median(&all.times)),
        ms(percentile(&all.times, 99))
    );
    let row = Row::new(name, measured)
        .target(&format!("recall >= {RECALL}"), found >= RECALL)
        .note(format!(
            "{QUERIES} queries; with a filter by language, which half of the examples are in and \
             for half of the queries none of the near ones: median {}, p99 {}, recall@10 {:.4}",
            ms(median(&filtered.times)),
            ms(percentile(&filtered.times, 99)),
            recall(&filtered.found, &truth.filtered)
        ));
    match peer {
        Some(peer) => row.ratio(format!("{:.1} x", ratio(peer, median(&all.times)))),
        None => row,
    }
}

/// The share of the true answers that were found.
fn recall(found: &[Vec<ExampleId>], truth: &[Vec<ExampleId>]) -> f64 {
    let (mut hits, mut wanted) = (0, 0);
    for (found, truth) in found.iter().zip(truth) {
        let found: HashSet<&ExampleId> = found.iter().collect();
        hits += truth.iter().filter(|id| found.contains(id)).count();
        wanted += truth.len();
    }
    hits as f64 / f64::from(u32::try_from(wanted.max(1)).unwrap_or(u32::MAX))
}

fn numpy_row(size: usize, numpy: Result<&peer::NumpyRun, &String>) -> Row {
    let name = format!("9 peer: numpy, {size} examples");
    match numpy {
        Ok(run) => Row::new(
            &name,
            format!("median {}, p99 {}", ms(run.median), ms(run.p99)),
        )
        .note(format!(
            "{PEER_QUERIES} queries, all vectors looked at; at most {} resident",
            megabytes(run.resident)
        )),
        Err(reason) => Row::new(&name, format!("skipped: {reason}")),
    }
}

/// The PostgreSQL store, which its server searches.
struct Served<'a> {
    server: &'a Postgres,
    store: Arc<dyn Store>,
}

impl<'a> Served<'a> {
    fn new(server: &'a Postgres) -> Result<Self, Failure> {
        let store = PostgresStore::open_with(&server.address(), &Contents::empty())?;
        Ok(Self {
            server,
            store: Arc::new(store),
        })
    }

    /// All vectors at once, so that an index is made over all of them.
    fn fill(
        &self,
        examples: impl Iterator<Item = Admitted>,
        vectors: &[(ExampleId, Vec<f32>)],
    ) -> Result<Duration, Failure> {
        fill(&*self.store, examples, vectors, vectors.len().max(1))
    }

    fn measure(
        &self,
        size: usize,
        queries: &[Vec<f32>],
        truth: &Truth,
        stored: Duration,
    ) -> Result<Vec<Row>, Failure> {
        let opening = async {
            let store = Arc::clone(&self.store);
            StoredIndex::open(store, &Prepared, &mut |_, _| {}).await
        };
        let index = block_on(opening)?;
        let (answers, others) = watched(|| -> Result<_, Failure> {
            let all = ask(&index, queries, &ExampleFilter::default(), LIMIT)?;
            Ok((all, ask(&index, queries, &worker::filter(), LIMIT)?))
        });
        let (all, filtered) = answers?;
        let memory = self.server.memory();
        let sizes = self.server.sizes()?;
        let exact = self.server.exact(&queries[..PEER_QUERIES], LIMIT)?;
        let name = format!("9 search, {size} examples, PostgreSQL");
        let memory = memory.map_or_else(
            || "memory unknown".to_owned(),
            |memory| format!("the server's processes: {} (PSS)", megabytes(memory.share)),
        );
        let index = match sizes.index {
            0 => "no index, for there are few vectors".to_owned(),
            bytes => format!("index {} (hnsw)", megabytes(bytes)),
        };
        let row = searched(&name, &all, &filtered, truth, Some(median(&exact)))
            .note(format!(
                "{memory}; vectors {}, {index}; the new vectors were stored and indexed in {:.1} s; \
                 {}",
                megabytes(sizes.table),
                stored.as_secs_f64(),
                self.server.settings
            ))
            .others(others);
        let peer = Row::new(
            &format!("9 peer: pgvector's exact scan, {size} examples"),
            format!(
                "median {}, p99 {}",
                ms(median(&exact)),
                ms(percentile(&exact, 99))
            ),
        )
        .note(format!(
            "{PEER_QUERIES} queries on the same server, without the index"
        ));
        Ok(vec![row, peer])
    }
}
