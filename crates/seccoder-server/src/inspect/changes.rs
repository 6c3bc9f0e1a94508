//! What differs between two answers, in lines.

use serde::Serialize;

/// Lines of each side that are told.
const TOLD: usize = 100;

/// Lines of a first answer, and those in their place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The choice, by its index in the answer.
    pub choice: u64,
    /// One-based line of the text on which they differ first.
    pub line: u32,
    /// Lines of the first answer, the first hundred of them.
    pub removed: Vec<String>,
    /// Lines of the second answer, the first hundred of them.
    pub added: Vec<String>,
}

impl Change {
    /// What is between the lines that two texts begin with and those that they end with; `None`
    /// where they are alike.
    pub(super) fn between(choice: u64, old: &str, new: &str) -> Option<Self> {
        if old == new {
            return None;
        }
        let old: Vec<&str> = old.lines().collect();
        let new: Vec<&str> = new.lines().collect();
        let head = alike(old.iter(), new.iter());
        let (old, new) = (&old[head..], &new[head..]);
        let tail = alike(old.iter().rev(), new.iter().rev());
        let told = |lines: &[&str]| {
            let lines = &lines[..lines.len() - tail];
            lines
                .iter()
                .take(TOLD)
                .map(|&line| line.to_owned())
                .collect()
        };
        Some(Self {
            choice,
            line: u32::try_from(head).unwrap_or(u32::MAX).saturating_add(1),
            removed: told(old),
            added: told(new),
        })
    }
}

fn alike<'a>(
    old: impl Iterator<Item = &'a &'a str>,
    new: impl Iterator<Item = &'a &'a str>,
) -> usize {
    old.zip(new).take_while(|(old, new)| old == new).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_begin_and_end_with_is_left_out() {
        let change = Change::between(2, "a\nb\nc\nd\n", "a\nx\ny\nd\n").unwrap();
        assert_eq!((change.choice, change.line), (2, 2));
        assert_eq!(change.removed, ["b", "c"]);
        assert_eq!(change.added, ["x", "y"]);
        assert_eq!(Change::between(0, "a\n", "a\n"), None);
        let longer = Change::between(0, "a\na\n", "a\na\na\n").unwrap();
        assert_eq!((longer.removed.len(), longer.added.len()), (0, 1));
    }
}
