//! Journeys through HTTP, and what else is proved about the service as a whole.
#![cfg(test)]

mod architecture;
mod events;
mod template;
