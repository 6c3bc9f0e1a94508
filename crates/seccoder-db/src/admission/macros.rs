//! C and C++ that cannot be read without the headers that it stands under.
//!
//! A function out of a real program uses that program's macros: a storage class of its own, a
//! loop that is a macro, a type on the line above that the data set cut off. No grammar can place
//! such a word, and each leaves a small hole in a tree that is otherwise right. That is no reason
//! to refuse the function: the check could not be made, and that is what is written down. Our own
//! examples have no such excuse: they stand on their own.

use seccoder::check::{Check, CheckResult, CheckVerdict};
use seccoder::language::Language;
use seccoder::truncate::unread;

/// The largest share of a function that may be unreadable for it. Of the functions of SVEN's
/// training split that do not parse, all but some that are broken off lie far below.
const MOST: f64 = 0.12;

/// Turns a refusal because of parsing into "not checked" where only words are unknown.
pub fn excuse(
    language: Language,
    secure: &str,
    vulnerable: Option<&str>,
    results: &mut [CheckResult],
) {
    if !matches!(language, Language::C | Language::Cpp) {
        return;
    }
    let parses =
        |result: &&mut CheckResult| result.check == Check::Parses && result.verdict.is_refused();
    let Some(result) = results.iter_mut().find(parses) else {
        return;
    };
    let halves = [("secure", Some(secure)), ("vulnerable", vulnerable)];
    let mut places = Vec::new();
    for (name, code) in halves {
        let Some(unread) = code.and_then(|code| unread(language, code)) else {
            continue;
        };
        if unread.share > MOST {
            return;
        }
        places.push(format!("line {} of the {name} version", unread.line));
    }
    if places.is_empty() {
        return;
    }
    result.verdict = CheckVerdict::NotChecked(format!(
        "a few words cannot be read without the program's headers, first in {}",
        places.join(" and in ")
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admission::Candidate;

    fn verdict(language: Language, secure: &str) -> CheckVerdict {
        let candidate = Candidate {
            language,
            secure,
            vulnerable: None,
            text: secure,
        };
        let mut results = candidate.check_text();
        excuse(language, secure, None, &mut results);
        results
            .into_iter()
            .find(|one| one.check == Check::Parses)
            .unwrap()
            .verdict
    }

    const BODY: &str = "{\n    size_t size = strlen(name);\n    if (size >= sizeof(box->name))\n        \
                        return -1;\n    memcpy(box->name, name, size + 1);\n    return 0;\n}\n";

    #[test]
    fn a_storage_class_or_loop_that_is_a_macro_is_no_reason_to_refuse() {
        let code = format!("local int set_name(struct box *box, const char *name)\n{BODY}");
        assert!(
            matches!(verdict(Language::C, &code), CheckVerdict::NotChecked(reason) if reason.contains("line"))
        );
        let looped = BODY.replace(
            "return 0;",
            "for_each_lid(box, lid)\n        close(lid);\n    return 0;",
        );
        let code = format!("static int set_name(struct box *box, const char *name)\n{looped}");
        assert!(!verdict(Language::C, &code).is_refused());
    }

    #[test]
    fn code_that_is_broken_off_or_of_another_language_is_refused() {
        let code = format!("static int set_name(struct box *box, const char *name)\n{BODY}");
        assert!(!verdict(Language::C, &code).is_refused());
        assert!(verdict(Language::C, "def f(x):\n    return x['a'] + y\n").is_refused());
        assert!(verdict(Language::C, &code[..40]).is_refused());
        assert!(verdict(Language::Python, "def f(:\n    pass\n").is_refused());
    }
}
