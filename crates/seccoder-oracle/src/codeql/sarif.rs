//! Reads CodeQL's results: the parts of SARIF 2.1.0 that matter here.

use std::collections::{BTreeMap, BTreeSet};

use seccoder::cwe::CweId;
use serde::Deserialize;

/// What an analysis said.
#[derive(Debug, Default)]
pub struct Report {
    /// Results by source file.
    pub alerts: BTreeMap<String, Vec<Alert>>,
    /// Files that CodeQL has read completely.
    pub extracted: BTreeSet<String>,
    /// Files that it had trouble with, and what.
    pub trouble: BTreeMap<String, String>,
}

/// One result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The query's own id, for example `py/sql-injection`.
    pub rule: String,
    /// The weaknesses that the query names.
    pub cwes: Vec<CweId>,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Span,
}

/// A place in a file; lines and columns count from 1, the end column stands behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First line.
    pub start_line: u32,
    /// First column.
    pub start_column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column behind the last.
    pub end_column: u32,
}

/// Why a report cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SarifError {
    /// Not JSON, or not of this shape.
    #[error("CodeQL's results cannot be read: {0}")]
    Syntax(#[from] serde_json::Error),
    /// CodeQL says itself that it has failed.
    #[error("CodeQL says that its run has failed: {0}")]
    Failed(String),
    /// There is no run in it.
    #[error("CodeQL's results hold no run")]
    Empty,
}

#[derive(Deserialize)]
struct Log {
    #[serde(default)]
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    tool: Tool,
    #[serde(default)]
    invocations: Vec<Invocation>,
    // Absent means that no query ran to its end.
    results: Option<Vec<ResultEntry>>,
}

#[derive(Deserialize)]
struct Tool {
    driver: Component,
    #[serde(default)]
    extensions: Vec<Component>,
}

#[derive(Deserialize)]
struct Component {
    #[serde(default)]
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    id: String,
    #[serde(default)]
    properties: Properties,
}

#[derive(Default, Deserialize)]
struct Properties {
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    #[serde(default)]
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Deserialize)]
struct Notification {
    #[serde(default)]
    level: Option<String>,
    #[serde(default)]
    message: Message,
    #[serde(default)]
    locations: Vec<Location>,
    #[serde(default)]
    descriptor: Descriptor,
}

#[derive(Default, Deserialize)]
struct Descriptor {
    #[serde(default)]
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResultEntry {
    #[serde(default)]
    rule_id: Option<String>,
    #[serde(default)]
    rule: Descriptor,
    #[serde(default)]
    message: Message,
    #[serde(default)]
    locations: Vec<Location>,
}

#[derive(Default, Deserialize)]
struct Message {
    #[serde(default)]
    text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Option<PhysicalLocation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Option<Region>,
}

#[derive(Deserialize)]
struct ArtifactLocation {
    #[serde(default)]
    uri: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
}

impl Region {
    /// SARIF leaves out what follows from the rest.
    fn span(&self) -> Span {
        Span {
            start_line: self.start_line,
            start_column: self.start_column.unwrap_or(1),
            end_line: self.end_line.unwrap_or(self.start_line),
            end_column: self.end_column.unwrap_or(u32::MAX),
        }
    }
}

/// Reads a report.
///
/// # Errors
/// When it is not one, or tells of a failed run.
pub fn read(text: &[u8]) -> Result<Report, SarifError> {
    let log: Log = serde_json::from_slice(text)?;
    if log.runs.is_empty() {
        return Err(SarifError::Empty);
    }
    let mut report = Report::default();
    for run in log.runs {
        report.add(run)?;
    }
    Ok(report)
}

impl Report {
    fn add(&mut self, run: Run) -> Result<(), SarifError> {
        for invocation in run.invocations {
            if !invocation.execution_successful {
                let said = invocation.tool_execution_notifications.into_iter();
                let said: Vec<String> = said.map(|note| note.message.text).collect();
                return Err(SarifError::Failed(said.join("; ")));
            }
            for note in &invocation.tool_execution_notifications {
                self.note(note);
            }
        }
        let components = std::iter::once(&run.tool.driver).chain(&run.tool.extensions);
        let rules: BTreeMap<&str, &Rule> = components
            .flat_map(|component| &component.rules)
            .map(|rule| (rule.id.as_str(), rule))
            .collect();
        let results = run.results.ok_or(SarifError::Empty)?;
        for result in results {
            let rule = result.rule_id.unwrap_or(result.rule.id);
            let tags = rules
                .get(rule.as_str())
                .map(|rule| rule.properties.tags.as_slice());
            let cwes = tags
                .unwrap_or_default()
                .iter()
                .filter_map(|tag| cwe(tag))
                .collect();
            let Some(place) = result
                .locations
                .into_iter()
                .find_map(|l| l.physical_location)
            else {
                continue;
            };
            let Some(region) = place.region else {
                continue;
            };
            self.alerts
                .entry(place.artifact_location.uri)
                .or_default()
                .push(Alert {
                    rule,
                    cwes,
                    message: result.message.text,
                    span: region.span(),
                });
        }
        Ok(())
    }

    fn note(&mut self, note: &Notification) {
        let files = note
            .locations
            .iter()
            .filter_map(|l| l.physical_location.as_ref());
        for file in files {
            let uri = file.artifact_location.uri.clone();
            if note.descriptor.id.ends_with("successfully-extracted-files") {
                self.extracted.insert(uri);
            } else if matches!(note.level.as_deref(), Some("error" | "warning") | None) {
                // Without a level SARIF means a warning.
                self.trouble.insert(uri, note.message.text.clone());
            }
        }
    }
}

/// `external/cwe/cwe-089`.
fn cwe(tag: &str) -> Option<CweId> {
    tag.strip_prefix("external/cwe/")?.parse().ok()
}
