//! The database that an experiment retrieves from: the usual one, or SVEN's pairs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use seccoder::example::ExampleFilter;
use seccoder::retriever::Retriever;
use seccoder_db::import::sven;
use seccoder_db::store::Contents;
use seccoder_db::store::Store;
use seccoder_db::store::sqlite::SqliteStore;
use seccoder_eval::hash;

use crate::databases::Wanted;
use crate::failure::{Failure, Kind};
use crate::options::EmbedderArgs;
use crate::setup::Context;

/// Flags about the database.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Database")]
pub struct DatabaseArgs {
    /// Retrieve from SVEN's pairs in this folder (data_train_val/train) instead of the database
    #[arg(long, value_name = "DIR")]
    pub database: Option<PathBuf>,
    /// Retrieve from this database file; for commands that make databases to compare.
    #[arg(skip)]
    pub file: Option<PathBuf>,
}

/// An open database.
pub struct Database {
    /// The store.
    pub store: Arc<dyn Store>,
    /// Whether it is the experiment's own, and not what flags and settings name.
    own: bool,
    /// SHA-256 over its examples' ids, which are hashes of their code.
    pub hash: String,
}

impl DatabaseArgs {
    /// Opens it; SVEN's pairs get a file of their own in the data folder, so that they
    /// are embedded once.
    pub async fn open(&self, context: &Context) -> Result<Database, Failure> {
        let store: Arc<dyn Store> = match (&self.database, &self.file) {
            (Some(folder), _) => Arc::new(sven_store(context, folder)?),
            (None, Some(file)) => Arc::new(SqliteStore::open_with(file, &Contents::as_it_is())?),
            (None, None) => context.store()?,
        };
        let examples = store.list(&ExampleFilter::default()).await?;
        let ids: Vec<String> = examples.iter().map(|e| e.id.to_string()).collect();
        Ok(Database {
            store,
            own: self.database.is_some() || self.file.is_some(),
            hash: hash::of(ids.join("\n")),
        })
    }
}

impl Database {
    /// The retriever that is wanted, over this database.
    pub async fn retriever(
        &self,
        context: &Context,
        wanted: impl Into<Wanted>,
        embedder: &EmbedderArgs,
    ) -> Result<Option<Arc<dyn Retriever>>, Failure> {
        if self.own {
            let store = Arc::clone(&self.store);
            context.retriever_over(store, wanted, embedder).await
        } else {
            context.retriever(wanted, embedder).await
        }
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
