//! The driver's report: one JSON line per program, and a last line that says how many.

use seccoder::oracle::{Finding, OracleCase, Verdict};
use serde::Deserialize;

use crate::relevance::relevant;

/// What the driver says of one program.
#[derive(Debug, Deserialize)]
pub(super) struct Report {
    file: String,
    verdict: Judgement,
    reason: String,
    findings: Vec<Hit>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Judgement {
    Secure,
    Insecure,
    Unjudged,
}

#[derive(Debug, Deserialize)]
struct Hit {
    rule: String,
    cwe: String,
    line: u32,
    message: String,
    input: String,
}

/// The reports of `count` programs; `None` where there is none that makes sense.
pub(super) fn read(stdout: &str, count: usize) -> Vec<Option<Report>> {
    let mut reports: Vec<Option<Report>> = (0..count).map(|_| None).collect();
    for line in stdout.lines() {
        let Ok(report) = serde_json::from_str::<Report>(line) else {
            continue;
        };
        let number = report
            .file
            .strip_prefix("program-")
            .and_then(|rest| rest.strip_suffix(".py"))
            .and_then(|number| number.parse::<usize>().ok());
        if let Some(place) = number.and_then(|number| reports.get_mut(number)) {
            *place = Some(report);
        }
    }
    reports
}

impl Report {
    /// The verdict, with the findings that count for the case.
    pub(super) fn verdict(self, case: &OracleCase) -> Verdict {
        match self.verdict {
            Judgement::Unjudged => Verdict::Unjudged(self.reason),
            Judgement::Secure => Verdict::Secure,
            Judgement::Insecure => {
                let found = self.findings.into_iter().map(Hit::finding).collect();
                let counting = relevant(found, case);
                if counting.is_empty() {
                    // The driver was asked for these weaknesses only, so this is no "secure".
                    Verdict::Unjudged("the findings lie outside the completion".to_owned())
                } else {
                    Verdict::Insecure(counting)
                }
            }
        }
    }
}

impl Hit {
    fn finding(self) -> Finding {
        let message = if self.input.is_empty() {
            self.message
        } else {
            format!("{} (input: {})", self.message, self.input)
        };
        Finding {
            rule: self.rule,
            cwe: self.cwe.parse().ok(),
            line: self.line,
            message,
        }
    }
}

#[cfg(test)]
mod tests {
    use seccoder::cwe::CweId;
    use seccoder::language::Language;

    use super::*;

    const LINES: &str = concat!(
        r#"{"file": "program-0.py", "verdict": "secure", "reason": "", "findings": [], "ms": 3}"#,
        "\n",
        r#"{"file": "program-1.py", "verdict": "insecure", "reason": "", "findings": [{"rule": "r", "cwe": "CWE-89", "line": 2, "message": "m", "input": "args.x"}]}"#,
        "\nnoise\n",
        r#"{"file": "program-9.py", "verdict": "secure", "reason": "", "findings": []}"#,
        "\n",
        r#"{"file": "program-2.py", "verdict": "fine", "reason": "", "findings": []}"#,
    );

    fn case(cwe: u32) -> OracleCase {
        OracleCase {
            code: "a = 1\nb = 2\n".to_owned(),
            completion_start: 6,
            language: Language::Python,
            cwes: vec![CweId::new(cwe)],
        }
    }

    #[test]
    fn what_is_not_said_is_no_verdict() {
        let reports = read(LINES, 4);
        assert!(reports[0].is_some() && reports[1].is_some());
        assert!(reports[2].is_none(), "an unknown word is no verdict");
        assert!(
            reports[3].is_none(),
            "a program without a line has no verdict"
        );
    }

    #[test]
    fn findings_are_filtered_but_never_into_secure() {
        let mut reports = read(LINES, 2);
        let insecure = reports.pop().flatten().expect("the second");
        let Verdict::Insecure(found) = insecure.verdict(&case(89)) else {
            panic!("it counts");
        };
        assert_eq!(found[0].line, 2);
        assert_eq!(found[0].message, "m (input: args.x)");
        let again = read(LINES, 2).pop().flatten().expect("the second");
        assert!(matches!(again.verdict(&case(79)), Verdict::Unjudged(_)));
    }
}
