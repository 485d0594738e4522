//! Signature Version 4 for presigned GET requests to S3. No I/O, no clock: the instant, the
//! credentials and the address are values.
//!
//! Source: Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters".
mod bucket_address;
mod credential_scope;
mod percent_encoding;
mod primed_hmac;
mod session_credentials;
mod signing_key;
mod url_signer;

pub use bucket_address::{BucketAddress, InvalidBucketAddress};
pub use session_credentials::SessionCredentials;
pub use signing_key::SigningKeys;
pub use url_signer::{Parameters, Presigning, Signature, UrlSigner};
