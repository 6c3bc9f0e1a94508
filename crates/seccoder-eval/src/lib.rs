//! Measuring secure code generation: suites, sampling, metrics, reports.

pub mod arm;
pub mod hash;
pub mod log;
pub mod metrics;
pub mod paper;
pub mod record;
pub mod sampling;
pub mod suite;
