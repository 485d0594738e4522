//! Signature Version 4 for presigned GET requests to S3. No I/O, no clock: the instant, the
//! credentials and the address are values.
//!
//! Source: Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters".
mod bucket_address;
mod canonical_request;
mod credential_scope;
mod percent_encoding;
mod presigning;
mod session_credentials;
mod signature;

pub use bucket_address::{BucketAddress, InvalidBucketAddress};
pub use percent_encoding::{encode_path, encode_query};
pub use presigning::Presigning;
pub use session_credentials::SessionCredentials;
