//! How much the security of an example depends on each of its statements.
//!
//! The heart of an example is what its fix changed, else where it uses the APIs it is about.
//! From there the names lead on: to the statements that bind what the heart uses, to what
//! changes it in between, to the checks of its outcome, and to the imports of all these. This
//! is a program slice (Weiser 1981) by names alone, without a flow analysis: it may keep a
//! statement too many, and the budget decides.

use std::collections::BTreeSet;

use super::kinds::Kind;
use super::outline::Outline;

/// The least level of what belongs to a slice.
pub(super) const SLICE: u8 = 20;
/// The level of the heart itself.
pub(super) const HEART: u8 = 95;

const CHANGED: u8 = 100;
const API: u8 = 60;
const BINDS: u8 = 80;
const BINDS_THAT: u8 = 50;
const CHANGES: u8 = 30;
const CHECKS: u8 = 28;
const LEAVES: u8 = 25;
const AROUND: u8 = 24;
const EXPLAINS: u8 = 22;
const IMPORTED: u8 = 20;
const OTHER: u8 = 10;
const OTHER_IMPORT: u8 = 5;
const DOCSTRING: u8 = 3;
const COMMENT: u8 = 2;
const PREAMBLE: u8 = 1;

/// The level of each unit, most important highest. `changed` are the lines of the fix.
pub(super) fn levels(outline: &Outline, changed: &BTreeSet<usize>, apis: &[String]) -> Vec<u8> {
    let mut reading = Reading {
        outline,
        levels: outline.units.iter().map(|unit| least(unit.kind)).collect(),
    };
    let heart = reading.heart(changed, apis);
    if heart.is_empty() {
        return reading.levels;
    }
    reading.definitions(&heart);
    reading.between_and_after(&heart);
    reading.leaving(&heart);
    reading.explanations();
    reading.imports();
    reading.levels
}

const fn least(kind: Kind) -> u8 {
    match kind {
        Kind::Preamble => PREAMBLE,
        Kind::Import => OTHER_IMPORT,
        Kind::Comment => COMMENT,
        Kind::Docstring => DOCSTRING,
        Kind::Function | Kind::Type | Kind::Leave | Kind::Statement => OTHER,
    }
}

struct Reading<'a> {
    outline: &'a Outline,
    levels: Vec<u8>,
}

impl Reading<'_> {
    fn raise(&mut self, unit: usize, level: u8) {
        self.levels[unit] = self.levels[unit].max(level);
    }

    fn is_code(&self, unit: usize) -> bool {
        matches!(
            self.outline.units[unit].kind,
            Kind::Function | Kind::Type | Kind::Leave | Kind::Statement
        )
    }

    fn code_units(&self) -> Vec<usize> {
        (0..self.outline.units.len())
            .filter(|&unit| self.is_code(unit))
            .collect()
    }

    /// What the fix changed; where it changed imports, what uses them; else the APIs' users.
    fn heart(&mut self, changed: &BTreeSet<usize>, apis: &[String]) -> Vec<usize> {
        let mut heart = BTreeSet::new();
        let mut new_names: BTreeSet<&str> = BTreeSet::new();
        for owner in changed
            .iter()
            .filter_map(|&row| self.outline.owner.get(row).copied().flatten())
        {
            let unit = &self.outline.units[owner];
            if self.is_code(owner) {
                heart.insert(owner);
            } else if unit.kind == Kind::Import {
                new_names.extend(unit.defines.iter().map(String::as_str));
            }
        }
        for unit in self.code_units() {
            let uses = &self.outline.units[unit].uses;
            if uses.iter().any(|name| new_names.contains(name.as_str())) {
                heart.insert(unit);
            }
        }
        let apis: BTreeSet<&str> = apis.iter().filter_map(|api| last_word(api)).collect();
        let users: Vec<usize> = self
            .code_units()
            .into_iter()
            .filter(|&unit| {
                let uses = &self.outline.units[unit].uses;
                uses.iter().any(|name| apis.contains(name.as_str()))
            })
            .collect();
        if heart.is_empty() {
            heart.extend(users);
        } else {
            // Elsewhere than where the fix is, an API is only used, too.
            let places: BTreeSet<Option<usize>> = heart
                .iter()
                .map(|&unit| self.outline.function_around(unit))
                .collect();
            for unit in users {
                if places.contains(&self.outline.function_around(unit)) {
                    self.raise(unit, API);
                }
            }
        }
        // A constant alone shows nothing: the functions that use it do.
        if heart.iter().all(|&unit| !self.is_in_function(unit)) {
            let bound: BTreeSet<&String> = heart
                .iter()
                .flat_map(|&unit| &self.outline.units[unit].defines)
                .collect();
            let users: Vec<usize> = self
                .code_units()
                .into_iter()
                .filter(|&unit| self.is_in_function(unit))
                .filter(|&unit| {
                    let uses = &self.outline.units[unit].uses;
                    uses.iter().any(|name| bound.contains(name))
                })
                .collect();
            for &unit in &users {
                self.raise(unit, HEART);
            }
            for &unit in &heart {
                self.raise(unit, CHANGED);
            }
            heart.extend(users);
        }
        for &unit in &heart {
            self.raise(unit, HEART);
            if !changed.is_disjoint(&self.own_rows(unit)) {
                self.raise(unit, CHANGED);
            }
        }
        heart.into_iter().collect()
    }

    fn own_rows(&self, unit: usize) -> BTreeSet<usize> {
        let rows = self.outline.units[unit].rows.clone();
        rows.filter(|&row| self.outline.owner[row] == Some(unit))
            .collect()
    }

    fn is_in_function(&self, unit: usize) -> bool {
        self.outline.units[unit].kind == Kind::Function
            || self.outline.function_around(unit).is_some()
    }

    /// Statements and definitions that bind what the heart uses, and what those use in turn.
    fn definitions(&mut self, heart: &[usize]) {
        let mut needing: Vec<usize> = heart.to_vec();
        let mut seen: BTreeSet<usize> = heart.iter().copied().collect();
        for level in [BINDS, BINDS_THAT] {
            let mut found = Vec::new();
            for unit in self.code_units() {
                if seen.contains(&unit) || !needing.iter().any(|&from| self.binds_for(unit, from)) {
                    continue;
                }
                self.raise(unit, level);
                found.push(unit);
                let is_whole = matches!(self.outline.units[unit].kind, Kind::Function | Kind::Type)
                    && !heart.iter().any(|&at| self.stands_in(at, unit));
                if is_whole {
                    // A helper is of use whole.
                    for inner in self.code_units() {
                        if self.stands_in(inner, unit) {
                            self.raise(inner, level - 5);
                            found.push(inner);
                        }
                    }
                }
            }
            seen.extend(&found);
            needing = found;
        }
        // The types of parameters, and what an `impl` is of.
        let around: BTreeSet<usize> = heart
            .iter()
            .flat_map(|&unit| self.outline.ancestors(unit))
            .collect();
        for unit in self.code_units() {
            // Part of a class would be no type.
            let mut units = self.outline.units.iter();
            let is_type = self.outline.units[unit].kind == Kind::Type
                && !units.any(|member| member.parent == Some(unit));
            if is_type && around.iter().any(|&from| self.binds_for(unit, from)) {
                self.raise(unit, AROUND);
            }
        }
    }

    /// Whether `unit` binds a name that `from` uses, where `from` can see it.
    fn binds_for(&self, unit: usize, from: usize) -> bool {
        let (binding, using) = (&self.outline.units[unit], &self.outline.units[from]);
        let scope = self.outline.function_around(unit);
        let visible = scope.is_none_or(|scope| from == scope || self.stands_in(from, scope));
        if !visible || self.stands_in(from, unit) {
            return false;
        }
        match binding.kind {
            Kind::Function | Kind::Type => binding
                .name
                .as_ref()
                .is_some_and(|name| using.uses.contains(name)),
            _ => binding.defines.iter().any(|name| using.uses.contains(name)),
        }
    }

    fn stands_in(&self, unit: usize, outer: usize) -> bool {
        self.outline.ancestors(unit).any(|at| at == outer)
    }

    /// Statements of the heart's function that touch its variables before it, and checks of
    /// what it binds after it.
    fn between_and_after(&mut self, heart: &[usize]) {
        for &centre in heart {
            let Some(scope) = self.outline.function_around(centre) else {
                continue;
            };
            let units = &self.outline.units;
            let (first, uses) = (units[centre].rows.start, &units[centre].uses);
            let bound = &units[centre].defines;
            let locals: BTreeSet<&String> = self
                .code_units()
                .iter()
                .filter(|&&unit| self.outline.function_around(unit) == Some(scope))
                .flat_map(|&unit| &units[unit].defines)
                .filter(|name| uses.contains(name))
                .collect();
            let mut raised = Vec::new();
            for unit in self.code_units() {
                if self.outline.function_around(unit) != Some(scope) || heart.contains(&unit) {
                    continue;
                }
                let names = &units[unit].uses;
                let before = units[unit].rows.start < first;
                if before && names.iter().any(|name| locals.contains(name)) {
                    raised.push((unit, CHANGES));
                }
                let line = self.outline.lines[units[unit].rows.start].trim_start();
                let check = line.starts_with("if") || line.starts_with("unless");
                if !before && check && names.iter().any(|name| bound.contains(name)) {
                    raised.push((unit, CHECKS));
                }
            }
            for (unit, level) in raised {
                self.raise(unit, level);
            }
        }
    }

    /// How the heart's functions end.
    fn leaving(&mut self, heart: &[usize]) {
        for &centre in heart {
            let function = match self.outline.units[centre].kind {
                Kind::Function => Some(centre),
                _ => self.outline.function_around(centre),
            };
            let last = (0..self.outline.units.len()).rev().find(|&unit| {
                self.outline.units[unit].kind == Kind::Leave
                    && self.outline.units[unit].parent == function
            });
            if let (Some(_), Some(unit)) = (function, last) {
                self.raise(unit, LEAVES);
            }
        }
    }

    /// Comments directly above the heart.
    fn explanations(&mut self) {
        for unit in 0..self.outline.units.len() {
            let below = self.outline.next_beside(unit);
            if self.outline.units[unit].kind == Kind::Comment
                && below.is_some_and(|below| self.levels[below] >= HEART)
            {
                self.raise(unit, EXPLAINS);
            }
        }
    }

    /// Imports of names that the slice uses.
    fn imports(&mut self) {
        let used: BTreeSet<&String> = self
            .code_units()
            .into_iter()
            .filter(|&unit| self.levels[unit] >= SLICE)
            .flat_map(|unit| &self.outline.units[unit].uses)
            .collect();
        let imported: Vec<usize> = (0..self.outline.units.len())
            .filter(|&unit| {
                let unit = &self.outline.units[unit];
                unit.kind == Kind::Import && unit.defines.iter().any(|name| used.contains(name))
            })
            .collect();
        for unit in imported {
            self.raise(unit, IMPORTED);
        }
    }
}

/// `open` of `storage.FileSystemStorage.open`.
fn last_word(api: &str) -> Option<&str> {
    api.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')
        .rfind(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn names_lead_from_the_fix_to_what_it_depends_on() {
        let code = "import os\nimport re\nROOT = '/srv'\nTITLE = 'x'\ndef show(name):\n    \
                    print(TITLE)\n    path = os.path.join(ROOT, name)\n    real = \
                    os.path.realpath(path)\n    if not real.startswith(ROOT):\n        raise \
                    ValueError\n    return real\n";
        let outline = Outline::of(Language::Python, code).unwrap();
        let levels = levels(&outline, &BTreeSet::from([7, 8, 9]), &[]);
        let by_row = |row: usize| levels[outline.owner[row].unwrap()];
        assert_eq!(by_row(7), CHANGED);
        assert_eq!(by_row(6), BINDS);
        assert_eq!(by_row(2), BINDS);
        assert_eq!(by_row(10), LEAVES);
        assert_eq!(by_row(0), IMPORTED);
        for row in [1, 3, 5] {
            assert!(by_row(row) < SLICE, "row {row}");
        }
    }

    #[test]
    fn without_a_fix_the_apis_are_the_heart() {
        let code =
            "int f(char *a, const char *b) {\n    puts(b);\n    return snprintf(a, 9, b);\n}\n";
        let outline = Outline::of(Language::C, code).unwrap();
        let levels = levels(&outline, &BTreeSet::new(), &["snprintf".to_owned()]);
        assert_eq!(levels[outline.owner[2].unwrap()], HEART);
        assert!(levels[outline.owner[1].unwrap()] < SLICE);
    }
}
