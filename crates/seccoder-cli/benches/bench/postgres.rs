//! A PostgreSQL server to measure, and what is asked of it without our store.

use std::time::{Duration, Instant};

use pgvector::Vector;
use tokio_postgres::NoTls;

use crate::memory::Memory;
use crate::pg_server::{Server, block_on};
use crate::table::Failure;
use crate::worker::FINGERPRINT;

/// Memory for pages, and for making an index.
const SETTINGS: [&str; 2] = ["shared_buffers=1GB", "maintenance_work_mem=1GB"];
/// The same for a million examples.
const LARGE: [&str; 2] = ["shared_buffers=4GB", "maintenance_work_mem=4GB"];

/// A server with one database.
pub struct Postgres {
    server: Server,
    database: String,
    /// What the server was told about memory.
    pub settings: String,
}

/// What the vectors take.
pub struct Sizes {
    /// The table of vectors, in bytes.
    pub table: u64,
    /// Its approximate index; 0 where there is none.
    pub index: u64,
}

impl Postgres {
    /// A new server; `None` where none is installed.
    pub fn start(large: bool) -> Option<Self> {
        let settings = if large { LARGE } else { SETTINGS };
        let server = Server::start_with(&settings)?;
        Some(Self {
            database: server.database(),
            server,
            settings: settings.join(", "),
        })
    }

    /// The database's address.
    pub fn address(&self) -> String {
        self.server.address("postgres", &self.database)
    }

    fn sql(&self, statement: &str) -> Result<Vec<String>, Failure> {
        Ok(self.server.sql(&self.database, statement)?)
    }

    fn number(&self, statement: &str) -> Result<u64, Failure> {
        let first = self.sql(statement)?.into_iter().next();
        Ok(first.ok_or("no answer")?.parse()?)
    }

    /// The table of our vectors.
    fn table(&self) -> Result<String, Failure> {
        let set = self.number(&format!(
            "SELECT number FROM seccoder.vector_set WHERE fingerprint = '{FINGERPRINT}'"
        ))?;
        Ok(format!("seccoder.vector_{set}"))
    }

    /// What the vectors take.
    pub fn sizes(&self) -> Result<Sizes, Failure> {
        let table = self.table()?;
        let size =
            |what: String| self.number(&format!("SELECT coalesce(pg_table_size({what}), 0)"));
        Ok(Sizes {
            table: size(format!("'{table}'::regclass"))?,
            index: size(format!("to_regclass('{table}_hnsw')"))?,
        })
    }

    /// The memory of all of the server's processes.
    pub fn memory(&self) -> Option<Memory> {
        let file = self.server.folder().join("data/postmaster.pid");
        let text = std::fs::read_to_string(file).ok()?;
        Memory::of_family(text.lines().next()?.trim())
    }

    /// The times of pgvector's own exact search, as one writes it in SQL, after one that is not
    /// counted.
    pub fn exact(&self, queries: &[Vec<f32>], limit: usize) -> Result<Vec<Duration>, Failure> {
        let search = format!(
            "SELECT example_id FROM {} ORDER BY embedding <=> $1 LIMIT {limit}",
            self.table()?
        );
        let address = self.address();
        block_on(async move {
            let (client, connection) = tokio_postgres::connect(&address, NoTls).await?;
            tokio::spawn(connection);
            client.batch_execute("SET enable_indexscan = off").await?;
            let search = client.prepare(&search).await?;
            let mut times = Vec::new();
            for query in queries.iter().take(1).chain(queries) {
                let query = Vector::from(query.clone());
                let start = Instant::now();
                client.query(&search, &[&query]).await?;
                times.push(start.elapsed());
            }
            Ok(times.split_off(1))
        })
    }
}
