//! What is installed: looking, checking, repairing, deleting, being offline.

use std::fs;

use super::super::lock::ModelLock;
use super::super::{Catalogue, ModelStore, NoProgress, PullOptions, StoreError, VerifyError};
use super::server::{Reply, Server};
use super::{Heard, Place, content, hub_source, options, read, tiny};

#[tokio::test]
async fn offline_the_error_names_the_command() {
    let place = Place::new();
    let entry = tiny(&[("m.gguf", b"abc")], &[hub_source("o/r")]);
    let offline = PullOptions {
        offline: true,
        ..PullOptions::default()
    };
    let error = place
        .store
        .pull(&entry, &offline, &NoProgress)
        .await
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("offline"), "{error}");
    assert!(
        error.contains("seccoder model pull tiny") && error.contains(".gguf"),
        "{error}"
    );
    assert!(!place.store.root().exists());
    let embedder = Catalogue::builtin().default_embedder();
    let error = place.store.require(embedder).unwrap_err().to_string();
    assert!(
        error.contains("pull all-minilm-l6-v2") && !error.contains(".gguf"),
        "{error}"
    );
    place.put("tiny/m.gguf", b"abc");
    place
        .store
        .pull(&entry, &offline, &NoProgress)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_truncated_file_is_seen_and_only_it_is_fetched_again() {
    let place = Place::new();
    let (main, side) = (content(10_000), content(300));
    let entry = tiny(
        &[("m.gguf", &main), ("t.json", &side)],
        &[hub_source("o/r")],
    );
    place.put("tiny/m.gguf", &main);
    place.put("tiny/t.json", &side[..299]);
    assert_eq!(place.store.installed(&entry), None);
    let error = place.store.verify(&entry, &NoProgress).unwrap_err();
    assert!(
        matches!(
            error,
            VerifyError::Length {
                expected: 300,
                found: 299,
                ..
            }
        ),
        "{error}"
    );
    let served = side.clone();
    let server = Server::start(move |request, _| Reply::file(request, &served, "\"t\"")).await;
    let options = options(server.address());
    let installed = place
        .store
        .pull(&entry, &options, &NoProgress)
        .await
        .unwrap();
    assert_eq!(
        (read(&installed.main), read(&installed.files[1])),
        (main, side)
    );
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn verify_tells_the_file_and_both_hashes() {
    let place = Place::new();
    let entry = tiny(
        &[("m.gguf", b"abc"), ("t.json", b"def")],
        &[hub_source("o/r")],
    );
    assert!(matches!(
        place.store.verify(&entry, &NoProgress),
        Err(VerifyError::Store(StoreError::NotInstalled { .. }))
    ));
    place.put("tiny/m.gguf", b"abc");
    place.put("tiny/t.json", b"def");
    let heard = Heard::default();
    place.store.verify(&entry, &heard).unwrap();
    assert_eq!(heard.transfers.lock().unwrap().last(), Some(&(6, Some(6))));
    place.put("tiny/t.json", b"dxf");
    let error = place.store.verify(&entry, &NoProgress).unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("t.json") && text.contains("seccoder model rm tiny"),
        "{text}"
    );
    assert!(text.contains(&super::sha256(b"def")) && text.contains(&super::sha256(b"dxf")));
    fs::remove_file(place.path("tiny/t.json")).unwrap();
    let text = place
        .store
        .verify(&entry, &NoProgress)
        .unwrap_err()
        .to_string();
    assert!(text.contains("t.json"), "{text}");
}

#[test]
fn a_model_is_deleted_with_what_a_pull_left() {
    let place = Place::new();
    let entry = tiny(&[("m.gguf", b"abc")], &[hub_source("o/r")]);
    assert_eq!(place.store.remove(&entry).unwrap(), 0);
    assert_eq!(place.store.usage().unwrap().total(), 0);
    place.put("tiny/m.gguf", b"abc");
    place.put(".partial/tiny/m.gguf.part", b"ab");
    place.put("other/x", b"xxxx");
    let usage = place.store.usage().unwrap();
    assert_eq!(
        usage.models,
        [("other".to_owned(), 4), ("tiny".to_owned(), 3)]
    );
    assert_eq!((usage.partial, usage.total()), (2, 9));
    let lock = ModelLock::try_take(&place.store.lock_file("tiny"))
        .unwrap()
        .unwrap();
    assert!(matches!(
        place.store.remove(&entry),
        Err(StoreError::Busy(_))
    ));
    drop(lock);
    assert_eq!(place.store.remove(&entry).unwrap(), 5);
    assert_eq!(place.store.installed(&entry), None);
    assert_eq!(place.store.usage().unwrap().total(), 4);
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_named() {
    let place = Place::new();
    let entry = tiny(&[("m.gguf", b"abc")], &[hub_source("o/r")]);
    let file = place.beside("file");
    fs::write(&file, "in the way").unwrap();
    let store = ModelStore::new(file.clone());
    let error = store
        .pull(&entry, &PullOptions::default(), &NoProgress)
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains(file.to_str().unwrap()),
        "{error}"
    );
}
