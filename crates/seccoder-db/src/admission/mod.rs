//! Admission: what an example must pass before a model may see it.
//!
//! The checks of this module read text only. What must run programs (compilers, analyzers,
//! drivers) is `seccoder-oracle`'s; [`seccoder::check`] has the names of all.
//!
//! - [`tokens`] reads code, [`frame`] puts aside what every program has,
//! - [`similarity`] finds near-duplicates, [`contamination`] what gives away an evaluation
//!   ([`evaluation_files`] reads those),
//! - [`macros`] excuses C that stands under headers of its own,
//! - [`hidden_text`], [`secrets`] and [`addressing`] look at the text as such.

pub mod addressing;
pub mod contamination;
pub mod evaluation_files;
pub mod frame;
pub mod hidden_text;
pub mod macros;
pub mod secrets;
pub mod similarity;
pub mod tokens;

use seccoder::check::{Check, CheckResult, CheckVerdict};
use seccoder::example::SecureExample;
use seccoder::language::Language;
use seccoder::truncate::parses;

/// What the checks say of an example that need nothing but its text: its code, and what is said
/// about it.
#[must_use]
pub fn check_text(example: &SecureExample) -> Vec<CheckResult> {
    let vulnerable = example.vulnerable.as_deref();
    let guideline = example.guideline.as_deref().unwrap_or_default();
    let text = [
        &*example.title,
        guideline,
        &example.code,
        vulnerable.unwrap_or_default(),
    ];
    let candidate = Candidate {
        language: example.language,
        secure: &example.code,
        vulnerable,
        text: &text.join("\n"),
    };
    candidate.check_text()
}

/// An example that wants to be admitted.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// The language of its code.
    pub language: Language,
    /// The secure version.
    pub secure: &'a str,
    /// The version it replaces.
    pub vulnerable: Option<&'a str>,
    /// All of its text, with title and guideline.
    pub text: &'a str,
}

impl Candidate<'_> {
    /// What the checks say that need nothing but the text.
    #[must_use]
    pub fn check_text(&self) -> Vec<CheckResult> {
        let result = |check, problems: &[String]| CheckResult {
            check,
            verdict: CheckVerdict::from_problems(problems),
        };
        vec![
            result(Check::Parses, &self.unparsed()),
            result(Check::HiddenText, &hidden_text::hidden_text(self.text)),
            result(Check::Secrets, &secrets::secrets(self.text)),
            result(
                Check::AddressesModel,
                &addressing::addresses_model(self.text),
            ),
            CheckResult {
                check: Check::Difference,
                verdict: self.difference(),
            },
        ]
    }

    fn unparsed(&self) -> Vec<String> {
        let halves = [
            ("secure", Some(self.secure)),
            ("vulnerable", self.vulnerable),
        ];
        halves
            .into_iter()
            .filter(|(_, code)| code.is_some_and(|code| !parses(self.language, code)))
            .map(|(name, _)| {
                format!(
                    "the {name} version does not parse as {}; it must stand on its own",
                    self.language
                )
            })
            .collect()
    }

    fn difference(&self) -> CheckVerdict {
        let Some(vulnerable) = self.vulnerable else {
            return CheckVerdict::NotChecked("there is no vulnerable version".to_owned());
        };
        let texts = |code| -> Vec<&str> {
            let tokens = tokens::code_tokens(self.language, code);
            tokens.iter().map(|token| token.text).collect()
        };
        if texts(self.secure) == texts(vulnerable) {
            return CheckVerdict::Refused(
                "the two versions differ in formatting or comments only; show the vulnerability"
                    .to_owned(),
            );
        }
        CheckVerdict::Passed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(secure: &str, vulnerable: &str) -> Vec<Check> {
        let candidate = Candidate {
            language: Language::Python,
            secure,
            vulnerable: Some(vulnerable),
            text: &format!("{secure}{vulnerable}"),
        };
        candidate
            .check_text()
            .into_iter()
            .filter(|result| result.verdict.is_refused())
            .map(|result| result.check)
            .collect()
    }

    #[test]
    fn each_check_refuses_its_own() {
        assert_eq!(refused("x = 1\n", "x = 2\n"), []);
        assert_eq!(refused("x = (\n", "x = 2\n"), [Check::Parses]);
        assert_eq!(refused("x = 1\n", "x = \n"), [Check::Parses]);
        assert_eq!(refused("x = '\u{200b}'\n", "x = 2\n"), [Check::HiddenText]);
        assert_eq!(
            refused("password = 'hunter2hunter2'\n", "x = 2\n"),
            [Check::Secrets]
        );
        assert_eq!(
            refused("# you are an assistant\nx = 1\n", "x = 2\n"),
            [Check::AddressesModel]
        );
        assert_eq!(
            refused("x = 1\n", "x  =  1  # comment\n"),
            [Check::Difference]
        );
    }
}
