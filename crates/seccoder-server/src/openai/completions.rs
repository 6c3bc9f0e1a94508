//! Requests to continue text, or to fill a gap in it.

use std::ops::Range;

use seccoder::language::Language;
use seccoder::prompt::PromptStyle;
use seccoder::query::Query;

use super::body::{Fields, Text, text_of};
use super::fim::{self, Reading};
use super::message::path_language;
use super::raw_json::{self, Kind};
use super::{Found, Place, Site, prose};
use crate::guide::{Why, Writing};

/// Prompts of one request that are looked at.
const MOST_PROMPTS: usize = 32;
/// Bytes of a program that is looked at. No model reads more.
const MOST_BYTES: usize = 256 * 1024;
/// Bytes of a prompt that is looked at: it may hold other files beside the program.
const MOST_PROMPT: usize = 1024 * 1024;
/// Lines at a program's beginning that may name its path.
const HEAD_LINES: usize = 200;

/// Finds the programs that a request continues.
pub(super) fn read(json: &[u8], fields: &Fields) -> Found {
    let suffix = match text_of(json, fields.suffix.as_ref(), "a suffix that is no text") {
        Text::None => String::new(),
        Text::Is(suffix) => suffix,
        Text::Other(why) => return Found::nothing(why),
    };
    let echoes = fields
        .echo
        .clone()
        .is_some_and(|echo| &json[echo] == b"true");
    if echoes {
        return Found::nothing(Why::Form("an answer that repeats its prompt"));
    }
    let prompts = match prompts(json, fields.prompt.as_ref()) {
        Ok(prompts) => prompts,
        Err(form) => return Found::nothing(Why::Form(form)),
    };
    let mut found = Found::nothing(Why::NoCode);
    for string in prompts {
        match site(json, string, &suffix) {
            Ok(site) => found.sites.push(site),
            Err(why) => found.untouched = why,
        }
    }
    found
}

/// Where the prompts are; else what they are instead of text.
fn prompts(json: &[u8], prompt: Option<&Range<usize>>) -> Result<Vec<Range<usize>>, &'static str> {
    const NO_TEXT: &str = "a prompt that is no text";
    const NONE: &str = "no prompt";
    let prompt = prompt.ok_or(NONE)?;
    match raw_json::kind(json, prompt.start) {
        Kind::String => return Ok(vec![prompt.clone()]),
        Kind::Array => {}
        Kind::Null => return Err(NONE),
        _ => return Err(NO_TEXT),
    }
    let mut all = Vec::new();
    for element in raw_json::elements(json, prompt) {
        match raw_json::kind(json, element.start) {
            Kind::String if all.len() == MOST_PROMPTS => return Err("more than 32 prompts"),
            Kind::String => all.push(element),
            Kind::Number | Kind::Array => return Err("token ids"),
            _ => return Err(NO_TEXT),
        }
    }
    if all.is_empty() { Err(NONE) } else { Ok(all) }
}

/// The site of one prompt.
fn site(json: &[u8], string: Range<usize>, suffix: &str) -> Result<Site, Why> {
    let Text::Is(prompt) = text_of(json, Some(&string), "") else {
        return Err(Why::Form("half of a surrogate pair"));
    };
    if prompt.len() > MOST_PROMPT {
        return Err(Why::Form("a prompt of more than 1 MiB"));
    }
    let whole = 0..prompt.len();
    let (before, after, path, style) = match fim::read(&prompt) {
        Reading::Plain if suffix.is_empty() => (whole, "", None, PromptStyle::Raw),
        Reading::Plain => (whole, suffix, None, PromptStyle::Fim),
        Reading::Gap(gap) if suffix.is_empty() => {
            let path = gap.path.map(|path| &prompt[path]);
            (gap.before, &prompt[gap.after], path, PromptStyle::Fim)
        }
        Reading::Gap(_) => return Err(Why::Form("a suffix beside a model's own tokens")),
        Reading::Unclear => return Err(Why::Form("a model's own tokens, out of order")),
    };
    let start = before.start;
    let before = &prompt[before];
    if before.len() > MOST_BYTES || after.len() > MOST_BYTES {
        return Err(Why::Form("a program of more than 256 KiB"));
    }
    let is_blank = before.trim().is_empty() && after.trim().is_empty();
    if is_blank || (style == PromptStyle::Raw && prose::is_plain_prose(before)) {
        return Err(Why::NoCode);
    }
    let query = Query {
        before: before.to_owned(),
        after: after.to_owned(),
        language: path
            .and_then(path_language)
            .or_else(|| named_at_top(before)),
        description: None,
        cwe: None,
    };
    Ok(Site {
        writing: Writing { query, style },
        place: Place::Prompt { string, start },
    })
}

/// The language that a program's first comments name by a path, or its first line by itself. Some
/// editors put snippets of other files there, too: the last path is the program's own.
fn named_at_top(program: &str) -> Option<Language> {
    let first = program.lines().next().unwrap_or_default();
    if let Some(interpreter) = first.strip_prefix("#!") {
        let known = [
            ("python", Language::Python),
            ("node", Language::JavaScript),
            ("ruby", Language::Ruby),
            ("php", Language::Php),
        ];
        let found = known
            .into_iter()
            .find(|(name, _)| interpreter.contains(name));
        return found.map(|(_, language)| language);
    }
    if first.trim_start().starts_with("<?php") {
        return Some(Language::Php);
    }
    let lines = program.lines().take(HEAD_LINES).map(str::trim);
    lines
        .take_while(|line| line.is_empty() || comment(line).is_some())
        .filter_map(|line| path_language(path_in(comment(line)?)?))
        .last()
}

/// What a comment line says.
fn comment(line: &str) -> Option<&str> {
    let inner = ["///", "//", "#", "/*", "<!--", "--", ";"]
        .into_iter()
        .find_map(|opens| line.strip_prefix(opens))?;
    let inner = inner.trim_end_matches("*/").trim_end_matches("-->");
    Some(inner.trim())
}

/// The path that a comment is: alone, or behind a word for it.
fn path_in(comment: &str) -> Option<&str> {
    let lower = comment.to_ascii_lowercase();
    let word = ["path:", "file:", "filename:", "filepath:", "file path:"]
        .into_iter()
        .find(|word| lower.starts_with(word));
    let path = comment[word.map_or(0, str::len)..].trim();
    (!path.is_empty() && !path.contains(char::is_whitespace)).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_comments_name_the_language() {
        for (program, language) in [
            ("# src/app.py\nimport os\n", Some(Language::Python)),
            (
                "// Path: a.ts\n// let x\n// Path: lib/b.rs\nfn f",
                Some(Language::Rust),
            ),
            ("/* main.c */\nint main(", Some(Language::C)),
            ("#!/usr/bin/env python3\nprint(", Some(Language::Python)),
            ("<?php\necho ", Some(Language::Php)),
            ("# see app.py for more\nx = 1\n", None),
            ("x = 1\n# b.py\n", None),
            ("", None),
        ] {
            assert_eq!(named_at_top(program), language, "{program}");
        }
    }
}
