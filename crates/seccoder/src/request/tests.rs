//! What is understood of small programs, and that nothing breaks on broken ones.

use proptest::prelude::*;

use super::*;

fn of(language: Language, before: &str) -> Understanding {
    understand(&Query {
        before: before.into(),
        language: Some(language),
        ..Query::default()
    })
}

fn first(language: Language, before: &str) -> (u32, String) {
    let hints = of(language, before).weaknesses;
    let hint = hints.first().unwrap_or_else(|| panic!("no hint: {before}"));
    (hint.cwe.number(), hint.because.clone())
}

const LOOKUP: &str = "import os.path\nimport sqlite3 as db\nfrom flask import Flask, request as req\n\n\
    app = Flask(__name__)\n\n# Shows one user.\n@app.route('/user')\ndef show_user(name):\n    \
    \"\"\"Looks up a user by name.\"\"\"\n    connection = db.connect('users.db')\n    \
    name = req.args.get('name')\n    row = connection.cursor().execute(";

#[test]
fn a_python_handler_is_understood() {
    let it = of(Language::Python, LOOKUP);
    assert_eq!(it.imports, ["os.path", "sqlite3", "flask"]);
    for api in [
        "sqlite3.connect",
        "flask.request.args.get",
        "cursor.execute",
        "flask.Flask",
    ] {
        assert!(
            it.apis.iter().any(|known| known == api),
            "{api}: {:?}",
            it.apis
        );
    }
    assert_eq!(it.frameworks, ["flask"]);
    assert_eq!(it.function.as_deref(), Some("show_user"));
    assert!(
        it.untrusted
            .iter()
            .any(|known| known == "flask.request.args.get"),
        "{:?}",
        it.untrusted
    );
    assert!(
        it.description.contains("Looks up a user by name."),
        "{}",
        it.description
    );
    assert!(
        it.description.contains("Shows one user.") && it.description.contains("show user name")
    );
    let hint = &it.weaknesses[0];
    assert_eq!(hint.cwe, CweId::new(89));
    assert!(
        hint.because.contains("sqlite3") && hint.because.ends_with(": SQL injection"),
        "{}",
        hint.because
    );
}

#[test]
fn imports_are_read_in_every_language() {
    for (language, text, imports, api) in [
        (
            Language::Python,
            "from a.b import (c as d,\n  e)\nd.f()\n",
            &["a.b"][..],
            "a.b.c.f",
        ),
        (
            Language::C,
            "#include <string.h>\n#include \"my.h\"\nvoid f(char *s) {\n  strcpy(s, ",
            &["string.h", "my.h"],
            "strcpy",
        ),
        (
            Language::Cpp,
            "#include <vector>\nint f() {\n  std::stoi(x);\n",
            &["vector"],
            "std::stoi",
        ),
        (
            Language::JavaScript,
            "const { exec: run, fork } = require('node:child_process');\nrun('x');\n",
            &["child_process"],
            "child_process.exec",
        ),
        (
            Language::JavaScript,
            "const fs = require('fs'), { join } = require('path');\nfs.readFile(x);\n",
            &["fs", "path"],
            "fs.readFile",
        ),
        (
            Language::JavaScript,
            "import fs from 'node:fs/promises';\nawait fs.readFile(x);\n",
            &["fs/promises"],
            "fs.promises.readFile",
        ),
        (
            Language::TypeScript,
            "import { Body as B, Get } from '@nestjs/common';\n",
            &["@nestjs/common"],
            "@nestjs/common.Body",
        ),
        (
            Language::Java,
            "import java.sql.Connection;\nclass A { void f() { Connection.open(); ",
            &["java.sql.Connection"],
            "java.sql.Connection.open",
        ),
        (
            Language::Go,
            "package a\n\nimport (\n\t\"net/http\"\n\tx \"os/exec\"\n)\n\nfunc f() {\n\tx.Command(\"a\")\n",
            &["net/http", "os/exec"],
            "os/exec.Command",
        ),
        (
            Language::Rust,
            "use std::{fs, io::{self, Read as R}};\nfn f() { fs::read(\"a\");",
            &["std", "std::io"],
            "std::fs::read",
        ),
        (
            Language::Php,
            "<?php\nuse A\\B;\n$x->query(\"a\");",
            &["A\\B"],
            "x.query",
        ),
        (
            Language::Ruby,
            "require 'open3'\ndef f\n  Open3.capture2(x)\n",
            &["open3"],
            "Open3.capture2",
        ),
        (
            Language::CSharp,
            "using System.IO;\nclass A { void F() { File.Open(x); ",
            &["System.IO"],
            "File.Open",
        ),
    ] {
        let it = of(language, text);
        for import in imports {
            assert!(
                it.imports.iter().any(|known| known == import),
                "{language}: {:?}",
                it.imports
            );
        }
        assert!(
            it.apis.iter().any(|known| known == api),
            "{language} {api}: {:?}",
            it.apis
        );
    }
}

#[test]
fn declarations_are_no_calls() {
    let it = of(
        Language::C,
        "int helper(int a) { return abs(a); }\nint main(void) {\n  if (helper(1)) {\n",
    );
    assert!(it.apis.contains(&"abs".to_owned()) && it.apis.contains(&"helper".to_owned()));
    assert!(
        !it.apis.iter().any(|api| api == "main" || api == "if"),
        "{:?}",
        it.apis
    );
    let it = of(
        Language::Java,
        "class A { void run(String a) { } void go() { b.exec(a); ",
    );
    assert!(!it.apis.contains(&"run".to_owned()), "{:?}", it.apis);
}

#[test]
fn parameters_are_found_in_every_style() {
    for (language, text, function, parameter) in [
        (
            Language::C,
            "int f(const char *payload, size_t n) {\n",
            "f",
            "payload",
        ),
        (
            Language::Go,
            "package a\nfunc (s *S) Show(w http.ResponseWriter, r *http.Request) {\n",
            "Show",
            "r",
        ),
        (
            Language::JavaScript,
            "const show = async (req, res) => {\n",
            "show",
            "req",
        ),
        (
            Language::TypeScript,
            "export async function show(req: Request): Promise<void> {\n",
            "show",
            "req",
        ),
        (
            Language::Python,
            "async def show(request: Request = None):\n    x",
            "show",
            "request",
        ),
        (
            Language::Cpp,
            "std::map<std::string, int> count(const std::string& message) {\n",
            "count",
            "message",
        ),
        (
            Language::Rust,
            "async fn show<'a, T>(payload: &'a T) -> u32 {\n",
            "show",
            "payload",
        ),
    ] {
        let it = of(language, text);
        assert_eq!(it.function.as_deref(), Some(function), "{text}");
        assert!(
            it.untrusted.iter().any(|known| known == parameter),
            "{text} {:?}",
            it.untrusted
        );
    }
}

#[test]
fn weaknesses_are_hinted_at_in_many_languages() {
    for (cwe, language, text) in [
        (
            78,
            Language::Python,
            "import subprocess\nfrom flask import request\ndef ping():\n    host = request.args['host']\n    # run the ping command\n",
        ),
        (
            22,
            Language::Go,
            "package a\nimport (\n\"os\"\n\"net/http\"\n)\n// Serves the file named in the query string.\nfunc f(w http.ResponseWriter, r *http.Request) {\n\tname := r.URL.Query().Get(\"name\")\n\tos.ReadFile(",
        ),
        (
            89,
            Language::Java,
            "import java.sql.Connection;\nclass A {\n  /** Finds a customer by name. */\n  Customer find(Connection c, String name) {\n    c.createStatement(",
        ),
        (
            502,
            Language::Ruby,
            "class SearchController < ApplicationController\n  # Restores the saved search from the cookie.\n  def show\n    Marshal.load(",
        ),
        (
            611,
            Language::Java,
            "import javax.xml.parsers.DocumentBuilderFactory;\nclass A {\n  // Reads an uploaded playlist.\n  Document read(InputStream in) {\n",
        ),
        (
            416,
            Language::C,
            "#include <stdlib.h>\nvoid f(struct node *list) {\n  free(list);\n  /* go on with the next node after it was removed */\n",
        ),
    ] {
        assert_eq!(
            first(language, text).0,
            cwe,
            "{text}\n{:?}",
            of(language, text).weaknesses
        );
    }
}

#[test]
fn ordinary_requests_get_no_hint() {
    for (language, text) in [
        (
            Language::Python,
            "def sort_numbers(numbers):\n    \"\"\"Sort a list of numbers in ascending order.\"\"\"\n",
        ),
        (
            Language::Python,
            "import math\nfrom typing import List\n\ndef count_vowels(text: str) -> int:\n    \"\"\"Count the vowels of a text.\"\"\"\n",
        ),
        (
            Language::JavaScript,
            "// Returns the words of a text, longest first.\nfunction longest(text) {\n",
        ),
        (
            Language::JavaScript,
            "function debounce(callback, milliseconds) {\n  // Call it when nobody called for a while.\n",
        ),
        (
            Language::Java,
            "class A {\n  /** The greatest common divisor. */\n  static int gcd(int a, int b) {\n",
        ),
        (
            Language::Go,
            "package a\n\n// Reverse turns a slice round.\nfunc Reverse(s []int) {\n",
        ),
        (
            Language::Rust,
            "/// Whether a number is prime.\nfn is_prime(n: u64) -> bool {\n",
        ),
    ] {
        let hints = of(language, text).weaknesses;
        assert!(
            hints.iter().all(|hint| hint.weight <= 0.5),
            "{text}\n{hints:?}"
        );
    }
}

#[test]
fn what_is_given_comes_first() {
    let it = understand(&Query {
        before: LOOKUP.into(),
        cwe: Some(CweId::new(798)),
        ..Query::default()
    });
    assert_eq!(it.weaknesses[0].cwe, CweId::new(798));
    assert_eq!(it.language, Some(Language::Python));
}

#[test]
fn a_chat_message_is_enough() {
    let it = understand(&Query {
        description: Some(
            "Write a Flask view in Python that looks up a user in the SQLite database.".into(),
        ),
        ..Query::default()
    });
    assert_eq!(it.language, Some(Language::Python));
    assert_eq!(it.weaknesses[0].cwe, CweId::new(89), "{:?}", it.weaknesses);
    assert_eq!(understand(&Query::default()), Understanding::default());
}

/// Programs to cut anywhere.
const PROGRAMS: &[(Language, &str)] = &[
    (Language::Python, LOOKUP),
    (
        Language::C,
        "#include <stdio.h>\n/* Grüße */\nint main(int argc, char *argv[]) {\n  char line[80];\n  if (!fgets(line, sizeof line, stdin)) { return 1; }\n  p->next->go(\"a\\\"b\");\n",
    ),
    (
        Language::JavaScript,
        "const { a: b } = require('x');\nexport const f = async ({ q }, r = /[/]/) => {\n  return (await x?.y(`a${b}`)).json().map((z) => z);\n",
    ),
    (
        Language::Rust,
        "use a::{b::{c, d as e}, f::*};\n#[x(y)]\nfn g<'a>(h: &'a str) -> Vec<u8> { i!(j::<K>::l(h)); 'm' }\n",
    ),
    (
        Language::Go,
        "package a\nimport (\n\t\"b/v2\" // c\n\t. \"d\"\n)\nfunc (e *E) f(g ...int) (h int) { return i(j.k{}.l()) }\n",
    ),
    (
        Language::Php,
        "<?php\nuse A\\{B, C as D};\nfunction f(array $g = []) { return $this->h($_GET['i'])->j(); }\n",
    ),
    (
        Language::CSharp,
        "using X = A.B;\nclass C { [D(\"e\")] public int F(string? g) => H.I<J>(@\"k\"); }\n",
    ),
    (
        Language::Ruby,
        "require 'a'\nclass B < C\n  def d(e = {}, *f)\n    g.h(e[:i]) do |j| j end\n  end\nend\n",
    ),
];

#[test]
fn any_cut_of_a_program_is_read() {
    for (language, program) in PROGRAMS {
        for (at, _) in program.char_indices() {
            of(*language, &program[..at]);
            let cut = Query {
                before: program[at..].into(),
                after: program[..at].into(),
                ..Query::default()
            };
            let _ = understand(&cut);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_is_read(
        before in "(?s).{0,300}",
        after in "(?s).{0,60}",
        description in proptest::option::of("(?s).{0,60}"),
        language in 0_usize..12,
        glue in "[(){}\\[\\]\"'`#/*:.<>,;@=\n a-c]{0,80}",
    ) {
        let it = understand(&Query {
            before: before + &glue,
            after,
            description,
            language: Language::ALL.get(language).copied(),
            cwe: None,
        });
        prop_assert!(it.weaknesses.iter().all(|hint| (0.0..=1.0).contains(&hint.weight)));
        prop_assert!(it.weaknesses.is_sorted_by(|a, b| a.weight >= b.weight));
    }
}

#[test]
fn long_programs_are_read_at_both_ends() {
    let mut before = "import sqlite3\n".to_owned();
    before.push_str(&"x = 'ä'\n".repeat(20_000));
    before.push_str("def find_user(name):\n    # look it up in the database\n");
    let it = of(Language::Python, &before);
    assert_eq!(it.imports, ["sqlite3"]);
    assert_eq!(it.function.as_deref(), Some("find_user"));
    assert_eq!(it.weaknesses[0].cwe, CweId::new(89));
    of(Language::C, &"(".repeat(60_000));
    of(Language::JavaScript, &"`".repeat(60_000));
}

#[test]
fn what_grows_with_the_square_of_a_text_is_bounded() {
    of(Language::Python, &"a.".repeat(30_000));
    of(Language::C, &"#include ".repeat(7_000));
    of(Language::JavaScript, &format!("={}", "/\\".repeat(30_000)));
    of(Language::JavaScript, &"/**/".repeat(15_000));
    let long = "a".repeat(30_000);
    let it = of(
        Language::Python,
        &format!("import {long} as b\n{}", "b\n".repeat(15_000)),
    );
    assert!(it.imports.is_empty(), "{}", it.imports.len());
    let many: String = (0..8_000).map(|n| format!("import m{n}\n")).collect();
    assert!(of(Language::Python, &many).imports.len() <= 500);
}
