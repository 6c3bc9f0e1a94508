//! The vulnerable version against the secure one: both slices as one text, in which `-` marks
//! the lines that the fix removed and `+` the lines that it added.

use std::collections::BTreeSet;

use super::difference::{Step, steps};
use super::outline::Outline;
use super::relevance::{HEART, SLICE, levels};
use super::select::{close, rows};

/// One line of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MarkedLine {
    /// ` ` for a line of both versions, `-` for a vulnerable one, `+` for a secure one.
    pub mark: char,
    /// The line.
    pub text: String,
}

/// The lines that each of two versions has for itself. Where one has none, the lines around
/// what the other has.
pub(super) fn changed(old: &[String], new: &[String]) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let steps = line_steps(old, new);
    let (mut removed, mut added) = (BTreeSet::new(), BTreeSet::new());
    for step in &steps {
        match *step {
            Step::Old(at) if !old[at].trim().is_empty() => {
                removed.insert(at);
            }
            Step::New(at) if !new[at].trim().is_empty() => {
                added.insert(at);
            }
            _ => {}
        }
    }
    if added.is_empty() {
        added = beside(&steps, |step| matches!(step, Step::Old(_)), |_, new| new);
    }
    if removed.is_empty() {
        removed = beside(&steps, |step| matches!(step, Step::New(_)), |old, _| old);
    }
    (removed, added)
}

/// Lines of both versions directly before and after a step of this kind.
fn beside(
    steps: &[Step],
    is_change: impl Fn(&Step) -> bool,
    pick: impl Fn(usize, usize) -> usize,
) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for pair in steps.windows(2) {
        match (pair[0], pair[1]) {
            (Step::Both(old, new), change) | (change, Step::Both(old, new))
                if is_change(&change) =>
            {
                found.insert(pick(old, new));
            }
            _ => {}
        }
    }
    found
}

fn line_steps(old: &[String], new: &[String]) -> Vec<Step> {
    let old: Vec<&str> = old.iter().map(|line| line.trim_end()).collect();
    let new: Vec<&str> = new.iter().map(|line| line.trim_end()).collect();
    steps(&old, &new)
}

/// The fullest pair that is admitted: less and less of what the change depends on, unless it
/// is to be `whole`.
pub(super) fn pair(
    vulnerable: &Outline,
    secure: &Outline,
    whole: bool,
    admits: &mut dyn FnMut(&[MarkedLine]) -> bool,
) -> Option<Vec<MarkedLine>> {
    let (removed, added) = changed(&vulnerable.lines, &secure.lines);
    let old_levels = levels(vulnerable, &removed, &[]);
    let new_levels = levels(secure, &added, &[]);
    let mut tried: BTreeSet<u8> = new_levels.iter().chain(&old_levels).copied().collect();
    tried.retain(|level| (SLICE..=HEART).contains(level));
    tried.insert(HEART);
    let steps = line_steps(&vulnerable.lines, &secure.lines);
    for least in tried {
        let lines = marked(
            (vulnerable, &old_levels),
            (secure, &new_levels),
            &steps,
            least,
        );
        let shows_fix = lines.iter().any(|line| line.mark != ' ');
        if shows_fix && admits(&lines) {
            return Some(lines);
        }
        if whole {
            break;
        }
    }
    None
}

/// Both slices at a level; a line of both stays in both, or in neither.
fn marked(
    (vulnerable, old_levels): (&Outline, &[u8]),
    (secure, new_levels): (&Outline, &[u8]),
    steps: &[Step],
    least: u8,
) -> Vec<MarkedLine> {
    let wanted = |levels: &[u8]| levels.iter().map(|&level| level >= least).collect();
    let (mut old_kept, mut new_kept): (Vec<bool>, Vec<bool>) =
        (wanted(old_levels), wanted(new_levels));
    // Each round only adds; the number of units bounds the rounds.
    for _ in 0..=old_kept.len() + new_kept.len() {
        close(vulnerable, old_levels, &mut old_kept);
        close(secure, new_levels, &mut new_kept);
        let mut settled = true;
        for step in steps {
            let Step::Both(a, b) = *step else { continue };
            if vulnerable.lines[a].trim().is_empty() {
                continue;
            }
            let (old, new) = (vulnerable.owner[a], secure.owner[b]);
            let stays = |kept: &[bool], unit: Option<usize>| unit.is_none_or(|unit| kept[unit]);
            let (in_old, in_new) = (stays(&old_kept, old), stays(&new_kept, new));
            if let (true, false, Some(unit)) = (in_old, in_new, new) {
                new_kept[unit] = true;
                settled = false;
            }
            if let (false, true, Some(unit)) = (in_old, in_new, old) {
                old_kept[unit] = true;
                settled = false;
            }
        }
        if settled {
            break;
        }
    }
    let old_rows: BTreeSet<usize> = rows(vulnerable, &old_kept).into_iter().collect();
    let new_rows: BTreeSet<usize> = rows(secure, &new_kept).into_iter().collect();
    let line = |mark, text: &String| MarkedLine {
        mark,
        text: text.clone(),
    };
    steps
        .iter()
        .filter_map(|step| match *step {
            Step::Both(a, b) => match (old_rows.contains(&a), new_rows.contains(&b)) {
                (true, true) => Some(line(' ', &secure.lines[b])),
                (true, false) => Some(line('-', &vulnerable.lines[a])),
                (false, true) => Some(line('+', &secure.lines[b])),
                (false, false) => None,
            },
            Step::Old(a) => old_rows
                .contains(&a)
                .then(|| line('-', &vulnerable.lines[a])),
            Step::New(b) => new_rows.contains(&b).then(|| line('+', &secure.lines[b])),
        })
        .filter(|line| !line.text.trim().is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn the_difference_is_marked() {
        let outline = |code| Outline::of(Language::Python, code).unwrap();
        let old = outline("def f(db, x):\n    print(x)\n    db.run('a' + x)\n    return 1\n");
        let new = outline("def f(db, x):\n    print(x)\n    db.run('a ?', (x,))\n    return 1\n");
        let lines = pair(&old, &new, false, &mut |_| true).unwrap();
        let text: String = lines
            .iter()
            .map(|line| format!("{}{}\n", line.mark, line.text))
            .collect();
        assert_eq!(
            text,
            " def f(db, x):\n-    db.run('a' + x)\n+    db.run('a ?', (x,))\n     return 1\n"
        );
        assert_eq!(pair(&old, &new, false, &mut |_| false), None);
    }
}
