//! Method `auto`: what it shows, how much of it, and when it shows nothing.
//!
//! The paper's method shows its best example whatever it is. `auto` asks first how sure the
//! retriever is that the example is of use ([`confidence`]); below a threshold that was
//! calibrated for the embedder it is silent, and the prompt is that of method `none`, byte by
//! byte. Above it the example is shown in a [`Form`] that is chosen by measurement, within a
//! budget of tokens.

use serde::{Deserialize, Serialize};

use crate::prompt::PromptStyle;
use crate::prompt::form::{DEFAULT_BUDGET, Dress, Form, Place, Shape};

/// How method `auto` shows examples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AutoOptions {
    /// The form of a demonstration; `None` takes the one that measured best for the style.
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
    /// The form of demonstrations in a prompt of this style.
    #[must_use]
    pub fn form_for(&self, style: PromptStyle) -> Form {
        self.form.unwrap_or_else(|| default_form(style))
    }
}

/// The form for a style when nobody names one.
#[must_use]
const fn default_form(style: PromptStyle) -> Form {
    let (shape, place) = match style {
        PromptStyle::Raw | PromptStyle::Fim => (Shape::Weakness, Place::AboveFunction),
        PromptStyle::Chat => (Shape::Guideline, Place::Context),
    };
    Form {
        shape,
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
    fn every_style_has_a_default_form_that_fits() {
        for style in [PromptStyle::Raw, PromptStyle::Fim, PromptStyle::Chat] {
            assert!(default_form(style).fits(style));
        }
    }
}
