//! The contract of the API, over HTTP: what a client can rely on, whatever is behind it.
mod bodies;
mod callers;
mod edge;
mod fields;
mod idempotency;
mod invalid;
mod isolation;
mod limits;
mod pages;
mod policies;
pub(crate) mod problems;
mod races;
mod replacement;
mod scope_conflicts;
mod store;
mod table;
