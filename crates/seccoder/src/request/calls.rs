//! Names that a program mentions, as paths: `request.args.get`, `std::fs::read`, `cursor.execute`.
//!
//! A path is read from tokens. Whether it is *called*, and not declared, the syntax tree says
//! where it could read the text; elsewhere what stands before the name decides.

use std::collections::HashSet;

use super::scan::{Kind, Token};
use crate::language::Language;
use crate::truncate::syntax_tree;

/// A name somewhere in the program.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mention {
    /// As written, with `.` for `->` and `?.`; `this` and `self` are left out.
    pub path: String,
    /// Where it begins, in bytes.
    pub at: usize,
    /// Whether it is called.
    pub called: bool,
    /// Whether `@` stands before it: a decorator or annotation.
    pub decorates: bool,
}

/// All names in `text`.
pub(super) fn mentions(language: Option<Language>, text: &str, tokens: &[Token]) -> Vec<Mention> {
    let tree = language.and_then(|language| Tree::read(language, text));
    let mut found = Vec::new();
    // For each open `(`, what it calls.
    let mut open: Vec<String> = Vec::new();
    // What the `)` just before closed, with its end.
    let mut closed: Option<String> = None;
    let mut at = 0;
    while at < tokens.len() {
        let token = tokens[at];
        match token.kind {
            Kind::Mark(b'(') => {
                open.push(String::new());
                closed = None;
                at += 1;
            }
            Kind::Mark(b')') => {
                closed = open.pop().filter(|callee| !callee.is_empty());
                at += 1;
            }
            Kind::Word if !is_keyword(word(text, token)) => {
                let chained = at > 0 && separator(tokens, at - 1).is_some();
                let (path, last, next) = chain(text, tokens, at);
                let receiver = closed.take().filter(|_| chained);
                let path = match (receiver, chained) {
                    (Some(receiver), _) => format!("{receiver}.{path}"),
                    _ => path,
                };
                // Rust's macros; generic arguments are passed over.
                let bang = tokens.get(next).is_some_and(|t| t.is(b'!'));
                let paren = next + usize::from(bang);
                let opens = tokens.get(paren).is_some_and(|t| t.is(b'('));
                let called = opens
                    && match &tree {
                        Some(tree) => tree.calls(tokens[last].start, || declared(text, tokens, at)),
                        None => !declared(text, tokens, at),
                    };
                at = next;
                if opens {
                    let end = path.rfind(['.', ':']).map_or(0, |end| end + 1);
                    open.push(path[end..].to_owned());
                    at = paren + 1;
                }
                let decorates = token.start > 0 && text.as_bytes()[token.start - 1] == b'@';
                if !path.is_empty() {
                    found.push(Mention {
                        path,
                        at: token.start,
                        called,
                        decorates,
                    });
                }
            }
            kind => {
                if !matches!(kind, Kind::Mark(b'.' | b'-' | b'>' | b'?') | Kind::Line) {
                    closed = None;
                }
                at += 1;
            }
        }
    }
    found
}

fn word(text: &str, token: Token) -> &str {
    &text[token.start..token.end]
}

/// The path that begins at word `at`, the index of its last word, and what follows it.
fn chain(text: &str, tokens: &[Token], mut at: usize) -> (String, usize, usize) {
    let mut path = String::new();
    loop {
        let name = word(text, tokens[at]);
        if !matches!(name, "this" | "self" | "cls" | "$this") {
            path.push_str(name.trim_start_matches('$'));
        }
        let Some((joint, next)) = separator(tokens, at + 1) else {
            return (path, at, at + 1);
        };
        if !path.is_empty() {
            path.push_str(joint);
        }
        at = next;
    }
}

/// A separator at `at` with a word behind it (or, asked about the token before a word, its end).
fn separator(tokens: &[Token], at: usize) -> Option<(&'static str, usize)> {
    let mark = |ahead: usize| tokens.get(at + ahead).map(|t| t.kind);
    let (joint, length) = match (mark(0)?, mark(1)) {
        (Kind::Mark(b'.'), _) => (".", 1),
        (Kind::Mark(b'\\'), _) => ("\\", 1),
        (Kind::Mark(b'-'), Some(Kind::Mark(b'>'))) | (Kind::Mark(b'?'), Some(Kind::Mark(b'.'))) => {
            (".", 2)
        }
        (Kind::Mark(b':'), Some(Kind::Mark(b':'))) => ("::", 2),
        // The second half, when looking back from a word.
        (Kind::Mark(b'>'), _) if at > 0 && tokens[at - 1].is(b'-') => (".", 1),
        _ => return None,
    };
    let next = tokens.get(at + length)?;
    (next.kind == Kind::Word).then_some((joint, at + length))
}

/// Whether the name at token `at` looks like a declaration's: a word directly before it.
fn declared(text: &str, tokens: &[Token], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|at| tokens[at]) else {
        return false;
    };
    match before.kind {
        Kind::Word => !matches!(
            word(text, before),
            "return"
                | "await"
                | "new"
                | "else"
                | "throw"
                | "yield"
                | "in"
                | "not"
                | "and"
                | "or"
                | "if"
                | "do"
                | "go"
                | "defer"
                | "raise"
                | "print"
                | "echo"
                | "puts"
                | "case"
                | "typeof"
                | "delete"
                | "co_await"
                | "async"
                | "assert"
                | "match"
                | "while"
        ),
        // `char *name(`
        Kind::Mark(b'*') => at
            .checked_sub(2)
            .is_some_and(|at| tokens[at].kind == Kind::Word && before.start > tokens[at].end),
        _ => false,
    }
}

/// Words that look like names but call nothing.
fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "if" | "for"
            | "while"
            | "switch"
            | "return"
            | "catch"
            | "else"
            | "elif"
            | "do"
            | "def"
            | "class"
            | "struct"
            | "function"
            | "func"
            | "fn"
            | "in"
            | "not"
            | "and"
            | "or"
            | "is"
            | "new"
            | "await"
            | "async"
            | "const"
            | "let"
            | "var"
            | "static"
            | "void"
            | "int"
            | "char"
            | "long"
            | "unsigned"
            | "sizeof"
            | "with"
            | "as"
            | "from"
            | "import"
            | "use"
            | "using"
            | "public"
            | "private"
            | "protected"
            | "try"
            | "except"
            | "finally"
            | "lambda"
            | "yield"
            | "raise"
            | "throw"
            | "case"
            | "match"
            | "None"
            | "True"
            | "False"
            | "null"
            | "true"
            | "false"
            | "nil"
            | "end"
            | "then"
            | "begin"
    )
}

/// What the grammar says about a text.
struct Tree {
    /// Where the last names of called functions begin.
    callees: HashSet<usize>,
    /// Where it could not read.
    errors: Vec<(usize, usize)>,
}

impl Tree {
    fn read(language: Language, text: &str) -> Option<Self> {
        let tree = syntax_tree(language, text)?;
        let mut read = Self {
            callees: HashSet::new(),
            errors: Vec::new(),
        };
        let mut cursor = tree.walk();
        // Depth first without recursion: texts may nest deeper than the stack.
        loop {
            let node = cursor.node();
            // The outermost is enough, and comes first.
            let inside = read
                .errors
                .last()
                .is_some_and(|last| node.end_byte() <= last.1);
            if node.is_error() && !inside {
                read.errors.push((node.start_byte(), node.end_byte()));
            }
            if matches!(
                node.kind(),
                "call"
                    | "call_expression"
                    | "method_invocation"
                    | "invocation_expression"
                    | "function_call_expression"
                    | "member_call_expression"
                    | "nullsafe_member_call_expression"
                    | "scoped_call_expression"
                    | "object_creation_expression"
                    | "new_expression"
                    | "macro_invocation"
            ) {
                read.callee(node);
            }
            if cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return Some(read);
                }
            }
        }
    }

    fn callee(&mut self, call: tree_sitter::Node<'_>) {
        let fields = ["method", "name", "function", "type", "constructor", "macro"];
        let Some(callee) = fields
            .iter()
            .find_map(|field| call.child_by_field_name(field))
        else {
            return;
        };
        // Down to the last name: `c` of `a.b.c`, before generic arguments.
        let mut node = callee;
        for _ in 0..16 {
            let fields = ["attribute", "property", "field", "name", "function"];
            match fields
                .iter()
                .find_map(|field| node.child_by_field_name(field))
            {
                Some(inner) => node = inner,
                None => break,
            }
        }
        self.callees.insert(node.start_byte());
        // A qualified type is one name to us as to the tokens.
        if let Some(last) = callee.child(callee.child_count().saturating_sub(1)) {
            self.callees.insert(last.start_byte());
        }
    }

    /// Whether the name at `at` is called; where the tree is broken, `declared` decides.
    fn calls(&self, at: usize, declared: impl Fn() -> bool) -> bool {
        let after = self.errors.partition_point(|error| error.0 <= at);
        let unread = after > 0 && at < self.errors[after - 1].1;
        self.callees.contains(&at) || (unread && !declared())
    }
}
