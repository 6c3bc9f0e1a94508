//! Batches: written whole or not at all.
//!
//! Writers take turns: each holds the only row of `meta` from its first statement to its end. So
//! the line that a batch adds to the audit log follows the last one there is, and what a batch
//! found is still so when it is written.

use std::collections::{BTreeMap, HashMap, hash_map};
use std::time::Duration;

use deadpool_postgres::Transaction;
use futures::future::BoxFuture;
use futures::stream::{self, StreamExt, TryStreamExt};
use seccoder::example::{ExampleId, SecureExample};
use tokio_postgres::types::{Json, ToSql};

use super::connect::Pool;
use super::errors::{Fault, lost};
use super::rows::{bytes, ids, read, text};
use super::vectors;
use crate::store::{Admission, AuditEntry, Batch, Quarantined, Written};

/// Statements that are under way at a time.
const AT_A_TIME: usize = 64;
/// How often, and how long apart, a lost commit is asked about.
const ASKED: (u32, Duration) = (10, Duration::from_millis(500));

/// Writes a batch.
pub(super) async fn write(pool: &Pool, batch: &Batch) -> Result<Written, Fault> {
    let admitted = batch.admit.iter().map(|admitted| &admitted.example);
    let mut all = admitted.chain(batch.quarantine.iter().map(|one| &one.example));
    let wrong = all.find(|example| example.id != ExampleId::of(example.language, &example.code));
    if let Some(example) = wrong {
        return Err(Fault::Other(format!(
            "the id {} is not that of its code; nothing was written",
            example.id.short()
        )));
    }
    let mut client = pool.get().await.map_err(Fault::while_writing)?;
    let transaction = client.transaction().await;
    let transaction = transaction.map_err(|error| Fault::from(error).while_writing())?;
    let applied = apply(&transaction, batch).await;
    let (written, entry) = applied.map_err(Fault::while_writing)?;
    match transaction.commit().await {
        Ok(()) => Ok(written),
        Err(error) if lost(&error) => match kept(pool, &entry).await {
            Some(true) => Ok(written),
            Some(false) => Err(Fault::NotWritten(error)),
            None => Err(Fault::Other(
                "the connection was lost at the very end of writing: either all of the batch is \
                 kept or nothing; the audit log says which when the server is back"
                    .to_owned(),
            )),
        },
        Err(error) => Err(Fault::NotWritten(error)),
    }
}

/// Whether the batch with this line of the log was kept; `None` if nobody answers.
async fn kept(pool: &Pool, entry: &AuditEntry) -> Option<bool> {
    for _ in 0..ASKED.0 {
        if let Ok(kept) = ask(pool, entry).await {
            return Some(kept);
        }
        tokio::time::sleep(ASKED.1).await;
    }
    None
}

async fn ask(pool: &Pool, entry: &AuditEntry) -> Result<bool, Fault> {
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    // The lost transaction may still be ending; it has ended when this lock is ours.
    lock(&transaction).await?;
    let query = "SELECT FROM audit WHERE number = $1 AND hash = $2";
    let number = entry.number.cast_signed();
    let found = transaction
        .query_opt(query, &[&number, &entry.hash])
        .await?;
    Ok(found.is_some())
}

async fn lock(transaction: &Transaction<'_>) -> Result<(), Fault> {
    let query = "SELECT revision FROM meta FOR UPDATE";
    transaction.query_one(query, &[]).await?;
    Ok(())
}

/// Everything that a batch does, inside a transaction, and its line in the log.
pub(super) async fn apply(
    transaction: &Transaction<'_>,
    batch: &Batch,
) -> Result<(Written, AuditEntry), Fault> {
    lock(transaction).await?;
    let mut written = admit(transaction, batch).await?;
    let admitted: Vec<ExampleId> = batch.admit.iter().map(|one| one.example.id).collect();
    delete(transaction, "quarantine", &admitted).await?;
    let removed = delete(transaction, "example", &batch.remove).await?;
    written.removed = usize::try_from(removed).unwrap_or(usize::MAX);
    hold(transaction, &batch.quarantine).await?;
    delete(transaction, "quarantine", &batch.release).await?;
    let notes: BTreeMap<&String, &Option<String>> = batch
        .notes
        .iter()
        .map(|(key, value)| (key, value))
        .collect();
    for (key, value) in notes {
        let statement = match value {
            Some(_) => {
                "INSERT INTO note VALUES ($1, $2) ON CONFLICT (key) DO UPDATE \
                 SET value = excluded.value"
            }
            None => "DELETE FROM note WHERE key = $1 AND $2::text IS NULL",
        };
        transaction.execute(statement, &[key, value]).await?;
    }
    let entry = append(transaction, batch).await?;
    if written.added + written.changed + written.removed + batch.admissions.len() > 0 {
        let statement = "UPDATE meta SET revision = revision + 1";
        transaction.execute(statement, &[]).await?;
    }
    Ok((written, entry))
}

async fn delete(
    transaction: &Transaction<'_>,
    table: &str,
    ids: &[ExampleId],
) -> Result<u64, Fault> {
    if ids.is_empty() {
        return Ok(0);
    }
    let statement = format!("DELETE FROM {table} WHERE id = ANY ($1)");
    Ok(transaction.execute(&statement, &[&bytes(ids)]).await?)
}

/// Adds the examples, or replaces the metadata of those that are there.
async fn admit(transaction: &Transaction<'_>, batch: &Batch) -> Result<Written, Fault> {
    let asked: Vec<ExampleId> = batch.admit.iter().map(|one| one.example.id).collect();
    let mut there = examples(transaction, &asked).await?;
    let mut written = Written::default();
    let mut changed: Vec<ExampleId> = Vec::new();
    let mut write: HashMap<ExampleId, &SecureExample> = HashMap::new();
    let mut admissions: HashMap<ExampleId, Admission> = HashMap::new();
    // One after the other, because a batch may hold an example twice.
    for admitted in &batch.admit {
        let example = &admitted.example;
        match there.insert(example.id, example.clone()) {
            Some(before) if before == *example => written.same += 1,
            Some(_) => {
                written.changed += 1;
                changed.push(example.id);
                write.insert(example.id, example);
            }
            None => {
                written.added += 1;
                write.insert(example.id, example);
            }
        }
        if !admitted.checks.is_empty() {
            let admission = Admission {
                by: batch.by.clone(),
                at: batch.at,
                checks: admitted.checks.clone(),
            };
            admissions.insert(example.id, admission);
        }
    }
    admissions.extend(batch.admissions.iter().cloned());
    if !write.is_empty() {
        upsert(transaction, write.values()).await?;
    }
    vectors::forget(transaction, &changed).await?;
    if admissions.is_empty() {
        return Ok(written);
    }
    let statement = transaction
        .prepare_cached(
            "INSERT INTO admission VALUES ($1, $2, $3, $4) ON CONFLICT (example_id) DO UPDATE \
             SET admitted_by = excluded.admitted_by, admitted_at = excluded.admitted_at, \
             checks = excluded.checks",
        )
        .await?;
    let mut rows = Vec::with_capacity(admissions.len());
    for (id, admission) in &admissions {
        let statement = &statement;
        rows.push(boxed(async move {
            let checks = Json(&admission.checks);
            let id = id.as_bytes().as_slice();
            let values: [&(dyn ToSql + Sync); 4] = [&id, &admission.by, &admission.at.0, &checks];
            transaction.execute(statement, &values).await
        }));
    }
    all(rows).await?;
    Ok(written)
}

/// Writes examples; the vectors of the code of those that are there stay.
async fn upsert(
    transaction: &Transaction<'_>,
    examples: hash_map::Values<'_, ExampleId, &SecureExample>,
) -> Result<(), Fault> {
    let statement = transaction
        .prepare_cached(
            "INSERT INTO example (id, content, language, source, licence, cwes, labels) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE \
             SET content = excluded.content, source = excluded.source, \
             licence = excluded.licence, cwes = excluded.cwes, labels = excluded.labels",
        )
        .await?;
    let mut rows = Vec::with_capacity(examples.len());
    for example in examples {
        let statement = &statement;
        rows.push(boxed(async move {
            let cwes = example.cwes.iter().map(|cwe| i64::from(cwe.number()));
            let values: [&(dyn ToSql + Sync); 7] = [
                &example.id.as_bytes().as_slice(),
                &Json(*example),
                &example.language.name(),
                &text(&example.provenance.source),
                &example.provenance.licence.as_deref().map(text),
                &cwes.collect::<Vec<i64>>(),
                &example
                    .labels
                    .iter()
                    .map(|label| text(label))
                    .collect::<Vec<_>>(),
            ];
            transaction.execute(statement, &values).await
        }));
    }
    all(rows).await
}

/// Those of these examples that are there.
async fn examples(
    transaction: &Transaction<'_>,
    asked: &[ExampleId],
) -> Result<HashMap<ExampleId, SecureExample>, Fault> {
    if asked.is_empty() {
        return Ok(HashMap::new());
    }
    let query = "SELECT id, content FROM example WHERE id = ANY ($1)";
    let rows = transaction.query(query, &[&bytes(asked)]).await?;
    let ids = ids(&rows)?;
    let examples: Result<Vec<_>, Fault> = rows.iter().map(read).collect();
    Ok(ids.into_iter().zip(examples?).collect())
}

/// Puts candidates into quarantine; the last of each id counts.
async fn hold(transaction: &Transaction<'_>, held: &[Quarantined]) -> Result<(), Fault> {
    if held.is_empty() {
        return Ok(());
    }
    let held: BTreeMap<ExampleId, &Quarantined> =
        held.iter().map(|one| (one.example.id, one)).collect();
    let statement = transaction
        .prepare_cached(
            "INSERT INTO quarantine VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE \
             SET at = excluded.at, content = excluded.content",
        )
        .await?;
    let mut rows = Vec::with_capacity(held.len());
    for (id, one) in &held {
        let statement = &statement;
        rows.push(boxed(async move {
            let id = id.as_bytes().as_slice();
            let values: [&(dyn ToSql + Sync); 3] = [&id, &one.at.0, &Json(*one)];
            transaction.execute(statement, &values).await
        }));
    }
    all(rows).await
}

/// A statement under way.
type Running<'a> = BoxFuture<'a, Result<u64, tokio_postgres::Error>>;

fn boxed<'a, F>(statement: F) -> Running<'a>
where
    F: Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a,
{
    Box::pin(statement)
}

/// Waits for statements, some of which are always under way.
async fn all(statements: Vec<Running<'_>>) -> Result<(), Fault> {
    let running = stream::iter(statements).buffer_unordered(AT_A_TIME);
    Ok(running.try_for_each(|_| async { Ok(()) }).await?)
}

/// Appends a batch's line to the audit log.
async fn append(transaction: &Transaction<'_>, batch: &Batch) -> Result<AuditEntry, Fault> {
    let query = "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1";
    let (number, before) = match transaction.query_opt(query, &[]).await? {
        Some(row) => (row.try_get(0)?, row.try_get(1)?),
        None => (0_i64, String::new()),
    };
    let mut entry = AuditEntry {
        number: number.unsigned_abs() + 1,
        at: batch.at,
        by: batch.by.clone(),
        action: batch.action,
        detail: batch.detail(),
        hash: String::new(),
    };
    entry.hash = entry.chained(&before);
    let values: [&(dyn ToSql + Sync); 6] = [
        &(number + 1),
        &entry.at.0,
        &entry.by,
        &entry.action.name(),
        &entry.detail,
        &entry.hash,
    ];
    let statement = "INSERT INTO audit VALUES ($1, $2, $3, $4, $5, $6)";
    transaction.execute(statement, &values).await?;
    Ok(entry)
}
