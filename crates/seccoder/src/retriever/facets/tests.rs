//! The whole retriever over a store in memory, with an embedder that counts words.

use super::*;
use crate::cwe::CweId;
use crate::embedder::normalized;
use crate::example::{ExampleId, SecureExample, StoreError};
use crate::language::Language;
use crate::query::Query;
use crate::request::WeaknessHint;
use crate::retriever::bm25::tokens;
use crate::retriever::testing::{MemoryStore, example};
use futures::executor::block_on;

/// Sorts words into a few buckets: texts with the same words are near.
struct Words;

fn vector(text: &str) -> Vec<f32> {
    let mut counts = vec![0.001; 257];
    for word in tokens(text) {
        let bucket = word
            .bytes()
            .fold(7_usize, |sum, byte| (sum * 31 + usize::from(byte)) % 257);
        counts[bucket] += 1.0;
    }
    normalized(counts).unwrap()
}

impl Embedder for Words {
    fn name(&self) -> &str {
        "words"
    }

    fn fingerprint(&self) -> BoxFuture<'_, Result<String, EmbedError>> {
        Box::pin(async { Ok("words".to_owned()) })
    }

    fn sees_private(&self) -> bool {
        true
    }

    fn embed<'a>(
        &'a self,
        _: EmbedRole,
        texts: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<Vec<f32>>, EmbedError>> {
        let vectors = texts.iter().map(|text| vector(text)).collect();
        Box::pin(async { Ok(vectors) })
    }
}

struct Index(Vec<(Arc<SecureExample>, Vec<f32>)>);

impl Index {
    fn new(store: &MemoryStore, text: fn(&SecureExample) -> String) -> Arc<Self> {
        let rows = store.0.iter();
        Arc::new(Self(
            rows.map(|e| (Arc::clone(e), vector(&text(e)))).collect(),
        ))
    }
}

impl VectorIndex for Index {
    fn nearest<'a>(
        &'a self,
        vector: &'a [f32],
        filter: &'a ExampleFilter,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(ExampleId, f32)>, StoreError>> {
        let admitted = self.0.iter().filter(|(one, _)| filter.admits(one));
        let mut found: Vec<(ExampleId, f32)> = admitted
            .map(|(one, row)| (one.id, row.iter().zip(vector).map(|(a, b)| a * b).sum()))
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(limit);
        Box::pin(async { Ok(found) })
    }
}

fn named(language: Language, cwe: u32, title: &str, api: &str, code: &str) -> SecureExample {
    SecureExample {
        title: title.to_owned(),
        apis: vec![api.to_owned()],
        ..example(language, cwe, code)
    }
}

fn examples() -> Vec<SecureExample> {
    use Language::{Go, Python};
    vec![
        named(
            Python,
            89,
            "Find a member by name",
            "sqlite3.Cursor.execute",
            "db.execute(sql, (name,))\n",
        ),
        named(
            Python,
            89,
            "Count the orders of a day",
            "psycopg.Cursor.execute",
            "cur.execute(sql, [day])\n",
        ),
        named(
            Go,
            89,
            "Find a member by name",
            "sql.DB.Query",
            "rows := db.Query(text, name)\n",
        ),
        named(
            Python,
            22,
            "Send a picture",
            "flask.send_from_directory",
            "send_from_directory(root, name)\n",
        ),
        named(
            Go,
            502,
            "Load a saved game",
            "gob.Decoder",
            "gob.NewDecoder(file)\n",
        ),
    ]
}

fn retriever(options: FacetOptions) -> FacetRetriever {
    let store = MemoryStore::new(examples());
    let indexes = FacetIndexes {
        code: Some(Index::new(&store, |e| e.code.clone())),
        cause: Some(Index::new(&store, cause_text)),
    };
    FacetRetriever::new(Arc::new(store), Arc::new(Words), indexes, options)
}

fn wanting(description: &str, apis: &[&str], hints: &[(u32, f32)]) -> Understanding {
    Understanding {
        language: Some(Language::Python),
        description: description.to_owned(),
        apis: apis.iter().map(ToString::to_string).collect(),
        weaknesses: hints
            .iter()
            .map(|&(cwe, weight)| WeaknessHint {
                cwe: CweId::new(cwe),
                weight,
                because: "it says so".to_owned(),
            })
            .collect(),
        ..Understanding::default()
    }
}

fn found(options: FacetOptions, request: &Understanding, filter: ExampleFilter) -> Vec<Hit> {
    let query = Query {
        before: "def f(name):\n".to_owned(),
        language: request.language,
        ..Query::default()
    };
    let retrieval = Retrieval {
        query: &query,
        filter,
        limit: 10,
        seed: 1,
    };
    block_on(retriever(options).search(request, &retrieval)).unwrap()
}

fn titles(found: &[Hit]) -> Vec<&str> {
    let hits = found.iter();
    hits.map(|hit| hit.example.title.as_str()).collect()
}

#[test]
fn the_weakness_is_chosen_first_and_then_what_fits() {
    let request = wanting("find a member", &["cursor.execute"], &[(89, 0.8)]);
    let all = FacetOptions::of(&Facet::ALL);
    let found = found(all, &request, ExampleFilter::default());
    let first = &found[0];
    assert_eq!(first.example.apis, ["sqlite3.Cursor.execute"]);
    let kinds: Vec<ScoreKind> = first.scores.iter().map(|score| score.kind).collect();
    let expected = [
        ScoreKind::Fused,
        ScoreKind::Weakness,
        ScoreKind::Api,
        ScoreKind::Cause,
        ScoreKind::Cosine,
        ScoreKind::Confidence,
    ];
    assert_eq!(kinds, expected);
    assert!(found.iter().all(|hit| hit.score() > 0.0));
    let reason = first.reason.as_ref().unwrap();
    assert_eq!(reason.weakness, Some(CweId::new(89)));
    assert_eq!(
        reason.text,
        "avoids SQL injection (CWE-89): it says so; both use sqlite3.Cursor.execute; what it does \
         and its code are close"
    );
}

#[test]
fn another_language_comes_behind_its_own_and_says_so() {
    let request = wanting("find a member by name", &["DB.Query"], &[(89, 1.0)]);
    let options = FacetOptions {
        diverse: false,
        ..FacetOptions::default()
    };
    let found = found(options, &request, ExampleFilter::default());
    assert_eq!(found[0].example.language, Language::Python);
    let go = found
        .iter()
        .find(|hit| hit.example.language == Language::Go && hit.example.cwes == [CweId::new(89)]);
    let text = &go.unwrap().reason.as_ref().unwrap().text;
    assert!(text.contains("in go for want of one in python"), "{text}");
}

#[test]
fn a_hint_brings_in_what_no_facet_found() {
    let options = FacetOptions::of(&[Facet::Weakness]);
    let request = wanting("", &[], &[(502, 0.9), (22, 0.5)]);
    let found = found(options, &request, ExampleFilter::default());
    let mut titles = titles(&found);
    titles.sort_unstable();
    assert_eq!(titles, ["Load a saved game", "Send a picture"]);
}

#[test]
fn variety_shows_another_weakness_before_long() {
    let request = wanting("find a member by name", &["execute"], &[]);
    let of = |diverse| {
        let options = FacetOptions {
            diverse,
            ..FacetOptions::default()
        };
        let found = found(options, &request, ExampleFilter::default());
        let hits = found.into_iter();
        hits.map(|hit| hit.example.cwes[0].number())
            .collect::<Vec<_>>()
    };
    assert_eq!(of(false)[..2], [89, 89]);
    assert_eq!(of(true)[..2], [89, 22]);
}

#[test]
fn filters_hold_for_every_facet() {
    let request = wanting("find a member by name", &["execute"], &[(89, 1.0)]);
    let filter = ExampleFilter {
        without_cwes: vec![CweId::new(89)],
        ..ExampleFilter::default()
    };
    let found = found(FacetOptions::default(), &request, filter);
    assert!(!found.is_empty());
    let avoided = |hit: &Hit| hit.example.cwes.contains(&CweId::new(89));
    assert!(!found.iter().any(avoided));
}

#[test]
fn the_first_hit_does_not_depend_on_how_many_are_wanted() {
    let all = retriever(FacetOptions::default());
    let query = Query {
        before: "import sqlite3\n\ndef find(db, name):\n    # find a member\n".to_owned(),
        language: Some(Language::Python),
        ..Query::default()
    };
    let take = |limit| {
        let retrieval = Retrieval {
            query: &query,
            filter: ExampleFilter::default(),
            limit,
            seed: 1,
        };
        block_on(all.retrieve(&retrieval)).unwrap()
    };
    let (one, two, many) = (take(1), take(2), take(usize::MAX >> 1));
    assert_eq!((one.len(), two.len(), many.len()), (1, 2, 5));
    assert_eq!((&one[..], &two[..]), (&many[..1], &many[..2]));
    assert!(take(0).is_empty());
}

#[test]
fn nothing_to_go_by_is_no_hit() {
    let query = Query::default();
    let retrieval = Retrieval {
        query: &query,
        filter: ExampleFilter::default(),
        limit: 3,
        seed: 1,
    };
    let hits = block_on(retriever(FacetOptions::default()).retrieve(&retrieval)).unwrap();
    assert!(hits.is_empty(), "{hits:?}");
}

#[test]
fn a_broken_embedder_is_an_error() {
    struct Broken;
    impl Embedder for Broken {
        fn name(&self) -> &str {
            "broken"
        }

        fn fingerprint(&self) -> BoxFuture<'_, Result<String, EmbedError>> {
            Box::pin(async { Ok(String::new()) })
        }

        fn sees_private(&self) -> bool {
            true
        }

        fn embed<'a>(
            &'a self,
            _: EmbedRole,
            _: &'a [String],
        ) -> BoxFuture<'a, Result<Vec<Vec<f32>>, EmbedError>> {
            Box::pin(async { Ok(Vec::new()) })
        }
    }
    let store = MemoryStore::new(examples());
    let indexes = FacetIndexes {
        code: Some(Index::new(&store, |e| e.code.clone())),
        cause: None,
    };
    let options = FacetOptions::of(&Facet::ALL);
    let broken = FacetRetriever::new(Arc::new(store), Arc::new(Broken), indexes, options);
    let query = Query {
        before: "x".to_owned(),
        ..Query::default()
    };
    let retrieval = Retrieval {
        query: &query,
        filter: ExampleFilter::default(),
        limit: 1,
        seed: 1,
    };
    let error = block_on(broken.retrieve(&retrieval)).unwrap_err();
    assert!(matches!(error, RetrieveError::Embed(_)), "{error}");
}
