//! The tables: which names and words belong to which topic, and which topics speak for which
//! weakness. One entry per line; `README.md` beside them explains the columns.
//!
//! Topics that begin with `@` are seen in code, the others in prose. A rule that looks at prose
//! alone weighs a half at most (a test sees to it).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::prose;
use crate::cwe::CweId;
use crate::language::Language;

/// A topic's name, such as `@sql` or `lookup`.
pub(super) type Topic = &'static str;

/// No name in the tables has more bytes.
pub(super) const LONGEST_NAME: usize = 80;

/// An entry of a table: the topic, and how surely it is meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Entry {
    pub topic: Topic,
    pub strength: f32,
}

/// Names of one language: modules, functions, members.
pub(super) type Names = HashMap<&'static str, Vec<Entry>>;

/// A phrase of prose.
#[derive(Debug)]
pub(super) struct Phrase {
    pub entry: Entry,
    /// As the table has it, for reasons.
    pub text: &'static str,
    stems: Vec<String>,
}

/// A rule: all of `needs`, none of `bars`.
#[derive(Debug)]
pub(super) struct Rule {
    pub cwe: CweId,
    pub weight: f32,
    /// Empty: any.
    pub languages: Vec<Language>,
    /// Each is met by any of its topics.
    pub needs: Vec<Vec<Topic>>,
    pub bars: Vec<Topic>,
}

/// The lines of a table that say something, with their fields apart.
fn lines(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_whitespace().collect())
}

/// `topic strength rest…`.
fn entry(fields: &[&'static str]) -> Option<Entry> {
    Some(Entry {
        topic: fields.first()?,
        strength: fields.get(1)?.parse().ok()?,
    })
}

fn names_of(tables: &[&'static str]) -> Names {
    let mut names = Names::new();
    for fields in tables.iter().flat_map(|table| lines(table)) {
        if let Some(entry) = entry(&fields) {
            for name in &fields[2..] {
                names.entry(name).or_default().push(entry);
            }
        }
    }
    names
}

/// The names of a language; without one, none.
pub(super) fn names(language: Option<Language>) -> &'static Names {
    static ALL: LazyLock<[Names; 10]> = LazyLock::new(|| {
        [
            names_of(&[]),
            names_of(&[include_str!("python.txt")]),
            names_of(&[include_str!("c.txt")]),
            names_of(&[include_str!("c.txt"), include_str!("cpp.txt")]),
            names_of(&[include_str!("javascript.txt")]),
            names_of(&[include_str!("java.txt")]),
            names_of(&[include_str!("go.txt")]),
            names_of(&[include_str!("rust.txt")]),
            names_of(&[include_str!("php.txt"), include_str!("ruby.txt")]),
            names_of(&[include_str!("csharp.txt")]),
        ]
    });
    &ALL[match language {
        None => 0,
        Some(Language::Python) => 1,
        Some(Language::C) => 2,
        Some(Language::Cpp) => 3,
        Some(Language::JavaScript | Language::TypeScript) => 4,
        Some(Language::Java) => 5,
        Some(Language::Go) => 6,
        Some(Language::Rust) => 7,
        // The two share no name that means different things.
        Some(Language::Php | Language::Ruby) => 8,
        Some(Language::CSharp) => 9,
    }]
}

/// Phrases by the stem of their first word.
pub(super) fn phrases() -> &'static HashMap<String, Vec<Phrase>> {
    static ALL: LazyLock<HashMap<String, Vec<Phrase>>> = LazyLock::new(|| {
        let mut all: HashMap<String, Vec<Phrase>> = HashMap::new();
        for line in include_str!("words.txt").lines() {
            let Some((head, rest)) = line.split_once(':') else {
                continue;
            };
            let fields: Vec<&'static str> = head.split_whitespace().collect();
            let Some(entry) = entry(&fields).filter(|_| !line.starts_with('#')) else {
                continue;
            };
            for text in rest
                .split(',')
                .map(str::trim)
                .filter(|text| !text.is_empty())
            {
                let stems = prose::stems(text);
                if let Some(first) = stems.first().cloned() {
                    let phrase = Phrase { entry, text, stems };
                    all.entry(first).or_default().push(phrase);
                }
            }
        }
        all
    });
    &ALL
}

impl Rule {
    /// Whether one of the needs is met by code alone.
    pub(super) fn looks_at_code(&self) -> bool {
        self.needs
            .iter()
            .any(|any| any.iter().all(|topic| topic.starts_with('@')))
    }
}

impl Phrase {
    /// Whether it is one word.
    pub(super) fn is_single(&self) -> bool {
        self.stems.len() == 1
    }

    /// Whether the phrase stands at the beginning of `stems`.
    pub(super) fn begins(&self, stems: &[String]) -> bool {
        stems.starts_with(&self.stems)
    }
}

/// Pieces of text in literals and comments that tell what is made: `<li`, `SELECT `. In the table
/// `_` stands for a space.
pub(super) fn marks() -> &'static [(Entry, String)] {
    static ALL: LazyLock<Vec<(Entry, String)>> = LazyLock::new(|| {
        let mut all = Vec::new();
        for fields in lines(include_str!("marks.txt")) {
            if let Some(entry) = entry(&fields) {
                all.extend(
                    fields[2..]
                        .iter()
                        .map(|mark| (entry, mark.replace('_', " "))),
                );
            }
        }
        all
    });
    &ALL
}

/// All rules, in the table's order.
pub(super) fn rules() -> &'static [Rule] {
    static ALL: LazyLock<Vec<Rule>> = LazyLock::new(|| {
        lines(include_str!("weaknesses.txt"))
            .filter_map(|f| rule(&f))
            .collect()
    });
    &ALL
}

/// `cwe weight languages topic+topic/topic -topic`.
fn rule(fields: &[&'static str]) -> Option<Rule> {
    let [cwe, weight, languages, topics @ ..] = fields else {
        return None;
    };
    let languages = match *languages {
        "*" => Vec::new(),
        // The groups that share their weaknesses.
        "native" => vec![Language::C, Language::Cpp],
        "script" => vec![Language::JavaScript, Language::TypeScript],
        "managed" => {
            let native = [Language::C, Language::Cpp];
            Language::ALL
                .into_iter()
                .filter(|one| !native.contains(one))
                .collect()
        }
        some => some
            .split(',')
            .map(str::parse)
            .collect::<Result<_, _>>()
            .ok()?,
    };
    let (bars, needs): (Vec<&str>, Vec<&str>) =
        topics.iter().partition(|topic| topic.starts_with('-'));
    Some(Rule {
        cwe: cwe.parse().ok()?,
        weight: weight.parse().ok()?,
        languages,
        needs: needs.iter().map(|any| any.split('/').collect()).collect(),
        bars: bars.iter().map(|bar| &bar[1..]).collect(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn known_topics() -> BTreeSet<&'static str> {
        let mut topics: BTreeSet<&str> = Language::ALL
            .into_iter()
            .flat_map(|language| {
                names(Some(language))
                    .values()
                    .flatten()
                    .map(|entry| entry.topic)
            })
            .collect();
        topics.extend(
            phrases()
                .values()
                .flatten()
                .map(|phrase| phrase.entry.topic),
        );
        topics.extend(marks().iter().map(|(entry, _)| entry.topic));
        topics.extend(super::super::evidence::SHAPES);
        topics
    }

    #[test]
    fn every_line_is_read() {
        let tables = [
            include_str!("python.txt"),
            include_str!("c.txt"),
            include_str!("cpp.txt"),
            include_str!("javascript.txt"),
            include_str!("java.txt"),
            include_str!("go.txt"),
            include_str!("rust.txt"),
            include_str!("php.txt"),
            include_str!("ruby.txt"),
            include_str!("csharp.txt"),
            include_str!("marks.txt"),
        ];
        for fields in tables.into_iter().flat_map(lines) {
            let entry = entry(&fields).unwrap_or_else(|| panic!("{fields:?}"));
            assert!(
                entry.topic.starts_with('@') && fields.len() > 2,
                "{fields:?}"
            );
            assert!((0.1..=1.0).contains(&entry.strength), "{fields:?}");
            let fits = |name: &&str| name.len() <= LONGEST_NAME;
            assert!(fields[2..].iter().all(fits), "{fields:?}");
        }
        for line in include_str!("words.txt")
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        {
            let head: Vec<&'static str> =
                line.split(':').next().unwrap().split_whitespace().collect();
            let entry = entry(&head).unwrap_or_else(|| panic!("{line}"));
            assert!(!entry.topic.starts_with('@') && head.len() == 2, "{line}");
        }
        for fields in lines(include_str!("weaknesses.txt")) {
            assert!(
                rule(&fields).is_some_and(|rule| !rule.needs.is_empty()),
                "{fields:?}"
            );
        }
    }

    #[test]
    fn rules_use_topics_that_exist_and_weaknesses_with_a_name() {
        let known = known_topics();
        for rule in rules() {
            for topic in rule.needs.iter().flatten().chain(&rule.bars) {
                assert!(known.contains(topic), "{}: {topic}", rule.cwe);
            }
            assert!(rule.cwe.short_name().is_some(), "{}", rule.cwe);
        }
    }

    #[test]
    fn prose_alone_weighs_a_half_at_most() {
        for rule in rules() {
            assert!(rule.looks_at_code() || rule.weight <= 0.5, "{rule:?}");
        }
    }
}
