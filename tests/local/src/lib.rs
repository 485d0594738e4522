//! The service on one machine: API Gateway and AWS, embedded.
pub mod api;
pub mod aws;
pub mod clock;
pub mod connection;
pub mod customer;
pub mod gateway;
pub mod journey;
mod loopback;
pub mod pictures;
pub mod platform;
mod random;
pub mod service;
pub mod stack;
pub mod tour;
