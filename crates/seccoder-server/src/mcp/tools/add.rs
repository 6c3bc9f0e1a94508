//! `add_example`: a proposal for the database, which waits for a person.

use rmcp::model::JsonObject;
use seccoder::check::{CheckResult, CheckVerdict};
use seccoder::example::canonical_code;
use serde::Deserialize;

use super::Refusal;
use crate::mcp::McpParts;
use crate::mcp::arguments::{CwesArgument, check_length, language, read};
use crate::mcp::intake::{Proposal, Proposed, Standing};
use crate::mcp::text::{clean, line};

/// Bytes of code, and of its vulnerable version.
const LONGEST: usize = 64 * 1024;
/// Bytes of a title, and of a source.
const LONGEST_TITLE: usize = 200;
/// Bytes of a guideline.
const LONGEST_GUIDELINE: usize = 500;
/// Weaknesses of one example.
const MOST_CWES: usize = 8;
/// Characters of what one check says.
const REASON: usize = 200;

#[derive(Deserialize)]
struct Arguments {
    code: String,
    language: String,
    cwes: CwesArgument,
    title: String,
    guideline: Option<String>,
    vulnerable: Option<String>,
    source: Option<String>,
}

/// The tool's answer.
pub async fn answer(parts: &McpParts, arguments: JsonObject) -> Result<String, Refusal> {
    let Some(intake) = &parts.intake else {
        return Err(Refusal("this server only reads".to_owned()));
    };
    let proposal = proposal(read(arguments)?)?;
    let proposed = intake.propose(proposal).await;
    let proposed = proposed.map_err(|error| Refusal(clean(&error.to_string())))?;
    Ok(said(&proposed))
}

fn proposal(arguments: Arguments) -> Result<Proposal, Refusal> {
    check_length("code", &arguments.code, LONGEST)?;
    check_length("title", &arguments.title, LONGEST_TITLE)?;
    let optional = |what, text: Option<String>, most| {
        let text = text.filter(|text| !text.trim().is_empty());
        if let Some(text) = &text {
            check_length(what, text, most)?;
        }
        Ok::<_, Refusal>(text)
    };
    let cwes = arguments.cwes.read()?;
    if cwes.is_empty() || cwes.len() > MOST_CWES {
        return Err(Refusal(format!("cwes names 1 to {MOST_CWES} weaknesses")));
    }
    let vulnerable = optional("vulnerable", arguments.vulnerable, LONGEST)?;
    Ok(Proposal {
        language: language(&arguments.language)?,
        code: canonical_code(&arguments.code),
        cwes,
        title: arguments.title.trim().to_owned(),
        guideline: optional("guideline", arguments.guideline, LONGEST_GUIDELINE)?,
        vulnerable: vulnerable.map(|code| canonical_code(&code)),
        source: optional("source", arguments.source, LONGEST_TITLE)?,
    })
}

fn said(proposed: &Proposed) -> String {
    let id = proposed.id.short();
    let release = format!("A person releases it: seccoder db quarantine admit {id}");
    match proposed.standing {
        Standing::Known => format!("{id} is in the database already; nothing was changed."),
        Standing::Waiting => {
            format!("{id} waits in quarantine already; nothing was changed. {release}")
        }
        Standing::Quarantined => {
            let mut text = format!("{id} is in quarantine: no model is shown it.");
            text.push_str(&outcomes(&proposed.checks));
            text.push('\n');
            text.push_str(&release);
            text
        }
    }
}

fn outcomes(checks: &[CheckResult]) -> String {
    let mut passed = Vec::new();
    let mut rest = String::new();
    for CheckResult { check, verdict } in checks {
        match verdict {
            CheckVerdict::Passed => passed.push(check.name()),
            CheckVerdict::Refused(reason) => {
                rest.push_str(&format!("\nrefused by {check}: {}", line(reason, REASON)));
            }
            CheckVerdict::NotChecked(reason) => {
                rest.push_str(&format!("\nnot checked, {check}: {}", line(reason, REASON)));
            }
        }
    }
    if passed.is_empty() {
        return rest;
    }
    format!("\npassed: {}{rest}", passed.join(", "))
}
