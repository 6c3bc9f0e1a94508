//! For a person: by file, each finding with its line and what to do instead.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Checked, NoticeKind, counted, direction, weakness};
use crate::commands::check::files::shown;
use crate::commands::check::look::{Counts, Reported};
use crate::terminal::printable;

/// Characters of a line that are shown.
const WIDTH: usize = 120;
/// Files with the same notice that are named.
const NAMED: usize = 3;

/// Colours, where they are wanted.
struct Paint(bool);

impl Paint {
    fn with(&self, code: &str, text: &str) -> String {
        if self.0 {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// The report.
pub fn render(checked: &Checked<'_>, color: bool) -> String {
    let paint = Paint(color);
    let mut text = String::new();
    for file in &checked.outcome.files {
        if file.new_findings().next().is_none() {
            continue;
        }
        let path = shown(&checked.root.near(&file.target.path));
        let _ = writeln!(text, "{}", paint.with("1", &path));
        for of in file.new_findings() {
            finding(&mut text, of, &paint);
        }
        text.push('\n');
    }
    notices(&mut text, checked, &paint);
    summary(&mut text, checked, &checked.outcome.counts());
    text
}

fn finding(text: &mut String, of: &Reported, paint: &Paint) {
    let found = &of.finding;
    let _ = writeln!(
        text,
        "  {:>5}  {}  {}",
        found.line,
        paint.with("31", &one_line(&weakness(found))),
        paint.with("2", &one_line(&found.rule)),
    );
    let line = one_line(of.text.trim());
    if !line.is_empty() {
        let _ = writeln!(text, "         | {line}");
    }
    let _ = writeln!(text, "         {}", plain(&found.message));
    if let Some(direction) = direction(of) {
        let _ = writeln!(
            text,
            "         {} {}",
            paint.with("32", "instead:"),
            plain(&direction)
        );
    }
}

/// The same thing said of many files is said once.
fn notices(text: &mut String, checked: &Checked<'_>, paint: &Paint) {
    let mut same: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for notice in checked.notices() {
        let path = shown(&checked.root.near(&notice.path));
        let place = notice
            .line
            .map_or_else(|| path.clone(), |line| format!("{path}:{line}"));
        let word = match notice.kind {
            NoticeKind::Left => "note",
            _ => "warning",
        };
        let said = format!("{word}: {}", plain(&notice.text));
        same.entry(said).or_default().push(place);
    }
    for (said, places) in same {
        let more = places.len().saturating_sub(NAMED);
        let mut named = places[..places.len() - more].join(", ");
        if more > 0 {
            let _ = write!(named, " and {more} more");
        }
        let _ = writeln!(text, "{} ({named})", paint.with("33", &said));
    }
}

fn summary(text: &mut String, checked: &Checked<'_>, counts: &Counts) {
    let outcome = checked.outcome;
    let mut parts = vec![format!(
        "{} in {}: {} clean, {} not judged by all",
        counted(counts.new, "finding"),
        counted(outcome.files.len(), "file"),
        counts.clean_files,
        counts.unjudged_files,
    )];
    let mut also = |count: usize, what: &str| {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    };
    also(counts.suppressed, "suppressed");
    also(counts.known, "known by the baseline");
    also(checked.fixed, "of the baseline fixed");
    also(outcome.old, "on lines that are not new");
    also(outcome.unchanged, "unchanged and not looked at");
    also(outcome.unknown, "of other languages left out");
    let _ = writeln!(text, "{}", parts.join("; "));
    if outcome.files.is_empty() && outcome.unchanged == 0 {
        let _ = writeln!(text, "nothing was looked at");
    } else if !checked.oracles.is_empty() {
        let _ = writeln!(text, "looked at by {}", checked.oracles.join(", "));
    }
}

/// A text on one line, without what could fool a terminal.
fn plain(text: &str) -> String {
    printable(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The beginning of a line of code.
fn one_line(text: &str) -> String {
    let mut line: String = text.chars().take(WIDTH).collect();
    if line.len() < text.len() {
        line.push('…');
    }
    printable(&line.replace(['\n', '\t'], " "))
}
