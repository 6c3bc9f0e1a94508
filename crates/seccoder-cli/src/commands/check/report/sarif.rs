//! As SARIF 2.1.0, which code scanning and editors read.
//!
//! What a comment or the baseline lets be is a result with a suppression, so that a viewer can show
//! it; what could not be judged is a notification of the invocation, so that a run that looked at
//! half of the files does not look like one that looked at all.

use std::collections::BTreeMap;

use seccoder::cwe::CweId;
use serde_json::{Value, json};

use super::{Checked, Notice, NoticeKind, address, direction};
use crate::commands::check::look::{Judged, Reported, Standing};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// What relative addresses are relative to.
const ROOT: &str = "%SRCROOT%";
/// The form of our fingerprints.
const FINGERPRINT: &str = "seccoderFinding/v1";

/// The document.
pub fn render(checked: &Checked<'_>) -> Value {
    let mut rules: BTreeMap<&str, Option<CweId>> = BTreeMap::new();
    for of in checked.outcome.files.iter().flat_map(|file| &file.findings) {
        rules.insert(&of.finding.rule, of.finding.cwe);
    }
    let places: BTreeMap<&str, usize> = rules.keys().copied().zip(0..).collect();
    let results: Vec<Value> = checked
        .outcome
        .files
        .iter()
        .flat_map(|file| file.findings.iter().map(move |of| (file, of)))
        .map(|(file, of)| result(checked, file, of, places[of.finding.rule.as_str()]))
        .collect();
    let rules: Vec<Value> = rules.into_iter().map(|(id, cwe)| rule(id, cwe)).collect();
    let notifications: Vec<Value> = checked.notices().iter().map(notification).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "seccoder",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
                "properties": { "oracles": checked.oracles },
            }},
            "originalUriBaseIds": { ROOT: { "uri": root(checked) } },
            "invocations": [{
                "executionSuccessful": checked.outcome.unreadable.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// The root's address; SARIF wants its last slash.
fn root(checked: &Checked<'_>) -> String {
    let address = address(&checked.root.folder);
    if address.ends_with('/') {
        address
    } else {
        address + "/"
    }
}

fn rule(id: &str, cwe: Option<CweId>) -> Value {
    let mut rule = json!({ "id": id, "properties": { "tags": ["security"] } });
    if let Some(cwe) = cwe {
        let number = cwe.number();
        let name = cwe.short_name().unwrap_or(id);
        rule["shortDescription"] = json!({ "text": format!("{cwe}: {name}") });
        rule["helpUri"] = json!(format!(
            "https://cwe.mitre.org/data/definitions/{number}.html"
        ));
        rule["properties"]["tags"] = json!(["security", format!("external/cwe/cwe-{number:03}")]);
    }
    rule
}

fn place(path: &std::path::Path, line: Option<u32>, text: &str) -> Value {
    let mut artifact = json!({ "uri": address(path) });
    if path.is_relative() {
        artifact["uriBaseId"] = json!(ROOT);
    }
    let mut place = json!({ "artifactLocation": artifact });
    // SARIF counts lines from 1; an oracle that knows no line says 0.
    if let Some(line) = line.filter(|line| *line > 0) {
        place["region"] = json!({ "startLine": line });
        if !text.is_empty() {
            place["region"]["snippet"] = json!({ "text": text });
        }
    }
    json!({ "physicalLocation": place })
}

fn result(checked: &Checked<'_>, file: &Judged, of: &Reported, rule: usize) -> Value {
    let finding = &of.finding;
    let mut message = finding.message.clone();
    if let Some(direction) = direction(of) {
        message = format!("{message}\n\nInstead: {direction}");
    }
    let suppressions = match &of.standing {
        Standing::New => json!([]),
        Standing::Suppressed(reason) => json!([{ "kind": "inSource", "justification": reason }]),
        Standing::Known => json!([{ "kind": "external", "justification": "in the baseline" }]),
    };
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": "error",
        "message": { "text": message },
        "locations": [place(&file.target.path, Some(finding.line), &of.text)],
        "partialFingerprints": { FINGERPRINT: of.fingerprint },
        // Always there: a viewer then knows that the others were looked for suppressions.
        "suppressions": suppressions,
    });
    if checked.baseline {
        let known = of.standing == Standing::Known;
        result["baselineState"] = json!(if known { "unchanged" } else { "new" });
    }
    if let Some(cwe) = finding.cwe {
        result["properties"] = json!({ "cwe": cwe.to_string() });
    }
    result
}

fn notification(notice: &Notice) -> Value {
    let (id, level) = match notice.kind {
        NoticeKind::Unjudged => ("unjudged", "warning"),
        NoticeKind::Unreadable => ("unreadable", "error"),
        NoticeKind::Suppression => ("suppression", "warning"),
        NoticeKind::Left => ("not-looked-at", "note"),
    };
    json!({
        "descriptor": { "id": id },
        "level": level,
        "message": { "text": notice.text },
        "locations": [place(&notice.path, notice.line, "")],
    })
}
