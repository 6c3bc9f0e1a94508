//! What a client sends with a call.
//!
//! Models spell things in many ways, so `cwe` may be `"CWE-89"`, `"89"` or `89`, and a language a
//! file's name. What cannot be read is an error in words that a model can act on.

use std::path::Path;

use rmcp::model::JsonObject;
use seccoder::cwe::CweId;
use seccoder::language::Language;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::text::{SENTENCE, line};

/// Bytes of code that are looked at.
pub const LONGEST_CODE: usize = 256 * 1024;
/// Bytes of a question.
pub const LONGEST_QUERY: usize = 16 * 1024;

/// What the caller did wrong, for the caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadArgument(pub String);

impl BadArgument {
    fn new(text: impl AsRef<str>) -> Self {
        Self(line(text.as_ref(), SENTENCE))
    }
}

/// Reads arguments into their type.
pub fn read<T: DeserializeOwned>(arguments: JsonObject) -> Result<T, BadArgument> {
    serde_json::from_value(Value::Object(arguments))
        .map_err(|error| BadArgument::new(error.to_string()))
}

/// A language by its name, or by the name of a file.
pub fn language(text: &str) -> Result<Language, BadArgument> {
    let text = text.trim();
    text.parse().or_else(|error| {
        let by_name = Language::from_path(Path::new(text));
        by_name.ok_or_else(|| BadArgument::new(format!("{error}, or a file's name")))
    })
}

/// A language that need not be given.
pub fn maybe_language(text: Option<&str>) -> Result<Option<Language>, BadArgument> {
    let given = text.filter(|text| !text.trim().is_empty());
    given.map(language).transpose()
}

/// A weakness as a model writes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum CweArgument {
    /// `89`.
    Number(u32),
    /// `"CWE-89"`.
    Text(String),
}

impl CweArgument {
    fn read(&self) -> Result<CweId, BadArgument> {
        let text = match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        };
        text.parse()
            .map_err(|error: seccoder::cwe::InvalidCwe| BadArgument::new(error.to_string()))
    }
}

/// A weakness that need not be given; an empty text is none.
pub fn maybe_cwe(cwe: Option<&CweArgument>) -> Result<Option<CweId>, BadArgument> {
    match cwe {
        None => Ok(None),
        Some(CweArgument::Text(text)) if text.trim().is_empty() => Ok(None),
        Some(cwe) => cwe.read().map(Some),
    }
}

/// Several weaknesses: a list, or one text with commas.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum CwesArgument {
    /// `["CWE-89"]`.
    List(Vec<CweArgument>),
    /// `"CWE-89, CWE-564"`.
    One(CweArgument),
}

impl CwesArgument {
    /// The weaknesses, each once, in their order.
    pub fn read(&self) -> Result<Vec<CweId>, BadArgument> {
        let mut all = Vec::new();
        let mut add = |cwe: CweId| {
            if !all.contains(&cwe) {
                all.push(cwe);
            }
        };
        match self {
            Self::List(list) => {
                for cwe in list {
                    add(cwe.read()?);
                }
            }
            Self::One(CweArgument::Text(text)) => {
                for part in text.split(',').filter(|part| !part.trim().is_empty()) {
                    add(CweArgument::Text(part.to_owned()).read()?);
                }
            }
            Self::One(one) => add(one.read()?),
        }
        Ok(all)
    }
}

/// Fails for a text that is blank or longer than this many bytes; `what` names it.
pub fn check_length(what: &str, text: &str, most: usize) -> Result<(), BadArgument> {
    if text.trim().is_empty() {
        return Err(BadArgument::new(format!("{what} is empty")));
    }
    if text.len() > most {
        return Err(BadArgument::new(format!(
            "{what} has {} bytes; at most {most} are looked at: send the part that matters",
            text.len()
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_weakness_is_read_in_every_spelling() {
        for value in [json!("CWE-89"), json!("89"), json!(89)] {
            let cwe: CweArgument = serde_json::from_value(value).unwrap();
            assert_eq!(cwe.read(), Ok(CweId::new(89)));
        }
        let all: CwesArgument = serde_json::from_value(json!("CWE-89, 22, 89")).unwrap();
        assert_eq!(all.read().unwrap(), [CweId::new(89), CweId::new(22)]);
        let all: CwesArgument = serde_json::from_value(json!([79, "cwe-22"])).unwrap();
        assert_eq!(all.read().unwrap(), [CweId::new(79), CweId::new(22)]);
        for bad in [json!("x"), json!(0)] {
            let cwe: CweArgument = serde_json::from_value(bad).unwrap();
            assert!(cwe.read().is_err());
        }
    }

    #[test]
    fn a_language_may_be_a_files_name() {
        assert_eq!(language("app/views.py"), Ok(Language::Python));
        assert_eq!(language("C++"), Ok(Language::Cpp));
        let error = language("brainfog\u{202e}\n").unwrap_err().to_string();
        assert!(
            error.contains("python") && !error.contains('\u{202e}'),
            "{error}"
        );
        assert_eq!(maybe_language(Some(" ")), Ok(None));
    }

    #[test]
    fn lengths_are_bounded_in_words() {
        assert!(
            check_length("code", " \n", 9)
                .unwrap_err()
                .0
                .contains("empty")
        );
        let error = check_length("code", "0123456789", 9).unwrap_err().0;
        assert!(
            error.contains("10 bytes") && error.contains("at most 9"),
            "{error}"
        );
    }
}
