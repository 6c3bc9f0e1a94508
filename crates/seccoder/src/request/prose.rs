//! What the people say: comments, docstrings, names and the user's own description, as words.
//!
//! Words are compared by a crude stem (`uploads`, `uploaded`, `uploading` are one), the same for
//! the text and the tables.

use super::scan::Kind;
use super::scope::Scope;

/// A kind of text that has this many bytes takes in no further one; a description is cut there.
const LONGEST: usize = 6000;

/// A passage of prose.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Passage {
    /// Where its words come from.
    pub voice: Voice,
    /// The text without comment marks.
    pub text: String,
    /// Its words, stemmed.
    pub stems: Vec<String>,
}

/// Where words come from, in the order in which they count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Voice {
    /// The user's own description.
    Description,
    /// Comments and docstring of the function being completed.
    Function,
    /// Its name and its parameters.
    Signature,
    /// Names in its body.
    Names,
    /// The first comment or docstring of the file.
    File,
    /// Comments elsewhere.
    Elsewhere,
}

impl Voice {
    /// How much a word counts in this place.
    pub(super) fn factor(self) -> f32 {
        match self {
            Self::Description | Self::Function => 1.0,
            Self::Signature => 0.85,
            Self::Names => 0.6,
            Self::File => 0.75,
            Self::Elsewhere => 0.35,
        }
    }
}

/// All passages of a request, the weightiest first.
pub(super) struct Prose(pub Vec<Passage>);

impl Prose {
    pub(super) fn read(scope: &Scope<'_>, description: Option<&str>) -> Self {
        let mut texts: Vec<(Voice, String)> = Vec::new();
        let mut add = |voice: Voice, text: &str| match texts.iter_mut().find(|one| one.0 == voice) {
            Some((_, all)) if all.len() < LONGEST => {
                all.push('\n');
                all.push_str(text);
            }
            Some(_) => {}
            None => texts.push((voice, text.to_owned())),
        };
        if let Some(description) = description {
            let end = description.floor_char_boundary(LONGEST);
            add(Voice::Description, &description[..end]);
        }
        let mut code = false;
        for (at, token) in scope.tokens.iter().enumerate() {
            let prose = match token.kind {
                Kind::Comment => true,
                Kind::Text => is_docstring(scope, at),
                _ => false,
            };
            if !prose {
                // `'use strict';`, `<?php` and `package x` come before what the file says of itself.
                code |= matches!(token.kind, Kind::Mark(b'{' | b'(' | b'='));
                continue;
            }
            let voice = if token.start >= scope.near {
                Voice::Function
            } else if !code {
                Voice::File
            } else {
                Voice::Elsewhere
            };
            add(voice, &bare(scope.slice(token)));
        }
        let named = scope.function.iter().chain(&scope.parameters);
        let signature: Vec<&str> = named.map(String::as_str).collect();
        add(Voice::Signature, &signature.join(" ; "));
        let names = scope
            .mentions
            .iter()
            .filter(|mention| mention.at >= scope.near);
        let names: Vec<&str> = names
            .take(200)
            .map(|mention| mention.path.as_str())
            .collect();
        add(Voice::Names, &names.join(" ; "));
        texts.sort_by_key(|(voice, _)| *voice);
        let passage = |(voice, text): (Voice, String)| Passage {
            voice,
            stems: stems(&text),
            text,
        };
        Self(texts.into_iter().map(passage).collect())
    }

    /// For retrieval: everything but what is said elsewhere, names as words.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        for passage in &self.0 {
            let text = match passage.voice {
                Voice::Elsewhere | Voice::Names => continue,
                Voice::Signature => words(&passage.text).join(" "),
                _ => passage
                    .text
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" "),
            };
            if !text.is_empty() {
                if !out.is_empty() {
                    out.push('\n');
                }
                out.push_str(&text);
            }
        }
        out
    }
}

/// Whether a string stands alone as a statement.
fn is_docstring(scope: &Scope<'_>, at: usize) -> bool {
    let text = scope.slice(&scope.tokens[at]);
    if !text.contains("\"\"\"") && !text.contains("'''") {
        return false;
    }
    let before = scope.tokens[..at]
        .iter()
        .rev()
        .find(|token| token.kind != Kind::Comment);
    before.is_none_or(|token| matches!(token.kind, Kind::Line | Kind::Mark(b':')))
}

/// A comment or docstring without its marks.
fn bare(text: &str) -> String {
    let text = text.trim_start_matches(['r', 'R', 'u', 'b', 'f']);
    let text = text.trim_matches(['"', '\'']);
    let text = text.strip_suffix("*/").unwrap_or(text);
    let line = |line: &str| {
        line.trim()
            .trim_start_matches(['#', '/', '*', '!'])
            .trim()
            .to_owned()
    };
    text.lines()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
        .trim()
        .to_owned()
}

/// The words of a text in lower case; `snakeCase_names` are split.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut current = String::new();
    let mut small = false;
    for c in text.chars() {
        if c.is_alphanumeric() || c == '+' && !current.is_empty() {
            if c.is_uppercase() && small && !current.is_empty() {
                out.push(std::mem::take(&mut current));
            }
            small = c.is_lowercase() || c.is_ascii_digit();
            current.extend(c.to_lowercase());
            continue;
        }
        small = false;
        if !current.is_empty() {
            out.push(std::mem::take(&mut current));
        }
    }
    if !current.is_empty() {
        out.push(current);
    }
    out
}

/// The stems of a text's words.
pub(super) fn stems(text: &str) -> Vec<String> {
    words(text).into_iter().map(|word| stem(&word)).collect()
}

/// A word without its commonest endings.
fn stem(word: &str) -> String {
    if !word.is_ascii() || word.len() < 4 {
        return word.to_owned();
    }
    let mut stem = word.to_owned();
    for (ending, least, instead) in [
        ("ies", 5, "y"),
        ("ied", 5, "y"),
        ("ing", 6, ""),
        ("ed", 5, ""),
        ("es", 5, ""),
        ("s", 4, ""),
    ] {
        if stem.len() >= least && stem.ends_with(ending) && !stem.ends_with("ss") {
            stem.truncate(stem.len() - ending.len());
            stem.push_str(instead);
            break;
        }
    }
    let bytes = stem.as_bytes();
    let n = bytes.len();
    if n >= 4 && bytes[n - 1] == bytes[n - 2] && !matches!(bytes[n - 1], b's' | b'l' | b'e') {
        stem.pop();
    }
    if stem.len() >= 4 && stem.ends_with('e') {
        stem.pop();
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for forms in [
            &["upload", "uploads", "uploaded", "uploading"][..],
            &["copy", "copies", "copied"],
            &["write", "writes", "writing"],
            &["submit", "submitted"],
            &["query", "queries"],
        ] {
            let all: Vec<String> = forms.iter().map(|form| stem(form)).collect();
            assert!(all.iter().all(|one| *one == all[0]), "{all:?}");
        }
        assert_ne!(stem("bus"), stem("busy"));
    }

    #[test]
    fn names_are_split_into_words() {
        assert_eq!(
            words("getUserName(file_path, x2)"),
            ["get", "user", "name", "file", "path", "x2"]
        );
        assert_eq!(bare("/* Adds\n * two. */"), "Adds\ntwo.");
        assert_eq!(bare("# a comment"), "a comment");
    }
}
