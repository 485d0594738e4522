//! An AWS that fits into one process: S3, STS, IAM and DynamoDB on one port.
pub mod error;
pub mod identity;
mod query;
pub mod s3;
