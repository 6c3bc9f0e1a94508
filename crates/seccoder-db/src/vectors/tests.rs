//! The index over databases in files, with an embedder that counts letters.

use super::*;
use crate::store::conformance::{admitted, example};
use crate::store::{Batch, sqlite::SqliteStore};
use futures::executor::block_on;
use seccoder::embedder::normalized;
use seccoder::language::Language;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts letters: enough to tell texts apart, and countable.
struct LetterEmbedder {
    embedded: AtomicUsize,
    fingerprint: &'static str,
    remote: bool,
}

impl LetterEmbedder {
    fn new(fingerprint: &'static str) -> Self {
        Self {
            embedded: AtomicUsize::new(0),
            fingerprint,
            remote: false,
        }
    }
}

impl Embedder for LetterEmbedder {
    fn name(&self) -> &str {
        "letters"
    }

    fn fingerprint(&self) -> BoxFuture<'_, Result<String, EmbedError>> {
        async { Ok(self.fingerprint.to_owned()) }.boxed()
    }

    fn sees_private(&self) -> bool {
        !self.remote
    }

    fn embed<'a>(
        &'a self,
        _: EmbedRole,
        texts: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<Vec<f32>>, EmbedError>> {
        self.embedded.fetch_add(texts.len(), Ordering::Relaxed);
        let vectors = texts
            .iter()
            .map(|text| {
                let mut counts = vec![0.1; 27];
                for c in text.bytes().filter(u8::is_ascii_lowercase) {
                    counts[usize::from(c - b'a')] += 1.0;
                }
                normalized(counts).unwrap()
            })
            .collect();
        async { Ok(vectors) }.boxed()
    }
}

struct Place {
    _folder: tempfile::TempDir,
    store: Arc<dyn Store>,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(&folder.path().join("db")).unwrap());
    Place {
        _folder: folder,
        store,
    }
}

impl Place {
    fn open(&self, embedder: &LetterEmbedder) -> StoredIndex {
        let mut ignore = |_, _| {};
        let store = Arc::clone(&self.store);
        let opening = StoredIndex::open(store, embedder, &mut ignore);
        block_on(opening).unwrap_or_else(|error| panic!("{error}"))
    }

    fn open_view(&self, embedder: &LetterEmbedder, view: View) -> StoredIndex {
        let mut ignore = |_, _| {};
        let store = Arc::clone(&self.store);
        let opening = StoredIndex::open_view(store, embedder, view, &mut ignore);
        block_on(opening).unwrap_or_else(|error| panic!("{error}"))
    }

    fn all(&self, filter: &ExampleFilter) -> Vec<Arc<SecureExample>> {
        block_on(self.store.list(filter)).unwrap()
    }

    fn add(&self, code: &str, visibility: Visibility) {
        let mut one = example(Language::Python, 89, code);
        one.visibility = visibility;
        let batch = Batch {
            admit: vec![admitted(one)],
            ..Batch::default()
        };
        block_on(self.store.write(&batch)).unwrap();
    }
}

#[test]
fn everything_is_embedded_once_and_found() {
    let place = place();
    let all = place.all(&ExampleFilter::default());
    let embedder = LetterEmbedder::new("a");
    let index = place.open(&embedder);
    assert_eq!(index.len(), all.len());
    assert_eq!(embedder.embedded.load(Ordering::Relaxed), all.len());

    let again = place.open(&embedder);
    let embedded = embedder.embedded.load(Ordering::Relaxed);
    assert_eq!(embedded, all.len(), "embedded again");

    let text = vec![all[5].code.clone()];
    let vector = block_on(embedder.embed(EmbedRole::Query, &text))
        .unwrap()
        .remove(0);
    let any = ExampleFilter::default();
    let found = block_on(again.search(&vector, &any, 3)).unwrap();
    assert_eq!(found[0].0, all[5].id);
    assert!((found[0].1 - 1.0).abs() < 1e-5 && found[0].1 >= found[1].1);

    let filter = ExampleFilter {
        language: Some(Language::C),
        ..ExampleFilter::default()
    };
    let found = block_on(again.search(&vector, &filter, 1000)).unwrap();
    assert_eq!(found.len(), place.all(&filter).len());
}

#[test]
fn another_embedder_and_a_new_example_are_embedded() {
    let place = place();
    let first = LetterEmbedder::new("a");
    let count = place.open(&first).len();
    let second = LetterEmbedder::new("b");
    assert_eq!(place.open(&second).len(), count);
    assert_eq!(second.embedded.load(Ordering::Relaxed), count);
    place.add("brand new\n", Visibility::Public);
    assert_eq!(place.open(&first).len(), count + 1);
    assert_eq!(first.embedded.load(Ordering::Relaxed), count + 1);
}

#[test]
fn each_view_has_vectors_of_its_own_text() {
    let place = place();
    let mut one = example(Language::Python, 89, "qqqq = qqqq\n");
    one.title = "jazz jazz jazz".to_owned();
    one.guideline = None;
    let write = |one: &SecureExample| {
        let batch = Batch {
            admit: vec![admitted(one.clone())],
            ..Batch::default()
        };
        block_on(place.store.write(&batch)).unwrap();
    };
    write(&one);
    let embedder = LetterEmbedder::new("a");
    let nearest = |view: View, text: &str| {
        let index = place.open_view(&embedder, view);
        let vector = block_on(embedder.embed(EmbedRole::Query, &[text.to_owned()]));
        let (vector, any) = (vector.unwrap().remove(0), ExampleFilter::default());
        block_on(index.search(&vector, &any, 1)).unwrap().remove(0)
    };
    for view in View::ALL {
        let (id, score) = nearest(view, &view.text(&one));
        assert!(id == one.id && score > 0.9999, "{view:?} {score}");
    }
    assert!(nearest(View::Cause, "qqqq").1 < 0.9);

    // What is said of the example changes: its code is not embedded again, the rest is.
    one.title = "vivid vivid vivid vivid".to_owned();
    write(&one);
    let before = embedder.embedded.load(Ordering::Relaxed);
    place.open_view(&embedder, View::Code);
    assert_eq!(embedder.embedded.load(Ordering::Relaxed), before);
    let (id, score) = nearest(View::Cause, &View::Cause.text(&one));
    assert!(id == one.id && score > 0.9999, "{score}");
    assert_eq!(embedder.embedded.load(Ordering::Relaxed), before + 2);
}

#[test]
fn private_examples_are_not_sent_to_a_remote_embedder() {
    let place = place();
    place.add("our secret\n", Visibility::Private);
    let all = place.all(&ExampleFilter::default()).len();
    let remote = LetterEmbedder {
        remote: true,
        ..LetterEmbedder::new("far")
    };
    assert_eq!(place.open(&remote).len(), all - 1);
    assert_eq!(place.open(&LetterEmbedder::new("near")).len(), all);
}

#[test]
fn what_a_filter_admits_is_asked_again_after_a_change() {
    let place = place();
    let mut one = example(Language::Python, 89, "aaaa\n");
    one.labels = vec!["ours".to_owned()];
    let write = |one: &SecureExample| {
        let batch = Batch {
            admit: vec![admitted(one.clone())],
            ..Batch::default()
        };
        block_on(place.store.write(&batch)).unwrap();
    };
    write(&one);
    let index = place.open(&LetterEmbedder::new("a"));
    let filter = ExampleFilter {
        label: Some("ours".to_owned()),
        ..ExampleFilter::default()
    };
    let mut vector = vec![0.0; 27];
    vector[0] = 1.0;
    let found = || block_on(index.search(&vector, &filter, 10)).unwrap().len();
    assert_eq!((found(), found()), (1, 1));
    one.labels = Vec::new();
    write(&one);
    assert_eq!(found(), 0);
}

#[test]
fn a_query_of_another_length_is_an_error() {
    let place = place();
    let index = place.open(&LetterEmbedder::new("a"));
    assert!(block_on(index.search(&[1.0, 0.0], &ExampleFilter::default(), 1)).is_err());
}
