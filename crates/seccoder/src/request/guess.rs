//! The language of a request that does not say it: a fence or a name in the description, or the
//! marks of the program.

use crate::language::Language;
use crate::query::Query;

/// What in a program speaks for a language, and how strongly.
const SIGNS: &[(Language, &str, u32)] = &[
    (Language::Python, "def ", 2),
    (Language::Python, "import ", 1),
    (Language::Python, "elif ", 2),
    (Language::Python, "):\n", 2),
    (Language::Python, "\"\"\"", 2),
    (Language::C, "#include <", 3),
    (Language::C, "char *", 1),
    (Language::C, "struct ", 1),
    (Language::C, "int main(", 1),
    (Language::Cpp, "#include <iostream>", 3),
    (Language::Cpp, "#include <string>", 3),
    (Language::Cpp, "#include <vector>", 3),
    (Language::Cpp, "std::", 4),
    (Language::Cpp, "namespace ", 2),
    (Language::JavaScript, "require(", 3),
    (Language::JavaScript, "function ", 1),
    (Language::JavaScript, "const ", 1),
    (Language::JavaScript, "=> {", 2),
    (Language::JavaScript, "===", 2),
    (Language::JavaScript, "import {", 2),
    (Language::TypeScript, "import {", 2),
    (Language::TypeScript, "interface ", 2),
    (Language::TypeScript, ": string", 4),
    (Language::TypeScript, ": number", 4),
    (Language::TypeScript, "const ", 1),
    (Language::TypeScript, "=> {", 2),
    (Language::Java, "public class ", 3),
    (Language::Java, "import java", 4),
    (Language::Java, "public static ", 2),
    (Language::Java, "private final ", 2),
    (Language::Go, "package ", 2),
    (Language::Go, "func ", 3),
    (Language::Go, ":= ", 2),
    (Language::Rust, "fn ", 2),
    (Language::Rust, "let mut ", 3),
    (Language::Rust, "use std::", 4),
    (Language::Rust, "&str", 2),
    (Language::Php, "<?php", 9),
    (Language::Php, "$this->", 4),
    (Language::Ruby, "require '", 3),
    (Language::Ruby, "\nend", 3),
    (Language::Ruby, " do |", 4),
    (Language::CSharp, "using System", 5),
    (Language::CSharp, "namespace ", 1),
    (Language::CSharp, "public class ", 1),
];

/// The likeliest language, if anything speaks for one.
pub(super) fn language(query: &Query) -> Option<Language> {
    let description = query.description.as_deref().unwrap_or_default();
    fenced(description)
        .or_else(|| by_signs(&query.before))
        .or_else(|| named(description))
}

/// The language of the first fence: "```python".
fn fenced(text: &str) -> Option<Language> {
    let (_, rest) = text.split_once("```")?;
    rest.lines().next()?.trim().parse().ok()
}

fn by_signs(text: &str) -> Option<Language> {
    let text = &text[..text.floor_char_boundary(8000)];
    let score = |language: Language| -> u32 {
        let signs = SIGNS.iter().filter(|sign| sign.0 == language);
        signs
            .map(|(_, sign, weight)| if text.contains(sign) { *weight } else { 0 })
            .sum()
    };
    // The first of equals: `max_by_key` would take the last.
    let best = Language::ALL
        .into_iter()
        .rev()
        .max_by_key(|language| score(*language))?;
    (score(best) >= 2).then_some(best)
}

/// "in Python", "a Go function". Names that are common words count behind "in" only.
fn named(text: &str) -> Option<Language> {
    let mut before = "";
    for word in text.split(|c: char| !(c.is_alphanumeric() || c == '+' || c == '#')) {
        let common = word.len() <= 2
            || word.eq_ignore_ascii_case("rust")
            || word.eq_ignore_ascii_case("node");
        let long = word.len() > 2
            || word == "C#"
            || word == "C++"
            || word == "C"
            || word == "Go"
            || word == "JS";
        if long
            && word.starts_with(|c: char| c.is_uppercase() || !common)
            && (!common || before.eq_ignore_ascii_case("in") || word == "C#" || word == "C++")
            && let Ok(language) = word.parse()
        {
            return Some(language);
        }
        if !word.is_empty() {
            before = word;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(before: &str, description: &str) -> Option<Language> {
        language(&Query {
            before: before.into(),
            description: Some(description.into()),
            ..Query::default()
        })
    }

    #[test]
    fn signs_fences_and_names_are_read() {
        assert_eq!(
            guess("import os\n\ndef f(x):\n", ""),
            Some(Language::Python)
        );
        assert_eq!(
            guess("#include <stdio.h>\nint main(", ""),
            Some(Language::C)
        );
        assert_eq!(
            guess("const fs = require('fs');\n", ""),
            Some(Language::JavaScript)
        );
        assert_eq!(
            guess("", "Complete:\n```go\nfunc f() {"),
            Some(Language::Go)
        );
        assert_eq!(
            guess("", "Write a function in Rust that sorts."),
            Some(Language::Rust)
        );
        assert_eq!(guess("", "a C++ class"), Some(Language::Cpp));
        assert_eq!(guess("", "remove the rust from the ship"), None);
        assert_eq!(guess("", "go on, write a story"), None);
    }
}
