//! SafeCoder's security data: pairs of a function before and after a fix, with a description.
//!
//! One file, `sec-new-desc.jsonl`, for each split: 421 pairs to train with and 44 to validate
//! with, in Python, JavaScript, Ruby, C, Go, Java and C++ and with 23 weaknesses. The lines are
//! those of SVEN ([`super::sven`]); the description is an instruction to a model and stays
//! outside, because what is shown to a model must not address it.

use std::path::Path;

use super::lines::Lines;
use super::{Item, Source, SourceError, pair};

const NAME: &str = "safecoder";

/// The pairs of a file.
pub struct SafeCoder {
    lines: Lines,
}

impl SafeCoder {
    /// Reads `sec-new-desc.jsonl` of a split.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(file: &Path) -> Result<Self, SourceError> {
        Lines::open(file).map(|lines| Self { lines })
    }
}

impl Source for SafeCoder {
    fn name(&self) -> &str {
        NAME
    }

    fn next(&mut self) -> Result<Option<Item>, SourceError> {
        let line = self.lines.next()?;
        Ok(line.map(|line| pair::item(&self.lines, &line, NAME)))
    }

    fn position(&self) -> String {
        self.lines.position()
    }

    fn resume(&mut self, position: &str) -> Result<(), SourceError> {
        self.lines.resume(position)
    }

    fn progress(&self) -> (u64, u64) {
        self.lines.progress()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{count, fixture, good, resumes_exactly, shared};
    use super::*;
    use seccoder::language::Language;

    #[test]
    fn the_fixture_is_read() {
        let file = fixture("safecoder/sec-new-desc.jsonl");
        let items = resumes_exactly(|| SafeCoder::open(&file).unwrap());
        let counts = count(&items);
        assert_eq!(
            (counts.good, counts.bad, counts.skipped),
            (4, 2, 2),
            "{items:#?}"
        );
        let good = good(&items);
        let languages: Vec<_> = good.iter().map(|record| record.example.language).collect();
        let expected = [
            Language::Python,
            Language::JavaScript,
            Language::Go,
            Language::Ruby,
        ];
        assert_eq!(languages, expected);
        assert_eq!(good[1].example.title, "function without a name in menu.js");
        let provenance = &good[0].example.provenance;
        assert_eq!(
            (
                provenance.source.as_str(),
                provenance.repository.as_deref(),
                provenance.commit.as_deref(),
                provenance.path.as_deref(),
            ),
            (
                "safecoder",
                Some("https://git.example/orchard/pantry"),
                Some("1f0c2a9b7d6e5f4031928374655647382910abcd"),
                Some("pantry.py"),
            )
        );
        assert!(good[0].place.ends_with("sec-new-desc.jsonl, line 1"));
    }

    #[test]
    fn every_published_pair_is_read() {
        let Some(folder) = shared("safecoder/data_train_val") else {
            return;
        };
        for (split, pairs, same) in [("train", 421, 1), ("val", 44, 0)] {
            let file = folder.join(split).join("sec-new-desc.jsonl");
            let items = resumes_exactly(|| SafeCoder::open(&file).unwrap());
            let counts = count(&items);
            assert_eq!(
                (counts.good, counts.bad, counts.skipped),
                (pairs - same, 0, same),
                "{split}"
            );
            for record in good(&items) {
                let provenance = &record.example.provenance;
                assert!(provenance.repository.is_some() && provenance.commit.is_some());
                assert_ne!(record.example.title, "(anonymous)");
            }
        }
    }
}
