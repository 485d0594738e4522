//! The domain of S3 integrations, and the adapters that connect it with AWS and HTTP.
pub mod domain;
pub mod policy;

#[cfg(feature = "http")]
pub mod http;
