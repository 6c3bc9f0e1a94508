//! SVEN's training and validation data: pairs of a function before and after a security fix.
//!
//! A folder of `cwe-<number>.jsonl`; the function after the fix is the secure example, the one
//! before it its vulnerable version. This is the paper's demonstration data (section 4.1.1).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use seccoder::cwe::CweId;
use seccoder::example::{ExampleId, Provenance, SecureExample, Visibility, canonical_code};
use seccoder::language::Language;

/// The data cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct ImportError {
    /// File, and line where there is one.
    pub place: String,
    /// What is wrong.
    pub reason: String,
}

#[derive(Deserialize)]
struct Pair {
    func_name: String,
    func_src_before: String,
    func_src_after: String,
    commit_link: String,
    file_name: String,
    vul_type: CweId,
}

/// The examples of a folder, ordered by id. Pairs whose secure halves are the same code
/// become one example with the weaknesses of all of them, so there may be fewer examples
/// than pairs; the second value counts the pairs.
///
/// # Errors
/// When a file cannot be read or a line is not such a pair.
pub fn read_folder(folder: &Path) -> Result<(Vec<SecureExample>, usize), ImportError> {
    let wrong = |place: String, reason: String| ImportError { place, reason };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(|error| wrong(folder.display().to_string(), error.to_string()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "jsonl")
        })
        .collect();
    files.sort();
    let mut examples: BTreeMap<ExampleId, SecureExample> = BTreeMap::new();
    let mut pairs = 0;
    for file in &files {
        let text = std::fs::read_to_string(file)
            .map_err(|error| wrong(file.display().to_string(), error.to_string()))?;
        for (number, line) in text.lines().enumerate() {
            let place = || format!("{}, line {}", file.display(), number + 1);
            let pair: Pair =
                serde_json::from_str(line).map_err(|error| wrong(place(), error.to_string()))?;
            let example = example(pair).map_err(|reason| wrong(place(), reason))?;
            pairs += 1;
            examples
                .entry(example.id)
                .and_modify(|known| {
                    for cwe in &example.cwes {
                        if !known.cwes.contains(cwe) {
                            known.cwes.push(*cwe);
                        }
                    }
                })
                .or_insert(example);
        }
    }
    if pairs == 0 {
        return Err(wrong(
            folder.display().to_string(),
            "no pairs here; SVEN keeps them in data_train_val/train/cwe-<number>.jsonl".to_owned(),
        ));
    }
    Ok((examples.into_values().collect(), pairs))
}

fn example(pair: Pair) -> Result<SecureExample, String> {
    let language = Language::from_path(Path::new(&pair.file_name))
        .ok_or_else(|| format!("unknown language of {}", pair.file_name))?;
    let code = canonical_code(&pair.func_src_after);
    Ok(SecureExample {
        id: ExampleId::of(language, &code),
        title: pair.func_name,
        code,
        language,
        cwes: vec![pair.vul_type],
        vulnerable: Some(canonical_code(&pair.func_src_before)),
        guideline: None,
        apis: Vec::new(),
        applies: Vec::new(),
        visibility: Visibility::Public,
        provenance: Provenance {
            source: "sven".to_owned(),
            path: Some(format!("{}#{}", pair.commit_link, pair.file_name)),
            licence: None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, after: &str, cwe: &str) -> String {
        format!(
            "{{\"func_name\": \"{name}\", \"func_src_before\": \"int f(){{}}\", \
             \"func_src_after\": \"{after}\", \"commit_link\": \"host/a/b/commit/c\", \
             \"file_name\": \"src/a.c\", \"vul_type\": \"{cwe}\", \"line_changes\": {{}}}}\n"
        )
    }

    #[test]
    fn pairs_become_examples_and_the_same_code_one() {
        let folder = tempfile::tempdir().unwrap();
        let text = line("f", "int f(){return 1;}", "cwe-125") + &line("g", "int g();", "cwe-125");
        std::fs::write(folder.path().join("cwe-125.jsonl"), text).unwrap();
        let again = line("f", "int f(){return 1;}", "cwe-787");
        std::fs::write(folder.path().join("cwe-787.jsonl"), again).unwrap();
        let (examples, pairs) = read_folder(folder.path()).unwrap();
        assert_eq!((examples.len(), pairs), (2, 3));
        let both = examples.iter().find(|e| e.title == "f").unwrap();
        assert_eq!(both.cwes, [CweId::new(125), CweId::new(787)]);
        assert_eq!(both.language, Language::C);
    }

    #[test]
    fn damage_names_file_and_line() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read_folder(folder.path()).is_err());
        let text = line("f", "int f();", "cwe-125") + "{\"func_name\": 1}\n";
        std::fs::write(folder.path().join("a.jsonl"), text).unwrap();
        let error = read_folder(folder.path()).unwrap_err();
        assert!(error.place.ends_with("a.jsonl, line 2"), "{error}");
    }
}
