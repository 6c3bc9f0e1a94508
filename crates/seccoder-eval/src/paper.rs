//! The values that the paper publishes.
