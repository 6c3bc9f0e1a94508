//! The database that an experiment retrieves from: the usual one, or SVEN's pairs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use seccoder::example::ExampleFilter;
use seccoder_db::import::sven;
use seccoder_db::sqlite::{Contents, SqliteStore};
use seccoder_eval::hash;

use crate::failure::{Failure, Kind};
use crate::setup::Context;

/// Flags about the database.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Database")]
pub struct DatabaseArgs {
    /// Retrieve from SVEN's pairs in this folder (data_train_val/train) instead of the database
    #[arg(long, value_name = "DIR")]
    pub database: Option<PathBuf>,
}

/// An open database.
pub struct Database {
    /// The store.
    pub store: Arc<SqliteStore>,
    /// SHA-256 over its examples' ids, which are hashes of their code.
    pub hash: String,
}

impl DatabaseArgs {
    /// Opens it; SVEN's pairs get a file of their own in the data folder, so that they
    /// are embedded once.
    pub fn open(&self, context: &Context) -> Result<Database, Failure> {
        let store = match &self.database {
            None => context.store()?,
            Some(folder) => Arc::new(sven_store(context, folder)?),
        };
        let examples = store.examples(&ExampleFilter::default())?;
        let ids: Vec<String> = examples.iter().map(|e| e.id.to_string()).collect();
        Ok(Database {
            store,
            hash: hash::of(ids.join("\n")),
        })
    }
}

fn sven_store(context: &Context, folder: &Path) -> Result<SqliteStore, Failure> {
    let (examples, pairs) =
        sven::read_folder(folder).map_err(|error| Failure::new(Kind::Usage, error.to_string()))?;
    let ids: Vec<String> = examples.iter().map(|e| e.id.to_string()).collect();
    let hash = hash::of(ids.join("\n"));
    if examples.len() < pairs {
        context.terminal.note(&format!(
            "{pairs} pairs in {}, {} different secure functions",
            folder.display(),
            examples.len()
        ));
    }
    let file = context.home.data.join(format!("sven-{}.db", &hash[..16]));
    let contents = Contents {
        source: "sven",
        hash,
        examples: &|| Ok(examples.clone()),
    };
    Ok(SqliteStore::open_with(&file, &contents)?)
}
