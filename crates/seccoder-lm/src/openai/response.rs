//! An answer whose head has arrived: its body, bounded in size and in time.

use std::time::Duration;

use async_stream::try_stream;
use bytes::Bytes;
use futures::{Stream, StreamExt, pin_mut};
use reqwest::header::{CONTENT_TYPE, LOCATION};
use seccoder::model::ModelError;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::failure::{Site, describe, is_html};

/// The largest answer that is read.
const MAX_BODY_BYTES: usize = 64 * 1024 * 1024;
/// The most of an error's body that is read.
const MAX_ERROR_BYTES: usize = 64 * 1024;

/// An answer whose head has arrived.
#[derive(Debug)]
pub(super) struct Answer {
    response: reqwest::Response,
    site: Site,
    read_timeout: Duration,
}

impl Answer {
    /// Wraps what arrived. `read_timeout`: the longest wait between two chunks.
    pub(super) fn new(response: reqwest::Response, site: Site, read_timeout: Duration) -> Self {
        Self {
            response,
            site,
            read_timeout,
        }
    }

    /// What to name in errors.
    pub(super) fn site(&self) -> &Site {
        &self.site
    }

    /// Whether the server says that this is a web page.
    pub(super) fn says_html(&self) -> bool {
        self.header(CONTENT_TYPE.as_str())
            .to_ascii_lowercase()
            .contains("html")
    }

    /// The body in chunks, bounded in size and in the time between two of them.
    pub(super) fn chunks(self) -> impl Stream<Item = Result<Bytes, ModelError>> + Send {
        let Self {
            response,
            site,
            read_timeout,
        } = self;
        try_stream! {
            let chunks = response.bytes_stream();
            pin_mut!(chunks);
            let mut total = 0;
            loop {
                let wait = read_timeout.as_secs_f32();
                let next = timeout(read_timeout, chunks.next()).await
                    .map_err(|_| site.unreachable(&format!("the answer stalled for {wait} s")))?;
                let Some(chunk) = next else { break };
                let chunk = chunk
                    .map_err(|error| site.broke_off(&format!(": {}", describe(error))))?;
                total += chunk.len();
                if total > MAX_BODY_BYTES {
                    Err(site.bad(&format!("it is longer than {MAX_BODY_BYTES} bytes")))?;
                }
                yield chunk;
            }
        }
    }

    /// The whole body as JSON.
    ///
    /// # Errors
    /// When it breaks off or is something else.
    pub(super) async fn json<T: DeserializeOwned>(self) -> Result<T, ModelError> {
        let site = self.site.clone();
        let body = collect(self.chunks()).await?;
        parse_json(&body, &site)
    }

    /// The error that a status outside 2xx stands for.
    pub(super) async fn refusal(self) -> ModelError {
        let status = self.response.status().as_u16();
        let site = self.site.clone();
        let location = self.location();
        let mut body = Vec::new();
        let chunks = self.chunks();
        pin_mut!(chunks);
        // A body that breaks off is used as far as it came: the status is the message.
        while let Some(Ok(chunk)) = chunks.next().await {
            let room = MAX_ERROR_BYTES - body.len();
            body.extend_from_slice(&chunk[..chunk.len().min(room)]);
            if body.len() == MAX_ERROR_BYTES {
                break;
            }
        }
        match location {
            Some(location) => site.refused(status, format!("it moved to {location}").as_bytes()),
            None => site.refused(status, &body),
        }
    }

    /// Where a redirect points, without credentials and query.
    fn location(&self) -> Option<String> {
        if !self.response.status().is_redirection() {
            return None;
        }
        let target = self
            .response
            .url()
            .join(self.header(LOCATION.as_str()))
            .ok()?;
        let port = target
            .port()
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        Some(format!(
            "{}://{}{port}{}",
            target.scheme(),
            target.host_str()?,
            target.path()
        ))
    }

    fn header(&self, name: &str) -> &str {
        self.response
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("")
    }
}

/// Joins the chunks of a body.
///
/// # Errors
/// When the body does not arrive whole.
pub(super) async fn collect(
    chunks: impl Stream<Item = Result<Bytes, ModelError>>,
) -> Result<Vec<u8>, ModelError> {
    pin_mut!(chunks);
    let mut body = Vec::new();
    while let Some(chunk) = chunks.next().await {
        body.extend_from_slice(&chunk?);
    }
    Ok(body)
}

/// Reads a body as JSON.
///
/// # Errors
/// When it is a web page or anything else.
pub(super) fn parse_json<T: DeserializeOwned>(body: &[u8], site: &Site) -> Result<T, ModelError> {
    serde_json::from_slice(body).map_err(|error| {
        if is_html(&String::from_utf8_lossy(&body[..body.len().min(1024)])) {
            return site.bad("an HTML page instead of JSON; check the base URL");
        }
        site.bad(&format!("not the JSON that was expected: {error}"))
    })
}
