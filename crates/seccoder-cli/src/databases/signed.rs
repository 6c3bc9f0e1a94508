//! Whether the vectors of a signed database are those that were signed.

use seccoder::embedder::{EmbedError, Embedder};
use seccoder::retriever::RetrieveError;
use seccoder_db::store::Store;
use seccoder_db::trust::Verified;
use seccoder_db::vectors::{StoredIndex, View};

use crate::failure::{Failure, Kind};

/// Vectors that are made now would not be signed, and make the database differ.
pub(super) async fn check_has_vectors(
    store: &dyn Store,
    signed: &Verified,
    embedder: &dyn Embedder,
    view: View,
) -> Result<(), Failure> {
    let fingerprint = embedder.fingerprint().await.map_err(embedding)?;
    let held = signed.manifest.vector_set(&fingerprint, view.name());
    let missing = store.without_vector(&fingerprint, view.name()).await?;
    if held.is_some() && missing.is_empty() {
        return Ok(());
    }
    Err(Failure::new(
        Kind::Database,
        format!(
            "{} is signed without vectors of the embedder {} (view {})",
            store.place(),
            embedder.name(),
            view.name()
        ),
    )
    .hint("its owner runs `seccoder db build` with this embedder, then `seccoder db sign`"))
}

/// The packed copy lies beside the database, where the signature does not reach.
pub(super) async fn check_copy(
    store: &dyn Store,
    signed: &Verified,
    embedder: &dyn Embedder,
    view: View,
    index: &StoredIndex,
) -> Result<(), Failure> {
    let Some(rows) = index.copied_rows() else {
        return Ok(());
    };
    let fingerprint = embedder.fingerprint().await.map_err(embedding)?;
    let differences = signed.check_vectors(&fingerprint, view.name(), rows);
    let Some(first) = differences.first() else {
        return Ok(());
    };
    Err(Failure::new(
        Kind::Database,
        format!(
            "the packed vectors beside {} are not those that were signed: {first}",
            store.place()
        ),
    )
    .hint("delete the folder `….vectors` beside the database; it is made anew"))
}

fn embedding(error: EmbedError) -> Failure {
    Failure::from(RetrieveError::Embed(error))
}
