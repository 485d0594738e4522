//! Writing objects whole: from a body, or as a copy.
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::stream;
use s3s::dto::{
    CopyObjectInput, CopyObjectOutput, CopyObjectResult, CopySource, MetadataDirective,
    PutObjectInput, PutObjectOutput, ServerSideEncryption, StreamingBlob,
};
use s3s::{S3ErrorCode, S3Result, s3_error};

use super::Operations;
use super::objects::{Found, read};
use super::representation::{encryption, encryption_by, etag, timestamp, version_id};
use crate::aws::s3::access::Requester;
use crate::aws::s3::actions::object_arn;
use crate::aws::s3::store::{Spooled, StoreError};

/// What the headers of a write say of the bytes to come.
macro_rules! attributes {
    ($input:expr, $kms_key_arn:expr) => {
        crate::aws::s3::store::Attributes {
            content_type: $input.content_type.take(),
            cache_control: $input.cache_control.take(),
            content_disposition: $input.content_disposition.take(),
            content_encoding: $crate::aws::s3::operations::representation::stored_encoding(
                $input.content_encoding.take(),
            ),
            content_language: $input.content_language.take(),
            metadata: $input
                .metadata
                .take()
                .unwrap_or_default()
                .into_iter()
                .collect(),
            kms_key_arn: $kms_key_arn,
        }
    };
}
pub(super) use attributes;

impl Operations {
    pub(super) async fn put_object(
        &self,
        requester: &Requester,
        mut input: PutObjectInput,
    ) -> S3Result<PutObjectOutput> {
        if input.if_match.is_some() || input.if_none_match.is_some() {
            return Err(S3ErrorCode::NotImplemented.into());
        }
        let (key_id, method) = (
            input.ssekms_key_id.take(),
            input.server_side_encryption.take(),
        );
        let kms_key_arn = self.key_for(requester, &input.bucket, method.as_ref(), key_id)?;
        let attributes = attributes!(input, kms_key_arn);
        let spooled = self
            .receive(input.body, input.content_md5.as_deref())
            .await?;
        let version = self.store().put(
            &input.bucket,
            &input.key,
            spooled,
            attributes,
            (self.clock)(),
        )?;
        let (server_side_encryption, ssekms_key_id) =
            version.content.as_ref().map(encryption).unwrap_or_default();
        Ok(PutObjectOutput {
            e_tag: etag(&version),
            version_id: version_id(&version, false),
            server_side_encryption,
            ssekms_key_id,
            ..PutObjectOutput::default()
        })
    }

    /// Spools a body and compares it with the `Content-MD5` that came with it.
    pub(super) async fn receive(
        &self,
        body: Option<StreamingBlob>,
        md5: Option<&str>,
    ) -> S3Result<Spooled> {
        let spooled = match body {
            Some(body) => self.store().spool(body).await?,
            None => {
                self.store()
                    .spool(stream::empty::<std::io::Result<bytes::Bytes>>())
                    .await?
            }
        };
        if md5.is_some_and(|md5| STANDARD.encode(spooled.md5) != md5) {
            return Err(s3_error!(
                BadDigest,
                "The Content-MD5 you specified did not match what we received."
            ));
        }
        Ok(spooled)
    }

    /// The ARN of the key that a write asks to be encrypted with, once the caller may use it.
    /// A bare key id or alias is of the requester's account and the bucket's region.
    pub(super) fn key_for(
        &self,
        requester: &Requester,
        bucket: &str,
        method: Option<&ServerSideEncryption>,
        key_id: Option<String>,
    ) -> S3Result<Option<String>> {
        if method.is_none_or(|method| method.as_str() != ServerSideEncryption::AWS_KMS) {
            return Ok(None);
        }
        let region = self.settings(bucket)?.region;
        let arn = |name: &str| format!("arn:aws:kms:{region}:{}:{name}", requester.caller.account);
        let arn = match key_id {
            None => arn("alias/aws/s3"),
            Some(id) if id.starts_with("arn:") => id,
            Some(id) if id.starts_with("alias/") => arn(&id),
            Some(id) => arn(&format!("key/{id}")),
        };
        self.require_key(requester, "kms:GenerateDataKey", Some(&arn))?;
        Ok(Some(arn))
    }

    pub(super) async fn copy_object(
        &self,
        requester: &Requester,
        mut input: CopyObjectInput,
    ) -> S3Result<CopyObjectOutput> {
        let CopySource::Bucket {
            bucket,
            key,
            version_id: id,
        } = &input.copy_source
        else {
            return Err(S3ErrorCode::NotImplemented.into());
        };
        let source = self.source(requester, bucket, key, id.as_deref())?;
        let path = self.store().body_path(bucket, &source.version);
        let source_id = version_id(&source.version, source.versioned);
        let (key_id, method) = (
            input.ssekms_key_id.take(),
            input.server_side_encryption.take(),
        );
        let kms_key_arn = self.key_for(requester, &input.bucket, method.as_ref(), key_id)?;
        let replaces = input
            .metadata_directive
            .as_ref()
            .is_some_and(|it| it.as_str() == MetadataDirective::REPLACE);
        let mut attributes = source.content.attributes;
        if replaces {
            attributes = attributes!(input, None);
        }
        attributes.kms_key_arn = kms_key_arn;

        let body = read(&path, 0, source.content.size)
            .await
            .map_err(StoreError::from)?;
        let spooled = self.store().spool(body).await?;
        let version = self.store().put(
            &input.bucket,
            &input.key,
            spooled,
            attributes,
            (self.clock)(),
        )?;
        let (server_side_encryption, ssekms_key_id) = encryption_by(
            version
                .content
                .as_ref()
                .and_then(|it| it.attributes.kms_key_arn.clone()),
        );
        Ok(CopyObjectOutput {
            copy_object_result: Some(CopyObjectResult {
                e_tag: etag(&version),
                last_modified: Some(timestamp(version.last_modified)),
                ..CopyObjectResult::default()
            }),
            copy_source_version_id: source_id,
            version_id: version_id(&version, false),
            server_side_encryption,
            ssekms_key_id,
            ..CopyObjectOutput::default()
        })
    }

    /// The path of a copy names its target alone: the right to read the source is asked here.
    fn source(
        &self,
        requester: &Requester,
        bucket: &str,
        key: &str,
        id: Option<&str>,
    ) -> S3Result<Found> {
        self.access.require_owner(requester, bucket)?;
        let action = if id.is_some() {
            "s3:GetObjectVersion"
        } else {
            "s3:GetObject"
        };
        self.access
            .require(requester, action, &object_arn(bucket, key))?;
        let found = self.find(requester, bucket, key, id)?;
        self.require_key(
            requester,
            "kms:Decrypt",
            found.content.attributes.kms_key_arn.as_deref(),
        )?;
        Ok(found)
    }
}
