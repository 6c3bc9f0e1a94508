//! The names of forms, as logs, options and JSON write them: `guideline-slice/above/comment@3`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Dress, Form, Place, Shape};

/// The version of all templates here. It changes with every change of the text that any of
/// them makes of an example.
const VERSION: u32 = 3;

/// The text names no form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown form `{0}`; a form is <shape>/<place>/<dress>, such as {example}; shapes: {shapes}; \
     places: {places}; dresses: {dresses}",
    example = "`guideline/cursor/comment`",
    shapes = Shape::ALL.map(Shape::name).join(", "),
    places = Place::ALL.map(Place::name).join(", "),
    dresses = Dress::ALL.map(Dress::name).join(", ")
)]
pub struct UnknownForm(pub String);

impl Shape {
    /// Every shape.
    pub const ALL: [Self; 7] = [
        Self::Function,
        Self::Slice,
        Self::Weakness,
        Self::Reminder,
        Self::Guideline,
        Self::GuidelineSlice,
        Self::Pair,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::Slice => "slice",
            Self::Weakness => "weakness",
            Self::Reminder => "reminder",
            Self::Guideline => "guideline",
            Self::GuidelineSlice => "guideline-slice",
            Self::Pair => "pair",
        }
    }
}

impl Place {
    /// Every place.
    pub const ALL: [Self; 6] = [
        Self::FileTop,
        Self::AboveFunction,
        Self::Cursor,
        Self::Docstring,
        Self::System,
        Self::Context,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FileTop => "top",
            Self::AboveFunction => "above",
            Self::Cursor => "cursor",
            Self::Docstring => "docstring",
            Self::System => "system",
            Self::Context => "context",
        }
    }
}

impl Dress {
    /// Every dress.
    pub const ALL: [Self; 2] = [Self::Comment, Self::Live];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Live => "live",
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shape, place, dress) = (self.shape.name(), self.place.name(), self.dress.name());
        write!(f, "{shape}/{place}/{dress}@{VERSION}")
    }
}

impl FromStr for Form {
    type Err = UnknownForm;

    /// The version may be left out; another one than this program's is refused.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownForm(text.to_owned());
        let lower = text.trim().to_ascii_lowercase();
        let (name, version) = lower.split_once('@').unwrap_or((&lower, ""));
        if !version.is_empty() && version != VERSION.to_string() {
            return Err(unknown());
        }
        let parts: Vec<&str> = name.split('/').collect();
        let [shape, place, dress] = parts[..] else {
            return Err(unknown());
        };
        Shape::ALL
            .into_iter()
            .find(|known| known.name() == shape)
            .zip(Place::ALL.into_iter().find(|known| known.name() == place))
            .zip(Dress::ALL.into_iter().find(|known| known.name() == dress))
            .map(|((shape, place), dress)| Self {
                shape,
                place,
                dress,
            })
            .filter(|form| form.is_sound())
            .ok_or_else(unknown)
    }
}

impl Serialize for Form {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Form {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for form in Form::all() {
            let name = form.to_string();
            assert_eq!(name.parse(), Ok(form), "{name}");
            assert_eq!(name.trim_end_matches("@3").parse(), Ok(form), "{name}");
            let json = serde_json::to_string(&form).unwrap();
            assert_eq!(serde_json::from_str::<Form>(&json).unwrap(), form);
        }
        let form: Form = "guideline-slice/above/comment".parse().unwrap();
        assert_eq!(form.to_string(), "guideline-slice/above/comment@3");
    }

    #[test]
    fn what_is_no_form_is_refused_with_the_parts() {
        for text in [
            "",
            "guideline",
            "guideline/cursor/live",
            "pair/above/live",
            "slice/system/comment",
            "slice/above/comment@1",
            "a/b/c",
        ] {
            let error = text.parse::<Form>().unwrap_err().to_string();
            assert!(error.contains("guideline-slice, pair"), "{error}");
        }
    }
}
