//! The secure example that shows each finding put right.

use std::sync::Arc;

use seccoder::method::Method;
use seccoder::retriever::Retriever;
use seccoder::suggestion::suggest;

use super::look::{Outcome, Standing};
use crate::failure::Failure;
use crate::options::EmbedderArgs;
use crate::setup::Context;
use crate::terminal::counting_bar;

/// Adds an example to every finding that counts, where there is one. Says why there are none, where
/// retrieval fails: what was found is no less true for it.
///
/// # Errors
/// When flags are wrong, or the databases are not signed as is required.
pub async fn add(
    context: &Context,
    method: Method,
    embedder: &EmbedderArgs,
    outcome: &mut Outcome,
) -> Result<Option<String>, Failure> {
    let retriever = match retriever(context, method, embedder).await {
        Ok(Some(retriever)) => retriever,
        Ok(None) => return Ok(Some(format!("method {method} has no retriever"))),
        Err(failure) if failure.is_the_users() || context.requires_signatures() => {
            return Err(failure);
        }
        Err(failure) => return Ok(Some(failure.to_string())),
    };
    let bar = counting_bar(&context.terminal, "finding examples");
    bar.set_length(outcome.counts().new as u64);
    for file in &mut outcome.files {
        for of in &mut file.findings {
            if of.standing != Standing::New {
                continue;
            }
            let language = file.target.language;
            let found = suggest(&*retriever, &file.code, language, &of.finding).await;
            match found {
                Ok(hit) => of.example = hit,
                Err(error) => {
                    bar.finish_and_clear();
                    return Ok(Some(error.to_string()));
                }
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    Ok(None)
}

async fn retriever(
    context: &Context,
    method: Method,
    embedder: &EmbedderArgs,
) -> Result<Option<Arc<dyn Retriever>>, Failure> {
    let opened = context.opened().await?;
    context.retriever_of(&opened, method, embedder).await
}
