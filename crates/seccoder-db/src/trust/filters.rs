//! Whether filters find what they should.
//!
//! A store may keep what it filters by apart from the examples themselves, in tables of its own.
//! Somebody who edits only those changes which examples are shown and no example. So every
//! language, weakness, source, label and licence that an example has is asked for, and what comes
//! back is compared with the examples. A weakness or source that no example has is not asked for:
//! a row that claims it can only answer a question about nothing.

use std::collections::{BTreeMap, BTreeSet};

use seccoder::cwe::CweId;
use seccoder::example::{ExampleFilter, ExampleId, SecureExample, StoreError};
use seccoder::language::Language;

use super::compare::{Change, compare_sorted};
use super::report::Difference;
use crate::store::Store;

/// One thing that examples are filtered by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shelf {
    Language(Language),
    Cwe(CweId),
    Source(String),
    Label(String),
    Licence(String),
}

impl Shelf {
    fn filter(&self) -> ExampleFilter {
        let mut filter = ExampleFilter::default();
        match self {
            Self::Language(language) => filter.language = Some(*language),
            Self::Cwe(cwe) => filter.cwe = Some(*cwe),
            Self::Source(source) => filter.source = Some(source.clone()),
            Self::Label(label) => filter.label = Some(label.clone()),
            Self::Licence(licence) => filter.licences = Some(vec![licence.clone()]),
        }
        filter
    }

    fn name(&self) -> String {
        match self {
            Self::Language(language) => format!("language {language}"),
            Self::Cwe(cwe) => format!("weakness {cwe}"),
            Self::Source(source) => format!("source {source}"),
            Self::Label(label) => format!("label {label}"),
            Self::Licence(licence) => format!("licence {licence}"),
        }
    }
}

/// Where filters must find an example.
pub(super) fn shelves_of(example: &SecureExample) -> Vec<Shelf> {
    let mut shelves = vec![
        Shelf::Language(example.language),
        Shelf::Source(example.provenance.source.clone()),
    ];
    shelves.extend(example.cwes.iter().copied().map(Shelf::Cwe));
    shelves.extend(example.labels.iter().cloned().map(Shelf::Label));
    shelves.extend(example.provenance.licence.clone().map(Shelf::Licence));
    shelves.sort_unstable();
    shelves.dedup();
    shelves
}

/// Which examples each filter must find.
#[derive(Default)]
pub(super) struct Shelves(BTreeMap<Shelf, Vec<(ExampleId, ())>>);

impl Shelves {
    /// Adds an example; they come in order of id.
    pub(super) fn add(&mut self, id: ExampleId, shelves: Vec<Shelf>) {
        for shelf in shelves {
            self.0.entry(shelf).or_default().push((id, ()));
        }
    }

    /// Asks the store for each of them. Nothing is expected of rows that cannot be read.
    pub(super) async fn compare(
        self,
        store: &dyn Store,
        unreadable: &BTreeSet<ExampleId>,
        differences: &mut Vec<Difference>,
    ) -> Result<(), StoreError> {
        for (shelf, expected) in self.0 {
            let filter = shelf.filter();
            let mut found: Vec<_> = store.ids(&filter).await?;
            found.retain(|id| !unreadable.contains(id));
            found.sort_unstable();
            found.dedup();
            let found: Vec<_> = found.into_iter().map(|id| (id, ())).collect();
            for (id, change) in compare_sorted(&expected, &found) {
                differences.push(Difference::FilterWrong {
                    id,
                    filter: shelf.name(),
                    found: change == Change::Added,
                });
            }
        }
        Ok(())
    }
}
