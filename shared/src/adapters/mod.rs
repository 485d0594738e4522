//! What connects the core with AWS. Only here is `aws_sdk_*` imported.
mod aws;
mod clock;
pub mod dynamodb;
mod environment;
mod randomness;
mod s3_addressing;
mod sts;

pub use aws::{bounded, connect};
pub use aws_config::SdkConfig;
pub use clock::SystemClock;
pub use environment::configuration;
pub use randomness::SystemRandomness;
pub use s3_addressing::S3Addressing;
pub use sts::StsRoleAssumer;
