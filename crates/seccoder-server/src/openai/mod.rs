//! Requests of OpenAI's protocol, read and rewritten.

pub mod fim;
