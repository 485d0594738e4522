//! Journeys through HTTP, and what else is proved about the service as a whole.
#![cfg(test)]

mod architecture;
mod contract;
mod events;
mod faults;
mod hostile;
mod isolation;
mod journeys;
mod likeness;
mod races;
mod silence;
mod template;
mod world;
