//! Files of which the catalogue knows no hash: the first pull records it.

use std::fs;

use super::super::{NoProgress, VerifyError};
use super::server::{Reply, Request, Server};
use super::{Heard, Place, content, hub_source, options, read, sha256, tiny, unhashed};

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
const OTHER: &str = "ffffffffffffffffffffffffffffffffffffffff";

fn of_commit(reply: Reply, commit: &str) -> Reply {
    reply.with(&format!("X-Repo-Commit: {commit}"))
}

#[tokio::test]
async fn what_came_first_is_recorded_and_a_change_is_noticed() {
    let place = Place::new();
    let (main, side) = (content(9_000), content(70));
    let entry = unhashed(&[("m.bin", &main), ("t.json", &side)], COMMIT, false);
    let (main_, side_) = (main.clone(), side.clone());
    let server = Server::start(move |request, _| {
        let is_main = request.path == format!("/o/r/resolve/{COMMIT}/m.bin");
        let reply = Reply::file(request, if is_main { &main_ } else { &side_ }, "\"v\"");
        of_commit(reply, COMMIT)
    })
    .await;
    let heard = Heard::default();
    let options = options(server.address());
    assert!(place.store.installed(&entry).is_none());
    let installed = place.store.pull(&entry, &options, &heard).await.unwrap();
    assert_eq!(
        (read(&installed.main), read(&installed.files[1])),
        (main.clone(), side)
    );
    assert_eq!(installed.sha256, sha256(&main));
    assert_eq!(
        (&installed.fingerprint, installed.bytes),
        (&installed.sha256, 9_070)
    );
    let notes = heard.notes();
    assert!(
        notes.contains("m.bin, t.json") && !notes.contains("not pinned"),
        "{notes}"
    );
    assert_eq!(place.store.installed(&entry), Some(installed.clone()));
    place.store.check_unchanged(&entry).unwrap();
    place.store.verify(&entry, &NoProgress).unwrap();

    std::thread::sleep(std::time::Duration::from_millis(20));
    let mut changed = main.clone();
    changed[4_000] ^= 1;
    fs::write(&installed.main, &changed).unwrap();
    for checked in [
        place.store.check_unchanged(&entry),
        place.store.verify(&entry, &NoProgress),
    ] {
        let error = checked.unwrap_err();
        assert!(matches!(&error, VerifyError::Hash { expected, .. } if *expected == sha256(&main)));
    }
    // Cut off it counts as missing, and what is fetched again must be what came first.
    fs::write(&installed.main, &main[..8_000]).unwrap();
    assert!(place.store.installed(&entry).is_none());
    let again = place
        .store
        .pull(&entry, &options, &NoProgress)
        .await
        .unwrap();
    assert_eq!((read(&again.main), server.requests().len()), (main, 3));
    // Another commit in the catalogue: what was recorded of the old one no longer counts.
    let newer = unhashed(&[("m.bin", b"x"), ("t.json", b"x")], OTHER, false);
    assert!(place.store.installed(&newer).is_none());
}

#[tokio::test]
async fn an_unpinned_source_is_held_to_the_commit_that_it_first_named() {
    let place = Place::new();
    let entry = unhashed(&[("m.bin", b"weights"), ("t.json", b"{}")], "main", true);
    let reply = |request: &Request, _| {
        let body: &[u8] = if request.path.ends_with("m.bin") {
            b"weights"
        } else {
            b"{}"
        };
        of_commit(Reply::file(request, body, "\"v\""), COMMIT)
    };
    let server = Server::start(reply).await;
    let heard = Heard::default();
    let options = options(server.address());
    let installed = place.store.pull(&entry, &options, &heard).await.unwrap();
    let paths: Vec<String> = server.requests().into_iter().map(|r| r.path).collect();
    let first = "/o/r/resolve/main/t.json".to_owned();
    let then = format!("/o/r/resolve/{COMMIT}/m.bin");
    assert_eq!(paths, [first, then.clone()]);
    let notes = heard.notes();
    assert!(
        notes.contains("not pinned") && notes.contains(COMMIT),
        "{notes}"
    );
    // A damaged file is fetched of that commit too.
    fs::write(&installed.main, b"").unwrap();
    place
        .store
        .pull(&entry, &options, &NoProgress)
        .await
        .unwrap();
    assert_eq!(server.requests()[2].path, then);
    place.store.verify(&entry, &NoProgress).unwrap();
}

#[tokio::test]
async fn a_transfer_that_is_cut_off_is_noticed_without_a_known_length() {
    let main = content(50_000);
    let entry = unhashed(&[("m.bin", &main)], COMMIT, false);
    let served = main.clone();
    let server = Server::start(move |request, before| {
        let reply = Reply::file(request, &served, "\"v\"");
        if before == 0 {
            reply.cut_after(20_000)
        } else {
            reply
        }
    })
    .await;
    let place = Place::new();
    let installed = place
        .store
        .pull(&entry, &options(server.address()), &NoProgress)
        .await
        .unwrap();
    assert_eq!(read(&installed.main), main);
    assert_eq!(server.requests()[1].start(), Some(20_000));

    // A server that does not say the length cannot be caught cutting, so it is not trusted.
    let server = Server::start(move |_, _| Reply::plain(&main)).await;
    let place = Place::new();
    let error = place
        .store
        .pull(&entry, &options(server.address()), &NoProgress)
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("without saying its length"), "{error}");
}

#[tokio::test]
async fn a_part_without_hash_or_tag_is_fetched_from_the_start() {
    let place = Place::new();
    let main = content(5_000);
    let entry = unhashed(&[("m.bin", &main)], COMMIT, false);
    place.put(".partial/tiny/m.bin.part", &[0; 2_000]);
    let served = main.clone();
    let server = Server::start(move |request, _| Reply::file(request, &served, "\"v\"")).await;
    let installed = place
        .store
        .pull(&entry, &options(server.address()), &NoProgress)
        .await
        .unwrap();
    assert_eq!(read(&installed.main), main);
    assert_eq!(server.requests()[0].start(), None);
}

#[tokio::test]
async fn what_the_hub_says_before_it_sends_on_is_compared() {
    let main = content(3_000);
    let right = sha256(&main);
    for (hash, commit, expected) in [
        (right.clone(), COMMIT, None),
        (sha256(b"other"), COMMIT, Some("has the SHA-256")),
        (right.clone(), OTHER, Some("of the commit ffff")),
    ] {
        let place = Place::new();
        let entry = unhashed(&[("m.bin", &main)], COMMIT, false);
        let served = main.clone();
        let server = Server::start(move |request, _| {
            if request.path.starts_with("/cdn/") {
                return Reply::file(request, &served, "\"cdn\"");
            }
            let reply = Reply::elsewhere("/cdn/m?signed=1");
            of_commit(reply.with(&format!("X-Linked-Etag: \"{hash}\"")), commit)
        })
        .await;
        let pulled = place
            .store
            .pull(&entry, &options(server.address()), &NoProgress)
            .await;
        match expected {
            None => assert_eq!(read(&pulled.unwrap().main), main),
            Some(expected) => {
                let error = pulled.unwrap_err().to_string();
                assert!(error.contains(expected), "{error}");
            }
        }
    }
    // A published hash is compared before anything large is fetched.
    let place = Place::new();
    let entry = tiny(&[("m.gguf", &main)], &[hub_source("o/r")]);
    let server = Server::start(|_, _| {
        let other = sha256(b"other");
        Reply::elsewhere("/cdn").with(&format!("x-linked-etag: \"{other}\""))
    })
    .await;
    let error = place
        .store
        .pull(&entry, &options(server.address()), &NoProgress)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("it offers m.gguf with the SHA-256"),
        "{error}"
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_given_up() {
    for (location, expected) in [
        ("/again", "sends on and on"),
        ("ftp://elsewhere/m", "no usable address"),
    ] {
        let place = Place::new();
        let entry = unhashed(&[("m.bin", b"x")], COMMIT, false);
        let server = Server::start(move |_, _| Reply::elsewhere(location)).await;
        let error = place
            .store
            .pull(&entry, &options(server.address()), &NoProgress)
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains(expected), "{error}");
    }
}
