//! Reading secure examples from the data sets of others, where the user has them.

pub mod sven;
