//! SecCoder's own format for moving examples from one database to another.
//!
//! JSON lines. The first says what the file is and how many examples follow, so that a file that
//! was cut off is noticed; each of the others is one example with all of its fields and, where
//! there is one, its admission: who let it in, when, and what each check said.
//!
//! ```json
//! {"seccoder_export":1,"examples":1}
//! {"seccoder_export":1,"example":{"id":"…","title":"…","code":"…"},"admission":{"by":"…"}}
//! ```
//!
//! What is written reads back the same. A version is read by the program that wrote it and by
//! later ones; a file of a later version is refused as a whole. Files may be joined one behind
//! another. As a [`Source`] it gives candidates: an admission elsewhere is no admission here.

use std::io::{self, Write};
use std::path::Path;

use seccoder::example::{ExampleId, SecureExample};
use serde::{Deserialize, Serialize};

use super::draft::{MOST, too_long};
use super::lines::{Line, Lines, TOO_LONG, json_reason, no_position};
use super::{BadRecord, Item, Record, Source, SourceError};
use crate::store::Admission;

/// The version that is written, and the last that is read.
pub const VERSION: u32 = 1;

const NAME: &str = "export";

/// An example with its admission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The example.
    pub example: SecureExample,
    /// Who let it in; built-in examples have none.
    pub admission: Option<Admission>,
}

/// An entry and its place, or what is wrong with a line.
pub type Placed = Result<(Entry, String), BadRecord>;

#[derive(Serialize)]
struct Header {
    seccoder_export: u32,
    examples: u64,
}

#[derive(Serialize)]
struct Written<'a> {
    seccoder_export: u32,
    example: &'a SecureExample,
    admission: Option<&'a Admission>,
}

/// The part of a line that every version has.
#[derive(Deserialize)]
struct Version {
    seccoder_export: Option<u32>,
    examples: Option<u64>,
}

/// Writes an export.
pub struct Writer<W: Write> {
    output: W,
    left: u64,
}

impl<W: Write> Writer<W> {
    /// Begins an export of this many examples.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(output: W, examples: u64) -> io::Result<Self> {
        let mut writer = Self {
            output,
            left: examples,
        };
        writer.line(&Header {
            seccoder_export: VERSION,
            examples,
        })?;
        Ok(writer)
    }

    /// Writes one example.
    ///
    /// # Errors
    /// When it cannot be written, or is one more than was announced.
    pub fn write(
        &mut self,
        example: &SecureExample,
        admission: Option<&Admission>,
    ) -> io::Result<()> {
        let wrong = || io::Error::other("more examples than were announced");
        self.left = self.left.checked_sub(1).ok_or_else(wrong)?;
        self.line(&Written {
            seccoder_export: VERSION,
            example,
            admission,
        })
    }

    /// Ends the export.
    ///
    /// # Errors
    /// When it cannot be written, or fewer examples came than were announced.
    pub fn finish(mut self) -> io::Result<W> {
        if self.left > 0 {
            return Err(io::Error::other("fewer examples than were announced"));
        }
        self.output.flush()?;
        Ok(self.output)
    }

    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.output, value)?;
        self.output.write_all(b"\n")
    }
}

/// Reads an export.
pub struct Export {
    lines: Lines,
    /// Lines with an example so far, good or bad, and how many were announced.
    seen: u64,
    announced: u64,
}

impl Export {
    /// Reads the first line.
    ///
    /// # Errors
    /// When the file cannot be read, is no export, or is one of a later version.
    pub fn open(file: &Path) -> Result<Self, SourceError> {
        Self::new(Lines::open(file)?)
    }

    fn new(mut lines: Lines) -> Result<Self, SourceError> {
        let first = lines.next()?.and_then(|line| line.text);
        let version = first.and_then(|text| serde_json::from_slice::<Version>(&text).ok());
        let Some(Version {
            seccoder_export: Some(version),
            examples,
        }) = version
        else {
            return Err(lines.error(
                "it is no export of SecCoder: its first line is not \
                 {\"seccoder_export\":1,…}; other JSON lines need a field mapping"
                    .to_owned(),
            ));
        };
        if version > VERSION {
            return Err(lines.error(later(version)));
        }
        let Some(announced) = examples else {
            return Err(
                lines.error("its first line does not say how many examples follow".to_owned())
            );
        };
        Ok(Self {
            lines,
            seen: 0,
            announced,
        })
    }

    /// The next entry with its place, or what is wrong with it; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read on, or ends before all that it announced.
    pub fn next_entry(&mut self) -> Result<Option<Placed>, SourceError> {
        while let Some(line) = self.lines.next()? {
            let place = self.lines.place_of(line.number);
            match read(&line) {
                Ok(Content::Header(examples)) => {
                    self.announced = self.announced.saturating_add(examples);
                }
                Ok(Content::Entry(entry)) => {
                    self.seen += 1;
                    return Ok(Some(Ok((*entry, place))));
                }
                Err(reason) => {
                    self.seen += 1;
                    return Ok(Some(Err(BadRecord { place, reason })));
                }
            }
        }
        if self.seen < self.announced {
            return Err(self.lines.error(format!(
                "it ends after {} of {} examples; it was cut off",
                self.seen, self.announced
            )));
        }
        Ok(None)
    }
}

enum Content {
    Header(u64),
    Entry(Box<Entry>),
}

fn later(version: u32) -> String {
    format!(
        "it is an export of version {version}, and this SecCoder reads up to version {VERSION}; \
         a later SecCoder wrote it"
    )
}

fn read(line: &Line) -> Result<Content, String> {
    let text = line.text.as_ref().ok_or_else(|| TOO_LONG.to_owned())?;
    let version: Version = serde_json::from_slice(text).map_err(|error| json_reason(&error))?;
    match version.seccoder_export {
        None => return Err("it has no `seccoder_export`".to_owned()),
        Some(version) if version > VERSION => return Err(later(version)),
        Some(_) => {}
    }
    if let Some(examples) = version.examples {
        return Ok(Content::Header(examples));
    }
    let entry: Entry = serde_json::from_slice(text).map_err(|error| json_reason(&error))?;
    let example = &entry.example;
    let id = ExampleId::of(example.language, &example.code);
    if id != example.id {
        return Err(format!("its id is not that of its code, which is {id}"));
    }
    if too_long(&example.code) || example.vulnerable.as_deref().is_some_and(too_long) {
        return Err(MOST.to_owned());
    }
    Ok(Content::Entry(Box::new(entry)))
}

impl Source for Export {
    fn name(&self) -> &str {
        NAME
    }

    fn next(&mut self) -> Result<Option<Item>, SourceError> {
        let entry = self.next_entry()?;
        Ok(entry.map(|entry| match entry {
            Ok((Entry { example, .. }, place)) => Item::Good(Box::new(Record { example, place })),
            Err(bad) => Item::Bad(bad),
        }))
    }

    /// `BYTE:LINE:SEEN:ANNOUNCED`.
    fn position(&self) -> String {
        format!("{}:{}:{}", self.lines.position(), self.seen, self.announced)
    }

    fn resume(&mut self, position: &str) -> Result<(), SourceError> {
        let wrong = || self.lines.error(no_position(position));
        let parts: Vec<u64> = position
            .split(':')
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map_err(|_| wrong())?;
        let [byte, line, seen, announced] = parts[..] else {
            return Err(wrong());
        };
        // The header has been read.
        if byte == 0 {
            return Err(wrong());
        }
        self.lines.resume(&format!("{byte}:{line}"))?;
        (self.seen, self.announced) = (seen, announced);
        Ok(())
    }

    fn progress(&self) -> (u64, u64) {
        self.lines.progress()
    }
}

#[cfg(test)]
mod tests;
