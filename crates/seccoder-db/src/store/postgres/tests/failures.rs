//! What goes wrong: servers that are not there, not ready or go away.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::*;

fn error(address: &str) -> String {
    let opened = PostgresStore::open_with(address, &Contents::empty());
    opened
        .err()
        .unwrap_or_else(|| panic!("{address} opens"))
        .to_string()
}

#[test]
fn a_server_that_cannot_be_reached_is_reported_without_the_password() {
    // A port that was free a moment ago.
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    for address in [
        format!("postgres://user:s3cret@127.0.0.1:{free}/db"),
        "postgres://user:s3cret@/db?host=/nowhere".to_owned(),
        "postgres://user:s3cret@name.invalid/db".to_owned(),
        "postgres://user:s3cret@127.0.0.1:1/db?sslmode=verify-full&sslrootcert=/none".to_owned(),
        "postgres://us:s3cret@er@host/db".to_owned(),
    ] {
        let error = error(&address);
        assert!(!error.contains("s3cret"), "{error}");
        assert!(
            error.starts_with("secure code database postgres://"),
            "{error}"
        );
    }
    let refused = error(&format!("postgres://u:s3cret@127.0.0.1:{free}/db"));
    assert!(refused.contains("check that the server runs"), "{refused}");
    assert!(
        refused.contains(&format!("postgres://u@127.0.0.1:{free}/db")),
        "{refused}"
    );
}

#[test]
fn a_server_without_encryption_gets_no_password_unless_the_address_says_so() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = std::thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        let mut request = [0; 8];
        client.read_exact(&mut request).unwrap();
        client.write_all(b"N").unwrap();
        let mut rest = Vec::new();
        let _ = client.read_to_end(&mut rest);
        rest
    });
    let error = error(&format!(
        "postgres://u:s3cret@127.0.0.1:{port}/d?sslmode=require"
    ));
    assert!(error.contains("sslmode=disable"), "{error}");
    assert_eq!(seen.join().unwrap(), b"", "nothing was sent in the clear");
}

#[test]
fn wrong_users_and_databases_are_reported_with_advice() {
    let Some(server) = shared() else { return };
    let database = server.database();
    let make = "CREATE ROLE guarded LOGIN PASSWORD 'right'; CREATE ROLE poor LOGIN";
    server.sql("postgres", make).unwrap();
    let at = |user: &str, database: &str| error(&server.address(user, database));
    for (error, advice) in [
        (at("guarded:s3cret", &database), "the password is wrong"),
        (at("guarded", &database), "PGPASSWORD"),
        (at("postgres:s3cret", "absent"), "createdb"),
        (at("nobody-here", &database), "nobody-here"),
        // May look, but not make a schema.
        (at("poor", &database), "lacks a right"),
    ] {
        assert!(error.contains(advice), "{error}");
        assert!(!error.contains("s3cret"), "{error}");
    }
    let grant = format!("GRANT CREATE ON DATABASE {database} TO guarded");
    server.sql(&database, &grant).unwrap();
    let store = open(&server.address("guarded:right", &database));
    assert!(!store.place().contains("right"), "{}", store.place());
    block_on(store.write(&mine("x = 1\n"))).unwrap();
}

#[test]
fn a_server_or_database_without_pgvector_gets_advice() {
    let Some(server) = shared() else { return };
    let database = server.database();
    server.sql(&database, "DROP EXTENSION vector").unwrap();
    let error = error(&server.address("postgres", &database));
    assert!(error.contains("CREATE EXTENSION vector"), "{error}");
    // It may be anywhere; nothing depends on the search path.
    server
        .sql(
            &database,
            "CREATE SCHEMA \"My Own\"; CREATE EXTENSION vector SCHEMA \"My Own\"",
        )
        .unwrap();
    let store = open(&server.address("postgres", &database));
    let batch = mine("x = 1\n");
    block_on(store.write(&batch)).unwrap();
    let rows = [(batch.admit[0].example.id, vec![1.0, 0.0])];
    block_on(store.store_vectors("f", "code", &rows)).unwrap();
    let any = ExampleFilter::default();
    let found = block_on(store.search("f", "code", &[1.0, 0.0], &any, 3)).unwrap();
    assert_eq!(found, [(rows[0].0, 1.0)]);
}

#[test]
fn a_later_version_and_foreign_tables_are_refused() {
    let Some(server) = shared() else { return };
    let database = server.database();
    let address = server.address("postgres", &database);
    drop(open(&address));
    server
        .sql(&database, "INSERT INTO seccoder.migration VALUES (99)")
        .unwrap();
    let later = error(&address);
    assert!(
        later.contains("later version of seccoder (schema 99"),
        "{later}"
    );
    server
        .sql(
            &database,
            "CREATE SCHEMA theirs; CREATE TABLE theirs.example ()",
        )
        .unwrap();
    let foreign = error(&format!("{address}&seccoder_schema=theirs"));
    assert!(foreign.contains("another program"), "{foreign}");
    let left = "SELECT tablename FROM pg_tables WHERE schemaname = 'theirs'";
    assert_eq!(
        server.sql(&database, left).unwrap(),
        ["example"],
        "left alone"
    );
    block_on(open(&format!("{address}&seccoder_schema=another")).stamp()).unwrap();
}

#[test]
fn somebody_who_writes_for_too_long_is_reported() {
    let Some(server) = shared() else { return };
    let database = server.database();
    let options = "options=-c%20lock_timeout%3D30s";
    let store = open(&format!(
        "{}&{options}",
        server.address("postgres", &database)
    ));
    let set = block_on(store.run(async {
        // All connections of the store wait less long than they usually do.
        let client = store.pool.get().await?;
        Ok(client.batch_execute("SET lock_timeout = '50ms'").await?)
    }));
    set.unwrap();
    std::thread::scope(|scope| {
        let locked = scope.spawn(|| {
            let hold = "BEGIN; SELECT revision FROM seccoder.meta FOR UPDATE; SELECT pg_sleep(1)";
            server.sql(&database, hold).unwrap();
        });
        std::thread::sleep(Duration::from_millis(300));
        let error = block_on(store.write(&mine("x = 1\n")))
            .unwrap_err()
            .to_string();
        assert!(error.contains("another process is writing"), "{error}");
        locked.join().unwrap();
    });
    block_on(store.write(&mine("x = 1\n"))).unwrap();
}

#[test]
fn a_server_that_is_killed_keeps_whole_batches_only() {
    let Some(mut server) = Server::start() else {
        return;
    };
    let database = server.database();
    let address = server.address("postgres", &database);
    let store = open(&address);
    let part = |n: usize| {
        let mut batch = mine(&format!("a = {n}\n"));
        for m in 1..20 {
            batch.admit.push(admitted(example(
                Language::Python,
                89,
                &format!("b = {n}, {m}\n"),
            )));
        }
        batch.notes.push(("import".to_owned(), Some(n.to_string())));
        batch
    };
    block_on(store.write(&part(0))).unwrap();

    // In the middle of a batch: its examples are written, its note waits for a lock.
    let error = std::thread::scope(|scope| {
        scope.spawn(|| {
            let hold = "BEGIN; LOCK TABLE seccoder.note; SELECT pg_sleep(60)";
            server.sql(&database, hold).unwrap_err();
        });
        let waiting = "SELECT 1 FROM pg_locks WHERE NOT granted";
        let locked = "SELECT 1 FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted";
        let until = |query: &str| {
            while server.sql(&database, query).unwrap().is_empty() {
                std::thread::sleep(Duration::from_millis(20));
            }
        };
        until(locked);
        let writer = scope.spawn(|| block_on(store.write(&part(1))).unwrap_err().to_string());
        until(waiting);
        server.kill();
        writer.join().unwrap()
    });
    assert!(
        error.contains("nothing of what was being written is kept"),
        "{error}"
    );
    let gone = block_on(store.count(&ExampleFilter::default()))
        .unwrap_err()
        .to_string();
    assert!(gone.contains("check that the server runs"), "{gone}");
    server.start_again();
    // The same store goes on, with new connections.
    let count = |store: &PostgresStore| block_on(store.count(&ExampleFilter::default())).unwrap();
    assert_eq!(count(&store), 20);
    assert_eq!(
        block_on(store.note("import")).unwrap().as_deref(),
        Some("0")
    );

    // Somewhere in a long import.
    let (started, done) = (AtomicU32::new(0), AtomicBool::new(false));
    let (written, error) = std::thread::scope(|scope| {
        let import = scope.spawn(|| {
            for n in 1.. {
                if let Err(error) = block_on(store.write(&part(n))) {
                    done.store(true, Ordering::Relaxed);
                    return (n - 1, error.to_string());
                }
                started.store(1, Ordering::Relaxed);
            }
            unreachable!()
        });
        while started.load(Ordering::Relaxed) == 0 {
            std::thread::yield_now();
        }
        std::thread::sleep(Duration::from_millis(100));
        server.kill();
        import.join().unwrap()
    });
    server.start_again();
    let store = open(&address);
    let kept: usize = block_on(store.note("import"))
        .unwrap()
        .unwrap()
        .parse()
        .unwrap();
    // What was confirmed is there. The last batch may be, if its end was not confirmed.
    assert!(
        kept == written || (kept == written + 1 && error.contains("at the very end")),
        "{error}"
    );
    assert_eq!(count(&store), (kept + 1) * 20);
    // The line of the contents, and one for each batch.
    assert_eq!(check_chain(&store), kept + 2);
    block_on(store.write(&part(kept + 1))).unwrap();
}

/// Stands between a store and its server and cuts the connection at the next commit, before or
/// after the server has got it.
fn cutting(server: &Server, folder: &std::path::Path, forward: bool, armed: Arc<AtomicBool>) {
    let listener = UnixListener::bind(folder.join(".s.PGSQL.5432")).unwrap();
    let target = server.folder().join(".s.PGSQL.5432");
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (mut client, mut server) = (client.unwrap(), UnixStream::connect(&target).unwrap());
            let (mut answers, mut back) =
                (server.try_clone().unwrap(), client.try_clone().unwrap());
            std::thread::spawn(move || std::io::copy(&mut answers, &mut back));
            let armed = Arc::clone(&armed);
            std::thread::spawn(move || {
                let mut data = [0; 65_536];
                while let Ok(n @ 1..) = client.read(&mut data) {
                    let commits = data[..n].windows(6).any(|word| word == b"COMMIT");
                    let cut = commits && armed.swap(false, Ordering::Relaxed);
                    if cut {
                        let _ = client.shutdown(std::net::Shutdown::Both);
                    }
                    let lost = (forward || !cut) && server.write_all(&data[..n]).is_err();
                    if lost || cut {
                        break;
                    }
                }
                // Long enough for the server to read what it was sent.
                std::thread::sleep(Duration::from_millis(200));
                let _ = server.shutdown(std::net::Shutdown::Both);
            });
        }
    });
}

#[test]
fn a_commit_whose_answer_is_lost_is_looked_up() {
    let Some(server) = shared() else { return };
    for forward in [true, false] {
        let database = server.database();
        drop(open(&server.address("postgres", &database)));
        let folder = tempfile::tempdir().unwrap();
        let armed = Arc::new(AtomicBool::new(false));
        cutting(server, folder.path(), forward, Arc::clone(&armed));
        let place = folder.path().display();
        let store = open(&format!("postgres://postgres@/{database}?host={place}"));
        armed.store(true, Ordering::Relaxed);
        let written = block_on(store.write(&mine("x = 1\n")));
        let count = block_on(store.count(&ExampleFilter::default())).unwrap();
        match forward {
            true => assert_eq!((written.unwrap().added, count), (1, 1)),
            false => {
                let error = written.unwrap_err().to_string();
                assert!(
                    error.contains("nothing of what was being written is kept"),
                    "{error}"
                );
                assert_eq!(count, 0);
            }
        }
        check_chain(&store);
    }
}

#[test]
fn somebody_may_read_and_somebody_else_may_write_all_but_the_log() {
    let Some(server) = shared() else { return };
    let database = server.database();
    let owner = PostgresStore::open(&server.address("postgres", &database)).unwrap();
    let grants = "CREATE ROLE reads LOGIN; CREATE ROLE writes LOGIN; \
        GRANT USAGE ON SCHEMA seccoder TO reads; GRANT USAGE, CREATE ON SCHEMA seccoder TO writes; \
        GRANT SELECT ON ALL TABLES IN SCHEMA seccoder TO reads, writes; \
        GRANT INSERT ON ALL TABLES IN SCHEMA seccoder TO writes; \
        GRANT UPDATE, DELETE, REFERENCES ON seccoder.meta, seccoder.example, seccoder.admission, \
            seccoder.quarantine, seccoder.note, seccoder.vector_set TO writes";
    server.sql(&database, grants).unwrap();
    let reads = PostgresStore::open(&server.address("reads", &database)).unwrap();
    let any = ExampleFilter::default();
    let count = |store: &PostgresStore| block_on(store.count(&any)).unwrap();
    assert_eq!(count(&reads), count(&owner));
    let error = block_on(reads.write(&mine("x = 1\n")))
        .unwrap_err()
        .to_string();
    assert!(error.contains("lacks a right"), "{error}");
    let writes = PostgresStore::open(&server.address("writes", &database)).unwrap();
    let batch = mine("x = 1\n");
    block_on(writes.write(&batch)).unwrap();
    let rows = [(batch.admit[0].example.id, vec![1.0])];
    block_on(writes.store_vectors("f", "code", &rows)).unwrap();
    check_chain(&owner);
    let change = "SET ROLE writes; DROP TRIGGER audit_is_not_changed ON seccoder.audit";
    assert!(server.sql(&database, change).is_err());
}
