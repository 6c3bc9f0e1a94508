//! The fields of a request, read one by one, so that an error names the field, what it should be
//! and what it is.
//!
//! Values stay raw until they are asked for, and fields that nobody knows are skipped: a hostile
//! body costs no more memory than its bytes.

mod raw;

use std::collections::HashMap;
use std::ops::RangeInclusive;

use serde::de::{DeserializeOwned, DeserializeSeed};
use serde_json::value::RawValue;

pub(super) use self::raw::{Kind, each, text, wrong};
use self::raw::{Known, described};
use super::failure::Failure;

/// Lists of the names that are read of an object.
pub(super) type Names = &'static [&'static [&'static str]];

/// An object's known fields.
pub(super) struct Fields<'a> {
    /// What stands before the names in messages: empty, or `messages[3].`.
    place: String,
    known: Names,
    values: HashMap<&'static str, &'a RawValue>,
}

impl<'a> Fields<'a> {
    /// The fields of a body.
    pub(super) fn of_body(body: &'a [u8], known: Names) -> Result<Self, Failure> {
        let raw: &RawValue = serde_json::from_slice(body)
            .map_err(|error| Failure::body(format!("the body is not JSON: {error}")))?;
        if Kind::of(raw) != Kind::Object {
            return Err(Failure::body(format!(
                "the body must be an object, not {}",
                described(raw)
            )));
        }
        Self::of_object(String::new(), raw, known)
    }

    /// The fields of an object in a list; `name` is its place: `messages[3]`.
    pub(super) fn of_item(name: &str, raw: &'a RawValue, known: Names) -> Result<Self, Failure> {
        if Kind::of(raw) != Kind::Object {
            return Err(wrong(name, "an object", raw));
        }
        Self::of_object(format!("{name}."), raw, known)
    }

    fn of_object(place: String, raw: &'a RawValue, known: Names) -> Result<Self, Failure> {
        let mut json = serde_json::Deserializer::from_str(raw.get());
        let values = Known(known)
            .deserialize(&mut json)
            .map_err(|error| Failure::body(error.to_string()))?;
        Ok(Self {
            place,
            known,
            values,
        })
    }

    /// The field's name as messages have it.
    pub(super) fn full_name(&self, name: &str) -> String {
        format!("{}{name}", self.place)
    }

    /// A field's value, unless it is null.
    pub(super) fn raw(&self, name: &'static str) -> Option<&'a RawValue> {
        debug_assert!(
            self.known.iter().any(|names| names.contains(&name)),
            "{name} is not read"
        );
        let raw = self.values.get(name).copied()?;
        (Kind::of(raw) != Kind::Null).then_some(raw)
    }

    fn value<T: DeserializeOwned>(
        &self,
        name: &'static str,
        expected: &str,
    ) -> Result<Option<T>, Failure> {
        let Some(raw) = self.raw(name) else {
            return Ok(None);
        };
        serde_json::from_str(raw.get())
            .map(Some)
            .map_err(|_| wrong(&self.full_name(name), expected, raw))
    }

    /// True or false; false where it is missing.
    pub(super) fn flag(&self, name: &'static str) -> Result<bool, Failure> {
        Ok(self.value(name, "true or false")?.unwrap_or(false))
    }

    /// A whole number in a range.
    pub(super) fn whole(
        &self,
        name: &'static str,
        range: RangeInclusive<i64>,
    ) -> Result<Option<i64>, Failure> {
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        let number = self.value(name, &expected)?;
        self.within(name, number, &range, &expected)
    }

    /// A whole number in a range, as a count.
    pub(super) fn count(
        &self,
        name: &'static str,
        range: RangeInclusive<u32>,
    ) -> Result<Option<usize>, Failure> {
        let range = i64::from(*range.start())..=i64::from(*range.end());
        let number = self.whole(name, range)?;
        // Within a range of u32, so it always converts.
        Ok(number.and_then(|number| usize::try_from(number).ok()))
    }

    /// A number in a range.
    pub(super) fn number(
        &self,
        name: &'static str,
        range: RangeInclusive<f32>,
    ) -> Result<Option<f32>, Failure> {
        let expected = format!("a number from {} to {}", range.start(), range.end());
        let number = self.value(name, &expected)?;
        self.within(name, number, &range, &expected)
    }

    fn within<T: PartialOrd>(
        &self,
        name: &'static str,
        number: Option<T>,
        range: &RangeInclusive<T>,
        expected: &str,
    ) -> Result<Option<T>, Failure> {
        match (number, self.raw(name)) {
            (Some(number), Some(raw)) if !range.contains(&number) => {
                Err(wrong(&self.full_name(name), expected, raw))
            }
            (number, _) => Ok(number),
        }
    }

    /// A text.
    pub(super) fn text(&self, name: &'static str) -> Result<Option<String>, Failure> {
        self.raw(name)
            .map(|raw| text(&self.full_name(name), raw))
            .transpose()
    }

    /// Refuses a text, or several, that is given as numbers of tokens: `[1, 2]` or `[[1], [2]]`.
    pub(super) fn refuse_tokens(&self, name: &'static str) -> Result<(), Failure> {
        let Some(raw) = self.raw(name).filter(|raw| Kind::of(raw) == Kind::Array) else {
            return Ok(());
        };
        let first = raw.get().trim_start_matches(['[', ' ', '\t', '\n', '\r']);
        if first.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
            let name = self.full_name(name);
            let message =
                format!("`{name}` as numbers of tokens is not supported; send it as text");
            return Err(Failure::unsupported(name, message));
        }
        Ok(())
    }

    /// One text or a list of at most `most`.
    pub(super) fn texts(&self, name: &'static str, most: usize) -> Result<Option<Texts>, Failure> {
        let Some(raw) = self.raw(name) else {
            return Ok(None);
        };
        let full_name = self.full_name(name);
        match Kind::of(raw) {
            Kind::String => text(&full_name, raw).map(|text| Some(Texts::One(text))),
            Kind::Array => {
                let mut texts = Vec::new();
                each(raw, &mut |item| {
                    if texts.len() == most {
                        let message = format!("`{full_name}` may have {most} entries at most");
                        return Err(Failure::field(&full_name, message));
                    }
                    texts.push(text(&format!("{full_name}[{}]", texts.len()), item)?);
                    Ok(())
                })?;
                Ok(Some(Texts::Many(texts)))
            }
            _ => Err(wrong(&full_name, "a string or an array of strings", raw)),
        }
    }
}

/// What a field holds that takes one text or several.
pub(super) enum Texts {
    /// The text itself.
    One(String),
    /// A list of texts.
    Many(Vec<String>),
}

impl Texts {
    /// As a list.
    pub(super) fn into_vec(self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text],
            Self::Many(texts) => texts,
        }
    }
}
