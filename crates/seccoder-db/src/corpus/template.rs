//! A new example, to be filled in.

use seccoder::cwe::CweId;
use seccoder::language::Language;

use super::format::{LONGEST_GUIDELINE, LONGEST_TITLE};

/// The path of a new example, relative to the corpus.
#[must_use]
pub fn path(language: Language, cwe: CweId, name: &str) -> String {
    format!(
        "{}/cwe-{:03}/{name}.{}",
        language.name(),
        cwe.number(),
        language.extension()
    )
}

/// Its text: the header, with what is to be filled in between angle brackets, and room for both
/// versions.
#[must_use]
pub fn text(language: Language, cwe: CweId) -> String {
    let lines = [
        "seccoder-example: 1".to_owned(),
        format!("title: <what the code does, at most {LONGEST_TITLE} characters>"),
        format!("guideline: <one sentence that says what to do, at most {LONGEST_GUIDELINE}>"),
        format!("cwe: {cwe}"),
        "apis: <names that matter for security, separated by commas>".to_owned(),
        "applies: <frameworks and libraries, separated by commas>".to_owned(),
        "--- secure ---".to_owned(),
        "<the secure version, 5 to 40 lines, with its imports>".to_owned(),
        "--- vulnerable ---".to_owned(),
        "<the vulnerable version that it replaces>".to_owned(),
    ];
    let comment = language.line_comment();
    lines.map(|line| format!("{comment} {line}\n")).concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::format::parse;

    #[test]
    fn what_is_not_filled_in_is_refused_by_name() {
        for language in Language::ALL {
            let cwe = CweId::new(89);
            let path = path(language, cwe, "a");
            let mut text = text(language, cwe);
            for field in ["title", "guideline", "apis", "applies"] {
                let error = parse(&path, &text).unwrap_err().reason;
                assert_eq!(error, format!("`{field}` is still to be filled in"));
                let line = text
                    .lines()
                    .find(|line| line.contains(&format!("{field}: <")));
                let line = line.unwrap().to_owned();
                let comment = language.line_comment();
                text = text.replace(&line, &format!("{comment} {field}: x"));
            }
            // Two comments: well formed, and refused by the check of lengths.
            assert!(parse(&path, &text).is_ok());
        }
    }
}
