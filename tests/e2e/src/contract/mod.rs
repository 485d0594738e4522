//! The contract of the API, over HTTP: what a client can rely on, whatever is behind it.
pub(crate) mod bodies;
pub(crate) mod callers;
mod edge;
mod fields;
mod idempotency;
mod invalid;
mod limits;
mod pages;
mod policies;
pub(crate) mod problems;
mod replacement;
mod scope_conflicts;
mod store;
pub(crate) mod table;
