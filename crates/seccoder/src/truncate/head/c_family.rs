//! Heads in C and C++.

use super::{Context, Kind, assigns, controls, ends_in_word, is_modifier, words};
use crate::language::Language;

pub(super) fn c_family(language: Language, head: &str, context: Context) -> Kind {
    let cpp = language == Language::Cpp;
    if cpp && lambda(head) {
        return Kind::Closure;
    }
    let bare = without_template(without_labels(head));
    let first = words(bare).next().unwrap_or_default();
    if cpp && (first == "namespace" || bare.starts_with("inline namespace")) {
        return Kind::Space;
    }
    if first == "extern" && bare.ends_with('"') {
        return Kind::Space;
    }
    if assigns(bare) || bare.ends_with([',', '(', '[', ']']) || context.parent == Kind::Group {
        return Kind::Object;
    }
    let key = words(bare)
        .find(|w| !is_modifier(w) && !matches!(*w, "typedef" | "volatile"))
        .unwrap_or_default();
    let key = matches!(key, "struct" | "union" | "enum" | "class");
    let lists = bare.contains("()");
    let qualified = ["const", "noexcept", "override"]
        .iter()
        .any(|word| bare.ends_with(word));
    if key && !(lists && (bare.ends_with(')') || qualified || bare.contains("->"))) {
        return Kind::Type;
    }
    if controls(bare) {
        return if first == "return" {
            Kind::Object
        } else {
            Kind::Block
        };
    }
    if context.in_function && !matches!(context.parent, Kind::Type) {
        let literal = bare.ends_with('>') || (ends_in_word(bare) && first != "else");
        return if literal { Kind::Object } else { Kind::Block };
    }
    if lists {
        return if member_initialiser(bare) {
            Kind::Object
        } else {
            Kind::Function
        };
    }
    // Before C99 a function's parameter types stood between `)` and `{`, each with its `;`.
    if bare.is_empty() && context.parent == Kind::Space {
        Kind::Block
    } else {
        Kind::Object
    }
}

/// `Foo::Foo(int a) : x_(a), y_` — the `{` that follows initialises `y_`.
fn member_initialiser(head: &str) -> bool {
    let Some(list) = head.find("()") else {
        return false;
    };
    let rest = head[list + 2..].replace("::", "");
    let initialises = rest
        .trim_start()
        .trim_start_matches("noexcept")
        .trim_start();
    initialises.starts_with(':') && (ends_in_word(head) || head.ends_with('>'))
}

/// Drop `public:` and the like.
fn without_labels(head: &str) -> &str {
    let mut rest = head.trim_start();
    for label in ["public", "private", "protected", "signals", "public slots"] {
        if let Some(after) = rest.strip_prefix(label)
            && let Some(after) = after.trim_start().strip_prefix(':')
            && !after.starts_with(':')
        {
            rest = after.trim_start();
        }
    }
    rest
}

/// Drop `template <…>`.
fn without_template(head: &str) -> &str {
    let mut rest = head;
    while let Some(after) = rest.strip_prefix("template") {
        let mut depth = 0_usize;
        let close = after.char_indices().find(|&(_, c)| {
            match c {
                '<' => depth += 1,
                '>' => depth = depth.saturating_sub(1),
                _ => return false,
            }
            depth == 0
        });
        let Some((at, _)) = close else { return rest };
        rest = after[at + 1..].trim_start();
    }
    rest
}

/// `[…]`, `[…](…)`, `[…](…) mutable -> T` at the end of a C++ head.
fn lambda(head: &str) -> bool {
    let Some(at) = head.rfind("[]") else {
        return false;
    };
    let before = head[..at].trim_end();
    let last_word = words(before).last().unwrap_or_default();
    if before.ends_with([')', ']', '"']) || (ends_in_word(before) && last_word != "return") {
        return false;
    }
    let rest = head[at + 2..].trim_start();
    rest.is_empty() && !before.is_empty() || rest.starts_with("()")
}
