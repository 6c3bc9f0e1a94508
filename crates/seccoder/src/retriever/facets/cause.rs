//! The facet *cause*: what is being done, against what an example is a lesson about.
//!
//! Two programs can look alike and be prone to different weaknesses. So beside the code another
//! text of an example is embedded, which says in words what it does, what one must do, and in
//! what work its weaknesses come about. A request's own words are compared with that.

use std::collections::HashSet;

use super::causes::cause_of;
use crate::example::SecureExample;
use crate::request::Understanding;

/// The view of an example that [`cause_text`] makes. Vectors are stored under this name, so any
/// change of the text, and of the lines it is made of, needs another number.
pub const CAUSE_VIEW: &str = "cause/1";

/// What is embedded of an example for the view [`CAUSE_VIEW`].
#[must_use]
pub fn cause_text(example: &SecureExample) -> String {
    let mut text = sentence(&example.title);
    if let Some(guideline) = &example.guideline {
        text.push_str(&sentence(guideline));
    }
    for &cwe in &example.cwes {
        let words = match (cwe.short_name(), cause_of(cwe)) {
            (Some(name), Some(cause)) => format!("{name}: {cause}"),
            (Some(words), None) | (None, Some(words)) => words.to_owned(),
            (None, None) => continue,
        };
        text.push_str(&sentence(&words));
    }
    text.truncate(text.trim_end().len());
    text
}

/// A request in words: what it says, and the names that it says it with.
pub(super) fn request_text(request: &Understanding) -> String {
    let description = request.description.trim();
    let mut seen = HashSet::new();
    let names: Vec<&str> = [&request.frameworks, &request.untrusted]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .filter(|name| seen.insert(name.to_lowercase()))
        .take(NAMES)
        .collect();
    if names.is_empty() {
        return description.to_owned();
    }
    // The names first: of a text that is too long, the end is kept.
    format!("With {}. {description}", names.join(", "))
        .trim()
        .to_owned()
}

/// The most names in a request's text: more would drown what it says.
const NAMES: usize = 6;

fn sentence(words: &str) -> String {
    let words = words.trim();
    match words.chars().last() {
        None => String::new(),
        Some('.' | '!' | '?') => format!("{words} "),
        Some(_) => format!("{words}. "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::retriever::testing::example;

    #[test]
    fn the_text_says_what_how_and_where() {
        let mut one = example(Language::Python, 89, "x = 1\n");
        one.title = "Find a member by name".to_owned();
        one.guideline = Some("Pass values as parameters.".to_owned());
        // Stored vectors depend on it: another text, another view.
        assert_eq!(CAUSE_VIEW, "cause/1");
        assert_eq!(
            cause_text(&one),
            "Find a member by name. Pass values as parameters. SQL injection: querying, \
             inserting, updating or deleting database rows with SQL made of user input."
        );
        one.guideline = None;
        one.cwes.clear();
        assert_eq!(cause_text(&one), "Find a member by name.");
    }

    #[test]
    fn a_request_says_what_it_works_with() {
        let mut request = Understanding {
            description: "Look a member up.".to_owned(),
            ..Understanding::default()
        };
        assert_eq!(request_text(&request), "Look a member up.");
        request.frameworks = vec!["flask".to_owned()];
        request.untrusted = vec!["request.args.get".to_owned(), "Flask".to_owned()];
        assert_eq!(
            request_text(&request),
            "With flask, request.args.get. Look a member up."
        );
        assert_eq!(request_text(&Understanding::default()), "");
    }
}
