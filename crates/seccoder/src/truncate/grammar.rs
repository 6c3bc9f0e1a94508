//! The tree-sitter grammars, and parsing with a bound on the work done.

use std::ops::{ControlFlow, Range};

use tree_sitter::{ParseOptions, ParseState, Parser, Tree};

use crate::language::Language;

/// Progress reports (one per hundred or so parser steps) after which a parse is given up: a
/// count and not a clock, so that the same text always gives the same answer.
const PARSE_BUDGET: usize = 200_000;

/// The grammar of a language. TypeScript is given without JSX; [`parses`] tries both of its
/// grammars.
#[must_use]
pub fn grammar(language: Language) -> tree_sitter::Language {
    match language {
        Language::Python => tree_sitter_python::LANGUAGE.into(),
        Language::C => tree_sitter_c::LANGUAGE.into(),
        Language::Cpp => tree_sitter_cpp::LANGUAGE.into(),
        Language::JavaScript => tree_sitter_javascript::LANGUAGE.into(),
        Language::TypeScript => tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
        Language::Java => tree_sitter_java::LANGUAGE.into(),
        Language::Go => tree_sitter_go::LANGUAGE.into(),
        Language::Rust => tree_sitter_rust::LANGUAGE.into(),
        Language::Php => tree_sitter_php::LANGUAGE_PHP.into(),
        Language::Ruby => tree_sitter_ruby::LANGUAGE.into(),
        Language::CSharp => tree_sitter_c_sharp::LANGUAGE.into(),
    }
}

/// Whether `source` parses without an error. PHP may come with or without its opening tag.
#[must_use]
pub fn parses(language: Language, source: &str) -> bool {
    let clean = |grammar: &tree_sitter::Language| {
        parser(grammar)
            .and_then(|mut parser| parse(&mut parser, source.as_bytes(), None))
            .is_some_and(|tree| !tree.root_node().has_error())
    };
    match language {
        Language::Php => clean(&php(source)),
        Language::TypeScript => {
            clean(&grammar(language)) || clean(&tree_sitter_typescript::LANGUAGE_TSX.into())
        }
        _ => clean(&grammar(language)),
    }
}

/// Which part of a text its grammar could not read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unread {
    /// Its share of the text's bytes, from 0 to 1.
    pub share: f64,
    /// The first line of it, from 1.
    pub line: usize,
}

/// What of `source` the language's grammar cannot read; `None` where it reads all, or gave up.
///
/// C and C++ depend on macros that stand elsewhere, so that good code of theirs often has a word
/// or two that no grammar can place.
#[must_use]
pub fn unread(language: Language, source: &str) -> Option<Unread> {
    let tree = parse(&mut parser(&grammar(language))?, source.as_bytes(), None)?;
    let (mut bytes, mut line) = (0, None);
    let mut nodes = vec![tree.root_node()];
    while let Some(node) = nodes.pop() {
        if node.is_error() || node.is_missing() {
            bytes += node.end_byte() - node.start_byte();
            let row = node.start_position().row;
            line = Some(line.map_or(row, |first: usize| first.min(row)));
        } else if node.has_error() {
            let mut cursor = node.walk();
            nodes.extend(node.children(&mut cursor));
        }
    }
    Some(Unread {
        share: bytes as f64 / source.len().max(1) as f64,
        line: line? + 1,
    })
}

/// Where the comments of a text stand, as ranges of bytes in their order; `None` when its grammar
/// gave up. What looks like a comment within a string is none.
#[must_use]
pub fn comments(language: Language, source: &str) -> Option<Vec<Range<usize>>> {
    let tree = syntax_tree(language, source)?;
    let mut found = Vec::new();
    let mut nodes = vec![tree.root_node()];
    while let Some(node) = nodes.pop() {
        // Every grammar's kinds of comment have the word in their names.
        if node.kind().contains("comment") {
            found.push(node.byte_range());
            continue;
        }
        let mut cursor = node.walk();
        nodes.extend(node.children(&mut cursor));
    }
    found.sort_by_key(|range| range.start);
    Some(found)
}

/// The syntax tree of a text, errors and all; `None` when its grammar gave up.
pub(crate) fn syntax_tree(language: Language, source: &str) -> Option<Tree> {
    let grammar = match language {
        Language::Php => php(source),
        _ => grammar(language),
    };
    parse(&mut parser(&grammar)?, source.as_bytes(), None)
}

/// PHP's grammar for a text: one that has no opening tag would be all HTML to the usual one.
pub(super) fn php(source: &str) -> tree_sitter::Language {
    if source.contains("<?") {
        tree_sitter_php::LANGUAGE_PHP.into()
    } else {
        tree_sitter_php::LANGUAGE_PHP_ONLY.into()
    }
}

/// A parser for a grammar; `None` when the grammar was built for another tree-sitter.
pub(super) fn parser(grammar: &tree_sitter::Language) -> Option<Parser> {
    let mut parser = Parser::new();
    parser.set_language(grammar).ok()?;
    Some(parser)
}

/// Parse `text`, re-using what `old` already knows; `None` when it takes too much work.
pub(super) fn parse(parser: &mut Parser, text: &[u8], old: Option<&Tree>) -> Option<Tree> {
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
    let mut read = |at: usize, _| text.get(at..).unwrap_or_default();
    let tree = parser.parse_with_options(&mut read, old, Some(options));
    if tree.is_none() {
        // A parse that was given up would otherwise be taken up again by the next call.
        parser.reset();
    }
    tree
}
