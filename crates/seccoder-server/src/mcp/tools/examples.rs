//! `secure_examples`: how code like this is written securely.

use rmcp::model::JsonObject;
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
    if found.hits.is_empty() {
        return Ok(nothing(parts, &question, &found));
    }
    let mut text = NOTICE.to_owned();
    if let (true, Some(language)) = (found.other_language, question.language) {
        text.push_str(&format!(
            "\nNone in {language}; the nearest in another language:"
        ));
    }
    for hit in &found.hits {
        text.push('\n');
        text.push_str(&described(hit, arguments.detail));
    }
    Ok(text)
}

/// That there is nothing to show, in one or two lines: filling up with what does not fit would cost
/// tokens and mislead.
fn nothing(parts: &McpParts, question: &Question<'_>, found: &Found) -> String {
    if let (Some(best), Some(sure)) = (&found.unsure, found.unsure.as_ref().and_then(confidence)) {
        return format!(
            "No example is likely enough to help (the best reaches {sure:.2}, {:.2} is needed: \
             {}, {}). Name the cwe, or the functions and inputs the code deals with.",
            parts.threshold,
            best.example.id.short(),
            weaknesses(&best.example)
        );
    }
    match question.cwe {
        Some(cwe) => format!("The database has no example of {cwe} for this."),
        None => "Nothing like that is in the database.".to_owned(),
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
