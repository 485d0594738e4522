//! Reading objects.
use std::io::SeekFrom;
use std::path::Path;

use bytes::{Bytes, BytesMut};
use futures::{Stream, stream};
use http::{HeaderMap, HeaderValue};
use s3s::dto::{
    GetObjectInput, GetObjectOutput, HeadObjectInput, HeadObjectOutput, Metadata, Range,
    StreamingBlob,
};
use s3s::{S3Error, S3ErrorCode, S3Result, s3_error};
use tokio::fs::File;
use tokio::io::{self, AsyncReadExt as _, AsyncSeekExt as _};

use super::Operations;
use super::conditions::Conditions;
use super::representation::{DEFAULT_CONTENT_TYPE, encryption, timestamp, version_id};
use crate::aws::s3::access::Requester;
use crate::aws::s3::store::{Content, StoreError, Version, Versioning, is_version_id};

/// Bytes of a body in memory at a time.
const CHUNK: usize = 64 * 1024;

/// A version that has bytes.
pub(super) struct Found {
    pub(super) version: Version,
    pub(super) content: Content,
    pub(super) versioned: bool,
}

/// The fields that the answers to GET and HEAD have in common.
macro_rules! described {
    ($output:ident, $found:expr) => {{
        let Found {
            version,
            content,
            versioned,
        } = $found;
        let (server_side_encryption, ssekms_key_id) = encryption(&content);
        let attributes = content.attributes;
        $output {
            accept_ranges: Some("bytes".to_owned()),
            cache_control: attributes.cache_control,
            content_disposition: attributes.content_disposition,
            content_encoding: attributes.content_encoding,
            content_language: attributes.content_language,
            content_type: Some(
                attributes
                    .content_type
                    .unwrap_or_else(|| DEFAULT_CONTENT_TYPE.to_owned()),
            ),
            e_tag: Some(s3s::dto::ETag::Strong(content.etag)),
            last_modified: Some(timestamp(version.last_modified)),
            metadata: Some(Metadata::from_iter(attributes.metadata)),
            server_side_encryption,
            ssekms_key_id,
            version_id: version_id(&version, versioned),
            ..$output::default()
        }
    }};
}

impl Operations {
    pub(super) fn head_object(
        &self,
        requester: &Requester,
        input: HeadObjectInput,
    ) -> S3Result<HeadObjectOutput> {
        let found = self.find(
            requester,
            &input.bucket,
            &input.key,
            input.version_id.as_deref(),
        )?;
        let conditions = Conditions {
            matches: input.if_match,
            none_matches: input.if_none_match,
            modified_since: input.if_modified_since,
            unmodified_since: input.if_unmodified_since,
        };
        found.check(conditions)?;
        let (range, content_range) = span(input.range, found.content.size)?;
        Ok(HeadObjectOutput {
            content_length: i64::try_from(range.end - range.start).ok(),
            content_range,
            ..described!(HeadObjectOutput, found)
        })
    }

    pub(super) async fn get_object(
        &self,
        requester: &Requester,
        input: GetObjectInput,
    ) -> S3Result<GetObjectOutput> {
        let found = self.find(
            requester,
            &input.bucket,
            &input.key,
            input.version_id.as_deref(),
        )?;
        self.require_key(
            requester,
            "kms:Decrypt",
            found.content.attributes.kms_key_arn.as_deref(),
        )?;
        let conditions = Conditions {
            matches: input.if_match,
            none_matches: input.if_none_match,
            modified_since: input.if_modified_since,
            unmodified_since: input.if_unmodified_since,
        };
        found.check(conditions)?;
        let (range, content_range) = span(input.range, found.content.size)?;
        let path = self.store().body_path(&input.bucket, &found.version);
        let length = range.end - range.start;
        let body = read(&path, range.start, length)
            .await
            .map_err(StoreError::from)?;
        Ok(GetObjectOutput {
            body: Some(StreamingBlob::wrap(body)),
            content_length: i64::try_from(length).ok(),
            content_range,
            ..described!(GetObjectOutput, found)
        })
    }

    /// The version that a read names.
    pub(super) fn find(
        &self,
        requester: &Requester,
        bucket: &str,
        key: &str,
        id: Option<&str>,
    ) -> S3Result<Found> {
        if id.is_some_and(|id| !is_version_id(id)) {
            return Err(s3_error!(InvalidArgument, "Invalid version id specified"));
        }
        let versioned = self.settings(bucket)?.versioning != Versioning::Unversioned;
        let Some(version) = self.store().version(bucket, key, id) else {
            let code = if id.is_some() {
                S3ErrorCode::NoSuchVersion
            } else {
                S3ErrorCode::NoSuchKey
            };
            return Err(self.access.not_found(requester, bucket, code));
        };
        match version.content.clone() {
            Some(content) => Ok(Found {
                version,
                content,
                versioned,
            }),
            None if id.is_some() => Err(marked(S3ErrorCode::MethodNotAllowed.into(), &version)),
            None => Err(marked(
                self.access
                    .not_found(requester, bucket, S3ErrorCode::NoSuchKey),
                &version,
            )),
        }
    }

    /// What S3 asks of KMS in the caller's name; its own key for S3 serves everyone in the account.
    pub(super) fn require_key(
        &self,
        requester: &Requester,
        action: &str,
        key_arn: Option<&str>,
    ) -> S3Result {
        match key_arn {
            Some(arn) if !arn.ends_with(":alias/aws/s3") => {
                let by_s3 = requester.by_way_of_s3(arn);
                self.access.require(&by_s3, action, arn)
            }
            _ => Ok(()),
        }
    }
}

impl Found {
    fn check(&self, conditions: Conditions) -> S3Result {
        let etag = s3s::dto::ETag::Strong(self.content.etag.clone());
        conditions.check(&etag, &timestamp(self.version.last_modified))
    }
}

/// The error says that a delete marker is the reason.
fn marked(mut error: S3Error, marker: &Version) -> S3Error {
    let mut headers = HeaderMap::new();
    headers.insert("x-amz-delete-marker", HeaderValue::from_static("true"));
    if let Ok(id) = HeaderValue::from_str(&marker.id) {
        headers.insert("x-amz-version-id", id);
    }
    if *error.code() == S3ErrorCode::MethodNotAllowed {
        headers.insert(http::header::ALLOW, HeaderValue::from_static("DELETE"));
    }
    error.set_headers(headers);
    error
}

/// The bytes to send, and the `Content-Range` when they are not all.
fn span(range: Option<Range>, size: u64) -> S3Result<(std::ops::Range<u64>, Option<String>)> {
    let Some(range) = range else {
        return Ok((0..size, None));
    };
    let bytes = range.check(size)?;
    let content_range = format!("bytes {}-{}/{size}", bytes.start, bytes.end - 1);
    Ok((bytes, Some(content_range)))
}

/// `length` bytes of a file; it stays readable when the version is deleted meanwhile.
pub(super) async fn read(
    path: &Path,
    start: u64,
    length: u64,
) -> io::Result<impl Stream<Item = io::Result<Bytes>> + Send + Sync + use<>> {
    let mut file = File::open(path).await?;
    file.seek(SeekFrom::Start(start)).await?;
    Ok(stream::try_unfold(
        file.take(length),
        |mut rest| async move {
            let mut chunk = BytesMut::with_capacity(CHUNK);
            let read = rest.read_buf(&mut chunk).await?;
            Ok((read > 0).then(|| (chunk.freeze(), rest)))
        },
    ))
}
