//! The graph as a file.
//!
//! Layout, all numbers little-endian: a header of 64 bytes (magic, dimensions, rows, stamp, room
//! for links, number of landmarks), the examples' ids of 32 bytes each, the landmarks, then the
//! links of each row; row numbers have 32 bits. A file may hold fewer rows than its matrix: then
//! it is a checkpoint. The ids tell which rows they were, should the matrix be another by then.

use std::fs::File;
use std::path::Path;

use memmap2::Mmap;
use seccoder::example::ExampleId;

use super::graph::Graph;
use super::walk::{NONE, WIDTH};
use crate::matrix::{self, Stamp};

const MAGIC: &[u8; 8] = b"SCGRAPH\x01";
const HEADER: usize = 64;
const ID: usize = 32;
const NUMBER: usize = 4;

/// A graph file in memory. The numbers in it are not checked: who follows a link must.
pub(super) struct Mapped {
    map: Mmap,
    stamp: Stamp,
    dimensions: usize,
    rows: usize,
    landmarks: usize,
}

/// A graph file of an earlier state.
pub(super) type Saved = Mapped;

impl Mapped {
    /// Maps a file, if it is there and whole.
    pub(super) fn open(path: &Path) -> Option<Self> {
        let map = matrix::map(&File::open(path).ok()?)?;
        let header = map.get(..HEADER)?;
        let long = |at: usize| Some(u64::from_le_bytes(header[at..at + 8].try_into().ok()?));
        let short = |at: usize| Some(u32::from_le_bytes(header[at..at + 4].try_into().ok()?));
        let stamp = Stamp {
            database: header[24..40].try_into().ok()?,
            revision: long(40)?,
        };
        let (dimensions, rows) = (
            usize::try_from(long(8)?).ok()?,
            usize::try_from(long(16)?).ok()?,
        );
        let (width, landmarks) = (short(48)? as usize, short(52)? as usize);
        let known = header[..8] == *MAGIC && width == WIDTH && rows < NONE as usize;
        // A header with absurd numbers must not overflow into a matching size.
        let size = rows
            .checked_mul(ID + WIDTH * NUMBER)?
            .checked_add(landmarks.checked_mul(NUMBER)?)?
            .checked_add(HEADER)?;
        let whole = known && size == map.len();
        whole.then_some(Self {
            map,
            stamp,
            dimensions,
            rows,
            landmarks,
        })
    }

    /// Maps a file that was made from another state of the same database.
    pub(super) fn read(path: &Path, stamp: Stamp, dimensions: usize) -> Option<Self> {
        Self::open(path)
            .filter(|file| file.stamp.database == stamp.database && file.dimensions == dimensions)
    }

    pub(super) fn stamp(&self) -> Stamp {
        self.stamp
    }

    pub(super) fn dimensions(&self) -> usize {
        self.dimensions
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn id(&self, row: usize) -> Option<ExampleId> {
        let at = HEADER + row * ID;
        let bytes = (row < self.rows).then(|| self.map.get(at..at + ID))??;
        Some(ExampleId::from_bytes(bytes.try_into().ok()?))
    }

    pub(super) fn landmarks(&self) -> &[u32] {
        let at = HEADER + self.rows * ID;
        // A map starts at a page, and all that stands before is a multiple of 4 bytes.
        bytemuck::cast_slice(&self.map[at..at + self.landmarks * NUMBER])
    }

    pub(super) fn links(&self) -> &[u32] {
        let at = HEADER + self.rows * ID + self.landmarks * NUMBER;
        bytemuck::cast_slice(&self.map[at..])
    }
}

/// Writes the linked rows of a graph; the file appears whole or not at all.
pub(super) fn write(path: &Path, stamp: Stamp, graph: &Graph<'_>) -> std::io::Result<()> {
    let matrix = graph.matrix();
    let rows: Vec<u32> = (0..NONE)
        .take(matrix.rows())
        .filter(|&row| graph.is_present(row))
        .collect();
    // Rows that are not linked yet are left out, so the others move up.
    let mut moved = vec![NONE; matrix.rows()];
    for (to, &row) in (0u32..).zip(&rows) {
        moved[row as usize] = to;
    }
    let number = |row: u32| match row {
        NONE => NONE,
        row => moved[row as usize],
    };

    let mut header = Vec::with_capacity(HEADER);
    header.extend_from_slice(MAGIC);
    header.extend_from_slice(&(matrix.dimensions() as u64).to_le_bytes());
    header.extend_from_slice(&(rows.len() as u64).to_le_bytes());
    header.extend_from_slice(&stamp.database);
    header.extend_from_slice(&stamp.revision.to_le_bytes());
    for count in [WIDTH, graph.landmarks().len()] {
        let count = u32::try_from(count).map_err(std::io::Error::other)?;
        header.extend_from_slice(&count.to_le_bytes());
    }
    header.resize(HEADER, 0);
    matrix::replace(path, |out| {
        out.write_all(&header)?;
        for &row in &rows {
            let id = matrix
                .id(row as usize)
                .ok_or(std::io::ErrorKind::NotFound)?;
            out.write_all(id.as_bytes())?;
        }
        for &row in graph.landmarks() {
            out.write_all(&number(row).to_le_bytes())?;
        }
        for &row in &rows {
            for &to in graph.links_of(row) {
                out.write_all(&number(to).to_le_bytes())?;
            }
        }
        Ok(())
    })
}
