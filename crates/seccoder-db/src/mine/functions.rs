//! Finds the functions of a source file and pairs those of two versions of it.
//!
//! A function is known by its name and by the classes and functions around it, so that it is
//! found again when lines above it came or went. Functions that have no name of their own take
//! the one that they are bound to (`const f = () => …`, `exports.f = function …`), and a handler
//! that of its route (`app.get('/x', …)`); other nameless functions belong to the one around.

use std::collections::HashMap;
use std::ops::ControlFlow;

use seccoder::language::Language;
use seccoder::truncate::grammar;
use tree_sitter::{Node, ParseOptions, ParseState, Parser, Tree};

use super::outline::outline;
use crate::admission::tokens::code_tokens;

/// Progress reports after which a parse is given up: a count and not a clock, so that the same
/// text always gives the same answer.
const PARSE_BUDGET: usize = 200_000;

/// A function whose code differs between two versions of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    /// Its name, behind those of the classes and functions around it.
    pub(super) name: String,
    pub(super) before: String,
    pub(super) after: String,
}

/// A function of a file.
#[derive(Debug)]
struct Function<'t> {
    name: String,
    text: &'t str,
    /// The parts of the text that are no nested function.
    own: Vec<&'t str>,
    /// The function around it, by index.
    outer: Option<usize>,
}

/// Which nodes are functions and which are the classes around them.
struct Kinds {
    functions: &'static [&'static str],
    /// Kind and the field with the name.
    containers: &'static [(&'static str, &'static str)],
}

fn kinds(language: Language) -> Kinds {
    let (functions, containers): (&'static [_], &'static [_]) = match language {
        Language::Python => (&["function_definition"], &[("class_definition", "name")]),
        Language::C => (&["function_definition"], &[]),
        Language::Cpp => (
            &["function_definition"],
            &[("class_specifier", "name"), ("struct_specifier", "name")],
        ),
        Language::JavaScript | Language::TypeScript => (
            &[
                "function_declaration",
                "generator_function_declaration",
                "method_definition",
                "arrow_function",
                "function_expression",
                "generator_function",
            ],
            &[
                ("class_declaration", "name"),
                ("abstract_class_declaration", "name"),
                ("class", "name"),
            ],
        ),
        Language::Java => (
            &[
                "method_declaration",
                "constructor_declaration",
                "compact_constructor_declaration",
            ],
            &[
                ("class_declaration", "name"),
                ("interface_declaration", "name"),
                ("enum_declaration", "name"),
                ("record_declaration", "name"),
            ],
        ),
        Language::Go => (&["function_declaration", "method_declaration"], &[]),
        Language::Rust => (
            &["function_item"],
            &[("impl_item", "type"), ("trait_item", "name")],
        ),
        Language::Php => (
            &["function_definition", "method_declaration"],
            &[
                ("class_declaration", "name"),
                ("trait_declaration", "name"),
                ("interface_declaration", "name"),
                ("enum_declaration", "name"),
            ],
        ),
        Language::Ruby => (
            &["method", "singleton_method"],
            &[("class", "name"), ("module", "name")],
        ),
        Language::CSharp => (
            &[
                "method_declaration",
                "constructor_declaration",
                "local_function_statement",
            ],
            &[
                ("class_declaration", "name"),
                ("struct_declaration", "name"),
                ("record_declaration", "name"),
                ("interface_declaration", "name"),
            ],
        ),
    };
    Kinds {
        functions,
        containers,
    }
}

/// The functions that are in both versions of a file and whose code differs.
///
/// When a nested function and the one around it both differ, the outer one stands for both.
/// `None` when a version takes too long to parse.
pub(super) fn pairs(
    language: Language,
    path: &str,
    before: &str,
    after: &str,
) -> Option<Vec<Pair>> {
    let (old_tree, new_tree) = (
        parse(language, path, before)?,
        parse(language, path, after)?,
    );
    let old = functions(language, &old_tree, before);
    let new = functions(language, &new_tree, after);
    let mut chosen: Vec<(usize, usize)> = matched(&old, &new)
        .into_iter()
        .filter(|&(a, b)| old[a].text != new[b].text)
        .filter(|&(a, b)| tokens(language, &old[a].own) != tokens(language, &new[b].own))
        .collect();
    if chosen.is_empty() && matches!(language, Language::C | Language::Cpp) {
        return Some(outlined_pairs(language, before, after));
    }
    chosen.sort_by_key(|&(_, b)| b);
    let differs = |index: usize| chosen.iter().any(|&(_, b)| b == index);
    let inside_another = |index: usize| {
        let outers = std::iter::successors(new[index].outer, |&outer| new[outer].outer);
        outers.into_iter().any(differs)
    };
    let outermost = chosen.iter().filter(|&&(_, b)| !inside_another(b));
    let pair = |&(a, b): &(usize, usize)| Pair {
        name: new[b].name.clone(),
        before: dedented(language, old[a].text),
        after: dedented(language, new[b].text),
    };
    Some(outermost.map(pair).collect())
}

/// The same by the left edge of the text, for what the grammar cannot read.
fn outlined_pairs(language: Language, before: &str, after: &str) -> Vec<Pair> {
    let (old, new) = (outlined(before), outlined(after));
    let mut chosen = matched(&old, &new);
    chosen.retain(|&(a, b)| tokens(language, &old[a].own) != tokens(language, &new[b].own));
    chosen.sort_by_key(|&(_, b)| b);
    let pair = |&(a, b): &(usize, usize)| Pair {
        name: new[b].name.clone(),
        before: old[a].text.to_owned(),
        after: new[b].text.to_owned(),
    };
    chosen.iter().map(pair).collect()
}

fn outlined(text: &str) -> Vec<Function<'_>> {
    let functions = outline(text).into_iter().map(|found| Function {
        name: found.name.to_owned(),
        text: found.text,
        own: vec![found.text],
        outer: None,
    });
    functions.collect()
}

/// The names of the functions of a text, in order.
#[cfg(test)]
pub(super) fn names(language: Language, path: &str, text: &str) -> Vec<String> {
    let tree = parse(language, path, text).unwrap();
    let found = functions(language, &tree, text);
    found.into_iter().map(|function| function.name).collect()
}

fn tokens<'t>(language: Language, parts: &[&'t str]) -> Vec<&'t str> {
    let tokens = parts.iter().flat_map(|part| code_tokens(language, part));
    tokens.map(|token| token.text).collect()
}

/// Which function of the old version is which of the new one. Functions of the same name
/// (overloads) are told apart by their text, or else by their order.
fn matched(old: &[Function<'_>], new: &[Function<'_>]) -> Vec<(usize, usize)> {
    let mut by_name: HashMap<&str, (Vec<usize>, Vec<usize>)> = HashMap::new();
    for (index, function) in old.iter().enumerate() {
        by_name.entry(&function.name).or_default().0.push(index);
    }
    for (index, function) in new.iter().enumerate() {
        by_name.entry(&function.name).or_default().1.push(index);
    }
    let mut found = Vec::new();
    for (mut a, mut b) in by_name.into_values() {
        if a.len() != b.len() {
            // What is unchanged is its own partner, which leaves fewer to choose from.
            let (all_a, all_b) = (a.clone(), b.clone());
            a.retain(|&i| all_b.iter().all(|&j| old[i].text != new[j].text));
            b.retain(|&j| all_a.iter().all(|&i| old[i].text != new[j].text));
        }
        if a.len() == b.len() {
            found.extend(a.into_iter().zip(b));
        }
    }
    found
}

fn parse(language: Language, path: &str, text: &str) -> Option<Tree> {
    let grammar = if path.ends_with(".tsx") {
        tree_sitter_typescript::LANGUAGE_TSX.into()
    } else {
        grammar(language)
    };
    let mut parser = Parser::new();
    parser.set_language(&grammar).ok()?;
    let mut reports = 0;
    let mut progress = |_: &ParseState| {
        reports += 1;
        if reports > PARSE_BUDGET {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let options = ParseOptions::new().progress_callback(&mut progress);
    let mut read = |at: usize, _| text.as_bytes().get(at..).unwrap_or_default();
    parser.parse_with_options(&mut read, None, Some(options))
}

/// What is open around a node of the walk.
struct Scope {
    depth: u32,
    name: String,
    function: Option<usize>,
}

/// The functions of a tree, in the order in which they begin.
fn functions<'t>(language: Language, tree: &Tree, text: &'t str) -> Vec<Function<'t>> {
    let kinds = kinds(language);
    let mut found: Vec<(Function<'t>, usize, usize)> = Vec::new();
    let mut scopes: Vec<Scope> = Vec::new();
    let mut cursor = tree.walk();
    'nodes: loop {
        let (node, depth) = (cursor.node(), cursor.depth());
        while scopes.last().is_some_and(|scope| scope.depth >= depth) {
            scopes.pop();
        }
        let container = kinds
            .containers
            .iter()
            .find(|(kind, _)| *kind == node.kind());
        let mut scope = None;
        if let Some((_, field)) = container {
            let name = node.child_by_field_name(field);
            scope = name.map(|name| (simple(&text[name.byte_range()]), None));
        } else if kinds.functions.contains(&node.kind())
            && let Some((name, whole)) = named(language, node, text)
        {
            let (start, end) = extent(text, whole);
            let outer = scopes.iter().rev().find_map(|scope| scope.function);
            let function = Function {
                name: full_name(&scopes, &name),
                text: &text[start..end],
                own: Vec::new(),
                outer,
            };
            scope = Some((name, Some(found.len())));
            found.push((function, start, end));
        }
        if let Some((name, function)) = scope {
            scopes.push(Scope {
                depth,
                name,
                function,
            });
        }
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                break 'nodes;
            }
        }
    }
    cut_out_nested(text, &mut found);
    found.into_iter().map(|(function, _, _)| function).collect()
}

/// Fills in each function's own parts.
fn cut_out_nested<'t>(text: &'t str, found: &mut [(Function<'t>, usize, usize)]) {
    let spans: Vec<_> = found
        .iter()
        .map(|(f, start, end)| (f.outer, *start, *end))
        .collect();
    // Of the functions inside each one, those directly inside; they are in order.
    let mut inside: Vec<Vec<(usize, usize)>> = vec![Vec::new(); spans.len()];
    for &(outer, start, end) in &spans {
        if let Some(outer) = outer {
            inside[outer].push((start, end));
        }
    }
    for (index, (function, start, end)) in found.iter_mut().enumerate() {
        let mut at = *start;
        for &(from, to) in &inside[index] {
            if from >= at && to <= *end {
                function.own.push(&text[at..from]);
                at = to;
            }
        }
        function.own.push(&text[at..*end]);
    }
}

fn full_name(scopes: &[Scope], name: &str) -> String {
    let mut parts: Vec<&str> = scopes.iter().map(|scope| scope.name.as_str()).collect();
    parts.push(name);
    parts.join(".")
}

/// A name without type parameters, pointers and line ends.
fn simple(name: &str) -> String {
    let name = name.split(['<', '\n']).next().unwrap_or_default();
    name.trim_matches(|c: char| c.is_whitespace() || c == '*' || c == '&')
        .to_owned()
}

/// The name of a function and the node that is to be shown for it.
fn named<'n>(language: Language, node: Node<'n>, text: &str) -> Option<(String, Node<'n>)> {
    let of = |node: Node<'_>| simple(&text[node.byte_range()]);
    let (name, whole) = match (language, node.kind()) {
        (Language::C | Language::Cpp, _) => (of(declared(node)?), node),
        (Language::Go, "method_declaration") => {
            let receiver = node.child_by_field_name("receiver")?;
            let name = of(node.child_by_field_name("name")?);
            (
                receiver_type(receiver, text).map_or(name.clone(), |t| format!("{t}.{name}")),
                node,
            )
        }
        (_, "arrow_function" | "function_expression" | "generator_function") => {
            return bound(node, text);
        }
        _ => (of(node.child_by_field_name("name")?), node),
    };
    if name.is_empty() {
        return None;
    }
    let with_decorators = whole.parent().filter(|parent| {
        matches!(
            parent.kind(),
            "decorated_definition" | "export_statement" | "template_declaration"
        )
    });
    Some((name, with_decorators.unwrap_or(whole)))
}

/// The identifier inside a C declarator: `*(*f)(int)` is `f`.
fn declared(function: Node<'_>) -> Option<Node<'_>> {
    let mut node = function.child_by_field_name("declarator")?;
    for _ in 0..32 {
        node = match node.child_by_field_name("declarator") {
            Some(inner) => inner,
            None if matches!(
                node.kind(),
                "parenthesized_declarator" | "reference_declarator"
            ) =>
            {
                node.named_child(0)?
            }
            None => return Some(node),
        };
    }
    None
}

fn receiver_type(receiver: Node<'_>, text: &str) -> Option<String> {
    let parameter = receiver.named_child(0)?;
    let kind = parameter.child_by_field_name("type")?;
    let name = text[kind.byte_range()]
        .split('[')
        .next()
        .unwrap_or_default();
    Some(simple(name)).filter(|name| !name.is_empty())
}

/// What a nameless JavaScript function is bound to.
fn bound<'n>(node: Node<'n>, text: &str) -> Option<(String, Node<'n>)> {
    let parent = node.parent()?;
    let of = |node: Node<'_>| simple(&text[node.byte_range()]);
    let field = |name| parent.child_by_field_name(name).map(of);
    let statement = |node: Node<'n>, kinds: &[&str]| {
        let outer = node.parent().filter(|outer| kinds.contains(&outer.kind()));
        let alone = outer.filter(|outer| outer.named_child_count() == 1);
        alone.unwrap_or(node)
    };
    match parent.kind() {
        "variable_declarator" => {
            let whole = statement(parent, &["lexical_declaration", "variable_declaration"]);
            let whole = statement(whole, &["export_statement"]);
            Some((field("name")?, whole))
        }
        "assignment_expression" => {
            Some((field("left")?, statement(parent, &["expression_statement"])))
        }
        "pair" => Some((field("key")?, parent)),
        "public_field_definition" => Some((field("name")?, parent)),
        "field_definition" => Some((field("property")?, parent)),
        "arguments" => {
            let call = parent.parent()?;
            let route = parent
                .named_child(0)
                .filter(|first| first.kind() == "string")?;
            let function = call.child_by_field_name("function")?;
            if function.kind() != "member_expression" {
                return None;
            }
            let name = format!("{}({})", of(function), of(route));
            Some((name, statement(call, &["expression_statement"])))
        }
        _ => None,
    }
}

/// From where to where a function is shown: with the words before it on its first line, which a
/// grammar that does not know a macro leaves out.
fn extent(text: &str, node: Node<'_>) -> (usize, usize) {
    let start = node.start_byte();
    let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let before = &text[line..start];
    let belongs = before
        .chars()
        .all(|c| c.is_alphanumeric() || c == '_' || c == '*' || c == ' ' || c == '\t');
    (if belongs { line } else { start }, node.end_byte())
}

/// Moves a method to the left edge. Lines that do not share the indentation are inside of a
/// string in Python, where the text cannot stand without this; elsewhere nothing is moved then.
pub(super) fn dedented(language: Language, text: &str) -> String {
    let first = text.len() - text.trim_start_matches([' ', '\t']).len();
    let indent = &text[..first];
    let shared = |line: &str| line.starts_with(indent) || line.trim().is_empty();
    if indent.is_empty() || (language != Language::Python && !text.lines().all(shared)) {
        return text[first..].to_owned();
    }
    let lines: Vec<&str> = text
        .split('\n')
        .map(|line| line.strip_prefix(indent).unwrap_or(line))
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn functions_of_every_language_have_names() {
        use Language::{C, CSharp, Cpp, Go, Java, JavaScript, Php, Python, Ruby, Rust, TypeScript};
        for (language, code, expected) in [
            (
                Python,
                "@d\ndef f():\n    def g(): pass\nclass A:\n    async def h(self): pass\n",
                vec!["f", "f.g", "A.h"],
            ),
            (
                C,
                "static int *f(int a) { return 0; }\nvoid (*g(void))(int) { return 0; }\n",
                vec!["f", "g"],
            ),
            (
                Cpp,
                "class A { void f() {} };\nvoid A::g() {}\nA::~A() {}\n\
                 template<class T> T& h(T& t) { return t; }\n",
                vec!["A.f", "A::g", "A::~A", "h"],
            ),
            (
                JavaScript,
                "function f() {}\nconst g = async () => {};\nexports.h = function () {};\n\
                 class A { i() {} }\nconst o = { j: function () {}, k() {} };\n\
                 app.get('/x', (q, r) => { q.map(z => z); });\n",
                vec!["f", "g", "exports.h", "A.i", "j", "k", "app.get('/x')"],
            ),
            (
                TypeScript,
                "export class A { private f = () => {}; g(x: number): void {} }\n\
                 export const h = (x: string) => x;\n",
                vec!["A.f", "A.g", "h"],
            ),
            (
                Java,
                "class A { A() {} @X public int f() { return 1; } class B { void g() {} } }\n",
                vec!["A.A", "A.f", "A.B.g"],
            ),
            (
                Go,
                "package a\nfunc F() {}\nfunc (s *Server[T]) G(x int) error { return nil }\n",
                vec!["F", "Server.G"],
            ),
            (
                Rust,
                "fn f() {}\nimpl<T> A<T> { pub fn g(&self) {} }\ntrait B { fn h() {} }\n",
                vec!["f", "A.g", "B.h"],
            ),
            (
                Php,
                "<?php\nfunction f() {}\nclass A { public function g() {} }\n",
                vec!["f", "A.g"],
            ),
            (
                Ruby,
                "module M\n  class A\n    def f; end\n    def self.g; end\n  end\nend\n",
                vec!["M.A.f", "M.A.g"],
            ),
            (
                CSharp,
                "namespace N { class A { A() {} public int F() { int G() => 1; return G(); } } }\n",
                vec!["A.A", "A.F", "A.F.G"],
            ),
        ] {
            let path = format!("x.{}", language.extension());
            assert_eq!(names(language, &path, code), expected, "{language}");
        }
    }

    fn found(language: Language, before: &str, after: &str) -> Vec<Pair> {
        pairs(language, "x", before, after).unwrap()
    }

    #[test]
    fn only_what_differs_in_code_is_paired() {
        let before =
            "int a(void) { return 1; }\nint b(void) { return 2; }\nint c(void) { return 3; }\n";
        let after = "int new(void) { return 0; }\nint a(void) { return 10; }\n\
                     int b(void) {\n  /* two */\n  return 2;\n}\n";
        let pairs = found(Language::C, before, after);
        assert_eq!(pairs.len(), 1);
        assert_eq!(pairs[0].name, "a");
        assert_eq!(pairs[0].before, "int a(void) { return 1; }");
        assert_eq!(pairs[0].after, "int a(void) { return 10; }");
    }

    #[test]
    fn the_outer_function_stands_for_its_inner_one_only_when_it_changed() {
        let before = "def f():\n    def g():\n        return 1\n    return g()\n";
        let inner = before.replace("return 1", "return 2");
        let pairs = found(Language::Python, before, &inner);
        assert_eq!(pairs.len(), 1);
        assert_eq!(pairs[0].name, "f.g");
        assert_eq!(pairs[0].after, "def g():\n    return 2");
        let both = inner.replace("return g()", "return g() + 1");
        let pairs = found(Language::Python, before, &both);
        assert_eq!(pairs.len(), 1);
        assert_eq!(pairs[0].name, "f");
    }

    #[test]
    fn overloads_are_told_apart() {
        let before = "class A { int f(int a) { return a; } int f(long b) { return 1; } }";
        let after = before.replace("return 1", "return 2");
        let pairs = found(Language::Java, before, &after);
        assert_eq!(pairs.len(), 1);
        assert_eq!(pairs[0].after, "int f(long b) { return 2; }");
        let more = "class A { int f(int a) { return a; } int f() { return 0; } \
                    int f(long b) { return 1; } }";
        assert_eq!(found(Language::Java, before, more), []);
    }

    #[test]
    fn functions_that_the_grammar_cannot_read_are_found_by_their_edge() {
        let before = "int f(int a)\n{\n#if A\n  if (a) {\n#else\n  } else (\n#endif\n  \
                      BEGIN x END\n  return a;\n}\n";
        let pairs = found(Language::C, before, &before.replace("return a", "return 2"));
        assert_eq!(pairs.len(), 1);
        assert_eq!(pairs[0].name, "f");
    }

    #[test]
    fn words_that_a_grammar_does_not_know_stay() {
        let before = "ModExport Bool f(int a)\n{\n  return a;\n}\n";
        let pairs = found(
            Language::C,
            before,
            &before.replace("return a", "return !a"),
        );
        assert!(
            pairs[0].after.starts_with("ModExport Bool f(int a)"),
            "{pairs:?}"
        );
    }

    #[test]
    fn methods_move_to_the_left_edge() {
        let before = "class A:\n    def f(self):\n        x = '''\na\n'''\n        return 1\n";
        let pairs = found(Language::Python, before, &before.replace("1", "2"));
        assert_eq!(
            pairs[0].after,
            "def f(self):\n    x = '''\na\n'''\n    return 2"
        );
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(
            language in proptest::sample::select(Language::ALL.to_vec()),
            before in "(def|class|function|fn|if|\\{|\\}|\\(|\\)|=>|=|a|é|<\\?php|\n| |:){0,40}",
            after in "(def|class|function|fn|if|\\{|\\}|\\(|\\)|=>|=|a|é|<\\?php|\n| |:){0,40}",
        ) {
            prop_assert!(pairs(language, "x", &before, &after).is_some());
            prop_assert_eq!(pairs(language, "x", &before, &before).unwrap(), []);
        }
    }
}
