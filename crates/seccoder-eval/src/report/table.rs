//! A table as data: the same one is printed, committed as Markdown and shown on the page.

use std::fmt::Write as _;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// Which samples it is about, as the fragment of a link on the page.
    pub link: Option<String>,
    /// How deep it is coloured on the page, 0 to 10.
    pub heat: Option<u8>,
}

impl Cell {
    /// The same with a link to samples.
    #[must_use]
    pub fn linked(mut self, link: String) -> Self {
        self.link = Some(link);
        self
    }

    /// The same, coloured by a rate in [0, 1].
    #[must_use]
    pub fn heated(mut self, rate: Option<f64>) -> Self {
        self.heat = rate.map(|rate| (rate.clamp(0.0, 1.0) * 10.0).round() as u8);
        self
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}

/// A column's head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its name where there is little room.
    pub short: Option<&'static str>,
    /// Whether its cells are numbers, set to the right.
    pub number: bool,
}

/// A table with a caption above and notes below.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
    /// What a reader must know.
    pub notes: Vec<String>,
}

impl Table {
    /// A table without rows. Names that begin with `#` are those of numbers.
    #[must_use]
    pub fn new(caption: impl Into<String>, columns: &[&str]) -> Self {
        let mut table = Self {
            caption: caption.into(),
            ..Self::default()
        };
        for name in columns {
            table.column(name.trim_start_matches('#'), name.starts_with('#'));
        }
        table
    }

    /// Adds a column.
    pub fn column(&mut self, name: &str, number: bool) {
        self.columns.push(Column {
            name: name.to_owned(),
            short: None,
            number,
        });
    }

    /// Adds a column of numbers that has a short name for terminals.
    pub fn numbers(&mut self, name: &str, short: &'static str) {
        self.column(name, true);
        if let Some(column) = self.columns.last_mut() {
            column.short = Some(short);
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<Cell>) {
        debug_assert_eq!(cells.len(), self.columns.len(), "{}", self.caption);
        self.rows.push(cells);
    }

    /// Adds a note.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// Whether it has no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// As text of at most `width` columns. The first column is shortened where it must be.
    #[must_use]
    pub fn text(&self, width: usize) -> String {
        const GAP: usize = 2;
        let names = || self.columns.iter().map(|c| c.short.unwrap_or(&c.name));
        let mut widths: Vec<usize> = names().map(length).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(length(&one_line(&cell.text)));
            }
        }
        let rest: usize = widths.iter().skip(1).map(|width| width + GAP).sum();
        if let Some(first) = widths.first_mut() {
            *first = (*first).min(width.saturating_sub(rest).max(8));
        }
        let mut text = format!("{}\n", self.caption);
        self.line(&mut text, &widths, names());
        let rule: usize = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        text.push_str(&"─".repeat(rule.min(width)));
        text.push('\n');
        for row in &self.rows {
            self.line(&mut text, &widths, row.iter().map(|cell| &*cell.text));
        }
        for note in &self.notes {
            text.push_str(&wrap(note, width).join("\n"));
            text.push('\n');
        }
        text
    }

    fn line<'a>(&self, text: &mut String, widths: &[usize], cells: impl Iterator<Item = &'a str>) {
        let mut line = String::new();
        for ((cell, width), column) in cells.zip(widths).zip(&self.columns) {
            if !line.is_empty() {
                line.push_str("  ");
            }
            let cell = clip(&one_line(cell), *width);
            let space = " ".repeat(width - length(&cell));
            let (before, after) = if column.number {
                (space.as_str(), "")
            } else {
                ("", space.as_str())
            };
            let _ = write!(line, "{before}{cell}{after}");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }

    /// As Markdown, without the caption.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        let line = |text: &mut String, cells: &mut dyn Iterator<Item = &str>| {
            for cell in cells {
                let _ = write!(text, "| {} ", markdown_text(cell));
            }
            text.push_str("|\n");
        };
        line(&mut text, &mut self.columns.iter().map(|c| c.name.as_str()));
        for column in &self.columns {
            text.push_str(if column.number { "|---:" } else { "|---" });
        }
        text.push_str("|\n");
        for row in &self.rows {
            line(&mut text, &mut row.iter().map(|cell| cell.text.as_str()));
        }
        for note in &self.notes {
            let _ = write!(text, "\n{}\n", markdown_text(note));
        }
        text
    }
}

/// Text as Markdown that shows it and nothing else.
#[must_use]
pub fn markdown_text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '|' | '\\' | '`' | '*' | '_' | '!' => {
                safe.push('\\');
                safe.push(c);
            }
            // Only before a parenthesis or another bracket does it begin a link.
            '[' if text.contains("](") || text.contains("][") => safe.push_str("\\["),
            _ => safe.push(c),
        }
    }
    safe
}

/// The text in one line, without control characters: nothing in it steers a terminal.
pub(super) fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() || is_steering(c) {
                ' '
            } else {
                c
            }
        })
        .collect()
}

/// Characters that show nothing but change how their neighbours are shown.
pub(super) const fn is_steering(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

pub(super) fn length(text: &str) -> usize {
    text.chars().count()
}

/// At most `width` characters, the last one an ellipsis where something is missing.
pub(super) fn clip(text: &str, width: usize) -> String {
    if length(text) <= width {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(width.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// The words of a text in lines of at most `width` characters, longer words in their own.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines
            .last_mut()
            .filter(|last| last.is_empty() || length(last) + 1 + length(word) <= width);
        match last {
            Some(last) => {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new("Arms", &["arm", "#rate"]);
        table.row(vec!["a | b\n<i>".into(), "7.0".into()]);
        table.row(vec!["none".into(), "100.0".into()]);
        table.note("A note that is longer than the table.");
        table
    }

    #[test]
    fn text_is_aligned_and_fits() {
        insta::assert_snapshot!(table().text(30));
        let mut narrow = table();
        narrow.row(vec!["a very long name of an arm".into(), "1".into()]);
        assert!(narrow.text(20).lines().all(|line| length(line) <= 20));
    }

    #[test]
    fn markdown_keeps_cells_apart() {
        insta::assert_snapshot!(table().markdown());
        assert_eq!(markdown_text("[x](javascript:1)"), "\\[x](javascript:1)");
        assert_eq!(markdown_text("[1, 2]"), "[1, 2]");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(one_line("a\u{1b}[31mb\u{202e}c"), "a [31mb c");
    }
}
