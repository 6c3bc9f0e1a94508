//! Pairs in the form of SVEN, which SafeCoder took over: one JSON object a line, with a function
//! before and after a fix and the address of the commit.

use std::path::Path;

use seccoder::cwe::CweId;
use seccoder::example::Provenance;
use seccoder::language::Language;
use serde::Deserialize;

use super::Item;
use super::commit_link;
use super::draft::{Draft, bad};
use super::lines::{Line, Lines};

/// A line.
#[derive(Deserialize)]
pub(super) struct Pair {
    pub(super) func_name: String,
    pub(super) func_src_before: String,
    pub(super) func_src_after: String,
    pub(super) commit_link: String,
    pub(super) file_name: String,
    pub(super) vul_type: CweId,
}

impl Pair {
    /// The language of its file.
    pub(super) fn language(&self) -> Option<Language> {
        Language::from_path(Path::new(&self.file_name))
    }

    fn item(self, source: &str, place: String) -> Item {
        let (repository, commit) = commit_link::split(&self.commit_link);
        Draft {
            language: self.language(),
            secure: self.func_src_after,
            vulnerable: Some(self.func_src_before),
            name: self.func_name,
            cwes: vec![self.vul_type],
            guideline: None,
            provenance: Provenance {
                source: source.to_owned(),
                repository,
                commit,
                path: Some(self.file_name),
                licence: None,
            },
        }
        .item(place)
    }
}

/// What a line is.
pub(super) fn item(lines: &Lines, line: &Line, source: &str) -> Item {
    let place = lines.place_of(line.number);
    let Some(text) = &line.text else {
        return bad(place, super::lines::TOO_LONG);
    };
    match serde_json::from_slice::<Pair>(text) {
        Ok(pair) => pair.item(source, place),
        Err(error) => bad(place, super::lines::json_reason(&error)),
    }
}
