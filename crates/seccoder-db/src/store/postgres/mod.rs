//! Secure examples in a PostgreSQL database with pgvector, for what one machine or one user
//! outgrows.
//!
//! Any number of programs read and write it at once. Writers take turns, and readers see the last
//! whole batch. Vectors are searched by the server.
//!
//! - `address` reads the database's address and says how the way to it is protected,
//! - `connect` has the connections,
//! - `schema` has the tables and their migrations,
//! - `rows` reads examples and turns filters into conditions,
//! - `write` writes batches,
//! - `vectors` stores and searches vectors,
//! - `errors` says what went wrong and what to do.

mod address;
mod connect;
mod errors;
mod rows;
mod schema;
mod vectors;
mod write;

#[cfg(test)]
mod server;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use seccoder::example::{ExampleFilter, ExampleId, ExampleStore, SecureExample, StoreError};
use tokio_postgres::Row;
use tokio_postgres::types::{Json, ToSql};

use super::contents::CONTENTS;
use super::{
    Admission, AuditEntry, Batch, Contents, Quarantined, Store, Timestamp, VectorSetName, Written,
};
use crate::matrix::Stamp;
use address::Address;
use connect::Pool;
use errors::Fault;
use vectors::Sets;

/// A database on a PostgreSQL server.
pub struct PostgresStore {
    place: String,
    schema: String,
    pool: Pool,
    sets: Sets,
}

impl PostgresStore {
    /// Whether a text is the address of a PostgreSQL database rather than the name of a file.
    #[must_use]
    pub fn is_address(text: &str) -> bool {
        address::is_address(text)
    }

    /// Opens a database by its address, making our tables from the built-in corpus if there are
    /// none.
    ///
    /// The address is that of other PostgreSQL programs:
    /// `postgres://user:password@host:port/database?sslmode=verify-full`. `seccoder_schema=name`
    /// in it names the schema of our tables. A password that it lacks is taken from the variable
    /// `PGPASSWORD`. Waits for the server, so call it where waiting is no harm.
    ///
    /// # Errors
    /// When the address is wrong, the server cannot be reached or lacks pgvector, or the tables
    /// are from a later version.
    pub fn open(address: &str) -> Result<Self, StoreError> {
        Self::open_with(address, &Contents::built_in())
    }

    /// Opens a database that holds `contents` instead of the built-in corpus.
    ///
    /// # Errors
    /// As [`PostgresStore::open`].
    pub fn open_with(address: &str, contents: &Contents<'_>) -> Result<Self, StoreError> {
        let address = parse(address)?;
        let open = || {
            let store = Self::connect(&address)?;
            store.pool.wait(store.prepare(contents))??;
            Ok(store)
        };
        open().map_err(|fault: Fault| fault.at(&address.place))
    }

    /// Whether a database has none of our tables yet, so that opening it makes them.
    ///
    /// # Errors
    /// When the address is wrong or the server cannot be reached.
    pub fn is_new(address: &str) -> Result<bool, StoreError> {
        let address = parse(address)?;
        let look = || {
            let store = Self::connect(&address)?;
            store.pool.wait(async {
                let client = store.pool.get().await?;
                Ok(schema::version(&client, &store.schema).await? == 0)
            })?
        };
        look().map_err(|fault: Fault| fault.at(&address.place))
    }

    fn connect(address: &Address) -> Result<Self, Fault> {
        let pool = Pool::new(address)?;
        let pgvector = pool.wait(async {
            let client = pool.get().await?;
            schema::pgvector(&client).await
        })??;
        Ok(Self {
            place: address.place.clone(),
            schema: address.schema.clone(),
            sets: Sets::new(pgvector),
            pool,
        })
    }

    /// Brings tables and contents up to date.
    async fn prepare(&self, contents: &Contents<'_>) -> Result<(), Fault> {
        let mut client = self.pool.get().await?;
        let version = schema::version(&client, &self.schema).await?;
        schema::check(version)?;
        let current = "SELECT value FROM note WHERE key = $1";
        let are_in = |row: Option<Row>| {
            let note = row.map(|row| row.try_get::<_, String>(0)).transpose()?;
            Ok::<_, Fault>(contents.are_in(note.as_deref()))
        };
        if version == schema::SCHEMA && are_in(client.query_opt(current, &[&CONTENTS]).await?)? {
            return Ok(());
        }
        let transaction = client.transaction().await?;
        schema::migrate(&transaction, &self.schema).await?;
        // Asked again: another program may have brought the contents while this one waited.
        if are_in(transaction.query_opt(current, &[&CONTENTS]).await?)? {
            return Ok(transaction.commit().await?);
        }
        let examples = (contents.examples)().map_err(Fault::Other)?;
        let now: Vec<ExampleId> = examples.iter().map(|example| example.id).collect();
        let others = "SELECT id FROM example WHERE id = ANY ($1) AND source <> $2";
        let taken = transaction
            .query(others, &[&rows::bytes(&now), &contents.source])
            .await?;
        let taken: HashSet<ExampleId> = rows::ids(&taken)?.into_iter().collect();
        let own = "SELECT id FROM example WHERE source = $1";
        let own = rows::ids(&transaction.query(own, &[&contents.source]).await?)?;
        write::apply(&transaction, &contents.batch(examples, own, &taken)).await?;
        Ok(transaction.commit().await?)
    }

    /// Makes the index of a set of vectors now, however few they are, and says whether there is
    /// one. Sets that grow large get theirs by themselves; whoever brings in very many vectors in
    /// parts may ask for it before.
    ///
    /// # Errors
    /// When the server cannot be reached or cannot make it.
    pub async fn index_vectors(&self, fingerprint: &str, view: &str) -> Result<bool, StoreError> {
        let index = self.sets.index_now(&self.pool, fingerprint, view);
        self.run(index).await
    }

    /// Runs what talks to the server, and says where it failed.
    fn run<'a, T: 'a>(
        &'a self,
        work: impl Future<Output = Result<T, Fault>> + Send + 'a,
    ) -> BoxFuture<'a, Result<T, StoreError>> {
        let done = self.pool.run(work);
        async move { done.await.map_err(|fault| fault.at(&self.place)) }.boxed()
    }

    /// The rows of a query.
    async fn rows(&self, query: &str, values: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Fault> {
        let client = self.pool.get().await?;
        let statement = client.prepare_cached(query).await?;
        Ok(client.query(&statement, values).await?)
    }

    /// What a query finds among the examples that pass a filter.
    async fn filtered(
        &self,
        what: &str,
        filter: &ExampleFilter,
        order: &str,
    ) -> Result<Vec<Row>, Fault> {
        let (condition, values) = rows::condition(filter, 1);
        let query = format!("SELECT {what} FROM example WHERE {condition} {order}");
        self.rows(&query, &rows::values(&values)).await
    }
}

const BY_ID: &str = "ORDER BY id";

fn parse(address: &str) -> Result<Address, StoreError> {
    let password = std::env::var("PGPASSWORD").ok();
    Address::parse(address, password.as_deref()).map_err(|error| StoreError {
        // Not even a part of it is shown: it could not be told which part is the password.
        place: "postgres://…".to_owned(),
        reason: error.to_string(),
    })
}

fn examples(rows: &[Row]) -> Result<Vec<Arc<SecureExample>>, Fault> {
    rows.iter()
        .map(|row| rows::read(row).map(Arc::new))
        .collect()
}

fn number(value: impl TryInto<i64>) -> i64 {
    value.try_into().unwrap_or(i64::MAX)
}

impl ExampleStore for PostgresStore {
    fn get(&self, id: ExampleId) -> BoxFuture<'_, Result<Option<Arc<SecureExample>>, StoreError>> {
        self.run(async move {
            let query = "SELECT id, content FROM example WHERE id = $1";
            let found = examples(&self.rows(query, &[&id.as_bytes().as_slice()]).await?)?;
            Ok(found.into_iter().next())
        })
    }

    fn list<'a>(
        &'a self,
        filter: &'a ExampleFilter,
    ) -> BoxFuture<'a, Result<Vec<Arc<SecureExample>>, StoreError>> {
        self.run(async move { examples(&self.filtered("id, content", filter, BY_ID).await?) })
    }

    fn revision(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        let stamp = self.stamp();
        Box::pin(async move { Ok(Some(stamp.await?.revision)) })
    }
}

impl Store for PostgresStore {
    fn place(&self) -> &str {
        &self.place
    }

    fn stamp(&self) -> BoxFuture<'_, Result<Stamp, StoreError>> {
        self.run(async move {
            let rows = self
                .rows("SELECT identity, revision FROM meta", &[])
                .await?;
            let damaged = || Fault::Other("its table `meta` is damaged".to_owned());
            let row = rows.first().ok_or_else(damaged)?;
            Ok(Stamp {
                database: row
                    .try_get::<_, &[u8]>(0)?
                    .try_into()
                    .map_err(|_| damaged())?,
                revision: row.try_get::<_, i64>(1)?.unsigned_abs(),
            })
        })
    }

    fn write<'a>(&'a self, batch: &'a Batch) -> BoxFuture<'a, Result<Written, StoreError>> {
        self.run(write::write(&self.pool, batch))
    }

    fn by_prefix<'a>(
        &'a self,
        prefix: &'a str,
    ) -> BoxFuture<'a, Result<Vec<Arc<SecureExample>>, StoreError>> {
        self.run(async move {
            // All ids that begin so lie between these two.
            let bound =
                |digit: char| format!("{prefix}{}", digit.to_string().repeat(64))[..64].parse();
            let digits = prefix.bytes().all(|byte| byte.is_ascii_hexdigit());
            if !digits || prefix.len() > 64 {
                return Ok(Vec::new());
            }
            let (Ok(first), Ok(last)) = (bound('0'), bound('f')) else {
                return Ok(Vec::new());
            };
            let (first, last): (ExampleId, ExampleId) = (first, last);
            let query = "SELECT id, content FROM example WHERE id BETWEEN $1 AND $2 \
                         ORDER BY id LIMIT 1000";
            let bounds: [&(dyn ToSql + Sync); 2] =
                [&first.as_bytes().as_slice(), &last.as_bytes().as_slice()];
            examples(&self.rows(query, &bounds).await?)
        })
    }

    fn known<'a>(
        &'a self,
        asked: &'a [ExampleId],
    ) -> BoxFuture<'a, Result<Vec<ExampleId>, StoreError>> {
        self.run(async move {
            let query = "SELECT id FROM example WHERE id = ANY ($1)";
            let there = rows::ids(&self.rows(query, &[&rows::bytes(asked)]).await?)?;
            let there: HashSet<ExampleId> = there.into_iter().collect();
            Ok(asked
                .iter()
                .filter(|id| there.contains(id))
                .copied()
                .collect())
        })
    }

    fn ids<'a>(
        &'a self,
        filter: &'a ExampleFilter,
    ) -> BoxFuture<'a, Result<Vec<ExampleId>, StoreError>> {
        self.run(async move { rows::ids(&self.filtered("id", filter, BY_ID).await?) })
    }

    fn count<'a>(&'a self, filter: &'a ExampleFilter) -> BoxFuture<'a, Result<usize, StoreError>> {
        self.run(async move {
            let rows = self.filtered("count(*)", filter, "").await?;
            let count = rows.first().map_or(Ok(0), |row| row.try_get::<_, i64>(0))?;
            Ok(usize::try_from(count).unwrap_or(0))
        })
    }

    fn admission(&self, id: ExampleId) -> BoxFuture<'_, Result<Option<Admission>, StoreError>> {
        self.run(async move {
            let query = "SELECT admitted_by, admitted_at, checks FROM admission \
                         WHERE example_id = $1";
            let rows = self.rows(query, &[&id.as_bytes().as_slice()]).await?;
            let Some(row) = rows.first() else {
                return Ok(None);
            };
            let Json(checks) = row.try_get(2)?;
            Ok(Some(Admission {
                by: row.try_get(0)?,
                at: Timestamp(row.try_get(1)?),
                checks,
            }))
        })
    }

    fn quarantine(&self) -> BoxFuture<'_, Result<Vec<Quarantined>, StoreError>> {
        self.run(async move {
            let query = "SELECT content FROM quarantine ORDER BY at, id";
            let rows = self.rows(query, &[]).await?;
            let one = |row: &Row| {
                let Json(one) = row.try_get(0)?;
                Ok(one)
            };
            rows.iter().map(one).collect()
        })
    }

    fn audit(
        &self,
        after: u64,
        limit: usize,
    ) -> BoxFuture<'_, Result<Vec<AuditEntry>, StoreError>> {
        self.run(async move {
            let query = "SELECT number, at, by, action, detail, hash FROM audit \
                         WHERE number > $1 ORDER BY number LIMIT $2";
            let rows = self.rows(query, &[&number(after), &number(limit)]).await?;
            rows.iter().map(rows::entry).collect()
        })
    }

    fn note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<String>, StoreError>> {
        self.run(async move {
            let rows = self
                .rows("SELECT value FROM note WHERE key = $1", &[&key])
                .await?;
            Ok(rows.first().map(|row| row.try_get(0)).transpose()?)
        })
    }

    fn vectors<'a>(
        &'a self,
        fingerprint: &'a str,
        view: &'a str,
    ) -> BoxFuture<'a, Result<Vec<(ExampleId, Vec<f32>)>, StoreError>> {
        self.run(self.sets.read(&self.pool, fingerprint, view))
    }

    fn vector_sets(&self) -> BoxFuture<'_, Result<Vec<VectorSetName>, StoreError>> {
        self.run(self.sets.list(&self.pool))
    }

    fn without_vector<'a>(
        &'a self,
        fingerprint: &'a str,
        view: &'a str,
    ) -> BoxFuture<'a, Result<Vec<Arc<SecureExample>>, StoreError>> {
        self.run(async move {
            let client = self.pool.get().await?;
            let missing = self.sets.missing(&client, fingerprint, view).await?;
            let query = format!("SELECT id, content FROM example WHERE {missing} {BY_ID}");
            examples(&client.query(&query, &[]).await?)
        })
    }

    fn store_vectors<'a>(
        &'a self,
        fingerprint: &'a str,
        view: &'a str,
        vectors: &'a [(ExampleId, Vec<f32>)],
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.run(self.sets.store(&self.pool, fingerprint, view, vectors))
    }

    fn search<'a>(
        &'a self,
        fingerprint: &'a str,
        view: &'a str,
        vector: &'a [f32],
        filter: &'a ExampleFilter,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(ExampleId, f32)>, StoreError>> {
        self.run(
            self.sets
                .search(&self.pool, (fingerprint, view), vector, filter, limit),
        )
    }
}
