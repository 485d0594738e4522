//! The domain of S3 integrations and its adapters.
#[cfg(feature = "http")]
pub mod http;
