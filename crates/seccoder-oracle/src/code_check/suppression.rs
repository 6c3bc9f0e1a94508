//! What the authors of a file say about its findings: `seccoder: ignore CWE-89 -- reason`.
//!
//! The words stand in a comment, on the finding's line or on a line of their own above it. They
//! name weaknesses or rules, and why the finding may stay: without a reason nothing is suppressed,
//! and the comment itself is reported, because the next reader could not tell an argument from an
//! excuse. In a string the words mean nothing.

use seccoder::cwe::CweId;
use seccoder::language::Language;
use seccoder::oracle::Finding;
use seccoder::truncate::comments;

use crate::relevance::belongs;

const MARKER: &str = "seccoder:";
const WORD: &str = "ignore";
const HOW: &str = "write `seccoder: ignore CWE-89 -- reason`";

/// What a comment of an author lets be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The line of the comment, from 1.
    pub line: u32,
    /// The line whose findings it is about.
    target: u32,
    what: Vec<What>,
    /// Why the finding may stay.
    pub reason: String,
}

/// A weakness with its family, or one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Weakness(CweId),
    Rule(String),
}

/// A comment that suppresses nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// Its line, from 1.
    pub line: u32,
    /// What is wrong with it, and how to write it.
    pub problem: String,
}

/// All that the comments of a file say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Suppressions {
    valid: Vec<Suppression>,
    /// Comments that were meant to suppress something and do not.
    pub malformed: Vec<Malformed>,
}

impl Suppressions {
    /// Reads the comments of a file.
    #[must_use]
    pub fn read(language: Language, code: &str) -> Self {
        let mut all = Self::default();
        if !code.contains(MARKER) {
            return all;
        }
        let Some(comments) = comments(language, code) else {
            all.malformed.push(Malformed {
                line: 1,
                problem: "the file's comments cannot be read, so none of them suppresses anything"
                    .to_owned(),
            });
            return all;
        };
        let mut at = 0;
        for (number, line) in (1..).zip(code.split_inclusive('\n')) {
            let found = line.find(MARKER).map(|column| (column, at + column));
            at += line.len();
            let Some((column, place)) = found else {
                continue;
            };
            if !comments.iter().any(|comment| comment.contains(&place)) {
                continue;
            }
            let own_line = is_only_comment(&line[..column]);
            all.add(number, own_line, &line[column + MARKER.len()..]);
        }
        all.aim(code);
        all
    }

    /// Why the author lets this finding be, if so.
    #[must_use]
    pub fn of(&self, finding: &Finding) -> Option<&Suppression> {
        let names = |what: &What| match what {
            What::Rule(rule) => *rule == finding.rule,
            What::Weakness(asked) => finding.cwe.is_some_and(|found| belongs(found, *asked)),
        };
        self.valid
            .iter()
            .find(|of| of.target == finding.line && of.what.iter().any(names))
    }

    fn add(&mut self, line: u32, own_line: bool, text: &str) {
        match parse(text) {
            Ok((what, reason)) => self.valid.push(Suppression {
                line,
                // Zero until it is known which line follows.
                target: if own_line { 0 } else { line },
                what,
                reason,
            }),
            Err(problem) => self.malformed.push(Malformed {
                line,
                problem: format!("{problem}; {HOW}"),
            }),
        }
    }

    /// A comment on a line of its own is about the next line that is none such itself.
    fn aim(&mut self, code: &str) {
        let lines: Vec<&str> = code.lines().collect();
        for suppression in &mut self.valid {
            if suppression.target != 0 {
                continue;
            }
            let mut next = suppression.line;
            while lines.get(next as usize).is_some_and(|line| {
                line.find(MARKER)
                    .is_some_and(|column| is_only_comment(&line[..column]))
            }) {
                next += 1;
            }
            suppression.target = next + 1;
        }
    }
}

/// Whether nothing but the beginning of a comment stands before the words.
fn is_only_comment(before: &str) -> bool {
    matches!(
        before.trim(),
        "#" | "//" | "/*" | "/**" | "///" | "//!" | "*" | "--" | "<!--" | "{/*" | ""
    )
}

fn parse(text: &str) -> Result<(Vec<What>, String), String> {
    let text = text.trim();
    let Some(rest) = text.strip_prefix(WORD) else {
        return Err("only `ignore` can follow `seccoder:`".to_owned());
    };
    let (names, reason) = rest.split_once("--").unwrap_or((rest, ""));
    let reason = reason
        .trim()
        .trim_end_matches("*/}")
        .trim_end_matches("*/")
        .trim_end_matches("-->")
        .trim();
    let what: Vec<What> = names
        .split([',', ' ', '\t'])
        .map(|name| name.trim_matches(|c: char| c == '*' || c == '/'))
        .filter(|name| !name.is_empty())
        .map(|name| {
            name.parse()
                .map_or_else(|_| What::Rule(name.to_owned()), What::Weakness)
        })
        .collect();
    if what.is_empty() {
        return Err("a suppression names no weakness and no rule".to_owned());
    }
    if reason.is_empty() {
        return Err("a suppression without a reason does not count".to_owned());
    }
    Ok((what, reason.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(line: u32, cwe: u32) -> Finding {
        Finding {
            rule: "python.sql-string".to_owned(),
            cwe: Some(CweId::new(cwe)),
            line,
            message: String::new(),
        }
    }

    fn reason(language: Language, code: &str, line: u32, cwe: u32) -> Option<String> {
        let all = Suppressions::read(language, code);
        all.of(&finding(line, cwe)).map(|of| of.reason.clone())
    }

    #[test]
    fn a_comment_on_the_line_or_above_it_suppresses_what_it_names() {
        use Language::{C, Python};
        let same = "run(q)  # seccoder: ignore CWE-89 -- q is a constant\n";
        assert_eq!(
            reason(Python, same, 1, 89).as_deref(),
            Some("q is a constant")
        );
        assert_eq!(reason(Python, same, 1, 78), None);
        let above = "# seccoder: ignore python.sql-string, CWE-78 -- why\nrun(q)\nrun(q)\n";
        assert!(reason(Python, above, 2, 1).is_some());
        assert!(reason(Python, above, 3, 1).is_none());
        let two = "# seccoder: ignore CWE-1 -- a\n# seccoder: ignore CWE-89 -- b\nrun(q)\n";
        assert_eq!(reason(Python, two, 3, 1).as_deref(), Some("a"));
        assert_eq!(reason(Python, two, 3, 89).as_deref(), Some("b"));
        let block = "/* seccoder: ignore CWE-787 -- it fits */\nstrcpy(a, b);\n";
        assert_eq!(reason(C, block, 2, 121).as_deref(), Some("it fits"));
    }

    #[test]
    fn without_a_reason_nothing_is_suppressed_and_it_is_said() {
        for (code, problem) in [
            ("x() # seccoder: ignore CWE-89\n", "without a reason"),
            ("x() # seccoder: ignore CWE-89 -- \n", "without a reason"),
            ("x() # seccoder: ignore -- why\n", "no weakness"),
            ("x() # seccoder: off\n", "only `ignore`"),
        ] {
            let all = Suppressions::read(Language::Python, code);
            assert_eq!(all.of(&finding(1, 89)), None, "{code}");
            assert_eq!(all.malformed[0].line, 1);
            assert!(all.malformed[0].problem.contains(problem), "{all:?}");
        }
    }

    #[test]
    fn in_a_string_the_words_mean_nothing() {
        let code = "run(\"# seccoder: ignore CWE-89 -- no\")\n";
        assert_eq!(
            Suppressions::read(Language::Python, code),
            Suppressions::default()
        );
    }
}
