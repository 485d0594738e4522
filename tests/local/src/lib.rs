//! The service on one machine: API Gateway and AWS, embedded.
pub mod aws;
pub mod clock;
pub mod gateway;
