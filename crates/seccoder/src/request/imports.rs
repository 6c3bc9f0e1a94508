//! What a program imports, and which full names its short names stand for.
//!
//! Read from tokens and not from a tree: imports look alike in broken programs and whole ones.

use std::collections::HashMap;

use super::scan::{Kind, Token};
use crate::language::Language;

/// Most modules, and most members, that are kept.
const MOST: usize = 500;
/// Longer names, in bytes, are nobody's. Every use of a short name is written out in full, so
/// that a long one would make a large text of a small program.
const LONGEST: usize = 256;

/// The imports of a program.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Imports {
    /// Modules, packages and headers, in order, each once.
    pub modules: Vec<String>,
    /// Full names of what was imported by name (`flask.send_file`), in order.
    pub members: Vec<String>,
    /// What a short name stands for: `np` for `numpy`.
    names: HashMap<String, String>,
}

impl Imports {
    /// The imports among `tokens` of `text`.
    pub(super) fn read(language: Option<Language>, text: &str, tokens: &[Token]) -> Self {
        let mut reader = Reader {
            text,
            tokens,
            at: 0,
            found: Self::default(),
        };
        while reader.at < tokens.len() {
            let before = reader.at;
            reader.statement(language);
            reader.at = reader.at.max(before + 1);
        }
        reader.found
    }

    /// `path` with its first name written out, where that name was imported.
    pub(super) fn qualify(&self, path: &str) -> String {
        let end = path.find(['.', ':', '\\']).unwrap_or(path.len());
        match self.names.get(&path[..end]) {
            Some(full) => format!("{full}{}", &path[end..]),
            None => path.to_owned(),
        }
    }

    fn module(&mut self, module: &str) {
        if !module.is_empty() {
            keep(&mut self.modules, module);
        }
    }

    fn name(&mut self, short: &str, full: &str) {
        if full.len() <= LONGEST {
            self.names.insert(short.to_owned(), full.to_owned());
        }
    }

    fn member(&mut self, short: &str, full: &str) {
        self.name(short, full);
        keep(&mut self.members, full);
    }
}

/// Adds a name that is not there yet.
fn keep(names: &mut Vec<String>, name: &str) {
    let fits = names.len() < MOST && name.len() <= LONGEST;
    if fits && !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}

struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    found: Imports,
}

impl<'a> Reader<'a> {
    fn word(&self, ahead: usize) -> &'a str {
        match self.tokens.get(self.at + ahead) {
            Some(token) if token.kind == Kind::Word => &self.text[token.start..token.end],
            _ => "",
        }
    }

    fn mark(&self, mark: u8) -> bool {
        self.tokens.get(self.at).is_some_and(|token| token.is(mark))
    }

    /// The content of a string literal here.
    fn literal(&self, ahead: usize) -> Option<&'a str> {
        let token = self.tokens.get(self.at + ahead)?;
        let text = &self.text[token.start..token.end];
        (token.kind == Kind::Text).then(|| text.trim_matches(['"', '\'', '`']))
    }

    /// Whether the token before this one leaves room for a statement to begin here.
    fn begins(&self) -> bool {
        self.at.checked_sub(1).is_none_or(|before| {
            let kind = self.tokens[before].kind;
            matches!(kind, Kind::Line | Kind::Comment)
                || matches!(kind, Kind::Mark(b';' | b'{' | b'}' | b'>'))
        })
    }

    fn statement(&mut self, language: Option<Language>) {
        use Language as L;
        let word = self.word(0);
        match language {
            Some(L::C | L::Cpp) => self.include(),
            Some(L::JavaScript | L::TypeScript) => self.javascript(word),
            _ if !self.begins() => {}
            Some(L::Python) => self.python(word),
            Some(L::Java) if word == "import" => self.dotted(),
            Some(L::CSharp) if word == "using" => self.dotted(),
            Some(L::Go) if word == "import" => self.go(),
            Some(L::Rust | L::Php) if word == "use" => {
                self.at += 1;
                self.tree(
                    String::new(),
                    if language == Some(L::Rust) {
                        "::"
                    } else {
                        "\\"
                    },
                    0,
                );
            }
            Some(L::Ruby) if word.starts_with("require") => {
                if let Some(module) = self.literal(1) {
                    self.found.module(module);
                }
            }
            None => {
                self.include();
                self.python(word);
            }
            _ => {}
        }
    }

    /// `#include <string.h>`.
    fn include(&mut self) {
        if !self.mark(b'#') || self.word(1) != "include" {
            return;
        }
        let Some(start) = self.tokens.get(self.at + 1).map(|token| token.end) else {
            return;
        };
        let line = self.text[start..].lines().next().unwrap_or_default().trim();
        let header = line.trim_start_matches(['<', '"']);
        let end = header.find(['>', '"']).unwrap_or(header.len());
        self.found.module(header[..end].trim());
        self.skip(|kind| kind != Kind::Line);
    }

    /// `a.b.c` from here on; what follows it is the next token.
    fn path(&mut self) -> String {
        let mut path = String::new();
        while let Some(token) = self.tokens.get(self.at) {
            match token.kind {
                Kind::Word | Kind::Mark(b'.') => path.push_str(&self.text[token.start..token.end]),
                _ => break,
            }
            // Two words in a row are no longer the same path.
            let next = self.tokens.get(self.at + 1);
            self.at += 1;
            if token.kind == Kind::Word && !next.is_some_and(|next| next.is(b'.')) {
                break;
            }
        }
        path
    }

    fn skip(&mut self, skipped: impl Fn(Kind) -> bool) {
        while self
            .tokens
            .get(self.at)
            .is_some_and(|token| skipped(token.kind))
        {
            self.at += 1;
        }
    }

    fn python(&mut self, word: &str) {
        match word {
            "import" => {
                self.at += 1;
                loop {
                    let module = self.path();
                    self.found.module(&module);
                    if self.word(0) == "as" {
                        self.found.name(self.word(1), &module);
                        self.at += 2;
                    } else {
                        let first = module.split('.').next().unwrap_or_default().to_owned();
                        self.found.name(&first, &first);
                    }
                    if !self.mark(b',') {
                        break;
                    }
                    self.at += 1;
                }
            }
            "from" => {
                self.at += 1;
                let module = self.path();
                if self.word(0) != "import" {
                    return;
                }
                self.at += 1;
                self.found.module(&module);
                let open = self.mark(b'(');
                loop {
                    self.skip(|kind| {
                        matches!(kind, Kind::Mark(b'(' | b','))
                            || (open && matches!(kind, Kind::Line | Kind::Comment))
                    });
                    let name = self.word(0);
                    if name.is_empty() {
                        break;
                    }
                    let short = if self.word(1) == "as" {
                        self.word(2)
                    } else {
                        name
                    };
                    self.at += if self.word(1) == "as" { 3 } else { 1 };
                    let full = format!("{}.{name}", module.trim_end_matches('.'));
                    self.found.member(short, &full);
                }
            }
            _ => {}
        }
    }

    /// `import a.b.C;` of Java, `using A.B;` and `using X = A.B;` of C#.
    fn dotted(&mut self) {
        self.at += 1;
        if matches!(self.word(0), "static") {
            self.at += 1;
        }
        let mut path = self.path();
        if self.mark(b'=') {
            self.at += 1;
            let short = std::mem::replace(&mut path, self.path());
            self.found.name(&short, &path);
        } else if self.mark(b'(')
            || self
                .tokens
                .get(self.at)
                .is_some_and(|t| t.kind == Kind::Word)
        {
            return; // C#'s `using (var …)` and `using var …` are statements
        }
        let path = path.trim_end_matches('.');
        self.found.module(path);
        if let Some(short) = path.rsplit('.').next() {
            self.found.name(short, path);
        }
    }

    fn go(&mut self) {
        self.at += 1;
        let many = self.mark(b'(');
        loop {
            self.skip(|kind| {
                matches!(kind, Kind::Mark(b'(' | b';' | b'.'))
                    || (many && matches!(kind, Kind::Line | Kind::Comment))
            });
            let alias = self.word(0);
            self.at += usize::from(!alias.is_empty());
            let Some(module) = self.literal(0) else {
                return;
            };
            self.at += 1;
            self.found.module(module);
            let version = |part: &str| {
                part.strip_prefix('v')
                    .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
            };
            let last = module
                .rsplit('/')
                .find(|part| !version(part))
                .unwrap_or(module);
            self.found
                .name(if alias.is_empty() { last } else { alias }, module);
            if !many {
                return;
            }
        }
    }

    /// `a::b::{c, d as e}` of Rust and `A\B\{C, D as E}` of PHP. Nesting is bounded.
    fn tree(&mut self, prefix: String, separator: &str, depth: usize) {
        let mut path = prefix;
        while let Some(token) = self.tokens.get(self.at) {
            match token.kind {
                Kind::Word if self.word(0) == "as" => {
                    self.found.name(self.word(1), &path);
                    self.at += 2;
                }
                Kind::Word => {
                    if !path.is_empty() {
                        path.push_str(separator);
                    }
                    path.push_str(self.word(0));
                    self.at += 1;
                }
                Kind::Mark(b':' | b'\\' | b'*') | Kind::Line | Kind::Comment => self.at += 1,
                Kind::Mark(b'{') if depth < 8 => {
                    self.at += 1;
                    loop {
                        let start = self.at;
                        self.tree(path.clone(), separator, depth + 1);
                        let more = self.mark(b',');
                        self.at += usize::from(more || self.mark(b'}'));
                        if !more || self.at == start {
                            return;
                        }
                    }
                }
                _ => break,
            }
        }
        if let Some(last) = path
            .rsplit(separator)
            .next()
            .filter(|last| !last.is_empty())
        {
            let module = path[..path.len() - last.len()].trim_end_matches(separator);
            self.found
                .module(if separator == "::" && !module.is_empty() {
                    module
                } else {
                    &path
                });
            self.found.member(last, &path);
        }
    }

    fn javascript(&mut self, word: &str) {
        match word {
            "import" if self.begins() => {
                let from = (1..40).take_while(|ahead| {
                    let token = self.tokens.get(self.at + ahead);
                    token.is_some_and(|token| !token.is(b';'))
                });
                let Some(at) = from
                    .into_iter()
                    .find(|ahead| self.literal(*ahead).is_some())
                else {
                    return;
                };
                let module = node(self.literal(at).unwrap_or_default());
                self.found.module(&module);
                let until = self.at + at;
                self.at += 1;
                self.binding(&module, until);
            }
            "require" if self.tokens.get(self.at + 1).is_some_and(|t| t.is(b'(')) => {
                let Some(module) = self.literal(2).map(node) else {
                    return;
                };
                self.found.module(&module);
                let require = self.at;
                // Back to the `const` that names it, or the comma before which another is named.
                let floor = require.saturating_sub(40);
                let mut braces = 0_usize;
                let declared = (floor..require).rev().find(|at| {
                    self.at = *at;
                    if self.mark(b'}') {
                        braces += 1;
                    } else if self.mark(b'{') {
                        braces = braces.saturating_sub(1);
                    }
                    let comma = braces == 0 && self.mark(b',');
                    comma || matches!(self.word(0), "const" | "let" | "var")
                });
                if let Some(at) = declared {
                    self.at = at + 1;
                    self.binding(&module, require);
                }
                self.at = require + 3;
            }
            _ => {}
        }
    }

    /// The names bound to a module: `x`, `* as x`, `{ a, b as c }`, `{ b: c }`.
    fn binding(&mut self, module: &str, until: usize) {
        let mut braces = false;
        while self.at < until {
            let word = self.word(0);
            if self.mark(b'{') {
                braces = true;
            } else if self.mark(b'}') {
                braces = false;
            } else if matches!(word, "from" | "type") {
                if word == "from" && !braces {
                    break;
                }
            } else if word == "as" {
                self.found.name(self.word(1), module);
                self.at += 1;
            } else if !word.is_empty() {
                if braces {
                    let full = format!("{}.{word}", dotted(module));
                    let colon = self.tokens.get(self.at + 1).is_some_and(|t| t.is(b':'));
                    let renamed = colon || self.word(1) == "as";
                    let short = if renamed { self.word(2) } else { word };
                    self.found.member(short, &full);
                    self.at += if renamed { 2 } else { 0 };
                } else {
                    self.found.name(word, &dotted(module));
                }
            }
            self.at += 1;
        }
        self.at = until;
    }
}

/// Node's own modules without their scheme.
fn node(module: &str) -> String {
    module.strip_prefix("node:").unwrap_or(module).to_owned()
}

/// `fs/promises` is a member of `fs` in the documentation's way of writing.
fn dotted(module: &str) -> String {
    if module == "fs/promises" {
        "fs.promises".to_owned()
    } else {
        module.to_owned()
    }
}
