//! Prompts: how a conversation about secure code begins.

use rmcp::ErrorData;
use rmcp::model::{GetPromptResult, JsonObject, Prompt, PromptArgument, PromptMessage, Role};
use seccoder::retriever::Hit;
use serde::Deserialize;

use super::McpParts;
use super::arguments::{
    BadArgument, LONGEST_CODE, LONGEST_QUERY, check_length, language, maybe_language, read,
};
use super::find::{Found, Question, advice, find};
use super::text::{Budget, NOTICE, SENTENCE, fenced, line};

const COMPLETION: &str = "secure_completion";
const REVIEW: &str = "review";

/// Code of a review is the user's own and whole.
const OWN: Budget = Budget {
    lines: usize::MAX,
    bytes: usize::MAX,
};

#[derive(Deserialize)]
struct Completion {
    task: String,
    language: Option<String>,
}

#[derive(Deserialize)]
struct Review {
    code: String,
    language: String,
}

/// Every prompt.
pub fn list() -> Vec<Prompt> {
    let argument = |name: &str, required| PromptArgument::new(name).with_required(required);
    vec![
        Prompt::new(
            COMPLETION,
            Some("Write code by the guideline of the secure example that fits best"),
            Some(vec![argument("task", true), argument("language", false)]),
        ),
        Prompt::new(
            REVIEW,
            Some("Look for weaknesses in code and fix them by example"),
            Some(vec![argument("code", true), argument("language", true)]),
        ),
    ]
}

/// A prompt with its arguments.
pub async fn get(
    parts: &McpParts,
    name: &str,
    arguments: JsonObject,
) -> Result<GetPromptResult, ErrorData> {
    let text = match name {
        COMPLETION => completion(parts, arguments).await,
        REVIEW => review(arguments),
        _ => {
            return Err(ErrorData::invalid_params(
                "there is no prompt of this name",
                None,
            ));
        }
    };
    let text = text.map_err(|error| ErrorData::invalid_params(error.to_string(), None))?;
    let message = PromptMessage::new_text(Role::User, text);
    Ok(GetPromptResult::new(vec![message]))
}

async fn completion(parts: &McpParts, arguments: JsonObject) -> Result<String, BadArgument> {
    let arguments: Completion = read(arguments)?;
    check_length("task", &arguments.task, LONGEST_QUERY)?;
    let question = Question {
        text: &arguments.task,
        language: maybe_language(arguments.language.as_deref())?,
        cwe: None,
        limit: 1,
    };
    let mut text = arguments.task.trim().to_owned();
    if let Some(language) = question.language {
        text.push_str(&format!("\n\nLanguage: {language}."));
    }
    let found = match find(parts, &question).await {
        Ok(Found::Sure(hits)) => hits.first().map_or_else(String::new, guideline),
        Ok(Found::Unsure(best)) => format!("It may not fit this: {}", guideline(&best)),
        Ok(Found::Nothing(_)) => {
            "No example of the secure code database is likely to help.".to_owned()
        }
        // Said, so that nobody takes the silence for "nothing found".
        Err(error) => line(
            &format!("The secure code database could not be searched: {error}"),
            SENTENCE,
        ),
    };
    text.push_str(&format!("\n\n{found}"));
    Ok(text)
}

fn guideline(hit: &Hit) -> String {
    format!(
        "{NOTICE}\n{} [{}]",
        line(advice(&hit.example), SENTENCE),
        hit.example.id.short()
    )
}

fn review(arguments: JsonObject) -> Result<String, BadArgument> {
    let arguments: Review = read(arguments)?;
    check_length("code", &arguments.code, LONGEST_CODE)?;
    let language = language(&arguments.language)?;
    Ok(format!(
        "Review this {language} code for security. Call check_code on it first; for each weakness \
         that it or you find, call secure_examples with its CWE, then show the fixed code and say \
         which line changed and why. Do not report what you cannot point to.\n\n{}",
        fenced(language.name(), &arguments.code, OWN)
    ))
}
