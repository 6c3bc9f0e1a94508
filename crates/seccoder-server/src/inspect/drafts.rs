//! The programs that an answer makes.
//!
//! A completion is a piece of the program that it was asked for; it is looked at where it will
//! stand, exactly as an editor pastes it. A chat answer holds programs of its own, each in a
//! fenced block. What cannot be looked at is said: code in another language, arguments of tools.

use std::path::Path;

use seccoder::language::Language;
use seccoder::oracle::Finding;
use seccoder::query::Query;
use seccoder::request::understand;

use super::answered::{Choices, Said};
use super::written::{Block, blocks};
use crate::guide::Writing;
use crate::openai::{Body, Endpoint};

/// The longest program that is looked at, in bytes.
const LONGEST: usize = 1 << 20;
/// The most programs of one answer that are looked at.
const MOST: usize = 64;
/// Tags of blocks that hold no program.
const NO_PROGRAM: [&str; 12] = [
    "text",
    "txt",
    "plain",
    "plaintext",
    "console",
    "output",
    "log",
    "json",
    "csv",
    "markdown",
    "md",
    "mermaid",
];

/// A program as an oracle takes it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Program {
    pub code: String,
    /// Byte offset at which what was written begins.
    pub start: usize,
    pub language: Language,
}

/// A piece of an answer in its program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub program: Program,
    /// Byte offset in the program at which what was written ends.
    end: usize,
    /// Lines of the program in front of the first that was written.
    before: u32,
    /// One-based line of the program on which the piece ends.
    last_line: u32,
    /// Lines of the answer in front of the piece.
    ahead: u32,
}

/// The pieces of one choice: drafts, and why something cannot be looked at.
pub(super) type Pieces = Vec<Result<Draft, String>>;

impl Draft {
    /// A finding with its line in what was written; `None` where it is of the program around.
    pub fn placed(&self, finding: Finding) -> Option<Finding> {
        let is_inside = finding.line > self.before && finding.line <= self.last_line;
        is_inside.then(|| Finding {
            line: finding.line - self.before + self.ahead,
            ..finding
        })
    }

    /// A completion between what stands around it.
    fn between(query: &Query, language: Language, text: &str) -> Self {
        let Query { before, after, .. } = query;
        let joint = joint(before, text, after);
        let lines = line_ends(before);
        Self {
            program: Program {
                code: format!("{before}{text}{joint}{after}"),
                start: before.len(),
                language,
            },
            end: before.len() + text.len(),
            before: lines,
            last_line: lines
                .saturating_add(line_ends(text.trim_end()))
                .saturating_add(1),
            ahead: 0,
        }
    }

    /// A block of a chat answer.
    fn alone(block: Block<'_>, language: Language) -> Self {
        Self {
            end: block.code.len(),
            before: 0,
            last_line: line_ends(&block.code).saturating_add(1),
            ahead: block.first_line.saturating_sub(1),
            program: Program {
                code: block.code,
                start: 0,
                language,
            },
        }
    }

    /// What was written of the program.
    pub fn written(&self) -> &str {
        &self.program.code[self.program.start..self.end]
    }
}

/// A line end between a completion and what follows, where both have lines of their own: stop
/// texts take away the one that the model wrote.
fn joint(before: &str, text: &str, after: &str) -> &'static str {
    let own_line = |text: &str| {
        text.rsplit('\n')
            .next()
            .unwrap_or_default()
            .trim()
            .is_empty()
    };
    let is_apart = text.trim().is_empty() || text.ends_with('\n');
    if is_apart || after.is_empty() || after.starts_with(['\n', '\r']) || !own_line(before) {
        ""
    } else {
        "\n"
    }
}

fn line_ends(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)
}

/// Reads the programs out of answers to one request.
pub(super) struct Reader<'a> {
    body: &'a Body,
    /// Of each of its sites.
    languages: Vec<Option<Language>>,
    /// Not every prompt that was sent is one: nobody knows which choice answers which.
    is_partial: bool,
}

impl<'a> Reader<'a> {
    /// Of a request with so many prompts.
    pub fn new(body: &'a Body, prompts: usize) -> Self {
        let sites = body.sites().iter();
        let languages = sites.map(|site| language_of(&site.writing.query)).collect();
        Self {
            body,
            languages,
            is_partial: prompts != body.sites().len(),
        }
    }

    /// What a site of the request writes, with its language also where that is guessed: an
    /// example stands in a program only where its language is known.
    pub fn writing(&self, site: usize) -> Option<Writing> {
        let mut writing = self.body.sites().get(site)?.writing.clone();
        writing.query.language = self.languages.get(site).copied().flatten();
        Some(writing)
    }

    /// The site of the request that a choice answers.
    pub fn site(&self, choice: u64) -> usize {
        let choice = usize::try_from(choice).unwrap_or(usize::MAX);
        choice / self.body.choices().max(1)
    }

    /// The pieces of every choice, in the order of the choices; none has no piece.
    pub fn pieces(&self, choices: &Choices) -> Vec<Pieces> {
        let mut room = MOST;
        let mut all = Vec::new();
        for (&index, said) in choices {
            let mut pieces = match self.body.endpoint() {
                Endpoint::Completions => vec![self.completion(self.site(index), said)],
                Endpoint::Chat => self.message(said),
            };
            for piece in &mut pieces {
                if let Ok(draft) = piece {
                    if draft.program.code.len() > LONGEST {
                        *piece = Err(format!("a program is longer than {LONGEST} bytes"));
                    } else if room == 0 {
                        *piece = Err(format!("the answer has more than {MOST} programs"));
                    } else {
                        room -= 1;
                    }
                }
            }
            all.push(pieces);
        }
        all
    }

    fn completion(&self, site: usize, said: &Said) -> Result<Draft, String> {
        if said.text.trim().is_empty() {
            return Err("no code was written".to_owned());
        }
        let sites = self.body.sites();
        if sites.is_empty() {
            return Err(format!("no code to look at: {}", self.body.untouched()));
        }
        if self.is_partial {
            return Err("not every prompt of the request is code".to_owned());
        }
        let asked = sites.get(site).ok_or("the answer has too many choices")?;
        let language = self.languages[site].ok_or("the program's language is unknown")?;
        Ok(Draft::between(&asked.writing.query, language, &said.text))
    }

    fn message(&self, said: &Said) -> Pieces {
        let blocks = blocks(&said.text);
        let is_tagged = blocks.iter().any(|block| named(block.tag).is_some());
        let mut pieces: Pieces = blocks
            .into_iter()
            .filter(|block| !block.code.trim().is_empty())
            .filter_map(|block| self.block(block, is_tagged))
            .collect();
        if said.calls_tools {
            pieces.push(Err(
                "what the answer hands to tools is not looked at".to_owned()
            ));
        }
        if pieces.is_empty() {
            pieces.push(Err("no code: the answer has no code block".to_owned()));
        }
        pieces
    }

    /// A block as a program; `None` where it is none.
    fn block(&self, block: Block<'_>, is_tagged: bool) -> Option<Result<Draft, String>> {
        if NO_PROGRAM
            .iter()
            .any(|tag| tag.eq_ignore_ascii_case(block.tag))
        {
            return None;
        }
        let language = match block.tag {
            // Beside blocks that say what they are, it is more likely what a program prints.
            "" if is_tagged => Some(guessed(&block.code)?),
            "" => self.asked_language().or_else(|| guessed(&block.code)),
            tag => named(tag),
        };
        Some(match language {
            Some(language) => Ok(Draft::alone(block, language)),
            None if block.tag.is_empty() => Err("a code block's language is unknown".to_owned()),
            None => Err(format!("a code block's language is unknown: {}", block.tag)),
        })
    }

    fn asked_language(&self) -> Option<Language> {
        self.languages.first().copied().flatten()
    }
}

/// The language of a tag: a name, an extension or a file's name.
fn named(tag: &str) -> Option<Language> {
    let by_path = || Language::from_path(Path::new(tag));
    tag.parse().ok().or_else(by_path)
}

fn guessed(code: &str) -> Option<Language> {
    language_of(&Query {
        before: code.to_owned(),
        ..Query::default()
    })
}

fn language_of(query: &Query) -> Option<Language> {
    query.language.or_else(|| understand(query).language)
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Draft {
        /// A whole program in Python.
        pub fn of(code: &str) -> Self {
            Self::between(&Query::default(), Language::Python, code)
        }
    }

    fn between(before: &str, text: &str, after: &str) -> Draft {
        let query = Query {
            before: before.to_owned(),
            after: after.to_owned(),
            ..Query::default()
        };
        Draft::between(&query, Language::Python, text)
    }

    fn line(draft: &Draft, line: u32) -> Option<u32> {
        let finding = Finding {
            rule: "r".to_owned(),
            cwe: None,
            line,
            message: String::new(),
        };
        draft.placed(finding).map(|finding| finding.line)
    }

    #[test]
    fn findings_are_placed_within_what_was_written() {
        let draft = between(
            "import os\ndef f(x):\n    ",
            "y = 1\n    z = 2\n",
            "\ng()\n",
        );
        let lines: Vec<_> = (1..=6).map(|at| line(&draft, at)).collect();
        assert_eq!(lines, [None, None, Some(1), Some(2), None, None]);
        assert_eq!(draft.written(), "y = 1\n    z = 2\n");
    }

    #[test]
    fn lines_of_a_block_are_counted_within_the_answer() {
        let answer = "Here:\n\n```python\nx = 1\ny = 2\n```\n";
        let block = blocks(answer).remove(0);
        let draft = Draft::alone(block, Language::Python);
        assert_eq!([line(&draft, 1), line(&draft, 2)], [Some(4), Some(5)]);
        assert_eq!(draft.written(), "x = 1\ny = 2\n");
    }

    #[test]
    fn a_line_end_is_added_only_between_lines_of_their_own() {
        let code = |before, text, after| between(before, text, after).program.code;
        assert_eq!(code("f(", "x", ")\n"), "f(x)\n");
        assert_eq!(code("a\n", "b", "\nc"), "a\nb\nc");
        assert_eq!(code("a\n  ", "b", "c"), "a\n  b\nc");
        assert_eq!(code("a\n", "b\n", "c"), "a\nb\nc");
        assert_eq!(code("a\n", "b", ""), "a\nb");
    }

    #[test]
    fn tags_are_names_extensions_and_files() {
        assert_eq!(named("py"), Some(Language::Python));
        assert_eq!(named("src/app.rs"), Some(Language::Rust));
        assert_eq!(named("bash"), None);
        assert_eq!(named(""), None);
    }
}
