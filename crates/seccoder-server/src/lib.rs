//! SecCoder where people code: thin adapters on the method.
//!
//! [`proxy`] stands between an editor or agent and the server that it uses, and shows the model
//! behind it a demonstration for the code being written; [`mcp`] offers the database and the
//! analyzers to agents as tools. Both ask the same [`guide`], which asks the method.
//!
//! - [`openai`] reads and rewrites requests of OpenAI's protocol: pure functions on bytes,
//! - [`upstream`] is what answers them: another server, or [`local`], an engine of this process,
//! - [`guide`] finds the demonstration, within a deadline,
//! - [`inspect`] has answers looked at, and revised once, where that is asked for,
//! - [`proxy`] is the HTTP service around these,
//! - [`mcp`] is the server for agents.
//!
//! This crate starts no process and opens no model: engines, embedders, stores and oracles are
//! given to it behind traits.

pub mod guide;
pub mod inspect;
pub mod local;
pub mod mcp;
pub mod openai;
pub mod proxy;
pub mod upstream;
