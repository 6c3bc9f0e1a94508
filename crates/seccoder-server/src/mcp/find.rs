//! Searching the database for an agent: one question in, the examples that are likely to help out.

use seccoder::cwe::CweId;
use seccoder::example::{ExampleFilter, SecureExample};
use seccoder::language::Language;
use seccoder::query::Query;
use seccoder::retriever::{Hit, Retrieval, RetrieveError, ScoreKind};

use super::McpParts;

/// A question.
pub struct Question<'a> {
    /// Words, code, or both: fenced code is taken for code, the rest for words.
    pub text: &'a str,
    /// The language that the code is written in.
    pub language: Option<Language>,
    /// Only this weakness.
    pub cwe: Option<CweId>,
    /// Examples at most.
    pub limit: usize,
}

/// What was found.
pub enum Found {
    /// Those that are likely to help, best first.
    Sure(Vec<Hit>),
    /// One that may help.
    Unsure(Hit),
    /// None that is worth its tokens; with the best of them.
    Nothing(Option<Hit>),
}

/// Below this share of the threshold, nothing is shown. The threshold is calibrated for programs,
/// which say more than the few words of an agent's question: of twenty such questions about risky
/// work three reached it and twelve its half, of fifteen about harmless work none and one.
const WORTH_A_LOOK: f32 = 0.5;

/// How sure a hit is, where its retriever can say.
pub fn confidence(hit: &Hit) -> Option<f32> {
    hit.score_of(ScoreKind::Confidence)
}

/// The first sentence of advice that an example has: its guideline, else its title.
pub fn advice(example: &SecureExample) -> &str {
    example.guideline.as_deref().unwrap_or(&example.title)
}

/// Asks the retriever, which weighs languages itself.
///
/// Whoever names a weakness gets its examples, however sure they are.
pub async fn find(parts: &McpParts, question: &Question<'_>) -> Result<Found, RetrieveError> {
    let query = query(question);
    let retrieval = Retrieval {
        query: &query,
        filter: ExampleFilter {
            cwe: question.cwe,
            ..ExampleFilter::default()
        },
        limit: question.limit,
        seed: 0,
    };
    let hits = parts.retriever.retrieve(&retrieval).await?;
    let reaches = |hit: &Hit, least: f32| confidence(hit).is_none_or(|value| value >= least);
    let sure = |hit: &Hit| question.cwe.is_some() || reaches(hit, parts.threshold);
    let (sure, unsure): (Vec<Hit>, Vec<Hit>) = hits.into_iter().partition(sure);
    if !sure.is_empty() {
        return Ok(Found::Sure(sure));
    }
    Ok(match unsure.into_iter().next() {
        Some(best) if reaches(&best, parts.threshold * WORTH_A_LOOK) => Found::Unsure(best),
        best => Found::Nothing(best),
    })
}

fn query(question: &Question<'_>) -> Query {
    let (code, words) = split(question.text);
    Query {
        before: code,
        description: (!words.trim().is_empty()).then_some(words),
        language: question.language,
        cwe: question.cwe,
        ..Query::default()
    }
}

/// Fenced code, and the words around it.
fn split(text: &str) -> (String, String) {
    let (mut code, mut words) = (String::new(), String::new());
    let mut fence: Option<usize> = None;
    for line in text.lines() {
        let ticks = line.trim_start().bytes().take_while(|b| *b == b'`').count();
        let into = match fence {
            None if ticks >= 3 => {
                fence = Some(ticks);
                continue;
            }
            Some(opened) if ticks >= opened && line.trim().bytes().all(|b| b == b'`') => {
                fence = None;
                continue;
            }
            Some(_) => &mut code,
            None => &mut words,
        };
        into.push_str(line);
        into.push('\n');
    }
    (code, words.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fenced_code_is_code_and_the_rest_words() {
        let (code, words) = split("Look it up:\n```python\ndef f():\n```\nwith SQL");
        assert_eq!(code, "def f():\n");
        assert_eq!(words, "Look it up:\nwith SQL");
        assert_eq!(
            split("only words"),
            (String::new(), "only words".to_owned())
        );
        assert_eq!(
            split("````\na\n```\nb"),
            ("a\n```\nb\n".to_owned(), String::new())
        );
    }
}
