//! Rows of a CSV file of any size, where a broken row costs no more than itself.
//!
//! In CSV a quote that is never closed swallows all that follows, up to the next quote, and then
//! reads text as structure. So a row that has not as many fields as the header, or is longer than
//! any row can be, is not believed: reading goes back to where it began and tries from each line
//! after that until a row fits again. What was passed over is one broken row, with the number of
//! its lines.

use std::io::{BufReader, Read, Seek, SeekFrom};

use csv::{ByteRecord, Position, Reader, ReaderBuilder};

use super::SourceError;
use super::lines::{Input, LONGEST_RECORD, no_position, numbers, seek_to};

/// Read at a time. Small, because looking for the next row seeks at every line.
const BUFFER: usize = 8 * 1024;

/// A row, or lines that are none.
pub(super) enum Row {
    /// With the line where it begins.
    Good(u64, ByteRecord),
    /// The line where they begin, and what is wrong.
    Broken(u64, String),
}

/// Whether a row that has the right number of fields can be one of this file.
pub(super) type Plausible = Box<dyn Fn(&ByteRecord) -> bool + Send>;

pub(super) struct Rows {
    reader: Reader<Guard>,
    header: ByteRecord,
    plausible: Plausible,
    place: String,
    length: u64,
    limit: usize,
}

impl Rows {
    /// Reads the header.
    pub(super) fn new(input: impl Input + 'static, place: String) -> Result<Self, SourceError> {
        let wrong = |error: &dyn std::fmt::Display| SourceError {
            place: place.clone(),
            reason: error.to_string(),
        };
        let mut input: Box<dyn Input> = Box::new(input);
        let length = input
            .seek(SeekFrom::End(0))
            .and_then(|length| input.rewind().map(|()| length))
            .map_err(|error| wrong(&error))?;
        let guard = Guard {
            input,
            left: LONGEST_RECORD,
        };
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(BUFFER)
            .from_reader(guard);
        let mut header = ByteRecord::new();
        reader
            .read_byte_record(&mut header)
            .map_err(|error| wrong(&error))?;
        Ok(Self {
            reader,
            header,
            plausible: Box::new(|_| true),
            place,
            length,
            limit: LONGEST_RECORD,
        })
    }

    /// What else a row must be to be found after a broken one.
    pub(super) fn expect(&mut self, plausible: Plausible) {
        self.plausible = plausible;
    }

    #[cfg(test)]
    pub(super) fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// Which field has this name in the header.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        let name = name.as_bytes();
        self.header
            .iter()
            .position(|field| field.trim_ascii() == name)
    }

    pub(super) fn next(&mut self) -> Result<Option<Row>, SourceError> {
        let start = self.start()?;
        match self.attempt()? {
            Attempt::End => Ok(None),
            Attempt::Row(record) if record.len() == self.header.len() => {
                Ok(Some(Row::Good(start.line(), record)))
            }
            Attempt::Row(record) => {
                let (found, expected) = (record.len(), self.header.len());
                let problem = format!("it has {found} fields, the header has {expected}");
                self.pass_over(&start, &problem).map(Some)
            }
            Attempt::TooLong => self.pass_over(&start, super::lines::TOO_LONG).map(Some),
        }
    }

    /// Goes to the next row that fits after a broken one, or to the end.
    fn pass_over(&mut self, broken: &Position, problem: &str) -> Result<Row, SourceError> {
        let mut from = broken.clone();
        loop {
            from = self.line_after(&from)?;
            self.go_to(&from)?;
            let fits = match self.attempt()? {
                Attempt::End => true,
                Attempt::Row(row) => row.len() == self.header.len() && (self.plausible)(&row),
                Attempt::TooLong => false,
            };
            if fits || from.byte() >= self.length {
                break;
            }
        }
        self.go_to(&from)?;
        let lines = from.line() - broken.line();
        let problem = match lines {
            0 | 1 => problem.to_owned(),
            lines => format!("{problem}; {lines} lines are passed over up to the next row"),
        };
        Ok(Row::Broken(broken.line(), problem))
    }

    fn attempt(&mut self) -> Result<Attempt, SourceError> {
        self.reader.get_mut().left = self.limit;
        let mut record = ByteRecord::new();
        match self.reader.read_byte_record(&mut record) {
            Ok(false) => Ok(Attempt::End),
            Ok(true) => Ok(Attempt::Row(record)),
            Err(_) if self.reader.get_ref().left == 0 => Ok(Attempt::TooLong),
            Err(error) => Err(self.error(error.to_string())),
        }
    }

    /// Where the next row starts: behind line ends that the parser has not taken yet, as it leaves
    /// the second byte of Windows' line ends.
    fn start(&mut self) -> Result<Position, SourceError> {
        let at = self.reader.position().clone();
        let ends = line_ends(&mut self.reader.get_mut().input, at.byte());
        let ends = ends.map_err(|error| self.error(error.to_string()))?;
        let lines = ends.iter().filter(|&&byte| byte == b'\n').count();
        Ok(position(
            at.byte() + ends.len() as u64,
            at.line() + lines as u64,
        ))
    }

    /// The start of the next line after a byte that can be the beginning of a row, or the end.
    fn line_after(&mut self, from: &Position) -> Result<Position, SourceError> {
        let commas = self.header.len().saturating_sub(1);
        let input = &mut self.reader.get_mut().input;
        let found = next_line(input, from, commas);
        found.map_err(|error| self.error(error.to_string()))
    }

    fn go_to(&mut self, to: &Position) -> Result<(), SourceError> {
        // `seek` does nothing when the parser is there already, though the file is elsewhere.
        let done = self.reader.seek_raw(SeekFrom::Start(to.byte()), to.clone());
        done.map_err(|error| self.error(error.to_string()))
    }

    pub(super) fn place_of(&self, line: u64) -> String {
        format!("{}, line {line}", self.place)
    }

    pub(super) fn error(&self, reason: String) -> SourceError {
        SourceError {
            place: self.place.clone(),
            reason,
        }
    }

    /// `BYTE:LINE` of the next row.
    pub(super) fn position(&self) -> String {
        let position = self.reader.position();
        format!("{}:{}", position.byte(), position.line())
    }

    pub(super) fn resume(&mut self, text: &str) -> Result<(), SourceError> {
        let (byte, line) = numbers(text)
            .filter(|&(byte, _)| byte <= self.length)
            .ok_or_else(|| self.error(no_position(text)))?;
        let before = seek_to(&mut self.reader.get_mut().input, byte);
        let before = before.map_err(|error| self.error(error.to_string()))?;
        if byte != self.length && !matches!(before, Some(b'\n' | b'\r')) {
            return Err(self.error(no_position(text)));
        }
        self.go_to(&position(byte, line))
    }

    pub(super) fn progress(&self) -> (u64, u64) {
        (self.reader.position().byte(), self.length)
    }
}

enum Attempt {
    Row(ByteRecord),
    TooLong,
    End,
}

/// The line ends that stand at a byte. The file is left where it was, for the parser reads ahead.
fn line_ends(input: &mut dyn Input, byte: u64) -> std::io::Result<Vec<u8>> {
    let here = input.stream_position()?;
    input.seek(SeekFrom::Start(byte))?;
    let mut ends = Vec::new();
    input.take(64).read_to_end(&mut ends)?;
    input.seek(SeekFrom::Start(here))?;
    let end = ends.iter().position(|byte| !matches!(byte, b'\r' | b'\n'));
    ends.truncate(end.unwrap_or(ends.len()));
    Ok(ends)
}

/// The start of the next line that has a quote or a row's number of commas; the others are no rows,
/// and a broken row may have a million of them.
fn next_line(input: &mut dyn Input, from: &Position, commas: usize) -> std::io::Result<Position> {
    input.seek(SeekFrom::Start(from.byte()))?;
    let (mut byte, mut line) = (from.byte(), from.line());
    // Where the line in question starts; `None` in the line of `from`.
    let mut start: Option<Position> = None;
    let (mut found, mut before) = (0, 0);
    for next in BufReader::with_capacity(BUFFER, input).bytes() {
        let next = next?;
        byte += 1;
        match (next, &start) {
            (b'\n', Some(start)) if found == commas => return Ok(start.clone()),
            (b'\n', _) => {
                line += 1;
                start = Some(position(byte, line));
                found = 0;
            }
            (b'"', Some(start)) => return Ok(start.clone()),
            // Without a line feed it ends a row, too.
            (_, Some(start)) if before == b'\r' => return Ok(start.clone()),
            (b',', _) => found += 1,
            _ => {}
        }
        before = next;
    }
    let last = start.filter(|_| found == commas);
    Ok(last.unwrap_or_else(|| position(byte, line)))
}

fn position(byte: u64, line: u64) -> Position {
    let mut position = Position::new();
    position.set_byte(byte).set_line(line);
    position
}

/// A file of which only so much may be read before somebody allows more.
struct Guard {
    input: Box<dyn Input>,
    left: usize,
}

impl Read for Guard {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 {
            return Err(std::io::Error::other("over the limit"));
        }
        let most = buffer.len().min(self.left);
        let read = self.input.read(&mut buffer[..most])?;
        self.left -= read;
        Ok(read)
    }
}

impl Seek for Guard {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.input.seek(to)
    }
}
