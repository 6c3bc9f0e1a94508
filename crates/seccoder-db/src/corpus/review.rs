//! Checks of a corpus that need nothing but reading.

use std::collections::HashMap;

use seccoder::check::{Check, CheckResult, CheckVerdict};
use seccoder::example::ExampleId;
use seccoder::language::Language;

use super::files::{Corpus, CorpusFile};
use super::format::{CorpusEntry, parse};
use crate::admission::Candidate;
use crate::admission::contamination::EvaluationTexts;
use crate::admission::similarity::{NearIndex, Shape, family};

/// Lines that are not blank, of either version: less shows no idiom, more does not fit into a
/// small model's context whole.
const LINES: std::ops::RangeInclusive<usize> = 5..=40;
/// Columns of a line.
const COLUMNS: usize = 100;

/// What the checks say of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The file, relative to the corpus.
    pub path: String,
    /// What it says, when it is well formed.
    pub entry: Option<CorpusEntry>,
    /// What the checks say; only the format when it is malformed.
    pub results: Vec<CheckResult>,
}

impl Review {
    /// Whether any check refuses it.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.results
            .iter()
            .any(|result| result.verdict.is_refused())
    }

    /// Adds what another check says.
    pub fn add(&mut self, check: Check, verdict: CheckVerdict) {
        self.results.push(CheckResult { check, verdict });
    }
}

/// Reviews the files that `chosen` picks. Each is compared with all files of the corpus, and
/// with the evaluation texts if there are any.
#[must_use]
pub fn review(
    corpus: &Corpus,
    chosen: &dyn Fn(&CorpusFile) -> bool,
    against: &EvaluationTexts,
) -> Vec<Review> {
    let parsed: Vec<_> = corpus
        .files
        .iter()
        .map(|file| parse(&file.path, &file.text))
        .collect();
    let others = Others::new(corpus, &parsed);
    let mut reviews = Vec::new();
    for (file, parsed) in corpus.files.iter().zip(&parsed) {
        if !chosen(file) {
            continue;
        }
        let mut review = Review {
            path: file.path.clone(),
            entry: None,
            results: Vec::new(),
        };
        match parsed {
            Err(error) => review.add(Check::Format, CheckVerdict::Refused(error.reason.clone())),
            Ok(entry) => {
                review.add(Check::Format, CheckVerdict::Passed);
                read(&mut review, file, entry, &others, against);
                review.entry = Some(entry.clone());
            }
        }
        reviews.push(review);
    }
    reviews
}

fn read(
    review: &mut Review,
    file: &CorpusFile,
    entry: &CorpusEntry,
    others: &Others<'_>,
    against: &EvaluationTexts,
) {
    let example = &entry.example;
    review.add(Check::Length, CheckVerdict::from_problems(&lengths(entry)));
    let candidate = Candidate {
        language: example.language,
        secure: &example.code,
        vulnerable: example.vulnerable.as_deref(),
        text: &file.text,
    };
    review.results.extend(candidate.check_text());
    let same = others.like(&file.path, entry);
    review.add(Check::Duplicate, CheckVerdict::from_problems(&same));
    let contamination = if against.is_empty() {
        CheckVerdict::NotChecked("no evaluation was given".to_owned())
    } else {
        let mut leaks: Vec<String> = Vec::new();
        for code in [&example.code, entry.vulnerable()] {
            let found = against.leaks(example.language, code);
            leaks.extend(found.iter().map(ToString::to_string));
        }
        leaks.dedup();
        leaks.truncate(3);
        CheckVerdict::from_problems(&leaks)
    };
    review.add(Check::Contamination, contamination);
}

fn lengths(entry: &CorpusEntry) -> Vec<String> {
    let mut problems = Vec::new();
    let halves = [
        ("secure", entry.example.code.as_str()),
        ("vulnerable", entry.vulnerable()),
    ];
    for (name, code) in halves {
        let lines = code.lines().filter(|line| !line.trim().is_empty()).count();
        if !LINES.contains(&lines) {
            problems.push(format!(
                "the {name} version has {lines} lines that are not blank; {} to {} are allowed",
                LINES.start(),
                LINES.end()
            ));
        }
        let wide = (1..)
            .zip(code.lines())
            .find(|(_, line)| line.chars().count() > COLUMNS);
        if let Some((number, _)) = wide {
            problems.push(format!(
                "line {number} of the {name} version is wider than {COLUMNS} columns; break it"
            ));
        }
    }
    problems
}

/// All examples of the corpus, to compare one with.
struct Others<'a> {
    paths: Vec<&'a str>,
    near: NearIndex,
    shapes: HashMap<&'a str, (Language, Shape)>,
    ids: HashMap<ExampleId, Vec<&'a str>>,
}

impl<'a> Others<'a> {
    fn new<E>(corpus: &'a Corpus, parsed: &[Result<CorpusEntry, E>]) -> Self {
        let mut others = Self {
            paths: Vec::new(),
            near: NearIndex::default(),
            shapes: HashMap::new(),
            ids: HashMap::new(),
        };
        for (file, entry) in corpus.files.iter().zip(parsed) {
            let Ok(entry) = entry else { continue };
            let example = &entry.example;
            let shape = Shape::of(example.language, &example.code);
            others.near.add(example.language, shape.clone());
            others.paths.push(&file.path);
            let ids = others.ids.entry(example.id).or_default();
            ids.push(&file.path);
            let key = (family(example.language), shape);
            others.shapes.insert(&file.path, key);
        }
        others
    }

    /// What else there is like this example.
    fn like(&self, path: &str, entry: &CorpusEntry) -> Vec<String> {
        let twins = self.ids.get(&entry.example.id);
        let twin = twins.and_then(|paths| paths.iter().find(|other| **other != path));
        if let Some(twin) = twin {
            return vec![format!("has the same secure code as {twin}; delete one")];
        }
        let Some((language, shape)) = self.shapes.get(path) else {
            return Vec::new();
        };
        self.near
            .near(*language, shape)
            .into_iter()
            .filter(|(number, _)| self.paths[*number] != path)
            .take(2)
            .map(|(number, likeness)| {
                format!(
                    "is {} % like {} when names and literals are put aside; show another API or \
                     another shape of the mistake",
                    (likeness * 100.0).round(),
                    self.paths[number]
                )
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admission::contamination::EvaluationText;

    const GOOD: &str = "# seccoder-example: 1\n# title: T\n# guideline: G.\n# cwe: CWE-89\n\
        # apis: a.b\n# applies: flask\n# --- secure ---\ndef f(db, a):\n    # bound\n    \
        cursor = db.cursor()\n    cursor.execute('SELECT 1 WHERE b = ?', (a,))\n    \
        row = cursor.fetchone()\n    return row\n# --- vulnerable ---\ndef f(db, a):\n    \
        cursor = db.cursor()\n    cursor.execute(f'SELECT 1 WHERE b = {a}')\n    \
        row = cursor.fetchone()\n    return row\n";

    fn corpus(files: &[(&str, &str)]) -> Corpus {
        Corpus {
            files: files
                .iter()
                .map(|(path, text)| CorpusFile {
                    path: (*path).to_owned(),
                    text: (*text).to_owned(),
                    driver: None,
                })
                .collect(),
            strays: Vec::new(),
        }
    }

    /// What is refused of the first file.
    fn refused(files: &[(&str, &str)]) -> Vec<(Check, String)> {
        review(&corpus(files), &|_| true, &EvaluationTexts::default())
            .swap_remove(0)
            .results
            .into_iter()
            .filter_map(|result| match result.verdict {
                CheckVerdict::Refused(reason) => Some((result.check, reason)),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn a_good_example_passes() {
        assert_eq!(refused(&[("python/cwe-089/a.py", GOOD)]), []);
    }

    #[test]
    fn lengths_are_limited() {
        let short = GOOD.replace("    row = cursor.fetchone()\n    return row\n", "");
        let problems = refused(&[("python/cwe-089/a.py", &short)]);
        assert_eq!(problems[0].0, Check::Length);
        assert!(problems[0].1.contains("3 lines"), "{problems:?}");
        let wide = GOOD.replace("# bound", &format!("# {}", "b ".repeat(60)));
        let problems = refused(&[("python/cwe-089/a.py", &wide)]);
        assert!(
            problems[0].1.contains("line 2 of the secure"),
            "{problems:?}"
        );
    }

    #[test]
    fn twins_and_near_duplicates_are_found() {
        let problems = refused(&[("python/cwe-089/a.py", GOOD), ("python/cwe-089/b.py", GOOD)]);
        assert_eq!(problems[0].0, Check::Duplicate);
        assert!(
            problems[0]
                .1
                .contains("same secure code as python/cwe-089/b.py")
        );
        let renamed = GOOD.replace("cursor", "handle").replace("SELECT", "DELETE");
        let problems = refused(&[
            ("python/cwe-089/a.py", GOOD),
            ("python/cwe-089/b.py", &renamed),
        ]);
        assert_eq!(problems[0].0, Check::Duplicate);
        assert!(problems[0].1.contains("100 % like"), "{problems:?}");
    }

    #[test]
    fn an_evaluation_text_is_recognised() {
        let entry = parse("python/cwe-089/a.py", GOOD).unwrap();
        let texts = EvaluationTexts::new([EvaluationText {
            place: "suite/x".to_owned(),
            language: Language::Python,
            code: format!("y = 1\n{}", entry.example.code),
        }]);
        let reviews = review(&corpus(&[("python/cwe-089/a.py", GOOD)]), &|_| true, &texts);
        assert!(reviews[0].is_refused());
    }

    #[test]
    fn the_built_in_corpus_is_sound() {
        let corpus = Corpus::built_in();
        assert_eq!(corpus.strays, []);
        let wrong: Vec<String> = review(&corpus, &|_| true, &EvaluationTexts::default())
            .into_iter()
            .flat_map(|review| {
                let path = review.path;
                review.results.into_iter().filter_map(move |result| {
                    let CheckVerdict::Refused(reason) = result.verdict else {
                        return None;
                    };
                    Some(format!("{path}: {}: {reason}", result.check))
                })
            })
            .collect();
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }
}
