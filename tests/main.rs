//! End to end, through the binary: what a user types and what comes back.
//!
//! The tests use the real small code model and the real embedder; `make test`
//! fetches both. Only the tests of misbehaving endpoints and of hostile completions
//! talk to a server of their own. Long runs are in [`soak`]: short here, long with `SECCODER_SOAK=1`.

#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

mod auto;
mod candle;
mod check;
mod complete;
mod corpus;
mod database;
mod embedders;
mod endpoint;
mod evaluation;
mod harness;
mod interrupt;
mod mcp;
mod models;
mod poison;
mod postgres;
// The same server as the library's own tests of its store.
#[allow(dead_code, reason = "the library's tests use more of it")]
#[path = "../crates/seccoder-db/src/store/postgres/server.rs"]
mod postgres_server;
mod serve;
mod serving;
mod settings;
mod soak;
mod texts;
