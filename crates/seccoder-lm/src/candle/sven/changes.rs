//! Where two versions of a function differ, in characters.
//!
//! SVEN's and SafeCoder's pairs bring their changes along; they were made with a character-level
//! diff that was tidied towards whole words. For pairs that bring none, the words and signs of the
//! two versions are compared here, and their lines.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Texts longer than this, in characters, are not compared: the time grows with the square of what
/// differs, and such a function is too long for training anyway.
const LONGEST: usize = 40_000;

/// The parts of a text that the other version has not, in characters from its beginning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences {
    /// What the version before the fix has alone.
    pub deleted: Vec<Range<usize>>,
    /// What the version after the fix has alone.
    pub added: Vec<Range<usize>>,
}

/// Where two texts differ, by words and signs. Nothing where one is too long to be compared.
#[must_use]
pub fn words(before: &str, after: &str) -> Differences {
    compare(before, after, pieces)
}

/// Where two texts differ, by whole lines, line ends included. Nothing where one is too long to be
/// compared.
#[must_use]
pub fn lines(before: &str, after: &str) -> Differences {
    compare(before, after, |text| text.split_inclusive('\n').collect())
}

fn compare<'a>(
    before: &'a str,
    after: &'a str,
    split: impl Fn(&'a str) -> Vec<&'a str>,
) -> Differences {
    let length = |text: &str| text.chars().count();
    if length(before).max(length(after)) > LONGEST {
        return Differences::default();
    }
    let (before, after) = (split(before), split(after));
    let (starts, ends) = (places(&before), places(&after));
    let mut found = Differences::default();
    for operation in capture_diff_slices(Algorithm::Myers, &before, &after) {
        if operation.tag() == DiffTag::Equal {
            continue;
        }
        let (old, new) = (operation.old_range(), operation.new_range());
        if !old.is_empty() {
            found.deleted.push(starts[old.start]..starts[old.end]);
        }
        if !new.is_empty() {
            found.added.push(ends[new.start]..ends[new.end]);
        }
    }
    found
}

/// Words, runs of white space, and single other characters.
fn pieces(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        c if c.is_alphanumeric() || c == '_' => 1,
        c if c.is_whitespace() => 2,
        _ => 0,
    };
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        if let Some(last) = last
            && (kind(c) != last || last == 0)
        {
            pieces.push(&text[start..at]);
            start = at;
        }
        last = Some(kind(c));
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

/// Where each piece begins, in characters, and where the last one ends.
fn places(pieces: &[&str]) -> Vec<usize> {
    let mut places = vec![0];
    let mut at = 0;
    for piece in pieces {
        at += piece.chars().count();
        places.push(at);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, ranges: &[Range<usize>]) -> Vec<String> {
        let cut = |range: &Range<usize>| text.chars().skip(range.start).take(range.len()).collect();
        ranges.iter().map(cut).collect()
    }

    #[test]
    fn whole_words_are_found_on_both_sides() {
        let (before, after) = ("x = yaml.load(é)\n", "x = yaml.safe_load(é)\n");
        let found = words(before, after);
        assert_eq!(cut(before, &found.deleted), ["load"]);
        assert_eq!(cut(after, &found.added), ["safe_load"]);
    }

    #[test]
    fn whole_lines_are_found_on_both_sides() {
        let (before, after) = ("a\nb\nc", "a\nB\nc\nd");
        let found = lines(before, after);
        assert_eq!(cut(before, &found.deleted), ["b\nc"]);
        assert_eq!(cut(after, &found.added), ["B\nc\nd"]);
    }

    #[test]
    fn equal_and_empty_texts_do_not_differ() {
        assert_eq!(words("", ""), Differences::default());
        assert_eq!(lines("a\nb", "a\nb"), Differences::default());
    }

    proptest::proptest! {
        /// What is left after the changes are taken out is the same text on both sides.
        #[test]
        fn what_is_not_changed_is_common(before in "[ab é(\n]{0,40}", after in "[ab é(\n]{0,40}") {
            for found in [words(&before, &after), lines(&before, &after)] {
                let rest = |text: &str, ranges: &[Range<usize>]| -> String {
                    let kept = text.chars().enumerate();
                    kept.filter(|(at, _)| !ranges.iter().any(|range| range.contains(at)))
                        .map(|(_, c)| c)
                        .collect()
                };
                proptest::prop_assert_eq!(
                    rest(&before, &found.deleted),
                    rest(&after, &found.added)
                );
            }
        }
    }
}
