//! Vectors and searching them.

use super::*;
use crate::store::Timestamp;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

const DIMENSIONS: usize = 32;

/// Unit vectors around a few centres, as those of similar programs lie.
fn clustered(count: usize, random: &mut StdRng) -> Vec<Vec<f32>> {
    let mut any = |spread: f32| -> Vec<f32> {
        (0..DIMENSIONS)
            .map(|_| random.random_range(-spread..spread))
            .collect()
    };
    let centres: Vec<Vec<f32>> = (0..40).map(|_| any(1.0)).collect();
    let mut near = |i: usize| -> Vec<f32> {
        let moved = centres[i % centres.len()].iter().zip(any(0.6));
        let vector: Vec<f32> = moved.map(|(a, b)| a + b).collect();
        let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        vector.iter().map(|x| x / length).collect()
    };
    (0..count).map(&mut near).collect()
}

type Rows = Vec<(ExampleId, Language, Vec<f32>)>;

/// A store of many examples in two languages with vectors, these vectors, and some like them.
fn filled(server: &Server, count: usize, queries: usize) -> (PostgresStore, Rows, Vec<Vec<f32>>) {
    let store = empty(server);
    let mut random = StdRng::seed_from_u64(1);
    let mut vectors = clustered(count + queries, &mut random);
    let queries = vectors.split_off(count);
    let mut batch = Batch {
        at: Timestamp(1),
        ..Batch::default()
    };
    let mut rows = Vec::new();
    for (i, vector) in vectors.into_iter().enumerate() {
        let language = if i % 50 == 0 {
            Language::C
        } else {
            Language::Python
        };
        let example = example(language, 89, &format!("x = {i}\n"));
        rows.push((example.id, language, vector));
        batch.admit.push(admitted(example));
    }
    block_on(store.write(&batch)).unwrap();
    let stored: Vec<_> = rows
        .iter()
        .map(|(id, _, vector)| (*id, vector.clone()))
        .collect();
    block_on(store.store_vectors("f", "code", &stored)).unwrap();
    (store, rows, queries)
}

/// The nearest, compared one by one.
fn nearest(
    rows: &[(ExampleId, Language, Vec<f32>)],
    query: &[f32],
    language: Option<Language>,
    limit: usize,
) -> Vec<ExampleId> {
    let admitted = rows
        .iter()
        .filter(|(_, own, _)| language.is_none_or(|asked| asked == *own));
    let score = |vector: &[f32]| -> f32 { vector.iter().zip(query).map(|(a, b)| a * b).sum() };
    let mut all: Vec<_> = admitted
        .map(|(id, _, vector)| (score(vector), *id))
        .collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    all.into_iter().take(limit).map(|(_, id)| id).collect()
}

#[test]
fn a_search_finds_the_nearest_with_and_without_an_index_and_whatever_the_filter() {
    let Some(server) = shared() else { return };
    let (store, rows, queries) = filled(server, 3_000, 30);
    let plan = |store: &PostgresStore| {
        let database = store.place.split(['/', '?']).nth(3).unwrap().to_owned();
        let zeros = vec!["1"; DIMENSIONS].join(",");
        let explain = format!(
            "SET search_path TO seccoder, public; EXPLAIN SELECT example_id FROM vector_1 \
             ORDER BY embedding <=> '[{zeros}]' LIMIT 10"
        );
        server.sql(&database, &explain).unwrap().join("\n")
    };
    for indexed in [false, true] {
        if indexed {
            assert!(block_on(store.index_vectors("f", "code")).unwrap());
            assert!(
                block_on(store.index_vectors("f", "code")).unwrap(),
                "it is there already"
            );
        }
        assert_eq!(
            plan(&store).contains("vector_1_hnsw"),
            indexed,
            "{}",
            plan(&store)
        );
        for language in [None, Some(Language::C), Some(Language::Python)] {
            let filter = ExampleFilter {
                language,
                ..ExampleFilter::default()
            };
            let (mut right, mut all) = (0, 0);
            for query in &queries {
                let found = block_on(store.search("f", "code", query, &filter, 10)).unwrap();
                assert!(found.windows(2).all(|two| two[0].1 >= two[1].1));
                let found: Vec<ExampleId> = found.into_iter().map(|(id, _)| id).collect();
                let expected = nearest(&rows, query, language, 10);
                assert_eq!(found.len(), expected.len());
                right += found.iter().filter(|id| expected.contains(id)).count();
                all += expected.len();
            }
            // Filters that let few through are answered exactly also where there is an index.
            let least = if indexed && language.is_none() {
                all * 99 / 100
            } else {
                all
            };
            assert!(
                right >= least,
                "{right} of {all}, {language:?}, index: {indexed}"
            );
        }
    }
    // More than there are.
    let filter = ExampleFilter {
        language: Some(Language::C),
        ..ExampleFilter::default()
    };
    let found = block_on(store.search("f", "code", &queries[0], &filter, 500)).unwrap();
    assert_eq!(found.len(), 60);
    let none = ExampleFilter::default();
    let found = block_on(store.search("f", "code", &queries[0], &none, 5_000)).unwrap();
    assert_eq!(found.len(), 3_000);
}

#[test]
fn a_large_set_gets_an_index_by_itself() {
    let Some(server) = shared() else { return };
    let store = empty(server);
    let database = store.place.split(['/', '?']).nth(3).unwrap().to_owned();
    let count = usize::try_from(vectors::INDEX_FROM).unwrap();
    // Examples are made by the server, because this is about vectors.
    let make = format!(
        "INSERT INTO seccoder.example SELECT sha256(n::text::bytea), '{{}}', 'c', 's', NULL, \
         '{{}}', '{{}}' FROM generate_series(1, {count}) AS n"
    );
    server.sql(&database, &make).unwrap();
    let ids = block_on(store.ids(&ExampleFilter::default())).unwrap();
    let vector = |i: usize| vec![1.0, (i % 97) as f32, (i % 31) as f32];
    let rows: Vec<_> = ids
        .iter()
        .enumerate()
        .map(|(i, id)| (*id, vector(i)))
        .collect();
    let indexes = || {
        let query = "SELECT indexname FROM pg_indexes WHERE indexname LIKE '%hnsw'";
        server.sql(&database, query).unwrap()
    };
    block_on(store.store_vectors("f", "code", &rows[1..])).unwrap();
    assert!(indexes().is_empty());
    block_on(store.store_vectors("f", "code", &rows[..1])).unwrap();
    assert_eq!(indexes(), ["vector_1_hnsw"]);
}

#[test]
fn vectors_that_do_not_fit_are_refused() {
    let Some(server) = shared() else { return };
    let store = empty(server);
    let batch = mine("x = 1\n");
    block_on(store.write(&batch)).unwrap();
    let id = batch.admit[0].example.id;
    let any = ExampleFilter::default();
    assert_eq!(
        block_on(store.search("f", "code", &[1.0], &any, 1)).unwrap(),
        []
    );
    block_on(store.store_vectors("f", "code", &[(id, vec![0.6, 0.8])])).unwrap();
    for wrong in [vec![1.0], vec![f32::NAN, 0.0]] {
        let rows = [(id, wrong)];
        assert!(block_on(store.store_vectors("f", "code", &rows)).is_err());
    }
    let error = block_on(store.search("f", "code", &[1.0], &any, 1)).unwrap_err();
    assert!(error.reason.contains("has 1 dimensions"), "{error}");
    assert_eq!(
        block_on(store.vectors("f", "code")).unwrap(),
        [(id, vec![0.6, 0.8])]
    );
    assert_eq!(
        block_on(store.vector_sets()).unwrap(),
        [("f".to_owned(), "code".to_owned())]
    );
    let long = [(id, vec![0.5; 3_000])];
    block_on(store.store_vectors("long", "code", &long)).unwrap();
    assert!(!block_on(store.index_vectors("long", "code")).unwrap());
    let found = block_on(store.search("long", "code", &long[0].1, &any, 1)).unwrap();
    assert_eq!(found[0].0, id);
}

#[test]
fn those_who_store_the_same_vectors_at_once_do_not_disturb_each_other() {
    let Some(server) = shared() else { return };
    let address = server.address("postgres", &server.database());
    let store = open(&address);
    let mut batch = Batch::default();
    for n in 0..200 {
        batch.admit.push(admitted(example(
            Language::Python,
            89,
            &format!("x = {n}\n"),
        )));
    }
    block_on(store.write(&batch)).unwrap();
    let mut rows: Vec<_> = batch
        .admit
        .iter()
        .map(|one| (one.example.id, vec![1.0, 0.5]))
        .collect();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            rows.reverse();
            let (store, rows) = (open(&address), rows.clone());
            scope.spawn(move || {
                for part in rows.chunks(40) {
                    block_on(store.store_vectors("f", "code", part)).unwrap();
                }
            });
        }
        // Meanwhile examples go away, with their vectors.
        for one in batch.admit.iter().take(50) {
            let removal = Batch {
                remove: vec![one.example.id],
                ..Batch::default()
            };
            block_on(store.write(&removal)).unwrap();
        }
    });
    assert_eq!(block_on(store.vectors("f", "code")).unwrap().len(), 150);
    assert!(
        block_on(store.without_vector("f", "code"))
            .unwrap()
            .is_empty()
    );
}
