//! From names and words to topics, each with the best that speaks for it.

use std::collections::HashMap;

use super::knowledge::{Entry, LONGEST_NAME, Names, Phrase, Topic, marks, names, phrases};
use super::prose::Prose;
use super::scan::Kind;
use super::scope::Scope;
use crate::language::Language;

/// Topics that are seen in the form of the code and stand in no table.
#[cfg(test)]
pub(super) const SHAPES: [Topic; 6] = [
    "@chars", "@array", "@pointer", "@handler", "@integer", "@checked",
];

/// What was seen.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Seen {
    Import(String),
    Use(String),
    Word(&'static str),
    /// In a literal, or in the code's form.
    Form(String),
}

/// A topic's best evidence.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fact {
    pub strength: f32,
    pub seen: Seen,
}

/// All topics of a request.
pub(super) type Evidence = HashMap<Topic, Fact>;

/// How much a name counts by where it stands.
const NEAR: f32 = 1.0;
const MEMBER: f32 = 0.85;
const IMPORT: f32 = 0.75;
const FAR: f32 = 0.7;
const BEHIND: f32 = 0.5;
/// How sure a single word is of its topic, and what each further phrase adds.
const SINGLE: f32 = 0.8;
const AGAIN: f32 = 0.1;

/// Everything that a request shows.
pub(super) fn collect(scope: &Scope<'_>, prose: &Prose) -> Evidence {
    let mut all = Evidence::new();
    let mut add = |entry: Entry, factor: f32, seen: &dyn Fn() -> Seen| {
        let strength = entry.strength * factor;
        if all
            .get(entry.topic)
            .is_none_or(|best| best.strength < strength)
        {
            let seen = seen();
            all.insert(entry.topic, Fact { strength, seen });
        }
    };
    let table = names(scope.language);
    for module in &scope.imports.modules {
        each(table, module, &mut |entry, _| {
            add(entry, IMPORT, &|| Seen::Import(module.clone()));
        });
    }
    for member in &scope.imports.members {
        each(table, member, &mut |entry, _| {
            add(entry, MEMBER, &|| Seen::Import(member.clone()));
        });
    }
    let plain = matches!(
        scope.language,
        Some(
            Language::Python
                | Language::JavaScript
                | Language::TypeScript
                | Language::Java
                | Language::Go
        )
    );
    for (mentions, behind) in [(&scope.mentions, false), (&scope.behind, true)] {
        for mention in mentions {
            let factor = match behind {
                true => BEHIND,
                false if mention.at >= scope.near => NEAR,
                false => FAR,
            };
            let path = &mention.path;
            // `email` or `array` alone is somebody's variable and no module.
            let variable = plain && !mention.called && !path.contains(['.', '/']);
            each(table, path, &mut |entry, _| {
                if !variable || entry.topic == "@input" {
                    add(entry, factor, &|| Seen::Use(path.clone()));
                }
            });
            if mention.decorates && is_route(path) {
                let entry = Entry {
                    topic: "@handler",
                    strength: 1.0,
                };
                add(entry, factor, &|| Seen::Use(format!("@{path}")));
            }
        }
    }
    for parameter in &scope.parameters {
        let name = parameter.clone();
        each(table, parameter, &mut |entry, _| {
            if entry.topic == "@input" || entry.topic == "@carrier" {
                add(
                    Entry {
                        topic: "@input",
                        ..entry
                    },
                    NEAR,
                    &|| Seen::Form(format!("the parameter {name}")),
                );
            }
        });
    }
    // A phrase of several words is surer than one word, and other words for the same help.
    let mut said: HashMap<Topic, Vec<(f32, &'static Phrase)>> = HashMap::new();
    for passage in &prose.0 {
        let factor = passage.voice.factor();
        for at in 0..passage.stems.len() {
            for phrase in phrases().get(&passage.stems[at]).into_iter().flatten() {
                if phrase.begins(&passage.stems[at..]) {
                    let sure = if phrase.is_single() { SINGLE } else { 1.0 };
                    let all = said.entry(phrase.entry.topic).or_default();
                    if !all.iter().any(|(_, known)| std::ptr::eq(*known, phrase)) {
                        all.push((phrase.entry.strength * factor * sure, phrase));
                    }
                }
            }
        }
    }
    for (topic, mut all) in said {
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        let strength = all
            .iter()
            .skip(1)
            .take(3)
            .fold(all[0].0, |sum, one| sum + AGAIN * one.0);
        let strength = strength.min(1.0);
        add(Entry { topic, strength }, 1.0, &|| {
            Seen::Word(all[0].1.text)
        });
    }
    for token in &scope.tokens {
        if matches!(token.kind, Kind::Text | Kind::Comment) && token.end - token.start >= 4 {
            let factor = if token.start >= scope.near { NEAR } else { FAR };
            let text = scope.slice(token);
            for (entry, mark) in marks() {
                if text.contains(mark.as_str()) {
                    add(*entry, factor, &|| {
                        Seen::Form(format!("\"{}\"", mark.trim()))
                    });
                }
            }
        }
    }
    forms(scope, &mut add);
    all
}

/// What the code's form shows in C and C++: arrays of fixed size and pointers.
fn forms(scope: &Scope<'_>, add: &mut impl FnMut(Entry, f32, &dyn Fn() -> Seen)) {
    if !matches!(scope.language, Some(Language::C | Language::Cpp)) {
        return;
    }
    for four in scope.tokens.windows(4) {
        let [first, second, third, fourth] = four else {
            continue;
        };
        let factor = if first.start >= scope.near { NEAR } else { FAR };
        let (kind, name) = (scope.slice(first), scope.slice(second));
        let mut seen = |topic, thing: String| {
            let entry = Entry {
                topic,
                strength: 1.0,
            };
            add(entry, factor, &|| Seen::Form(thing.clone()));
        };
        if kind == "NULL" && first.start >= scope.near {
            seen("@checked", "a test for NULL".to_owned());
        }
        if first.kind != Kind::Word {
            continue;
        }
        let fixed = matches!(fourth.kind, Kind::Number | Kind::Word);
        if second.kind == Kind::Word && third.is(b'[') {
            match kind {
                "char" | "uint8_t" | "wchar_t" if fixed => {
                    seen("@chars", format!("the array {name}"));
                }
                "return" | "else" | "char" | "uint8_t" => {}
                _ => seen("@array", format!("the array {name}")),
            }
        }
        // `main`'s parameters and what a function returns say nothing.
        let pointer = second.is(b'*') && third.kind == Kind::Word && !fourth.is(b'(');
        let pointed = scope.slice(third);
        if pointer && pointed != "argv" && kind != "return" {
            seen("@pointer", format!("the pointer {pointed}"));
        }
        let whole = [
            "int", "long", "unsigned", "size_t", "uint8_t", "uint16_t", "uint32_t", "uint64_t",
            "int16_t", "int32_t", "int64_t",
        ];
        if whole.contains(&kind) && second.kind == Kind::Word && !third.is(b'(') && name != "argc" {
            seen("@integer", format!("the integer {name}"));
        }
    }
}

/// Calls `found` for each entry that a path meets: the path itself, what it begins with, and
/// `.last` for its last name.
fn each(table: &'static Names, path: &str, found: &mut dyn FnMut(Entry, &'static str)) {
    let mut look = |name: &str| {
        if let Some((name, entries)) = table.get_key_value(name) {
            entries.iter().for_each(|entry| found(*entry, name));
        }
    };
    look(path);
    let ends = path.match_indices(['.', ':', '/', '\\']).map(|(at, _)| at);
    for at in ends.take_while(|at| *at <= LONGEST_NAME) {
        look(&path[..at]);
    }
    if let Some(at) = path.rfind(['.', ':']) {
        look(&format!(".{}", &path[at + 1..]));
    }
}

fn is_route(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or(path);
    matches!(
        last,
        "route"
            | "get"
            | "post"
            | "put"
            | "patch"
            | "delete"
            | "websocket"
            | "GetMapping"
            | "PostMapping"
            | "RequestMapping"
            | "PutMapping"
            | "DeleteMapping"
            | "Get"
            | "Post"
            | "Put"
            | "Delete"
            | "Patch"
            | "login_required"
            | "require_POST"
            | "csrf_exempt"
            | "api_view"
    )
}

/// Frameworks among the imports, by the names of the tables.
pub(super) fn frameworks(scope: &Scope<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let imported = scope.imports.modules.iter().chain(&scope.imports.members);
    for module in imported {
        each(names(scope.language), module, &mut |entry, name| {
            if entry.topic == "@web" && !found.iter().any(|known| known == name) {
                found.push(name.to_owned());
            }
        });
    }
    found
}

/// Whether the tables know a module as a framework.
pub(super) fn is_framework(language: Language, module: &str) -> bool {
    let mut found = false;
    each(names(Some(language)), module, &mut |entry, _| {
        found |= entry.topic == "@web";
    });
    found
}

/// Where input comes from, near the cursor first.
pub(super) fn untrusted(scope: &Scope<'_>, evidence: &Evidence) -> Vec<String> {
    let table = names(scope.language);
    let mut found: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        if !found.iter().any(|known| known == name) && found.len() < 40 {
            found.push(name.to_owned());
        }
    };
    // A file that speaks of people and networks gets its parameters from them.
    let outside = evidence
        .get("outside")
        .is_some_and(|fact| fact.strength >= 0.7);
    for parameter in &scope.parameters {
        let mut carries = false;
        each(table, parameter, &mut |entry, _| {
            carries |= matches!(entry.topic, "@input" | "@carrier");
        });
        let given = |word: &String| {
            let of_word = phrases().get(word).into_iter().flatten();
            of_word
                .into_iter()
                .any(|phrase| phrase.entry.topic == "given")
        };
        if carries || (outside && super::prose::stems(parameter).iter().any(given)) {
            add(parameter);
        }
    }
    let (near, far): (Vec<_>, Vec<_>) = scope
        .mentions
        .iter()
        .partition(|mention| mention.at >= scope.near);
    for mention in near.into_iter().chain(far) {
        each(table, &mention.path, &mut |entry, _| {
            if entry.topic == "@input" {
                add(&mention.path);
            }
        });
    }
    found
}
