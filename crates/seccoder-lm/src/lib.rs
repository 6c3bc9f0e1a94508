//! Language-model engines, embedders, and where their weights come from.
//!
//! Everything behind [`seccoder::model::LanguageModel`] and
//! [`seccoder::embedder::Embedder`] that needs a heavy dependency or a network:
//! llama.cpp in-process, any OpenAI-compatible endpoint, a scripted model for
//! tests, the catalogue of known weights and their download.

#[cfg(feature = "candle")]
pub mod candle;
pub mod catalogue;
#[cfg(any(feature = "llama-cpp", feature = "candle"))]
mod embed_thread;
pub mod gguf;
pub mod home;
#[cfg(feature = "llama-cpp")]
pub mod llama_cpp;
#[cfg_attr(
    not(any(feature = "llama-cpp", feature = "candle")),
    expect(dead_code, reason = "only engines name what they changed")
)]
pub mod lora;
pub mod openai;
#[cfg(any(feature = "llama-cpp", feature = "candle"))]
mod resident;
pub mod sampling;
pub mod scripted;
pub mod text_stream;
