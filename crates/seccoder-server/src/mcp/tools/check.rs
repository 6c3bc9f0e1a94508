//! `check_code`: what analyzers find in code, and how each weakness is put right.

use rmcp::model::JsonObject;
use seccoder::cwe::CweId;
use seccoder::language::Language;
use seccoder::oracle::{Finding, OracleCase, Verdict, verdict_of};
use seccoder::suggestion::suggest;
use serde::Deserialize;

use super::Refusal;
use crate::mcp::arguments::{CweArgument, LONGEST_CODE, check_length, language, maybe_cwe, read};
use crate::mcp::find::advice;
use crate::mcp::text::{NOTICE, SENTENCE, line, named};
use crate::mcp::{McpParts, McpServer};

/// Findings that are listed.
const FINDINGS: usize = 20;
/// Weaknesses that an example is looked up for.
const SUGGESTIONS: usize = 5;

#[derive(Deserialize)]
struct Arguments {
    code: String,
    language: String,
    cwe: Option<CweArgument>,
}

/// The tool's answer.
pub async fn answer(server: &McpServer, arguments: JsonObject) -> Result<String, Refusal> {
    let arguments: Arguments = read(arguments)?;
    check_length("code", &arguments.code, LONGEST_CODE)?;
    let language = language(&arguments.language)?;
    let cwe = maybe_cwe(arguments.cwe.as_ref())?;
    let parts = &server.parts;
    let (verdict, names) = match &parts.oracle {
        Err(reason) => (Verdict::Unjudged(reason.clone()), "nobody".to_owned()),
        Ok(oracle) => {
            let _turn = server.checks.acquire().await;
            let case = OracleCase {
                code: arguments.code.clone(),
                completion_start: 0,
                language,
                cwes: cwe.into_iter().collect(),
            };
            (
                verdict_of(oracle.judge(&case).await),
                oracle.name_for(language),
            )
        }
    };
    Ok(match verdict {
        Verdict::Secure => {
            let which = cwe.map_or_else(String::new, |cwe| format!(" of {cwe}"));
            format!(
                "secure: no finding{which} by {names}. That is no proof: they see few kinds of weaknesses."
            )
        }
        Verdict::Invalid(reason) => {
            format!("invalid: the code {}", line(&reason, SENTENCE))
        }
        Verdict::Unjudged(reason) => {
            format!("unjudged: nobody could look: {}", line(&reason, SENTENCE))
        }
        Verdict::Insecure(findings) => {
            let mut text = listed(&findings, &names);
            text.push_str(&fixes(parts, &arguments.code, language, &findings).await);
            text
        }
    })
}

fn listed(findings: &[Finding], names: &str) -> String {
    let count = match findings.len() {
        1 => "1 finding".to_owned(),
        more => format!("{more} findings"),
    };
    let mut text = format!("insecure: {count} by {names}");
    for finding in findings.iter().take(FINDINGS) {
        let cwe = finding.cwe.map_or_else(|| "no CWE".to_owned(), named);
        text.push_str(&format!(
            "\nline {}: {cwe}: {}",
            finding.line,
            line(&finding.message, SENTENCE)
        ));
    }
    if findings.len() > FINDINGS {
        text.push_str(&format!(
            "\n({} more are not listed)",
            findings.len() - FINDINGS
        ));
    }
    text
}

/// The example against each different weakness, and what it teaches.
async fn fixes(parts: &McpParts, code: &str, language: Language, findings: &[Finding]) -> String {
    let mut firsts: Vec<(CweId, &Finding)> = Vec::new();
    for finding in findings {
        if let Some(cwe) = finding.cwe
            && !firsts.iter().any(|(known, _)| *known == cwe)
        {
            firsts.push((cwe, finding));
        }
    }
    if firsts.is_empty() {
        return String::new();
    }
    let mut text = format!("\nHow to fix. {NOTICE}");
    for (cwe, finding) in firsts.iter().take(SUGGESTIONS) {
        let fix = match suggest(&*parts.retriever, code, language, finding).await {
            Ok(Some(hit)) => format!(
                "{} [{}, {}]",
                line(advice(&hit.example), SENTENCE),
                hit.example.id.short(),
                hit.example.language
            ),
            Ok(None) => "the database has no example".to_owned(),
            Err(error) => line(
                &format!("no example, the database could not be searched: {error}"),
                SENTENCE,
            ),
        };
        text.push_str(&format!("\n{cwe}: {fix}"));
    }
    if firsts.len() > SUGGESTIONS {
        text.push_str(&format!(
            "\n({} more weaknesses: ask secure_examples)",
            firsts.len() - SUGGESTIONS
        ));
    }
    text
}
