//! Signatures: whatever is changed past the program is named by its id.

use rusqlite::Connection;

use super::{file, open};
use crate::harness::Sandbox;

/// Two built-in examples, by id, in the order of the ids.
fn two(database: &Connection) -> [String; 2] {
    let mut query = database
        .prepare("SELECT lower(hex(id)) FROM example ORDER BY id LIMIT 2")
        .unwrap();
    let ids: Vec<String> = query
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    ids.try_into().unwrap()
}

/// A database with vectors, a candidate in quarantine, and a signature.
fn signed() -> Sandbox {
    let sandbox = Sandbox::without_models();
    sandbox.file("held.py", "def broken(:\n    pass\n");
    sandbox.run(&["db", "add", "held.py", "--no-analyzers"]);
    open(&sandbox)
        .execute_batch(
            "INSERT INTO vector SELECT 'test', 'code', id, substr(id, 1, 16) FROM example",
        )
        .unwrap();
    let key = sandbox.run(&["db", "key", "team", "--json"]).json();
    assert_eq!(key["public"], "team.pub");
    let signed = sandbox
        .run(&["db", "sign", "--key", "team.key", "--json"])
        .json();
    assert_eq!(signed["key_id"], key["key_id"]);
    sandbox
}

const VERIFY: [&str; 4] = ["db", "verify", "--key", "team.pub"];

#[test]
fn each_change_past_the_program_is_named() {
    let sandbox = signed();
    let run = sandbox.run(&VERIFY);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("as signed"), "{run:?}");
    let original = std::fs::read(file(&sandbox)).unwrap();
    let [a, b] = two(&open(&sandbox));
    let held: String = open(&sandbox)
        .query_row("SELECT lower(hex(id)) FROM quarantine", [], |row| {
            row.get(0)
        })
        .unwrap();
    for (statement, expected) in [
        (
            format!("UPDATE example SET title = 'x' WHERE id = x'{a}'"),
            format!("example {a} was changed"),
        ),
        (
            format!("UPDATE example SET code = code || ' ' WHERE id = x'{a}'"),
            format!("example {a} has the code of id"),
        ),
        (
            format!("UPDATE example SET visibility = 'private' WHERE id = x'{a}'"),
            format!("example {a} was changed"),
        ),
        (
            format!("DELETE FROM example WHERE id = x'{b}'"),
            format!("example {b} is missing"),
        ),
        (
            format!(
                "UPDATE vector SET data = (SELECT data FROM vector WHERE example_id = x'{b}') \
                 WHERE example_id = x'{a}'"
            ),
            format!("example {a} has the code vector of example {b}"),
        ),
        (
            format!("UPDATE vector SET data = zeroblob(16) WHERE example_id = x'{a}'"),
            format!("the code vector of example {a} was changed"),
        ),
        (
            format!("DELETE FROM vector WHERE example_id = x'{a}'"),
            format!("the code vector of example {a} is missing"),
        ),
        (
            format!("DELETE FROM example_cwe WHERE example_id = x'{a}'"),
            format!("example {a} is not found by the filter"),
        ),
        (
            format!("INSERT INTO admission VALUES (x'{a}', 'mallory', 1, '[]')"),
            format!("example {a} was changed"),
        ),
        (
            format!(
                "INSERT INTO example (id, language, title, code, cwes, apis, applies, visibility, \
                 source, provenance) SELECT id, 'python', 'x', example ->> 'code', '[]', '[]', '[]', \
                 'public', 'own', '{{\"source\":\"own\"}}' FROM quarantine WHERE id = x'{held}'"
            ),
            format!("example {held} was added"),
        ),
        (
            "DROP TRIGGER audit_is_not_changed; UPDATE audit SET by = 'x' WHERE number = 2"
                .to_owned(),
            "line 2 of the audit log does not follow".to_owned(),
        ),
        (
            "DROP TRIGGER audit_is_not_cut; DELETE FROM audit WHERE number = 2".to_owned(),
            "after line 1 of the audit log comes line 3".to_owned(),
        ),
        (
            "DELETE FROM note WHERE key = 'signature'".to_owned(),
            "the manifest has no signature".to_owned(),
        ),
    ] {
        for beside in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{beside}", file(&sandbox).display()));
        }
        std::fs::write(file(&sandbox), &original).unwrap();
        let database = open(&sandbox);
        database.execute_batch("PRAGMA foreign_keys = ON").unwrap();
        database.execute_batch(&statement).unwrap();
        drop(database);
        let run = sandbox.run(&VERIFY);
        assert_eq!(run.code, Some(4), "{statement}: {run:?}");
        assert!(run.out.contains(&expected), "{statement}: {run:?}");
        assert!(run.err.contains("is not as it was signed"), "{run:?}");
    }
}

#[test]
fn a_change_through_the_program_is_explained_by_the_log_until_somebody_signs() {
    let sandbox = signed();
    let [a, _] = two(&open(&sandbox));
    sandbox.run(&["db", "edit", &a, "--title", "another"]);
    let run = sandbox.run(&VERIFY);
    assert_eq!(run.code, Some(4), "{run:?}");
    assert!(
        run.out.contains(&format!("example {a} was changed (line ")),
        "{run:?}"
    );
    sandbox.run(&["db", "sign", "--key", "team.key", "--manifest", "m"]);
    assert_eq!(sandbox.run(&VERIFY).code, Some(0));
    let beside = [&VERIFY[..], &["--manifest", "m"]].concat();
    assert_eq!(sandbox.run(&beside).code, Some(0));
    let json = sandbox.run(&[&VERIFY[..], &["--json"]].concat()).json();
    assert_eq!(json["verified"], true);
}

#[test]
fn keys_are_kept_and_passwords_are_asked_for() {
    let sandbox = Sandbox::without_models();
    let with = |password: &str, args: &[&str]| {
        let mut command = sandbox.command(args);
        crate::harness::Run::of(
            command
                .env("SECCODER_KEY_PASSWORD", password)
                .output()
                .unwrap(),
        )
    };
    assert_eq!(with("one", &["db", "key", "team"]).code, Some(0));
    with("one", &["db", "key", "team"]).fails(2, "team.key is there already");
    sandbox
        .run(&["db", "sign", "--key", "team.key"])
        .fails(2, "has a password");
    with("two", &["db", "sign", "--key", "team.key"]).fails(1, "Wrong password");
    assert_eq!(
        with("one", &["db", "sign", "--key", "team.key"]).code,
        Some(0)
    );
    sandbox.run(&["db", "key", "other"]);
    let run = sandbox.run(&["db", "verify", "--key", "other.pub"]);
    assert!(
        run.code == Some(4) && run.out.contains("which is not trusted"),
        "{run:?}"
    );
    sandbox
        .run(&["db", "verify", "--key", "team.key"])
        .fails(1, "no minisign public key");
}

#[test]
fn without_a_key_only_contradictions_are_found() {
    let sandbox = signed();
    let [a, _] = two(&open(&sandbox));
    open(&sandbox)
        .execute("UPDATE example SET title = 'x'", [])
        .unwrap();
    let run = sandbox.run(&["db", "verify"]);
    assert!(
        run.code == Some(0) && run.out.contains("no contradiction"),
        "{run:?}"
    );
    assert!(run.err.contains("nothing says who vouches"), "{run:?}");
    let statement = format!("UPDATE example SET code = 'y' WHERE id = x'{a}'");
    open(&sandbox).execute(&statement, []).unwrap();
    let run = sandbox.run(&["db", "verify"]);
    assert!(run.code == Some(4) && run.out.contains(&a), "{run:?}");
}

#[test]
fn a_recheck_repeats_what_the_gate_did() {
    let sandbox = Sandbox::without_models();
    sandbox.file("good.py", "def one(a):\n    return a * 3\n");
    sandbox.file(
        "held.py",
        "token = 'hunter2hunter2hunter2'\npassword = 'hunter2hunter2'\n",
    );
    let add = |file: &str| sandbox.run(&["db", "add", file, "--no-analyzers"]);
    assert_eq!(add("good.py").code, Some(0));
    assert_eq!(add("held.py").code, Some(1));
    assert_eq!(
        sandbox
            .run(&["db", "quarantine", "admit", "--only-check", "secrets"])
            .code,
        Some(0)
    );
    let args = ["db", "verify", "--recheck", "--no-analyzers"];
    let json = sandbox.run(&[&args[..], &["--json"]].concat()).json();
    // What was let in against a check was refused then, too.
    assert_eq!(json["recheck"]["differences"], serde_json::json!([]));

    // A record that says an older gate saw nothing.
    let database = open(&sandbox);
    let query = "SELECT checks FROM admission WHERE checks LIKE '%refused%'";
    let checks: String = database.query_row(query, [], |row| row.get(0)).unwrap();
    let mut checks: Vec<serde_json::Value> = serde_json::from_str(&checks).unwrap();
    for check in &mut checks {
        if check["verdict"] == "refused" {
            *check = serde_json::json!({"check": check["check"], "verdict": "passed"});
        }
    }
    let statement = "UPDATE admission SET checks = ?1 WHERE checks LIKE '%refused%'";
    let checks = serde_json::to_string(&checks).unwrap();
    assert_eq!(database.execute(statement, [checks]).unwrap(), 1);
    drop(database);
    let run = sandbox.run(&args);
    assert_eq!(run.code, Some(4), "{run:?}");
    let listed = sandbox
        .run(&["db", "list", "--source", "own", "--json"])
        .json();
    let held = listed["examples"]
        .as_array()
        .unwrap()
        .iter()
        .find(|e| e["title"] == "held.py")
        .unwrap();
    let expected = format!("{}  secrets: ", held["id"].as_str().unwrap());
    assert!(run.out.contains(&expected), "{run:?}");
    assert!(run.err.contains("a check refuses now"), "{run:?}");
}
