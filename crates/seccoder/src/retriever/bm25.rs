//! BM25 Okapi: the paper's sparse baseline (section 5.2).
//!
//! Computed here over our own tokens, so that every store ranks alike. A token
//! is an identifier or number, taken whole and, for compound names, also in its
//! parts (`user_id` and `userId` both give `user` and `id`).

use std::collections::HashMap;
use std::sync::Arc;

use futures::future::BoxFuture;

use super::{Hit, Retrieval, RetrieveError, Retriever, Score, ScoreKind};
use crate::example::{ExampleStore, SecureExample};

/// Term-frequency saturation.
const K1: f32 = 1.5;
/// Weight of the length normalisation.
const B: f32 = 0.75;

/// The tokens of a text, lower-cased.
#[must_use]
pub fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in text.split(|c: char| !(c.is_alphanumeric() || c == '_')) {
        if word.chars().all(|c| c == '_') {
            continue;
        }
        let parts = name_parts(word);
        if parts.len() > 1 {
            found.extend(parts);
        }
        found.push(word.to_lowercase());
    }
    found
}

/// Splits `snake_case` and `camelCase` names; `HTTPServer` gives `http`, `server`.
fn name_parts(word: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let chars: Vec<char> = word.chars().collect();
    for (i, &c) in chars.iter().enumerate() {
        let after_lower = i > 0 && (chars[i - 1].is_lowercase() || chars[i - 1].is_numeric());
        let before_lower = chars.get(i + 1).is_some_and(|next| next.is_lowercase());
        let starts_part = c.is_uppercase()
            && (after_lower || (i > 0 && chars[i - 1].is_uppercase() && before_lower));
        if (c == '_' || starts_part) && !part.is_empty() {
            parts.push(std::mem::take(&mut part));
        }
        if c != '_' {
            part.extend(c.to_lowercase());
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

/// An inverted index over a fixed list of documents.
#[derive(Debug, Default)]
pub struct Bm25Index {
    postings: HashMap<String, Vec<(usize, f32)>>,
    lengths: Vec<f32>,
    mean_length: f32,
}

impl Bm25Index {
    /// Indexes documents in the order given.
    pub fn new<'a>(documents: impl IntoIterator<Item = &'a str>) -> Self {
        let mut index = Self::default();
        for (document, text) in documents.into_iter().enumerate() {
            let words = tokens(text);
            #[expect(
                clippy::cast_precision_loss,
                reason = "a document has under 2^24 tokens"
            )]
            index.lengths.push(words.len() as f32);
            let mut counts: HashMap<String, f32> = HashMap::new();
            for word in words {
                *counts.entry(word).or_default() += 1.0;
            }
            for (word, count) in counts {
                index
                    .postings
                    .entry(word)
                    .or_default()
                    .push((document, count));
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "fewer than 2^24 documents")]
        let count = index.lengths.len().max(1) as f32;
        index.mean_length = index.lengths.iter().sum::<f32>() / count;
        index
    }

    /// Score of every document for a query, in the documents' order.
    ///
    /// The inverse document frequency is ln(1 + (N - n + 0.5) / (n + 0.5)), which
    /// unlike the original form is never negative. A term that the query repeats
    /// counts each time.
    #[must_use]
    pub fn scores(&self, query: &str) -> Vec<f32> {
        let mut scores = vec![0.0; self.lengths.len()];
        #[expect(clippy::cast_precision_loss, reason = "fewer than 2^24 documents")]
        let total = self.lengths.len() as f32;
        for word in tokens(query) {
            let Some(postings) = self.postings.get(&word) else {
                continue;
            };
            #[expect(clippy::cast_precision_loss, reason = "fewer than 2^24 documents")]
            let containing = postings.len() as f32;
            let idf = (1.0 + (total - containing + 0.5) / (containing + 0.5)).ln();
            for &(document, count) in postings {
                let length = self.lengths[document] / self.mean_length;
                scores[document] +=
                    idf * count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length));
            }
        }
        scores
    }
}

/// Ranks by BM25 between the prompt and the secure code.
pub struct Bm25Retriever {
    store: Arc<dyn ExampleStore>,
}

impl Bm25Retriever {
    /// A retriever over all examples of a store.
    #[must_use]
    pub fn new(store: Arc<dyn ExampleStore>) -> Self {
        Self { store }
    }
}

impl Retriever for Bm25Retriever {
    fn name(&self) -> &str {
        "bm25"
    }

    fn retrieve<'a>(
        &'a self,
        retrieval: &'a Retrieval<'a>,
    ) -> BoxFuture<'a, Result<Vec<Hit>, RetrieveError>> {
        Box::pin(async move {
            let examples = self.store.list(&retrieval.filter).await?;
            let index = Bm25Index::new(examples.iter().map(|example| example.code.as_str()));
            let scores = index.scores(&retrieval.query.text());
            Ok(ranked(examples, &scores, ScoreKind::Bm25, retrieval.limit))
        })
    }
}

/// The best `limit` examples with a score above zero; ties go to the earlier one.
pub(super) fn ranked(
    examples: Vec<Arc<SecureExample>>,
    scores: &[f32],
    kind: ScoreKind,
    limit: usize,
) -> Vec<Hit> {
    let mut hits: Vec<Hit> = examples
        .into_iter()
        .zip(scores)
        .filter(|(_, value)| **value > 0.0)
        .map(|(example, &value)| Hit {
            example,
            scores: vec![Score { kind, value }],
            reason: None,
        })
        .collect();
    hits.sort_by(|a, b| b.score().total_cmp(&a.score()));
    hits.truncate(limit);
    hits
}

#[cfg(test)]
mod tests {
    use super::super::testing::{MemoryStore, example};
    use super::*;
    use crate::example::ExampleFilter;
    use crate::language::Language;
    use crate::query::Query;

    #[test]
    fn names_are_split_and_kept_whole() {
        assert_eq!(tokens("user_id"), ["user", "id", "user_id"]);
        assert_eq!(
            tokens("getHTTPServer(2)"),
            ["get", "http", "server", "gethttpserver", "2"]
        );
        assert_eq!(tokens("a __ ()"), ["a"]);
    }

    #[test]
    fn scores_agree_with_the_formula_by_hand() {
        let index = Bm25Index::new(["cat cat dog", "dog bird"]);
        let scores = index.scores("cat");
        // idf = ln(1 + (2 - 1 + 0.5) / 1.5) = ln 2; length 3, mean 2.5.
        let expected = 2f32.ln() * 2.0 * 2.5 / (2.0 + 1.5 * (0.25 + 0.75 * 3.0 / 2.5));
        assert!((scores[0] - expected).abs() < 1e-6, "{scores:?}");
        assert_eq!(scores[1], 0.0);
    }

    #[test]
    fn nothing_shared_is_no_hit() {
        let store = Arc::new(MemoryStore::new(vec![
            example(Language::Python, 89, "cursor.execute(sql, params)"),
            example(Language::Python, 22, "path.resolve()"),
        ]));
        let query = Query {
            before: "execute the cursor".into(),
            ..Query::default()
        };
        let retrieval = Retrieval {
            query: &query,
            filter: ExampleFilter::default(),
            limit: 5,
            seed: 1,
        };
        let retriever = Bm25Retriever::new(store);
        let hits = futures::executor::block_on(retriever.retrieve(&retrieval)).unwrap();
        assert_eq!(hits.len(), 1);
        assert!(hits[0].example.code.contains("cursor.execute"));
    }
}
