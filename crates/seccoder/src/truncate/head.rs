//! Says what a `{` opens, from the collapsed text of the statement before it.
//!
//! In a head, bracketed parts are written `()`, `[]` and `{}`, strings `"`, and
//! comments are gone. That is enough to tell a function from an `if` in code
//! that no parser can read yet.

use c_family::c_family;
use compiled::{go, java, rust};
use script::{php, script};

use crate::language::Language;

mod c_family;
mod compiled;
mod script;

/// What a bracket encloses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A named function, method or constructor.
    Function,
    /// A lambda, arrow function, closure or function expression.
    Closure,
    /// A class, struct, enum, trait, interface or `impl`.
    Type,
    /// A namespace or module, or the file itself.
    Space,
    /// An object literal or initialiser.
    Object,
    /// A control block or a plain block.
    Block,
    /// `(` or `[`.
    Group,
}

/// Where a `{` stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    /// The kind of the bracket directly around.
    pub(super) parent: Kind,
    /// Whether any bracket around is a function's.
    pub(super) in_function: bool,
}

const CONTROL: [&str; 24] = [
    "if",
    "else",
    "for",
    "foreach",
    "while",
    "do",
    "switch",
    "match",
    "loop",
    "try",
    "catch",
    "finally",
    "case",
    "default",
    "select",
    "synchronized",
    "using",
    "lock",
    "unsafe",
    "with",
    "return",
    "throw",
    "fixed",
    "checked",
];

/// What the `{` after `head` opens.
pub(super) fn classify(language: Language, head: &str, context: Context) -> Kind {
    let head = head.trim();
    match language {
        Language::JavaScript | Language::TypeScript => script(language, head, context),
        Language::Go => go(head, context),
        Language::Rust => rust(head, context),
        Language::Java | Language::CSharp => java(language, head, context),
        Language::Php => php(head, context),
        _ => c_family(language, head, context),
    }
}

/// Whether a statement without braces is a whole definition once its `;` comes.
pub(super) fn braceless_definition(language: Language, head: &str) -> bool {
    let item = head_words(head)
        .find(|w| !is_modifier(w))
        .unwrap_or_default();
    match language {
        Language::Rust => matches!(item, "struct" | "type"),
        Language::C | Language::Cpp => item == "typedef",
        Language::TypeScript if item == "type" => true,
        Language::JavaScript | Language::TypeScript => {
            words(head).any(|w| matches!(w, "const" | "let" | "var")) && head.contains("=>")
        }
        Language::CSharp => head.contains("()=>") || head.contains("() =>"),
        _ => false,
    }
}

fn words(head: &str) -> impl Iterator<Item = &str> {
    head.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '$'))
        .filter(|word| !word.is_empty())
}

/// The words of a head after annotations and attributes.
fn head_words(head: &str) -> impl Iterator<Item = &str> {
    words(without_annotations(head))
}

fn has_word(head: &str, word: &str) -> bool {
    words(head).any(|w| w == word)
}

fn ends_in_word(head: &str) -> bool {
    head.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$')
}

/// Drop `@Name(…)`, `[…]` and `#[…]` from the front.
fn without_annotations(head: &str) -> &str {
    let mut rest = head.trim_start();
    loop {
        if let Some(after) = rest
            .strip_prefix("#[]")
            .or_else(|| rest.strip_prefix("#![]"))
        {
            rest = after.trim_start();
        } else if let Some(after) = rest.strip_prefix("[]") {
            rest = after.trim_start();
        } else if rest.starts_with('@') && !rest.starts_with("@interface") {
            let after = rest[1..].trim_start_matches(|c: char| {
                c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$')
            });
            rest = after.strip_prefix("()").unwrap_or(after).trim_start();
        } else {
            return rest;
        }
    }
}

fn is_modifier(word: &str) -> bool {
    matches!(
        word,
        "pub"
            | "public"
            | "private"
            | "protected"
            | "internal"
            | "static"
            | "final"
            | "abstract"
            | "sealed"
            | "export"
            | "default"
            | "async"
            | "declare"
            | "const"
            | "unsafe"
            | "extern"
            | "inline"
            | "constexpr"
            | "partial"
            | "readonly"
            | "strictfp"
            | "virtual"
            | "explicit"
            | "crate"
            | "override"
            | "non"
    )
}

fn controls(head: &str) -> bool {
    words(head)
        .next()
        .is_some_and(|word| CONTROL.contains(&word))
}

/// Whether the head assigns something (`=`, but no comparison, arrow or `operator=`).
fn assigns(head: &str) -> bool {
    let bytes = head.as_bytes();
    let operator = head.find("operator").unwrap_or(bytes.len());
    (0..operator).any(|at| {
        let near = |i: Option<usize>| i.and_then(|i| bytes.get(i)).copied().unwrap_or(b' ');
        bytes[at] == b'='
            && !matches!(near(Some(at + 1)), b'=' | b'>')
            && !matches!(near(at.checked_sub(1)), b'=' | b'!' | b'<' | b'>')
    })
}
