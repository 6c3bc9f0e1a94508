//! Has the analyzers look, and decides which of their findings count.

use std::path::Path;

use seccoder::oracle::{Finding, OracleCase};
use seccoder::retriever::Hit;
use seccoder_db::mine::changes::{Base, Changed};
use seccoder_oracle::code_check::suppression::{Malformed, Suppressions};
use seccoder_oracle::code_check::{CodeInspector, Looked, Unlooked};

use super::baseline::{Baseline, fingerprint};
use super::files::{Content, Left, Selection, Target};
use crate::setup::Context;
use crate::terminal::counting_bar;

/// Files that the analyzers get at once: starting them costs more than one file does.
const BATCH: usize = 64;

/// Whether a finding counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    New,
    /// A comment of the author lets it be, for this reason.
    Suppressed(String),
    /// The baseline has it.
    Known,
}

/// A finding in a file.
#[derive(Debug, Clone)]
pub struct Reported {
    pub finding: Finding,
    /// The line itself.
    pub text: String,
    pub fingerprint: String,
    pub standing: Standing,
    /// The secure example that shows what to do.
    pub example: Option<Hit>,
}

/// What is known of one file.
#[derive(Debug)]
pub struct Judged {
    pub target: Target,
    /// Empty unless something counts: the examples are found by what stands around it.
    pub code: String,
    pub findings: Vec<Reported>,
    pub by: Vec<&'static str>,
    pub unjudged: Vec<Unlooked>,
    /// Comments that were meant to suppress something and do not.
    pub malformed: Vec<Malformed>,
    /// It is no UTF-8.
    pub lossy: bool,
}

impl Judged {
    /// Findings that count.
    pub fn new_findings(&self) -> impl Iterator<Item = &Reported> {
        self.findings
            .iter()
            .filter(|of| of.standing == Standing::New)
    }
}

/// What came of all files.
#[derive(Debug, Default)]
pub struct Outcome {
    pub files: Vec<Judged>,
    pub skipped: Vec<Left>,
    pub unreadable: Vec<Left>,
    /// Files of a language that is not known.
    pub unknown: usize,
    /// Files without a new line.
    pub unchanged: usize,
    /// Findings on lines that are not new.
    pub old: usize,
}

/// Sums over all files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Counts {
    /// Findings that count.
    pub new: usize,
    pub suppressed: usize,
    pub known: usize,
    #[serde(skip)]
    pub files_with_findings: usize,
    /// Files that not all who look at their language could look at.
    pub unjudged_files: usize,
    /// Files that all looked at, who saw nothing.
    pub clean_files: usize,
}

impl Outcome {
    /// The sums.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for file in &self.files {
            for of in &file.findings {
                match of.standing {
                    Standing::New => counts.new += 1,
                    Standing::Suppressed(_) => counts.suppressed += 1,
                    Standing::Known => counts.known += 1,
                }
            }
            counts.files_with_findings += usize::from(file.new_findings().next().is_some());
            let unjudged = !file.unjudged.is_empty() || file.by.is_empty();
            counts.unjudged_files += usize::from(unjudged);
            counts.clean_files += usize::from(!unjudged && file.findings.is_empty());
        }
        counts
    }
}

/// A file that was read.
struct ReadFile {
    target: Target,
    case: OracleCase,
    changed: Changed,
    lossy: bool,
}

/// Looks at everything that was chosen. What is in the baseline is taken out of it.
pub async fn over(
    context: &Context,
    selection: Selection,
    inspector: Option<&CodeInspector>,
    base: Option<&Base>,
    mut baseline: Option<&mut Baseline>,
) -> Outcome {
    let mut outcome = Outcome {
        skipped: selection.skipped,
        unreadable: selection.unreadable,
        unknown: selection.unknown,
        ..Outcome::default()
    };
    let Some(inspector) = inspector else {
        return outcome;
    };
    let bar = counting_bar(&context.terminal, "looking");
    bar.set_length(selection.targets.len() as u64);
    for batch in selection.targets.chunks(BATCH) {
        bar.tick();
        let files: Vec<ReadFile> = batch
            .iter()
            .filter_map(|target| outcome.read(target, base))
            .collect();
        let cases: Vec<OracleCase> = files.iter().map(|file| file.case.clone()).collect();
        let looked = inspector.look_at(&cases).await;
        for (file, looked) in files.into_iter().zip(looked) {
            outcome.judge(file, looked, baseline.as_deref_mut());
        }
        bar.inc(batch.len() as u64);
    }
    bar.finish_and_clear();
    outcome
        .files
        .sort_by(|a, b| a.target.path.cmp(&b.target.path));
    outcome
}

impl Outcome {
    /// A file that the analyzers shall look at; of another it is noted why not.
    fn read(&mut self, target: &Target, base: Option<&Base>) -> Option<ReadFile> {
        let left = |reason: String| Left {
            path: target.path.clone(),
            reason,
        };
        let (code, lossy) = match target.read() {
            Ok(Content::Text { text, lossy }) => (text, lossy),
            Ok(Content::Skip(reason)) => {
                self.skipped.push(left(reason.to_owned()));
                return None;
            }
            Ok(Content::TooLarge) => {
                self.files.push(Judged::too_large(target));
                return None;
            }
            Err(error) => {
                self.unreadable.push(left(error.to_string()));
                return None;
            }
        };
        let changed = match (base, target.place()) {
            (Some(base), Some(place)) => match base.changed(place, &code) {
                Ok(changed) => changed,
                Err(error) => {
                    self.unreadable.push(left(error.reason));
                    return None;
                }
            },
            _ => Changed::Everything,
        };
        if changed == Changed::Nothing {
            self.unchanged += 1;
            return None;
        }
        Some(ReadFile {
            target: target.clone(),
            case: OracleCase {
                code,
                completion_start: 0,
                language: target.language,
                cwes: Vec::new(),
            },
            changed,
            lossy,
        })
    }

    fn judge(&mut self, file: ReadFile, looked: Looked, baseline: Option<&mut Baseline>) {
        let ReadFile {
            target,
            case,
            changed,
            lossy,
        } = file;
        let suppressions = Suppressions::read(case.language, &case.code);
        let lines: Vec<&str> = case.code.lines().collect();
        let all = looked.findings.len();
        let mut findings: Vec<Reported> = looked
            .findings
            .into_iter()
            .filter(|finding| changed.holds(finding.line))
            .map(|finding| reported(finding, &target.path, &lines, &suppressions))
            .collect();
        self.old += all - findings.len();
        if let Some(baseline) = baseline {
            for of in &mut findings {
                if of.standing == Standing::New && baseline.take(&of.fingerprint) {
                    of.standing = Standing::Known;
                }
            }
        }
        let counts = findings.iter().any(|of| of.standing == Standing::New);
        let mut malformed = suppressions.malformed;
        malformed.retain(|of| changed.holds(of.line));
        self.files.push(Judged {
            target,
            code: if counts { case.code } else { String::new() },
            findings,
            by: looked.by,
            unjudged: looked.unjudged,
            malformed,
            lossy,
        });
    }
}

impl Judged {
    fn too_large(target: &Target) -> Self {
        Self {
            target: target.clone(),
            code: String::new(),
            findings: Vec::new(),
            by: Vec::new(),
            unjudged: vec![Unlooked {
                oracle: "all",
                reason: "larger than 4 MiB".to_owned(),
                line: None,
            }],
            malformed: Vec::new(),
            lossy: false,
        }
    }
}

fn reported(
    finding: Finding,
    path: &Path,
    lines: &[&str],
    suppressions: &Suppressions,
) -> Reported {
    let text = (finding.line as usize)
        .checked_sub(1)
        .and_then(|at| lines.get(at))
        .copied()
        .unwrap_or_default();
    let standing = suppressions
        .of(&finding)
        .map_or(Standing::New, |of| Standing::Suppressed(of.reason.clone()));
    Reported {
        text: text.to_owned(),
        fingerprint: fingerprint(path, &finding, lines),
        standing,
        finding,
        example: None,
    }
}
