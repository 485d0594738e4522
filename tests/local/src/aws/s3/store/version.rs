//! One version of one object: what is remembered beside its bytes.
use std::collections::BTreeMap;

use crate::random;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The id of the version that an unversioned bucket holds of each key.
pub const NULL_VERSION: &str = "null";

/// A version of an object, or a delete marker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Version {
    /// The object's key, byte for byte as it was sent.
    pub key: String,
    /// [`NULL_VERSION`], or 32 random characters of `[A-Za-z0-9_-]`.
    pub id: String,
    /// The order of writing within the store; also names the version's files.
    pub sequence: u64,
    /// When it was written, to the second, which is what HTTP dates carry.
    pub last_modified: Timestamp,
    /// `None` makes this a delete marker.
    pub content: Option<Content>,
}

/// The stored bytes, described.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Content {
    /// Bytes.
    pub size: u64,
    /// Without quotes: the MD5 in hex, followed by `-parts` after a multipart upload.
    pub etag: String,
    /// What the writer said about the bytes.
    #[serde(flatten)]
    pub attributes: Attributes,
}

/// The headers that a writer gives an object, and how it is encrypted.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Attributes {
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `Cache-Control`.
    pub cache_control: Option<String>,
    /// `Content-Disposition`.
    pub content_disposition: Option<String>,
    /// `Content-Encoding`.
    pub content_encoding: Option<String>,
    /// `Content-Language`.
    pub content_language: Option<String>,
    /// `x-amz-meta-*`, without that prefix.
    pub metadata: BTreeMap<String, String>,
    /// The key's ARN when the object is encrypted with `aws:kms`.
    pub kms_key_arn: Option<String>,
}

/// A fresh version id, of the length and alphabet of AWS's.
pub(super) fn new_version_id() -> String {
    URL_SAFE_NO_PAD.encode(random::bytes::<24>())
}

/// Whether a caller's `versionId` could be one at all.
#[must_use]
pub fn is_version_id(id: &str) -> bool {
    id == NULL_VERSION
        || (id.len() == 32
            && id
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fresh_version_ids_are_recognised_and_differ() {
        let (one, two) = (new_version_id(), new_version_id());
        assert!(is_version_id(&one) && is_version_id(&two));
        assert_ne!(one, two);
        assert!(!is_version_id("12"));
        assert!(is_version_id(NULL_VERSION));
    }
}
