//! Journeys through HTTP, and what else is proved about the service as a whole.
#![cfg(test)]

mod architecture;
mod contract;
mod events;
mod hostile;
mod journeys;
mod likeness;
mod template;
mod world;
