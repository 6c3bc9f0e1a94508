//! Text files line by line, with a limit on the length of a line and a place to go on from.
//!
//! The formats that hold one record a line share this reader. It never holds more than one line,
//! and not even one that is over the limit: such a line is passed over in pieces.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::SourceError;

/// The longest record that is read, in bytes. No function is that long; what is longer comes of
/// damage, and must not fill the memory.
pub(super) const LONGEST_RECORD: usize = 50 * 1024 * 1024;

/// What a bad record says that is over the limit.
pub(super) const TOO_LONG: &str = "it is longer than 50 MiB";

/// A line of which this much was passed over comes from something that has no lines and may have
/// no end, such as a device.
const ENDLESS: u64 = 1024 * 1024 * 1024;

/// What stands for standard input in place of a file's name.
pub const STANDARD_INPUT: &str = "-";

/// What records are read from: a file, or bytes in a test.
pub(super) trait Input: Read + Seek + Send {}
impl<T: Read + Seek + Send> Input for T {}

/// A line.
pub(super) struct Line {
    /// Its number, from 1.
    pub(super) number: u64,
    /// Its bytes without the line end; `None` when it is longer than the limit.
    pub(super) text: Option<Vec<u8>>,
}

/// A file that is read line by line.
pub(super) struct Lines {
    reader: BufReader<Box<dyn Input>>,
    place: String,
    length: u64,
    /// How many bytes and lines were read.
    byte: u64,
    line: u64,
    limit: usize,
}

impl Lines {
    pub(super) fn open(path: &Path) -> Result<Self, SourceError> {
        if path.as_os_str() == STANDARD_INPUT {
            return Self::new(Stream(std::io::stdin()), "standard input".to_owned());
        }
        let place = path.display().to_string();
        match open(path) {
            Ok(file) => Self::new(file, place),
            Err(reason) => Err(SourceError { place, reason }),
        }
    }

    pub(super) fn new(input: impl Input + 'static, place: String) -> Result<Self, SourceError> {
        let mut input: Box<dyn Input> = Box::new(input);
        let length = input
            .seek(SeekFrom::End(0))
            .and_then(|length| input.rewind().map(|()| length));
        let length = length.map_err(|error| SourceError {
            place: place.clone(),
            reason: error.to_string(),
        })?;
        Ok(Self {
            reader: BufReader::with_capacity(64 * 1024, input),
            place,
            length,
            byte: 0,
            line: 0,
            limit: LONGEST_RECORD,
        })
    }

    #[cfg(test)]
    pub(super) fn with_limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// The next line that is not empty; a byte order mark before the first is dropped.
    pub(super) fn next(&mut self) -> Result<Option<Line>, SourceError> {
        loop {
            let first = self.byte == 0;
            let Some(mut line) = self.read().map_err(|error| self.error(error.to_string()))? else {
                return Ok(None);
            };
            if let Some(text) = &mut line.text {
                if first && text.starts_with(b"\xef\xbb\xbf") {
                    text.drain(..3);
                }
                if text.trim_ascii().is_empty() {
                    continue;
                }
            }
            return Ok(Some(line));
        }
    }

    fn read(&mut self) -> std::io::Result<Option<Line>> {
        let mut text = Some(Vec::new());
        let mut read: u64 = 0;
        loop {
            let piece = self.reader.fill_buf()?;
            if piece.is_empty() && read == 0 {
                return Ok(None);
            }
            let end = piece.iter().position(|&byte| byte == b'\n');
            let used = end.map_or(piece.len(), |end| end + 1);
            if let Some(kept) = &mut text {
                kept.extend_from_slice(&piece[..end.unwrap_or(used)]);
                if kept.len() > self.limit {
                    text = None;
                }
            }
            let over = end.is_some() || piece.is_empty();
            self.reader.consume(used);
            read += used as u64;
            if over {
                break;
            }
            if read > ENDLESS {
                let line = self.line + 1;
                return Err(std::io::Error::other(format!(
                    "line {line} is longer than 1 GiB; this is no file of records"
                )));
            }
        }
        self.byte += read;
        self.line += 1;
        if let Some(kept) = &mut text
            && kept.last() == Some(&b'\r')
        {
            kept.pop();
        }
        Ok(Some(Line {
            number: self.line,
            text,
        }))
    }

    /// File and line, as bad records and candidates name it.
    pub(super) fn place_of(&self, line: u64) -> String {
        format!("{}, line {line}", self.place)
    }

    /// That the file cannot be read on.
    pub(super) fn error(&self, reason: String) -> SourceError {
        SourceError {
            place: self.place.clone(),
            reason,
        }
    }

    /// Bytes and lines read, as [`Lines::resume`] takes them.
    pub(super) fn position(&self) -> String {
        format!("{}:{}", self.byte, self.line)
    }

    pub(super) fn resume(&mut self, position: &str) -> Result<(), SourceError> {
        let (byte, line) = numbers(position)
            .filter(|&(byte, _)| byte <= self.length)
            .ok_or_else(|| self.error(no_position(position)))?;
        let before = seek_to(&mut self.reader, byte);
        let before = before.map_err(|error| self.error(error.to_string()))?;
        // The last line may lack its end.
        if byte != self.length && before.is_some_and(|before| before != b'\n') {
            return Err(self.error(no_position(position)));
        }
        (self.byte, self.line) = (byte, line);
        Ok(())
    }

    /// Bytes read, and bytes there are.
    pub(super) fn progress(&self) -> (u64, u64) {
        (self.byte, self.length.max(self.byte))
    }
}

/// Opens a file; a folder, which some systems open too, is an error at once.
pub(super) fn open(path: &Path) -> Result<File, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let metadata = file.metadata().map_err(|error| error.to_string())?;
    if metadata.is_dir() {
        return Err("it is a folder, not a file".to_owned());
    }
    Ok(file)
}

/// Goes to a byte and says which one stands before it.
pub(super) fn seek_to(input: &mut (impl Read + Seek), byte: u64) -> std::io::Result<Option<u8>> {
    let Some(before) = byte.checked_sub(1) else {
        input.seek(SeekFrom::Start(0))?;
        return Ok(None);
    };
    input.seek(SeekFrom::Start(before))?;
    let mut found = [0];
    input.read_exact(&mut found)?;
    Ok(Some(found[0]))
}

/// What a JSON parser says about a line, without the parser's own line number, which is always 1.
pub(super) fn json_reason(error: &serde_json::Error) -> String {
    error
        .to_string()
        .replace("expected struct Pair", "expected an object")
        .replace(" at line 1 column ", " at column ")
}

/// Bytes that come once and in order: standard input. It has a length of 0, so nobody goes on in
/// the middle of it.
struct Stream<R>(R);

impl<R: Read> Read for Stream<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(buffer)
    }
}

impl<R> Seek for Stream<R> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        match to {
            SeekFrom::Start(0) | SeekFrom::End(0) => Ok(0),
            _ => Err(std::io::Error::other("a stream has no places")),
        }
    }
}

/// `BYTE:LINE`.
pub(super) fn numbers(position: &str) -> Option<(u64, u64)> {
    let (byte, line) = position.split_once(':')?;
    Some((byte.parse().ok()?, line.parse().ok()?))
}

/// What a position is told that does not fit.
pub(super) fn no_position(position: &str) -> String {
    format!("`{position}` is no place in it; it may have changed since the last reading")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn lines(text: &[u8]) -> Lines {
        Lines::new(Cursor::new(text.to_vec()), "x".to_owned()).unwrap()
    }

    fn all(mut lines: Lines) -> Vec<(u64, Option<String>)> {
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            let text = line.text.map(|text| String::from_utf8(text).unwrap());
            found.push((line.number, text));
        }
        found
    }

    #[test]
    fn line_ends_marks_and_empty_lines_are_no_content() {
        let found = all(lines(b"\xef\xbb\xbfone\r\n\n  \ntwo\nthree"));
        let texts = ["one", "two", "three"].map(|text| Some(text.to_owned()));
        assert_eq!(found, [1, 4, 5].into_iter().zip(texts).collect::<Vec<_>>());
        assert_eq!(all(lines(b"")), []);
    }

    #[test]
    fn a_long_line_is_passed_over() {
        let text = [&b"a\n"[..], &[b'b'; 200_000], b"\nc\n"].concat();
        let found = all(lines(&text).with_limit(1000));
        assert_eq!(
            found,
            [(1, Some("a".into())), (2, None), (3, Some("c".into()))]
        );
    }

    #[test]
    fn only_the_start_of_a_line_is_a_position() {
        let mut lines = lines(b"one\ntwo\nthree");
        lines.next().unwrap();
        assert_eq!(lines.position(), "4:1");
        for wrong in ["", "4", "5:1", "14:3", "x:1", "-4:1", "4:1:2"] {
            assert!(lines.resume(wrong).is_err(), "{wrong}");
        }
        for (position, next) in [("0:0", Some("one")), ("8:2", Some("three")), ("13:3", None)] {
            lines.resume(position).unwrap();
            let line = lines.next().unwrap();
            let text = line.map(|line| String::from_utf8(line.text.unwrap()).unwrap());
            assert_eq!(text.as_deref(), next, "{position}");
        }
    }
}
