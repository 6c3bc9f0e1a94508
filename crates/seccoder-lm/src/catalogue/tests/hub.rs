//! Pulling from a hub: resuming, being lied to, going on to the next source.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::super::{NoProgress, PullError};
use super::server::{Reply, Server, nobody};
use super::{Heard, Place, content, hub_source, is_cleared_up, options, read, tiny};

/// The entity tag of the tests' files.
const TAG: &str = "\"v1\"";

#[tokio::test]
async fn a_model_appears_only_when_all_of_it_is_there() {
    let place = Place::new();
    let (main, side) = (content(3_000_000), content(500));
    let entry = tiny(
        &[("m.gguf", &main), ("t.json", &side)],
        &[hub_source("o/r")],
    );
    let (folder, was_early) = (place.path("tiny"), Arc::new(AtomicBool::new(false)));
    let seen_early = Arc::clone(&was_early);
    let (main_, side_) = (main.clone(), side.clone());
    let server = Server::start(move |request, _| {
        seen_early.fetch_or(folder.exists(), Ordering::Relaxed);
        let is_main = request.path == "/o/r/resolve/main/m.gguf";
        Reply::file(request, if is_main { &main_ } else { &side_ }, TAG)
    })
    .await;
    let heard = Heard::default();
    let installed = place
        .store
        .pull(&entry, &options(server.address()), &heard)
        .await
        .unwrap();
    assert!(!was_early.load(Ordering::Relaxed));
    assert_eq!(read(&installed.main), main);
    assert_eq!(read(&installed.files[1]), side);
    assert!(is_cleared_up(&place.store));
    assert_eq!(
        *heard.sources.lock().unwrap(),
        [format!("o/r at {}", server.address())]
    );
    let total = (main.len() + side.len()) as u64;
    assert_eq!(
        heard.transfers.lock().unwrap().last(),
        Some(&(total, Some(total)))
    );
    // Installed: no request any more.
    let again = place
        .store
        .pull(&entry, &options(server.address()), &heard)
        .await
        .unwrap();
    assert_eq!((again, server.requests().len()), (installed, 2));
}

#[tokio::test]
async fn a_cut_connection_is_resumed_where_it_broke() {
    let place = Place::new();
    let main = content(2_500_000);
    let entry = tiny(&[("m.gguf", &main)], &[hub_source("o/r")]);
    let served = main.clone();
    let server = Server::start(move |request, before| {
        let reply = Reply::file(request, &served, TAG);
        if before == 0 {
            reply.cut_after(1_200_000)
        } else {
            reply
        }
    })
    .await;
    let heard = Heard::default();
    let installed = place
        .store
        .pull(&entry, &options(server.address()), &heard)
        .await
        .unwrap();
    assert_eq!(read(&installed.main), main);
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(
        (requests[0].start(), requests[1].start()),
        (None, Some(1_200_000))
    );
    assert_eq!(requests[1].header("if-range"), Some(TAG));
}

#[tokio::test]
async fn the_next_pull_resumes_what_the_last_one_left() {
    let place = Place::new();
    let main = content(10_000);
    let entry = tiny(&[("m.gguf", &main)], &[hub_source("o/r")]);
    let served = main.clone();
    let server = Server::start(move |request, before| {
        let reply = Reply::file(request, &served, TAG);
        if before == 0 {
            reply.cut_after(6_000)
        } else {
            reply
        }
    })
    .await;
    let mut options = options(server.address());
    options.retries = 0;
    let error = place
        .store
        .pull(&entry, &options, &NoProgress)
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("the next pull resumes it"),
        "{error}"
    );
    assert!(!place.path("tiny").exists());
    let installed = place
        .store
        .pull(&entry, &options, &NoProgress)
        .await
        .unwrap();
    assert_eq!(read(&installed.main), main);
    assert_eq!(server.requests()[1].start(), Some(6_000));
}

#[tokio::test]
async fn a_server_that_keeps_breaking_is_given_up() {
    let place = Place::new();
    let main = content(10_000);
    let entry = tiny(&[("m.gguf", &main)], &[hub_source("o/r")]);
    let server =
        Server::start(move |request, _| Reply::file(request, &main, TAG).cut_after(10)).await;
    let mut options = options(server.address());
    options.retries = 2;
    let error = place
        .store
        .pull(&entry, &options, &NoProgress)
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("the connection broke"),
        "{error}"
    );
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_part_of_another_version_is_not_continued() {
    let main = content(10_000);
    // The first knows by the entity tag, the second does no ranges, the third continues
    // blindly, which the hash shows.
    for kind in 0..3 {
        let place = Place::new();
        let entry = tiny(&[("m.gguf", &main)], &[hub_source("o/r")]);
        let served = main.clone();
        let server = Server::start(move |request, _| match kind {
            0 => Reply::file(request, &served, TAG),
            1 => Reply::plain(&served),
            _ => Reply::file(request, &served, request.header("if-range").unwrap_or(TAG)),
        })
        .await;
        place.put(".partial/tiny/m.gguf.part", &[0; 4_000]);
        let url = format!("{}/o/r/resolve/main/m.gguf\n\"v0\"", server.address());
        place.put(".partial/tiny/m.gguf.part.etag", url.as_bytes());
        let options = options(server.address());
        let installed = place
            .store
            .pull(&entry, &options, &NoProgress)
            .await
            .unwrap();
        assert_eq!(read(&installed.main), main, "{kind}");
        assert_eq!(server.requests()[0].header("if-range"), Some("\"v0\""));
        assert_eq!(server.requests().len(), if kind == 2 { 2 } else { 1 });
    }
}

#[tokio::test]
async fn a_wrong_file_is_deleted_and_the_next_source_tried() {
    let place = Place::new();
    let main = content(10_000);
    let entry = tiny(
        &[("m.gguf", &main)],
        &["o/lies", "o/swells", "o/good"].map(hub_source),
    );
    let served = main.clone();
    let server = Server::start(move |request, _| match &request.path {
        path if path.starts_with("/o/lies/") => Reply::file(request, &[1; 10_000], TAG),
        path if path.starts_with("/o/swells/") => Reply::plain(&[2; 10_001]),
        _ => Reply::file(request, &served, TAG),
    })
    .await;
    let heard = Heard::default();
    let installed = place
        .store
        .pull(&entry, &options(server.address()), &heard)
        .await
        .unwrap();
    assert_eq!(read(&installed.main), main);
    let notes = heard.notes();
    assert!(
        notes.contains("o/lies") && notes.contains("deleted it"),
        "{notes}"
    );
    assert!(notes.contains("longer than the 10000 bytes"), "{notes}");
    // Nothing of what was wrong is resumed.
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.start().is_none())
    );
    assert_eq!(heard.sources.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn every_reason_of_every_source_is_told() {
    let place = Place::new();
    let main = content(10_000);
    let repos = ["o/gone", "o/broken", "o/slow", "o/short"];
    let entry = tiny(&[("m.gguf", &main)], &repos.map(hub_source));
    let server = Server::start(move |request, _| match &request.path {
        path if path.starts_with("/o/gone/") => Reply::status(404),
        path if path.starts_with("/o/broken/") => Reply::status(503),
        path if path.starts_with("/o/slow/") => {
            Reply::file(request, &main, TAG).after(Duration::from_secs(60))
        }
        _ => Reply::file(request, &[3; 77], TAG),
    })
    .await;
    let mut options = options(server.address());
    options.read_timeout = Duration::from_millis(300);
    let error = place
        .store
        .pull(&entry, &options, &NoProgress)
        .await
        .unwrap_err();
    let PullError::AllSourcesFailed { failures, .. } = &error else {
        panic!("{error}")
    };
    let expected = [
        "404",
        "503",
        "sent nothing for 300ms",
        "77 bytes, not 10000",
    ];
    for (failure, (repo, reason)) in failures.iter().zip(repos.iter().zip(expected)) {
        assert!(
            failure.source.starts_with(repo) && failure.reason.contains(reason),
            "{failure}"
        );
        assert!(error.to_string().contains(&failure.to_string()));
    }
    assert_eq!(failures.len(), repos.len());
    assert!(!place.path("tiny").exists());
}

#[tokio::test]
async fn a_hub_out_of_reach_or_misnamed_is_said_so() {
    let place = Place::new();
    let entry = tiny(&[("m.gguf", b"abc")], &[hub_source("o/r")]);
    let error = place
        .store
        .pull(&entry, &options(&nobody().await), &NoProgress)
        .await;
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("cannot connect") && error.contains("o/r at http://127"),
        "{error}"
    );
    let error = place
        .store
        .pull(&entry, &options("ftp://mirror"), &NoProgress)
        .await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("is HF_ENDPOINT right?"), "{error}");
}

#[tokio::test]
async fn of_two_pulls_at_once_one_works_and_one_waits() {
    let place = Place::new();
    let main = content(10_000);
    let entry = tiny(&[("m.gguf", &main)], &[hub_source("o/r")]);
    let served = main.clone();
    let server = Server::start(move |request, _| {
        Reply::file(request, &served, TAG).after(Duration::from_millis(300))
    })
    .await;
    let (options, heard) = (options(server.address()), Heard::default());
    let (one, two) = tokio::join!(
        place.store.pull(&entry, &options, &heard),
        place.store.pull(&entry, &options, &heard)
    );
    assert_eq!(one.unwrap(), two.unwrap());
    assert_eq!(server.requests().len(), 1);
    assert!(heard.notes().contains("another process is pulling `tiny`"));
}

#[tokio::test]
async fn a_dropped_pull_is_resumed_by_the_next() {
    let place = Place::new();
    let main = content(3_500_000);
    let entry = tiny(&[("m.gguf", &main)], &[hub_source("o/r")]);
    let served = main.clone();
    let server = Server::start(move |request, before| {
        let reply = Reply::file(request, &served, TAG);
        if before == 0 {
            reply.hang_after(2_500_000)
        } else {
            reply
        }
    })
    .await;
    let options = options(server.address());
    let pull = place.store.pull(&entry, &options, &NoProgress);
    assert!(
        tokio::time::timeout(Duration::from_millis(1_500), pull)
            .await
            .is_err()
    );
    assert!(!place.path("tiny").exists());
    let installed = place
        .store
        .pull(&entry, &options, &NoProgress)
        .await
        .unwrap();
    assert_eq!(read(&installed.main), main);
    assert!(server.requests()[1].start().unwrap() >= 1_000_000);
}
