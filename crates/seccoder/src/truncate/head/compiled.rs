//! Heads in Go, Rust, Java and C#.

use super::{
    Context, Kind, assigns, controls, ends_in_word, has_word, is_modifier, without_annotations,
    words,
};
use crate::language::Language;

pub(super) fn go(head: &str, context: Context) -> Kind {
    let first = words(head).next().unwrap_or_default();
    if context.parent != Kind::Group {
        if first == "func" {
            return Kind::Function;
        }
        if first == "type" {
            return Kind::Type;
        }
    }
    if let Some(at) = head.rfind("func") {
        let before = head[..at].chars().next_back();
        let stands_alone = !before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        if stands_alone && head[at + 4..].trim_start().starts_with("()") && !head.ends_with("{}") {
            return Kind::Closure;
        }
    }
    if matches!(
        first,
        "if" | "else" | "for" | "switch" | "select" | "case" | "default"
    ) {
        return Kind::Block;
    }
    if context.parent == Kind::Group && !head.contains([']', '*']) {
        // Inside `type ( … )`.
        if head.ends_with(" struct") || head.ends_with(" interface") {
            return Kind::Type;
        }
    }
    let nested = matches!(context.parent, Kind::Group | Kind::Object);
    if nested || head.ends_with([']', '}', '=']) || ends_in_word(head) {
        return Kind::Object;
    }
    Kind::Block
}

pub(super) fn rust(head: &str, context: Context) -> Kind {
    let bare = without_annotations(head);
    if bare.ends_with("=>") {
        return Kind::Block;
    }
    let mut items =
        words(bare).skip_while(|word| is_modifier(word) || matches!(*word, "in" | "super"));
    let item = items.next().unwrap_or_default();
    match item {
        "fn" => return Kind::Function,
        "struct" | "enum" | "union" | "trait" | "impl" | "macro_rules" | "auto" => {
            return Kind::Type;
        }
        "mod" => return Kind::Space,
        _ => {}
    }
    if bare.ends_with('|') || closure_type(bare) {
        return Kind::Closure;
    }
    if words(bare).next() == Some("extern") && bare.contains('"') {
        return Kind::Space;
    }
    if context.parent == Kind::Group || context.parent == Kind::Object {
        return Kind::Object;
    }
    if controls(bare) || matches!(item, "" | "let" | "async" | "move") {
        return Kind::Block;
    }
    if ends_in_word(bare) {
        Kind::Object
    } else {
        Kind::Block
    }
}

/// `|x| -> T`
fn closure_type(head: &str) -> bool {
    let Some(arrow) = head.rfind("->") else {
        return false;
    };
    head[..arrow].trim_end().ends_with('|')
}

pub(super) fn java(language: Language, head: &str, context: Context) -> Kind {
    let bare = without_annotations(head);
    let first = words(bare).next().unwrap_or_default();
    let arrow = if language == Language::Java {
        "->"
    } else {
        "=>"
    };
    if bare.ends_with(arrow) {
        return if matches!(first, "case" | "default") {
            Kind::Block
        } else {
            Kind::Closure
        };
    }
    if language == Language::CSharp && has_word(bare, "delegate") {
        return Kind::Closure;
    }
    if has_word(bare, "new") {
        // An anonymous class has members as an object literal in JavaScript has.
        return if controls(bare) && !matches!(first, "return" | "throw") {
            Kind::Block
        } else {
            Kind::Object
        };
    }
    let named = |word: &&str| {
        matches!(*word, "class" | "interface" | "enum" | "record")
            || (language == Language::CSharp && *word == "struct")
    };
    if !controls(bare) && words(bare).any(|word| named(&word)) {
        return Kind::Type;
    }
    if first == "namespace" {
        return Kind::Space;
    }
    if assigns(bare) || bare.ends_with(']') || context.parent == Kind::Group {
        return Kind::Object;
    }
    let member = matches!(context.parent, Kind::Type | Kind::Object | Kind::Space);
    if member && !controls(bare) && bare.contains("()") {
        return Kind::Function;
    }
    // A local function in C#: `int Add(int a) {`, two words before the list.
    let list = bare.find("()").unwrap_or(0);
    let local = language == Language::CSharp && words(&bare[..list]).count() > 1;
    if local && !controls(bare) && context.in_function {
        Kind::Function
    } else {
        Kind::Block
    }
}
