//! How sure it is that a changed function is a security fix.
//!
//! Everything is added up in log odds: what the message says, what the changed lines say, how
//! large the change is and what else the commit touches. The weights were set by hand on the
//! training parts of the data that `evaluation` builds its history from; its test reports what
//! they are worth on the rest.

use seccoder::cwe::CweId;

use super::clues::Clue;
use super::message::{Assessment, combined};

/// How sure it is before anything is known, in log odds: few commits are security fixes.
const PRIOR: f32 = -2.6;
/// The most that changed lines can add.
const MOST_FROM_LINES: f32 = 3.2;
/// As many weaknesses are proposed at most.
const MOST_WEAKNESSES: usize = 3;
/// Nothing is surer than this, in log odds: 0.99.
const SUREST: f32 = 4.6;

/// What is known of a commit beside its message.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Extent {
    /// Functions whose code differs, those of tests aside.
    pub(super) functions: usize,
    /// Changed lines of code in these functions.
    pub(super) lines: usize,
    /// Whether it changes an advisory.
    pub(super) advisory: bool,
    /// Whether it also changes tests.
    pub(super) tests: bool,
}

/// How sure, and why.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Score {
    pub(super) confidence: f32,
    pub(super) reasons: Vec<String>,
}

/// Scores one function of a commit.
pub(super) fn score(message: &Assessment, clues: &[&Clue], extent: Extent) -> Score {
    let mut reasons = message.reasons.clone();
    let mut odds = PRIOR + message.weight.clamp(-4.0, 4.5);
    odds += combined(clues.iter().map(|clue| clue.weight)).min(MOST_FROM_LINES);
    reasons.extend(clues.iter().map(|clue| format!("the change {}", clue.says)));
    if clues.is_empty() {
        odds -= 0.8;
        reasons.push("no changed line has to do with security that is known here".to_owned());
    }
    odds += size(extent, &mut reasons);
    if extent.advisory {
        odds += 1.5;
        reasons.push("the commit also changes a security advisory or the like".to_owned());
    }
    if extent.tests {
        odds += 0.2;
        reasons.push("the commit also changes tests".to_owned());
    }
    Score {
        confidence: 1.0 / (1.0 + (-odds.min(SUREST)).exp()),
        reasons,
    }
}

/// The most that a function of a commit with this message can score if its lines say nothing.
pub(super) fn without_clues(message: &Assessment, advisory: bool) -> f32 {
    let extent = Extent {
        functions: 1,
        lines: 1,
        advisory,
        tests: true,
    };
    score(message, &[], extent).confidence
}

fn size(extent: Extent, reasons: &mut Vec<String>) -> f32 {
    let by_lines = match extent.lines {
        0..=12 => 0.5,
        13..=40 => 0.2,
        41..=120 => -0.5,
        121..=400 => -1.4,
        _ => -3.0,
    };
    let by_functions = match extent.functions {
        0..=1 => 0.3,
        2..=4 => 0.0,
        5..=10 => -0.6,
        _ => -1.8,
    };
    let Extent {
        lines, functions, ..
    } = extent;
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    let size = by_lines + by_functions;
    let kind = if size > 0.2 {
        "a small change, as fixes are"
    } else if size < -0.5 {
        "a large change, as fixes seldom are"
    } else {
        "a change of middling size"
    };
    reasons.push(format!(
        "{kind}: {lines} line{} in {functions} function{}",
        plural(lines),
        plural(functions)
    ));
    size
}

/// The weaknesses to propose: those that the message names, or else those that its words mean,
/// or else those that such lines mend.
pub(super) fn weaknesses(message: &Assessment, clues: &[&Clue]) -> Vec<CweId> {
    let mut from_lines: Vec<CweId> = Vec::new();
    for cwe in clues.iter().flat_map(|clue| clue.cwes()) {
        if !from_lines.contains(&cwe) {
            from_lines.push(cwe);
        }
    }
    let mut found: Vec<CweId> = if !message.named.is_empty() {
        message.named.clone()
    } else if !message.meant.is_empty() {
        // Of a word's several meanings, those come first that the lines bear out.
        let rank = |cwe: &CweId| from_lines.iter().position(|line| line == cwe);
        let mut meant = message.meant.clone();
        for word in &mut meant {
            word.sort_by_key(|cwe| rank(cwe).unwrap_or(usize::MAX));
        }
        meant.concat()
    } else {
        from_lines
    };
    let mut seen = Vec::new();
    found.retain(|cwe| {
        !seen.contains(cwe) && seen.len() < MOST_WEAKNESSES && {
            seen.push(*cwe);
            true
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use seccoder::language::Language;

    use super::super::clues::clues;
    use super::super::difference::Difference;
    use super::*;

    fn small() -> Extent {
        Extent {
            functions: 1,
            lines: 2,
            ..Extent::default()
        }
    }

    fn confidence(title: &str, before: &str, after: &str, extent: Extent) -> f32 {
        let difference = Difference::between(Language::C, before, after);
        let found = clues(Language::C, &difference, after);
        score(&Assessment::of(title, ""), &found, extent).confidence
    }

    const BEFORE: &str = "strcpy(a, b);";
    const AFTER: &str = "snprintf(a, sizeof(a), \"%s\", b);";

    #[test]
    fn message_and_lines_together_are_sure() {
        let both = confidence("Fix buffer overflow in f", BEFORE, AFTER, small());
        let words = confidence("Fix buffer overflow in f", "a();", "b();", small());
        let lines = confidence("fix f", BEFORE, AFTER, small());
        let neither = confidence("fix f", "a();", "b();", small());
        assert!(
            both > 0.9 && both > words && both > lines,
            "{both} {words} {lines}"
        );
        assert!(
            words > neither && lines > neither && neither < 0.3,
            "{neither}"
        );
    }

    #[test]
    fn sweeps_are_less_sure_and_advisories_more() {
        let title = "Fix overflow";
        let plain = confidence(title, BEFORE, AFTER, small());
        let sweep = Extent {
            functions: 40,
            lines: 900,
            ..small()
        };
        let advisory = Extent {
            advisory: true,
            ..small()
        };
        assert!(confidence(title, BEFORE, AFTER, sweep) < plain - 0.3);
        assert!(confidence(title, BEFORE, AFTER, advisory) > plain);
    }

    #[test]
    fn weaknesses_come_from_the_best_place() {
        let difference = Difference::between(Language::C, BEFORE, AFTER);
        let found = clues(Language::C, &difference, AFTER);
        let main = |title| weaknesses(&Assessment::of(title, ""), &found)[0].number();
        assert_eq!(main("fix CWE-121 and an integer overflow"), 121);
        assert_eq!(main("fix integer overflow"), 190);
        assert_eq!(main("fix f"), 787);
        // Words with several meanings: the lines decide.
        assert_eq!(main("fix out of bounds problem"), 787);
    }

    #[test]
    fn the_bound_holds() {
        for title in ["", "fix crash", "CVE-2020-1234", "typo"] {
            let message = Assessment::of(title, "");
            let bound = without_clues(&message, false);
            assert!(score(&message, &[], small()).confidence <= bound);
        }
    }
}
