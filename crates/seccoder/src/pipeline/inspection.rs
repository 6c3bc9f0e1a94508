//! Looking at drafts: what an inspector says of the whole programs that completions make.

use std::collections::HashMap;

use crate::oracle::{Finding, Oracle, OracleCase, Verdict, verdict_of};
use crate::query::Query;
use crate::response::Choice;
use crate::truncate::Ended;

/// The inspector at work on completions of one program; each different one is judged once.
pub(super) struct Inspection<'a> {
    inspector: &'a dyn Oracle,
    query: &'a Query,
    /// By program.
    known: HashMap<String, Verdict>,
}

impl<'a> Inspection<'a> {
    pub fn new(inspector: &'a dyn Oracle, query: &'a Query) -> Self {
        Self {
            inspector,
            query,
            known: HashMap::new(),
        }
    }

    /// Judges those that were not seen yet, in one go.
    pub async fn look_at(&mut self, choices: &[Choice]) {
        let Some(language) = self.query.language else {
            return;
        };
        let mut cases: Vec<OracleCase> = Vec::new();
        let mut ends = Vec::new();
        for choice in choices {
            let code = self.program(choice);
            if self.known.contains_key(&code) || cases.iter().any(|case| case.code == code) {
                continue;
            }
            ends.push(last_line(&self.query.before, &choice.text));
            cases.push(OracleCase {
                code,
                completion_start: self.query.before.len(),
                language,
                cwes: Vec::new(),
            });
        }
        if cases.is_empty() {
            return;
        }
        let mut results = self.inspector.judge_all(&cases).await.into_iter();
        for (case, end) in cases.into_iter().zip(ends) {
            let verdict = results.next().map_or_else(
                || Verdict::Unjudged("the inspector did not answer for this draft".to_owned()),
                |result| within(verdict_of(result), end),
            );
            self.known.insert(case.code, verdict);
        }
    }

    pub fn verdict(&self, choice: &Choice) -> Verdict {
        let known = self.known.get(&self.program(choice)).cloned();
        known.unwrap_or_else(|| Verdict::Unjudged("the program's language is unknown".to_owned()))
    }

    /// The whole program that a completion makes.
    fn program(&self, choice: &Choice) -> String {
        let Query { before, after, .. } = self.query;
        let text = &choice.text;
        let starts_a_line = after.is_empty() || after.starts_with(['\n', '\r']);
        // What follows a finished function stands on a line of its own.
        let joint = if choice.ended == Ended::Function && !starts_a_line && !text.ends_with('\n') {
            "\n"
        } else {
            ""
        };
        format!("{before}{text}{joint}{after}")
    }
}

/// The one-based line on which a completion ends.
fn last_line(before: &str, text: &str) -> u32 {
    let lines = before.matches('\n').count() + text.trim_end().matches('\n').count() + 1;
    u32::try_from(lines).unwrap_or(u32::MAX)
}

/// A verdict without findings behind the completion: they are the program's own.
fn within(verdict: Verdict, last_line: u32) -> Verdict {
    let Verdict::Insecure(mut findings) = verdict else {
        return verdict;
    };
    findings.retain(|finding: &Finding| finding.line <= last_line);
    if findings.is_empty() {
        Verdict::Secure
    } else {
        Verdict::Insecure(findings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(line: u32) -> Finding {
        Finding {
            rule: "r".to_owned(),
            cwe: None,
            line,
            message: String::new(),
        }
    }

    #[test]
    fn findings_behind_the_completion_do_not_count() {
        let line = last_line("a\nb\n", "c\nd\n\n");
        assert_eq!(line, 4);
        let verdict = Verdict::Insecure(vec![finding(4), finding(5)]);
        assert_eq!(within(verdict, line), Verdict::Insecure(vec![finding(4)]));
        let behind = Verdict::Insecure(vec![finding(5)]);
        assert_eq!(within(behind, line), Verdict::Secure);
    }
}
