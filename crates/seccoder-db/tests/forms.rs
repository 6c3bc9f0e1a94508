//! What every form promises, for every built-in example: the program stays as it is, what stands
//! in it as a comment is nothing but comments, helpers parse, and the budget is kept.
#![expect(clippy::unwrap_used, reason = "a test may end with a panic")]

use seccoder::example::SecureExample;
use seccoder::language::Language;
use seccoder::model::ModelInput;
use seccoder::prompt::form::{Dress, Form, Place, Shape, Shown, Spot, integrate_with, show};
use seccoder::prompt::{PromptStyle, SegmentKind};
use seccoder::query::Query;
use seccoder::truncate::{grammar, parses};

/// Unfinished programs: plain, indented in a class, with tabs, with what files begin with.
fn programs(language: Language) -> &'static [&'static str] {
    match language {
        Language::Python => &[
            "#!/usr/bin/env python3\n# Copyright me\nfrom __future__ import annotations\nimport os\n\n\
             ROOT = '/srv'\n\n\n@cache\ndef read(name):\n    \"\"\"Reads a file.\n\n    Returns \
             text.\n    \"\"\"\n    # open it\n",
            "class Store:\n\tdef find(self, name):\n\t\tpath = name",
        ],
        Language::C => &[
            "#include <stdio.h>\n\n#define N 3\n\n/* Reads a line. */\nint read_line(FILE *f, char \
             *line) {\n    /* read it */\n",
            "#pragma once\nstruct a { int b; };\nstatic int\nf(struct a *a)\n{\n\tif (a->b) {\n\t\t",
        ],
        Language::Cpp => &[
            "#include <string>\n\nnamespace a {\n\nclass B {\npublic:\n    // Finds it.\n    int \
             find(const std::string& name) {\n        ",
            "/* Copyright */\n#include <vector>\n\nint f(int a) {\n  int b = a;\n  ",
        ],
        Language::JavaScript => &[
            "'use strict';\n\nconst fs = require('node:fs');\n\n// Reads it.\nfunction read(name) \
             {\n  // open\n",
            "const app = express();\n\napp.get('/a', (req, res) => {\n\tconst a = req.query.a;\n\t",
        ],
        Language::TypeScript => &[
            "import { a } from 'b';\n\n/**\n * Reads it.\n */\nexport async function read(name: \
             string): Promise<string> {\n  ",
            "export class A {\n  constructor(private b: string) {}\n\n  read(name: string): string \
             {\n    ",
        ],
        Language::Java => &[
            "package a.b;\n\nimport java.io.File;\n\npublic class A {\n    private int x;\n\n    /**\n     \
             * Reads it.\n     */\n    public String read(String name) throws Exception {\n        ",
            "class A {\n\tvoid run(String[] args) {\n\t\tint a = 1;\n",
        ],
        Language::Go => &[
            "package a\n\nimport (\n\t\"os\"\n)\n\n// Read reads it.\nfunc Read(name string) ([]byte, \
             error) {\n\t",
            "//go:build linux\n\npackage a\n\ntype S struct{ a int }\n\nfunc (s *S) Get() int {\n",
        ],
        Language::Rust => &[
            "//! Doc.\nuse std::fs;\n\n/// Reads it.\npub fn read(name: &str) -> Option<String> {\n    ",
            "struct A;\n\nimpl A {\n    fn get(&self) -> u32 {\n        let b = 1;\n        ",
        ],
        Language::Php => &[
            "<?php\n\ndeclare(strict_types=1);\n\nnamespace A;\n\n/** Reads it. */\nfunction \
             read(string $name): string\n{\n    ",
            "<?php\nclass A\n{\n    public function get($b)\n    {\n        ",
        ],
        Language::Ruby => &[
            "# frozen_string_literal: true\n\nrequire \"json\"\n\n# Reads it.\ndef read(name)\n  ",
            "class A\n  def get(b)\n    c = b\n    ",
        ],
        Language::CSharp => &[
            "using System;\n\nnamespace A;\n\npublic class B\n{\n    /// <summary>Reads it.</summary>\n    \
             public string Read(string name)\n    {\n        ",
            "// Copyright me\nusing System;\n\nstatic class B\n{\n\tstatic int F(int a)\n\t{\n",
        ],
    }
}

/// Three letters a token, as cautious as code tokenizers are.
fn count(text: &str) -> usize {
    text.chars().count().div_ceil(3)
}

#[test]
fn every_example_keeps_every_forms_promises() {
    let examples = seccoder_db::corpus::built_in().unwrap();
    assert!(examples.len() >= 400);
    let forms = Form::all();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = examples.len().div_ceil(threads);
    let mut shown = vec![0_usize; forms.len()];
    std::thread::scope(|scope| {
        let shares: Vec<_> = examples
            .chunks(share)
            .map(|examples| scope.spawn(|| check_all(examples, &forms)))
            .collect();
        for share in shares {
            for (all, counted) in shown.iter_mut().zip(share.join().unwrap()) {
                *all += counted;
            }
        }
    });
    let total = examples.len();
    for (form, shown) in forms.iter().zip(shown) {
        println!("{form}: shown for {shown} of {total}");
        // A docstring needs a program that has one; a helper in a class, an example with a class.
        let least = match (form.place, form.dress) {
            (Place::Docstring, _) => total / 4,
            (_, Dress::Live) => total / 2,
            // Two versions at once are often too long for the small budget.
            _ if form.shape == Shape::Pair => total / 2,
            _ => total * 9 / 10,
        };
        assert!(shown >= least, "{form}: {shown} of {total}");
    }
}

/// How many of the examples each form shows.
fn check_all(examples: &[SecureExample], forms: &[Form]) -> Vec<usize> {
    let mut shown = vec![0; forms.len()];
    for (index, example) in examples.iter().enumerate() {
        let programs = programs(example.language);
        let text = programs[index % programs.len()];
        let crlf = index % 5 == 0;
        let eol = if crlf { "\r\n" } else { "\n" };
        let query = Query {
            before: text.replace('\n', eol),
            after: format!("{eol}rest{eol}"),
            language: Some(example.language),
            ..Query::default()
        };
        for (at, &form) in forms.iter().enumerate() {
            let style = if form.place.is_message() {
                PromptStyle::Chat
            } else {
                PromptStyle::Fim
            };
            let budget = [256, 100][(index / 2) % 2];
            if let Some(found) = show(form, example, &query, style, budget, &count) {
                check(example, form, &query, &found, style, budget);
                shown[at] += 1;
            } else if budget == 256 && form.shape == Shape::Guideline {
                // A short line fits wherever there is a place for it.
                assert_eq!(form.place, Place::Docstring, "{}", example.title);
            }
        }
    }
    shown
}

fn check(
    example: &SecureExample,
    form: Form,
    query: &Query,
    shown: &Shown,
    style: PromptStyle,
    budget: usize,
) {
    let what = || format!("{form}, {:?}:\n{}", example.provenance.path, shown.text);
    assert!(shown.tokens <= budget, "{}", what());
    assert_eq!(shown.tokens, count(&shown.text), "{}", what());
    let prompt = integrate_with(query, std::slice::from_ref(shown), style);
    let program: String = prompt
        .segments
        .iter()
        .filter(|segment| segment.kind != SegmentKind::Demonstration)
        .map(|segment| segment.text.as_str())
        .collect();
    assert_eq!(program, format!("{}{}", query.before, query.after));
    let crlf = query.before.contains("\r\n");
    let Spot::Program(at) = shown.spot else {
        check_message(example, shown, &what);
        return;
    };
    let ModelInput::Fim { prefix, suffix } = prompt.render() else {
        panic!("not FIM")
    };
    let (above, below) = query.before.split_at(at);
    assert_eq!(prefix, format!("{above}{}{below}", shown.text));
    assert_eq!(suffix, query.after);
    let lines = shown.text.matches('\n').count();
    let ends = if crlf {
        shown.text.matches("\r\n").count()
    } else {
        lines
    };
    assert_eq!(lines, ends, "{}", what());
    match form.dress {
        Dress::Comment => check_words(example.language, &prefix, at, shown, &what),
        Dress::Live => check_live(example.language, above, shown, &what),
    }
    if form.dress == Dress::Comment && matches!(shown.form.shape, Shape::Slice | Shape::Function) {
        check_slice(example, shown, &what);
    }
}

/// A message's code is in one fence, and parses.
fn check_message(example: &SecureExample, shown: &Shown, what: &dyn Fn() -> String) {
    if !shown.form.shape.is_words() {
        let fences: Vec<usize> = shown
            .text
            .lines()
            .enumerate()
            .filter(|(_, line)| line.starts_with("```"))
            .map(|(row, _)| row)
            .collect();
        let [open, close] = fences[..] else {
            panic!("{}", what())
        };
        let lines: Vec<&str> = shown.text.lines().collect();
        let code = lines[open + 1..close].join("\n") + "\n";
        if shown.form.shape == Shape::Pair {
            for mark in ['-', '+'] {
                let side = side(&code, mark);
                assert!(still_parses(example, &side), "{side}\n{}", what());
            }
        } else {
            assert!(still_parses(example, &code), "{}", what());
        }
    }
}

fn side(pair: &str, mark: char) -> String {
    pair.lines()
        .filter(|line| line.starts_with([' ', mark]))
        .map(|line| format!("{}\n", line.get(2..).unwrap_or_default()))
        .collect()
}

/// C that depends on macros does not parse whole either.
fn still_parses(example: &SecureExample, code: &str) -> bool {
    parses(example.language, code)
        || !parses(example.language, &example.code)
        || example
            .vulnerable
            .as_ref()
            .is_some_and(|code| !parses(example.language, code))
}

/// The comment's text without its marks is code that parses, once its heading is gone.
fn check_slice(example: &SecureExample, shown: &Shown, what: &dyn Fn() -> String) {
    if shown.form.place == Place::Docstring {
        return;
    }
    let token = example.language.line_comment();
    let code: String = shown
        .text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix(token))
        .map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line)))
        .filter(|line| !line.starts_with("Secure example: "))
        .collect();
    // PHP's end tag and Java's escapes are changed on purpose.
    let changed = shown.text.contains("? >") || shown.text.contains("\\ u");
    assert!(changed || still_parses(example, &code), "{}", what());
}

/// Every letter of the text is part of a comment or string, by the grammar, and what follows it
/// is as much code as it was.
fn check_words(
    language: Language,
    program: &str,
    at: usize,
    shown: &Shown,
    what: &dyn Fn() -> String,
) {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&grammar(language)).unwrap();
    let tree = parser.parse(program, None).unwrap();
    for (index, c) in shown.text.char_indices() {
        if c.is_whitespace() {
            continue;
        }
        let byte = at + index;
        let mut node = tree.root_node().descendant_for_byte_range(byte, byte + 1);
        let mut inside = false;
        while let Some(found) = node {
            let kind = found.kind();
            let string = shown.form.place == Place::Docstring && kind == "string";
            inside |= kind.ends_with("comment") || string;
            node = found.parent();
        }
        assert!(inside, "byte {index} of {}", what());
    }
    // Nothing of the program behind the text became part of it.
    if shown.form.place != Place::Docstring {
        let end = at + shown.text.len();
        if let Some(next) = program[end..].find(|c: char| !c.is_whitespace()) {
            let node = tree
                .root_node()
                .descendant_for_byte_range(end + next, end + next + 1);
            assert!(
                node.unwrap().start_byte() >= end || !is_comment(node.unwrap()),
                "{}",
                what()
            );
        }
    }
}

fn is_comment(node: tree_sitter::Node<'_>) -> bool {
    node.kind().ends_with("comment")
}

/// A helper parses where it stands, and has no name of the program.
fn check_live(language: Language, above: &str, shown: &Shown, what: &dyn Fn() -> String) {
    let whole = (0..4).any(|closers| {
        let end = match language {
            Language::Python => "",
            Language::Ruby => "\nend",
            Language::Cpp => "\n};",
            _ => "\n}",
        };
        let end = end.repeat(closers);
        parses(language, &format!("{above}{}{end}", shown.text))
    });
    assert!(whole, "{}", what());
    // An `impl` whose type is left out names nothing of its own.
    let named = shown.text.to_lowercase().contains("example") || shown.text.contains("impl ");
    assert!(named, "{}", what());
}
