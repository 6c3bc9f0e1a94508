//! From topics to hints: applies the rules and words the reasons.

use super::evidence::{Evidence, Fact, Seen};
use super::knowledge::{Rule, rules};
use super::{CweId, Language, WeaknessHint};

/// Most hints that are given.
const MOST: usize = 8;
/// Weaker hints are noise.
const LEAST: f32 = 0.15;
/// What a second rule for the same weakness adds, of what is left to certainty.
const SECOND: f32 = 0.3;
/// A topic this strong keeps a rule with `-topic` from being met.
const BAR: f32 = 0.5;

/// A rule that is met, how strongly, and by what.
type Met<'a> = (f32, &'static Rule, Vec<&'a Fact>);

/// The rules that `evidence` meets, in the table's order.
fn met<'a>(language: Option<Language>, evidence: &'a Evidence) -> Vec<Met<'a>> {
    let mut met = Vec::new();
    for rule in rules() {
        let here =
            rule.languages.is_empty() || language.is_some_and(|one| rule.languages.contains(&one));
        let bar = |topic: &&str| {
            evidence
                .get(*topic)
                .is_some_and(|fact| fact.strength >= BAR)
        };
        if !here || rule.bars.iter().any(bar) {
            continue;
        }
        let best = |any: &Vec<&'static str>| {
            let facts = any.iter().filter_map(|topic| evidence.get(topic));
            facts.max_by(|a, b| a.strength.total_cmp(&b.strength))
        };
        if let Some(facts) = rule.needs.iter().map(best).collect::<Option<Vec<&Fact>>>() {
            let weakest = facts.iter().map(|fact| fact.strength).fold(1.0, f32::min);
            met.push((rule.weight * weakest, rule, facts));
        }
    }
    met
}

/// The weaknesses that `evidence` speaks for, the likeliest first.
pub(super) fn hints(
    language: Option<Language>,
    given: Option<CweId>,
    evidence: &Evidence,
) -> Vec<WeaknessHint> {
    let mut met = met(language, evidence);
    met.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut hints: Vec<WeaknessHint> = Vec::new();
    if let Some(cwe) = given {
        let because = "it was given with the request".to_owned();
        hints.push(WeaknessHint {
            cwe,
            weight: 1.0,
            because,
        });
    }
    for (weight, rule, facts) in met {
        match hints.iter_mut().find(|hint| hint.cwe == rule.cwe) {
            // Prose does not add to what was said already.
            Some(hint) if rule.looks_at_code() => {
                hint.weight += SECOND * weight * (1.0 - hint.weight);
            }
            Some(_) => {}
            None if weight >= LEAST => {
                let because = because(rule.cwe, &facts);
                hints.push(WeaknessHint {
                    cwe: rule.cwe,
                    weight,
                    because,
                });
            }
            None => {}
        }
    }
    hints.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    hints.truncate(MOST);
    hints
}

/// "imports sqlite3 and speaks of `look up`: SQL injection".
fn because(cwe: CweId, facts: &[&Fact]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for (verb, quoted) in [("imports", 0), ("uses", 1), ("has", 2), ("speaks of", 3)] {
        let mut things: Vec<String> = Vec::new();
        for fact in facts {
            let thing = match (&fact.seen, quoted) {
                (Seen::Import(name), 0) | (Seen::Use(name), 1) | (Seen::Form(name), 2) => {
                    name.clone()
                }
                (Seen::Word(word), 3) => format!("\"{word}\""),
                _ => continue,
            };
            if !things.contains(&thing) {
                things.push(thing);
            }
        }
        if !things.is_empty() {
            parts.push(format!("{verb} {}", things.join(" and ")));
        }
    }
    let name = cwe
        .short_name()
        .map_or_else(|| cwe.to_string(), str::to_owned);
    format!("it {}: {name}", parts.join(", "))
}
