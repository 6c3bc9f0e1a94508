//! An example as live code: a finished helper before the unfinished function.
//!
//! The helper is the example without its imports (a file has them at its top, and the real
//! program has not got them at all; Python's move into the function that needs them). Its
//! functions and types are called `example_…`, which no name of the program is, so that a
//! completion has no reason to use what will not be there. Inside a class the helper is the example's
//! method, elsewhere all of its definitions.

use std::collections::{BTreeMap, BTreeSet};

use super::kinds::{Kind, kind_of};
use super::layout::{Layout, Line, indent_of, line_end, line_start};
use super::outline::{Outline, is_name};
use super::select::Kept;
use super::words::Escape;
use super::{Place, Shown, top};
use crate::language::Language;
use crate::query::Query;
use crate::truncate::syntax_tree;

/// Where a helper may stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Site {
    /// The byte of the text before the cursor, at the beginning of a line.
    pub at: usize,
    /// How far the helper is indented: as the function being completed.
    indent: String,
}

impl Site {
    /// The site of a place; `None` when the cursor is in no function.
    pub(super) fn find(place: Place, language: Language, query: &Query) -> Option<Self> {
        let before = &query.before;
        let start = query.function_start();
        if start >= before.len() || line_start(before, start) != start {
            return None;
        }
        match place {
            Place::AboveFunction => Some(Self {
                at: start,
                indent: indent_of(&before[start..]).to_owned(),
            }),
            Place::FileTop => Some(Self {
                at: behind_imports(language, &before[..start]),
                indent: String::new(),
            }),
            _ => None,
        }
    }
}

/// Behind the imports that the file begins with, at the beginning of a line.
fn behind_imports(language: Language, text: &str) -> usize {
    let mut at = top::behind_first_things(language, text);
    let Some(tree) = syntax_tree(language, text) else {
        return at;
    };
    let root = tree.root_node();
    let mut cursor = root.walk();
    for child in root.named_children(&mut cursor) {
        match kind_of(language, child, text) {
            Kind::Import | Kind::Preamble | Kind::Docstring => {
                let last = child.end_byte().max(child.start_byte() + 1) - 1;
                at = at.max(line_end(text, text.floor_char_boundary(last)));
            }
            Kind::Comment => {}
            _ => break,
        }
    }
    if at == 0 || text[..at].ends_with('\n') {
        at
    } else {
        0
    }
}

/// Every word of the program and of what is already shown in it.
pub(super) fn names_taken(query: &Query, others: &[Shown]) -> BTreeSet<String> {
    let mut taken = BTreeSet::new();
    let texts = [query.before.as_str(), query.after.as_str()].into_iter();
    for text in texts.chain(others.iter().map(|shown| shown.text.as_str())) {
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        taken.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
    }
    taken
}

/// What a helper is made of.
pub(super) struct Helper<'a> {
    pub outline: &'a Outline,
    pub query: &'a Query,
    pub layout: &'a Layout,
    pub site: &'a Site,
    /// A sentence above it.
    pub words: Option<String>,
    /// Names that it must not have.
    pub taken: BTreeSet<String>,
}

impl Helper<'_> {
    /// The helper with these units; `None` when there is no function among them.
    pub(super) fn text(&self, kept: &Kept) -> Option<String> {
        let language = self.outline.language;
        let pieces = self.pieces(kept)?;
        let lines = self.with_imports(kept, &pieces);
        let lines = self.layout.reindent(&dedent(lines));
        let code: String = lines
            .iter()
            .map(|line| format!("{}\n", line.text))
            .collect();
        let code = renamed(language, &code, &self.new_names(&pieces));

        let eol = self.layout.eol;
        let indent = &self.site.indent;
        let before = &self.query.before[..self.site.at];
        let above = before.lines().next_back().unwrap_or_default();
        let opens = above.trim_end().ends_with(['{', ':']);
        let mut text = if above.trim().is_empty() || opens {
            String::new()
        } else {
            eol.to_owned()
        };
        if let Some(words) = &self.words {
            let words = Escape::Line.line(language, words);
            if !Escape::Line.may_end_with(&words) {
                return None;
            }
            text.push_str(&format!("{indent}{} {words}{eol}", language.line_comment()));
        }
        for (line, Line { verbatim, .. }) in code.lines().zip(&lines) {
            let indented = !verbatim && !line.trim().is_empty();
            text.push_str(if indented { indent } else { "" });
            text.push_str(line);
            text.push_str(eol);
        }
        let blank_lines = if language == Language::Python && indent.is_empty() {
            2
        } else {
            1
        };
        text.push_str(&eol.repeat(blank_lines));
        Some(text)
    }

    /// The outermost units of the helper.
    fn pieces(&self, kept: &Kept) -> Option<Vec<usize>> {
        let units = &self.outline.units;
        let functions: Vec<usize> = (0..units.len())
            .filter(|&unit| kept[unit] && units[unit].kind == Kind::Function)
            .collect();
        let &first = functions.first()?;
        let class = units[first]
            .parent
            .filter(|&parent| units[parent].kind == Kind::Type);
        let inside = !self.site.indent.is_empty() && class.is_some();
        if !self.site.indent.is_empty()
            && class.is_none()
            && matches!(self.outline.language, Language::Java | Language::CSharp)
        {
            return None;
        }
        let is_piece = |unit: &usize| {
            let of = &units[*unit];
            let code = !matches!(of.kind, Kind::Import | Kind::Preamble);
            let special = inside && self.is_special(*unit);
            let parent = if inside { class } else { None };
            kept[*unit] && code && !special && of.parent == parent
        };
        let pieces: Vec<usize> = (0..units.len()).filter(is_piece).collect();
        let has_function = pieces.iter().any(|&piece| {
            functions
                .iter()
                .any(|&f| f == piece || self.holds(piece, f))
        });
        has_function.then_some(pieces)
    }

    /// Constructors and `__init__` mean something else in another class.
    fn is_special(&self, unit: usize) -> bool {
        let units = &self.outline.units;
        let class = units[unit]
            .parent
            .and_then(|class| units[class].name.clone());
        let name = units[unit].name.as_deref();
        name.is_some_and(|name| name.starts_with("__") || class.as_deref() == Some(name))
    }

    fn holds(&self, outer: usize, unit: usize) -> bool {
        self.outline.ancestors(unit).any(|at| at == outer)
    }

    /// The lines of the pieces. Python's imports come into the first function that needs them,
    /// or stay above where more than a function does.
    fn with_imports(&self, kept: &Kept, pieces: &[usize]) -> Vec<Line> {
        let units = &self.outline.units;
        let mut inserted: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        let mut on_top = Vec::new();
        let imports = (0..units.len()).filter(|&unit| {
            self.outline.language == Language::Python
                && kept[unit]
                && units[unit].kind == Kind::Import
                && units[unit].parent.is_none()
                && !self.program_imports(unit)
        });
        for import in imports {
            let uses = |&&piece: &&usize| {
                (0..units.len())
                    .filter(|&unit| kept[unit] && (unit == piece || self.holds(piece, unit)))
                    .any(|unit| {
                        let names = &units[unit].uses;
                        units[import]
                            .defines
                            .iter()
                            .any(|name| names.contains(name))
                    })
            };
            let text = units[import]
                .rows
                .clone()
                .map(|row| &self.outline.lines[row]);
            match pieces
                .iter()
                .find(uses)
                .and_then(|&piece| self.body_row(kept, piece))
            {
                Some(row) => {
                    let indent = indent_of(&self.outline.lines[row]);
                    let lines = text.map(|line| format!("{indent}{line}"));
                    inserted.entry(row).or_default().extend(lines);
                }
                None if pieces.iter().any(|piece| uses(&piece)) => on_top.extend(text.cloned()),
                None => {}
            }
        }
        let plain = |text: String| Line {
            text,
            verbatim: false,
        };
        let mut lines: Vec<Line> = on_top.into_iter().map(plain).collect();
        for &piece in pieces {
            for row in units[piece].rows.clone() {
                let stays = self.outline.owner[row].is_some_and(|unit| kept[unit]);
                let blank = self.outline.lines[row].trim().is_empty();
                if !stays || blank && !self.outline.verbatim[row] {
                    continue;
                }
                let before = inserted.remove(&row).unwrap_or_default();
                lines.extend(before.into_iter().map(plain));
                lines.push(Line {
                    text: self.outline.lines[row].clone(),
                    verbatim: self.outline.verbatim[row],
                });
            }
        }
        lines
    }

    /// The first row of a function's body behind its docstring.
    fn body_row(&self, kept: &Kept, function: usize) -> Option<usize> {
        let units = &self.outline.units;
        if units[function].kind != Kind::Function {
            return None;
        }
        (function + 1..units.len())
            .filter(|&unit| kept[unit] && units[unit].parent == Some(function))
            .find(|&unit| units[unit].kind != Kind::Docstring)
            .map(|unit| units[unit].rows.start)
    }

    /// Whether the program has this import already.
    fn program_imports(&self, import: usize) -> bool {
        let unit = &self.outline.units[import];
        let line = self.outline.lines[unit.rows.start].trim();
        self.query.before.lines().any(|own| own.trim() == line)
    }

    /// New names: for functions and types always, for anything else where the program has the name.
    fn new_names(&self, pieces: &[usize]) -> BTreeMap<String, String> {
        let units = &self.outline.units;
        // The names of the example, and those that this gives it.
        let mut own_names: BTreeSet<String> = units
            .iter()
            .flat_map(|unit| unit.uses.iter().cloned())
            .collect();
        let mut names = BTreeMap::new();
        for &piece in pieces {
            let unit = &units[piece];
            let own = match (&unit.name, unit.kind) {
                (Some(name), Kind::Function | Kind::Type) => vec![name],
                _ => unit.defines.iter().collect(),
            };
            for name in own {
                let helper = matches!(unit.kind, Kind::Function | Kind::Type);
                if helper || self.taken.contains(name) {
                    let is_taken =
                        |name: &str| self.taken.contains(name) || own_names.contains(name);
                    let new = example_name(self.outline.language, name, &is_taken);
                    own_names.insert(new.clone());
                    names.insert(name.clone(), new);
                }
            }
        }
        names
    }
}

/// `example_find_user`, `exampleFindUser`, `ExampleStore` or `EXAMPLE_LIMIT`, and a number where
/// that is taken.
fn example_name(language: Language, name: &str, is_taken: &dyn Fn(&str) -> bool) -> String {
    use Language::{CSharp, Go, Java, JavaScript, TypeScript};
    let upper = |c: char| c.is_uppercase();
    let camel = matches!(language, Go | Java | CSharp | JavaScript | TypeScript);
    let base = if !name.contains(char::is_lowercase) && name.contains(upper) {
        format!("EXAMPLE_{name}")
    } else if name.starts_with(upper) {
        format!("Example{name}")
    } else if !name.contains('_') && (camel || name.contains(upper)) {
        let mut chars = name.chars();
        let first: String = chars
            .next()
            .into_iter()
            .flat_map(char::to_uppercase)
            .collect();
        format!("example{first}{}", chars.as_str())
    } else {
        format!("example_{}", name.trim_start_matches('_'))
    };
    let numbered = (2..).map(|number| format!("{base}{number}"));
    std::iter::once(base.clone())
        .chain(numbered)
        .find(|candidate| !is_taken(candidate))
        .unwrap_or(base)
}

/// The code with these names replaced where they are names, not in strings and comments.
fn renamed(language: Language, code: &str, names: &BTreeMap<String, String>) -> String {
    let Some(tree) = syntax_tree(language, code) else {
        return code.to_owned();
    };
    let mut places = Vec::new();
    let mut nodes = vec![tree.root_node()];
    while let Some(node) = nodes.pop() {
        if node.child_count() == 0 {
            if is_name(node.kind())
                && let Some(new) = names.get(&code[node.byte_range()])
            {
                places.push((node.byte_range(), new));
            }
        } else {
            let mut cursor = node.walk();
            nodes.extend(node.children(&mut cursor));
        }
    }
    places.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = code.to_owned();
    for (range, new) in places {
        text.replace_range(range, new);
    }
    text
}

/// Takes away the indentation that all lines share.
fn dedent(lines: Vec<Line>) -> Vec<Line> {
    let plain = || lines.iter().filter(|line| !line.verbatim);
    let shared = plain()
        .filter(|line| !line.text.trim().is_empty())
        .map(|line| indent_of(&line.text).len())
        .min()
        .unwrap_or(0);
    let strip = |line: Line| match line.verbatim {
        true => line,
        false => Line {
            text: line.text.get(shared..).unwrap_or_default().to_owned(),
            verbatim: false,
        },
    };
    lines.into_iter().map(strip).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn helpers_are_named_in_their_languages_manner() {
        let is_taken = |name: &str| name == "exampleFind";
        for (language, name, expected) in [
            (Language::Python, "find_user", "example_find_user"),
            (Language::C, "find", "example_find"),
            (Language::Go, "find", "exampleFind2"),
            (Language::Go, "Find", "ExampleFind"),
            (Language::Cpp, "findUser", "exampleFindUser"),
            (Language::Rust, "LIMIT", "EXAMPLE_LIMIT"),
            (Language::Python, "_find", "example_find"),
        ] {
            assert_eq!(example_name(language, name, &is_taken), expected);
        }
    }

    #[test]
    fn the_last_letter_of_an_import_may_be_a_long_one() {
        let text = "import é\n\n\ndef f(a):\n";
        assert_eq!(
            &text[..behind_imports(Language::Python, text)],
            "import é\n"
        );
    }

    #[test]
    fn names_in_strings_and_comments_stay() {
        let names = BTreeMap::from([("f".to_owned(), "g".to_owned())]);
        assert_eq!(
            renamed(
                Language::Python,
                "def f():  # f\n    return 'f' + f()\n",
                &names
            ),
            "def g():  # f\n    return 'f' + g()\n"
        );
    }
}
