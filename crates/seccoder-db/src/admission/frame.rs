//! What every program has, and what therefore says nothing about it.
//!
//! Imports, decorators and the signature of `main` are alike in unrelated programs; comparisons
//! leave them out.

use seccoder::language::Language;

use super::tokens::{Token, TokenKind, code_tokens};

/// The tokens of a program without comments, imports, decorators and `main`'s signature.
#[must_use]
pub fn own_tokens(language: Language, code: &str) -> Vec<Token<'_>> {
    let tokens = code_tokens(language, code);
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    let mut dropped = true;
    while at < tokens.len() {
        let first_of_line = dropped
            || code[tokens[at - 1].start + tokens[at - 1].text.len()..tokens[at].start]
                .contains('\n');
        let length = if first_of_line {
            framing(language, code, &tokens[at..])
        } else {
            0
        };
        dropped = length > 0;
        if dropped {
            at += length;
        } else {
            kept.push(tokens[at]);
            at += 1;
        }
    }
    kept
}

/// How many of the tokens that begin a line are part of the frame.
fn framing(language: Language, code: &str, tokens: &[Token<'_>]) -> usize {
    use Language::{C, CSharp, Cpp, Go, Java, JavaScript, Php, Python, Ruby, Rust, TypeScript};
    let word = |index: usize| tokens.get(index).map_or("", |token| token.text);
    let line = || logical_line(code, tokens);
    let (first, second) = (word(0), word(1));
    match (language, first) {
        (Python, "import" | "from" | "@")
        | (Java, "import" | "package")
        | (Go, "import" | "package")
        | (Rust, "use")
        | (Php, "use" | "namespace" | "require" | "require_once" | "include" | "<")
        | (Ruby, "require" | "require_relative") => line(),
        (C | Cpp, "#") if second == "include" => line(),
        (Cpp, "using") if second == "namespace" => line(),
        (CSharp, "namespace") => line(),
        (CSharp, "using") if !matches!(second, "(" | "var") => line(),
        (JavaScript | TypeScript, "import") if second != "(" => line(),
        (JavaScript | TypeScript, "const" | "let" | "var") => {
            let length = line();
            let required = tokens[..length]
                .windows(2)
                .any(|pair| pair[0].text == "require" && pair[1].text == "(");
            if required { length } else { 0 }
        }
        (JavaScript | TypeScript | Java, "@") => annotation(tokens, 1),
        (Rust | Php, "#") if matches!(second, "[" | "!") => bracketed(tokens, 1),
        (CSharp, "[") => bracketed(tokens, 0),
        (Python, "if") if second == "__name__" => line(),
        _ => mains_signature(code, tokens),
    }
}

/// Tokens up to the first line end outside all brackets.
fn logical_line(code: &str, tokens: &[Token<'_>]) -> usize {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        let end = token.start + token.text.len();
        let next = tokens.get(index + 1).map_or(code.len(), |next| next.start);
        if depth == 0 && code[end..next].contains('\n') {
            return index + 1;
        }
    }
    tokens.len()
}

/// `@name.of.it(arguments)`.
fn annotation(tokens: &[Token<'_>], from: usize) -> usize {
    let mut at = from;
    while tokens
        .get(at)
        .is_some_and(|token| token.kind == TokenKind::Word || token.text == ".")
        && (at == from || tokens[at].text == "." || tokens[at - 1].text == ".")
    {
        at += 1;
    }
    if tokens.get(at).is_some_and(|token| token.text == "(") {
        at = bracketed(tokens, at);
    }
    at
}

/// Tokens up to the end of the first bracket that opens at `from` or behind it.
fn bracketed(tokens: &[Token<'_>], from: usize) -> usize {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate().skip(from) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return index + 1;
                }
            }
            _ => {}
        }
    }
    tokens.len()
}

/// `int main(int argc, char **argv)`, `def main():`, `public static void main(String[] args)`.
fn mains_signature(code: &str, tokens: &[Token<'_>]) -> usize {
    let line = logical_line(code, tokens).min(12);
    let main = tokens[..line.min(tokens.len())]
        .windows(2)
        .position(|pair| matches!(pair[0].text, "main" | "Main") && pair[1].text == "(");
    match main {
        // A call, `main()`, has nothing before it.
        Some(name) if name > 0 && tokens[..name].iter().all(introduces) => {
            bracketed(tokens, name + 1)
        }
        _ => 0,
    }
}

fn introduces(token: &Token<'_>) -> bool {
    token.kind == TokenKind::Word && !matches!(token.text, "return" | "await" | "if")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(language: Language, code: &str) -> String {
        let texts: Vec<&str> = own_tokens(language, code).iter().map(|t| t.text).collect();
        texts.join(" ")
    }

    #[test]
    fn frames_of_each_language_are_dropped() {
        use Language::{C, CSharp, Go, Java, JavaScript, Php, Python, Ruby, Rust, TypeScript};
        for (language, code, expected) in [
            (
                Python,
                "from a import (\n    b,\n    c,\n)\nimport os\n\n@app.route(\n    '/x')\ndef f():\n    \
                 import re\n    return 1\n\nif __name__ == '__main__':\n    f()\n",
                "def f ( ) : return 1 f ( )",
            ),
            (
                C,
                "#include <a.h>\n#define N 3\nint main(int argc, char **argv)\n{\n    return N;\n}\n",
                "# define N 3 { return N ; }",
            ),
            (
                JavaScript,
                "const {\n  a,\n} = require('a');\nimport x from 'y';\nconst z = 1;\nmain();\n",
                "const z = 1 ; main ( ) ;",
            ),
            (TypeScript, "@Get('x')\nasync f() {}\n", "async f ( ) { }"),
            (
                Java,
                "package a;\nimport b.C;\n@Get(\"x\")\n@Override\npublic int f() {}\n\
                 public static void main(String[] args) {\n}\n",
                "public int f ( ) { } { }",
            ),
            (
                Go,
                "package a\n\nimport (\n\t\"b\"\n)\n\nfunc main() {\n}\n",
                "{ }",
            ),
            (
                Rust,
                "use a::{\n    b,\n};\n#[derive(A)]\nstruct B;\n",
                "struct B ;",
            ),
            (
                Php,
                "<?php\nuse A\\B;\n#[X]\nfunction f() {}\n",
                "function f ( ) { }",
            ),
            (Ruby, "require 'x'\ndef f\nend\n", "def f end"),
            (
                CSharp,
                "using A;\nnamespace B;\n[Get(\"x\")]\nint F() { using (x) {} }\n",
                "int F ( ) { using ( x ) { } }",
            ),
        ] {
            assert_eq!(kept(language, code), expected, "{language}");
        }
    }
}
