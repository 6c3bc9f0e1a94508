//! Reports of a run: what a person reads and what another program takes.
//!
//! | file | for |
//! |---|---|
//! | `report.html` | one page that needs nothing else: tables, charts, every sample |
//! | `report.md` | the tables, to be committed |
//! | `summary.json` | every number, [`RunSummary`] as it is |
//! | `summary.csv`, `samples.csv` | spreadsheets |
//! | `samples.parquet` | data frames; with prompts and completions |
//! | `findings.sarif` | viewers of analyzer results |
//!
//! Everything here is a pure function of the run's records; only [`write_all`] touches the disk.
//! The same run gives the same bytes: no report holds a date or a path of this machine.
//!
//! Completions, findings and test output are written by models and by code that models wrote.
//! They are treated as hostile wherever they are shown: escaped on the page and in Markdown,
//! without control characters on a terminal, never a formula in a spreadsheet.

mod columns;
pub mod compare;
pub mod csv;
pub mod format;
pub mod html;
pub mod markdown;
pub mod paper;
pub mod parquet;
pub mod sarif;
pub mod sections;
pub mod side_by_side;
mod svg;
pub mod table;

#[cfg(test)]
mod testing;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use seccoder::oracle::Verdict;

use crate::log::{LogError, Run, write_whole};
use crate::metrics::paired::Comparison;
use crate::metrics::summary::{ArmSummary, RunSummary};
use crate::record::{SampleKey, SampleRecord, VerdictRecord};
use crate::suite::Suite;

/// Columns of a terminal that every text fits into.
pub const WIDTH: usize = 100;

/// A run with what was computed from it.
#[derive(Debug)]
pub struct Report {
    /// The run.
    pub run: Run,
    /// Its numbers.
    pub summary: RunSummary,
    /// The suite, where it is at hand; its titles and programs enrich the report.
    pub suite: Option<Suite>,
}

/// A report could not be made or written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The page's template failed.
    #[error("the page could not be made: {0}")]
    Page(#[from] minijinja::Error),
    /// Encoding failed.
    #[error("{what} could not be encoded: {reason}")]
    Encode {
        /// The file.
        what: &'static str,
        /// What happened.
        reason: String,
    },
    /// Writing failed.
    #[error(transparent)]
    Write(#[from] LogError),
}

impl ReportError {
    fn encode(what: &'static str) -> impl FnOnce(serde_json::Error) -> Self {
        move |error| Self::Encode {
            what,
            reason: error.to_string(),
        }
    }
}

/// A sample with its judgement.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// The sample.
    pub sample: &'a SampleRecord,
    /// Its judgement; `None` when the run was not scored, or not wholly.
    pub verdict: Option<&'a VerdictRecord>,
}

impl<'a> Judged<'a> {
    /// The verdict in one word; `None` for a task that is not about security.
    #[must_use]
    pub fn security(&self) -> Option<&'static str> {
        match self.verdict {
            Some(record) => record.verdict.as_ref().map(word),
            None => self.sample.cwe.map(|_| "unjudged"),
        }
    }

    /// The sample that this one repeats.
    #[must_use]
    pub fn duplicate_of(&self) -> Option<usize> {
        self.verdict.and_then(|verdict| verdict.duplicate_of)
    }

    /// Every oracle's word: the deciding one's first.
    pub fn opinions(&self) -> impl Iterator<Item = (&'a str, &'a Verdict)> + use<'a> {
        let deciding = self.verdict.and_then(|record| {
            let verdict = record.verdict.as_ref()?;
            Some((record.decided_by.as_str(), verdict))
        });
        let advice = self
            .verdict
            .into_iter()
            .flat_map(|record| &record.advice)
            .map(|(name, verdict)| (name.as_str(), verdict));
        deciding.into_iter().chain(advice)
    }
}

/// A verdict in one word.
#[must_use]
pub const fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Secure => "secure",
        Verdict::Insecure(_) => "insecure",
        Verdict::Invalid(_) => "invalid",
        Verdict::Unjudged(_) => "unjudged",
    }
}

/// What a verdict says beyond its word, in one line.
#[must_use]
pub fn reason(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Secure => String::new(),
        Verdict::Insecure(findings) => findings
            .iter()
            .map(|finding| {
                format!(
                    "line {}: {}: {}",
                    finding.line, finding.rule, finding.message
                )
            })
            .collect::<Vec<_>>()
            .join("; "),
        Verdict::Invalid(reason) | Verdict::Unjudged(reason) => reason.clone(),
    }
}

impl Report {
    /// The samples with their judgements, in the run's order.
    #[must_use]
    pub fn judged(&self) -> Vec<Judged<'_>> {
        judged(&self.run)
    }

    /// The arms in the order of the manifest, which is the one that was asked for.
    #[must_use]
    pub fn arms(&self) -> Vec<&ArmSummary> {
        let mut arms: Vec<&ArmSummary> = self.summary.arms.iter().collect();
        arms.sort_by_key(|arm| self.place(&arm.arm));
        arms
    }

    /// The comparisons in the same order.
    #[must_use]
    pub fn comparisons(&self) -> Vec<&Comparison> {
        let mut comparisons: Vec<&Comparison> = self.summary.comparisons.iter().collect();
        comparisons.sort_by_key(|comparison| self.place(&comparison.arm));
        comparisons
    }

    fn place(&self, arm: &str) -> usize {
        let arms = &self.run.manifest.arms;
        let place = arms.iter().position(|record| record.name == arm);
        place.unwrap_or(arms.len())
    }

    /// The whole program of a sample, where the suite is at hand and still the same.
    #[must_use]
    pub fn program(&self, sample: &SampleRecord) -> Option<String> {
        let task = self.suite.as_ref()?.task(&sample.key.task)?;
        (task.hash() == sample.task_hash).then(|| task.program(&sample.completion))
    }

    /// A few words on a task, where the suite has them.
    #[must_use]
    pub fn task_title(&self, task: &str) -> Option<&str> {
        let title = self.suite.as_ref()?.task(task)?.title.as_str();
        (!title.is_empty() && title != task).then_some(title)
    }

    /// The summary for a terminal.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{}\n\n", table::one_line(&self.run.manifest.title));
        let tables = [
            sections::headline(self),
            sections::function(self),
            sections::comparisons(self),
            sections::costs(self),
        ];
        let filled: Vec<String> = tables
            .iter()
            .filter(|table| !table.is_empty())
            .map(|table| table.text(WIDTH))
            .collect();
        text.push_str(&filled.join("\n"));
        text
    }

    /// The summary as JSON.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn json(&self) -> Result<String, ReportError> {
        serde_json::to_string_pretty(&self.summary).map_err(ReportError::encode("summary.json"))
    }
}

fn judged(run: &Run) -> Vec<Judged<'_>> {
    let by_key: HashMap<&SampleKey, &VerdictRecord> = run
        .verdicts
        .iter()
        .map(|verdict| (&verdict.key, verdict))
        .collect();
    run.samples
        .iter()
        .map(|sample| Judged {
            sample,
            verdict: by_key.get(&sample.key).copied(),
        })
        .collect()
}

/// Writes every form of the report into a folder, and says which files those are.
///
/// # Errors
/// When a form cannot be made, or a file not be written; files written by then stay.
pub fn write_all(folder: &Path, report: &Report) -> Result<Vec<PathBuf>, ReportError> {
    let forms: [(&str, Vec<u8>); 7] = [
        ("report.html", html::page(report)?.into_bytes()),
        ("report.md", markdown::document(report).into_bytes()),
        ("summary.json", (report.json()? + "\n").into_bytes()),
        ("summary.csv", csv::summary(report).into_bytes()),
        ("samples.csv", csv::samples(report).into_bytes()),
        ("samples.parquet", parquet::samples(report)?),
        ("findings.sarif", sarif::findings(report)?.into_bytes()),
    ];
    std::fs::create_dir_all(folder).map_err(|error| LogError::Io {
        path: folder.to_owned(),
        error,
    })?;
    let mut written = Vec::with_capacity(forms.len());
    for (name, bytes) in forms {
        let path = folder.join(name);
        write_whole(&path, &bytes)?;
        written.push(path);
    }
    Ok(written)
}

#[cfg(test)]
mod tests;
