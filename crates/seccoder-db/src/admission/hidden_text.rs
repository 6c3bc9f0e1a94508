//! Text that a reviewer does not see as a model reads it.
//!
//! Control characters, characters without a width, and those that turn the direction of writing
//! make a file look like another one (Boucher and Anderson 2021, "Trojan Source"); letters of
//! another script make a name look like another one.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// What is hidden in a text, each with its line; empty when nothing is.
#[must_use]
pub fn hidden_text(text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for (number, line) in (1..).zip(text.split('\n')) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        for (column, c) in (1..).zip(line.chars()) {
            if let Some(what) = hidden(c) {
                problems.push(format!(
                    "line {number}, column {column}: U+{:04X}, {what}; delete it or write it as \
                     an escape",
                    u32::from(c)
                ));
            }
        }
        for word in line.split(|c: char| !c.is_alphanumeric() && c != '_') {
            let ascii = word.chars().any(|c| c.is_ascii_alphabetic());
            if ascii && word.chars().any(is_lookalike) {
                problems.push(format!(
                    "line {number}: `{word}` mixes Latin letters with ones that look like them; \
                     write it in Latin letters"
                ));
            }
        }
    }
    problems
}

fn hidden(c: char) -> Option<&'static str> {
    if is_variation_selector(c) {
        return Some("a variation selector");
    }
    match c.general_category() {
        GeneralCategory::Control if c != '\t' => Some("a control character"),
        GeneralCategory::Format if is_direction(c) => Some("it turns the direction of writing"),
        GeneralCategory::Format => Some("a character without width"),
        GeneralCategory::PrivateUse => Some("a character of private use"),
        GeneralCategory::Unassigned | GeneralCategory::Surrogate => Some("no character"),
        GeneralCategory::LineSeparator | GeneralCategory::ParagraphSeparator => {
            Some("a line end that not every editor shows")
        }
        GeneralCategory::SpaceSeparator if c != ' ' => Some("a space that is none"),
        _ => None,
    }
}

const fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// They change how the letter before them looks, and can carry any bytes unseen.
const fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Greek, Cyrillic and Cherokee letters, and the full-width and mathematical Latin ones.
const fn is_lookalike(c: char) -> bool {
    matches!(c,
        '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{52f}' | '\u{13a0}'..='\u{13ff}'
        | '\u{ff21}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_named_with_its_place() {
        for (text, expected) in [
            ("a\u{202e}b", "direction"),
            ("a\u{2066}b", "direction"),
            ("a\u{200b}b", "without width"),
            ("a\u{feff}b", "without width"),
            ("a\u{ad}b", "without width"),
            ("a\u{e0041}b", "without width"),
            ("a\u{fe0f}b", "variation selector"),
            ("a\u{e0100}b", "variation selector"),
            ("a\u{e000}b", "private use"),
            ("a\u{1b}[0m", "control"),
            ("a\rb", "control"),
            ("a\u{2028}b", "line end"),
            ("a\u{a0}b", "space that is none"),
            ("p\u{430}ssword", "look like"),
        ] {
            let problems = hidden_text(&format!("first\n{text}\n"));
            assert!(
                problems
                    .iter()
                    .any(|p| p.starts_with("line 2") && p.contains(expected)),
                "{text:?}: {problems:?}"
            );
        }
    }

    #[test]
    fn plain_text_in_any_script_is_fine() {
        for text in [
            "a\tb\r\nc\n",
            "# Größe, naïve",
            "# привет",
            "# 日本語 code",
            "x = 'é'",
        ] {
            assert!(hidden_text(text).is_empty(), "{text}");
        }
    }
}
