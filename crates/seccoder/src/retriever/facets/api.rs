//! The facet *API*: names that a request uses, against names that an example is about.
//!
//! BM25 over an example's API names and what it applies to, and over the words of its code, which
//! are mostly identifiers. A qualified name is indexed in its parts and as one word, so that
//! `subprocess.run` finds its like before everything that runs.
//!
//! The index is over all examples of a store, and making it means reading them all. So it is made
//! once and kept while the store's revision ([`ExampleStore::revision`]) stays what it was; asking
//! for that costs one small read. A store that has no revision is read for each request.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::needs::needs;
use crate::cwe::CweId;
use crate::example::{ExampleFilter, ExampleId, ExampleStore, SecureExample, StoreError};
use crate::request::Understanding;
use crate::retriever::bm25::Bm25Index;

/// How often an example's API names count, compared with a word of its code.
const API_WEIGHT: usize = 3;
/// How often what it applies to counts.
const APPLIES_WEIGHT: usize = 2;
/// How often the names that a request uses count, compared with its imports.
const CALLED_WEIGHT: usize = 2;

/// All examples of a store without their code, and the words of each.
pub(super) struct Lexicon {
    /// The store's revision it was made at; `None` when it is good for one request only.
    revision: Option<u64>,
    /// In the order of their ids, without code: enough to choose by.
    pub examples: Vec<Arc<SecureExample>>,
    /// For each, the libraries without which it is of little use.
    pub needs: Vec<Vec<String>>,
    rows: HashMap<ExampleId, usize>,
    avoiding: HashMap<CweId, Vec<usize>>,
    words: Bm25Index,
}

impl Lexicon {
    fn new(revision: Option<u64>, examples: &[Arc<SecureExample>]) -> Self {
        let texts: Vec<String> = examples.iter().map(|example| document(example)).collect();
        let mut avoiding: HashMap<CweId, Vec<usize>> = HashMap::new();
        for (row, example) in examples.iter().enumerate() {
            for cwe in &example.cwes {
                avoiding.entry(*cwe).or_default().push(row);
            }
        }
        Self {
            revision,
            rows: examples.iter().map(|example| example.id).zip(0..).collect(),
            examples: examples.iter().map(|one| Arc::new(outline(one))).collect(),
            needs: examples.iter().map(|one| needs(one)).collect(),
            avoiding,
            words: Bm25Index::new(texts.iter().map(String::as_str)),
        }
    }

    /// Where an example stands.
    pub fn row(&self, id: ExampleId) -> Option<usize> {
        self.rows.get(&id).copied()
    }

    /// The examples that avoid a weakness.
    pub fn avoiding(&self, cwe: CweId) -> &[usize] {
        self.avoiding.get(&cwe).map_or(&[], Vec::as_slice)
    }

    /// Rows with a score above zero, best first, at most `limit`.
    pub fn ranking(
        &self,
        request: &Understanding,
        filter: &ExampleFilter,
        limit: usize,
    ) -> Vec<(usize, f32)> {
        let scores = self.words.scores(&question(request));
        let mut rows: Vec<(usize, f32)> = scores
            .into_iter()
            .enumerate()
            .filter(|(row, score)| *score > 0.0 && filter.admits(&self.examples[*row]))
            .collect();
        rows.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        rows.truncate(limit);
        rows
    }
}

/// The lexicon of a store, made again when the store has changed.
#[derive(Default)]
pub(super) struct LexiconCache(Mutex<Option<Arc<Lexicon>>>);

impl LexiconCache {
    pub async fn get(&self, store: &dyn ExampleStore) -> Result<Arc<Lexicon>, StoreError> {
        // Asked before reading: what is read is of this revision or a later one, and in the
        // latter case read once more next time.
        let revision = store.revision().await?;
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(known), Some(revision)) = (&*kept(), revision)
            && known.revision == Some(revision)
        {
            return Ok(Arc::clone(known));
        }
        let examples = store.list(&ExampleFilter::default()).await?;
        let lexicon = Arc::new(Lexicon::new(revision, &examples));
        *kept() = Some(Arc::clone(&lexicon));
        Ok(lexicon)
    }
}

/// An example without its code, which is most of it.
fn outline(example: &SecureExample) -> SecureExample {
    SecureExample {
        id: example.id,
        title: example.title.clone(),
        code: String::new(),
        language: example.language,
        cwes: example.cwes.clone(),
        vulnerable: None,
        guideline: None,
        apis: example.apis.clone(),
        applies: example.applies.clone(),
        labels: example.labels.clone(),
        visibility: example.visibility,
        provenance: example.provenance.clone(),
    }
}

fn document(example: &SecureExample) -> String {
    let mut text = String::with_capacity(example.code.len() + 256);
    add(&mut text, &example.apis, API_WEIGHT);
    add(&mut text, &example.applies, APPLIES_WEIGHT);
    text.push_str(&example.code);
    text
}

fn question(request: &Understanding) -> String {
    let mut text = String::new();
    add(&mut text, &request.apis, CALLED_WEIGHT);
    add(&mut text, &request.untrusted, CALLED_WEIGHT);
    add(&mut text, &request.imports, 1);
    add(&mut text, &request.frameworks, 1);
    text
}

/// Writes names so that the tokens of a qualified one are its parts and the whole.
fn add(text: &mut String, names: &[String], times: usize) {
    for name in names {
        let joined = name
            .split(|c: char| !c.is_alphanumeric())
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("_");
        for _ in 0..times {
            text.push_str(&joined);
            text.push(' ');
        }
    }
}

/// What a name means without where it comes from, in lower case: `cursor.execute` is `execute`.
pub(super) fn last_part(name: &str) -> String {
    let name = name.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_');
    let parts = name.rsplit(|c: char| !c.is_alphanumeric() && c != '_');
    parts.map(str::to_lowercase).next().unwrap_or_default()
}

/// The [`last_part`] of every name that a request uses.
pub(super) fn last_parts(request: &Understanding) -> HashSet<String> {
    let names = request.apis.iter().chain(&request.untrusted);
    names.map(|name| last_part(name)).collect()
}

/// The names of an example that a request uses, too, as the example writes them; `used` are the
/// request's [`last_parts`].
pub(super) fn shared<'a>(used: &HashSet<String>, example: &'a SecureExample) -> Vec<&'a str> {
    let apis = example.apis.iter();
    apis.filter(|api| used.contains(&last_part(api)))
        .map(String::as_str)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::retriever::testing::{MemoryStore, example};
    use futures::FutureExt;
    use futures::executor::block_on;
    use futures::future::BoxFuture;
    use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

    fn calling(names: &[&str]) -> Understanding {
        Understanding {
            apis: names.iter().map(ToString::to_string).collect(),
            ..Understanding::default()
        }
    }

    fn about(api: &str, code: &str) -> Arc<SecureExample> {
        let mut one = example(Language::Python, 78, code);
        one.apis = vec![api.to_owned()];
        Arc::new(one)
    }

    #[test]
    fn a_qualified_name_finds_its_like_first() {
        let all = [
            about("loop.run", "loop.run()\n"),
            about("subprocess.run", "subprocess.run(x)\n"),
            about("os.system", "os.system(x)\n"),
        ];
        let lexicon = Lexicon::new(None, &all);
        let any = ExampleFilter::default();
        let found = lexicon.ranking(&calling(&["subprocess.run"]), &any, 9);
        let rows: Vec<usize> = found.iter().map(|(row, _)| *row).collect();
        assert_eq!(rows, [1, 0]);
        assert!(lexicon.ranking(&calling(&[]), &any, 9).is_empty());
        let none = ExampleFilter {
            language: Some(Language::C),
            ..any
        };
        assert!(lexicon.ranking(&calling(&["run"]), &none, 9).is_empty());
        assert_eq!(lexicon.avoiding(CweId::new(78)), [0, 1, 2]);
    }

    #[test]
    fn names_are_shared_by_their_last_part() {
        let one = about("sqlite3.Cursor.execute", "x\n");
        assert_eq!(
            shared(&last_parts(&calling(&["cur.execute"])), &one),
            ["sqlite3.Cursor.execute"]
        );
        assert!(shared(&last_parts(&calling(&["execute.cur"])), &one).is_empty());
        assert_eq!(last_part("std::fs::read()"), "read");
        assert_eq!(last_part("()"), "");
    }

    /// Counts how often it is read.
    struct Counting {
        inner: MemoryStore,
        revision: AtomicU64,
        lists: AtomicUsize,
    }

    impl ExampleStore for Counting {
        fn get(
            &self,
            id: ExampleId,
        ) -> BoxFuture<'_, Result<Option<Arc<SecureExample>>, StoreError>> {
            self.inner.get(id)
        }

        fn list<'a>(
            &'a self,
            filter: &'a ExampleFilter,
        ) -> BoxFuture<'a, Result<Vec<Arc<SecureExample>>, StoreError>> {
            self.lists.fetch_add(1, Ordering::Relaxed);
            self.inner.list(filter)
        }

        fn revision(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
            let revision = self.revision.load(Ordering::Relaxed);
            async move { Ok((revision > 0).then_some(revision)) }.boxed()
        }
    }

    #[test]
    fn a_store_is_read_again_only_when_it_changed_or_cannot_say() {
        let store = Counting {
            inner: MemoryStore::new(vec![example(Language::C, 125, "int a;\n")]),
            revision: AtomicU64::new(1),
            lists: AtomicUsize::new(0),
        };
        let cache = LexiconCache::default();
        let mut reads = |revision| {
            store.revision.store(revision, Ordering::Relaxed);
            block_on(cache.get(&store)).unwrap();
            store.lists.load(Ordering::Relaxed)
        };
        assert_eq!([1, 1, 2, 2, 0, 0].map(&mut reads), [1, 1, 2, 2, 3, 4]);
    }
}
