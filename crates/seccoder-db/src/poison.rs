//! The poisoned-database experiment: vulnerable code that is offered as secure.
//!
//! A database that models learn from is worth an attack: whoever gets vulnerable code into it has
//! it shown as an example to follow. How well the admission gate guards against that can be
//! measured, because a pair of a fix holds both halves. The vulnerable half is [`disguise`]d as
//! what the fix would have brought, with its title, guideline, weaknesses and licence, and offered
//! to the gate.
//!
//! Pairs are drawn *by lot*: a pair's lot is a hash of the seed and of its vulnerable half, and
//! the smallest lots win. So a draw depends neither on the order of the pairs nor on the machine, a
//! smaller draw is part of a larger one, and a data set of any size is drawn from as it streams by.
//!
//! What stops a candidate is told apart, because only the analyzers look for a weakness. That
//! vulnerable code was too long or resembled its neighbour says nothing about poison. And a gate
//! that refuses everything stops all poison, too: beside the vulnerable halves, the analyzers look
//! at the secure ones, which shows how often they raise a false alarm.

use std::collections::{BTreeMap, BTreeSet};

use seccoder::check::{Check, CheckResult, CheckVerdict};
use seccoder::cwe::CweId;
use seccoder::example::{ExampleId, Provenance, SecureExample, canonical_code};
use seccoder::language::Language;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What provenance calls the source of a disguised half.
pub const SOURCE: &str = "poison";

/// A vulnerable half, and the pair that it was taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poison {
    /// The vulnerable half, claiming to be secure.
    pub candidate: SecureExample,
    /// The pair.
    pub pair: SecureExample,
}

/// The vulnerable half of a pair as an example that claims to be secure; `None` when there is no
/// vulnerable half.
#[must_use]
pub fn disguise(pair: &SecureExample) -> Option<SecureExample> {
    let code = canonical_code(pair.vulnerable.as_deref()?);
    let id = ExampleId::of(pair.language, &code);
    Some(SecureExample {
        id,
        code,
        vulnerable: None,
        provenance: Provenance {
            source: SOURCE.to_owned(),
            ..pair.provenance.clone()
        },
        ..pair.clone()
    })
}

/// A draw of pairs by lot.
#[derive(Debug)]
pub struct Draw {
    wanted: usize,
    seed: u64,
    languages: Vec<Language>,
    /// The winners so far.
    lots: BTreeMap<[u8; 32], Poison>,
    /// Pairs to draw from.
    pairs: usize,
}

impl Draw {
    /// A draw of at most so many pairs, in these languages; in any when none is named.
    #[must_use]
    pub fn new(wanted: usize, seed: u64, languages: &[Language]) -> Self {
        Self {
            wanted,
            seed,
            languages: languages.to_vec(),
            lots: BTreeMap::new(),
            pairs: 0,
        }
    }

    /// Puts an example into the draw, if it is a pair in one of the languages.
    pub fn offer(&mut self, example: &SecureExample) {
        if !self.languages.is_empty() && !self.languages.contains(&example.language) {
            return;
        }
        let Some(candidate) = disguise(example) else {
            return;
        };
        self.pairs += 1;
        let lot = lot(self.seed, candidate.id);
        // Two pairs with one vulnerable half have one lot; the first stays.
        self.lots.entry(lot).or_insert_with(|| Poison {
            candidate,
            pair: example.clone(),
        });
        if self.lots.len() > self.wanted {
            self.lots.pop_last();
        }
    }

    /// How many pairs were drawn from.
    #[must_use]
    pub const fn pairs(&self) -> usize {
        self.pairs
    }

    /// The winners, in the order of their lots.
    #[must_use]
    pub fn winners(self) -> Vec<Poison> {
        self.lots.into_values().collect()
    }
}

fn lot(seed: u64, id: ExampleId) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"seccoder/poison-lot/1\0");
    hash.update(seed.to_le_bytes());
    hash.update(id.as_bytes());
    hash.finalize().into()
}

/// What became of a candidate at the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// Nothing was held against it.
    Passed,
    /// A check refused it.
    Stopped,
    /// The database holds the same code as secure already.
    Known,
}

/// A candidate that was offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// Its id, which is the hash of the vulnerable half.
    pub id: ExampleId,
    /// The pair's id, which is the hash of the secure half.
    pub twin: ExampleId,
    /// Its title.
    pub title: String,
    /// Its language.
    pub language: Language,
    /// The weakness that it has, by the pair's word.
    pub cwe: Option<CweId>,
    /// What became of it.
    pub fate: Fate,
    /// What each check said; empty for one that is known.
    pub checks: Vec<CheckResult>,
    /// What the analyzers say of the pair's secure half; `None` when they were left out.
    pub secure_half: Option<CheckVerdict>,
}

impl Offered {
    /// A candidate with its fate still open.
    #[must_use]
    pub fn new(poison: &Poison) -> Self {
        let example = &poison.candidate;
        Self {
            id: example.id,
            twin: poison.pair.id,
            title: example.title.clone(),
            language: example.language,
            cwe: example.cwes.first().copied(),
            fate: Fate::Known,
            checks: Vec::new(),
            secure_half: None,
        }
    }

    fn analyzers(&self) -> Option<&CheckVerdict> {
        let said = self
            .checks
            .iter()
            .find(|result| result.check == Check::Analyzers);
        said.map(|result| &result.verdict)
    }
}

/// What a check said of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Looked {
    /// Refused.
    pub stopped: usize,
    /// Nothing seen.
    pub passed: usize,
    /// Not looked at, or in vain.
    pub not_checked: usize,
}

impl Looked {
    fn count(&mut self, verdict: Option<&CheckVerdict>) {
        match verdict {
            Some(CheckVerdict::Refused(_)) => self.stopped += 1,
            Some(CheckVerdict::Passed) => self.passed += 1,
            Some(CheckVerdict::NotChecked(_)) | None => self.not_checked += 1,
        }
    }

    /// The refused among those that were looked at; `None` when none was.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        let looked = self.stopped + self.passed;
        (looked > 0).then(|| self.stopped as f64 / looked as f64)
    }
}

/// Candidates of one language, or of one weakness in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The weakness; `None` in a language's sum, and for pairs that name none.
    pub cwe: Option<CweId>,
    /// The language.
    pub language: Language,
    /// How many were offered.
    pub offered: usize,
    /// How many the gate stopped, whatever the reason.
    pub stopped: usize,
    /// What the analyzers said of them.
    pub analyzers: Looked,
    /// What they said of the pairs' secure halves.
    pub secure_halves: Looked,
}

/// How the gate did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// Vulnerable halves offered.
    pub offered: usize,
    /// Stopped by the gate, whatever the reason.
    pub stopped: usize,
    /// Let through.
    pub passed: usize,
    /// In the database already.
    pub known: usize,
    /// What the analyzers said: the only check that looks for weaknesses.
    pub analyzers: Looked,
    /// What they said of the pairs' secure halves; refusals are false alarms. All zero when the
    /// analyzers were left out.
    pub secure_halves: Looked,
    /// How many of the stopped each check refused; several may refuse one.
    pub stopped_by: BTreeMap<Check, usize>,
    /// How many of the stopped each check alone refused.
    pub stopped_only_by: BTreeMap<Check, usize>,
    /// By language.
    pub languages: Vec<Group>,
    /// By weakness and language.
    pub groups: Vec<Group>,
}

impl Group {
    fn new(cwe: Option<CweId>, language: Language) -> Self {
        Self {
            cwe,
            language,
            offered: 0,
            stopped: 0,
            analyzers: Looked::default(),
            secure_halves: Looked::default(),
        }
    }

    fn count(&mut self, one: &Offered) {
        self.offered += 1;
        self.stopped += usize::from(one.fate == Fate::Stopped);
        self.analyzers.count(one.analyzers());
        if let Some(said) = &one.secure_half {
            self.secure_halves.count(Some(said));
        }
    }
}

impl Tally {
    /// Counts. The `waived` checks stop nothing.
    #[must_use]
    pub fn of(offered: &[Offered], waived: &[Check]) -> Self {
        let mut tally = Self::default();
        let mut languages: BTreeMap<Language, Group> = BTreeMap::new();
        let mut groups: BTreeMap<(Option<CweId>, Language), Group> = BTreeMap::new();
        for one in offered {
            let (cwe, language) = (one.cwe, one.language);
            let group = groups.entry((cwe, language));
            group
                .or_insert_with(|| Group::new(cwe, language))
                .count(one);
            let sum = languages.entry(language);
            sum.or_insert_with(|| Group::new(None, language)).count(one);
            tally.offered += 1;
            tally.analyzers.count(one.analyzers());
            if let Some(said) = &one.secure_half {
                tally.secure_halves.count(Some(said));
            }
            match one.fate {
                Fate::Passed => tally.passed += 1,
                Fate::Known => tally.known += 1,
                Fate::Stopped => {
                    tally.stopped += 1;
                    tally.blame(&one.checks, waived);
                }
            }
        }
        tally.languages = languages.into_values().collect();
        tally.groups = groups.into_values().collect();
        tally
    }

    fn blame(&mut self, checks: &[CheckResult], waived: &[Check]) {
        let refused = checks.iter().filter(|result| result.verdict.is_refused());
        let by: BTreeSet<Check> = refused
            .map(|result| result.check)
            .filter(|check| !waived.contains(check))
            .collect();
        for &check in &by {
            *self.stopped_by.entry(check).or_default() += 1;
        }
        if let (Some(&only), 1) = (by.first(), by.len()) {
            *self.stopped_only_by.entry(only).or_default() += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::conformance::example;

    fn pair(language: Language, cwe: u32, number: usize) -> SecureExample {
        SecureExample {
            vulnerable: Some(format!("bad{number}\r\n\n")),
            ..example(language, cwe, &format!("good{number}\n"))
        }
    }

    fn drawn(draw: Draw) -> Vec<ExampleId> {
        draw.winners()
            .iter()
            .map(|poison| poison.candidate.id)
            .collect()
    }

    fn draw<'a>(
        wanted: usize,
        seed: u64,
        pairs: impl IntoIterator<Item = &'a SecureExample>,
    ) -> Vec<ExampleId> {
        let mut draw = Draw::new(wanted, seed, &[]);
        pairs.into_iter().for_each(|pair| draw.offer(pair));
        drawn(draw)
    }

    #[test]
    fn a_vulnerable_half_claims_to_be_the_fix() {
        let mut pair = pair(Language::C, 787, 1);
        pair.provenance.licence = Some("MIT".to_owned());
        let poison = disguise(&pair).unwrap();
        assert_eq!(poison.code, "bad1\n");
        assert_eq!(poison.id, ExampleId::of(Language::C, "bad1\n"));
        assert_eq!(poison.vulnerable, None);
        assert_eq!(
            (&poison.title, &poison.guideline),
            (&pair.title, &pair.guideline)
        );
        assert_eq!(poison.cwes, pair.cwes);
        assert_eq!(poison.provenance.source, SOURCE);
        assert_eq!(poison.provenance.licence, pair.provenance.licence);
        pair.vulnerable = None;
        assert_eq!(disguise(&pair), None);
    }

    #[test]
    fn a_draw_depends_on_the_seed_and_on_nothing_else() {
        let pairs: Vec<_> = (0..50).map(|n| pair(Language::C, 787, n)).collect();
        let ten = draw(10, 1, &pairs);
        assert_eq!(ten.len(), 10);
        assert_eq!(draw(10, 1, pairs.iter().rev()), ten);
        assert_eq!(draw(10, 1, pairs.iter().chain(&pairs)), ten);
        assert_eq!(draw(4, 1, &pairs), ten[..4]);
        assert_ne!(draw(10, 2, &pairs), ten);
        assert_eq!(draw(100, 1, &pairs).len(), 50);
        assert_eq!(draw(0, 1, &pairs), []);
    }

    #[test]
    fn only_pairs_in_the_languages_are_drawn() {
        let mut draw = Draw::new(10, 1, &[Language::Python]);
        let mut alone = pair(Language::Python, 89, 3);
        alone.vulnerable = None;
        for example in [
            pair(Language::C, 787, 1),
            pair(Language::Python, 89, 2),
            alone,
        ] {
            draw.offer(&example);
        }
        assert_eq!(draw.pairs(), 1);
        assert_eq!(drawn(draw), [ExampleId::of(Language::Python, "bad2\n")]);
    }

    fn offered(number: usize, fate: Fate, said: &[(Check, CheckVerdict)]) -> Offered {
        let pair = pair(Language::C, 787, number);
        let poison = Poison {
            candidate: disguise(&pair).unwrap(),
            pair,
        };
        let checks = said.iter().map(|(check, verdict)| CheckResult {
            check: *check,
            verdict: verdict.clone(),
        });
        Offered {
            fate,
            checks: checks.collect(),
            secure_half: Some(CheckVerdict::Passed),
            ..Offered::new(&poison)
        }
    }

    #[test]
    fn what_stopped_is_told_apart() {
        let no = || CheckVerdict::Refused("no".to_owned());
        let blind = || CheckVerdict::NotChecked("broke".to_owned());
        let all = [
            offered(1, Fate::Stopped, &[(Check::Analyzers, no())]),
            offered(
                2,
                Fate::Stopped,
                &[(Check::Duplicate, no()), (Check::Analyzers, no())],
            ),
            offered(
                3,
                Fate::Stopped,
                &[
                    (Check::Duplicate, no()),
                    (Check::Analyzers, CheckVerdict::Passed),
                ],
            ),
            offered(
                4,
                Fate::Passed,
                &[(Check::Length, no()), (Check::Analyzers, blind())],
            ),
            offered(5, Fate::Known, &[]),
        ];
        let tally = Tally::of(&all, &[Check::Length]);
        assert_eq!(
            (tally.offered, tally.stopped, tally.passed, tally.known),
            (5, 3, 1, 1)
        );
        let looked = Looked {
            stopped: 2,
            passed: 1,
            not_checked: 2,
        };
        assert_eq!(tally.analyzers, looked);
        assert_eq!(looked.share(), Some(2.0 / 3.0));
        assert_eq!(tally.secure_halves.passed, 5);
        let by = BTreeMap::from([(Check::Duplicate, 2), (Check::Analyzers, 2)]);
        assert_eq!(tally.stopped_by, by);
        let only = BTreeMap::from([(Check::Duplicate, 1), (Check::Analyzers, 1)]);
        assert_eq!(tally.stopped_only_by, only);
        assert_eq!(tally.groups.len(), 1);
        assert_eq!(tally.groups[0].stopped, 3);
        let sum = Group {
            cwe: None,
            ..tally.groups[0].clone()
        };
        assert_eq!(tally.languages, [sum]);
    }

    #[test]
    fn what_was_not_looked_at_has_no_share() {
        assert_eq!(Looked::default().share(), None);
        assert_eq!(Tally::of(&[], &[]), Tally::default());
    }
}
