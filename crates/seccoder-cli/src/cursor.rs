//! Reading the program and finding the cursor in it.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::failure::{Failure, Kind};

/// Larger files are refused: no model reads them, and they are rarely source code.
const MOST_BYTES: u64 = 4 * 1024 * 1024;
/// What marks the cursor inside a file, unless `--marker` says otherwise.
pub const MARKER: &str = "<|cursor|>";

/// Where the program comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl Source {
    /// `-` or nothing is standard input.
    pub fn new(path: Option<&Path>) -> Self {
        match path {
            Some(path) if path != Path::new("-") => Self::File(path.to_owned()),
            _ => Self::Stdin,
        }
    }

    /// Its name in messages.
    pub fn name(&self) -> String {
        match self {
            Self::Stdin => "standard input".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// Its text.
    pub fn read(&self) -> Result<String, Failure> {
        let name = self.name();
        let unreadable =
            |error: std::io::Error| Failure::usage(format!("cannot read {name}: {error}"));
        let bytes = match self {
            Self::Stdin => read_limited(std::io::stdin()).map_err(unreadable)?,
            Self::File(path) => {
                let file = std::fs::File::open(path).map_err(unreadable)?;
                read_limited(file).map_err(unreadable)?
            }
        };
        decode(&name, bytes)
    }
}

fn read_limited(input: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn decode(name: &str, bytes: Vec<u8>) -> Result<String, Failure> {
    if bytes.len() as u64 > MOST_BYTES {
        let most = MOST_BYTES / (1024 * 1024);
        return Err(
            Failure::usage(format!("{name} is larger than {most} MiB")).hint(
                "give the part of the program that matters, for instance through standard input",
            ),
        );
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(Failure::usage(format!(
            "{name} is binary (a NUL byte at offset {at})"
        )));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::usage(format!("{name} is not UTF-8 text (byte offset {at})"))
            .hint("convert it first, for instance with `iconv -f latin1 -t utf8`")
    })
}

/// `LINE` or `LINE:COL`, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    line: usize,
    column: Option<usize>,
}

impl FromStr for Position {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |part: &str| match part.parse() {
            Ok(0) | Err(_) => Err(format!("`{text}` is not LINE or LINE:COL, counted from 1")),
            Ok(number) => Ok(number),
        };
        match text.split_once(':') {
            None => Ok(Self {
                line: number(text)?,
                column: None,
            }),
            Some((line, column)) => Ok(Self {
                line: number(line)?,
                column: Some(number(column)?),
            }),
        }
    }
}

/// A program cut at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    pub before: String,
    pub after: String,
}

impl Split {
    /// Cuts at `--at`, else at the marker, else at the end.
    pub fn new(
        name: &str,
        text: &str,
        at: Option<Position>,
        marker: &str,
    ) -> Result<Self, Failure> {
        let cut = |offset: usize, skip: usize| Self {
            before: text[..offset].to_owned(),
            after: text[offset + skip..].to_owned(),
        };
        if let Some(position) = at {
            return Ok(cut(offset_of(name, text, position)?, 0));
        }
        if marker.is_empty() {
            return Err(Failure::usage("--marker must not be empty"));
        }
        let mut places = text.match_indices(marker).map(|(offset, _)| offset);
        match (places.next(), places.next()) {
            (None, _) => Ok(cut(text.len(), 0)),
            (Some(offset), None) => Ok(cut(offset, marker.len())),
            (Some(_), Some(_)) => Err(Failure::usage(format!(
                "{name} has the cursor marker {marker} more than once"
            ))
            .hint("use --at LINE[:COL], or another --marker")),
        }
    }
}

fn offset_of(name: &str, text: &str, at: Position) -> Result<usize, Failure> {
    let mut start = 0;
    let mut lines = 0;
    for line in text.split_inclusive('\n') {
        lines += 1;
        let content = line.trim_end_matches('\n').trim_end_matches('\r');
        if lines == at.line {
            return column_offset(name, content, at).map(|offset| start + offset);
        }
        start += line.len();
    }
    // A file that ends with a line break has one more, empty line to stand on.
    let ends_with_break = text.is_empty() || text.ends_with('\n');
    if ends_with_break && at.line == lines + 1 && at.column.unwrap_or(1) == 1 {
        return Ok(text.len());
    }
    Err(Failure::usage(format!(
        "line {} is outside {name}, which has {lines} lines",
        at.line
    )))
}

fn column_offset(name: &str, line: &str, at: Position) -> Result<usize, Failure> {
    let Some(column) = at.column else {
        return Ok(line.len());
    };
    let mut offsets = line
        .char_indices()
        .map(|(offset, _)| offset)
        .chain([line.len()]);
    offsets.nth(column - 1).ok_or_else(|| {
        Failure::usage(format!(
            "column {column} is outside line {} of {name}, which has {} characters",
            at.line,
            line.chars().count()
        ))
    })
}

/// Puts text into a file at the cursor: the new file appears whole or not at all, with the
/// old one's permissions.
///
/// `read` is what the file held when the completion began: a file that was saved meanwhile
/// is left alone.
pub fn write_completion(path: &Path, read: &str, split: &Split, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::new(
            Kind::Failed,
            format!("cannot write {}: {error}; it is unchanged", path.display()),
        )
    };
    // A link keeps pointing to its file: the file it names is replaced, not the link.
    let target = std::fs::canonicalize(path).map_err(failed)?;
    if std::fs::read(&target).map_err(failed)? != read.as_bytes() {
        return Err(Failure::new(
            Kind::Failed,
            format!(
                "{} was changed meanwhile; it is left as it is",
                path.display()
            ),
        )
        .hint("run the command again"));
    }
    let folder = target.parent().unwrap_or_else(|| Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    std::io::Write::write_all(
        &mut file,
        format!("{}{text}{}", split.before, split.after).as_bytes(),
    )
    .map_err(failed)?;
    let permissions = std::fs::metadata(&target).map_err(failed)?.permissions();
    file.as_file()
        .set_permissions(permissions)
        .map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(&target).map_err(|error| failed(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, at: &str) -> Result<(String, String), Failure> {
        let at = at.parse().unwrap();
        Split::new("x", text, Some(at), MARKER).map(|s| (s.before, s.after))
    }

    #[test]
    fn lines_and_columns_count_from_one() {
        let text = "ab\ncé d\n";
        let cut = |at| split(text, at).unwrap().0;
        assert_eq!(cut("1"), "ab");
        assert_eq!(cut("1:1"), "");
        assert_eq!(cut("2:3"), "ab\ncé");
        assert_eq!(cut("3"), text);
        for outside in ["4", "1:4", "3:2", "9:9"] {
            assert!(split(text, outside).is_err(), "{outside}");
        }
        assert!(split("", "1").is_ok());
        for nonsense in ["0", "a", "1:", "1:0", ":2", "-1"] {
            assert!(nonsense.parse::<Position>().is_err(), "{nonsense}");
        }
    }

    #[test]
    fn the_marker_goes_and_must_be_unique() {
        let one = Split::new("x", "a<|cursor|>b", None, MARKER).unwrap();
        assert_eq!((one.before.as_str(), one.after.as_str()), ("a", "b"));
        let none = Split::new("x", "ab", None, MARKER).unwrap();
        assert_eq!((none.before.as_str(), none.after.as_str()), ("ab", ""));
        assert!(Split::new("x", "<|cursor|><|cursor|>", None, MARKER).is_err());
    }

    #[test]
    fn only_text_is_read() {
        assert!(decode("x", b"a\0b".to_vec()).is_err());
        assert!(decode("x", vec![b'a', 0xE9]).is_err());
        assert!(decode("x", vec![b'a'; 5 * 1024 * 1024]).is_err());
        assert_eq!(decode("x", "é".into()).unwrap(), "é");
    }

    #[cfg(unix)]
    #[test]
    fn writing_keeps_mode_and_link() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("f.py"), folder.path().join("l.py"));
        std::fs::write(&file, "ab").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o750)).unwrap();
        symlink(&file, &link).unwrap();
        let split = Split {
            before: "a".into(),
            after: "b".into(),
        };
        assert!(write_completion(&link, "other", &split, "X").is_err());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "ab");
        write_completion(&link, "ab", &split, "X").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "aXb");
        assert_eq!(
            std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o750
        );
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
