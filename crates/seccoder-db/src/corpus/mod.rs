//! The built-in corpus: secure examples as source files.
//!
//! - [`format`] reads one file,
//! - [`files`] finds them, in the program itself or in a folder,
//! - [`review`] checks what can be checked by reading,
//! - [`template`] writes a new one to be filled in.

pub mod files;
pub mod format;
pub mod review;
pub mod template;

use seccoder::example::SecureExample;
use sha2::{Digest, Sha256};

pub use files::{Corpus, CorpusFile};
pub use format::{BUILT_IN, CorpusEntry, CorpusError};

/// All built-in examples, ordered by path.
///
/// # Errors
/// When a file is malformed; tests make sure that none is.
pub fn built_in() -> Result<Vec<SecureExample>, CorpusError> {
    Corpus::built_in()
        .files
        .iter()
        .map(|file| format::parse(&file.path, &file.text).map(|entry| entry.example))
        .collect()
}

/// A hash over all built-in files: a database made from another corpus is brought up to date.
#[must_use]
pub fn built_in_hash() -> String {
    let mut hash = Sha256::new();
    for file in &Corpus::built_in().files {
        for part in [&file.path, &file.text] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
    }
    format!("{:x}", hash.finalize())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use seccoder::cwe::CweId;
    use seccoder::language::Language;

    use super::*;

    /// What the corpus must hold of each language, at least.
    const LANGUAGES: [(&[Language], usize); 9] = [
        (&[Language::Python], 120),
        (&[Language::C, Language::Cpp], 120),
        (&[Language::JavaScript, Language::TypeScript], 60),
        (&[Language::Java], 35),
        (&[Language::Go], 35),
        (&[Language::Rust], 5),
        (&[Language::Php], 5),
        (&[Language::Ruby], 5),
        (&[Language::CSharp], 5),
    ];

    /// Weaknesses that some example must avoid.
    const WEAKNESSES: [(&str, &[u32]); 5] = [
        (
            "the CWE Top 25 of 2024",
            &[
                79, 787, 89, 352, 22, 125, 78, 416, 862, 434, 94, 20, 77, 287, 269, 502, 200, 863,
                918, 119, 476, 798, 190, 400, 306,
            ],
        ),
        (
            "the CWE Top 25 of 2025",
            &[
                79, 89, 352, 862, 787, 22, 416, 125, 78, 94, 120, 434, 476, 121, 502, 122, 863, 20,
                284, 200, 306, 918, 77, 639, 770,
            ],
        ),
        (
            "SVEN's trained scenarios",
            &[22, 78, 79, 89, 125, 190, 416, 476, 787],
        ),
        (
            "SVEN's other scenarios",
            &[
                119, 502, 732, 798, 20, 94, 116, 117, 209, 215, 312, 327, 377, 611, 643, 777, 918,
            ],
        ),
        (
            "what models are known for",
            &[
                252, 330, 338, 321, 601, 1333, 367, 347, 942, 614, 1004, 117, 681, 134, 415, 457,
                908, 362, 88, 91, 113, 208, 295, 384, 532, 916, 943, 1321, 1336,
            ],
        ),
    ];

    #[test]
    fn the_corpus_covers_what_it_promises() {
        let examples = built_in().unwrap();
        let mut wrong = Vec::new();
        for (languages, least) in LANGUAGES {
            let count = examples
                .iter()
                .filter(|example| languages.contains(&example.language))
                .count();
            if count < least {
                wrong.push(format!("{languages:?}: {count} of {least}"));
            }
        }
        for (list, numbers) in WEAKNESSES {
            for &number in numbers {
                let cwe = CweId::new(number);
                if !examples.iter().any(|example| example.cwes.contains(&cwe)) {
                    wrong.push(format!("{list}: no example avoids {cwe}"));
                }
            }
        }
        let mut counts: BTreeMap<(CweId, Language), usize> = BTreeMap::new();
        for example in &examples {
            let key = (example.cwes[0], example.language);
            *counts.entry(key).or_default() += 1;
        }
        for (numbers, language) in [
            ([22, 78, 79, 89].as_slice(), Language::Python),
            ([125, 190, 416, 476, 787].as_slice(), Language::C),
        ] {
            for &number in numbers {
                let count = counts.get(&(CweId::new(number), language)).copied();
                if count.unwrap_or(0) < 12 {
                    wrong.push(format!("CWE-{number} in {language}: {count:?} of 12"));
                }
            }
        }
        assert!(examples.len() >= 400, "{}", examples.len());
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    #[test]
    fn every_weakness_of_the_corpus_has_a_name() {
        let unnamed: Vec<String> = built_in()
            .unwrap()
            .iter()
            .flat_map(|example| &example.cwes)
            .filter(|cwe| cwe.short_name().is_none())
            .map(ToString::to_string)
            .collect();
        assert!(unnamed.is_empty(), "{unnamed:?}");
    }
}
