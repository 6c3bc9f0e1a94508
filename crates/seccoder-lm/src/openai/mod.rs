//! Models behind any endpoint that speaks the OpenAI protocol: hosted services,
//! vLLM, llama.cpp's server and the like.
//!
//! [`OpenAiEngine`] generates, [`OpenAiEmbedder`] embeds. Both are built from an
//! [`OpenAiConfig`], run on any executor (a small network runtime of their own
//! drives the sockets) and treat every answer as untrusted: sizes are bounded,
//! an answer that breaks off is an error and never a short completion, and
//! neither the API key nor control characters reach a message.

mod answer;
mod client;
mod config;
mod embedder;
mod engine;
mod failure;
mod pieces;
mod request;
mod response;
mod retry;
pub(crate) mod runtime;
mod secret;
mod shape;
mod sse;
mod wire;

#[cfg(test)]
mod tests;

pub use client::http_client;
pub use config::{BaseUrl, ConfigError, OpenAiConfig, Styles};
pub use embedder::{EmbedderOptions, OpenAiEmbedder};
pub use engine::OpenAiEngine;
pub use failure::describe;
pub use secret::Secret;
