//! The report's tables as Markdown, to be committed beside the specification of the run.

use super::table::{Table, markdown_text};
use super::{Report, sections};

/// The whole document.
#[must_use]
pub fn document(report: &Report) -> String {
    let mut text = format!("# {}\n", markdown_text(&report.run.manifest.title));
    let tables = [
        sections::headline(report),
        sections::function(report),
        sections::comparisons(report),
        sections::costs(report),
        sections::scenarios(report),
        sections::disagreement(report),
        sections::reasons(report),
        sections::arms(report),
        sections::facts(report),
    ];
    for table in tables.iter().filter(|table| !table.is_empty()) {
        text.push_str(&section(table));
    }
    text
}

/// A table under its caption.
#[must_use]
pub fn section(table: &Table) -> String {
    format!(
        "\n## {}\n\n{}",
        markdown_text(&table.caption),
        table.markdown()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing;

    #[test]
    fn the_document_has_every_table() {
        insta::assert_snapshot!(document(&testing::report()));
    }

    #[test]
    fn hostile_names_stay_text() {
        let mut report = testing::report();
        report.run.manifest.title = "<img src=x onerror=alert(1)>\n# two".into();
        let text = document(&report);
        assert!(
            !text.contains("<img") && !text.contains("\n# two"),
            "{text}"
        );
    }
}
