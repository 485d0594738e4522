//! Hostile input: whatever is sent is answered, and no document grants more than was asked for.
mod large;
mod mutation;
mod policies;
mod replay;
mod targets;
