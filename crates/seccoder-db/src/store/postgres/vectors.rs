//! Vectors, and searching them.
//!
//! Each set of vectors (of one embedder and view) has a table of its own, because a column of
//! vectors has one length, and an index over several sets would find mostly vectors of the wrong
//! one. A set without an index is compared vector by vector, which is exact and, up to
//! [`INDEX_FROM`] vectors, fast. A larger one gets an index of pgvector's kind `hnsw`, whose
//! answers are nearly always the exact ones.
//!
//! An index knows nothing of filters: it brings neighbours, not quite in order, and the filter
//! drops some. So more of them are asked for than are wanted, and the nearest taken. Where a
//! filter lets few examples through, those are compared one by one instead; and where the index
//! gave up before it had found enough, the search is done again without it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use deadpool_postgres::{GenericClient, Object, Transaction};
use pgvector::Vector;
use seccoder::example::{ExampleFilter, ExampleId};

use super::connect::Pool;
use super::errors::Fault;
use super::rows::{bytes, condition, id, values};
use crate::vectors::CODE_VIEW;

/// The number of vectors from which a set has an index.
pub(super) const INDEX_FROM: i64 = 20_000;
/// Filters that let fewer examples through than this are searched without the index.
const FEW: i64 = 200_000;
/// Neighbours asked of an index that a filter must let through. Where it drops all that is near
/// the query (its language, say), the first that come are seldom the nearest of the rest.
const FILTERED: i64 = 200;
/// The longest vectors that pgvector indexes.
const INDEXABLE: usize = 2_000;
/// Vectors that are written with one statement.
const AT_A_TIME: usize = 500;

/// One set of vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Set {
    number: i32,
    dimensions: usize,
}

impl Set {
    fn table(self) -> String {
        format!("vector_{}", self.number)
    }
}

/// The sets of a database. A set stays once it is made, so what is known of it stays true.
pub(super) struct Sets {
    /// The schema of pgvector, quoted where that is needed.
    pgvector: String,
    known: Mutex<HashMap<(String, String), Set>>,
}

impl Sets {
    pub(super) fn new(pgvector: String) -> Self {
        Self {
            pgvector,
            known: Mutex::new(HashMap::new()),
        }
    }

    async fn find(
        &self,
        client: &impl GenericClient,
        fingerprint: &str,
        view: &str,
    ) -> Result<Option<Set>, Fault> {
        let key = (fingerprint.to_owned(), view.to_owned());
        if let Some(set) = self
            .known
            .lock()
            .ok()
            .and_then(|known| known.get(&key).copied())
        {
            return Ok(Some(set));
        }
        let query =
            "SELECT number, dimensions FROM vector_set WHERE fingerprint = $1 AND view = $2";
        let Some(row) = client.query_opt(query, &[&fingerprint, &view]).await? else {
            return Ok(None);
        };
        let set = Set {
            number: row.try_get(0)?,
            dimensions: usize::try_from(row.try_get::<_, i32>(1)?).unwrap_or(0),
        };
        if let Ok(mut known) = self.known.lock() {
            known.insert(key, set);
        }
        Ok(Some(set))
    }

    /// The set, made if it is new.
    async fn make(
        &self,
        client: &mut Object,
        fingerprint: &str,
        view: &str,
        dimensions: usize,
    ) -> Result<Set, Fault> {
        if let Some(set) = self.find(client, fingerprint, view).await? {
            return Ok(set);
        }
        let transaction = client.transaction().await?;
        let length = i32::try_from(dimensions).unwrap_or(i32::MAX);
        let insert = "INSERT INTO vector_set (fingerprint, view, dimensions) VALUES ($1, $2, $3) \
                      ON CONFLICT DO NOTHING RETURNING number";
        // Whoever makes the same set at the same time is waited for here.
        let new = transaction
            .query_opt(insert, &[&fingerprint, &view, &length])
            .await?;
        if let Some(row) = new {
            let table = Set {
                number: row.try_get(0)?,
                dimensions,
            }
            .table();
            let create = format!(
                "CREATE TABLE {table} (
                    example_id bytea PRIMARY KEY REFERENCES example (id) ON DELETE CASCADE,
                    embedding {}.vector({dimensions}) NOT NULL
                )",
                self.pgvector
            );
            transaction.batch_execute(&create).await?;
        }
        transaction.commit().await?;
        let set = self.find(client, fingerprint, view).await?;
        set.ok_or_else(|| Fault::Other("a set of vectors vanished".to_owned()))
    }

    /// The vectors of a set, ordered by example.
    pub(super) async fn read(
        &self,
        pool: &Pool,
        fingerprint: &str,
        view: &str,
    ) -> Result<Vec<(ExampleId, Vec<f32>)>, Fault> {
        let client = pool.get().await?;
        let Some(set) = self.find(&client, fingerprint, view).await? else {
            return Ok(Vec::new());
        };
        let query = format!(
            "SELECT example_id, embedding FROM {} ORDER BY 1",
            set.table()
        );
        let rows = client.query(&query, &[]).await?;
        rows.iter()
            .map(|row| Ok((id(row, 0)?, row.try_get::<_, Vector>(1)?.to_vec())))
            .collect()
    }

    /// The sets that hold a vector, in order.
    pub(super) async fn list(&self, pool: &Pool) -> Result<Vec<(String, String)>, Fault> {
        let client = pool.get().await?;
        let query = "SELECT fingerprint, view, number FROM vector_set \
                     ORDER BY fingerprint COLLATE \"C\", view COLLATE \"C\"";
        let mut sets = Vec::new();
        for row in client.query(query, &[]).await? {
            let number: i32 = row.try_get(2)?;
            let any = format!("SELECT EXISTS (SELECT FROM vector_{number})");
            if client.query_one(&any, &[]).await?.try_get(0)? {
                sets.push((row.try_get(0)?, row.try_get(1)?));
            }
        }
        Ok(sets)
    }

    /// A condition on `example` that holds where a set has no vector.
    pub(super) async fn missing(
        &self,
        client: &Object,
        fingerprint: &str,
        view: &str,
    ) -> Result<String, Fault> {
        Ok(match self.find(client, fingerprint, view).await? {
            Some(set) => format!(
                "NOT EXISTS (SELECT FROM {} AS stored WHERE stored.example_id = example.id)",
                set.table()
            ),
            None => "TRUE".to_owned(),
        })
    }

    /// Stores vectors of examples that are there, all or none.
    pub(super) async fn store(
        &self,
        pool: &Pool,
        fingerprint: &str,
        view: &str,
        vectors: &[(ExampleId, Vec<f32>)],
    ) -> Result<(), Fault> {
        // In order, so that two who store the same vectors do not wait for each other for ever.
        let vectors: BTreeMap<&ExampleId, &Vec<f32>> =
            vectors.iter().map(|(i, v)| (i, v)).collect();
        let Some(dimensions) = vectors.values().next().map(|vector| vector.len()) else {
            return Ok(());
        };
        let mut client = pool.get().await?;
        let set = self
            .make(&mut client, fingerprint, view, dimensions)
            .await?;
        if let Some(other) = vectors
            .values()
            .find(|vector| vector.len() != set.dimensions)
        {
            return Err(wrong_length("the new vectors have", other.len(), set));
        }
        let transaction = client.transaction().await?;
        patient(&transaction).await?;
        // First an index that is being made is waited for, then whoever writes examples: while
        // this lock is held, none can go away.
        let table = set.table();
        let lock = format!("LOCK TABLE {table} IN ROW EXCLUSIVE MODE");
        transaction.batch_execute(&lock).await?;
        transaction
            .query_one("SELECT revision FROM meta FOR SHARE", &[])
            .await?;
        let statement = format!(
            "INSERT INTO {table}
            SELECT example.id, new.embedding
            FROM unnest($1::bytea[], $2::{}.vector[]) AS new (id, embedding)
            JOIN example ON example.id = new.id ORDER BY example.id
            ON CONFLICT (example_id) DO UPDATE SET embedding = excluded.embedding",
            self.pgvector
        );
        let statement = transaction.prepare_cached(&statement).await?;
        let all: Vec<(&ExampleId, &Vec<f32>)> = vectors.into_iter().collect();
        for part in all.chunks(AT_A_TIME) {
            let ids: Vec<&[u8]> = part
                .iter()
                .map(|(id, _)| id.as_bytes().as_slice())
                .collect();
            let new: Vec<Vector> = part
                .iter()
                .map(|(_, v)| Vector::from((*v).clone()))
                .collect();
            transaction.execute(&statement, &[&ids, &new]).await?;
        }
        transaction.commit().await?;
        if self.wants_index(&client, set).await? {
            self.index(&mut client, set).await?;
        }
        Ok(())
    }

    /// Whether a set is large enough for an index and has none.
    async fn wants_index(&self, client: &Object, set: Set) -> Result<bool, Fault> {
        if set.dimensions > INDEXABLE {
            return Ok(false);
        }
        // The size of the table says without reading it whether counting can be worth it.
        let query = "SELECT to_regclass($1 || '_hnsw') IS NULL \
                     AND coalesce(pg_table_size(to_regclass($1)) > $2, true)";
        let size = INDEX_FROM * 4 * i64::try_from(set.dimensions).unwrap_or(1);
        let table = set.table();
        if !client
            .query_one(query, &[&table, &size])
            .await?
            .try_get::<_, bool>(0)?
        {
            return Ok(false);
        }
        let count = format!("SELECT count(*) FROM {table}");
        Ok(client.query_one(&count, &[]).await?.try_get::<_, i64>(0)? >= INDEX_FROM)
    }

    /// Makes the index of a set, whatever its size, unless it is there or cannot be.
    pub(super) async fn index_now(
        &self,
        pool: &Pool,
        fingerprint: &str,
        view: &str,
    ) -> Result<bool, Fault> {
        let mut client = pool.get().await?;
        match self.find(&client, fingerprint, view).await? {
            Some(set) if set.dimensions <= INDEXABLE => {
                self.index(&mut client, set).await?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    async fn index(&self, client: &mut Object, set: Set) -> Result<(), Fault> {
        let table = set.table();
        let transaction = client.transaction().await?;
        patient(&transaction).await?;
        // Whoever stores vectors waits; whoever makes the same index finds it made.
        let lock = format!("LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE");
        transaction.batch_execute(&lock).await?;
        let create = format!(
            "CREATE INDEX IF NOT EXISTS {table}_hnsw ON {table} USING hnsw \
             (embedding {}.vector_cosine_ops) WITH (m = 16, ef_construction = 128)",
            self.pgvector
        );
        transaction.batch_execute(&create).await?;
        transaction
            .batch_execute(&format!("ANALYZE {table}"))
            .await?;
        Ok(transaction.commit().await?)
    }

    /// The nearest examples that pass a filter, best first.
    pub(super) async fn search(
        &self,
        pool: &Pool,
        (fingerprint, view): (&str, &str),
        vector: &[f32],
        filter: &ExampleFilter,
        limit: usize,
    ) -> Result<Vec<(ExampleId, f32)>, Fault> {
        let client = pool.get().await?;
        let Some(set) = self.find(&client, fingerprint, view).await? else {
            return Ok(Vec::new());
        };
        if vector.len() != set.dimensions {
            return Err(wrong_length("the query has", vector.len(), set));
        }
        let search = Search {
            distance: format!("embedding OPERATOR({}.<=>) $1", self.pgvector),
            vector: Vector::from(vector.to_vec()),
            filter,
            limit: i64::try_from(limit).unwrap_or(i64::MAX),
            set,
        };
        if (filter.is_empty() || search.lets_many_through(&client).await?)
            && let Some(mut found) = search.by_index(&client).await?
        {
            found.truncate(limit);
            return Ok(found);
        }
        search.one_by_one(&client).await
    }
}

/// Deletes what is stored of examples whose metadata changed: every vector but those of their
/// code, which is the same as it was.
pub(super) async fn forget(
    transaction: &Transaction<'_>,
    changed: &[ExampleId],
) -> Result<(), Fault> {
    if changed.is_empty() {
        return Ok(());
    }
    let query = "SELECT number FROM vector_set WHERE view <> $1 ORDER BY number";
    for row in transaction.query(query, &[&CODE_VIEW]).await? {
        let number: i32 = row.try_get(0)?;
        let delete = format!("DELETE FROM vector_{number} WHERE example_id = ANY ($1)");
        transaction.execute(&delete, &[&bytes(changed)]).await?;
    }
    Ok(())
}

/// Waits longer than usual: for an index that is being made.
async fn patient(transaction: &Transaction<'_>) -> Result<(), Fault> {
    Ok(transaction
        .batch_execute("SET LOCAL lock_timeout = '1h'")
        .await?)
}

fn wrong_length(who: &str, length: usize, set: Set) -> Fault {
    Fault::Other(format!(
        "{who} {length} dimensions, the stored vectors have {}",
        set.dimensions
    ))
}

/// One search.
struct Search<'a> {
    distance: String,
    vector: Vector,
    filter: &'a ExampleFilter,
    limit: i64,
    set: Set,
}

impl Search<'_> {
    async fn lets_many_through(&self, client: &Object) -> Result<bool, Fault> {
        // What the planner believes is free, and right enough to save the counting.
        let all = "SELECT coalesce(max(reltuples), 0)::bigint FROM pg_class WHERE oid = \
                   to_regclass($1)";
        let row = client.query_one(all, &[&self.set.table()]).await?;
        if row.try_get::<_, i64>(0)? < FEW {
            return Ok(false);
        }
        let (condition, given) = condition(self.filter, 1);
        let query = format!(
            "SELECT count(*) FROM (SELECT FROM example WHERE {condition} LIMIT {FEW}) AS admitted"
        );
        let statement = client.prepare_cached(&query).await?;
        let row = client.query_one(&statement, &values(&given)).await?;
        Ok(row.try_get::<_, i64>(0)? >= FEW)
    }

    /// With the index, if there is one; nothing where it gave up before it had found what it was
    /// asked for, because then it may have missed the nearest.
    async fn by_index(&self, client: &Object) -> Result<Option<Vec<(ExampleId, f32)>>, Fault> {
        let distance = &self.distance;
        let limit = match self.filter.is_empty() {
            true => self.limit,
            false => self.limit.max(FILTERED),
        };
        let ordered = format!("{distance} AS distance");
        let found = self.ask(client, &ordered, distance, limit).await?;
        Ok((i64::try_from(found.len()) == Ok(limit)).then_some(found))
    }

    /// Without it: the sum is not what the index is over.
    async fn one_by_one(&self, client: &Object) -> Result<Vec<(ExampleId, f32)>, Fault> {
        let distance = format!("({}) + 0 AS distance", self.distance);
        self.ask(client, &distance, "distance, example_id", self.limit)
            .await
    }

    async fn ask(
        &self,
        client: &Object,
        distance: &str,
        order: &str,
        limit: i64,
    ) -> Result<Vec<(ExampleId, f32)>, Fault> {
        let (condition, given) = condition(self.filter, 3);
        let join = match self.filter.is_empty() {
            true => String::new(),
            false => format!("JOIN example ON example.id = example_id WHERE {condition}"),
        };
        let table = self.set.table();
        let query =
            format!("SELECT example_id, {distance} FROM {table} {join} ORDER BY {order} LIMIT $2");
        let statement = client.prepare_cached(&query).await?;
        let mut all: Vec<&(dyn tokio_postgres::types::ToSql + Sync)> = vec![&self.vector, &limit];
        all.extend(values(&given));
        let rows = client.query(&statement, &all).await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in &rows {
            found.push((row.try_get::<_, f64>(1)?, id(row, 0)?));
        }
        // Equal distances: by id, as everywhere.
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let score = |distance: f64| match distance.is_nan() {
            // A vector of zeros, which has no direction.
            true => 0.0,
            false => (1.0 - distance) as f32,
        };
        Ok(found
            .into_iter()
            .map(|(far, id)| (id, score(far)))
            .collect())
    }
}
