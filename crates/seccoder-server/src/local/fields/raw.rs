//! JSON values that are not read yet: their kind, their text, their entries.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::Names;
use crate::local::failure::Failure;

/// Numbers up to this many characters are repeated in messages.
const LONGEST_NUMBER: usize = 32;

/// Kinds of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::local) enum Kind {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

impl Kind {
    /// The kind of a value.
    pub(in crate::local) fn of(raw: &RawValue) -> Self {
        match raw.get().trim_ascii_start().as_bytes().first() {
            Some(b'"') => Self::String,
            Some(b'{') => Self::Object,
            Some(b'[') => Self::Array,
            Some(b't' | b'f') => Self::Bool,
            Some(b'n') | None => Self::Null,
            Some(_) => Self::Number,
        }
    }
}

/// A string's text; `name` is its place.
pub(in crate::local) fn text(name: &str, raw: &RawValue) -> Result<String, Failure> {
    if Kind::of(raw) != Kind::String {
        return Err(wrong(name, "a string", raw));
    }
    serde_json::from_str(raw.get())
        .map_err(|_| Failure::field(name, format!("`{name}` is not valid Unicode")))
}

/// A value is not what it should be; strings are not repeated.
pub(in crate::local) fn wrong(name: &str, expected: &str, raw: &RawValue) -> Failure {
    let message = format!("`{name}` must be {expected}, not {}", described(raw));
    Failure::field(name, message)
}

/// A value in words; a short number as it is.
pub(super) fn described(raw: &RawValue) -> &str {
    match Kind::of(raw) {
        Kind::Null => "null",
        Kind::Bool => "a boolean",
        Kind::Number if raw.get().len() <= LONGEST_NUMBER => raw.get(),
        Kind::Number => "a long number",
        Kind::String => "a string",
        Kind::Array => "an array",
        Kind::Object => "an object",
    }
}

/// Looks at the entries of an array, until one is refused.
pub(in crate::local) fn each<'a>(
    raw: &'a RawValue,
    take: &mut dyn FnMut(&'a RawValue) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut refused = None;
    let entries = Entries {
        take,
        refused: &mut refused,
    };
    let read = serde_json::Deserializer::from_str(raw.get()).deserialize_seq(entries);
    match (refused, read) {
        (Some(failure), _) => Err(failure),
        (None, Err(error)) => Err(Failure::body(error.to_string())),
        (None, Ok(())) => Ok(()),
    }
}

struct Entries<'t, 'a> {
    take: &'t mut dyn FnMut(&'a RawValue) -> Result<(), Failure>,
    refused: &'t mut Option<Failure>,
}

impl<'a> Visitor<'a> for Entries<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<S: SeqAccess<'a>>(self, mut entries: S) -> Result<(), S::Error> {
        while let Some(entry) = entries.next_element::<&'a RawValue>()? {
            if let Err(failure) = (self.take)(entry) {
                *self.refused = Some(failure);
                return Err(Error::custom("refused"));
            }
        }
        Ok(())
    }
}

/// Keeps the fields of these names.
pub(super) struct Known(pub(super) Names);

impl<'a> DeserializeSeed<'a> for Known {
    type Value = HashMap<&'static str, &'a RawValue>;

    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for Known {
    type Value = HashMap<&'static str, &'a RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'a>>(self, mut object: M) -> Result<Self::Value, M::Error> {
        let mut values = HashMap::new();
        while let Some(key) = object.next_key::<Cow<'a, str>>()? {
            let Some(name) = self.0.iter().copied().flatten().find(|name| **name == key) else {
                object.next_value::<IgnoredAny>()?;
                continue;
            };
            if values.insert(*name, object.next_value()?).is_some() {
                // Whoever reads the request next may take the other one.
                return Err(Error::custom(format_args!("`{name}` is given twice")));
            }
        }
        Ok(values)
    }
}
