//! Measuring secure code generation: suites, sampling, metrics, reports.

pub mod arm;
pub mod audit;
pub mod hash;
pub mod judging;
pub mod log;
pub mod metrics;
pub mod paper;
pub mod record;
pub mod report;
pub mod reuse;
pub mod sampling;
pub mod spec;
pub mod suite;
