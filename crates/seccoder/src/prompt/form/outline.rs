//! An example as a tree of whole statements.
//!
//! A [`Unit`] is a statement or definition that has its lines for itself, so that it can be left
//! out together with what stands inside it and the rest still parses. What shares its line with
//! something else belongs to the unit around it. Every line has one innermost unit, and the
//! names that a unit defines and uses are those of its own lines.

use std::ops::Range;

use tree_sitter::Node;

use super::kinds::{Kind, is_container, is_opaque, is_text, kind_of};
use crate::language::Language;
use crate::truncate::syntax_tree;

/// A statement or definition with its lines.
#[derive(Debug)]
pub(super) struct Unit {
    /// Its lines, those of the units inside it too.
    pub rows: Range<usize>,
    /// The unit that it stands in.
    pub parent: Option<usize>,
    /// The block that it stands in, by its place in [`Outline::blocks`].
    pub block: usize,
    /// What it is.
    pub kind: Kind,
    /// The name of a function or type.
    pub name: Option<String>,
    /// Names that its own lines bind.
    pub defines: Vec<String>,
    /// Names in its own lines, bound or not.
    pub uses: Vec<String>,
}

/// A text with its units, in the order of their first lines.
#[derive(Debug)]
pub(super) struct Outline {
    /// The language it was read as.
    pub language: Language,
    /// Its lines.
    pub lines: Vec<String>,
    /// Lines that begin inside a string, whose white space is part of it.
    pub verbatim: Vec<bool>,
    /// The units.
    pub units: Vec<Unit>,
    /// The units that stand side by side, block by block.
    pub blocks: Vec<Vec<usize>>,
    /// The innermost unit of each line.
    pub owner: Vec<Option<usize>>,
}

/// Deepest nesting that is read; hostile text cannot exhaust the stack.
const DEEPEST: usize = 200;
/// Lines of a text that is still read: choosing among the statements of a longer one takes
/// too long, and a lesson it is not.
const LONGEST: usize = 2_000;

impl Outline {
    /// Reads a text; what its grammar cannot read has no units of its own. `None` for a text that
    /// is too long.
    pub(super) fn of(language: Language, code: &str) -> Option<Self> {
        let lines: Vec<String> = code.lines().map(str::to_owned).collect();
        if lines.len() > LONGEST {
            return None;
        }
        let tree = syntax_tree(language, code)?;
        let mut outline = Self {
            language,
            verbatim: vec![false; lines.len()],
            owner: vec![None; lines.len()],
            units: Vec::new(),
            blocks: Vec::new(),
            lines,
        };
        outline.read(tree.root_node(), code, None, 0);
        for index in 0..outline.units.len() {
            // A child comes after its parent, so that its rows overwrite the parent's.
            for row in outline.units[index].rows.clone() {
                outline.owner[row] = Some(index);
            }
        }
        outline.name(tree.root_node(), code, false, 0);
        for unit in &mut outline.units {
            for names in [&mut unit.defines, &mut unit.uses] {
                names.sort_unstable();
                names.dedup();
            }
        }
        Some(outline)
    }

    /// Finds the units below `node`, whose innermost unit is `owner`.
    fn read(&mut self, node: Node<'_>, code: &str, owner: Option<usize>, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let container = is_container(self.language, node);
        let mut cursor = node.walk();
        // Attributes that stand before what they belong to.
        let mut attribute: Option<usize> = None;
        let mut last: Option<usize> = None;
        let mut block: Option<usize> = None;
        for child in node.named_children(&mut cursor) {
            if child.kind() == "heredoc_body" {
                if let Some(last) = last {
                    // A body that is missing begins behind the last line.
                    let end = (self.last_row(child) + 1).min(self.lines.len());
                    self.units[last].rows.end = self.units[last].rows.end.max(end);
                }
                continue;
            }
            let unit = if container && !is_container(self.language, child) || is_block(child, node)
            {
                self.whole_lines(child)
            } else {
                None
            };
            if unit.is_some() && matches!(child.kind(), "attribute_item" | "decorator") {
                attribute.get_or_insert(child.start_position().row);
                continue;
            }
            let inner = match unit {
                Some(mut rows) => {
                    rows.start = attribute.take().unwrap_or(rows.start);
                    last = Some(self.units.len());
                    let block = *block.get_or_insert_with(|| {
                        self.blocks.push(Vec::new());
                        self.blocks.len() - 1
                    });
                    self.blocks[block].push(self.units.len());
                    self.units.push(Unit {
                        kind: kind_of(self.language, child, code),
                        name: own_name(child, code),
                        rows,
                        parent: owner,
                        block,
                        defines: Vec::new(),
                        uses: Vec::new(),
                    });
                    last
                }
                None => owner,
            };
            if !is_opaque(child.kind()) {
                self.read(child, code, inner, depth + 1);
            }
        }
    }

    /// The rows of a node that has its lines for itself.
    fn whole_lines(&self, node: Node<'_>) -> Option<Range<usize>> {
        let (start, end) = (node.start_position(), node.end_position());
        let first = self.lines.get(start.row)?;
        if !first.get(..start.column)?.trim().is_empty() {
            return None;
        }
        let last_row = self.last_row(node);
        let rest = if last_row == end.row {
            self.lines.get(end.row)?.get(end.column..)?
        } else {
            ""
        };
        let rest = rest.trim().trim_start_matches([';', ',']).trim_start();
        let comment = rest.starts_with(self.language.line_comment())
            || (rest.starts_with("/*") && rest.ends_with("*/"));
        (rest.is_empty() || comment).then_some(start.row..last_row + 1)
    }

    /// The last row with something of the node on it.
    fn last_row(&self, node: Node<'_>) -> usize {
        let (start, end) = (node.start_position(), node.end_position());
        let row = if end.column == 0 && end.row > start.row {
            end.row - 1
        } else {
            end.row
        };
        row.min(self.lines.len().saturating_sub(1)).max(start.row)
    }

    fn mark_verbatim(&mut self, node: Node<'_>) {
        if is_text(node.kind()) {
            let (start, end) = (node.start_position().row, node.end_position().row);
            for row in start + 1..=end {
                if let Some(verbatim) = self.verbatim.get_mut(row) {
                    *verbatim = true;
                }
            }
        }
    }

    /// Gives each name to the unit of its line; `defining` says whether it is bound there.
    fn name(&mut self, node: Node<'_>, code: &str, defining: bool, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        self.mark_verbatim(node);
        let row = node.start_position().row;
        let owner = self.owner.get(row).copied().flatten();
        let import = owner.is_some_and(|unit| self.units[unit].kind == Kind::Import);
        if node.child_count() == 0 {
            let text = &code[node.byte_range()];
            let (Some(owner), true) = (owner, node.is_named()) else {
                return;
            };
            let unit = &mut self.units[owner];
            if is_name(node.kind()) {
                unit.uses.push(text.to_owned());
                if (defining || import) && !matches!(text, "self" | "this" | "cls" | "_") {
                    unit.defines.push(text.to_owned());
                }
            } else if import && node.kind().ends_with("string_literal_content") {
                // Go imports a path and means its last part.
                let last = text.rsplit('/').next().unwrap_or(text);
                unit.defines.push(last.to_owned());
            }
            return;
        }
        let mut cursor = node.walk();
        if !cursor.goto_first_child() {
            return;
        }
        loop {
            let child = cursor.node();
            let bound = binds(node.kind(), cursor.field_name()).unwrap_or(defining);
            self.name(child, code, bound, depth + 1);
            if !cursor.goto_next_sibling() {
                return;
            }
        }
    }

    /// The units around a unit, the innermost first.
    pub(super) fn ancestors(&self, unit: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.units[unit].parent, |&at| self.units[at].parent)
    }

    /// The unit that a unit's block goes on with.
    pub(super) fn next_beside(&self, unit: usize) -> Option<usize> {
        let block = &self.blocks[self.units[unit].block];
        let at = block.binary_search(&unit).ok()?;
        block.get(at + 1).copied()
    }

    /// The function that a unit stands in.
    pub(super) fn function_around(&self, unit: usize) -> Option<usize> {
        self.ancestors(unit)
            .find(|&at| self.units[at].kind == Kind::Function)
    }
}

/// A block that stands as a statement of its own, `{ … }` among statements.
fn is_block(child: Node<'_>, parent: Node<'_>) -> bool {
    child.kind() == parent.kind() && matches!(child.kind(), "compound_statement" | "block")
}

pub(super) fn is_name(kind: &str) -> bool {
    kind.ends_with("identifier")
        || kind.ends_with("identifier_pattern")
        || matches!(
            kind,
            "name"
                | "constant"
                | "variable_name"
                | "instance_variable"
                | "global_variable"
                | "class_variable"
        )
}

/// Whether a child in this field is bound (`Some(true)`), is not (`Some(false)`), or is what the
/// node is (`None`).
fn binds(parent: &str, field: Option<&str>) -> Option<bool> {
    let reads = ["expression", "invocation", "call", "access", "argument"];
    let read_only = reads.iter().any(|word| parent.contains(word)) && !parent.contains("assign");
    match field? {
        "left" => Some(
            parent.contains("assign")
                || parent.starts_with("for")
                || parent.contains("short_var")
                || parent.contains("range_clause"),
        ),
        "name" => Some(parent == "named_expression" || !read_only && parent != "attribute"),
        "declarator" | "pattern" | "alias" => Some(true),
        "parameters" => Some(false),
        "right" | "value" if parent.contains("assign") || parent.contains("declarat") => {
            Some(false)
        }
        "type" | "body" | "size" | "index" | "subscript" | "arguments" | "return_type"
        | "superclasses" | "condition" | "default_value" => Some(false),
        _ => None,
    }
}

/// The name that a function's or type's own syntax gives it.
fn own_name(node: Node<'_>, code: &str) -> Option<String> {
    let mut at = node;
    for _ in 0..8 {
        if let Some(name) = at.child_by_field_name("name") {
            return Some(last_part(&code[name.byte_range()]).to_owned());
        }
        if is_name(at.kind()) {
            return Some(code[at.byte_range()].to_owned());
        }
        let fields = ["declarator", "definition", "declaration"];
        at = fields
            .iter()
            .find_map(|field| at.child_by_field_name(field))
            .or_else(|| {
                let mut cursor = at.walk();
                at.named_children(&mut cursor)
                    .find(|child| super::kinds::is_definition(child.kind()))
            })?;
    }
    None
}

/// `find` of `Store::find`.
fn last_part(name: &str) -> &str {
    name.rsplit(['.', ':']).next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(language: Language, code: &str) -> Outline {
        Outline::of(language, code).unwrap()
    }

    #[test]
    fn statements_know_their_lines_parents_and_names() {
        let code = "import os\n\nROOT = '/srv'\n\ndef read(name):\n    path = os.path.join(ROOT, \
                    name)\n    if '..' in name:\n        return None\n    with open(path) as f:\n\
                    \x20       return f.read()\n";
        let outline = outline(Language::Python, code);
        let rows: Vec<_> = outline.units.iter().map(|u| u.rows.clone()).collect();
        assert_eq!(rows, [0..1, 2..3, 4..10, 5..6, 6..8, 7..8, 8..10, 9..10]);
        let kinds: Vec<_> = outline.units.iter().map(|u| u.kind).collect();
        assert_eq!(kinds[..3], [Kind::Import, Kind::Statement, Kind::Function]);
        assert_eq!(kinds[5], Kind::Leave);
        assert_eq!(outline.units[2].name.as_deref(), Some("read"));
        assert_eq!(outline.units[3].defines, ["path"]);
        assert_eq!(outline.units[6].defines, ["f"]);
        assert!(outline.units[3].uses.contains(&"ROOT".to_owned()));
        assert_eq!(outline.ancestors(5).collect::<Vec<_>>(), [4, 2]);
        assert_eq!(outline.function_around(5), Some(2));
    }

    #[test]
    fn what_shares_its_line_is_no_unit() {
        let outline = outline(Language::C, "int f(int a) { if (a) { a--; } return a; }\n");
        assert_eq!(outline.units.len(), 1);
        assert_eq!(outline.units[0].name.as_deref(), Some("f"));
    }

    #[test]
    fn what_is_unfinished_is_read_and_what_is_too_long_is_not() {
        for code in ["x = <<A\n", "x = <<~A", "f(<<A, <<B)\n", "x = <<A\na\n", ""] {
            for unit in outline(Language::Ruby, code).units {
                assert!(unit.rows.end <= code.lines().count(), "{code}");
            }
        }
        let long = "a = 1\n".repeat(LONGEST + 1);
        assert!(Outline::of(Language::Python, &long).is_none());
    }

    #[test]
    fn lines_inside_strings_are_verbatim() {
        let outline = outline(Language::Python, "A = '''\n  x\n'''\nB = 1\n");
        assert_eq!(outline.verbatim, [false, true, true, false]);
    }
}
