//! The programs in a chat answer: its fenced blocks.
//!
//! Fences are read as CommonMark has them, and as models write them: three or more back-ticks or
//! tildes, closed by a run of the same character that is at least as long and has nothing behind
//! it. A fence may stand inside a list or a quotation; the block's lines lose as much of their
//! indentation as the fence has. A block that nobody closes goes to the answer's end.

/// The shortest run that opens a block.
const SHORTEST: usize = 3;

/// The deepest indentation of a closing fence, beyond that of the opening one.
const DEEPEST: usize = 3;

/// A fenced block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block<'a> {
    /// The first word behind the opening fence; empty where there is none.
    pub tag: &'a str,
    /// The lines between the fences.
    pub code: String,
    /// One-based line of the answer on which the code begins.
    pub first_line: u32,
}

/// The fenced blocks of an answer, in their order.
#[must_use]
pub fn blocks(answer: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<(Fence<'_>, Block<'_>)> = None;
    for (line, number) in answer.split_inclusive('\n').zip(1_u32..) {
        open = match open {
            None => Fence::opening(line).map(|fence| {
                let block = Block {
                    tag: tag(fence.info),
                    code: String::new(),
                    first_line: number.saturating_add(1),
                };
                (fence, block)
            }),
            Some((fence, block)) if fence.is_closed_by(line) => {
                blocks.push(block);
                None
            }
            Some((fence, mut block)) => {
                block.code.push_str(fence.without_margin(line));
                Some((fence, block))
            }
        };
    }
    blocks.extend(open.map(|(_, block)| block));
    blocks
}

/// An opening fence.
#[derive(Clone, Copy)]
struct Fence<'a> {
    /// What stands before it: indentation, quotation marks, a list's mark.
    margin: &'a str,
    mark: char,
    length: usize,
    info: &'a str,
}

impl<'a> Fence<'a> {
    fn opening(line: &'a str) -> Option<Self> {
        let start = margin_of(line);
        let (margin, rest) = line.split_at(start);
        let mark = rest.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let length = run(rest, mark);
        let info = rest[length..].trim();
        // Back-ticks behind back-ticks are code within a line.
        let is_inline = mark == '`' && info.contains('`');
        (length >= SHORTEST && !is_inline).then_some(Self {
            margin,
            mark,
            length,
            info,
        })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let line = self.without_margin(line);
        // Further in it is code: a docstring that has a fence of its own.
        if run(line, ' ') > DEEPEST || line.starts_with('\t') {
            return false;
        }
        let line = line.trim();
        let length = run(line, self.mark);
        length >= self.length && length == line.len()
    }

    /// A line of the block without what stands before it only because the fence does, too.
    fn without_margin<'l>(&self, line: &'l str) -> &'l str {
        let mut rest = line;
        for expected in self.margin.chars() {
            rest = match rest.chars().next() {
                Some(found) if found == expected && found == '>' => &rest[1..],
                Some(' ' | '\t') if expected != '>' => &rest[1..],
                _ => break,
            };
        }
        rest
    }
}

/// Bytes of a line that may stand before a fence: white space, `>`, and one list mark.
fn margin_of(line: &str) -> usize {
    let is_margin = |c: char| matches!(c, ' ' | '\t' | '>');
    let start = line.len() - line.trim_start_matches(is_margin).len();
    start + list_mark(&line[start..])
}

/// Bytes of `- `, `* `, `+ `, `1. ` or `1) ` at the start, else 0.
fn list_mark(text: &str) -> usize {
    let digits = run_of(text, |c| c.is_ascii_digit());
    let mark = match text.as_bytes().get(digits) {
        Some(b'-' | b'*' | b'+') if digits == 0 => 1,
        Some(b'.' | b')') if (1..=9).contains(&digits) => digits + 1,
        _ => return 0,
    };
    match run_of(&text[mark..], |c| c == ' ') {
        0 => 0,
        spaces => mark + spaces,
    }
}

fn run(text: &str, mark: char) -> usize {
    run_of(text, |c| c == mark)
}

/// Bytes of ASCII characters at the start that all are so.
fn run_of(text: &str, is: impl Fn(char) -> bool) -> usize {
    text.chars().take_while(|&c| is(c)).count()
}

/// The language that an info string names: `python` of `python title="x"`, `{.python}`,
/// `python:app.py` and `python,ignore`.
fn tag(info: &str) -> &str {
    info.trim_start_matches(['{', '.'])
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '{' | '}' | ';'))
        .next()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(answer: &str) -> Vec<(&str, String, u32)> {
        blocks(answer)
            .into_iter()
            .map(|block| (block.tag, block.code, block.first_line))
            .collect()
    }

    fn one<'a>(tag: &'a str, code: &str, line: u32) -> Vec<(&'a str, String, u32)> {
        vec![(tag, code.to_owned(), line)]
    }

    #[test]
    fn blocks_have_their_tag_their_code_and_their_place() {
        let answer = "Do this:\n```python\nx = 1\n```\nand\n```\ny\n```\n";
        let expected = vec![
            ("python", "x = 1\n".to_owned(), 3),
            ("", "y\n".to_owned(), 7),
        ];
        assert_eq!(read(answer), expected);
        assert!(read("no code, only ``` in a line ```\n").is_empty());
        assert!(read("").is_empty());
    }

    #[test]
    fn an_unclosed_block_goes_to_the_end() {
        assert_eq!(read("```py\nx = 1\ny = 2"), one("py", "x = 1\ny = 2", 2));
        assert_eq!(read("```py"), one("py", "", 2));
    }

    #[test]
    fn a_fence_closes_only_with_its_own_kind_and_length() {
        let nested = "````markdown\n```python\nx\n```\n````\n";
        assert_eq!(read(nested), one("markdown", "```python\nx\n```\n", 2));
        assert_eq!(
            read("~~~c\n```\nint x;\n~~~\n"),
            one("c", "```\nint x;\n", 2)
        );
        assert_eq!(read("```go\nx\n`````\nprose"), one("go", "x\n", 2));
        let docstring = "```py\n\"\"\"\n    ```\n\"\"\"\n ```\nprose";
        assert_eq!(read(docstring), one("py", "\"\"\"\n    ```\n\"\"\"\n", 2));
        let opened_twice = "```go\nx\n```go\ny\n```\n";
        assert_eq!(read(opened_twice), one("go", "x\n```go\ny\n", 2));
    }

    #[test]
    fn indented_quoted_and_listed_blocks_lose_their_margin() {
        let indented = "1. So:\n   ```js\n   if (x) {\n     y();\n   }\n   ```\n";
        assert_eq!(read(indented), one("js", "if (x) {\n  y();\n}\n", 3));
        assert_eq!(
            read("> ```js\n> x();\n> ```\n> end"),
            one("js", "x();\n", 2)
        );
        assert_eq!(read("- ```js\n  x();\n  ```\n"), one("js", "x();\n", 2));
        // A line that stands further left keeps what it has.
        assert_eq!(read("  ```js\nx();\n  ```\n"), one("js", "x();\n", 2));
    }

    #[test]
    fn info_strings_say_more_than_the_language() {
        for info in [
            "python title=\"x\"",
            " python",
            "python:app.py",
            "{.python .numberLines}",
            "python,ignore",
            "python\r",
        ] {
            assert_eq!(
                read(&format!("```{info}\nx\n```\n")),
                one("python", "x\n", 2)
            );
        }
        assert_eq!(read("```c++\nx\n```")[0].0, "c++");
        assert_eq!(read("```c#\r\nx\r\n```\r\n"), one("c#", "x\r\n", 2));
    }
}
