//! What changed between two versions of a piece of code, as lines of tokens.
//!
//! Comments and spacing are put aside first, so that `if (x == NULL)` and `if(x==NULL)` are the
//! same line, `if(x==NULL)`, and the patterns of [`super::clues`] need to know one spelling
//! only. A line that stands elsewhere than before is neither added nor removed but moved: for a
//! `free`, its place is what matters.

use std::collections::HashMap;

use seccoder::language::Language;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::admission::tokens::{Token, TokenKind, code_tokens};

/// Above this many lines the order of lines is not looked at.
const MOST_ORDERED: usize = 3000;

/// The lines that tell two versions apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) removed: Vec<String>,
    pub(super) added: Vec<String>,
    pub(super) moved: Vec<String>,
}

impl Difference {
    /// Compares two versions.
    pub(super) fn between(language: Language, before: &str, after: &str) -> Self {
        let (before, after) = (lines(language, before), lines(language, after));
        if before.len().max(after.len()) > MOST_ORDERED {
            return Self::unordered(&before, &after);
        }
        let mut found = Self::ordered(&before, &after);
        if !found.moved.is_empty() {
            // Of two lines that changed places either may count as moved; seen from the end it
            // is the other one. Both are kept.
            let reversed = |lines: Vec<String>| lines.into_iter().rev().collect::<Vec<_>>();
            let other = Self::ordered(&reversed(before), &reversed(after));
            for line in other.moved {
                if !found.moved.contains(&line) {
                    found.moved.push(line);
                }
            }
        }
        found
    }

    fn ordered(before: &[String], after: &[String]) -> Self {
        let mut removed = Vec::new();
        let mut added = Vec::new();
        for op in capture_diff_slices(Algorithm::Myers, before, after) {
            if !matches!(op, DiffOp::Equal { .. }) {
                removed.extend_from_slice(&before[op.old_range()]);
                added.extend_from_slice(&after[op.new_range()]);
            }
        }
        Self::unordered(&removed, &added)
    }

    /// How many lines it takes to tell.
    pub(super) fn size(&self) -> usize {
        self.removed.len().max(self.added.len()) + self.moved.len()
    }

    /// What is left of two sets of lines when their common lines count as moved.
    fn unordered(before: &[String], after: &[String]) -> Self {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for line in before {
            *counts.entry(line).or_default() += 1;
        }
        let mut difference = Self::default();
        for line in after {
            match counts.get_mut(line.as_str()) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    difference.moved.push(line.clone());
                }
                _ => difference.added.push(line.clone()),
            }
        }
        for line in before {
            if let Some(count) = counts.get_mut(line.as_str())
                && *count > 0
            {
                *count -= 1;
                difference.removed.push(line.clone());
            }
        }
        // Brackets that moved say nothing, and of a large file's unchanged lines none did.
        let says = |line: &String| line.contains(char::is_alphanumeric);
        difference.moved.retain(says);
        if before.len().max(after.len()) > MOST_ORDERED {
            difference.moved.clear();
        }
        difference
    }
}

/// The lines of a text without comments, spaces only between words.
pub(super) fn lines(language: Language, code: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut end = 0;
    for token in code_tokens(language, code) {
        if code[end..token.start].contains('\n') && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        if line.ends_with(is_word) && begins_word(&token) {
            line.push(' ');
        }
        line.push_str(token.text);
        end = token.start + token.text.len();
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn begins_word(token: &Token<'_>) -> bool {
    token.kind != TokenKind::Symbol && !token.text.starts_with(['"', '\'', '`'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_have_one_spelling() {
        let code = "if ( x ==  NULL )  // why\n\n    return -1; /* two\nlines */ x\n";
        assert_eq!(
            lines(Language::C, code),
            ["if(x==NULL)", "return-1;", "x"],
            "{code}"
        );
        assert_eq!(lines(Language::Python, "f( 'a b' ) # c"), ["f('a b')"]);
    }

    #[test]
    fn moved_lines_are_neither_added_nor_removed() {
        let before = "free(a);\nuse(a);\nold();\n";
        let after = "use(a);\nnew();\nfree(a);\n";
        let found = Difference::between(Language::C, before, after);
        assert_eq!(found.removed, ["old();"]);
        assert_eq!(found.added, ["new();"]);
        assert!(found.moved.contains(&"free(a);".to_owned()));
        assert!(found.moved.contains(&"use(a);".to_owned()));
        assert_eq!(found.size(), 3);
    }

    #[test]
    fn long_texts_are_compared_without_order() {
        let before: String = (0..4000).map(|n| format!("f({n});\n")).collect();
        let after = before.replace("f(17);", "g(17);");
        let found = Difference::between(Language::C, &before, &after);
        assert_eq!((found.removed.len(), found.added.len()), (1, 1));
        assert!(found.moved.is_empty());
    }

    proptest! {
        #[test]
        fn the_same_text_never_differs(code in "[a-c(){};\n \"'/*]{0,60}") {
            for language in Language::ALL {
                let found = Difference::between(language, &code, &code);
                prop_assert_eq!(found, Difference::default());
            }
        }

        #[test]
        fn counts_balance(before in "[ab]\n([ab];\n){0,8}", after in "[ab]\n([ab];\n){0,8}") {
            let found = Difference::between(Language::C, &before, &after);
            let count = |text: &str| lines(Language::C, text).len();
            prop_assert_eq!(
                count(&before) + found.added.len(),
                count(&after) + found.removed.len()
            );
        }
    }
}
