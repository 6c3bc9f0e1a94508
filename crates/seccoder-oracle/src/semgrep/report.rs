//! What the engine printed, per program.

use std::collections::{BTreeSet, HashMap};

use seccoder::oracle::Finding;
use serde::Deserialize;
use serde_json::Value;

use super::install::VERSION;
use super::rules;

/// What the engine saw in one program.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) findings: Vec<Finding>,
    /// Why the program, or a part of it, was not read.
    pub(crate) unread: Option<String>,
    /// Why a rule did not come to its end; what was found before still counts.
    pub(crate) unfinished: Option<String>,
}

impl Seen {
    /// The findings, if nothing was left out.
    pub(super) fn whole(self) -> Result<Vec<Finding>, String> {
        match self.unread.or(self.unfinished) {
            Some(reason) => Err(reason),
            None => Ok(self.findings),
        }
    }
}

/// The engine's report.
#[derive(Debug)]
pub(super) struct Report {
    seen: HashMap<String, Seen>,
    unusable: Option<String>,
}

#[derive(Deserialize)]
struct Printed {
    version: String,
    results: Vec<PrintedResult>,
    errors: Vec<PrintedError>,
    paths: PrintedPaths,
    #[serde(default)]
    skipped_rules: Vec<Value>,
    #[serde(default)]
    time: PrintedTime,
}

#[derive(Deserialize)]
struct PrintedResult {
    check_id: String,
    path: String,
    start: PrintedPlace,
    extra: PrintedExtra,
}

#[derive(Deserialize)]
struct PrintedPlace {
    line: u32,
}

#[derive(Deserialize)]
struct PrintedExtra {
    #[serde(default)]
    message: String,
}

#[derive(Deserialize)]
struct PrintedError {
    // A word, or a list of a word and its details.
    error_type: Value,
    #[serde(default)]
    message: String,
    location: Option<PrintedLocation>,
    rule_id: Option<String>,
}

#[derive(Deserialize)]
struct PrintedLocation {
    path: String,
}

#[derive(Deserialize)]
struct PrintedPaths {
    scanned: Vec<String>,
}

#[derive(Deserialize, Default)]
struct PrintedTime {
    // Kept apart from the errors: the engine gave up on a function's flow of data.
    #[serde(default)]
    fixpoint_timeouts: Vec<PrintedError>,
}

impl Report {
    pub(super) fn read(stdout: &[u8]) -> Result<Self, String> {
        let printed: Printed = serde_json::from_slice(stdout)
            .map_err(|error| format!("its report cannot be read: {error}"))?;
        let mut report = Self {
            seen: HashMap::new(),
            unusable: None,
        };
        if printed.version != VERSION {
            report.unusable = Some(format!(
                "this is release {}, but the rules need {VERSION}; run `scripts/semgrep`",
                printed.version
            ));
        } else if let Some(rule) = printed.skipped_rules.first() {
            report.unusable = Some(format!("it refused a rule: {rule}"));
        }
        for path in printed.paths.scanned {
            report.seen.entry(path).or_default();
        }
        for result in printed.results {
            let Some(seen) = report.seen.get_mut(&result.path) else {
                continue;
            };
            seen.findings.push(Finding {
                cwe: rules::cwe_of(&result.check_id),
                rule: result.check_id,
                line: result.start.line,
                message: result.extra.message,
            });
        }
        for error in printed.errors {
            report.note(&error);
        }
        for error in printed.time.fixpoint_timeouts {
            report.note(&error);
        }
        for seen in report.seen.values_mut() {
            // One place may be reached from several sources.
            let mut known = BTreeSet::new();
            seen.findings
                .retain(|finding| known.insert((finding.line, finding.rule.clone())));
            seen.findings
                .sort_by(|a, b| (a.line, &a.rule).cmp(&(b.line, &b.rule)));
        }
        Ok(report)
    }

    /// Why no program was judged, if so.
    pub(super) fn unusable(&self) -> Option<&str> {
        self.unusable.as_deref()
    }

    /// What was seen in a program.
    pub(super) fn take(&mut self, file: &str) -> Seen {
        self.seen.remove(file).unwrap_or_else(|| Seen {
            unread: Some("semgrep did not look at it".to_owned()),
            ..Seen::default()
        })
    }

    fn note(&mut self, error: &PrintedError) {
        let kind = match &error.error_type {
            Value::String(kind) => kind.as_str(),
            Value::Array(parts) => parts.first().and_then(Value::as_str).unwrap_or("?"),
            _ => "?",
        };
        let seen = error
            .location
            .as_ref()
            .and_then(|location| self.seen.get_mut(&location.path));
        let Some(seen) = seen else {
            // Not of one program, so of the rules or the engine.
            self.unusable
                .get_or_insert_with(|| format!("{kind}: {}", error.message));
            return;
        };
        let rule = error.rule_id.as_deref().unwrap_or("a rule");
        match kind {
            "Timeout" | "TimeoutDuringInterfile" => {
                seen.unfinished = Some(format!("semgrep ran out of time with {rule}"));
            }
            "Fixpoint timeout" | "FixpointTimeout" => {
                seen.unfinished = Some("semgrep gave up on the flow of data".to_owned());
            }
            "PartialParsing" | "Syntax error" | "ParseError" | "Lexical error"
            | "Other syntax error" => {
                seen.unread = Some("semgrep could not parse all of it".to_owned());
            }
            other => seen.unread = Some(format!("semgrep: {other}: {}", error.message)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn printed(errors: &Value, more: &Value) -> Vec<u8> {
        let mut report = json!({
            "version": VERSION,
            "results": [
                {"check_id": "python.sql-string", "path": "case-0.py",
                 "start": {"line": 7, "col": 1, "offset": 90}, "end": {"line": 7, "col": 9},
                 "extra": {"message": "m", "is_ignored": true}},
                {"check_id": "python.sql-string", "path": "case-0.py",
                 "start": {"line": 7, "col": 1, "offset": 90}, "end": {"line": 7, "col": 9},
                 "extra": {"message": "m", "is_ignored": false}},
                {"check_id": "python.shell-command", "path": "case-0.py",
                 "start": {"line": 3, "col": 1, "offset": 9}, "end": {"line": 3, "col": 9},
                 "extra": {}},
            ],
            "errors": errors,
            "paths": {"scanned": ["case-0.py", "case-1.py"]},
            "skipped_rules": [],
            "time": {"fixpoint_timeouts": []},
        });
        if let (Value::Object(report), Value::Object(more)) = (&mut report, more) {
            report.extend(more.clone());
        }
        report.to_string().into_bytes()
    }

    fn at(path: &str, kind: &Value) -> Value {
        json!([{"error_type": kind, "severity": "warn", "message": "details",
                "location": {"path": path, "start": {"line": 1}}, "rule_id": "r"}])
    }

    fn read(errors: &Value, more: &Value) -> Report {
        Report::read(&printed(errors, more)).unwrap()
    }

    #[test]
    fn findings_stand_in_order_and_once() {
        let mut report = read(&json!([]), &json!({}));
        let found = report.take("case-0.py").whole().unwrap();
        let places: Vec<_> = found.iter().map(|f| (f.line, f.rule.as_str())).collect();
        assert_eq!(
            places,
            [(3, "python.shell-command"), (7, "python.sql-string")]
        );
        assert_eq!(found[1].cwe.map(seccoder::cwe::CweId::number), Some(89));
        assert!(report.take("case-1.py").whole().unwrap().is_empty());
    }

    #[test]
    fn a_program_that_was_not_looked_at_is_unread() {
        let mut report = read(&json!([]), &json!({}));
        assert!(report.take("case-2.py").unread.is_some());
    }

    #[test]
    fn a_program_that_was_read_in_part_is_unread() {
        for kind in [
            json!(["PartialParsing", [{"path": "case-1.py"}]]),
            json!("Syntax error"),
            json!("Stack overflow"),
            json!("Out of memory"),
        ] {
            let mut report = read(&at("case-1.py", &kind), &json!({}));
            assert!(report.unusable().is_none());
            assert!(report.take("case-1.py").unread.is_some(), "{kind}");
            assert!(report.take("case-0.py").unread.is_none(), "{kind}");
        }
    }

    #[test]
    fn a_rule_without_an_end_is_told() {
        let mut report = read(&at("case-0.py", &json!("Timeout")), &json!({}));
        let seen = report.take("case-0.py");
        assert_eq!(seen.findings.len(), 2);
        assert!(seen.unfinished.is_some() && seen.unread.is_none());

        let late = at("case-1.py", &json!("Fixpoint timeout"));
        let mut report = read(&json!([]), &json!({"time": {"fixpoint_timeouts": late}}));
        assert!(report.take("case-1.py").unfinished.is_some());
    }

    #[test]
    fn errors_of_the_rules_spoil_everything() {
        let error = json!([{"error_type": "Rule parse error", "message": "bad",
                            "location": {"path": "rules.json"}}]);
        assert!(read(&error, &json!({})).unusable().is_some());
        let fatal = json!([{"error_type": "Fatal error", "message": "bad"}]);
        assert!(read(&fatal, &json!({})).unusable().is_some());
        let skipped = json!({"skipped_rules": [{"rule_id": "r"}]});
        assert!(read(&json!([]), &skipped).unusable().is_some());
    }

    #[test]
    fn another_release_is_refused() {
        let report = read(&json!([]), &json!({"version": "1.0.0"}));
        assert!(report.unusable().unwrap().contains("1.0.0"));
        assert!(Report::read(b"Fatal error").is_err());
    }
}
