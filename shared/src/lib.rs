//! The domain of S3 integrations, and the adapters that connect it with AWS and HTTP.
#[cfg(feature = "adapters")]
pub mod adapters;
pub mod configuration;
pub mod credential_cache;
pub mod domain;
pub mod policy;
pub mod ports;
pub mod presign;
pub mod routing_cache;
pub mod sigv4;

#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "http")]
pub mod telemetry;
