//! The vectors of one embedder and view as a packed file, mapped into memory.
//!
//! Layout, all numbers little-endian: a header of 64 bytes (magic, dimensions,
//! rows, stamp), the examples' ids of 32 bytes each, then the rows of `f32`. The
//! stamp says which state of which database the file was made from; a file with
//! another stamp is stale and is made anew. The file is derived data: losing it
//! costs nothing but the time to write it again.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use memmap2::Mmap;
use seccoder::example::ExampleId;

const MAGIC: &[u8; 8] = b"SCVECT\x00\x01";
const HEADER: usize = 64;
const ID: usize = 32;

/// Names a state of a database: its random identity and its revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// The database's identity.
    pub database: [u8; 16],
    /// Its revision when the vectors were read.
    pub revision: u64,
}

impl Stamp {
    /// The database's identity in hexadecimal.
    #[must_use]
    pub fn identity(&self) -> String {
        hexadecimal(&self.database)
    }
}

/// Bytes in hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A packed matrix in memory.
pub struct Matrix {
    map: Mmap,
    dimensions: usize,
    rows: usize,
}

impl Matrix {
    /// Maps a file, if it is there, whole, and made from this state.
    #[must_use]
    pub fn open(path: &Path, stamp: Stamp) -> Option<Self> {
        let file = File::open(path).ok()?;
        let map = map(&file)?;
        let header = map.get(..HEADER)?;
        let number = |at: usize| {
            header[at..at + 8]
                .try_into()
                .map(u64::from_le_bytes)
                .ok()
                .and_then(|n| usize::try_from(n).ok())
        };
        let (dimensions, rows) = (number(8)?, number(16)?);
        let same = header[..8] == *MAGIC
            && header[24..40] == stamp.database
            && header[40..48] == stamp.revision.to_le_bytes();
        let matrix = Self {
            map,
            dimensions,
            rows,
        };
        // A header with absurd numbers must not overflow into a matching size.
        let size = rows
            .checked_mul(ID + dimensions.checked_mul(4)?)?
            .checked_add(HEADER)?;
        (same && dimensions > 0 && size == matrix.map.len()).then_some(matrix)
    }

    /// Numbers per row.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The example of a row.
    #[must_use]
    pub fn id(&self, row: usize) -> Option<ExampleId> {
        let at = HEADER + row * ID;
        let bytes = (row < self.rows).then(|| self.map.get(at..at + ID))??;
        Some(ExampleId::from_bytes(bytes.try_into().ok()?))
    }

    /// All rows, one after another.
    #[must_use]
    pub fn values(&self) -> &[f32] {
        let bytes = &self.map[HEADER + self.rows * ID..];
        // Header and ids are multiples of 32 bytes and a map starts at a page, so this is aligned.
        bytemuck::cast_slice(bytes)
    }
}

#[expect(unsafe_code, reason = "mapping a file into memory is unsafe by nature")]
pub(crate) fn map(file: &File) -> Option<Mmap> {
    // SAFETY: the file is only ever replaced by renaming a new one over it, never changed in
    // place, so the bytes behind the map stay as they are. Whoever edits files in the data
    // folder by hand while the program runs can break this; the values are only ever read as
    // numbers, so the worst case is a wrong ranking or SIGBUS, not a wild write.
    unsafe { Mmap::map(file) }.ok()
}

/// Writes a packed file; it appears whole or not at all.
///
/// # Errors
/// When writing fails.
pub fn write(
    path: &Path,
    stamp: Stamp,
    dimensions: usize,
    rows: &[(ExampleId, Vec<f32>)],
) -> std::io::Result<()> {
    let mut header = Vec::with_capacity(HEADER);
    header.extend_from_slice(MAGIC);
    header.extend_from_slice(&(dimensions as u64).to_le_bytes());
    header.extend_from_slice(&(rows.len() as u64).to_le_bytes());
    header.extend_from_slice(&stamp.database);
    header.extend_from_slice(&stamp.revision.to_le_bytes());
    header.resize(HEADER, 0);
    replace(path, |out| {
        out.write_all(&header)?;
        for (id, _) in rows {
            out.write_all(id.as_bytes())?;
        }
        for (_, vector) in rows {
            for value in vector {
                out.write_all(&value.to_le_bytes())?;
            }
        }
        Ok(())
    })
}

/// Writes a file, for its owner alone, that appears whole or not at all, with its folder if that
/// is not there.
pub(crate) fn replace(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut out = BufWriter::new(tempfile::NamedTempFile::new_in(folder)?);
    write(&mut out)?;
    let file = out
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error)?;
    // Without this a power failure could leave a file of the right size and the wrong contents.
    file.as_file().sync_data()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use seccoder::language::Language;

    const STAMP: Stamp = Stamp {
        database: [7; 16],
        revision: 3,
    };

    fn rows() -> Vec<(ExampleId, Vec<f32>)> {
        (0..3u8)
            .map(|i| {
                (
                    ExampleId::of(Language::C, &i.to_string()),
                    vec![f32::from(i), 0.5, -1.0],
                )
            })
            .collect()
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sub/m.f32");
        write(&path, STAMP, 3, &rows()).unwrap();
        let matrix = Matrix::open(&path, STAMP).unwrap();
        assert_eq!((matrix.rows(), matrix.dimensions()), (3, 3));
        assert_eq!(matrix.id(2), Some(rows()[2].0));
        assert_eq!(matrix.id(3), None);
        assert_eq!(matrix.values()[3..6], [1.0, 0.5, -1.0]);
    }

    #[test]
    fn a_stale_or_damaged_file_is_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.f32");
        write(&path, STAMP, 3, &rows()).unwrap();
        assert!(
            Matrix::open(
                &path,
                Stamp {
                    revision: 4,
                    ..STAMP
                }
            )
            .is_none()
        );
        assert!(
            Matrix::open(
                &path,
                Stamp {
                    database: [8; 16],
                    ..STAMP
                }
            )
            .is_none()
        );
        assert!(Matrix::open(&folder.path().join("none"), STAMP).is_none());
        let good = std::fs::read(&path).unwrap();
        for bad in [&good[..good.len() - 1], &good[..40], &[]] {
            std::fs::write(&path, bad).unwrap();
            assert!(Matrix::open(&path, STAMP).is_none(), "{} bytes", bad.len());
        }
        let mut huge = good;
        huge[16..24].copy_from_slice(&u64::MAX.to_le_bytes());
        std::fs::write(&path, huge).unwrap();
        assert!(Matrix::open(&path, STAMP).is_none());
    }
}
