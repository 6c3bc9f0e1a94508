//! The graph while it is made: inserting rows, and carrying a saved one over to other rows.
//!
//! Rows are inserted in batches. The rows of a batch look for their neighbours on all processors
//! while the graph stands still; then the links are set. So there are no locks, and the graph
//! comes out the same however many processors there are.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::thread;

use seccoder::example::ExampleId;
use seccoder::retriever::dense::dot;

use super::file::Saved;
use super::walk::{NONE, Near, Reach, WIDTH, Walk};
use crate::matrix::Matrix;

/// Links that a row begins with, and keeps when it had no room for more. The room above it lets
/// a row take several new links before all of them are weighed against each other again.
const KEPT: usize = 28;
/// How many rows an insertion keeps in view.
const VIEW: usize = 128;
/// Rows of the largest batch.
const BATCH: usize = 512;
/// Links that must lead to a row. Rows far from all others are the first to be dropped when a
/// row's links are weighed, and a row that no link leads to is never found.
const FOUND_FROM: u32 = 2;
/// Landmarks there are at most.
const LANDMARKS: usize = 1024;
/// A saved graph that lost more than one row in this many is not worth repairing.
const REPAIRABLE: usize = 3;

/// Links between the rows of a matrix, some of which may not be linked yet.
pub(super) struct Graph<'a> {
    matrix: &'a Matrix,
    links: Vec<u32>,
    present: Vec<bool>,
    /// How many links lead to each row.
    incoming: Vec<u32>,
    landmarks: Vec<u32>,
    len: usize,
}

/// A number that looks random and is the same every time.
fn scatter(row: u32) -> u64 {
    let mut x = u64::from(row).wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// The rows of a matrix, whose number was checked to fit.
fn row_numbers(count: usize) -> impl Iterator<Item = u32> {
    (0..NONE).take(count)
}

impl<'a> Graph<'a> {
    pub(super) fn new(matrix: &'a Matrix) -> Self {
        Self {
            matrix,
            links: vec![NONE; matrix.rows() * WIDTH],
            present: vec![false; matrix.rows()],
            incoming: vec![0; matrix.rows()],
            landmarks: Vec::new(),
            len: 0,
        }
    }

    /// A saved graph over the rows that it and the matrix share; nothing when it is damaged or
    /// when little of it is left.
    pub(super) fn carry_over(saved: &Saved, matrix: &'a Matrix) -> Option<Self> {
        let old = saved.links();
        if old
            .iter()
            .any(|&to| to != NONE && to as usize >= saved.rows())
        {
            return None;
        }
        let numbers: HashMap<ExampleId, u32> = row_numbers(matrix.rows())
            .filter_map(|row| Some((matrix.id(row as usize)?, row)))
            .collect();
        let now: Vec<u32> = (0..saved.rows())
            .map(|row| saved.id(row).and_then(|id| numbers.get(&id).copied()))
            .map(|row| row.unwrap_or(NONE))
            .collect();
        drop(numbers);
        let gone = now.iter().filter(|&&row| row == NONE).count();
        if gone > saved.rows() / REPAIRABLE {
            return None;
        }
        let mut graph = Self::new(matrix);
        let links_of = |row: u32| {
            let at = row as usize * WIDTH;
            old[at..at + WIDTH]
                .iter()
                .copied()
                .take_while(|&to| to != NONE)
        };
        let mut torn = Vec::new();
        for (before, &row) in row_numbers(saved.rows()).zip(&now) {
            if row == NONE {
                continue;
            }
            if std::mem::replace(&mut graph.present[row as usize], true) {
                return None;
            }
            graph.len += 1;
            let mut kept = Vec::with_capacity(WIDTH);
            let mut beyond = Vec::new();
            for to in links_of(before) {
                match now[to as usize] {
                    // Who was reached through the row that is gone is reached directly now.
                    NONE => beyond.extend(links_of(to).map(|to| now[to as usize])),
                    to => kept.push(to),
                }
            }
            if beyond.is_empty() {
                graph.set_links(row, &kept);
            } else {
                kept.extend(beyond.into_iter().filter(|&to| to != NONE && to != row));
                kept.sort_unstable();
                kept.dedup();
                torn.push((row, kept));
            }
        }
        let mended = in_parallel(&torn, |(row, others)| (*row, graph.weighed(*row, others)));
        for (row, links) in mended {
            graph.set_links(row, &links);
        }
        let all: Vec<u32> = row_numbers(matrix.rows()).collect();
        graph.adopt(&all);
        graph.choose_landmarks();
        Some(graph)
    }

    /// Rows that are linked.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn matrix(&self) -> &Matrix {
        self.matrix
    }

    pub(super) fn is_present(&self, row: u32) -> bool {
        self.present[row as usize]
    }

    pub(super) fn links_of(&self, row: u32) -> &[u32] {
        let at = row as usize * WIDTH;
        &self.links[at..at + WIDTH]
    }

    /// A random sample of the linked rows.
    pub(super) fn landmarks(&self) -> &[u32] {
        &self.landmarks
    }

    /// The rows that are not linked yet, in the order in which to insert them: at random, because
    /// a graph of rows that came sorted by what they hold has no links that lead far.
    pub(super) fn missing(&self) -> Vec<u32> {
        let mut missing: Vec<u32> = row_numbers(self.present.len())
            .filter(|&row| !self.is_present(row))
            .collect();
        missing.sort_unstable_by_key(|&row| scatter(row));
        missing
    }

    /// How many rows to insert at a time: few while there are few to look among.
    pub(super) fn batch(&self) -> usize {
        (self.len / 8).clamp(32, BATCH)
    }

    /// Links rows that are not linked yet.
    pub(super) fn insert(&mut self, rows: &[u32]) {
        let linked = in_parallel(rows, |&row| (row, self.neighbours(row, rows)));
        let mut back: Vec<(u32, u32)> = Vec::with_capacity(rows.len() * KEPT);
        for (row, links) in linked {
            self.set_links(row, &links);
            self.present[row as usize] = true;
            self.len += 1;
            back.extend(links.into_iter().map(|to| (to, row)));
        }
        back.sort_unstable();
        let groups: Vec<&[(u32, u32)]> = back.chunk_by(|a, b| a.0 == b.0).collect();
        let changed = in_parallel(&groups, |group| {
            let row = group[0].0;
            let mut links: Vec<u32> = self.links_of(row).to_vec();
            links.retain(|&to| to != NONE);
            for &(_, from) in *group {
                if !links.contains(&from) {
                    links.push(from);
                }
            }
            if links.len() > WIDTH {
                links = self.weighed(row, &links);
            }
            (row, links)
        });
        let mut dropped = Vec::new();
        for (row, links) in changed {
            let before = self.links_of(row).iter();
            dropped.extend(before.filter(|&to| *to != NONE && !links.contains(to)));
            self.set_links(row, &links);
        }
        dropped.extend(rows);
        self.adopt(&dropped);
        // Rows come in random order, so the first ones are a random sample. The sample of a
        // graph that was carried over is renewed when its size has changed much.
        let wanted = Self::landmarks_for(self.len);
        if self.landmarks.len() * 2 < wanted {
            self.choose_landmarks();
        }
    }

    fn landmarks_for(rows: usize) -> usize {
        rows.isqrt().clamp(32, LANDMARKS)
    }

    /// Draws the landmarks anew.
    pub(super) fn choose_landmarks(&mut self) {
        let mut all: Vec<u32> = row_numbers(self.present.len())
            .filter(|&row| self.is_present(row))
            .collect();
        let wanted = Self::landmarks_for(all.len());
        if wanted < all.len() {
            all.select_nth_unstable_by_key(wanted, |&row| scatter(row));
            all.truncate(wanted);
        }
        all.sort_unstable();
        self.landmarks = all;
    }

    fn walk(&self) -> Walk<'_> {
        Walk {
            values: self.matrix.values(),
            dimensions: self.matrix.dimensions(),
            links: &self.links,
        }
    }

    /// The links of a new row: among the rows of the graph and those of its own batch.
    fn neighbours(&self, row: u32, batch: &[u32]) -> Vec<u32> {
        let walk = self.walk();
        let reach = Reach {
            view: VIEW,
            looks: usize::MAX,
        };
        let vector = walk.vector(row);
        let mut near = walk
            .nearest(vector, &self.landmarks, reach, &|_| true)
            .unwrap_or_default();
        let others = batch.iter().filter(|&&other| other != row);
        near.extend(others.map(|&other| walk.look(vector, other)));
        near.sort_unstable_by_key(|&near| Reverse(near));
        near.truncate(VIEW);
        self.chosen(&near)
    }

    /// The best links of a row out of more than it has room for.
    fn weighed(&self, row: u32, others: &[u32]) -> Vec<u32> {
        let walk = self.walk();
        let vector = walk.vector(row);
        let mut near: Vec<Near> = others.iter().map(|&to| walk.look(vector, to)).collect();
        near.sort_unstable_by_key(|&near| Reverse(near));
        self.chosen(&near)
    }

    /// Which of some rows, nearest first, to link: those that no chosen one is nearer to than the
    /// row itself, so that the links lead in different directions; then the nearest of the rest.
    fn chosen(&self, near: &[Near]) -> Vec<u32> {
        let walk = self.walk();
        let mut chosen: Vec<u32> = Vec::with_capacity(KEPT);
        let mut rest = Vec::new();
        for candidate in near {
            if chosen.len() == KEPT {
                break;
            }
            let vector = walk.vector(candidate.row);
            let hidden = |&link: &u32| dot(vector, walk.vector(link)) > candidate.score;
            if chosen.iter().any(hidden) {
                rest.push(candidate.row);
            } else {
                chosen.push(candidate.row);
            }
        }
        let free = KEPT - chosen.len();
        chosen.extend(rest.into_iter().take(free));
        chosen
    }

    /// Sees to it that enough links lead to each of some rows.
    fn adopt(&mut self, rows: &[u32]) {
        for &row in rows {
            if !self.is_present(row) {
                continue;
            }
            // Its nearest first: whoever looks for it passes there.
            for from in self.links_of(row).to_vec() {
                if from == NONE || self.incoming[row as usize] >= FOUND_FROM {
                    break;
                }
                self.link(from, row);
            }
        }
    }

    /// Adds a link if there is room for it, or a link in its place that can be spared.
    fn link(&mut self, from: u32, to: u32) {
        let links = self.links_of(from);
        if links.contains(&to) {
            return;
        }
        let count = |link: u32| match link {
            NONE => u32::MAX,
            link => self.incoming[link as usize],
        };
        let best = links
            .iter()
            .enumerate()
            .rev()
            .max_by_key(|(_, link)| count(**link));
        let Some((place, spared)) = best.map(|(place, &link)| (place, link)) else {
            return;
        };
        if count(spared) > FOUND_FROM {
            self.links[from as usize * WIDTH + place] = to;
            self.incoming[to as usize] += 1;
            if spared != NONE {
                self.incoming[spared as usize] -= 1;
            }
        }
    }

    fn set_links(&mut self, row: u32, links: &[u32]) {
        let at = row as usize * WIDTH;
        let room = &mut self.links[at..at + WIDTH];
        for &link in room.iter().filter(|&&link| link != NONE) {
            self.incoming[link as usize] -= 1;
        }
        room.fill(NONE);
        for (place, &link) in room.iter_mut().zip(links) {
            *place = link;
            self.incoming[link as usize] += 1;
        }
    }
}

/// Does something for each item, on all processors; results in the order of the items.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    // Small parts: a thread that was held up must not make the others wait long.
    let part = items.len().div_ceil(threads).max(8);
    if items.len() <= part {
        return items.iter().map(work).collect();
    }
    let work = &work;
    thread::scope(|scope| {
        let workers: Vec<_> = items
            .chunks(part)
            .map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<R>>()))
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| {
                worker
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect()
    })
}
