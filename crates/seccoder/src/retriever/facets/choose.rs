//! The choice: first the weakness, then the example of it that fits.
//!
//! A demonstration of another weakness is of little use however much its code resembles the
//! program, and one of the right weakness is of more use the nearer it is to what the program
//! works with. So the fused ranking first *votes*: each weakness gets the values of its best
//! examples, the best counting most, so that a weakness with many examples has no advantage over
//! one with few. What the request itself hints at joins the votes. Then each weakness's examples
//! are ordered by how they fit: place in the fused ranking, the scores themselves (ranks say
//! nothing of how far apart two examples are), shared APIs, shared frameworks, libraries that the
//! program lacks, whether it is their main weakness, and language before all. An example in another
//! language comes behind all those of its weakness in the program's own, and for a weakness that
//! has none there it counts a fraction.
//!
//! Where more than one is taken and variety is wanted, each example taken lowers its weakness and
//! those that show the same APIs.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::api::{Lexicon, last_part, shared};
use super::needs::{at_hand, plain, unmet};
use crate::cwe::CweId;
use crate::example::SecureExample;
use crate::language::Language;
use crate::request::Understanding;

/// What each further example of a weakness adds to its votes, compared with the one before.
const NEXT_VOTE: f32 = 0.5;
/// What an example counts for a weakness that is not its main one.
const SIDE: f32 = 0.7;
/// What an example in another language counts.
const FOREIGN: f32 = 0.3;
/// What a weakness counts after an example of it was taken, where variety is wanted.
const TAKEN: f32 = 0.4;
/// What shared APIs add to how an example fits; place and scores add at most 1 each.
const SHARED_APIS: f32 = 0.3;
/// What a shared framework adds.
const SHARED_FRAMEWORK: f32 = 0.2;
/// What it adds that the program imports the modules whose functions the example uses.
const AT_HAND: f32 = 0.5;
/// What needing libraries takes away that the program does not use.
const UNMET_NEEDS: f32 = 0.8;
/// What showing only APIs that were shown already takes away, where variety is wanted.
const SAME_APIS: f32 = 0.3;

/// How much an example is for a program in this language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tongue {
    Foreign,
    Own,
}

impl Tongue {
    pub fn of(request: Option<Language>, example: Language) -> Self {
        if request.is_none_or(|language| language.is_akin_to(example)) {
            Self::Own
        } else {
            Self::Foreign
        }
    }

    fn factor(self) -> f32 {
        match self {
            Self::Own => 1.0,
            Self::Foreign => FOREIGN,
        }
    }
}

/// An example as it was chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Chosen {
    pub row: usize,
    /// The weakness it was chosen for, with that weakness's value; `None` where it has none.
    pub weakness: Option<(CweId, f32)>,
    /// How well it fits among the examples of its weakness.
    pub fit: f32,
}

/// What there is to choose from.
pub(super) struct Choice<'a> {
    pub lexicon: &'a Lexicon,
    pub request: &'a Understanding,
    /// What the names that the request uses end in.
    pub names: &'a HashSet<String>,
    /// Rows with their fused values.
    pub fused: &'a HashMap<usize, f32>,
    /// Rows with the weighted mean of their scores, in [0, 1].
    pub near: &'a HashMap<usize, f32>,
    /// What the request's own hints count beside the votes; 0 leaves weaknesses out of the choice.
    pub weight: f32,
    pub diverse: bool,
}

impl Choice<'_> {
    fn example(&self, row: usize) -> &SecureExample {
        &self.lexicon.examples[row]
    }

    fn tongue(&self, row: usize) -> Tongue {
        Tongue::of(self.request.language, self.example(row).language)
    }

    /// The value of each weakness, 1 for the most votes and full certainty, best first.
    pub fn weaknesses(&self) -> Vec<(CweId, f32)> {
        let mut backers: BTreeMap<CweId, Vec<f32>> = BTreeMap::new();
        for (&row, &value) in self.fused {
            for (i, cwe) in self.example(row).cwes.iter().enumerate() {
                let share = if i == 0 { 1.0 } else { SIDE };
                let vote = value * share * self.tongue(row).factor();
                backers.entry(*cwe).or_default().push(vote);
            }
        }
        let mut votes: BTreeMap<CweId, f32> = BTreeMap::new();
        for (cwe, mut values) in backers {
            values.sort_by(|a, b| b.total_cmp(a));
            let sum = values.iter().rev().fold(0.0, |sum, v| v + NEXT_VOTE * sum);
            votes.insert(cwe, sum);
        }
        let most = votes.values().copied().fold(f32::MIN_POSITIVE, f32::max);
        let weight = self.weight.max(0.0);
        let mut values: Vec<(CweId, f32)> = votes
            .into_iter()
            .map(|(cwe, sum)| {
                let hint = self.request.hint(cwe);
                let hint = hint.map_or(0.0, |hint| hint.weight.clamp(0.0, 1.0));
                (cwe, (sum / most + weight * hint) / (1.0 + weight))
            })
            .collect();
        values.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        values
    }

    /// How well a row fits as an example of a weakness.
    fn fit(&self, row: usize, weakness: Option<CweId>, best: f32, used: &HashSet<String>) -> f32 {
        let example = self.example(row);
        let mut fit = self.fused.get(&row).copied().unwrap_or_default() / best;
        if self.weight <= 0.0 {
            return fit;
        }
        fit += self.near.get(&row).copied().unwrap_or_default();
        let shared = shared(self.names, example).len().min(2);
        fit += SHARED_APIS * shared as f32 / 2.0;
        if example
            .applies
            .iter()
            .any(|name| used.contains(&plain(name)))
        {
            fit += SHARED_FRAMEWORK;
        }
        fit += AT_HAND * at_hand(&example.apis, &self.request.imports);
        fit -= UNMET_NEEDS * unmet(&self.lexicon.needs[row], used);
        let is_main = weakness.is_none_or(|weakness| example.cwes.first() == Some(&weakness));
        if is_main { fit } else { fit * SIDE }
    }

    /// The rows to be taken, in their order, at most `limit`.
    pub fn order(&self, weaknesses: &[(CweId, f32)], limit: usize) -> Vec<Chosen> {
        let value: HashMap<CweId, f32> = weaknesses.iter().copied().collect();
        let best = self
            .fused
            .values()
            .copied()
            .fold(f32::MIN_POSITIVE, f32::max);
        let used: HashSet<String> = self
            .request
            .frameworks
            .iter()
            .chain(&self.request.imports)
            .map(|name| plain(name))
            .collect();
        let mut groups: BTreeMap<Option<CweId>, Vec<Chosen>> = BTreeMap::new();
        for &row in self.fused.keys() {
            let weakness = self.weakness_of(row, &value);
            let group = weakness.map(|(cwe, _)| cwe);
            let chosen = Chosen {
                row,
                weakness,
                fit: self.fit(row, group, best, &used),
            };
            groups.entry(group).or_default().push(chosen);
        }
        self.take_in_turn(groups.into_values().collect(), limit)
    }

    /// The weakness that an example is taken for: of those it avoids, the most likely one.
    fn weakness_of(&self, row: usize, value: &HashMap<CweId, f32>) -> Option<(CweId, f32)> {
        if self.weight <= 0.0 {
            return None;
        }
        let cwes = self.example(row).cwes.iter().enumerate();
        cwes.filter_map(|(i, cwe)| {
            let value = value.get(cwe).copied()?;
            Some((*cwe, value, if i == 0 { value } else { value * SIDE }))
        })
        .max_by(|a, b| a.2.total_cmp(&b.2).then(b.0.cmp(&a.0)))
        .map(|(cwe, value, _)| (cwe, value))
    }

    /// Takes the best of the best group, again and again.
    fn take_in_turn(&self, mut groups: Vec<Vec<Chosen>>, limit: usize) -> Vec<Chosen> {
        for group in &mut groups {
            // The best last, from where it is taken.
            group.sort_by(|a, b| self.compare(a, b));
        }
        let mut taken = Vec::new();
        let mut factors = vec![1.0_f32; groups.len()];
        let mut shown: Vec<HashSet<String>> = vec![HashSet::new(); groups.len()];
        while taken.len() < limit {
            let worth = |(i, group): (usize, &Vec<Chosen>)| {
                let next = group.last()?;
                let value = next.weakness.map_or(f32::MIN_POSITIVE, |(_, value)| value);
                let value = value * factors[i] * self.tongue(next.row).factor();
                Some((i, value, next.fit))
            };
            let best = groups
                .iter()
                .enumerate()
                .filter_map(worth)
                .max_by(|a, b| a.1.total_cmp(&b.1).then(a.2.total_cmp(&b.2)));
            let Some((i, ..)) = best else { break };
            taken.extend(groups[i].pop());
            if self.diverse && self.weight > 0.0 {
                factors[i] *= TAKEN;
                let apis = taken.last().map(|last| self.example(last.row).apis.iter());
                shown[i].extend(apis.into_iter().flatten().map(|api| last_part(api)));
                self.prefer_others(&mut groups[i], &shown[i]);
            }
        }
        taken
    }

    /// Worse first; equal ones in the order of their rows, so that nothing depends on chance.
    fn compare(&self, a: &Chosen, b: &Chosen) -> Ordering {
        let by_tongue = self.tongue(a.row).cmp(&self.tongue(b.row));
        let by_fit = by_tongue.then(a.fit.total_cmp(&b.fit));
        by_fit.then(b.row.cmp(&a.row))
    }

    /// Brings what shows other APIs before what shows the same again.
    fn prefer_others(&self, group: &mut [Chosen], shown: &HashSet<String>) {
        let same = |chosen: &Chosen| {
            let apis = &self.example(chosen.row).apis;
            !apis.is_empty() && apis.iter().all(|api| shown.contains(&last_part(api)))
        };
        let fit = |one: &Chosen| one.fit - if same(one) { SAME_APIS } else { 0.0 };
        let value: HashMap<usize, f32> = group.iter().map(|one| (one.row, fit(one))).collect();
        let lowered = |one: &Chosen| Chosen {
            fit: value[&one.row],
            ..*one
        };
        group.sort_by(|a, b| self.compare(&lowered(a), &lowered(b)));
    }
}
