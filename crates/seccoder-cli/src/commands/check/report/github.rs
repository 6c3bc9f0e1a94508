//! As commands of a workflow on GitHub, which shows them beside the lines of a change.
//!
//! A command ends with its line: so whatever comes from a file is encoded, or its name could begin
//! a command of its own.

use std::fmt::Write as _;

use super::{Checked, NoticeKind, direction, name, weakness};

/// The report.
pub fn render(checked: &Checked<'_>) -> String {
    let mut text = String::new();
    for file in &checked.outcome.files {
        for of in file.new_findings() {
            let mut message = of.finding.message.clone();
            if let Some(direction) = direction(of) {
                let _ = write!(message, "\nInstead: {direction}");
            }
            let _ = writeln!(
                text,
                "::error file={},line={},title={}::{}",
                property(&file.target.path.to_string_lossy()),
                of.finding.line,
                property(&weakness(&of.finding)),
                data(&message)
            );
        }
    }
    for notice in checked.notices() {
        let word = match notice.kind {
            NoticeKind::Left => "notice",
            _ => "warning",
        };
        let line = notice
            .line
            .map_or_else(String::new, |line| format!(",line={line}"));
        let _ = writeln!(
            text,
            "::{word} file={}{line},title=seccoder::{}",
            property(&notice.path.to_string_lossy()),
            data(&format!("{}: {}", name(&notice.path), notice.text))
        );
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_begins_no_command() {
        assert_eq!(
            property("a\n::set-env name=x,y::1%"),
            "a%0A%3A%3Aset-env name=x%2Cy%3A%3A1%25"
        );
    }
}
