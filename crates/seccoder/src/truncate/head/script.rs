//! Heads in JavaScript, TypeScript and PHP.

use super::{
    Context, Kind, assigns, controls, has_word, head_words, is_modifier, without_annotations, words,
};
use crate::language::Language;

pub(super) fn script(language: Language, head: &str, context: Context) -> Kind {
    if head.ends_with("=>") {
        return Kind::Closure;
    }
    let mut item = head_words(head).skip_while(|w| matches!(*w, "export" | "default" | "async"));
    let first = item.next().unwrap_or_default();
    if first == "function" && context.parent != Kind::Group && head.contains("()") {
        return if head.ends_with(':') {
            Kind::Object
        } else {
            Kind::Function
        };
    }
    if has_word(head, "function") && head.contains("()") && !controls(head) {
        return Kind::Closure;
    }
    if has_word(head, "function") && head.ends_with("()") {
        // `return function () {`
        return Kind::Closure;
    }
    let types = matches!(
        first,
        "class" | "abstract" | "interface" | "enum" | "declare" | "type"
    );
    let typed = language == Language::TypeScript && types;
    if first == "class" || has_word(head, "class") || (typed && head != first) {
        return Kind::Type;
    }
    if language == Language::TypeScript && matches!(first, "namespace" | "module") {
        return Kind::Space;
    }
    let open_ended = head.ends_with([
        '=', '(', ',', ':', '[', '?', '&', '|', '<', '+', '!', '{', '.',
    ]);
    if open_ended && !(first == "case" || first == "default") {
        return Kind::Object;
    }
    if matches!(context.parent, Kind::Type | Kind::Object) && head.contains("()") {
        return if assigns(head) || colon_first(head) {
            Kind::Object
        } else {
            Kind::Function
        };
    }
    if matches!(
        first,
        "return" | "throw" | "const" | "let" | "var" | "import"
    ) || head.starts_with("export")
        || (context.parent == Kind::Group)
    {
        return Kind::Object;
    }
    Kind::Block
}

/// Whether a property's `:` comes before any parameter list.
fn colon_first(head: &str) -> bool {
    match (head.find(':'), head.find("()")) {
        (Some(colon), Some(parameters)) => colon < parameters,
        _ => false,
    }
}

pub(super) fn php(head: &str, context: Context) -> Kind {
    let bare = without_annotations(head);
    let mut items = words(bare).skip_while(|word| is_modifier(word));
    let item = items.next().unwrap_or_default();
    if item == "function" && context.parent != Kind::Group {
        let name = bare.rsplit("function").next().unwrap_or_default();
        let anonymous = name.trim_start().starts_with("()");
        return if anonymous {
            Kind::Closure
        } else {
            Kind::Function
        };
    }
    if has_word(bare, "function") {
        return Kind::Closure;
    }
    match item {
        "class" | "interface" | "trait" | "enum" => Kind::Type,
        "namespace" => Kind::Space,
        _ if has_word(bare, "new") && has_word(bare, "class") => Kind::Object,
        _ => Kind::Block,
    }
}
