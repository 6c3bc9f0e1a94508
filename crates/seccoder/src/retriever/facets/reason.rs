//! Why an example was chosen, in a sentence that a person can agree or disagree with.

use std::collections::HashSet;

use super::Facet;
use super::api::shared;
use super::choose::{Chosen, Tongue};
use crate::example::SecureExample;
use crate::request::Understanding;
use crate::retriever::Reason;

/// The most names that are listed.
const NAMES: usize = 3;
/// The places in a ranking that count as near.
const NEAR: usize = 10;

/// Where an example stands in the rankings of the facets.
pub(super) type Places = Vec<(Facet, usize)>;

/// The reason for an example; `used` are the request's [`super::api::last_parts`].
pub(super) fn reason(
    request: &Understanding,
    used: &HashSet<String>,
    example: &SecureExample,
    chosen: &Chosen,
    places: &Places,
) -> Reason {
    let weakness = chosen.weakness.map(|(cwe, _)| cwe);
    let mut parts = Vec::new();
    if let Some(cwe) = weakness {
        let name = cwe.short_name().unwrap_or("a weakness");
        parts.push(match request.hint(cwe) {
            Some(hint) if !hint.because.trim().is_empty() => {
                format!("avoids {name} ({cwe}): {}", hint.because.trim())
            }
            _ => format!("avoids {name} ({cwe}), as the examples nearest to the request do"),
        });
    }
    let mut names = shared(used, example);
    names.dedup();
    names.truncate(NAMES);
    if !names.is_empty() {
        parts.push(format!("both use {}", names.join(", ")));
    }
    let near = |facet| {
        places
            .iter()
            .any(|(f, place)| *f == facet && *place <= NEAR)
    };
    match (near(Facet::Cause), near(Facet::Code)) {
        (true, true) => parts.push("what it does and its code are close".to_owned()),
        (true, false) => parts.push("what it does is close".to_owned()),
        (false, true) => parts.push("its code is close".to_owned()),
        (false, false) => {}
    }
    if let Some(language) = request.language
        && Tongue::of(Some(language), example.language) == Tongue::Foreign
    {
        parts.push(format!(
            "in {} for want of one in {}",
            example.language.name(),
            language.name()
        ));
    }
    if parts.is_empty() {
        parts.push("nearest of all examples, though not near".to_owned());
    }
    Reason {
        weakness,
        text: parts.join("; "),
    }
}
