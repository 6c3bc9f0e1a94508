//! Asks the grammar whether what was put into a program is what it should be.
//!
//! Programs are read unfinished, up to the cursor, and other people's examples are put into
//! them. Rules about comments are one safeguard; that the finished text is parsed and looked at
//! is the other, and what does not pass is not shown. A grammar makes the best of a string that
//! is not closed, so that the lexer of `truncate` is asked as well.

use std::ops::Range;

use tree_sitter::{Node, Tree};

use super::kinds::{is_comment, is_text};
use crate::language::Language;
use crate::truncate::{ends_in_code, syntax_tree};

/// Whether every line of `range` is a comment that begins and ends in it.
pub(super) fn is_comments(language: Language, program: &str, range: Range<usize>) -> bool {
    if !ends_in_code(language, &program[..range.start]) {
        return false;
    }
    let Some(tree) = syntax_tree(language, program) else {
        return false;
    };
    line_ends(program, range.clone()).into_iter().all(|at| {
        node_of(&tree, at, is_comment)
            .is_some_and(|node| node.start_byte() >= range.start && node.end_byte() <= range.end)
    })
}

/// Whether all of `range` stands in one comment or string that is more than the range.
pub(super) fn is_inside(language: Language, program: &str, range: Range<usize>) -> bool {
    let Some(tree) = syntax_tree(language, program) else {
        return false;
    };
    let around = |node: Node<'_>| node.start_byte() < range.start && range.end < node.end_byte();
    let kinds: fn(&str) -> bool = |kind| is_comment(kind) || is_text(kind);
    line_ends(program, range.clone())
        .into_iter()
        .all(|at| node_of(&tree, at, kinds).is_some_and(around))
}

/// Whether `range` is one string, quotes and all.
pub(super) fn is_string(language: Language, program: &str, range: Range<usize>) -> bool {
    if !ends_in_code(language, &program[..range.start]) {
        return false;
    }
    let Some(tree) = syntax_tree(language, program) else {
        return false;
    };
    let text = &program[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    let end = range.start + text.trim_end().len();
    node_of(&tree, start, is_text)
        .is_some_and(|node| node.start_byte() == start && node.end_byte() == end)
}

/// First and last byte of each line of a range, without white space.
fn line_ends(program: &str, range: Range<usize>) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = range.start;
    for line in program[range].split_inclusive('\n') {
        let (start, end) = (line.len() - line.trim_start().len(), line.trim_end().len());
        if start < end {
            let last = line.char_indices().rfind(|(index, _)| *index < end);
            found.push(at + start);
            found.extend(last.map(|(index, _)| at + index));
        }
        at += line.len();
    }
    found
}

/// The outermost node at this byte whose kind is as wanted.
fn node_of(tree: &Tree, at: usize, wanted: fn(&str) -> bool) -> Option<Node<'_>> {
    let mut node = tree.root_node().descendant_for_byte_range(at, at + 1)?;
    let mut found = None;
    loop {
        if wanted(node.kind()) {
            found = Some(node);
        }
        match node.parent() {
            Some(parent) => node = parent,
            None => return found,
        }
    }
}

/// Most brackets that are closed for a program that stops inside classes and namespaces.
const MOST_CLOSERS: usize = 4;

/// Whether a program still parses as much with `text` at `at` as without, and the text itself
/// without an error. `before` stops where the function being completed begins, which may be
/// inside a class; the text must come to stand at or before its end.
pub(super) fn parses_as_much(language: Language, before: &str, at: usize, text: &str) -> bool {
    if !ends_in_code(language, &before[..at]) {
        return false;
    }
    let with = format!("{}{text}{}", &before[..at], &before[at..]);
    let region = at..at + text.len();
    let mut best: Option<(usize, usize)> = None;
    for closers in 0..=MOST_CLOSERS {
        let end = closing(language, closers);
        let bytes = errors(language, &format!("{before}{end}"), 0..0).map(|errors| errors.1);
        if let Some(bytes) = bytes
            && best.is_none_or(|(_, least)| bytes < least)
        {
            best = Some((closers, bytes));
        }
    }
    let Some((closers, least)) = best else {
        return false;
    };
    errors(
        language,
        &format!("{with}{}", closing(language, closers)),
        region,
    )
    .is_some_and(|(inside, outside)| inside == 0 && outside <= least)
}

/// What closes this many blocks at the end of a program.
fn closing(language: Language, count: usize) -> String {
    match language {
        Language::Python => String::new(),
        Language::Ruby => "\nend".repeat(count),
        _ => "\n}".repeat(count),
    }
}

/// Errors that touch the region, and bytes of errors outside; a missing token counts as a byte.
fn errors(language: Language, program: &str, region: Range<usize>) -> Option<(usize, usize)> {
    let tree = syntax_tree(language, program)?;
    let (mut inside, mut outside) = (0, 0);
    let mut nodes = vec![tree.root_node()];
    while let Some(node) = nodes.pop() {
        if node.is_error() || node.is_missing() {
            let range = node.byte_range();
            if range.start < region.end && range.end > region.start {
                inside += 1;
            }
            outside += range.len().max(1);
        } else if node.has_error() {
            let mut cursor = node.walk();
            nodes.extend(node.children(&mut cursor));
        }
    }
    Some((inside, outside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_one_only_where_the_grammar_says_so() {
        let comment = "    # safe\n";
        for (before, expected) in [
            ("def f(a):\n", true),
            ("def f(a):\n    x = g(a,\n", true),
            ("def f(a):\n    x = '''\n", false),
        ] {
            let program = format!("{before}{comment}");
            let range = before.len()..program.len();
            assert_eq!(
                is_comments(Language::Python, &program, range),
                expected,
                "{before}"
            );
        }
    }

    #[test]
    fn live_code_must_not_break_what_parsed() {
        let before = "class A {\n    int x;\n\n";
        let at = before.len();
        for (text, expected) in [
            ("    int y() { return x; }\n", true),
            ("    int y() { return x;\n", false),
            ("    y() } {\n", false),
        ] {
            assert_eq!(
                parses_as_much(Language::Java, before, at, text),
                expected,
                "{text}"
            );
        }
    }
}
