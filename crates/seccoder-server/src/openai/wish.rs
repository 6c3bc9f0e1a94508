//! What a request wants of us: the field `seccoder` of its body, and headers.

use seccoder::method::Method;
use serde_json::Value;

use super::raw_json::{self, Kind};
use crate::guide::Wish;

/// What the field `seccoder` may have, for messages.
const KNOWN: &str = "off, method, k, check, report";
/// The most demonstrations that a request may ask for.
const MOST: usize = 16;

/// Why a wish cannot be read. The messages repeat names, never long values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WishError {
    /// The field is no object.
    #[error("the field `seccoder` must be an object with any of: {KNOWN}")]
    NotAnObject,
    /// It has a key that nobody knows.
    #[error("the field `seccoder` has an unknown key `{0}`; known: {KNOWN}")]
    UnknownKey(String),
    /// It has a key more than once.
    #[error("the field `seccoder` has the key `{0}` more than once")]
    Twice(&'static str),
    /// A value that cannot be.
    #[error("`{name}` must be {expected}")]
    Value {
        /// The key or header.
        name: &'static str,
        /// What it may be.
        expected: String,
    },
}

impl Wish {
    /// This wish, and the other one's where this one is silent. Headers come before the body:
    /// `headers.or(body)`. Being off and wanting a report cannot be taken back by the other.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            off: self.off || other.off,
            method: self.method.or(other.method),
            k: self.k.or(other.k),
            check: self.check.or(other.check),
            report: self.report || other.report,
        }
    }
}

/// The wish that a request's headers say. `get` gives a header's value by its lower-case name.
///
/// `x-seccoder`, `x-seccoder-check` and `x-seccoder-report` are `on` or `off`, `x-seccoder-method`
/// is a method's name, `x-seccoder-k` a number.
///
/// # Errors
/// When a header has a value that it cannot have.
pub fn wish_of_headers(get: impl Fn(&str) -> Option<String>) -> Result<Wish, WishError> {
    let switch = |name: &'static str| -> Result<Option<bool>, WishError> {
        let Some(value) = get(name) else {
            return Ok(None);
        };
        match value.trim().to_ascii_lowercase().as_str() {
            "on" => Ok(Some(true)),
            "off" => Ok(Some(false)),
            _ => Err(must_be(name, "on or off")),
        }
    };
    let k = get("x-seccoder-k").map(|value| {
        let number = value.trim().parse().ok();
        count("x-seccoder-k", number)
    });
    let method = get("x-seccoder-method").map(|value| method("x-seccoder-method", Some(&value)));
    Ok(Wish {
        off: switch("x-seccoder")? == Some(false),
        method: method.transpose()?,
        k: k.transpose()?,
        check: switch("x-seccoder-check")?,
        report: switch("x-seccoder-report")?.unwrap_or_default(),
    })
}

/// The wish in a value of the field `seccoder`, which is JSON. `null` wishes nothing.
pub(super) fn of_field(json: &[u8]) -> Result<Wish, WishError> {
    match raw_json::kind(json, 0) {
        Kind::Null => return Ok(Wish::default()),
        Kind::Object => {}
        _ => return Err(WishError::NotAnObject),
    }
    let mut wish = Wish::default();
    let mut seen = Vec::new();
    for member in raw_json::members(json, &(0..json.len())) {
        let key = raw_json::text(json, &member.key).unwrap_or_default();
        let name = ["off", "method", "k", "check", "report"]
            .into_iter()
            .find(|name| *name == key)
            .ok_or_else(|| WishError::UnknownKey(shortened(&key)))?;
        if seen.contains(&name) {
            return Err(WishError::Twice(name));
        }
        seen.push(name);
        // What no value of ours holds (1e400) is of a wrong type like any other.
        let value = serde_json::from_slice(&json[member.value]).unwrap_or(Value::Array(vec![]));
        let switch = || {
            value
                .as_bool()
                .ok_or_else(|| must_be(name, "true or false"))
        };
        match name {
            "off" => wish.off = switch()?,
            "check" => wish.check = Some(switch()?),
            "report" => wish.report = switch()?,
            "k" => {
                let number = value
                    .as_u64()
                    .and_then(|number| usize::try_from(number).ok());
                wish.k = Some(count(name, number)?);
            }
            _ => wish.method = Some(method(name, value.as_str())?),
        }
    }
    Ok(wish)
}

fn must_be(name: &'static str, expected: &str) -> WishError {
    WishError::Value {
        name,
        expected: expected.to_owned(),
    }
}

fn count(name: &'static str, number: Option<usize>) -> Result<usize, WishError> {
    number
        .filter(|number| *number <= MOST)
        .ok_or_else(|| must_be(name, &format!("a number from 0 to {MOST}")))
}

fn method(name: &'static str, text: Option<&str>) -> Result<Method, WishError> {
    text.and_then(|text| text.parse().ok()).ok_or_else(|| {
        must_be(
            name,
            &format!("one of {}", Method::ALL.map(Method::name).join(", ")),
        )
    })
}

/// A key for a message: its beginning, without what a terminal or header would act on.
fn shortened(key: &str) -> String {
    key.chars().filter(|c| !c.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(json: &str) -> Result<Wish, WishError> {
        of_field(json.as_bytes())
    }

    #[test]
    fn the_field_says_every_wish() {
        let wish = Wish {
            off: true,
            method: Some(Method::Bm25),
            k: Some(2),
            check: Some(false),
            report: true,
        };
        let said = r#"{"off":true,"method":"bm25","k":2,"check":false,"report":true}"#;
        assert_eq!(field(said), Ok(wish));
        assert_eq!(field("{}"), Ok(Wish::default()));
        assert_eq!(field("null"), Ok(Wish::default()));
    }

    #[test]
    fn wrong_wishes_say_what_is_known() {
        for (wish, words) in [
            ("5", "must be an object with any of: off, method"),
            (r#"{"of":true}"#, "unknown key `of`; known: off, method"),
            (r#"{"off":1}"#, "`off` must be true or false"),
            (r#"{"k":-1}"#, "`k` must be a number from 0 to 16"),
            (r#"{"k":1e400}"#, "`k` must be a number"),
            (r#"{"k":17}"#, "`k` must be a number"),
            (
                r#"{"method":"best"}"#,
                "one of none, random, bm25, seccoder, auto",
            ),
            (r#"{"method":null}"#, "`method` must be one of"),
            (r#"{"off":true,"off":false}"#, "more than once"),
        ] {
            let error = field(wish).unwrap_err().to_string();
            assert!(error.contains(words), "{wish}: {error}");
        }
    }

    #[test]
    fn headers_say_the_same_and_come_first() {
        let get = |name: &str| {
            let value = match name {
                "x-seccoder" => "on",
                "x-seccoder-method" => "Seccoder",
                "x-seccoder-k" => " 3 ",
                "x-seccoder-check" => "OFF",
                _ => return None,
            };
            Some(value.to_owned())
        };
        let wish = wish_of_headers(get).unwrap();
        assert_eq!((wish.off, wish.report), (false, false));
        assert_eq!((wish.method, wish.k), (Some(Method::Seccoder), Some(3)));
        let body = field(r#"{"method":"bm25","check":true,"report":true}"#).unwrap();
        let both = wish.or(body);
        assert_eq!(
            (both.method, both.check),
            (Some(Method::Seccoder), Some(false))
        );
        assert!(both.report);
        assert_eq!(wish_of_headers(|_| None), Ok(Wish::default()));
    }

    #[test]
    fn a_header_with_another_value_is_an_error() {
        let get = |name: &str| (name == "x-seccoder").then(|| "maybe".to_owned());
        let error = wish_of_headers(get).unwrap_err().to_string();
        assert_eq!(error, "`x-seccoder` must be on or off");
        let get = |name: &str| (name == "x-seccoder-k").then(|| "many".to_owned());
        assert!(wish_of_headers(get).is_err());
    }
}
