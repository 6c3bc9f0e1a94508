//! The truncation rules of SVEN's evaluation, which the paper follows (section 4.1.5).
//!
//! They are cruder than [`super::truncate`] and kept beside it so that the paper's
//! experiments can be rerun as they were: Python ends before the first line that starts
//! in the first column, C ends at the first `}` there. A completion without such an end loses its
//! last comment and, in C, gets the closing brace. Assignments of a string literal to a member
//! `name`, which do not compile in one of the scenarios, are dropped from C.

use super::Ended;
use crate::language::{BlockStyle, Language};

/// A completion cut by SVEN's rules, and whether an end was found.
#[must_use]
pub fn truncate_like_sven(language: Language, completion: &str) -> (String, Ended) {
    match language.block_style() {
        BlockStyle::Indentation | BlockStyle::Keyword => indented(completion),
        BlockStyle::Braces => braced(completion),
    }
}

/// Whether more text cannot change what [`truncate_like_sven`] keeps.
#[must_use]
pub fn is_complete_for_sven(language: Language, completion: &str) -> bool {
    match language.block_style() {
        BlockStyle::Indentation | BlockStyle::Keyword => first_column_line(completion).is_some(),
        BlockStyle::Braces => completion.contains("\n}"),
    }
}

/// Where a line end is followed by something that is no white space.
fn first_column_line(completion: &str) -> Option<usize> {
    completion.match_indices('\n').map(|(at, _)| at).find(|at| {
        completion[at + 1..]
            .chars()
            .next()
            .is_some_and(|next| !next.is_whitespace())
    })
}

fn indented(completion: &str) -> (String, Ended) {
    if let Some(at) = first_column_line(completion) {
        return (completion[..at].to_owned(), Ended::Function);
    }
    let end = completion.rfind("\n    #").unwrap_or(completion.len());
    (completion[..end].to_owned(), Ended::Open)
}

fn braced(completion: &str) -> (String, Ended) {
    let (kept, ended) = match completion.find("\n}") {
        Some(at) => (completion[..at + 2].to_owned(), Ended::Function),
        None => (without_last_comments(completion), Ended::Open),
    };
    let lines: Vec<&str> = kept
        .split('\n')
        .filter(|line| !line.contains("->name = \""))
        .collect();
    (lines.join("\n"), ended)
}

/// Cuts before the last line comment, then before the last block comment, closing the function
/// after each cut.
fn without_last_comments(completion: &str) -> String {
    let mut text = completion.to_owned();
    for comment in ["\n    //", "\n    /*"] {
        if let Some(at) = text.rfind(comment) {
            text.truncate(at);
            text.truncate(text.trim_end().len());
            text.push_str("\n}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_ends_before_the_first_column() {
        let (text, ended) =
            truncate_like_sven(Language::Python, "\n    return 1\n\n\nprint(2)\nx = 3");
        assert_eq!(
            (text.as_str(), ended),
            ("\n    return 1\n\n", Ended::Function)
        );
        let open = "\n    a = 1\n    # then\n    b";
        assert_eq!(
            truncate_like_sven(Language::Python, open),
            ("\n    a = 1".to_owned(), Ended::Open)
        );
        assert!(!is_complete_for_sven(Language::Python, "\n    return 1\n"));
        assert!(is_complete_for_sven(Language::Python, "\n    return 1\nx"));
    }

    #[test]
    fn c_ends_at_the_brace() {
        let (text, ended) = truncate_like_sven(Language::C, " {\n    x();\n}\n\nint g() {\n}");
        assert_eq!((text.as_str(), ended), (" {\n    x();\n}", Ended::Function));
        assert_eq!(
            truncate_like_sven(Language::C, "\n    x();\n    // next\n    /* or\n    y"),
            ("\n    x();\n}".to_owned(), Ended::Open)
        );
        assert_eq!(
            truncate_like_sven(Language::C, "\n    p->name = \"x\";\n    f();\n}").0,
            "\n    f();\n}"
        );
    }

    #[test]
    fn nothing_after_completeness_matters() {
        for (language, head) in [
            (Language::Python, "\n    return 1\nx"),
            (Language::C, "\n    return 1;\n}"),
        ] {
            assert!(is_complete_for_sven(language, head));
            let more = format!("{head}\n    # a\n}}\n    // b\nend");
            assert_eq!(
                truncate_like_sven(language, head),
                truncate_like_sven(language, &more)
            );
        }
    }
}
