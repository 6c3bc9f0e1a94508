//! JSON lines of any shape, by a mapping that says which field is what.
//!
//! `secure=fix.after,vulnerable=fix.before,language==python,cwe=cwe_id` reads objects like
//! `{"fix": {"before": "…", "after": "…"}, "cwe_id": "CWE-79"}`. Left of the first `=` stands what
//! is wanted; right of it a field, with dots for fields of fields and numbers for elements of
//! arrays, or, after a second `=`, the value itself.
//!
//! | wanted | is |
//! |---|---|
//! | `secure` | the secure code; the only one that must be there |
//! | `vulnerable` | the version before |
//! | `language` | by a name or extension that SecCoder knows; else the extension of `path` tells |
//! | `cwe` | text, number, or an array of these |
//! | `title` | else the name of the function |
//! | `guideline`, `licence`, `path` | text |
//! | `repository`, `commit` | text; the address of a commit's page gives both |

use std::path::Path;
use std::str::FromStr;

use seccoder::cwe::CweId;
use seccoder::example::Provenance;
use seccoder::language::Language;
use serde_json::Value;

use super::commit_link;
use super::draft::{Draft, bad, cwes_in};
use super::lines::{Line, Lines, TOO_LONG, json_reason};
use super::{Item, Source, SourceError};

/// What can be asked of a record.
const WANTED: [&str; 10] = [
    "secure",
    "vulnerable",
    "language",
    "cwe",
    "title",
    "guideline",
    "licence",
    "repository",
    "commit",
    "path",
];

/// Which field is what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    secure: Option<Origin>,
    vulnerable: Option<Origin>,
    language: Option<Origin>,
    cwe: Option<Origin>,
    title: Option<Origin>,
    guideline: Option<Origin>,
    licence: Option<Origin>,
    repository: Option<Origin>,
    commit: Option<Origin>,
    path: Option<Origin>,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Origin {
    Field(String),
    Constant(String),
}

/// The text is no mapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("field mapping: {0}; for example secure=after,vulnerable=before,language==python,cwe=cwe")]
pub struct InvalidMapping(String);

impl FromStr for Mapping {
    type Err = InvalidMapping;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut mapping = Self::default();
        for part in text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let (wanted, from) = part
                .split_once('=')
                .ok_or_else(|| InvalidMapping(format!("`{part}` has no `=`")))?;
            let origin = from.strip_prefix('=').map_or_else(
                || Origin::Field(from.trim().to_owned()),
                |value| Origin::Constant(value.trim().to_owned()),
            );
            if matches!(&origin, Origin::Field(name) | Origin::Constant(name) if name.is_empty()) {
                return Err(InvalidMapping(format!("`{part}` names no field")));
            }
            let slot = mapping.slot(wanted.trim()).ok_or_else(|| {
                let known = WANTED.join(", ");
                InvalidMapping(format!("`{wanted}` is not known; known: {known}"))
            })?;
            if slot.replace(origin).is_some() {
                return Err(InvalidMapping(format!("`{wanted}` is there twice")));
            }
        }
        if mapping.secure.is_none() {
            return Err(InvalidMapping("`secure` is missing".to_owned()));
        }
        if mapping.language.is_none() && mapping.path.is_none() {
            return Err(InvalidMapping(
                "neither `language` nor `path` is there".to_owned(),
            ));
        }
        if let Some(Origin::Constant(name)) = &mapping.language {
            name.parse::<Language>()
                .map_err(|error| InvalidMapping(error.to_string()))?;
        }
        Ok(mapping)
    }
}

impl Mapping {
    fn slot(&mut self, wanted: &str) -> Option<&mut Option<Origin>> {
        Some(match wanted {
            "secure" => &mut self.secure,
            "vulnerable" => &mut self.vulnerable,
            "language" => &mut self.language,
            "cwe" => &mut self.cwe,
            "title" => &mut self.title,
            "guideline" => &mut self.guideline,
            "licence" => &mut self.licence,
            "repository" => &mut self.repository,
            "commit" => &mut self.commit,
            "path" => &mut self.path,
            _ => return None,
        })
    }

    /// The candidate of an object; an error says what is wrong with it.
    fn draft(&self, record: &Value, source: &str) -> Result<Draft, String> {
        if !record.is_object() {
            return Err("it is no JSON object".to_owned());
        }
        let secure = text(self.secure.as_ref(), record)?
            .ok_or_else(|| "it has no secure code".to_owned())?;
        let path = text(self.path.as_ref(), record)?;
        let language = text(self.language.as_ref(), record)?;
        let (mut repository, mut commit) = (None, None);
        if let Some(named) = text(self.commit.as_ref(), record)? {
            (repository, commit) = commit_link::split(&named);
        }
        if let Some(named) = text(self.repository.as_ref(), record)? {
            // A name that is no address is kept as it is: it still says where the code is from.
            repository = Some(commit_link::repository(&named).unwrap_or(named));
        }
        Ok(Draft {
            language: match &language {
                Some(name) => name.parse().ok(),
                None => path.as_deref().map(Path::new).and_then(Language::from_path),
            },
            secure,
            vulnerable: text(self.vulnerable.as_ref(), record)?,
            name: text(self.title.as_ref(), record)?.unwrap_or_default(),
            cwes: weaknesses(self.cwe.as_ref(), record)?,
            guideline: text(self.guideline.as_ref(), record)?,
            provenance: Provenance {
                source: source.to_owned(),
                repository,
                commit,
                path,
                licence: text(self.licence.as_ref(), record)?,
            },
        })
    }
}

/// The value at a path; a field whose name has dots in it comes before fields of fields.
fn at<'a>(record: &'a Value, path: &str) -> Option<&'a Value> {
    match record {
        Value::Object(fields) => fields.get(path).or_else(|| {
            let (first, rest) = path.split_once('.')?;
            at(fields.get(first)?, rest)
        }),
        Value::Array(elements) => {
            let (first, rest) = path.split_once('.').unwrap_or((path, ""));
            let element = elements.get(first.parse::<usize>().ok()?)?;
            if rest.is_empty() {
                Some(element)
            } else {
                at(element, rest)
            }
        }
        _ => None,
    }
}

/// A text or number; `None` when it is missing or null.
fn text(origin: Option<&Origin>, record: &Value) -> Result<Option<String>, String> {
    let path = match origin {
        None => return Ok(None),
        Some(Origin::Constant(value)) => return Ok(Some(value.clone())),
        Some(Origin::Field(path)) => path,
    };
    match at(record, path) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(_) => Err(format!("`{path}` is no text")),
    }
}

fn weaknesses(origin: Option<&Origin>, record: &Value) -> Result<Vec<CweId>, String> {
    if let Some(Origin::Field(path)) = origin
        && let Some(Value::Array(elements)) = at(record, path)
    {
        let mut found: Vec<CweId> = Vec::new();
        for element in elements {
            let each = match element {
                Value::String(text) => cwes_in(text),
                Value::Number(number) => cwes_in(&number.to_string()),
                _ => return Err(format!("`{path}` holds what is no text")),
            };
            for cwe in each {
                if !found.contains(&cwe) {
                    found.push(cwe);
                }
            }
        }
        return Ok(found);
    }
    Ok(text(origin, record)?
        .as_deref()
        .map(cwes_in)
        .unwrap_or_default())
}

/// The records of a file.
pub struct Jsonl {
    lines: Lines,
    mapping: Mapping,
    name: String,
}

impl Jsonl {
    /// Reads a file of JSON objects, one a line; `name` is what provenance calls it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(file: &Path, name: &str, mapping: Mapping) -> Result<Self, SourceError> {
        Ok(Self::new(Lines::open(file)?, name, mapping))
    }

    fn new(lines: Lines, name: &str, mapping: Mapping) -> Self {
        Self {
            lines,
            mapping,
            name: name.to_owned(),
        }
    }

    fn item(&self, line: &Line) -> Item {
        let place = self.lines.place_of(line.number);
        let Some(text) = &line.text else {
            return bad(place, TOO_LONG);
        };
        let record = serde_json::from_slice(text).map_err(|error| json_reason(&error));
        match record.and_then(|record: Value| self.mapping.draft(&record, &self.name)) {
            Ok(draft) => draft.item(place),
            Err(reason) => bad(place, reason),
        }
    }
}

impl Source for Jsonl {
    fn name(&self) -> &str {
        &self.name
    }

    fn next(&mut self) -> Result<Option<Item>, SourceError> {
        let line = self.lines.next()?;
        Ok(line.map(|line| self.item(&line)))
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
mod tests;
