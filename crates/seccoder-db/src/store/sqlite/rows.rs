//! Examples as rows, and filters as conditions.

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, Transaction};
use seccoder::example::{ExampleFilter, ExampleId, SecureExample, Visibility};

use crate::vectors::CODE_VIEW;

/// The columns that [`read`] expects.
pub(super) const COLUMNS: &str = "id, language, title, code, vulnerable, guideline, cwes, apis, \
                                  applies, visibility, provenance, labels";

/// How an example met the one that was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    New,
    Changed,
    Same,
}

/// Adds an example, or replaces the metadata of the one with its id. Vectors of what is said of
/// it go then; those of its code, which is the same, stay.
pub(super) fn upsert(
    transaction: &Transaction<'_>,
    example: &SecureExample,
) -> rusqlite::Result<Met> {
    let there = transaction
        .prepare_cached(&format!("SELECT {COLUMNS} FROM example WHERE id = ?1"))?
        .query_row([example.id.as_bytes()], read)
        .optional()?;
    let met = match there {
        None => Met::New,
        Some(there) if there == *example => return Ok(Met::Same),
        Some(_) => Met::Changed,
    };
    let visibility = match example.visibility {
        Visibility::Public => "public",
        Visibility::Private => "private",
    };
    // An upsert, not a replacement: replacing would delete the example's vectors with it.
    transaction
        .prepare_cached(
            "INSERT INTO example (id, language, title, code, vulnerable, guideline, cwes, apis, \
             applies, visibility, source, provenance, labels, licence) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) \
             ON CONFLICT (id) DO UPDATE SET title = excluded.title, \
             vulnerable = excluded.vulnerable, guideline = excluded.guideline, \
             cwes = excluded.cwes, apis = excluded.apis, applies = excluded.applies, \
             visibility = excluded.visibility, source = excluded.source, \
             provenance = excluded.provenance, labels = excluded.labels, \
             licence = excluded.licence",
        )?
        .execute((
            example.id.as_bytes(),
            example.language.name(),
            &example.title,
            &example.code,
            &example.vulnerable,
            &example.guideline,
            json(&example.cwes)?,
            json(&example.apis)?,
            json(&example.applies)?,
            visibility,
            &example.provenance.source,
            json(&example.provenance)?,
            json(&example.labels)?,
            &example.provenance.licence,
        ))?;
    transaction
        .prepare_cached("DELETE FROM example_cwe WHERE example_id = ?1")?
        .execute([example.id.as_bytes()])?;
    if met == Met::Changed {
        transaction
            .prepare_cached("DELETE FROM vector WHERE example_id = ?1 AND view <> ?2")?
            .execute((example.id.as_bytes(), CODE_VIEW))?;
    }
    for cwe in &example.cwes {
        transaction
            .prepare_cached("INSERT OR IGNORE INTO example_cwe VALUES (?1, ?2)")?
            .execute((cwe.number(), example.id.as_bytes()))?;
    }
    Ok(met)
}

pub(super) fn json(value: &impl serde::Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

/// JSON in a column.
pub(super) fn parsed<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| conversion(column, error.into()))
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<SecureExample> {
    let language: String = row.get(1)?;
    let visibility: String = row.get(9)?;
    Ok(SecureExample {
        id: ExampleId::from_bytes(row.get(0)?),
        language: language
            .parse()
            .map_err(|error: seccoder::language::UnknownLanguage| conversion(1, error.into()))?,
        title: row.get(2)?,
        code: row.get(3)?,
        vulnerable: row.get(4)?,
        guideline: row.get(5)?,
        cwes: parsed(row, 6)?,
        apis: parsed(row, 7)?,
        applies: parsed(row, 8)?,
        labels: parsed(row, 11)?,
        // Whatever is not clearly public is treated as private.
        visibility: if visibility == "public" {
            Visibility::Public
        } else {
            Visibility::Private
        },
        provenance: parsed(row, 10)?,
    })
}

pub(super) fn conversion(
    column: usize,
    error: Box<dyn std::error::Error + Send + Sync>,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error)
}

/// A filter as a condition on the table `example`, with its values.
pub(super) fn condition(filter: &ExampleFilter) -> (String, Vec<Value>) {
    let ExampleFilter {
        language,
        cwe,
        without_cwes,
        source,
        label,
        licences,
    } = filter;
    let mut terms = vec!["TRUE".to_owned()];
    let mut values = Vec::new();
    let mut add = |term: &str, value: Value| {
        terms.push(term.to_owned());
        values.push(value);
    };
    if let Some(language) = language {
        add("language = ?", language.name().to_owned().into());
    }
    let with_cwe = "id IN (SELECT example_id FROM example_cwe WHERE cwe = ?)";
    if let Some(cwe) = cwe {
        add(with_cwe, cwe.number().into());
    }
    for cwe in without_cwes {
        add(&format!("NOT {with_cwe}"), cwe.number().into());
    }
    if let Some(source) = source {
        add("source = ?", source.clone().into());
    }
    if let Some(label) = label {
        let has = "EXISTS (SELECT 1 FROM json_each(labels) WHERE value = ?)";
        add(has, label.clone().into());
    }
    if let Some(licences) = licences {
        let list = serde_json::Value::from(licences.clone()).to_string();
        add("licence IN (SELECT value FROM json_each(?))", list.into());
    }
    (terms.join(" AND "), values)
}
