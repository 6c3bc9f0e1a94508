//! The walk through the graph: from rows that are known to nearer ones, until none is nearer.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use seccoder::retriever::dense::dot;

/// Links that a row has room for. A free place holds [`NONE`].
pub(super) const WIDTH: usize = 40;
/// No row.
pub(super) const NONE: u32 = u32::MAX;
/// Landmarks from which a walk sets out.
const STARTS: usize = 8;

/// A row and how near it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Near {
    pub(super) score: f32,
    pub(super) row: u32,
}

impl Eq for Near {}

impl Ord for Near {
    /// The nearer is the greater; of equals, the earlier row.
    fn cmp(&self, other: &Self) -> Ordering {
        let by_score = self.score.total_cmp(&other.score);
        by_score.then(other.row.cmp(&self.row))
    }
}

impl PartialOrd for Near {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// How much a walk may see.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    /// Admitted rows kept in view: the walk ends when none of its ways on is nearer than these.
    pub(super) view: usize,
    /// Rows that it may look at before it gives up.
    pub(super) looks: usize,
}

/// Vectors and the links between them.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a> {
    pub(super) values: &'a [f32],
    pub(super) dimensions: usize,
    pub(super) links: &'a [u32],
}

impl Walk<'_> {
    /// The vector of a row.
    pub(super) fn vector(&self, row: u32) -> &[f32] {
        let at = row as usize * self.dimensions;
        &self.values[at..at + self.dimensions]
    }

    /// How near a row is to a vector.
    pub(super) fn look(&self, vector: &[f32], row: u32) -> Near {
        let score = dot(vector, self.vector(row));
        Near { score, row }
    }

    /// Admitted rows near a vector, best first, at most `reach.view` of them; nothing when the
    /// walk went too far.
    pub(super) fn nearest(
        &self,
        vector: &[f32],
        landmarks: &[u32],
        reach: Reach,
        admit: &dyn Fn(u32) -> bool,
    ) -> Option<Vec<Near>> {
        // Links may come from a damaged file, so a number beyond the rows is no row.
        let rows = self.links.len() / WIDTH;
        let mut seen = vec![0u64; rows.div_ceil(64)];
        let mut first_time = |row: u32| {
            let (word, bit) = (row as usize / 64, 1 << (row % 64));
            let new = (row as usize) < rows && seen[word] & bit == 0;
            if new {
                seen[word] |= bit;
            }
            new
        };
        let mut starts: Vec<Near> = landmarks
            .iter()
            .filter(|&&row| (row as usize) < rows)
            .map(|&row| self.look(vector, row))
            .collect();
        starts.sort_unstable_by_key(|&near| Reverse(near));
        starts.truncate(STARTS);
        let mut ways: BinaryHeap<Near> = BinaryHeap::with_capacity(reach.view * 2);
        let mut found: BinaryHeap<Reverse<Near>> = BinaryHeap::with_capacity(reach.view + 1);
        for near in starts {
            if first_time(near.row) {
                ways.push(near);
                if admit(near.row) {
                    found.push(Reverse(near));
                }
            }
        }
        let mut looks = 0;
        while let Some(from) = ways.pop() {
            let full = found.len() >= reach.view;
            if full && found.peek().is_some_and(|Reverse(worst)| from < *worst) {
                break;
            }
            let at = from.row as usize * WIDTH;
            for &row in &self.links[at..at + WIDTH] {
                if row == NONE {
                    break;
                }
                if !first_time(row) {
                    continue;
                }
                looks += 1;
                let near = self.look(vector, row);
                let full = found.len() >= reach.view;
                if full && found.peek().is_some_and(|Reverse(worst)| near < *worst) {
                    continue;
                }
                ways.push(near);
                if admit(row) {
                    found.push(Reverse(near));
                    if full {
                        found.pop();
                    }
                }
            }
            if looks > reach.looks {
                return None;
            }
        }
        let mut found: Vec<Near> = found.into_iter().map(|Reverse(near)| near).collect();
        found.sort_unstable_by_key(|&near| Reverse(near));
        Some(found)
    }
}
