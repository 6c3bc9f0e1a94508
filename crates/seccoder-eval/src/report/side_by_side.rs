//! A prompt and the demonstration that was retrieved for it, in two columns of text.

use super::html;
use super::table::{is_steering, length};
use crate::log::Run;

const GAP: &str = " │ ";

/// Every demonstration that the run showed for a task, beside the program, arm by arm; `None`
/// when the run has no sample of the task that was shown one.
#[must_use]
pub fn side_by_side(run: &Run, task: &str) -> Option<String> {
    let mut seen: Vec<(&str, &str)> = Vec::new();
    let mut text = String::new();
    for sample in run.samples.iter().filter(|sample| sample.key.task == task) {
        let which = (sample.key.arm.as_str(), sample.prompt_hash.as_str());
        if seen.contains(&which) {
            continue;
        }
        seen.push(which);
        let Some(prompt) = run.prompts.get(&sample.prompt_hash) else {
            continue;
        };
        let program = html::program(prompt);
        for (example, shown) in prompt
            .demonstrations
            .iter()
            .zip(&prompt.demonstration_texts)
        {
            let cwes: Vec<String> = example.cwes.iter().map(ToString::to_string).collect();
            let left = format!("{task}, {}", sample.key.arm);
            let right = format!("{} ({})", example.title, cwes.join(", "));
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&columns((&left, &program), (&right, shown), super::WIDTH));
        }
    }
    (!text.is_empty()).then_some(text)
}

/// Two titled texts side by side, within `width` columns.
#[must_use]
pub fn columns(left: (&str, &str), right: (&str, &str), width: usize) -> String {
    let half = width.saturating_sub(length(GAP)) / 2;
    let lines = |(title, text): (&str, &str)| {
        let mut lines = fold(&super::table::one_line(title), half);
        lines.push("─".repeat(half));
        lines.extend(text.trim_end().lines().flat_map(|line| fold(line, half)));
        lines
    };
    let (left, right) = (lines(left), lines(right));
    let mut text = String::new();
    for row in 0..left.len().max(right.len()) {
        let of = |side: &[String]| side.get(row).cloned().unwrap_or_default();
        let (left, right) = (of(&left), of(&right));
        let space = " ".repeat(half - length(&left));
        text.push_str(format!("{left}{space}{GAP}{right}").trim_end());
        text.push('\n');
    }
    text
}

/// A line of code in pieces of at most `width` characters, continued with an indented arrow.
fn fold(line: &str, width: usize) -> Vec<String> {
    const MORE: &str = "  ↪ ";
    let clean: Vec<char> = line
        .replace('\t', "    ")
        .chars()
        .map(|c| {
            if c.is_control() || is_steering(c) {
                '�'
            } else {
                c
            }
        })
        .collect();
    let mut pieces = Vec::new();
    let mut rest = clean.as_slice();
    loop {
        let indent = if pieces.is_empty() { "" } else { MORE };
        let room = width.saturating_sub(length(indent)).max(1);
        let (piece, after) = rest.split_at(cut(rest, room));
        pieces.push(format!("{indent}{}", piece.iter().collect::<String>()));
        rest = after;
        if rest.is_empty() {
            return pieces;
        }
    }
}

/// Where to break: behind the last blank that fits, if it is not too near the start.
fn cut(rest: &[char], room: usize) -> usize {
    if rest.len() <= room {
        return rest.len();
    }
    rest[..room]
        .iter()
        .rposition(|c| *c == ' ')
        .map(|blank| blank + 1)
        .filter(|at| *at > room / 2)
        .unwrap_or(room)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{WIDTH, testing};

    #[test]
    fn both_sides_are_shown() {
        let run = testing::run();
        let text = side_by_side(&run, "cwe-089/0-py").unwrap();
        insta::assert_snapshot!(text);
        assert_eq!(side_by_side(&run, "cwe-000/0-py"), None);
    }

    #[test]
    fn long_lines_are_folded() {
        let long = format!("x = {}", "word ".repeat(40));
        let text = columns(("left", &long), ("right", &"y".repeat(300)), WIDTH);
        assert!(text.lines().all(|line| length(line) <= WIDTH), "{text}");
        assert!(text.contains('↪'));
        assert_eq!(text.matches("word").count(), 40);
        assert_eq!(text.matches('y').count(), 300);
    }

    #[test]
    fn nothing_steers_the_terminal() {
        let text = columns(("a", testing::HOSTILE), ("b", "\r\u{202e}x"), WIDTH);
        assert!(!text.contains('\u{1b}') && !text.contains('\r') && !text.contains('\u{202e}'));
    }
}
