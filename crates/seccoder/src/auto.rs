//! Method `auto`: what it shows, how much of it, and when it shows nothing.
//!
//! The paper's method shows its best example whatever it is. `auto` asks first how sure the
//! retriever is that the example is of use ([`confidence`]); below a threshold that was
//! calibrated for the embedder it is silent, and the prompt is that of method `none`, byte by
//! byte. Above it the example is shown in a [`Form`] that is chosen by measurement, within a
//! budget of tokens. To a model that no form was measured to help nothing is shown at all
//! ([`Showing`]).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::prompt::PromptStyle;
use crate::prompt::form::{DEFAULT_BUDGET, Dress, Form, Place, Shape, UnknownForm};

/// How method `auto` shows examples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AutoOptions {
    /// The form of a demonstration; `None` takes what measured best for the model and style.
    #[serde(default)]
    pub form: Option<Form>,
    /// The most tokens that all demonstrations together add to the prompt.
    pub budget: usize,
    /// The [`confidence`] below which an example is not shown.
    pub threshold: f32,
}

/// The threshold for embedders that none was calibrated for: what the request's own names say
/// reaches it, a cosine of unknown scale alone does not.
pub const CAUTIOUS_THRESHOLD: f32 = 0.6;

impl Default for AutoOptions {
    fn default() -> Self {
        Self {
            form: None,
            budget: DEFAULT_BUDGET,
            threshold: CAUTIOUS_THRESHOLD,
        }
    }
}

impl AutoOptions {
    /// What becomes of a sure example in a prompt of this style, for a model of which this much
    /// was measured.
    #[must_use]
    pub fn showing(&self, style: PromptStyle, measured: &ShowingByStyle) -> Showing {
        self.form
            .map(Showing::Form)
            .or_else(|| measured.of(style))
            .unwrap_or(Showing::Form(default_form(style)))
    }
}

/// What method `auto` does with an example that it is sure of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// It is shown in this form.
    Form(Form),
    /// It is not shown: no form was measured to help.
    Silent,
}

impl Showing {
    const SILENT: &str = "silent";

    /// The form, or the style's usual one: for an example that is needed whatever the model.
    #[must_use]
    pub const fn form(self, style: PromptStyle) -> Form {
        match self {
            Self::Form(form) => form,
            Self::Silent => default_form(style),
        }
    }
}

impl fmt::Display for Showing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(form) => form.fmt(f),
            Self::Silent => f.write_str(Self::SILENT),
        }
    }
}

impl FromStr for Showing {
    type Err = UnknownForm;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            Self::SILENT => Ok(Self::Silent),
            form => form.parse().map(Self::Form),
        }
    }
}

impl Serialize for Showing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Showing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// What one model was measured to be best shown, for each style; `None` where nobody measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowingByStyle {
    /// In text to continue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Showing>,
    /// In a gap to fill.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fim: Option<Showing>,
    /// In a conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat: Option<Showing>,
}

impl ShowingByStyle {
    /// That of one style.
    #[must_use]
    pub const fn of(&self, style: PromptStyle) -> Option<Showing> {
        match style {
            PromptStyle::Raw => self.raw,
            PromptStyle::Fim => self.fim,
            PromptStyle::Chat => self.chat,
        }
    }

    /// Whether nothing was measured.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The form for a style when nobody names one and the model was not measured.
#[must_use]
const fn default_form(style: PromptStyle) -> Form {
    let place = match style {
        PromptStyle::Raw | PromptStyle::Fim => Place::AboveFunction,
        PromptStyle::Chat => Place::Context,
    };
    Form {
        shape: Shape::Weakness,
        place,
        dress: Dress::Comment,
    }
}

/// How sure it is that an example is of use, from 0 to 1.
///
/// `hint` is how much the request itself speaks for the example's weakness, `cause` the cosine
/// between what is wanted and what the example is a lesson about, where it was computed. The
/// request's own hint counts most: it rests on names that code of this weakness needs.
#[must_use]
pub fn confidence(hint: f32, cause: Option<f32>) -> f32 {
    let hint = hint.clamp(0.0, 1.0);
    let cause = cause.unwrap_or_default().clamp(0.0, 1.0);
    1.0 - (1.0 - hint) * (1.0 - CAUSE_SHARE * cause)
}

/// What a cause that is the same in every word would make of a request without any hint.
const CAUSE_SHARE: f32 = 0.5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_grows_with_both_and_stays_in_its_range() {
        assert_eq!(confidence(0.0, None), 0.0);
        assert_eq!(confidence(1.0, Some(-1.0)), 1.0);
        assert!(confidence(0.5, Some(0.4)) > confidence(0.5, Some(0.2)));
        assert!(confidence(0.6, Some(0.3)) > confidence(0.5, Some(0.3)));
        assert!(confidence(0.0, Some(1.0)) < CAUTIOUS_THRESHOLD);
    }

    #[test]
    fn a_named_form_comes_before_what_was_measured_and_that_before_the_usual_one() {
        let measured: ShowingByStyle =
            serde_json::from_str(r#"{"raw":"silent","chat":"reminder/context/comment"}"#).unwrap();
        let style = PromptStyle::Raw;
        let usual = Showing::Form(default_form(style));
        let mut options = AutoOptions::default();
        assert_eq!(options.showing(style, &measured), Showing::Silent);
        assert_eq!(options.showing(style, &ShowingByStyle::default()), usual);
        assert_eq!(options.showing(PromptStyle::Fim, &measured), usual);
        let chat = options.showing(PromptStyle::Chat, &measured);
        assert_eq!(chat.to_string().parse(), Ok(chat));
        let form = "guideline/cursor/comment".parse().unwrap();
        options.form = Some(form);
        assert_eq!(options.showing(style, &measured), Showing::Form(form));
        assert_eq!(Showing::Silent.form(style), default_form(style));
        assert!("loud".parse::<Showing>().is_err());
    }

    #[test]
    fn every_style_has_a_default_form_that_fits() {
        for style in PromptStyle::ALL {
            assert!(default_form(style).fits(style));
        }
    }
}
