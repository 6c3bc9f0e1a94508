//! What `seccoder corpus check` found, for people and for programs.

use std::collections::BTreeMap;

use seccoder::check::{Check, CheckResult, CheckVerdict};
use seccoder::language::Language;
use seccoder::response::SCHEMA_VERSION;
use seccoder_db::corpus::review::Review;
use seccoder_oracle::pair::must_be_seen;
use serde::Serialize;

use crate::failure::Failure;
use crate::terminal::printable;

/// One in so many of the pairs whose weakness should be seen may say why nothing sees it.
const UNSEEN_SHARE: usize = 4;

/// An example with all that was found out about it.
pub struct Checked {
    pub review: Review,
    /// What saw the weakness in the vulnerable version.
    pub seen_by: Vec<String>,
}

impl From<Review> for Checked {
    fn from(review: Review) -> Self {
        Self {
            review,
            seen_by: Vec::new(),
        }
    }
}

impl Checked {
    fn language(&self) -> Option<Language> {
        Some(self.review.entry.as_ref()?.example.language)
    }

    fn verdict(&self, check: Check) -> Option<&CheckVerdict> {
        let mut results = self.review.results.iter();
        Some(&results.find(|result| result.check == check)?.verdict)
    }
}

/// What was found out about all examples.
pub struct Report {
    place: String,
    checked: Vec<Checked>,
    strays: Vec<(String, String)>,
    evaluation_texts: usize,
}

/// How many pairs of a language have their weakness seen, and by what.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
struct Seen {
    pairs: usize,
    seen: usize,
    by_semgrep: usize,
    by_gcc: usize,
    by_driver: usize,
    unseen_with_reason: usize,
}

#[derive(Serialize)]
pub struct Json<'a> {
    schema_version: u32,
    examples: usize,
    refused: usize,
    languages: BTreeMap<Language, usize>,
    seen: BTreeMap<Language, Seen>,
    /// Evaluation texts that the examples were compared with.
    evaluation_texts: usize,
    strays: &'a [(String, String)],
    files: Vec<File<'a>>,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    results: &'a [CheckResult],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    seen_by: &'a [String],
}

impl Report {
    pub const fn new(
        place: String,
        checked: Vec<Checked>,
        strays: Vec<(String, String)>,
        evaluation_texts: usize,
    ) -> Self {
        Self {
            place,
            checked,
            strays,
            evaluation_texts,
        }
    }

    fn refused(&self) -> usize {
        self.checked
            .iter()
            .filter(|one| one.review.is_refused())
            .count()
    }

    fn languages(&self) -> BTreeMap<Language, usize> {
        let mut counts = BTreeMap::new();
        for language in self.checked.iter().filter_map(Checked::language) {
            *counts.entry(language).or_default() += 1;
        }
        counts
    }

    /// By language, for those in which something must see the weakness. Empty when no program
    /// was run.
    fn seen(&self) -> BTreeMap<Language, Seen> {
        let mut all: BTreeMap<Language, Seen> = BTreeMap::new();
        for one in &self.checked {
            let Some(language) = one.language() else {
                continue;
            };
            if !must_be_seen(language) || one.verdict(Check::Analyzers).is_none() {
                continue;
            }
            let by = |who: &str| usize::from(one.seen_by.iter().any(|name| name.starts_with(who)));
            let seen = all.entry(language).or_default();
            seen.pairs += 1;
            seen.seen += usize::from(!one.seen_by.is_empty());
            seen.by_semgrep += by("semgrep");
            seen.by_gcc += by("gcc");
            seen.by_driver += by("driver");
            let reason = one
                .review
                .entry
                .as_ref()
                .and_then(|entry| entry.unseen.as_ref());
            seen.unseen_with_reason += usize::from(reason.is_some());
        }
        all
    }

    /// Why the corpus as a whole is not as it should be.
    pub fn complaint(&self) -> Option<String> {
        let refused = self.refused() + self.strays.len();
        if refused > 0 {
            return Some(match refused {
                1 => "1 file is refused".to_owned(),
                _ => format!("{refused} files are refused"),
            });
        }
        let seen = self.seen();
        let pairs: usize = seen.values().map(|seen| seen.pairs).sum();
        let reasons: usize = seen.values().map(|seen| seen.unseen_with_reason).sum();
        // A few files checked alone prove nothing about the share.
        (pairs > 20 && reasons * UNSEEN_SHARE > pairs).then(|| {
            format!(
                "{reasons} of {pairs} pairs say that nothing sees their weakness; at most one in \
                 {UNSEEN_SHARE} may: add drivers or rules"
            )
        })
    }

    pub fn json(&self) -> Json<'_> {
        Json {
            schema_version: SCHEMA_VERSION,
            examples: self.checked.len(),
            refused: self.refused(),
            languages: self.languages(),
            seen: self.seen(),
            evaluation_texts: self.evaluation_texts,
            strays: &self.strays,
            files: self
                .checked
                .iter()
                .map(|one| File {
                    path: &one.review.path,
                    results: &one.review.results,
                    seen_by: &one.seen_by,
                })
                .collect(),
        }
    }

    pub fn print(&self) -> Result<(), Failure> {
        for (path, reason) in &self.strays {
            say!("{}/{}", self.place, printable(path));
            say!("  {}", printable(reason));
        }
        for one in self.checked.iter().filter(|one| one.review.is_refused()) {
            say!("{}/{}", self.place, printable(&one.review.path));
            for result in &one.review.results {
                if let CheckVerdict::Refused(reasons) = &result.verdict {
                    for reason in reasons.lines() {
                        say!("  {}: {}", result.check, printable(reason));
                    }
                }
            }
        }
        if self.refused() + self.strays.len() > 0 {
            say!("");
        }
        for check in Check::ALL {
            self.print_check(check)?;
        }
        self.print_seen()?;
        let counts: Vec<String> = self
            .languages()
            .iter()
            .map(|(language, count)| format!("{language} {count}"))
            .collect();
        let refused = match self.refused() {
            0 => "none refused".to_owned(),
            some => format!("{some} refused"),
        };
        let examples = match self.checked.len() {
            1 => "1 example".to_owned(),
            count => format!("{count} examples"),
        };
        let languages = if counts.is_empty() {
            String::new()
        } else {
            format!(": {}", counts.join(", "))
        };
        say!("{examples}, {refused}{languages}");
        Ok(())
    }

    /// One line: how many passed, and why others were not checked.
    fn print_check(&self, check: Check) -> Result<(), Failure> {
        let (mut passed, mut refused) = (0, 0);
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for verdict in self.checked.iter().filter_map(|one| one.verdict(check)) {
            match verdict {
                CheckVerdict::Passed => passed += 1,
                CheckVerdict::Refused(_) => refused += 1,
                CheckVerdict::NotChecked(reason) => *reasons.entry(reason).or_default() += 1,
            }
        }
        let mut parts = vec![format!("{passed} passed")];
        if refused > 0 {
            parts.push(format!("{refused} refused"));
        }
        let listed = reasons
            .iter()
            .map(|(why, count)| format!("{count} not checked: {why}"));
        parts.extend(listed.map(|line| printable(&line)));
        if passed + refused + reasons.len() > 0 {
            say!("{:<16}{}", check.name(), parts.join("; "));
        }
        Ok(())
    }

    fn print_seen(&self) -> Result<(), Failure> {
        for (language, seen) in self.seen() {
            say!(
                "{:<16}weakness seen in {} of {} pairs (semgrep {}, gcc {}, drivers {}); {} say \
                 why nothing can",
                language.name(),
                seen.seen,
                seen.pairs,
                seen.by_semgrep,
                seen.by_gcc,
                seen.by_driver,
                seen.unseen_with_reason
            );
        }
        Ok(())
    }
}
