//! Examples as rows, and filters as conditions.

use std::borrow::Cow;

use seccoder::example::{ExampleFilter, ExampleId, SecureExample};
use tokio_postgres::Row;
use tokio_postgres::types::{Json, ToSql};

use super::errors::Fault;
use crate::store::{Action, AuditEntry, Timestamp};

/// A value of a statement.
pub(super) type Value = Box<dyn ToSql + Sync + Send>;

/// Values as the driver takes them.
pub(super) fn values(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| &**value as _).collect()
}

/// The id in a column.
pub(super) fn id(row: &Row, column: usize) -> Result<ExampleId, Fault> {
    let bytes: &[u8] = row.try_get(column)?;
    let bytes = bytes.try_into();
    bytes
        .map(ExampleId::from_bytes)
        .map_err(|_| Fault::Other("an id in it does not have 32 bytes".to_owned()))
}

/// The ids in the first column.
pub(super) fn ids(rows: &[Row]) -> Result<Vec<ExampleId>, Fault> {
    rows.iter().map(|row| id(row, 0)).collect()
}

/// Ids as a statement's value.
pub(super) fn bytes(ids: &[ExampleId]) -> Vec<&[u8]> {
    ids.iter().map(|id| id.as_bytes().as_slice()).collect()
}

/// The example in the columns `id` and `content`.
pub(super) fn read(row: &Row) -> Result<SecureExample, Fault> {
    let Json(example): Json<SecureExample> = row.try_get(1)?;
    Ok(SecureExample {
        // The key of the row: an example that was written over another's shows as damaged.
        id: id(row, 0)?,
        ..example
    })
}

/// A line of the audit log.
pub(super) fn entry(row: &Row) -> Result<AuditEntry, Fault> {
    let action: String = row.try_get(3)?;
    let known = Action::ALL.into_iter().find(|one| one.name() == action);
    Ok(AuditEntry {
        number: row.try_get::<_, i64>(0)?.unsigned_abs(),
        at: Timestamp(row.try_get(1)?),
        by: row.try_get(2)?,
        action: known.ok_or_else(|| Fault::Other(format!("unknown action `{action}`")))?,
        detail: row.try_get(4)?,
        hash: row.try_get(5)?,
    })
}

/// A text that filters look at, as the server can hold it.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    match text.contains('\0') {
        true => Cow::Owned(text.replace('\0', "\u{fffd}")),
        false => Cow::Borrowed(text),
    }
}

/// A filter as a condition on the table `example`, with its values; the first is `$first`.
pub(super) fn condition(filter: &ExampleFilter, first: usize) -> (String, Vec<Value>) {
    let ExampleFilter {
        language,
        cwe,
        without_cwes,
        source,
        label,
        licences,
    } = filter;
    let mut terms = vec!["TRUE".to_owned()];
    let mut values: Vec<Value> = Vec::new();
    let mut add = |before: &str, value: Value, after: &str| {
        terms.push(format!("{before} ${}{after}", first + values.len()));
        values.push(value);
    };
    if let Some(language) = language {
        add("language =", Box::new(language.name()), "");
    }
    if let Some(cwe) = cwe {
        add("cwes @>", Box::new(vec![i64::from(cwe.number())]), "");
    }
    if !without_cwes.is_empty() {
        let numbers = without_cwes.iter().map(|cwe| i64::from(cwe.number()));
        add("NOT (cwes &&", Box::new(numbers.collect::<Vec<i64>>()), ")");
    }
    if let Some(source) = source {
        add("source =", Box::new(text(source).into_owned()), "");
    }
    if let Some(label) = label {
        add("labels @>", Box::new(vec![text(label).into_owned()]), "");
    }
    if let Some(licences) = licences {
        let licences = licences.iter().map(|licence| text(licence).into_owned());
        add(
            "licence = ANY (",
            Box::new(licences.collect::<Vec<String>>()),
            ")",
        );
    }
    (terms.join(" AND "), values)
}
