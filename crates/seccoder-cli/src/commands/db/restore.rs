//! `seccoder db import seccoder FILE --as-it-was`: an export comes back as it was.
//!
//! An export holds who admitted each example, when, and what each check said. An import checks
//! anew and writes down its own admission, because a file from elsewhere proves nothing. Whoever
//! moves their own database wants that record kept, and an export of the copy to be the same file.

use std::path::Path;

use seccoder::response::SCHEMA_VERSION;
use seccoder_db::import::export::{Entry, Export};
use seccoder_db::store::{Action, Admitted, Batch, Store, Timestamp, Written};
use serde::Serialize;

use super::super::print_json;
use super::import::{Format, Origin};
use crate::cli::Global;
use crate::failure::Failure;
use crate::setup::Context;
use crate::terminal::printable;

/// Examples that are written together.
const GROUP: usize = 256;

#[derive(Default, Serialize)]
struct Restored {
    schema_version: u32,
    read: usize,
    added: usize,
    changed: usize,
    same: usize,
    malformed: usize,
    bad: Vec<String>,
}

/// Brings back an export.
pub async fn run(
    global: &Global,
    context: &Context,
    origin: &Origin<'_>,
    by: &str,
) -> Result<(), Failure> {
    if origin.format != Format::Seccoder {
        return Err(Failure::usage(
            "--as-it-was is for what `seccoder db export` wrote",
        ));
    }
    let mut export = Export::open(Path::new(origin.path))?;
    let store = context.store()?;
    let mut restored = Restored {
        schema_version: SCHEMA_VERSION,
        ..Restored::default()
    };
    let mut group = Vec::new();
    loop {
        tokio::task::yield_now().await;
        let next = export.next_entry();
        let end = !matches!(next, Ok(Some(_)));
        if let Ok(Some(entry)) = &next {
            restored.read += 1;
            match entry {
                Ok((entry, _)) => group.push(entry.clone()),
                Err(bad) => {
                    restored.malformed += 1;
                    restored.bad.push(bad.to_string());
                }
            }
        }
        if !group.is_empty() && (end || group.len() == GROUP) {
            let written = write(&*store, std::mem::take(&mut group), by).await?;
            restored.added += written.added;
            restored.changed += written.changed;
            restored.same += written.same;
        }
        next?;
        if end {
            break;
        }
    }
    if global.json {
        return print_json(&restored);
    }
    for bad in &restored.bad {
        say!("{}", printable(bad));
    }
    say!(
        "{} read: {} added, {} changed, {} there just so, {} malformed",
        restored.read,
        restored.added,
        restored.changed,
        restored.same,
        restored.malformed
    );
    Ok(())
}

async fn write(store: &dyn Store, group: Vec<Entry>, by: &str) -> Result<Written, Failure> {
    let mut batch = Batch {
        action: Action::Import,
        by: by.to_owned(),
        at: Timestamp::now(),
        ..Batch::default()
    };
    for Entry { example, admission } in group {
        batch
            .admissions
            .extend(admission.map(|admission| (example.id, admission)));
        batch.admit.push(Admitted {
            example,
            checks: Vec::new(),
        });
    }
    Ok(store.write(&batch).await?)
}
