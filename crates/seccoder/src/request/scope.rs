//! The program around the cursor: its tokens, imports and names, and which of them are near.
//!
//! Near is the function being completed, with the comments above it; without a function, the last
//! lines.

use std::collections::HashSet;

use super::calls::{Mention, mentions};
use super::imports::Imports;
use super::scan::{Kind, Token, scan};
use crate::language::Language;
use crate::truncate::enclosing_function;

/// Lines that are near where there is no function.
const LAST_LINES: usize = 25;

/// Most names that are reported.
const MOST_APIS: usize = 200;

/// What stands where in the program.
pub(super) struct Scope<'a> {
    pub language: Option<Language>,
    pub text: &'a str,
    pub tokens: Vec<Token>,
    pub imports: Imports,
    /// Names before the cursor, with imports written out.
    pub mentions: Vec<Mention>,
    /// Names after the cursor.
    pub behind: Vec<Mention>,
    /// Where the near part begins.
    pub near: usize,
    /// The name of the function being completed.
    pub function: Option<String>,
    /// Its parameters.
    pub parameters: Vec<String>,
}

impl<'a> Scope<'a> {
    pub(super) fn read(language: Option<Language>, text: &'a str, after: &str) -> Self {
        let tokens = scan(language, text);
        let mut imports = Imports::read(language, text, &tokens);
        let mut found = mentions(language, text, &tokens);
        for mention in &mut found {
            mention.path = imports.qualify(&mention.path);
        }
        let behind_tokens = scan(language, after);
        let mut behind = mentions(None, after, &behind_tokens);
        for mention in &mut behind {
            mention.path = imports.qualify(&mention.path);
        }
        for module in Imports::read(language, after, &behind_tokens).modules {
            if !imports.modules.contains(&module) {
                imports.modules.push(module);
            }
        }
        let start = language.and_then(|language| enclosing_function(language, text));
        let near = above(text, &tokens, start.unwrap_or_else(|| last_lines(text)));
        let (function, parameters) = match (start, language) {
            (Some(_), Some(language)) => signature(language, text, &tokens, near),
            _ => (None, Vec::new()),
        };
        Self {
            language,
            text,
            tokens,
            imports,
            mentions: found,
            behind,
            near,
            function,
            parameters,
        }
    }

    /// The text of a token.
    pub(super) fn slice(&self, token: &Token) -> &'a str {
        &self.text[token.start..token.end]
    }

    /// Names called or in scope, those of the function first, each once.
    pub(super) fn apis(&self) -> Vec<String> {
        let called = |near: bool| {
            self.mentions
                .iter()
                .filter(move |m| m.called && (m.at >= self.near) == near)
                .map(|m| m.path.clone())
        };
        let behind = self
            .behind
            .iter()
            .filter(|m| m.called)
            .map(|m| m.path.clone());
        let mut apis = Vec::new();
        let mut known = HashSet::new();
        let all = called(true).chain(self.imports.members.iter().cloned());
        for path in all.chain(called(false)).chain(behind) {
            let itself = self.function.as_ref() == Some(&path);
            if !itself && apis.len() < MOST_APIS && known.insert(path.clone()) {
                apis.push(path);
            }
        }
        apis
    }
}

/// Goes up from `start` over comments that touch it.
fn above(text: &str, tokens: &[Token], start: usize) -> usize {
    let mut near = start;
    for token in tokens.iter().rev().skip_while(|token| token.start >= start) {
        let between = text.get(token.end..near).unwrap_or_default();
        if token.kind == Kind::Line {
            continue;
        }
        let touches = between.bytes().filter(|byte| *byte == b'\n').count() <= 1;
        if token.kind != Kind::Comment || !touches {
            break;
        }
        near = token.start;
    }
    near
}

fn last_lines(text: &str) -> usize {
    let mut ends = text.trim_end().rmatch_indices('\n').map(|(at, _)| at + 1);
    ends.nth(LAST_LINES - 1).unwrap_or(0)
}

/// Name and parameters of the function whose head begins at `near`.
fn signature(
    language: Language,
    text: &str,
    tokens: &[Token],
    near: usize,
) -> (Option<String>, Vec<String>) {
    let word = |token: &Token| &text[token.start..token.end];
    let mut head = tokens.partition_point(|token| token.start < near);
    // Past comments, attributes and decorators with their arguments.
    let mut name = None;
    let mut depth = 0_usize;
    while let Some(token) = tokens.get(head) {
        let decorates =
            token.is(b'@') || (token.is(b'#') && tokens.get(head + 1).is_some_and(|t| t.is(b'[')));
        if decorates {
            head += 1;
            while tokens.get(head).is_some_and(|t| t.kind != Kind::Line) {
                head += 1;
            }
            continue;
        }
        match token.kind {
            Kind::Mark(b'(') if depth == 0 && name.is_some() => break,
            // Types between `<` and `>` are no names; C++'s `operator<` has none.
            Kind::Mark(b'<') if name.as_deref() == Some("operator") => {}
            Kind::Mark(b'(' | b'[' | b'{' | b'<') => depth += 1,
            Kind::Mark(b')' | b']' | b'}' | b'>') => depth = depth.saturating_sub(1),
            Kind::Word if depth == 0 => {
                let modifier = matches!(
                    word(token),
                    "def"
                        | "async"
                        | "function"
                        | "func"
                        | "fn"
                        | "pub"
                        | "static"
                        | "export"
                        | "const"
                        | "let"
                        | "var"
                        | "public"
                        | "private"
                        | "protected"
                        | "default"
                        | "self"
                );
                // `name = async (x) =>` and `name: function (x)`: the first name stays.
                let mut before = tokens[..head].iter().rev().filter(|t| t.kind != Kind::Line);
                let assigned = before.next().is_some_and(|t| {
                    t.is(b'=') || t.is(b'>') && before.next().is_some_and(|t| t.is(b'='))
                });
                if !modifier && !assigned {
                    name = Some(word(token).to_owned());
                }
            }
            _ => {}
        }
        head += 1;
        if head > tokens.partition_point(|token| token.start < near) + 400 {
            return (name, Vec::new());
        }
    }
    (
        name,
        parameters(language, text, &tokens[(head + 1).min(tokens.len())..]),
    )
}

/// The names between the parentheses that `tokens` follow.
fn parameters(language: Language, text: &str, tokens: &[Token]) -> Vec<String> {
    use Language as L;
    // Where types come first, a parameter's name is the last word before `,`, else the first.
    let last = matches!(language, L::C | L::Cpp | L::Java | L::CSharp);
    let mut found: Vec<String> = Vec::new();
    let mut current: Option<String> = None;
    let mut depth = 0_usize;
    let mut value = false;
    for token in tokens.iter().take(400) {
        match token.kind {
            Kind::Mark(b')' | b']' | b'}' | b'>') => {
                if token.is(b')') && depth == 0 {
                    break;
                }
                depth = depth.saturating_sub(1);
            }
            Kind::Mark(b',') if depth == 0 => {
                found.extend(current.take());
                value = false;
            }
            Kind::Mark(b'{') if matches!(language, L::JavaScript | L::TypeScript) && !value => {}
            Kind::Mark(b'(' | b'[' | b'{' | b'<') => depth += 1,
            Kind::Mark(b'=' | b':') => value = value || !last || token.is(b'='),
            Kind::Word if depth == 0 && !value && (last || current.is_none()) => {
                let name = text[token.start..token.end].trim_start_matches('$');
                if !matches!(
                    name,
                    "self" | "this" | "cls" | "mut" | "void" | "const" | "final"
                ) {
                    current = Some(name.to_owned());
                }
            }
            _ => {}
        }
    }
    found.extend(current);
    found.truncate(16);
    found
}
