//! Which lines two versions of a text share: the longest common subsequence of their lines.
//!
//! Examples have tens of lines, so the plain table does; texts longer than [`LONGEST`] lines
//! count as sharing nothing but their ends.

/// Lines of a text that are still compared with the table.
const LONGEST: usize = 600;

/// What one line of the two texts is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// In both: its index in the old text and in the new one.
    Both(usize, usize),
    /// Only in the old text.
    Old(usize),
    /// Only in the new text.
    New(usize),
}

/// Both texts as one, removed lines before the added ones that replace them.
pub(super) fn steps(old: &[&str], new: &[&str]) -> Vec<Step> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest
        .iter()
        .rev()
        .zip(new_rest.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let old_middle = &old_rest[..old_rest.len() - tail];
    let new_middle = &new_rest[..new_rest.len() - tail];
    let mut all: Vec<Step> = (0..head).map(|at| Step::Both(at, at)).collect();
    all.extend(middle(old_middle, new_middle, head));
    let (a, b) = (old.len() - tail, new.len() - tail);
    all.extend((0..tail).map(|at| Step::Both(a + at, b + at)));
    all
}

fn middle(old: &[&str], new: &[&str], head: usize) -> Vec<Step> {
    let (rows, columns) = (old.len(), new.len());
    let mut found = Vec::with_capacity(rows + columns);
    let (mut a, mut b) = (0, 0);
    if rows <= LONGEST && columns <= LONGEST {
        // length[a][b]: lines shared by old[a..] and new[b..].
        let mut length = vec![vec![0_usize; columns + 1]; rows + 1];
        for a in (0..rows).rev() {
            for b in (0..columns).rev() {
                length[a][b] = if old[a] == new[b] {
                    length[a + 1][b + 1] + 1
                } else {
                    length[a + 1][b].max(length[a][b + 1])
                };
            }
        }
        while a < rows && b < columns {
            if old[a] == new[b] {
                found.push(Step::Both(head + a, head + b));
                a += 1;
                b += 1;
            } else if length[a + 1][b] >= length[a][b + 1] {
                found.push(Step::Old(head + a));
                a += 1;
            } else {
                found.push(Step::New(head + b));
                b += 1;
            }
        }
    }
    found.extend((a..rows).map(|at| Step::Old(head + at)));
    found.extend((b..columns).map(|at| Step::New(head + at)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_replaced_line_is_removed_and_added() {
        let found = steps(&["a", "b", "c"], &["a", "x", "c"]);
        assert_eq!(
            found,
            [
                Step::Both(0, 0),
                Step::Old(1),
                Step::New(1),
                Step::Both(2, 2)
            ]
        );
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_from_the_steps(
            old in prop::collection::vec("[abc]", 0..12), new in prop::collection::vec("[abc]", 0..12)
        ) {
            let old: Vec<&str> = old.iter().map(String::as_str).collect();
            let new: Vec<&str> = new.iter().map(String::as_str).collect();
            let (mut from_old, mut from_new) = (Vec::new(), Vec::new());
            for step in steps(&old, &new) {
                match step {
                    Step::Both(a, b) => {
                        prop_assert_eq!(old[a], new[b]);
                        from_old.push(a);
                        from_new.push(b);
                    }
                    Step::Old(a) => from_old.push(a),
                    Step::New(b) => from_new.push(b),
                }
            }
            prop_assert_eq!(from_old, (0..old.len()).collect::<Vec<_>>());
            prop_assert_eq!(from_new, (0..new.len()).collect::<Vec<_>>());
        }
    }
}
