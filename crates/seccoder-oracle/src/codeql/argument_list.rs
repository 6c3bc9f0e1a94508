//! A known false alarm of CodeQL's query for CWE-78: commands given as a list.
//!
//! `subprocess.run(args)` with `args = ["ls", name]` starts `ls` and no shell, whatever `name`
//! holds, but the query looks at what flows into `args` alone. SVEN's evaluation drops an alert
//! whose place is exactly a variable that holds such a list, and so do we, to be comparable:
//! a variable to which a list was assigned whose first element is a string literal, or another
//! such variable, or a sum with one of them.

use std::collections::HashSet;

use seccoder::language::Language;
use seccoder::truncate::grammar;
use tree_sitter::{Node, Parser};

use super::sarif::Span;

/// Whether the place is a variable that holds a list with a literal command.
#[must_use]
pub fn is_argument_list(code: &str, span: Span) -> bool {
    let mut parser = Parser::new();
    if parser.set_language(&grammar(Language::Python)).is_err() {
        return false;
    }
    let Some(tree) = parser.parse(code, None) else {
        return false;
    };
    let mut lists = Lists {
        code,
        names: HashSet::new(),
    };
    // In the order of the text: a variable is a list from its assignment on.
    let mut found = false;
    walk(tree.root_node(), &mut |node| {
        if node.kind() == "assignment" {
            lists.assign(node);
        } else if node.kind() == "identifier" && covers(node, span, code) {
            found = lists.names.contains(lists.text(node));
        }
    });
    found
}

struct Lists<'a> {
    code: &'a str,
    names: HashSet<&'a str>,
}

impl<'a> Lists<'a> {
    fn text(&self, node: Node<'_>) -> &'a str {
        self.code.get(node.byte_range()).unwrap_or_default()
    }

    fn assign(&mut self, assignment: Node<'_>) {
        let (Some(left), Some(right)) = (
            assignment.child_by_field_name("left"),
            assignment.child_by_field_name("right"),
        ) else {
            return;
        };
        if left.kind() == "identifier" && self.holds(right) {
            self.names.insert(self.text(left));
        }
    }

    /// Whether an expression is such a list.
    fn holds(&self, value: Node<'_>) -> bool {
        match value.kind() {
            "list" => value
                .named_child(0)
                .is_some_and(|first| matches!(first.kind(), "string" | "concatenated_string")),
            "identifier" => self.names.contains(self.text(value)),
            "parenthesized_expression" => {
                value.named_child(0).is_some_and(|inner| self.holds(inner))
            }
            "binary_operator" => {
                let side = |name| value.child_by_field_name(name);
                side("operator").is_some_and(|operator| self.text(operator) == "+")
                    && ["left", "right"]
                        .into_iter()
                        .any(|name| side(name).is_some_and(|node| self.holds(node)))
            }
            _ => false,
        }
    }
}

fn walk<'tree>(root: Node<'tree>, visit: &mut impl FnMut(Node<'tree>)) {
    // With a list of our own, because generated code may nest deeper than the stack.
    let mut waiting = vec![root];
    while let Some(node) = waiting.pop() {
        visit(node);
        let mut cursor = node.walk();
        let children: Vec<_> = node.children(&mut cursor).collect();
        waiting.extend(children.into_iter().rev());
    }
}

/// Whether a node is exactly the place. CodeQL counts characters from 1, tree-sitter bytes
/// from 0.
fn covers(node: Node<'_>, span: Span, code: &str) -> bool {
    let column = |byte: usize| {
        let line_start = code[..byte].rfind('\n').map_or(0, |at| at + 1);
        code[line_start..byte].chars().count() + 1
    };
    let line = |row: usize| u32::try_from(row + 1).unwrap_or(u32::MAX);
    line(node.start_position().row) == span.start_line
        && line(node.end_position().row) == span.end_line
        && column(node.start_byte()) == span.start_column as usize
        && column(node.end_byte()) == span.end_column as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The place of the last `marked` in the code.
    fn place(code: &str, marked: &str) -> Span {
        let at = code.rfind(marked).unwrap();
        let line = code[..at].matches('\n').count() as u32 + 1;
        let start = code[..at].rfind('\n').map_or(0, |n| n + 1);
        let column = code[start..at].chars().count() as u32 + 1;
        Span {
            start_line: line,
            start_column: column,
            end_line: line,
            end_column: column + marked.chars().count() as u32,
        }
    }

    #[test]
    fn lists_with_a_literal_command_are_known() {
        for code in [
            "args = ['ls', x]\nrun(args)",
            "def f(x):\n    args = [f\"ls\", x]\n    run('ä', args)",
            "first = ['ls']\nargs = first\nrun(args)",
            "args = ['ls'] + rest\nrun(args)",
            "base = ['ls']\nargs = rest + base\nrun(args)",
        ] {
            assert!(is_argument_list(code, place(code, "args")), "{code}");
        }
    }

    #[test]
    fn other_values_are_not() {
        for code in [
            "args = [x, 'ls']\nrun(args)",
            "args = []\nrun(args)",
            "args = 'ls ' + x\nrun(args)",
            "args = ['ls'] * n\nrun(args)",
            "run(args)\nother = ['ls']",
            "a, args = ['ls'], x\nrun(args)",
        ] {
            assert!(!is_argument_list(code, place(code, "args")), "{code}");
        }
        let code = "args = ['ls', x]\nrun(args[0])";
        assert!(!is_argument_list(code, place(code, "args[0]")));
    }
}
