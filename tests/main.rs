//! End to end, through the binary: what a user types and what comes back.
//!
//! The tests use the real small code model and the real embedder; `make test`
//! fetches both. Only the tests of misbehaving endpoints and of hostile completions
//! talk to a server of their own. Long runs are in [`soak`]: short here, long with `SECCODER_SOAK=1`.

#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

mod complete;
mod corpus;
mod database;
mod endpoint;
mod evaluation;
mod harness;
mod interrupt;
mod models;
mod settings;
mod soak;
mod texts;
