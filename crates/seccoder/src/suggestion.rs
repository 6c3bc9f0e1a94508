//! The secure example that shows how a finding is put right.
//!
//! `check`, the tools for agents and the proxy find flaws in code that is written already; each
//! finding comes with the example of its weakness that is most like the code around it.

use crate::cwe::CweId;
use crate::example::ExampleFilter;
use crate::language::Language;
use crate::oracle::Finding;
use crate::query::Query;
use crate::retriever::{Hit, Retrieval, RetrieveError, Retriever};

/// Lines above and below a finding that say what the code around it is about.
const AROUND: usize = 20;
/// Hits looked at for one in the finding's own language.
const LOOKED_AT: usize = 8;

/// The example of the finding's weakness that is most like the code around it, one in the same
/// language before any other; `None` where the finding names no weakness or the database has no
/// example of it.
///
/// # Errors
/// When retrieval fails.
pub async fn suggest(
    retriever: &dyn Retriever,
    code: &str,
    language: Language,
    finding: &Finding,
) -> Result<Option<Hit>, RetrieveError> {
    let Some(cwe) = finding.cwe else {
        return Ok(None);
    };
    against(retriever, &around(code, finding.line), language, cwe).await
}

/// The example of a weakness that is most like this code.
///
/// # Errors
/// When retrieval fails.
pub async fn against(
    retriever: &dyn Retriever,
    code: &str,
    language: Language,
    cwe: CweId,
) -> Result<Option<Hit>, RetrieveError> {
    let query = Query {
        before: code.to_owned(),
        language: Some(language),
        cwe: Some(cwe),
        ..Query::default()
    };
    let retrieval = Retrieval {
        query: &query,
        filter: ExampleFilter {
            cwe: Some(cwe),
            ..ExampleFilter::default()
        },
        limit: LOOKED_AT,
        seed: 0,
    };
    let mut hits = retriever.retrieve(&retrieval).await?;
    let own = hits
        .iter()
        .position(|hit| language.is_akin_to(hit.example.language));
    let best = own.or((!hits.is_empty()).then_some(0));
    Ok(best.map(|at| hits.swap_remove(at)))
}

/// The lines around a one-based line.
fn around(code: &str, line: u32) -> String {
    let at = usize::try_from(line).unwrap_or(usize::MAX);
    let first = at.saturating_sub(AROUND + 1);
    let mut text = String::new();
    for line in code.lines().skip(first).take(2 * AROUND + 1) {
        text.push_str(line);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures::executor::block_on;

    use super::*;
    use crate::retriever::bm25::Bm25Retriever;
    use crate::retriever::testing::{MemoryStore, example};

    #[test]
    fn the_own_language_comes_first_and_the_weakness_always_fits() {
        let store = Arc::new(MemoryStore::new(vec![
            example(
                Language::Go,
                89,
                "db.Query(sql, name) cursor execute query name",
            ),
            example(Language::Python, 89, "cursor.execute(query, (name,))"),
            example(
                Language::Python,
                78,
                "subprocess.run([name]) cursor execute query",
            ),
        ]));
        let retriever = Bm25Retriever::new(store);
        let finding = |cwe| Finding {
            rule: "r".to_owned(),
            cwe,
            line: 1,
            message: String::new(),
        };
        let code = "cursor.execute(\"select \" + name) # query\n";
        let found =
            |cwe| block_on(suggest(&retriever, code, Language::Python, &finding(cwe))).unwrap();
        let hit = found(Some(CweId::new(89))).unwrap();
        assert_eq!(hit.example.language, Language::Python);
        assert_eq!(hit.example.cwes, [CweId::new(89)]);
        assert!(found(None).is_none());
        assert!(found(Some(CweId::new(1))).is_none());
    }

    #[test]
    fn lines_around_stay_within_the_text() {
        assert_eq!(around("a\nb\n", 1), "a\nb\n");
        assert_eq!(around("a\nb\n", 4_000_000_000), "");
        let long: String = (1..=100).map(|n| format!("{n}\n")).collect();
        let text = around(&long, 50);
        assert!(text.starts_with("30\n") && text.ends_with("70\n"));
    }
}
