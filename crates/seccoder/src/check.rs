//! Named checks that an example passes before a model may see it.
//!
//! The built-in corpus and every other candidate for the database go through the same checks.
//! Each has a name and gives a verdict, and "not checked" is a verdict of its own: a check that
//! could not be made never counts as passed.

use serde::{Deserialize, Serialize};

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// The file or record is well formed.
    Format,
    /// The code is short enough to be shown whole.
    Length,
    /// Both versions parse.
    Parses,
    /// Nothing in the text is hidden from a reader.
    HiddenText,
    /// The text holds no secret.
    Secrets,
    /// No comment or string speaks to a model.
    AddressesModel,
    /// The two versions differ in more than formatting.
    Difference,
    /// No other example is the same or nearly the same.
    Duplicate,
    /// Its licence is known.
    Licence,
    /// It does not answer an evaluation's prompt.
    Contamination,
    /// Both versions compile with their language's own tools.
    Compiles,
    /// Analyzers find the weakness in the vulnerable version, and nothing in the secure one.
    Analyzers,
    /// A driver shows by running both versions that only the secure one withstands an attack.
    Driver,
    /// A person has looked at it, where a program proposed it.
    Review,
}

impl Check {
    /// Every check, in the order in which they are made.
    pub const ALL: [Self; 14] = [
        Self::Format,
        Self::Length,
        Self::Parses,
        Self::HiddenText,
        Self::Secrets,
        Self::AddressesModel,
        Self::Difference,
        Self::Duplicate,
        Self::Licence,
        Self::Contamination,
        Self::Compiles,
        Self::Analyzers,
        Self::Driver,
        Self::Review,
    ];

    /// Its name in output and in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Length => "length",
            Self::Parses => "parses",
            Self::HiddenText => "hidden-text",
            Self::Secrets => "secrets",
            Self::AddressesModel => "addresses-model",
            Self::Difference => "difference",
            Self::Duplicate => "duplicate",
            Self::Licence => "licence",
            Self::Contamination => "contamination",
            Self::Compiles => "compiles",
            Self::Analyzers => "analyzers",
            Self::Driver => "driver",
            Self::Review => "review",
        }
    }
}

/// The text names no check.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown check `{0}`; known: {known}", known = Check::ALL.map(Check::name).join(", "))]
pub struct UnknownCheck(pub String);

impl std::str::FromStr for Check {
    type Err = UnknownCheck;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|check| check.name() == text);
        found.ok_or_else(|| UnknownCheck(text.to_owned()))
    }
}

impl std::fmt::Display for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// What a check says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", content = "reason", rename_all = "snake_case")]
pub enum CheckVerdict {
    /// Nothing is wrong.
    Passed,
    /// What is wrong, where, and what to do about it; a line for each thing.
    Refused(String),
    /// Why the check could not be made, or does not apply.
    NotChecked(String),
}

impl CheckVerdict {
    /// Refused with all of these reasons, or passed when there is none.
    #[must_use]
    pub fn from_problems(problems: &[String]) -> Self {
        if problems.is_empty() {
            Self::Passed
        } else {
            Self::Refused(problems.join("\n"))
        }
    }

    /// Whether something is wrong.
    #[must_use]
    pub const fn is_refused(&self) -> bool {
        matches!(self, Self::Refused(_))
    }
}

/// A check with what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckResult {
    /// What was checked.
    pub check: Check,
    /// What came of it.
    #[serde(flatten)]
    pub verdict: CheckVerdict,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_json_are_the_names_in_output() {
        for check in Check::ALL {
            let json = serde_json::to_string(&check).unwrap();
            assert_eq!(json, format!("\"{check}\""));
            assert_eq!(check.name().parse(), Ok(check));
        }
    }

    #[test]
    fn a_result_reads_back_from_json() {
        for verdict in [
            CheckVerdict::Passed,
            CheckVerdict::Refused("line 3: no".to_owned()),
            CheckVerdict::NotChecked("gcc is not installed".to_owned()),
        ] {
            let result = CheckResult {
                check: Check::Compiles,
                verdict,
            };
            let json = serde_json::to_string(&result).unwrap();
            assert_eq!(serde_json::from_str::<CheckResult>(&json).unwrap(), result);
        }
    }
}
