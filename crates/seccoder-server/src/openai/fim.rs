//! Prompts that already hold a model's fill-in-the-middle tokens.
//!
//! Editors often build such a prompt themselves and send it as plain text. What stands between the
//! tokens is the program before and after the gap; the tokens themselves, and what stands in front
//! of them (a repository's name, other files), belong to the model's form and are left alone.
//!
//! A prompt whose tokens do not come exactly as one family wants them is [`Reading::Unclear`]:
//! perhaps it is a program *about* such tokens. Nothing is guessed then.

use std::ops::Range;

/// The two sides of a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split<'a> {
    /// The program before the gap.
    pub before: &'a str,
    /// The program after the gap.
    pub after: &'a str,
}

/// The sides of the gap in a prompt with a model's tokens; `None` without them, or where they do
/// not make one gap.
#[must_use]
pub fn split(prompt: &str) -> Option<Split<'_>> {
    match read(prompt) {
        Reading::Gap(gap) => Some(Split {
            before: &prompt[gap.before],
            after: &prompt[gap.after],
        }),
        Reading::Plain | Reading::Unclear => None,
    }
}

/// What a prompt is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    /// It has no such tokens.
    Plain,
    /// It has one gap.
    Gap(Gap),
    /// It has such tokens, but not as they belong.
    Unclear,
}

/// Where the sides of a gap are, in bytes of the prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gap {
    /// The program before it.
    pub before: Range<usize>,
    /// The program after it.
    pub after: Range<usize>,
    /// The path that the prompt names for this file.
    pub path: Option<Range<usize>>,
}

/// The tokens of one kind of model.
struct Family {
    /// Before the text before the gap.
    prefix: &'static str,
    /// Before the text after the gap.
    suffix: &'static str,
    /// Where the model begins to write; without it, at the prompt's end.
    middle: Option<&'static str>,
    /// The tokens are ordinary words elsewhere: they count only at the prompt's beginning.
    ordinary: bool,
    /// A space on the inner side of each token belongs to the form.
    spaced: bool,
}

const FAMILIES: [Family; 8] = [
    // Qwen2.5-Coder, CodeGemma.
    Family::of("<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"),
    // StarCoder, StarCoder2, Granite, StableCode.
    Family::of("<fim_prefix>", "<fim_suffix>", "<fim_middle>"),
    // SantaCoder.
    Family::of("<fim-prefix>", "<fim-suffix>", "<fim-middle>"),
    // Seed-Coder.
    Family::of("<[fim-prefix]>", "<[fim-suffix]>", "<[fim-middle]>"),
    // CodeGeeX.
    Family::of("<|code_prefix|>", "<|code_suffix|>", "<|code_middle|>"),
    // DeepSeek-Coder.
    Family::of("<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>"),
    // Code Llama; `<PRE>` is also HTML.
    Family {
        ordinary: true,
        spaced: true,
        ..Family::of("<PRE>", "<SUF>", "<MID>")
    },
    // Codestral: the suffix first, and no token at the gap.
    Family {
        middle: None,
        ordinary: true,
        ..Family::of("[PREFIX]", "[SUFFIX]", "")
    },
];

/// Tokens after which a file's path stands, up to the end of the line.
const FILE_TOKENS: [&str; 4] = [
    "<|file_sep|>",
    "<file_sep>",
    "<|file_separator|>",
    "<filename>",
];

impl Family {
    const fn of(prefix: &'static str, suffix: &'static str, middle: &'static str) -> Self {
        Self {
            prefix,
            suffix,
            middle: Some(middle),
            ordinary: false,
            spaced: false,
        }
    }

    fn tokens(&self) -> impl Iterator<Item = &'static str> {
        [self.prefix, self.suffix].into_iter().chain(self.middle)
    }

    /// Whether the prompt has any of these tokens, as tokens.
    fn is_used(&self, prompt: &str) -> bool {
        if self.ordinary {
            let start = prompt.trim_start();
            let start = start.strip_prefix("<s>").unwrap_or(start).trim_start();
            return start.starts_with(self.prefix) || start.starts_with(self.suffix);
        }
        self.tokens().any(|token| prompt.contains(token))
    }

    fn read(&self, prompt: &str) -> Reading {
        let prefix = once(prompt, self.prefix);
        let suffix = once(prompt, self.suffix);
        let middle = self.middle.map_or_else(
            || Found::Once(prompt.len()..prompt.len()),
            |token| once(prompt, token),
        );
        let (prefix, suffix, middle) = match (prefix, suffix, middle) {
            (Found::Once(prefix), Found::Once(suffix), Found::Once(middle)) => {
                (prefix, suffix, middle)
            }
            // An ordinary word at the beginning, and the others are not there.
            (Found::Never, ..) | (_, Found::Never, _) | (.., Found::Never) if self.ordinary => {
                return Reading::Plain;
            }
            _ => return Reading::Unclear,
        };
        self.between(prompt, &prefix, &suffix, &middle)
            .map_or(Reading::Unclear, Reading::Gap)
    }

    /// The gap, where the tokens come in an order that models know.
    fn between(
        &self,
        prompt: &str,
        prefix: &Range<usize>,
        suffix: &Range<usize>,
        middle: &Range<usize>,
    ) -> Option<Gap> {
        let is_blank = |range: &Range<usize>| prompt[range.clone()].trim().is_empty();
        let tail = middle.end..prompt.len();
        let (before, after) = if prefix.end <= suffix.start && suffix.end <= middle.start {
            self.middle?;
            let before = prefix.end..suffix.start;
            let after = suffix.end..middle.start;
            match (is_blank(&before), is_blank(&tail)) {
                // The suffix stands first, and what comes before the gap last.
                (true, false) => (tail, after),
                (_, true) => (before, after),
                // The model has begun to write; which side that belongs to is not ours to say.
                (false, false) => return None,
            }
        } else if suffix.end <= prefix.start && prefix.end <= middle.start && is_blank(&tail) {
            (prefix.end..middle.start, suffix.end..prefix.start)
        } else {
            return None;
        };
        let (before, after) = if self.spaced {
            (unspaced(prompt, before), unspaced(prompt, after))
        } else {
            (before, after)
        };
        let header = last_file(prompt, before.clone());
        let path = header
            .clone()
            .or_else(|| last_file(prompt, 0..prefix.start.min(suffix.start)));
        let start = header.map_or(before.start, |path| {
            (path.end + 1).clamp(before.start, before.end)
        });
        Some(Gap {
            before: start..before.end,
            after,
            path,
        })
    }
}

/// Reads a prompt.
pub(super) fn read(prompt: &str) -> Reading {
    let mut used = FAMILIES.iter().filter(|family| family.is_used(prompt));
    match (used.next(), used.next()) {
        (None, _) => Reading::Plain,
        (Some(family), None) => family.read(prompt),
        (Some(_), Some(_)) => Reading::Unclear,
    }
}

/// Whether a text has something that servers read as a token of the model's form. Such a text
/// cannot be shown: it would end the place where it stands.
pub(super) fn has_token(text: &str) -> bool {
    let ours = FAMILIES.iter().flat_map(Family::tokens).chain(FILE_TOKENS);
    let mut others = [
        "<s>",
        "</s>",
        "[INST]",
        "[/INST]",
        "<<SYS>>",
        "<｜",
        "<start_of_turn>",
        "<end_of_turn>",
        "[TOOL_CALLS]",
        "<bos>",
        "<eos>",
    ]
    .into_iter()
    .chain(ours);
    others.any(|token| text.contains(token)) || has_bar_token(text)
}

/// `<|name|>`: how most models write their tokens.
fn has_bar_token(text: &str) -> bool {
    text.match_indices("<|").any(|(at, open)| {
        let rest = &text[at + open.len()..];
        rest.find(|c: char| !(c.is_ascii_alphanumeric() || "_-/:.".contains(c)))
            .is_some_and(|end| end > 0 && rest[end..].starts_with("|>"))
    })
}

/// How often a token is there.
enum Found {
    Never,
    Once(Range<usize>),
    Again,
}

fn once(text: &str, token: &str) -> Found {
    let mut all = text.match_indices(token);
    match (all.next(), all.next()) {
        (None, _) => Found::Never,
        (Some((at, _)), None) => Found::Once(at..at + token.len()),
        (Some(_), Some(_)) => Found::Again,
    }
}

/// A range without one space at its beginning and one at its end.
fn unspaced(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let start = range.start + usize::from(inner.starts_with(' '));
    let end = range.end - usize::from(inner.len() > 1 && inner.ends_with(' '));
    start..end.max(start)
}

/// The path behind the last file token of a part of the prompt.
fn last_file(prompt: &str, part: Range<usize>) -> Option<Range<usize>> {
    let text = &prompt[part.clone()];
    let start = FILE_TOKENS
        .iter()
        .filter_map(|token| text.rfind(token).map(|at| at + token.len()))
        .max()?;
    let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    Some(part.start + start..part.start + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sides(prompt: &str) -> Option<(&str, &str)> {
        split(prompt).map(|split| (split.before, split.after))
    }

    #[test]
    fn every_family_gives_its_two_sides() {
        for prompt in [
            "<|fim_prefix|>a(<|fim_suffix|>)b<|fim_middle|>",
            "<fim_prefix>a(<fim_suffix>)b<fim_middle>",
            "<fim-prefix>a(<fim-suffix>)b<fim-middle>",
            "<[fim-suffix]>)b<[fim-prefix]>a(<[fim-middle]>",
            "<|code_suffix|>)b<|code_prefix|>a(<|code_middle|>",
            "<｜fim▁begin｜>a(<｜fim▁hole｜>)b<｜fim▁end｜>",
            "<PRE> a( <SUF>)b <MID>",
            "<s> <PRE> <SUF>)b <MID> a(",
            "[SUFFIX])b[PREFIX]a(",
            "<s>[SUFFIX])b[PREFIX]a(",
        ] {
            assert_eq!(sides(prompt), Some(("a(", ")b")), "{prompt}");
        }
    }

    #[test]
    fn the_suffix_may_come_first() {
        let first = "<|fim_suffix|>)b<|fim_prefix|>a(<|fim_middle|>";
        assert_eq!(sides(first), Some(("a(", ")b")));
        let last = "<fim_prefix><fim_suffix>)b<fim_middle>a(";
        assert_eq!(sides(last), Some(("a(", ")b")));
    }

    #[test]
    fn an_empty_side_is_a_side() {
        let none = "<|fim_prefix|><|fim_suffix|><|fim_middle|>";
        assert_eq!(sides(none), Some(("", "")));
        assert_eq!(sides("[SUFFIX][PREFIX]"), Some(("", "")));
        assert_eq!(sides("<PRE> <SUF> <MID>"), Some(("", "")));
    }

    #[test]
    fn repeated_foreign_and_missing_tokens_make_no_gap() {
        for prompt in [
            "<|fim_prefix|>a<|fim_prefix|>b<|fim_suffix|>c<|fim_middle|>",
            "<|fim_prefix|>a<|fim_suffix|>c",
            "if t == '<fim_middle>':",
            "<|fim_prefix|>a<fim_suffix>c<fim_middle>",
            "<|fim_middle|>a<|fim_suffix|>c<|fim_prefix|>",
            "<|fim_prefix|>a<|fim_suffix|>c<|fim_middle|>begun",
            "[PREFIX]a[SUFFIX]b",
        ] {
            assert_eq!(read(prompt), Reading::Unclear, "{prompt}");
            assert_eq!(split(prompt), None);
        }
    }

    #[test]
    fn ordinary_words_are_no_tokens() {
        for prompt in [
            "def f():\n",
            "<PRE>\n<?php echo $x;",
            "log('[PREFIX] [SUFFIX]')",
            "",
        ] {
            assert_eq!(read(prompt), Reading::Plain, "{prompt}");
        }
    }

    #[test]
    fn file_tokens_name_the_path_and_are_no_program() {
        for prompt in [
            "<|repo_name|>r\n<|file_sep|>lib.py\nx = 1\n<|file_sep|>src/app.py\n<|fim_prefix|>a(<|fim_suffix|>)b<|fim_middle|>",
            "<fim_prefix><filename>src/app.py\na(<fim_suffix>)b<fim_middle>",
        ] {
            assert_eq!(sides(prompt), Some(("a(", ")b")), "{prompt}");
            let Reading::Gap(gap) = read(prompt) else {
                panic!("no gap")
            };
            assert_eq!(gap.path.map(|path| &prompt[path]), Some("src/app.py"));
        }
        let bare = "<fim_prefix><filename>x.py<fim_suffix>)b<fim_middle>";
        assert_eq!(sides(bare), Some(("", ")b")));
    }

    #[test]
    fn tokens_of_any_model_are_seen_in_a_text() {
        for text in [
            "a <|im_end|> b",
            "<|fim_middle|>",
            "x</s>",
            "[INST]",
            "<｜end▁of▁sentence｜>",
        ] {
            assert!(has_token(text), "{text}");
        }
        for text in ["a <| b |> c; d", "x <||> y", "if a<b: pass", "f(|x| x)"] {
            assert!(!has_token(text), "{text}");
        }
    }
}
