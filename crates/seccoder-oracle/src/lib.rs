//! Judging code: analyzers, harnesses, and the sandbox they run in.
