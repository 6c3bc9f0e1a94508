//! Every finding as SARIF 2.1.0, one run for each oracle.
//!
//! A result's artifact is `<task>/<arm>/<seed>-<index>.<ext>`: a name, not a file. Its line is
//! that of the judged program, prompt included; where the suite is at hand, the line's text
//! stands beside it.

use std::collections::{BTreeMap, BTreeSet};

use seccoder::cwe::CweId;
use seccoder::oracle::{Finding, Verdict};
use serde_json::{Value, json};

use super::sections::percent_encoded;
use super::{Judged, Report, ReportError};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// One finding with its sample.
struct Found<'a> {
    judged: Judged<'a>,
    finding: &'a Finding,
}

/// What a rule is about, as far as its findings say.
#[derive(Default)]
struct Rule {
    cwes: BTreeSet<CweId>,
}

/// All findings, of deciding oracles and advisors.
///
/// # Errors
/// When the document cannot be encoded.
pub fn findings(report: &Report) -> Result<String, ReportError> {
    let mut by_oracle: BTreeMap<&str, Vec<Found<'_>>> = BTreeMap::new();
    for judged in report.judged() {
        for (oracle, verdict) in judged.opinions() {
            // An oracle that found nothing looked all the same: it has a run without results.
            let found = by_oracle.entry(oracle).or_default();
            if let Verdict::Insecure(findings) = verdict {
                found.extend(findings.iter().map(|finding| Found { judged, finding }));
            }
        }
    }
    let runs: Vec<Value> = by_oracle
        .iter()
        .map(|(oracle, found)| run(report, oracle, found))
        .collect();
    let document = json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": runs });
    serde_json::to_string_pretty(&document)
        .map(|text| text + "\n")
        .map_err(ReportError::encode("findings.sarif"))
}

fn run(report: &Report, oracle: &str, found: &[Found<'_>]) -> Value {
    let mut rules: BTreeMap<&str, Rule> = BTreeMap::new();
    for Found { finding, .. } in found {
        let rule = rules.entry(&finding.rule).or_default();
        rule.cwes.extend(finding.cwe);
    }
    let taxa: BTreeSet<CweId> = rules
        .values()
        .flat_map(|rule| &rule.cwes)
        .copied()
        .collect();
    let places: BTreeMap<&str, usize> = rules.keys().copied().zip(0..).collect();
    let results: Vec<Value> = found
        .iter()
        .map(|found| result(report, oracle, found, places[found.finding.rule.as_str()]))
        .collect();
    let rules: Vec<Value> = rules.iter().map(|(id, rule)| describe(id, rule)).collect();
    let taxa: Vec<Value> = taxa.iter().copied().map(taxon).collect();
    json!({
        "tool": { "driver": {
            "name": oracle,
            "rules": rules,
            "supportedTaxonomies": [{ "name": "CWE", "index": 0 }],
        }},
        "taxonomies": [{
            "name": "CWE",
            "organization": "MITRE",
            "shortDescription": { "text": "Common Weakness Enumeration" },
            "taxa": taxa,
        }],
        "columnKind": "unicodeCodePoints",
        "results": results,
    })
}

fn taxon(cwe: CweId) -> Value {
    let mut taxon = json!({ "id": cwe.number().to_string() });
    if let Some(name) = cwe.short_name() {
        taxon["shortDescription"] = json!({ "text": name });
    }
    taxon
}

fn describe(id: &str, rule: &Rule) -> Value {
    let relationships: Vec<Value> = rule
        .cwes
        .iter()
        .map(|cwe| json!({ "target": cwe_reference(*cwe), "kinds": ["superset"] }))
        .collect();
    // Viewers that know no taxonomies show tags.
    let mut tags = vec!["security".to_owned()];
    tags.extend(
        rule.cwes
            .iter()
            .map(|cwe| format!("external/cwe/cwe-{:03}", cwe.number())),
    );
    json!({ "id": id, "relationships": relationships, "properties": { "tags": tags } })
}

fn cwe_reference(cwe: CweId) -> Value {
    json!({ "id": cwe.number().to_string(), "toolComponent": { "name": "CWE", "index": 0 } })
}

fn result(report: &Report, oracle: &str, found: &Found<'_>, rule: usize) -> Value {
    let Found { judged, finding } = found;
    let sample = judged.sample;
    let key = &sample.key;
    let mut place = json!({ "artifactLocation": { "uri": address(judged) } });
    // SARIF counts lines from 1; an oracle that knows no line says 0.
    if finding.line > 0 {
        place["region"] = json!({ "startLine": finding.line });
        let program = report.program(sample);
        let line = program
            .as_deref()
            .and_then(|program| program.lines().nth(finding.line as usize - 1));
        if let Some(line) = line {
            place["region"]["snippet"] = json!({ "text": line });
        }
    }
    let decides = judged
        .verdict
        .is_some_and(|verdict| verdict.decided_by == oracle);
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": "error",
        "message": { "text": finding.message },
        "locations": [{ "physicalLocation": place }],
        "properties": {
            "task": key.task,
            "arm": key.arm,
            // As text: a seed may be larger than what JSON readers keep exactly.
            "seed": key.seed.to_string(),
            "index": key.index,
            "decides": decides,
            "duplicateOf": judged.duplicate_of(),
        },
    });
    if let Some(cwe) = finding.cwe {
        result["taxa"] = json!([cwe_reference(cwe)]);
    }
    result
}

/// A sample's name as a relative address.
fn address(judged: &Judged<'_>) -> String {
    let key = &judged.sample.key;
    let mut parts: Vec<String> = key.task.split('/').map(percent_encoded).collect();
    parts.push(percent_encoded(&key.arm));
    // A part of dots alone would mean another folder.
    for part in &mut parts {
        if part.bytes().all(|byte| byte == b'.') {
            *part = part.replace('.', "%2E");
        }
    }
    let extension = judged.sample.language.extension();
    format!("{}/{}-{}.{extension}", parts.join("/"), key.seed, key.index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing;

    fn parsed() -> Value {
        serde_json::from_str(&findings(&testing::report()).unwrap()).unwrap()
    }

    #[test]
    fn every_finding_is_a_result_of_its_oracle() {
        let report = testing::report();
        let expected = report
            .judged()
            .iter()
            .flat_map(Judged::opinions)
            .filter_map(|(_, verdict)| match verdict {
                Verdict::Insecure(findings) => Some(findings.len()),
                _ => None,
            })
            .sum::<usize>();
        let document = parsed();
        let runs = document["runs"].as_array().unwrap();
        let results: Vec<&Value> = runs
            .iter()
            .flat_map(|run| run["results"].as_array().unwrap())
            .collect();
        assert_eq!(results.len(), expected);
        assert!(expected > 0);
        for run in runs {
            let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
            for result in run["results"].as_array().unwrap() {
                let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
                assert_eq!(rule["id"], result["ruleId"]);
            }
        }
    }

    #[test]
    fn a_result_names_sample_line_and_weakness() {
        let document = parsed();
        let result = &document["runs"][0]["results"][0];
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "cwe-078/0-py/none/1-0.py");
        assert_eq!(place["region"]["startLine"], 2);
        assert_eq!(result["taxa"][0]["id"], "78");
        assert_eq!(result["properties"]["decides"], true);
    }

    #[test]
    fn addresses_stay_relative() {
        let mut report = testing::report();
        report.run.samples[0].key.task = "../a b/..".into();
        report.run.samples[0].key.arm = "..".into();
        let address = address(&report.judged()[0]);
        assert!(
            address.starts_with("%2E%2E/a%20b/%2E%2E/%2E%2E/"),
            "{address}"
        );
    }
}
