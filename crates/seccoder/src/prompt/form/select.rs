//! Leaves out whole statements, the least important first, until a text is short enough.
//!
//! What stays is closed under what makes it parse and make sense: with a statement the ones
//! around it, in each block at least one statement, above a comment what it is about.

use super::kinds::Kind;
use super::layout::Line;
use super::outline::Outline;
use super::relevance::HEART;

/// Which units stay.
pub(super) type Kept = Vec<bool>;

/// The units of at least this level that `admits` lets through; `None` when not even the
/// heart of the example is admitted, or it has none at this level. With `whole`, nothing is
/// left out: all or none.
pub(super) fn select(
    outline: &Outline,
    levels: &[u8],
    least: u8,
    whole: bool,
    admits: &mut dyn FnMut(&Kept) -> bool,
) -> Option<Kept> {
    let mut wanted: Vec<usize> = (0..levels.len())
        .filter(|&unit| levels[unit] >= least)
        .collect();
    // Equally important ones in the order in which they stand.
    wanted.sort_by_key(|&unit| std::cmp::Reverse(levels[unit]));
    let has_heart = |kept: &Kept| {
        let heart = levels.iter().any(|&level| level >= HEART);
        let mut shown = kept.iter().zip(levels);
        kept.contains(&true) && (!heart || shown.any(|(&kept, &level)| kept && level >= HEART))
    };
    let mut all: Kept = vec![false; levels.len()];
    for &unit in &wanted {
        all[unit] = true;
    }
    complete(outline, levels, &vec![false; levels.len()], &mut all);
    if has_heart(&all) && admits(&all) {
        return Some(all);
    }
    if whole {
        return None;
    }
    let mut kept: Kept = vec![false; levels.len()];
    for unit in wanted {
        if kept[unit] {
            continue;
        }
        let mut alone = kept.clone();
        alone[unit] = true;
        let mut more = alone.clone();
        complete(outline, levels, &kept, &mut more);
        if more[unit] && admits(&more) {
            kept = more;
            continue;
        }
        // The heart is worth showing without all that it uses, other statements are not.
        close(outline, levels, &mut alone);
        if levels[unit] >= HEART && alone[unit] && admits(&alone) {
            kept = alone;
        }
    }
    has_heart(&kept).then_some(kept)
}

/// Closes a selection, and adds for each local name that what is new in it uses a statement that
/// binds the name.
fn complete(outline: &Outline, levels: &[u8], old: &Kept, kept: &mut Kept) {
    close(outline, levels, kept);
    // Each round adds a unit.
    for _ in 0..kept.len() {
        let new = (0..kept.len()).filter(|&unit| kept[unit] && !old[unit]);
        let missing: Vec<usize> = new
            .filter_map(|unit| missing_binder(outline, kept, unit))
            .collect();
        if missing.is_empty() {
            return;
        }
        for unit in missing {
            kept[unit] = true;
        }
        close(outline, levels, kept);
    }
}

/// A statement that binds a name which a unit uses, where its function binds it and nothing that
/// stays does: the last one before the use.
fn missing_binder(outline: &Outline, kept: &Kept, unit: usize) -> Option<usize> {
    let scope = outline.function_around(unit);
    let function = scope?;
    let own = &outline.units[unit];
    own.uses.iter().find_map(|name| {
        if own.defines.contains(name) {
            return None;
        }
        let binds = |&other: &usize| {
            other != unit
                && (other == function || outline.function_around(other) == scope)
                && outline.units[other].defines.contains(name)
        };
        let binders: Vec<usize> = (0..kept.len()).filter(binds).collect();
        if binders.iter().any(|&binder| kept[binder]) {
            return None;
        }
        let before = binders.iter().rfind(|&&binder| binder < unit);
        before.or(binders.first()).copied()
    })
}

/// Adds what must stay with what stays, and takes comments away that are about nothing.
pub(super) fn close(outline: &Outline, levels: &[u8], kept: &mut Kept) {
    for unit in (0..kept.len()).rev() {
        let comment = outline.units[unit].kind == Kind::Comment;
        if comment && outline.next_beside(unit).is_none_or(|next| !kept[next]) {
            kept[unit] = false;
        }
    }
    for unit in 0..kept.len() {
        if kept[unit] {
            for around in outline.ancestors(unit) {
                kept[around] = true;
            }
        }
    }
    // Blocks come before those inside them, so that one pass goes all the way in.
    for block in &outline.blocks {
        let parent = block.first().and_then(|&unit| outline.units[unit].parent);
        if !parent.is_some_and(|parent| kept[parent]) {
            continue;
        }
        let kind = |unit: usize| outline.units[unit].kind;
        let code = || block.iter().filter(|&&unit| kind(unit) != Kind::Comment);
        if code().any(|&unit| kept[unit]) {
            continue;
        }
        let best = code()
            .rfind(|&&unit| kind(unit) == Kind::Leave)
            .or_else(|| code().max_by_key(|&&unit| levels[unit]));
        if let Some(&best) = best {
            kept[best] = true;
        }
    }
}

/// The rows that stay. Blank ones stay only in a text from which nothing is left out.
pub(super) fn rows(outline: &Outline, kept: &Kept) -> Vec<usize> {
    let whole = kept.iter().all(|&kept| kept);
    (0..outline.lines.len())
        .filter(|&row| outline.owner[row].is_none_or(|unit| kept[unit]))
        .filter(|&row| whole || outline.verbatim[row] || !outline.lines[row].trim().is_empty())
        .collect()
}

/// The lines of these rows.
pub(super) fn lines(outline: &Outline, rows: &[usize]) -> Vec<Line> {
    rows.iter()
        .map(|&row| Line {
            text: outline.lines[row].clone(),
            verbatim: outline.verbatim[row],
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::prompt::form::relevance::{SLICE, levels};
    use std::collections::BTreeSet;

    const CODE: &str = "import os\ndef show(name):\n    \"\"\"Shows.\"\"\"\n    print('x')\n    # \
                        resolve links\n    real = os.path.realpath(name)\n    if real != name:\n\
                        \x20       print('link')\n        return None\n    return open(real)\n";

    fn selected(least: u8, most: usize) -> Option<String> {
        let outline = Outline::of(Language::Python, CODE).unwrap();
        let levels = levels(&outline, &BTreeSet::from([5, 6]), &[]);
        let kept = select(&outline, &levels, least, false, &mut |kept| {
            rows(&outline, kept).len() <= most
        })?;
        let lines = lines(&outline, &rows(&outline, &kept));
        Some(
            lines
                .iter()
                .map(|line| format!("{}\n", line.text))
                .collect(),
        )
    }

    #[test]
    fn a_slice_keeps_what_the_fix_needs() {
        assert_eq!(
            selected(SLICE, 99).unwrap(),
            "import os\ndef show(name):\n    # resolve links\n    real = os.path.realpath(name)\n\
             \x20   if real != name:\n        return None\n    return open(real)\n"
        );
        assert_eq!(selected(0, 99).unwrap(), CODE);
    }

    #[test]
    fn the_least_important_goes_first_and_blocks_stay_filled() {
        assert_eq!(
            selected(0, 4).unwrap(),
            "def show(name):\n    real = os.path.realpath(name)\n    if real != name:\n        \
             return None\n"
        );
        assert_eq!(
            selected(0, 2).unwrap(),
            "def show(name):\n    real = os.path.realpath(name)\n"
        );
        assert_eq!(selected(0, 1), None);
    }
}
