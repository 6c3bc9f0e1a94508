//! `secure_examples`: how code like this is written securely.

use rmcp::model::JsonObject;
use seccoder::cwe::CweId;
use seccoder::retriever::Hit;
use serde::Deserialize;

use super::Refusal;
use crate::mcp::McpParts;
use crate::mcp::arguments::{
    CweArgument, LONGEST_QUERY, check_length, maybe_cwe, maybe_language, read,
};
use crate::mcp::find::{Found, Question, advice, confidence, find};
use crate::mcp::text::{Budget, NOTICE, SENTENCE, clean, fenced, line, origin, title, weaknesses};

/// Examples at most.
const MOST: usize = 5;
/// How much of an example's code is shown; the resource has all of it.
const CODE: Budget = Budget {
    lines: 60,
    bytes: 6 * 1024,
};

#[derive(Debug, Deserialize)]
struct Arguments {
    query: String,
    language: Option<String>,
    cwe: Option<CweArgument>,
    k: Option<usize>,
    #[serde(default)]
    detail: Detail,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Detail {
    #[default]
    Guideline,
    Code,
}

/// The tool's answer.
pub async fn answer(parts: &McpParts, arguments: JsonObject) -> Result<String, Refusal> {
    let arguments: Arguments = read(arguments)?;
    check_length("query", &arguments.query, LONGEST_QUERY)?;
    let question = Question {
        text: &arguments.query,
        language: maybe_language(arguments.language.as_deref())?,
        cwe: maybe_cwe(arguments.cwe.as_ref())?,
        limit: arguments.k.unwrap_or(1).clamp(1, MOST),
    };
    let found = find(parts, &question).await.map_err(|error| {
        Refusal(clean(&format!(
            "the database could not be searched: {error}"
        )))
    })?;
    let (hits, doubt) = match found {
        Found::Sure(hits) => (hits, None),
        Found::Unsure(best) => {
            let reached = confidence(&best).unwrap_or_default();
            let doubt = format!(
                "\nUnsure whether this fits: confidence {reached:.2}, sure from {:.2}.",
                parts.threshold
            );
            (vec![best], Some(doubt))
        }
        Found::Nothing(best) => return Ok(nothing(question.cwe, best.as_ref())),
    };
    let mut text = NOTICE.to_owned();
    text.push_str(&doubt.unwrap_or_default());
    if let Some(language) = question.language
        && !hits
            .iter()
            .any(|hit| language.is_akin_to(hit.example.language))
    {
        text.push_str(&format!(
            "\nNone in {language}; the nearest in another language:"
        ));
    }
    for hit in &hits {
        text.push('\n');
        text.push_str(&described(hit, arguments.detail));
    }
    Ok(text)
}

/// That there is nothing to show, in a line: filling up with what does not fit would cost tokens
/// and mislead.
fn nothing(cwe: Option<CweId>, best: Option<&Hit>) -> String {
    match (cwe, best) {
        (Some(cwe), _) => format!("The database has no example of {cwe} for this."),
        (None, Some(best)) => format!(
            "No example is likely to help (confidence {:.2}). Name the cwe, or the functions and \
             inputs that the code deals with.",
            confidence(best).unwrap_or_default()
        ),
        (None, None) => "Nothing like that is in the database.".to_owned(),
    }
}

/// An example in a few lines.
fn described(hit: &Hit, detail: Detail) -> String {
    let example = &hit.example;
    let mut text = format!(
        "[{}] {} | {} | {}",
        example.id.short(),
        title(example),
        weaknesses(example),
        example.language
    );
    if example.guideline.is_some() {
        text.push_str(&format!("\nguideline: {}", line(advice(example), SENTENCE)));
    }
    let sure = confidence(hit).map(|value| format!("confidence {value:.2}"));
    let reason = hit
        .reason
        .as_ref()
        .map(|reason| line(&reason.text, SENTENCE));
    let why: Vec<String> = [reason, sure].into_iter().flatten().collect();
    if !why.is_empty() {
        text.push_str(&format!("\nwhy: {}", why.join("; ")));
    }
    text.push_str(&format!("\nfrom: {}", origin(&example.provenance)));
    if detail == Detail::Code {
        text.push('\n');
        text.push_str(&fenced(example.language.name(), &example.code, CODE));
    }
    text
}
