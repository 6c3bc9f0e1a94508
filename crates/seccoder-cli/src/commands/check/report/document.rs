//! As JSON; docs/json.md describes the form.

use seccoder::cwe::CweId;
use seccoder::language::Language;
use seccoder::response::{ExampleSummary, SCHEMA_VERSION};
use serde::Serialize;

use super::{Checked, name};
use crate::commands::check::files::Left;
use crate::commands::check::look::{Counts, Judged, Reported, Standing};

/// The whole document.
#[derive(Serialize)]
pub struct Document {
    schema_version: u32,
    oracles: Vec<String>,
    base: Option<BaseDocument>,
    counts: CountsDocument,
    files: Vec<FileDocument>,
    skipped: Vec<LeftDocument>,
    unreadable: Vec<LeftDocument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    examples_error: Option<String>,
}

#[derive(Serialize)]
struct BaseDocument {
    revision: String,
    commit: Option<String>,
}

#[derive(Serialize)]
struct CountsDocument {
    #[serde(flatten)]
    counts: Counts,
    files: usize,
    fixed: usize,
    not_new: usize,
    unchanged_files: usize,
    unknown_files: usize,
}

#[derive(Serialize)]
struct LeftDocument {
    path: String,
    reason: String,
}

#[derive(Serialize)]
struct FileDocument {
    path: String,
    language: Language,
    status: &'static str,
    looked: Vec<&'static str>,
    unjudged: Vec<UnjudgedDocument>,
    lossy: bool,
    findings: Vec<FindingDocument>,
    malformed_suppressions: Vec<MalformedDocument>,
}

#[derive(Serialize)]
struct UnjudgedDocument {
    oracle: &'static str,
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

#[derive(Serialize)]
struct MalformedDocument {
    line: u32,
    problem: String,
}

#[derive(Serialize)]
struct FindingDocument {
    rule: String,
    cwe: Option<CweId>,
    line: u32,
    text: String,
    message: String,
    fingerprint: String,
    standing: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    example: Option<ExampleDocument>,
}

#[derive(Serialize)]
struct ExampleDocument {
    #[serde(flatten)]
    summary: ExampleSummary,
    guideline: Option<String>,
}

/// The report.
pub fn of(checked: &Checked<'_>) -> Document {
    let outcome = checked.outcome;
    Document {
        schema_version: SCHEMA_VERSION,
        oracles: checked.oracles.clone(),
        base: checked.base.map(|(base, revision)| BaseDocument {
            revision: revision.to_owned(),
            commit: base.commit(),
        }),
        counts: CountsDocument {
            counts: outcome.counts(),
            files: outcome.files.len(),
            fixed: checked.fixed,
            not_new: outcome.old,
            unchanged_files: outcome.unchanged,
            unknown_files: outcome.unknown,
        },
        files: outcome.files.iter().map(file).collect(),
        skipped: outcome.skipped.iter().map(left).collect(),
        unreadable: outcome.unreadable.iter().map(left).collect(),
        examples_error: checked.examples_error.clone(),
    }
}

fn left(left: &Left) -> LeftDocument {
    LeftDocument {
        path: name(&left.path),
        reason: left.reason.clone(),
    }
}

fn file(file: &Judged) -> FileDocument {
    let status = if file.new_findings().next().is_some() {
        "findings"
    } else if !file.unjudged.is_empty() || file.by.is_empty() {
        "unjudged"
    } else {
        "clean"
    };
    FileDocument {
        path: name(&file.target.path),
        language: file.target.language,
        status,
        looked: file.by.clone(),
        unjudged: file
            .unjudged
            .iter()
            .map(|of| UnjudgedDocument {
                oracle: of.oracle,
                reason: of.reason.clone(),
                line: of.line,
            })
            .collect(),
        lossy: file.lossy,
        findings: file.findings.iter().map(finding).collect(),
        malformed_suppressions: file
            .malformed
            .iter()
            .map(|of| MalformedDocument {
                line: of.line,
                problem: of.problem.clone(),
            })
            .collect(),
    }
}

fn finding(of: &Reported) -> FindingDocument {
    let (standing, reason) = match &of.standing {
        Standing::New => ("new", None),
        Standing::Suppressed(reason) => ("suppressed", Some(reason.clone())),
        Standing::Known => ("baseline", None),
    };
    FindingDocument {
        rule: of.finding.rule.clone(),
        cwe: of.finding.cwe,
        line: of.finding.line,
        text: of.text.clone(),
        message: of.finding.message.clone(),
        fingerprint: of.fingerprint.clone(),
        standing,
        reason,
        example: of.example.as_ref().map(|hit| ExampleDocument {
            summary: ExampleSummary::from(hit),
            guideline: hit.example.guideline.clone(),
        }),
    }
}
