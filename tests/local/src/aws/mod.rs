//! An AWS that fits into one process: S3, STS, IAM and DynamoDB on one port.
pub mod identity;
pub mod s3;
