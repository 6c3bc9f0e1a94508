//! The program's line ends and indentation, and code brought to them.

use crate::language::Language;

pub(super) use crate::prompt::chat::indent_of;

/// A line of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Its text, without its end.
    pub text: String,
    /// Whether it begins inside a string, so that its white space must stay.
    pub verbatim: bool,
}

/// How a program is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// What ends its lines.
    pub eol: &'static str,
    /// One step of its indentation; empty where code keeps its own.
    pub step: String,
}

impl Layout {
    /// The layout of a program; where it shows none, its language's usual one.
    pub(super) fn of(language: Language, before: &str, after: &str) -> Self {
        let text = || before.lines().chain(after.lines());
        let crlf = before.matches("\r\n").count() + after.matches("\r\n").count();
        let all = before.matches('\n').count() + after.matches('\n').count();
        let eol = if crlf > 0 && crlf * 2 >= all {
            "\r\n"
        } else {
            "\n"
        };
        let usual = match language {
            Language::Go => "\t",
            Language::JavaScript | Language::TypeScript | Language::Ruby => "  ",
            _ => "    ",
        };
        let step = step_of(text()).unwrap_or_else(|| usual.to_owned());
        Self { eol, step }
    }

    /// Brings an example's lines to this indentation.
    pub(super) fn reindent(&self, lines: &[Line]) -> Vec<Line> {
        let plain = lines.iter().filter(|line| !line.verbatim);
        let own = step_of(plain.map(|line| line.text.as_str()));
        let own = own.filter(|own| *own != self.step && !self.step.is_empty());
        let Some(own) = own else {
            return lines.to_vec();
        };
        let bring = |line: &Line| {
            if line.verbatim {
                return line.clone();
            }
            let rest = line.text.trim_start_matches([' ', '\t']);
            let mut white = &line.text[..line.text.len() - rest.len()];
            let mut text = String::new();
            while let Some(less) = white.strip_prefix(own.as_str()) {
                text.push_str(&self.step);
                white = less;
            }
            Line {
                text: format!("{text}{white}{rest}"),
                verbatim: false,
            }
        };
        lines.iter().map(bring).collect()
    }
}

/// One step of the lines' indentation, if they show one: a tab, or the fewest spaces. A single
/// space is no indentation but a block comment's.
fn step_of<'a>(lines: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut fewest = None;
    for line in lines {
        if line.trim().is_empty() || line.trim_start().starts_with('*') {
            continue;
        }
        if line.starts_with('\t') {
            return Some("\t".to_owned());
        }
        let spaces = line.len() - line.trim_start_matches(' ').len();
        if (2..=8).contains(&spaces) {
            fewest = Some(fewest.map_or(spaces, |known: usize| known.min(spaces)));
        }
    }
    Some(" ".repeat(fewest?))
}

/// Where the line that holds this byte begins.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Where the line that holds this byte ends, its line end with it.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text[at..]
        .find('\n')
        .map_or(text.len(), |newline| at + newline + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line {
        Line {
            text: text.to_owned(),
            verbatim: false,
        }
    }

    #[test]
    fn a_program_shows_its_layout() {
        let layout = Layout::of(Language::C, "int f()\r\n{\r\n\tint a;\r\n", "");
        assert_eq!((layout.eol, layout.step.as_str()), ("\r\n", "\t"));
        let layout = Layout::of(Language::Ruby, "", "");
        assert_eq!((layout.eol, layout.step.as_str()), ("\n", "  "));
    }

    #[test]
    fn code_takes_the_programs_indentation_and_strings_keep_theirs() {
        let layout = Layout::of(Language::Python, "def f():\n\tpass\n", "");
        let mut lines = vec![line("def g():"), line("    if x:"), line("        y(1,")];
        lines.push(line("          2)"));
        lines.push(Line {
            text: "    text".to_owned(),
            verbatim: true,
        });
        let texts: Vec<String> = layout
            .reindent(&lines)
            .into_iter()
            .map(|line| line.text)
            .collect();
        assert_eq!(
            texts,
            ["def g():", "\tif x:", "\t\ty(1,", "\t\t  2)", "    text"]
        );
    }
}
