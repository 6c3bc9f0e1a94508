//! What the nodes of eleven grammars mean here: which hold statements, which define, import,
//! leave a function, or are text.

use tree_sitter::Node;

use crate::language::Language;

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What must come first in a file: a package clause, PHP's tag, `'use strict'`.
    Preamble,
    /// An import or include.
    Import,
    /// A comment on lines of its own.
    Comment,
    /// A docstring.
    Docstring,
    /// A function or method.
    Function,
    /// A class, struct, interface, module, namespace.
    Type,
    /// A statement that leaves its block: `return`, `raise`, `break`.
    Leave,
    /// Anything else.
    Statement,
}

/// Whether the named children of a node are statements or members that can be left out.
pub(super) fn is_container(language: Language, node: Node<'_>) -> bool {
    match node.kind() {
        "module" => language != Language::Ruby,
        "block" | "program" | "translation_unit" | "source_file" | "compilation_unit"
        | "compound_statement" | "statement_block" | "statement_list" | "class_body"
        | "constructor_body" | "declaration_list" | "body_statement" | "block_body" | "then"
        | "import_spec_list" => true,
        "else" | "begin" | "ensure" => language == Language::Ruby,
        // A struct's fields belong together; a class' members do not.
        "field_declaration_list" => {
            let mut cursor = node.walk();
            language == Language::Cpp
                && node
                    .named_children(&mut cursor)
                    .any(|child| child.kind() == "function_definition")
        }
        _ => false,
    }
}

/// Whether nothing inside a node is left out on its own: the branches of a `switch` belong
/// together, and so does what a preprocessor condition encloses.
pub(super) fn is_opaque(kind: &str) -> bool {
    kind.contains("switch")
        || kind.contains("match_")
        || matches!(
            kind,
            "case" | "case_match" | "select_statement" | "text_interpolation"
        )
        || kind.starts_with("preproc_if")
}

/// Whether a node is a string whose lines keep their white space.
pub(super) fn is_text(kind: &str) -> bool {
    kind == "string"
        || kind == "template_string"
        || kind == "encapsed_string"
        || kind.ends_with("string_literal")
        || kind.ends_with("string_expression")
        || kind.starts_with("heredoc_body")
        || kind == "heredoc"
        || kind.starts_with("nowdoc")
}

/// Whether a node is a comment.
pub(super) fn is_comment(kind: &str) -> bool {
    kind.ends_with("comment")
}

fn is_function(kind: &str) -> bool {
    matches!(
        kind,
        "function_definition"
            | "function_declaration"
            | "generator_function_declaration"
            | "method_definition"
            | "method_declaration"
            | "constructor_declaration"
            | "compact_constructor_declaration"
            | "destructor_declaration"
            | "operator_declaration"
            | "local_function_statement"
            | "function_item"
            | "method"
            | "singleton_method"
    )
}

fn is_type(language: Language, kind: &str) -> bool {
    matches!(
        kind,
        "class_definition"
            | "class_declaration"
            | "abstract_class_declaration"
            | "class_specifier"
            | "struct_specifier"
            | "union_specifier"
            | "enum_specifier"
            | "interface_declaration"
            | "enum_declaration"
            | "record_declaration"
            | "struct_declaration"
            | "trait_declaration"
            | "type_declaration"
            | "type_alias_declaration"
            | "struct_item"
            | "enum_item"
            | "impl_item"
            | "trait_item"
            | "mod_item"
            | "type_definition"
            | "namespace_definition"
            | "namespace_declaration"
            | "class"
    ) || kind == "module" && language == Language::Ruby
}

/// Whether a node defines a function or a type, or wraps one that does.
pub(super) fn is_definition(kind: &str) -> bool {
    is_function(kind) || is_type(Language::Python, kind) || is_wrapper(kind)
}

fn is_wrapper(kind: &str) -> bool {
    matches!(
        kind,
        "decorated_definition"
            | "export_statement"
            | "template_declaration"
            | "global_statement"
            | "lexical_declaration"
            | "variable_declaration"
            | "variable_declarator"
            | "type_spec"
            | "declaration"
    )
}

/// What a unit's node is.
pub(super) fn kind_of(language: Language, node: Node<'_>, code: &str) -> Kind {
    let kind = node.kind();
    let text = code[node.byte_range()].trim_start();
    let word = text
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()
        .unwrap_or_default();
    if is_comment(kind) {
        return Kind::Comment;
    }
    if is_import(language, kind, text, word) {
        return Kind::Import;
    }
    if is_preamble(kind, text) {
        return Kind::Preamble;
    }
    if is_docstring(language, node) {
        return Kind::Docstring;
    }
    if let Some(found) = definition_kind(language, node, 0) {
        return found;
    }
    let leaving = [
        "return", "raise", "throw", "break", "continue", "goto", "next", "exit", "die", "abort",
        "panic",
    ];
    let tail =
        matches!(language, Language::Rust | Language::Ruby) && node.next_named_sibling().is_none();
    if leaving.contains(&word) || tail {
        return Kind::Leave;
    }
    Kind::Statement
}

fn is_import(language: Language, kind: &str, text: &str, word: &str) -> bool {
    match kind {
        "import_statement"
        | "import_from_statement"
        | "future_import_statement"
        | "import_declaration"
        | "import_spec"
        | "preproc_include"
        | "use_declaration"
        | "extern_crate_declaration"
        | "namespace_use_declaration"
        | "using_directive"
        | "using_declaration"
        | "namespace_alias_definition" => true,
        "lexical_declaration" | "variable_declaration" => {
            matches!(language, Language::JavaScript | Language::TypeScript)
                && text.contains("require(")
        }
        _ => match language {
            Language::Ruby => matches!(word, "require" | "require_relative"),
            Language::Php => matches!(
                word,
                "require" | "require_once" | "include" | "include_once"
            ),
            _ => false,
        },
    }
}

fn is_preamble(kind: &str, text: &str) -> bool {
    matches!(
        kind,
        "package_clause"
            | "package_declaration"
            | "php_tag"
            | "declare_statement"
            | "file_scoped_namespace_declaration"
            | "inner_attribute_item"
    ) || kind == "namespace_definition" && text.trim_end().ends_with(';')
        || text.starts_with("'use strict'")
        || text.starts_with("\"use strict\"")
        || text.starts_with("#pragma")
}

fn is_docstring(language: Language, node: Node<'_>) -> bool {
    language == Language::Python
        && node.kind() == "expression_statement"
        && node.named_child_count() == 1
        && node
            .named_child(0)
            .is_some_and(|child| child.kind() == "string")
        && node.prev_named_sibling().is_none()
}

fn definition_kind(language: Language, node: Node<'_>, depth: usize) -> Option<Kind> {
    let kind = node.kind();
    if is_function(kind) {
        return Some(Kind::Function);
    }
    if is_type(language, kind) {
        return Some(Kind::Type);
    }
    if !is_wrapper(kind) || depth > 4 {
        return None;
    }
    let mut cursor = node.walk();
    node.named_children(&mut cursor).find_map(|child| {
        if matches!(child.kind(), "arrow_function" | "function_expression") {
            return Some(Kind::Function);
        }
        definition_kind(language, child, depth + 1)
    })
}
