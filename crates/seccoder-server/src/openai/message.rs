//! A message of a user, taken apart: what is said, and the program in a fence.

use std::path::Path;

use seccoder::language::Language;
use seccoder::query::Query;

use super::prose;

/// Bytes of a program that is taken from a message, its end.
const MOST_PROGRAM: usize = 48 * 1024;
/// Bytes of a description that are taken from its beginning and from its end.
const HALF_DESCRIPTION: usize = 2 * 1024;
/// Tags in which agents put what their user wants, among much else.
const TASK_TAGS: [&str; 8] = [
    "task",
    "user_query",
    "user_request",
    "user_message",
    "instructions",
    "request",
    "prompt",
    "feedback",
];

/// A message of a user.
#[derive(Debug)]
pub(super) struct Message<'a> {
    /// What is said outside of fences; of an agent's prompt, the task.
    pub said: String,
    /// The program that the message has.
    pub program: Option<Program<'a>>,
}

/// A program in a message.
#[derive(Debug)]
pub(super) struct Program<'a> {
    /// Its text.
    pub text: &'a str,
    /// Its language, where the fence names one.
    language: Option<Language>,
    certainty: Certainty,
}

/// How sure it is that a fence has the program being edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Certainty {
    /// It looks like code.
    Looks,
    /// It is said to be in a language.
    Named,
}

impl<'a> Message<'a> {
    /// Reads a message. Never fails: of text that says nothing there is no program.
    pub fn read(text: &'a str) -> Self {
        let mut program: Option<Program<'a>> = None;
        let said = outside_fences(text, |fence| {
            // The last of those that are most certain.
            if let Some(found) = fence.program()
                && program
                    .as_ref()
                    .is_none_or(|best| found.certainty >= best.certainty)
            {
                program = Some(found);
            }
        });
        if program.is_none() && prose::is_mostly_code(&said) {
            // Pasted without a fence. Whatever it says, it says as code.
            let text = text.trim_matches('\n');
            let (language, certainty) = (None, Certainty::Looks);
            return Self {
                said: String::new(),
                program: Some(Program {
                    text,
                    language,
                    certainty,
                }),
            };
        }
        let said = match task(text) {
            Some(task) => outside_fences(task, |_| ()),
            None => said,
        };
        Self { said, program }
    }

    /// What a retriever is asked.
    pub fn query(&self) -> Query {
        let program = self.program.as_ref();
        let text = program.map_or("", |program| program.text);
        let from = text.ceil_char_boundary(text.len().saturating_sub(MOST_PROGRAM));
        let description = ends_of(self.said.trim(), HALF_DESCRIPTION);
        let language = program.and_then(|program| program.language);
        Query {
            before: text[from..].to_owned(),
            after: String::new(),
            language: language.or_else(|| named_language(&description)),
            description: (!description.is_empty()).then_some(description),
            cwe: None,
        }
    }
}

/// Code between fences.
struct Fence<'a> {
    info: &'a str,
    code: &'a str,
}

impl<'a> Fence<'a> {
    /// The program that it has; `None` for what only shows output, a change or a command.
    fn program(&self) -> Option<Program<'a>> {
        let language = self.language();
        let certainty = match language {
            Some(_) => Certainty::Named,
            None if self.info.is_empty() && prose::has_code(self.code) => Certainty::Looks,
            None => return None,
        };
        Some(Program {
            text: self.code,
            language,
            certainty,
        })
    }

    /// The language of ```` ```python ````, ```` ```src/app.py ````, ```` ```py title="a" ````.
    fn language(&self) -> Option<Language> {
        let mut words = self
            .info
            .split(|c: char| c.is_whitespace() || "{}:,=\"'".contains(c))
            .map(|word| word.trim_start_matches('.'))
            .filter(|word| !word.is_empty());
        words.find_map(|word| word.parse().ok().or_else(|| path_language(word)))
    }
}

/// The text outside of fences; each fence is handed over. One that is not closed goes to the end.
fn outside_fences<'a>(text: &'a str, mut on_fence: impl FnMut(Fence<'a>)) -> String {
    let ticks = |line: &str| line.bytes().take_while(|byte| *byte == b'`').count();
    let mut outside = String::new();
    let mut open: Option<(usize, &str, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (start, trimmed) = (at, line.trim());
        at += line.len();
        let count = ticks(trimmed);
        match open {
            None if count >= 3 && !trimmed[count..].contains('`') => {
                open = Some((count, trimmed[count..].trim(), at));
            }
            None => outside.push_str(line),
            Some((opened, info, from)) if count >= opened && count == trimmed.len() => {
                let code = &text[from..start];
                on_fence(Fence { info, code });
                open = None;
            }
            Some(_) => {}
        }
    }
    if let Some((_, info, from)) = open {
        let code = &text[from..];
        on_fence(Fence { info, code });
    }
    outside
}

/// What stands in the first of the task tags.
fn task(text: &str) -> Option<&str> {
    TASK_TAGS.into_iter().find_map(|tag| {
        let (_, inner) = text.split_once(&format!("<{tag}>"))?;
        let (inner, _) = inner.split_once(&format!("</{tag}>"))?;
        (!inner.trim().is_empty()).then_some(inner)
    })
}

/// A text; of a long one its beginning and its end.
pub(super) fn ends_of(text: &str, half: usize) -> String {
    if text.len() <= 2 * half {
        return text.to_owned();
    }
    let head = &text[..text.floor_char_boundary(half)];
    let tail = &text[text.ceil_char_boundary(text.len() - half)..];
    format!("{head}\n{tail}")
}

/// The language of a file's name.
pub(super) fn path_language(path: &str) -> Option<Language> {
    Language::from_path(Path::new(path.trim()))
}

/// The language that a text names: by a file's name, or by its own ("in Python").
fn named_language(text: &str) -> Option<Language> {
    let mut files = text.split_whitespace().filter(|word| !word.contains("://"));
    files
        .find_map(|word| path_language(prose::bare(word)))
        .or_else(|| {
            let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "+#".contains(c)));
            let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
            (0..words.len()).find_map(|at| prose::language_at(&words, at))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Query {
        Message::read(text).query()
    }

    #[test]
    fn the_last_fence_with_a_language_is_the_program() {
        let text = "Fix this.\n```py\nold()\n```\nand\n```python\nnew()\n```\nIt prints:\n```\nTraceback: x = 1;\n```\nThanks";
        let found = query(text);
        assert_eq!(found.before, "new()\n");
        assert_eq!(found.language, Some(Language::Python));
        assert_eq!(
            found.description.as_deref(),
            Some("Fix this.\nand\nIt prints:\nThanks")
        );
    }

    #[test]
    fn fences_may_be_long_unclosed_or_named_by_a_path() {
        let long = query("````js\nlet a = `b`;\n```\nlet c;\n````\n");
        assert_eq!(long.before, "let a = `b`;\n```\nlet c;\n");
        assert_eq!(query("x\n```rust\nfn f() {").before, "fn f() {");
        let named = query("```src/app.ts\nlet a: string;\n```");
        assert_eq!(named.language, Some(Language::TypeScript));
        assert_eq!(query("run\n```sh\nrm -r x\n```").before, "");
    }

    #[test]
    fn a_file_or_a_word_names_the_language() {
        for (text, language) in [
            (
                "Add a route to `server/app.go`, please.",
                Some(Language::Go),
            ),
            ("Write a sorting function in Rust.", Some(Language::Rust)),
            ("用Python写一个函数", Some(Language::Python)),
            ("Remove the rust from my bike", None),
            ("Write a C function that reads a line", Some(Language::C)),
            ("Let's go on and do it", None),
        ] {
            assert_eq!(query(text).language, language, "{text}");
        }
    }

    #[test]
    fn an_agents_task_is_what_counts_of_its_prompt() {
        let text = "<task>\nAdd a login route\n</task>\n<environment_details>\nTell me a story\n</environment_details>";
        assert_eq!(
            query(text).description.as_deref(),
            Some("Add a login route")
        );
    }

    #[test]
    fn code_without_a_fence_is_a_program() {
        let code = "def read(name):\n    with open(name) as f:\n        return f.read()\n";
        let found = query(code);
        assert_eq!(
            (found.before.as_str(), found.description),
            (code.trim_matches('\n'), None)
        );
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let text = format!("{}\n```c\n{}\n```\n", "ä".repeat(5000), "ü".repeat(40_000));
        let found = query(&text);
        assert!(found.before.len() <= MOST_PROGRAM && found.before.ends_with("ü\n"));
        assert!(found.description.unwrap().len() <= 2 * HALF_DESCRIPTION + 1);
    }
}
