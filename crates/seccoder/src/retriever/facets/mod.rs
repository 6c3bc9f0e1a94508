//! Facets: several ways in which an example can be of use, each its own ranking, fused; then a
//! choice.
//!
//! | facet | request | example | by |
//! |---|---|---|---|
//! | API | names called, imports, frameworks, sources of input | API names, what it applies to, words of its code | BM25 |
//! | cause | what is wanted, in words | title, guideline, weaknesses in words ([`CAUSE_VIEW`]) | cosine |
//! | code | the program | the code | cosine |
//! | weakness | what the request hints at | the weaknesses it avoids | hints in their order |
//!
//! `FacetRetriever::search` on one page: rank by each facet, fuse the rankings, let the fused
//! ranking vote for weaknesses together with the request's own hints, and take for the likeliest
//! weakness the example that fits best. Every score is kept in the hit, and a reason.

mod api;
mod cause;
mod causes;
mod choose;
mod fuse;
mod needs;
mod reason;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::str::FromStr;
use std::sync::Arc;

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

pub use cause::{CAUSE_VIEW, cause_text};

use self::api::{Lexicon, LexiconCache, last_parts};
use self::cause::request_text;
use self::choose::{Choice, Chosen};
use self::fuse::{Ranking, fuse};
use super::{Hit, Retrieval, RetrieveError, Retriever, Score, ScoreKind};
use crate::auto::confidence;
use crate::embedder::{EmbedError, EmbedRole, Embedder};
use crate::example::{ExampleFilter, ExampleStore, VectorIndex};
use crate::request::{Understanding, understand};

/// A way in which an example can be of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Facet {
    /// It uses the same names.
    Api,
    /// It does the same work.
    Cause,
    /// Its code looks alike.
    Code,
    /// It avoids a weakness that the request hints at.
    Weakness,
}

impl Facet {
    /// Every facet.
    pub const ALL: [Self; 4] = [Self::Api, Self::Cause, Self::Code, Self::Weakness];

    /// Those that method `auto` uses unless told otherwise. The code is not among them: it found
    /// nothing more than the others, and embedding the program is most of the time that retrieval
    /// takes.
    pub const USUAL: [Self; 3] = [Self::Api, Self::Cause, Self::Weakness];

    /// Its name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Cause => "cause",
            Self::Code => "code",
            Self::Weakness => "weakness",
        }
    }
}

/// How facets are weighed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FacetOptions {
    /// Weight of [`Facet::Api`]; 0 switches a facet off.
    pub api: f32,
    /// Weight of [`Facet::Cause`].
    pub cause: f32,
    /// Weight of [`Facet::Code`].
    pub code: f32,
    /// Weight of [`Facet::Weakness`]. At 0 there is no choice of a weakness: examples come in
    /// the order of the fused ranking, those in the program's language first.
    pub weakness: f32,
    /// The constant k of reciprocal rank fusion.
    pub rrf_k: f32,
    /// The most examples that a facet ranks.
    pub per_facet: usize,
    /// Whether examples after the first shall show something else.
    pub diverse: bool,
}

impl Default for FacetOptions {
    fn default() -> Self {
        Self::of(&Facet::USUAL)
    }
}

impl FacetOptions {
    /// These facets with their weights, without the others. One facet alone is its ranking as it
    /// is.
    #[must_use]
    pub fn of(facets: &[Facet]) -> Self {
        let weight = |of, weight| if facets.contains(&of) { weight } else { 0.0 };
        Self {
            api: weight(Facet::Api, 1.0),
            cause: weight(Facet::Cause, 2.0),
            code: weight(Facet::Code, 1.0),
            weakness: weight(Facet::Weakness, 2.0),
            rrf_k: 60.0,
            per_facet: 100,
            diverse: true,
        }
    }
}

/// The text names no facet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown facet `{0}`; known: api, cause, code, weakness")]
pub struct UnknownFacet(pub String);

impl FromStr for Facet {
    type Err = UnknownFacet;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim().to_ascii_lowercase();
        let known = Self::ALL.into_iter().find(|facet| facet.name() == wanted);
        known.ok_or_else(|| UnknownFacet(text.to_owned()))
    }
}

/// The vectors of the two dense facets; a facet without vectors is left out.
#[derive(Clone, Default)]
pub struct FacetIndexes {
    /// Of the code view.
    pub code: Option<Arc<dyn VectorIndex>>,
    /// Of the view [`CAUSE_VIEW`].
    pub cause: Option<Arc<dyn VectorIndex>>,
}

/// Ranks by facets and chooses.
pub struct FacetRetriever {
    store: Arc<dyn ExampleStore>,
    embedder: Arc<dyn Embedder>,
    indexes: FacetIndexes,
    options: FacetOptions,
    lexicon: LexiconCache,
}

impl FacetRetriever {
    /// A retriever over all examples of a store; the vectors are this embedder's.
    #[must_use]
    pub fn new(
        store: Arc<dyn ExampleStore>,
        embedder: Arc<dyn Embedder>,
        indexes: FacetIndexes,
        options: FacetOptions,
    ) -> Self {
        Self {
            store,
            embedder,
            indexes,
            options,
            lexicon: LexiconCache::default(),
        }
    }

    /// Finds examples for a request that is understood already, in the order in which they are to
    /// be taken.
    async fn search(
        &self,
        request: &Understanding,
        retrieval: &Retrieval<'_>,
    ) -> Result<Vec<Hit>, RetrieveError> {
        let lexicon = self.lexicon.get(&*self.store).await?;
        let scored = self.rank(&lexicon, request, retrieval).await?;
        let mut rankings: Vec<Ranking> = scored
            .iter()
            .map(|of| Ranking::in_order(of.weight, of.rows.iter().map(|(row, _)| *row)))
            .collect();
        rankings.extend(self.hinted(&lexicon, request, &rankings, &retrieval.filter));
        let fused = fuse(&rankings, self.options.rrf_k);
        let names = last_parts(request);
        let choice = Choice {
            lexicon: &lexicon,
            request,
            names: &names,
            fused: &fused,
            near: &nearness(&scored),
            weight: self.options.weakness,
            diverse: self.options.diverse,
        };
        let mut hits = Vec::new();
        for chosen in choice.order(&choice.weaknesses(), retrieval.limit) {
            let id = lexicon.examples[chosen.row].id;
            // An example removed since the lexicon was made is simply no hit.
            let Some(example) = self.store.get(id).await? else {
                continue;
            };
            let places = places(&scored, chosen.row);
            hits.push(Hit {
                reason: Some(reason::reason(request, &names, &example, &chosen, &places)),
                example,
                scores: scores(&scored, &fused, &chosen, request),
            });
        }
        Ok(hits)
    }

    /// The rankings of the facets that compare texts.
    async fn rank(
        &self,
        lexicon: &Lexicon,
        request: &Understanding,
        retrieval: &Retrieval<'_>,
    ) -> Result<Vec<Scored>, RetrieveError> {
        let FacetOptions { api, per_facet, .. } = self.options;
        let filter = &retrieval.filter;
        let mut all = Vec::new();
        if api > 0.0 {
            all.push(Scored {
                facet: Facet::Api,
                kind: ScoreKind::Api,
                weight: api,
                rows: lexicon.ranking(request, filter, per_facet),
            });
        }
        let dense = self.dense(request, retrieval);
        if dense.is_empty() {
            return Ok(all);
        }
        let texts: Vec<String> = dense.iter().map(|of| of.text.clone()).collect();
        // One call for both: the embedder may work on them side by side.
        let vectors = self.embedder.embed(EmbedRole::Query, &texts).await?;
        if vectors.len() != texts.len() {
            return Err(RetrieveError::Embed(EmbedError::Failed {
                name: self.embedder.name().to_owned(),
                reason: format!("{} vectors for {} texts", vectors.len(), texts.len()),
            }));
        }
        for (of, vector) in dense.into_iter().zip(vectors) {
            let near = of.index.nearest(&vector, filter, per_facet).await?;
            let rows = near.into_iter().filter(|(_, cosine)| *cosine > 0.0);
            all.push(Scored {
                facet: of.facet,
                kind: of.kind,
                weight: of.weight,
                rows: rows
                    .filter_map(|(id, cosine)| Some((lexicon.row(id)?, cosine)))
                    .collect(),
            });
        }
        Ok(all)
    }

    /// The dense facets that are on, have vectors, and have something to embed.
    fn dense(&self, request: &Understanding, retrieval: &Retrieval<'_>) -> Vec<Dense<'_>> {
        let code = self.indexes.code.as_deref().map(|index| Dense {
            facet: Facet::Code,
            kind: ScoreKind::Cosine,
            weight: self.options.code,
            text: retrieval.query.text(),
            index,
        });
        let cause = self.indexes.cause.as_deref().map(|index| Dense {
            facet: Facet::Cause,
            kind: ScoreKind::Cause,
            weight: self.options.cause,
            text: request_text(request),
            index,
        });
        let mut dense: Vec<Dense<'_>> = [cause, code].into_iter().flatten().collect();
        dense.retain(|of| of.weight > 0.0 && !of.text.trim().is_empty());
        dense
    }

    /// A ranking for each weakness that the request hints at: all examples of the first hint have
    /// the first place, those of the second the second. They are taken from what the other facets
    /// found; only where those have none are any others brought in.
    fn hinted(
        &self,
        lexicon: &Lexicon,
        request: &Understanding,
        found: &[Ranking],
        filter: &ExampleFilter,
    ) -> Vec<Ranking> {
        let places = found.iter().flat_map(|ranking| &ranking.places);
        let known: HashSet<usize> = places.map(|(row, _)| *row).collect();
        let admitted = |row: &usize| filter.admits(&lexicon.examples[*row]);
        let hints = request.weaknesses.iter().zip(1..);
        hints
            .map(|(hint, place)| {
                let all = lexicon.avoiding(hint.cwe);
                let mut rows: Vec<usize> = all
                    .iter()
                    .copied()
                    .filter(|row| known.contains(row))
                    .collect();
                if rows.is_empty() {
                    let fresh = all.iter().copied().filter(admitted);
                    rows = fresh.take(self.options.per_facet).collect();
                }
                Ranking {
                    weight: self.options.weakness * hint.weight.clamp(0.0, 1.0),
                    places: rows.into_iter().map(|row| (row, place)).collect(),
                }
            })
            .collect()
    }
}

impl Retriever for FacetRetriever {
    fn name(&self) -> &str {
        "facets"
    }

    fn retrieve<'a>(
        &'a self,
        retrieval: &'a Retrieval<'a>,
    ) -> BoxFuture<'a, Result<Vec<Hit>, RetrieveError>> {
        Box::pin(async move {
            let request = understand(retrieval.query);
            self.search(&request, retrieval).await
        })
    }
}

/// A dense facet before it is ranked.
struct Dense<'a> {
    facet: Facet,
    kind: ScoreKind,
    weight: f32,
    text: String,
    index: &'a dyn VectorIndex,
}

/// A facet's ranking: rows with scores, best first.
struct Scored {
    facet: Facet,
    kind: ScoreKind,
    weight: f32,
    rows: Vec<(usize, f32)>,
}

/// The weighted mean of each row's scores. BM25 has no upper end, so it counts as a share of the
/// highest; a facet that did not rank a row gives it nothing.
fn nearness(scored: &[Scored]) -> HashMap<usize, f32> {
    let total: f32 = scored.iter().map(|of| of.weight).sum();
    let mut near: HashMap<usize, f32> = HashMap::new();
    for of in scored {
        let highest = match of.facet {
            Facet::Api => of.rows.first().map_or(1.0, |(_, score)| *score),
            Facet::Cause | Facet::Code | Facet::Weakness => 1.0,
        };
        for &(row, score) in &of.rows {
            *near.entry(row).or_default() += of.weight / total * score / highest;
        }
    }
    near
}

/// Where a row stands in each ranking that holds it.
fn places(scored: &[Scored], row: usize) -> reason::Places {
    let place = |of: &Scored| of.rows.iter().position(|(other, _)| *other == row);
    let places = scored
        .iter()
        .filter_map(|of| Some((of.facet, place(of)? + 1)));
    places.collect()
}

/// Every score of a chosen row. A facet that did not rank it is left out.
fn scores(
    scored: &[Scored],
    fused: &HashMap<usize, f32>,
    chosen: &Chosen,
    request: &Understanding,
) -> Vec<Score> {
    let mut scores = vec![Score {
        kind: ScoreKind::Fused,
        value: fused.get(&chosen.row).copied().unwrap_or_default(),
    }];
    scores.extend(chosen.weakness.map(|(_, value)| Score {
        kind: ScoreKind::Weakness,
        value,
    }));
    for of in scored {
        let found = of.rows.iter().find(|(row, _)| *row == chosen.row);
        scores.extend(found.map(|&(_, value)| Score {
            kind: of.kind,
            value,
        }));
    }
    let of_kind = |kind| scores.iter().find(|score| score.kind == kind);
    let hint = chosen.weakness.and_then(|(cwe, _)| request.hint(cwe));
    scores.push(Score {
        kind: ScoreKind::Confidence,
        value: confidence(
            hint.map_or(0.0, |hint| hint.weight),
            of_kind(ScoreKind::Cause).map(|score| score.value),
        ),
    });
    scores
}
