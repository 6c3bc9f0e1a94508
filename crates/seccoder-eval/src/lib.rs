//! Measuring secure code generation: suites, sampling, metrics, reports.

pub mod metrics;
pub mod paper;
pub mod record;
