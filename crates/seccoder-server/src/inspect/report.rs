//! What a check says: to programs as JSON, to whoever looks at headers in a few words.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use seccoder::cwe::CweId;
use seccoder::oracle::Verdict;
use seccoder::response::ExampleSummary;
use serde::Serialize;

use super::changes::Change;

/// The most findings of an answer that are told.
const TOLD: usize = 100;
/// The most findings that are told in a header.
const TOLD_IN_HEADER: usize = 16;
/// The longest header value, in bytes.
const LONGEST: usize = 300;

/// What was found in an answer, and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckReport {
    /// Who looked, with version.
    pub inspector: String,
    /// Whether the answer was held until it was whole.
    pub buffered: bool,
    /// Of the first answer.
    pub before: Judged,
    /// Of the second answer, where one was made and could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Judged>,
    /// Whether the second answer stands in place of the first.
    pub revised: bool,
    /// Whether the request was sent a second time.
    pub asked_again: bool,
    /// The examples that the second request showed.
    pub demonstrations: Vec<ExampleSummary>,
    /// What differs between the first answer and the second in its place.
    pub changes: Vec<Change>,
    /// Why something could not be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What the oracle says of one answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// All its choices together: secure only where every one is.
    pub verdict: Word,
    /// Of each choice, in the order of their indices.
    pub choices: Vec<Word>,
    /// What was found.
    pub findings: Vec<Found>,
    /// Why it is invalid or unjudged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A verdict in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    /// The oracle looked at all of it and saw no weakness.
    Secure,
    /// It has findings.
    Insecure,
    /// It is no program.
    Invalid,
    /// Nobody could judge it, or a part of it.
    Unjudged,
}

/// A finding in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The choice in whose text it is, by its index in the answer.
    pub choice: u64,
    /// The weakness, where the rule names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cwe: Option<CweId>,
    /// One-based line within what was written: the choice's text.
    pub line: u32,
    /// The oracle's rule.
    pub rule: String,
    /// What is wrong, for a person.
    pub message: String,
}

impl Word {
    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Secure => "secure",
            Self::Insecure => "insecure",
            Self::Invalid => "invalid",
            Self::Unjudged => "unjudged",
        }
    }
}

impl From<&Verdict> for Word {
    fn from(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Secure => Self::Secure,
            Verdict::Insecure(_) => Self::Insecure,
            Verdict::Invalid(_) => Self::Invalid,
            Verdict::Unjudged(_) => Self::Unjudged,
        }
    }
}

impl Judged {
    /// Of an answer that nobody looked at.
    pub(super) fn unjudged(reason: String) -> Self {
        Self {
            verdict: Word::Unjudged,
            choices: Vec::new(),
            findings: Vec::new(),
            reason: Some(reason),
        }
    }

    /// Of choices with their indices, and of all of them.
    pub(super) fn new(all: &Verdict, choices: &[(u64, Verdict)]) -> Self {
        let found = choices.iter().flat_map(|(choice, verdict)| {
            let findings = match verdict {
                Verdict::Insecure(findings) => findings.as_slice(),
                _ => &[],
            };
            findings.iter().map(|finding| Found {
                choice: *choice,
                cwe: finding.cwe,
                line: finding.line,
                rule: finding.rule.clone(),
                message: finding.message.clone(),
            })
        });
        Self {
            verdict: all.into(),
            choices: choices.iter().map(|(_, verdict)| verdict.into()).collect(),
            findings: found.take(TOLD).collect(),
            reason: match all {
                Verdict::Invalid(reason) | Verdict::Unjudged(reason) => Some(reason.clone()),
                Verdict::Secure | Verdict::Insecure(_) => None,
            },
        }
    }

    /// `CWE-89:14; CWE-22:3`; a rule's name where it names no weakness, and behind `#` the choice
    /// where it is not the first.
    fn in_short(&self) -> String {
        let one = |found: &Found| {
            let what = found
                .cwe
                .map_or_else(|| found.rule.clone(), |cwe| cwe.to_string());
            match found.choice {
                0 => format!("{what}:{}", found.line),
                choice => format!("{what}:{}#{choice}", found.line),
            }
        };
        let told: Vec<String> = self.findings.iter().take(TOLD_IN_HEADER).map(one).collect();
        match self.findings.len().saturating_sub(told.len()) {
            0 => told.join("; "),
            more => format!("{}; +{more}", told.join("; ")),
        }
    }
}

impl CheckReport {
    /// Of an answer that was judged, and not revised.
    pub(super) fn new(inspector: &str, before: Judged) -> Self {
        Self {
            inspector: inspector.to_owned(),
            buffered: true,
            before,
            after: None,
            revised: false,
            asked_again: false,
            demonstrations: Vec::new(),
            changes: Vec::new(),
            error: None,
        }
    }

    /// What is said of the answer that is handed out.
    #[must_use]
    pub fn standing(&self) -> &Judged {
        match &self.after {
            Some(after) if self.revised => after,
            _ => &self.before,
        }
    }

    /// Whether a second answer stands, in a word for headers and metrics: `yes`, `no`, or
    /// `kept-first` where the request was sent again in vain.
    #[must_use]
    pub const fn revision(&self) -> &'static str {
        match (self.revised, self.asked_again) {
            (true, _) => "yes",
            (false, true) => "kept-first",
            (false, false) => "no",
        }
    }

    /// Says it in an answer's headers. None of ours that the upstream sent is left.
    pub(super) fn write_to(&self, headers: &mut HeaderMap) {
        let standing = self.standing();
        let first = if self.revised {
            self.before.in_short()
        } else {
            String::new()
        };
        let shown: Vec<String> = self.demonstrations.iter().map(|of| of.id.short()).collect();
        let error = self.error.as_ref().or(standing.reason.as_ref());
        for (name, value) in [
            ("x-seccoder-check", standing.verdict.as_str().to_owned()),
            ("x-seccoder-revised", self.revision().to_owned()),
            (
                "x-seccoder-buffered",
                if self.buffered { "yes" } else { "no" }.to_owned(),
            ),
            ("x-seccoder-findings", standing.in_short()),
            ("x-seccoder-findings-first", first),
            ("x-seccoder-check-demonstrations", shown.join("; ")),
            ("x-seccoder-check-error", error.cloned().unwrap_or_default()),
        ] {
            let name = HeaderName::from_static(name);
            headers.remove(&name);
            if let Some(value) = header_value(&value) {
                headers.insert(name, value);
            }
        }
    }
}

/// A text as a header's value: visible ASCII on one line, not too long; `None` where it is empty.
fn header_value(text: &str) -> Option<HeaderValue> {
    let clean: String = text
        .chars()
        .map(|c| match c {
            ' '..='~' => c,
            c if c.is_whitespace() => ' ',
            _ => '?',
        })
        .take(LONGEST)
        .collect();
    let clean = clean.trim();
    (!clean.is_empty()).then(|| HeaderValue::from_str(clean).ok())?
}

#[cfg(test)]
mod tests {
    use seccoder::oracle::Finding;

    use super::*;

    #[test]
    fn headers_are_one_short_line_of_ascii_whatever_is_found() {
        let finding = |line| Finding {
            rule: "böse\r\nset-cookie: x".to_owned(),
            cwe: None,
            line,
            message: String::new(),
        };
        let verdict = Verdict::Insecure((1..500).map(finding).collect());
        let judged = Judged::new(&verdict, &[(0, verdict.clone())]);
        let mut report = CheckReport::new("x", judged);
        report.error = Some("\u{0}\u{1f}ü\n".to_owned());
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-seccoder-findings-first",
            HeaderValue::from_static("forged"),
        );
        report.write_to(&mut headers);
        assert_eq!(headers["x-seccoder-check"], "insecure");
        assert_eq!(headers["x-seccoder-check-error"], "???");
        assert!(!headers.contains_key("x-seccoder-findings-first"));
        assert!(!headers.contains_key("set-cookie"));
        let found = headers["x-seccoder-findings"].to_str().unwrap();
        assert!(found.starts_with("b?se  set-cookie: x:1;") && found.len() <= LONGEST);
    }

    #[test]
    fn findings_are_told_with_weakness_line_and_choice() {
        let finding = |cwe, line| Finding {
            rule: "r".to_owned(),
            cwe: Some(CweId::new(cwe)),
            line,
            message: String::new(),
        };
        let one = Verdict::Insecure(vec![finding(89, 14), finding(22, 3)]);
        let two = Verdict::Insecure(vec![finding(78, 1)]);
        let judged = Judged::new(&one, &[(0, one.clone()), (1, two)]);
        assert_eq!(judged.in_short(), "CWE-89:14; CWE-22:3; CWE-78:1#1");
    }
}
