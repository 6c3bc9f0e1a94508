//! What was found, said in four ways.

mod document;
mod github;
mod human;
mod sarif;

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use seccoder::example::{SecureExample, Visibility};
use seccoder::oracle::Finding;
use seccoder_db::mine::changes::Base;

use super::files::{Root, shown};
use super::look::{Outcome, Reported};
use crate::failure::Failure;

/// What stands for itself in an address.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// How it is said. (Comments of the values would make `--help` three times as long.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    // For a person
    Human,
    // docs/json.md
    Json,
    // SARIF 2.1.0
    Sarif,
    // Commands of a workflow on GitHub
    Github,
}

/// All there is to say.
pub struct Checked<'a> {
    pub outcome: &'a Outcome,
    pub root: &'a Root,
    /// What the files were compared with, and how it was named.
    pub base: Option<(&'a Base, &'a str)>,
    /// The analyzers with their versions.
    pub oracles: Vec<String>,
    /// Findings of the baseline that are no more.
    pub fixed: usize,
    /// Whether there is a baseline.
    pub baseline: bool,
    /// Why there are no examples, where retrieval failed.
    pub examples_error: Option<String>,
}

/// Something that a reader should know beside the findings.
pub struct Notice {
    pub path: PathBuf,
    /// From 1, where it is about a line.
    pub line: Option<u32>,
    pub text: String,
    pub kind: NoticeKind,
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// Somebody could not look.
    Unjudged,
    /// It could not be read.
    Unreadable,
    /// A comment was meant to suppress something and does not.
    Suppression,
    /// It is not looked at, or not as it is.
    Left,
}

impl Format {
    /// The whole report.
    ///
    /// # Errors
    /// When JSON cannot be written.
    pub fn render(self, checked: &Checked<'_>, color: bool) -> Result<String, Failure> {
        let json = |value: &serde_json::Value| -> Result<String, Failure> {
            Ok(serde_json::to_string_pretty(value)? + "\n")
        };
        match self {
            Self::Human => Ok(human::render(checked, color)),
            Self::Json => Ok(serde_json::to_string_pretty(&document::of(checked))? + "\n"),
            Self::Sarif => json(&sarif::render(checked)),
            Self::Github => Ok(github::render(checked)),
        }
    }
}

impl Checked<'_> {
    /// Everything beside the findings, by file.
    fn notices(&self) -> Vec<Notice> {
        let mut notices = Vec::new();
        for file in &self.outcome.files {
            let notice = |line: Option<u32>, text: String, kind: NoticeKind| Notice {
                path: file.target.path.clone(),
                line,
                text,
                kind,
            };
            for of in &file.unjudged {
                let text = format!("unjudged by {}: {}", of.oracle, of.reason);
                notices.push(notice(of.line, text, NoticeKind::Unjudged));
            }
            for of in &file.malformed {
                notices.push(notice(
                    Some(of.line),
                    of.problem.clone(),
                    NoticeKind::Suppression,
                ));
            }
            if file.lossy {
                let text = "it is no UTF-8, and was read as well as possible".to_owned();
                notices.push(notice(None, text, NoticeKind::Left));
            }
        }
        let left = [
            (&self.outcome.unreadable, NoticeKind::Unreadable),
            (&self.outcome.skipped, NoticeKind::Left),
        ];
        for (files, kind) in left {
            for file in files {
                let text = match kind {
                    NoticeKind::Unreadable => format!("could not be read: {}", file.reason),
                    _ => format!("not looked at: {}", file.reason),
                };
                notices.push(Notice {
                    path: file.path.clone(),
                    line: None,
                    text,
                    kind,
                });
            }
        }
        notices
    }
}

/// `1 finding`, `2 findings`.
pub fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        many => format!("{many} {what}s"),
    }
}

/// `CWE-89 (SQL injection)`, or the rule where it names no weakness.
fn weakness(finding: &Finding) -> String {
    match finding.cwe {
        None => finding.rule.clone(),
        Some(cwe) => cwe
            .short_name()
            .map_or_else(|| cwe.to_string(), |name| format!("{cwe} ({name})")),
    }
}

/// What the example says to do. Of a private one only that it is there: reports are sent to others.
fn direction(reported: &Reported) -> Option<String> {
    let example = &*reported.example.as_ref()?.example;
    let SecureExample {
        id,
        title,
        guideline,
        language,
        ..
    } = example;
    if example.visibility == Visibility::Private {
        return Some(format!("see the private example {}", id.short()));
    }
    let see = format!("see {} in {language}: {title}", id.short());
    Some(match guideline {
        Some(guideline) => format!("{guideline} ({see})"),
        None => see,
    })
}

/// A path as an address: relative where it lies below the root.
fn address(path: &Path) -> String {
    let encode = |bytes: &[u8]| percent_encode(bytes, PLAIN).to_string();
    let parts: Vec<String> = path
        .components()
        .filter_map(|part| match part {
            std::path::Component::Normal(part) => Some(encode(part.as_encoded_bytes())),
            std::path::Component::ParentDir => Some("..".to_owned()),
            _ => None,
        })
        .collect();
    let joined = parts.join("/");
    if path.is_absolute() {
        format!("file:///{joined}")
    } else {
        joined
    }
}

/// A path as reports name it.
fn name(path: &Path) -> String {
    shown(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_any_name() {
        assert_eq!(address(Path::new("src/a b%\n.py")), "src/a%20b%25%0A.py");
        assert_eq!(address(Path::new("/x/ü.c")), "file:///x/%C3%BC.c");
    }
}
