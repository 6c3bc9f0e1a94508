//! What an arm of method `auto` may choose: the form, the facets, the budget and the threshold.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use seccoder::auto::{AutoOptions, ShowingByStyle};
use seccoder::prompt::PromptStyle;
use seccoder::prompt::form::{DEFAULT_BUDGET, Form};
use seccoder::retriever::facets::{Facet, FacetOptions, UnknownFacet};

/// Some of the facets, each once and in their usual order: `api+cause`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FacetSet(Vec<Facet>);

impl FacetSet {
    /// A set of these; `None` without any.
    #[must_use]
    pub fn new(facets: &[Facet]) -> Option<Self> {
        let facets = Facet::ALL.into_iter().filter(|of| facets.contains(of));
        let set = Self(facets.collect());
        (!set.0.is_empty()).then_some(set)
    }

    /// The facets.
    #[must_use]
    pub fn facets(&self) -> &[Facet] {
        &self.0
    }

    /// Whether these are the facets that the method uses unless told otherwise.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// How they are weighed.
    #[must_use]
    pub fn options(&self) -> FacetOptions {
        FacetOptions::of(&self.0)
    }
}

impl Default for FacetSet {
    fn default() -> Self {
        Self(Facet::USUAL.to_vec())
    }
}

impl fmt::Display for FacetSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.len() == Facet::ALL.len() {
            return f.write_str("all");
        }
        let names: Vec<&str> = self.0.iter().map(|facet| facet.name()).collect();
        f.write_str(&names.join("+"))
    }
}

impl FromStr for FacetSet {
    type Err = UnknownFacet;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim().eq_ignore_ascii_case("all") {
            return Ok(Self(Facet::ALL.to_vec()));
        }
        let facets: Vec<Facet> = text.split('+').map(str::parse).collect::<Result<_, _>>()?;
        Self::new(&facets).ok_or_else(|| UnknownFacet(text.to_owned()))
    }
}

/// Settings of an arm that matter for method `auto` alone. What is `None` is the method's own
/// choice.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AutoArm {
    /// The form of a demonstration.
    pub form: Option<Form>,
    /// By which facets examples are found.
    pub facets: FacetSet,
    /// The most tokens that demonstrations add.
    pub budget: Option<usize>,
    /// How sure the method must be to show an example; `None` is the embedder's own threshold.
    pub threshold: Option<f32>,
}

/// The same with every choice made, as the run's manifest keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AutoRecord {
    /// The form's name with its version, or that it stays silent. Text, so that a program whose
    /// forms have another version can still read the run.
    pub form: String,
    /// By which facets examples are found.
    pub facets: FacetSet,
    /// The most tokens that demonstrations add.
    pub budget: usize,
    /// How sure the method must be to show an example.
    pub threshold: f32,
}

impl AutoArm {
    /// The options of its requests, with an embedder that has this threshold.
    #[must_use]
    pub fn options(&self, embedder_threshold: f32) -> AutoOptions {
        AutoOptions {
            form: self.form,
            budget: self.budget.unwrap_or(DEFAULT_BUDGET),
            threshold: self.threshold.unwrap_or(embedder_threshold),
        }
    }

    /// What the manifest says of it.
    #[must_use]
    pub fn record(
        &self,
        embedder_threshold: f32,
        style: PromptStyle,
        measured: &ShowingByStyle,
    ) -> AutoRecord {
        let options = self.options(embedder_threshold);
        AutoRecord {
            form: options.showing(style, measured).to_string(),
            facets: self.facets.clone(),
            budget: options.budget,
            threshold: options.threshold,
        }
    }

    /// Whatever is not the method's own choice, each with a space before it.
    pub(super) fn describe(&self) -> String {
        let mut text = String::new();
        if let Some(form) = self.form {
            let name = form.to_string();
            // A run has one version of all forms; the manifest says which.
            let name = name.split('@').next().unwrap_or(&name);
            text.push_str(&format!(" {name}"));
        }
        if !self.facets.is_usual() {
            text.push_str(&format!(" {}", self.facets));
        }
        if let Some(budget) = self.budget {
            text.push_str(&format!(" budget={budget}"));
        }
        if let Some(threshold) = self.threshold {
            text.push_str(&format!(" threshold={threshold}"));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_facets_have_one_name_each() {
        let set: FacetSet = "cause+api+cause".parse().unwrap();
        assert_eq!(set.to_string(), "api+cause");
        assert_eq!(set.options(), FacetOptions::of(&[Facet::Api, Facet::Cause]));
        let all: FacetSet = "weakness+code+api+cause".parse().unwrap();
        assert_eq!((all.to_string().as_str(), all.is_usual()), ("all", false));
        assert_eq!("ALL".parse(), Ok(all));
        assert_eq!(FacetSet::default().to_string(), "api+cause+weakness");
        assert!("api+magic".parse::<FacetSet>().is_err());
        assert!("".parse::<FacetSet>().is_err());
        assert_eq!(FacetSet::new(&[]), None);
        let json = serde_json::to_string(&set).unwrap();
        assert_eq!(json, r#"["api","cause"]"#);
    }

    #[test]
    fn a_record_has_every_choice() {
        let unmeasured = ShowingByStyle::default();
        let record = AutoArm::default().record(0.25, PromptStyle::Raw, &unmeasured);
        assert_eq!((record.budget, record.threshold), (DEFAULT_BUDGET, 0.25));
        assert!(record.form.contains('@'), "{}", record.form);
        let arm = AutoArm {
            threshold: Some(0.0),
            budget: Some(64),
            ..AutoArm::default()
        };
        let record = arm.record(0.25, PromptStyle::Chat, &unmeasured);
        assert_eq!((record.budget, record.threshold), (64, 0.0));
        let json = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<AutoRecord>(&json).unwrap(), record);
    }
}
