//! An AWS that fits into one process: S3, STS, IAM and DynamoDB on one port.
mod authentication;
mod call;
mod dispatch;
mod dynamodb;
pub mod error;
pub mod faults;
pub mod identity;
mod query;
pub mod s3;
mod server;
mod sigv4;
#[cfg(test)]
mod tests;

pub use server::{EmbeddedAws, Options, StartError};
