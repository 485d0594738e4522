//! Journeys through HTTP, and what else is proved about the service as a whole.
#![cfg(test)]

mod contract;
mod journeys;
mod template;
mod world;
