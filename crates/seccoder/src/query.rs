//! The program being completed, as the method sees it.

use serde::{Deserialize, Serialize};

use crate::cwe::CweId;
use crate::language::Language;
use crate::truncate::enclosing_function;

/// An incomplete program and what is wanted of it: the paper's prompt x.
///
/// It is structured rather than one string, so that each retriever and each
/// prompt style can take the parts it needs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Query {
    /// The program before the cursor.
    pub before: String,
    /// The program after the cursor.
    pub after: String,
    /// The program's language, where known.
    pub language: Option<Language>,
    /// What the code shall do, where it is not already in the program.
    pub description: Option<String>,
    /// A guess at the weakness the code is prone to.
    pub cwe: Option<CweId>,
}

impl Query {
    /// Whether there is anything to go by.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.before.trim().is_empty()
            && self.after.trim().is_empty()
            && self
                .description
                .as_deref()
                .is_none_or(|text| text.trim().is_empty())
    }

    /// Byte offset in `before` where the function being completed begins; its end if none.
    #[must_use]
    pub fn function_start(&self) -> usize {
        self.language
            .and_then(|language| enclosing_function(language, &self.before))
            .unwrap_or(self.before.len())
    }

    /// The whole prompt x as one text: description, if it stands apart, and the
    /// incomplete program. This is what the paper embeds.
    #[must_use]
    pub fn text(&self) -> String {
        match self.description.as_deref().map(str::trim) {
            Some(description) if !description.is_empty() => {
                format!("{}\n{description}", self.before.trim_end())
            }
            _ => self.before.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_joins_the_program() {
        let query = Query {
            before: "def f():\n    ".into(),
            description: Some(" look it up ".into()),
            ..Query::default()
        };
        assert_eq!(query.text(), "def f():\nlook it up");
        assert!(!query.is_blank() && Query::default().is_blank());
    }
}
