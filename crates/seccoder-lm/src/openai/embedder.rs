//! An embedder behind an endpoint.

use std::sync::Arc;

use futures::future::BoxFuture;
use seccoder::embedder::{EmbedError, EmbedRole, Embedder, normalized};
use seccoder::model::ModelError;
use serde::Serialize;

use super::client::Client;
use super::config::{ConfigError, OpenAiConfig};
use super::failure::Site;
use super::runtime;
use super::wire::{Embedding, Embeddings};

/// How texts are sent to an embedder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbedderOptions {
    /// The most texts in one request, at least 1.
    pub batch: usize,
    /// Length of the vectors, for models that offer several; `None` leaves it to the model.
    pub dimensions: Option<usize>,
    /// The most bytes of a text that are sent: the end of a query, the beginning of a
    /// document. `None` sends all and leaves texts that are too long to the endpoint.
    pub max_bytes: Option<usize>,
}

impl Default for EmbedderOptions {
    fn default() -> Self {
        Self {
            batch: 64,
            dimensions: None,
            max_bytes: None,
        }
    }
}

/// An embedder behind an endpoint that speaks the OpenAI protocol.
#[derive(Debug, Clone)]
pub struct OpenAiEmbedder {
    client: Arc<Client>,
    options: EmbedderOptions,
    name: String,
}

/// The body of `/v1/embeddings`.
#[derive(Debug, Serialize)]
struct Body<'a> {
    model: &'a str,
    input: Vec<&'a str>,
    encoding_format: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dimensions: Option<usize>,
}

impl OpenAiEmbedder {
    /// Sets the embedder up. Nothing is sent before the first request.
    ///
    /// # Errors
    /// When the HTTP client cannot be set up.
    pub fn new(config: OpenAiConfig, options: EmbedderOptions) -> Result<Self, ConfigError> {
        let name = config
            .model
            .clone()
            .unwrap_or_else(|| config.base_url.to_string());
        Ok(Self {
            client: Client::new(config)?,
            options,
            name,
        })
    }

    async fn embed_all(
        &self,
        role: EmbedRole,
        texts: &[String],
    ) -> Result<Vec<Vec<f32>>, ModelError> {
        let mut vectors: Vec<Vec<f32>> = Vec::with_capacity(texts.len());
        for batch in texts.chunks(self.options.batch.max(1)) {
            let length = vectors.first().map(Vec::len).or(self.options.dimensions);
            vectors.extend(self.embed_batch(role, batch, length).await?);
        }
        Ok(vectors)
    }

    /// Embeds the texts of one request. `length`: what the vectors must have, where known.
    async fn embed_batch(
        &self,
        role: EmbedRole,
        texts: &[String],
        length: Option<usize>,
    ) -> Result<Vec<Vec<f32>>, ModelError> {
        let most = self.options.max_bytes.unwrap_or(usize::MAX);
        let body = Body {
            model: self.client.model().await?,
            input: texts
                .iter()
                .map(|text| shortened(text, role, most))
                .collect(),
            encoding_format: "float",
            dimensions: self.options.dimensions,
        };
        let answer = self.client.post("/embeddings", &body).await?;
        let site = answer.site().clone();
        let answer: Embeddings = answer.json().await?;
        unit_vectors(in_order(answer.data, texts.len(), &site)?, length, &site)
    }

    fn failed(&self, error: &ModelError) -> EmbedError {
        EmbedError::Failed {
            name: self.name.clone(),
            reason: error.to_string(),
        }
    }
}

impl Embedder for OpenAiEmbedder {
    fn name(&self) -> &str {
        &self.name
    }

    fn fingerprint(&self) -> BoxFuture<'_, Result<String, EmbedError>> {
        runtime::future_on(self.client.runtime(), async move {
            let model = self
                .client
                .model()
                .await
                .map_err(|error| self.failed(&error))?;
            let place = self.client.config().base_url.host_path();
            let dimensions = match self.options.dimensions {
                Some(dimensions) => dimensions.to_string(),
                None => "default".to_owned(),
            };
            Ok(format!("openai:{place}#{model}@{dimensions}"))
        })
    }

    fn sees_private(&self) -> bool {
        self.client.config().sees_private()
    }

    fn embed<'a>(
        &'a self,
        role: EmbedRole,
        texts: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<Vec<f32>>, EmbedError>> {
        runtime::future_on(self.client.runtime(), async move {
            self.embed_all(role, texts)
                .await
                .map_err(|error| self.failed(&error))
        })
    }
}

/// The part of a text that is sent.
fn shortened(text: &str, role: EmbedRole, most: usize) -> &str {
    match role {
        EmbedRole::Document => &text[..text.floor_char_boundary(most)],
        EmbedRole::Query => &text[text.ceil_char_boundary(text.len().saturating_sub(most))..],
    }
}

/// The vectors in the order of the texts.
fn in_order(
    data: Vec<Embedding>,
    texts: usize,
    site: &Site,
) -> Result<Vec<Vec<Option<f32>>>, ModelError> {
    if data.len() != texts {
        return Err(site.bad(&format!(
            "it holds {} vectors for {texts} texts",
            data.len()
        )));
    }
    let mut slots = vec![None; texts];
    for (position, item) in data.into_iter().enumerate() {
        let index = item.index.unwrap_or(position);
        match slots.get_mut(index) {
            Some(slot @ None) => *slot = Some(item.embedding),
            Some(Some(_)) => return Err(site.bad(&format!("it holds vector {index} twice"))),
            None => return Err(site.bad(&format!("it holds a vector {index} of {texts}"))),
        }
    }
    // Every slot is filled: as many vectors as slots, none twice.
    Ok(slots.into_iter().flatten().collect())
}

/// Checks the vectors and scales them to length 1.
fn unit_vectors(
    raw: Vec<Vec<Option<f32>>>,
    length: Option<usize>,
    site: &Site,
) -> Result<Vec<Vec<f32>>, ModelError> {
    let expected = length.or_else(|| raw.first().map(Vec::len)).unwrap_or(0);
    let unit = |(index, vector): (usize, Vec<Option<f32>>)| {
        if vector.len() != expected {
            let found = vector.len();
            let text = format!("vector {index} has {found} components instead of {expected}");
            return Err(site.bad(&text));
        }
        let vector: Option<Vec<f32>> = vector.into_iter().collect();
        vector.and_then(normalized).ok_or_else(|| {
            site.bad(&format!(
                "vector {index} is zero or has no number somewhere"
            ))
        })
    };
    raw.into_iter().enumerate().map(unit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_keep_the_end_of_a_query_and_the_beginning_of_a_document() {
        assert_eq!(shortened("aöb", EmbedRole::Query, 2), "b");
        assert_eq!(shortened("aöb", EmbedRole::Document, 2), "a");
        assert_eq!(shortened("aöb", EmbedRole::Query, 3), "öb");
        assert_eq!(shortened("aöb", EmbedRole::Document, usize::MAX), "aöb");
    }
}
