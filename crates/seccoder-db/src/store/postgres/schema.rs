//! The tables, and how older ones become newer ones.
//!
//! Everything is in one schema, whose name every connection has as its search path. What changes
//! tables is done under a lock by the schema's name, so that two programs that open a new database
//! at once both find it made.

use deadpool_postgres::{GenericClient, Object, Transaction};

use super::errors::Fault;

/// Version of the tables. A database with a higher one was written by a later program.
pub(super) const SCHEMA: i32 = 1;
/// The oldest pgvector that goes on searching until a filter has let enough through.
const PGVECTOR: (u32, u32) = (0, 8);

/// Version 1.
///
/// Examples are kept as JSON, because PostgreSQL's texts cannot hold a character that code can
/// (U+0000); the columns beside it are what filters look at. The audit log can only grow: whoever
/// writes past the triggers breaks the chain of its hashes.
const TABLES_1: &str = "
    CREATE TABLE meta (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        identity bytea NOT NULL,
        revision bigint NOT NULL
    );
    CREATE TABLE example (
        id bytea PRIMARY KEY CHECK (length(id) = 32),
        content json NOT NULL,
        language text NOT NULL,
        source text NOT NULL,
        licence text,
        cwes bigint[] NOT NULL,
        labels text[] NOT NULL
    );
    CREATE INDEX example_language ON example (language);
    CREATE INDEX example_source ON example (source);
    CREATE INDEX example_licence ON example (licence);
    CREATE INDEX example_cwes ON example USING gin (cwes);
    CREATE INDEX example_labels ON example USING gin (labels);
    CREATE TABLE admission (
        example_id bytea PRIMARY KEY REFERENCES example (id) ON DELETE CASCADE,
        admitted_by text NOT NULL,
        admitted_at bigint NOT NULL,
        checks json NOT NULL
    );
    CREATE TABLE quarantine (
        id bytea PRIMARY KEY,
        at bigint NOT NULL,
        content json NOT NULL
    );
    CREATE TABLE note (key text PRIMARY KEY, value text NOT NULL);
    CREATE TABLE vector_set (
        number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        fingerprint text NOT NULL,
        view text NOT NULL,
        dimensions integer NOT NULL,
        UNIQUE (fingerprint, view)
    );
    CREATE TABLE audit (
        number bigint PRIMARY KEY,
        at bigint NOT NULL,
        by text NOT NULL,
        action text NOT NULL,
        detail text NOT NULL,
        hash text NOT NULL
    );
    CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RAISE EXCEPTION ''the audit log can only grow''; END';
    CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE ON audit
        FOR EACH ROW EXECUTE FUNCTION audit_only_grows();
    CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows();
";

/// The version of the tables; 0 where there are none.
pub(super) async fn version(client: &impl GenericClient, schema: &str) -> Result<i32, Fault> {
    // Not by `to_regclass`, which may remember that there was no such table a moment ago.
    let there = "SELECT EXISTS (SELECT FROM pg_catalog.pg_tables \
                 WHERE schemaname = $1 AND tablename = 'migration')";
    let row = client.query_one(there, &[&schema]).await?;
    if !row.try_get::<_, bool>(0)? {
        return Ok(0);
    }
    let query = "SELECT coalesce(max(version), 0) FROM migration";
    Ok(client.query_one(query, &[]).await?.try_get(0)?)
}

/// Refuses a database that a later program wrote.
pub(super) fn check(version: i32) -> Result<(), Fault> {
    if version <= SCHEMA {
        return Ok(());
    }
    Err(Fault::Other(format!(
        "it was written by a later version of seccoder (schema {version}, this one reads \
         {SCHEMA}); update seccoder, or name another schema with ?seccoder_schema= in the address"
    )))
}

/// Brings the tables to [`SCHEMA`].
pub(super) async fn migrate(transaction: &Transaction<'_>, schema: &str) -> Result<(), Fault> {
    let lock = "SELECT pg_advisory_xact_lock(hashtextextended('seccoder/schema/' || $1, 0))";
    transaction.execute(lock, &[&schema]).await?;
    // Asked again under the lock: another program may have done it meanwhile.
    let from = version(transaction, schema).await?;
    check(from)?;
    if from == SCHEMA {
        return Ok(());
    }
    let there = "SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1)";
    if !transaction
        .query_one(there, &[&schema])
        .await?
        .try_get::<_, bool>(0)?
    {
        // Not `IF NOT EXISTS`, which asks for the right to make schemas even where one is there.
        transaction
            .batch_execute(&format!("CREATE SCHEMA \"{schema}\""))
            .await?;
    }
    if from < 1 {
        let versions = "CREATE TABLE migration (
            version integer PRIMARY KEY,
            done_at timestamptz NOT NULL DEFAULT now()
        )";
        transaction.batch_execute(versions).await?;
        transaction.batch_execute(TABLES_1).await?;
        let identity = rand::random::<[u8; 16]>();
        let insert = "INSERT INTO meta (identity, revision) VALUES ($1, 0)";
        transaction.execute(insert, &[&identity.as_slice()]).await?;
        transaction
            .execute("INSERT INTO migration (version) VALUES (1)", &[])
            .await?;
    }
    Ok(())
}

/// The schema that pgvector is in, quoted where that is needed.
pub(super) async fn pgvector(client: &Object) -> Result<String, Fault> {
    let query = "SELECT extversion, extnamespace::regnamespace::text FROM pg_extension \
                 WHERE extname = 'vector'";
    if let Some(row) = client.query_opt(query, &[]).await? {
        let version: String = row.try_get(0)?;
        if parts(&version) < PGVECTOR {
            return Err(Fault::Other(format!(
                "pgvector {version} is too old; install 0.8 or later on the server, then run \
                 ALTER EXTENSION vector UPDATE in this database"
            )));
        }
        return Ok(row.try_get(1)?);
    }
    let query = "SELECT FROM pg_available_extensions WHERE name = 'vector'";
    let create = "run CREATE EXTENSION vector in this database, as a user who may (a superuser, \
                  or the provider's administrator)";
    Err(Fault::Other(match client.query_opt(query, &[]).await? {
        Some(_) => format!("pgvector is not switched on in this database; {create}"),
        None => format!(
            "the server has no pgvector; install it there (Debian and Ubuntu: \
             postgresql-18-pgvector, with the number of your PostgreSQL), then {create}"
        ),
    }))
}

/// The first two numbers of a version.
fn parts(version: &str) -> (u32, u32) {
    let mut numbers = version.split('.').map(|part| part.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(parts("0.10.1") > PGVECTOR && parts("1") > PGVECTOR);
        assert!(parts("0.8.0") == PGVECTOR && parts("0.7.4") < PGVECTOR);
    }
}
