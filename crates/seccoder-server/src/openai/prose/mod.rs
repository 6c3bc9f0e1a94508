//! Does a request write code?
//!
//! A demonstration helps only where code comes next, and a question about the weather must not
//! cost tokens. Nobody is asked: tables of words ([`words`]) in the languages that people ask in
//! say what is done ("write", "füge", "実装") and to what (a function, a poem). In a sentence that
//! asks for something, the head of the first group of words behind the verb decides: "a Python
//! script that sends an email" is code, "an email about the script" is not. Code in the message
//! makes any change of it code. How often this is right is measured beside it.

use std::collections::HashSet;

use seccoder::language::Language;

use super::message::{Message, ends_of};

mod sentence;
mod words;

#[cfg(test)]
mod measured;

use sentence::{Asks, Sentence};

/// Bytes of a message that are read at its beginning and at its end.
const HALF: usize = 4 * 1024;
/// Words of a prompt below which it is not said to be prose.
const FEW_WORDS: usize = 4;

/// Whether a message asks for code. `after_code` says that the conversation has shown some.
pub(super) fn asks_for_code(message: &Message<'_>, after_code: bool) -> bool {
    let said = ends_of(&message.said, HALF);
    let asks: Vec<Asks> = sentences(&said)
        .map(|text| Sentence::read(text).asks())
        .collect();
    let has = |wanted| asks.contains(&wanted);
    if has(Asks::Code) {
        return true;
    }
    if has(Asks::Words) {
        return false;
    }
    // "There is a leak in pool.c. Fix it": what is done stands in one sentence, to what in another.
    if has(Asks::Change) && sentence::names_code(&said) {
        return true;
    }
    match (&message.program, after_code) {
        // Code and no question about it: it is to be gone on with.
        (Some(_), _) => has(Asks::Change) || !has(Asks::Question) || is_about_a_fault(&said),
        (None, true) => has(Asks::Change),
        (None, false) => false,
    }
}

/// Whether a text to be continued is plainly prose: sentences without a sign of code that ask for
/// none. In doubt it is not.
pub(super) fn is_plain_prose(text: &str) -> bool {
    let text = ends_of(text, HALF);
    if has_sign(&text) || text.lines().any(is_code_line) {
        return false;
    }
    let message = Message {
        said: text,
        program: None,
    };
    message.said.split_whitespace().count() >= FEW_WORDS && !asks_for_code(&message, false)
}

/// Whether some line of a text is code.
pub(super) fn has_code(text: &str) -> bool {
    ends_of(text, HALF).lines().any(is_code_line)
}

/// Whether a text is code rather than sentences.
pub(super) fn is_mostly_code(text: &str) -> bool {
    let text = ends_of(text, HALF);
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let (code, all) = (
        lines().filter(|line| is_code_line(line)).count(),
        lines().count(),
    );
    code >= 2 && 2 * code >= all
}

/// A word without what stands around it in prose.
pub(super) fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| "`'\"()[]{}<>,;:!?*，。、".contains(c))
        .trim_end_matches('.')
}

/// The language that a word names, among its neighbours: "Python" anywhere, "Rust" only so
/// written, "C" and "Go" behind a word that makes them one.
pub(super) fn language_at(words: &[&str], at: usize) -> Option<Language> {
    let word = *words.get(at)?;
    let lower = word.to_ascii_lowercase();
    let before = at.checked_sub(1).map_or("", |at| words[at]);
    let is_one = match word {
        "C" | "Go" => [
            "in", "a", "using", "en", "simple", "plain", "ein", "eine", "un", "une",
        ]
        .contains(&before.to_ascii_lowercase().as_str()),
        "Rust" | "JS" | "TS" => true,
        _ => words::LANGUAGES.contains(&lower.as_str()),
    };
    is_one.then(|| word.parse().ok()).flatten()
}

/// The sentences of a text. A dot inside a word ends none.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '!', '?', '。', '！', '？', '；'])
        .flat_map(|line| line.split(". "))
        .map(str::trim)
        .filter(|sentence| !sentence.is_empty())
}

/// Whether a question about code is answered with better code.
fn is_about_a_fault(text: &str) -> bool {
    let lower = text.to_lowercase();
    let has = |table: &HashSet<&str>| {
        let mut all = lower.split_whitespace();
        all.any(|word| table.contains(bare(word)))
    };
    has(&words::ASKS_FOR_FAULTS) && has(&words::BROKEN)
}

/// What plain sentences do not have.
fn has_sign(text: &str) -> bool {
    text.contains([
        '{', '}', '[', ']', '=', '<', '>', '_', '#', '\\', '|', '@', '$', '`', '~', '^',
    ]) || text.contains("()")
        || text.contains("//")
        || text.contains(";\n")
        || text.contains('\t')
        || text.contains("\n    ")
        || text
            .as_bytes()
            .windows(2)
            .any(|two| two[0].is_ascii_alphanumeric() && two[1] == b'(')
}

fn is_code_line(line: &str) -> bool {
    let text = line.trim();
    let begins = words::LINE_STARTS
        .iter()
        .any(|start| text.starts_with(start));
    // "from time to time, …" and "use it well." are sentences.
    let is_sentence = text.ends_with(['.', '?', '!', ',']) && !text.contains(['(', '{', '=']);
    let ends = text.ends_with([';', '{', '}', ')', '(', ']'])
        || text.ends_with("):")
        || text.ends_with("=>")
        || text.ends_with("else:")
        || text.ends_with("try:");
    let word_then_paren = text
        .as_bytes()
        .windows(2)
        .any(|two| (two[0].is_ascii_alphanumeric() || two[0] == b'_') && two[1] == b'(');
    let inner = ["= ", "->", "=>", "::", "</", "&&", "||", "+="]
        .iter()
        .any(|sign| text.contains(sign));
    (begins && !is_sentence)
        || (ends && (inner || word_then_paren || text.len() < 3 || text.ends_with([';', '{'])))
        || (inner && word_then_paren)
        || (inner && text.contains(" = ") && text.split_whitespace().count() <= 8)
}
