//! Asks tree-sitter what the lexical scanner cannot know for sure.
//!
//! The text is cut at the cursor, so it never parses as it stands: the brackets
//! that are still open are closed first. Where the parse has errors all the
//! same, the answer is "unknown" and the scanner decides.

use tree_sitter::{InputEdit, Node, Parser, Point, Tree};

use super::grammar::{grammar, parse, parser, php};
use super::head::Kind;
use crate::language::Language;

/// Parses per completion; past it the scanner decides alone.
const MAX_PARSES: u32 = 40;
/// Longest text that is parsed at all.
const MAX_TEXT: usize = 400_000;

/// What the tree says about a `}` that may close a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The body ends exactly there, without an error in it.
    Ends,
    /// The body parses only when one more `}` follows: it does not end there.
    Continues,
    /// The parse is no use.
    Unknown,
}

/// A parser with the last tree, so that the prefix is parsed once.
pub(super) struct Verifier {
    parser: Option<Parser>,
    tree: Option<Tree>,
    /// How much of the last parsed text was real, and all of it.
    real: usize,
    parsed: Vec<u8>,
    parses: u32,
}

impl Verifier {
    pub(super) fn new(language: Language, prefix: &str) -> Self {
        let jsx = prefix.contains("</") || prefix.contains("/>");
        let grammar = match language {
            Language::TypeScript if jsx => tree_sitter_typescript::LANGUAGE_TSX.into(),
            Language::Php => php(prefix),
            _ => grammar(language),
        };
        Self {
            parser: parser(&grammar),
            tree: None,
            real: 0,
            parsed: Vec::new(),
            parses: 0,
        }
    }

    /// Whether the body that opens at `open` ends where `text` does; `closers` closes what is
    /// open around it.
    pub(super) fn check(&mut self, text: &str, open: usize, closers: &str) -> Verdict {
        if self.body_end(text, open, closers) == Some(text.len()) {
            return Verdict::Ends;
        }
        let more = format!("}}{closers}");
        if self.body_end(text, open, &more) == Some(text.len() + 1) {
            return Verdict::Continues;
        }
        Verdict::Unknown
    }

    /// What each of these `{` opens, where the tree knows it, and whether the text parses clean.
    pub(super) fn kinds(
        &mut self,
        text: &str,
        opens: &[usize],
        closers: &str,
    ) -> (Vec<Option<Kind>>, bool) {
        let Some(tree) = self.parse(text, closers) else {
            return (vec![None; opens.len()], false);
        };
        let root = tree.root_node();
        let kinds = opens.iter().map(|&open| kind_at(root, open)).collect();
        (kinds, !root.has_error())
    }

    /// Where the body that opens at `open` ends, when it parses without an error.
    fn body_end(&mut self, text: &str, open: usize, closers: &str) -> Option<usize> {
        let tree = self.parse(text, closers)?;
        let body = body_at(tree.root_node(), open)?;
        let last = body.child(body.child_count().checked_sub(1)?)?;
        let whole = last.kind() == "}" && !last.is_missing() && !body.has_error();
        whole.then(|| body.end_byte())
    }

    fn parse(&mut self, text: &str, closers: &str) -> Option<&Tree> {
        if self.parses >= MAX_PARSES || text.len() > MAX_TEXT {
            return None;
        }
        let parser = self.parser.as_mut()?;
        self.parses += 1;
        let mut source = Vec::with_capacity(text.len() + closers.len());
        source.extend_from_slice(text.as_bytes());
        source.extend_from_slice(closers.as_bytes());
        // What was real in the last text still stands; what follows it is new.
        let shared = self.real.min(text.len());
        if let Some(tree) = self.tree.as_mut() {
            tree.edit(&InputEdit {
                start_byte: shared,
                old_end_byte: self.parsed.len(),
                new_end_byte: source.len(),
                start_position: point(&source[..shared]),
                old_end_position: point(&self.parsed),
                new_end_position: point(&source),
            });
        }
        self.tree = parse(parser, &source, self.tree.as_ref());
        self.real = text.len();
        self.parsed = source;
        self.tree.as_ref()
    }
}

/// The position after `text`.
fn point(text: &[u8]) -> Point {
    let row = text.iter().filter(|&&byte| byte == b'\n').count();
    let column = text.iter().rev().take_while(|&&byte| byte != b'\n').count();
    Point { row, column }
}

/// The node whose first token is the `{` at `open`.
fn body_at(root: Node<'_>, open: usize) -> Option<Node<'_>> {
    let brace = root.descendant_for_byte_range(open, open + 1)?;
    if brace.kind() != "{" || brace.start_byte() != open {
        return None;
    }
    brace
        .parent()
        .filter(|body| !body.is_error() && body.start_byte() == open)
}

fn kind_at(root: Node<'_>, open: usize) -> Option<Kind> {
    let body = body_at(root, open)?;
    let owner = body.parent()?;
    if owner.is_error() {
        return None;
    }
    Some(match owner.kind() {
        "function_definition"
        | "function_declaration"
        | "generator_function_declaration"
        | "method_definition"
        | "method_declaration"
        | "constructor_declaration"
        | "compact_constructor_declaration"
        | "destructor_declaration"
        | "operator_declaration"
        | "conversion_operator_declaration"
        | "local_function_statement"
        | "function_item" => Kind::Function,
        "arrow_function"
        | "function_expression"
        | "generator_function"
        | "func_literal"
        | "lambda_expression"
        | "closure_expression"
        | "anonymous_function"
        | "anonymous_method_expression" => Kind::Closure,
        // What else there is matters only as "no function".
        _ => Kind::Block,
    })
}
