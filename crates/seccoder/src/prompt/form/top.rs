//! Where a file's top is: behind what has to come first in it.
//!
//! `#!` (behind a byte order mark, too), PHP's tag, encoding and other magic comments, a comment
//! about the licence, a package clause, `from __future__`, `'use strict'`, include guards. Read
//! line by line; a file that stops in the middle of these has its top before the part that is not
//! finished.

use super::layout::line_end;
use crate::language::Language;

/// The byte behind what must come first, at the beginning of a line.
pub(super) fn behind_first_things(language: Language, text: &str) -> usize {
    let mut at = 0;
    let bom = text.strip_prefix('\u{feff}').map_or(0, |_| 3);
    if text[bom..].starts_with("#!") && !text[bom..].starts_with("#![") {
        at = line_end(text, bom);
    }
    if language == Language::Php {
        at = behind_tag(text, at);
    }
    at = behind_magic_comments(language, text, at);
    let comment = behind_comments(language, text, at);
    if is_licence(&text[at..comment]) {
        at = comment;
    }
    let clause = match language {
        Language::Python => behind_future(text),
        Language::Go => behind_line(language, text, at, |line| line.starts_with("package ")),
        Language::Java => behind_line(language, text, at, |line| {
            line.starts_with("package ") && line.contains(';')
        }),
        Language::Php => behind_php_clauses(text, at),
        Language::C | Language::Cpp => behind_guard(language, text, at),
        Language::JavaScript | Language::TypeScript => behind_line(language, text, at, |line| {
            line.starts_with("'use ") || line.starts_with("\"use ")
        }),
        Language::Rust => behind_inner_attributes(text, at),
        Language::Ruby | Language::CSharp => None,
    };
    // An unfinished last line has nothing behind it yet.
    let at = clause.unwrap_or(at).max(at);
    if at == 0 || text[..at].ends_with('\n') {
        at
    } else {
        0
    }
}

fn behind_tag(text: &str, at: usize) -> usize {
    match text[at..].find("<?php") {
        Some(tag) => line_end(text, at + tag),
        None => at,
    }
}

/// Comments that tools read, which count on the first lines only.
fn behind_magic_comments(language: Language, text: &str, mut at: usize) -> usize {
    let words: &[&str] = match language {
        Language::Python => &["coding:", "coding=", "-*-", "vim:"],
        Language::Ruby => &["coding:", "frozen_string_literal", "-*-", "warn_indent"],
        _ => return at,
    };
    loop {
        let line = &text[at..line_end(text, at)];
        let magic = line.starts_with('#') && words.iter().any(|word| line.contains(word));
        if !magic || !line.ends_with('\n') {
            return at;
        }
        at += line.len();
    }
}

/// The end of the block of comments that begins here, blank lines before it included.
fn behind_comments(language: Language, text: &str, from: usize) -> usize {
    let mut at = behind_blank(text, from);
    let start = at;
    loop {
        let line = &text[at..line_end(text, at)];
        let trimmed = line.trim_start();
        if trimmed.starts_with(language.line_comment()) || is_other_hash(language, trimmed) {
            at += line.len();
        } else if trimmed.starts_with("/*") && has_blocks(language) {
            let open = at + line.len() - trimmed.len();
            match text[open + 2..].find("*/") {
                Some(close) => at = line_end(text, open + 2 + close),
                None => break,
            }
        } else {
            break;
        }
        if at >= text.len() {
            break;
        }
    }
    if at == start { from } else { at }
}

fn is_other_hash(language: Language, line: &str) -> bool {
    language == Language::Php && line.starts_with('#') && !line.starts_with("#[")
}

const fn has_blocks(language: Language) -> bool {
    !matches!(language, Language::Python | Language::Ruby)
}

fn behind_blank(text: &str, mut at: usize) -> usize {
    while at < text.len() {
        let end = line_end(text, at);
        if !text[at..end].trim().is_empty() {
            break;
        }
        at = end;
    }
    at
}

fn is_licence(comment: &str) -> bool {
    let lower = comment.to_lowercase();
    ["licen", "copyright", "spdx", "©"]
        .iter()
        .any(|word| lower.contains(word))
}

/// Behind a line of this kind, when it is the first one that is no comment.
fn behind_line(
    language: Language,
    text: &str,
    from: usize,
    is_clause: impl Fn(&str) -> bool,
) -> Option<usize> {
    let mut at = from;
    loop {
        let next = behind_comments(language, text, behind_blank(text, at));
        let next = behind_blank(text, next);
        if next == at {
            break;
        }
        at = next;
    }
    let end = line_end(text, at);
    is_clause(text[at..end].trim_start()).then_some(end)
}

/// Behind the last `from __future__ import …`, brackets and all.
fn behind_future(text: &str) -> Option<usize> {
    let mut found = None;
    // The next bracket that closes, looked for once for all lines before it.
    let mut close = text.find(')').unwrap_or(text.len());
    let mut at = 0;
    while at < text.len() {
        let end = line_end(text, at);
        let line = &text[at..end];
        if line.starts_with("from __future__ import") {
            if !line.contains('(') || line.contains(')') {
                found = Some(end);
            } else {
                if close < at {
                    close = text[at..].find(')').map_or(text.len(), |next| at + next);
                }
                if close < text.len() {
                    found = Some(line_end(text, close));
                }
            }
        } else if line.starts_with("import ") || line.starts_with("def ") {
            // Such an import is first or not at all.
            break;
        }
        at = end;
    }
    found
}

fn behind_php_clauses(text: &str, from: usize) -> Option<usize> {
    let mut found = None;
    let mut at = from;
    for clause in ["declare(", "namespace "] {
        let next = behind_line(Language::Php, text, at, |line| {
            line.starts_with(clause) && line.contains(';')
        });
        if let Some(next) = next {
            found = Some(next);
            at = next;
        }
    }
    found
}

/// Behind `#pragma once`, or `#ifndef NAME` with its `#define NAME`.
fn behind_guard(language: Language, text: &str, from: usize) -> Option<usize> {
    let once = behind_line(language, text, from, |line| {
        line.split_whitespace().eq(["#pragma", "once"])
    });
    if once.is_some() {
        return once;
    }
    let name = std::cell::RefCell::new(String::new());
    let opened = behind_line(language, text, from, |line| {
        let mut words = line.split_whitespace();
        let guard = words.next() == Some("#ifndef");
        *name.borrow_mut() = words.next().unwrap_or_default().to_owned();
        guard
    })?;
    let name = name.into_inner();
    behind_line(language, text, opened, |line| {
        let mut words = line.split_whitespace();
        words.next() == Some("#define") && words.next() == Some(name.as_str())
    })
}

fn behind_inner_attributes(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    let mut found = None;
    loop {
        let start = behind_blank(text, at);
        let line = &text[start..line_end(text, start)];
        let inner = line.starts_with("//!") || line.starts_with("#![") && line.contains(']');
        if !inner {
            return found;
        }
        at = start + line.len();
        found = Some(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_top_is_behind_what_must_come_first() {
        use Language::{C, Go, Java, JavaScript, Php, Python, Ruby, Rust};
        for (language, first, rest) in [
            (Python, "", "import os\n"),
            (
                Python,
                "#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n# Copyright me\n# and you\n",
                "\nimport os\n",
            ),
            (Python, "", "# what this does\nimport os\n"),
            (
                Python,
                "\"\"\"Doc.\"\"\"\nfrom __future__ import (\n    annotations,\n)\n",
                "import os\n",
            ),
            (
                Go,
                "// Copyright x\n\n//go:build linux\n\npackage a\n",
                "\nimport \"C\"\n",
            ),
            (
                Java,
                "/* Licence: MIT\n */\npackage a.b;\n",
                "import c.D;\n",
            ),
            (
                Php,
                "<?php\ndeclare(strict_types=1);\n\nnamespace A;\n",
                "\nuse B;\n",
            ),
            (Php, "<html>\n<?php\n", "$a = 1;\n"),
            (
                C,
                "/* SPDX-License-Identifier: MIT */\n#ifndef A_H\n#define A_H\n",
                "int a;\n",
            ),
            (C, "", "#ifndef A\n#include <a.h>\n#endif\n"),
            (C, "#pragma once\n", "int a;\n"),
            (JavaScript, "'use strict';\n", "\nconst a = 1;\n"),
            (Ruby, "# frozen_string_literal: true\n", "require 'a'\n"),
            (Rust, "//! Doc.\n#![no_std]\n", "use a;\n"),
            (C, "", "/* Copyright that does not end\nint a;\n"),
        ] {
            let text = format!("{first}{rest}");
            let at = behind_first_things(language, &text);
            assert_eq!(&text[..at], first, "{language}: {text}");
        }
    }

    proptest! {
        #[test]
        fn the_top_is_always_the_beginning_of_a_line(
            text in "(#!|# |coding: x|<\\?php|/\\*|\\*/|//|package a|licence|\\(|\\)|;|\r?\n|é|from __future__ import a){0,20}",
            pick in 0..Language::ALL.len(),
        ) {
            let at = behind_first_things(Language::ALL[pick], &text);
            prop_assert!(at == 0 || text[..at].ends_with('\n'));
        }
    }
}
