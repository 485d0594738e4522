//! The store's versions in the words of s3s.
use std::time::SystemTime;

use s3s::dto::{ETag, ServerSideEncryption, Timestamp};

use crate::aws::s3::store::{Content, NULL_VERSION, Version};

/// What S3 says of bytes of which the writer said nothing.
pub(super) const DEFAULT_CONTENT_TYPE: &str = "binary/octet-stream";

pub(super) fn timestamp(time: jiff::Timestamp) -> Timestamp {
    SystemTime::from(time).into()
}

pub(super) fn etag(version: &Version) -> Option<ETag> {
    version
        .content
        .as_ref()
        .map(|content| ETag::Strong(content.etag.clone()))
}

pub(super) fn length(version: &Version) -> Option<i64> {
    version
        .content
        .as_ref()
        .and_then(|content| i64::try_from(content.size).ok())
}

/// Not told to callers of buckets that were never versioned.
pub(super) fn version_id(version: &Version, versioned: bool) -> Option<String> {
    (versioned || version.id != NULL_VERSION).then(|| version.id.clone())
}

/// `x-amz-server-side-encryption` and the key's ARN: S3 encrypts everything, with its own keys
/// unless told otherwise.
pub(super) fn encryption(content: &Content) -> (Option<ServerSideEncryption>, Option<String>) {
    encryption_by(content.attributes.kms_key_arn.clone())
}

pub(super) fn encryption_by(
    kms_key_arn: Option<String>,
) -> (Option<ServerSideEncryption>, Option<String>) {
    let name = if kms_key_arn.is_some() {
        ServerSideEncryption::AWS_KMS
    } else {
        ServerSideEncryption::AES256
    };
    (Some(ServerSideEncryption::from_static(name)), kms_key_arn)
}

/// `Content-Encoding` without `aws-chunked`, which is how the bytes were sent, not what they are.
pub(super) fn stored_encoding(encoding: Option<String>) -> Option<String> {
    let encoding = encoding?;
    let codings = encoding.split(',').map(str::trim);
    let stored: Vec<_> = codings.filter(|coding| *coding != "aws-chunked").collect();
    (!stored.is_empty()).then(|| stored.join(","))
}

#[cfg(test)]
mod tests {
    use super::stored_encoding;

    #[test]
    fn the_encoding_of_the_transfer_is_not_stored() {
        for (sent, stored) in [
            ("gzip", Some("gzip")),
            ("aws-chunked", None),
            ("gzip, aws-chunked", Some("gzip")),
        ] {
            assert_eq!(stored_encoding(Some(sent.into())).as_deref(), stored);
        }
        assert_eq!(stored_encoding(None), None);
    }
}
